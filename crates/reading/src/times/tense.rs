//! Whether the clause around a time speaks of what is to come.

use super::words::value;
use crate::atoms::Line;
use crate::{Token, Upos};

/// Where a clause points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Coming,
}

/// Words asked at most, from the time up to the verb of its clause.
const DEPTH: usize = 8;

/// The tense of the clause that the atoms `first..end` stand in; `None` where it tells neither.
pub(super) fn tense(line: &Line, first: usize, end: usize) -> Option<Tense> {
    let at = line.governor(first, end)?;
    let case = line.children(at).find(|c| line.tokens[*c].deprel == "case");
    let case = case.map_or("", |c| &*line.tokens[c].lemma);
    let found = up(line, at);
    match (case, found) {
        ("since", _) => Some(Tense::Past),
        // "until Friday nobody had seen her" against "it was put off until Friday"
        ("until" | "till", found) if found != Some(Told::PastPerfect) => Some(Tense::Coming),
        (_, found) => found.map(|f| if f == Told::Coming { Tense::Coming } else { Tense::Past }),
    }
}

/// Whether the expression hangs with "in" from a noun ("the visit in September"): the tense of the
/// clause is not that of the noun.
pub(super) fn of_noun(line: &Line, first: usize, end: usize) -> bool {
    let Some(at) = line.governor(first, end) else { return false };
    hangs(line, at, "nmod", "in")
}

/// What a verb with its auxiliaries tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Past,
    PastPerfect,
    Coming,
}

fn up(line: &Line, mut at: usize) -> Option<Told> {
    for step in 0..DEPTH {
        match told(line, at, step == 0) {
            Step::Is(found) => return Some(found),
            Step::Neither => return None,
            Step::Ask => at = line.head(at)?,
        }
    }
    None
}

enum Step {
    Is(Told),
    /// A clause that points neither way: "it opens daily".
    Neither,
    /// The head settles it.
    Ask,
}

/// What the word at `at` tells by its form and by what hangs from it; `itself` where it is the
/// time's own word, which may be the predicate: "the deadline is Friday".
fn told(line: &Line, at: usize, itself: bool) -> Step {
    let token = &line.tokens[at];
    let (mut modal, mut past, mut present, mut to) = (false, false, false, false);
    let mut perfect = None;
    for child in line.children(at) {
        let child = &line.tokens[child];
        match child.deprel.split(':').next() {
            Some("aux" | "cop") => match &*child.lemma {
                "have" => perfect = Some(child.xpos),
                "be" | "do" | "get" if child.xpos == "VBD" => past = true,
                "be" | "do" | "get" => present |= matches!(child.xpos, "VBZ" | "VBP"),
                _ => modal |= child.xpos == "MD",
            },
            Some("mark") => to |= child.xpos == "TO",
            // "a planned visit on Friday"
            Some("amod" | "compound") if is_scheduled(child) => return Step::Is(Told::Coming),
            _ => {}
        }
    }
    if is_scheduled(token) {
        return Step::Is(Told::Coming);
    }
    if let Some(have) = perfect {
        return Step::Is(if have == "VBD" { Told::PastPerfect } else { Told::Past });
    }
    if modal || to {
        return Step::Is(Told::Coming);
    }
    if past {
        return Step::Is(Told::Past);
    }
    match (token.xpos, token.upos) {
        ("VBD", _) => Step::Is(Told::Past),
        ("VBN", _) if present => Step::Neither,
        // "a summit set for April"
        ("VBN", _)
            if &*token.lemma == "set"
                && line.children(at).any(|c| hangs(line, c, "obl", "for")) =>
        {
            Step::Is(Told::Coming)
        }
        ("VBN", _) => Step::Is(Told::Past),
        ("VBG", _) if present => Step::Is(Told::Coming),
        ("VBZ" | "VBP", _) if value("timetable", &token.lemma).is_some() => Step::Is(Told::Coming),
        ("VBZ" | "VBP", Upos::Verb) => Step::Neither,
        _ if present && itself => Step::Is(Told::Coming),
        _ if present => Step::Neither,
        // "payable Dec. 15", "effective in June": whatever was said of it before
        (_, Upos::Adj) => Step::Neither,
        _ => Step::Ask,
    }
}

/// Whether a token hangs in `relation` with that preposition.
fn hangs(line: &Line, at: usize, relation: &str, preposition: &str) -> bool {
    let case = |c: usize| line.tokens[c].deprel == "case" && &*line.tokens[c].lemma == preposition;
    line.tokens[at].deprel.starts_with(relation) && line.children(at).any(case)
}

/// "due", "expected", "scheduled": what is so is still to come, whatever the tense.
fn is_scheduled(token: &Token) -> bool {
    value("scheduled", &token.lemma.to_lowercase()).is_some()
}
