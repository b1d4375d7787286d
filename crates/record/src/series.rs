//! Figures of one real-world quantity, and how they behave.

mod behaviour;
mod counted;
mod label;
mod latest;
mod link;
mod point;
#[cfg(test)]
mod tests;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use reading::QuantityKind;

use crate::correction::{Found, regroup};
use crate::id::{Distinct, id};
use crate::{Basis, Behaviour, Draft, Figure, FigureIx, ReportIx, Series, SituationIx, What};
use point::Point;
pub(crate) use value::{compatible, equal};

/// Fills `record.figures` and `record.series`, the series most moved and most reported first.
pub(crate) fn series(draft: &mut Draft<'_>) {
    draft.record.figures = lift(draft);
    let points = points(draft);
    let mut found = Vec::new();
    let mut found_of = Vec::new();
    let mut ids = Distinct::default();
    // Those outside every situation come last.
    let mut by_situation: BTreeMap<(bool, Option<SituationIx>), Vec<&Point>> = BTreeMap::new();
    for point in &points {
        let situation = draft.record.reports[point.figure.report.at()].situation;
        by_situation.entry((situation.is_none(), situation)).or_default().push(point);
    }
    for here in by_situation.into_values() {
        let mut groups: Vec<(_, Series)> = Vec::new();
        let mut together = link::groups(&here);
        found_of.push(corrected(draft, &here, &mut together));
        for group in together {
            let members: Vec<&Point> = group.iter().map(|at| here[*at]).collect();
            let series = build(draft, &mut ids, members);
            groups.push((rank(draft, &series), series));
        }
        groups.sort_by(|(a, _), (b, _)| a.cmp(b));
        found.extend(groups.into_iter().map(|(_, series)| series));
    }
    for (at, series) in found.iter().enumerate() {
        for point in &series.points {
            draft.record.figures[point.at()].series = Some(at.into());
        }
        for point in replaced(&series.points, &points) {
            draft.record.figures[point.at()].superseded = true;
        }
    }
    draft.record.series = found;
    found_of.into_iter().for_each(|found| draft.note(found));
}

/// Merges and splits series as readers ask.
fn corrected(draft: &Draft<'_>, here: &[&Point], groups: &mut Vec<Vec<usize>>) -> Found {
    let spans = |n: &usize, report: ReportIx| match &here[*n].figure {
        figure if figure.report == report => vec![figure.span],
        _ => Vec::new(),
    };
    let may_join = |a: &usize, b: &usize| link::one_measure(here[*a], here[*b]);
    let found = regroup(draft, What::Series, groups, &spans, &may_join);
    groups.iter_mut().for_each(|group| group.sort_unstable());
    found
}

/// Figures of all readings as figures of the record.
fn lift(draft: &Draft<'_>) -> Vec<Figure> {
    let mut ids = Distinct::default();
    let mut figures = Vec::new();
    for report in draft.reports() {
        for figure in &draft.reading(report).figures {
            let mut lifted = lifted(draft, report, figure);
            lifted.id = ids.of(lifted.id);
            figures.push(lifted);
        }
    }
    figures
}

fn lifted(draft: &Draft<'_>, report: ReportIx, figure: &reading::Figure) -> Figure {
    let quantity = &draft.reading(report).quantities[figure.quantity.at()];
    let statement = figure.statement.map(|s| draft.statement(report, s));
    // Whoever is found to have made the statement gives its figures.
    let fixed = statement.filter(|s| draft.fixes.spoken.contains(s));
    let fixed = fixed.map(|s| &draft.record.statements[s.at()]);
    Figure {
        id: id("figure", &[&draft.article(report).id, &quantity.span.to_string()]),
        report,
        span: quantity.span,
        value: quantity.value,
        lo: quantity.lo,
        hi: quantity.hi,
        approx: quantity.approx,
        unit: quantity.unit.clone(),
        counts: quantity.counts,
        series: None,
        speaker: fixed.map_or_else(|| draft.speaker(report, figure.speaker), |s| s.speaker.clone()),
        via: match fixed {
            Some(said) => said.via.clone(),
            None => figure.via.iter().map(|v| draft.entity(report, *v)).collect(),
        },
        as_of: figure.as_of,
        status: figure.status,
        statement,
        basis: Basis::default(),
        superseded: false,
    }
}

/// The lifted figures beside what their words tell, in the order of the record.
fn points(draft: &Draft<'_>) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for report in draft.reports() {
        for read in &draft.reading(report).figures {
            let at = FigureIx::from(points.len());
            let figure = draft.record.figures[at.at()].clone();
            let mut point = point::point(draft, at, figure, (report, read));
            point.converts = points
                .last()
                .filter(|before| is_conversion(draft, before, &point))
                .map(|before| before.at);
            points.push(point);
        }
    }
    points
}

/// The points that only a replaced version of an article tells: its latest version has other values
/// of the series, or none.
fn replaced(series: &[FigureIx], all: &[Point]) -> Vec<FigureIx> {
    let points: Vec<&Point> = series.iter().map(|at| &all[at.at()]).collect();
    points.iter().filter(|p| behaviour::is_replaced(p, &points)).map(|p| p.at).collect()
}

/// "40 metres (131 feet)".
fn is_conversion(draft: &Draft<'_>, before: &Point, point: &Point) -> bool {
    let (a, b) = (&before.figure, &point.figure);
    if a.report != b.report || a.span.end > b.span.start || a.unit == b.unit {
        return false;
    }
    let between = &draft.article(a.report).text[a.span.end as usize..b.span.start as usize];
    let bracket = between.trim_start().starts_with(['(', '/', '[']) && between.len() <= 12;
    bracket && value::compatible(a, b) && value::dimension(&a.unit) == value::dimension(&b.unit)
}

fn build(draft: &Draft<'_>, ids: &mut Distinct, mut points: Vec<&Point>) -> Series {
    points.sort_by_key(|p| {
        let as_of = p.figure.as_of.map(|d| d.date);
        (as_of.is_none(), as_of, p.reported.map(|d| d.date), p.at)
    });
    let first = points.first().expect("a series has a point").figure.id.as_str();
    Series {
        id: ids.of(id("series", &[first])),
        label: label::label(draft, &points),
        unit: points[0].figure.unit.clone(),
        behaviour: behaviour::behaviour(&points),
        background: points.iter().all(|p| is_idle_duration(p)),
        basis: Basis::default(),
        latest: None,
        points: points.iter().map(|p| p.at).collect(),
    }
}

/// Whether a time span measures nothing that was done or is to be done: "the worst in ten years",
/// "five days after the wreck".
fn is_idle_duration(point: &Point) -> bool {
    const MEASURED: &[&str] = &["extend", "observe", "last", "need", "demand", "limit"];
    let measured =
        point.predicate.is_some_and(|p| p.group == "hard" || MEASURED.contains(&p.class));
    point.kind == QuantityKind::Duration && !measured
}

/// Series that moved, that many reports carry and that have many points come first.
fn rank(draft: &Draft<'_>, series: &Series) -> impl Ord + use<> {
    let figures = series.points.iter().map(|p| &draft.record.figures[p.at()]);
    let reports: BTreeSet<ReportIx> = figures.map(|f| f.report).collect();
    let still = series.behaviour == Behaviour::Stable;
    let first = series.points.iter().min().copied();
    (
        series.background && still,
        series.points.len() < 2,
        still,
        usize::MAX - reports.len(),
        usize::MAX - series.points.len(),
        first,
    )
}
