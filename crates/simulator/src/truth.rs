//! What is true of an invented stream, in the terms of a record.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;

/// A report as it was published, and whether its day is told beside it.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its id: story, number and outlet.
    pub id: String,
    /// Who published it.
    pub outlet: String,
    /// Its headline.
    pub title: String,
    /// The day it was published.
    pub day: Date,
    /// Whether that day stands beside the text.
    pub dated: bool,
    /// The text, paragraphs apart by an empty line.
    pub text: String,
    /// The agency whose copy it is.
    pub wire: Option<String>,
}

/// Words of a report: its position and the bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words {
    /// Position in [`Stream::reports`](crate::Stream::reports).
    pub report: usize,
    /// Where in its text.
    pub bytes: (usize, usize),
}

impl Words {
    /// The bytes as a range.
    pub fn range(&self) -> Range<usize> {
        self.bytes.0..self.bytes.1
    }
}

/// Somebody whose word is one origin, under all names that a report may give: an office, and who
/// speaks for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Voice {
    /// The names, the organisation's or outlet's own first.
    pub names: Vec<String>,
}

/// Whether a figure holds or is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is so.
    Actual,
    /// It is announced.
    Planned,
}

/// A figure that a report tells.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The number with what it counts.
    pub words: Words,
    /// Its value.
    pub value: f64,
    /// Position in [`Stream::series`](crate::Stream::series).
    pub series: usize,
    /// Whose word it is, whoever relays it.
    pub origin: Voice,
    /// The day it is true of, where the words fix it.
    pub as_of: Option<Date>,
    /// Whether it holds.
    pub status: Status,
}

/// How the figures of a quantity behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// One value.
    Stable,
    /// The value moved on.
    Revised,
    /// Two sources give two values for one time.
    Contested,
}

/// One real-world quantity.
#[derive(Clone, Debug)]
pub struct Series {
    /// What it is, for people.
    pub name: String,
    /// How the figures that were told of it behave.
    pub behaviour: Behaviour,
}

/// One real-world event.
#[derive(Clone, Debug)]
pub struct Event {
    /// What it is, for people.
    pub name: String,
    /// When it took place or is to.
    pub day: Date,
    /// Whether a report tells that it took place.
    pub happened: bool,
    /// The words that name it in each report, and whether it is told there as past.
    pub mentions: Vec<(Words, bool)>,
}

/// A proposition that some assert and some deny.
#[derive(Clone, Debug)]
pub struct Dispute {
    /// What it is, for people.
    pub name: String,
    /// Sentences that assert it.
    pub asserted: BTreeSet<Words>,
    /// Sentences that deny it.
    pub denied: BTreeSet<Words>,
}
