//! What changed between an earlier record and a later one.
//!
//! ```text
//! earlier Record or its JSON ─▶ Known ─┐
//! later Record ────────────────────────┴─changes─▶ Changes
//! ```
//! Items are the same by id or, where an id moved because more reports tell a thing, by the passages
//! they share. Nothing is listed that no new report shows: what only looks different because the
//! same reports were put together otherwise has not changed, and words copied from a known report
//! bring nothing new. Nor is an outlet that tells a thing in
//! its own voice a confirmation of it: that takes a source that had not told it.

mod known;
mod settled;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use reading::EventStatus;
use text::{Date, Span};

use crate::bags::stems;
use crate::words::words;

use crate::{
    Behaviour, DisputeIx, Event, EventIx, FigureIx, Passage, Record, ReportIx, SeriesIx,
    SituationIx, SourceOrigin, StatementIx,
};
pub use known::{Known, KnownDispute, KnownEvent, KnownPoint, KnownReport, KnownSeries, Place};

/// What is new in a record, against an earlier one. Lists are in the order of the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// What the record is compared with.
    pub since: Since,
    /// Stories of which no report was known.
    pub situations: Vec<SituationIx>,
    /// Reports that were not known.
    pub reports: Vec<NewReport>,
    /// Ids of reports of the earlier record that are not in this one.
    pub gone: Vec<String>,
    /// Series with new values, or with more independent origins.
    pub series: Vec<SeriesChange>,
    /// Events that are new, whose status moved, or with more independent origins. Events told for
    /// context only are left out.
    pub events: Vec<EventChange>,
    /// Disputes that are new, that more sources have joined, or that are settled.
    pub disputes: Vec<DisputeChange>,
    /// Utterances that no known report told: a situation and a position in its `utterances`.
    pub utterances: Vec<(SituationIx, usize)>,
}

/// The earlier record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Since {
    /// The reports published before this day.
    Day(Date),
    /// A record written to a file of this name.
    Record(String),
}

/// A report that was not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewReport {
    /// The report.
    pub report: ReportIx,
    /// What it is the first to tell.
    pub brings: Brings,
    /// Reports before it that share most of its text.
    pub copies: Vec<ReportIx>,
}

/// How much a report is the first to tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brings {
    /// Events, and events whose status it moves.
    pub events: usize,
    /// Values of figures.
    pub figures: usize,
    /// Utterances.
    pub statements: usize,
    /// Disputes opened, joined or settled.
    pub disputes: usize,
    /// Events and figures that it confirms: they have more independent origins than before.
    pub confirmed: usize,
}

impl Brings {
    /// Whether it tells nothing that was not told before it.
    pub fn is_nothing(self) -> bool {
        self == Brings::default()
    }
}

/// How a series changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeriesChange {
    /// The series.
    pub series: SeriesIx,
    /// What is new.
    pub change: SeriesNews,
    /// Figures of new reports that no known report gives.
    pub points: Vec<FigureIx>,
    /// How it behaved before, where it was known.
    pub behaviour_before: Option<Behaviour>,
    /// Independent origins before.
    pub independent_before: usize,
    /// Names of the sources that it did not have before, outlets in their own voice left out.
    pub origins_added: Vec<String>,
}

/// What is new of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeriesNews {
    /// No known report gave a figure of it.
    New,
    /// It has values that it did not have.
    Moved,
    /// The values are known; more independent origins give them.
    Confirmed,
}

/// How an event changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventChange {
    /// The event.
    pub event: EventIx,
    /// What is new.
    pub change: EventNews,
    /// Positions of the mentions in new reports.
    pub mentions: Vec<usize>,
    /// Independent origins before.
    pub independent_before: usize,
    /// Names of the sources that it did not have before, outlets in their own voice left out.
    pub origins_added: Vec<String>,
}

/// What is new of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventNews {
    /// No known report told it.
    New,
    /// Its status is another.
    Moved {
        /// The status before.
        from: EventStatus,
    },
    /// More independent origins tell it, a source among them.
    Confirmed,
    /// A known report told it in passing; the earlier record did not list it.
    TakenUp,
}

/// How a dispute changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeChange {
    /// The dispute; `None` where the record no longer has it.
    pub dispute: Option<DisputeIx>,
    /// The series whose figures no longer disagree.
    pub series: Option<SeriesIx>,
    /// What is new.
    pub change: DisputeNews,
    /// The statements of new reports that show it.
    pub statements: Vec<StatementIx>,
}

