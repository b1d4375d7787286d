//! How the figures of a series behave: stable, revised or contested.

use reading::{Aspect, FigureStatus, QuantityKind};

use super::point::Point;
use super::value::{about_equal, compatible, equal};
use crate::{Behaviour, Speaker};

/// How two figures that cannot both be right at one time stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Difference {
    /// The later replaces the earlier.
    Moved,
    /// Both are said of one time.
    Clash,
    /// It cannot be told.
    Unclear,
}

/// How the points of one series behave. Values that moved on make it revised; values that
/// different sources give for one time make it contested.
pub(super) fn behaviour(points: &[&Point]) -> Behaviour {
    let mut moved = false;
    let mut clash = false;
    for (n, a) in points.iter().enumerate() {
        for b in &points[n + 1..] {
            if compatible(&a.figure, &b.figure) {
                continue;
            }
            match difference(points, a, b) {
                Difference::Moved => moved = true,
                Difference::Clash => clash = true,
                Difference::Unclear => {}
            }
        }
    }
    match (moved, clash) {
        (true, _) => Behaviour::Revised,
        (false, true) => Behaviour::Contested,
        (false, false) => Behaviour::Stable,
    }
}

/// Whether a point stands only in a version of an article whose latest version does not repeat it.
pub(super) fn is_replaced(point: &Point, points: &[&Point]) -> bool {
    let report = point.figure.report;
    let repeats = |p: &&&Point| p.figure.report == point.latest && equal(&p.figure, &point.figure);
    point.latest != report && !points.iter().any(|p| repeats(&p))
}

fn difference(points: &[&Point], a: &Point, b: &Point) -> Difference {
    if is_replaced(a, points) || is_replaced(b, points) {
        // What an outlet has taken back contradicts nobody; what it put in its place moved.
        return if a.latest == b.latest { Difference::Moved } else { Difference::Unclear };
    }
    if is_fixed(a) && is_fixed(b) {
        let same = a.figure.report == b.figure.report || about_equal(&a.figure, &b.figure);
        return if same { Difference::Unclear } else { Difference::Clash };
    }
    if matches!(a.figure.status, FigureStatus::Planned | FigureStatus::Predicted) {
        return announced(points, a, b);
    }
    let classes = a.predicate.zip(b.predicate).is_some_and(|(p, q)| p.class != q.class);
    match (a.figure.as_of, b.figure.as_of) {
        (Some(x), Some(y)) if !x.span().overlaps(y.span()) => Difference::Moved,
        // 1,500 sent and 3,000 arrived on one day are two counts, not one contested.
        _ if classes => Difference::Unclear,
        (Some(_), Some(_)) if is_toll(a) && !two_voices(a, b) => Difference::Moved,
        (Some(_), Some(_)) => Difference::Clash,
        // A source that gives another value has replaced its own.
        _ if a.figure.speaker == b.figure.speaker && a.figure.speaker != Speaker::Outlet => {
            Difference::Moved
        }
        _ => Difference::Unclear,
    }
}

/// Whether a measure is of what does not change from day to day: the weight of a lorry.
fn is_fixed(point: &Point) -> bool {
    let changing = matches!(point.attribute, Some("distance" | "speed"));
    let fixed = point.attribute.is_some() || point.before_object;
    point.kind == QuantityKind::Measure && fixed && !changing
}

/// What is to come is not told of the day it is announced: a later announcement replaces an
/// earlier one only where the earlier value is not repeated beside or after it.
fn announced(points: &[&Point], a: &Point, b: &Point) -> Difference {
    let (Some(x), Some(y)) = (a.reported, b.reported) else { return Difference::Unclear };
    let (earlier, later) = if x.date <= y.date { (a, y) } else { (b, x) };
    let repeated = points.iter().any(|p| {
        p.reported.is_some_and(|r| r.date >= later.date)
            && compatible(&p.figure, &earlier.figure)
            && !compatible(&p.figure, if std::ptr::eq(earlier, a) { &b.figure } else { &a.figure })
    });
    if repeated { Difference::Clash } else { Difference::Moved }
}

fn is_toll(point: &Point) -> bool {
    point.predicate.is_some_and(|p| p.aspect == Aspect::Toll)
}

/// Whether two different sources other than the outlets themselves speak: a count that grows is
/// told with several values on one day by those who have not heard the latest.
fn two_voices(a: &Point, b: &Point) -> bool {
    let (x, y) = (&a.figure.speaker, &b.figure.speaker);
    *x != Speaker::Outlet && *y != Speaker::Outlet && x != y
}
