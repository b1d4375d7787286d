//! When reports were published: metadata checked against the text and against the neighbours that
//! tell of the same days.
//!
//! A date is changed or found only where the text leaves no choice; else it stays as it is, and
//! what is undated stays undated.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use reading::Reading;
use text::{Article, Date, DateFrom, PartialDate, Published, Span};
use world::World;

use crate::bags::{Bag, Counts, Rarity, neighbours};
use crate::days::{Named, Tense, days_between, named};

/// Similarity of two reports from which on they may tell of the same days.
const NEIGHBOUR: f64 = 0.11;
/// Similarity of two sentences from which on they tell of the same thing.
const SAME_THING: f64 = 0.3;
/// The same, where the outlet is known to have given the same wrong date.
const SAME_THING_AGAIN: f64 = 0.25;
/// Days by which the text may run ahead of the metadata: time zones, updates overnight.
const AHEAD: i32 = 3;
/// Days by which metadata must be late to be a crawl date.
const LATE: i32 = 5;
/// Similarity of a report to an undated one from which on its day is a candidate.
const TWIN: f64 = 0.25;

/// A date found, with the words that show it.
type Found = (Date, Span);

/// Settles the dates of publication. Articles whose date changes are read again, so that times
/// are resolved against the new date.
pub(crate) fn dating(articles: Vec<(Article, Reading)>, world: &World) -> Vec<(Article, Reading)> {
    let mut articles = articles;
    articles.sort_by(|(a, _), (b, _)| (&a.id, &a.sha256).cmp(&(&b.id, &b.sha256)));
    let settled = settled(&articles);
    for ((article, reading), settled) in articles.iter_mut().zip(settled) {
        if settled.is_some() {
            article.published = settled;
            *reading = reading::redate(article, std::mem::take(reading), world);
        }
    }
    articles
}

/// The dates of publication that are not those the articles came with, in the order of the
/// articles. It takes from the readings only where sentences are, so they may be by any date.
pub fn settled(articles: &[(Article, Reading)]) -> Vec<Option<Published>> {
    let mut desk = Desk::new(articles);
    let updated: Vec<Option<Found>> = (0..articles.len())
        .map(|n| updated(&articles[n].0, &desk.named[n], desk.dates[n]?))
        .collect();
    desk.settle(&updated);
    let crawled = crawled(articles, &mut desk);
    let undated = (0..articles.len()).map(|n| desk.undated(n));
    let found = undated.zip(crawled).zip(updated).map(|((a, b), c)| a.or(b).or(c));
    let published = |(date, words): Found| Published {
        date: PartialDate::day(date),
        from: DateFrom::Text,
        evidence: Some(words),
    };
    found.map(|found| found.map(published)).collect()
}

/// The true days of reports whose metadata hold the day of a crawl.
fn crawled(articles: &[(Article, Reading)], desk: &mut Desk) -> Vec<Option<Found>> {
    let mut found: Vec<Option<Found>> =
        (0..articles.len()).map(|n| desk.crawled(n, false)).collect();
    let given = |n: usize| Some((articles[n].0.outlet.as_ref()?.name.as_str(), desk.dates[n]?));
    let wrong: BTreeSet<(&str, Date)> =
        (0..articles.len()).filter(|n| found[*n].is_some()).filter_map(given).collect();
    for (n, found) in found.iter_mut().enumerate().filter(|(_, f)| f.is_none()) {
        if given(n).is_some_and(|g| wrong.contains(&g)) {
            *found = desk.crawled(n, true);
        }
    }
    desk.settle(&found);
    found
}

/// The day after the metadata's, or one of the next few, where the text tells of it as past: an
/// explicit date, or its weekday where the address has that date.
fn updated(article: &Article, named: &[Named], published: Date) -> Option<Found> {
    let in_address = article
        .date_clues
        .iter()
        .filter(|c| c.from == DateFrom::Url && c.date.is_day())
        .map(|c| c.date.date)
        .find(|d| days_between(published, *d) == 1);
    let told = |named: &&Named| named.tense == Tense::Past;
    let explicit = named.iter().filter(told).filter_map(|n| {
        let date = n.calendar(published)?;
        let certain = n.weekday.is_some() || n.year.is_some();
        (certain && (1..=AHEAD).contains(&days_between(published, date))).then_some((date, n.span))
    });
    let weekday = named.iter().filter(told).filter_map(|n| {
        let date = in_address?;
        (n.day.is_none() && n.weekday == Some(date.weekday())).then_some((date, n.span))
    });
    latest(explicit.chain(weekday).collect())
}

/// The latest date, where it is first told.
fn latest(found: Vec<Found>) -> Option<Found> {
    found.into_iter().max_by_key(|(date, span)| (*date, std::cmp::Reverse(span.start)))
}

