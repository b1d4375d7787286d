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
    /// The form it is written in; for money the noun for one of it, whatever the country.
    pub(super) written: &'static str,
    /// Whether it is money whose country the text does not name: "$", "pesos".
    pub(super) bare: bool,
}

impl Unit {
    /// The unit as it is stated, in the singular: `kilometre`, `km`, `per cent`, `dollar`.
    pub(super) fn stated(&self) -> String {
        let irregular = [("feet", "foot"), ("inches", "inch"), ("centuries", "century")];
        if let Some((_, singular)) =
            irregular.iter().find(|(plural, _)| self.written.ends_with(plural))
        {
            return format!(
                "{}{singular}",
                &self.written[..self.written.rfind(' ').map_or(0, |i| i + 1)]
            );
        }
        let words: Vec<&str> = self.written.split(' ').collect();
        let one = |word: &str| match word.strip_suffix('s') {
            Some(stem) if stem.len() > 2 && !stem.ends_with('s') && word != "celsius" => {
                stem.to_owned()
            }
            _ => word.to_owned(),
        };
        // "miles per hour", "square metres", "degrees celsius": the first or the last is the plural
        words.iter().map(|w| one(w)).collect::<Vec<_>>().join(" ")
    }
}

/// The pound of weight, where the text shows that it is not the currency.
pub(super) const POUND_WEIGHT: Unit =
    Unit { symbol: "lb", kind: QuantityKind::Measure, written: "pound", bare: false };

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
        let noun = cells.next();
        for form in forms.split(';') {
            let bare = form.trim_matches(['(', ')']);
            let words: Vec<String> =
                atoms(bare, Span::new(0, bare.len())).into_iter().map(|a| a.lower).collect();
            let written = noun.unwrap_or(bare);
            let plain = |noun: &str| bare == "$" || bare.strip_suffix('s').unwrap_or(bare) == noun;
            let unit = Unit { symbol, kind, written, bare: noun.is_some_and(plain) };
            let spelling = Spelling { words, glued: bare != form, unit };
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

/// The currency of one noun that an article names with its country, where it is one and only one:
/// what a bare "$" or "pesos" then means. `named` are the symbols of the article's other money.
pub(super) fn of_country(noun: &str, named: &[&str]) -> Option<&'static str> {
    let mut found: Vec<&'static str> = SPELLINGS
        .values()
        .flatten()
        .map(|s| s.unit)
        .filter(|u| u.kind == QuantityKind::Money && u.written == noun)
        .filter(|u| named.contains(&u.symbol))
        .map(|u| u.symbol)
        .collect();
    found.sort_unstable();
    found.dedup();
    if let [one] = found[..] { Some(one) } else { None }
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
    fn units_are_stated_in_the_singular() {
        let stated = |text: &str| {
            let atoms = atoms(text, Span::new(0, text.len()));
            unit(&atoms, 1, true).map(|u| u.0.stated())
        };
        for (text, expected) in [
            ("3 kilometres", "kilometre"),
            ("3 km", "km"),
            ("3 per cent", "per cent"),
            ("3 square feet", "square foot"),
            ("3 miles per hour", "mile per hour"),
            ("3 degrees celsius", "degree celsius"),
            ("3 pesos", "peso"),
            ("3 inches", "inch"),
        ] {
            assert_eq!(stated(text).as_deref(), Some(expected), "{text}");
        }
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
