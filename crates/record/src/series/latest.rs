//! Equal figures of one source, and which of a series' figures tells how things stand.

use reading::FigureStatus;

use super::value::one_scale;
use crate::{Figure, FigureIx, Record, Series};

impl Record {
    /// The points of a series in as-of order; those with equal figures, source, date and status
    /// together.
    pub fn equal_points(&self, of: &Series) -> Vec<Vec<FigureIx>> {
        let figure = |at: FigureIx| &self.figures[at.at()];
        let bounds = |f: &Figure| (f.value, f.lo, f.hi, f.approx);
        let mut groups: Vec<Vec<FigureIx>> = Vec::new();
        for at in &of.points {
            let next = figure(*at);
            let same = |group: &&mut Vec<FigureIx>| {
                let first = figure(group[0]);
                bounds(first) == bounds(next)
                    && (&first.speaker, first.as_of, first.status, first.superseded)
                        == (&next.speaker, next.as_of, next.status, next.superseded)
            };
            match groups.iter_mut().find(same) {
                Some(group) => group.push(*at),
                None => groups.push(vec![*at]),
            }
        }
        groups
    }

    /// The figure that is told as a fact, as of the latest date, and of equals reported last and
    /// most often.
    pub(crate) fn latest(&self, of: &Series) -> Option<FigureIx> {
        let groups = self.equal_points(of);
        groups.into_iter().max_by_key(|group| self.recency(group)).map(|group| group[0])
    }

    /// The lowest and the highest value told, those denied left aside, in the unit of the latest: a
    /// series may hold one depth in feet and in metres. `None` where all are equal.
    pub fn range(&self, of: &Series) -> Option<(f64, f64)> {
        let figures = || of.points.iter().map(|at| &self.figures[at.at()]);
        let unit = of.latest.map_or(of.unit.as_str(), |at| self.figures[at.at()].unit.as_str());
        let held =
            figures().filter(|f| f.status != FigureStatus::Denied && one_scale(&f.unit, unit));
        let ends = held.flat_map(|f| [f.value, f.lo, f.hi]).flatten().filter(|v| v.is_finite());
        let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| {
            (low.min(end), high.max(end))
        });
        (low < high).then_some((low, high))
    }

    /// What makes a point the latest: no update replaced it, it has a date, is told as a fact, its
    /// date, when it was published, how many reports tell it.
    pub fn recency(&self, group: &[FigureIx]) -> impl Ord + use<> {
        let first = &self.figures[group[0].at()];
        let published = |at: &FigureIx| {
            let report = self.figures[at.at()].report;
            self.reports[report.at()].article.published.map(|p| p.date.date)
        };
        let held = first.status == FigureStatus::Actual;
        let reported = group.iter().filter_map(published).max();
        let stands = !first.superseded;
        (stands, first.as_of.is_some(), held, first.as_of.map(|d| d.date), reported, group.len())
    }
}
