//! One round of visits to the sources that are due.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use text::limits::SITEMAPS;
use url::Url;

use super::items::Item;
use super::look::{Found, look};
use super::sitemap::Sitemap;
use super::sources::{AFTER, COLUMNS, Source, lose, source};
use super::{At, moves, pages, whole};
use crate::fetch::{Ask, Fetched, Fetcher, address};
use crate::{Arrival, Error, How, Kind, Store};

/// Least and most time between two visits of a source, in seconds.
const EVERY: std::ops::RangeInclusive<i64> = 300..=86_400;
/// First pause after a failed visit, in seconds; it doubles with every further one, up to the most
/// time between two visits.
const BACK_OFF: i64 = 300;
/// A sitemap lists a whole site; what is older than these days is not fetched.
const SITEMAP_DAYS: i64 = 7;
/// Requests that are made at once, of as many hosts.
const AT_ONCE: usize = 8;

/// What one round of visits came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Polled {
    /// Sources that were visited.
    pub visited: usize,
    /// Visits that failed.
    pub failed: usize,
    /// Items that were new or had changed.
    pub items: usize,
    /// Arrivals that were kept.
    pub kept: usize,
    /// What was listed as lost.
    pub lost: usize,
    /// Pages that are due and were left for the next round.
    pub waiting: usize,
}

/// Visits the sources that are due, and fetches the pages that are due. What comes is given to
/// `keep`; what it refuses with an error of a kind other than [`Kind::Store`] is listed as lost.
/// An arrival counts as taken only after `keep` returned, so one that was cut off comes again.
/// Once `stop` is true no further request is made: what was not asked for is due as before.
///
/// # Errors
/// Those of the store. What goes wrong with a source is a row of that source.
pub fn poll(
    store: &Store,
    fetcher: &Fetcher,
    now: Timestamp,
    stop: &(dyn Fn() -> bool + Sync),
    keep: &mut dyn FnMut(Arrival) -> Result<(), Error>,
) -> Result<Polled, Error> {
    let now = whole(now);
    let mut round = Round { store, fetcher, now, stop, keep, polled: Polled::default() };
    for visits in due(store, now)?.chunks(AT_ONCE) {
        let asks: Vec<Ask> = visits.iter().map(|visit| visit.ask.clone()).collect();
        for (visit, answer) in visits.iter().zip(round.fetch_all(&asks)) {
            if let Some(answer) = answer {
                round.visit(visit, answer)?;
            }
        }
    }
    for pages in pages::due(store, now)?.chunks(AT_ONCE) {
        let asks: Vec<Ask> = pages.iter().map(|page| page.ask.clone()).collect();
        for (page, answer) in pages.iter().zip(round.fetch_all(&asks)) {
            if let Some(answer) = answer {
                round.page(page, answer)?;
            }
        }
    }
    round.polled.waiting = pages::waiting(store, now)?;
    Ok(round.polled)
}

/// When the next source or page is due; nothing where there is none.
///
/// # Errors
/// Those of the store.
pub fn next_due(store: &Store) -> Result<Option<Timestamp>, Error> {
    let next = "SELECT min(due) FROM (
                    SELECT min(due) AS due FROM visits WHERE source NOT IN
                        (SELECT id FROM sources WHERE rest IS NOT NULL)
                    UNION ALL SELECT * FROM
                        (SELECT due FROM pages WHERE due IS NOT NULL AND source NOT IN
                            (SELECT id FROM sources WHERE rest IS NOT NULL)
                         ORDER BY due LIMIT 1))";
    store.read(|db| Ok(db.query_row(next, [], |row| row.get::<_, Option<At>>(0))?.map(|at| at.0)))
}

/// One round of visits.
pub(super) struct Round<'a> {
    pub(super) store: &'a Store,
    fetcher: &'a Fetcher,
    pub(super) now: Timestamp,
    stop: &'a (dyn Fn() -> bool + Sync),
    keep: &'a mut dyn FnMut(Arrival) -> Result<(), Error>,
    pub(super) polled: Polled,
}

/// A source that is due.
struct Visit {
    source: Source,
    every: i64,
    good: Option<Timestamp>,
    failures: u32,
    ask: Ask,
}

/// Why a visit failed.
struct Failure {
    why: String,
    /// The host says that there is nothing (404, 410).
    gone: bool,
    not_before: Option<Timestamp>,
}

/// What an answer tells.
enum Told {
    /// Nothing has changed.
    Nothing,
    /// What the source lists.
    Listed(Listed),
    /// Not all of it was waited for.
    Stopped,
}

/// What a source lists.
struct Listed {
    title: Option<String>,
    items: Vec<Item>,
    /// What of it was not looked at.
    left: Option<String>,
    /// What of it could not be had: the visit has failed, though what came is taken.
    failure: Option<String>,
    /// Whether it is the source's own document that changes: an index stays as it is when its
    /// sitemaps change.
    whole: bool,
}

