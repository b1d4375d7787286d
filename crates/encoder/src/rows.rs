//! The floating-point loops, over rows of numbers. Sums run in sixteen lanes that are added in a
//! fixed order, so the result is the same on every machine.

use std::ops::Range;

use crate::kernel::{COLUMNS, Line, Step, Word};

/// Lanes of a plain loop: one vector of the widest kernel.
pub(crate) const LANES: usize = COLUMNS;

type Lanes = [f32; LANES];

/// Added to a number below 2²² in size, it leaves the nearest integer in the low bits.
const ROUND: f32 = 12_582_912.0;

/// BERT's guard against a variance of nothing.
const EPSILON: f32 = 1e-12;

/// Coefficients of the odd polynomial for Φ(x) − ½, x to 4, least error of x·Φ(x).
const GELU: [f32; 7] = [
    2.278_062_7e-8,
    -1.598_561_3e-6,
    4.795_471_6e-5,
    -8.140_078e-4,
    8.772_352e-3,
    -6.457_303_5e-2,
    3.978_833e-1,
];

/// Where Φ is as good as 1.
const GELU_END: f32 = 4.0;

/// Weight of the most likely key of a softmax. With values up to [`VALUE`] the sum over a window
/// of [`crate::WINDOW`] pieces stays below 2³¹.
const WEIGHT: f32 = 4094.0;

/// Largest value code.
pub(crate) const VALUE: f32 = 1023.0;

/// Largest query and key code: a score, of 32 products, stays below 2³⁰.
pub(crate) const SCORE: f32 = 5791.0;

/// Coefficients of 2ˣ between −½ and ½ by the highest power first, relative error 7.5e-5.
const POWER: [f32; 4] = [0.055_171_34, 0.242_611_17, 0.693_261_03, 0.999_928_07];

/// Rows of small unsigned integers, each with its own scale: `(code − zero) · scale` is the
/// number meant.
#[derive(Default)]
pub(crate) struct Codes {
    step: Step,
    /// Words to a row.
    stride: usize,
    /// The rows, one after the other, each padded with noughts to whole words.
    words: Vec<Word>,
    /// Step of each row.
    scales: Vec<f32>,
    /// Code of nought, 0 to 255, of each row.
    zeros: Vec<i32>,
}

impl Codes {
    /// Makes room for so many rows of so many numbers.
    pub(crate) fn resize(&mut self, step: Step, rows: usize, numbers: usize) {
        let stride = step.words(numbers);
        if (step, stride) != (self.step, self.stride) {
            // The padding is not written again.
            self.words.clear();
        }
        (self.step, self.stride) = (step, stride);
        self.words.resize(rows * stride, [0; 4]);
        self.scales.resize(rows, 0.0);
        self.zeros.resize(rows, 0);
    }

    /// The words of some rows.
    pub(crate) fn words(&self, rows: Range<usize>) -> &[Word] {
        &self.words[rows.start * self.stride..rows.end * self.stride]
    }

    #[inline(always)]
    fn put(&mut self, row: usize, extent: &Extent, numbers: &[f32]) {
        let coding = extent.coding();
        self.scales[row] = coding.scale;
        self.zeros[row] = coding.zero as i32;
        coding.write(self.step, numbers, &mut self.words[row * self.stride..][..self.stride]);
    }
}

/// What turns the integers of a product back into numbers, for each column, padded to whole
/// blocks of sixteen.
pub(crate) struct Columns {
    pub(crate) scales: Vec<Lanes>,
    pub(crate) biases: Vec<Lanes>,
    /// Sums of the column's weights.
    pub(crate) sums: Vec<[i32; LANES]>,
}

/// Some rows of a product of codes and weights.
#[derive(Clone, Copy)]
pub(crate) struct Product<'a> {
    first: usize,
    integers: &'a [[i32; LANES]],
    scales: &'a [f32],
    zeros: &'a [i32],
    columns: &'a Columns,
}

impl<'a> Product<'a> {
    /// `integers` are the products of `rows` of `codes`.
    pub(crate) fn new(
        codes: &'a Codes,
        rows: Range<usize>,
        integers: &'a [[i32; LANES]],
        columns: &'a Columns,
    ) -> Product<'a> {
        let first = rows.start;
        let (scales, zeros) = (&codes.scales[rows.clone()], &codes.zeros[rows]);
        Product { first, integers, scales, zeros, columns }
    }

    /// The rows, each with its number among the codes.
    #[inline(always)]
    fn rows(self) -> impl Iterator<Item = (usize, Row<'a>)> {
        let rows = self.integers.chunks_exact(self.columns.scales.len());
        let rows = rows.zip(self.scales.iter().zip(self.zeros)).enumerate();
        rows.map(move |(at, (integers, (scale, zero)))| {
            (self.first + at, Row { integers, scale: *scale, zero: *zero, columns: self.columns })
        })
    }
}

