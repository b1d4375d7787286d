//! Delivery: every notice by every channel that carries it, in order, until it has gone out.
//!
//! A delivery is a row of the store, written with the alert. What fails is tried again, later each
//! time; the notices behind it on the same channel wait, so that they arrive in order, and no other
//! channel does. A notice may arrive twice, if the program is killed between sending it and writing
//! that down: receivers know it by the alert's id and what is told of it.

pub mod atom;
mod command;
mod mail;
#[cfg(test)]
mod tests;
mod webhook;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension as _, Row, params};
use text::limits;

use crate::alerts::{self, Notice, moment};
use crate::watch::rules::{Channel, Secret};
use crate::{Error, Kind, Store};

/// The wait after the first failure, in seconds; it doubles with each.
const FIRST_WAIT: i64 = 30;
/// The longest wait, in seconds.
const LONGEST_WAIT: i64 = 6 * 60 * 60;

/// How a delivery stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The channel's name.
    pub channel: String,
    /// The notice's number.
    pub notice: i64,
    /// How it stands.
    pub state: State,
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried next, where it is pending.
    pub next_try: Timestamp,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it went out.
    pub done: Option<Timestamp>,
}

/// Whether a notice went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not yet.
    Pending,
    /// Yes.
    Done,
    /// No, and it is not tried any more: [`again`] does.
    Failed,
}

impl State {
    /// The word kept in the store.
    pub fn name(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::Done => "done",
            State::Failed => "failed",
        }
    }
}

/// Sends what is due, the channels side by side: what was tried, the channels in the order given.
/// One call at a time: two at once may send a notice twice.
///
/// # Errors
/// Those of the store. A channel that fails is no error: its failure is kept with the delivery.
pub fn due(store: &Store, channels: &[Channel], now: Timestamp) -> Result<Vec<Delivery>, Error> {
    let sent = std::thread::scope(|scope| {
        let run = |channel| scope.spawn(move || channel_due(store, channel, now));
        let running: Vec<_> = channels.iter().map(run).collect();
        let stopped =
            || Error::new(Kind::Network, "delivering alerts", "a channel's thread panicked");
        let joined = running.into_iter().map(|t| t.join().unwrap_or_else(|_| Err(stopped())));
        joined.collect::<Vec<Result<Vec<Delivery>, Error>>>()
    });
    let mut all = Vec::new();
    for of_channel in sent {
        all.extend(of_channel?);
    }
    Ok(all)
}

/// Sends what is due on one channel, in order, up to the first that fails.
fn channel_due(store: &Store, channel: &Channel, now: Timestamp) -> Result<Vec<Delivery>, Error> {
    let mut tried = Vec::new();
    while tried.len() < limits::DELIVERIES {
        let Some((mut delivery, notice)) = next(store, channel.name.get_ref())? else { break };
        if delivery.next_try > now {
            break;
        }
        delivery.tries += 1;
        match send(store, channel, &notice, now) {
            Ok(()) => {
                (delivery.state, delivery.done) = (State::Done, Some(now));
                delivery.last_error = None;
            }
            Err(error) => {
                let given_up = delivery.tries >= limits::DELIVERY_TRIES;
                delivery.state = if given_up { State::Failed } else { State::Pending };
                delivery.next_try = now.saturating_add(wait(delivery.tries)).unwrap_or(now);
                delivery.last_error = Some(error.to_string());
            }
        }
        keep(store, &delivery)?;
        let stopped = delivery.state == State::Pending;
        tried.push(delivery);
        if stopped {
            break;
        }
    }
    Ok(tried)
}

/// How long to wait after so many failed tries.
fn wait(tries: u32) -> SignedDuration {
    let doubled = FIRST_WAIT.saturating_mul(1_i64 << tries.saturating_sub(1).min(32));
    SignedDuration::from_secs(doubled.min(LONGEST_WAIT))
}

fn send(store: &Store, channel: &Channel, notice: &Notice, now: Timestamp) -> Result<(), Error> {
    if let Some(atom) = &channel.atom {
        return atom::write(store, atom, notice);
    }
    if let Some(webhook) = &channel.webhook {
        return webhook::post(webhook, notice, now);
    }
    if let Some(command) = &channel.command {
        return command::run(command, notice);
    }
    match &channel.mail {
        Some(mail) => mail::send(mail, notice),
        None => Err(Error::new(Kind::Invalid, "delivering an alert", "the channel is of no kind")),
    }
}

const COLUMNS: &str = "channel, notice, state, tries, next_try, last_error, done";

/// The first notice of a channel that is pending.
fn next(store: &Store, channel: &str) -> Result<Option<(Delivery, Notice)>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM deliveries
         WHERE state = 'pending' AND channel = ?1 ORDER BY notice LIMIT 1"
    );
    store.read(|db| {
        let row = db.prepare_cached(&sql)?.query_row([channel], columns).optional()?;
        let Some(row) = row else { return Ok(None) };
        let delivery = delivery(row)?;
        let notice = alerts::told(db, delivery.notice)?;
        Ok(Some((delivery, notice)))
    })
}

