//! Which figures are values of one real-world quantity.

use std::collections::BTreeMap;

use reading::{FigureStatus, QuantityKind};
use text::limits;

use super::counted::{Kinship, is_person, kinship};
use super::point::Point;
use super::value::{compatible, dimension, equal, range};

/// How many times as much makes two incompatible values two quantities.
const FAR: f64 = 5.0;

/// Groups of points that are values of one quantity, each sorted by position in the record.
/// The number itself never brings figures together, except where the words point back to it
/// ("the 21 girls") or tell nothing of their own.
pub(super) fn groups(points: &[&Point]) -> Vec<Vec<usize>> {
    let mut links = Vec::new();
    for block in blocks(points).values() {
        for (n, a) in block.iter().enumerate() {
            for b in block[n + 1..].iter().take(limits::SERIES_WINDOW) {
                if let Some(strength) = link(points[*a], points[*b]) {
                    links.push((std::cmp::Reverse(strength), *a, *b));
                }
            }
        }
    }
    links.sort_unstable();
    let mut group_of: Vec<usize> = (0..points.len()).collect();
    let mut groups: Vec<Vec<usize>> = (0..points.len()).map(|p| vec![p]).collect();
    for (_, a, b) in links {
        let (x, y) = (group_of[a].min(group_of[b]), group_of[a].max(group_of[b]));
        let clash = |p: &usize| groups[y].iter().any(|q| conflict(points[*p], points[*q]));
        if x == y || groups[x].iter().any(clash) {
            continue;
        }
        let moved = std::mem::take(&mut groups[y]);
        for point in &moved {
            group_of[*point] = x;
        }
        groups[x].extend(moved);
    }
    groups.retain(|g| !g.is_empty());
    for group in &mut groups {
        group.sort_unstable();
    }
    groups
}

/// Points that can be of one series at all: all counts of people, counts of one kind of thing,
/// measures of one dimension.
fn blocks(points: &[&Point]) -> BTreeMap<String, Vec<usize>> {
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, point) in points.iter().enumerate() {
        let unit = &point.figure.unit;
        let key = match point.kind {
            QuantityKind::Count if is_person(unit) => "people",
            QuantityKind::Count => "things",
            _ => dimension(unit),
        };
        blocks.entry(key.to_owned()).or_default().push(at);
    }
    blocks
}

/// Whether two points can be of one series where a reader says so: both are counts, or measures of
/// one dimension.
pub(super) fn one_measure(a: &Point, b: &Point) -> bool {
    let dimensions = || dimension(&a.figure.unit) == dimension(&b.figure.unit);
    a.kind == b.kind && (a.kind == QuantityKind::Count || dimensions())
}

/// How strongly two points are bound together; `None` where they are not.
fn link(a: &Point, b: &Point) -> Option<u8> {
    if conflict(a, b) {
        return None;
    }
    if a.converts == Some(b.at) || b.converts == Some(a.at) {
        return Some(9);
    }
    match a.kind {
        QuantityKind::Count => counts(a, b),
        _ => measures(a, b),
    }
}

/// Whether two points cannot be values of one quantity, whatever binds them to others.
fn conflict(a: &Point, b: &Point) -> bool {
    let (x, y) = (&a.figure, &b.figure);
    if kinship(&x.unit, &y.unit) == Kinship::Apart || tense(x.status) != tense(y.status) {
        return true;
    }
    if a.severity != b.severity && (told_hurt(a) || told_hurt(b)) {
        return true;
    }
    let apart = !a.whose.is_empty() && !b.whose.is_empty() && a.whose.is_disjoint(&b.whose);
    if apart || (a.further != b.further && !equal(x, y)) {
        return true;
    }
    let attributes = a.attribute.zip(b.attribute).is_some_and(|(p, q)| p != q);
    if a.kind != QuantityKind::Count && attributes && a.converts.is_none() && b.converts.is_none() {
        return true;
    }
    predicates(a, b) == Predicates::Apart && !points_back(a, b)
}

fn told_hurt(point: &Point) -> bool {
    point.predicate.is_some_and(|p| matches!(p.class, "injure" | "critical"))
}

