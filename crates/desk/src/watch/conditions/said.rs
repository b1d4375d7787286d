//! What is said: disputes, a speaker's first words on a matter, what several say.

use std::collections::{BTreeMap, BTreeSet};

use reading::{Force, Mode};
use record::{
    Basis, Dispute, EntityIx, Passage, Record, SourceOrigin, Speaker, Statement, StatementIx,
    Utterance,
};

use super::{Fact, Together, any_phrase, called, folded, quote, speaker_name};
use crate::watch::rules::{DisputeRule, FirstWordsRule, SaidRule};

/// The disputes of `record` that satisfy `rule`.
pub(super) fn disputes(rule: &DisputeRule, record: &Record) -> Vec<Fact> {
    let between: Vec<Name<'_>> = rule.between.iter().map(|name| Name::of(record, name)).collect();
    let fits = |dispute: &&Dispute| {
        let about = || {
            let label = dispute.series.map(|s| record.series[s.at()].label.as_str());
            let statements = dispute.asserted.iter().chain(&dispute.denied);
            any_phrase(&rule.about, &dispute.proposition)
                || label.is_some_and(|l| any_phrase(&rule.about, l))
                || statements.into_iter().any(|s| any_phrase(&rule.about, &content(record, *s)))
        };
        (rule.about.is_empty() || about()) && is_between(record, dispute, &between)
    };
    let fact = |dispute: &Dispute| {
        let basis = |b: &Basis| Together::of([b]).word();
        let (asserted, denied) = (basis(&dispute.asserted_on), basis(&dispute.denied_on));
        let voices = |of: &[StatementIx]| {
            let names =
                of.iter().filter_map(|s| speaker_name(record, &statement(record, *s).speaker));
            let names: BTreeSet<String> = names.map(|n| brief::one_line(&n)).collect();
            match names.is_empty() {
                true => "a report".to_owned(),
                false => brief::list(&names.into_iter().collect::<Vec<_>>()),
            }
        };
        let says = format!(
            "Disputed: {}. Asserted by {}; denied or doubted by {}.",
            quote(&dispute.proposition),
            voices(&dispute.asserted),
            voices(&dispute.denied)
        );
        let both = dispute.asserted.iter().chain(&dispute.denied);
        let passages: Vec<Passage> = both.map(|s| passage(statement(record, *s))).collect();
        let mut word = asserted;
        word.origins.extend(denied.origins);
        word.parties.extend(denied.parties);
        word.grade = Some(brief::grade(dispute.asserted_on.credibility.grade));
        Fact { basis: word, ..Fact::new(record, &dispute.id, says, &passages) }
    };
    record.disputes.iter().filter(fits).map(fact).collect()
}

/// A name with the entities called so.
struct Name<'a> {
    words: &'a str,
    entities: BTreeSet<EntityIx>,
}

impl<'a> Name<'a> {
    fn of(record: &Record, words: &'a str) -> Name<'a> {
        Name { words, entities: called(record, words) }
    }

    /// Whether it names an origin or a party.
    fn is(&self, name: &str, entity: Option<EntityIx>) -> bool {
        folded(name) == folded(self.words) || entity.is_some_and(|at| self.entities.contains(&at))
    }

    fn is_speaker(&self, record: &Record, speaker: &Speaker) -> bool {
        match speaker {
            Speaker::Entity(at) => self.is(&record.entities[at.at()].name, Some(*at)),
            Speaker::Words(words) => self.is(words, None),
            Speaker::Outlet => false,
        }
    }
}

/// Whether all of `names` take part; of several, not all on one side.
fn is_between(record: &Record, dispute: &Dispute, names: &[Name<'_>]) -> bool {
    let side = |statements: &[StatementIx], basis: &Basis, name: &Name<'_>| {
        statements.iter().any(|s| name.is_speaker(record, &statement(record, *s).speaker))
            || basis.origins.iter().any(|o| name.is(&o.name, o.entity))
            || basis.parties.iter().any(|p| name.is(&p.name, p.entity))
    };
    let on = |name: &Name<'_>| {
        [
            side(&dispute.asserted, &dispute.asserted_on, name),
            side(&dispute.denied, &dispute.denied_on, name),
        ]
    };
    let sides: Vec<[bool; 2]> = names.iter().map(on).collect();
    let on_both = (0..2).all(|side| sides.iter().any(|of| of[side]));
    sides.iter().all(|of| of[0] || of[1]) && (names.len() < 2 || on_both)
}

