//! The watch over the bundled example, the sinking of an invented ferry, as its reports come in.

use std::path::PathBuf;
use std::sync::LazyLock;

use article::Input;
use jiff::Timestamp;
use proptest::prelude::*;
use reading::Reading;
use record::Record;
use text::Article;
use world::World;

use super::conditions::facts;
use super::*;
use crate::alerts::{self, News, Withdrawn};

/// The example's articles, read.
static FERRY: LazyLock<Vec<(Article, Reading)>> = LazyLock::new(|| {
    let world = World::bundled();
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/ferry"));
    let intake = article::gather(&[Input::Path(path)], world, &mut |_| {});
    let read = |a: Article| (a.clone(), reading::read(&a, world));
    record::settle(intake.articles.into_iter().map(read).collect(), world)
});

const ALL: &[&str] = &["01", "02", "03", "04", "05", "06", "07", "08", "09"];

/// The record of those of the example's articles whose ids begin so.
fn ferry(numbers: &[&str]) -> Record {
    let wanted = |a: &Article| numbers.iter().any(|n| a.id.starts_with(n));
    let read = FERRY.iter().filter(|(a, _)| wanted(a)).cloned().collect();
    record::build_settled(read, World::bundled())
}

fn rules(toml: &str) -> Rules {
    Rules::parse("watch.toml", toml).unwrap()
}

fn rule(condition: &str) -> Rules {
    rules(&format!("[[rule]]\nname = 'r'\n{condition}\n"))
}

fn at(day: i8) -> Timestamp {
    format!("2025-03-{day:02}T12:00:00Z").parse().unwrap()
}

/// A desk of its own in a folder that goes with it.
struct Desk {
    _dir: tempfile::TempDir,
    store: Store,
    rules: Rules,
}

impl Desk {
    fn new(rules: Rules) -> Desk {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("desk.db")).unwrap();
        Desk { _dir: dir, store, rules }
    }

    fn after(&self, record: &Record, day: i8) -> Vec<Alert> {
        after(&self.store, &self.rules, record, "ferry", at(day)).unwrap()
    }

    fn tick(&self, day: i8) -> Vec<Alert> {
        tick(&self.store, &self.rules, at(day)).unwrap()
    }

    /// The alerts that stand, as rule and first passage.
    fn standing(&self) -> Vec<(String, String)> {
        let all = alerts::list(&self.store, 1000, None).unwrap();
        let mut standing: Vec<_> = all
            .into_iter()
            .filter(|a| a.withdrawn.is_none())
            .map(|a| (a.rule, a.passages.first().map(|p| p.words.clone()).unwrap_or_default()))
            .collect();
        standing.sort();
        standing
    }
}

fn why(alert: &Alert) -> &str {
    alert.withdrawn.as_ref().map_or("", |w: &Withdrawn| &w.why)
}

