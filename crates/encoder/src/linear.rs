use std::ops::Range;

use crate::kernel::{COLUMNS, Kernel, Line, Step};
use crate::rows::{self, Codes, Columns, Product};
use crate::{Error, Scratch, Tensors};

/// Rows whose products are held at a time: enough to keep the weights in the nearest cache busy,
/// few enough that the products are still in the next one when they are read.
const ROWS: usize = 32;

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
        let weight = format!("{name}.weight");
        let (outputs, inputs) = tensors.rows_and_columns(&weight)?;
        let weights = tensors.bytes(&weight, &[outputs, inputs])?;
        if weights.is_empty() {
            let (expected, found) = ("at least one row and column".into(), vec![outputs, inputs]);
            return Err(Error::Shape { name: weight, expected, found });
        }
        let scales = tensors.floats(&format!("{name}.scale"), &[outputs])?;
        let biases = tensors.floats(&format!("{name}.bias"), &[outputs])?;
        Ok(Linear::new(kernel, inputs, weights, &scales, &biases))
    }

    /// As [`Linear::load`], where the rest of the model asks for a shape.
    pub(crate) fn load_shape(
        tensors: &Tensors,
        name: &str,
        kernel: Kernel,
        [outputs, inputs]: [usize; 2],
    ) -> Result<Linear, Error> {
        let weight = format!("{name}.weight");
        tensors.bytes(&weight, &[outputs, inputs])?;
        Linear::load(tensors, name, kernel)
    }

    fn new(
        kernel: Kernel,
        inputs: usize,
        weights: &[u8],
        scales: &[f32],
        biases: &[f32],
    ) -> Linear {
        let outputs = scales.len();
        let step = kernel.step();
        let words = step.words(inputs);
        let blocks = outputs.div_ceil(COLUMNS);
        let mut lines = vec![Line::ZERO; blocks * words];
        let mut sums = vec![[0.0; COLUMNS]; blocks];
        for (output, row) in weights.chunks_exact(inputs).enumerate() {
            let (block, column) = (output / COLUMNS, output % COLUMNS);
            let sum: i32 = row.iter().map(|weight| i32::from(*weight as i8)).sum();
            sums[block][column] = sum as f32;
            pack(step, row, column, &mut lines[block * words..][..words]);
        }
        let columns = Columns { scales: blocks_of(scales), biases: blocks_of(biases), sums };
        Linear { kernel, inputs, outputs, lines, columns }
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
        for rows in blocks(rows) {
            let out = &mut out[rows.start * self.outputs..rows.end * self.outputs];
            let product = self.product(codes, rows, integers);
            rows::dequantise(self.kernel, product, self.outputs, out);
        }
    }

    /// The products of some rows of codes.
    pub(crate) fn product<'a>(
        &'a self,
        codes: &'a Codes,
        rows: Range<usize>,
        integers: &'a mut Vec<[i32; COLUMNS]>,
    ) -> Product<'a> {
        integers.resize(rows.len() * self.columns.scales.len(), [0; COLUMNS]);
        let (step, left) = (self.kernel.step(), codes.rows(rows.clone()));
        self.kernel.product(step, left, &self.lines, integers);
        Product::new(codes, rows, integers, &self.columns)
    }
}

/// The ranges of rows whose products are made together.
pub(crate) fn blocks(rows: usize) -> impl Iterator<Item = Range<usize>> {
    (0..rows).step_by(ROWS).map(move |start| start..(start + ROWS).min(rows))
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
