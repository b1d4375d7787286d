//! Versions of one article: an outlet publishes a report and updates it, at the same address or with
//! most of the same text.
//!
//! Only dated reports are put in order. Where two are of one day the one that says more is taken as
//! the later: updates grow.

use std::collections::{BTreeMap, BTreeSet};

use text::{Article, Date, Span};

use crate::bags::stems;
use crate::days::days_between;
use crate::{Draft, ReportIx};

/// Days within which an outlet updates an article; later it writes a new one.
const UPDATED: i32 = 3;
/// Share of the text that an update at the same address keeps.
const SAME_ADDRESS: f64 = 0.2;
/// Share of the text from which on two reports of one outlet are one article, whatever their
/// headlines.
const SAME_TEXT: f64 = 0.8;
/// Share of the words of the shorter headline from which on two headlines are one.
const SAME_TITLE: f64 = 0.6;

/// Fills `report.version_of` and `report.superseded_by`. `share` tells how much text two reports
/// share; the copies of each report are there already.
pub(crate) fn versions(draft: &mut Draft, share: impl Fn(ReportIx, ReportIx) -> f64) {
    let mut same_address: BTreeMap<&str, Vec<ReportIx>> = BTreeMap::new();
    for report in draft.reports() {
        if let Some(address) = draft.article(report).url.as_deref().and_then(address) {
            same_address.entry(address).or_default().push(report);
        }
    }
    // the first report of each group, found by following what each was joined to
    let mut joined: Vec<ReportIx> = draft.reports().collect();
    for report in draft.reports() {
        let copies = draft.record.reports[report.at()].copies.iter().map(|c| c.report);
        let address = draft.article(report).url.as_deref().and_then(address);
        let there = address.and_then(|a| same_address.get(a)).into_iter().flatten().copied();
        let near: BTreeSet<ReportIx> = copies.chain(there).filter(|r| *r < report).collect();
        for other in near {
            let (a, b) = (draft.article(other), draft.article(report));
            if may_update(a, b) && is_one_article(a, b, || share(other, report)) {
                let (x, y) = (root(&joined, other), root(&joined, report));
                joined[x.max(y).at()] = x.min(y);
            }
        }
    }
    let mut groups: BTreeMap<ReportIx, Vec<ReportIx>> = BTreeMap::new();
    for report in draft.reports() {
        groups.entry(root(&joined, report)).or_default().push(report);
    }
    for mut group in groups.into_values() {
        group.sort_by_key(|r| (day(draft.article(*r)), draft.record.reports[r.at()].sentences, *r));
        for pair in group.windows(2) {
            draft.record.reports[pair[1].at()].version_of = Some(pair[0]);
            draft.record.reports[pair[0].at()].superseded_by = Some(pair[1]);
        }
    }
}

fn root(joined: &[ReportIx], report: ReportIx) -> ReportIx {
    let mut at = report;
    while joined[at.at()] != at {
        at = joined[at.at()];
    }
    at
}

fn day(article: &Article) -> Option<Date> {
    article.published.filter(|p| p.date.is_day()).map(|p| p.date.date)
}

/// Whether two reports are of one outlet and of nearly one day.
fn may_update(a: &Article, b: &Article) -> bool {
    let (Some(x), Some(y)) = (&a.outlet, &b.outlet) else { return false };
    let outlet = x.name == y.name || (x.domain.is_some() && x.domain == y.domain);
    let near = day(a).zip(day(b)).is_some_and(|(x, y)| days_between(x, y).abs() <= UPDATED);
    outlet && near
}

fn is_one_article(a: &Article, b: &Article, share: impl Fn() -> f64) -> bool {
    let place = |article: &Article| article.url.as_deref().and_then(address).map(str::to_owned);
    let same_address = place(a).is_some() && place(a) == place(b);
    let share = share();
    share >= SAME_TEXT
        || (same_address && share >= SAME_ADDRESS)
        || (share >= crate::copies::COPY && same_title(a, b))
}

/// An address without what does not tell articles apart; a site's front page tells none.
fn address(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let rest = rest.split('#').next().unwrap_or(rest).trim_end_matches('/');
    rest.contains('/').then_some(rest)
}

/// Whether the headlines share most of their words.
fn same_title(a: &Article, b: &Article) -> bool {
    let (Some(x), Some(y)) = (&a.title, &b.title) else { return false };
    let of = |title: &str| stems(title, Span::new(0, title.len()));
    let (x, y) = (of(x), of(y));
    let shorter = x.len().min(y.len());
    shorter > 0 && x.intersection(&y).count() as f64 >= SAME_TITLE * shorter as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart_by_their_path() {
        for (a, b, same) in [
            ("https://www.post.example/a/ferry/", "http://post.example/a/ferry#top", true),
            ("https://post.example/a?id=1", "https://post.example/a?id=2", false),
            ("https://post.example/", "https://post.example", false),
        ] {
            let found = address(a).is_some() && address(a) == address(b);
            assert_eq!(found, same, "{a} {b}");
        }
    }

    #[test]
    fn headlines_are_one_where_most_words_are() {
        let titled = |title: &str| {
            let mut article = Article::of_text("");
            article.title = Some(title.into());
            article
        };
        for (a, b, same) in [
            ("Ferry sinks off Port Lisle", "Ferry sinks off Port Lisle, 12 dead", true),
            ("Ferry sinks off Port Lisle", "Owner of the ferry is questioned", false),
            ("", "", false),
        ] {
            assert_eq!(same_title(&titled(a), &titled(b)), same, "{a} / {b}");
        }
    }
}
