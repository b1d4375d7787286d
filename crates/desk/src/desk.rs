//! A desk at work: what comes in is kept at once; what follows from it is derived after that, and
//! where the program is stopped in between, the next start goes on from there.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use article::{Document, Input, gather};
use reading::{Reading, Worker};
use record::grouping::Rarity;
use rusqlite::{OptionalExtension, Transaction, params};
use text::Article;
use world::World;

use crate::digest::sha256;
use crate::pack::{pack, squeeze, unpack};
use crate::{Arrival, Error, Kind, Store, group, read, renew};

/// What reads articles.
type Reader = dyn Fn(&Worker<'_>, &Article, &World) -> Reading + Send + Sync;

/// A desk: its store, and what is needed to derive from it.
pub struct Desk {
    store: Store,
    world: &'static World,
    /// What words weigh, as counted last.
    rarity: RwLock<Rarity>,
    stopping: AtomicBool,
    threads: NonZero<usize>,
    reader: Box<Reader>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("store", &self.store).finish_non_exhaustive()
    }
}

/// What became of what came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Keys of the articles that are new.
    pub articles: Vec<String>,
    /// Articles that were known already.
    pub known: usize,
    /// What was not taken: the place and the reason.
    pub skipped: Vec<(String, String)>,
}

/// How far the derived part has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// Articles that are not read yet.
    pub articles: usize,
    /// Situations whose record lacks an article.
    pub situations: usize,
}

impl Desk {
    /// Opens the desk at `path`, made new where there is none. Nothing is derived yet:
    /// [`Desk::catch_up`] does that. [`Desk::made_by_another`] tells where another version of the
    /// program made what is derived.
    ///
    /// # Errors
    /// Those of [`Store::open`].
    pub fn open(path: &Path, world: &'static World) -> Result<Desk, Error> {
        let store = Store::open(path)?;
        let background = pack(&Rarity::background())?;
        store.write(|db| {
            let new = "INSERT OR IGNORE INTO made_by (one, program, counted, rarity) \
                       VALUES (1, ?1, 0, ?2)";
            db.execute(new, params![program(), background])?;
            Ok(())
        })?;
        let rarity: Vec<u8> = store
            .read(|db| Ok(db.query_row("SELECT rarity FROM made_by", [], |row| row.get(0))?))?;
        let rarity = RwLock::new(unpack(&rarity)?);
        let stopping = AtomicBool::new(false);
        let reader = Box::new(reading::read_by);
        Ok(Desk { store, world, rarity, stopping, threads: threads(), reader })
    }

