//! Models of random numbers, for tests and benchmarks.
#![allow(dead_code)]

use safetensors::tensor::TensorView;
use safetensors::{Dtype, serialize};

/// SplitMix64: numbers that look random, the same from the same seed.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A whole number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.bits() % end as u64) as usize
    }

    /// A number of mean 0 and the given deviation, roughly normal.
    pub(crate) fn normal(&mut self, deviation: f32) -> f32 {
        let bits = self.bits();
        let sum: u64 = (0..4).map(|i| (bits >> (16 * i)) & 0xffff).sum();
        (sum as f32 / 65536.0 - 2.0) * 1.732 * deviation
    }
}

/// The tensors of a model to be.
#[derive(Default)]
pub(crate) struct Model {
    tensors: Vec<(String, Dtype, Vec<usize>, Vec<u8>)>,
}

impl Model {
    /// An encoder. Its feature tables have three rows each.
    pub(crate) fn encoder(
        random: &mut Random,
        layers: usize,
        width: usize,
        inner: usize,
        words: usize,
        positions: usize,
    ) -> Model {
        let mut model = Model::default();
        model.bytes("embeddings.word", &[words, width], random);
        model.floats("embeddings.word.scale", &[words], 0.0, 0.001, random);
        model.floats("embeddings.position", &[positions, width], 0.0, 0.02, random);
        for k in 0..4 {
            model.floats(&format!("embeddings.feature.{k}"), &[3, width], 0.0, 0.02, random);
        }
        model.norm("embeddings.norm", width, random);
        for layer in 0..layers {
            let name = |part: &str| format!("layer.{layer}.{part}");
            model.linear(&name("qkv"), 3 * width, width, random);
            model.linear(&name("attention"), width, width, random);
            model.norm(&name("attention.norm"), width, random);
            model.linear(&name("inner"), inner, width, random);
            model.linear(&name("outer"), width, inner, random);
            model.norm(&name("norm"), width, random);
        }
        model
    }

    /// The tensors of a linear layer.
    pub(crate) fn linear(
        &mut self,
        name: &str,
        outputs: usize,
        inputs: usize,
        random: &mut Random,
    ) {
        let scale = 1.0 / 64.0 / (inputs as f32).sqrt();
        self.bytes(&format!("{name}.weight"), &[outputs, inputs], random);
        self.floats(&format!("{name}.scale"), &[outputs], scale, scale / 8.0, random);
        self.floats(&format!("{name}.bias"), &[outputs], 0.0, 0.1, random);
    }

    fn norm(&mut self, name: &str, width: usize, random: &mut Random) {
        self.floats(&format!("{name}.weight"), &[width], 1.0, 0.1, random);
        self.floats(&format!("{name}.bias"), &[width], 0.0, 0.1, random);
    }

    fn bytes(&mut self, name: &str, shape: &[usize], random: &mut Random) {
        let count = shape.iter().product();
        let bytes = (0..count).map(|_| random.normal(48.0).clamp(-127.0, 127.0) as i8 as u8);
        self.push(name, Dtype::I8, shape, bytes.collect());
    }

    fn floats(&mut self, name: &str, shape: &[usize], mean: f32, spread: f32, random: &mut Random) {
        let count = shape.iter().product();
        let bytes = (0..count).flat_map(|_| (mean + random.normal(spread)).to_le_bytes());
        self.push(name, Dtype::F32, shape, bytes.collect());
    }

    /// Takes a tensor out.
    pub(crate) fn remove(&mut self, name: &str) {
        self.tensors.retain(|(other, ..)| other != name);
    }

    /// Adds a tensor.
    pub(crate) fn push(&mut self, name: &str, dtype: Dtype, shape: &[usize], bytes: Vec<u8>) {
        self.tensors.push((name.to_string(), dtype, shape.to_vec(), bytes));
    }

    /// The model as a file.
    pub(crate) fn file(&self) -> Vec<u8> {
        let views = self.tensors.iter().map(|(name, dtype, shape, bytes)| {
            (name, TensorView::new(*dtype, shape.clone(), bytes).expect("a tensor that fits"))
        });
        serialize(views, None).expect("tensors that can be written")
    }
}