/// What is new of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DisputeNews {
    /// It was not one.
    New,
    /// New reports add to a side.
    Joined,
    /// One side has come round to the other, or the figures no longer contradict each other.
    Settled,
}

/// What `record` tells that `before` did not.
pub fn changes(before: &Known, record: &Record, since: Since) -> Changes {
    let now = Known::of(record);
    let compare = Comparison::new(before, &now, record);
    let situations = (0..record.situations.len()).map(SituationIx::from).filter(|s| {
        let reports = &record.situations[s.at()].reports;
        reports.iter().all(|r| compare.is_new(*r))
    });
    let series = compare.series_changes();
    let mut found = Changes {
        since,
        situations: situations.collect(),
        reports: Vec::new(),
        gone: compare.gone(),
        events: compare.event_changes(),
        disputes: compare.dispute_changes(&series),
        utterances: compare.new_utterances(),
        series,
    };
    found.reports = compare.new_reports(&found);
    found
}

/// The two sides of a comparison.
struct Comparison<'a> {
    before: &'a Known,
    now: &'a Known,
    record: &'a Record,
    /// The report of the later record for each of the earlier one.
    report_now: Vec<Option<usize>>,
    /// Reports of the later record that were known.
    known: BTreeSet<usize>,
    series: Index<'a>,
    events: Index<'a>,
    disputes: Index<'a>,
    /// Names by which outlets and agencies tell in their own voice.
    voices: BTreeSet<&'a str>,
    /// The words of known reports of which new ones share the text.
    copied: BTreeMap<ReportIx, String>,
    /// The content words of what known reports tell of events, by situation.
    told: BTreeMap<Option<SituationIx>, Vec<BTreeSet<String>>>,
}

/// The items of one kind of the earlier record, by id and by passage of the later record's reports.
struct Index<'a> {
    ids: BTreeMap<&'a str, usize>,
    places: BTreeMap<Place, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn new(
        items: impl Iterator<Item = (&'a str, Vec<Place>)>,
        report_now: &[Option<usize>],
    ) -> Index<'a> {
        let mut index = Index { ids: BTreeMap::new(), places: BTreeMap::new() };
        for (at, (id, places)) in items.enumerate() {
            index.ids.insert(id, at);
            let now = |p: Place| Some(Place { report: report_now[p.report]?, ..p });
            let places: BTreeSet<Place> = places.into_iter().filter_map(now).collect();
            places.into_iter().for_each(|p| index.places.entry(p).or_default().push(at));
        }
        index
    }

    /// The earlier item that is the same as one of the later record: that of its id, else the one
    /// with which it shares most passages, of equals one that is `like` it, else the first.
    fn same(
        &self,
        id: &str,
        places: impl IntoIterator<Item = Place>,
        like: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        self.ids.get(id).copied().or_else(|| {
            let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
            for place in places.into_iter().collect::<BTreeSet<_>>() {
                for at in self.places.get(&place).into_iter().flatten() {
                    *shared.entry(*at).or_default() += 1;
                }
            }
            let best = shared.into_iter().max_by_key(|(at, n)| (*n, like(*at), Reverse(*at)));
            best.map(|(at, _)| at)
        })
    }
}

