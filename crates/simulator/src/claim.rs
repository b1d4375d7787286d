//! What can be told: a claim with its source, its wordings and what they mean.

use jiff::civil::Date;

use crate::cast::Source;
use crate::page::Marked;
use crate::truth::Voice;

/// What a mark in a wording stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mark {
    /// A figure of a series.
    Figure { series: usize, value: u32, as_of: Option<Date>, planned: bool },
    /// The word that names an event, and whether it is told as past.
    Event { event: usize, past: bool },
}

/// One thing that a source says, or that everybody sees.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// The day from which on it is known.
    pub(crate) day: Date,
    /// Who says so; without a source outlets tell it in their own voice.
    pub(crate) source: Option<Source>,
    /// Who speaks inside the wordings of what outlets tell in their own voice: whoever denies.
    pub(crate) within: Option<Voice>,
    /// Wordings as clauses with marks, to stand after "said that".
    pub(crate) clauses: Vec<Marked>,
    /// What the marks stand for, by number.
    pub(crate) marks: Vec<Mark>,
    /// The dispute it takes part in, and whether it denies. Its wordings are whole sentences.
    pub(crate) side: Option<(usize, bool)>,
    /// Whether it can stand first.
    pub(crate) lead: bool,
    /// The claim that it replaces: a later count of the same thing by the same source.
    pub(crate) replaces: Option<usize>,
}

impl Claim {
    /// A claim of a source.
    pub(crate) fn new(day: Date, source: Option<&Source>, clauses: &[String]) -> Claim {
        Claim {
            day,
            source: source.cloned(),
            within: None,
            clauses: clauses.to_vec(),
            marks: Vec::new(),
            side: None,
            lead: false,
            replaces: None,
        }
    }

    /// With the meaning of its next mark.
    pub(crate) fn mark(mut self, mark: Mark) -> Claim {
        self.marks.push(mark);
        self
    }

    /// A denial by somebody, in the outlets' own voice.
    pub(crate) fn denial(day: Date, by: &Source, clauses: &[String]) -> Claim {
        let within = Some(by.voice.clone());
        Claim { within, ..Claim::new(day, None, clauses) }
    }

    /// As one that can stand first.
    pub(crate) fn lead(mut self) -> Claim {
        self.lead = true;
        self
    }
}
