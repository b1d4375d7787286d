//! The encoder and its linear layer against plain arithmetic in `f32` and integers.

mod model;

use encoder::{Encoder, Error, Kernel, Linear, Piece, Scratch, Tensors};
use model::{Model, Random};
use proptest::prelude::*;
use safetensors::Dtype;

/// A small encoder's layers, width, inner width, words and positions.
const SMALL: [usize; 5] = [2, 64, 128, 50, 80];

fn small(seed: u64) -> Vec<u8> {
    let [layers, width, inner, words, positions] = SMALL;
    Model::encoder(&mut Random(seed), layers, width, inner, words, positions).file()
}

fn window(random: &mut Random, pieces: usize, words: usize) -> Vec<Piece> {
    let mut piece = || Piece {
        id: random.below(words) as u16,
        features: std::array::from_fn(|_| random.below(3) as u8),
    };
    (0..pieces).map(|_| piece()).collect()
}

fn encode(encoder: &Encoder, window: &[Piece]) -> Vec<f32> {
    let mut out = Vec::new();
    encoder.encode(window, &mut Scratch::default(), &mut out);
    out
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

/// Matrices and rows in `f64`, as BERT's paper has them.
mod plain {
    use super::*;

    type Rows = Vec<Vec<f64>>;

    /// A linear layer with weights as they are stored and activations as they come.
    pub(crate) fn linear(tensors: &Tensors, name: &str, input: &[Vec<f64>]) -> Rows {
        let (weight, scale, bias) = weights(tensors, name);
        let inputs = weight.len() / scale.len();
        let row = |x: &Vec<f64>| {
            let outputs = weight.chunks(inputs).zip(scale.iter().zip(&bias));
            outputs
                .map(|(weight, (scale, bias))| {
                    let sum: f64 = weight.iter().zip(x).map(|(w, x)| f64::from(*w as i8) * x).sum();
                    sum * f64::from(*scale) + f64::from(*bias)
                })
                .collect()
        };
        input.iter().map(row).collect()
    }

    /// A linear layer's weights, scales and biases.
    pub(crate) fn weights<'a>(tensors: &Tensors<'a>, name: &str) -> (&'a [u8], Vec<f32>, Vec<f32>) {
        let weight = format!("{name}.weight");
        let (outputs, inputs) = tensors.rows_and_columns(&weight).unwrap();
        (
            tensors.bytes(&weight, &[outputs, inputs]).unwrap(),
            tensors.floats(&format!("{name}.scale"), &[outputs]).unwrap(),
            tensors.floats(&format!("{name}.bias"), &[outputs]).unwrap(),
        )
    }

    fn norm(tensors: &Tensors, name: &str, rows: &mut Rows) {
        let part =
            |part: &str| tensors.floats(&format!("{name}.{part}"), &[rows[0].len()]).unwrap();
        let (weight, bias) = (part("weight"), part("bias"));
        for row in rows {
            let count = row.len() as f64;
            let mean = row.iter().sum::<f64>() / count;
            let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
            for (x, (weight, bias)) in row.iter_mut().zip(weight.iter().zip(&bias)) {
                *x =
                    (*x - mean) / (variance + 1e-12).sqrt() * f64::from(*weight) + f64::from(*bias);
            }
        }
    }

    fn add(rows: &mut Rows, others: &Rows) {
        for (row, other) in rows.iter_mut().zip(others) {
            for (x, other) in row.iter_mut().zip(other) {
                *x += other;
            }
        }
    }

    /// x · Φ(x), with Φ by its Taylor series and, far out, its limits.
    pub(crate) fn gelu(x: f64) -> f64 {
        let (mut term, mut sum) = (x, x);
        for n in 1..200 {
            term *= -x * x / (2.0 * f64::from(n));
            sum += term / f64::from(2 * n + 1);
        }
        let phi = 0.5 + sum / (2.0 * std::f64::consts::PI).sqrt();
        if x.abs() > 6.0 { x.max(0.0) } else { x * phi }
    }

    fn attend(heads: &Rows, width: usize) -> Rows {
        let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
        let mut out = vec![vec![0.0; width]; heads.len()];
        for start in (0..width).step_by(32) {
            for (query, out) in heads.iter().zip(&mut out) {
                let query = &query[start..start + 32];
                let scores = heads.iter().map(|key| dot(query, &key[width + start..][..32]));
                let weights: Vec<f64> = scores.map(f64::exp).collect();
                let total: f64 = weights.iter().sum();
                for (weight, value) in weights.iter().zip(heads) {
                    let value = &value[2 * width + start..][..32];
                    for (out, value) in out[start..].iter_mut().zip(value) {
                        *out += weight / total * value;
                    }
                }
            }
        }
        out
    }

    pub(crate) fn encode(tensors: &Tensors, window: &[Piece]) -> Rows {
        let [layers, width, _, words, positions] = SMALL;
        let word = tensors.bytes("embeddings.word", &[words, width]).unwrap();
        let scale = tensors.floats("embeddings.word.scale", &[words]).unwrap();
        let position = tensors.floats("embeddings.position", &[positions, width]).unwrap();
        let feature = |k| tensors.floats(&format!("embeddings.feature.{k}"), &[3, width]).unwrap();
        let features: [Vec<f32>; 4] = std::array::from_fn(feature);
        let mut hidden: Rows = Vec::new();
        for (at, piece) in window.iter().enumerate() {
            let id = usize::from(piece.id);
            let number = |i: usize| {
                let word = f64::from(word[id * width + i] as i8) * f64::from(scale[id]);
                let rows = features.iter().zip(piece.features);
                let features = rows.map(|(table, row)| table[usize::from(row) * width + i]);
                word + f64::from(position[at * width + i]) + features.map(f64::from).sum::<f64>()
            };
            hidden.push((0..width).map(number).collect());
        }
        norm(tensors, "embeddings.norm", &mut hidden);
        for layer in 0..layers {
            let name = |part: &str| format!("layer.{layer}.{part}");
            let heads = linear(tensors, &name("qkv"), &hidden);
            let context = attend(&heads, width);
            add(&mut hidden, &linear(tensors, &name("attention"), &context));
            norm(tensors, &name("attention.norm"), &mut hidden);
            let mut inner = linear(tensors, &name("inner"), &hidden);
            inner.iter_mut().flatten().for_each(|x| *x = gelu(*x));
            add(&mut hidden, &linear(tensors, &name("outer"), &inner));
            norm(tensors, &name("norm"), &mut hidden);
        }
        hidden
    }
}