/// What each condition finds in some of the reports: words of what each fact says, in order.
#[test]
fn conditions() {
    let killed = |rest: &str| format!("figure = {{ counts = 'people', told = 'killed', {rest} }}");
    let cases: &[(String, &[&str], &[&str])] = &[
        (killed("is = '>= 15'"), &["02", "04"], &["15 (≥ 15)"]),
        (killed("is = '>= 15'"), &["02", "03"], &[]),
        // The toll stood at 19 before it was corrected to 18.
        (killed("is = '>= 19'"), ALL, &[]),
        (killed("is = '>= 19', ever = true"), ALL, &["19 (≥ 19)"]),
        // Two outlets, one of them with an agency's copy, and the word of one coastguard.
        (killed("is = '>= 12', by = { origins = 2 }"), &["02", "03"], &[]),
        (killed("is = '>= 12', by = { origins = 1 }"), &["02", "03"], &["12 (≥ 12)"]),
        (killed("is = '>= 12', by = { parties = 2 }"), ALL, &["2 parties"]),
        (killed("is = '>= 12', by = { grade = 1 }"), &["02", "03"], &[]),
        (killed("is = '= 18', place = 'Gull Point'"), ALL, &["18 (= 18), as of 2025-03-09"]),
        (killed("is = '= 18', place = 'Tarn'"), ALL, &[]),
        (killed("is = '= 18', unit = 'metre'"), ALL, &[]),
        (killed("changed_by = '20 %'"), ALL, &["from 12 to 17"]),
        (killed("changed_by = '50 %'"), ALL, &[]),
        ("figure = { counts = 'crowns', is = '> 4,000' }".into(), ALL, &[]),
        (
            "figure = { counts = 'crowns', is = '> 4,000', status = 'planned' }".into(),
            ALL,
            &["5,000 (> 4,000)"],
        ),
        (
            "event = { kind = 'accident', by = { origins = 4, grade = 1 } }".into(),
            ALL,
            &["capsized"],
        ),
        ("event = { kind = 'accident', by = { origins = 9 } }".into(), ALL, &[]),
        ("event = { words = 'inquiry', participants = 'Ruth Ellery' }".into(), ALL, &["opened"]),
        ("event = { words = 'inquiry', participants = 'Ada Corwen' }".into(), ALL, &[]),
        ("event = { participants = ['Marsh'], place = 'Port Lisle' }".into(), ALL, &["travelled"]),
        ("event = { participants = ['Marsh'], place = 'Tarn' }".into(), ALL, &[]),
        ("dispute = {}".into(), ALL, &["overloaded", "warned"]),
        (
            "dispute = { about = 'letter' }".into(),
            ALL,
            &["denied or doubted by Transport Ministry"],
        ),
        (
            "dispute = { between = ['Harbour Post', 'Transport Ministry'] }".into(),
            ALL,
            &["Asserted by Harbour Post"],
        ),
        ("dispute = { between = ['Ruth Ellery'] }".into(), ALL, &[]),
        ("overdue = { words = 'inquiry' }".into(), &["06", "08"], &["planned for 2025-03-09"]),
        ("overdue = { words = 'inquiry', kind = 'election' }".into(), &["06", "08"], &[]),
        ("overdue = { words = 'inquiry' }".into(), ALL, &[]),
        (
            "first_words = { speaker = 'Helena Marsh', about = 'letter' }".into(),
            ALL,
            &["“No such letter ever reached this ministry”"],
        ),
        ("first_words = { speaker = 'Helena Marsh', about = 'mines' }".into(), ALL, &[]),
        // The owner's denial is none; that it was not so is said in the same words.
        (
            "said = { words = 'overloaded', by = { origins = 1 } }".into(),
            ALL,
            &["was not overloaded", "when it left"],
        ),
        ("said = { words = 'overloaded', by = { origins = 2 } }".into(), ALL, &[]),
    ];
    for (condition, reports, wanted) in cases {
        let found = facts(&rule(condition).rules[0], &ferry(reports), "ferry");
        let says: Vec<&str> = found.iter().map(|f| f.says.as_str()).collect();
        assert_eq!(says.len(), wanted.len(), "{condition} {reports:?}: {says:?}");
        for (says, wanted) in says.iter().zip(*wanted) {
            assert!(says.contains(wanted), "{condition}: {says}");
        }
        for passage in found.iter().flat_map(|f| &f.passages) {
            let article = FERRY.iter().find(|(a, _)| a.id == passage.article).map(|(a, _)| a);
            let [from, to] = passage.span.map(|n| n as usize);
            let there: String = article.unwrap().text.chars().skip(from).take(to - from).collect();
            assert_eq!(passage.words, there);
        }
    }
}

