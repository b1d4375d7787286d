//! The floating-point loops, over rows of numbers. Sums run in sixteen lanes that are added in a
//! fixed order, so the result is the same on every machine.

use std::ops::Range;

use crate::kernel::{LANES, Lanes, Line, Machine, Rows, Step, Word};

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

/// Coefficients of 2ˣ from 0 to 1, the highest power first, relative error 7.5e-5.
const POWER: [f32; 4] = [0.078_024_06, 0.226_067_92, 0.695_833_2, 0.999_925_26];

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
    zeros: Vec<f32>,
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
        self.zeros.resize(rows, 0.0);
    }

    /// The words of some rows.
    pub(crate) fn rows(&self, rows: Range<usize>) -> Rows<'_> {
        let all = &self.words[rows.start * self.stride..rows.end * self.stride];
        Rows { all, stride: self.stride, words: self.stride }
    }

    #[inline(always)]
    fn put<M: Machine>(&mut self, m: M, row: usize, extent: &Extent<M>, numbers: &[f32]) {
        let coding = extent.coding(m);
        self.scales[row] = coding.scale;
        self.zeros[row] = coding.zero;
        let words = &mut self.words[row * self.stride..][..self.stride];
        coding.write(m, self.step, numbers, words);
    }
}

/// What turns the integers of a product back into numbers, for each column, padded to whole
/// blocks of sixteen.
pub(crate) struct Columns {
    pub(crate) scales: Vec<Lanes>,
    pub(crate) biases: Vec<Lanes>,
    /// Sums of the column's weights.
    pub(crate) sums: Vec<Lanes>,
}

/// Some rows and blocks of columns of a product of codes and weights.
#[derive(Clone, Copy)]
pub(crate) struct Product<'a> {
    first: usize,
    integers: &'a [[i32; LANES]],
    row_scales: &'a [f32],
    zeros: &'a [f32],
    scales: &'a [Lanes],
    biases: &'a [Lanes],
    sums: &'a [Lanes],
}

impl<'a> Product<'a> {
    /// `integers` are the products of `rows` of `codes` and `blocks` of columns.
    pub(crate) fn new(
        codes: &'a Codes,
        rows: Range<usize>,
        columns: &'a Columns,
        blocks: Range<usize>,
        integers: &'a [[i32; LANES]],
    ) -> Product<'a> {
        Product {
            first: rows.start,
            integers,
            row_scales: &codes.scales[rows.clone()],
            zeros: &codes.zeros[rows],
            scales: &columns.scales[blocks.clone()],
            biases: &columns.biases[blocks.clone()],
            sums: &columns.sums[blocks],
        }
    }

    /// The rows, each with its number among the codes.
    #[inline(always)]
    fn rows(self) -> impl Iterator<Item = (usize, Row<'a>)> {
        (0..self.zeros.len()).map(move |at| (self.first + at, self.row(at)))
    }

    #[inline(always)]
    fn row(self, at: usize) -> Row<'a> {
        let blocks = self.scales.len();
        let integers = &self.integers[at * blocks..][..blocks];
        Row { product: self, integers, scale: self.row_scales[at], zero: self.zeros[at] }
    }
}

/// A row of a product: `(integer − zero · sum) · scale + bias` are its numbers.
#[derive(Clone, Copy)]
struct Row<'a> {
    product: Product<'a>,
    integers: &'a [[i32; LANES]],
    scale: f32,
    zero: f32,
}

impl Row<'_> {
    #[inline(always)]
    fn lanes<M: Machine>(self, m: M, block: usize) -> M::Floats {
        let Product { scales, biases, sums, .. } = self.product;
        let integers = m.float(m.load_ints(&self.integers[block]));
        let above = m.mul_add(m.splat(-self.zero), m.load(&sums[block]), integers);
        let scale = m.mul(m.splat(self.scale), m.load(&scales[block]));
        m.mul_add(above, scale, m.load(&biases[block]))
    }
}