/// A row of a product: `(integer − zero · sum) · scale + bias` are its numbers.
#[derive(Clone, Copy)]
struct Row<'a> {
    integers: &'a [[i32; LANES]],
    scale: f32,
    zero: i32,
    columns: &'a Columns,
}

impl Row<'_> {
    #[inline(always)]
    fn lanes(self, block: usize) -> Lanes {
        let (integers, sums) = (&self.integers[block], &self.columns.sums[block]);
        let (scales, biases) = (&self.columns.scales[block], &self.columns.biases[block]);
        let mut out = [0.0; LANES];
        for i in 0..LANES {
            let exact = (integers[i] - self.zero * sums[i]) as f32;
            out[i] = exact.mul_add(self.scale * scales[i], biases[i]);
        }
        out
    }
}

#[inline(always)]
fn smaller(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

#[inline(always)]
fn sum(lanes: Lanes) -> f32 {
    let mut eight = [0.0; 8];
    for i in 0..8 {
        eight[i] = lanes[i] + lanes[i + 8];
    }
    let mut four = [0.0; 4];
    for i in 0..4 {
        four[i] = eight[i] + eight[i + 4];
    }
    (four[0] + four[2]) + (four[1] + four[3])
}

/// x · Φ(x), within 2e-4 of it for x up to 8 in size, and within 3e-5 of x beyond.
#[inline(always)]
pub(crate) fn gelu(x: f32) -> f32 {
    let near = larger(smaller(x, GELU_END), -GELU_END);
    let square = near * near;
    let mut odd = GELU[0];
    for coefficient in &GELU[1..] {
        odd = odd.mul_add(square, *coefficient);
    }
    x * near.mul_add(odd, 0.5)
}

/// `WEIGHT` · 2ˣ for x ≤ 0, rounded to an integer.
#[inline(always)]
fn weight(x: f32) -> i32 {
    let x = larger(x, -20.0);
    let shifted = x + ROUND;
    let part = x - (shifted - ROUND);
    let mut power = POWER[0] * WEIGHT;
    for coefficient in &POWER[1..] {
        power = power.mul_add(part, *coefficient * WEIGHT);
    }
    let scaled = f32::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << 23));
    ((scaled + ROUND).to_bits() & 0xffff) as i32
}

/// The nearest integer, for numbers below 2²² in size.
#[inline(always)]
fn round(x: f32) -> i32 {
    (x + ROUND).to_bits().wrapping_sub(ROUND.to_bits()) as i32
}

/// Lowest and highest of some numbers and nought.
#[derive(Clone, Copy)]
struct Extent {
    low: Lanes,
    high: Lanes,
}

impl Extent {
    const NONE: Extent = Extent { low: [0.0; LANES], high: [0.0; LANES] };

    #[inline(always)]
    fn take(&mut self, lanes: &Lanes) {
        for i in 0..LANES {
            self.low[i] = smaller(lanes[i], self.low[i]);
            self.high[i] = larger(lanes[i], self.high[i]);
        }
    }

    #[inline(always)]
    fn coding(&self) -> Coding {
        let low = self.low.iter().fold(0.0, |a, b| smaller(*b, a));
        let high = self.high.iter().fold(0.0, |a, b| larger(*b, a));
        let range = high - low;
        // A row of nothing, or of so little that its inverse would overflow, is all noughts.
        if range < 1e-30 {
            return Coding { inverse: 0.0, scale: 0.0, zero: 0.0 };
        }
        let inverse = 255.0 / range;
        let zero = (-low * inverse + ROUND) - ROUND;
        Coding { inverse, scale: range / 255.0, zero }
    }
}

/// How a row's numbers become codes of a byte.
#[derive(Clone, Copy)]
struct Coding {
    inverse: f32,
    scale: f32,
    zero: f32,
}

impl Coding {
    #[inline(always)]
    fn code(self, x: f32) -> u32 {
        let code = x.mul_add(self.inverse, self.zero);
        (smaller(larger(code, 0.0), 255.0) + ROUND).to_bits()
    }

