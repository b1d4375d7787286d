//! What a reading and a record share: articles, numbers, dates.

use ::text::{Article, CodePoints, DateSpan, Origin, OriginKind, PartialDate, Precision};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// A half-open range of code points.
pub(super) type Range = [u32; 2];

/// A number; whole ones are written without a fraction.
#[derive(Clone, Copy, ToSchema)]
pub(super) struct Number(pub(super) f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        /// Whole numbers up to here are exact in a double.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if self.0.fract() == 0.0 && self.0.abs() <= EXACT {
            to.serialize_i64(self.0 as i64)
        } else {
            to.serialize_f64(self.0)
        }
    }
}

/// A coarse date as the text that tells no more than is known.
pub(super) fn date(date: Option<PartialDate>) -> Option<String> {
    date.map(|d| d.to_string())
}

/// An interval of days.
#[derive(Serialize, ToSchema)]
pub(super) struct Days {
    from: String,
    to: String,
    precision: &'static str,
}

impl Days {
    pub(super) fn new(days: DateSpan) -> Days {
        let partial = days.partial();
        let whole = partial.span() == days;
        let precision = if whole { partial.precision } else { Precision::Day };
        Days { from: days.from.to_string(), to: days.to.to_string(), precision: precision.name() }
    }
}

/// An article as both documents give it.
#[derive(Serialize, ToSchema)]
pub(super) struct ArticleFields<'a> {
    id: &'a str,
    path: Option<&'a str>,
    sha256: &'a str,
    url: Option<&'a str>,
    outlet: Option<Outlet<'a>>,
    title: Option<&'a str>,
    byline: Option<&'a str>,
    language: &'a str,
    published: Option<Published>,
    origin: OriginFields<'a>,
    date_clues: Vec<Clue<'a>>,
    notes: &'a [String],
    text: &'a str,
}

#[derive(Serialize, ToSchema)]
struct Outlet<'a> {
    name: &'a str,
    domain: Option<&'a str>,
}

#[derive(Serialize, ToSchema)]
struct Published {
    date: String,
    precision: &'static str,
    from: &'static str,
    evidence: Option<[u32; 2]>,
}

#[derive(Serialize, ToSchema)]
struct OriginFields<'a> {
    kind: &'static str,
    agencies: &'a [String],
    cites: &'a [String],
}

#[derive(Serialize, ToSchema)]
struct Clue<'a> {
    date: String,
    from: &'static str,
    field: &'a str,
    evidence: Option<[u32; 2]>,
}

impl<'a> ArticleFields<'a> {
    /// `origin` is what reading found; an unread article counts as its outlet's own.
    pub(super) fn new(
        article: &'a Article,
        origin: Option<&'a Origin>,
        points: &CodePoints,
    ) -> ArticleFields<'a> {
        let published = article.published.map(|p| Published {
            date: p.date.to_string(),
            precision: p.date.precision.name(),
            from: p.from.name(),
            evidence: p.evidence.map(|e| points.span(e)),
        });
        let clue = |c: &'a ::text::DateClue| Clue {
            date: c.date.to_string(),
            from: c.from.name(),
            field: &c.field,
            evidence: c.evidence.map(|e| points.span(e)),
        };
        ArticleFields {
            id: &article.id,
            path: article.path.as_deref(),
            sha256: &article.sha256,
            url: article.url.as_deref(),
            outlet: article
                .outlet
                .as_ref()
                .map(|o| Outlet { name: &o.name, domain: o.domain.as_deref() }),
            title: article.title.as_deref(),
            byline: article.byline.as_deref(),
            language: &article.language,
            published,
            origin: OriginFields {
                kind: origin.map_or(OriginKind::Own, |o| o.kind).name(),
                agencies: origin.map_or(&[], |o| &o.agencies),
                cites: origin.map_or(&[], |o| &o.cites),
            },
            date_clues: article.date_clues.iter().map(clue).collect(),
            notes: &article.notes,
            text: &article.text,
        }
    }
}
