use std::ops::Range;

use crate::kernel::{COLUMNS, Kernel, Line, Step};
use crate::rows::{self, Codes, Columns, Product};
use crate::{Error, Scratch, Tensors};

/// Sixteens of products that are held at a time: enough to use the weights in the nearest cache
/// for several rows, few enough that they are still in the next cache when they are read.
const HELD: usize = 32 * 1536 / COLUMNS;

/// A linear layer with weights of eight bits: `y = W·x + b`.
///
/// Each row of the input is coded into bytes by its own lowest and highest number, so what comes
/// out of a row does not depend on its neighbours.
pub struct Linear {
    kernel: Kernel,
    inputs: usize,
    outputs: usize,
    /// For each sixteen outputs, `words` lines.
    lines: Vec<Line>,
    columns: Columns,
}

impl Linear {
    /// The layer `name`: tensors `NAME.weight` (`i8`, outputs × inputs), `NAME.scale` (`f32`, one
    /// factor to an output) and `NAME.bias` (`f32`, one to an output).
    ///
    /// # Errors
    /// Where a tensor is missing or has another type or shape.
    pub fn load(tensors: &Tensors, name: &str, kernel: Kernel) -> Result<Linear, Error> {
        Linear::load_placed(tensors, name, kernel, |output| output)
    }

    /// As [`Linear::load`], with the outputs in another order: `place` says which place each gets.
    pub(crate) fn load_placed(
        tensors: &Tensors,
        name: &str,
        kernel: Kernel,
        place: impl Fn(usize) -> usize,
    ) -> Result<Linear, Error> {
        let weight = format!("{name}.weight");
        let (outputs, inputs) = tensors.rows_and_columns(&weight)?;
        let weights = tensors.bytes(&weight, &[outputs, inputs])?;
        if weights.is_empty() {
            let (expected, found) = ("at least one row and column".into(), vec![outputs, inputs]);
            return Err(Error::Shape { name: weight, expected, found });
        }
        let scales = tensors.floats(&format!("{name}.scale"), &[outputs])?;
        let biases = tensors.floats(&format!("{name}.bias"), &[outputs])?;

        let step = kernel.step();
        let words = step.words(inputs);
        let blocks = outputs.div_ceil(COLUMNS);
        let mut lines = vec![Line::ZERO; blocks * words];
        let nought = || vec![[0.0; COLUMNS]; blocks];
        let mut columns = Columns { scales: nought(), biases: nought(), sums: nought() };
        let rows = weights.chunks_exact(inputs).zip(scales.iter().zip(&biases));
        for (output, (row, (scale, bias))) in rows.enumerate() {
            let place = place(output);
            let (block, column) = (place / COLUMNS, place % COLUMNS);
            let sum: i32 = row.iter().map(|weight| i32::from(*weight as i8)).sum();
            columns.scales[block][column] = *scale;
            columns.biases[block][column] = *bias;
            columns.sums[block][column] = sum as f32;
            pack(step, row, column, &mut lines[block * words..][..words]);
        }
        Ok(Linear { kernel, inputs, outputs, lines, columns })
    }

    /// As [`Linear::load`], where the rest of the model asks for a shape.
    pub(crate) fn load_shape(
        tensors: &Tensors,
        name: &str,
        kernel: Kernel,
        shape: [usize; 2],
    ) -> Result<Linear, Error> {
        tensors.bytes(&format!("{name}.weight"), &shape)?;
        Linear::load(tensors, name, kernel)
    }

    /// Numbers of a row that goes in.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Numbers of a row that comes out.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Applies the layer to rows of [`Linear::inputs`] numbers; `out` gets as many rows of
    /// [`Linear::outputs`] numbers in place of what it held.
    ///
    /// # Panics
    /// If `input` is not whole rows.
    pub fn apply(&self, input: &[f32], out: &mut Vec<f32>, scratch: &mut Scratch) {
        assert!(input.len().is_multiple_of(self.inputs), "the input is whole rows");
        let rows = input.len() / self.inputs;
        out.resize(rows * self.outputs, 0.0);
        let Scratch { codes, integers, .. } = scratch;
        codes.resize(self.kernel.step(), rows, self.inputs);
        rows::quantise(self.kernel, input, self.inputs, codes);
        self.products(codes, rows, integers, |product| {
            rows::dequantise(self.kernel, product, self.outputs, out);
        });
    }

    /// The products of each row of codes, some rows at a time.
    pub(crate) fn products(
        &self,
        codes: &Codes,
        rows: usize,
        integers: &mut Vec<[i32; COLUMNS]>,
        mut take: impl FnMut(Product),
    ) {
        let blocks = self.columns.scales.len();
        let held = (HELD / blocks).max(1);
        for start in (0..rows).step_by(held) {
            take(self.product(codes, start..rows.min(start + held), 0..blocks, integers));
        }
    }

    /// The products of some rows of codes and some blocks of sixteen outputs.
    pub(crate) fn product<'a>(
        &'a self,
        codes: &'a Codes,
        rows: Range<usize>,
        blocks: Range<usize>,
        integers: &'a mut Vec<[i32; COLUMNS]>,
    ) -> Product<'a> {
        integers.resize(rows.len() * blocks.len(), [0; COLUMNS]);
        let (step, left) = (self.kernel.step(), codes.rows(rows.clone()));
        let words = step.words(self.inputs);
        let lines = &self.lines[blocks.start * words..blocks.end * words];
        self.kernel.product(step, left, lines, integers);
        Product::new(codes, rows, &self.columns, blocks, integers)
    }
}

/// Numbers in blocks of sixteen, the last padded with noughts.
pub(crate) fn blocks_of(numbers: &[f32]) -> Vec<[f32; COLUMNS]> {
    let block = |chunk: &[f32]| {
        let mut block = [0.0; COLUMNS];
        block[..chunk.len()].copy_from_slice(chunk);
        block
    };
    numbers.chunks(COLUMNS).map(block).collect()
}

/// Writes a row of weights into one column of its lines.
fn pack(step: Step, row: &[u8], column: usize, lines: &mut [Line]) {
    match step {
        Step::Quads => {
            for (Line(line), weights) in lines.iter_mut().zip(row.chunks(4)) {
                line[column][..weights.len()].copy_from_slice(weights);
            }
        }
        Step::Pairs => {
            for (Line(line), weights) in lines.iter_mut().zip(row.chunks(2)) {
                for (half, weight) in line[column].chunks_exact_mut(2).zip(weights) {
                    half.copy_from_slice(&i16::from(*weight as i8).to_le_bytes());
                }
            }
        }
    }
}
