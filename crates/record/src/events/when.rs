//! The day of an event, by what its mentions say, and how it is known.

use std::collections::BTreeMap;

use reading::EventStatus;
use text::{Date, DateSpan, Span};

use super::majority;
use super::telling::Telling;
use crate::{DateBasis, ReportIx};

/// When an event took place or will, the best known way first:
///
/// 1. the most exact date that mentions of the settled status give, of equals the most frequent,
///    then the earliest; else that of the other mentions;
/// 2. the day of the event that it followed within hours, by `day_of` the word of that event;
/// 3. for what happened, the day that reports were telling of just before;
/// 4. for what happened and a clause tells as news, the day on which it was first reported.
///
/// What has happened did so before anybody reported it.
pub(super) fn date(
    members: &[Telling],
    status: EventStatus,
    day_of: &dyn Fn((ReportIx, Span)) -> Option<DateSpan>,
) -> Option<(DateSpan, DateBasis)> {
    let happened = status == EventStatus::Happened;
    let first = first_reported(members).filter(|_| happened);
    let possible = |d: &DateSpan| first.is_none_or(|first| d.from <= first);
    let same = told(members.iter().filter(|t| t.status == status), possible);
    let named = same.or_else(|| told(members.iter(), possible));
    let followed = || {
        let others = members.iter().filter_map(|t| Some((t.passage.report, t.after?)));
        majority(others.filter_map(day_of).filter(possible))
    };
    let story = || majority(members.iter().filter_map(|t| t.story).filter(possible));
    named
        .map(|d| (d, DateBasis::Told))
        .or_else(|| Some((followed()?, DateBasis::Followed)))
        .or_else(|| Some((story().filter(|_| happened)?, DateBasis::Carried)))
        .or_else(|| Some((DateSpan::day(first?), DateBasis::Reported)))
}

/// The earliest publication of a report that tells the event as news.
fn first_reported(members: &[Telling]) -> Option<Date> {
    members.iter().filter(|t| t.news).filter_map(|t| t.published).min()
}

/// The most exact of the possible dates that are told; of equals the most frequent.
fn told<'t>(
    members: impl Iterator<Item = &'t Telling>,
    possible: impl Fn(&DateSpan) -> bool,
) -> Option<DateSpan> {
    let days = |d: &DateSpan| d.to.since(d.from).map_or(i32::MAX, |s| s.get_days());
    let mut counts: BTreeMap<DateSpan, usize> = BTreeMap::new();
    let mut stories: Vec<DateSpan> = Vec::new();
    for telling in members {
        match telling.date {
            Some(date) if possible(&date) => *counts.entry(date).or_default() += 2,
            Some(_) => {}
            None => stories.extend(telling.story),
        }
    }
    // The days that reports were telling of speak for a date, but name none by themselves.
    for day in stories {
        counts.entry(day).and_modify(|n| *n += 1);
    }
    counts.into_iter().min_by_key(|(d, n)| (days(d), std::cmp::Reverse(*n), *d)).map(|(d, _)| d)
}
