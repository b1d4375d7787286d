//! The grammar of time expressions, `data/times.tsv`: rows of words and classes, matched against
//! the atoms of a sentence.

use std::sync::LazyLock;

use super::words::{Capture, capture};
use crate::Rule;
use crate::atoms::Line;

/// One row of the grammar.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) rule: Rule,
    pattern: Vec<Element>,
}

#[derive(Debug)]
struct Element {
    optional: bool,
    what: What,
}

#[derive(Debug)]
enum What {
    Words(Vec<&'static str>),
    Class(&'static str),
}

/// A row found in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Match {
    pub(super) rule: Rule,
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) captures: Vec<Capture>,
}

/// The rows of the grammar in order.
pub(super) static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let rows = include_str!("../../data/times.tsv").lines().filter(|l| !l.starts_with('#'));
    rows.filter_map(|row| {
        let mut cells = row.split('\t');
        let (rule, pattern) = (cells.next()?, cells.next()?);
        Some(Row { rule, pattern: pattern.split(' ').map(element).collect() })
    })
    .collect()
});

fn element(written: &'static str) -> Element {
    let bare = written.strip_suffix('?').unwrap_or(written);
    let what = match bare.strip_prefix('{').and_then(|b| b.strip_suffix('}')) {
        Some(class) => What::Class(class),
        None => What::Words(bare.split('|').collect()),
    };
    Element { optional: bare != written, what }
}

/// All matches that begin at atom `at`, the longest first, in the grammar's order where equal.
pub(super) fn matches(line: &Line, at: usize) -> Vec<Match> {
    let mut found: Vec<Match> = Vec::new();
    for row in ROWS.iter() {
        let mut captures = Vec::new();
        if let Some(end) = run(&row.pattern, line, at, &mut captures)
            && end > at
        {
            found.push(Match { rule: row.rule, first: at, end, captures });
        }
    }
    found.sort_by_key(|m| std::cmp::Reverse(m.end));
    found
}

fn run(pattern: &[Element], line: &Line, at: usize, captures: &mut Vec<Capture>) -> Option<usize> {
    let Some((element, rest)) = pattern.split_first() else { return Some(at) };
    let kept = captures.len();
    if let Some(next) = step(&element.what, line, at, captures)
        && let Some(end) = run(rest, line, next, captures)
    {
        return Some(end);
    }
    captures.truncate(kept);
    if element.optional { run(rest, line, at, captures) } else { None }
}

fn step(what: &What, line: &Line, at: usize, captures: &mut Vec<Capture>) -> Option<usize> {
    match what {
        What::Words(words) => {
            let atom = line.atoms.get(at)?;
            let found = words.iter().any(|w| if *w == "-" { atom.is_dash() } else { atom.is(w) });
            found.then_some(at + 1)
        }
        What::Class(class) => {
            let (capture, end) = capture(class, line, at)?;
            if capture != Capture::Other {
                captures.push(capture);
            }
            Some(end)
        }
    }
}
