//! How reliable the user holds a source to be: the first axis of the Admiralty scale (NATO
//! AJP-2.1). It is set by hand and kept apart from credibility, which it never changes.

use crate::Record;
use serde::{Deserialize, Serialize};

/// A grade of the first axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reliability {
    /// Completely reliable.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Unreliable.
    E,
    /// Reliability cannot be judged.
    F,
}

impl Reliability {
    /// All grades with their words, best first.
    pub const ALL: [(Reliability, &'static str, &'static str); 6] = [
        (Reliability::A, "A", "completely reliable"),
        (Reliability::B, "B", "usually reliable"),
        (Reliability::C, "C", "fairly reliable"),
        (Reliability::D, "D", "not usually reliable"),
        (Reliability::E, "E", "unreliable"),
        (Reliability::F, "F", "reliability cannot be judged"),
    ];

    /// The grade of a letter.
    pub fn parse(letter: &str) -> Option<Reliability> {
        Self::ALL.iter().find(|(_, l, _)| *l == letter).map(|(grade, ..)| *grade)
    }

    /// Its letter.
    pub fn letter(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// Its words: "usually reliable".
    pub fn words(self) -> &'static str {
        Self::ALL[self as usize].2
    }
}

/// What the user holds of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The name of an outlet, agency, person or organisation, or the domain of an outlet.
    pub name: String,
    /// How reliable.
    pub reliability: Reliability,
}

/// Why a rating was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unrated {
    /// No outlet or speaker of the record is called so.
    Unknown(String),
    /// Several are called so: their names.
    Ambiguous(String, Vec<String>),
}

/// Sets `reliability` of the reports and entities of the record that the ratings name, in any case:
/// outlets by name or domain, entities by name, else by another form where one only has it.
/// Returns the ratings that were not used.
pub fn rate(record: &mut Record, ratings: &[Rating]) -> Vec<Unrated> {
    ratings.iter().filter_map(|rating| one(record, rating)).collect()
}

fn one(record: &mut Record, rating: &Rating) -> Option<Unrated> {
    let called = |name: &str| name.to_lowercase() == rating.name.to_lowercase();
    let mut used = false;
    for report in &mut record.reports {
        let outlet = report.article.outlet.as_ref();
        if outlet.is_some_and(|o| called(&o.name) || o.domain.as_deref().is_some_and(called)) {
            report.reliability = Some(rating.reliability);
            used = true;
        }
    }
    let position = |of: &dyn Fn(&crate::Entity) -> bool| -> Vec<usize> {
        let entities = record.entities.iter().enumerate();
        entities.filter(|(_, e)| of(e)).map(|(at, _)| at).collect()
    };
    let mut found = position(&|e| called(&e.name) || called(&e.full_name));
    if found.is_empty() && !used {
        found = position(&|e| e.aliases.iter().any(|a| called(a)));
        if found.len() > 1 {
            let names = found.iter().map(|at| record.entities[*at].name.clone()).collect();
            return Some(Unrated::Ambiguous(rating.name.clone(), names));
        }
    }
    used |= !found.is_empty();
    for at in found {
        record.entities[at].reliability = Some(rating.reliability);
    }
    (!used).then(|| Unrated::Unknown(rating.name.clone()))
}
