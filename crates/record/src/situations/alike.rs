//! How likely two reports tell one story.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use reading::{Reading, Time};
use serde::{Deserialize, Serialize};
use text::{Article, DateSpan, Span};

use crate::bags::{Bag, Counts, Rarity, TERMS};
use crate::days::gap;
use crate::words::{hash, prose, words};

/// Words of headline and prose that make the head of a report.
const LEAD: usize = 80;
/// What two reports share by naming one day, month, year or weekday.
const DAY: f64 = 3.0;
const YEAR: f64 = 2.0;
const MONTH: f64 = 1.5;
const WEEKDAY: f64 = 1.0;

/// Likeness of names below which two reports speak of other people and places, however alike the
/// rest is worded: two accidents of one sort. Of pairs that tell one story one in a hundred lies
/// below.
const STRANGERS: f64 = 0.03;
/// Fewest different words of names by which that can be told.
const NAMES: usize = 4;

/// Fitted by `training/situations`.
const WEIGHTS: &str = include_str!("../../data/alike.tsv");

/// What is compared of two reports: the cosines of their bags, whether one is undated, the
/// logarithm of the days between them, and that of how many terms their likeness comes from: two
/// reports of one small town share little but its name.
pub(crate) const FEATURES: [&str; 8] =
    ["all", "names", "plain", "lead", "times", "undated", "gap", "breadth"];

/// The weights of the features and a constant, for two dated reports and for others.
static WEIGHT: LazyLock<[([f64; FEATURES.len()], f64); 2]> = LazyLock::new(|| {
    let of = |name: &str, column: usize| -> f64 {
        let row = WEIGHTS.lines().find_map(|row| row.strip_prefix(name)?.strip_prefix('\t'));
        let weight = row.and_then(|row| row.split('\t').nth(column)?.parse().ok());
        weight.unwrap_or_default()
    };
    [0, 1].map(|column| (FEATURES.map(|name| of(name, column)), of("constant", column)))
});

/// A report as it is compared with others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// All words; words of names; the other words; words of the head; days named. Each of length
    /// one.
    pub(crate) all: Bag,
    names: Bag,
    plain: Bag,
    lead: Bag,
    times: Bag,
    /// When it was published.
    pub days: Option<DateSpan>,
}

/// Reports as they are compared, and what words weigh among them.
#[derive(Debug)]
pub(crate) struct Profiles {
    pub(crate) reports: Vec<Profile>,
    pub(crate) rarity: Rarity,
}

impl Profiles {
    /// The profiles of some reports.
    pub(crate) fn of(reports: &[(&Article, &Reading)]) -> Profiles {
        let counts: Vec<Counts> = reports.iter().map(|(a, _)| Counts::of(a)).collect();
        let rarity = Rarity::of(counts.iter());
        let profile = |((article, reading), counts): (&(&Article, &Reading), &Counts)| {
            Profile::counted(article, reading, &rarity, counts)
        };
        Profiles { reports: reports.iter().zip(&counts).map(profile).collect(), rarity }
    }
}

impl Profile {
    /// The profile of a report, where words weigh by `rarity`.
    pub fn of(article: &Article, reading: &Reading, rarity: &Rarity) -> Profile {
        Profile::counted(article, reading, rarity, &Counts::of(article))
    }

    fn counted(article: &Article, reading: &Reading, rarity: &Rarity, all: &Counts) -> Profile {
        let (names, plain) = apart(article, reading);
        Profile {
            all: rarity.bag(all),
            names: rarity.bag(&names),
            plain: rarity.bag(&plain),
            lead: rarity.bag(&lead(article)),
            times: times(reading),
            days: article.published.map(|p| p.date.span()),
        }
    }

    /// The terms that its neighbours are found by, with their weights: reports that share the most
    /// weight of these are its nearest.
    pub fn terms(&self) -> Vec<(u64, f64)> {
        self.all.heaviest(TERMS)
    }

    /// How likely it and another report tell one story, 0 to 1.
    pub fn alike(&self, other: &Profile) -> f64 {
        alike(self, other)
    }

    /// The profile as of another date of publication.
    pub fn dated(self, days: Option<DateSpan>) -> Profile {
        Profile { days, ..self }
    }
}

