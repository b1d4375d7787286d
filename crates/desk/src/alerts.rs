//! Alerts, as they are kept, listed and told.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::watch::rules::Channel;
use crate::watch::{Passage, Word};
use crate::{Error, Kind, Store};

/// Something that a rule was waiting for, or a phase that was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alert {
    /// Its id: the same fact of the same rule has the same, whenever it is found.
    pub id: String,
    /// The name of the rule or ladder.
    pub rule: String,
    /// What the rule is to a reader; of a ladder, the phase it is in now.
    pub title: String,
    /// The situation it is of; none for a ladder.
    pub situation: Option<Story>,
    /// When it fired.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime)]
    pub fired: Timestamp,
    /// What it says, by a fixed template.
    pub says: String,
    /// On whose word it rests.
    pub basis: Word,
    /// The passages that tell it.
    pub passages: Vec<Passage>,
    /// Passages beyond [`text::limits::ALERT_PASSAGES`].
    pub left_out: usize,
    /// The measures to take in a phase that was entered.
    pub measures: Vec<String>,
    /// When and why it was withdrawn.
    pub withdrawn: Option<Withdrawn>,
}

/// A situation, as an alert names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Story {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
}

/// An alert no longer stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Withdrawn {
    /// Since when.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Why.
    pub why: String,
}

/// What is told of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// It fired.
    Fired,
    /// It was withdrawn.
    Withdrawn,
}

impl News {
    /// The word kept in the store and used in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            News::Fired => "fired",
            News::Withdrawn => "withdrawn",
        }
    }

    fn of(alert: &Alert) -> News {
        if alert.withdrawn.is_some() { News::Withdrawn } else { News::Fired }
    }
}

/// Something to tell: each alert has one notice when it fires, and one if it is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its number; later ones are higher.
    pub id: i64,
    /// What is told.
    pub news: News,
    /// When it came about.
    #[serde(with = "instant")]
    pub at: Timestamp,
    /// The alert as it is now.
    pub alert: Alert,
}

/// All alerts, the newest first, at most `most`, those before `before` (an alert's id) where given.
///
/// # Errors
/// Those of the store.
pub fn list(store: &Store, most: usize, before: Option<&str>) -> Result<Vec<Alert>, Error> {
    let sql = "SELECT a.alert, a.withdrawn, a.why FROM notices n JOIN alerts a ON a.id = n.alert
               WHERE n.kind = 'fired' AND (?2 IS NULL OR n.id <
                   (SELECT id FROM notices WHERE alert = ?2 AND kind = 'fired'))
               ORDER BY n.id DESC LIMIT ?1";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    store.read(|db| rows(db.prepare_cached(sql)?.query_map(params![most, before], parts)?))
}

/// An alert by its id.
///
/// # Errors
/// Those of the store.
pub fn find(store: &Store, id: &str) -> Result<Option<Alert>, Error> {
    let sql = "SELECT alert, withdrawn, why FROM alerts WHERE id = ?1";
    let row = store.read(|db| Ok(db.query_row(sql, [id], parts).optional()?))?;
    row.map(alert).transpose()
}

/// The alerts of a situation, the newest first.
///
/// # Errors
/// Those of the store.
pub fn of_situation(store: &Store, key: &str) -> Result<Vec<Alert>, Error> {
    let sql = "SELECT alert, withdrawn, why FROM alerts WHERE situation = ?1
               ORDER BY fired DESC, id";
    store.read(|db| rows(db.prepare_cached(sql)?.query_map([key], parts)?))
}

/// The notices after the one of number `id` (0: all), in order, at most `most`: for a page that
/// tells of them as they come.
///
/// # Errors
/// Those of the store.
pub fn since(store: &Store, id: i64, most: usize) -> Result<Vec<Notice>, Error> {
    let sql = "SELECT a.alert, a.withdrawn, a.why, n.id, n.kind, n.at
               FROM notices n JOIN alerts a ON a.id = n.alert
               WHERE n.id > ?1 ORDER BY n.id LIMIT ?2";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    store.read(|db| {
        let mut query = db.prepare_cached(sql)?;
        let found = query.query_map(params![id, most], notice_parts)?;
        found.map(|row| notice(row?)).collect()
    })
}

