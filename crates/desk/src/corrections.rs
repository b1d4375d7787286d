//! What readers put right: a log that only grows. Every entry says when, by whom and why; taking one
//! back is an entry too. Those in force are applied whenever a record is made, articles are grouped
//! or their dates settled, so that they hold after a rebuild as well.

use std::collections::BTreeSet;

use jiff::Timestamp;
use record::{Acted, Anchor, Correction, Lack, Rating, Record, Reliability, Unrated, Voice, What};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use text::limits::{CORRECTION_NAME, CORRECTION_PASSAGES, CORRECTION_WORDS};
use text::{Article, DateFrom, PartialDate, Precision, Published};

use crate::pack::unpack;
use crate::{Desk, Error, Kind, facts, group};

/// What an entry of the log does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Puts something right in the records of the articles that it names.
    Record(Correction),
    /// These articles tell one story, by their keys: an article of each situation is enough to make
    /// them one.
    Together(Vec<String>),
    /// Articles that tell another story than others that they were taken together with. Articles
    /// named on neither side go with those that they are more like.
    Apart {
        /// Keys of the articles that leave.
        these: Vec<String>,
        /// Keys of those they leave.
        from: Vec<String>,
    },
    /// An article was published then.
    Published {
        /// Its key.
        article: String,
        /// When.
        date: PartialDate,
    },
    /// How reliable an outlet or a speaker is held to be.
    Reliability {
        /// Its name as the records show it.
        name: String,
        /// How reliable.
        reliability: Reliability,
    },
    /// A note, only kept and shown.
    Note {
        /// What it is on.
        about: About,
        /// The note.
        text: String,
    },
    /// Takes back the entry of that number; where that took back another, the other holds again.
    Undo(i64),
}

/// What a note is on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// An article, by its key.
    Article(String),
    /// The situation that an article is in, by the key of the article.
    Situation(String),
    /// An entity, by its name.
    Entity(String),
    /// A series, by a figure of it.
    Series(Anchor),
    /// An event, by a mention of it.
    Event(Anchor),
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub id: i64,
    /// When it was made (RFC 3339).
    pub made: String,
    /// Who made it.
    pub who: String,
    /// Why.
    pub why: String,
    /// What it does.
    pub change: Change,
    /// Whether it holds: no entry that holds takes it back.
    pub in_force: bool,
    /// The last entry that took it back, whether that holds or not.
    pub undone_by: Option<i64>,
    /// What came of it in the records that it is about, as far as they are renewed.
    pub came: Vec<Came>,
}

/// What came of a correction in the record of a situation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// The key of the situation.
    pub situation: String,
    /// How many passages it acted on.
    pub passages: usize,
    /// What of it was not found there, in words; empty where nothing is lacking.
    pub lacks: String,
}

impl Change {
    /// The word that it is kept by.
    pub fn kind(&self) -> &'static str {
        match self {
            Change::Record(Correction::Merge { .. }) => "merge",
            Change::Record(Correction::Split { .. }) => "split",
            Change::Record(Correction::Speaker { .. }) => "speaker",
            Change::Record(Correction::Reject { .. }) => "reject",
            Change::Record(Correction::Date { .. }) => "date",
            Change::Record(Correction::Status { .. }) => "status",
            Change::Together(_) => "together",
            Change::Apart { .. } => "apart",
            Change::Published { .. } => "published",
            Change::Reliability { .. } => "reliability",
            Change::Note { .. } => "note",
            Change::Undo(_) => "undo",
        }
    }

    /// The keys of the articles that it is about.
    fn articles(&self) -> BTreeSet<&str> {
        let keys: Vec<&String> = match self {
            Change::Record(correction) => {
                correction.anchors().into_iter().map(|a| &a.article).collect()
            }
            Change::Together(all) => all.iter().collect(),
            Change::Apart { these, from } => these.iter().chain(from).collect(),
            Change::Published { article, .. } => vec![article],
            Change::Note { about, .. } => match about {
                About::Article(key) | About::Situation(key) => vec![key],
                About::Series(anchor) | About::Event(anchor) => vec![&anchor.article],
                About::Entity(_) => Vec::new(),
            },
            Change::Reliability { .. } | Change::Undo(_) => Vec::new(),
        };
        keys.into_iter().map(String::as_str).collect()
    }

    /// The passages that it names.
    fn anchors(&self) -> Vec<&Anchor> {
        match self {
            Change::Record(correction) => correction.anchors(),
            Change::Note { about: About::Series(at) | About::Event(at), .. } => vec![at],
            _ => Vec::new(),
        }
    }
}

