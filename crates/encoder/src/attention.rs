use crate::kernel::{COLUMNS, Kernel, LANES, Line, Rows, Step, Word};
use crate::rows::{self, SCORE, VALUE};

/// Numbers to a head: the kernels know no other size.
pub(crate) const HEAD: usize = 32;

/// Blocks of a head.
const BLOCKS: usize = HEAD / LANES;

/// Words of a row of a head, in pairs.
pub(crate) const WORDS: usize = HEAD / 2;

/// Words from one row of weights to the next: as many as the longest window needs.
pub(crate) const STRIDE: usize = crate::WINDOW / 2;

/// Queries worked on together: their scores stay in the nearest cache.
const QUERIES: usize = 12;

/// What attention writes on its way.
#[derive(Default)]
pub(crate) struct Buffers {
    queries: Vec<Word>,
    key_rows: Vec<Word>,
    keys: Vec<Line>,
    values: Vec<Line>,
    scores: Vec<[i32; COLUMNS]>,
    weights: Vec<Word>,
    sums: Vec<[i32; COLUMNS]>,
}

/// Softmax attention of every piece to every other. A row of `input` has the queries of all heads,
/// then the keys, then the values; `peaks` is the largest size of each of its columns. Row by row,
/// `out` gets the heads' weighted values.
///
/// Queries and keys are coded by the largest of their head, values by the largest of their column:
/// 13 and 11 bits with the sign, all that fits in sums of 32 bits.
pub(crate) fn attend(
    kernel: Kernel,
    input: &[[f32; LANES]],
    peaks: &[[f32; LANES]],
    out: &mut [[f32; LANES]],
    buffers: &mut Buffers,
) {
    let stride = peaks.len();
    let width = stride / 3;
    let pieces = input.len() / stride;
    let blocks = pieces.div_ceil(COLUMNS);
    let Buffers { queries, key_rows, keys, values, scores, weights, sums } = buffers;
    queries.resize(pieces * WORDS, [0; 4]);
    key_rows.resize(pieces * WORDS, [0; 4]);
    // Noughts where the padding is: what was there is from another window.
    keys.clear();
    keys.resize(blocks * WORDS, Line::ZERO);
    values.clear();
    values.resize(BLOCKS * blocks * COLUMNS / 2, Line::ZERO);
    for block in (0..width).step_by(BLOCKS) {
        let peak = |from: usize| {
            let lanes = peaks[from..from + BLOCKS].as_flattened();
            lanes.iter().fold(0.0f32, |a, b| a.max(*b))
        };
        let (query, key) = (peak(block), peak(width + block));
        rows::code_rows(kernel, input, stride, block, inverse(SCORE, query), queries);
        rows::code_rows(kernel, input, stride, width + block, inverse(SCORE, key), key_rows);
        turn(key_rows, keys);
        let mut scales = [[0.0; LANES]; BLOCKS];
        for (at, (scales, lines)) in
            scales.iter_mut().zip(values.chunks_exact_mut(blocks * COLUMNS / 2)).enumerate()
        {
            let block = 2 * width + block + at;
            let inverses = peaks[block].map(|peak| inverse(VALUE, peak));
            *scales = peaks[block].map(|peak| peak / VALUE);
            rows::code_values(kernel, input, stride, block, &inverses, lines);
        }
        let scale = (query / SCORE) * (key / SCORE) * std::f32::consts::LOG2_E;
        for (queries, out) in queries.chunks(QUERIES * WORDS).zip(out.chunks_mut(QUERIES * width)) {
            let rows = queries.len() / WORDS;
            let mut totals = [0; QUERIES];
            let totals = &mut totals[..rows];
            scores.resize(rows * blocks, [0; COLUMNS]);
            weights.resize(rows * STRIDE, [0; 4]);
            sums.resize(rows * BLOCKS, [0; COLUMNS]);
            let queries = Rows { all: queries, stride: WORDS, words: WORDS };
            kernel.product(Step::Pairs, queries, keys, scores);
            rows::softmax(kernel, scores, pieces, scale, weights, STRIDE, totals);
            let weights = Rows { all: weights, stride: STRIDE, words: blocks * COLUMNS / 2 };
            kernel.product(Step::Pairs, weights, values, sums);
            rows::finish_attention(kernel, sums, totals, &scales, out, width, block);
        }
    }
}

/// Codes to a unit, where `peak` gets the code `top`.
fn inverse(top: f32, peak: f32) -> f32 {
    // Below this the inverse would overflow, and the codes mean nothing anyway.
    if peak < 1e-30 { 0.0 } else { top / peak }
}

/// Turns rows of keys into lines of sixteen keys.
fn turn(rows: &[Word], lines: &mut [Line]) {
    for (rows, lines) in rows.chunks(COLUMNS * WORDS).zip(lines.chunks_exact_mut(WORDS)) {
        for (key, row) in rows.chunks_exact(WORDS).enumerate() {
            for (Line(line), word) in lines.iter_mut().zip(row) {
                line[key] = *word;
            }
        }
    }
}
