use crate::attention::{self, HEAD};
use crate::kernel::{COLUMNS, Kernel, LANES};
use crate::linear::blocks_of;
use crate::rows::{self, Codes, Norm};
use crate::{Error, Linear, Tensors};

/// Most pieces of a window: BERT knows no more positions, and the sums of attention have room for
/// no more.
pub const WINDOW: usize = 512;

/// Features of a piece.
pub const FEATURES: usize = 4;

/// A piece of a word, as the encoder sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Piece {
    /// Row of the word table.
    pub id: u16,
    /// Row of each feature's table.
    pub features: [u8; FEATURES],
}

/// Room for intermediate results, to be used again. It holds nothing that outlives a call; each
/// thread needs its own.
#[derive(Default)]
pub struct Scratch {
    pub(crate) codes: Codes,
    pub(crate) integers: Vec<[i32; COLUMNS]>,
    context: Vec<[f32; LANES]>,
    context_codes: Codes,
    inner: Vec<[f32; LANES]>,
    inner_codes: Codes,
    attention: attention::Buffers,
}

/// A BERT encoder: embeddings, then layers of attention and a feed-forward net, each added to what
/// it was given and normed.
pub struct Encoder<'a> {
    kernel: Kernel,
    width: usize,
    words: &'a [u8],
    word_scales: Vec<f32>,
    positions: Vec<[f32; LANES]>,
    features: [Vec<[f32; LANES]>; FEATURES],
    norm: Norm,
    layers: Vec<Layer>,
}

struct Layer {
    heads: Linear,
    attention: Linear,
    attention_norm: Norm,
    inner: Linear,
    outer: Linear,
    norm: Norm,
}

