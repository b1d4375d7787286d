//! One step of the watch: what a renewed record, or the clock alone, changes. A pure function.

use std::collections::BTreeSet;

use jiff::Timestamp;
use reading::EventStatus;
use record::{Event, Record};
use sha2::{Digest, Sha256};

use super::conditions::{Fact, facts};
use super::passages::{Articles, Passage};
use super::phases::{self, LadderState, PhaseChange};
use super::rules::{Condition, Rule, Rules};
use crate::alerts::{Alert, Story, Withdrawn};

/// A renewed record of one situation.
#[derive(Clone, Debug)]
pub(crate) struct Seen<'a> {
    /// The record.
    pub(crate) record: &'a Record,
    /// The situation's key.
    pub(crate) key: &'a str,
    /// Articles (by the SHA-256 of their text) that belong to other situations now.
    pub(crate) elsewhere: BTreeSet<String>,
}

/// An alert beside what its fact was when it was last seen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Known {
    pub(crate) alert: Alert,
    /// The id of the item in the record.
    pub(crate) item: String,
    pub(crate) qualifier: String,
    /// What it rests on now.
    pub(crate) rests: Vec<Passage>,
}

/// A planned event whose day has not passed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Waiting {
    pub(crate) rule: String,
    pub(crate) story: Story,
    pub(crate) fact: Fact,
}

/// What the watch knows before and after a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct State {
    /// The alerts, standing and withdrawn, that the step may meet again.
    pub(crate) known: Vec<Known>,
    /// What waits for its day.
    pub(crate) waiting: Vec<Waiting>,
    /// The standing alerts of the rules that ladders speak of, in any situation.
    pub(crate) evidence: Vec<Alert>,
    /// The ladders.
    pub(crate) ladders: Vec<LadderState>,
}

/// What a step came to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    /// The new state.
    pub(crate) state: State,
    /// Alerts that fired or were withdrawn, in order.
    pub(crate) alerts: Vec<Alert>,
    /// Phases entered and left, in order.
    pub(crate) log: Vec<PhaseChange>,
}

/// What `seen`, or without it the clock alone, changes at `now`.
pub(crate) fn step(rules: &Rules, seen: Option<&Seen<'_>>, state: State, now: Timestamp) -> Step {
    let mut step = Step { state, alerts: Vec::new(), log: Vec::new() };
    match seen {
        Some(seen) => look(rules, seen, &mut step, now),
        None => ripen(rules, &mut step, now),
    }
    for alert in &step.alerts {
        step.state.evidence.retain(|e| e.id != alert.id);
        if alert.withdrawn.is_none() {
            step.state.evidence.push(alert.clone());
        }
    }
    for ladder in &rules.ladders {
        phases::climb(rules, ladder, &mut step, now);
    }
    step
}

/// Holds every rule against a record.
fn look(rules: &Rules, seen: &Seen<'_>, step: &mut Step, now: Timestamp) {
    let articles = Articles::of(seen.record);
    let title = seen.record.situations.first().map(|s| s.title.clone()).unwrap_or_default();
    let story = Story { key: seen.key.to_owned(), title };
    let here =
        |w: &Waiting| w.story.key == seen.key || w.fact.passages.iter().any(|p| articles.hold(p));
    step.state.waiting.retain(|w| !here(w));
    for rule in &rules.rules {
        let all = facts(rule, seen.record, seen.key);
        let (later, current): (Vec<Fact>, Vec<Fact>) =
            all.into_iter().partition(|f| f.due.is_some_and(|due| due > now));
        step.state.waiting.extend(later.into_iter().map(|fact| Waiting {
            rule: rule.name.get_ref().clone(),
            story: story.clone(),
            fact,
        }));
        let still = told(rule, &story, current, &articles, step, now);
        withdraw(rule, seen, &articles, &still, step, now);
    }
}

/// What waited for its day, and still waits when it has come, is told.
fn ripen(rules: &Rules, step: &mut Step, now: Timestamp) {
    let due = |w: &Waiting| w.fact.due.is_none_or(|due| due <= now);
    let (ripe, waiting) = std::mem::take(&mut step.state.waiting).into_iter().partition(due);
    step.state.waiting = waiting;
    let ripe: Vec<Waiting> = ripe;
    for Waiting { rule, story, mut fact } in ripe {
        // It was known in time, however late it is looked at.
        fact.old = None;
        // A rule that was taken out of the file waits for nothing.
        if let Some(rule) = rules.rules.iter().find(|r| *r.name.get_ref() == rule) {
            told(rule, &story, vec![fact], &Articles::default(), step, now);
        }
    }
}

/// Tells of the facts that no standing alert tells of; the ids of the alerts that do or now do.
fn told(
    rule: &Rule,
    story: &Story,
    facts: Vec<Fact>,
    articles: &Articles<'_>,
    step: &mut Step,
    now: Timestamp,
) -> BTreeSet<String> {
    let mut found: Vec<(usize, Vec<Fact>)> = Vec::new();
    let mut new = Vec::new();
    for fact in facts {
        match same(rule, &fact, articles, &step.state.known) {
            Some(at) => match found.iter_mut().find(|(other, _)| *other == at) {
                Some((_, facts)) => facts.push(fact),
                None => found.push((at, vec![fact])),
            },
            None => new.push(fact),
        }
    }
    let mut still = BTreeSet::new();
    for (at, facts) in found {
        let known = &mut step.state.known[at];
        still.insert(known.alert.id.clone());
        known.alert.situation = Some(story.clone());
        // Of several that one alert tells of, that which it was about goes on as it.
        let named = facts.iter().position(|f| f.item == known.item).unwrap_or(0);
        known.item.clone_from(&facts[named].item);
        known.rests = facts.into_iter().flat_map(|f| f.passages).collect();
        known.rests.sort();
        known.rests.dedup();
    }
    for fact in new.into_iter().filter(|f| f.old.is_none_or(|old| now < old)) {
        still.insert(fire(rule, story, fact, step, now));
    }
    still
}

