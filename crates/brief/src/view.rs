//! What a brief shows, in the order in which it is shown, as plain strings and reference numbers:
//! built once, printed by every renderer.

pub(crate) mod basis;
mod disputes;
mod moved;
mod news;
mod reports;
mod said;
mod sources;
mod timeline;

use ::text::DateSpan;
use record::{EntityIx, Passage, Record, ReportIx, Situation, Speaker};

pub(crate) use basis::{BasisView, LEGEND, party, reason, words as grade_words};
pub(crate) use disputes::{DisputeView, Side};
pub(crate) use moved::{Figures, PointView, SeriesView};
pub(crate) use reports::{OtherReport, ReportView};
pub(crate) use said::{SpeakerView, UtteranceView};
pub(crate) use sources::{ChainView, SourcesView};
pub(crate) use timeline::EventView;

use news::News;

use crate::Coverage;
use crate::refs::{Reference, Refs, Section};
use crate::words::{Calendar, count, one_line};

/// A whole brief.
#[derive(Debug)]
pub(crate) struct View {
    /// Situations told in full.
    pub(crate) situations: Vec<SituationView>,
    /// Reports that belong to none of them.
    pub(crate) others: Vec<OtherReport>,
    /// Inputs not read: path and reason.
    pub(crate) skipped: Vec<(String, String)>,
    /// Articles not used: path and reason.
    pub(crate) left_out: Vec<(String, String)>,
    /// Anything else about coverage.
    pub(crate) notes: Vec<String>,
    /// The passages cited.
    pub(crate) references: Vec<Reference>,
}

/// One developing story.
#[derive(Debug)]
pub(crate) struct SituationView {
    /// Its headline.
    pub(crate) title: Cited,
    /// First to last day of publication.
    pub(crate) dates: Option<String>,
    /// "5 reports, 4 outlets, 2 independent origins".
    pub(crate) counts: String,
    /// "New since 6 Mar 2025: 2 reports, one of which brings nothing new", where only what is new is
    /// shown.
    pub(crate) news: Option<String>,
    /// What moved, and what else is counted.
    pub(crate) figures: Figures,
    /// Events of the story.
    pub(crate) timeline: Vec<EventView>,
    /// Events told for context.
    pub(crate) background: Vec<EventView>,
    /// Who said what.
    pub(crate) speakers: Vec<SpeakerView>,
    /// Where sources disagree.
    pub(crate) disputes: Vec<DisputeView>,
    /// Who relays whom.
    pub(crate) sources: SourcesView,
    /// The reports, of an article the latest version.
    pub(crate) reports: Vec<ReportView>,
    /// Reports that are cited but not listed.
    pub(crate) cited: Vec<ReportView>,
}

/// Words with the numbers of the passages they rest on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cited {
    /// The words.
    pub(crate) words: String,
    /// Reference numbers.
    pub(crate) refs: Vec<u32>,
}

/// Everything a brief shows of `record`: all of it, or what is new where it was compared with an
/// earlier one.
pub(crate) fn view(record: &Record, coverage: &Coverage) -> View {
    let news = record.changes.as_ref().map(|changes| News::of(changes, record));
    let mut maker = Maker { record, refs: Refs::default(), calendar: Calendar::default(), news };
    let several = record.situations.iter().any(|s| s.reports.len() > 1);
    let (full, single): (Vec<&Situation>, Vec<&Situation>) = record
        .situations
        .iter()
        .filter(|s| s.reports.iter().any(|r| maker.shows(*r)))
        .partition(|s| s.reports.len() > 1 || !several);
    let situations: Vec<SituationView> = full.into_iter().map(|s| maker.situation(s)).collect();
    let outside =
        record.reports.iter().enumerate().filter(|(_, r)| r.situation.is_none()).map(|(at, _)| at);
    let mut left: Vec<ReportIx> = single.iter().flat_map(|s| s.reports.clone()).collect();
    left.extend(outside.map(ReportIx::from));
    left = maker.listed(&left);
    left.sort_unstable();
    left.dedup();
    maker.calendar = Calendar::default();
    let others = left.into_iter().map(|report| maker.other(report)).collect();
    let clean = |(path, reason): &(String, String)| (one_line(path), one_line(reason));
    View {
        situations,
        others,
        skipped: coverage.skipped.iter().map(clean).collect(),
        left_out: coverage.left_out.iter().map(clean).collect(),
        notes: coverage.notes.iter().cloned().chain(maker.notes()).map(|n| one_line(&n)).collect(),
        references: maker.refs.list(record),
    }
}

