//! Sixteen lanes of numbers, in the registers of each kind of processor.

use super::{COLUMNS, Line, Word};

/// Lanes of a vector.
pub(crate) const LANES: usize = COLUMNS;

/// Sixteen numbers in memory.
pub(crate) type Lanes = [f32; LANES];

/// Arithmetic on sixteen lanes. The value itself is a token that the processor has the
/// instructions; every machine gives the same bits.
pub(crate) trait Machine: Copy {
    /// Sixteen `f32`.
    type Floats: Copy;
    /// Sixteen `i32`.
    type Ints: Copy;

    fn load(self, lanes: &Lanes) -> Self::Floats;
    fn store(self, x: Self::Floats, lanes: &mut Lanes);
    fn splat(self, x: f32) -> Self::Floats;
    fn add(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    fn sub(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    fn mul(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// a · b + c, rounded once.
    fn mul_add(self, a: Self::Floats, b: Self::Floats, c: Self::Floats) -> Self::Floats;
    /// a where it is smaller than b, else b.
    fn min(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// a where it is larger than b, else b.
    fn max(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    fn abs(self, a: Self::Floats) -> Self::Floats;

    fn load_ints(self, lanes: &[i32; LANES]) -> Self::Ints;
    fn splat_ints(self, x: i32) -> Self::Ints;
    /// Bytes in two's complement.
    fn load_bytes(self, bytes: &[u8; LANES]) -> Self::Ints;
    fn add_ints(self, a: Self::Ints, b: Self::Ints) -> Self::Ints;
    fn sub_ints(self, a: Self::Ints, b: Self::Ints) -> Self::Ints;
    fn max_ints(self, a: Self::Ints, b: Self::Ints) -> Self::Ints;
    /// The low half of `low`, below the low half of `high`.
    fn pair(self, low: Self::Ints, high: Self::Ints) -> Self::Ints;
    /// The low bytes.
    fn store_bytes(self, x: Self::Ints, bytes: &mut [u8; LANES]);
    /// The low halves.
    fn store_halves(self, x: Self::Ints, words: &mut [Word; LANES / 2]);
    fn store_line(self, x: Self::Ints, line: &mut Line);
    fn ints_array(self, x: Self::Ints) -> [i32; LANES];

    /// The nearest `f32`.
    fn float(self, x: Self::Ints) -> Self::Floats;
    /// The nearest integer, the even one of two; for numbers below 2²² in size.
    fn round(self, x: Self::Floats) -> Self::Ints;
    /// x − ⌊x⌋.
    fn fraction(self, x: Self::Floats) -> Self::Floats;
    /// a · 2^⌊x⌋, for x up to 0 and a from 1 to 2¹⁶. Below 2⁻⁸⁰ any number below 2⁻⁵⁰ will do.
    fn scale(self, a: Self::Floats, x: Self::Floats) -> Self::Floats;

    /// Folds the lanes by a tree that is the same everywhere: eight to eight, four to four, and
    /// so on.
    #[inline(always)]
    fn fold(self, x: Self::Floats, join: fn(f32, f32) -> f32) -> f32 {
        let mut lanes = [0.0; LANES];
        self.store(x, &mut lanes);
        tree(lanes, join)
    }

    #[inline(always)]
    fn sum(self, x: Self::Floats) -> f32 {
        self.fold(x, |a, b| a + b)
    }

    #[inline(always)]
    fn lowest(self, x: Self::Floats) -> f32 {
        self.fold(x, |a, b| if a < b { a } else { b })
    }

    #[inline(always)]
    fn highest(self, x: Self::Floats) -> f32 {
        self.fold(x, |a, b| if a > b { a } else { b })
    }
}

#[inline(always)]
fn tree(lanes: Lanes, join: fn(f32, f32) -> f32) -> f32 {
    let eight: [f32; 8] = std::array::from_fn(|i| join(lanes[i], lanes[i + 8]));
    let four: [f32; 4] = std::array::from_fn(|i| join(eight[i], eight[i + 4]));
    join(join(four[0], four[2]), join(four[1], four[3]))
}

/// Any processor.
#[derive(Clone, Copy)]
pub(crate) struct Plain;

#[inline(always)]
fn each<A: Copy, B: Copy, C>(a: [A; LANES], b: [B; LANES], f: impl Fn(A, B) -> C) -> [C; LANES] {
    std::array::from_fn(|i| f(a[i], b[i]))
}

impl Machine for Plain {
    type Floats = Lanes;
    type Ints = [i32; LANES];

    #[inline(always)]
    fn load(self, lanes: &Lanes) -> Lanes {
        *lanes
    }
    #[inline(always)]
    fn store(self, x: Lanes, lanes: &mut Lanes) {
        *lanes = x;
    }
    #[inline(always)]
    fn splat(self, x: f32) -> Lanes {
        [x; LANES]
    }
    #[inline(always)]
    fn add(self, a: Lanes, b: Lanes) -> Lanes {
        each(a, b, |a, b| a + b)
    }
    #[inline(always)]
    fn sub(self, a: Lanes, b: Lanes) -> Lanes {
        each(a, b, |a, b| a - b)
    }
    #[inline(always)]
    fn mul(self, a: Lanes, b: Lanes) -> Lanes {
        each(a, b, |a, b| a * b)
    }
    #[inline(always)]
    fn mul_add(self, a: Lanes, b: Lanes, c: Lanes) -> Lanes {
        std::array::from_fn(|i| a[i].mul_add(b[i], c[i]))
    }
    #[inline(always)]
    fn min(self, a: Lanes, b: Lanes) -> Lanes {
        each(a, b, |a, b| if a < b { a } else { b })
    }
    #[inline(always)]
    fn max(self, a: Lanes, b: Lanes) -> Lanes {
        each(a, b, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    fn abs(self, a: Lanes) -> Lanes {
        a.map(f32::abs)
    }
    #[inline(always)]
    fn load_ints(self, lanes: &[i32; LANES]) -> [i32; LANES] {
        *lanes
    }
    #[inline(always)]
    fn splat_ints(self, x: i32) -> [i32; LANES] {
        [x; LANES]
    }
    #[inline(always)]
    fn load_bytes(self, bytes: &[u8; LANES]) -> [i32; LANES] {
        bytes.map(|byte| i32::from(byte as i8))
    }
    #[inline(always)]
    fn add_ints(self, a: [i32; LANES], b: [i32; LANES]) -> [i32; LANES] {
        each(a, b, i32::wrapping_add)
    }
    #[inline(always)]
    fn sub_ints(self, a: [i32; LANES], b: [i32; LANES]) -> [i32; LANES] {
        each(a, b, i32::wrapping_sub)
    }
    #[inline(always)]
    fn max_ints(self, a: [i32; LANES], b: [i32; LANES]) -> [i32; LANES] {
        each(a, b, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    fn pair(self, low: [i32; LANES], high: [i32; LANES]) -> [i32; LANES] {
        each(low, high, |low, high| (low & 0xffff) | (high << 16))
    }
    #[inline(always)]
    fn store_bytes(self, x: [i32; LANES], bytes: &mut [u8; LANES]) {
        *bytes = x.map(|x| x as u8);
    }
    #[inline(always)]
    fn store_halves(self, x: [i32; LANES], words: &mut [Word; LANES / 2]) {
        *words = std::array::from_fn(|i| {
            let [a, b] = (x[2 * i] as u16).to_le_bytes();
            let [c, d] = (x[2 * i + 1] as u16).to_le_bytes();
            [a, b, c, d]
        });
    }
    #[inline(always)]
    fn store_line(self, x: [i32; LANES], line: &mut Line) {
        line.0 = x.map(i32::to_le_bytes);
    }
    #[inline(always)]
    fn ints_array(self, x: [i32; LANES]) -> [i32; LANES] {
        x
    }
    #[inline(always)]
    fn float(self, x: [i32; LANES]) -> Lanes {
        x.map(|x| x as f32)
    }
    #[inline(always)]
    fn round(self, x: Lanes) -> [i32; LANES] {
        // The sum leaves the nearest integer in its low bits.
        const SHIFT: f32 = 12_582_912.0;
        x.map(|x| (x + SHIFT).to_bits().wrapping_sub(SHIFT.to_bits()) as i32)
    }
    #[inline(always)]
    fn fraction(self, x: Lanes) -> Lanes {
        x.map(|x| x - x.floor())
    }
    #[inline(always)]
    fn scale(self, a: Lanes, x: Lanes) -> Lanes {
        each(a, x, |a, x| {
            let x = if x > -80.0 { x } else { -80.0 };
            f32::from_bits((a.to_bits() as i32 + ((x.floor() as i32) << 23)) as u32)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Kernel;

    versions! {
        /// What every floating-point operation makes of `a` and `b`, as bits.
        fn floats(m; a: &Lanes, b: &Lanes, out: &mut Vec<u32>) {
            let (x, y) = (m.load(a), m.load(b));
            let below = m.sub(m.splat(0.0), m.abs(x));
            let mut put = |x| {
                let mut lanes = [0.0; LANES];
                m.store(x, &mut lanes);
                out.extend(lanes.map(f32::to_bits));
            };
            put(m.add(x, y));
            put(m.sub(x, y));
            put(m.mul(x, y));
            put(m.mul_add(x, y, m.splat(0.7)));
            put(m.min(x, y));
            put(m.max(x, y));
            put(m.abs(x));
            put(m.fraction(x));
            // Far below, any small number will do.
            put(m.scale(m.splat(4000.3), m.max(below, m.splat(-80.0))));
            let folds = [m.sum(x), m.lowest(x), m.highest(x)];
            out.extend(folds.map(f32::to_bits));
            out.extend(m.ints_array(m.round(x)).map(|x| x as u32));
        }

        /// What every integer operation makes of `a` and `b`.
        fn ints(m; a: &[i32; LANES], b: &[i32; LANES], bytes: &[u8; LANES], out: &mut Vec<u32>) {
            let (x, y) = (m.load_ints(a), m.load_ints(b));
            let mut put = |x| out.extend(m.ints_array(x).map(|x| x as u32));
            put(m.add_ints(x, y));
            put(m.sub_ints(x, y));
            put(m.max_ints(x, y));
            put(m.pair(x, y));
            put(m.load_bytes(bytes));
            put(m.splat_ints(a[0]));
            let mut lanes = [0.0; LANES];
            m.store(m.float(x), &mut lanes);
            out.extend(lanes.map(f32::to_bits));
            let mut bytes = [0; LANES];
            m.store_bytes(x, &mut bytes);
            out.extend(bytes.map(u32::from));
            let mut words = [[0; 4]; LANES / 2];
            m.store_halves(x, &mut words);
            out.extend(words.map(u32::from_le_bytes));
            let mut line = Line::ZERO;
            m.store_line(x, &mut line);
            out.extend(line.0.map(u32::from_le_bytes));
        }
    }

    fn float() -> impl Strategy<Value = f32> {
        // All sizes that are safe to round.
        (-4e6f32..4e6, -60i32..1).prop_map(|(x, power)| x * 2f32.powi(power))
    }

    proptest! {
        #[test]
        fn every_machine_does_the_same_arithmetic(
            a in prop::array::uniform16(float()),
            b in prop::array::uniform16(float()),
        ) {
            let (mut expected, mut found) = (Vec::new(), Vec::new());
            floats(Kernel::PLAIN, &a, &b, &mut expected);
            for kernel in Kernel::available() {
                found.clear();
                floats(kernel, &a, &b, &mut found);
                prop_assert_eq!(&found, &expected, "{:?}", kernel);
            }
        }

        #[test]
        fn every_machine_does_the_same_whole_arithmetic(
            a: [i32; LANES],
            b: [i32; LANES],
            bytes: [u8; LANES],
        ) {
            let (mut expected, mut found) = (Vec::new(), Vec::new());
            ints(Kernel::PLAIN, &a, &b, &bytes, &mut expected);
            for kernel in Kernel::available() {
                found.clear();
                ints(kernel, &a, &b, &bytes, &mut found);
                prop_assert_eq!(&found, &expected, "{:?}", kernel);
            }
        }
    }
}
