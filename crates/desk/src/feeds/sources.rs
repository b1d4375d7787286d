//! The sources of a desk: added, listed, brought in and out as OPML; and what was lost of them.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use url::Url;

use super::At;
use super::look::{FeedLink, Found, look};
use super::opml::{self, Outline};
use super::rest::{self, Rest};
use crate::fetch::{Ask, Fetcher, address};
use crate::{Error, Kind, Store};

/// Time between two visits of a source whose habit is not known yet, in seconds.
const FIRST_EVERY: i64 = 1_800;

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A sitemap, or an index of sitemaps.
    Sitemap,
    /// One page, fetched once and looked at again for edits.
    Page,
}

impl SourceKind {
    /// The word kept in the store.
    pub fn name(self) -> &'static str {
        match self {
            SourceKind::Feed => "feed",
            SourceKind::Sitemap => "sitemap",
            SourceKind::Page => "page",
        }
    }
}

/// Where articles are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its row in `sources`.
    pub id: i64,
    /// Its address.
    pub url: String,
    /// What it is.
    pub kind: SourceKind,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// The folders it was sorted into, the outermost first.
    pub folders: Vec<String>,
    /// When it was added.
    pub added: Timestamp,
    /// Addresses that it had before it moved, the latest last.
    pub former: Vec<String>,
    /// Why it is not visited, where it is not.
    pub rest: Option<Rest>,
}

/// What became of an address to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is a source now.
    New(Source),
    /// It was one before.
    Known(Source),
    /// It is a page that names these feeds: one of them is to be added, or the page alone
    /// ([`add_page`]).
    Choose(Vec<FeedLink>),
}

/// Fetches what is at an address and adds it as what it is.
///
/// # Errors
/// Those of fetching; if it is neither a feed, a sitemap nor a page; those of the store.
pub fn add_source(
    store: &Store,
    fetcher: &Fetcher,
    url: &str,
    now: Timestamp,
) -> Result<Added, Error> {
    let url: String = address::parse(url)?.into();
    if let Some(known) = store.read(|db| by_url(db, &url))? {
        return Ok(Added::Known(known));
    }
    let doing = || format!("adding {url}");
    let fetched = fetcher.fetch(&Ask { url: url.clone(), ..Ask::default() }, now)?;
    if !(200..300).contains(&fetched.status) {
        let why = format!("it answers with {}", fetched.status);
        return Err(Error::new(Kind::Network, doing(), why).advise("check the address"));
    }
    let invalid = |e: &dyn std::fmt::Display| Error::new(Kind::Invalid, doing(), e);
    let base = Url::parse(&fetched.answered).map_err(|e| invalid(&e))?;
    let found = look(&fetched.bytes, fetched.header("content-type"), &base);
    let (kind, title) = match found.map_err(|e| invalid(&e))? {
        Found::Feed(feed) => (SourceKind::Feed, feed.title),
        Found::Sitemap(_) => (SourceKind::Sitemap, None),
        Found::Page(links) if links.is_empty() => (SourceKind::Page, None),
        Found::Page(links) => return Ok(Added::Choose(links)),
    };
    let outline = Outline { folders: Vec::new(), title, url };
    store.write(|db| add(db, &outline, kind, now))
}

/// Adds a page as one article, whatever feeds it names.
///
/// # Errors
/// If it is no address that is asked; those of the store.
pub fn add_page(store: &Store, url: &str, now: Timestamp) -> Result<Added, Error> {
    let url = address::parse(url)?.into();
    let outline = Outline { url, ..Outline::default() };
    store.write(|db| add(db, &outline, SourceKind::Page, now))
}

/// What became of a list of feeds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Feeds that are sources now.
    pub added: usize,
    /// Feeds that were sources before.
    pub known: usize,
    /// What could not be added: address and reason.
    pub refused: Vec<(String, String)>,
}