    /// Takes readings from elsewhere, for measuring what a desk does beside reading.
    #[doc(hidden)]
    pub fn read_by(
        mut self,
        reader: impl Fn(&Worker<'_>, &Article, &World) -> Reading + Send + Sync + 'static,
    ) -> Desk {
        self.reader = Box::new(reader);
        self
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What words weigh, as counted last.
    pub(crate) fn rarity(&self) -> Rarity {
        self.rarity.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Knowledge about the world.
    pub fn world(&self) -> &'static World {
        self.world
    }

    /// The program and model that made what is derived, where it is not this one.
    ///
    /// # Errors
    /// Those of the store.
    pub fn made_by_another(&self) -> Result<Option<String>, Error> {
        self.store.read(|db| {
            let made: String = db.query_row("SELECT program FROM made_by", [], |r| r.get(0))?;
            Ok((made != program()).then_some(made))
        })
    }

    /// Keeps what came. Once this returns it is kept, whatever happens then.
    ///
    /// # Errors
    /// Those of the store.
    pub fn add(&self, arrivals: &[Arrival]) -> Result<Added, Error> {
        let mut added = Added::default();
        for arrival in arrivals {
            let (articles, skipped) = articles(arrival, self.world);
            self.store.write(|db| {
                let (id, document) = keep_arrival(db, arrival)?;
                for article in articles {
                    match keep_article(db, (id, &document), arrival, article)? {
                        Some(key) => added.articles.push(key),
                        None => added.known += 1,
                    }
                }
                keep_skipped(db, id, &skipped)
            })?;
            added.skipped.extend(skipped);
        }
        Ok(added)
    }

    /// Keeps articles that were read from the user's files, each file a document; `came` is when.
    ///
    /// # Errors
    /// Those of the store.
    pub fn add_files(
        &self,
        intake: article::Intake,
        came: jiff::Timestamp,
    ) -> Result<Added, Error> {
        let mut added = Added::default();
        let mut articles = intake.articles;
        articles.extend(intake.foreign);
        articles.sort_by(|a, b| (&a.path, &a.id).cmp(&(&b.path, &b.id)));
        for of_one_file in articles.chunk_by(|a, b| a.path == b.path) {
            for some in of_one_file.chunks(ARTICLES_AT_ONCE) {
                self.store.write(|db| {
                    for article in some {
                        let arrival = from_file(article, came)?;
                        let (id, document) = keep_arrival(db, &arrival)?;
                        match keep_article(db, (id, &document), &arrival, article.clone())? {
                            Some(key) => added.articles.push(key),
                            None => added.known += 1,
                        }
                    }
                    Ok(())
                })?;
            }
        }
        added.skipped.extend(intake.skipped.into_iter().map(|s| (s.path, s.reason)));
        Ok(added)
    }

    /// What is still to be derived.
    ///
    /// # Errors
    /// Those of the store.
    pub fn behind(&self) -> Result<Behind, Error> {
        self.store.read(|db| {
            let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
            let stale = count("SELECT count(*) FROM situations WHERE stale")?;
            Ok(Behind {
                articles: usize::try_from(count(read::PENDING_COUNT)?).unwrap_or_default(),
                situations: usize::try_from(stale).unwrap_or_default(),
            })
        })
    }

    /// Lets [`Desk::catch_up`] end after the step it is at; the next start goes on from there.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Derives what is still to be derived: reads articles, lets each join or start a situation, and
    /// renews the records of those situations. `done` is told after every step.
    ///
    /// # Errors
    /// Those of the store.
    pub fn catch_up(&self, done: &mut dyn FnMut(&Step)) -> Result<(), Error> {
        self.derive(true, done)
    }

    /// Derives what is still to be derived; `meanwhile`: while there is more to read, words are
    /// counted and records renewed in between.
    fn derive(&self, meanwhile: bool, done: &mut dyn FnMut(&Step)) -> Result<(), Error> {
        self.read_pending(meanwhile, done)?;
        self.count_again_where(GROWN_BY_A_QUARTER)?;
        self.renew_stale(None, done)
    }

    /// Reads what is not read yet; while some is compared with what is kept, the next is read.
    fn read_pending(&self, meanwhile: bool, done: &mut dyn FnMut(&Step)) -> Result<(), Error> {
        let read = |pending| {
            let reader =
                |worker: &Worker<'_>, article: &Article| (self.reader)(worker, article, self.world);
            read::read_all(pending, self.threads, &self.stopping, &reader)
        };
        let pending = |after| self.store.read(|db| read::pending(db, after, ARTICLES_AT_ONCE));
        let mut renewed = Instant::now();
        std::thread::scope(|scope| {
            let mut some = read(pending(0)?);
            while let Some(last) = some.last() {
                let next = pending(last.kept.id)?;
                let next = scope.spawn(move || read(next));
                self.join(some, done)?;
                if meanwhile {
                    self.count_again_where(DOUBLED)?;
                }
                if meanwhile && renewed.elapsed() >= RENEW_AFTER {
                    self.renew_stale(Some(Instant::now() + RENEW_FOR), done)?;
                    renewed = Instant::now();
                }
                some = joined(next);
            }
            Ok(())
        })
    }

    /// Lets each of some articles that were read join a situation or start one.
    fn join(&self, some: Vec<read::Read>, done: &mut dyn FnMut(&Step)) -> Result<(), Error> {
        let rarity = self.rarity();
        for read in some {
            // What is cut short is no reading.
            if self.is_stopping() {
                break;
            }
            let key = self.store.write(|db| match read::keep(db, &read)? {
                true => group::join(db, &read, (&rarity, self.world)),
                false => Ok(None),
            })?;
            done(&Step::Read { situation: key });
        }
        Ok(())
    }

    /// Renews the records that lack something: all, or as many as can be until some moment.
    fn renew_stale(
        &self,
        until: Option<Instant>,
        done: &mut dyn FnMut(&Step),
    ) -> Result<(), Error> {
        while !self.is_stopping() && until.is_none_or(|until| Instant::now() < until) {
            let stale = self.store.read(|db| renew::stale(db, self.threads))?;
            if stale.is_empty() {
                break;
            }
            for renewed in self.renewed(&stale) {
                done(&Step::Renewed(Box::new(renewed?)));
            }
        }
        Ok(())
    }

    /// Renews the records of some situations, each on a thread.
    fn renewed(&self, stale: &[i64]) -> Vec<Result<renew::Renewed, Error>> {
        std::thread::scope(|scope| {
            let renew = |situation: &i64| {
                let situation = *situation;
                scope.spawn(move || renew::renew(self, situation))
            };
            let all: Vec<_> = stale.iter().map(renew).collect();
            all.into_iter().map(joined).collect()
        })
    }

    /// Where a small desk has grown so many times since words were counted: counts what they weigh
    /// now, and forms all situations anew by that.
    fn count_again_where(&self, grown: f64) -> Result<(), Error> {
        if self.is_stopping() || !self.store.read(|db| group::has_grown(db, grown))? {
            return Ok(());
        }
        let rarity = self.store.write(|db| group::all_anew(db, self.world))?;
        *self.rarity.write().unwrap_or_else(PoisonError::into_inner) = rarity;
        Ok(())
    }

    /// Makes all that is derived again, with this program and by what words weigh now.
    ///
    /// # Errors
    /// Those of the store.
    pub fn rebuild(&self, done: &mut dyn FnMut(&Step)) -> Result<(), Error> {
        self.store.write(|db| {
            db.execute_batch(
                "DELETE FROM facts; DELETE FROM members; DELETE FROM links; DELETE FROM terms;
                 DELETE FROM profiles; DELETE FROM readings; DELETE FROM former;
                 UPDATE situations SET stale = 0, reports = 0;
                 UPDATE made_by SET counted = 0;",
            )?;
            db.execute("UPDATE made_by SET program = ?1", [program()])?;
            Ok(())
        })?;
        self.derive(false, done)?;
        // Situations keep their keys where their articles are together again; the others are gone.
        self.store.write(|db| {
            let empty = "id NOT IN (SELECT situation FROM members)";
            db.execute(&format!("DELETE FROM situations WHERE {empty}"), [])?;
            Ok(())
        })
    }
}

/// A step of [`Desk::catch_up`].
#[derive(Clone, Debug)]
pub enum Step {
    /// An article was read; it is in the situation of that key, where it is a report at all.
    Read {
        /// The situation.
        situation: Option<String>,
    },
    /// The record of a situation was renewed.
    Renewed(Box<renew::Renewed>),
}

/// How many times a small desk has grown when words are counted again: at the end of a catching up,
/// and in its midst.
const GROWN_BY_A_QUARTER: f64 = 1.25;
const DOUBLED: f64 = 2.0;
/// While there is more to read, records are renewed after so long for so long: what is told must not
/// wait for the end of a large intake.
const RENEW_AFTER: Duration = Duration::from_secs(4);
const RENEW_FOR: Duration = Duration::from_secs(1);
/// Articles kept, or read, between two commits.
const ARTICLES_AT_ONCE: usize = 32;

/// The program and the model of its reader.
pub fn program() -> String {
    format!("twosource {} ({})", env!("CARGO_PKG_VERSION"), reading::trained_model())
}

/// What a thread gave; where it panicked, so does this one.
fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn threads() -> NonZero<usize> {
    std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}

/// The articles of a document, and what of it is none.
fn articles(arrival: &Arrival, world: &World) -> (Vec<Article>, Vec<(String, String)>) {
    let header = |name: &str| {
        arrival.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    };
    let charset = header("content-type").and_then(|v| {
        let (_, charset) = v.split_once("charset=")?;
        let end = charset.find([';', ' ']).unwrap_or(charset.len());
        Some(charset[..end].trim_matches('"').to_owned())
    });
    let url = arrival.answered_by.as_ref().or(arrival.url.as_ref());
    let name = arrival.path.as_ref().or(url).cloned().unwrap_or_default();
    let document = Document { name, bytes: arrival.bytes.clone(), url: url.cloned(), charset };
    let intake = gather(&[Input::Document(document)], world, &mut |_| {});
    let mut articles = intake.articles;
    articles.extend(intake.foreign);
    for article in &mut articles {
        article.path = arrival.path.clone();
        // An edit of a page keeps the address that it was asked for at.
        if arrival.url.is_some() {
            article.url.clone_from(&arrival.url);
        }
    }
    let skipped = intake.skipped.into_iter().map(|s| (s.path, s.reason));
    (articles, skipped.collect())
}

/// The arrival of an article that stands in a file. Of a file that holds many, the document kept is
/// the article's own text.
fn from_file(article: &Article, came: jiff::Timestamp) -> Result<Arrival, Error> {
    let path = article.path.clone();
    let whole = path.as_ref().filter(|p| {
        let many = [".jsonl", ".warc", ".gz", ".zst", ".json", ".xml", ".rss", ".atom"];
        !many.iter().any(|ending| p.ends_with(ending))
    });
    let bytes = match whole.map(std::fs::read) {
        Some(Ok(bytes)) if bytes.len() <= text::limits::DOCUMENT_BYTES => bytes,
        // Standard input, or a file that is gone since it was read.
        Some(_) | None => article.text.clone().into_bytes(),
    };
    Ok(Arrival {
        bytes,
        how: crate::How::File,
        came,
        url: article.url.clone(),
        answered_by: None,
        path,
        status: None,
        headers: Vec::new(),
        source: None,
    })
}

/// Keeps what came; gives the row of the arrival and the name of its document.
fn keep_arrival(db: &Transaction<'_>, arrival: &Arrival) -> Result<(i64, String), Error> {
    let document = sha256(&arrival.bytes);
    let known: Option<i64> = db
        .prepare_cached("SELECT 1 FROM documents WHERE sha256 = ?1")?
        .query_row([&document], |row| row.get(0))
        .optional()?;
    if known.is_none() {
        let size = i64::try_from(arrival.bytes.len())
            .map_err(|e| Error::new(Kind::Limit, "keeping a document", e))?;
        db.prepare_cached("INSERT INTO documents (sha256, bytes, size) VALUES (?1, ?2, ?3)")?
            .execute(params![document, squeeze(&arrival.bytes)?, size])?;
    }
    let headers = serde_json::to_string(&arrival.headers)
        .map_err(|e| Error::new(Kind::Invalid, "keeping the header of a response", e))?;
    let insert = "INSERT INTO arrivals (document, how, came, url, answered_by, path, status, \
                  headers, source) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    db.prepare_cached(insert)?.execute(params![
        document,
        arrival.how.name(),
        arrival.came.to_string(),
        arrival.url,
        arrival.answered_by,
        arrival.path,
        arrival.status,
        headers,
        arrival.source,
    ])?;
    Ok((db.last_insert_rowid(), document))
}

