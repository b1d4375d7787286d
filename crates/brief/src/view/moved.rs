//! What moved: figure series with their points.

use std::collections::BTreeMap;

use ::text::PartialDate;
use reading::FigureStatus;
use record::{
    Behaviour, Figure, FigureIx, Passage, ReportIx, Series, SeriesChange, SeriesNews, Situation,
    Speaker,
};

use super::news::Shown;
use super::{BasisView, Cited, Maker};
use crate::chart::{Chart, Mark};
use crate::refs::Section;
use crate::words::{
    BEFORE, Chip, NEW, REPLACED, behaviour_chip, figure_chip, list, number, one_line,
};

/// A figure series.
#[derive(Debug)]
pub(crate) struct SeriesView {
    /// What is counted.
    pub(crate) label: String,
    /// Stable, revised or contested.
    pub(crate) chip: Chip,
    /// "was stable, now revised", where only what is new is shown.
    pub(crate) news: Option<String>,
    /// "latest … · range … · 2 origins, 1 party · 2 probably true".
    pub(crate) summary: String,
    /// Its points in as-of order, equal figures of one source together.
    pub(crate) points: Vec<PointView>,
    /// Why the grade of the latest is what it is.
    pub(crate) tip: String,
    /// What a chart of it shows, where there is something to see.
    pub(crate) chart: Option<Chart>,
}

/// A series with one figure from one source, however many reports repeat it.
#[derive(Debug)]
pub(crate) struct SteadyView {
    /// What is counted.
    pub(crate) label: String,
    /// The figure.
    pub(crate) point: PointView,
}

/// The figures of a situation.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// Series of several points.
    pub(crate) moved: Vec<SeriesView>,
    /// The heading of the series of one point.
    pub(crate) steady_heading: &'static str,
    /// Series of one point that somebody vouches for, or that several outlets give.
    pub(crate) steady: Vec<SteadyView>,
    /// Single figures in an outlet's own voice, by outlet.
    pub(crate) also: Vec<AlsoCounted>,
}

impl Figures {
    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.moved.is_empty() && self.steady.is_empty() && self.also.is_empty()
    }
}

/// One point of a series, told by one or more reports.
#[derive(Debug)]
pub(crate) struct PointView {
    /// The figure in the words of its first report, with qualifier and what it counts.
    pub(crate) words: String,
    /// The date it speaks about.
    pub(crate) as_of: Option<String>,
    /// When it was published, first to last; "undated" where that is not known.
    pub(crate) reported: String,
    /// Who says so, and through whom.
    pub(crate) who: String,
    /// Planned, predicted, alleged, denied, replaced; known before or new.
    pub(crate) chips: Vec<Chip>,
    /// Reference numbers.
    pub(crate) refs: Vec<u32>,
    /// On whose word the value rests.
    pub(crate) basis: BasisView,
}

/// Single figures that an outlet gives in its own voice.
#[derive(Debug)]
pub(crate) struct AlsoCounted {
    /// The outlet.
    pub(crate) outlet: String,
    /// The figures.
    pub(crate) figures: Vec<Cited>,
}

/// What charts call the voice of outlets, as against those they quote.
const OUTLETS: &str = "outlets, in own words";