impl Desk {
    /// Adds an entry to the log and gives its number. What is derived follows with the next
    /// [`Desk::catch_up`]: the situations concerned are behind until then.
    ///
    /// # Errors
    /// If it names an article, a passage, a name or an entry that is not there, or says nothing; and
    /// those of the store.
    pub fn correct(
        &self,
        change: Change,
        who: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<i64, Error> {
        let rarity = self.rarity();
        self.store().write(|db| {
            for (said, what) in [(who, "who makes it"), (why, "why")] {
                check_words(said, what)?;
            }
            check(db, &change)?;
            let id = keep(db, &change, (who, why, now))?;
            act(db, &change, (&rarity, self.world()), &now.to_string())?;
            Ok(id)
        })
    }

    /// The entry of that number.
    ///
    /// # Errors
    /// If there is none, and those of the store.
    pub fn entry(&self, id: i64) -> Result<Entry, Error> {
        self.store().read(|db| match known(db, id)? {
            true => entry(db, id),
            false => {
                let why = format!("there is no entry {id} in the log");
                Err(Error::new(Kind::Missing, "looking for a correction", why))
            }
        })
    }

    /// Takes back the entry of that number: the same as [`Change::Undo`].
    ///
    /// # Errors
    /// If there is no such entry or it does not hold any more; and those of the store.
    pub fn undo(&self, id: i64, who: &str, why: &str, now: Timestamp) -> Result<i64, Error> {
        self.correct(Change::Undo(id), who, why, now)
    }

    /// The log, the newest entry first: at most `most` entries, those before the entry `before`
    /// where that is given.
    ///
    /// # Errors
    /// Those of the store.
    pub fn log(&self, before: Option<i64>, most: usize) -> Result<Vec<Entry>, Error> {
        self.store().read(|db| {
            let sql = "SELECT id FROM corrections WHERE id < ?1 ORDER BY id DESC LIMIT ?2";
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            let mut statement = db.prepare_cached(sql)?;
            let ids = statement.query_map([before.unwrap_or(i64::MAX), most], |row| row.get(0))?;
            let ids: Vec<i64> = ids.collect::<Result<_, _>>()?;
            ids.into_iter().map(|id| entry(db, id)).collect()
        })
    }

    /// The entries that are about some of these articles, by their keys, the oldest first, whether
    /// they hold or not; notes on them among these.
    ///
    /// # Errors
    /// Those of the store.
    pub fn log_of(&self, articles: &[String]) -> Result<Vec<Entry>, Error> {
        self.store().read(|db| {
            let keys: Vec<&str> = articles.iter().map(String::as_str).collect();
            about(db, &keys)?.into_iter().map(|id| entry(db, id)).collect()
        })
    }

    /// The entries of a kind ([`Change::kind`]), the oldest first, whether they hold or not: notes
    /// and ratings, say.
    ///
    /// # Errors
    /// Those of the store.
    pub fn log_of_kind(&self, kind: &str) -> Result<Vec<Entry>, Error> {
        self.store().read(|db| of_kind(db, kind)?.into_iter().map(|id| entry(db, id)).collect())
    }
}

fn invalid(why: impl std::fmt::Display) -> Error {
    Error::new(Kind::Invalid, "keeping a correction", why)
}

fn check_words(words: &str, what: &str) -> Result<(), Error> {
    if words.trim().is_empty() {
        return Err(invalid(format!("it does not say {what}")));
    }
    if words.len() > CORRECTION_WORDS {
        let why = format!("{what}: more than {CORRECTION_WORDS} bytes");
        return Err(Error::new(Kind::Limit, "keeping a correction", why));
    }
    Ok(())
}

/// Whether all that a change names is there.
fn check(db: &Transaction<'_>, change: &Change) -> Result<(), Error> {
    if change.articles().len().max(change.anchors().len()) > CORRECTION_PASSAGES {
        let why = format!("it names more than {CORRECTION_PASSAGES} passages");
        return Err(Error::new(Kind::Limit, "keeping a correction", why));
    }
    let missing = |why: String| Error::new(Kind::Missing, "keeping a correction", why);
    for key in change.articles() {
        let Some(article) = article(db, key)? else {
            return Err(missing(format!("there is no article {key}")));
        };
        let anchors = change.anchors().into_iter().filter(|a| a.article == key);
        if let Some(wrong) =
            anchors.map(|a| a.span).find(|s| s.is_empty() || !s.fits(&article.text))
        {
            return Err(invalid(format!("{wrong} is no passage of the article {key}")));
        }
    }
    match change {
        Change::Record(Correction::Merge { these, .. }) if distinct(these) < 2 => {
            Err(invalid("two at least are needed to be made one"))
        }
        Change::Record(Correction::Merge { what: What::Mention, .. }) => {
            Err(invalid("a single mention can only be split; merge it as an entity"))
        }
        Change::Record(Correction::Speaker { speaker: Voice::Named(name), .. }) => {
            check_words(name, "who speaks")?;
            if name.len() > CORRECTION_NAME {
                let why = format!("who speaks: more than {CORRECTION_NAME} bytes");
                return Err(Error::new(Kind::Limit, "keeping a correction", why));
            }
            Ok(())
        }
        Change::Record(Correction::Split { these, .. }) if these.is_empty() => {
            Err(invalid("it does not say what is to be parted"))
        }
        Change::Record(Correction::Date { date: Some(date), .. }) if date.to < date.from => {
            Err(invalid("the last day lies before the first"))
        }
        Change::Together(all) if distinct(all) < 2 => {
            Err(invalid("two articles at least are needed to be brought together"))
        }
        Change::Apart { these, from } if these.is_empty() || from.is_empty() => {
            Err(invalid("it does not say which articles are apart from which"))
        }
        Change::Apart { these, from } if these.iter().any(|key| from.contains(key)) => {
            Err(invalid("an article cannot be apart from itself"))
        }
        Change::Reliability { name, .. } if facts::told_by(db, name)?.is_empty() => {
            let why = format!("no outlet or speaker of any record is called {name:?}");
            Err(missing(why).advise("give the name as the records show it"))
        }
        Change::Note { text, about } => {
            if let About::Entity(name) = about {
                check_words(name, "whom the note is on")?;
            }
            check_words(text, "what the note is")
        }
        Change::Published { date, .. } if !is_first_day(*date) => {
            Err(invalid("the date is not the first day of its month or year"))
        }
        Change::Undo(id) => match known(db, *id)? {
            false => Err(missing(format!("there is no entry {id} in the log"))),
            true if !in_force(db, *id)? => {
                Err(invalid(format!("the entry {id} is taken back already")))
            }
            true => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Whether a date is written as the first day that it covers.
fn is_first_day(date: PartialDate) -> bool {
    match date.precision {
        Precision::Second | Precision::Day => true,
        Precision::Month => date.date.day() == 1,
        Precision::Year => date.date.day_of_year() == 1,
    }
}

fn distinct<T: Ord>(all: &[T]) -> usize {
    all.iter().collect::<BTreeSet<_>>().len()
}

fn article(db: &Transaction<'_>, key: &str) -> Result<Option<Article>, Error> {
    let sql = "SELECT article FROM articles WHERE key = ?1";
    let bytes: Option<Vec<u8>> =
        db.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?;
    bytes.as_deref().map(unpack).transpose()
}

fn keep(
    db: &Transaction<'_>,
    change: &Change,
    (who, why, now): (&str, &str, Timestamp),
) -> Result<i64, Error> {
    let undoes = match change {
        Change::Undo(id) => Some(*id),
        _ => None,
    };
    let json = serde_json::to_string(change).map_err(invalid)?;
    db.prepare_cached(
        "INSERT INTO corrections (made, who, why, kind, undoes, change) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![now.to_string(), who, why, change.kind(), undoes, json])?;
    let id = db.last_insert_rowid();
    let mut insert =
        db.prepare_cached("INSERT INTO corrected (article, correction) VALUES (?1, ?2)")?;
    for article in change.articles() {
        insert.execute(params![article, id])?;
    }
    Ok(id)
}

/// Lets a new entry act: situations are formed anew, dates settled, records marked.
fn act(
    db: &Transaction<'_>,
    change: &Change,
    by: (&record::grouping::Rarity, &world::World),
    now: &str,
) -> Result<(), Error> {
    let mut change = change.clone();
    while let Change::Undo(id) = change {
        change = entry(db, id)?.change;
    }
    let rows = rows(db, change.articles())?;
    match &change {
        Change::Record(_) => {
            let of = "SELECT situation FROM members WHERE article = ?1";
            let mut of = db.prepare_cached(of)?;
            for article in rows {
                if let Some(situation) = of.query_row([article], |row| row.get(0)).optional()? {
                    group::stale(db, situation)?;
                }
            }
        }
        Change::Together(_) | Change::Apart { .. } => group::form_again(db, &rows, now)?,
        Change::Published { .. } => {
            for article in rows {
                group::join_again(db, article, by)?;
            }
        }
        Change::Reliability { name, .. } => {
            for situation in facts::told_by(db, name)? {
                group::stale(db, situation)?;
            }
        }
        Change::Note { .. } | Change::Undo(_) => {}
    }
    Ok(())
}

/// The rows of articles, by their keys.
fn rows(db: &Transaction<'_>, keys: BTreeSet<&str>) -> Result<Vec<i64>, Error> {
    let mut row = db.prepare_cached("SELECT id FROM articles WHERE key = ?1")?;
    let found = keys.into_iter().map(|key| row.query_row([key], |row| row.get(0)).optional());
    Ok(found.collect::<Result<Vec<Option<i64>>, _>>()?.into_iter().flatten().collect())
}

fn known(db: &Connection, id: i64) -> Result<bool, Error> {
    Ok(db.prepare_cached("SELECT 1 FROM corrections WHERE id = ?1")?.exists([id])?)
}

/// Whether an entry holds: no later one that holds takes it back.
fn in_force(db: &Connection, id: i64) -> Result<bool, Error> {
    let sql = "WITH RECURSIVE back (id, undoes) AS ( \
                   SELECT id, undoes FROM corrections WHERE undoes = ?1 UNION \
                   SELECT c.id, c.undoes FROM corrections c JOIN back ON c.undoes = back.id) \
               SELECT id, undoes FROM back ORDER BY id DESC";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([id])?;
    let mut undone: BTreeSet<i64> = BTreeSet::new();
    // Whatever takes back is later than what it takes back.
    while let Some(row) = rows.next()? {
        if !undone.contains(&row.get(0)?) {
            undone.insert(row.get(1)?);
        }
    }
    Ok(!undone.contains(&id))
}

fn entry(db: &Connection, id: i64) -> Result<Entry, Error> {
    let sql = "SELECT made, who, why, change, \
               (SELECT max(u.id) FROM corrections u WHERE u.undoes = c.id) \
               FROM corrections c WHERE id = ?1";
    let row = |row: &rusqlite::Row<'_>| {
        let (made, who, why) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(((made, who, why), row.get::<_, String>(3)?, row.get(4)?))
    };
    let ((made, who, why), change, undone_by) = db.prepare_cached(sql)?.query_row([id], row)?;
    let change = parse(id, &change)?;
    Ok(Entry {
        id,
        made,
        who,
        why,
        change,
        in_force: in_force(db, id)?,
        undone_by,
        came: came(db, id)?,
    })
}

fn parse(id: i64, change: &str) -> Result<Change, Error> {
    let doing = || format!("reading the entry {id} of the log of corrections");
    serde_json::from_str(change).map_err(|e| Error::new(Kind::Store, doing(), e))
}

fn came(db: &Connection, id: i64) -> Result<Vec<Came>, Error> {
    let sql = "SELECT s.key, a.passages, a.lacks FROM acted a \
               JOIN situations s ON s.id = a.situation WHERE a.correction = ?1 ORDER BY s.key";
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_map([id], |row| {
        let passages = usize::try_from(row.get::<_, i64>(1)?).unwrap_or_default();
        Ok(Came { situation: row.get(0)?, passages, lacks: row.get(2)? })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The entries about some articles, by their keys, in order.
fn about(db: &Connection, articles: &[&str]) -> Result<BTreeSet<i64>, Error> {
    let mut of = db.prepare_cached("SELECT correction FROM corrected WHERE article = ?1")?;
    let mut found = BTreeSet::new();
    for article in articles {
        for id in of.query_map([article], |row| row.get(0))? {
            found.insert(id?);
        }
    }
    Ok(found)
}

/// The entries of a kind, in order.
fn of_kind(db: &Connection, kind: &str) -> Result<Vec<i64>, Error> {
    let sql = "SELECT id FROM corrections WHERE kind = ?1 ORDER BY id";
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_map([kind], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Those of some entries that hold, with what they do.
fn holding(
    db: &Connection,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<(i64, Change)>, Error> {
    let mut change = db.prepare_cached("SELECT change FROM corrections WHERE id = ?1")?;
    let mut found = Vec::new();
    for id in ids {
        if in_force(db, id)? {
            let json: String = change.query_row([id], |row| row.get(0))?;
            found.push((id, parse(id, &json)?));
        }
    }
    Ok(found)
}

/// What readers have put right in the record of some articles and in how far sources are relied on,
/// as it held when it was looked up.
pub(crate) struct InForce {
    /// The newest entry then.
    pub(crate) newest: Option<i64>,
    corrections: Vec<(i64, Correction)>,
    ratings: Vec<(i64, Rating)>,
}

impl InForce {
    /// What holds for the record of some articles, by their keys.
    pub(crate) fn of(db: &Connection, articles: &[&str]) -> Result<InForce, Error> {
        let of_record = |(id, change)| match change {
            Change::Record(correction) => Some((id, correction)),
            _ => None,
        };
        let rating = |(id, change)| match change {
            Change::Reliability { name, reliability } => Some((id, Rating { name, reliability })),
            _ => None,
        };
        let corrections = holding(db, about(db, articles)?)?;
        let ratings = holding(db, of_kind(db, "reliability")?)?;
        Ok(InForce {
            newest: newest(db)?,
            corrections: corrections.into_iter().filter_map(of_record).collect(),
            ratings: ratings.into_iter().filter_map(rating).collect(),
        })
    }

    /// The corrections of the record, in order.
    pub(crate) fn corrections(&self) -> Vec<Correction> {
        self.corrections.iter().map(|(_, correction)| correction.clone()).collect()
    }

    /// Rates the sources of a record, and gives what came of all entries there: their numbers, the
    /// passages that they acted on, and what they lack. Where the record tells of corrections it
    /// names them by their numbers from now on.
    pub(crate) fn finish(&self, record: &mut Record) -> Vec<(i64, usize, String)> {
        let mut came = Vec::new();
        for (acted, (id, _)) in record.corrected.iter_mut().zip(&self.corrections) {
            came.push((*id, acted.on.len(), lacks(acted)));
            acted.correction = usize::try_from(*id).unwrap_or(usize::MAX);
        }
        for (id, rating) in &self.ratings {
            match record::rate(record, std::slice::from_ref(rating)).pop() {
                None => came.push((*id, 0, String::new())),
                Some(Unrated::Ambiguous(name, names)) => {
                    let lack = format!("several are called {name}: {}", names.join(", "));
                    came.push((*id, 0, lack));
                }
                // Another record holds the name.
                Some(Unrated::Unknown(_)) => {}
            }
        }
        came
    }
}

/// The number of the newest entry.
pub(crate) fn newest(db: &Connection) -> Result<Option<i64>, Error> {
    Ok(db.query_row("SELECT max(id) FROM corrections", [], |row| row.get(0))?)
}

/// What a correction lacks, in words.
fn lacks(acted: &Acted) -> String {
    let words = acted.lacks.iter().map(|lack| match lack {
        Lack::Passage(Anchor { article, span }) => {
            format!("nothing of the kind in the article {article} at {span}")
        }
        Lack::Name(name) => format!("nobody can be called {name}"),
        Lack::Several(name) => format!("several are called {name}"),
        Lack::Unlike(Anchor { article, span }) => {
            format!("something else is measured in the article {article} at {span}")
        }
        Lack::Alone(Anchor { article, span }) => {
            format!("nothing else was taken for what stands in the article {article} at {span}")
        }
    });
    words.collect::<Vec<_>>().join("; ")
}

/// Keeps what came of corrections in the record of a situation.
pub(crate) fn keep_came(
    db: &Transaction<'_>,
    situation: i64,
    came: &[(i64, usize, String)],
) -> Result<(), Error> {
    db.prepare_cached("DELETE FROM acted WHERE situation = ?1")?.execute([situation])?;
    let mut insert = db.prepare_cached(
        "INSERT INTO acted (situation, correction, passages, lacks) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (id, passages, lacks) in came {
        let passages = i64::try_from(*passages).unwrap_or(i64::MAX);
        insert.execute(params![situation, id, passages, lacks])?;
    }
    Ok(())
}

/// When an article was published, by its key, where a reader has put that right.
pub(crate) fn published(db: &Connection, article: &str) -> Result<Option<Published>, Error> {
    let mut dates = holding(db, about(db, &[article])?)?.into_iter().filter_map(|(_, change)| {
        let Change::Published { date, .. } = change else { return None };
        Some(Published { date, from: DateFrom::Corrected, evidence: None })
    });
    Ok(dates.next_back())
}

/// Which articles are together and which apart, as readers have said, in that order.
pub(crate) struct Ties(Vec<Tie>);

enum Tie {
    Together(BTreeSet<i64>),
    Apart(BTreeSet<i64>, BTreeSet<i64>),
}

impl Ties {
    /// What readers have said of some articles.
    pub(crate) fn of(db: &Transaction<'_>, articles: &[i64]) -> Result<Ties, Error> {
        let any = "SELECT 1 FROM corrections WHERE kind IN ('together', 'apart') LIMIT 1";
        if !db.prepare_cached(any)?.exists([])? {
            return Ok(Ties(Vec::new()));
        }
        let sql = "SELECT c.correction FROM articles a JOIN corrected c ON c.article = a.key \
                   JOIN corrections k ON k.id = c.correction \
                   WHERE a.id = ?1 AND k.kind IN ('together', 'apart')";
        let mut of = db.prepare_cached(sql)?;
        let mut ids: BTreeSet<i64> = BTreeSet::new();
        for article in articles {
            for id in of.query_map([article], |row| row.get(0))? {
                ids.insert(id?);
            }
        }
        let rows = |keys: &[String]| -> Result<BTreeSet<i64>, Error> {
            Ok(rows(db, keys.iter().map(String::as_str).collect())?.into_iter().collect())
        };
        let mut ties = Vec::new();
        for (_, change) in holding(db, ids)? {
            match change {
                Change::Together(all) => ties.push(Tie::Together(rows(&all)?)),
                Change::Apart { these, from } => ties.push(Tie::Apart(rows(&these)?, rows(&from)?)),
                _ => {}
            }
        }
        Ok(Ties(ties))
    }

    /// All that they bring together with something.
    pub(crate) fn together(&self) -> BTreeSet<i64> {
        let all = self.0.iter().filter_map(|tie| match tie {
            Tie::Together(all) => Some(all),
            Tie::Apart(..) => None,
        });
        all.flatten().copied().collect()
    }

    /// Brings groups of articles together and parts them; `alike` is how like two articles are.
    pub(crate) fn apply(&self, groups: &mut Vec<BTreeSet<i64>>, alike: &dyn Fn(i64, i64) -> f64) {
        for tie in &self.0 {
            match tie {
                Tie::Together(all) => {
                    let (one, mut rest): (Vec<_>, Vec<_>) =
                        groups.drain(..).partition(|g| !g.is_disjoint(all));
                    rest.extend((!one.is_empty()).then(|| one.into_iter().flatten().collect()));
                    *groups = rest;
                }
                Tie::Apart(these, from) => {
                    let parted = |g: BTreeSet<i64>| part(g, (these, from), alike);
                    *groups = groups.drain(..).flat_map(parted).collect();
                }
            }
        }
    }
}

/// Parts a group that holds articles of both sides.
fn part(
    group: BTreeSet<i64>,
    (these, from): (&BTreeSet<i64>, &BTreeSet<i64>),
    alike: &dyn Fn(i64, i64) -> f64,
) -> Vec<BTreeSet<i64>> {
    let side = |of: &BTreeSet<i64>| -> Vec<i64> { group.intersection(of).copied().collect() };
    let (leave, stay) = (side(these), side(from));
    if leave.is_empty() || stay.is_empty() {
        return vec![group];
    }
    let mean = |article: i64, side: &[i64]| {
        side.iter().map(|other| alike(article, *other)).sum::<f64>() / side.len() as f64
    };
    let leaves = |article: &i64| {
        these.contains(article)
            || !from.contains(article) && mean(*article, &leave) > mean(*article, &stay)
    };
    let (gone, left) = group.iter().copied().partition(leaves);
    vec![left, gone]
}
