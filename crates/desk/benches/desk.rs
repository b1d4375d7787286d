//! What a desk takes as it grows: `TWOSOURCE_ARTICLES=ARTICLES.jsonl cargo bench -p desk`. Articles
//! are JSON Lines as for the bench of `record`; where there are fewer than `TWOSOURCE_DESK_SIZE`
//! (2,000) they come again with other dates and names.
//!
//! Times are by the clock on the wall: the median, the 99th percentile, the worst.
#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::disallowed_types)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use article::{Input, Intake, gather};
use desk::{Desk, Step};
use jiff::{Timestamp, ToSpan};
use record::Record;
use text::Article;
use world::World;

/// Articles where nothing else is said.
const SIZE: usize = 2_000;
/// Articles that are added one by one, and looks that are taken.
const PROBES: usize = 100;
/// Most bytes that a record unpacks to.
const RECORD_BYTES: usize = 1 << 30;

fn main() {
    let Some(path) = env::var_os("TWOSOURCE_ARTICLES").map(PathBuf::from) else {
        println!("skipped: TWOSOURCE_ARTICLES names no file of articles");
        return;
    };
    let size = env::var("TWOSOURCE_DESK_SIZE").map_or(SIZE, |n| n.parse().expect("a number"));
    let world = World::bundled();
    let mut articles = enlarged(&gather(&[Input::Path(path)], world, &mut |_| {}).articles, size);
    let probes = articles.split_off(size);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let desk = Desk::open(&file, world).expect("a desk");
    grow(&desk, articles);
    println!("\n\tmedian\t99 %\tworst");
    adding(&desk, probes);
    opening(&desk);
    searching(&desk);
    drop(desk);
    let bytes = fs::metadata(&file).expect("the desk's file").len();
    println!("\nfile\t{:.1} MB", bytes as f64 / 1e6);
    println!("most memory\t{}", most_memory().unwrap_or_else(|| "not told here".to_owned()));
}

/// `size` articles and some to add to them: those given, then the same with other dates and names.
fn enlarged(given: &[Article], size: usize) -> Vec<Article> {
    assert!(!given.is_empty(), "there are articles");
    let rounds = (size + PROBES).div_ceil(given.len());
    // The same mix of outlets and years among those kept and those added one by one.
    let all = (0..rounds).flat_map(|round| given.iter().map(move |a| altered(a, round)));
    all.take(size + PROBES).collect()
}

/// An article as another would be told: each round has its own names, and is later.
fn altered(article: &Article, round: usize) -> Article {
    const ENDINGS: [&str; 8] = ["son", "ley", "ard", "mer", "wick", "holm", "by", "ston"];
    if round == 0 {
        return article.clone();
    }
    let ending =
        |at: usize| ENDINGS[(round + at) % ENDINGS.len()].repeat(round / ENDINGS.len() + 1);
    let word = |word: &str| {
        let name = word.len() > 4 && word.chars().all(char::is_alphabetic);
        match name && word.starts_with(char::is_uppercase) {
            true => format!("{word}{}", ending(word.len())),
            false => word.to_owned(),
        }
    };
    let words = |text: &str| text.split(' ').map(word).collect::<Vec<_>>().join(" ");
    let text = words(&article.text);
    let mut published = article.published;
    if let Some(published) = &mut published {
        published.date.date = published.date.date.saturating_add((round as i32 * 400).days());
        published.evidence = None;
    }
    Article {
        id: format!("{}-{round}", article.id),
        sha256: format!("{}-{round}", article.sha256),
        title: article.title.as_deref().map(words),
        url: article.url.as_ref().map(|url| format!("{url}?{round}")),
        outlet: article.outlet.clone(),
        language: article.language.clone(),
        published,
        ..Article::of_text(&text)
    }
}

fn add(desk: &Desk, articles: Vec<Article>) {
    let intake = Intake { articles, ..Intake::default() };
    desk.add_files(intake, Timestamp::now()).expect("articles are kept");
}

/// Lets the desk grow to its size.
fn grow(desk: &Desk, articles: Vec<Article>) {
    let n = articles.len();
    let started = Instant::now();
    add(desk, articles);
    let kept = started.elapsed();
    let mut read = kept;
    desk.catch_up(&mut |step| {
        if matches!(step, Step::Read { .. }) {
            read = started.elapsed();
        }
    })
    .expect("it catches up");
    println!("{n} articles at once: kept in {kept:.1?}, read and compared in {:.1?}", read - kept);
    println!("words counted again, situations formed, records: {:.1?}", started.elapsed() - read);
}

