//! How well each source does, told from its rows and the time.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use super::At;
use super::rest::{Rest, missing, standing};
use super::sources::{AFTER, COLUMNS, Source, SourceKind, all, source};
use crate::{Error, Store};

/// Answers in a row that a source is not there, after which it counts as gone.
const GONE: u32 = 3;
/// Items whose moments tell the habit of a source.
const HABIT_ITEMS: i64 = 500;
/// Fewest gaps between items that make a habit.
const HABIT_GAPS: usize = 5;
/// Gaps from which on the longest is set aside: it may be an earlier failure.
const ASIDE_GAPS: usize = 10;
/// No source is quiet before this long.
const QUIET_LEAST: SignedDuration = SignedDuration::from_hours(6);

/// How a source does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It was not visited yet.
    New,
    /// It does what it always does.
    Ok,
    /// Visits fail.
    Failing {
        /// Since when.
        since: Timestamp,
        /// Why the last one did.
        why: String,
    },
    /// It answers, and lists nothing.
    Empty,
    /// It answers, and has listed nothing new for longer than it ever used to.
    Quiet {
        /// The time of its newest item.
        since: Timestamp,
        /// The gap between two items that is long for it.
        usual: SignedDuration,
    },
    /// The host says, again and again, that it is not there.
    Gone {
        /// Since when.
        since: Timestamp,
    },
    /// A reader paused it: it is not visited.
    Paused {
        /// Since when.
        since: Timestamp,
    },
    /// It has moved to an address that is a source itself: it is not visited.
    Moved {
        /// Since when it is left to that one.
        since: Timestamp,
        /// That address.
        to: String,
    },
}

/// A source and how it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// The source.
    pub source: Source,
    /// How it does.
    pub state: State,
    /// When it was visited last.
    pub tried: Option<Timestamp>,
    /// When a visit went well last.
    pub good: Option<Timestamp>,
    /// When it is visited next.
    pub due: Option<Timestamp>,
    /// Failed visits in a row.
    pub failures: u32,
    /// Pages of it that were found and not fetched yet.
    pub waiting: u64,
}

/// Every source and how it does, in the order in which they were added.
///
/// # Errors
/// Those of the store.
pub fn health(store: &Store, now: Timestamp) -> Result<Vec<Health>, Error> {
    store.read(|db| all(db)?.iter().map(|source| of(db, source.id, now)).collect())
}

/// A source and how it does.
///
/// # Errors
/// If there is none of that number; those of the store.
pub fn health_of(store: &Store, id: i64, now: Timestamp) -> Result<Health, Error> {
    store.read(|db| {
        standing(db, id)?;
        of(db, id, now)
    })
}

/// A row of `visits` as far as it tells the health.
struct Visits {
    failures: u32,
    failing_since: Option<Timestamp>,
    error: Option<String>,
    gone: u32,
    listed: Option<i64>,
    good: Option<Timestamp>,
}

fn of(db: &Connection, id: i64, now: Timestamp) -> Result<Health, Error> {
    let sql = format!(
        "SELECT {COLUMNS}, v.tried, v.good, v.due,
                v.failures, v.failing_since, v.error, v.gone, v.listed,
                (SELECT count(*) FROM pages p
                 WHERE p.source = s.id AND p.looked IS NULL AND p.due IS NOT NULL)
         FROM sources s JOIN visits v ON v.source = s.id WHERE s.id = ?1"
    );
    let mut one = db.prepare_cached(&sql)?;
    let (mut health, visits) = one.query_row([id], |row| {
        let time =
            |n| Ok::<_, rusqlite::Error>(row.get::<_, Option<At>>(AFTER + n)?.map(|at| at.0));
        let visits = Visits {
            failures: row.get(AFTER + 3)?,
            failing_since: time(4)?,
            error: row.get(AFTER + 5)?,
            gone: row.get(AFTER + 6)?,
            listed: row.get(AFTER + 7)?,
            good: time(1)?,
        };
        let health = Health {
            source: source(row)?,
            state: State::New,
            tried: time(0)?,
            good: visits.good,
            due: time(2)?,
            failures: visits.failures,
            waiting: row.get::<_, i64>(AFTER + 8)?.unsigned_abs(),
        };
        Ok((health, visits))
    })?;
    health.state = match (health.source.rest.clone(), health.source.kind) {
        (Some(Rest::Paused { since }), _) => State::Paused { since },
        (Some(Rest::Moved { since, to }), _) => State::Moved { since, to },
        (Some(Rest::Removed), _) => return Err(missing(&health.source.url)),
        (None, SourceKind::Page) => of_page(db, &health.source, &mut health.due)?,
        (None, _) => state(&visits, &moments(db, id)?, now),
    };
    if health.source.rest.is_some() {
        health.due = None;
    }
    Ok(health)
}

/// A page does as its one fetch does.
fn of_page(db: &Connection, source: &Source, due: &mut Option<Timestamp>) -> Result<State, Error> {
    let mut page =
        db.prepare_cached("SELECT found, due, looked, error FROM pages WHERE url = ?1")?;
    let state = page.query_row(params![source.url], |row| {
        let time = |n| Ok::<_, rusqlite::Error>(row.get::<_, Option<At>>(n)?.map(|at| at.0));
        *due = time(1)?;
        Ok(match (row.get::<_, Option<String>>(3)?, time(2)?) {
            (Some(why), _) => State::Failing { since: row.get::<_, At>(0)?.0, why },
            (None, Some(_)) => State::Ok,
            (None, None) => State::New,
        })
    })?;
    Ok(state)
}

