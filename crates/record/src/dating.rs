//! When reports were published: metadata checked against the text and against the neighbours that
//! tell of the same days.
//!
//! A date is changed or found only where the text leaves no choice; else it stays as it is, and
//! what is undated stays undated.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use reading::Reading;
use serde::{Deserialize, Serialize};
use text::{Article, Date, DateFrom, PartialDate, Published, Span};
use world::World;

use crate::bags::{Bag, Counts, Rarity, neighbours};
use crate::days::{Named, Tense, days_between, named};
use crate::situations::alike::Profile;

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
    let counts: Vec<Counts> = articles.iter().map(|(a, _)| Counts::of(a)).collect();
    let rarity = Rarity::of(counts.iter());
    let bags: Vec<Bag> = counts.iter().map(|c| rarity.bag(c)).collect();
    let clues: Vec<Clues> = articles.iter().map(|(a, r)| Clues::of(a, r, &rarity)).collect();
    let settled = settled(clues.iter().collect(), alike(&bags));
    for ((article, reading), settled) in articles.iter_mut().zip(settled) {
        if settled.is_some() {
            article.published = settled;
            *reading = reading::redate(article, std::mem::take(reading), world);
        }
    }
    articles
}

/// What of a report its date of publication is settled by, or that of a neighbour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clues {
    /// The day of publication that it came with.
    published: Option<Date>,
    outlet: Option<String>,
    /// Days that its address, head or dateline show.
    shown: Vec<Date>,
    /// Those of its address.
    in_address: Vec<Date>,
    /// The days that it names, each with the words of its sentence.
    named: Vec<(Named, Bag)>,
}

impl Clues {
    /// The clues of an article, where words weigh by `rarity`. They take from the reading only where
    /// sentences are, so it may be by any date.
    pub fn of(article: &Article, reading: &Reading, rarity: &Rarity) -> Clues {
        let days = |wanted: fn(DateFrom) -> bool| {
            let clues = article.date_clues.iter().filter(|c| c.date.is_day() && wanted(c.from));
            clues.map(|c| c.date.date).collect()
        };
        let named = named(article, reading).into_iter();
        Clues {
            published: day(article.published),
            outlet: article.outlet.as_ref().map(|o| o.name.clone()),
            shown: days(|from| from != DateFrom::Metadata),
            in_address: days(|from| from == DateFrom::Url),
            named: named.map(|n| (n, rarity.words(n.sentence.of(&article.text)))).collect(),
        }
    }

    /// The clues, where the date that it came with was put right.
    pub fn dated(self, published: Option<Published>) -> Clues {
        Clues { published: day(published), ..self }
    }

    /// Whether a clue other than metadata is within days of the date of publication.
    fn is_vouched(&self) -> bool {
        let near =
            |published| self.shown.iter().any(|shown| days_between(*shown, published).abs() < LATE);
        self.published.is_some_and(near)
    }
}

fn day(published: Option<Published>) -> Option<Date> {
    published.filter(|p| p.date.is_day()).map(|p| p.date.date)
}

/// Whether two reports tell of much the same, so that one may tell the date of the other.
pub fn tell_of_the_same(one: &Profile, other: &Profile) -> bool {
    one.all.dot(&other.all) >= NEIGHBOUR
}

/// The date of publication of an article among its near neighbours, all as they came; `None`: it is
/// the one that it came with.
pub fn settled_among(own: (&Profile, &Clues), others: &[(Profile, Clues)]) -> Option<Published> {
    let profiles: Vec<&Profile> =
        [own.0].into_iter().chain(others.iter().map(|(p, _)| p)).collect();
    let clues: Vec<&Clues> = [own.1].into_iter().chain(others.iter().map(|(_, c)| c)).collect();
    let given = |n: usize| (clues[n].outlet.as_ref(), clues[n].published);
    let near = |n: usize| {
        // The others count only where they may have come with the same wrong date.
        if given(n) != given(0) {
            return Vec::new();
        }
        let others = (0..profiles.len()).filter(|m| *m != n);
        let like = others.map(|m| (m, profiles[n].all.dot(&profiles[m].all)));
        like.filter(|(_, like)| *like >= NEIGHBOUR).collect()
    };
    let near = (0..profiles.len()).map(near).collect();
    settled(clues, near).into_iter().next().flatten()
}

