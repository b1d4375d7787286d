//! What of a record satisfies a rule: a pure function from a condition and a record to facts.

mod events;
mod figures;
mod said;

use std::collections::BTreeSet;

use jiff::Timestamp;
use reading::EntityKind;
use record::{Basis, Entity, EntityIx, Grade, Party, Record, SourceOrigin, Speaker};
use serde::{Deserialize, Serialize};
use text::{Span, limits};
use utoipa::ToSchema;

use super::passages::Passage;
use super::rules::{By, Condition, Rule, Situations};
use crate::alerts::instant;

/// How far a name is followed to whom its bearer belongs: spokesman, ministry, capital, country.
const STEPS: usize = 4;

/// Something in a record that satisfies a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Fact {
    /// The id of what it is about in the record: a series, event or dispute, else who speaks.
    pub item: String,
    /// What tells it apart from other facts about the same: the value that was reached by a change.
    pub qualifier: String,
    /// What it says, by a fixed template.
    pub says: String,
    /// On whose word it rests.
    pub basis: Word,
    /// The passages that tell it, in the order of the record.
    pub passages: Vec<Passage>,
    /// Passages beyond [`limits::ALERT_PASSAGES`].
    pub left_out: usize,
    /// It holds from then on only; `None`: now.
    #[serde(with = "instant::maybe")]
    pub due: Option<Timestamp>,
    /// From then on it is old, and no reason to begin an alert.
    #[serde(with = "instant::maybe")]
    pub old: Option<Timestamp>,
}

/// On whose word something rests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Word {
    /// Names of the independent origins.
    pub origins: Vec<String>,
    /// Names of the parties they belong to.
    pub parties: Vec<String>,
    /// The grade of credibility in words: `2 probably true`.
    pub grade: Option<String>,
}

/// The facts of `record` that satisfy `rule`, in the order of the record. `key` is the situation's.
pub(super) fn facts(rule: &Rule, record: &Record, key: &str) -> Vec<Fact> {
    if !looks_at(&rule.situations, record, key) {
        return Vec::new();
    }
    match rule.condition() {
        Some(Condition::Figure(rule)) => figures::facts(rule, record),
        Some(Condition::Event(rule)) => events::facts(rule, record),
        Some(Condition::Overdue(rule)) => events::overdue(rule, record),
        Some(Condition::Dispute(rule)) => said::disputes(rule, record),
        Some(Condition::FirstWords(rule)) => said::first_words(rule, record),
        Some(Condition::Said(rule)) => said::said(rule, record),
        None => Vec::new(),
    }
}

/// Whether a rule looks at the situation of a record.
fn looks_at(only: &Situations, record: &Record, key: &str) -> bool {
    let id = |id: &String| id == key || record.situations.iter().any(|s| s.id == *id);
    let named = |e: &Entity, name: &str| !e.mentions.is_empty() && is_called(e, name);
    (only.ids.is_empty() || only.ids.iter().any(id))
        && (only.title.is_empty()
            || record.situations.iter().any(|s| any_phrase(&only.title, &s.title)))
        && (only.entities.is_empty()
            || only.entities.iter().any(|n| record.entities.iter().any(|e| named(e, n))))
}

impl Fact {
    fn new(record: &Record, item: &str, says: String, passages: &[record::Passage]) -> Fact {
        let shown: BTreeSet<record::Passage> = passages.iter().copied().collect();
        let left_out = shown.len().saturating_sub(limits::ALERT_PASSAGES);
        let shown = shown.into_iter().take(limits::ALERT_PASSAGES);
        Fact {
            item: item.to_owned(),
            qualifier: String::new(),
            says,
            basis: Word::default(),
            passages: shown.map(|p| Passage::of(record, p)).collect(),
            left_out,
            due: None,
            old: None,
        }
    }
}

/// On whose word several things rest together.
#[derive(Default)]
struct Together {
    origins: BTreeSet<SourceOrigin>,
    parties: BTreeSet<Party>,
    grade: Option<Grade>,
}

