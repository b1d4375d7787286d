//! The one thread that writes while the pages are served: it visits feeds, derives what is to be
//! derived, holds the rules against it, and tells open pages.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use jiff::Timestamp;

use super::App;
use super::live::Live;
use crate::alerts::Alert;
use crate::watch::{self, News};
use crate::{Error, Step, feeds};

/// Milliseconds between two looks for something to do.
const LOOK_MILLISECONDS: u64 = 300;
/// Seconds between two looks at what the clock alone brings.
const TICK_SECONDS: i64 = 20;

/// The running thread.
#[derive(Debug)]
pub(super) struct Keeper {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// Stops it after what it is doing.
    pub(super) fn stop(mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // Whatever it was doing is done again at the next start.
            let _ = thread.join();
        }
    }
}

/// Starts the thread.
pub(super) fn start(app: Arc<App>, polls: bool) -> Keeper {
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    let thread = std::thread::spawn(move || {
        let mut ticked = Timestamp::UNIX_EPOCH;
        while !told.load(Ordering::Relaxed) {
            let now = Timestamp::now();
            // What went wrong stands on every page until a round goes well.
            let trouble = round(&app, polls, now, &mut ticked).err();
            app.set_trouble(trouble.map(|error| format!("The desk could not go on: {error}")));
            std::thread::sleep(Duration::from_millis(LOOK_MILLISECONDS));
        }
    });
    Keeper { stop, thread: Some(thread) }
}

/// One look for something to do; `ticked` is when the clock was looked at last.
pub(super) fn round(
    app: &App,
    polls: bool,
    now: Timestamp,
    ticked: &mut Timestamp,
) -> Result<(), Error> {
    let store = app.desk.store();
    if polls && feeds::next_due(store)?.is_some_and(|due| due <= now) {
        feeds::poll(store, &app.fetcher, now, &mut |arrival| {
            app.desk.add(std::slice::from_ref(&arrival)).map(|_| ())
        })?;
    }
    follow(app, now)?;
    if now.as_second() - ticked.as_second() >= TICK_SECONDS {
        *ticked = now;
        watch::tick(store, &app.rules().rules, now)?.iter().for_each(|alert| ring(app, alert));
    }
    Ok(())
}

/// Derives what is to be derived, holds the rules against it, and tells open pages.
pub(super) fn follow(app: &App, now: Timestamp) -> Result<(), Error> {
    // One at a time: two would do the same work.
    let _one = app.following.lock().unwrap_or_else(PoisonError::into_inner);
    watch::follow(&app.desk, &app.rules(), now, &mut |news| match news {
        News::Step(Step::Renewed(renewed)) => {
            let situation = renewed.record.situations.first();
            let title = situation.map(|s| s.title.clone()).unwrap_or_default();
            let (key, news) = (renewed.key.clone(), renewed.news.clone());
            // No page may be open.
            let _ = app.live.send(Live::Moved { key, title, news });
        }
        News::Step(Step::Read { .. }) => {}
        News::Alert(alert) => ring(app, alert),
    })
}

fn ring(app: &App, alert: &Alert) {
    let (id, says) = (alert.id.clone(), alert.says.clone());
    let _ = app.live.send(Live::Alert { id, says, withdrawn: alert.withdrawn.is_some() });
}