/// The standing alert that tells of a fact already: one about the same item, else that which
/// shares most passages with it.
fn same(rule: &Rule, fact: &Fact, articles: &Articles<'_>, known: &[Known]) -> Option<usize> {
    let of_rule = |k: &Known| {
        k.alert.withdrawn.is_none()
            && k.alert.rule == *rule.name.get_ref()
            && k.qualifier == fact.qualifier
    };
    let mut best: Option<(usize, usize)> = None;
    for (at, known) in known.iter().enumerate().filter(|(_, k)| of_rule(k)) {
        if known.item == fact.item {
            return Some(at);
        }
        let shared = articles.shared(&fact.passages, &known.rests);
        if shared > best.map_or(0, |(most, _)| most) {
            best = Some((shared, at));
        }
    }
    best.map(|(_, at)| at)
}

fn fire(rule: &Rule, story: &Story, fact: Fact, step: &mut Step, now: Timestamp) -> String {
    let name = rule.name.get_ref();
    // What fired before and was withdrawn fires again under another id.
    let known: BTreeSet<&str> = step.state.known.iter().map(|k| k.alert.id.as_str()).collect();
    let mut ids = (0_u32..).map(|n| id(&[name, &fact.item, &fact.qualifier, &n.to_string()]));
    let alert = Alert {
        id: ids.find(|id| !known.contains(id.as_str())).unwrap_or_default(),
        rule: name.clone(),
        title: rule.title().to_owned(),
        situation: Some(story.clone()),
        fired: now,
        says: fact.says,
        basis: fact.basis,
        passages: fact.passages.clone(),
        left_out: fact.left_out,
        measures: Vec::new(),
        withdrawn: None,
    };
    let id = alert.id.clone();
    let (item, qualifier) = (fact.item, fact.qualifier);
    step.alerts.push(alert.clone());
    step.state.known.push(Known { alert, item, qualifier, rests: fact.passages });
    id
}

/// `alert-` and sixteen hexadecimal digits of the SHA-256 of `parts`.
pub(super) fn id(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // The length keeps ["ab", "c"] and ["a", "bc"] apart.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let digits: String = hash.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect();
    format!("alert-{digits}")
}

/// Withdraws the alerts of a rule that rest on what is here and that no fact bears out any more.
fn withdraw(
    rule: &Rule,
    seen: &Seen<'_>,
    articles: &Articles<'_>,
    still: &BTreeSet<String>,
    step: &mut Step,
    now: Timestamp,
) {
    for known in &mut step.state.known {
        let of_story = known.alert.situation.as_ref().is_some_and(|s| s.key == seen.key);
        let moved = || known.rests.iter().any(|p| seen.elsewhere.contains(&p.sha256));
        let here = known.rests.iter().any(|p| articles.hold(p)) || (of_story && !moved());
        let standing = known.alert.withdrawn.is_none() && known.alert.rule == *rule.name.get_ref();
        if standing && here && !still.contains(&known.alert.id) {
            let why = why(rule, seen.record, articles, known);
            known.alert.withdrawn = Some(Withdrawn { at: now, why });
            step.alerts.push(known.alert.clone());
        }
    }
}

/// Why an alert no longer stands.
fn why(rule: &Rule, record: &Record, articles: &Articles<'_>, known: &Known) -> String {
    if !known.rests.iter().any(|p| articles.hold(p)) {
        return "the reports it rested on are no longer part of the record".to_owned();
    }
    if matches!(rule.condition(), Some(Condition::Overdue(_)))
        && let Some(event) = event(record, articles, known)
    {
        let date = event.date.map(|d| format!(", {}", d.partial())).unwrap_or_default();
        return match event.status {
            EventStatus::Planned => format!("it is now told as planned{date}"),
            status => format!("it is now told as {}{date}", status.name()),
        };
    }
    if articles.are_replaced(&known.rests) {
        return "the report it rested on was replaced by a later version".to_owned();
    }
    let item = known.item.as_str();
    let told = record.series.iter().any(|s| s.id == item)
        || record.events.iter().any(|e| e.id == item)
        || record.disputes.iter().any(|d| d.id == item);
    match told {
        true => "what the reports tell of it now no longer meets the rule".to_owned(),
        false => "what it rested on was corrected: the record no longer tells it".to_owned(),
    }
}

/// The event that an alert is about, as the record has it now.
fn event<'a>(record: &'a Record, articles: &Articles<'_>, known: &Known) -> Option<&'a Event> {
    let shares = |event: &&Event| {
        let told = event.mentions.iter().map(|m| Passage::of(record, m.passage));
        articles.shared(&told.collect::<Vec<_>>(), &known.rests) > 0
    };
    let events = &record.events;
    events.iter().find(|e| e.id == known.item).or_else(|| events.iter().find(shares))
}
