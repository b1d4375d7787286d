//! Speed of the encoder, in pieces a second, on a model of random numbers in MiniLM's shape:
//! `cargo bench -p encoder`.
//!
//! `floor` reads the same weights once for each 32 pieces and adds them up, as the matrix products
//! must; `products` is the products alone. Divide by them for ratios that mean the same on any
//! machine.

#[path = "../tests/model/mod.rs"]
mod model;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use encoder::{Encoder, Kernel, Linear, Piece, Scratch, Tensors};
use model::{Model, Random};

fn main() {
    divan::main();
}

/// MiniLM: six layers of these four products, outputs by inputs.
const PRODUCTS: [[usize; 2]; 4] = [[1152, 384], [384, 384], [1536, 384], [384, 1536]];

fn minilm() -> Vec<u8> {
    Model::encoder(&mut Random(1), 6, 384, 1536, 30_522, 512).file()
}

fn window(pieces: usize) -> Vec<Piece> {
    let mut random = Random(2);
    let piece = |_| Piece { id: random.below(30_522) as u16, features: [0; 4] };
    (0..pieces).map(piece).collect()
}

#[divan::bench(args = [64, 128, 256])]
fn encode(bencher: Bencher, pieces: usize) {
    let file = minilm();
    let tensors = Tensors::new(&file).expect("a model");
    let encoder = Encoder::load(&tensors).expect("a whole model");
    let window = window(pieces);
    let (mut scratch, mut out) = (Scratch::default(), Vec::new());
    bencher.counter(ItemsCount::new(pieces)).bench_local(|| {
        encoder.encode(black_box(&window), &mut scratch, &mut out);
    });
}

#[divan::bench]
fn load(bencher: Bencher) {
    let file = minilm();
    bencher.bench(|| {
        let tensors = Tensors::new(black_box(&file)).expect("a model");
        Encoder::load(&tensors).expect("a whole model").layers()
    });
}

#[divan::bench(args = [64, 128, 256])]
fn products(bencher: Bencher, pieces: usize) {
    let mut random = Random(3);
    let mut model = Model::default();
    for layer in 0..6 {
        for (part, [outputs, inputs]) in PRODUCTS.iter().enumerate() {
            model.linear(&format!("{layer}.{part}"), *outputs, *inputs, &mut random);
        }
    }
    let file = model.file();
    let tensors = Tensors::new(&file).expect("a model");
    let kernel = Kernel::detect();
    let mut layers = Vec::new();
    for layer in 0..6 {
        for part in 0..PRODUCTS.len() {
            let name = format!("{layer}.{part}");
            layers.push(Linear::load(&tensors, &name, kernel).expect("a layer"));
        }
    }
    let input: Vec<f32> = (0..pieces * 1536).map(|_| random.normal(1.0)).collect();
    let (mut scratch, mut out) = (Scratch::default(), Vec::new());
    bencher.counter(ItemsCount::new(pieces)).bench_local(|| {
        for layer in &layers {
            layer.apply(black_box(&input[..pieces * layer.inputs()]), &mut out, &mut scratch);
        }
    });
}

#[divan::bench(args = [64, 128, 256])]
fn floor(bencher: Bencher, pieces: usize) {
    let weights: usize = 6 * PRODUCTS.iter().map(|[a, b]| a * b).sum::<usize>();
    let weights = vec![1u64; weights / 8];
    bencher.counter(ItemsCount::new(pieces)).bench_local(|| {
        (0..pieces.div_ceil(32)).map(|_| black_box(&weights).iter().sum::<u64>()).sum::<u64>()
    });
}
