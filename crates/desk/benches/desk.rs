//! What a desk takes as it grows: `TWOSOURCE_ARTICLES=ARTICLES.jsonl cargo bench -p desk`. Articles
//! are JSON Lines as for the bench of `record`. Where there are fewer than `TWOSOURCE_DESK_SIZE`
//! (2,000) they come again, later and about others: their names are other names of the same length,
//! so that what was heard in the first telling is heard in the next, and the reader need not read
//! each. They come in order of their days. The last hundred are added one by one, timed, and read in
//! earnest; with `TWOSOURCE_DESK_FIRST=N` it is the hundred after the first N.
//!
//! With `TWOSOURCE_DESK=FILE` the desk is kept there, and a run of the same size and articles goes on
//! with it; with `TWOSOURCE_READINGS=FILE` the readings are those that the bench of `record` keeps.
//!
//! Times are by the clock on the wall: the median, the 90th and 99th percentiles, the worst.
#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::disallowed_types)]

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use article::{Input, Intake, gather};
use desk::{Desk, Step, look};
use jiff::{Timestamp, ToSpan};
use reading::Reading;
use text::{Article, Date};
use world::World;

/// The program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Articles where nothing else is said.
const SIZE: usize = 2_000;
/// Articles that are added one by one, and looks that are taken.
const PROBES: usize = 100;
/// Articles that come together while the desk grows.
const TOGETHER: usize = 200;
/// Articles after which it is told how far it has grown.
const TOLD: usize = 4_000;
/// Days by which each round is later than the one before.
const DAYS_LATER: i64 = 37;
/// Fewest letters of a name that is changed.
const NAME: usize = 5;

fn main() {
    let path = |name: &str| env::var_os(name).map(PathBuf::from);
    let Some(articles) = path("TWOSOURCE_ARTICLES") else {
        println!("skipped: TWOSOURCE_ARTICLES names no file of articles");
        return;
    };
    let number = |name: &str| env::var(name).ok().map(|n| n.parse::<usize>().expect("a number"));
    let size = number("TWOSOURCE_DESK_SIZE").unwrap_or(SIZE);
    let world = World::bundled();
    let told = Arc::new(Told::first(articles, path("TWOSOURCE_READINGS"), world));
    let folder = tempfile::tempdir().expect("a folder");
    let file = path("TWOSOURCE_DESK").unwrap_or_else(|| folder.path().join("desk.db"));
    let (reader, reading) = (Arc::clone(&told), Arc::new(Mutex::new(Vec::new())));
    let times = Arc::clone(&reading);
    let desk = Desk::open(&file, world).expect("a desk").read_by(move |worker, article, world| {
        let started = Instant::now();
        match Retold::named(&article.sha256) {
            Some(retold) if !retold.in_earnest => reader.reading(retold, article, world),
            _ => {
                let heard = reading::read_by(worker, article, world);
                times.lock().expect("the times").push(started.elapsed());
                heard
            }
        }
    });
    let held = count(&desk, "SELECT count(*) FROM articles");
    let order = told.order(size);
    let first = held.max(number("TWOSOURCE_DESK_FIRST").unwrap_or(size - PROBES));
    assert!(first + PROBES <= size, "{first} of {size} articles are there, and {PROBES} to come");
    grow(&desk, &told, order.get(held..first).unwrap_or_default());
    let in_earnest = |r: &Retold| Retold { in_earnest: true, ..*r };
    let probes: Vec<Retold> = order[first..first + PROBES].iter().map(in_earnest).collect();
    let situations = count(&desk, "SELECT count(*) FROM situations");
    println!("\n{first} articles, {situations} situations");
    println!("\tmedian\t90 %\t99 %\tworst");
    adding(&desk, &told, &probes, &reading);
    opening(&desk);
    searching(&desk);
    drop(desk);
    let bytes = fs::metadata(&file).expect("the desk's file").len();
    println!("\nfile\t{:.1} MB", bytes as f64 / 1e6);
    println!("most memory\t{}", most_memory().unwrap_or_else(|| "not told here".to_owned()));
}

fn count(desk: &Desk, sql: &str) -> usize {
    let n: i64 =
        desk.store().read(|db| Ok(db.query_row(sql, [], |row| row.get(0))?)).expect("a count");
    usize::try_from(n).expect("no less than none")
}

/// Articles as they were told first, with their readings, written down (postcard).
struct Told {
    first: Vec<First>,
}

/// An article as it was told first.
struct First {
    article: Vec<u8>,
    reading: Vec<u8>,
    day: Option<Date>,
    /// The names in its text.
    names: BTreeSet<Vec<u8>>,
}