/// Adds the feeds of an OPML file; each is looked at when it is first visited.
///
/// # Errors
/// If it is no OPML, is broken, or reaches a limit; those of the store.
pub fn import_opml(store: &Store, bytes: &[u8], now: Timestamp) -> Result<Imported, Error> {
    let outlines = opml::read(bytes)
        .map_err(|why| Error::new(Kind::Invalid, "reading a list of feeds (OPML)", why))?;
    store.write(|db| {
        let mut imported = Imported::default();
        for mut outline in outlines {
            match address::parse(&outline.url) {
                Ok(url) => outline.url = url.into(),
                Err(e) => {
                    imported.refused.push((outline.url, e.why().to_owned()));
                    continue;
                }
            }
            match add(db, &outline, SourceKind::Feed, now)? {
                Added::New(_) => imported.added += 1,
                _ => imported.known += 1,
            }
        }
        Ok(imported)
    })
}

/// The feeds and sitemaps of a desk as an OPML file.
///
/// # Errors
/// Those of the store.
pub fn export_opml(store: &Store) -> Result<String, Error> {
    let moved = |s: &Source| matches!(s.rest, Some(Rest::Moved { .. }));
    let sources = sources(store)?.into_iter();
    let sources = sources.filter(|s| s.kind != SourceKind::Page && !moved(s));
    let outline = |s: Source| Outline { folders: s.folders, title: s.title, url: s.url };
    let outlines: Vec<Outline> = sources.map(outline).collect();
    opml::write(&outlines)
        .map_err(|why| Error::new(Kind::Invalid, "writing a list of feeds (OPML)", why))
}

/// All sources but those that were removed, in the order in which they were added first.
///
/// # Errors
/// Those of the store.
pub fn sources(store: &Store) -> Result<Vec<Source>, Error> {
    store.read(all)
}

pub(super) fn all(db: &Connection) -> Result<Vec<Source>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM sources s
         WHERE s.kind IN ('feed', 'sitemap', 'page') AND s.rest IS NOT 'removed' ORDER BY s.id"
    );
    let mut all = db.prepare(&sql)?;
    let rows = all.query_map([], source)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The source at an address, now or formerly.
///
/// # Errors
/// If there is none, or it is no address; those of the store.
pub fn source_at(store: &Store, url: &str) -> Result<Source, Error> {
    let url: String = address::parse(url)?.into();
    let found = store.read(|db| match one(db, "s.url = ?1", &url)? {
        Some(source) if !matches!(source.rest, Some(Rest::Removed)) => Ok(Some(source)),
        _ => by_url(db, &url),
    })?;
    found.ok_or_else(|| rest::missing(&format!("the source {url}")))
}

/// Something that was found and not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The source it was found by: its row in `sources`.
    pub source: i64,
    /// Its address, or what else it is known by.
    pub what: String,
    /// Why it was not taken.
    pub why: String,
    /// When it was lost first.
    pub first: Timestamp,
    /// When it was lost last.
    pub last: Timestamp,
    /// How often.
    pub times: u64,
}

