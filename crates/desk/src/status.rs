//! How a desk stands: what it holds, what is still to be done, what does not go well.

use jiff::Timestamp;
use serde::Serialize;

use crate::feeds::{self, Health, State};
use crate::{Desk, Error, deliver, look, watch};

/// How a desk stands. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Where its file is.
    pub desk: String,
    /// The size of its file, in bytes.
    pub bytes: u64,
    /// Articles.
    pub articles: u64,
    /// Those in other languages than English: kept, not read.
    pub foreign: u64,
    /// Those whose reading a defect of the program stopped.
    pub unread: u64,
    /// Situations, and those of more than one report.
    pub situations: u64,
    /// Situations of more than one report.
    pub told_by_several: u64,
    /// What came and was not taken as an article.
    pub skipped: u64,
    /// Articles that are not read yet.
    pub articles_behind: usize,
    /// Situations whose record lacks an article.
    pub situations_behind: usize,
    /// The program and model that made what is derived, where it is not this one.
    pub made_by_another: Option<String>,
    /// The sources, in the order in which they were added.
    pub sources: Vec<Source>,
    /// What was found and not taken, the latest first.
    pub losses: Vec<Loss>,
    /// Rules that are kept.
    pub rules: usize,
    /// Alerts that stand.
    pub alerts: u64,
    /// Where each ladder of phases is.
    pub ladders: Vec<Ladder>,
    /// What has not gone out: pending and failed.
    pub deliveries: Vec<Delivery>,
}

/// A source and how it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its address.
    pub url: String,
    /// `feed`, `sitemap` or `page`.
    pub kind: &'static str,
    /// Its title.
    pub title: Option<String>,
    /// Addresses that it had before it moved, the latest last.
    pub former: Vec<String>,
    /// `new`, `ok`, `failing`, `empty`, `quiet`, `gone`, `paused` or `moved`.
    pub state: &'static str,
    /// Since when it is failing, quiet, gone, paused or moved.
    pub since: Option<String>,
    /// Why its last visit failed; of a quiet one, its habit; of one that has moved, where to.
    pub why: Option<String>,
    /// When it was visited last.
    pub tried: Option<String>,
    /// When a visit went well last.
    pub good: Option<String>,
    /// When it is visited next.
    pub due: Option<String>,
    /// Failed visits in a row.
    pub failures: u32,
    /// Pages of it that were found and not fetched yet.
    pub waiting: u64,
}

/// Something that was found and not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// Its address, or what else it is known by.
    pub what: String,
    /// Why it was not taken.
    pub why: String,
    /// When it was lost last.
    pub last: String,
    /// How often.
    pub times: u64,
}

/// Where a ladder of phases is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ladder {
    /// Its name.
    pub ladder: String,
    /// The phase it is in; none: at rest.
    pub phase: Option<String>,
    /// Since when.
    pub since: Option<String>,
}

/// A notice that has not gone out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// The channel's name.
    pub channel: String,
    /// The notice's number.
    pub notice: i64,
    /// `pending` or `failed`.
    pub state: &'static str,
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried next, where it is pending.
    pub next_try: String,
    /// Why the last try failed.
    pub last_error: Option<String>,
}

/// How a desk stands at `now`.
///
/// # Errors
/// Those of the store, and of [`watch::kept`].
pub fn status(desk: &Desk, now: Timestamp) -> Result<Status, Error> {
    let store = desk.store();
    let behind = desk.behind()?;
    let look::Counts { articles, foreign, situations, skipped, .. } = look::counts(store)?;
    let [unread, told_by_several, alerts] = counts(store)?;
    let ladder = |l: watch::LadderState| Ladder {
        ladder: l.ladder,
        phase: l.phase,
        since: l.since.map(|t| t.to_string()),
    };
    let loss = |l: feeds::Loss| Loss {
        what: l.what,
        why: l.why,
        last: l.last.to_string(),
        times: l.times,
    };
    Ok(Status {
        desk: store.path().display().to_string(),
        bytes: store.bytes()?,
        articles,
        foreign,
        unread,
        situations,
        told_by_several,
        skipped,
        articles_behind: behind.articles,
        situations_behind: behind.situations,
        made_by_another: desk.made_by_another()?,
        sources: feeds::health(store, now)?.into_iter().map(source).collect(),
        losses: feeds::losses(store)?.into_iter().map(loss).collect(),
        rules: watch::kept(store)?.rules.rules.len(),
        alerts,
        ladders: watch::ladders(store)?.into_iter().map(ladder).collect(),
        deliveries: deliver::open(store)?.into_iter().map(delivery).collect(),
    })
}

/// What is counted for a status alone.
fn counts(store: &crate::Store) -> Result<[u64; 3], Error> {
    store.read(|db| {
        let mut counts = [0; 3];
        for (count, sql) in counts.iter_mut().zip([
            "SELECT count(*) FROM readings WHERE failed IS NOT NULL",
            "SELECT count(*) FROM situations WHERE reports > 1",
            "SELECT count(*) FROM alerts WHERE withdrawn IS NULL",
        ]) {
            *count = db.query_row(sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs();
        }
        Ok(counts)
    })
}

fn source(health: Health) -> Source {
    let time = |t: Option<Timestamp>| t.map(|t| t.to_string());
    let (state, since, why) = match health.state {
        State::New => ("new", None, None),
        State::Ok => ("ok", None, None),
        State::Failing { since, why } => ("failing", Some(since), Some(why)),
        State::Empty => ("empty", None, None),
        State::Quiet { since, usual } => {
            let hours = usual.as_hours().max(1);
            let why = format!("it used to list something new within {hours} h");
            ("quiet", Some(since), Some(why))
        }
        State::Gone { since } => ("gone", Some(since), None),
        State::Paused { since } => ("paused", Some(since), None),
        State::Moved { since, to } => {
            ("moved", Some(since), Some(format!("to {to}, which is a source itself")))
        }
    };
    Source {
        url: health.source.url,
        kind: health.source.kind.name(),
        title: health.source.title,
        former: health.source.former,
        state,
        since: time(since),
        why,
        tried: time(health.tried),
        good: time(health.good),
        due: time(health.due),
        failures: health.failures,
        waiting: health.waiting,
    }
}

fn delivery(of: deliver::Delivery) -> Delivery {
    Delivery {
        channel: of.channel,
        notice: of.notice,
        state: of.state.name(),
        tries: of.tries,
        next_try: of.next_try.to_string(),
        last_error: of.last_error,
    }
}
