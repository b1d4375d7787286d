//! The reports behind a brief.

use ::text::{DateFrom, OriginKind, Published};
use record::{Report, ReportIx};

use super::Maker;
use crate::refs::Section;
use crate::words::{count, list, one_line, reliability};

/// One report.
#[derive(Clone, Debug)]
pub(crate) struct ReportView {
    /// Position in the record.
    pub(crate) report: ReportIx,
    /// Who published it.
    pub(crate) outlet: String,
    /// When, or "undated".
    pub(crate) date: String,
    /// How the date is known: "from the dateline".
    pub(crate) known: Option<String>,
    /// Its headline, where it has one.
    pub(crate) title: Option<String>,
    /// ISO 639-1 code.
    pub(crate) language: String,
    /// "agency copy (AP)", where it is not the outlet's own.
    pub(crate) origin: Option<String>,
    /// "names Yonhap as a source", where it names other media.
    pub(crate) cites: Vec<String>,
    /// "reliability B, usually reliable", where the user set it.
    pub(crate) reliability: Option<String>,
    /// "updates its report of 5 Mar", where it has earlier versions.
    pub(crate) versions: Option<String>,
    /// "brings 2 events", where only what is new is shown.
    pub(crate) news: Option<String>,
    /// "what moved 3 · timeline 2".
    pub(crate) quoted: String,
    /// What was cut off, repaired or not understood.
    pub(crate) notes: Vec<String>,
}

/// A report that belongs to no situation told in full.
#[derive(Debug)]
pub(crate) struct OtherReport {
    /// The report.
    pub(crate) report: ReportView,
    /// "2 figures, 1 event, 3 statements".
    pub(crate) holds: String,
}

impl Maker<'_> {
    pub(super) fn report(&self, at: ReportIx) -> ReportView {
        let report = &self.record.reports[at.at()];
        let article = &report.article;
        let published = article.published;
        ReportView {
            report: at,
            outlet: self.outlet(at),
            date: self.day_or_undated(at),
            known: published.map(known),
            title: article.title.as_deref().map(one_line).filter(|t| !t.is_empty()),
            language: article.language.clone(),
            origin: origin(report),
            versions: self.earlier_versions(at),
            cites: report.origin.cites.iter().map(|c| one_line(c)).collect(),
            reliability: report.reliability.map(reliability),
            news: self.report_news(at),
            quoted: self.quoted(at),
            notes: article.notes.iter().map(|n| one_line(n)).collect(),
        }
    }

    /// Of a report with earlier versions: when they were published.
    fn earlier_versions(&self, at: ReportIx) -> Option<String> {
        let versions = self.record.versions(at);
        let earlier = versions.iter().take_while(|r| **r != at);
        let days: Vec<String> = earlier.map(|r| self.day_or_undated(*r)).collect();
        (!days.is_empty())
            .then(|| format!("latest of {} versions, updates {}", days.len() + 1, list(&days)))
    }

    /// When a report was published.
    pub(super) fn day_or_undated(&self, at: ReportIx) -> String {
        let published = self.record.reports[at.at()].article.published;
        published.map_or_else(|| "undated".to_owned(), |p| self.calendar.date(p.date))
    }

    /// How many passages of a report each part of the brief cites.
    fn quoted(&self, at: ReportIx) -> String {
        let parts = [
            (Section::Moved, "figures"),
            (Section::Timeline, "timeline"),
            (Section::Said, "statements"),
            (Section::Disputes, "disputes"),
            (Section::Sources, "sources"),
        ];
        let used = |(section, name): &(Section, &str)| match self.refs.uses(at, *section) {
            0 => None,
            n => Some(format!("{name} {n}")),
        };
        parts.iter().filter_map(used).collect::<Vec<_>>().join(" · ")
    }

    pub(super) fn other(&mut self, at: ReportIx) -> OtherReport {
        let figures = self.record.figures.iter().filter(|f| f.report == at).count();
        let tells = |e: &&record::Event| e.mentions.iter().any(|m| m.passage.report == at);
        let events = self.record.events.iter().filter(tells).count();
        let statements = self.record.statements.iter().filter(|s| s.report == at).count();
        let holds = [(figures, "figure"), (events, "event"), (statements, "statement")];
        let holds: Vec<String> =
            holds.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| count(*n, noun)).collect();
        OtherReport { report: self.report(at), holds: holds.join(", ") }
    }
}

fn known(published: Published) -> String {
    match published.from {
        DateFrom::Metadata => "from its metadata",
        DateFrom::Header => "from the head of the text",
        DateFrom::Url => "from its address",
        DateFrom::Dateline => "from its dateline",
        DateFrom::Text => "from the text",
        DateFrom::Corrected => "as a reader has put it right",
    }
    .to_owned()
}

fn origin(report: &Report) -> Option<String> {
    let agencies = report.origin.agencies.join(", ");
    let of = if agencies.is_empty() { String::new() } else { format!(" ({agencies})") };
    match report.origin.kind {
        OriginKind::Own => None,
        OriginKind::Wire => Some(format!("agency copy{of}")),
        OriginKind::Mixed => Some(format!("own report with agency copy{of}")),
    }
}
