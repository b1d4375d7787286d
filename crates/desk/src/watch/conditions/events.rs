//! Events that happened or are planned, and planned ones that no report tells to have happened.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use reading::{EventKind, EventStatus};
use record::{EntityIx, Event, EventMention, Passage, Record};
use text::Date;

use super::{Fact, Together, all_called, any_phrase, belongs, quote};
use crate::watch::rules::{EventRule, OverdueRule};

/// The events of `record` that satisfy `rule`; those told for context only do not.
pub(super) fn facts(rule: &EventRule, record: &Record) -> Vec<Fact> {
    let participants = all_called(record, &rule.participants);
    let places = all_called(record, &rule.place);
    let fits = |event: &&Event| {
        let there = |at| places.iter().any(|place| belongs(record, at, place));
        is_one(record, event, &rule.kind, &participants, &rule.words)
            && rule.status.contains(&event.status)
            && (rule.plover.is_empty() || event.plover.is_some_and(|p| rule.plover.contains(&p)))
            && (places.is_empty() || event.place.is_some_and(there))
            && Together::of([&event.basis]).is_enough(&rule.by)
    };
    record.events.iter().filter(fits).map(|e| fact(record, e)).collect()
}

fn fact(record: &Record, event: &Event) -> Fact {
    let word = Together::of([&event.basis]).word();
    let date = event.date.map(|d| format!(", {}", d.partial())).unwrap_or_default();
    let (label, status) = (quote(&event.label), event.status.name());
    let says = format!("{label}: {status}{date}; by {}.", word.told());
    let passages = passages(event, |m| m.status == event.status);
    Fact { basis: word, ..Fact::new(record, &event.id, says, &passages) }
}

/// The planned events of `record` that satisfy `rule`, each due when its last day and the days of
/// grace have passed.
pub(super) fn overdue(rule: &OverdueRule, record: &Record) -> Vec<Fact> {
    let participants = all_called(record, &rule.participants);
    let fits = |event: &&Event| {
        event.status == EventStatus::Planned
            && is_one(record, event, &rule.kind, &participants, &rule.words)
    };
    let fact = |event: &Event| {
        let day = event.date?.to;
        let due = after(day, rule.grace_days)?;
        let word = Together::of([&event.basis]).word();
        let (label, planned) = (quote(&event.label), event.date?.partial());
        let says = format!(
            "{label}: planned for {planned}, by {}; no report tells that it happened.",
            word.told()
        );
        let passages = passages(event, |m| m.status == EventStatus::Planned);
        Some(Fact {
            basis: word,
            due: Some(due),
            old: after(day, rule.grace_days.saturating_add(rule.forget_days)),
            ..Fact::new(record, &event.id, says, &passages)
        })
    };
    record.events.iter().filter(fits).filter_map(fact).collect()
}

fn is_one(
    record: &Record,
    event: &Event,
    kind: &[EventKind],
    participants: &[BTreeSet<EntityIx>],
    words: &[String],
) -> bool {
    let takes_part = |wanted: &BTreeSet<EntityIx>| {
        event.participants.iter().any(|(at, _)| belongs(record, *at, wanted))
    };
    let told =
        |p: &Passage| any_phrase(words, p.span.of(&record.reports[p.report.at()].article.text));
    let mut passages = event.mentions.iter().map(|m| &m.passage);
    !event.background
        && (kind.is_empty() || kind.contains(&event.kind))
        && participants.iter().all(takes_part)
        && (words.is_empty() || any_phrase(words, &event.label) || passages.any(told))
}

/// The mentions that tell it so, those in passing only where there are no others.
fn passages(event: &Event, tells: impl Fn(&EventMention) -> bool) -> Vec<Passage> {
    let telling = event.mentions.iter().filter(|m| tells(m) && !m.in_passing);
    let found: Vec<Passage> = telling.map(|m| m.passage).collect();
    if found.is_empty() { vec![event.label_from] } else { found }
}

/// The end (in UTC) of the day that lies so many days after `day`; `None` beyond the calendar.
fn after(day: Date, days: u32) -> Option<Timestamp> {
    let next = Span::new().try_days(i64::from(days) + 1).ok()?;
    let midnight = day.checked_add(next).ok()?.to_zoned(TimeZone::UTC).ok()?;
    Some(midnight.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_utc() {
        let day = Date::constant(2031, 3, 14);
        assert_eq!(after(day, 0).unwrap().to_string(), "2031-03-15T00:00:00Z");
        assert_eq!(after(day, 2).unwrap().to_string(), "2031-03-17T00:00:00Z");
        assert_eq!(after(Date::MAX, 0), None);
        assert_eq!(after(day, u32::MAX), None);
    }
}
