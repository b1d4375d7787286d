//! A small BERT encoder — MiniLM's shape: six layers, 384 wide — run in integers of eight bits.
//!
//! [`Tensors`] reads a safetensors file, [`Encoder`] turns a window of [`Piece`]s into a vector
//! for each, and [`Linear`] is the layer it is made of, for heads on top. Weights are `i8` with a
//! scale for each output; activations become `u8` row by row as they come.
//!
//! The results are the same bytes on every machine, whatever [`Kernel`] it has: the matrix
//! products are exact, and the rest is arithmetic in a fixed order.

#[macro_use]
mod kernel;

mod attention;
mod encoder;
mod linear;
mod rows;
mod tensors;

pub use encoder::{Encoder, FEATURES, Piece, Scratch, WINDOW};
pub use kernel::Kernel;
pub use linear::Linear;
pub use tensors::{Error, Tensors};
