#![allow(unsafe_code)]

use std::arch::x86_64::*;

use super::machine::{LANES, Lanes, Machine};
use super::{Line, Word};

/// A processor with AVX-512. Its value is a promise that there is one.
#[derive(Clone, Copy)]
pub(crate) struct Avx512(());

/// A processor with AVX2 and FMA. Its value is a promise that there is one.
#[derive(Clone, Copy)]
pub(crate) struct Avx2(());

impl Avx512 {
    /// # Safety
    /// The processor must have AVX-512 F, BW, DQ and VL.
    #[inline(always)]
    pub(crate) unsafe fn new() -> Avx512 {
        Avx512(())
    }
}

impl Avx2 {
    /// # Safety
    /// The processor must have AVX2 and FMA.
    #[inline(always)]
    pub(crate) unsafe fn new() -> Avx2 {
        Avx2(())
    }
}

/// Methods of a machine that are calls of instructions.
macro_rules! instructions {
    ($(fn $name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)? { $body:expr })*) => {$(
        #[inline(always)]
        fn $name(self, $($argument: $type),*) $(-> $result)? {
            // SAFETY: `self` is a promise that the processor has the instructions. References to
            // sixteen numbers are as long as what is loaded from them or stored to them, and the
            // instructions that do so ask for no alignment, but for lines, which have it.
            unsafe { $body }
        }
    )*};
}

impl Machine for Avx512 {
    type Floats = __m512;
    type Ints = __m512i;

    instructions! {
        fn load(lanes: &Lanes) -> __m512 { _mm512_loadu_ps(lanes.as_ptr()) }
        fn store(x: __m512, lanes: &mut Lanes) { _mm512_storeu_ps(lanes.as_mut_ptr(), x) }
        fn splat(x: f32) -> __m512 { _mm512_set1_ps(x) }
        fn add(a: __m512, b: __m512) -> __m512 { _mm512_add_ps(a, b) }
        fn sub(a: __m512, b: __m512) -> __m512 { _mm512_sub_ps(a, b) }
        fn mul(a: __m512, b: __m512) -> __m512 { _mm512_mul_ps(a, b) }
        fn mul_add(a: __m512, b: __m512, c: __m512) -> __m512 { _mm512_fmadd_ps(a, b, c) }
        fn min(a: __m512, b: __m512) -> __m512 { _mm512_min_ps(a, b) }
        fn max(a: __m512, b: __m512) -> __m512 { _mm512_max_ps(a, b) }
        fn abs(a: __m512) -> __m512 { _mm512_abs_ps(a) }
        fn load_ints(lanes: &[i32; LANES]) -> __m512i { _mm512_loadu_si512(lanes.as_ptr().cast()) }
        fn splat_ints(x: i32) -> __m512i { _mm512_set1_epi32(x) }
        fn load_bytes(bytes: &[u8; LANES]) -> __m512i {
            _mm512_cvtepi8_epi32(_mm_loadu_si128(bytes.as_ptr().cast()))
        }
        fn add_ints(a: __m512i, b: __m512i) -> __m512i { _mm512_add_epi32(a, b) }
        fn sub_ints(a: __m512i, b: __m512i) -> __m512i { _mm512_sub_epi32(a, b) }
        fn max_ints(a: __m512i, b: __m512i) -> __m512i { _mm512_max_epi32(a, b) }
        fn pair(low: __m512i, high: __m512i) -> __m512i {
            _mm512_mask_blend_epi16(0xaaaa_aaaa, low, _mm512_slli_epi32::<16>(high))
        }
        fn store_bytes(x: __m512i, bytes: &mut [u8; LANES]) {
            _mm_storeu_si128(bytes.as_mut_ptr().cast(), _mm512_cvtepi32_epi8(x))
        }
        fn store_halves(x: __m512i, words: &mut [Word; LANES / 2]) {
            _mm256_storeu_si256(words.as_mut_ptr().cast(), _mm512_cvtepi32_epi16(x))
        }
        fn store_line(x: __m512i, line: &mut Line) {
            _mm512_store_si512(line.0.as_mut_ptr().cast(), x)
        }
        fn ints_array(x: __m512i) -> [i32; LANES] { std::mem::transmute::<__m512i, [i32; LANES]>(x) }
        fn float(x: __m512i) -> __m512 { _mm512_cvtepi32_ps(x) }
        fn round(x: __m512) -> __m512i { _mm512_cvtps_epi32(x) }
        fn fraction(x: __m512) -> __m512 {
            // Not the one instruction for it: that rounds the difference down too.
            _mm512_sub_ps(x, _mm512_roundscale_ps::<_MM_FROUND_TO_NEG_INF>(x))
        }
        fn scale(a: __m512, x: __m512) -> __m512 { _mm512_scalef_ps(a, x) }
        fn sum(x: __m512) -> f32 {
            {
                let eight = _mm256_add_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps::<1>(x));
                let four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps::<1>(eight));
                let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
                _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)))
            }
        }
        fn lowest(x: __m512) -> f32 {
            {
                let eight = _mm256_min_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps::<1>(x));
                let four = _mm_min_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps::<1>(eight));
                let two = _mm_min_ps(four, _mm_movehl_ps(four, four));
                _mm_cvtss_f32(_mm_min_ss(two, _mm_movehdup_ps(two)))
            }
        }
        fn highest(x: __m512) -> f32 {
            {
                let eight = _mm256_max_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps::<1>(x));
                let four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps::<1>(eight));
                let two = _mm_max_ps(four, _mm_movehl_ps(four, four));
                _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)))
            }
        }
    }
}

