//! What readers put right, from outside: it holds, shows, is taken back, and is never edited.

use std::path::Path;

use article::{Input, gather};
use desk::{About, Change, Desk, Entry, Kind};
use jiff::Timestamp;
use record::{Anchor, Correction, Passage, Record, Reliability, Speaker, Voice, What};
use text::{DateFrom, PartialDate};
use world::World;

fn now() -> Timestamp {
    "2025-03-12T09:00:00Z".parse().expect("a time")
}

fn ferry(folder: &tempfile::TempDir) -> Desk {
    let desk = Desk::open(&folder.path().join("desk.db"), World::bundled()).expect("it opens");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/ferry");
    let intake = gather(&[Input::Path(path)], World::bundled(), &mut |_| {});
    desk.add_files(intake, "2025-03-10T08:00:00Z".parse().expect("a time")).expect("added");
    desk.catch_up(&mut |_| {}).expect("it catches up");
    desk
}

fn correct(desk: &Desk, change: Change) -> i64 {
    let id = desk.correct(change, "Ada", "the report says otherwise", now()).expect("it is kept");
    desk.catch_up(&mut |_| {}).expect("it catches up");
    id
}

fn undo(desk: &Desk, id: i64) -> i64 {
    let id = desk.undo(id, "Ben", "a mistake", now()).expect("it is taken back");
    desk.catch_up(&mut |_| {}).expect("it catches up");
    id
}

/// The records as they are kept, but for what is new in them, by the keys of their situations.
fn records(desk: &Desk) -> Vec<(String, Record)> {
    let kept: Vec<(String, Vec<u8>)> = desk
        .store()
        .read(|db| {
            let mut all = db.prepare("SELECT key, record FROM situations ORDER BY reports DESC")?;
            let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .expect("the store can be read");
    kept.into_iter()
        .map(|(key, bytes)| {
            let bytes = zstd::bulk::decompress(&bytes, 1 << 26).expect("it is compressed");
            let record: Record = postcard::from_bytes(&bytes).expect("a record");
            (key, Record { changes: None, ..record })
        })
        .collect()
}

fn record(desk: &Desk) -> Record {
    records(desk).remove(0).1
}

fn anchor(record: &Record, passage: Passage) -> Anchor {
    let article = record.reports[passage.report.at()].article.id.clone();
    Anchor { article, span: passage.span }
}

fn words(record: &Record, passage: Passage) -> &str {
    passage.span.of(&record.reports[passage.report.at()].article.text)
}

/// The passages of the statements that hold some words.
fn said(record: &Record, of: &str) -> Anchor {
    let passages = record.statements.iter().map(|s| Passage { report: s.report, span: s.span });
    let mut found = passages.filter(|p| words(record, *p).contains(of));
    anchor(record, found.next().unwrap_or_else(|| panic!("no statement holds {of:?}")))
}

fn speaker(record: &Record, of: &Anchor) -> String {
    let passage =
        |s: &&record::Statement| anchor(record, Passage { report: s.report, span: s.span }) == *of;
    match &record.statements.iter().find(passage).expect("a statement").speaker {
        Speaker::Entity(at) => record.entities[at.at()].name.clone(),
        other => format!("{other:?}"),
    }
}

fn one(desk: &Desk, id: i64) -> Entry {
    let log = desk.log(None, 100).expect("the log");
    log.into_iter().find(|e| e.id == id).expect("it is in the log")
}

#[test]
fn a_speaker_put_right_holds_after_a_rebuild_and_can_be_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = ferry(&folder);
    let before = records(&desk);
    let statement = said(&before[0].1, "wave struck its bow doors");
    assert_ne!(speaker(&before[0].1, &statement), "Helena Marsh");
    let marsh = Voice::Named("Helena Marsh".to_owned());
    let fix = Correction::Speaker { statement: statement.clone(), speaker: marsh };
    let id = correct(&desk, Change::Record(fix.clone()));
    let after = record(&desk);
    assert_eq!(speaker(&after, &statement), "Helena Marsh");
    let [acted] = &after.corrected[..] else { panic!("{:?}", after.corrected) };
    assert_eq!((acted.correction, acted.on.len()), (usize::try_from(id).expect("small"), 1));
    let kept = one(&desk, id);
    assert_eq!((kept.who.as_str(), kept.why.as_str()), ("Ada", "the report says otherwise"));
    assert_eq!((kept.change, kept.in_force), (Change::Record(fix), true));
    assert_eq!(kept.came.len(), 1);
    assert_eq!((kept.came[0].passages, kept.came[0].lacks.as_str()), (1, ""));

    desk.rebuild(&mut |_| {}).expect("it is rebuilt");
    assert_eq!(record(&desk), after);
    assert_eq!(one(&desk, id).came.len(), 1);

    let taken_back = undo(&desk, id);
    assert_eq!(records(&desk), before, "all is as before");
    let kept = one(&desk, id);
    assert_eq!((kept.in_force, kept.undone_by, kept.came), (false, Some(taken_back), Vec::new()));
    // Taking back twice is refused, taking back the taking back is not.
    let again = desk.undo(id, "Ben", "again", now());
    assert_eq!(again.expect_err("it does not hold").kind(), Kind::Invalid);
    undo(&desk, taken_back);
    assert_eq!(record(&desk).reports, after.reports);
    assert_eq!(speaker(&record(&desk), &statement), "Helena Marsh");
    desk.store().check().expect("the store is whole");
}

#[test]
fn what_was_put_right_holds_for_further_reports() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::open(&folder.path().join("desk.db"), World::bundled()).expect("it opens");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/ferry");
    let articles = gather(&[Input::Path(path)], World::bundled(), &mut |_| {}).articles;
    let add = |some: &[text::Article]| {
        let intake = article::Intake { articles: some.to_vec(), ..article::Intake::default() };
        desk.add_files(intake, now()).expect("added");
        desk.catch_up(&mut |_| {}).expect("it catches up");
    };
    add(&articles[..5]);
    let first = record(&desk);
    let statement = said(&first, "wave struck its bow doors");
    let marsh = Voice::Named("Helena Marsh".to_owned());
    let fix = Correction::Speaker { statement: statement.clone(), speaker: marsh };
    let id = correct(&desk, Change::Record(fix));
    add(&articles[5..]);
    let further = record(&desk);
    assert!(further.reports.len() > first.reports.len());
    assert_eq!(speaker(&further, &statement), "Helena Marsh");
    assert_eq!(one(&desk, id).came.len(), 1);
}