/// The least cosine of a row of `a` and the same row of `b`.
fn least_cosine(a: &[f32], b: &[Vec<f64>]) -> f64 {
    let rows = a.chunks(b[0].len()).zip(b);
    let cosine = |(a, b): (&[f32], &Vec<f64>)| {
        let a: Vec<f64> = a.iter().map(|x| f64::from(*x)).collect();
        let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
        dot(&a, b) / (dot(&a, &a) * dot(b, b)).sqrt()
    };
    rows.map(cosine).fold(1.0, f64::min)
}

#[test]
fn the_encoder_says_what_plain_arithmetic_says() {
    let file = small(7);
    let tensors = Tensors::new(&file).unwrap();
    let mut random = Random(8);
    for kernel in Kernel::available() {
        let encoder = Encoder::load_with(&tensors, kernel).unwrap();
        assert_eq!((encoder.layers(), encoder.width(), encoder.window()), (2, 64, 80));
        for pieces in [1, 2, 15, 16, 17, 40, 80] {
            let window = window(&mut random, pieces, 50);
            let cosine =
                least_cosine(&encode(&encoder, &window), &plain::encode(&tensors, &window));
            assert!(cosine > 0.999, "{kernel:?}, {pieces} pieces: cosine {cosine}");
        }
    }
}

#[test]
fn every_kernel_gives_the_same_bytes_whatever_the_scratch_held() {
    let file = small(11);
    let tensors = Tensors::new(&file).unwrap();
    let load = |kernel| Encoder::load_with(&tensors, kernel).unwrap();
    let (plain, mut random) = (load(Kernel::PLAIN), Random(12));
    let kernels = Kernel::available();
    let mut others: Vec<_> =
        kernels.into_iter().map(|k| (k, load(k), Scratch::default())).collect();
    let mut out = Vec::new();
    for pieces in [80, 1, 33, 0, 31, 12, 64] {
        let window = window(&mut random, pieces, 50);
        let expected = bits(&encode(&plain, &window));
        for (kernel, encoder, scratch) in &mut others {
            encoder.encode(&window, scratch, &mut out);
            assert!(bits(&out) == expected, "{kernel:?}, {pieces} pieces");
        }
    }
}

/// A linear layer of a random shape, and rows for it.
fn layer(seed: u64) -> (Vec<u8>, Vec<f32>, [usize; 3]) {
    let mut random = Random(seed);
    let [inputs, outputs, rows] = [200, 120, 40].map(|end| 1 + random.below(end));
    let mut model = Model::default();
    model.linear("layer", outputs, inputs, &mut random);
    let mean = random.normal(1.0);
    let input = (0..rows * inputs).map(|_| mean + random.normal(2.0)).collect();
    (model.file(), input, [inputs, outputs, rows])
}

