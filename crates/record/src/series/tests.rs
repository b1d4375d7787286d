//! Figures made by hand.

use reading::FigureStatus;
use text::Span;

use crate::disputes::tests::record;
use crate::{Basis, Behaviour, Figure, Record, Speaker};

/// A figure from words such as `at least 84 people`.
pub(super) fn figure(words: &str) -> Figure {
    let (unit, number) = words.rsplit_once(' ').map(|(n, u)| (u, n)).expect("number and unit");
    let value = number.split(' ').next_back().and_then(|n| n.parse::<f64>().ok());
    let (lo, hi, approx) = match number.split(' ').next().unwrap_or_default() {
        "at" | "over" => (value, None, false),
        "nearly" => (None, value, true),
        "about" => (value, value, true),
        "dozens" => (Some(24.0), None, true),
        "hundreds" => (Some(200.0), None, true),
        _ => (value, value, false),
    };
    Figure {
        id: words.into(),
        report: 0.into(),
        span: Span::default(),
        value,
        lo,
        hi,
        approx,
        unit: unit.into(),
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

/// The label of the series that holds the figure of a value.
fn series_of(record: &Record, value: f64) -> &crate::Series {
    let figure = record.figures.iter().find(|f| f.value == Some(value));
    let series = figure.and_then(|f| f.series).expect("a figure of the value in a series");
    &record.series[series.at()]
}

#[test]
fn a_tally_is_told_by_its_casualty_word() {
    for text in [
        "The number of dead rose to 31 on Friday, the harbour office said.",
        "The number of people killed in the quarry is 31, the harbour office said.",
        "The number of miners killed stood at 31, according to the harbour office.",
    ] {
        let text = format!("Nineteen people were killed in the quarry. {text}");
        let record = record(&[&text]);
        assert!(series_of(&record, 31.0).points.contains(&0.into()), "{text} {:?}", record.series);
    }
}

#[test]
fn a_whole_is_not_told_by_what_befell_its_part() {
    let record = record(&["Divers saved 47 of the 93 people on board, the harbour office said."]);
    assert!(series_of(&record, 47.0).label.contains("saved"), "{:?}", record.series);
    assert!(!series_of(&record, 93.0).label.contains("saved"), "{:?}", record.series);
}

#[test]
fn the_weight_of_a_thing_is_contested_not_revised() {
    let record = record(&[
        "The thief drove a 25-tonne crane through the gate of the harbour in Torvik on Friday.",
        "The thief drove a 19-tonne crane through the gate of the harbour in Torvik on Friday.",
    ]);
    assert_eq!(series_of(&record, 25.0).behaviour, Behaviour::Contested, "{:?}", record.series);
}

#[test]
fn a_range_holds_numbers_of_one_scale() {
    let record = record(&[
        "The well is 40 metres deep, the mayor said. The well is 131 feet deep, the Gazette wrote.",
        "The well is 80 metres deep, the harbour police said.",
    ]);
    let series = series_of(&record, 80.0);
    assert_eq!(series.points.len(), 3, "{:?}", record.series);
    assert_eq!(record.range(series), Some((40.0, 80.0)));
}
