//! A desk whose program is killed at any instant loses nothing that it had said to be kept.
//!
//! `TWOSOURCE_KILLS` is how often it is killed, `TWOSOURCE_SEED` repeats a run.
#![cfg(unix)]
// The program to be killed tells of what it has kept on its standard output.
#![allow(clippy::print_stdout)]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use desk::{Arrival, Behind, Desk, How};
use world::World;

/// How often the program is killed where nothing else is said.
const KILLS: u64 = 50;
/// So often of these it is killed while it derives; the other times while it adds.
const DERIVING: u64 = 10;
/// `add` or `derive`, the desk's file, and the number of the first article to add.
const TASK: &str = "TWOSOURCE_KILLED_TASK";
const DESK: &str = "TWOSOURCE_KILLED_DESK";
const FIRST: &str = "TWOSOURCE_KILLED_FIRST";

/// A short report, another for every number; some tell the same story.
fn arrival(number: u64) -> Arrival {
    let mut random = fastrand::Rng::with_seed(number / 3);
    let places = ["Port Lisle", "Tarn", "Gull Point", "Corwen", "Varnia", "Skerry Bay", "Hollin"];
    let things =
        ["grain store", "lighthouse", "bridge", "school", "mill", "harbour wall", "chapel"];
    let harms = ["burned down", "collapsed", "was flooded", "was shut", "was struck by lightning"];
    let place = random.choice(places).expect("there are places");
    let thing = random.choice(things).expect("there are things");
    let harm = random.choice(harms).expect("there are harms");
    let tonnes = 100 + number;
    let text = format!(
        "The {thing} of {place} {harm} on Thursday, the mayor of {place} told reporters.\n\n\
         About {tonnes} people were led away by the fire brigade, and nobody was hurt, a doctor \
         at the hospital of {place} said.\n"
    );
    Arrival {
        bytes: text.into_bytes(),
        how: How::File,
        came: "2025-03-10T08:00:00Z".parse().expect("a time"),
        url: Some(format!("https://news.example/{number}")),
        answered_by: None,
        path: Some(format!("{number}.txt")),
        status: None,
        headers: Vec::new(),
        source: None,
    }
}

fn open(path: &Path) -> Desk {
    Desk::open(path, World::bundled()).expect("the desk opens")
}

/// The program that is killed: it goes on until then, and tells of each article once it is kept.
#[test]
#[ignore = "run by the other test, which kills it"]
fn goes_on_until_it_is_killed() {
    let of = |name| std::env::var(name).expect("set by the other test");
    let desk = open(&PathBuf::from(of(DESK)));
    println!("\nopen");
    let mut number: u64 = of(FIRST).parse().expect("a number");
    if of(TASK) == "derive" {
        desk.catch_up(&mut |_| println!("\nstep")).expect("it catches up");
        println!("\nall");
    }
    loop {
        let added = desk.add(&[arrival(number)]).expect("it is kept");
        // One that was kept and not told of any more is known by now.
        assert_eq!(added.articles.len() + added.known, 1, "{added:?}");
        println!("\nkept {number}");
        number += 1;
    }
}

fn start(path: &Path, task: &str, first: u64) -> Child {
    Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "goes_on_until_it_is_killed", "--ignored", "--nocapture"])
        .env(DESK, path)
        .env(TASK, task)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// Lets the program come so far as to tell of `told` things, and kills it some microseconds after
/// that; gives the articles that it had said to be kept.
fn kill(mut child: Child, told: usize, after: Duration) -> Vec<u64> {
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let ours = ["open", "step", "all", "kept "];
    let mut heard = Vec::new();
    while heard.len() <= told {
        let line = lines.next().expect("it goes on until it is killed").expect("text");
        if ours.iter().any(|word| line.starts_with(word)) {
            heard.push(line);
        }
    }
    std::thread::sleep(after);
    child.kill().expect("it can be killed");
    let status = child.wait().expect("it has ended");
    assert_eq!(status.signal(), Some(9), "it ended by itself: {status}");
    heard.extend(lines.map_while(Result::ok));
    let kept = |line: &String| line.strip_prefix("kept ").and_then(|n| n.parse().ok());
    heard.iter().filter_map(kept).collect()
}

/// Checks that an article is there with its bytes.
fn assert_kept(desk: &Desk, number: u64) {
    let url = arrival(number).url;
    let bytes: Vec<u8> = desk
        .store()
        .read(|db| {
            let sql = "SELECT d.bytes FROM articles a JOIN documents d ON d.sha256 = a.document \
                       WHERE a.url = ?1";
            Ok(db.query_row(sql, [&url], |row| row.get(0))?)
        })
        .unwrap_or_else(|e| panic!("article {number} was said to be kept: {e}"));
    let bytes = zstd::decode_all(&*bytes).expect("compressed bytes");
    assert_eq!(bytes, arrival(number).bytes, "article {number}");
}

fn count(desk: &Desk, sql: &str) -> i64 {
    desk.store().read(|db| Ok(db.query_row(sql, [], |row| row.get(0))?)).expect("a count")
}

fn of_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|n| n.parse().expect("a number"))
}

#[test]
fn nothing_that_was_kept_is_lost() {
    let kills = of_environment("TWOSOURCE_KILLS").unwrap_or(KILLS);
    let seed = of_environment("TWOSOURCE_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("TWOSOURCE_KILLS={kills} TWOSOURCE_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let mut kept: BTreeSet<u64> = BTreeSet::new();
    let mut first = 0;
    for round in 0..kills {
        let derives = round % (kills / DERIVING).max(1) == 1;
        let (task, told) = if derives { ("derive", 20) } else { ("add", 4) };
        let after = Duration::from_micros(random.u64(..3_000));
        let new = kill(start(&path, task, first), random.usize(..told), after);
        let desk = open(&path);
        desk.store().check().unwrap_or_else(|e| panic!("seed {seed}, round {round}: {e}"));
        new.iter().for_each(|number| assert_kept(&desk, *number));
        first = new.iter().map(|number| number + 1).max().unwrap_or(first);
        kept.extend(new);
    }
    let desk = open(&path);
    kept.iter().for_each(|number| assert_kept(&desk, *number));
    desk.catch_up(&mut |_| {}).expect("it catches up");
    assert_eq!(desk.behind().expect("counts"), Behind::default());
    desk.store().check().expect("the desk is whole");
    let articles = count(&desk, "SELECT count(*) FROM articles");
    assert!(articles >= i64::try_from(kept.len()).expect("few"), "{articles} of {}", kept.len());
    let told = "SELECT count(DISTINCT f.article) FROM facts f JOIN situations s ON s.id = \
                f.situation WHERE f.kind = 'report' AND s.record IS NOT NULL AND NOT s.stale";
    assert_eq!(count(&desk, told), articles, "every article is a report of a record");
    println!("{articles} articles after {kills} kills, {} told of", kept.len());
}
