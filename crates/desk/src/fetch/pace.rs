//! One request of a host at a time, with a pause between two.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use text::limits::WAIT_SECONDS;

/// When each host was asked last.
#[derive(Debug, Default)]
pub(super) struct Pace {
    hosts: Mutex<BTreeMap<String, Arc<Mutex<Host>>>>,
}

/// What is remembered of one host.
#[derive(Debug, Default)]
pub(super) struct Host {
    asked: Option<Instant>,
    /// It asked not to be asked before this time.
    not_before: Option<Timestamp>,
}

impl Pace {
    /// The host of that name; who holds its lock is the only one to ask it.
    pub(super) fn host(&self, name: &str) -> Arc<Mutex<Host>> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hosts.entry(name.to_owned()).or_default())
    }
}

impl Host {
    /// How long to wait until the host can be asked again, `pause` after the last request; or when
    /// it can be, if that is too long to wait for.
    pub(super) fn pause_left(
        &self,
        pause: Duration,
        now: Timestamp,
    ) -> Result<Duration, Timestamp> {
        if let Some(time) = self.not_before.filter(|time| *time > now) {
            return Err(time);
        }
        let left = self.asked.map_or(Duration::ZERO, |asked| pause.saturating_sub(asked.elapsed()));
        match left > Duration::from_secs(WAIT_SECONDS) {
            true => Err(now + left),
            false => Ok(left),
        }
    }

    /// Notes that the host was just asked, and what it wants.
    pub(super) fn asked(&mut self, not_before: Option<Timestamp>) {
        self.asked = Some(Instant::now());
        self.not_before = not_before;
    }
}