impl Together {
    /// Those who deny a thing tell nothing for it: a basis that has nobody else counts nobody.
    fn add(&mut self, basis: &Basis) {
        let told = &basis.credibility;
        if told.origins + told.second_hand + told.unattributed + told.reserved > 0 {
            self.origins.extend(basis.origins.iter().cloned());
            self.parties.extend(basis.parties.iter().cloned());
        }
        self.grade = Some(self.grade.map_or(told.grade, |g| g.min(told.grade)));
    }

    fn of<'a>(bases: impl IntoIterator<Item = &'a Basis>) -> Together {
        let mut all = Together::default();
        bases.into_iter().for_each(|b| all.add(b));
        all
    }

    fn is_enough(&self, by: &By) -> bool {
        let grade = self.grade.unwrap_or_default().number();
        by.origins.is_none_or(|n| self.origins.len() >= n.get())
            && by.parties.is_none_or(|n| self.parties.len() >= n.get())
            && by.grade.is_none_or(|worst| grade <= worst)
    }

    fn word(&self) -> Word {
        Word {
            origins: self.origins.iter().map(|o| brief::one_line(&o.name)).collect(),
            parties: self.parties.iter().map(brief::party).collect(),
            grade: self.grade.map(brief::grade),
        }
    }
}

impl Word {
    /// `2 independent origins (A and B), 2 parties (C and D), 1 confirmed`.
    fn told(&self) -> String {
        let named = |names: &[String], one: &str, more: &str| match names {
            [] => None,
            [_] => Some(format!("1 {one} ({})", brief::list(names))),
            _ => Some(format!("{} {more} ({})", names.len(), brief::list(names))),
        };
        let origins = named(&self.origins, "origin", "independent origins");
        let parties = named(&self.parties, "party", "parties");
        let grade = self.grade.as_ref().map(|g| format!("graded {g}"));
        let parts = [Some(origins.unwrap_or_else(|| "no origin".to_owned())), parties, grade];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Whether one of `phrases` stands in `text`: all its words do, whole, in any order, whatever their
/// case and a plural s.
fn any_phrase(phrases: &[String], text: &str) -> bool {
    let words = |text: &str| record::stems(text, Span::new(0, text.len()));
    let text_words = words(text);
    let fits = |phrase: &String| {
        let wanted = words(phrase);
        match wanted.is_empty() {
            // nothing but stop words and signs: as it stands
            true => text.to_lowercase().contains(&phrase.to_lowercase()),
            false => wanted.is_subset(&text_words),
        }
    };
    phrases.iter().any(fits)
}

/// A name as names are compared.
fn folded(name: &str) -> String {
    let name = name.to_lowercase();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    name.strip_prefix("the ").map(str::to_owned).unwrap_or(name)
}

fn is_called(entity: &Entity, name: &str) -> bool {
    let name = folded(name);
    let forms = entity.aliases.iter().chain([&entity.name, &entity.full_name]);
    entity.kind != EntityKind::Described && forms.map(|f| folded(f)).any(|form| form == name)
}

/// The entities called `name`.
fn called(record: &Record, name: &str) -> BTreeSet<EntityIx> {
    let all = record.entities.iter().enumerate();
    all.filter(|(_, e)| is_called(e, name)).map(|(at, _)| at.into()).collect()
}

/// The entities called by each of `names`.
fn all_called(record: &Record, names: &[String]) -> Vec<BTreeSet<EntityIx>> {
    names.iter().map(|name| called(record, name)).collect()
}

/// Whether an entity is one of `wanted`, or belongs to one.
fn belongs(record: &Record, entity: EntityIx, wanted: &BTreeSet<EntityIx>) -> bool {
    let of = |at: &EntityIx| record.entities[at.at()].of;
    std::iter::successors(Some(entity), of).take(STEPS + 1).any(|at| wanted.contains(&at))
}

/// What a speaker is called.
fn speaker_name(record: &Record, speaker: &Speaker) -> Option<String> {
    record.speaker_name(speaker).map(str::to_owned)
}

/// `“words”`, on one line; marks that stand around them already are not doubled.
fn quote(words: &str) -> String {
    let line = brief::one_line(words);
    let bare = line.trim_matches(|c: char| c.is_whitespace() || "\"“”,".contains(c));
    format!("“{bare}”")
}
