//! What is new: the parts of a brief cut down to what changed, each with a line that says how.

use std::collections::{BTreeMap, BTreeSet};

use record::{
    Brings, Changes, DisputeChange, DisputeIx, DisputeNews, EventChange, EventIx, EventNews,
    FigureIx, NewReport, Record, ReportIx, SeriesChange, SeriesIx, SeriesNews, Since, Situation,
    StatementIx, Utterance,
};

use super::{BasisView, DisputeView, Maker};
use crate::words::{Calendar, count, list, one_line};

/// The changes of a record by what they are changes of.
#[derive(Debug)]
pub(super) struct News<'a> {
    changes: &'a Changes,
    reports: BTreeMap<ReportIx, &'a NewReport>,
    series: BTreeMap<SeriesIx, &'a SeriesChange>,
    events: BTreeMap<EventIx, &'a EventChange>,
    disputes: BTreeMap<DisputeIx, &'a DisputeChange>,
    /// The first statement of each new utterance.
    said: BTreeSet<StatementIx>,
}

impl<'a> News<'a> {
    pub(super) fn of(changes: &'a Changes, record: &Record) -> News<'a> {
        let utterances = changes
            .utterances
            .iter()
            .map(|(situation, at)| &record.situations[situation.at()].utterances[*at]);
        let disputes = changes.disputes.iter().filter_map(|c| Some((c.dispute?, c)));
        News {
            changes,
            reports: changes.reports.iter().map(|c| (c.report, c)).collect(),
            series: changes.series.iter().map(|c| (c.series, c)).collect(),
            events: changes.events.iter().map(|c| (c.event, c)).collect(),
            disputes: disputes.collect(),
            said: utterances.filter_map(|u| u.statements.first().copied()).collect(),
        }
    }
}

/// What a brief is to show of an item that may have changed.
pub(super) enum Shown<T> {
    /// All of it: the brief is not only of what is new.
    Whole,
    /// What changed.
    New(T),
    /// Nothing.
    Nothing,
}

impl<'a> Maker<'a> {
    /// Whether a report is to be shown.
    pub(super) fn shows(&self, report: ReportIx) -> bool {
        self.news.as_ref().is_none_or(|news| news.reports.contains_key(&report))
    }

    fn shown<T>(&self, of: impl Fn(&News<'a>) -> Option<&'a T>) -> Shown<&'a T> {
        match &self.news {
            None => Shown::Whole,
            Some(news) => of(news).map_or(Shown::Nothing, Shown::New),
        }
    }

    pub(super) fn series_shown(&self, at: SeriesIx) -> Shown<&'a SeriesChange> {
        self.shown(|news| news.series.get(&at).copied())
    }