/// The moments of a source's latest items, the newest first.
fn moments(db: &Connection, id: i64) -> Result<Vec<Timestamp>, Error> {
    let mut moments = db.prepare_cached(
        "SELECT moment FROM items WHERE source = ?1 ORDER BY moment DESC LIMIT ?2",
    )?;
    let rows = moments.query_map(params![id, HABIT_ITEMS], |row| row.get::<_, At>(0))?;
    Ok(rows.map(|at| at.map(|at| at.0)).collect::<Result<_, _>>()?)
}

fn state(visits: &Visits, moments: &[Timestamp], now: Timestamp) -> State {
    if let Some(since) = visits.failing_since.filter(|_| visits.failures > 0) {
        if visits.gone >= GONE {
            return State::Gone { since };
        }
        let why = visits.error.clone().unwrap_or_default();
        return State::Failing { since, why };
    }
    if visits.good.is_none() {
        return State::New;
    }
    if visits.listed == Some(0) {
        return State::Empty;
    }
    match (moments.first(), long_gap(moments)) {
        (Some(newest), Some(usual))
            if now.duration_since(*newest) > (usual * 2).max(QUIET_LEAST) =>
        {
            State::Quiet { since: *newest, usual }
        }
        _ => State::Ok,
    }
}

/// A gap between items that is long for a source, told from their moments (the newest first): a
/// moment chosen at random falls into one no longer nine times in ten. (By number, the short gaps
/// of a day would hide its nights, and those of a week its Sundays.) The very longest gap is set
/// aside where there are many.
fn long_gap(moments: &[Timestamp]) -> Option<SignedDuration> {
    let mut gaps: Vec<SignedDuration> =
        moments.windows(2).map(|pair| pair[0].duration_since(pair[1])).collect();
    gaps.sort();
    if gaps.len() >= ASIDE_GAPS {
        gaps.pop();
    }
    if gaps.len() < HABIT_GAPS {
        return None;
    }
    let all: i128 = gaps.iter().map(SignedDuration::as_nanos).sum();
    let mut below = 0;
    gaps.into_iter().find(|gap| {
        below += gap.as_nanos();
        below * 10 >= all * 9
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2031-03-04T10:00:00Z".parse().unwrap()
    }

    fn good() -> Visits {
        Visits {
            failures: 0,
            failing_since: None,
            error: None,
            gone: 0,
            listed: Some(20),
            good: Some(now()),
        }
    }

    /// Moments so many hours before now.
    fn before(hours: impl IntoIterator<Item = i64>) -> Vec<Timestamp> {
        hours.into_iter().map(|h| now() - SignedDuration::from_hours(h)).collect()
    }

    #[test]
    fn states() {
        let since = now() - SignedDuration::from_hours(5);
        let failing = Visits {
            failures: 2,
            failing_since: Some(since),
            error: Some("it answers with 500".to_owned()),
            ..good()
        };
        let why = "it answers with 500".to_owned();
        for (visits, expected) in [
            (Visits { good: None, listed: None, ..good() }, State::New),
            (good(), State::Ok),
            (Visits { listed: Some(0), ..good() }, State::Empty),
            (failing, State::Failing { since, why }),
            (
                Visits { failures: 3, failing_since: Some(since), gone: 3, ..good() },
                State::Gone { since },
            ),
        ] {
            assert_eq!(state(&visits, &[], now()), expected);
        }
    }

    #[test]
    fn quiet_against_its_own_habit() {
        let days = |from: i64| before((0..40).map(move |d| from + 24 * d));
        // Five reports a day, then a night of twelve hours.
        let nights = |from: i64| before((0..60).map(move |n| from + 24 * (n / 5) + 3 * (n % 5)));
        let weeks = |from: i64| before((0..40).map(move |n| from + 168 * (n / 5) + 24 * (n % 5)));
        let with_outage = |from: i64| {
            let recent = (0..30).map(move |n| from + n);
            before(recent.chain((0..30).map(move |n| from + 2_000 + n)))
        };
        for (name, moments, expected) in [
            ("daily, a day ago", days(24), None),
            ("daily, two days ago", days(48), None),
            ("daily, three days ago", days(72), Some((72, 24))),
            ("nights, a day ago", nights(23), None),
            ("nights, two days ago", nights(48), Some((48, 12))),
            ("weekends, after one", weeks(72), None),
            ("weekends, a week later", weeks(168), Some((168, 72))),
            ("hourly, five hours ago", before((0..30).map(|n| 5 + n)), None),
            ("hourly, seven hours ago", before((0..30).map(|n| 7 + n)), Some((7, 1))),
            ("hourly, with one outage before", with_outage(7), Some((7, 1))),
            ("too few to have a habit", before([900, 901, 902]), None),
            ("all at one moment", before(vec![900; 20]), Some((900, 0))),
        ] {
            let found = match state(&good(), &moments, now()) {
                State::Ok => None,
                State::Quiet { since, usual } => {
                    Some((now().duration_since(since).as_hours(), usual.as_hours()))
                }
                other => panic!("{name}: {other:?}"),
            };
            assert_eq!(found, expected, "{name}");
        }
    }
}