impl Maker<'_> {
    /// Numbers the passages of what moved before those of what did not.
    pub(super) fn figures(&mut self, of: &Situation) -> Figures {
        let mut figures = Figures::default();
        let (mut steady, mut also) = (Vec::new(), Vec::new());
        figures.steady_heading = match self.news {
            None => "Told once, or unchanged",
            Some(_) => "Told for the first time",
        };
        for at in &of.series {
            let series = &self.record.series[at.at()];
            let mut groups = self.record.equal_points(series);
            match self.series_shown(*at) {
                Shown::New(change) if change.change != SeriesNews::New => {
                    let view = self.changed(change, &groups);
                    figures.moved.push(view);
                    continue;
                }
                Shown::New(_) | Shown::Whole => {}
                Shown::Nothing => continue,
            }
            match (&series.points[..], groups.len()) {
                ([], _) => {}
                _ if series.background && series.behaviour == Behaviour::Stable => {
                    also.extend(groups.iter().map(|group| group[0]));
                }
                ([only], _) if self.figure(*only).speaker == Speaker::Outlet => also.push(*only),
                (_, 1) => steady.push((series, groups.remove(0))),
                _ => {
                    let points = groups.iter().map(|group| self.point(group)).collect();
                    figures.moved.push(self.series(series, &groups, points));
                }
            }
        }
        for (series, group) in steady {
            let point = self.point(&group);
            figures.steady.push(SteadyView { label: self.label(series), point });
        }
        figures.also = self.also(&also);
        figures
    }

    fn figure(&self, at: FigureIx) -> &Figure {
        &self.record.figures[at.at()]
    }

    fn also(&mut self, figures: &[FigureIx]) -> Vec<AlsoCounted> {
        let mut also: Vec<AlsoCounted> = Vec::new();
        for at in figures {
            let figure = self.figure(*at);
            let passage = Passage { report: figure.report, span: figure.span };
            let (words, outlet) = (self.words(passage), self.outlet(figure.report));
            let cited = Cited { words, refs: self.refs.cite_all(Section::Moved, [passage]) };
            match also.iter_mut().find(|a| a.outlet == outlet) {
                Some(found) => found.figures.push(cited),
                None => also.push(AlsoCounted { outlet, figures: vec![cited] }),
            }
        }
        also
    }

    /// What a series counts, in words or at least by its unit.
    fn label(&self, of: &Series) -> String {
        let label = one_line(&of.label);
        if !label.is_empty() {
            return label;
        }
        let unit = one_line(&of.unit);
        if unit.is_empty() { "not named".to_owned() } else { unit }
    }

    fn series(&self, of: &Series, groups: &[Vec<FigureIx>], points: Vec<PointView>) -> SeriesView {
        SeriesView {
            label: self.label(of),
            chip: behaviour_chip(of.behaviour),
            news: None,
            summary: self.summary(of),
            points,
            chart: self.chart(of, groups),
            tip: BasisView::new(&of.basis).tip(),
        }
    }

    /// A series of which only what changed is shown.
    fn changed(&mut self, change: &SeriesChange, groups: &[Vec<FigureIx>]) -> SeriesView {
        let (before, fresh) = self.changed_points(change, groups);
        let mut points = Vec::new();
        for (group, age) in before.iter().map(|g| (g, BEFORE)).chain(fresh.iter().map(|g| (g, NEW)))
        {
            let mut point = self.point(group);
            if change.change == SeriesNews::Moved {
                point.chips.push(age);
            }
            points.push(point);
        }
        let series = &self.record.series[change.series.at()];
        SeriesView { news: Some(self.series_news(change)), ..self.series(series, groups, points) }
    }

    fn point(&mut self, group: &[FigureIx]) -> PointView {
        let first = self.figure(group[0]);
        let passages: Vec<Passage> = group
            .iter()
            .map(|at| self.figure(*at))
            .map(|f| Passage { report: f.report, span: f.span })
            .collect();
        PointView {
            words: self.words(passages[0]),
            as_of: first.as_of.map(|d| self.calendar.date(d)),
            reported: self.reported(passages.iter().map(|p| p.report)),
            who: self.who(group),
            chips: figure_chip(first.status)
                .into_iter()
                .chain(first.superseded.then_some(REPLACED))
                .collect(),
            basis: BasisView::new(&first.basis),
            refs: self.refs.cite_all(Section::Moved, passages),
        }
    }

    /// "Roads Agency, via AP"; outlets by name where it is their own voice.
    fn who(&self, group: &[FigureIx]) -> String {
        let mut names: Vec<String> = Vec::new();
        let mut via: Vec<String> = Vec::new();
        for figure in group.iter().map(|at| self.figure(*at)) {
            names.push(self.speaker(&figure.speaker, figure.report));
            if !figure.via.is_empty() {
                via.push(self.names(&figure.via).join(" ← "));
            }
        }
        for found in [&mut names, &mut via] {
            found.sort_unstable();
            found.dedup();
        }
        if self.figure(group[0]).speaker == Speaker::Outlet {
            return format!("{}, in own words", list(&names));
        }
        if via.is_empty() { list(&names) } else { format!("{}, via {}", list(&names), list(&via)) }
    }

    /// First to last day on which some reports were published.
    fn reported(&self, reports: impl Iterator<Item = ReportIx>) -> String {
        let date = |r: ReportIx| self.record.reports[r.at()].article.published.map(|p| p.date);
        let mut dates: Vec<PartialDate> = reports.filter_map(date).collect();
        dates.sort_unstable();
        match (dates.first(), dates.last()) {
            (Some(first), Some(last)) if first.date != last.date => {
                format!("{} to {}", self.calendar.date(*first), self.calendar.date(*last))
            }
            (Some(only), _) => self.calendar.date(*only),
            (None, _) => "undated".to_owned(),
        }
    }

    /// "latest … (6 Nov) · range 10,000 to 12,000 · 2 origins, 1 party · 2 probably true"; the grade
    /// is that of the latest.
    fn summary(&self, of: &Series) -> String {
        let mut parts = Vec::new();
        if let Some(figure) = of.latest.map(|at| self.figure(at)) {
            let words = self.words(Passage { report: figure.report, span: figure.span });
            let day = figure.as_of.map(|d| format!(" ({})", self.calendar.date(d)));
            parts.push(format!("latest “{words}”{}", day.unwrap_or_default()));
        }
        if let Some((low, high)) = self.record.range(of) {
            parts.push(format!("range {} to {}", number(low), number(high)));
        }
        parts.extend(Some(BasisView::new(&of.basis).line()).filter(|line| !line.is_empty()));
        parts.join(" · ")
    }

    /// A chart where two or more dated points differ in value.
    fn chart(&self, of: &Series, groups: &[Vec<FigureIx>]) -> Option<Chart> {
        let mut speakers: BTreeMap<String, usize> = BTreeMap::new();
        let mut marks = Vec::new();
        for group in groups {
            let figure = self.figure(group[0]);
            let Some(as_of) = figure.as_of else { continue };
            let Some(value) = figure.value.or(figure.lo).or(figure.hi) else { continue };
            let who = match figure.speaker {
                Speaker::Outlet => OUTLETS.to_owned(),
                _ => self.speaker(&figure.speaker, figure.report),
            };
            let next = speakers.len();
            let speaker = *speakers.entry(who.clone()).or_insert(next);
            marks.push(Mark {
                date: as_of.date,
                value,
                lo: figure.lo,
                hi: figure.hi,
                approx: figure.approx,
                planned: matches!(figure.status, FigureStatus::Planned | FigureStatus::Predicted),
                speaker,
                own_voice: figure.speaker == Speaker::Outlet,
                who,
                words: self.words(Passage { report: figure.report, span: figure.span }),
                day: self.calendar.date(as_of),
            });
        }
        let differ = marks.windows(2).any(|m| m[0].value != m[1].value);
        (differ && marks.iter().all(|m| m.value.is_finite())).then(|| Chart {
            label: self.label(of),
            joined: of.behaviour != Behaviour::Contested,
            marks,
        })
    }
}