/// Keeps an article; `None`: it is known already, by its text, outlet, address and date.
fn keep_article(
    db: &Transaction<'_>,
    (arrival, document): (i64, &str),
    of: &Arrival,
    mut article: Article,
) -> Result<Option<String>, Error> {
    let outlet = article.outlet.as_ref().map(|o| o.name.clone());
    let published = article.published.map(|p| p.date.to_string());
    let known = "SELECT 1 FROM articles WHERE content = ?1 AND outlet IS ?2 AND url IS ?3 AND \
                 published IS ?4";
    let known: Option<i64> = db
        .prepare_cached(known)?
        .query_row(params![article.sha256, outlet, article.url, published], |row| row.get(0))
        .optional()?;
    if known.is_some() {
        return Ok(None);
    }
    let about = [
        article.sha256.as_str(),
        outlet.as_deref().unwrap_or_default(),
        article.url.as_deref().unwrap_or_default(),
        published.as_deref().unwrap_or_default(),
    ];
    let key = format!("a{}", &sha256(about.join("\n").as_bytes())[..16]);
    article.id.clone_from(&key);
    let insert = "INSERT INTO articles (key, content, document, arrival, came, url, outlet, title, \
                  published, language, article) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, \
                  ?11)";
    db.prepare_cached(insert)?.execute(params![
        key,
        article.sha256,
        document,
        arrival,
        of.came.to_string(),
        article.url,
        outlet,
        article.title,
        published,
        article.language,
        pack(&article)?,
    ])?;
    Ok(Some(key))
}

fn keep_skipped(
    db: &Transaction<'_>,
    arrival: i64,
    skipped: &[(String, String)],
) -> Result<(), Error> {
    let mut insert =
        db.prepare_cached("INSERT INTO skipped (arrival, place, reason) VALUES (?1, ?2, ?3)")?;
    let distinct: BTreeSet<&(String, String)> = skipped.iter().collect();
    for (place, reason) in distinct {
        insert.execute(params![arrival, place, reason])?;
    }
    Ok(())
}
