//! What the training programs share with the reader.

pub use crate::reader::inputs::{FEATURES, Inputs, VALUES, Words, inputs};
pub use crate::reader::judged;
pub use crate::syntax::{by_rule, segment};
