use std::collections::BTreeSet;

use reading::{EventKind, EventStatus, Role};
use text::{Date, DateSpan, Span};

use super::telling::Telling;
use super::when::date;
use super::{cluster, status};
use crate::{DateBasis, EntityIx, Passage, ReportIx};

fn day(month: i8, day: i8) -> Date {
    Date::new(2031, month, day).expect("a day of the calendar")
}

/// A fresh clause of the report published on that day of May.
fn telling(kind: EventKind, published: i8, who: &[u32], words: &str) -> Telling {
    let participants = who.iter().map(|e| (EntityIx(*e), Role::Agent)).collect();
    Telling {
        passage: Passage {
            report: ReportIx(published as u32),
            span: Span::new(10 * who.len(), 10 * who.len() + 9),
        },
        trigger: Span::new(10 * who.len(), 10 * who.len() + 4),
        concept: kind.name(),
        kind,
        plover: None,
        date: None,
        after: None,
        story: None,
        window: Some(DateSpan { from: day(5, (published - 3).max(1)), to: day(5, published) }),
        place: None,
        participants,
        status: EventStatus::Happened,
        statement: None,
        words: words.split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>(),
        background: false,
        clausal: true,
        news: true,
        readable: true,
        lead: true,
        published: Some(day(5, published)),
    }
}

fn on(mut telling: Telling, at: i8) -> Telling {
    telling.date = Some(DateSpan::day(day(5, at)));
    telling.window = telling.date;
    telling
}

/// Reports of each cluster.
fn reports(clusters: &[Vec<Telling>]) -> Vec<Vec<u32>> {
    let of = |c: &Vec<Telling>| {
        let mut reports: Vec<u32> = c.iter().map(|t| t.passage.report.0).collect();
        reports.sort_unstable();
        reports
    };
    let mut all: Vec<Vec<u32>> = clusters.iter().map(of).collect();
    all.sort();
    all
}

#[test]
fn calls_are_told_apart_by_partner_and_day() {
    let call = |published, who: &[u32]| telling(EventKind::Call, published, who, "king phone");
    let clusters = cluster(vec![
        on(call(10, &[1, 2]), 10),
        call(11, &[1, 2]),
        call(11, &[1, 3]),
        on(call(20, &[1, 2]), 19),
    ]);
    assert_eq!(reports(&clusters), [vec![10, 11], vec![11], vec![20]]);
}

#[test]
fn what_was_announced_and_then_held_is_one_event_that_happened() {
    let mut announced = telling(EventKind::Visit, 4, &[1], "delegation harbour camp");
    announced.status = EventStatus::Planned;
    announced.news = false;
    announced.window = Some(DateSpan { from: day(5, 4), to: day(6, 4) });
    let held = on(telling(EventKind::Visit, 9, &[1], "delegation harbour camp"), 8);
    let clusters = cluster(vec![held, announced]);
    assert_eq!(reports(&clusters), [vec![4, 9]]);
    assert_eq!(status(&clusters[0]), EventStatus::Happened);
    let told = Some((DateSpan::day(day(5, 8)), DateBasis::Told));
    assert_eq!(date(&clusters[0], EventStatus::Happened, &|_| None), told);
}

#[test]
fn the_attack_in_passing_joins_and_founds_nothing() {
    let mut passing = telling(EventKind::Attack, 6, &[], "");
    passing.background = true;
    passing.clausal = false;
    passing.window = None;
    assert!(cluster(vec![passing.clone()]).is_empty());
    let attack = on(telling(EventKind::Attack, 5, &[1], "gunmen convoy lake"), 4);
    assert_eq!(reports(&cluster(vec![passing, attack])), [vec![5, 6]]);
}

#[test]
fn the_order_of_mentions_does_not_matter() {
    let call = |published, who: &[u32]| telling(EventKind::Call, published, who, "king phone");
    let all = vec![call(11, &[1, 3]), on(call(10, &[1, 2]), 10), call(12, &[1]), call(12, &[2, 3])];
    let mut back = all.clone();
    back.reverse();
    assert_eq!(reports(&cluster(all)), reports(&cluster(back)));
}

#[test]
fn a_date_says_how_it_is_known() {
    let fire = |published| telling(EventKind::Accident, published, &[1], "ferry quay");
    let dated = |members: &[Telling]| {
        let (days, basis) = date(members, EventStatus::Happened, &|_| None).expect("a date");
        (days.from, basis)
    };
    assert_eq!(dated(&[fire(11), fire(10)]), (day(5, 10), DateBasis::Reported));
    let mut going_on = fire(11);
    going_on.story = Some(DateSpan::day(day(5, 9)));
    assert_eq!(dated(&[going_on.clone(), fire(10)]), (day(5, 9), DateBasis::Carried));
    assert_eq!(dated(&[going_on.clone(), on(fire(12), 8)]), (day(5, 8), DateBasis::Told));
    // What one report told on the 10th did not happen on the 12th.
    assert_eq!(dated(&[on(fire(12), 12), fire(10)]), (day(5, 10), DateBasis::Reported));
    going_on.after = Some(Span::new(0, 5));
    let other = |_| Some(DateSpan::day(day(5, 7)));
    let followed = date(&[going_on], EventStatus::Happened, &other);
    assert_eq!(followed, Some((DateSpan::day(day(5, 7)), DateBasis::Followed)));
}

#[test]
fn one_night_is_told_of_either_day_by_two_reports() {
    let blast = |published, at| {
        let told = telling(EventKind::Attack, published, &[1, 2], "harbour wall blast");
        on(told, at)
    };
    assert_eq!(cluster(vec![blast(11, 10), blast(12, 11)]).len(), 1);
    assert_eq!(cluster(vec![blast(11, 10), blast(12, 12)]).len(), 2);
}

#[test]
fn what_was_long_ago_can_found_an_event_where_a_clause_dates_it() {
    let mut ago = telling(EventKind::Attack, 20, &[1], "ferry raid");
    ago.background = true;
    assert!(!ago.founds());
    assert!(on(ago, 2).founds());
}

#[test]
fn a_mishap_recalled_is_the_one_that_was_told() {
    let capsizing = |published| Telling {
        concept: "capsize",
        ..telling(EventKind::Accident, published, &[], "ferry")
    };
    // "when the ferry capsized", days after: the window of what is recalled reaches back.
    let recalled = || {
        let window = Some(DateSpan { from: day(5, 1), to: day(5, 12) });
        Telling { window, news: false, lead: false, ..capsizing(12) }
    };
    assert_eq!(cluster(vec![on(capsizing(5), 4), recalled()]).len(), 1);
    assert_eq!(cluster(vec![on(capsizing(5), 4), on(capsizing(12), 11)]).len(), 2);
}