/// The dates of publication that are not those the articles came with, in the order of the
/// articles; `near` are the reports that tell of much the same as each, with how like they are.
fn settled(articles: Vec<&Clues>, near: Vec<Vec<(usize, f64)>>) -> Vec<Option<Published>> {
    let mut desk = Desk {
        dates: articles.iter().map(|a| a.published).collect(),
        vouched: articles.iter().map(|a| a.is_vouched()).collect(),
        articles,
        near,
    };
    let updated: Vec<Option<Found>> =
        desk.articles.iter().map(|clues| updated(clues, clues.published?)).collect();
    desk.settle(&updated);
    let crawled = crawled(&mut desk);
    let undated = (0..desk.articles.len()).map(|n| desk.undated(n));
    let found = undated.zip(crawled).zip(updated).map(|((a, b), c)| a.or(b).or(c));
    let published = |(date, words): Found| Published {
        date: PartialDate::day(date),
        from: DateFrom::Text,
        evidence: Some(words),
    };
    found.map(|found| found.map(published)).collect()
}

/// The true days of reports whose metadata hold the day of a crawl.
fn crawled(desk: &mut Desk<'_>) -> Vec<Option<Found>> {
    let all = 0..desk.articles.len();
    let mut found: Vec<Option<Found>> = all.clone().map(|n| desk.crawled(n, false)).collect();
    let given = |n: usize| Some((desk.articles[n].outlet.as_deref()?, desk.dates[n]?));
    let wrong: BTreeSet<(&str, Date)> =
        all.filter(|n| found[*n].is_some()).filter_map(given).collect();
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
fn updated(clues: &Clues, published: Date) -> Option<Found> {
    let in_address = clues.in_address.iter().find(|d| days_between(published, **d) == 1);
    let named = || clues.named.iter().map(|(named, _)| named);
    let told = |named: &&Named| named.tense == Tense::Past;
    let explicit = named().filter(told).filter_map(|n| {
        let date = n.calendar(published)?;
        let certain = n.weekday.is_some() || n.year.is_some();
        (certain && (1..=AHEAD).contains(&days_between(published, date))).then_some((date, n.span))
    });
    let weekday = named().filter(told).filter_map(|n| {
        let date = *in_address?;
        (n.day.is_none() && n.weekday == Some(date.weekday())).then_some((date, n.span))
    });
    latest(explicit.chain(weekday).collect())
}

/// The latest date, where it is first told.
fn latest(found: Vec<Found>) -> Option<Found> {
    found.into_iter().max_by_key(|(date, span)| (*date, std::cmp::Reverse(span.start)))
}

/// What is known of all articles while dates are settled.
struct Desk<'a> {
    articles: Vec<&'a Clues>,
    /// Days of publication so far.
    dates: Vec<Option<Date>>,
    /// Whether the article itself (address, head, dateline) shows about the same day.
    vouched: Vec<bool>,
    /// The reports that tell of much the same, with how like they are.
    near: Vec<Vec<(usize, f64)>>,
}

impl Desk<'_> {
    /// The days that a report names.
    fn named(&self, n: usize) -> impl Iterator<Item = &Named> {
        self.articles[n].named.iter().map(|(named, _)| named)
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
        let (mine, sentence) = &self.articles[n].named[at];
        let mut found: BTreeMap<Date, BTreeMap<usize, f64>> = BTreeMap::new();
        for (m, published) in self.neighbours(n) {
            for (other, words) in &self.articles[m].named {
                if other.weekday != mine.weekday || other.tense != mine.tense {
                    continue;
                }
                let alike = sentence.dot(words);
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
        for (at, named) in self.named(n).enumerate().filter(|(_, n)| n.tense == Tense::Past) {
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
        let days = self
            .named(n)
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
        (!self.named(n).any(other)).then_some(found)
    }

    /// The latest weekday told as past, or the day before one told as to come, by the neighbours
    /// that tell of the same thing.
    fn aligned(&self, n: usize) -> Option<Found> {
        let mut past: Vec<Found> = Vec::new();
        let mut to_come: Vec<Found> = Vec::new();
        let clear = |n: &Named| n.weekday.is_some() && n.tense != Tense::Unknown;
        for (at, named) in self.named(n).enumerate().filter(|(_, n)| clear(n)) {
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
        let bare = self.named(n).filter(|d| d.tense == Tense::Past && d.day.is_none());
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
        let named =
            self.named(n).find(|d| d.tense == Tense::Past && d.weekday == Some(date.weekday()))?;
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
