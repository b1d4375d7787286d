//! Figures made by hand.

use reading::FigureStatus;
use text::Span;

use crate::{Figure, Speaker};

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
    }
}