fn keep(store: &Store, delivery: &Delivery) -> Result<(), Error> {
    let sql =
        "UPDATE deliveries SET state = ?3, tries = ?4, next_try = ?5, last_error = ?6, done = ?7
               WHERE channel = ?1 AND notice = ?2";
    let Delivery { channel, notice, state, tries, next_try, last_error, done } = delivery;
    let (next_try, done) = (next_try.to_string(), done.map(|at| at.to_string()));
    store.write(|db| {
        let row = params![channel, notice, state.name(), tries, next_try, last_error, done];
        db.prepare_cached(sql)?.execute(row)?;
        Ok(())
    })
}

/// What has not gone out: pending and failed, by channel, in order.
///
/// # Errors
/// Those of the store.
pub fn open(store: &Store) -> Result<Vec<Delivery>, Error> {
    list(store, "state <> 'done' ORDER BY channel, notice", "")
}

/// How an alert's notices went out, by channel.
///
/// # Errors
/// Those of the store.
pub fn of_alert(store: &Store, alert: &str) -> Result<Vec<Delivery>, Error> {
    let condition = "notice IN (SELECT id FROM notices WHERE alert = ?1) ORDER BY channel, notice";
    list(store, condition, alert)
}

fn list(store: &Store, condition: &str, value: &str) -> Result<Vec<Delivery>, Error> {
    // Every condition has one value, used or not.
    let sql = format!("SELECT {COLUMNS} FROM deliveries WHERE ?1 = ?1 AND {condition}");
    store.read(|db| {
        let mut query = db.prepare_cached(&sql)?;
        let rows = query.query_map([value], columns)?;
        rows.map(|row| delivery(row?)).collect()
    })
}

/// Tries a channel's pending deliveries at once, and those that were given up as well: the number
/// of both.
///
/// # Errors
/// Those of the store.
pub fn again(store: &Store, channel: &str, now: Timestamp) -> Result<usize, Error> {
    let sql = "UPDATE deliveries SET state = 'pending', tries = 0, next_try = ?2
               WHERE channel = ?1 AND state <> 'done'";
    store.write(|db| Ok(db.execute(sql, params![channel, now.to_string()])?))
}

type Columns = (String, i64, String, u32, String, Option<String>, Option<String>);

fn columns(row: &Row<'_>) -> Result<Columns, rusqlite::Error> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
}

fn delivery(row: Columns) -> Result<Delivery, Error> {
    let (channel, notice, state, tries, next_try, last_error, done) = row;
    let state =
        [State::Pending, State::Done, State::Failed].into_iter().find(|s| s.name() == state);
    let unknown = || Error::new(Kind::Store, "reading a delivery of the store", "unknown state");
    Ok(Delivery {
        channel,
        notice,
        state: state.ok_or_else(unknown)?,
        tries,
        next_try: moment(&next_try)?,
        last_error,
        done: done.as_deref().map(moment).transpose()?,
    })
}

/// The secret that a channel is set to use.
fn secret(of: &Secret) -> Result<String, Error> {
    let (found, from) = match of {
        Secret::File(path) => {
            let read = std::fs::read_to_string(path).map_err(|e| e.to_string());
            (read, format!("reading the secret in {}", path.display()))
        }
        Secret::Env(name) => {
            let read = std::env::var(name).map_err(|e| e.to_string());
            (read, format!("reading the secret in the environment variable {name}"))
        }
    };
    match found {
        Ok(secret) if secret.trim_end().is_empty() => {
            Err(Error::new(Kind::Invalid, from, "it is empty"))
        }
        Ok(secret) => Ok(secret.trim_end().to_owned()),
        Err(why) => Err(Error::new(Kind::Missing, from, why)),
    }
}

/// A notice in one line: `Withdrawn: Ten thousand soldiers in Varnia`.
fn headline(notice: &Notice) -> String {
    let title = brief::one_line(&notice.alert.title);
    match notice.news {
        alerts::News::Fired => title,
        alerts::News::Withdrawn => format!("Withdrawn: {title}"),
    }
}

/// A notice in plain text: what it says, on whose word, and the passages that tell it.
fn plain(notice: &Notice) -> String {
    let alert = &notice.alert;
    let mut lines = vec![brief::one_line(&alert.says)];
    if let Some(story) = &alert.situation {
        lines.push(format!("Situation: {}", brief::one_line(&story.title)));
    }
    if let Some(withdrawn) = &alert.withdrawn {
        lines.push(format!("Withdrawn {}: {}.", withdrawn.at, withdrawn.why));
    }
    if !alert.measures.is_empty() {
        lines.push("Measures:".to_owned());
        lines.extend(alert.measures.iter().map(|m| format!("- {}", brief::one_line(m))));
    }
    for passage in &alert.passages {
        let name = passage.outlet.as_deref().unwrap_or(&passage.article);
        let day = passage.published.as_deref().map(|d| format!(", {d}")).unwrap_or_default();
        let url = passage.url.as_deref().map(|u| format!(" <{u}>")).unwrap_or_default();
        let words = brief::one_line(&passage.words);
        lines.push(format!("“{words}” ({}{day}){}", brief::one_line(name), brief::one_line(&url)));
    }
    if alert.left_out > 0 {
        lines.push(format!("{} more passages are not shown.", alert.left_out));
    }
    lines.push(format!("{} · fired {} by {}", alert.id, alert.fired, brief::one_line(&alert.rule)));
    lines.join("\n")
}
