//! Units of measure, money and time, read from `data/units.tsv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use text::Span;

use crate::QuantityKind;
use crate::atoms::{Atom, atoms};

/// A unit: its symbol and what it measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) symbol: &'static str,
    pub(super) kind: QuantityKind,
}

/// The pound of weight, where the text shows that it is not the currency.
pub(super) const POUND_WEIGHT: Unit = Unit { symbol: "lb", kind: QuantityKind::Measure };

/// A way of writing a unit: its atoms, and whether it stands only glued to a number.
struct Spelling {
    words: Vec<String>,
    glued: bool,
    unit: Unit,
}

/// All spellings by first atom, the longest first.
static SPELLINGS: LazyLock<BTreeMap<String, Vec<Spelling>>> = LazyLock::new(|| {
    let mut by_first: BTreeMap<String, Vec<Spelling>> = BTreeMap::new();
    for row in include_str!("../../data/units.tsv").lines().filter(|l| !l.starts_with('#')) {
        let mut cells = row.split('\t');
        let (Some(symbol), Some(kind), Some(forms)) = (cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let Some(kind) = QuantityKind::parse(kind) else { continue };
        for form in forms.split(';') {
            let bare = form.trim_matches(['(', ')']);
            let words: Vec<String> =
                atoms(bare, Span::new(0, bare.len())).into_iter().map(|a| a.lower).collect();
            let spelling = Spelling { words, glued: bare != form, unit: Unit { symbol, kind } };
            let first = spelling.words.first().cloned().unwrap_or_default();
            by_first.entry(first).or_default().push(spelling);
        }
    }
    for spellings in by_first.values_mut() {
        spellings.sort_by_key(|s| std::cmp::Reverse(s.words.len()));
    }
    by_first
});

/// The unit written from atom `at` on, and where it ends. `joined` says that it is glued to the
/// number or bound to it by a hyphen.
pub(super) fn unit(atoms: &[Atom], at: usize, joined: bool) -> Option<(Unit, usize)> {
    let first = atoms.get(at)?;
    let spellings = SPELLINGS.get(&first.lower)?;
    let found = spellings.iter().find(|s| {
        (joined || !s.glued)
            && s.words.iter().enumerate().all(|(i, w)| atoms.get(at + i).is_some_and(|a| a.is(w)))
    })?;
    let end = at + found.words.len();
    let code =
        found.unit.kind == QuantityKind::Money && first.is(&found.unit.symbol.to_lowercase());
    // "5G" is no five grams, "try" no lira, "two second helpings" no seconds.
    let odd = found.glued && first.lower.len() == 1 && first.capital
        || code && !first.capital
        || first.is("second") && !joined;
    (!odd).then_some((found.unit, end))
}

/// The currency whose sign or code ends just before atom `at`, and where it begins.
pub(super) fn currency_before(atoms: &[Atom], at: usize) -> Option<(Unit, usize)> {
    let sign = at.checked_sub(1)?;
    let lettered = sign
        .checked_sub(1)
        .filter(|_| atoms[sign].glued && atoms[sign].is("$"))
        .and_then(|letters| Some((money(&[&atoms[letters].lower, "$"])?, letters)));
    let dotted = sign
        .checked_sub(4)
        .filter(|s| atoms[*s].is("u") && atoms[s + 2].is("s") && atoms[sign].is("$"))
        .and_then(|start| Some((money(&["us", "$"])?, start)));
    let alone = || {
        let atom = &atoms[sign];
        let code = atom.is_word() && atom.lower.len() == 3 && atom.capital;
        let sign_only = !atom.is_word() && !atom.is_digits() || code || atom.is("rs");
        Some((money(&[&atom.lower]).filter(|_| sign_only)?, sign))
    };
    lettered.or(dotted).or_else(alone)
}

fn money(words: &[&str]) -> Option<Unit> {
    let spellings = SPELLINGS.get(words[0])?;
    let found = spellings.iter().find(|s| s.words == words)?;
    (found.unit.kind == QuantityKind::Money).then_some(found.unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, at: usize, joined: bool, expected: Option<&str>) {
        let atoms = atoms(text, Span::new(0, text.len()));
        assert_eq!(unit(&atoms, at, joined).map(|u| u.0.symbol), expected, "{text}");
    }

    #[test]
    fn units_are_found_by_their_longest_spelling() {
        check("40m pipe", 1, true, Some("m"));
        check("40 m pipe", 1, false, None);
        check("3 square metres", 1, false, Some("square metre"));
        check("3 US dollars", 1, false, Some("USD"));
        check("60 miles per hour", 1, false, Some("mph"));
        check("60 km/h", 1, false, Some("km/h"));
        check("3 seals", 1, false, None);
    }

    #[test]
    fn currencies_stand_before_numbers() {
        for (text, at, code) in
            [("$5", 1, "USD"), ("US$5", 2, "USD"), ("€5", 1, "EUR"), ("A$5", 2, "AUD")]
        {
            let atoms = atoms(text, Span::new(0, text.len()));
            let found = currency_before(&atoms, at);
            assert_eq!(found.map(|u| (u.0.symbol, u.1)), Some((code, 0)), "{text}");
        }
    }
}
