//! What a figure counts or measures, as far as words tell.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::value::dimension;
use crate::lists::rows;

const TABLE: &str = include_str!("../../data/counted.tsv");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Person,
    Role,
    Thing,
}

static NOUNS: LazyLock<BTreeMap<&'static str, (&'static str, Kind)>> = LazyLock::new(|| {
    let rows = rows(TABLE);
    let mut nouns = BTreeMap::new();
    for row in rows {
        let mut cells = row.split('\t');
        let (Some(class), Some(kind)) = (cells.next(), cells.next()) else { continue };
        let kind = match kind {
            "person" => Kind::Person,
            "role" => Kind::Role,
            _ => Kind::Thing,
        };
        for noun in cells.next().unwrap_or_default().split(' ') {
            nouns.entry(noun).or_insert((class, kind));
        }
    }
    nouns
});

/// How the things counted by two figures go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kinship {
    /// They are different things.
    Apart,
    /// One may be called by the name of the other: people and soldiers.
    Loose,
    /// They are one kind of thing.
    Same,
}

/// Compares two units: lemmas of what is counted, or units of measure.
pub(super) fn kinship(a: &str, b: &str) -> Kinship {
    let (a, b) = (dimension(a), dimension(b));
    if a.is_empty() || b.is_empty() {
        return Kinship::Loose;
    }
    if a == b {
        return Kinship::Same;
    }
    let of = |noun: &str| NOUNS.get(last_word(noun)).copied();
    match (of(a), of(b)) {
        (Some((x, _)), Some((y, _))) if x == y => Kinship::Same,
        (Some((_, x)), Some((_, y))) if x != Kind::Thing && y != Kind::Thing => {
            if x == Kind::Role || y == Kind::Role { Kinship::Loose } else { Kinship::Apart }
        }
        _ if last_word(a) == last_word(b) => Kinship::Loose,
        _ => Kinship::Apart,
    }
}

/// Whether a unit counts people.
pub(super) fn is_person(unit: &str) -> bool {
    NOUNS.get(last_word(unit)).is_some_and(|(_, kind)| *kind != Kind::Thing)
}

fn last_word(noun: &str) -> &str {
    noun.rsplit([' ', '-']).next().unwrap_or(noun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_the_table_hold() {
        for row in rows(TABLE) {
            let cells: Vec<&str> = row.split('\t').collect();
            let pair = |cell: &str| {
                let (a, b) = cell.split_once(' ').expect("an example is two nouns");
                (a.to_owned(), b.to_owned())
            };
            let ((a, b), (c, d)) = (pair(cells[3]), pair(cells[4]));
            assert_eq!(kinship(&a, &b), Kinship::Same, "{row}");
            assert_ne!(kinship(&c, &d), Kinship::Same, "{row}");
        }
    }

    #[test]
    fn units_of_one_dimension_are_one() {
        assert_eq!(kinship("km", "mile"), Kinship::Same);
        assert_eq!(kinship("km", "kg"), Kinship::Apart);
        assert_eq!(kinship("USD", "EUR"), Kinship::Apart);
    }
}
