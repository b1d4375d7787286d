//! The label of a series, in words of the reports.

use std::collections::BTreeMap;

use reading::QuantityKind;

use super::point::Point;
use crate::{Draft, Passage};

/// Longest counted phrase in a label, in bytes.
const PHRASE: usize = 60;

/// What is counted, what is told of it, and where: `North Korean soldiers · sent · Russia`.
pub(super) fn label(draft: &Draft<'_>, points: &[&Point]) -> String {
    let measures = points.iter().any(|p| p.kind != QuantityKind::Count);
    let phrases = points.iter().filter_map(|p| {
        let object = || p.object.clone().filter(|_| measures);
        phrase(draft, p).or_else(object)
    });
    let attribute = points.iter().find_map(|p| p.attribute).filter(|_| measures);
    let told = points.iter().filter_map(|p| p.told.clone());
    let place = points.iter().filter_map(|p| p.place);
    let place = place.map(|p| draft.record.entities[p.at()].name.clone());
    let unit = points.first().map(|p| p.figure.unit.clone()).unwrap_or_default();
    let told = attribute.map(str::to_owned).or_else(|| commonest(told));
    let parts = [Some(commonest(phrases).unwrap_or(unit)), told, commonest(place)];
    let mut parts: Vec<String> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
    let mut seen: Vec<String> = Vec::new();
    parts.retain(|part| {
        let new = !seen.iter().any(|s| s.to_lowercase().contains(&part.to_lowercase()));
        seen.push(part.clone());
        new
    });
    parts.join(" · ")
}

/// The counted phrase of a figure, without the number and its article.
fn phrase(draft: &Draft<'_>, point: &Point) -> Option<String> {
    let figure = &point.figure;
    let words = draft.words(Passage { report: figure.report, span: figure.counts? });
    let number = |w: &&str| w.starts_with(|c: char| c.is_ascii_digit());
    let words: Vec<&str> = words.split_whitespace().filter(|w| !number(w)).collect();
    let first = words.first().map(|w| w.to_lowercase());
    let article = first.is_some_and(|w| matches!(w.as_str(), "the" | "a" | "an" | "of"));
    let phrase = words[usize::from(article)..].join(" ");
    (!phrase.is_empty() && phrase.len() <= PHRASE).then_some(phrase)
}

/// The value seen most often; of equals the longest, then the first in the alphabet.
fn commonest(values: impl Iterator<Item = String>) -> Option<String> {
    let mut counts: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for value in values {
        counts.entry(value.to_lowercase()).or_insert((0, value)).0 += 1;
    }
    let best = counts
        .into_values()
        .max_by(|(n, a), (m, b)| n.cmp(m).then(a.len().cmp(&b.len())).then(b.cmp(a)));
    best.map(|(_, value)| value)
}
