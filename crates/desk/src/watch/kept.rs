//! The rules that a desk keeps, held against what it derives.

use jiff::Timestamp;
use record::Record;
use rusqlite::OptionalExtension;

use super::{Rules, after};
use crate::alerts::Alert;
use crate::digest::sha256;
use crate::pack::unpack;
use crate::{Behind, Desk, Error, Renewed, Step, Store};

/// The setting that holds the text of the rules.
pub(crate) const RULES: &str = "watch";
/// The setting that tells which rules all situations were held against.
const HELD: &str = "watch held";

/// The rules that a desk keeps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// The rules.
    pub rules: Rules,
    /// The SHA-256 of their text.
    mark: String,
}

/// Checks rules and keeps them, in the place of those before; `name` is what their file is called.
///
/// # Errors
/// Those of [`Rules::parse`] and of the store.
pub fn keep(store: &Store, name: &str, toml: &str) -> Result<Rules, Error> {
    let rules = Rules::parse(name, toml)?;
    store.set(RULES, toml)?;
    Ok(rules)
}

/// The rules that a desk keeps; none where none were ever set.
///
/// # Errors
/// Those of [`Rules::parse`], where a newer program kept them, and of the store.
pub fn kept(store: &Store) -> Result<Kept, Error> {
    let Some(toml) = store.setting(RULES)? else { return Ok(Kept::default()) };
    let rules = Rules::parse("kept by the desk", &toml)?;
    let mark = sha256(toml.as_bytes());
    Ok(Kept { rules, mark })
}

/// What there is to tell while a desk is followed.
#[derive(Debug)]
pub enum News<'a> {
    /// A step of [`Desk::catch_up`].
    Step(&'a Step),
    /// An alert fired, or was withdrawn.
    Alert(&'a Alert),
}

/// Catches up, and holds the rules against every record that is renewed. Rules that have changed,
/// or that did not get to the end the last time, are held against all situations first.
///
/// # Errors
/// Those of the store.
pub fn follow(
    desk: &Desk,
    kept: &Kept,
    now: Timestamp,
    told: &mut dyn FnMut(News<'_>),
) -> Result<(), Error> {
    let store = desk.store();
    if store.setting(HELD)?.unwrap_or_default() != kept.mark {
        over_all(store, &kept.rules, now, told)?;
        store.set(HELD, &kept.mark)?;
    }
    if desk.behind()? == Behind::default() {
        return Ok(());
    }
    derive(desk, kept, now, told, Desk::catch_up)
}

/// Makes all that is derived again, and holds the rules against it.
///
/// # Errors
/// Those of the store.
pub fn rebuild(
    desk: &Desk,
    kept: &Kept,
    now: Timestamp,
    told: &mut dyn FnMut(News<'_>),
) -> Result<(), Error> {
    derive(desk, kept, now, told, Desk::rebuild)
}

/// A way to derive, telling of every step.
type Derive = fn(&Desk, &mut dyn FnMut(&Step)) -> Result<(), Error>;

/// Derives, and holds the rules against every record that is renewed.
fn derive(
    desk: &Desk,
    kept: &Kept,
    now: Timestamp,
    told: &mut dyn FnMut(News<'_>),
    derive: Derive,
) -> Result<(), Error> {
    // Where the program is stopped after a record was renewed and before the rules were held
    // against it, the next start holds them against all.
    desk.store().set(HELD, "cut off")?;
    let mut failed = None;
    derive(desk, &mut |step| {
        let held = hold(desk.store(), &kept.rules, step, now, told);
        failed = failed.take().or(held.err());
    })?;
    failed.map_or(Ok(()), Err)?;
    dissolved(desk.store(), &kept.rules, now, told)?;
    desk.store().set(HELD, &kept.mark)
}

/// Looks again at the alerts of situations that have gone into others.
fn dissolved(
    store: &Store,
    rules: &Rules,
    now: Timestamp,
    told: &mut dyn FnMut(News<'_>),
) -> Result<(), Error> {
    let gone: Vec<String> = store.read(|db| {
        let sql = "SELECT DISTINCT situation FROM alerts WHERE withdrawn IS NULL \
                   AND situation IS NOT NULL AND situation NOT IN (SELECT key FROM situations) \
                   ORDER BY situation";
        let mut all = db.prepare_cached(sql)?;
        let rows = all.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })?;
    for key in gone {
        let alerts = after(store, rules, &Record::default(), &key, now)?;
        alerts.iter().for_each(|alert| told(News::Alert(alert)));
    }
    Ok(())
}

/// Tells of a step, and of the alerts that it leads to.
fn hold(
    store: &Store,
    rules: &Rules,
    step: &Step,
    now: Timestamp,
    told: &mut dyn FnMut(News<'_>),
) -> Result<(), Error> {
    told(News::Step(step));
    if let Step::Renewed(renewed) = step {
        let Renewed { key, record, .. } = &**renewed;
        let alerts = after(store, rules, record, key, now)?;
        alerts.iter().for_each(|alert| told(News::Alert(alert)));
    }
    Ok(())
}

/// Holds rules against the records of all situations, in the order in which these were found.
fn over_all(
    store: &Store,
    rules: &Rules,
    now: Timestamp,
    told: &mut dyn FnMut(News<'_>),
) -> Result<(), Error> {
    let all: Vec<i64> = store.read(|db| {
        let mut all =
            db.prepare("SELECT id FROM situations WHERE record IS NOT NULL ORDER BY id")?;
        let rows = all.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })?;
    for situation in all {
        let one = "SELECT key, record FROM situations WHERE id = ?1";
        let found: Option<(String, Vec<u8>)> = store.read(|db| {
            let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            Ok(db.prepare_cached(one)?.query_row([situation], row).optional()?)
        })?;
        // It may have gone into another meanwhile.
        let Some((key, record)) = found else { continue };
        let alerts = after(store, rules, &unpack(&record)?, &key, now)?;
        alerts.iter().for_each(|alert| told(News::Alert(alert)));
    }
    Ok(())
}