/// x · Φ(x), within 2e-4 of it for x up to 8 in size, and within 3e-5 of x beyond.
#[inline(always)]
fn gelu<M: Machine>(m: M, x: M::Floats) -> M::Floats {
    let near = m.max(m.min(x, m.splat(GELU_END)), m.splat(-GELU_END));
    let square = m.mul(near, near);
    let mut odd = m.splat(GELU[0]);
    for coefficient in &GELU[1..] {
        odd = m.mul_add(odd, square, m.splat(*coefficient));
    }
    m.mul(x, m.mul_add(near, odd, m.splat(0.5)))
}

/// [`WEIGHT`] · 2ˣ for x ≤ 0, rounded to an integer.
#[inline(always)]
fn weight<M: Machine>(m: M, x: M::Floats) -> M::Ints {
    let fraction = m.fraction(x);
    let mut power = m.splat(POWER[0] * WEIGHT);
    for coefficient in &POWER[1..] {
        power = m.mul_add(power, fraction, m.splat(*coefficient * WEIGHT));
    }
    m.round(m.scale(power, x))
}

/// Lowest and highest of some numbers and nought.
struct Extent<M: Machine> {
    low: M::Floats,
    high: M::Floats,
}

impl<M: Machine> Extent<M> {
    #[inline(always)]
    fn none(m: M) -> Extent<M> {
        Extent { low: m.splat(0.0), high: m.splat(0.0) }
    }

    #[inline(always)]
    fn take(&mut self, m: M, x: M::Floats) {
        self.low = m.min(x, self.low);
        self.high = m.max(x, self.high);
    }

