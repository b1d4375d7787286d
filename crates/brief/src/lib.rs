//! Views of a record for people and programs. Nothing here decides a fact: what is not in the
//! [`record::Record`] is not shown, and every sentence that no source wrote is a fixed template.
//!
//! ```text
//! Record ─view─▶ View ─▶ text · markdown · html
//!        ─▶ json · csv            json ─known─▶ Known            Reading ─▶ json · conllu · annotated
//! ```

mod annotated;
mod chart;
mod conllu;
mod csv;
#[cfg(test)]
mod fixture;
mod graph;
mod html;
mod json;
mod lines;
mod markdown;
mod refs;
#[cfg(test)]
mod tests;
mod text;
mod view;
mod words;

pub use annotated::annotated;
pub use chart::escape;
pub use conllu::conllu;
pub use csv::csv;
pub use graph::graph;
pub use html::{Leads, Parts, STYLE, html, parts};
pub use json::{NotARecord, RecordDocument, known, reading_json, record_json};
pub use lines::TextOptions;
pub use markdown::markdown;
pub use text::text;
pub use view::basis::{grade, party};
pub use words::{list, number, one_line};

use ::text::Date;

/// What was not read or not used, for the note on coverage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Inputs that were not read: path and reason.
    pub skipped: Vec<(String, String)>,
    /// Articles that were read but are no part of the record: path, else id, and reason.
    pub left_out: Vec<(String, String)>,
    /// The day as of which the record is: only reports published by then are in it.
    pub as_of: Option<Date>,
    /// Anything else a reader must know: limits reached, texts cut short.
    pub notes: Vec<String>,
}