/// Adds articles one by one, each with its situation's record renewed.
fn adding(desk: &Desk, probes: Vec<Article>) {
    let [mut whole, mut keep, mut join, mut renew, mut reading] = [(); 5].map(|()| Vec::new());
    for article in probes {
        let started = Instant::now();
        let _ = reading::read(&article, desk.world());
        let alone = started.elapsed();
        let started = Instant::now();
        add(desk, vec![article]);
        let kept = started.elapsed();
        let mut read = kept;
        desk.catch_up(&mut |step| {
            if matches!(step, Step::Read { .. }) {
                read = started.elapsed();
            }
        })
        .expect("it catches up");
        let all = started.elapsed();
        whole.push(all);
        keep.push(kept);
        join.push((read - kept).saturating_sub(alone));
        renew.push(all - read);
        reading.push(alone);
    }
    let without = whole.iter().zip(&reading).map(|(all, alone)| all.saturating_sub(*alone));
    tell("adding without reading", without.collect());
    tell("adding an article", whole);
    tell("  keeping it", keep);
    tell("  reading it", reading);
    tell("  finding its situation", join);
    tell("  renewing its record", renew);
}

/// Looks up the record of situations, and of the largest.
fn opening(desk: &Desk) {
    let keys: Vec<String> = desk
        .store()
        .read(|db| {
            let mut all = db.prepare("SELECT key FROM situations ORDER BY reports DESC, id")?;
            let rows = all.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .expect("keys");
    let open = |key: &String| {
        let started = Instant::now();
        let sql = "SELECT record FROM situations WHERE key = ?1";
        let packed: Vec<u8> = desk
            .store()
            .read(|db| Ok(db.prepare_cached(sql)?.query_row([key], |row| row.get(0))?))
            .expect("a record");
        let bytes = zstd::bulk::decompress(&packed, RECORD_BYTES).expect("zstd");
        let record: Record = postcard::from_bytes(&bytes).expect("a record");
        assert!(!record.reports.is_empty());
        started.elapsed()
    };
    let step = keys.len().div_ceil(PROBES).max(1);
    tell("opening a situation", keys.iter().step_by(step).map(open).collect());
    let largest: Vec<&String> = keys.iter().take(1).collect();
    tell("  the largest", (0..PROBES).flat_map(|_| largest.iter().map(|k| open(k))).collect());
}

/// Searches for two words of headlines.
fn searching(desk: &Desk) {
    let titles: Vec<String> = desk
        .store()
        .read(|db| {
            let mut all =
                db.prepare("SELECT title FROM articles WHERE title <> '' ORDER BY key")?;
            let rows = all.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .expect("titles");
    let search = |title: &String| {
        let long = |w: &&str| w.len() > 4 && w.chars().all(char::is_alphanumeric);
        let words: Vec<&str> = title.split_whitespace().filter(long).take(2).collect();
        if words.is_empty() {
            return None;
        }
        let started = Instant::now();
        let sql = "SELECT f.id FROM found JOIN facts f ON f.id = found.rowid \
                   WHERE found MATCH ?1 ORDER BY rank LIMIT 20";
        let found: Vec<i64> = desk
            .store()
            .read(|db| {
                let mut all = db.prepare_cached(sql)?;
                let rows = all.query_map([words.join(" ")], |row| row.get(0))?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .expect("a search");
        assert!(found.len() <= 20);
        Some(started.elapsed())
    };
    let step = titles.len().div_ceil(PROBES).max(1);
    tell("searching", titles.iter().step_by(step).filter_map(search).collect());
}

/// Prints the median, the 99th percentile and the worst of some times.
fn tell(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let Some(last) = times.len().checked_sub(1) else {
        println!("{what}\tnone");
        return;
    };
    let at = |percent: usize| times[(last * percent).div_ceil(100)];
    println!("{what}\t{:.1?}\t{:.1?}\t{:.1?}", at(50), at(99), times[last]);
}

/// The most memory that this program has had, where the system tells.
fn most_memory() -> Option<String> {
    let status = fs::read_to_string(Path::new("/proc/self/status")).ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}
