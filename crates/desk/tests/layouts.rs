//! Desks of every earlier layout open, are brought up to date, and still tell their situation.

use std::fs;
use std::path::{Path, PathBuf};

use article::{Input, gather};
use desk::{Desk, Store};
use world::World;

const FIRE: &str = "VARNIA, March 6 (SNA) -- A fire destroyed the grain store of Varnia on Thursday, \
                    the fire brigade said.\n\nNobody was hurt. About 300 tonnes of barley burned, \
                    the Duke of Varnia told reporters, and the police are looking into the cause \
                    of the blaze.\n";
const LATER: &str = "VARNIA, March 7 -- The fire that destroyed the grain store of Varnia on \
                     Thursday burned 450 tonnes of barley, the Duke of Varnia told the Harbour Post \
                     on Friday.\n\nThe police said that the cause of the blaze in the grain store \
                     was a lamp.\n";

fn kept(layout: i64) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/layouts/{layout}.db.zst"))
}

fn layout(store: &Store) -> i64 {
    let version =
        |db: &rusqlite::Connection| db.pragma_query_value(None, "user_version", |r| r.get(0));
    store.read(|db| Ok(version(db)?)).expect("the layout is told")
}

fn count(desk: &Desk, sql: &str) -> i64 {
    desk.store().read(|db| Ok(db.query_row(sql, [], |row| row.get(0))?)).expect("a count")
}

/// The newest layout.
fn newest() -> i64 {
    let folder = tempfile::tempdir().expect("a folder");
    layout(&Store::open(&folder.path().join("desk.db")).expect("a desk opens"))
}

fn tells_its_situation(desk: &Desk) {
    let situations = "SELECT count(*) FROM situations WHERE reports = 2 AND record IS NOT NULL";
    assert_eq!(count(desk, situations), 1);
    let figures = "SELECT count(*) FROM facts JOIN found ON found.rowid = facts.id \
                   WHERE found MATCH 'tonnes' AND kind = 'figure' AND facts.speaker LIKE '%Duke%'";
    assert_eq!(count(desk, figures), 2);
}

#[test]
fn every_earlier_layout_is_brought_up_to_date() {
    let newest = newest();
    for earlier in 1..newest {
        let packed = fs::read(kept(earlier)).unwrap_or_else(|e| {
            panic!("no desk of layout {earlier} is kept ({e}): see tests/layouts/README.md")
        });
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.db");
        fs::write(&path, zstd::decode_all(&*packed).expect("zstd")).expect("a file");
        let before = rusqlite::Connection::open(&path).expect("a database");
        let is: i64 =
            before.pragma_query_value(None, "user_version", |r| r.get(0)).expect("a number");
        drop(before);
        assert_eq!(is, earlier);
        let desk = Desk::open(&path, World::bundled()).expect("it is brought up to date");
        assert_eq!(layout(desk.store()), newest);
        desk.store().check().expect("it is whole");
        tells_its_situation(&desk);
        desk.rebuild(&mut |_| {}).expect("it is made again");
        tells_its_situation(&desk);
        desk.store().check().expect("it is whole");
    }
}

#[test]
#[ignore = "keeps a desk of the newest layout, once: see tests/layouts/README.md"]
fn the_newest_layout_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("fire.txt", FIRE), ("later.txt", LATER)] {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    let file = folder.path().join("desk.db");
    let desk = Desk::open(&file, World::bundled()).expect("a desk opens");
    let layout = layout(desk.store());
    assert!(!kept(layout).exists(), "layout {layout} is kept already");
    let intake = gather(&[Input::Path(folder.path().join("*.txt"))], World::bundled(), &mut |_| {});
    desk.add_files(intake, "2025-03-10T08:00:00Z".parse().expect("a time")).expect("added");
    desk.catch_up(&mut |_| {}).expect("it catches up");
    tells_its_situation(&desk);
    drop(desk);
    let packed = zstd::encode_all(&*fs::read(file).expect("a file"), 19).expect("zstd");
    fs::write(kept(layout), packed).expect("the desk is kept");
}