#[test]
fn rules_look_at_their_situations_only() {
    for (only, looks) in [
        ("title = 'ferry'", true),
        ("title = 'balloon'", false),
        ("entities = ['Blue Strait Lines', 'Nobody']", true),
        ("entities = 'Nobody'", false),
        ("title = 'ferry', entities = 'Nobody'", false),
        ("ids = 'ferry'", true),
        ("ids = 'another'", false),
    ] {
        let rules = rule(&format!("situations = {{ {only} }}\ndispute = {{}}"));
        let found = facts(&rules.rules[0], &ferry(ALL), "ferry");
        assert_eq!(!found.is_empty(), looks, "{only}");
    }
}

#[test]
fn an_alert_fires_once_and_is_withdrawn_once() {
    let desk = Desk::new(rule("figure = { counts = 'people', told = 'killed', is = '>= 19' }"));
    assert_eq!(desk.after(&ferry(&ALL[..5]), 6), []);
    let fired = desk.after(&ferry(&ALL[..6]), 7);
    let [alert] = &fired[..] else { panic!("{fired:?}") };
    assert!(alert.says.contains("19 (≥ 19)") && alert.withdrawn.is_none(), "{alert:?}");
    assert_eq!((alert.fired, alert.passages[0].words.as_str()), (at(7), "19"));
    // Another outlet tells it again, then nothing new comes.
    assert_eq!(desk.after(&ferry(&ALL[..7]), 7), []);
    assert_eq!(desk.after(&ferry(&ALL[..7]), 8), []);
    // The hospital corrects it.
    let withdrawn = desk.after(&ferry(&ALL[..8]), 8);
    let [corrected] = &withdrawn[..] else { panic!("{withdrawn:?}") };
    assert_eq!((&corrected.id, corrected.says == alert.says), (&alert.id, true));
    assert_eq!(why(corrected), "what the reports tell of it now no longer meets the rule");
    assert_eq!(desk.after(&ferry(ALL), 9), []);
    let notices = alerts::since(&desk.store, 0, 100).unwrap();
    let told: Vec<(News, &str)> = notices.iter().map(|n| (n.news, n.alert.id.as_str())).collect();
    assert_eq!(told, [(News::Fired, &*alert.id), (News::Withdrawn, &*alert.id)]);
    assert_eq!(alerts::since(&desk.store, notices[0].id, 100).unwrap(), notices[1..]);
    assert_eq!(alerts::newest(&desk.store).unwrap(), notices[1].id);
    assert_eq!(alerts::find(&desk.store, &alert.id).unwrap().as_ref(), Some(corrected));
    assert_eq!(alerts::of_situation(&desk.store, "ferry").unwrap(), withdrawn);
    // The correction is taken back: it holds again, and that is news.
    let again = desk.after(&ferry(&ALL[..7]), 10);
    assert!(again.len() == 1 && again[0].id != alert.id, "{again:?}");
}

#[test]
fn what_was_rejected_is_withdrawn() {
    let desk = Desk::new(rule("dispute = { about = 'overloaded' }"));
    let record = ferry(ALL);
    assert_eq!(desk.after(&record, 9).len(), 1);
    let rejected = Record { disputes: Vec::new(), ..record.clone() };
    let withdrawn = desk.after(&rejected, 10);
    let corrected = "what it rested on was corrected: the record no longer tells it";
    assert_eq!(withdrawn.iter().map(why).collect::<Vec<_>>(), [corrected]);
    // All reports are gone.
    let desk = Desk::new(rule("dispute = { about = 'overloaded' }"));
    desk.after(&record, 9);
    let withdrawn = desk.after(&Record::default(), 10);
    let gone = "the reports it rested on are no longer part of the record";
    assert_eq!(withdrawn.iter().map(why).collect::<Vec<_>>(), [gone]);
}

/// Facts' ids change as reports join: the passages tell that the fact is known.
#[test]
fn a_fact_is_known_by_its_passages() {
    let desk = Desk::new(rule("figure = { counts = 'people', told = 'killed', is = '>= 12' }"));
    let mut record = ferry(&["02", "05"]);
    let fired = desk.after(&record, 6);
    assert_eq!(fired.len(), 1);
    for series in &mut record.series {
        series.id = format!("{}-moved", series.id);
    }
    assert_eq!(desk.after(&record, 7), []);
    assert_eq!(desk.standing().len(), 1);
}