impl First {
    fn of((article, reading): &(Article, Reading)) -> First {
        // What is no name though it begins with a capital letter: it says when.
        const WHEN: &str = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January \
                            February March April August September October November December \
                            Today Yesterday Tomorrow Before After Since Until During";
        let is_name = |word: &&[u8]| {
            let when = || WHEN.split(' ').any(|when| when.as_bytes() == *word);
            word.len() >= NAME && word[0].is_ascii_uppercase() && !when()
        };
        let words = article.text.as_bytes().split(|b| !b.is_ascii_alphabetic());
        First {
            article: postcard::to_stdvec(article).expect("it can be written down"),
            reading: postcard::to_stdvec(reading).expect("it can be written down"),
            day: article.published.map(|p| p.date.date),
            names: words.filter(is_name).map(<[u8]>::to_vec).collect(),
        }
    }
}

/// An article as it is told in a round; the first is round 0.
#[derive(Clone, Copy, Debug)]
struct Retold {
    article: usize,
    round: usize,
    /// Whether it is read by the reader, whatever was heard before.
    in_earnest: bool,
}

impl Retold {
    fn name(self) -> String {
        format!("{}-{}-{}", self.article, self.round, self.in_earnest)
    }

    fn named(name: &str) -> Option<Retold> {
        let mut parts = name.split('-');
        let (article, round, earnest) = (parts.next()?, parts.next()?, parts.next()?);
        let article = article.parse().ok()?;
        let round = round.parse().ok()?;
        Some(Retold { article, round, in_earnest: earnest == "true" })
    }
}

impl Told {
    fn first(articles: PathBuf, readings: Option<PathBuf>, world: &World) -> Told {
        type Read = (Article, Reading);
        let read: Vec<Read> = match readings {
            Some(file) => {
                let bytes = fs::read(file).expect("readings that the bench of record keeps");
                let kept: ((Vec<Read>, Vec<Read>), Duration) =
                    postcard::from_bytes(&bytes).expect("readings kept by this very program");
                kept.0.1
            }
            None => read_all(gather(&[Input::Path(articles)], world, &mut |_| {}).articles, world),
        };
        assert!(!read.is_empty(), "there are articles");
        Told { first: read.iter().map(First::of).collect() }
    }

    /// So many articles in order of their days, the undated among the others.
    fn order(&self, size: usize) -> Vec<Retold> {
        let rounds = size.div_ceil(self.first.len());
        let mut day = None;
        let days = self.first.iter().map(|first| {
            day = first.day.or(day);
            day
        });
        let mut told: Vec<(Option<Date>, Retold)> = Vec::new();
        for (article, day) in days.enumerate() {
            for round in 0..rounds {
                let day = day.map(|d| d.saturating_add((round as i64 * DAYS_LATER).days()));
                told.push((day, Retold { article, round, in_earnest: false }));
            }
        }
        // Of those of a round, some from everywhere.
        told.sort_by_key(|(_, r)| (r.round, r.article.wrapping_mul(7_919) % self.first.len()));
        told.truncate(size);
        told.sort_by_key(|(day, r)| (*day, r.article, r.round));
        told.into_iter().map(|(_, r)| r).collect()
    }

    /// The article of a round.
    fn article(&self, retold: Retold) -> Article {
        let mut bytes = self.first[retold.article].article.clone();
        self.rename(&mut bytes, retold);
        let mut article: Article = postcard::from_bytes(&bytes).expect("the same shape");
        article.sha256 = retold.name();
        article.url = article.url.map(|url| format!("{url}?{}", retold.round));
        if let Some(published) = &mut article.published {
            let later = (retold.round as i64 * DAYS_LATER).days();
            published.date.date = published.date.date.saturating_add(later);
        }
        if retold.round > 0 {
            // The days in the address and in the text are those of the first telling.
            article.date_clues.clear();
        }
        article
    }

    /// The reading of an article that was retold, by the date that it has.
    fn reading(&self, retold: Retold, article: &Article, world: &World) -> Reading {
        let mut bytes = self.first[retold.article].reading.clone();
        self.rename(&mut bytes, retold);
        let reading = postcard::from_bytes(&bytes).expect("the same shape");
        reading::redate(article, reading, world)
    }

    /// Changes every name of an article in place, wherever it stands in some bytes about it.
    fn rename(&self, bytes: &mut [u8], retold: Retold) {
        if retold.round == 0 {
            return;
        }
        let letters = |bytes: &[u8]| bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let names = &self.first[retold.article].names;
        let mut at = 0;
        while at < bytes.len() {
            let name =
                bytes[at].is_ascii_uppercase().then(|| letters(&bytes[at..])).and_then(|n| {
                    // The byte after a name may look like a letter and be a number.
                    (NAME..=n).rev().find(|n| names.contains(&bytes[at..at + n]))
                });
            if let Some(n) = name {
                renamed(&mut bytes[at..at + n], retold.round);
            }
            at += name.unwrap_or(1);
        }
    }
}

