//! A desk from outside: what comes in is kept, grouped and told, whatever happens in between.

use std::path::{Path, PathBuf};

use article::{Input, gather};
use desk::{Added, Arrival, Desk, How, Step};
use jiff::Timestamp;
use world::World;

const CAME: &str = "2025-03-10T08:00:00Z";

fn ferry() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/ferry")
}

fn came() -> Timestamp {
    CAME.parse().expect("a time")
}

fn open(folder: &tempfile::TempDir) -> Desk {
    Desk::open(&folder.path().join("desk.db"), World::bundled()).expect("a desk opens")
}

fn add_ferry(desk: &Desk) -> Added {
    let intake = gather(&[Input::Path(ferry())], World::bundled(), &mut |_| {});
    desk.add_files(intake, came()).expect("files are added")
}

fn situations(desk: &Desk) -> Vec<(String, i64)> {
    desk.store()
        .read(|db| {
            let mut all = db.prepare("SELECT title, reports FROM situations ORDER BY id")?;
            let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
        .expect("the store can be read")
}

fn page(url: &str, headline: &str, text: &str) -> Arrival {
    let bytes = format!(
        "<html><head><title>{headline}</title></head><body><article><h1>{headline}</h1>{}\
         </article></body></html>",
        text.split("\n\n").map(|p| format!("<p>{p}</p>")).collect::<String>(),
    );
    Arrival {
        bytes: bytes.into_bytes(),
        how: How::Page,
        came: came(),
        url: Some(url.to_owned()),
        answered_by: None,
        path: None,
        status: Some(200),
        headers: vec![("Content-Type".to_owned(), "text/html; charset=utf-8".to_owned())],
        source: None,
    }
}

const FIRE: &str = "A fire destroyed the grain store of Varnia on Thursday, the fire brigade said.\
    \n\nNobody was hurt. About 300 tonnes of barley burned, the Duke of Varnia told reporters, and \
    the police are looking into the cause of the blaze.\n\nThe store was built forty years ago.";

#[test]
fn the_bundled_situation_is_one_situation() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = open(&folder);
    let added = add_ferry(&desk);
    assert_eq!((added.articles.len(), added.known), (10, 0));
    let mut renewed = 0;
    desk.catch_up(&mut |step| renewed += usize::from(matches!(step, Step::Renewed(_))))
        .expect("it catches up");
    let found = situations(&desk);
    assert_eq!(found[0].1, 9, "{found:?}");
    assert!(renewed >= 1);
    assert_eq!(desk.behind().expect("a count"), desk::Behind::default());
    desk.store().check().expect("the store is whole");
    // The same files once more are known.
    assert_eq!(add_ferry(&desk).known, 10);
}

#[test]
fn the_order_of_arrival_does_not_matter_for_a_story() {
    let forward = tempfile::tempdir().expect("a folder");
    let backward = tempfile::tempdir().expect("a folder");
    let intake = gather(&[Input::Path(ferry())], World::bundled(), &mut |_| {});
    let found = [(forward, false), (backward, true)].map(|(folder, reverse)| {
        let desk = open(&folder);
        let mut articles = intake.articles.clone();
        if reverse {
            articles.reverse();
        }
        for article in articles {
            let one = article::Intake { articles: vec![article], ..article::Intake::default() };
            desk.add_files(one, came()).expect("a file is added");
            desk.catch_up(&mut |_| {}).expect("it catches up");
        }
        situations(&desk)
    });
    let [mut forward, mut backward] = found;
    forward.sort();
    backward.sort();
    assert_eq!(forward, backward);
}

#[test]
fn an_edit_of_a_page_is_a_version_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = open(&folder);
    let url = "https://news.example/fire";
    desk.add(&[page(url, "Grain store burns", FIRE)]).expect("a page");
    let edited = FIRE.replace("300 tonnes", "450 tonnes");
    desk.add(&[page(url, "Grain store burns", &edited)]).expect("its edit");
    desk.catch_up(&mut |_| {}).expect("it catches up");
    assert_eq!(situations(&desk), [("Grain store burns".to_owned(), 2)]);
    let same = desk.add(&[page(url, "Grain store burns", &edited)]).expect("the same again");
    assert_eq!((same.articles.len(), same.known), (0, 1));
}

#[test]
fn what_is_no_article_is_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = open(&folder);
    let mut nothing = page("https://news.example/empty", "", "");
    nothing.bytes = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0];
    let added = desk.add(&[nothing]).expect("it is kept all the same");
    assert!(added.articles.is_empty());
    assert_eq!(added.skipped.len(), 1, "{added:?}");
    let listed: i64 = desk
        .store()
        .read(|db| Ok(db.query_row("SELECT count(*) FROM skipped", [], |row| row.get(0))?))
        .expect("a count");
    assert_eq!(listed, 1);
}

#[test]
fn a_rebuild_leads_to_the_same_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = open(&folder);
    add_ferry(&desk);
    desk.add(&[page("https://news.example/fire", "Grain store burns", FIRE)]).expect("a page");
    desk.catch_up(&mut |_| {}).expect("it catches up");
    let before = situations(&desk);
    desk.rebuild(&mut |_| {}).expect("it is rebuilt");
    assert_eq!(situations(&desk), before);
    desk.store().check().expect("the store is whole");
}

#[test]
fn a_desk_that_is_stopped_goes_on_at_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = open(&folder);
    add_ferry(&desk);
    let mut steps = 0;
    desk.catch_up(&mut |_| {
        steps += 1;
        desk.stop();
    })
    .expect("it stops");
    assert_eq!(steps, 1);
    assert_eq!(desk.behind().expect("a count").articles, 9);
    drop(desk);
    let desk = open(&folder);
    desk.catch_up(&mut |_| {}).expect("it catches up");
    assert_eq!(situations(&desk)[0].1, 9);
}

#[test]
fn one_alone_keeps_a_desk() {
    let folder = tempfile::tempdir().expect("a folder");
    let (desk, other) = (open(&folder), open(&folder));
    assert!(!other.store().is_kept().expect("it is told"));
    let keeping = desk.store().keep_alone().expect("it is asked");
    assert!(keeping.is_some() && other.store().is_kept().expect("it is told"));
    assert!(other.store().keep_alone().expect("it is asked").is_none());
    drop(keeping);
    assert!(!other.store().is_kept().expect("it is told"));
    let keeping = other.store().keep_alone().expect("it is asked");
    assert!(keeping.is_some() && desk.store().is_kept().expect("it is told"));
    // A desk that nobody uses is one file.
    drop((keeping, desk, other));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
}