    #[inline(always)]
    fn write(self, step: Step, row: &[f32], words: &mut [Word]) {
        let (lanes, rest) = row.as_chunks::<LANES>();
        let bytes = words.as_flattened_mut();
        match step {
            Step::Quads => {
                let (out, tail) = bytes[..row.len()].as_chunks_mut::<LANES>();
                for (lanes, out) in lanes.iter().zip(out) {
                    for i in 0..LANES {
                        out[i] = self.code(lanes[i]) as u8;
                    }
                }
                for (x, out) in rest.iter().zip(tail) {
                    *out = self.code(*x) as u8;
                }
            }
            Step::Pairs => {
                let (halves, _) = bytes.as_chunks_mut::<2>();
                let (out, tail) = halves[..row.len()].as_chunks_mut::<LANES>();
                for (lanes, out) in lanes.iter().zip(out) {
                    for i in 0..LANES {
                        out[i] = (self.code(lanes[i]) as u8 as u16).to_le_bytes();
                    }
                }
                for (x, out) in rest.iter().zip(tail) {
                    *out = (self.code(*x) as u8 as u16).to_le_bytes();
                }
            }
        }
    }
}

/// Scale, then shift, of a layer norm.
pub(crate) struct Norm {
    pub(crate) weight: Vec<Lanes>,
    pub(crate) bias: Vec<Lanes>,
}

impl Norm {
    #[inline(always)]
    fn apply(&self, row: &mut [Lanes], extent: &mut Extent) {
        let inverse = 1.0 / (row.len() * LANES) as f32;
        let mut total = [0.0; LANES];
        for lanes in row.iter() {
            for i in 0..LANES {
                total[i] += lanes[i];
            }
        }
        let mean = sum(total) * inverse;
        let mut total = [0.0; LANES];
        for lanes in row.iter() {
            for i in 0..LANES {
                let off = lanes[i] - mean;
                total[i] = off.mul_add(off, total[i]);
            }
        }
        let rate = 1.0 / (sum(total) * inverse + EPSILON).sqrt();
        for (lanes, (weight, bias)) in row.iter_mut().zip(self.weight.iter().zip(&self.bias)) {
            for i in 0..LANES {
                lanes[i] = ((lanes[i] - mean) * rate).mul_add(weight[i], bias[i]);
            }
            extent.take(lanes);
        }
    }
}