    #[inline(always)]
    fn coding(&self, m: M) -> Coding {
        let (low, high) = (m.lowest(self.low), m.highest(self.high));
        let range = high - low;
        // A row of nothing, or of so little that its inverse would overflow, is all noughts.
        if range < 1e-30 {
            return Coding { inverse: 0.0, scale: 0.0, zero: 0.0 };
        }
        // One code is kept free, so that rounding nought to a code leaves all the others in a
        // byte.
        let inverse = 254.0 / range;
        let zero = (-low * inverse).ceil();
        Coding { inverse, scale: range / 254.0, zero }
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
    fn code<M: Machine>(self, m: M, x: M::Floats) -> M::Ints {
        m.round(m.mul_add(x, m.splat(self.inverse), m.splat(self.zero)))
    }

    #[inline(always)]
    fn write<M: Machine>(self, m: M, step: Step, row: &[f32], words: &mut [Word]) {
        let (lanes, rest) = row.as_chunks();
        let mut last = [0.0; LANES];
        last[..rest.len()].copy_from_slice(rest);
        match step {
            Step::Quads => {
                let (out, tail) = words.as_flattened_mut()[..row.len()].as_chunks_mut();
                for (lanes, out) in lanes.iter().zip(out) {
                    m.store_bytes(self.code(m, m.load(lanes)), out);
                }
                if !rest.is_empty() {
                    let mut out = [0; LANES];
                    m.store_bytes(self.code(m, m.load(&last)), &mut out);
                    tail.copy_from_slice(&out[..rest.len()]);
                }
            }
            Step::Pairs => {
                let whole = lanes.len() * LANES / 2;
                let (out, tail) = words.split_at_mut(whole);
                for (lanes, out) in lanes.iter().zip(out.as_chunks_mut().0) {
                    m.store_halves(self.code(m, m.load(lanes)), out);
                }
                if !rest.is_empty() {
                    let mut out = [[0; 4]; LANES / 2];
                    m.store_halves(self.code(m, m.load(&last)), &mut out);
                    let out = &out.as_flattened()[..2 * rest.len()];
                    tail.as_flattened_mut()[..out.len()].copy_from_slice(out);
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
    /// Norms a row, whose sum is that of the lanes of `total`.
    #[inline(always)]
    fn apply<M: Machine>(&self, m: M, row: &mut [Lanes], total: M::Floats) -> Extent<M> {
        let inverse = 1.0 / (row.len() * LANES) as f32;
        let mean = m.sum(total) * inverse;
        let centre = m.splat(mean);
        let mut total = m.splat(0.0);
        for lanes in row.iter() {
            let off = m.sub(m.load(lanes), centre);
            total = m.mul_add(off, off, total);
        }
        let rate = 1.0 / (m.sum(total) * inverse + EPSILON).sqrt();
        let (rate, shift) = (m.splat(rate), m.splat(-mean * rate));
        let mut extent = Extent::none(m);
        for (lanes, (weight, bias)) in row.iter_mut().zip(self.weight.iter().zip(&self.bias)) {
            let x = m.mul_add(m.load(lanes), rate, shift);
            let x = m.mul_add(x, m.load(weight), m.load(bias));
            m.store(x, lanes);
            extent.take(m, x);
        }
        extent
    }
}

versions! {
    /// Codes the rows of `input`, each of `width` numbers.
    fn quantise(m; input: &[f32], width: usize, codes: &mut Codes) {
        for (row, numbers) in input.chunks_exact(width).enumerate() {
            let mut extent = Extent::none(m);
            let (lanes, rest) = numbers.as_chunks();
            for lanes in lanes {
                extent.take(m, m.load(lanes));
            }
            let mut last = [0.0; LANES];
            last[..rest.len()].copy_from_slice(rest);
            extent.take(m, m.load(&last));
            codes.put(m, row, &extent, numbers);
        }
    }

    /// The numbers of a product, in its rows of `out`, of `width` numbers each.
    fn dequantise(m; product: Product, width: usize, out: &mut [f32]) {
        for (at, row) in product.rows() {
            let (lanes, rest) = out[at * width..][..width].as_chunks_mut();
            let whole = lanes.len();
            for (block, lanes) in lanes.iter_mut().enumerate() {
                m.store(row.lanes(m, block), lanes);
            }
            if !rest.is_empty() {
                let mut last = [0.0; LANES];
                m.store(row.lanes(m, whole), &mut last);
                rest.copy_from_slice(&last[..rest.len()]);
            }
        }
    }

    /// Raises `peaks` to the largest size of each column of a product.
    fn raise_peaks(m; product: Product, peaks: &mut [Lanes]) {
        for (_, row) in product.rows() {
            for (block, peaks) in peaks.iter_mut().enumerate() {
                m.store(m.max(m.abs(row.lanes(m, block)), m.load(peaks)), peaks);
            }
        }
    }

    /// GELU of a product, coded into its rows of `codes`. `buffer` has room for a row.
    fn gelu_codes(m; product: Product, buffer: &mut [Lanes], codes: &mut Codes) {
        for (at, row) in product.rows() {
            let mut extent = Extent::none(m);
            for (block, out) in buffer.iter_mut().enumerate() {
                let x = gelu(m, row.lanes(m, block));
                m.store(x, out);
                extent.take(m, x);
            }
            codes.put(m, at, &extent, buffer.as_flattened());
        }
    }

    /// Adds a product to its rows of `hidden`, norms them, and codes them into those of `codes`.
    fn add_and_norm(m; product: Product, norm: &Norm, hidden: &mut [Lanes], codes: &mut Codes) {
        let blocks = norm.weight.len();
        for (at, row) in product.rows() {
            let hidden = &mut hidden[at * blocks..][..blocks];
            let mut total = m.splat(0.0);
            for (block, hidden) in hidden.iter_mut().enumerate() {
                let x = m.add(m.load(hidden), row.lanes(m, block));
                m.store(x, hidden);
                total = m.add(total, x);
            }
            let extent = norm.apply(m, hidden, total);
            codes.put(m, at, &extent, hidden.as_flattened());
        }
    }

    /// One piece's embedding: its word's codes times their scale, plus the other rows, normed.
    fn embed(m; word: &[u8], scale: f32, others: [&[Lanes]; 5], norm: &Norm, out: &mut [Lanes]) {
        let (word, _) = word.as_chunks();
        let mut total = m.splat(0.0);
        for (block, (out, word)) in out.iter_mut().zip(word).enumerate() {
            let mut x = m.mul(m.float(m.load_bytes(word)), m.splat(scale));
            for other in others {
                x = m.add(x, m.load(&other[block]));
            }
            m.store(x, out);
            total = m.add(total, x);
        }
        norm.apply(m, out, total);
    }

    /// Softmax of rows of scores, each of `keys` scores padded to whole blocks of sixteen.
    /// The scores, times `scale`, are powers of two. `weights` gets `i16` codes up to
    /// [`WEIGHT`] in rows `stride` words apart, and `totals` the sum of each row's: weights that are not yet divided by it.
    /// The weights of the padding are not noughts.
    fn softmax(m; scores: &mut [[i32; LANES]], keys: usize, scale: f32, weights: &mut [Word], stride: usize, totals: &mut [i32]) {
        let blocks = keys.div_ceil(LANES);
        let padding = blocks * LANES - keys;
        let scale = m.splat(scale);
        let (weights, _) = weights.as_chunks_mut();
        let rows = scores.chunks_exact_mut(blocks).zip(weights.chunks_exact_mut(stride / (LANES / 2)));
        for ((scores, weights), total) in rows.zip(totals) {
            // A score that is there already does not move the largest one.
            let first = scores[0][0];
            scores[blocks - 1][LANES - padding..].fill(first);
            let mut peaks = m.splat_ints(i32::MIN);
            for lanes in scores.iter() {
                peaks = m.max_ints(peaks, m.load_ints(lanes));
            }
            let peak = m.ints_array(peaks).into_iter().fold(i32::MIN, i32::max);
            let peak = m.splat_ints(peak);
            let mut sums = m.splat_ints(0);
            for (lanes, out) in scores.iter().zip(weights.iter_mut()) {
                let below = m.sub_ints(m.load_ints(lanes), peak);
                let codes = weight(m, m.mul(m.float(below), scale));
                sums = m.add_ints(sums, codes);
                m.store_halves(codes, out);
            }
            let [a, b, ..] = weights[0][0];
            let unmeant = padding as i32 * i32::from(i16::from_le_bytes([a, b]));
            *total = m.ints_array(sums).into_iter().sum::<i32>() - unmeant;
        }
    }

    /// Writes the codes of two blocks of columns of a product as rows of sixteen words.
    fn code_rows(m; product: Product, block: usize, inverse: f32, words: &mut [Word]) {
        let inverse = m.splat(inverse);
        let (out, _) = words.as_chunks_mut();
        let (out, _) = out.as_chunks_mut::<2>();
        for ((_, row), out) in product.rows().zip(out) {
            for (at, out) in out.iter_mut().enumerate() {
                m.store_halves(m.round(m.mul(row.lanes(m, block + at), inverse)), out);
            }
        }
    }

    /// Writes the codes of a block of columns of a product as lines of two rows each.
    fn code_values(m; product: Product, block: usize, inverse: &Lanes, lines: &mut [Line]) {
        let inverse = m.load(inverse);
        let rows = product.zeros.len();
        for (row, line) in (0..rows).step_by(2).zip(lines) {
            let low = m.round(m.mul(product.row(row).lanes(m, block), inverse));
            let high = if row + 1 < rows {
                m.round(m.mul(product.row(row + 1).lanes(m, block), inverse))
            } else {
                m.splat_ints(0)
            };
            m.store_line(m.pair(low, high), line);
        }
    }

    /// Divides weighted sums of values, two blocks to a row, by the rows' totals, into the
    /// blocks of `out` from `block` on.
    fn finish_attention(m; sums: &[[i32; LANES]], totals: &[i32], scales: &[Lanes; 2], out: &mut [Lanes], stride: usize, block: usize) {
        let scales = scales.each_ref().map(|scales| m.load(scales));
        let (sums, _) = sums.as_chunks::<2>();
        for ((sums, total), out) in sums.iter().zip(totals).zip(out.chunks_exact_mut(stride)) {
            let inverse = m.splat(1.0 / *total as f32);
            for ((sums, scale), out) in sums.iter().zip(scales).zip(&mut out[block..]) {
                m.store(m.mul(m.float(m.load_ints(sums)), m.mul(scale, inverse)), out);
            }
        }
    }
}
