//! Whether the clause around a time speaks of what is to come.

use super::words::value;
use crate::atoms::Line;

/// Where a clause points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Coming,
}

/// The tense of the nearest verb before atoms `first..end`, else of the nearest behind.
pub(super) fn tense(line: &Line, first: usize, end: usize) -> Option<Tense> {
    let before = (0..first).rev().find_map(|at| verb(line, at));
    before.or_else(|| (end..line.atoms.len()).find_map(|at| verb(line, at)))
}

fn verb(line: &Line, at: usize) -> Option<Tense> {
    let atom = &line.atoms[at];
    if !atom.is_word() || atom.capital && at > 0 {
        return None;
    }
    let word = atom.lower.as_str();
    let tag = line.token(at).map_or("", |t| t.xpos);
    if value("future", word).is_some() {
        return Some(Tense::Coming);
    }
    if value("past", word).is_some() || tag == "VBD" || tag == "VBN" {
        return Some(Tense::Past);
    }
    if word == "to" && line.token(at + 1).is_some_and(|t| t.xpos == "VB") {
        return Some(Tense::Coming);
    }
    let regular =
        word.len() > 4 && word.ends_with("ed") && !matches!(word, "need" | "speed" | "indeed");
    (regular && matches!(tag, "" | "VBD" | "VBN")).then_some(Tense::Past)
}