impl<'a> Comparison<'a> {
    fn new(before: &'a Known, now: &'a Known, record: &'a Record) -> Comparison<'a> {
        let at: BTreeMap<&KnownReport, usize> =
            now.reports.iter().enumerate().map(|(at, r)| (r, at)).collect();
        let report_now: Vec<Option<usize>> =
            before.reports.iter().map(|r| at.get(r).copied()).collect();
        let known: BTreeSet<usize> = report_now.iter().copied().flatten().collect();
        let points = |s: &'a KnownSeries| (&*s.id, s.points.iter().map(|p| p.place).collect());
        let series = Index::new(before.series.iter().map(points), &report_now);
        let mentions = |e: &'a KnownEvent| (&*e.id, e.mentions.clone());
        let events = Index::new(before.events.iter().map(mentions), &report_now);
        let sides = |d: &'a KnownDispute| (&*d.id, [&*d.asserted, &*d.denied].concat());
        let disputes = Index::new(before.disputes.iter().map(sides), &report_now);
        let mut told: BTreeMap<Option<SituationIx>, Vec<BTreeSet<String>>> = BTreeMap::new();
        for passage in record.events.iter().flat_map(|e| &e.mentions).map(|m| m.passage) {
            let report = &record.reports[passage.report.at()];
            if known.contains(&passage.report.at()) {
                let stems = stems(&report.article.text, passage.span);
                told.entry(report.situation).or_default().push(stems);
            }
        }
        let voices = voices(record);
        let new = (0..record.reports.len()).filter(|r| !known.contains(r));
        let copies = new.flat_map(|r| &record.reports[r].copies).map(|c| c.report);
        let copied = copies.filter(|r| known.contains(&r.at())).map(|r| {
            let text = &record.reports[r.at()].article.text;
            (r, plain(text, Span::new(0, text.len())))
        });
        let copied = copied.collect();
        Comparison {
            before,
            now,
            record,
            report_now,
            known,
            series,
            events,
            disputes,
            copied,
            voices,
            told,
        }
    }

    /// Whether a known report tells an undated event in the same words: the record only could not
    /// tell that it is one.
    fn is_retold(&self, event: &Event) -> bool {
        let report = &self.record.reports[event.label_from.report.at()];
        let label = stems(&report.article.text, event.label_from.span);
        let told = self.told.get(&report.situation).into_iter().flatten();
        event.date.is_none() && told.into_iter().any(|known| label.is_subset(known))
    }

    /// Whether there are more origins than before, a source among them.
    fn grew(&self, now: &[SourceOrigin], before: &[String]) -> bool {
        now.len() > before.len() && !self.added(now, before).is_empty()
    }

    /// The sources that are new, outlets in their own voice left out.
    fn added(&self, now: &[SourceOrigin], before: &[String]) -> Vec<String> {
        let names = now.iter().map(|o| &o.name);
        let new = names.filter(|n| !before.contains(n) && !self.voices.contains(n.as_str()));
        new.cloned().collect()
    }

    fn is_new(&self, report: ReportIx) -> bool {
        !self.known.contains(&report.at())
    }

    /// Whether a passage stands in a new report, and not as the words of a known one whose text it
    /// shares.
    fn is_fresh(&self, passage: Passage) -> bool {
        let report = &self.record.reports[passage.report.at()];
        let known = || report.copies.iter().filter_map(|c| self.copied.get(&c.report));
        self.is_new(passage.report)
            && (known().next().is_none() || {
                let words = plain(&report.article.text, passage.span);
                !known().any(|text| text.contains(&words))
            })
    }

    fn is_fresh_statement(&self, at: &StatementIx) -> bool {
        let statement = &self.record.statements[at.at()];
        self.is_fresh(Passage { report: statement.report, span: statement.span })
    }

    fn gone(&self) -> Vec<String> {
        let pairs = self.before.reports.iter().zip(&self.report_now);
        pairs.filter(|(_, now)| now.is_none()).map(|(r, _)| r.id.clone()).collect()
    }

    fn series_before(&self, series: SeriesIx) -> Option<&'a KnownSeries> {
        let now = &self.now.series[series.at()];
        let places = now.points.iter().map(|p| p.place);
        let same = self.series.same(&now.id, places, |_| false);
        same.map(|at| &self.before.series[at])
    }

    fn series_changes(&self) -> Vec<SeriesChange> {
        (0..self.record.series.len()).filter_map(|at| self.series_change(at.into())).collect()
    }

    fn series_change(&self, at: SeriesIx) -> Option<SeriesChange> {
        let series = &self.record.series[at.at()];
        let (fresh, known): (Vec<FigureIx>, Vec<FigureIx>) =
            series.points.iter().partition(|p| self.is_new(self.record.figures[p.at()].report));
        if fresh.is_empty() {
            return None;
        }
        let before = self.series_before(at);
        let value = |p: &FigureIx| {
            let figure = &self.record.figures[p.at()];
            (figure.value, figure.lo, figure.hi)
        };
        let mut values: Vec<_> = known.iter().map(value).collect();
        let gone = before.iter().flat_map(|b| &b.points).map(|p| (p.value, p.lo, p.hi));
        values.extend(gone);
        let points: Vec<FigureIx> =
            fresh.into_iter().filter(|p| !values.contains(&value(p))).collect();
        let origins_before: &[String] = before.map_or(&[], |b| &b.origins);
        let origins_added = self.added(&series.basis.origins, origins_before);
        let change = match () {
            () if known.is_empty() && before.is_none() => SeriesNews::New,
            () if !points.is_empty() => SeriesNews::Moved,
            () if self.grew(&series.basis.origins, origins_before) && before.is_some() => {
                SeriesNews::Confirmed
            }
            () => return None,
        };
        Some(SeriesChange {
            series: at,
            change,
            points,
            behaviour_before: before.map(|b| b.behaviour),
            independent_before: origins_before.len(),
            origins_added,
        })
    }