/// The low and the high eight lanes.
type Two<V> = (V, V);

impl Machine for Avx2 {
    type Floats = Two<__m256>;
    type Ints = Two<__m256i>;

    instructions! {
        fn load(lanes: &Lanes) -> Two<__m256> {
            (_mm256_loadu_ps(lanes.as_ptr()), _mm256_loadu_ps(lanes.as_ptr().add(8)))
        }
        fn store(x: Two<__m256>, lanes: &mut Lanes) {
            {
                _mm256_storeu_ps(lanes.as_mut_ptr(), x.0);
                _mm256_storeu_ps(lanes.as_mut_ptr().add(8), x.1);
            }
        }
        fn splat(x: f32) -> Two<__m256> { (_mm256_set1_ps(x), _mm256_set1_ps(x)) }
        fn add(a: Two<__m256>, b: Two<__m256>) -> Two<__m256> {
            (_mm256_add_ps(a.0, b.0), _mm256_add_ps(a.1, b.1))
        }
        fn sub(a: Two<__m256>, b: Two<__m256>) -> Two<__m256> {
            (_mm256_sub_ps(a.0, b.0), _mm256_sub_ps(a.1, b.1))
        }
        fn mul(a: Two<__m256>, b: Two<__m256>) -> Two<__m256> {
            (_mm256_mul_ps(a.0, b.0), _mm256_mul_ps(a.1, b.1))
        }
        fn mul_add(a: Two<__m256>, b: Two<__m256>, c: Two<__m256>) -> Two<__m256> {
            (_mm256_fmadd_ps(a.0, b.0, c.0), _mm256_fmadd_ps(a.1, b.1, c.1))
        }
        fn min(a: Two<__m256>, b: Two<__m256>) -> Two<__m256> {
            (_mm256_min_ps(a.0, b.0), _mm256_min_ps(a.1, b.1))
        }
        fn max(a: Two<__m256>, b: Two<__m256>) -> Two<__m256> {
            (_mm256_max_ps(a.0, b.0), _mm256_max_ps(a.1, b.1))
        }
        fn abs(a: Two<__m256>) -> Two<__m256> {
            {
                let sign = _mm256_set1_ps(-0.0);
                (_mm256_andnot_ps(sign, a.0), _mm256_andnot_ps(sign, a.1))
            }
        }
        fn load_ints(lanes: &[i32; LANES]) -> Two<__m256i> {
            {
                let start = lanes.as_ptr().cast::<__m256i>();
                (_mm256_loadu_si256(start), _mm256_loadu_si256(start.add(1)))
            }
        }
        fn splat_ints(x: i32) -> Two<__m256i> { (_mm256_set1_epi32(x), _mm256_set1_epi32(x)) }
        fn load_bytes(bytes: &[u8; LANES]) -> Two<__m256i> {
            {
                let bytes = _mm_loadu_si128(bytes.as_ptr().cast());
                (_mm256_cvtepi8_epi32(bytes), _mm256_cvtepi8_epi32(_mm_srli_si128::<8>(bytes)))
            }
        }
        fn add_ints(a: Two<__m256i>, b: Two<__m256i>) -> Two<__m256i> {
            (_mm256_add_epi32(a.0, b.0), _mm256_add_epi32(a.1, b.1))
        }
        fn sub_ints(a: Two<__m256i>, b: Two<__m256i>) -> Two<__m256i> {
            (_mm256_sub_epi32(a.0, b.0), _mm256_sub_epi32(a.1, b.1))
        }
        fn max_ints(a: Two<__m256i>, b: Two<__m256i>) -> Two<__m256i> {
            (_mm256_max_epi32(a.0, b.0), _mm256_max_epi32(a.1, b.1))
        }
        fn pair(low: Two<__m256i>, high: Two<__m256i>) -> Two<__m256i> {
            (
                _mm256_blend_epi16::<0xaa>(low.0, _mm256_slli_epi32::<16>(high.0)),
                _mm256_blend_epi16::<0xaa>(low.1, _mm256_slli_epi32::<16>(high.1)),
            )
        }
        fn store_bytes(x: Two<__m256i>, bytes: &mut [u8; LANES]) {
            {
                let mask = _mm256_set1_epi32(0xff);
                let halves = halves(_mm256_and_si256(x.0, mask), _mm256_and_si256(x.1, mask));
                let low = _mm256_castsi256_si128(halves);
                let high = _mm256_extracti128_si256::<1>(halves);
                _mm_storeu_si128(bytes.as_mut_ptr().cast(), _mm_packus_epi16(low, high));
            }
        }
        fn store_halves(x: Two<__m256i>, words: &mut [Word; LANES / 2]) {
            {
                let mask = _mm256_set1_epi32(0xffff);
                let halves = halves(_mm256_and_si256(x.0, mask), _mm256_and_si256(x.1, mask));
                _mm256_storeu_si256(words.as_mut_ptr().cast(), halves);
            }
        }
        fn store_line(x: Two<__m256i>, line: &mut Line) {
            {
                let start = line.0.as_mut_ptr().cast::<__m256i>();
                _mm256_store_si256(start, x.0);
                _mm256_store_si256(start.add(1), x.1);
            }
        }
        fn ints_array(x: Two<__m256i>) -> [i32; LANES] {
            std::mem::transmute::<[__m256i; 2], [i32; LANES]>([x.0, x.1])
        }
        fn float(x: Two<__m256i>) -> Two<__m256> {
            (_mm256_cvtepi32_ps(x.0), _mm256_cvtepi32_ps(x.1))
        }
        fn round(x: Two<__m256>) -> Two<__m256i> {
            (_mm256_cvtps_epi32(x.0), _mm256_cvtps_epi32(x.1))
        }
        fn fraction(x: Two<__m256>) -> Two<__m256> {
            (_mm256_sub_ps(x.0, _mm256_floor_ps(x.0)), _mm256_sub_ps(x.1, _mm256_floor_ps(x.1)))
        }
        fn scale(a: Two<__m256>, x: Two<__m256>) -> Two<__m256> { (scale(a.0, x.0), scale(a.1, x.1)) }
    }
}

/// a · 2^⌊x⌋, as [`Machine::scale`].
///
/// # Safety
/// The processor must have AVX2.
#[inline(always)]
unsafe fn scale(a: __m256, x: __m256) -> __m256 {
    // SAFETY: as for the function.
    unsafe {
        let x = _mm256_floor_ps(_mm256_max_ps(x, _mm256_set1_ps(-80.0)));
        let exponent = _mm256_slli_epi32::<23>(_mm256_cvtps_epi32(x));
        _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(a), exponent))
    }
}

/// Numbers of sixteen bits, in order.
///
/// # Safety
/// The processor must have AVX2.
#[inline(always)]
unsafe fn halves(low: __m256i, high: __m256i) -> __m256i {
    // SAFETY: as for the function. The pack works on each 128 bits alone; the permutation puts
    // its quarters in order.
    unsafe { _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packus_epi32(low, high)) }
}