/// What was not taken, the latest first.
///
/// # Errors
/// Those of the store.
pub fn losses(store: &Store) -> Result<Vec<Loss>, Error> {
    store.read(|db| {
        let mut all = db.prepare(
            "SELECT source, what, why, first, last, times FROM losses ORDER BY last DESC, id",
        )?;
        let loss = |row: &Row<'_>| {
            Ok(Loss {
                source: row.get(0)?,
                what: row.get(1)?,
                why: row.get(2)?,
                first: row.get::<_, At>(3)?.0,
                last: row.get::<_, At>(4)?.0,
                times: row.get::<_, i64>(5)?.unsigned_abs(),
            })
        };
        let rows = all.query_map([], loss)?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

/// Lists something as lost.
pub(super) fn lose(
    db: &Connection,
    source: i64,
    what: &str,
    why: &str,
    now: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO losses (source, what, why, first, last) VALUES (?1, ?2, ?3, ?4, ?4)
         ON CONFLICT (source, what, why) DO UPDATE SET last = excluded.last, times = times + 1",
        params![source, what, why, At(now)],
    )?;
    Ok(())
}

fn add(
    db: &Transaction<'_>,
    outline: &Outline,
    kind: SourceKind,
    now: Timestamp,
) -> Result<Added, Error> {
    if let Some(known) = by_url(db, &outline.url)? {
        return Ok(Added::Known(known));
    }
    let folders = serde_json::json!(outline.folders).to_string();
    // One that was removed, or moved to what was removed, begins anew.
    let id: i64 = db.query_row(
        "INSERT INTO sources (url, kind, title, folders, added) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (url) DO UPDATE SET kind = excluded.kind, title = excluded.title,
             folders = excluded.folders, added = excluded.added,
             rest = NULL, rest_since = NULL, moved_to = NULL
         RETURNING id",
        params![outline.url, kind.name(), outline.title, folders, At(now)],
        |row| row.get(0),
    )?;
    db.execute("DELETE FROM visits WHERE source = ?1", [id])?;
    db.execute("DELETE FROM items WHERE source = ?1", [id])?;
    let due = (kind != SourceKind::Page).then_some(At(now));
    db.execute(
        "INSERT INTO visits (source, due, every) VALUES (?1, ?2, ?3)",
        params![id, due, FIRST_EVERY],
    )?;
    if kind == SourceKind::Page {
        super::pages::note(db, id, &outline.url, true, now, now)?;
    }
    let added = by_url(db, &outline.url)?;
    added.map(Added::New).ok_or_else(|| {
        Error::new(Kind::Store, format!("adding {}", outline.url), "it is not there")
    })
}

/// The source that an address stands for: the one that has it, had it, or that it moved to. One that
/// was removed is none.
fn by_url(db: &Connection, url: &str) -> Result<Option<Source>, Error> {
    let standing = |source: &Source| !matches!(source.rest, Some(Rest::Removed));
    let found = match one(db, "s.url = ?1", url)? {
        Some(Source { rest: Some(Rest::Moved { to, .. }), .. }) => one(db, "s.url = ?1", &to)?,
        Some(source) if standing(&source) => Some(source),
        _ => {
            let had = "s.rest IS NOT 'removed' AND s.id IN
                       (SELECT source FROM former_addresses WHERE url = ?1)";
            one(db, had, url)?
        }
    };
    Ok(found.filter(standing))
}

/// The first source, by age, for which a condition on `s` and one value holds.
pub(super) fn one(
    db: &Connection,
    condition: &str,
    value: impl rusqlite::ToSql,
) -> Result<Option<Source>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM sources s WHERE {condition} ORDER BY s.id LIMIT 1");
    Ok(db.prepare_cached(&sql)?.query_row([value], source).optional()?)
}

/// What [`source`] reads, of a row `s` of `sources`; other columns follow from [`AFTER`] on.
pub(super) const COLUMNS: &str = "s.id, s.url, s.kind, s.title, s.folders, s.added, \
    s.rest, s.rest_since, s.moved_to, \
    (SELECT json_group_array(f.url ORDER BY f.until, f.url) FROM former_addresses f \
     WHERE f.source = s.id AND f.url <> s.url)";
/// The first column after those of [`COLUMNS`].
pub(super) const AFTER: usize = 10;

/// A source out of a row that begins with [`COLUMNS`].
pub(super) fn source(row: &Row<'_>) -> rusqlite::Result<Source> {
    let kind: String = row.get(2)?;
    let (folders, former): (String, String) = (row.get(4)?, row.get(9)?);
    let since = row.get::<_, Option<At>>(7)?.map(|at| at.0);
    let rest: Option<String> = row.get(6)?;
    let broken = |e: Box<dyn std::error::Error + Send + Sync>| {
        rusqlite::Error::FromSqlConversionFailure(2, rusqlite::types::Type::Text, e)
    };
    let kinds = [SourceKind::Feed, SourceKind::Sitemap, SourceKind::Page];
    let kind = kinds.into_iter().find(|k| k.name() == kind);
    Ok(Source {
        id: row.get(0)?,
        url: row.get(1)?,
        kind: kind.ok_or_else(|| broken("no kind of source".into()))?,
        title: row.get(3)?,
        folders: serde_json::from_str(&folders).map_err(|e| broken(e.into()))?,
        added: row.get::<_, At>(5)?.0,
        former: serde_json::from_str(&former).map_err(|e| broken(e.into()))?,
        rest: match (rest.as_deref(), since) {
            (None, _) => None,
            (Some("paused"), Some(since)) => Some(Rest::Paused { since }),
            (Some("moved"), Some(since)) => Some(Rest::Moved { since, to: row.get(8)? }),
            (Some("removed"), Some(_)) => Some(Rest::Removed),
            _ => return Err(broken("no reason to rest".into())),
        },
    })
}