fn due(store: &Store, now: Timestamp) -> Result<Vec<Visit>, Error> {
    store.read(|db| {
        let sql = format!(
            "SELECT {COLUMNS}, v.every, v.good, v.failures, v.etag, v.last_modified
             FROM visits v JOIN sources s ON s.id = v.source
             WHERE v.due <= ?1 AND s.rest IS NULL ORDER BY v.due, s.id"
        );
        let mut due = db.prepare(&sql)?;
        let visit = |row: &Row<'_>| {
            let source = source(row)?;
            let (etag, last_modified) = (row.get(AFTER + 3)?, row.get(AFTER + 4)?);
            let ask = Ask { url: source.url.clone(), etag, last_modified };
            let good = row.get::<_, Option<At>>(AFTER + 1)?.map(|at| at.0);
            let (every, failures) = (row.get(AFTER)?, row.get(AFTER + 2)?);
            Ok(Visit { source, every, good, failures, ask })
        };
        let rows = due.query_map([At(now)], visit)?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

impl Round<'_> {
    /// Fetches several documents at once; the answers are in the order of the questions. There is
    /// none where it was not waited for.
    fn fetch_all(&self, asks: &[Ask]) -> Vec<Option<Result<Fetched, Error>>> {
        let (fetcher, now, stop) = (self.fetcher, self.now, self.stop);
        let fetch = |ask| {
            let answer = fetcher.fetch_unless(ask, now, stop);
            // A failure may be that it was stopped, which is none of the host's.
            Some(answer).filter(|answer| answer.is_ok() || !stop())
        };
        if stop() {
            return asks.iter().map(|_| None).collect();
        }
        std::thread::scope(|scope| {
            let started: Vec<_> = asks.iter().map(|ask| scope.spawn(move || fetch(ask))).collect();
            let ended = started.into_iter().zip(asks).map(|(thread, ask)| {
                thread.join().unwrap_or_else(|_| {
                    let doing = format!("fetching {}", ask.url);
                    Some(Err(Error::new(Kind::Invalid, doing, "the program failed at the answer")))
                })
            });
            ended.collect()
        })
    }

    /// Gives something to the keeper; says why, if it is lost.
    pub(super) fn give(&mut self, arrival: Arrival) -> Result<Option<String>, Error> {
        match (self.keep)(arrival) {
            Ok(()) => {
                self.polled.kept += 1;
                Ok(None)
            }
            Err(e) if e.kind() == Kind::Store => Err(e),
            Err(e) => Ok(Some(e.to_string())),
        }
    }

    fn visit(&mut self, visit: &Visit, answer: Result<Fetched, Error>) -> Result<(), Error> {
        self.polled.visited += 1;
        let listed = match answer.map_err(failure).and_then(|fetched| {
            let listed = self.listed(visit, &fetched)?;
            Ok((fetched, listed))
        }) {
            Ok(listed) => listed,
            Err(failure) => {
                self.polled.failed += 1;
                return self.store.write(|db| failed(db, visit, &failure, self.now));
            }
        };
        match listed {
            (fetched, Told::Nothing) => {
                self.store.write(|db| went_well(db, visit, &fetched, 0, self.now))
            }
            (fetched, Told::Listed(listed)) => self.take(visit, &fetched, listed),
            (_, Told::Stopped) => Ok(()),
        }
    }

    /// What the answer lists.
    fn listed(&self, visit: &Visit, fetched: &Fetched) -> Result<Told, Failure> {
        let not_before = fetched.retry_after();
        let fail = |why: String| Failure { why, gone: false, not_before };
        match fetched.status {
            304 => return Ok(Told::Nothing),
            200..300 => {}
            status => {
                let gone = matches!(status, 404 | 410);
                return Err(Failure { gone, ..fail(format!("it answers with {status}")) });
            }
        }
        match found(fetched).map_err(fail)? {
            Found::Feed(feed) => {
                let left = (feed.over > 0).then(|| format!("{} further items", feed.over));
                let (title, items) = (feed.title, feed.items);
                Ok(Told::Listed(Listed { title, items, left, failure: None, whole: true }))
            }
            Found::Sitemap(sitemap) => Ok(self.sitemap(visit, sitemap)),
            Found::Page(_) => {
                Err(fail("it is a page, and neither a feed nor a sitemap".to_owned()))
            }
        }
    }

    /// What a sitemap lists, or the sitemaps of an index that have changed.
    fn sitemap(&self, visit: &Visit, sitemap: Sitemap) -> Told {
        let mut children = match sitemap {
            Sitemap::Pages { items, over, .. } => {
                let left = (over > 0).then(|| format!("{over} further addresses"));
                let (title, failure) = (None, None);
                return Told::Listed(Listed { title, items, left, failure, whole: true });
            }
            Sitemap::Index(children) => children,
        };
        children.retain(|(_, changed)| match (changed, visit.good) {
            (Some(changed), Some(good)) => *changed >= good,
            _ => true,
        });
        children.sort_by_key(|(_, changed)| std::cmp::Reverse(*changed));
        let over = children.len().saturating_sub(SITEMAPS);
        children.truncate(SITEMAPS);
        let mut left = Vec::from_iter((over > 0).then(|| format!("{over} further sitemaps")));
        let (mut items, mut failures) = (Vec::new(), Vec::new());
        let asks: Vec<Ask> =
            children.into_iter().map(|(url, _)| Ask { url, ..Ask::default() }).collect();
        for (ask, answer) in asks.iter().zip(self.fetch_all(&asks)) {
            let Some(answer) = answer else { return Told::Stopped };
            let found = match answer.map_err(|e| e.why().to_owned()) {
                Ok(fetched) if !(200..300).contains(&fetched.status) => {
                    Err(format!("it answers with {}", fetched.status))
                }
                Ok(fetched) => found(&fetched),
                Err(why) => Err(why),
            };
            match found {
                Ok(Found::Sitemap(Sitemap::Pages { items: more, over, .. })) => {
                    items.extend(more);
                    left.extend((over > 0).then(|| format!("{over} addresses of {}", ask.url)));
                }
                Ok(_) => left.push(format!("{}, which lists no pages", ask.url)),
                Err(why) => failures.push(format!("{}: {why}", ask.url)),
            }
        }
        let told = |all: Vec<String>| (!all.is_empty()).then(|| all.join("; "));
        let (left, failure) = (told(left), told(failures));
        Told::Listed(Listed { title: None, items, left, failure, whole: false })
    }

    /// Takes what is new or has changed: reports that items carry are kept, pages noted as due.
    fn take(&mut self, visit: &Visit, fetched: &Fetched, listed: Listed) -> Result<(), Error> {
        let (id, now) = (visit.source.id, self.now);
        let count = listed.items.len();
        let mut taken = self.sort_out(visit, listed.title.as_deref(), listed.items)?;
        let left =
            listed.left.map(|left| (visit.source.url.clone(), format!("not looked at: {left}")));
        taken.lost.extend(left);
        self.polled.failed += usize::from(listed.failure.is_some());
        self.polled.items += taken.items.len();
        self.polled.lost += taken.lost.len();
        self.store.write(|db| {
            note(db, id, &taken, now)?;
            if let Some(why) = &listed.failure {
                let failure = Failure { why: why.clone(), gone: false, not_before: None };
                return failed(db, visit, &failure, now);
            }
            went_well(db, visit, fetched, taken.items.len(), now)?;
            let header = |name| fetched.header(name).filter(|_| listed.whole);
            db.execute(
                "UPDATE visits SET listed = ?2, etag = ?3, last_modified = ?4 WHERE source = ?1",
                params![id, count as i64, header("etag"), header("last-modified")],
            )?;
            db.execute(
                "UPDATE sources SET title = coalesce(title, ?2) WHERE id = ?1",
                params![id, listed.title],
            )?;
            Ok(())
        })
    }

    /// Says of each item what is done about it, and gives the reports to the keeper.
    fn sort_out(
        &mut self,
        visit: &Visit,
        title: Option<&str>,
        items: Vec<Item>,
    ) -> Result<Taken, Error> {
        let (source, now) = (&visit.source, self.now);
        let outlet = title.or(source.title.as_deref());
        let known = known(self.store, source.id, &items)?;
        let (mut taken, mut stock) = (Taken::default(), 0);
        for item in items {
            let before = known.get(&item.guid);
            if before.is_some_and(|mark| *mark == item.mark()) {
                continue;
            }
            if is_stock(visit, &item, now) {
                stock += 1;
            } else if item.carries_report() {
                let lost = self.give(carried(source, outlet, &item, now))?;
                taken.lost.extend(lost.map(|why| (item.guid.clone(), why)));
            } else {
                match page_of(&item) {
                    Ok(url) => taken.pages.push((url, before.is_some(), moment(&item, now))),
                    Err(why) => taken.lost.push((item.guid.clone(), why)),
                }
            }
            taken.items.push(item);
        }
        if stock > 0 {
            let what = format!("{stock} addresses of {}", source.url);
            let why = format!(
                "not fetched: older than {SITEMAP_DAYS} days, or without a date when first visited"
            );
            taken.lost.push((what, why));
        }
        Ok(taken)
    }
}

/// What is done about the items of one visit.
#[derive(Default)]
struct Taken {
    /// Those that were new or had changed.
    items: Vec<Item>,
    /// Pages to fetch: address, whether the item was known before, and its moment.
    pages: Vec<(String, bool, Timestamp)>,
    /// What is lost, and why.
    lost: Vec<(String, String)>,
}

fn note(db: &Transaction<'_>, source: i64, taken: &Taken, now: Timestamp) -> Result<(), Error> {
    let mut put = db.prepare_cached(
        "INSERT INTO items (source, guid, mark, moment) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (source, guid) DO UPDATE SET mark = excluded.mark",
    )?;
    for item in &taken.items {
        put.execute(params![source, item.guid, item.mark(), At(moment(item, now))])?;
    }
    for (url, changed, moment) in &taken.pages {
        pages::note(db, source, url, *changed, *moment, now)?;
    }
    taken.lost.iter().try_for_each(|(what, why)| lose(db, source, what, why, now))
}

fn found(fetched: &Fetched) -> Result<Found, String> {
    let base = Url::parse(&fetched.answered).map_err(|e| e.to_string())?;
    look(&fetched.bytes, fetched.header("content-type"), &base)
}

fn failure(error: Error) -> Failure {
    Failure { why: error.why().to_owned(), gone: false, not_before: error.try_again() }
}

/// The marks of the items that were seen before.
fn known(store: &Store, source: i64, items: &[Item]) -> Result<BTreeMap<String, String>, Error> {
    store.read(|db| {
        let mut mark = db.prepare("SELECT mark FROM items WHERE source = ?1 AND guid = ?2")?;
        let mut known = BTreeMap::new();
        for item in items {
            let found = mark.query_row(params![source, item.guid], |row| row.get(0)).optional()?;
            known.extend(found.map(|mark| (item.guid.clone(), mark)));
        }
        Ok(known)
    })
}

/// Whether an item is of a sitemap's old stock: older than some days, or without any date among
/// those that were there at the first visit.
fn is_stock(visit: &Visit, item: &Item, now: Timestamp) -> bool {
    if visit.source.kind != super::SourceKind::Sitemap {
        return false;
    }
    match item.published.max(item.updated) {
        Some(time) => now.duration_since(time) > SignedDuration::from_hours(24 * SITEMAP_DAYS),
        None => visit.good.is_none(),
    }
}

/// When an item counts as published: never later than it was seen.
fn moment(item: &Item, now: Timestamp) -> Timestamp {
    item.published.or(item.updated).map_or(now, |time| time.min(now))
}

/// The address of the page that an item stands for.
fn page_of(item: &Item) -> Result<String, String> {
    let url = item.url.as_deref().ok_or("it has neither a text nor an address")?;
    address::parse(url).map(String::from).map_err(|e| e.why().to_owned())
}

/// A report that its item carries.
fn carried(source: &Source, outlet: Option<&str>, item: &Item, now: Timestamp) -> Arrival {
    Arrival {
        bytes: item.document(outlet),
        how: How::FeedItem(source.url.clone()),
        came: now,
        url: item.url.clone(),
        answered_by: None,
        path: None,
        status: None,
        headers: Vec::new(),
        source: Some(source.id),
    }
}

/// Notes a visit that went well. The time to the next is halved when there was something new, and
/// half as long again when there was nothing.
fn went_well(
    db: &Transaction<'_>,
    visit: &Visit,
    fetched: &Fetched,
    new: usize,
    now: Timestamp,
) -> Result<(), Error> {
    let every = match (visit.good, new) {
        (None, _) => visit.every,
        (_, 0) => visit.every + visit.every / 2,
        _ => visit.every / 2,
    };
    let every = every.clamp(*EVERY.start(), *EVERY.end());
    db.execute(
        "UPDATE visits SET due = ?2, every = ?3, tried = ?4, good = ?4, failures = 0,
                failing_since = NULL, error = NULL, gone = 0
         WHERE source = ?1",
        params![visit.source.id, At(now + SignedDuration::from_secs(every)), every, At(now)],
    )?;
    moves::seen(db, &visit.source, Some(fetched), now)
}

fn failed(
    db: &Transaction<'_>,
    visit: &Visit,
    failure: &Failure,
    now: Timestamp,
) -> Result<(), Error> {
    // The twentieth power is far beyond the most.
    let pause = BACK_OFF << visit.failures.min(20);
    let again = now + SignedDuration::from_secs(pause.min(*EVERY.end()));
    let due = failure.not_before.map_or(again, |time| time.max(again));
    db.execute(
        "UPDATE visits SET due = ?2, tried = ?3, failures = failures + 1,
                failing_since = coalesce(failing_since, ?3), error = ?4,
                gone = CASE WHEN ?5 THEN gone + 1 ELSE 0 END
         WHERE source = ?1",
        params![visit.source.id, At(due), At(now), failure.why, failure.gone],
    )?;
    moves::seen(db, &visit.source, None, now)
}
