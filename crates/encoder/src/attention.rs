use crate::Linear;
use crate::kernel::{COLUMNS, Kernel, LANES, Line, Rows, Step, Word};
use crate::rows::{self, Codes, SCORE, VALUE};

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

/// The place among the columns of [`attend`]'s layer of an output of a model's, which has the
/// queries of all heads, then the keys, then the values.
pub(crate) fn place(output: usize, width: usize) -> usize {
    let (part, head) = (output / width, output % width / HEAD);
    (3 * head + part) * HEAD + output % HEAD
}

/// Softmax attention of every piece to every other. `heads` gives each head's queries, keys and
/// values, one head after the other; `out` gets, row by row, the heads' weighted values.
///
/// Queries and keys are coded by the largest of their head, values by the largest of their column:
/// 13 and 11 bits with the sign, all that fits in sums of 32 bits.
pub(crate) fn attend(
    kernel: Kernel,
    heads: &Linear,
    codes: &Codes,
    out: &mut [[f32; LANES]],
    integers: &mut Vec<[i32; COLUMNS]>,
    buffers: &mut Buffers,
) {
    let width = heads.outputs() / 3 / LANES;
    let pieces = out.len() / width;
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
        // One head's columns at a time: they stay in the nearer caches until they are used.
        let product = heads.product(codes, 0..pieces, 3 * block..3 * (block + BLOCKS), integers);
        let mut peaks = [[0.0; LANES]; 3 * BLOCKS];
        rows::raise_peaks(kernel, product, &mut peaks);
        let (parts, _) = peaks.as_chunks::<BLOCKS>();
        let peak =
            |part: &[[f32; LANES]]| part.as_flattened().iter().fold(0.0f32, |a, b| a.max(*b));
        let (query, key) = (peak(&parts[0]), peak(&parts[1]));
        rows::code_rows(kernel, product, 0, inverse(SCORE, query), queries);
        rows::code_rows(kernel, product, BLOCKS, inverse(SCORE, key), key_rows);
        turn(key_rows, keys);
        let inverses = parts[2].map(|lanes| lanes.map(|peak| inverse(VALUE, peak)));
        let scales = parts[2].map(|lanes| lanes.map(|peak| peak / VALUE));
        let lines = values.chunks_exact_mut(blocks * COLUMNS / 2);
        for (at, (lines, inverses)) in lines.zip(&inverses).enumerate() {
            rows::code_values(kernel, product, 2 * BLOCKS + at, inverses, lines);
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
