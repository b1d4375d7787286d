//! What is told of a counted thing, as classes: killed, dead and deaths are one, killed and hurt
//! are two.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::Upos;
use crate::syntax::lemma;

const TABLE: &str = include_str!("../data/predicates.tsv");

/// When a count of a predicate is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// A count that grows, as of the day it is told: the dead, the hurt.
    Toll,
    /// True on the day it is told: held, stationed.
    State,
    /// Of one day: freed, abducted.
    Once,
}

/// A class of predicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// Its name: `kill`.
    pub class: &'static str,
    /// When a count of it is true.
    pub aspect: Aspect,
    /// `hard` for a class of its own; classes of one other group may speak of one quantity.
    pub group: &'static str,
}

struct Row {
    predicate: Predicate,
    lemmas: [&'static str; 3],
    #[cfg(test)]
    examples: [&'static str; 2],
}

fn rows() -> impl Iterator<Item = Row> {
    TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).map(|line| {
        let cells: Vec<&'static str> = line.split('\t').collect();
        let [class, aspect, group, verbs, nouns, adjectives, ..] = cells[..] else {
            panic!("a row of predicates.tsv has eight cells: {line}")
        };
        let aspect = match aspect {
            "toll" => Aspect::Toll,
            "state" => Aspect::State,
            _ => Aspect::Once,
        };
        Row {
            predicate: Predicate { class, aspect, group },
            lemmas: [verbs, nouns, adjectives],
            #[cfg(test)]
            examples: [cells[6], cells[7]],
        }
    })
}

type Lemmas = BTreeMap<&'static str, Predicate>;

/// Verbs, nouns and adjectives, each with its class.
static LEMMAS: LazyLock<[Lemmas; 3]> = LazyLock::new(|| {
    let mut lemmas: [Lemmas; 3] = Default::default();
    for row in rows() {
        for (kind, cell) in row.lemmas.iter().enumerate() {
            for lemma in cell.split(' ').filter(|l| !l.is_empty()) {
                // The first class to claim a lemma keeps it: from narrow to wide.
                lemmas[kind].entry(lemma).or_insert(row.predicate);
            }
        }
    }
    lemmas
});

/// The class of a predicate's lemma, as [`crate::Figure::predicate`] gives it; `None` where the
/// table does not know it.
pub fn predicate(lemma: &str) -> Option<Predicate> {
    LEMMAS.iter().find_map(|lemmas| lemmas.get(lemma)).copied()
}

/// The class of a word in any of its forms: `killed`, `deaths` and `dead` are of one.
pub fn predicate_of_form(form: &str) -> Option<Predicate> {
    let lemmas = ["VBD", "VBN", "VBG", "VBZ", "NNS"].map(|xpos| lemma(form, xpos));
    predicate(&form.to_lowercase()).or_else(|| lemmas.iter().find_map(|lemma| predicate(lemma)))
}

/// The class of a lemma in its part of speech: the noun "ship" is no predicate, the verb is.
pub(crate) fn predicate_as(lemma: &str, upos: Upos) -> Option<Predicate> {
    let [verbs, nouns, adjectives] = &*LEMMAS;
    let found = match upos {
        Upos::Verb => verbs.get(lemma).or_else(|| adjectives.get(lemma)),
        Upos::Noun | Upos::Propn => nouns.get(lemma),
        Upos::Adj | Upos::Adv => adjectives.get(lemma),
        _ => None,
    };
    found.copied()
}

/// The examples of every class: one that has it, one that has not.
#[cfg(test)]
pub(crate) fn examples() -> impl Iterator<Item = (Predicate, [&'static str; 2])> {
    rows().map(|row| (row.predicate, row.examples))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole() {
        for row in rows() {
            assert!(row.lemmas.iter().any(|l| !l.is_empty()), "{:?}", row.predicate);
            assert!(row.examples.iter().all(|e| e.ends_with('.')), "{:?}", row.predicate);
        }
    }

    #[test]
    fn forms_of_a_word_share_its_class() {
        for form in ["killed", "kills", "died", "dead", "Deaths", "dying"] {
            assert_eq!(predicate_of_form(form).map(|p| p.class), Some("kill"), "{form}");
        }
        assert_eq!(
            predicate_of_form("sent"),
            predicate("deploy").map(|p| Predicate { class: "send", ..p })
        );
        assert_eq!(predicate_of_form("ferry"), None);
    }

    #[test]
    fn words_of_one_meaning_share_a_class() {
        let class = |lemma| predicate(lemma).map(|p| p.class);
        assert_eq!(class("die"), class("death"));
        assert_ne!(class("die"), class("wound"));
        assert_eq!(class("photograph"), None);
    }
}
