//! The words that name events, and the words that tell whether they took place: `data/events.tsv`,
//! `data/event_words.tsv` and `data/event_status.tsv`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::{EventKind, EventStatus, Plover};

const EVENTS: &str = include_str!("../../data/events.tsv");
const WORDS: &str = include_str!("../../data/event_words.tsv");
const STATUS: &str = include_str!("../../data/event_status.tsv");

/// Verbs and nouns that tell one sort of event, with what they need to do so.
#[derive(Debug)]
pub(super) struct Concept {
    /// Its name, shared by synonyms.
    pub(super) name: &'static str,
    /// What it is.
    pub(super) kind: EventKind,
    /// The act it is to those who count events.
    pub(super) plover: Option<Plover>,
    verb_needs: Needs,
    noun_needs: Needs,
}

/// Alternatives, each a list of conditions that must all hold; empty: nothing is needed.
pub(super) type Needs = Vec<Vec<Need>>;

/// A condition on a word's surroundings: a name, and the values one of which must be met.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Need {
    /// `obj`, `subj`, `prep`, `light`, …
    pub(super) what: &'static str,
    /// Classes, prepositions or lemmas; empty: any.
    pub(super) values: Vec<&'static str>,
}

/// An entry: one lemma, or a lemma with a second word, of a concept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// As written in the table.
    pub(super) words: &'static str,
    /// What it tells.
    pub(super) concept: &'static Concept,
    /// What it needs.
    pub(super) needs: &'static Needs,
}

impl Entry {
    /// The second word: a verb's particle or object, a noun's modifier.
    pub(super) fn second(&self, noun: bool) -> Option<&'static str> {
        let mut words = self.words.split(' ');
        if noun {
            words.next_back();
            words.next()
        } else {
            words.next();
            words.next_back()
        }
    }
}

/// How a marker of status stands to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Marker {
    /// An auxiliary of its clause.
    Aux,
    /// A verb or adjective that governs its clause.
    Governor,
    /// A verb that governs its noun phrase.
    Object,
    /// A noun whose complement it is.
    Noun,
    /// An adverb or adjective of it.
    Modifier,
    /// A negating word.
    Negation,
    /// A governor that says it did not come about.
    Undone,
    /// A governor that leaves it as it is.
    Neutral,
}

/// All tables.
#[derive(Debug)]
pub(super) struct Lexicon {
    verbs: BTreeMap<&'static str, Vec<Entry>>,
    nouns: BTreeMap<&'static str, Vec<Entry>>,
    words: BTreeMap<&'static str, BTreeSet<&'static str>>,
    markers: BTreeMap<(Marker, &'static str), EventStatus>,
}

impl Lexicon {
    /// The tables that come with the program.
    pub(super) fn bundled() -> &'static Lexicon {
        static CONCEPTS: LazyLock<Vec<(Concept, [&'static str; 2])>> =
            LazyLock::new(|| rows(EVENTS).map(concept).collect());
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
            let mut lexicon = Lexicon {
                verbs: BTreeMap::new(),
                nouns: BTreeMap::new(),
                words: rows(WORDS).map(|row| (row[0], list(row[1]).collect())).collect(),
                markers: markers(),
            };
            for (concept, [verbs, nouns]) in CONCEPTS.iter() {
                for words in list(verbs) {
                    let first = words.split(' ').next().unwrap_or(words);
                    let entry = Entry { words, concept, needs: &concept.verb_needs };
                    lexicon.verbs.entry(first).or_default().push(entry);
                }
                for words in list(nouns) {
                    let last = words.rsplit(' ').next().unwrap_or(words);
                    let entry = Entry { words, concept, needs: &concept.noun_needs };
                    lexicon.nouns.entry(last).or_default().push(entry);
                }
            }
            // Entries of two words come first: "drive into" before "drive".
            let longest = |e: &Entry| std::cmp::Reverse(e.words.contains(' '));
            lexicon.verbs.values_mut().for_each(|entries| entries.sort_by_key(longest));
            lexicon.nouns.values_mut().for_each(|entries| entries.sort_by_key(longest));
            lexicon
        });
        &LEXICON
    }

    /// The entries of a verb's lemma; of a past form taken for one, those of its base ("freed").
    pub(super) fn verbs(&self, lemma: &str) -> &[Entry] {
        let bases = [Some(lemma), lemma.strip_suffix("ed"), lemma.strip_suffix('d')];
        bases.into_iter().flatten().find_map(|b| self.verbs.get(b)).map_or(&[], Vec::as_slice)
    }

