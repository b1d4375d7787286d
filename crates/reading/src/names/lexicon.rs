//! The word lists that names are recognised by.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::EntityKind;

/// Word lists of `data/names`.
#[derive(Debug)]
pub(super) struct Lexicon {
    common: BTreeSet<&'static str>,
    heads: BTreeMap<&'static str, EntityKind>,
    lists: BTreeMap<&'static str, BTreeSet<&'static str>>,
    nouns: BTreeMap<&'static str, Noun>,
}

/// What a noun that can head the description of a source stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noun {
    /// One person.
    Person,
    /// Several people.
    Group,
    /// An organisation.
    Body,
}

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::bundled);

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|l| !l.is_empty() && !l.starts_with('#'))
}

impl Lexicon {
    fn bundled() -> Lexicon {
        let heads = rows(include_str!("../../data/names/heads.tsv"))
            .filter_map(|row| row.split_once('\t'))
            .filter_map(|(word, kind)| Some((word, EntityKind::parse(kind)?)))
            .collect();
        let lists = rows(include_str!("../../data/names/words.tsv"))
            .filter_map(|row| row.split_once('\t'))
            .map(|(list, words)| (list, words.split(' ').collect()))
            .collect();
        let mut nouns = BTreeMap::new();
        for row in rows(include_str!("../../data/names/nouns.tsv")) {
            let Some((kind, words)) = row.split_once('\t') else { continue };
            let noun = match kind {
                "person" => Noun::Person,
                "group" => Noun::Group,
                _ => Noun::Body,
            };
            for word in words.split(' ') {
                nouns.entry(word).or_insert(noun);
            }
        }
        let common = rows(include_str!("../../data/names/common.txt")).collect();
        Lexicon { common, heads, lists, nouns }
    }

    /// Whether English news writes `lower` in lower case more often than not.
    pub(super) fn common(&self, lower: &str) -> bool {
        self.common.contains(lower)
    }

    /// What a name that ends in `word` names.
    pub(super) fn head(&self, word: &str) -> Option<EntityKind> {
        self.heads.get(word).copied()
    }

    /// Whether `word` stands in a list of `words.tsv`.
    pub(super) fn is(&self, list: &str, word: &str) -> bool {
        self.lists.get(list).is_some_and(|l| l.contains(word))
    }

    /// What a description with that head noun (lower case) stands for.
    pub(super) fn noun(&self, lower: &str) -> Option<Noun> {
        self.nouns.get(lower).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_there() {
        let lexicon = &*LEXICON;
        assert!(lexicon.common("table") && !lexicon.common("seoul"));
        assert!(lexicon.is("kin", "brother") && lexicon.is("prefix", "al"));
        assert_eq!(lexicon.noun("spokesman"), Some(Noun::Person));
        assert_eq!(lexicon.noun("witnesses"), Some(Noun::Group));
    }
}
