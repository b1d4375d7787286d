#![allow(unsafe_code)]

use std::arch::x86_64::*;

use super::{COLUMNS, Kind, Line, Rows, Step, Word, plain};

/// [`super::Kernel::product`], whose checks it relies on.
pub(super) fn product(
    kind: Kind,
    step: Step,
    left: Rows,
    right: &[Line],
    out: &mut [[i32; COLUMNS]],
) {
    let words = left.words;
    let view = View {
        left: left.all.as_ptr(),
        rows: left.count(),
        stride: left.stride,
        words,
        right: right.as_ptr(),
        blocks: right.len() / words,
        out: out.as_mut_ptr(),
    };
    // SAFETY: a kind is made only where the processor has its instructions; the view's lengths
    // were checked by the caller.
    unsafe {
        match (kind, step) {
            (Kind::Avx512, Step::Quads) => avx512_quads::product(view),
            (Kind::Avx512, Step::Pairs) => avx512_pairs::product(view),
            (Kind::AvxVnni, Step::Quads) => avx_vnni_quads::product(view),
            (Kind::AvxVnni, Step::Pairs) => avx_vnni_pairs::product(view),
            (Kind::Avx2, _) => avx2_pairs::product(view),
            (Kind::Plain, _) => plain::product(left, right, out),
        }
    }
}

/// The matrices of a product: `rows` rows of `words` words, the next `stride` words on, `blocks`
/// times `words` lines, and `rows` times `blocks` results.
#[derive(Clone, Copy)]
struct View {
    left: *const Word,
    rows: usize,
    stride: usize,
    words: usize,
    right: *const Line,
    blocks: usize,
    out: *mut [i32; COLUMNS],
}

impl View {
    /// Where the lines are that come after a tile's: its share of them, by its row, is read ahead.
    #[inline(always)]
    fn ahead(self, at: Tile, tall: usize, wide: usize) -> *const Line {
        let share = at.row / tall % wide;
        let line = if at.end < self.words {
            (at.block + share) * self.words + at.end
        } else {
            (at.block + wide + share) * self.words
        };
        self.right.wrapping_add(line)
    }
}

/// The place of a tile: its first row and block, and its range of words.
#[derive(Clone, Copy)]
struct Tile {
    row: usize,
    block: usize,
    start: usize,
    end: usize,
}

/// Words that a tile runs along at a time: lines of so many words stay in the nearest cache while
/// the rows go by.
const DEPTH: usize = 96;

/// Strides of rows of bytes with a loop of their own: MiniLM's widths.
const QUADS: [usize; 2] = [384 / 4, 1536 / 4];

/// Strides of rows of pairs with a loop of their own: attention's.
const PAIRS: [usize; 2] = [crate::attention::WORDS, crate::attention::STRIDE];

