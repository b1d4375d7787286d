//! Sources that are not visited: paused, ended by a move, removed. What came of them stays.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use serde::Deserialize;
use utoipa::ToSchema;

use super::At;
use super::sources::{self, Source, lose};
use crate::{Error, Kind, Store};

/// Why a source is not visited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rest {
    /// A reader paused it.
    Paused {
        /// Since when.
        since: Timestamp,
    },
    /// Its host sends visitors on for good, to an address that is a source itself.
    Moved {
        /// Since when it is left to that one.
        since: Timestamp,
        /// That address.
        to: String,
    },
    /// A reader removed it: it is listed no more.
    Removed,
}

/// What is done to a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceChange {
    /// It is not visited, and none of its pages fetched, until it is resumed.
    Pause,
    /// It is visited again.
    Resume,
    /// It is visited and listed no more. What came of it stays; pages that were found and not
    /// fetched yet are dropped.
    Remove,
}

/// What became of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The source, as it is now.
    pub source: Source,
    /// Pages that were found and will not be fetched.
    pub dropped: usize,
}

/// Pauses, resumes or removes a source. To do so twice is as good as once.
///
/// # Errors
/// If there is no such source, or one is to be resumed or paused that has moved to another; those of
/// the store.
pub fn change(
    store: &Store,
    id: i64,
    change: SourceChange,
    now: Timestamp,
) -> Result<Changed, Error> {
    store.write(|db| {
        let source = standing(db, id)?;
        if let (Some(Rest::Moved { to, .. }), SourceChange::Pause | SourceChange::Resume) =
            (&source.rest, change)
        {
            let why = format!("it has moved to {to}, which is a source itself");
            return Err(Error::new(
                Kind::Invalid,
                format!("changing the source {}", source.url),
                why,
            )
            .advise("change that one, or remove this one"));
        }
        let dropped = match (change, &source.rest) {
            (SourceChange::Pause, None) => {
                put_to_rest(db, id, "paused", now)?;
                leave_pages(db, id)?;
                0
            }
            (SourceChange::Resume, Some(_)) => {
                db.execute(
                    "UPDATE sources SET rest = NULL, rest_since = NULL WHERE id = ?1",
                    [id],
                )?;
                0
            }
            (SourceChange::Remove, _) => {
                put_to_rest(db, id, "removed", now)?;
                leave_pages(db, id)?;
                drop_pages(db, &source, now)?
            }
            (SourceChange::Pause, Some(_)) | (SourceChange::Resume, None) => 0,
        };
        let source = sources::one(db, "s.id = ?1", id)?.unwrap_or(source);
        Ok(Changed { source, dropped })
    })
}

/// The source of that number, if it was not removed.
pub(super) fn standing(db: &Connection, id: i64) -> Result<Source, Error> {
    let found = sources::one(db, "s.rest IS NOT 'removed' AND s.id = ?1", id)?;
    found.ok_or_else(|| missing(&format!("the source {id}")))
}

/// That there is no such source.
pub(super) fn missing(what: &str) -> Error {
    Error::new(Kind::Missing, format!("looking for {what}"), "the desk has none of that name")
}

pub(super) fn put_to_rest(
    db: &Connection,
    id: i64,
    rest: &str,
    now: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE sources SET rest = ?2, rest_since = ?3, moved_to = NULL WHERE id = ?1",
        params![id, rest, At(now)],
    )?;
    Ok(())
}

/// Leaves pages that a source found, and that are sources themselves, to those.
fn leave_pages(db: &Connection, id: i64) -> Result<(), Error> {
    db.execute(
        "UPDATE pages SET source = s.id FROM sources s
         WHERE pages.source = ?1 AND s.url = pages.url AND s.id <> ?1
               AND s.kind = 'page' AND s.rest IS NULL",
        [id],
    )?;
    Ok(())
}

/// Drops the pages of a source that were never fetched, and lists them as lost; looks at the others
/// no more.
fn drop_pages(db: &Connection, source: &Source, now: Timestamp) -> Result<usize, Error> {
    let waiting = "DELETE FROM pages WHERE source = ?1 AND looked IS NULL AND due IS NOT NULL";
    let dropped = db.execute(waiting, [source.id])?;
    db.execute("UPDATE pages SET due = NULL WHERE source = ?1", [source.id])?;
    if dropped > 0 {
        let what = format!("{dropped} pages of {}", source.url);
        lose(db, source.id, &what, "not fetched: the source was removed", now)?;
    }
    Ok(dropped)
}