/// Builds the parts of a view and numbers what they cite.
struct Maker<'a> {
    record: &'a Record,
    refs: Refs,
    calendar: Calendar,
    /// What is new, where nothing else is to be shown.
    news: Option<News<'a>>,
}

impl Maker<'_> {
    fn situation(&mut self, of: &Situation) -> SituationView {
        let year = of.dates.filter(|d| d.from.year() == d.to.year()).map(|d| d.from.year());
        self.calendar = Calendar { year };
        let title = Cited {
            words: one_line(&of.title),
            refs: self.refs.cite_all(Section::Front, of.title_from),
        };
        let figures = self.figures(of);
        let (timeline, background) = self.timeline(of);
        let speakers = self.said(of);
        let disputes = self.disputes(of);
        let sources = self.sources(of);
        let listed = self.listed(&of.reports);
        let cited = of.reports.iter().filter(|r| !listed.contains(r) && self.refs.cites(**r));
        SituationView {
            cited: cited.map(|r| self.report(*r)).collect(),
            reports: listed.iter().map(|r| self.report(*r)).collect(),
            title,
            dates: of.dates.map(|d| self.with_year(d)),
            counts: self.counts(of),
            news: self.headline(of),
            figures,
            timeline,
            background,
            speakers,
            disputes,
            sources,
        }
    }

    /// The reports to show, without those that a later version updates.
    fn listed(&self, reports: &[ReportIx]) -> Vec<ReportIx> {
        reports.iter().copied().filter(|r| self.shows(*r) && !self.is_updated(*r)).collect()
    }

    fn is_updated(&self, report: ReportIx) -> bool {
        self.record.reports[report.at()].superseded_by.is_some()
    }

    fn with_year(&self, days: DateSpan) -> String {
        Calendar::default().days(days)
    }

    /// "5 reports, 4 outlets, 2 independent origins".
    fn counts(&self, of: &Situation) -> String {
        let outlet = |r: &ReportIx| self.record.reports[r.at()].article.outlet.as_ref();
        let mut outlets: Vec<&str> =
            of.reports.iter().filter_map(outlet).map(|o| &*o.name).collect();
        let unknown = of.reports.len() - outlets.len();
        outlets.sort_unstable();
        outlets.dedup();
        let mut counts = vec![count(of.reports.len(), "report")];
        let versions = of.reports.iter().filter(|r| self.is_updated(**r)).count();
        if versions > 0 {
            counts[0] += &format!(" ({versions} updated by a later version)");
        }
        if !outlets.is_empty() {
            counts.push(count(outlets.len(), "outlet"));
        }
        if unknown > 0 {
            counts.push(format!("{unknown} of unknown outlet"));
        }
        if !of.origins.is_empty() {
            counts.push(count(of.origins.len(), "independent origin"));
        }
        counts.join(", ")
    }

    /// The outlet of a report, else what tells the report from others: its file without ending.
    fn outlet(&self, report: ReportIx) -> String {
        let article = &self.record.reports[report.at()].article;
        let name = article.outlet.as_ref().map(|o| &*o.name);
        let file = article.path.as_deref().and_then(|path| path.rsplit(['/', '\\']).next());
        let stem = file.map(|f| f.rsplit_once('.').map_or(f, |(stem, _)| stem));
        one_line(name.or(stem.filter(|s| !s.is_empty())).unwrap_or(&article.id))
    }

    fn name(&self, entity: EntityIx) -> String {
        one_line(&self.record.entities[entity.at()].name)
    }

    fn names(&self, entities: &[EntityIx]) -> Vec<String> {
        entities.iter().map(|e| self.name(*e)).collect()
    }

    /// Who speaks in `report`: the outlet where it is the report's own voice.
    fn speaker(&self, speaker: &Speaker, report: ReportIx) -> String {
        match speaker {
            Speaker::Entity(entity) => self.name(*entity),
            Speaker::Words(words) => one_line(words),
            Speaker::Outlet => self.outlet(report),
        }
    }

    fn words(&self, passage: Passage) -> String {
        one_line(passage.span.of(&self.record.reports[passage.report.at()].article.text))
    }
}