    pub(super) fn event_shown(&self, at: EventIx) -> Shown<&'a EventChange> {
        self.shown(|news| news.events.get(&at).copied())
    }

    pub(super) fn dispute_shown(&self, at: DisputeIx) -> Shown<&'a DisputeChange> {
        self.shown(|news| news.disputes.get(&at).copied())
    }

    pub(super) fn utterance_shown(&self, of: &Utterance) -> bool {
        let first = of.statements.first();
        self.news.as_ref().is_none_or(|news| first.is_some_and(|s| news.said.contains(s)))
    }

    /// "6 Mar 2025", or the name of the file with the earlier record.
    fn since(&self, changes: &Changes) -> String {
        match &changes.since {
            Since::Day(day) => Calendar::default().day(*day),
            Since::Record(path) => one_line(path),
        }
    }

    /// "New since 6 Mar 2025: 3 reports, 1 of which brings nothing new".
    pub(super) fn headline(&self, of: &Situation) -> Option<String> {
        let news = self.news.as_ref()?;
        let new = of.reports.iter().filter_map(|r| news.reports.get(r));
        let new: Vec<&&NewReport> = new.collect();
        let idle = new.iter().filter(|r| r.brings.is_nothing()).count();
        let idle = match idle {
            0 => String::new(),
            1 => ", 1 of which brings nothing new".to_owned(),
            n => format!(", {n} of which bring nothing new"),
        };
        Some(format!(
            "New since {}: {}{idle}",
            self.since(news.changes),
            count(new.len(), "report")
        ))
    }

    /// What concerns no situation: that nothing is new, that reports are missing.
    pub(super) fn notes(&self) -> Vec<String> {
        let Some(news) = &self.news else { return Vec::new() };
        let mut notes = Vec::new();
        if news.changes.reports.is_empty() {
            notes.push(format!("nothing is new since {}", self.since(news.changes)));
        }
        if !news.changes.gone.is_empty() {
            notes.push(format!(
                "{} of the earlier record not among the inputs: {}",
                count(news.changes.gone.len(), "report"),
                news.changes.gone.join(", ")
            ));
        }
        notes
    }

    /// "confirmed: 2 independent origins, 1 before; new: A".
    fn confirmed(&self, now: usize, before: usize, added: &[String]) -> String {
        let added: Vec<String> = added.iter().map(|a| one_line(a)).collect();
        format!(
            "confirmed: {}, {before} before; new: {}",
            count(now, "independent origin"),
            list(&added)
        )
    }

    pub(super) fn event_news(&self, change: &EventChange) -> String {
        let event = &self.record.events[change.event.at()];
        match change.change {
            EventNews::New => "new".to_owned(),
            EventNews::Moved { from } => {
                format!("was {}, now {}", from.name(), event.status.name())
            }
            EventNews::TakenUp => "told before in passing, now taken up".to_owned(),
            EventNews::Confirmed => {
                let now = event.basis.origins.len();
                self.confirmed(now, change.independent_before, &change.origins_added)
            }
        }
    }

    pub(super) fn series_news(&self, change: &SeriesChange) -> String {
        let series = &self.record.series[change.series.at()];
        match (change.change, change.behaviour_before) {
            (SeriesNews::New, _) => "new".to_owned(),
            (SeriesNews::Moved, Some(before)) if before != series.behaviour => {
                format!("was {}, now {}", before.name(), series.behaviour.name())
            }
            (SeriesNews::Moved, _) => "new values".to_owned(),
            (SeriesNews::Confirmed, _) => {
                let now = series.basis.origins.len();
                self.confirmed(now, change.independent_before, &change.origins_added)
            }
        }
    }

    pub(super) fn dispute_news(&self, change: &DisputeChange) -> String {
        match change.change {
            DisputeNews::New => "new".to_owned(),
            DisputeNews::Joined => "joined by new reports".to_owned(),
            DisputeNews::Settled => "settled: one side has come round to the other".to_owned(),
        }
    }

    /// Disputes of figures in a situation that are none any more.
    pub(super) fn settled_figures(&self, of: &Situation) -> Vec<DisputeView> {
        let changes = self.news.iter().flat_map(|n| &n.changes.disputes);
        let here = changes.filter(|c| c.dispute.is_none());
        here.filter_map(|c| c.series.filter(|s| of.series.contains(s)))
            .map(|series| DisputeView {
                proposition: one_line(&self.record.series[series.at()].label),
                series: None,
                news: Some("settled: the figures no longer contradict each other".to_owned()),
                asserted: Vec::new(),
                denied: Vec::new(),
                settled: Vec::new(),
                asserted_on: BasisView::default(),
                denied_on: BasisView::default(),
            })
            .collect()
    }

    /// "brings 2 events and 1 figure", or why nothing of it is new.
    pub(super) fn report_news(&self, at: ReportIx) -> Option<String> {
        let new = self.news.as_ref()?.reports.get(&at)?;
        let Brings { events, figures, statements, disputes, confirmed } = new.brings;
        let copies: Vec<String> = new.copies.iter().map(|r| self.outlet_and_day(*r)).collect();
        if new.brings.is_nothing() {
            return Some(match copies.is_empty() {
                true => "nothing new: it retells what was told before".to_owned(),
                false => format!("nothing new: it shares most of its text with {}", list(&copies)),
            });
        }
        let parts = [
            (events, "event"),
            (figures, "figure"),
            (statements, "statement"),
            (disputes, "dispute"),
        ];
        let mut brings: Vec<String> =
            parts.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| count(*n, noun)).collect();
        if confirmed > 0 {
            brings.push(count(confirmed, "confirmation"));
        }
        let copied = match copies.is_empty() {
            true => String::new(),
            false => format!("; shares most of its text with {}", list(&copies)),
        };
        Some(format!("brings {}{copied}", list(&brings)))
    }

    /// Of the points of a series that changed, those to show: the latest that was known, then those
    /// that are new. Equal points are grouped.
    pub(super) fn changed_points(
        &self,
        change: &SeriesChange,
        groups: &[Vec<FigureIx>],
    ) -> (Option<Vec<FigureIx>>, Vec<Vec<FigureIx>>) {
        let is_new = |p: &FigureIx| self.shows(self.record.figures[p.at()].report);
        let known = groups.iter().filter(|g| !g.iter().all(is_new));
        let fresh = groups.iter().filter(|g| match change.change {
            SeriesNews::Confirmed => g.iter().any(is_new),
            SeriesNews::New | SeriesNews::Moved => g.iter().any(|p| change.points.contains(p)),
        });
        let before = known.max_by_key(|g| self.record.recency(g));
        (before.filter(|_| change.change == SeriesNews::Moved).cloned(), fresh.cloned().collect())
    }
}