impl<'a> Encoder<'a> {
    /// The encoder in a file of tensors, with this machine's fastest kernel. The word table is
    /// read where it lies.
    ///
    /// # Errors
    /// Where a tensor is missing or does not fit the others.
    pub fn load(tensors: &Tensors<'a>) -> Result<Encoder<'a>, Error> {
        Encoder::load_with(tensors, Kernel::detect())
    }

    /// As [`Encoder::load`], with a given kernel.
    ///
    /// # Errors
    /// Where a tensor is missing or does not fit the others.
    pub fn load_with(tensors: &Tensors<'a>, kernel: Kernel) -> Result<Encoder<'a>, Error> {
        let (vocabulary, width) = tensors.rows_and_columns("embeddings.word")?;
        if width == 0 || !width.is_multiple_of(HEAD) {
            return Err(Error::Shape {
                name: "embeddings.word".to_string(),
                expected: format!("a width of whole heads of {HEAD}"),
                found: vec![vocabulary, width],
            });
        }
        let (positions, _) = tensors.rows_and_columns("embeddings.position")?;
        let table = |name: &str| -> Result<Vec<[f32; LANES]>, Error> {
            let (rows, _) = tensors.rows_and_columns(name)?;
            Ok(blocks_of(&tensors.floats(name, &[rows, width])?))
        };
        if positions > WINDOW {
            return Err(Error::Shape {
                name: "embeddings.position".to_string(),
                expected: format!("at most {WINDOW} rows"),
                found: vec![positions, width],
            });
        }
        let mut layers = Vec::new();
        while tensors.has(&format!("layer.{}.qkv.weight", layers.len())) {
            layers.push(Layer::load(tensors, layers.len(), width, kernel)?);
        }
        Ok(Encoder {
            kernel,
            width,
            words: tensors.bytes("embeddings.word", &[vocabulary, width])?,
            word_scales: tensors.floats("embeddings.word.scale", &[vocabulary])?,
            positions: table("embeddings.position")?,
            features: [
                table("embeddings.feature.0")?,
                table("embeddings.feature.1")?,
                table("embeddings.feature.2")?,
                table("embeddings.feature.3")?,
            ],
            norm: norm(tensors, "embeddings.norm", width)?,
            layers,
        })
    }

    /// Numbers to a piece in what [`Encoder::encode`] gives.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Layers of the model.
    pub fn layers(&self) -> usize {
        self.layers.len()
    }

    /// Rows of the word table.
    pub fn vocabulary(&self) -> usize {
        self.word_scales.len()
    }

    /// Most pieces of a window: rows of the position table, at most [`WINDOW`].
    pub fn window(&self) -> usize {
        self.positions.len() * LANES / self.width
    }

    /// The last hidden states of a window of pieces, its `[CLS]` and `[SEP]` among them:
    /// `out` gets [`Encoder::width`] numbers for each piece, in place of what it held.
    ///
    /// # Panics
    /// If the window is longer than [`Encoder::window`], or a piece has an id or a feature that
    /// is not in its table.
    pub fn encode(&self, window: &[Piece], scratch: &mut Scratch, out: &mut Vec<f32>) {
        assert!(window.len() <= self.window(), "a window of {} pieces", window.len());
        out.resize(window.len() * self.width, 0.0);
        if window.is_empty() {
            return;
        }
        let (hidden, _) = out.as_chunks_mut();
        let rows = hidden.chunks_exact_mut(self.width / LANES);
        for (position, (piece, row)) in window.iter().zip(rows).enumerate() {
            self.embed(*piece, position, row);
        }
        scratch.codes.resize(self.kernel.step(), window.len(), self.width);
        rows::quantise(self.kernel, hidden.as_flattened(), self.width, &mut scratch.codes);
        for layer in &self.layers {
            layer.apply(self.kernel, hidden, scratch);
        }
    }

    fn embed(&self, piece: Piece, position: usize, out: &mut [[f32; LANES]]) {
        let blocks = out.len();
        let id = usize::from(piece.id);
        let row = |row: usize| row * blocks..(row + 1) * blocks;
        let feature = |k: usize| &self.features[k][row(usize::from(piece.features[k]))];
        rows::embed(
            self.kernel,
            &self.words[id * self.width..(id + 1) * self.width],
            self.word_scales[id],
            [&self.positions[row(position)], feature(0), feature(1), feature(2), feature(3)],
            &self.norm,
            out,
        );
    }
}

impl Layer {
    fn load(tensors: &Tensors, layer: usize, width: usize, kernel: Kernel) -> Result<Layer, Error> {
        let name = |part: &str| format!("layer.{layer}.{part}");
        let linear = |part: &str, shape| Linear::load_shape(tensors, &name(part), kernel, shape);
        let (middle, _) = tensors.rows_and_columns(&name("inner.weight"))?;
        if !middle.is_multiple_of(COLUMNS) {
            return Err(Error::Shape {
                name: name("inner.weight"),
                expected: format!("a multiple of {COLUMNS} rows"),
                found: vec![middle, width],
            });
        }
        Ok(Layer {
            heads: {
                tensors.bytes(&name("qkv.weight"), &[3 * width, width])?;
                let place = |output| attention::place(output, width);
                Linear::load_placed(tensors, &name("qkv"), kernel, place)?
            },
            attention: linear("attention", [width, width])?,
            attention_norm: norm(tensors, &name("attention.norm"), width)?,
            inner: linear("inner", [middle, width])?,
            outer: linear("outer", [width, middle])?,
            norm: norm(tensors, &name("norm"), width)?,
        })
    }

    /// Takes the hidden states, and their codes, one layer on.
    fn apply(&self, kernel: Kernel, hidden: &mut [[f32; LANES]], scratch: &mut Scratch) {
        let width = self.attention.outputs();
        let pieces = hidden.len() * LANES / width;
        let Scratch { codes, integers, context, context_codes, inner, inner_codes, .. } = scratch;

        context.resize(pieces * width / LANES, [0.0; LANES]);
        let buffers = &mut scratch.attention;
        attention::attend(kernel, &self.heads, codes, context, integers, buffers);
        context_codes.resize(kernel.step(), pieces, width);
        rows::quantise(kernel, context.as_flattened(), width, context_codes);
        self.attention.products(context_codes, pieces, integers, |product| {
            rows::add_and_norm(kernel, product, &self.attention_norm, hidden, codes);
        });

        inner.resize(self.inner.outputs() / LANES, [0.0; LANES]);
        inner_codes.resize(kernel.step(), pieces, self.inner.outputs());
        self.inner.products(codes, pieces, integers, |product| {
            rows::gelu_codes(kernel, product, inner, inner_codes);
        });
        self.outer.products(inner_codes, pieces, integers, |product| {
            rows::add_and_norm(kernel, product, &self.norm, hidden, codes);
        });
    }
}

fn norm(tensors: &Tensors, name: &str, width: usize) -> Result<Norm, Error> {
    let part = |part: &str| tensors.floats(&format!("{name}.{part}"), &[width]);
    Ok(Norm { weight: blocks_of(&part("weight")?), bias: blocks_of(&part("bias")?) })
}
