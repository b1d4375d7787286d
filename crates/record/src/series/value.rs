//! Whether two values can be true of one quantity at one time.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::Figure;
use crate::lists::rows;

/// How far a hedged number ("around 80") may lie off, as a share of it.
const HEDGE: f64 = 0.05;
/// How far a converted measure may lie off: reports round after conversion.
const CONVERSION: f64 = 0.03;
/// "dozens" may be many dozens, but hardly ten times as many.
const VAGUE: f64 = 10.0;

const UNITS: &str = include_str!("../../data/units.tsv");

static FACTORS: LazyLock<BTreeMap<&'static str, (&'static str, f64)>> = LazyLock::new(|| {
    let rows = rows(UNITS);
    rows.filter_map(|line| {
        let mut cells = line.split('\t');
        let (unit, dimension, factor) = (cells.next()?, cells.next()?, cells.next()?);
        Some((unit, (dimension, factor.parse().ok()?)))
    })
    .collect()
});

/// The dimension of a unit; a unit that is not in the table is its own.
pub(super) fn dimension(unit: &str) -> &str {
    FACTORS.get(unit).map_or(unit, |(dimension, _)| dimension)
}

/// Whether numbers in two units can be put on one scale as they are: no conversion lies between.
pub(crate) fn one_scale(a: &str, b: &str) -> bool {
    FACTORS.get(a) == FACTORS.get(b)
}

/// The values a figure leaves open, in the base unit of its dimension.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    lo: f64,
    hi: f64,
    /// The number as stated, in base units.
    pub(super) stated: f64,
    /// Whether it is a plain number, neither hedged, bounded nor vague.
    pub(super) exact: bool,
}

/// The values that `figure` leaves open: a plain number itself, give or take half of its last
/// significant digit where it is round; "around 80" a little to both sides; "at least 84" all
/// from there on.
pub(super) fn range(figure: &Figure) -> Option<Range> {
    let factor = FACTORS.get(figure.unit.as_str()).map_or(1.0, |(_, factor)| *factor);
    let stated = figure.value.or(figure.lo).or(figure.hi)?;
    let (lo, hi, exact) = match (figure.value, figure.lo, figure.hi) {
        (Some(v), Some(_), None) => (v - slack(v, figure.approx), f64::INFINITY, false),
        (Some(v), None, Some(_)) => {
            let floor = if figure.approx { v * (1.0 - 2.0 * HEDGE) } else { 0.0 };
            (floor, v + slack(v, false), false)
        }
        (Some(v), ..) => {
            let slack = slack(v, figure.approx);
            (v - slack, v + slack, !figure.approx)
        }
        (None, Some(lo), Some(hi)) => {
            (lo - slack(lo, figure.approx), hi + slack(hi, figure.approx), false)
        }
        (None, Some(lo), None) => (lo, lo * VAGUE, false),
        (None, None, hi) => (0.0, hi?, false),
    };
    Some(Range { lo: lo * factor, hi: hi * factor, stated: stated * factor, exact })
}

/// Half a unit of the last significant digit for numbers from 1,000 on, more where hedged.
fn slack(value: f64, hedged: bool) -> f64 {
    let mut unit = 1.0;
    while unit < value.abs() && (value / (unit * 10.0)).fract() == 0.0 {
        unit *= 10.0;
    }
    let round =
        if value.abs() >= 1_000.0 { (unit / 2.0).min(value.abs() * HEDGE / 2.0) } else { 0.0 };
    if hedged { round.max(value.abs() * HEDGE) } else { round }
}

/// Whether two figures of one dimension can both be right at one time.
pub(crate) fn compatible(a: &Figure, b: &Figure) -> bool {
    let (Some(x), Some(y)) = (range(a), range(b)) else { return true };
    let slack = if a.unit == b.unit { 0.0 } else { CONVERSION * x.stated.max(y.stated) };
    x.lo <= y.hi + slack && y.lo <= x.hi + slack
}

/// Whether two figures state the same number (after conversion, nearly the same).
pub(crate) fn equal(a: &Figure, b: &Figure) -> bool {
    let (Some(x), Some(y)) = (range(a), range(b)) else { return false };
    let slack = if a.unit == b.unit { 1e-9 } else { CONVERSION } * x.stated.max(y.stated);
    let numbers = a.value.is_some() == b.value.is_some();
    numbers && (x.stated - y.stated).abs() <= slack
}

/// Whether two measures differ by no more than rounding in conversion does.
pub(super) fn about_equal(a: &Figure, b: &Figure) -> bool {
    let (Some(x), Some(y)) = (range(a), range(b)) else { return false };
    (x.stated - y.stated).abs() <= CONVERSION * x.stated.max(y.stated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::tests::figure;

    #[test]
    fn values_that_can_both_be_right_do_not_contradict() {
        let cases = [
            ("84 people", "at least 84 people", true),
            ("84 people", "at least 60 people", true),
            ("77 people", "nearly 80 people", true),
            ("77 people", "80 people", false),
            ("84 people", "dozens of people", true),
            ("84 people", "hundreds of people", false),
            ("about 10000 people", "about 12000 people", false),
            ("about 10000 people", "10200 people", true),
            ("12000 people", "12300 people", true),
            ("12000 people", "11000 people", false),
            ("40 m", "131 foot", true),
            ("30 cm", "12 inch", true),
            ("2 km", "over 1 mile", true),
            ("2 km", "1 mile", false),
        ];
        for (a, b, expected) in cases {
            assert_eq!(compatible(&figure(a), &figure(b)), expected, "{a} / {b}");
            assert_eq!(compatible(&figure(b), &figure(a)), expected, "{b} / {a}");
        }
    }

    #[test]
    fn equal_numbers_may_differ_in_unit_but_not_in_kind() {
        assert!(equal(&figure("about 40 m"), &figure("131 foot")));
        assert!(!equal(&figure("24 people"), &figure("dozens of people")));
        assert!(!equal(&figure("77 people"), &figure("78 people")));
    }
}