    /// The entries of a noun's lemma.
    pub(super) fn nouns(&self, lemma: &str) -> &[Entry] {
        self.nouns.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// Whether `word` stands in the list called `list`.
    pub(super) fn has(&self, list: &str, word: &str) -> bool {
        self.words.get(list).is_some_and(|words| words.contains(word))
    }

    /// The status that `word` gives in that relation.
    pub(super) fn status(&self, marker: Marker, word: &str) -> Option<EventStatus> {
        self.markers
            .range((marker, word)..)
            .next()
            .and_then(|((m, w), status)| (*m == marker && *w == word).then_some(*status))
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('\t').map(str::trim).collect())
}

fn list(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(';').map(str::trim).filter(|word| !word.is_empty() && *word != "-")
}

fn concept(row: Vec<&'static str>) -> (Concept, [&'static str; 2]) {
    let kind = EventKind::parse(row[1]).expect("a test reads every kind of the table");
    let concept = Concept {
        name: row[0],
        kind,
        plover: Plover::parse(row[8]).or(Plover::of(kind)),
        verb_needs: needs(row[3]),
        noun_needs: needs(row[5]),
    };
    (concept, [row[2], row[4]])
}

fn needs(cell: &'static str) -> Needs {
    if matches!(cell, "" | "-") {
        return Needs::new();
    }
    cell.split('|').map(conditions).collect()
}

/// `subj=human prep=into,off`
fn conditions(alternative: &'static str) -> Vec<Need> {
    let words = alternative.split(' ').filter(|word| !word.is_empty());
    words
        .map(|word| match word.split_once('=') {
            Some((what, values)) => Need { what, values: values.split(',').collect() },
            None => Need { what: word, values: Vec::new() },
        })
        .collect()
}

fn markers() -> BTreeMap<(Marker, &'static str), EventStatus> {
    let mut found = BTreeMap::new();
    for row in rows(STATUS) {
        let status = EventStatus::parse(row[0]).expect("a test reads every status of the table");
        let marker = match row[1] {
            "aux" => Marker::Aux,
            "governor" => Marker::Governor,
            "object" => Marker::Object,
            "noun" => Marker::Noun,
            "modifier" => Marker::Modifier,
            "negation" => Marker::Negation,
            "undone" => Marker::Undone,
            _ => Marker::Neutral,
        };
        for word in list(row[2]) {
            found.entry((marker, word)).or_insert(status);
        }
    }
    found
}

#[cfg(test)]
pub(super) fn examples()
-> impl Iterator<Item = (&'static str, EventKind, Vec<&'static str>, Vec<&'static str>)> {
    let cut = |cell: &'static str| -> Vec<&'static str> {
        cell.split(" / ").filter(|e| *e != "-").collect()
    };
    rows(EVENTS).map(move |row| {
        (row[0], EventKind::parse(row[1]).expect("a kind"), cut(row[6]), cut(row[7]))
    })
}

#[cfg(test)]
pub(super) fn status_examples() -> Vec<(&'static str, EventStatus)> {
    let cells = rows(STATUS).flat_map(|row| [row[3], row[4]]).filter(|cell| *cell != "-");
    cells
        .map(|cell| {
            let (text, status) = cell.split_once(" => ").expect("an example names a status");
            (text, EventStatus::parse(status).expect("a status"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_well_formed() {
        let lexicon = Lexicon::bundled();
        assert!(rows(EVENTS).all(|row| row.len() == 9), "events.tsv has nine columns");
        let root = |row: Vec<&str>| row[8] == "-" || Plover::parse(row[8]).is_some();
        assert!(rows(EVENTS).all(root), "events.tsv names roots of PLOVER");
        assert!(rows(STATUS).all(|row| row.len() == 5), "event_status.tsv has five columns");
        assert!(rows(WORDS).all(|row| row.len() == 2), "event_words.tsv has two columns");
        assert!(lexicon.verbs("attack").iter().any(|e| e.concept.kind == EventKind::Attack));
        assert_eq!(lexicon.status(Marker::Aux, "will"), Some(EventStatus::Planned));
        assert_eq!(lexicon.status(Marker::Aux, "have"), None);
        for (what, values) in all_needs().map(|n| (n.what, &n.values)) {
            assert!(super::super::needs::KNOWN.contains(&what), "unknown need {what}");
            if matches!(what, "obj" | "subj") {
                for class in values {
                    let entity = matches!(*class, "place" | "organisation");
                    assert!(entity || lexicon.words.contains_key(class), "unknown class {class}");
                }
            }
        }
    }

    fn all_needs() -> impl Iterator<Item = &'static Need> {
        let lexicon = Lexicon::bundled();
        let entries = lexicon.verbs.values().chain(lexicon.nouns.values()).flatten();
        entries.flat_map(|entry| entry.needs.iter().flatten())
    }

    #[test]
    fn needs_are_parsed() {
        let parsed = conditions("subj=human lemma=pass_by,sue");
        assert_eq!(parsed[0], Need { what: "subj", values: vec!["human"] });
        assert_eq!(parsed[1], Need { what: "lemma", values: vec!["pass_by", "sue"] });
    }
}
