//! Figures that reach a value, or change by so much.

use std::collections::{BTreeMap, BTreeSet};

use record::{Behaviour, Figure, FigureIx, Passage, Record, Series};
use text::Date;

use super::{Fact, Together, any_phrase, called};
use crate::watch::passages::sentence;
use crate::watch::rules::{Change, Comparison, FigureRule, Order};

/// The series of `record` that satisfy `rule`; of changes, each change.
pub(super) fn facts(rule: &FigureRule, record: &Record) -> Vec<Fact> {
    let mut found = Vec::new();
    let places = names(record, &rule.place);
    for series in &record.series {
        let points = points(rule, &places, record, series);
        match rule.changed_by {
            Some(by) => found.extend(changes(rule, record, series, &points, by)),
            None => found.extend(reached(rule, record, series, &points)),
        }
    }
    found
}

/// The figures of a series that a rule speaks of: those that stand, of a status it allows.
///
/// What is counted, told and where is looked for in the words of all its figures: a label is made
/// of the commonest, which change as reports join.
fn points(rule: &FigureRule, places: &[String], record: &Record, series: &Series) -> Vec<FigureIx> {
    let figures = || series.points.iter().map(|at| &record.figures[at.at()]);
    let text = |f: &Figure| record.reports[f.report.at()].article.text.as_str();
    let counted = || {
        let words = |f: &Figure| f.counts.map(|c| c.of(text(f))).unwrap_or_default().to_lowercase();
        let all: BTreeSet<String> = figures().map(|f| format!("{} {}", f.unit, words(f))).collect();
        all.iter().any(|words| any_phrase(&rule.counts, &format!("{} {words}", series.label)))
    };
    let sentences = || figures().map(|f| sentence(text(f), f.span));
    let there = || any_phrase(places, &series.label) || sentences().any(|s| any_phrase(places, s));
    let told = || match classes(&series.label) {
        of if of.is_empty() => sentences().any(|s| any_phrase(&rule.told, s)),
        of => rule.told.iter().any(|phrase| !classes(phrase).is_disjoint(&of)),
    };
    let fits = counted()
        && (rule.told.is_empty() || any_phrase(&rule.told, &series.label) || told())
        && (rule.place.is_empty() || there());
    let stands = |at: &FigureIx| {
        let figure = &record.figures[at.at()];
        !figure.superseded
            && rule.status.contains(&figure.status)
            && (rule.unit.is_empty() || any_phrase(&rule.unit, &figure.unit))
    };
    series.points.iter().copied().filter(|at| fits && stands(at)).collect()
}

/// The classes of what is told: `killed`, `dead` and `deaths` are of one.
fn classes(words: &str) -> BTreeSet<&'static str> {
    let words = words.split(|c: char| !c.is_alphanumeric());
    words.filter_map(reading::predicate_of_form).map(|p| p.class).collect()
}

/// Names as they are given, with all others that those called so have.
fn names(record: &Record, given: &[String]) -> Vec<String> {
    let called = given.iter().flat_map(|name| called(record, name));
    let entities = called.map(|at| &record.entities[at.at()]);
    let forms = entities.flat_map(|e| e.aliases.iter().chain([&e.name]));
    given.iter().chain(forms).cloned().collect()
}

/// The series, where its value is what is asked for.
fn reached(rule: &FigureRule, record: &Record, series: &Series, of: &[FigureIx]) -> Option<Fact> {
    let figure = |at: FigureIx| &record.figures[at.at()];
    let is = |at: &FigureIx| rule.is.is_none_or(|is| satisfies(figure(*at), is));
    // Where sources contradict each other for one time, each value told is one that may be so.
    let any = rule.ever || series.behaviour == Behaviour::Contested;
    let latest = of.iter().copied().max_by_key(|at| record.recency(&[*at]))?;
    let fitting: Vec<FigureIx> = of.iter().copied().filter(is).collect();
    if !any && !is(&latest) {
        return None;
    }
    let shown = if is(&latest) { latest } else { *fitting.last()? };
    let basis = Together::of(fitting.iter().map(|at| &figure(*at).basis));
    if !basis.is_enough(&rule.by) {
        return None;
    }
    let asked = rule.is.map(|is| format!(" ({is})")).unwrap_or_default();
    let as_of = figure(shown).as_of.map(|d| format!(", as of {d}")).unwrap_or_default();
    let value = value(figure(shown));
    let word = basis.word();
    let says = format!("{}: {value}{asked}{as_of}; by {}.", series.label, word.told());
    let passages: Vec<Passage> = fitting.iter().map(|at| passage(figure(*at))).collect();
    Some(Fact { basis: word, ..Fact::new(record, &series.id, says, &passages) })
}