/// The number of the newest notice, 0 where there is none: what [`since`] goes on from.
///
/// # Errors
/// Those of the store.
pub fn newest(store: &Store) -> Result<i64, Error> {
    let sql = "SELECT coalesce(max(id), 0) FROM notices";
    store.read(|db| Ok(db.query_row(sql, [], |row| row.get(0))?))
}

/// A notice by its number.
pub(crate) fn told(db: &Connection, id: i64) -> Result<Notice, Error> {
    let sql = "SELECT a.alert, a.withdrawn, a.why, n.id, n.kind, n.at
               FROM notices n JOIN alerts a ON a.id = n.alert WHERE n.id = ?1";
    notice(db.prepare_cached(sql)?.query_row([id], notice_parts)?)
}

/// Writes down that an alert fired or was withdrawn, for every channel that carries it.
pub(crate) fn tell(
    db: &Transaction<'_>,
    alert: &Alert,
    channels: &[Channel],
    now: Timestamp,
) -> Result<(), Error> {
    let told = "INSERT INTO notices (alert, kind, at) VALUES (?1, ?2, ?3)";
    let now = now.to_string();
    db.prepare_cached(told)?.execute(params![alert.id, News::of(alert).name(), now])?;
    let notice = db.last_insert_rowid();
    let due = "INSERT INTO deliveries (channel, notice, next_try) VALUES (?1, ?2, ?3)";
    for channel in channels {
        if channel.only.is_empty() || channel.only.iter().any(|n| *n.get_ref() == alert.rule) {
            db.prepare_cached(due)?.execute(params![channel.name.get_ref(), notice, now])?;
        }
    }
    Ok(())
}

/// The columns `alert`, `withdrawn` and `why`.
pub(crate) type Parts = (String, Option<String>, Option<String>);

pub(crate) fn parts(row: &Row<'_>) -> Result<Parts, rusqlite::Error> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

/// An alert from its row.
pub(crate) fn alert((json, at, why): Parts) -> Result<Alert, Error> {
    let alert: Alert = from_json("an alert", &json)?;
    let withdrawn = match at {
        None => None,
        Some(at) => Some(Withdrawn { at: moment(&at)?, why: why.unwrap_or_default() }),
    };
    Ok(Alert { withdrawn, ..alert })
}

fn rows(found: impl Iterator<Item = Result<Parts, rusqlite::Error>>) -> Result<Vec<Alert>, Error> {
    found.map(|row| alert(row?)).collect()
}

fn notice_parts(row: &Row<'_>) -> Result<(Parts, i64, String, String), rusqlite::Error> {
    Ok((parts(row)?, row.get(3)?, row.get(4)?, row.get(5)?))
}

fn notice((parts, id, kind, at): (Parts, i64, String, String)) -> Result<Notice, Error> {
    let news = if kind == News::Fired.name() { News::Fired } else { News::Withdrawn };
    Ok(Notice { id, news, at: moment(&at)?, alert: alert(parts)? })
}

/// A time of the store.
pub(crate) fn moment(rfc3339: &str) -> Result<Timestamp, Error> {
    rfc3339.parse().map_err(|e| Error::new(Kind::Store, format!("reading the time {rfc3339:?}"), e))
}

/// A value kept as JSON.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(
    what: &str,
    json: &str,
) -> Result<T, Error> {
    serde_json::from_str(json)
        .map_err(|e| Error::new(Kind::Store, format!("reading {what} of the store"), e))
}

/// A value as the JSON it is kept and sent as.
pub(crate) fn to_json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|e| Error::new(Kind::Store, "writing JSON", e))
}

/// Times as RFC 3339 in UTC.
pub(crate) mod instant {
    use jiff::Timestamp;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(crate) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(at)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }

    /// Times that may be missing.
    pub(crate) mod maybe {
        use jiff::Timestamp;
        use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

        pub(crate) fn serialize<S: Serializer>(
            at: &Option<Timestamp>,
            to: S,
        ) -> Result<S::Ok, S::Error> {
            at.map(|at| at.to_string()).serialize(to)
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
            from: D,
        ) -> Result<Option<Timestamp>, D::Error> {
            let at = Option::<String>::deserialize(from)?;
            at.map(|at| at.parse().map_err(D::Error::custom)).transpose()
        }
    }
}
