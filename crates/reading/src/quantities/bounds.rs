//! Words that hedge or bound a number, read from `data/approximators.tsv`.

use std::sync::LazyLock;

use text::Span;

use crate::atoms::{Atom, atoms};

/// What an approximator does to its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Both bounds are the number, hedged: "about".
    About,
    /// The number is the lower bound: "at least", "more than".
    AtLeast,
    /// The number is the upper bound: "up to", "less than".
    AtMost,
    /// The number is the upper bound and near: "nearly".
    Nearly,
    /// None: "only", "a further".
    Exact,
}

/// Value and bounds of a quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) value: Option<f64>,
    pub(crate) lo: Option<f64>,
    pub(crate) hi: Option<f64>,
    pub(crate) approx: bool,
}

impl Effect {
    /// The bounds of `number` under this effect.
    pub(crate) fn bounds(self, number: f64) -> Bounds {
        let n = Some(number);
        let (lo, hi, approx) = match self {
            Effect::About => (n, n, true),
            Effect::AtLeast => (n, None, false),
            Effect::AtMost => (None, n, false),
            Effect::Nearly => (None, n, true),
            Effect::Exact => (n, n, false),
        };
        Bounds { value: n, lo, hi, approx }
    }
}

/// The phrases with their effects, longest first.
static PHRASES: LazyLock<Vec<(Vec<String>, Effect)>> = LazyLock::new(|| {
    let rows = include_str!("../../data/approximators.tsv").lines();
    let mut phrases: Vec<_> = rows
        .filter(|l| !l.starts_with('#'))
        .filter_map(|row| {
            let mut cells = row.split('\t');
            let (words, effect) = (cells.next()?, cells.next()?);
            let effect = match effect {
                "about" => Effect::About,
                "least" | "over" => Effect::AtLeast,
                "most" | "under" => Effect::AtMost,
                "nearly" => Effect::Nearly,
                _ => Effect::Exact,
            };
            let atoms = atoms(words, Span::new(0, words.len()));
            Some((atoms.into_iter().map(|a| a.lower).collect::<Vec<_>>(), effect))
        })
        .collect();
    phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    phrases
});

/// The approximator that ends just before atom `at`, with the atom it begins at. Several may
/// follow each other ("only about"): the one that does something wins.
pub(crate) fn before(atoms: &[Atom], at: usize) -> Option<(Effect, usize)> {
    let end = match at.checked_sub(1) {
        Some(i) if matches!(atoms[i].lower.as_str(), "a" | "an" | "the") => i,
        _ => at,
    };
    // "almost a 1000 days", but "over a 30-minute period" says where, not how much
    let apart = || phrase_before(atoms, end).filter(|(_, s)| end - s > 1 || !spread(&atoms[*s]));
    let (effect, start) = phrase_before(atoms, at).or_else(apart)?;
    match phrase_before(atoms, start) {
        Some((Effect::Exact, further)) => Some((effect, further)),
        Some((other, further)) if effect == Effect::Exact => Some((other, further)),
        _ => Some((effect, start)),
    }
}

fn phrase_before(atoms: &[Atom], at: usize) -> Option<(Effect, usize)> {
    PHRASES.iter().find_map(|(words, effect)| {
        let start = at.checked_sub(words.len())?;
        let fits = atoms[start..at].iter().zip(words).all(|(a, w)| a.is(w));
        (fits && !spatial(atoms, start)).then_some((*effect, start))
    })
}

fn spread(atom: &Atom) -> bool {
    matches!(
        atom.lower.as_str(),
        "over" | "under" | "about" | "around" | "above" | "below" | "some"
    )
}

/// "all over", "was over" and "turned around" are no approximators.
fn spatial(atoms: &[Atom], start: usize) -> bool {
    let over = matches!(atoms[start].lower.as_str(), "over" | "above" | "below" | "under");
    over && start.checked_sub(1).is_some_and(|i| {
        matches!(atoms[i].lower.as_str(), "all" | "from" | "took" | "handed" | "turned")
    })
}

/// "or more", "or so", "-plus", "+" behind the number; the effect and where it ends.
pub(crate) fn after(atoms: &[Atom], at: usize) -> Option<(Effect, usize)> {
    let word = |i: usize| atoms.get(at + i).map_or("", |a| a.lower.as_str());
    match (word(0), word(1)) {
        ("or", "more") => Some((Effect::AtLeast, at + 2)),
        ("or", "so") => Some((Effect::About, at + 2)),
        ("or", "less" | "fewer") => Some((Effect::AtMost, at + 2)),
        ("-", "plus") => Some((Effect::AtLeast, at + 2)),
        ("-", "odd") | ("-", "ish") => Some((Effect::About, at + 2)),
        ("+", _) if atoms[at].glued => Some((Effect::AtLeast, at + 1)),
        ("odd" | "ish", _) if atoms[at].glued => Some((Effect::About, at + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::number;

    /// Every row of the table with its own example: the phrase is found before the number.
    #[test]
    fn the_examples_of_the_table_hold() {
        for row in include_str!("../../data/approximators.tsv").lines() {
            if row.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = row.split('\t').collect();
            let [words, _, example] = cells[..] else { panic!("{row}") };
            let atoms = atoms(example, Span::new(0, example.len()));
            let at = (0..atoms.len()).find(|at| {
                example[atoms[*at].span.range()].as_ptr() as usize
                    >= example.as_ptr() as usize + words.len()
                    && number(&atoms, *at).is_some()
            });
            let at = at.unwrap_or_else(|| panic!("no number in {example}"));
            assert!(before(&atoms, at).is_some(), "{example}");
        }
    }
}