/// The same words in a copy of a known report are not another fact, whatever became of the ids.
#[test]
fn words_of_a_copy_are_known() {
    let (first, copy) = (ferry(&["02"]), ferry(&["02", "03"]));
    let desk = Desk::new(rule("event = { kind = 'accident' }"));
    let fired = desk.after(&first, 5);
    let words: Vec<&str> = fired.iter().map(|a| &*a.passages[0].words).collect();
    assert!(words.iter().any(|w| w.contains("capsized")), "{words:?}");
    // Only the copy is told of, under another id.
    let mut only = copy.clone();
    for event in &mut only.events {
        event.id = format!("{}-moved", event.id);
        event.mentions.retain(|m| only.reports[m.passage.report.at()].article.id.starts_with("03"));
        if let Some(mention) = event.mentions.first() {
            event.label_from = mention.passage;
        }
    }
    only.events.retain(|e| !e.mentions.is_empty());
    let told = desk.after(&only, 6);
    let new: Vec<&str> = told
        .iter()
        .filter(|a| a.withdrawn.is_none() && words.contains(&&*a.passages[0].words))
        .map(|a| &*a.says)
        .collect();
    assert_eq!(new, [] as [&str; 0]);
}

#[test]
fn reports_that_went_to_another_situation_take_their_alerts_along() {
    let desk = Desk::new(rule("dispute = { about = 'overloaded' }"));
    let record = ferry(ALL);
    let [alert] = &desk.after(&record, 9)[..] else { panic!("one alert") };
    // The other situation takes all of them: nothing is told again.
    assert_eq!(after(&desk.store, &desk.rules, &record, "storm", at(10)).unwrap(), []);
    let moved = alerts::find(&desk.store, &alert.id).unwrap().unwrap();
    assert_eq!(moved.situation.map(|s| s.key).as_deref(), Some("storm"));
    // While they are on their way they belong to it already, by the store.
    let desk = Desk::new(desk.rules);
    desk.after(&record, 9);
    desk.store.write(|db| {
        db.execute("INSERT INTO documents VALUES ('d', x'', 0)", [])?;
        db.execute("INSERT INTO arrivals (id, document, how, came) VALUES (1, 'd', 'file', '')", [])?;
        db.execute(
            "INSERT INTO situations (id, key, stale, title, reports, moved, record)
             VALUES (1, 'storm', 0, '', 9, '', x'')",
            [],
        )?;
        for (n, passage) in alert.passages.iter().enumerate() {
            let sql = "INSERT INTO articles (id, key, content, document, arrival, came, language, article)
                       VALUES (?1, ?1, ?2, 'd', 1, '', 'en', x'')";
            db.execute(sql, (n as i64, &passage.sha256))?;
            db.execute("INSERT INTO members VALUES (?1, 1)", [n as i64])?;
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(desk.after(&ferry(&["10"]), 10), []);
    assert_eq!(desk.standing().len(), 1);
}

#[test]
fn a_planned_date_that_passes_is_told_by_the_clock_and_withdrawn_by_a_report() {
    let desk = Desk::new(rule("overdue = { words = 'inquiry', grace_days = 2 }"));
    assert_eq!(desk.after(&ferry(&["06", "08"]), 8), []);
    // 9 March and two days of grace.
    assert_eq!(desk.tick(11), []);
    let fired = desk.tick(12);
    let [alert] = &fired[..] else { panic!("{fired:?}") };
    assert!(alert.says.contains("no report tells that it happened"), "{}", alert.says);
    assert_eq!(desk.tick(13), []);
    assert_eq!(desk.after(&ferry(&["06", "08"]), 13), []);
    let withdrawn = desk.after(&ferry(ALL), 14);
    assert_eq!(
        withdrawn.iter().map(why).collect::<Vec<_>>(),
        ["it is now told as happened, 2025-03-09"]
    );
    assert_eq!(desk.tick(20), []);

    // What was reported in time is never told; what was due long ago is old.
    let desk = Desk::new(rule("overdue = { words = 'inquiry', grace_days = 2 }"));
    desk.after(&ferry(&["06", "08"]), 8);
    desk.after(&ferry(ALL), 10);
    assert_eq!(desk.tick(20), []);
    let desk = Desk::new(rule("overdue = { words = 'inquiry', forget_days = 5 }"));
    assert_eq!(desk.after(&ferry(&["06", "08"]), 25), []);
    // It waited while the program was not run.
    let desk = Desk::new(rule("overdue = { words = 'inquiry', forget_days = 5 }"));
    desk.after(&ferry(&["06", "08"]), 8);
    assert_eq!(desk.tick(30).len(), 1);
}

/// An alert that went on under another id of its fact leaves the old id to another.
#[test]
fn an_id_is_given_once() {
    let desk = Desk::new(rule("dispute = { about = 'overloaded' }"));
    let record = ferry(ALL);
    let mut moved = record.clone();
    moved.disputes.iter_mut().for_each(|d| d.id += "-moved");
    let none = Record { disputes: Vec::new(), ..record.clone() };
    let mut ids = Vec::new();
    for (day, seen) in [&record, &moved, &none, &record, &none, &moved, &none].iter().enumerate() {
        let told = desk.after(seen, 9 + day as i8);
        ids.extend(told.into_iter().map(|a| (a.id, a.withdrawn.is_some())));
    }
    let fired: std::collections::BTreeSet<&String> = ids.iter().map(|(id, _)| id).collect();
    assert_eq!((ids.len(), fired.len()), (6, 3), "{ids:?}");
}

#[test]
fn first_words_are_the_first_in_all_situations() {
    let desk =
        Desk::new(rule("first_words = { speaker = 'Helena Marsh', about = ['letter', 'cause'] }"));
    assert_eq!(desk.after(&ferry(&["01"]), 5).len(), 1);
    assert_eq!(after(&desk.store, &desk.rules, &ferry(&["06"]), "letter", at(7)).unwrap(), []);
    assert_eq!(desk.standing().len(), 1);
}

const LADDER: &str = "
    [[rule]]
    name = 'toll'
    figure = { counts = 'people', told = 'killed', is = '>= 15' }
    [[rule]]
    name = 'charge'
    counts_for_days = 4
    dispute = { about = 'overloaded' }
    [[ladder]]
    name = 'strait'
    [[ladder.phase]]
    name = 'guarded'
    enter = { any = ['toll'] }
    measures = ['Read twice a day.']
    [[ladder.phase]]
    name = 'elevated'
    enter = { all = ['toll', 'charge'], for_days = 2 }
    leave = { none = ['charge'], for_days = 3 }
    measures = ['Tell the desk.']
";

#[test]
fn phases_are_entered_held_and_left() {
    let desk = Desk::new(rules(LADDER));
    let says = |alerts: Vec<Alert>| -> Vec<String> {
        alerts.into_iter().filter(|a| a.rule == "strait").map(|a| a.says).collect()
    };
    assert_eq!(says(desk.after(&ferry(&ALL[..3]), 5)), [] as [&str; 0]);
    let guarded = "strait went from at rest to guarded: toll holds.";
    assert_eq!(says(desk.after(&ferry(&ALL[..5]), 6)), [guarded]);
    assert_eq!(says(desk.tick(7)), [] as [&str; 0]);
    let elevated = "strait went from guarded to elevated: toll and charge hold for 2 days.";
    let moved = desk.tick(8);
    assert_eq!(moved[0].measures, ["Tell the desk."]);
    assert!(!moved[0].passages.is_empty());
    assert_eq!(says(moved), [elevated]);
    assert_eq!(says(desk.after(&ferry(ALL), 9)), [] as [&str; 0]);
    // The charge counted for four days, to the tenth; then three days pass.
    assert_eq!(says(desk.tick(10)), [] as [&str; 0]);
    assert_eq!(says(desk.tick(12)), [] as [&str; 0]);
    let down = "strait went from elevated to guarded: charge does not hold for 3 days.";
    assert_eq!(says(desk.tick(13)), [down]);
    // The reports are rejected: without a condition of its own it is left when its entry ends.
    let rest = "strait went from guarded to at rest: its entry condition no longer holds.";
    assert_eq!(says(desk.after(&Record::default(), 14)), [rest]);
    assert_eq!(ladders(&desk.store).unwrap()[0].phase, None);

    let log = phase_log(&desk.store, "strait", 100).unwrap();
    let told: Vec<(&str, bool, Timestamp)> =
        log.iter().rev().map(|c| (&*c.phase, c.entered, c.at)).collect();
    let wanted = [
        ("guarded", true, at(6)),
        ("guarded", false, at(8)),
        ("elevated", true, at(8)),
        ("elevated", false, at(13)),
        ("guarded", true, at(13)),
        ("guarded", false, at(14)),
    ];
    assert_eq!(told, wanted);
    let evidence = &log[log.len() - 3].evidence;
    assert_eq!(evidence.len(), 2);
    for id in evidence {
        assert!(alerts::find(&desk.store, id).unwrap().is_some());
    }
}

#[test]
fn a_clock_that_runs_backwards_changes_nothing() {
    let desk = Desk::new(rules(LADDER));
    desk.after(&ferry(&ALL[..5]), 6);
    assert_eq!(desk.tick(1), []);
    assert_eq!(desk.after(&ferry(&ALL[..5]), 1), []);
    assert_eq!(ladders(&desk.store).unwrap()[0].phase.as_deref(), Some("guarded"));
}

const MANY: &str = "
    [[rule]]
    name = 'toll'
    figure = { counts = 'people', told = 'killed', is = '>= 12' }
    [[rule]]
    name = 'moves'
    figure = { counts = 'people', told = 'killed', changed_by = '3' }
    [[rule]]
    name = 'sinking'
    event = { kind = 'accident' }
    [[rule]]
    name = 'disputes'
    dispute = {}
    [[rule]]
    name = 'inquiry'
    overdue = { words = 'inquiry' }
    [[rule]]
    name = 'doors'
    first_words = { about = 'doors' }
    [[rule]]
    name = 'killed'
    said = { words = 'killed', by = { origins = 1 } }
";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// In whatever order reports come: the rules that hold in the end are those that hold of all
    /// the reports at once, and a second look changes nothing.
    #[test]
    fn what_stands_does_not_depend_on_the_order_of_arrival(
        order in Just(ALL.to_vec()).prop_shuffle(),
    ) {
        let names = |desk: &Desk| {
            let mut names: Vec<String> = desk.standing().into_iter().map(|(rule, _)| rule).collect();
            names.dedup();
            names
        };
        let whole = ferry(ALL);
        let (one_by_one, at_once) = (Desk::new(rules(MANY)), Desk::new(rules(MANY)));
        for n in 1..=order.len() {
            one_by_one.after(&ferry(&order[..n]), 20);
        }
        at_once.after(&whole, 20);
        prop_assert_eq!(names(&one_by_one), names(&at_once));
        prop_assert_eq!(one_by_one.after(&whole, 21), vec![]);
        let fired = alerts::list(&at_once.store, 1000, None).unwrap();
        let again = Desk::new(rules(MANY));
        again.after(&ferry(&order), 20);
        prop_assert_eq!(alerts::list(&again.store, 1000, None).unwrap(), fired);
    }
}