/// Whether a clue other than metadata is within days of the date of publication.
fn is_vouched(article: &Article) -> bool {
    article.published.is_some_and(|published| {
        article.date_clues.iter().any(|clue| {
            let apart = days_between(clue.date.date, published.date.date).abs();
            clue.from != DateFrom::Metadata && clue.date.is_day() && apart < LATE
        })
    })
}

/// What is known of all articles while dates are settled.
struct Desk {
    /// Days of publication so far.
    dates: Vec<Option<Date>>,
    /// Whether the article itself (address, head, dateline) shows about the same day.
    vouched: Vec<bool>,
    named: Vec<Vec<Named>>,
    /// The sentence of each named day as a bag.
    sentences: Vec<Vec<Bag>>,
    /// The reports that tell of much the same, with how like they are.
    near: Vec<Vec<(usize, f64)>>,
}

impl Desk {
    fn new(articles: &[(Article, Reading)]) -> Desk {
        let counts: Vec<Counts> = articles.iter().map(|(a, _)| Counts::of(a)).collect();
        let rarity = Rarity::of(counts.iter());
        let bags: Vec<Bag> = counts.iter().map(|c| rarity.bag(c)).collect();
        let named: Vec<Vec<Named>> = articles.iter().map(|(a, r)| named(a, r)).collect();
        let sentence = |article: &Article, n: &Named| rarity.words(n.sentence.of(&article.text));
        let sentences = articles
            .iter()
            .zip(&named)
            .map(|((a, _), named)| named.iter().map(|n| sentence(a, n)).collect())
            .collect();
        let day = |a: &Article| a.published.filter(|p| p.date.is_day()).map(|p| p.date.date);
        Desk {
            dates: articles.iter().map(|(a, _)| day(a)).collect(),
            vouched: articles.iter().map(|(a, _)| is_vouched(a)).collect(),
            named,
            sentences,
            near: alike(&bags),
        }
    }

    fn settle(&mut self, found: &[Option<Found>]) {
        for (date, found) in self.dates.iter_mut().zip(found) {
            *date = found.map(|(d, _)| d).or(*date);
        }
    }