/// The words of names, and the others.
fn apart(article: &Article, reading: &Reading) -> (Counts, Counts) {
    let (mut names, mut plain) = (Counts::default(), Counts::default());
    for span in prose(article) {
        let mut at = span.start;
        let inside = reading.names.iter().map(|n| n.span).filter(|n| span.contains(*n));
        for name in inside {
            if name.start < at {
                continue;
            }
            plain.add(&article.text, Span::new(at as usize, name.start as usize), 1.0);
            names.add(&article.text, name, 1.0);
            at = name.end;
        }
        plain.add(&article.text, Span::new(at as usize, span.end as usize), 1.0);
    }
    (names, plain)
}

/// The words of the headline and the first of the prose.
fn lead(article: &Article) -> Counts {
    let mut counts = Counts::default();
    let mut left = LEAD;
    let title = article.title.as_deref().unwrap_or_default();
    let whole = |text: &str| Span::new(0, text.len());
    let parts = prose(article).into_iter().map(|span| (article.text.as_str(), span));
    for (text, span) in std::iter::once((title, whole(title))).chain(parts) {
        let Some(last) = words(text, span).take(left).last() else { continue };
        left -= words(text, span).take(left).count();
        counts.add(text, Span::new(span.start as usize, last.end as usize), 1.0);
    }
    counts
}

/// The days, months, years and weekdays that a report names.
fn times(reading: &Reading) -> Bag {
    let named = reading.times.iter().flat_map(calendar);
    let terms: BTreeMap<u64, f64> = named.map(|(term, weight)| (hash(&term), weight)).collect();
    Bag(terms.into_iter().collect()).normalised()
}

/// The parts of a date that one can name it by. What nothing anchors has only a weekday.
fn calendar(time: &Time) -> Vec<(String, f64)> {
    let weekday = |n: &str| (format!("weekday {n}"), WEEKDAY);
    if let Some(n) = time.value.strip_prefix("XXXX-WXX-") {
        return vec![weekday(&n[..n.len().min(1)])];
    }
    let Some(days) = time.days else { return Vec::new() };
    let (first, last) = (days.from, days.to);
    let year = (format!("year {}", first.year()), YEAR);
    let month = (format!("month {}", first.month()), MONTH);
    match last.since(first).map_or(i32::MAX, |s| s.get_days()) {
        0 => vec![
            (format!("day {}-{}", first.month(), first.day()), DAY),
            weekday(&first.weekday().to_monday_one_offset().to_string()),
            month,
            year,
        ],
        1..=31 => vec![month, year],
        _ if first.year() == last.year() => vec![year],
        _ => Vec::new(),
    }
}

/// The features of two reports, in the order of [`FEATURES`].
pub(crate) fn features(a: &Profile, b: &Profile) -> [f64; FEATURES.len()] {
    let gap = a.days.zip(b.days).map(|(a, b)| f64::from(gap(a, b)));
    let (all, breadth) = a.all.overlap(&b.all);
    [
        all,
        a.names.dot(&b.names),
        a.plain.dot(&b.plain),
        a.lead.dot(&b.lead),
        a.times.dot(&b.times),
        if gap.is_none() { 1.0 } else { 0.0 },
        gap.map_or(0.0, |days| (1.0 + days).ln()),
        (1.0 + breadth).ln(),
    ]
}

/// How likely two reports tell one story, 0 to 1 (logistic regression over their features).
pub(crate) fn alike(a: &Profile, b: &Profile) -> f64 {
    let undated = a.days.is_none() || b.days.is_none();
    let (weights, constant) = &WEIGHT[usize::from(undated)];
    let enough = a.names.0.len().min(b.names.0.len()) >= NAMES;
    if enough && a.names.dot(&b.names) < STRANGERS {
        return 0.0;
    }
    let sum: f64 = features(a, b).iter().zip(weights).map(|(x, w)| x * w).sum();
    1.0 / (1.0 + (-(sum + constant)).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_is_weighed() {
        for (at, name) in FEATURES.iter().enumerate().filter(|(_, name)| **name != "undated") {
            assert!(WEIGHT.iter().any(|(weights, _)| weights[at] != 0.0), "{name}");
        }
    }
}