#[test]
fn taking_back_what_took_back_lets_the_first_hold_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = ferry(&folder);
    let article = record(&desk).reports[0].article.id.clone();
    let note = Change::Note { about: About::Article(article), text: "seen".to_owned() };
    let first = correct(&desk, note);
    let holds = || one(&desk, first).in_force;
    let gone = undo(&desk, first);
    let back = undo(&desk, gone);
    assert!(holds());
    let gone_again = undo(&desk, first);
    assert!(!holds());
    // Without what took it back, the first taking back holds again, beside the second.
    undo(&desk, back);
    undo(&desk, gone_again);
    assert!(!holds());
    undo(&desk, gone);
    assert!(holds());
}

#[test]
fn merged_entities_come_apart_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = ferry(&folder);
    let before = records(&desk);
    let named = |name: &str| {
        let record = &before[0].1;
        let found = record.entities.iter().find(|e| e.name == name);
        anchor(record, found.unwrap_or_else(|| panic!("no {name}")).mentions[0])
    };
    let these = vec![named("Helena Marsh"), named("Blue Strait Lines")];
    let merge = Change::Record(Correction::Merge { what: What::Entity, these });
    let id = correct(&desk, merge);
    let origins = |r: &Record| r.situations[0].origins.len();
    assert_eq!(origins(&record(&desk)), origins(&before[0].1) - 1);
    undo(&desk, id);
    assert_eq!(records(&desk), before);
}

