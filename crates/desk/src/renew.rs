//! The record of one situation, made again when an article has come or gone, or a reader has
//! put something right.

use std::num::NonZero;

use record::{Brings, Changes, Known, Record, Since, build_one_corrected, changes};
use rusqlite::{Connection, Transaction, params};
use text::DateSpan;

use crate::corrections::{self, InForce};
use crate::pack::{pack, unpack};
use crate::read::members;
use crate::{Desk, Error, facts};

/// A situation whose record was renewed.
#[derive(Clone, Debug)]
pub struct Renewed {
    /// Its key.
    pub key: String,
    /// Its record, compared with the one before.
    pub record: Record,
    /// What is new in it, counted.
    pub news: String,
}

/// Situations whose record lacks an article, at most ?1. By the rows instead of the index, all that
/// are up to date would be looked at first.
pub(crate) const STALE: &str = "SELECT id FROM situations INDEXED BY situations_stale WHERE stale \
                                ORDER BY stale, id LIMIT ?1";

/// Situations whose record lacks an article, the oldest first.
pub(crate) fn stale(db: &Connection, most: NonZero<usize>) -> Result<Vec<i64>, Error> {
    let most = i64::try_from(most.get()).unwrap_or(i64::MAX);
    let mut all = db.prepare_cached(STALE)?;
    let rows = all.query_map([most], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Makes the record of a situation again.
pub(crate) fn renew(desk: &Desk, situation: i64) -> Result<Renewed, Error> {
    let (key, before, members, asked) = desk.store().read(|db| {
        let sql = "SELECT key, record FROM situations WHERE id = ?1";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let (key, record): (String, Option<Vec<u8>>) =
            db.prepare_cached(sql)?.query_row([situation], row)?;
        let before: Option<Record> = record.as_deref().map(unpack).transpose()?;
        let members = members(db, situation)?;
        let keys: Vec<&str> = members.iter().map(|(kept, _)| kept.article.id.as_str()).collect();
        let asked = InForce::of(db, &keys)?;
        Ok((key, before, members, asked))
    })?;
    let came = members.iter().map(|(kept, _)| kept.came.clone()).max();
    let articles: Vec<i64> = members.iter().map(|(kept, _)| kept.id).collect();
    let members = members.into_iter().map(|(kept, reading)| (kept.article, reading));
    let mut record = build_one_corrected(members.collect(), desk.world(), &asked.corrections());
    let acted = asked.finish(&mut record);
    if let Some(of) = record.situations.first_mut() {
        of.id.clone_from(&key);
    }
    let known = before.as_ref().map(Known::of).unwrap_or_default();
    let since = Since::Record(came.clone().unwrap_or_default());
    record.changes = Some(changes(&known, &record, since));
    desk.store().write(|db| {
        keep(db, situation, &record, came.as_deref())?;
        facts::keep(db, situation, &record)?;
        corrections::keep_came(db, situation, &acted)?;
        // Where another article or correction came meanwhile the record lacks it still.
        let now: Vec<i64> = db
            .prepare_cached("SELECT article FROM members WHERE situation = ?1 ORDER BY article")?
            .query_map([situation], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        if now == articles && corrections::newest(db)? == asked.newest {
            db.execute("UPDATE situations SET stale = 0 WHERE id = ?1", [situation])?;
        }
        Ok(())
    })?;
    let news = record.changes.as_ref().map(news).unwrap_or_default();
    Ok(Renewed { key, record, news })
}

fn keep(
    db: &Transaction<'_>,
    situation: i64,
    record: &Record,
    came: Option<&str>,
) -> Result<(), Error> {
    let Some(of) = record.situations.first() else { return Ok(()) };
    let news = record.changes.as_ref().map(news).unwrap_or_default();
    let day = |day: fn(DateSpan) -> text::Date| of.dates.map(|d| day(d).to_string());
    // What brings nothing new does not move a situation.
    db.prepare_cached(
        "UPDATE situations SET title = ?2, from_day = ?3, to_day = ?4, reports = ?5, \
         moved = CASE WHEN ?7 = '' THEN moved ELSE coalesce(?6, moved) END, \
         news = CASE WHEN ?7 = '' THEN news ELSE ?7 END, record = ?8, \
         renewed = (SELECT coalesce(max(renewed), 0) + 1 FROM situations) WHERE id = ?1",
    )?
    .execute(params![
        situation,
        of.title,
        day(|d| d.from),
        day(|d| d.to),
        i64::try_from(of.reports.len()).unwrap_or(i64::MAX),
        came,
        news,
        pack(record)?,
    ])?;
    Ok(())
}

/// What changed, counted: "2 new events, 1 figure moved".
fn news(changes: &Changes) -> String {
    let all = changes.reports.iter().map(|r| r.brings).fold(Brings::default(), |a, b| Brings {
        events: a.events + b.events,
        figures: a.figures + b.figures,
        statements: a.statements + b.statements,
        disputes: a.disputes + b.disputes,
        confirmed: a.confirmed + b.confirmed,
    });
    let counts = [
        (all.events, "event", "events"),
        (all.figures, "figure", "figures"),
        (all.disputes, "dispute", "disputes"),
        (all.statements, "statement", "statements"),
        (all.confirmed, "confirmation", "confirmations"),
    ];
    let told = counts.iter().filter(|(n, ..)| *n > 0).map(|(n, one, more)| match n {
        1 => format!("1 new {one}"),
        _ => format!("{n} new {more}"),
    });
    told.collect::<Vec<_>>().join(", ")
}