versions! {
    /// Codes the rows of `input`, each of `width` numbers.
    fn quantise(input: &[f32], width: usize, codes: &mut Codes) {
        for (row, numbers) in input.chunks_exact(width).enumerate() {
            let mut extent = Extent::NONE;
            let (lanes, rest) = numbers.as_chunks::<LANES>();
            for lanes in lanes {
                extent.take(lanes);
            }
            let mut last = [0.0; LANES];
            last[..rest.len()].copy_from_slice(rest);
            extent.take(&last);
            codes.put(row, &extent, numbers);
        }
    }

    /// The numbers of a product, `width` to a row of `out`.
    fn dequantise(product: Product, width: usize, out: &mut [f32]) {
        for ((_, row), out) in product.rows().zip(out.chunks_exact_mut(width)) {
            let (lanes, rest) = out.as_chunks_mut::<LANES>();
            let whole = lanes.len();
            for (block, lanes) in lanes.iter_mut().enumerate() {
                *lanes = row.lanes(block);
            }
            if !rest.is_empty() {
                rest.copy_from_slice(&row.lanes(whole)[..rest.len()]);
            }
        }
    }

    /// The numbers of a product, whole blocks to a row of `out`; `peaks` is raised to the largest
    /// size of each column.
    fn dequantise_peaks(product: Product, out: &mut [Lanes], peaks: &mut [Lanes]) {
        for ((_, row), out) in product.rows().zip(out.chunks_exact_mut(peaks.len())) {
            for (block, (out, peaks)) in out.iter_mut().zip(peaks.iter_mut()).enumerate() {
                *out = row.lanes(block);
                for i in 0..LANES {
                    peaks[i] = larger(out[i].abs(), peaks[i]);
                }
            }
        }
    }

    /// GELU of a product, coded into its rows of `codes`. `buffer` has room for a row.
    fn gelu_codes(product: Product, buffer: &mut [Lanes], codes: &mut Codes) {
        for (at, row) in product.rows() {
            let mut extent = Extent::NONE;
            for (block, out) in buffer.iter_mut().enumerate() {
                let lanes = row.lanes(block);
                for i in 0..LANES {
                    out[i] = gelu(lanes[i]);
                }
                extent.take(out);
            }
            codes.put(at, &extent, buffer.as_flattened());
        }
    }

    /// Adds a product to its rows of `hidden`, norms them, and codes them into those of `codes`.
    fn add_and_norm(product: Product, norm: &Norm, hidden: &mut [Lanes], codes: &mut Codes) {
        let blocks = norm.weight.len();
        for (at, row) in product.rows() {
            let hidden = &mut hidden[at * blocks..][..blocks];
            for (block, hidden) in hidden.iter_mut().enumerate() {
                let lanes = row.lanes(block);
                for i in 0..LANES {
                    hidden[i] += lanes[i];
                }
            }
            let mut extent = Extent::NONE;
            norm.apply(hidden, &mut extent);
            codes.put(at, &extent, hidden.as_flattened());
        }
    }

    /// One piece's embedding: its word's codes times their scale, plus the other rows, normed.
    fn embed(word: &[u8], scale: f32, others: [&[Lanes]; 5], norm: &Norm, out: &mut [Lanes]) {
        let (word, _) = word.as_chunks::<LANES>();
        for (block, (out, word)) in out.iter_mut().zip(word).enumerate() {
            for i in 0..LANES {
                out[i] = f32::from(word[i] as i8) * scale;
            }
            for other in others {
                for i in 0..LANES {
                    out[i] += other[block][i];
                }
            }
        }
        let mut extent = Extent::NONE;
        norm.apply(out, &mut extent);
    }

    /// Softmax of rows of scores, each of `keys` scores padded to whole blocks of sixteen.
    /// The scores, times `scale`, are powers of two. `weights` gets `i16` codes up to
    /// [`WEIGHT`], and `totals` the sum of each row's: weights that are not yet divided by it.
    /// The weights of the padding are not noughts.
    fn softmax(scores: &mut [[i32; LANES]], keys: usize, scale: f32, weights: &mut [Word], totals: &mut [i32]) {
        let blocks = keys.div_ceil(LANES);
        let padding = blocks * LANES - keys;
        let rows = scores.chunks_exact_mut(blocks).zip(weights.chunks_exact_mut(blocks * LANES / 2));
        for ((scores, weights), total) in rows.zip(totals) {
            // A score that is there already does not move the largest one.
            let first = scores[0][0];
            for score in &mut scores[blocks - 1][LANES - padding..] {
                *score = first;
            }
            let mut peaks = [i32::MIN; LANES];
            for lanes in scores.iter() {
                for i in 0..LANES {
                    peaks[i] = peaks[i].max(lanes[i]);
                }
            }
            let peak = peaks.iter().fold(i32::MIN, |a, b| a.max(*b));
            let mut sums = [0; LANES];
            let (halves, _) = weights.as_flattened_mut().as_chunks_mut::<2>();
            let (halves, _) = halves.as_chunks_mut::<LANES>();
            for (lanes, out) in scores.iter().zip(halves) {
                for i in 0..LANES {
                    let code = weight((lanes[i] - peak) as f32 * scale);
                    sums[i] += code;
                    out[i] = (code as u16).to_le_bytes();
                }
            }
            *total = sums.iter().sum::<i32>() - padding as i32 * weight((first - peak) as f32 * scale);
        }
    }

    /// Writes the codes of 32 columns of `input`, from `column` on, as rows of sixteen words.
    fn code_rows(input: &[Lanes], stride: usize, block: usize, inverse: f32, words: &mut [Word]) {
        let (out, _) = words.as_flattened_mut().as_chunks_mut::<2>();
        let (out, _) = out.as_chunks_mut::<LANES>();
        let (out, _) = out.as_chunks_mut::<2>();
        for (row, out) in input.chunks_exact(stride).zip(out) {
            for (out, lanes) in out.iter_mut().zip(&row[block..]) {
                for i in 0..LANES {
                    out[i] = (round(lanes[i] * inverse) as i16).to_le_bytes();
                }
            }
        }
    }

    /// Writes the codes of a block of columns of `input` as lines of two rows each.
    fn code_values(input: &[Lanes], stride: usize, block: usize, inverse: &Lanes, lines: &mut [Line]) {
        for (rows, Line(line)) in input.chunks(2 * stride).zip(lines) {
            let first = &rows[block];
            let second = rows.get(stride + block).unwrap_or(&[0.0; LANES]);
            for i in 0..LANES {
                let low = round(first[i] * inverse[i]) as u32 & 0xffff;
                let high = (round(second[i] * inverse[i]) as u32) << 16;
                line[i] = (low | high).to_le_bytes();
            }
        }
    }

    /// Divides weighted sums of values, two blocks to a row, by the rows' totals, into the
    /// blocks of `out` from `block` on.
    fn finish_attention(sums: &[[i32; LANES]], totals: &[i32], scales: &[Lanes; 2], out: &mut [Lanes], stride: usize, block: usize) {
        let (sums, _) = sums.as_chunks::<2>();
        for ((sums, total), out) in sums.iter().zip(totals).zip(out.chunks_exact_mut(stride)) {
            let inverse = 1.0 / *total as f32;
            for ((sums, scales), out) in sums.iter().zip(scales).zip(&mut out[block..]) {
                for i in 0..LANES {
                    out[i] = sums[i] as f32 * (scales[i] * inverse);
                }
            }
        }
    }
}