#[test]
fn situations_are_brought_together_and_parted() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = ferry(&folder);
    let before = records(&desk);
    assert!(before.len() > 1, "the example holds a report on other matters");
    let keys = |record: &Record| -> Vec<String> {
        record.reports.iter().map(|r| r.article.id.clone()).collect()
    };
    let (story, other) = (keys(&before[0].1), keys(&before[1].1));
    let together = correct(&desk, Change::Together(vec![story[0].clone(), other[0].clone()]));
    let merged = records(&desk);
    assert_eq!(merged.len(), before.len() - 1);
    assert_eq!(merged[0].1.reports.len(), story.len() + other.len());
    desk.rebuild(&mut |_| {}).expect("it is rebuilt");
    assert_eq!(records(&desk).len(), merged.len(), "it holds after a rebuild");
    let apart = Change::Apart { these: other.clone(), from: story.clone() };
    let apart = correct(&desk, apart);
    assert_eq!(records(&desk).len(), before.len(), "the later entry wins");
    undo(&desk, apart);
    assert_eq!(records(&desk).len(), merged.len());
    undo(&desk, together);
    let now: Vec<Record> = records(&desk).into_iter().map(|(_, r)| r).collect();
    let then: Vec<Record> = before.into_iter().map(|(_, r)| r).collect();
    assert_eq!(now, then);

    let (leave, stay) = story.split_at(2);
    let split = Change::Apart { these: leave.to_vec(), from: stay.to_vec() };
    correct(&desk, split);
    let parted = records(&desk);
    assert!(parted.iter().any(|(_, r)| keys(r) == leave), "{parted:?}");
    desk.rebuild(&mut |_| {}).expect("it is rebuilt");
    let mut rebuilt: Vec<Record> = records(&desk).into_iter().map(|(_, r)| r).collect();
    let mut parted: Vec<Record> = parted.into_iter().map(|(_, r)| r).collect();
    for all in [&mut rebuilt, &mut parted] {
        all.sort_by_key(|r| keys(r));
        // Which part keeps the key of the whole depends on which was there first.
        all.iter_mut().flat_map(|r| &mut r.situations).for_each(|s| s.id.clear());
    }
    assert_eq!(rebuilt, parted);
    desk.store().check().expect("the store is whole");
}

#[test]
fn a_date_of_publication_put_right_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = ferry(&folder);
    let before = records(&desk);
    let article = before[0].1.reports[0].article.id.clone();
    let day = PartialDate::day(jiff::civil::date(2025, 3, 7));
    let id = correct(&desk, Change::Published { article: article.clone(), date: day });
    let dated = |desk: &Desk| {
        let reports = records(desk).into_iter().flat_map(|(_, r)| r.reports);
        let mut found = reports.filter(|r| r.article.id == article);
        found.next().and_then(|r| r.article.published).expect("it is dated")
    };
    assert_eq!((dated(&desk).date, dated(&desk).from), (day, DateFrom::Corrected));
    desk.rebuild(&mut |_| {}).expect("it is rebuilt");
    assert_eq!((dated(&desk).date, dated(&desk).from), (day, DateFrom::Corrected));
    undo(&desk, id);
    assert_eq!(records(&desk), before);
}

#[test]
fn sources_are_rated_and_notes_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = ferry(&folder);
    let rate = |name: &str, reliability| {
        let change = Change::Reliability { name: name.to_owned(), reliability };
        desk.correct(change, "Ada", "it was right before", now())
    };
    rate("Tomas Arvid", Reliability::C).expect("he speaks");
    rate("tomas arvid", Reliability::A).expect("he speaks");
    rate("Lisle Courier", Reliability::D).expect("it is an outlet");
    assert_eq!(rate("Nobody", Reliability::A).expect_err("nobody").kind(), Kind::Missing);
    desk.catch_up(&mut |_| {}).expect("it catches up");
    let rated = record(&desk);
    let arvid = rated.entities.iter().find(|e| e.name == "Tomas Arvid").expect("he is known");
    assert_eq!(arvid.reliability, Some(Reliability::A), "the later entry wins");
    let outlet = |r: &record::Report| r.article.outlet.as_ref().map(|o| o.name.clone());
    for report in &rated.reports {
        let held = (outlet(report).as_deref() == Some("Lisle Courier")).then_some(Reliability::D);
        assert_eq!(report.reliability, held);
    }
    let note = |about| Change::Note { about, text: "ask the harbour office".to_owned() };
    let article = rated.reports[0].article.id.clone();
    let kept = correct(&desk, note(About::Article(article.clone())));
    correct(&desk, note(About::Entity("Tomas Arvid".to_owned())));
    let on: Vec<i64> =
        desk.log_of(&[article]).expect("the log").into_iter().map(|e| e.id).collect();
    assert_eq!(on, [kept]);
    assert_eq!(desk.log_of_kind("note").expect("the log").len(), 2);
    assert_eq!(record(&desk), rated, "a note changes no record");
}

#[test]
fn the_log_is_never_edited() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = ferry(&folder);
    let article = record(&desk).reports[0].article.id.clone();
    let change = Change::Note { about: About::Article(article), text: "seen".to_owned() };
    correct(&desk, change);
    let log = desk.log(None, 10).expect("the log");
    for sql in [
        "UPDATE corrections SET who = 'Eve'",
        "DELETE FROM corrections",
        "INSERT OR REPLACE INTO corrections (id, made, who, why, kind, change) \
         SELECT id, made, 'Eve', why, kind, change FROM corrections",
        "UPDATE corrected SET article = 'other'",
        "DELETE FROM corrected",
    ] {
        let edited = desk.store().write(|db| Ok(db.execute(sql, [])?));
        let error = edited.expect_err(sql).to_string();
        assert!(error.contains("only grows"), "{sql}: {error}");
    }
    desk.rebuild(&mut |_| {}).expect("it is rebuilt");
    assert_eq!(desk.log(None, 10).expect("the log"), log);
}