/// Another name of that length for each round: vowels for vowels, consonants for consonants.
fn renamed(name: &mut [u8], round: usize) {
    const VOWELS: &[u8] = b"aeiou";
    const CONSONANTS: &[u8] = b"bcdfghjklmnpqrstvwxyz";
    let mut seed = round;
    for letter in name {
        let low = letter.to_ascii_lowercase();
        let [of, place] = [VOWELS, CONSONANTS]
            .iter()
            .find_map(|set| Some([set.len(), set.iter().position(|v| *v == low)?]))
            .expect("a letter");
        let set = if of == VOWELS.len() { VOWELS } else { CONSONANTS };
        seed = seed.wrapping_mul(31).wrapping_add(usize::from(low));
        let other = set[(place + round + seed % 3) % of];
        *letter = if letter.is_ascii_uppercase() { other.to_ascii_uppercase() } else { other };
    }
}

/// Reads articles on all processors, in their order.
fn read_all(articles: Vec<Article>, world: &World) -> Vec<(Article, Reading)> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let part = articles.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let read = |a: &Article| (a.clone(), reading::read(a, world));
        let parts: Vec<_> = articles
            .chunks(part)
            .map(|part| scope.spawn(move || part.iter().map(read).collect::<Vec<_>>()))
            .collect();
        parts.into_iter().flat_map(|part| part.join().expect("reading does not fail")).collect()
    })
}

/// Keeps an article as of its day, so that the undated came when those beside them did.
fn add(desk: &Desk, articles: Vec<Article>) {
    let day = articles.iter().filter_map(|a| a.published).map(|p| p.date.date).max();
    let noon = |d: Date| d.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).ok();
    let came = day.and_then(noon).map_or_else(Timestamp::now, |z| z.timestamp());
    let intake = Intake { articles, ..Intake::default() };
    desk.add_files(intake, came).expect("articles are kept");
}

/// Lets the desk grow to its size.
fn grow(desk: &Desk, told: &Told, order: &[Retold]) {
    let started = Instant::now();
    for some in order.chunks(TOGETHER) {
        add(desk, some.iter().map(|r| told.article(*r)).collect());
    }
    println!("{} articles kept\t{:.0?}", order.len(), started.elapsed());
    let (mut read, mut renewed) = (0, 0);
    desk.catch_up(&mut |step| match step {
        Step::Read { .. } => {
            read += 1;
            if read % TOLD == 0 {
                println!("{read} read again and compared\t{:.0?}", started.elapsed());
            }
        }
        Step::Renewed(_) => {
            renewed += 1;
            if renewed % TOLD == 0 {
                println!("{renewed} records made\t{:.0?}", started.elapsed());
            }
        }
    })
    .expect("it catches up");
    println!("grown\t{:.0?}", started.elapsed());
}

/// Adds articles one by one, each with its situation's record renewed.
fn adding(desk: &Desk, told: &Told, probes: &[Retold], reading: &Mutex<Vec<Duration>>) {
    let [mut whole, mut keep, mut join, mut renew] = [(); 4].map(|()| Vec::new());
    reading.lock().expect("the times").clear();
    for probe in probes {
        let article = told.article(*probe);
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
        join.push(read - kept);
        renew.push(all - read);
    }
    let reading = reading.lock().expect("the times").clone();
    assert_eq!(reading.len(), probes.len(), "each is read, once");
    let less = |all: &[Duration]| {
        all.iter().zip(&reading).map(|(all, alone)| all.saturating_sub(*alone)).collect()
    };
    tell("adding without reading", less(&whole));
    tell("adding an article", whole);
    tell("  keeping it", keep);
    tell("  finding its situation", less(&join));
    tell("  reading it", reading);
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
        let record = look::record(desk.store(), key).expect("it is looked up").expect("a record");
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
        let query = look::Query { words: words.join(" "), ..look::Query::default() };
        let found = look::search(desk.store(), &query, 20, 0).expect("a search").hits;
        assert!(found.len() <= 20);
        Some(started.elapsed())
    };
    let step = titles.len().div_ceil(PROBES).max(1);
    tell("searching", titles.iter().step_by(step).filter_map(search).collect());
}

/// Prints the median, the 90th and 99th percentiles and the worst of some times.
fn tell(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let Some(last) = times.len().checked_sub(1) else {
        println!("{what}\tnone");
        return;
    };
    let at = |percent: usize| times[(last * percent).div_ceil(100)];
    println!("{what}\t{:.1?}\t{:.1?}\t{:.1?}\t{:.1?}", at(50), at(90), at(99), times[last]);
}

/// The most memory that this program has had, where the system tells.
fn most_memory() -> Option<String> {
    let status = fs::read_to_string(Path::new("/proc/self/status")).ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}