/// Future figures and present ones are never one series, nor are denied ones.
fn tense(status: FigureStatus) -> u8 {
    match status {
        FigureStatus::Actual | FigureStatus::Alleged => 0,
        FigureStatus::Planned | FigureStatus::Predicted => 1,
        FigureStatus::Denied => 2,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Predicates {
    Apart,
    Unknown,
    Related,
    Same,
}

fn predicates(a: &Point, b: &Point) -> Predicates {
    match (a.predicate, b.predicate) {
        (Some(p), Some(q)) if p.class == q.class => Predicates::Same,
        (Some(p), Some(q)) if p.group == q.group && p.group != "hard" => Predicates::Related,
        (Some(p), Some(q)) if p.group == "hard" && q.group == "hard" => Predicates::Apart,
        (Some(p), Some(q)) if is_person(&a.figure.unit) && p.group != q.group => Predicates::Apart,
        (None, None) if a.lemma.is_some() && a.lemma == b.lemma => Predicates::Related,
        _ => Predicates::Unknown,
    }
}

/// "the 21 girls" speaks of a number given elsewhere: the number is the link.
fn points_back(a: &Point, b: &Point) -> bool {
    let large = a.figure.value.is_some_and(|v| v >= 10.0);
    (a.definite || b.definite) && large && equal(&a.figure, &b.figure)
}

fn counts(a: &Point, b: &Point) -> Option<u8> {
    let (x, y) = (&a.figure, &b.figure);
    let same_unit = kinship(&x.unit, &y.unit) == Kinship::Same;
    if points_back(a, b) {
        return Some(if same_unit { 8 } else { 6 });
    }
    // Counts of long ago are not values of a count of today.
    if a.past != b.past && !compatible(x, y) {
        return None;
    }
    let whose = a.whose == b.whose;
    let agree = compatible(x, y);
    if !agree && far_apart(a, b) {
        return None;
    }
    match predicates(a, b) {
        Predicates::Same if same_unit && whose => Some(7),
        Predicates::Same if same_unit && (agree || !is_toll(a)) => Some(6),
        Predicates::Same if equal(x, y) => Some(5),
        Predicates::Same if agree && whose => Some(3),
        Predicates::Related if same_unit && (agree || !is_person(&x.unit)) => Some(4),
        Predicates::Related if agree && whose => Some(2),
        Predicates::Unknown if same_unit && equal(x, y) && telling(a) => Some(4),
        Predicates::Unknown if same_unit && !is_person(&x.unit) && whose && agree => Some(2),
        _ => None,
    }
}

/// Whether one value is many times the other: two dead and 84 dead are not one count.
fn far_apart(a: &Point, b: &Point) -> bool {
    let (Some(x), Some(y)) = (range(&a.figure), range(&b.figure)) else { return false };
    let (low, high) = (x.stated.min(y.stated), x.stated.max(y.stated));
    high > FAR * low
}

fn is_toll(point: &Point) -> bool {
    point.predicate.is_some_and(|p| p.aspect == reading::Aspect::Toll)
}

/// Whether a number is unlikely to recur by chance: neither small nor vague nor round.
fn telling(point: &Point) -> bool {
    point.figure.value.is_some_and(|v| v >= 10.0 && significant_digits(v) >= 2)
}

fn significant_digits(value: f64) -> usize {
    let digits = format!("{}", value.abs());
    digits.replace('.', "").trim_matches('0').len()
}

fn measures(a: &Point, b: &Point) -> Option<u8> {
    let (x, y) = (&a.figure, &b.figure);
    let object = !a.near.is_disjoint(&b.near);
    let same_object = a.object.is_some() && a.object == b.object;
    let attribute = a.attribute.is_some() && a.attribute == b.attribute;
    let fixed = attribute && a.attribute != Some("distance");
    let premodify = a.before_object && b.before_object && a.kind == QuantityKind::Measure;
    let predicate = predicates(a, b) == Predicates::Same;
    let (equal, agree) = (equal(x, y), compatible(x, y));
    match () {
        () if equal && (attribute || predicate) && object => Some(8),
        () if equal && (object || predicate) => Some(6),
        () if agree && (attribute || predicate) && object => Some(5),
        () if (fixed || premodify) && same_object && !far_apart(a, b) => Some(4),
        () if agree && predicate && a.kind != QuantityKind::Duration => Some(3),
        () => None,
    }
}