    fn event_changes(&self) -> Vec<EventChange> {
        (0..self.record.events.len()).filter_map(|at| self.event_change(at.into())).collect()
    }

    fn event_change(&self, at: EventIx) -> Option<EventChange> {
        let event = &self.record.events[at.at()];
        let mentions: Vec<usize> = (0..event.mentions.len())
            .filter(|m| self.is_fresh(event.mentions[*m].passage))
            .collect();
        if mentions.is_empty() || event.background {
            return None;
        }
        let now = &self.now.events[at.at()];
        // Two events may be told by one clause: of those that share as much, one of the same kind.
        let like = |e: usize| self.before.events[e].kind == now.kind;
        let same = self.events.same(&now.id, now.mentions.iter().copied(), like);
        let before = same.map(|at| &self.before.events[at]);
        let origins_before: &[String] = before.map_or(&[], |b| &b.origins);
        let told = |status| mentions.iter().any(|m| event.mentions[*m].status == status);
        let change = match before {
            None if self.is_retold(event) => return None,
            None if event.mentions.iter().all(|m| self.is_new(m.passage.report)) => EventNews::New,
            None => EventNews::TakenUp,
            Some(b) if moves(b.status, event.status) && told(event.status) => {
                EventNews::Moved { from: b.status }
            }
            Some(_) if self.grew(&event.basis.origins, origins_before) => EventNews::Confirmed,
            Some(_) => return None,
        };
        let origins_added = self.added(&event.basis.origins, origins_before);
        let independent_before = origins_before.len();
        Some(EventChange { event: at, change, mentions, independent_before, origins_added })
    }

    fn dispute_changes(&self, series: &[SeriesChange]) -> Vec<DisputeChange> {
        let mut found: Vec<DisputeChange> = (0..self.record.disputes.len())
            .filter_map(|at| self.dispute_change(at.into()))
            .collect();
        let contested: BTreeSet<&str> =
            self.before.disputes.iter().filter_map(|d| d.series.as_deref()).collect();
        for change in series {
            let before = self.series_before(change.series);
            let still = self.record.series[change.series.at()].behaviour == Behaviour::Contested;
            if before.is_some_and(|b| contested.contains(&*b.id)) && !still {
                found.push(DisputeChange {
                    dispute: None,
                    series: Some(change.series),
                    change: DisputeNews::Settled,
                    statements: Vec::new(),
                });
            }
        }
        found
    }

    fn dispute_change(&self, at: DisputeIx) -> Option<DisputeChange> {
        let dispute = &self.record.disputes[at.at()];
        let now = &self.now.disputes[at.at()];
        let places = now.asserted.iter().chain(&now.denied).copied();
        let before = self.disputes.same(&now.id, places, |_| false);
        let is_new = |s: &StatementIx| self.is_fresh_statement(s);
        let told = |side: &[StatementIx]| !side.iter().all(is_new);
        let fresh: Vec<StatementIx> =
            dispute.asserted.iter().chain(&dispute.denied).copied().filter(is_new).collect();
        let settling = before
            .map(|_| settled::settling(self.record, dispute, is_new))
            .filter(|found| !found.is_empty());
        let (change, statements) = match (before, settling) {
            (_, Some(statements)) => (DisputeNews::Settled, statements),
            _ if fresh.is_empty() => return None,
            (None, None) if !told(&dispute.asserted) || !told(&dispute.denied) => {
                (DisputeNews::New, fresh)
            }
            _ => (DisputeNews::Joined, fresh),
        };
        Some(DisputeChange { dispute: Some(at), series: None, change, statements })
    }

    fn new_utterances(&self) -> Vec<(SituationIx, usize)> {
        let situations = self.record.situations.iter().enumerate();
        let all =
            situations.flat_map(|(s, of)| of.utterances.iter().enumerate().map(move |u| (s, u)));
        let new = all.filter(|(_, (_, u))| u.statements.iter().all(|s| self.is_fresh_statement(s)));
        new.map(|(s, (at, _))| (s.into(), at)).collect()
    }

