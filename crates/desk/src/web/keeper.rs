//! The one thread that writes while the pages are served: it visits feeds, derives what is to be
//! derived, holds the rules against it, and tells open pages.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::live::Live;
use super::{App, LIVE_MESSAGES};

use crate::{Error, Keeping, alerts, feeds, look, watch};

/// Milliseconds between two looks for something to do.
const LOOK_MILLISECONDS: u64 = 300;
/// Most seconds that an end waits for what is under way.
const STOP_SECONDS: u64 = 5;
/// Seconds between two looks at what the clock alone brings.
const TICK_SECONDS: i64 = 20;

/// The running thread.
#[derive(Debug)]
pub(super) struct Keeper {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Keeper {
    /// Stops it after what it is doing, where that does not take long: a host may keep it waiting.
    /// Whatever it was doing is done again at the next start.
    pub(super) fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        let until = Instant::now() + Duration::from_secs(STOP_SECONDS);
        while !self.thread.is_finished() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(LOOK_MILLISECONDS / 10));
        }
    }
}

/// What open pages have been told of, and when the clock was looked at.
#[derive(Debug)]
pub(super) struct Told {
    /// Without it another program visits feeds and derives; this one takes over when that ends.
    keeping: Option<Keeping>,
    /// The last renewal of a record.
    renewed: i64,
    /// The last notice of an alert.
    notice: i64,
    /// The store, as another program wrote to it last.
    version: i64,
    ticked: Timestamp,
}

impl Told {
    /// Everything up to now.
    pub(super) fn all(app: &App) -> Result<Told, Error> {
        let store = app.desk.store();
        let (renewed, notice) = (look::last_renewed(store)?, alerts::newest(store)?);
        let (version, ticked) = (store.version()?, Timestamp::UNIX_EPOCH);
        Ok(Told { keeping: None, renewed, notice, version, ticked })
    }

    #[cfg(test)]
    pub(super) fn nothing() -> Told {
        let ticked = Timestamp::UNIX_EPOCH;
        Told { keeping: None, renewed: 0, notice: 0, version: 0, ticked }
    }
}

/// Starts the thread.
pub(super) fn start(app: Arc<App>, polls: bool) -> Keeper {
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    let thread = std::thread::spawn(move || {
        let mut told = None;
        while !stopped.load(Ordering::Relaxed) {
            let now = Timestamp::now();
            let round = match &mut told {
                Some(told) => round(&app, polls, now, told),
                None => Told::all(&app).map(|all| told = Some(all)),
            };
            // What went wrong stands on every page until a round goes well.
            let trouble = round.err();
            app.set_trouble(trouble.map(|error| format!("The desk could not go on: {error}")));
            std::thread::sleep(Duration::from_millis(LOOK_MILLISECONDS));
        }
    });
    Keeper { stop, thread }
}

/// One look for something to do, and for what to tell.
pub(super) fn round(app: &App, polls: bool, now: Timestamp, told: &mut Told) -> Result<(), Error> {
    let store = app.desk.store();
    let version = store.version()?;
    if version != told.version {
        // Another program may have set other rules.
        app.set_rules(watch::kept(store)?);
        told.version = version;
    }
    if told.keeping.is_none() {
        told.keeping = store.keep_alone()?;
    }
    if told.keeping.is_some() {
        keep(app, polls, now, &mut told.ticked)?;
    }
    tell(app, told)
}

/// Visits what is due, derives what follows, and looks at the clock.
fn keep(app: &App, polls: bool, now: Timestamp, ticked: &mut Timestamp) -> Result<(), Error> {
    let store = app.desk.store();
    if polls && feeds::next_due(store)?.is_some_and(|due| due <= now) {
        let stop = || *app.stopping.borrow();
        feeds::poll(store, &app.fetcher, now, &stop, &mut |arrival| {
            app.desk.add(std::slice::from_ref(&arrival)).map(|_| ())
        })?;
    }
    follow(app, now)?;
    if now.as_second() - ticked.as_second() >= TICK_SECONDS {
        *ticked = now;
        watch::tick(store, &app.rules().rules, now)?;
    }
    Ok(())
}

/// Derives what is to be derived, and holds the rules against it.
pub(super) fn follow(app: &App, now: Timestamp) -> Result<(), Error> {
    // One at a time: two would do the same work.
    let _one = app.following.lock().unwrap_or_else(PoisonError::into_inner);
    watch::follow(&app.desk, &app.rules(), now, &mut |_| {})
}

/// Tells open pages what has come about, by this program or another at the same desk.
fn tell(app: &App, told: &mut Told) -> Result<(), Error> {
    let store = app.desk.store();
    let (situations, last) = look::renewed(store, told.renewed, LIVE_MESSAGES)?;
    told.renewed = last;
    for row in situations {
        // No page may be open.
        let _ = app.live.send(Live::Moved { key: row.key, title: row.title, news: row.news });
    }
    for notice in alerts::since(store, told.notice, LIVE_MESSAGES)? {
        told.notice = notice.id;
        let (id, says) = (notice.alert.id, notice.alert.says);
        let withdrawn = matches!(notice.news, alerts::News::Withdrawn);
        let _ = app.live.send(Live::Alert { id, says, withdrawn });
    }
    Ok(())
}
