//! Views of a record for people and programs. Nothing here decides a fact: what is not in the
//! [`record::Record`] is not shown, and every sentence that no source wrote is a fixed template.

mod json;

pub use json::{reading_json, record_json};

/// What was not read, for the note on coverage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Inputs that were not read: path and reason.
    pub skipped: Vec<(String, String)>,
    /// Anything else a reader must know: limits reached, texts cut short.
    pub notes: Vec<String>,
}