    /// The new reports, with what each is the first to tell.
    fn new_reports(&self, changes: &Changes) -> Vec<NewReport> {
        let mut brings: BTreeMap<ReportIx, Brings> = BTreeMap::new();
        let mut credit = |reports: Vec<ReportIx>, add: fn(&mut Brings)| {
            // A copy tells nothing first.
            let own = reports.iter().find(|r| self.earlier_copies(**r).is_empty());
            if let Some(first) = own.or(reports.first()) {
                add(brings.entry(*first).or_default());
            }
        };
        for change in &changes.events {
            let event = &self.record.events[change.event.at()];
            let told = |m: &usize| event.mentions[*m].passage.report;
            let status = |m: &&usize| event.mentions[**m].status == event.status;
            let mentions = change.mentions.iter();
            match change.change {
                EventNews::New => credit(mentions.map(told).collect(), |b| b.events += 1),
                EventNews::Moved { .. } => {
                    credit(mentions.filter(status).map(told).collect(), |b| b.events += 1);
                }
                EventNews::Confirmed | EventNews::TakenUp => {
                    credit(mentions.map(told).collect(), |b| b.confirmed += 1);
                }
            }
        }
        for change in &changes.series {
            let figures = |at: &FigureIx| &self.record.figures[at.at()];
            let mut left: Vec<&crate::Figure> = change.points.iter().map(figures).collect();
            left.sort_by_key(|f| f.report);
            while let Some(first) = left.first().copied() {
                let same =
                    |f: &&crate::Figure| (f.value, f.lo, f.hi) == (first.value, first.lo, first.hi);
                let reports = left.iter().filter(|f| same(f)).map(|f| f.report).collect();
                credit(reports, |b| b.figures += 1);
                left.retain(|f| !same(f));
            }
            if change.change == SeriesNews::Confirmed {
                let points = &self.record.series[change.series.at()].points;
                let reports = points.iter().map(|p| figures(p).report);
                credit(reports.filter(|r| self.is_new(*r)).collect(), |b| b.confirmed += 1);
            }
        }
        for change in &changes.disputes {
            let report = |s: &StatementIx| self.record.statements[s.at()].report;
            let mut reports: Vec<ReportIx> = change.statements.iter().map(report).collect();
            reports.sort_unstable();
            credit(reports, |b| b.disputes += 1);
        }
        for (situation, at) in &changes.utterances {
            let utterance = &self.record.situations[situation.at()].utterances[*at];
            let report = |s: &StatementIx| self.record.statements[s.at()].report;
            let mut reports: Vec<ReportIx> = utterance.statements.iter().map(report).collect();
            reports.sort_unstable();
            credit(reports, |b| b.statements += 1);
        }
        let new = (0..self.record.reports.len()).map(ReportIx::from).filter(|r| self.is_new(*r));
        new.map(|report| NewReport {
            report,
            brings: brings.remove(&report).unwrap_or_default(),
            copies: self.earlier_copies(report),
        })
        .collect()
    }

    /// Reports before one, in the order of the record, that share most of its text.
    fn earlier_copies(&self, report: ReportIx) -> Vec<ReportIx> {
        let copies = self.record.reports[report.at()].copies.iter().map(|c| c.report);
        let earlier = |r: &ReportIx| *r < report || !self.is_new(*r);
        let mut found: Vec<ReportIx> = copies.filter(earlier).collect();
        found.sort_unstable();
        found
    }
}

/// Whether another status is news. What has happened is not announced again by a report that had
/// not heard of it.
fn moves(before: EventStatus, now: EventStatus) -> bool {
    let late = before == EventStatus::Happened && now == EventStatus::Planned;
    before != now && !late
}

/// Words in small letters with one space to either side of each.
fn plain(text: &str, span: Span) -> String {
    let words = words(text, span).map(|w| w.of(text).to_lowercase());
    words.fold(" ".to_owned(), |line, word| line + &word + " ")
}

/// Names by which the reports of a record speak in their own voice.
fn voices(record: &Record) -> BTreeSet<&str> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    for report in &record.reports {
        found.insert(&report.article.id);
        found.extend(report.article.outlet.iter().map(|o| &*o.name));
        found.extend(report.origin.agencies.iter().map(|a| &**a));
    }
    let publishes = |known: &str| known.starts_with("outlet/") || known.starts_with("agency/");
    let publishers = record.entities.iter().filter(|e| e.known.as_deref().is_some_and(publishes));
    found.extend(publishers.map(|e| &*e.name));
    found
}