/// For each speaker that `rule` asks for, what he was first reported to say on the matter.
pub(super) fn first_words(rule: &FirstWordsRule, record: &Record) -> Vec<Fact> {
    let wanted: Vec<Name<'_>> = rule.speaker.iter().map(|name| Name::of(record, name)).collect();
    let asked = |speaker: &Speaker| {
        wanted.is_empty() || wanted.iter().any(|name| name.is_speaker(record, speaker))
    };
    let mut first: BTreeMap<EntityIx, StatementIx> = BTreeMap::new();
    // Statements are in the order of their reports: the earliest published comes first.
    for (at, statement) in record.statements.iter().enumerate() {
        let Speaker::Entity(speaker) = statement.speaker else { continue };
        let silent = statement.negated && statement.force == Force::Asserts;
        let told = statement.mode != Mode::Narrated && !silent && asked(&statement.speaker);
        if told && any_phrase(&rule.about, &content(record, at.into())) {
            first.entry(speaker).or_insert(at.into());
        }
    }
    let fact = |(speaker, at): (EntityIx, StatementIx)| {
        let name = &record.entities[speaker.at()].name;
        let said = statement(record, at);
        let on = said.said_on.map(|d| format!(" ({d})")).unwrap_or_default();
        let about = rule.about.join(", ");
        let words = quote(&content(record, at));
        let says = format!("{name}, for the first time on {about}{on}: {words}.");
        Fact::new(record, name, says, &[passage(said)])
    };
    first.into_iter().map(fact).collect()
}

/// What is said in words of `rule` on the word of enough, each proposition once: what rests on the
/// same origins is taken for one.
pub(super) fn said(rule: &SaidRule, record: &Record) -> Vec<Fact> {
    let mut groups: BTreeMap<Vec<SourceOrigin>, Vec<&Utterance>> = BTreeMap::new();
    for utterance in record.situations.iter().flat_map(|s| &s.utterances) {
        let told = |s: &StatementIx| {
            let said = statement(record, *s);
            !matches!(said.force, Force::Denies | Force::Doubts)
                && !said.negated
                && any_phrase(&rule.words, &content(record, *s))
        };
        if utterance.statements.iter().any(told)
            && Together::of([&utterance.basis]).is_enough(&rule.by)
        {
            let mut origins = utterance.basis.origins.clone();
            origins.sort();
            groups.entry(origins).or_default().push(utterance);
        }
    }
    let fact = |of: Vec<&Utterance>| {
        let statements: BTreeSet<StatementIx> =
            of.iter().flat_map(|u| &u.statements).copied().collect();
        let first = *statements.first()?;
        let word = Together::of(of.iter().map(|u| &u.basis)).word();
        let says = format!("{}: by {}.", quote(&content(record, first)), word.told());
        let passages: Vec<Passage> =
            statements.iter().map(|s| passage(statement(record, *s))).collect();
        let item = &statement(record, first).id;
        Some(Fact { basis: word, ..Fact::new(record, item, says, &passages) })
    };
    let mut facts: Vec<Fact> = groups.into_values().filter_map(fact).collect();
    facts.sort_by(|a, b| a.item.cmp(&b.item));
    facts
}

fn statement(record: &Record, at: StatementIx) -> &Statement {
    &record.statements[at.at()]
}

fn passage(statement: &Statement) -> Passage {
    Passage { report: statement.report, span: statement.span }
}

/// What is said, its parts together.
fn content(record: &Record, at: StatementIx) -> String {
    let statement = statement(record, at);
    let text = &record.reports[statement.report.at()].article.text;
    statement.content.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" … ")
}
