//! Words that tell of people: given names, family names, titles.

use std::collections::{BTreeMap, BTreeSet};

/// The gender a given name or a title mostly tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gender {
    /// Male.
    Male,
    /// Female.
    Female,
    /// Either.
    Either,
}

/// What part of a title a word can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TitleWord {
    /// Stands before a name by itself: `Mr.`, `Sheikh`.
    pub honorific: bool,
    /// Military or police rank: `Gen.`, `Colonel`.
    pub rank: bool,
    /// Last word of an office: `Minister`, `Director`.
    pub head: bool,
    /// Goes before a head: `Prime`, `Deputy`, `Foreign`.
    pub modifier: bool,
    /// The gender it tells.
    pub gender: Option<Gender>,
}

/// The tables of given names, family names and title words.
#[derive(Debug, Default)]
pub(crate) struct People {
    given: BTreeMap<&'static str, Gender>,
    family: BTreeSet<&'static str>,
    titles: BTreeMap<String, TitleWord>,
}

const GIVEN: &str = include_str!("../data/given-names.tsv");
const FAMILY: &str = include_str!("../data/surnames.tsv");
const TITLES: &str = include_str!("../data/titles.tsv");

pub(crate) fn rows(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|l| !l.is_empty() && !l.starts_with('#'))
}

impl People {
    pub(crate) fn bundled() -> People {
        let mut people = People::default();
        for (name, gender) in rows(GIVEN).filter_map(|l| l.split_once('\t')) {
            people.given.insert(name, gender_of(gender));
        }
        people.family.extend(rows(FAMILY));
        for row in rows(TITLES) {
            let mut cells = row.split('\t');
            let (Some(word), Some(class)) = (cells.next(), cells.next()) else { continue };
            let entry = people.titles.entry(word.to_lowercase()).or_default();
            match class {
                "honorific" => entry.honorific = true,
                "rank" => entry.rank = true,
                "head" => entry.head = true,
                _ => entry.modifier = true,
            }
            entry.gender = cells.next().map(gender_of).filter(|g| *g != Gender::Either);
        }
        people
    }

    pub(crate) fn given(&self, name: &str) -> Option<Gender> {
        self.given.get(name).copied()
    }

    pub(crate) fn family(&self, name: &str) -> bool {
        self.family.contains(name)
    }

    pub(crate) fn title(&self, word: &str) -> Option<TitleWord> {
        self.titles.get(&word.to_lowercase()).copied()
    }
}

fn gender_of(cell: &str) -> Gender {
    match cell {
        "m" => Gender::Male,
        "f" => Gender::Female,
        _ => Gender::Either,
    }
}
