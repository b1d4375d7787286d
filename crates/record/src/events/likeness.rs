//! Whether two mentions can tell one event, and how much speaks for it.

use std::collections::{BTreeMap, BTreeSet};

use reading::{EventKind, Role};

use super::telling::Telling;
use crate::EntityIx;
use crate::days::days_between;

/// How rare each word is among the mentions of a situation.
#[derive(Debug)]
pub(super) struct Rarity {
    weights: BTreeMap<String, f64>,
}

impl Rarity {
    pub(super) fn of(tellings: &[Telling]) -> Rarity {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for word in tellings.iter().flat_map(|t| &t.words) {
            *counts.entry(word.clone()).or_default() += 1;
        }
        let all = tellings.len() as f64;
        let weight = |n: u32| (1.0 + all / f64::from(n)).ln();
        Rarity { weights: counts.into_iter().map(|(w, n)| (w, weight(n))).collect() }
    }

    /// Shared weight over the weight of the smaller set, 0 to 1.
    fn overlap(&self, a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
        let weight = |words: &mut dyn Iterator<Item = &String>| -> f64 {
            words.filter_map(|w| self.weights.get(w)).sum()
        };
        let shared = weight(&mut a.intersection(b));
        let smaller = weight(&mut a.iter()).min(weight(&mut b.iter()));
        // A lone shared word is weak however short the passages are.
        if smaller > 0.0 { shared / smaller.max(8.0) } else { 0.0 }
    }
}

/// Points for two mentions being one event; `None` where something speaks against it.
pub(super) fn likeness(a: &Telling, b: &Telling, rarity: &Rarity) -> Option<f64> {
    let kinds = kinds(a, b)?;
    let dates = dates(a, b)?;
    let people = people(a, b)?;
    let place = match (a.place, b.place) {
        (Some(x), Some(y)) if x == y => 1.0,
        (Some(_), Some(_)) if a.kind == EventKind::Visit => return None,
        (Some(_), Some(_)) => -0.5,
        _ => 0.0,
    };
    let agree = match a.concept == b.concept {
        true => 1.0,
        false if is_blow(a) && is_blow(b) => 0.8,
        false => 0.6,
    };
    let told_again = if is_mishap_again(a, b) { 0.8 } else { 0.0 };
    let words = 3.0 * rarity.overlap(&a.words, &b.words);
    Some(kinds + agree * (dates + people + place) + told_again + words)
}

/// Whether one of both recalls, without a day, a mishap of a manner that the other tells: a story is of
/// one capsizing.
fn is_mishap_again(a: &Telling, b: &Telling) -> bool {
    let mishap = matches!(a.kind, EventKind::Accident | EventKind::Disaster) && !is_generic(a);
    let recalled = |t: &Telling| t.date.is_none() && !t.background;
    a.concept == b.concept && mishap && (recalled(a) || recalled(b))
}

/// Kinds that reports use for one another.
const KINDRED: &[&[EventKind]] = &[
    &[EventKind::Release, EventKind::Rescue],
    &[EventKind::Statement, EventKind::Disclosure, EventKind::Briefing],
    &[EventKind::Arrest, EventKind::Legal],
    &[EventKind::Legal, EventKind::Sanction],
    &[EventKind::Meeting, EventKind::Agreement],
];

/// Concepts that name no manner: "the attack" may be the stabbing, "killed" the crash.
const GENERIC: &[&str] = &["attack", "mishap", "casualties", "die", "destroy", "kill"];

fn is_generic(t: &Telling) -> bool {
    GENERIC.contains(&t.concept)
}

/// What strikes people or things.
fn is_blow(t: &Telling) -> bool {
    is_generic(t) || matches!(t.kind, EventKind::Attack | EventKind::Accident | EventKind::Disaster)
}

fn kinds(a: &Telling, b: &Telling) -> Option<f64> {
    if a.concept == b.concept {
        return Some(2.0);
    }
    if is_blow(a) && is_blow(b) {
        return Some(if is_generic(a) || is_generic(b) { 1.2 } else { 0.5 });
    }
    if a.kind == b.kind {
        return match a.kind {
            EventKind::Other => None,
            EventKind::Statement | EventKind::Meeting => Some(1.0),
            _ => Some(0.5),
        };
    }
    let kindred = KINDRED.iter().any(|set| set.contains(&a.kind) && set.contains(&b.kind));
    kindred.then_some(0.0)
}

fn dates(a: &Telling, b: &Telling) -> Option<f64> {
    let (Some(x), Some(y)) = (a.window, b.window) else { return Some(0.0) };
    if !x.overlaps(y) {
        return (is_blow(a) || a.kind == EventKind::Release).then(|| over_night(a, b)).flatten();
    }
    if a.background || b.background {
        return Some(if a.date.is_some() && a.date == b.date { 2.0 } else { 0.0 });
    }
    Some(match (a.date, b.date) {
        (Some(x), Some(y)) if x == y => 2.0,
        (Some(_), Some(_)) => 1.0,
        (None, None) => 0.5,
        _ => 0.75,
    })
}

/// What happens at night, or far from those who report it, is told of either day; the more so by
/// different reports.
fn over_night(a: &Telling, b: &Telling) -> Option<f64> {
    let (x, y) = (a.date?, b.date?);
    let days = x.from == x.to && y.from == y.to;
    let apart = a.passage.report != b.passage.report;
    (apart && days && days_between(x.from, y.from).abs() == 1).then_some(-0.5)
}

/// Whether an event is defined by who takes part: another partner, another event.
fn is_personal(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Call
            | EventKind::Meeting
            | EventKind::Briefing
            | EventKind::Visit
            | EventKind::Statement
            | EventKind::Disclosure
    )
}

fn people(a: &Telling, b: &Telling) -> Option<f64> {
    let (x, y) = (a.everyone(), b.everyone());
    let shared = x.intersection(&y).count();
    if is_personal(a.kind) && !x.is_empty() && !y.is_empty() {
        let apart = |role: Role| disjoint(&a.in_role(role), &b.in_role(role));
        let symmetric = matches!(a.kind, EventKind::Call | EventKind::Meeting);
        if shared == 0 || (symmetric && shared < x.len().min(y.len()).min(2)) {
            return None;
        }
        if !symmetric && (apart(Role::Agent) || apart(Role::Patient)) {
            return None;
        }
    }
    Some(1.5 * shared.min(2) as f64)
}

fn disjoint(a: &BTreeSet<EntityIx>, b: &BTreeSet<EntityIx>) -> bool {
    !a.is_empty() && !b.is_empty() && a.is_disjoint(b)
}