#[test]
fn what_is_not_there_is_refused_and_what_is_not_found_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = ferry(&folder);
    let first = record(&desk).reports[0].article.clone();
    let at = |start: usize, end: usize| Anchor {
        article: first.id.clone(),
        span: text::Span::new(start, end),
    };
    let reject = |statement| Change::Record(Correction::Reject { statement });
    let elsewhere = Anchor { article: "a0".to_owned(), ..at(0, 3) };
    let twice = vec![at(0, 3), at(0, 3)];
    let long = first.text.len();
    let cases = [
        (reject(elsewhere), Kind::Missing),
        (reject(at(long - 1, long + 1)), Kind::Invalid),
        (reject(at(3, 3)), Kind::Invalid),
        (Change::Record(Correction::Merge { what: What::Event, these: twice }), Kind::Invalid),
        (Change::Record(Correction::Split { what: What::Event, these: vec![] }), Kind::Invalid),
        (
            Change::Record(Correction::Merge {
                what: What::Mention,
                these: vec![at(0, 3), at(4, 9)],
            }),
            Kind::Invalid,
        ),
        (
            Change::Published {
                article: first.id.clone(),
                date: PartialDate {
                    precision: text::Precision::Month,
                    ..PartialDate::day(jiff::civil::date(2025, 3, 7))
                },
            },
            Kind::Invalid,
        ),
        (Change::Together(vec![first.id.clone(), first.id.clone()]), Kind::Invalid),
        (Change::Apart { these: vec![first.id.clone()], from: vec![] }, Kind::Invalid),
        (
            Change::Note { about: About::Entity("x".to_owned()), text: " ".to_owned() },
            Kind::Invalid,
        ),
        (Change::Undo(7), Kind::Missing),
    ];
    for (change, kind) in cases {
        let refused = desk.correct(change.clone(), "Ada", "because", now());
        assert_eq!(refused.map_err(|e| e.kind()), Err(kind), "{change:?}");
    }
    let nobody = desk.correct(reject(at(0, 3)), "", "because", now());
    assert_eq!(nobody.map_err(|e| e.kind()), Err(Kind::Invalid));
    assert_eq!(desk.log(None, 10).expect("the log"), []);
    // There is no statement in these words.
    let id = correct(&desk, reject(at(0, 4)));
    let [came] = &one(&desk, id).came[..] else { panic!("it is about one record") };
    assert_eq!(came.passages, 0);
    assert!(came.lacks.contains("nothing of the kind"), "{}", came.lacks);
}

#[test]
fn a_speaker_of_another_name_holds_after_a_rebuild_and_can_be_rated() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = ferry(&folder);
    let before = records(&desk);
    let statement = said(&before[0].1, "wave struck its bow doors");
    let fix = |name: &str| {
        let speaker = Voice::Named(name.to_owned());
        Change::Record(Correction::Speaker { statement: statement.clone(), speaker })
    };
    let id = correct(&desk, fix("Duke of Varnia"));
    let after = record(&desk);
    assert_eq!(speaker(&after, &statement), "Duke of Varnia");
    assert!(after.situations[0].origins.iter().any(|o| o.name == "Duke of Varnia"));
    assert_eq!(one(&desk, id).came[0].lacks, "");
    desk.rebuild(&mut |_| {}).expect("it is rebuilt");
    assert_eq!(record(&desk), after);
    let name = "duke of varnia".to_owned();
    let rating = Change::Reliability { name, reliability: Reliability::B };
    let rated = correct(&desk, rating);
    let duke = |r: &Record| r.entities.iter().find(|e| e.name == "Duke of Varnia").cloned();
    assert_eq!(duke(&record(&desk)).expect("he speaks").reliability, Some(Reliability::B));
    undo(&desk, rated);
    undo(&desk, id);
    assert_eq!(records(&desk), before);
    let long = desk.correct(fix(&"a".repeat(501)), "Ada", "because", now());
    assert_eq!(long.map_err(|e| e.kind()), Err(Kind::Limit));
}
