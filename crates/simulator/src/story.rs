//! One developing story: what can be told of it from day to day.

use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::cast::{Deck, Source};
use crate::claim::{Claim, Mark};
use crate::page::{digits, spelled};
use crate::truth::{Behaviour, Dispute, Event, Series};

/// What is true of all stories of a stream, as far as it is known before anything is written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) series: Vec<Series>,
    pub(crate) events: Vec<Event>,
    pub(crate) disputes: Vec<Dispute>,
}

impl Ledger {
    /// A quantity; whether it is revised or contested is settled by what is told of it.
    pub(crate) fn series(&mut self, name: impl Into<String>) -> usize {
        self.series.push(Series { name: name.into(), behaviour: Behaviour::Stable });
        self.series.len() - 1
    }

    pub(crate) fn event(&mut self, name: impl Into<String>, day: Date) -> usize {
        let (name, mentions) = (name.into(), Vec::new());
        self.events.push(Event { name, day, happened: false, mentions });
        self.events.len() - 1
    }

    pub(crate) fn dispute(&mut self, name: impl Into<String>) -> usize {
        let name = name.into();
        self.disputes.push(Dispute { name, asserted: [].into(), denied: [].into() });
        self.disputes.len() - 1
    }
}

/// A story on its way to the papers.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    /// The days on which it is reported.
    pub(crate) days: Vec<Date>,
    /// Where it is set.
    pub(crate) place: &'static str,
    pub(crate) headlines: Vec<String>,
    /// What reporters see there.
    pub(crate) scenes: Deck<String>,
    /// What can be told.
    pub(crate) claims: Vec<Claim>,
}

impl Story {
    pub(crate) fn new(
        rng: &mut Rng,
        first: Date,
        place: &'static str,
        headlines: &[String],
    ) -> Story {
        let days = (0..rng.i64(3..=4)).map(|n| later(first, n)).collect();
        let (headlines, scenes) = (headlines.to_vec(), Deck::new(rng, &[]));
        Story { days, place, headlines, scenes, claims: Vec::new() }
    }

    pub(crate) fn add(&mut self, claim: Claim) -> usize {
        self.claims.push(claim);
        self.claims.len() - 1
    }

    /// A count told anew on some days by one source: `tell` makes its wordings of the marked
    /// number and of whether and how it changed.
    pub(crate) fn counts(
        &mut self,
        (series, source): (usize, &Source),
        values: &[(Date, u32)],
        tell: impl Fn(u32, Change) -> Vec<String>,
    ) -> Vec<usize> {
        let mut told: Vec<usize> = Vec::new();
        let mut before = None;
        for (day, value) in values {
            let change = match before {
                None => Change::First,
                Some(old) if old < *value => Change::Up,
                Some(old) if old > *value => Change::Down,
                Some(_) => Change::Same,
            };
            let mark = Mark::Figure { series, value: *value, as_of: Some(*day), planned: false };
            let mut claim = Claim::new(*day, Some(source), &tell(*value, change)).mark(mark);
            claim.replaces = told.last().copied();
            told.push(self.add(claim));
            before = Some(*value);
        }
        told
    }
}

/// How a count stands to the one told before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    First,
    Up,
    Down,
    Same,
}

/// A day some days after another.
pub(crate) fn later(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// `Tuesday`.
pub(crate) fn weekday(day: Date) -> String {
    day.strftime("%A").to_string()
}

/// A count of people as mark 0: in words where it is small, else in digits.
pub(crate) fn people(n: u32) -> String {
    counted(n, "people")
}

/// A count of anything as mark 0.
pub(crate) fn counted(n: u32, what: &str) -> String {
    format!("[0:{} {what}]", number(n))
}

/// A number in words where it is small, else in digits.
pub(crate) fn number(n: u32) -> String {
    if n < 13 { spelled(n) } else { digits(n) }
}