/// A product by tiles. A tile holds the sums of some rows by some blocks of sixteen columns in
/// registers while it runs along the words; `$tall` rows by `$wide` blocks fill the registers, the
/// lower heights take the rows that are left over.
macro_rules! tiles {
    ($name:ident, $features:literal, $vector:ty, $tall:literal $(, $low:literal)*; $wide:literal;
     $zero:expr, $load:expr, $load_out:expr, $store:expr, $spread:expr, $dot:expr) => {
        mod $name {
            use super::*;

            /// Vectors to a line.
            const SPLIT: usize = size_of::<Line>() / size_of::<$vector>();

            /// # Safety
            /// The processor must have the instructions, and the view's lengths must be true.
            #[target_feature(enable = $features)]
            pub(super) unsafe fn product(view: View) {
                let mut block = 0;
                while block < view.blocks {
                    let wide = (view.blocks - block).min($wide);
                    // SAFETY: the blocks from `block` on are at least `wide`.
                    unsafe {
                        match wide {
                            1 => panel::<1, 0>(view, block),
                            2 if $wide == 2 && view.stride == PAIRS[0] => {
                                panel::<2, { PAIRS[0] }>(view, block)
                            }
                            2 if $wide == 2 && view.stride == PAIRS[1] => {
                                panel::<2, { PAIRS[1] }>(view, block)
                            }
                            2 => panel::<2, 0>(view, block),
                            _ if view.stride == QUADS[0] => panel::<3, { QUADS[0] }>(view, block),
                            _ if view.stride == QUADS[1] => panel::<3, { QUADS[1] }>(view, block),
                            _ => panel::<3, 0>(view, block),
                        }
                    }
                    block += wide;
                }
            }

            /// # Safety
            /// As for [`product`]; and `block` + `WIDE` may not pass the view's blocks.
            #[target_feature(enable = $features)]
            unsafe fn panel<const WIDE: usize, const STRIDE: usize>(view: View, block: usize) {
                let mut start = 0;
                while start < view.words {
                    let end = view.words.min(start + DEPTH);
                    let mut at = Tile { row: 0, block, start, end };
                    while view.rows - at.row >= $tall {
                        // SAFETY: `$tall` rows are left.
                        unsafe { tile::<$tall, WIDE, STRIDE>(view, at) };
                        at.row += $tall;
                    }
                    $(while view.rows - at.row >= $low {
                        // SAFETY: `$low` rows are left.
                        unsafe { tile::<$low, WIDE, 0>(view, at) };
                        at.row += $low;
                    })*
                    start = end;
                }
            }

            /// # Safety
            /// As for [`panel`]; and the tile may not pass the view's rows and words.
            #[target_feature(enable = $features)]
            unsafe fn tile<const TALL: usize, const WIDE: usize, const STRIDE: usize>(
                view: View,
                at: Tile,
            ) {
                // A stride known beforehand saves the arithmetic on addresses.
                let stride = if STRIDE > 0 { STRIDE } else { view.stride };
                let mut sums = [[[$zero; SPLIT]; WIDE]; TALL];
                let ahead = view.ahead(at, TALL, WIDE);
                // SAFETY: rows `row..row + TALL`, blocks `block..block + WIDE` and words
                // `start..end` lie inside the view; a line is aligned to 64 bytes.
                unsafe {
                    let out = view.out.add(at.row * view.blocks + at.block);
                    if at.start > 0 {
                        for (tall, sums) in sums.iter_mut().enumerate() {
                            let out = out.add(tall * view.blocks).cast::<$vector>();
                            for (place, sum) in sums.as_flattened_mut().iter_mut().enumerate() {
                                *sum = $load_out(out.add(place).cast());
                            }
                        }
                    }
                    let left = view.left.add(at.row * stride);
                    let right = view.right.add(at.block * view.words);
                    for word in at.start..at.end {
                        _mm_prefetch::<_MM_HINT_T0>(ahead.wrapping_add(word - at.start).cast());
                        let mut lines = [[$zero; SPLIT]; WIDE];
                        for (wide, line) in lines.iter_mut().enumerate() {
                            let start = right.add(wide * view.words + word).cast::<$vector>();
                            for (split, vector) in line.iter_mut().enumerate() {
                                *vector = $load(start.add(split).cast());
                            }
                        }
                        for (tall, sums) in sums.iter_mut().enumerate() {
                            let word = left.add(tall * stride + word);
                            let word = $spread(word.cast::<i32>().read_unaligned());
                            for (sums, lines) in sums.iter_mut().zip(&lines) {
                                for (sum, line) in sums.iter_mut().zip(lines) {
                                    *sum = $dot(*sum, word, *line);
                                }
                            }
                        }
                    }
                    for (tall, sums) in sums.iter().enumerate() {
                        let out = out.add(tall * view.blocks).cast::<$vector>();
                        for (place, sum) in sums.as_flattened().iter().enumerate() {
                            $store(out.add(place).cast(), *sum);
                        }
                    }
                }
            }
        }
    };
}

tiles!(avx512_quads, "avx512f,avx512bw,avx512vnni", __m512i, 8, 4, 2, 1; 3;
    _mm512_setzero_si512(), _mm512_load_si512, _mm512_loadu_si512, _mm512_storeu_si512, _mm512_set1_epi32,
    _mm512_dpbusd_epi32);
tiles!(avx512_pairs, "avx512f,avx512bw,avx512vnni", __m512i, 12, 4, 2, 1; 2;
    _mm512_setzero_si512(), _mm512_load_si512, _mm512_loadu_si512, _mm512_storeu_si512, _mm512_set1_epi32,
    _mm512_dpwssd_epi32);
tiles!(avx_vnni_quads, "avx2,avxvnni", __m256i, 6, 2, 1; 1;
    _mm256_setzero_si256(), _mm256_load_si256, _mm256_loadu_si256, _mm256_storeu_si256, _mm256_set1_epi32,
    _mm256_dpbusd_avx_epi32);
tiles!(avx_vnni_pairs, "avx2,avxvnni", __m256i, 6, 2, 1; 1;
    _mm256_setzero_si256(), _mm256_load_si256, _mm256_loadu_si256, _mm256_storeu_si256, _mm256_set1_epi32,
    _mm256_dpwssd_avx_epi32);
tiles!(avx2_pairs, "avx2", __m256i, 6, 2, 1; 1;
    _mm256_setzero_si256(), _mm256_load_si256, _mm256_loadu_si256, _mm256_storeu_si256, _mm256_set1_epi32,
    |sum, a, b| _mm256_add_epi32(sum, _mm256_madd_epi16(a, b)));
