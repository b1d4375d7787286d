//! One fetch: how long it may take, all its requests together, and whether it is to go on.

use std::time::{Duration, Instant};

use jiff::Timestamp;

/// How often a pause looks for whether it is to go on.
const SLICE: Duration = Duration::from_millis(100);

/// One fetch under way.
pub(super) struct Run<'a> {
    pub(super) now: Timestamp,
    within: Duration,
    until: Instant,
    stop: &'a dyn Fn() -> bool,
}

impl<'a> Run<'a> {
    /// A fetch that begins now, ends within some time, and makes no request once `stop` is true.
    pub(super) fn new(now: Timestamp, within: Duration, stop: &'a dyn Fn() -> bool) -> Run<'a> {
        Run { now, within, until: Instant::now() + within, stop }
    }

    /// Adds time that others took.
    pub(super) fn does_not_count(&mut self, time: Duration) {
        self.until += time;
    }

    /// The time that is left.
    pub(super) fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    /// Whether it is not to go on.
    pub(super) fn is_stopped(&self) -> bool {
        (self.stop)()
    }

    /// What is told where no time is left.
    pub(super) fn too_long(&self) -> String {
        format!("no whole answer within {:?}, robots.txt and redirects included", self.within)
    }

    /// Waits before a request. Where that is not to be made any more, says why.
    pub(super) fn pause(&self, pause: Duration) -> Result<(), String> {
        if pause >= self.left() {
            return Err(self.too_long());
        }
        let end = Instant::now() + pause;
        loop {
            if self.is_stopped() {
                return Err("the program was told to stop".to_owned());
            }
            match end.saturating_duration_since(Instant::now()) {
                Duration::ZERO => return Ok(()),
                left => std::thread::sleep(left.min(SLICE)),
            }
        }
    }
}
