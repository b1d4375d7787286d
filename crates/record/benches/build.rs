//! How the cost of building a record grows with the number of articles, beside the cost of reading
//! them, both in processor time:
//!
//! ```text
//! TWOSOURCE_STORIES=STORIES.jsonl TWOSOURCE_ARTICLES=ARTICLES.jsonl cargo bench -p record
//! ```
//! The stories are in every record; of the other articles a quarter, a half, and all. Articles are
//! JSON Lines with `text`, and `id`, `title`, `outlet`, `url`, `published` where known. With
//! `TWOSOURCE_READINGS=FILE` the readings are kept there for the next run of the same program.
#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::disallowed_types)]

use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs, thread};

use article::{Input, gather};
use cpu_time::ThreadTime;
use reading::Reading;
use text::Article;
use world::World;

/// Shares of the articles that records are built of, beside the stories.
const SHARES: [usize; 3] = [4, 2, 1];

fn main() {
    let path = |name: &str| env::var_os(name).map(PathBuf::from);
    let Some(articles) = path("TWOSOURCE_ARTICLES") else {
        println!("skipped: TWOSOURCE_ARTICLES names no file of articles");
        return;
    };
    let world = World::bundled();
    let [stories, others] = [path("TWOSOURCE_STORIES"), Some(articles)].map(|file| {
        let gathered =
            gather(&file.into_iter().map(Input::Path).collect::<Vec<_>>(), world, &mut |_| {});
        gathered.articles
    });
    let ((stories, others), reading) = kept(path("TWOSOURCE_READINGS"), || {
        let ((stories, first), (others, second)) =
            (read_all(stories, world), read_all(others, world));
        ((stories, others), first + second)
    });
    let whole = reading / (stories.len() + others.len()).max(1) as u32;
    println!("articles\treading/article\trecord/article\trecord to reading\tto first");
    let mut first = None;
    for share in SHARES {
        // Every second, every fourth: the same mix of outlets and years in each.
        let some: Vec<Read> = stories.iter().chain(others.iter().step_by(share)).cloned().collect();
        let n = some.len().max(1) as u32;
        let started = ThreadTime::now();
        let record = record::build(some, world);
        let each = started.elapsed() / n;
        let first = *first.get_or_insert(each);
        let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
        println!(
            "{n}\t{whole:.2?}\t{each:.2?}\t{:.3}\t{:.3}\t({} situations)",
            ratio(each, whole),
            ratio(each, first),
            record.situations.len(),
        );
    }
}

type Read = (Article, Reading);
type All = ((Vec<Read>, Vec<Read>), Duration);

/// What the file holds, else what `read` gives, which the file then holds.
fn kept(file: Option<PathBuf>, read: impl FnOnce() -> All) -> All {
    let Some(file) = file else { return read() };
    if let Ok(bytes) = fs::read(&file) {
        return postcard::from_bytes(&bytes).expect("readings kept by this very program");
    }
    let read = read();
    let bytes = postcard::to_stdvec(&read).expect("readings can be written down");
    fs::write(file, bytes).expect("the readings can be kept there");
    read
}

/// Reads all articles, with the processor time that takes.
fn read_all(articles: Vec<Article>, world: &World) -> (Vec<Read>, Duration) {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let part = articles.len().div_ceil(threads).max(1);
    let read = |articles: &[Article]| {
        let started = ThreadTime::now();
        let read: Vec<_> = articles.iter().map(|a| (a.clone(), reading::read(a, world))).collect();
        (read, started.elapsed())
    };
    thread::scope(|scope| {
        let parts: Vec<_> =
            articles.chunks(part).map(|part| scope.spawn(move || read(part))).collect();
        let mut all = Vec::new();
        let mut took = Duration::ZERO;
        for part in parts {
            let (read, time) = part.join().expect("reading does not fail");
            all.extend(read);
            took += time;
        }
        (all, took)
    })
}