    /// Dated reports that tell of much the same, with their dates.
    fn neighbours(&self, n: usize) -> impl Iterator<Item = (usize, Date)> + '_ {
        self.near[n].iter().filter_map(|(m, _)| Some((*m, self.dates[*m]?)))
    }

    /// For a weekday of report `n`: the days that it is in sentences of neighbours that tell of
    /// the same thing on the same weekday, with those neighbours and how like the sentences are.
    fn same_day(&self, n: usize, at: usize, least: f64) -> BTreeMap<Date, BTreeMap<usize, f64>> {
        let mine = &self.named[n][at];
        let mut found: BTreeMap<Date, BTreeMap<usize, f64>> = BTreeMap::new();
        for (m, published) in self.neighbours(n) {
            for (other, bag) in self.named[m].iter().zip(&self.sentences[m]) {
                if other.weekday != mine.weekday || other.tense != mine.tense {
                    continue;
                }
                let alike = self.sentences[n][at].dot(bag);
                if alike < least {
                    continue;
                }
                let week = published.checked_add(6.days()).ok();
                let day = match other.tense {
                    _ if other.day.is_some() => other.calendar(published),
                    Tense::Past => other.up_to(published),
                    _ => week.and_then(|d| other.up_to(d)),
                };
                if let Some(day) = day {
                    let best = found.entry(day).or_default().entry(m).or_default();
                    *best = best.max(alike);
                }
            }
        }
        found
    }

    /// The true day of a report whose metadata hold a later one (of a crawl), which nothing else
    /// vouches for: neighbours tell of what it tells of on days of one earlier week, and hardly
    /// any agrees with the metadata. Two neighbours are needed, or one where the same outlet is
    /// known to have given that date to another report wrongly (`again`).
    fn crawled(&self, n: usize, again: bool) -> Option<Found> {
        let published = self.dates[n].filter(|_| !self.vouched[n])?;
        let (least, needed) = if again { (SAME_THING_AGAIN, 1) } else { (SAME_THING, 2) };
        let (mut agreeing, mut earlier) = (0.0, 0.0);
        let mut voters = BTreeSet::new();
        let mut days: Vec<Found> = Vec::new();
        for (at, named) in self.named[n].iter().enumerate().filter(|(_, n)| n.tense == Tense::Past)
        {
            let Some(by_metadata) = named.up_to(published) else { continue };
            for (day, alike) in self.same_day(n, at, least) {
                let support: f64 = alike.values().sum();
                if days_between(day, by_metadata) < LATE {
                    agreeing += support;
                } else {
                    earlier += support;
                    voters.extend(alike.into_keys());
                    days.push((day, named.span));
                }
            }
        }
        let first = days.iter().map(|(d, _)| *d).min()?;
        let last = latest(days)?;
        let certain = voters.len() >= needed && earlier > 2.0 * agreeing;
        (certain && days_between(first, last.0) < 7).then_some(last)
    }

    /// The day of an undated report.
    fn undated(&self, n: usize) -> Option<Found> {
        if self.dates[n].is_some() {
            return None;
        }
        let known = || self.aligned(n).or_else(|| self.twin(n));
        self.explicit(n).or_else(|| known().map(|found| self.gone_on(n, found)))
    }

    /// The latest day told as past with its date and weekday, in a year that neighbours are of,
    /// unless another weekday may be a later one.
    fn explicit(&self, n: usize) -> Option<Found> {
        let around = self.neighbours(n).map(|(_, date)| date).max();
        let days = self.named[n]
            .iter()
            .filter(|d| d.tense == Tense::Past && d.weekday.is_some() && d.day.is_some());
        let dated = days.filter_map(|named| {
            let date = match (named.year, around) {
                (Some(year), _) => named.calendar(Date::new(year, 7, 1).ok()?)?,
                (None, around) => named.calendar(around?)?,
            };
            Some((date, named.span))
        });
        let found = latest(dated.collect())?;
        let other = |d: &Named| {
            d.tense == Tense::Past && d.day.is_none() && d.weekday != Some(found.0.weekday())
        };
        (!self.named[n].iter().any(other)).then_some(found)
    }

    /// The latest weekday told as past, or the day before one told as to come, by the neighbours
    /// that tell of the same thing.
    fn aligned(&self, n: usize) -> Option<Found> {
        let mut past: Vec<Found> = Vec::new();
        let mut to_come: Vec<Found> = Vec::new();
        let clear = |n: &Named| n.weekday.is_some() && n.tense != Tense::Unknown;
        for (at, named) in self.named[n].iter().enumerate().filter(|(_, n)| clear(n)) {
            for (day, voters) in self.same_day(n, at, SAME_THING) {
                if named.tense == Tense::Past {
                    past.push((day, named.span));
                } else {
                    let told = voters.keys().filter_map(|m| self.dates[*m]).max();
                    to_come.extend(told.map(|d| (d, named.span)));
                }
            }
        }
        let range = |found: &[Found]| {
            let days = || found.iter().map(|(d, _)| *d);
            Some((days().min()?, days().max()?))
        };
        // Neighbours that point to two weeks leave it open.
        let one_week = |found: &[Found]| range(found).is_some_and(|(a, b)| days_between(a, b) < 7);
        match (one_week(&past), one_week(&to_come)) {
            (true, _) => latest(past),
            (false, true) if past.is_empty() => latest(to_come),
            _ => None,
        }
    }

    /// A weekday told as past a day or a few after the latest that neighbours know: nobody calls the
    /// day of nearly a week ago by its bare name.
    fn gone_on(&self, n: usize, known: Found) -> Found {
        let bare = self.named[n].iter().filter(|d| d.tense == Tense::Past && d.day.is_none());
        let later = bare.filter_map(|named| {
            let ahead = (1..=AHEAD).filter_map(|days| known.0.checked_add(days.days()).ok());
            let day = ahead.into_iter().find(|day| named.weekday == Some(day.weekday()))?;
            Some((day, named.span))
        });
        latest(later.chain([known]).collect()).unwrap_or(known)
    }

    /// The day of the most similar report, where it is a weekday that this one tells of as past.
    fn twin(&self, n: usize) -> Option<Found> {
        let dated = self.near[n].iter().filter_map(|(m, like)| Some((*m, *like, self.dates[*m]?)));
        let (_, similarity, date) =
            dated.max_by(|(a, x, _), (b, y, _)| x.total_cmp(y).then(b.cmp(a)))?;
        let named = self.named[n]
            .iter()
            .find(|d| d.tense == Tense::Past && d.weekday == Some(date.weekday()))?;
        (similarity >= TWIN).then_some((date, named.span))
    }
}

/// The reports that tell of much the same as each, with how like they are.
fn alike(bags: &[Bag]) -> Vec<Vec<(usize, f64)>> {
    let near = neighbours(&bags.iter().collect::<Vec<_>>()).into_iter().enumerate();
    let liked = |(n, near): (usize, BTreeSet<usize>)| {
        let liked = near.into_iter().map(|m| (m, bags[n].dot(&bags[m])));
        liked.filter(|(_, like)| *like >= NEIGHBOUR).collect()
    };
    near.map(liked).collect()
}
