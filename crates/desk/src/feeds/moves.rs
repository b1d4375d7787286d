//! Sources that have moved: their host sends every visitor on, for good (RFC 9110, 15.4.2, 15.4.9).

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::At;
use super::rest::{Rest, put_to_rest};
use super::sources::{self, Source, SourceKind};
use crate::Error;
use crate::fetch::Fetched;

/// Visits in a row that must be sent on to the same address before a source moves there: a mistake
/// at the host is put right before that.
const VISITS: i64 = 3;

/// Notes where a visit was sent on to; `good` is the answer, where it was one. After some in a row
/// the source moves there. Where that is a source itself, this one ends. One that was put to rest
/// while it was visited stays as it is.
pub(super) fn seen(
    db: &Transaction<'_>,
    source: &Source,
    good: Option<&Fetched>,
    now: Timestamp,
) -> Result<(), Error> {
    let sent = good.filter(|fetched| fetched.for_good && fetched.answered != source.url);
    let to = sent.map(|fetched| fetched.answered.as_str());
    let times = "UPDATE visits SET moving_to = ?2, moving = CASE WHEN ?2 IS NULL THEN 0
                     WHEN moving_to IS ?2 THEN moving + 1 ELSE 1 END
                 WHERE source = ?1 RETURNING moving";
    let times: i64 = db.prepare_cached(times)?.query_row(params![source.id, to], |r| r.get(0))?;
    let Some(to) = to.filter(|_| times >= VISITS) else { return Ok(()) };
    match sources::one(db, "s.rest IS NULL AND s.id = ?1", source.id)? {
        Some(source) if source.url != to => go(db, &source, to, now),
        _ => Ok(()),
    }
}

fn go(db: &Transaction<'_>, source: &Source, to: &str, now: Timestamp) -> Result<(), Error> {
    match sources::one(db, "s.url = ?1", to)? {
        None => take(db, source, to, now),
        Some(other) => match other.rest {
            None | Some(Rest::Paused { .. }) => end(db, source, &other, now),
            // Nobody visits that one: this one stays, and goes on being sent there.
            Some(Rest::Removed | Rest::Moved { .. }) => Ok(()),
        },
    }
}

/// Gives a source its new address.
fn take(db: &Transaction<'_>, source: &Source, to: &str, now: Timestamp) -> Result<(), Error> {
    db.execute(
        "INSERT OR REPLACE INTO former_addresses (url, source, until) VALUES (?1, ?2, ?3)",
        params![source.url, source.id, At(now)],
    )?;
    db.execute("UPDATE sources SET url = ?2 WHERE id = ?1", params![source.id, to])?;
    db.execute("UPDATE visits SET moving_to = NULL, moving = 0 WHERE source = ?1", [source.id])?;
    if source.kind == SourceKind::Page {
        // Where a feed has found it at the new address, it is that feed's.
        let taken = "DELETE FROM pages WHERE url = ?1 AND EXISTS
                     (SELECT 1 FROM pages WHERE url = ?2)";
        db.execute(taken, [&source.url, to])?;
        let moved = "UPDATE pages SET url = ?2, first = coalesce(first, url) WHERE url = ?1";
        db.execute(moved, [&source.url, to])?;
    }
    Ok(())
}

/// Ends a source whose address leads to another, which fetches what this one has found.
fn end(db: &Transaction<'_>, source: &Source, other: &Source, now: Timestamp) -> Result<(), Error> {
    put_to_rest(db, source.id, "moved", now)?;
    db.execute("UPDATE sources SET moved_to = ?2 WHERE id = ?1", params![source.id, other.url])?;
    // Its own page the other has itself.
    let own = "UPDATE pages SET due = NULL WHERE url = ?1 AND source = ?2";
    db.execute(own, params![source.url, source.id])?;
    db.execute("UPDATE pages SET source = ?2 WHERE source = ?1", params![source.id, other.id])?;
    Ok(())
}
