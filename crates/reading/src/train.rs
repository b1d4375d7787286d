//! What the training programs share with the reader.

pub use crate::reader::inputs::{FEATURES, Inputs, VALUES, Words, inputs};
pub use crate::syntax::features::{Word, words};
pub use crate::syntax::lemma::by_rule;
pub use crate::syntax::model::Scorer;
pub use crate::syntax::parser::{
    ROOT_LABEL, SHIFT, State, Transition, clause_mark, clause_marks, left, parse, right,
};
pub use crate::syntax::segment;
pub use crate::syntax::tagger::{Tag, best, features as tag_features, tag};