fn apply(file: &[u8], kernel: Kernel, input: &[f32]) -> Vec<f32> {
    let linear = Linear::load(&Tensors::new(file).unwrap(), "layer", kernel).unwrap();
    let mut out = Vec::new();
    linear.apply(input, &mut out, &mut Scratch::default());
    out
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_kernel_gives_the_same_linear_layer(seed: u64) {
        let (file, input, shape) = layer(seed);
        let expected = bits(&apply(&file, Kernel::PLAIN, &input));
        for kernel in Kernel::available() {
            let found = bits(&apply(&file, kernel, &input));
            prop_assert!(found == expected, "{kernel:?}, {shape:?}");
        }
    }

    #[test]
    fn a_row_does_not_depend_on_its_neighbours(seed: u64) {
        let (file, input, [inputs, outputs, _]) = layer(seed);
        for kernel in Kernel::available() {
            let together = apply(&file, kernel, &input);
            for (row, expected) in input.chunks(inputs).zip(together.chunks(outputs)) {
                prop_assert_eq!(bits(&apply(&file, kernel, row)), bits(expected));
            }
        }
    }

    #[test]
    fn a_linear_layer_is_as_near_as_its_codes_allow(seed: u64) {
        let (file, input, [inputs, outputs, _]) = layer(seed);
        let tensors = Tensors::new(&file).unwrap();
        let rows: Vec<Vec<f64>> = input
            .chunks(inputs)
            .map(|row| row.iter().map(|x| f64::from(*x)).collect())
            .collect();
        let expected = plain::linear(&tensors, "layer", &rows);
        let (weight, scale, _) = plain::weights(&tensors, "layer");
        let found = apply(&file, Kernel::detect(), &input);
        for ((found, expected), row) in found.chunks(outputs).zip(&expected).zip(&rows) {
            let low = row.iter().copied().fold(0.0, f64::min);
            let high = row.iter().copied().fold(0.0, f64::max);
            for (output, (found, expected)) in found.iter().zip(expected).enumerate() {
                // Each activation is off by half a step at most.
                let sizes = weight[output * inputs..][..inputs].iter();
                let sizes: f64 = sizes.map(|w| f64::from((*w as i8).unsigned_abs())).sum();
                let step = (high - low) / 254.0;
                let bound = 0.501 * step * sizes * f64::from(scale[output]) + 1e-4;
                let off = (f64::from(*found) - expected).abs();
                prop_assert!(off <= bound, "output {output}: off by {off}, more than {bound}");
            }
        }
    }
}

#[test]
fn a_row_of_noughts_is_its_bias() {
    let (file, _, [inputs, ..]) = layer(3);
    let (_, _, bias) = plain::weights(&Tensors::new(&file).unwrap(), "layer");
    for kernel in Kernel::available() {
        assert_eq!(apply(&file, kernel, &vec![0.0; inputs]), bias);
    }
}

/// What loading an encoder without one tensor, or with another in its place, says.
fn complaint(name: &str, replacement: Option<(Dtype, &[usize])>) -> String {
    let [layers, width, inner, words, positions] = SMALL;
    let mut model = Model::encoder(&mut Random(1), layers, width, inner, words, positions);
    model.remove(name);
    if let Some((dtype, shape)) = replacement {
        let bytes = shape.iter().product::<usize>() * dtype.bitsize() / 8;
        model.push(name, dtype, shape, vec![0; bytes]);
    }
    let file = model.file();
    let found = Encoder::load(&Tensors::new(&file).unwrap());
    found.err().expect("a complaint").to_string()
}

#[test]
fn a_broken_model_is_named() {
    for (name, replacement, expected) in [
        ("layer.1.inner.scale", None, "no tensor `layer.1.inner.scale`"),
        ("embeddings.feature.2", None, "no tensor `embeddings.feature.2`"),
        ("layer.0.norm.bias", Some((Dtype::F16, &[64][..])), "`layer.0.norm.bias` holds F16"),
        ("layer.0.outer.weight", Some((Dtype::I8, &[64, 96][..])), "the shape [64, 96]; [64, 128]"),
        ("embeddings.word", Some((Dtype::I8, &[50, 48][..])), "whole heads of 32"),
        ("embeddings.position", Some((Dtype::F32, &[600, 64][..])), "at most 512 rows"),
        ("embeddings.position", Some((Dtype::F32, &[64][..])), "[rows, columns]"),
    ] {
        let complaint = complaint(name, replacement);
        assert!(complaint.contains(expected), "{name}: {complaint}");
    }
    assert!(matches!(Tensors::new(b"no model"), Err(Error::Format(_))));
}

#[test]
fn metadata_and_unaligned_tensors_are_read() {
    let bytes = [1.5f32, -2.0].map(f32::to_le_bytes).concat();
    let head =
        r#"{"__metadata__":{"task":"cues"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#;
    // The format asks for no alignment of the head either.
    let length = (head.len() as u64).to_le_bytes();
    for shift in 0..4 {
        let mut file = vec![0; shift];
        file.extend_from_slice(&length);
        file.extend_from_slice(head.as_bytes());
        file.extend_from_slice(&bytes);
        let tensors = Tensors::new(&file[shift..]).unwrap();
        assert_eq!(tensors.metadata()["task"], "cues");
        assert_eq!(tensors.floats("x", &[2]).unwrap(), [1.5, -2.0]);
        assert!(tensors.has("x") && !tensors.has("y"));
    }
}
