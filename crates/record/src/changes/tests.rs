//! Comparisons of records of invented reports.

use text::{Article, Date, DateFrom, Outlet, PartialDate, Published};
use world::World;

use super::*;
use crate::build;

/// A report of an outlet on a day of June 2031.
fn report(id: &str, outlet: &str, day: i8, text: &str) -> Article {
    let date = PartialDate::day(Date::constant(2031, 6, day));
    Article {
        id: id.into(),
        sha256: text.into(),
        outlet: Some(Outlet { name: outlet.into(), domain: None }),
        published: Some(Published { date, from: DateFrom::Metadata, evidence: None }),
        ..Article::of_text(text)
    }
}

fn record(articles: &[Article]) -> Record {
    let world = World::bundled();
    let read = |a: &Article| (a.clone(), reading::read(a, world));
    build(articles.iter().map(read).collect(), world)
}

/// What `now` tells that the first `n` of its reports did not.
fn compared(articles: &[Article], n: usize) -> (Record, Changes) {
    let before = Known::of(&record(&articles[..n]));
    let now = record(articles);
    let changes = changes(&before, &now, Since::Record("earlier.json".into()));
    (now, changes)
}

const SINKING: &str = "The ferry Grey Heron sank off Varnia on Monday and 12 people were killed, the \
                       Varnia coastguard said.\nChancellor Olga Renn announced that a public \
                       inquiry would open on Thursday in Varnia. Judge Ida Brandt will lead it, \
                       Renn said.";

#[test]
fn a_value_that_moved_is_shown_against_the_one_before() {
    let (now, changes) = compared(
        &[
            report("a", "Varnia Post", 3, SINKING),
            report(
                "b",
                "Harbour Mail",
                4,
                "Divers searched the wreck of the ferry Grey Heron off Varnia on Wednesday as the \
                 number of dead rose to 15, the Varnia coastguard said.",
            ),
        ],
        1,
    );
    let change = changes.series.iter().find(|c| c.change == SeriesNews::Moved);
    let change = change.unwrap_or_else(|| panic!("{changes:#?}"));
    let values: Vec<Option<f64>> =
        change.points.iter().map(|p| now.figures[p.at()].value).collect();
    assert_eq!(values, [Some(15.0)]);
    assert_eq!(change.behaviour_before, Some(Behaviour::Stable));
    assert_eq!(now.series[change.series.at()].behaviour, Behaviour::Revised);
    let [new] = &changes.reports[..] else { panic!("{:?}", changes.reports) };
    assert!(new.brings.figures >= 1 && !new.brings.is_nothing());
}

#[test]
fn an_announced_event_that_was_held_has_moved() {
    let (now, changes) = compared(
        &[
            report("a", "Varnia Post", 3, SINKING),
            report(
                "b",
                "Harbour Mail",
                5,
                "A public inquiry into the sinking of the Grey Heron opened in Varnia on Thursday, \
                 three days after the ferry sank off Varnia.\nJudge Ida Brandt, who leads the \
                 inquiry, said the first witness would be heard on Monday.",
            ),
        ],
        1,
    );
    let moved = |c: &&EventChange| c.change == EventNews::Moved { from: EventStatus::Planned };
    let inquiry = changes.events.iter().find(moved).unwrap_or_else(|| panic!("{changes:#?}"));
    let event = &now.events[inquiry.event.at()];
    assert_eq!(event.status, EventStatus::Happened);
    assert!(event.label.contains("inquiry"), "{}", event.label);
}

#[test]
fn a_copy_and_the_same_reports_again_bring_nothing() {
    let copied = report("b", "Harbour Mail", 4, SINKING);
    let articles = [report("a", "Varnia Post", 3, SINKING), copied];
    let (_, changes) = compared(&articles, 1);
    assert!(changes.events.is_empty() && changes.series.is_empty(), "{changes:#?}");
    let [copy] = &changes.reports[..] else { panic!("{:?}", changes.reports) };
    assert!(copy.brings.is_nothing() && copy.copies == [ReportIx(0)], "{copy:?}");

    let (_, same) = compared(&articles, 2);
    let nothing = Changes {
        since: Since::Record("earlier.json".into()),
        situations: vec![],
        reports: vec![],
        gone: vec![],
        series: vec![],
        events: vec![],
        disputes: vec![],
        utterances: vec![],
    };
    assert_eq!(same, nothing);
}

#[test]
fn a_second_source_confirms_and_a_second_outlet_does_not() {
    let told = "The harbour bridge of Varnia was closed on Monday";
    let first = format!("{told}, the Varnia police said.");
    let check = |second: String, confirmed: bool| {
        let articles =
            [report("a", "Varnia Post", 3, &first), report("b", "Harbour Mail", 4, &second)];
        let (_, changes) = compared(&articles, 1);
        let found = changes.events.iter().any(|c| c.change == EventNews::Confirmed);
        assert_eq!(found, confirmed, "{second}: {changes:#?}");
    };
    check(format!("{told}, the Transport Ministry said."), true);
    check(format!("{told}. Lorries waited on the quay."), false);
}

#[test]
fn a_report_that_is_missing_is_named() {
    let articles = [report("a", "Varnia Post", 3, SINKING), report("b", "Mail", 3, "Rain fell.")];
    let before = Known::of(&record(&articles));
    let now = record(&articles[..1]);
    let changes = changes(&before, &now, Since::Day(Date::constant(2031, 6, 5)));
    assert_eq!(changes.gone, ["b"]);
    assert!(changes.reports.is_empty() && changes.events.is_empty());
}

#[test]
fn a_denier_who_confirms_settles_the_dispute() {
    let charge = "The owner had sold the cracked lifeboats of the ferry Grey Heron, the Varnia \
                  police said on Monday.\nThe Harbour Ministry denied that the owner had sold the \
                  cracked lifeboats.";
    let (_, changes) = compared(
        &[
            report("a", "Varnia Post", 3, charge),
            report(
                "b",
                "Harbour Mail",
                5,
                "The Harbour Ministry confirmed on Wednesday that the owner had sold the cracked \
                 lifeboats of the ferry Grey Heron. The Varnia police searched the house of the \
                 owner on the quay.",
            ),
        ],
        1,
    );
    let settled = changes.disputes.iter().any(|c| c.change == DisputeNews::Settled);
    assert!(settled, "{changes:#?}");
}
