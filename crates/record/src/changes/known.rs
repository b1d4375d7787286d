//! What was known: the part of a record that a later one is compared with.

use reading::EventStatus;
use text::{CodePoints, Span};

use crate::{Behaviour, Record, ReportIx, StatementIx};

/// What a record tells, by ids, passages, values, statuses and origins. It is made from a
/// [`Record`] or read from one that was written to a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// The reports.
    pub reports: Vec<KnownReport>,
    /// The figure series.
    pub series: Vec<KnownSeries>,
    /// The events.
    pub events: Vec<KnownEvent>,
    /// The disputes.
    pub disputes: Vec<KnownDispute>,
}

/// A report: the same id with another text is another report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownReport {
    /// Id of its article.
    pub id: String,
    /// SHA-256 of its text.
    pub sha256: String,
}

/// A passage of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Position in [`Known::reports`].
    pub report: usize,
    /// Code points of its text, half open.
    pub span: [u32; 2],
}

/// A figure series.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownSeries {
    /// Its id.
    pub id: String,
    /// How it behaved.
    pub behaviour: Behaviour,
    /// Its figures.
    pub points: Vec<KnownPoint>,
    /// Names of its independent origins.
    pub origins: Vec<String>,
}

/// A figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnownPoint {
    /// Where it stands.
    pub place: Place,
    /// The number.
    pub value: Option<f64>,
    /// Inclusive lower bound.
    pub lo: Option<f64>,
    /// Inclusive upper bound.
    pub hi: Option<f64>,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownEvent {
    /// Its id.
    pub id: String,
    /// The word for what it is: `meeting`.
    pub kind: String,
    /// Its status.
    pub status: EventStatus,
    /// Where it is told.
    pub mentions: Vec<Place>,
    /// Names of its independent origins.
    pub origins: Vec<String>,
}

/// A dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDispute {
    /// Its id.
    pub id: String,
    /// Where it is asserted.
    pub asserted: Vec<Place>,
    /// Where it is denied.
    pub denied: Vec<Place>,
    /// Id of the series whose figures disagree, where that is the dispute.
    pub series: Option<String>,
}

impl Known {
    /// What a record tells; its items are in the order of the record.
    pub fn of(record: &Record) -> Known {
        let points: Vec<CodePoints> =
            record.reports.iter().map(|r| CodePoints::new(&r.article.text)).collect();
        let place = |report: ReportIx, span: Span| Place {
            report: report.at(),
            span: points[report.at()].span(span),
        };
        let point = |at: &crate::FigureIx| {
            let f = &record.figures[at.at()];
            KnownPoint { place: place(f.report, f.span), value: f.value, lo: f.lo, hi: f.hi }
        };
        let statement = |at: &StatementIx| {
            let statement = &record.statements[at.at()];
            place(statement.report, statement.span)
        };
        let names = |origins: &[crate::SourceOrigin]| -> Vec<String> {
            origins.iter().map(|o| o.name.clone()).collect()
        };
        let report = |r: &crate::Report| KnownReport {
            id: r.article.id.clone(),
            sha256: r.article.sha256.clone(),
        };
        let series = |s: &crate::Series| KnownSeries {
            id: s.id.clone(),
            behaviour: s.behaviour,
            points: s.points.iter().map(point).collect(),
            origins: names(&s.basis.origins),
        };
        let event = |e: &crate::Event| KnownEvent {
            id: e.id.clone(),
            kind: e.kind.name().to_owned(),
            status: e.status,
            mentions: e.mentions.iter().map(|m| place(m.passage.report, m.passage.span)).collect(),
            origins: names(&e.basis.origins),
        };
        let dispute = |d: &crate::Dispute| KnownDispute {
            id: d.id.clone(),
            asserted: d.asserted.iter().map(statement).collect(),
            denied: d.denied.iter().map(statement).collect(),
            series: d.series.map(|s| record.series[s.at()].id.clone()),
        };
        Known {
            reports: record.reports.iter().map(report).collect(),
            series: record.series.iter().map(series).collect(),
            events: record.events.iter().map(event).collect(),
            disputes: record.disputes.iter().map(dispute).collect(),
        }
    }
}