/// Each change of a series that is large enough.
fn changes(
    rule: &FigureRule,
    record: &Record,
    series: &Series,
    of: &[FigureIx],
    by: Change,
) -> Vec<Fact> {
    let figure = |at: FigureIx| &record.figures[at.at()];
    let mut steps: Vec<(Date, FigureIx, f64)> = Vec::new();
    for (day, at) in by_day(record, of) {
        let Some(value) = point(figure(at)) else { continue };
        if steps.last().is_none_or(|(.., before)| *before != value) {
            steps.push((day, at, value));
        }
    }
    let change = |pair: &[(Date, FigureIx, f64)]| {
        let [(_, _, before), (day, _, now)] = pair else { return None };
        let least = match by {
            Change::Amount(amount) => amount,
            Change::Share(share) => before.abs() * share / 100.0,
        };
        let same = of.iter().filter(|at| point(figure(**at)) == Some(*now));
        let same: Vec<&Figure> = same.map(|at| figure(*at)).collect();
        let basis = Together::of(same.iter().map(|f| &f.basis));
        if (now - before).abs() < least || !basis.is_enough(&rule.by) {
            return None;
        }
        let (before, now) = (brief::number(*before), brief::number(*now));
        let word = basis.word();
        let label = &series.label;
        let says = format!("{label}: from {before} to {now}, as of {day}; by {}.", word.told());
        let passages: Vec<Passage> = same.into_iter().map(passage).collect();
        let fact = Fact::new(record, &series.id, says, &passages);
        Some(Fact { basis: word, qualifier: now, ..fact })
    };
    steps.windows(2).filter_map(change).collect()
}

/// The figure that tells how things stood on each day.
fn by_day(record: &Record, of: &[FigureIx]) -> BTreeMap<Date, FigureIx> {
    let mut days: BTreeMap<Date, Vec<FigureIx>> = BTreeMap::new();
    for at in of {
        let figure = &record.figures[at.at()];
        let published = record.reports[figure.report.at()].article.published.map(|p| p.date);
        if let Some(day) = figure.as_of.or(published) {
            days.entry(day.date).or_default().push(*at);
        }
    }
    let last = |of: Vec<FigureIx>| of.into_iter().max_by_key(|at| record.recency(&[*at]));
    days.into_iter().filter_map(|(day, of)| Some((day, last(of)?))).collect()
}

fn passage(figure: &Figure) -> Passage {
    Passage { report: figure.report, span: figure.span }
}

/// Its number, else the bound it has.
fn point(figure: &Figure) -> Option<f64> {
    figure.value.or(figure.lo).or(figure.hi)
}

/// Whether a figure certainly is so: "at least 12" is at least 10, "up to 12" may be less. Of
/// "nearly 12" the number itself is compared.
fn satisfies(figure: &Figure, is: Comparison) -> bool {
    let near = figure.value.filter(|_| figure.approx);
    let (lo, hi) = (figure.lo.or(near), figure.hi.or(near));
    match is.order {
        Order::AtLeast => lo.is_some_and(|lo| lo >= is.value),
        Order::Above => lo.is_some_and(|lo| lo > is.value),
        Order::AtMost => hi.is_some_and(|hi| hi <= is.value),
        Order::Below => hi.is_some_and(|hi| hi < is.value),
        Order::Equal => (lo, hi) == (Some(is.value), Some(is.value)),
    }
}

/// A figure's value as words: `12,000`, `at least 12,000`, `10,000 to 12,000`.
fn value(figure: &Figure) -> String {
    let number = brief::number;
    let about = if figure.approx { "about " } else { "" };
    match (figure.value, figure.lo, figure.hi) {
        (Some(value), Some(_), None) => format!("at least {}", number(value)),
        (Some(value), None, Some(_)) if !figure.approx => format!("at most {}", number(value)),
        (Some(value), ..) => format!("{about}{}", number(value)),
        (None, Some(lo), Some(hi)) => format!("{about}{} to {}", number(lo), number(hi)),
        (None, Some(lo), None) => format!("at least {}", number(lo)),
        (None, None, Some(hi)) => format!("at most {}", number(hi)),
        (None, None, None) => "a number not told".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use reading::FigureStatus;
    use record::{Basis, Speaker};
    use text::Span;

    use super::*;

    fn figure(value: Option<f64>, lo: Option<f64>, hi: Option<f64>, approx: bool) -> Figure {
        Figure {
            id: String::new(),
            report: 0.into(),
            span: Span::default(),
            value,
            lo,
            hi,
            approx,
            unit: "person".into(),
            counts: None,
            series: None,
            speaker: Speaker::Outlet,
            via: Vec::new(),
            as_of: None,
            status: FigureStatus::Actual,
            statement: None,
            basis: Basis::default(),
            superseded: false,
        }
    }

    #[test]
    fn bounds_count_for_what_they_say() {
        let n = Some(12.0);
        let exact = figure(n, n, n, false);
        let at_least = figure(n, n, None, false);
        let up_to = figure(n, None, n, false);
        let nearly = figure(n, None, n, true);
        let range = figure(None, Some(9.0), n, false);
        for (figure, is, wanted) in [
            (&exact, ">= 12", true),
            (&exact, "> 12", false),
            (&exact, "= 12", true),
            (&at_least, ">= 10", true),
            (&at_least, "<= 20", false),
            (&at_least, "= 12", false),
            (&up_to, ">= 10", false),
            (&up_to, "<= 12", true),
            (&nearly, ">= 10", true),
            (&range, ">= 9", true),
            (&range, ">= 10", false),
            (&range, "< 12.5", true),
        ] {
            let comparison = Comparison::try_from(is.to_owned()).unwrap();
            assert_eq!(satisfies(figure, comparison), wanted, "{} {is}", value(figure));
        }
    }
}
