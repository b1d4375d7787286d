//! Pages: fetched when they are found, and looked at again, ever more rarely, for edits.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row, params};
use text::limits::{PAGE_ATTEMPTS, PAGES};

use super::poll::Round;
use super::sources::{self, lose};
use super::{At, moves};
use crate::digest::sha256;
use crate::fetch::{Ask, Fetched};
use crate::{Arrival, Error, How, Kind, Store};

/// How soon a page is looked at again at the earliest. Each further look comes when its age has
/// tripled.
const FIRST_LOOK: SignedDuration = SignedDuration::from_hours(1);
/// Age from which a page is not looked at any more, and up to which one that the host puts off is
/// waited for.
const LAST_LOOK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// First pause after a failed attempt; each further one is four times as long.
const AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// A page that is due.
pub(super) struct Page {
    source: i64,
    found: Timestamp,
    fetched_before: bool,
    failures: u32,
    sha256: Option<String>,
    /// The address that it was known by first, where it has moved.
    first: Option<String>,
    pub(super) ask: Ask,
}

/// What is done about a page after an answer.
enum Next {
    /// Look again, if it is not too old.
    Later,
    /// Try again: not before that time, if the host said so.
    Again(String, Option<Timestamp>),
    /// Never again.
    Lost(String),
}

/// The pages that are due, at most [`PAGES`] of a source: those never fetched first, the newest
/// first, and by turns between the sources, so that the hosts get their pauses.
pub(super) fn due(store: &Store, now: Timestamp) -> Result<Vec<Page>, Error> {
    store.read(|db| {
        let mut due = db.prepare(
            "SELECT source, found, looked IS NOT NULL, failures, sha256, url, etag, last_modified,
                    first
             FROM (SELECT *, row_number() OVER (
                       PARTITION BY source ORDER BY looked IS NOT NULL, moment DESC, url) AS turn
                   FROM pages WHERE due <= ?1
                       AND source NOT IN (SELECT id FROM sources WHERE rest IS NOT NULL))
             WHERE turn <= ?2 ORDER BY turn, source",
        )?;
        let page = |row: &Row<'_>| {
            let ask = Ask { url: row.get(5)?, etag: row.get(6)?, last_modified: row.get(7)? };
            Ok(Page {
                source: row.get(0)?,
                found: row.get::<_, At>(1)?.0,
                fetched_before: row.get(2)?,
                failures: row.get(3)?,
                sha256: row.get(4)?,
                first: row.get(8)?,
                ask,
            })
        };
        let rows = due.query_map(params![At(now), PAGES as i64], page)?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

/// How many pages are due.
pub(super) fn waiting(store: &Store, now: Timestamp) -> Result<usize, Error> {
    let count = "SELECT count(*) FROM pages WHERE due <= ?1
                     AND source NOT IN (SELECT id FROM sources WHERE rest IS NOT NULL)";
    let count: i64 = store.read(|db| Ok(db.query_row(count, [At(now)], |row| row.get(0))?))?;
    Ok(count.unsigned_abs() as usize)
}

/// Notes a page as due: a new one, or one whose item has changed. A page that another source
/// found before is left to it, unless that one is not visited.
pub(super) fn note(
    db: &Connection,
    source: i64,
    url: &str,
    changed: bool,
    moment: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    db.prepare_cached(
        "INSERT INTO pages (url, source, found, moment, due) VALUES (?1, ?2, ?3, ?4, ?3)
         ON CONFLICT (url) DO UPDATE SET due = excluded.due, failures = 0,
             source = CASE WHEN source IN (SELECT id FROM sources WHERE rest IS NOT NULL)
                           THEN excluded.source ELSE source END
         WHERE ?5 OR source IN (SELECT id FROM sources WHERE rest IS NOT NULL)",
    )?
    .execute(params![url, source, At(now), At(moment), changed])?;
    Ok(())
}

impl Round<'_> {
    /// Takes what came of asking for a page.
    pub(super) fn page(
        &mut self,
        page: &Page,
        answer: Result<Fetched, Error>,
    ) -> Result<(), Error> {
        let next = match &answer {
            Ok(fetched) => self.answered(page, fetched)?,
            Err(e) if e.kind() == Kind::Network => Next::Again(e.why().to_owned(), e.try_again()),
            Err(e) => Next::Lost(e.why().to_owned()),
        };
        let next = match next {
            Next::Again(why, not_before) if gives_up(page, not_before, self.now) => {
                Next::Lost(format!("given up: {why}"))
            }
            next => next,
        };
        self.polled.lost += usize::from(matches!(next, Next::Lost(_)));
        let now = self.now;
        let good = answer.as_ref().ok().filter(|_| matches!(next, Next::Later));
        self.store.write(|db| {
            match &next {
                Next::Later => looked(db, page, good, now)?,
                Next::Again(why, not_before) => {
                    let pause = AGAIN * 4i32.pow(page.failures.min(PAGE_ATTEMPTS));
                    let counted = u32::from(not_before.is_none());
                    let due = not_before.unwrap_or(now + pause);
                    put_off(db, page, Some(due), why, counted)?;
                }
                Next::Lost(why) => {
                    put_off(db, page, None, why, 0)?;
                    lose(db, page.source, &page.ask.url, why, now)?;
                }
            }
            // A page alone is a source, and may move as one.
            let own = sources::one(db, "s.kind = 'page' AND s.url = ?1", &page.ask.url)?;
            let own = own.filter(|source| source.id == page.source);
            own.map_or(Ok(()), |source| moves::seen(db, &source, good, now))
        })
    }

    fn answered(&mut self, page: &Page, fetched: &Fetched) -> Result<Next, Error> {
        let status = fetched.status;
        match status {
            304 => return Ok(Next::Later),
            200..300 => {}
            408 | 429 | 500.. => {
                return Ok(Next::Again(format!("it answers with {status}"), fetched.retry_after()));
            }
            404 | 410 if page.fetched_before => {
                return Ok(Next::Lost(format!("withdrawn: it answers with {status} now")));
            }
            _ => return Ok(Next::Lost(format!("it answers with {status}"))),
        }
        if page.sha256.as_deref() == Some(&sha256(&fetched.bytes)) {
            return Ok(Next::Later);
        }
        let url = page.first.as_ref().unwrap_or(&fetched.asked);
        let redirected = fetched.answered != *url;
        let lost = self.give(Arrival {
            bytes: fetched.bytes.clone(),
            how: How::Page,
            came: fetched.came,
            url: Some(url.clone()),
            answered_by: redirected.then(|| fetched.answered.clone()),
            path: None,
            status: Some(status),
            headers: fetched.headers.clone(),
            source: Some(page.source),
        })?;
        Ok(lost.map_or(Next::Later, Next::Lost))
    }
}

/// Whether a page has failed often enough. What the host itself puts off is no attempt.
fn gives_up(page: &Page, not_before: Option<Timestamp>, now: Timestamp) -> bool {
    match not_before {
        Some(_) => now.duration_since(page.found) > LAST_LOOK,
        None => page.failures + 1 >= PAGE_ATTEMPTS,
    }
}

fn looked(
    db: &Connection,
    page: &Page,
    fetched: Option<&Fetched>,
    now: Timestamp,
) -> Result<(), Error> {
    let changed = fetched.filter(|fetched| fetched.status != 304);
    let header = |name| changed.and_then(|fetched| fetched.header(name));
    db.execute(
        "UPDATE pages SET due = ?2, looked = ?3, failures = 0, error = NULL,
                sha256 = CASE WHEN ?4 IS NULL THEN sha256 ELSE ?4 END,
                etag = CASE WHEN ?4 IS NULL THEN etag ELSE ?5 END,
                last_modified = CASE WHEN ?4 IS NULL THEN last_modified ELSE ?6 END
         WHERE url = ?1",
        params![
            page.ask.url,
            next_look(page.found, now).map(At),
            At(now),
            changed.map(|fetched| sha256(&fetched.bytes)),
            header("etag"),
            header("last-modified"),
        ],
    )?;
    Ok(())
}

fn put_off(
    db: &Connection,
    page: &Page,
    due: Option<Timestamp>,
    why: &str,
    failures: u32,
) -> Result<(), Error> {
    db.execute(
        "UPDATE pages SET due = ?2, failures = failures + ?3, error = ?4 WHERE url = ?1",
        params![page.ask.url, due.map(At), failures, why],
    )?;
    Ok(())
}

/// When a page is looked at next: when its age has tripled, until it is too old.
fn next_look(found: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let age = now.duration_since(found);
    let pause = (age * 2).max(FIRST_LOOK);
    (age + pause <= LAST_LOOK).then(|| now + pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_become_rarer_and_end() {
        let found: Timestamp = "2031-03-04T10:00:00Z".parse().unwrap();
        let mut ages = Vec::new();
        let mut now = found;
        while let Some(next) = next_look(found, now) {
            ages.push(next.duration_since(found).as_hours());
            now = next;
        }
        assert_eq!(ages, [1, 3, 9, 27, 81]);
    }
}
