//! The passages an alert rests on, and how one is known again.

use std::collections::{BTreeMap, BTreeSet};

use record::{Record, ReportIx};
use serde::{Deserialize, Serialize};
use text::{CodePoints, Span};
use utoipa::ToSchema;

/// Words of an article: what a reader opens to check an alert.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Passage {
    /// The id of the article.
    pub article: String,
    /// The SHA-256 of its text, in hexadecimal: what `articles.content` holds.
    pub sha256: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its date of publication, as exactly as it is known: `2031-03-14`, `2031-03`.
    pub published: Option<String>,
    /// Where in its text, in Unicode code points, half open.
    pub span: [u32; 2],
    /// The words there, exactly.
    pub words: String,
}

impl Passage {
    /// A passage of a record.
    pub(super) fn of(record: &Record, at: record::Passage) -> Passage {
        let article = &record.reports[at.report.at()].article;
        Passage {
            article: article.id.clone(),
            sha256: article.sha256.clone(),
            outlet: article.outlet.as_ref().map(|o| o.name.clone()),
            title: article.title.clone(),
            url: article.url.clone(),
            published: article.published.map(|p| p.date.to_string()),
            span: CodePoints::new(&article.text).span(at.span),
            words: at.span.of(&article.text).to_owned(),
        }
    }

    fn overlaps(&self, other: &Passage) -> bool {
        self.sha256 == other.sha256 && self.span[0] < other.span[1] && other.span[0] < self.span[1]
    }
}

/// The articles of a record, and which of them carry each other's text.
#[derive(Debug, Default)]
pub(super) struct Articles<'a> {
    alike: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Those that a later version has replaced.
    replaced: BTreeSet<&'a str>,
}

impl<'a> Articles<'a> {
    pub(super) fn of(record: &'a Record) -> Articles<'a> {
        let sha256 = |at: ReportIx| record.reports[at.at()].article.sha256.as_str();
        let mut alike: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (at, report) in record.reports.iter().enumerate() {
            let copies = report.copies.iter().map(|c| c.report);
            let all = copies.chain(record.versions(at.into())).map(sha256);
            alike.entry(&report.article.sha256).or_default().extend(all);
        }
        let replaced = record.reports.iter().filter(|r| r.superseded_by.is_some());
        Articles { alike, replaced: replaced.map(|r| r.article.sha256.as_str()).collect() }
    }

    /// Whether a passage is of one of them.
    pub(super) fn hold(&self, passage: &Passage) -> bool {
        self.alike.contains_key(passage.sha256.as_str())
    }

    /// Whether all of the passages that are here are of articles that were replaced.
    pub(super) fn are_replaced(&self, passages: &[Passage]) -> bool {
        passages.iter().filter(|p| self.hold(p)).all(|p| self.replaced.contains(&*p.sha256))
    }

    /// How many of `now` are of `before`: they overlap, or are the same words in a copy or in
    /// another version of the article.
    pub(super) fn shared(&self, now: &[Passage], before: &[Passage]) -> usize {
        let copied = |a: &Passage, b: &Passage| {
            let alike = self.alike.get(a.sha256.as_str());
            alike.is_some_and(|all| all.contains(b.sha256.as_str()))
                && a.words.split_whitespace().eq(b.words.split_whitespace())
        };
        let same = |a: &Passage| before.iter().any(|b| a.overlaps(b) || copied(a, b));
        now.iter().filter(|a| same(a)).count()
    }
}

/// The sentence around a span, or what looks like one.
pub(super) fn sentence(text: &str, span: Span) -> &str {
    let (before, after) = (&text[..span.start as usize], &text[span.end as usize..]);
    let ends = [". ", "! ", "? ", "\n"];
    let start = ends.iter().filter_map(|e| before.rfind(e).map(|at| at + e.len())).max();
    let end = ends.iter().filter_map(|e| after.find(e)).min().unwrap_or(after.len());
    &text[start.unwrap_or(0)..span.end as usize + end]
}
