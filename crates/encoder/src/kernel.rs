//! The loops that take the time, for each kind of processor: products of integer matrices, with
//! the processor's own instructions, and a macro that builds a plain loop once per instruction
//! set. Every kernel gives the same integers and, since the plain loops are the same source and
//! Rust never reorders arithmetic, the same floating-point numbers.

#[macro_use]
mod versions;
#[cfg(target_arch = "x86_64")]
mod lanes;
mod machine;
mod plain;
#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(target_arch = "x86_64")]
pub(crate) use lanes::{Avx2, Avx512};
pub(crate) use machine::{LANES, Lanes, Machine, Plain};

/// Four bytes of a row: four `u8` or `i8` ([`Step::Quads`]), or two little-endian `i16`
/// ([`Step::Pairs`]).
pub(crate) type Word = [u8; 4];

/// Columns worked on together: a [`Line`] has a word of each.
pub(crate) const COLUMNS: usize = 16;

/// The same word of sixteen neighbouring columns: what one instruction multiplies.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Line(pub(crate) [Word; COLUMNS]);

impl Line {
    pub(crate) const ZERO: Line = Line([[0; 4]; COLUMNS]);
}

/// Rows of words.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    /// The rows, one after the other.
    pub(crate) all: &'a [Word],
    /// Words from the start of a row to that of the next.
    pub(crate) stride: usize,
    /// Words of a row that count.
    pub(crate) words: usize,
}

impl Rows<'_> {
    fn count(self) -> usize {
        self.all.len() / self.stride
    }
}

/// How the numbers of a [`Word`] are stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Step {
    /// Four `u8` on the left times four `i8` on the right.
    #[default]
    Quads,
    /// Two `i16` on the left times two `i16` on the right.
    Pairs,
}

impl Step {
    /// Words of a row of so many numbers.
    pub(crate) fn words(self, numbers: usize) -> usize {
        match self {
            Step::Quads => numbers.div_ceil(4),
            Step::Pairs => numbers.div_ceil(2),
        }
    }
}

/// The instructions a model runs with. All give the same results, byte for byte; they differ in
/// speed alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel(Kind);

/// Private, so that nobody makes a kernel the processor cannot run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    AvxVnni,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Plain,
}

/// The instruction sets a plain loop is built for.
#[cfg(target_arch = "x86_64")]
pub(crate) enum Width {
    Avx512,
    Avx2,
    Plain,
}

impl Kernel {
    /// Plain Rust, for any processor.
    pub const PLAIN: Kernel = Kernel(Kind::Plain);

    /// The fastest kernel of this machine.
    pub fn detect() -> Kernel {
        Kernel::available()[0]
    }

    /// The kernels this machine can run, the fastest first.
    pub fn available() -> Vec<Kernel> {
        let mut kernels = Vec::new();
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni")
            {
                kernels.push(Kernel(Kind::Avx512));
            }
            if is_x86_feature_detected!("avxvnni") {
                kernels.push(Kernel(Kind::AvxVnni));
            }
            kernels.push(Kernel(Kind::Avx2));
        }
        kernels.push(Kernel::PLAIN);
        kernels
    }

    /// The instructions of its plain loops.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn width(self) -> Width {
        match self.0 {
            Kind::Avx512 => Width::Avx512,
            Kind::AvxVnni | Kind::Avx2 => Width::Avx2,
            Kind::Plain => Width::Plain,
        }
    }

    /// How this kernel wants the words of eight-bit products: processors that cannot add four
    /// products of bytes exactly in one step take them as `i16`.
    pub(crate) fn step(self) -> Step {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 | Kind::AvxVnni => Step::Quads,
            _ => Step::Pairs,
        }
    }

    /// The product of two integer matrices, exact while no sum leaves `i32`.
    ///
    /// `right` has as many lines as a row of `left` has words, for each sixteen columns. `out`
    /// gets a row for each of `left`, sixteen columns to an element.
    ///
    /// # Panics
    /// If the lengths do not fit together, or `step` is not one this kernel has: `Pairs` always
    /// is, and [`Kernel::step`].
    pub(crate) fn product(
        self,
        step: Step,
        left: Rows,
        right: &[Line],
        out: &mut [[i32; COLUMNS]],
    ) {
        assert!(0 < left.words && left.words <= left.stride);
        assert!(left.all.len().is_multiple_of(left.stride));
        assert!(right.len().is_multiple_of(left.words));
        assert_eq!(out.len(), left.count() * (right.len() / left.words));
        assert!(step == Step::Pairs || step == self.step());
        if out.is_empty() {
            return;
        }
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            kind => x86::product(kind, step, left, right, out),
            #[cfg(not(target_arch = "x86_64"))]
            Kind::Plain => plain::product(left, right, out),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A product, number by number.
    fn expected(step: Step, left: Rows, right: &[Line]) -> Vec<[i32; COLUMNS]> {
        let half = |a, b| i32::from(i16::from_le_bytes([a, b]));
        let dot = |[a, b, c, d]: Word, [e, f, g, h]: Word| match step {
            Step::Pairs => half(a, b) * half(e, f) + half(c, d) * half(g, h),
            Step::Quads => [(a, e), (b, f), (c, g), (d, h)]
                .map(|(a, b)| i32::from(a) * i32::from(b as i8))
                .iter()
                .sum(),
        };
        let mut out = Vec::new();
        for row in left.all.chunks(left.stride) {
            for lines in right.chunks(left.words) {
                out.push(std::array::from_fn(|column| {
                    let words = row.iter().zip(lines);
                    words.map(|(word, Line(line))| dot(*word, line[column])).sum()
                }));
            }
        }
        out
    }

    /// Words with `i16` halves up to 2¹² in size, whose sums stay in `i32`, or any bytes.
    fn words(step: Step, seed: u64, count: usize) -> Vec<Word> {
        let mut bits = seed;
        let mut next = || {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
            (bits >> 33) as u32
        };
        let mut word = || match step {
            Step::Quads => next().to_le_bytes(),
            Step::Pairs => {
                let [a, b] = ((next() >> 20) as i16 - 1024).to_le_bytes();
                let [c, d] = ((next() >> 20) as i16 - 1024).to_le_bytes();
                [a, b, c, d]
            }
        };
        (0..count).map(|_| word()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 96,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn every_kernel_gives_the_same_products(
            // Strides with a loop of their own, and others.
            stride in prop::sample::select(vec![1, 7, 16, 96, 130, 256, 384]),
            part in 0.0..1.0f64,
            rows in 0usize..40,
            blocks in 0usize..8,
            seed: u64,
        ) {
            // Whole rows as often as parts of them.
            let words_of = if part < 0.5 { stride } else { 1 + (part * stride as f64) as usize / 2 };
            for step in [Step::Quads, Step::Pairs] {
                let all = words(step, seed, rows * stride);
                let left = Rows { all: &all, stride, words: words_of };
                let right = words(step, seed ^ 1, blocks * words_of * COLUMNS);
                let (right, _) = right.as_chunks();
                let right: Vec<Line> = right.iter().map(|line| Line(*line)).collect();
                let expected = expected(step, left, &right);
                for kernel in Kernel::available() {
                    if step == Step::Pairs || step == kernel.step() {
                        let mut out = vec![[-1; COLUMNS]; rows * blocks];
                        kernel.product(step, left, &right, &mut out);
                        prop_assert!(out == expected, "{kernel:?}, {step:?}");
                    }
                }
            }
        }
    }
}
