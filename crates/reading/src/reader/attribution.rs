//! Who says what: cues are found word by word; the words around each cue are then asked whether they
//! are its source or its content.

use std::ops::Range;

use encoder::Scratch;

use super::heads::{Head, Rows, gelu};
use super::labels::{Label, runs, sequence};
use super::model::Reader;
use super::trees::dot;
use super::{Heard, Section, shifted};
use crate::Attribution;

/// Words on either side of a cue in which its source and content are looked for, as in training.
const AROUND: usize = 160;

/// Taken from the score of being outside: a part too many is found out when it is given to a cue.
const OUTSIDE_COST: f32 = 0.6;
/// Least mean logarithm of being its content for words to go to a cue.
const CONTENT_AT_LEAST: f32 = -8.0;
/// Least mean logarithm of being its source for words to go to a cue.
const SOURCE_AT_LEAST: f32 = -2.5;
/// Least mean logarithm of being its content for a whole attribution to go to a cue.
const NESTED_AT_LEAST: f32 = -0.5;
/// The logarithm for words too far from a cue.
const FAR: f32 = -20.0;

/// The parts of an attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Source,
    Cue,
    Content,
}

impl Part {
    pub(super) fn parse(name: &str) -> Option<Part> {
        match name {
            "source" => Some(Part::Source),
            "cue" => Some(Part::Cue),
            "content" => Some(Part::Content),
            _ => None,
        }
    }
}

/// The class of a signed distance in words: exact to four, then doubling; as in training.
pub(super) fn distance(words: isize) -> usize {
    let size = match words.unsigned_abs() {
        near @ 0..=4 => near,
        far => (4 + (far as f32 / 4.0).log2().ceil() as usize).min(11),
    };
    if words < 0 { 11 - size } else { 12 + size }
}

/// How likely the words around one cue are its source and its content: logarithms, and nothing
/// for words too far away.
struct Around {
    /// The first word.
    start: usize,
    /// For each word from there: as source, as content.
    scores: Vec<[f32; 2]>,
}

impl Around {
    /// The mean over some words, for a part of the scores.
    fn mean(&self, words: &Range<usize>, part: usize) -> f32 {
        let score = |word: usize| {
            let at = word.checked_sub(self.start).and_then(|at| self.scores.get(at));
            at.map_or(FAR, |score| score[part])
        };
        words.clone().map(score).sum::<f32>() / words.len() as f32
    }
}

impl Reader {
    /// Appends the attributions of a section. The parts are runs of equal labels; every run of
    /// content goes to the cue that it most likely belongs to, and every cue with a content takes
    /// its likeliest source.
    pub(super) fn attributions(
        &self,
        rows: &Rows<'_>,
        states: &[f32],
        section: &Section,
        scratch: &mut Scratch,
        heard: &mut Heard,
    ) {
        let scores: Vec<f32> = (0..section.words())
            .flat_map(|word| {
                let own = rows.of(Head::Attribution, word).iter().zip(&self.parts);
                let cost = |label| if label == Label::Outside { OUTSIDE_COST } else { 0.0 };
                own.map(move |(score, label)| score - cost(*label))
            })
            .collect();
        let n = self.parts.len();
        let labels =
            sequence(&self.parts, section.words(), |word| &scores[word * n..(word + 1) * n]);
        let parts = runs(labels.into_iter().map(|label| self.parts[label]));
        let of = |part: Part| {
            let own = parts.iter().filter(move |(_, p)| *p == part);
            own.map(|(range, _)| range.clone()).collect::<Vec<_>>()
        };
        let (cues, sources) = (of(Part::Cue), of(Part::Source));
        let around = self.around(rows, states, section, &cues, scratch);
        let mut contents: Vec<Vec<Range<usize>>> = vec![Vec::new(); cues.len()];
        for content in of(Part::Content) {
            let scored = around.iter().enumerate().map(|(cue, a)| (a.mean(&content, 1), cue));
            if let Some((score, cue)) = scored.max_by(|a, b| a.0.total_cmp(&b.0))
                && score > CONTENT_AT_LEAST
            {
                contents[cue].push(content);
            }
        }
        let source_of = |cue: usize| {
            let scored = sources.iter().map(|source| (around[cue].mean(source, 0), source));
            let (score, source) = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
            (score > SOURCE_AT_LEAST).then(|| source.clone())
        };
        let mut found = Vec::new();
        for (cue, content) in contents.into_iter().enumerate().filter(|(_, c)| !c.is_empty()) {
            let (cue, source) = (cues[cue].clone(), source_of(cue));
            found.push(Attribution { cue, source, content });
        }
        for cue in 0..cues.len() {
            // "…, his office said" of a whole attribution: what it says is all of the other.
            if found.iter().any(|f| f.cue == cues[cue]) {
                continue;
            }
            let wholes = found.iter().filter(|f| f.source.is_some()).map(whole);
            let scored = wholes.map(|whole| (around[cue].mean(&whole, 1), whole));
            if let Some((score, whole)) = scored.max_by(|a, b| a.0.total_cmp(&b.0))
                && score > NESTED_AT_LEAST
                && let Some(source) = source_of(cue)
                && !whole.contains(&source.start)
            {
                let (cue, content) = (cues[cue].clone(), vec![whole]);
                found.push(Attribution { cue, source: Some(source), content });
            }
        }
        found.sort_by_key(|f| f.cue.start);
        let shift = |f: Attribution| Attribution {
            cue: shifted(&f.cue, section.first),
            source: f.source.map(|s| shifted(&s, section.first)),
            content: f.content.iter().map(|c| shifted(c, section.first)).collect(),
        };
        heard.cues.attributions.extend(found.into_iter().map(shift));
    }

    /// Asks the words around each cue whether they are its source or its content.
    fn around(
        &self,
        rows: &Rows<'_>,
        states: &[f32],
        section: &Section,
        cues: &[Range<usize>],
        scratch: &mut Scratch,
    ) -> Vec<Around> {
        let width = self.encoder.width();
        let means: Vec<f32> = cues.iter().flat_map(|cue| mean(states, width, cue)).collect();
        let (mut hidden, mut queries) = (Vec::new(), Vec::new());
        self.cue_cue.apply(&means, &mut hidden, scratch);
        self.cue_query.apply(&means, &mut queries, scratch);
        let size = self.cue_cue.outputs();
        let roles = self.cue_query.outputs() / 2;
        let (mut inner, mut labels) = (Vec::new(), Vec::new());
        let cues = cues.iter().zip(hidden.chunks_exact(size)).zip(queries.chunks_exact(roles * 2));
        cues.map(|((cue, hidden), query)| {
            let start = cue.start.saturating_sub(AROUND);
            let words = start..(cue.start + AROUND + 1).min(section.words());
            inner.clear();
            for word in words.clone() {
                let place = distance(word as isize - cue.start as isize) * size;
                let place = &self.cue_distance[place..place + size];
                let own = rows.of(Head::CueWord, word);
                inner.extend(hidden.iter().zip(own).zip(place).map(|((h, w), p)| gelu(h + w + p)));
            }
            self.cue_out.apply(&inner, &mut labels, scratch);
            let scores = words.zip(labels.chunks_exact(5)).map(|(word, labels)| {
                let key = rows.of(Head::CueKey, word);
                let source = dot(&query[..roles], &key[..roles]) / 8.0;
                let content = dot(&query[roles..], &key[roles..]) / 8.0;
                // The labels are outside, and the beginning and inside of source and content.
                let e = [
                    labels[0].exp(),
                    (labels[1] + source).exp() + (labels[2] + source).exp(),
                    (labels[3] + content).exp() + (labels[4] + content).exp(),
                ];
                let all: f32 = e.iter().sum();
                [(e[1] / all).max(1e-9).ln(), (e[2] / all).max(1e-9).ln()]
            });
            Around { start, scores: scores.collect() }
        })
        .collect()
    }
}

/// From the first to the last word of an attribution.
fn whole(found: &Attribution) -> Range<usize> {
    let parts = found.content.iter().chain(&found.source).chain([&found.cue]);
    let (start, end) = parts.fold((usize::MAX, 0), |(s, e), r| (s.min(r.start), e.max(r.end)));
    start..end
}

/// The mean of the vectors of some words.
fn mean(states: &[f32], width: usize, words: &Range<usize>) -> Vec<f32> {
    let mut sum = vec![0.0; width];
    for state in states[words.start * width..words.end * width].chunks_exact(width) {
        for (s, x) in sum.iter_mut().zip(state) {
            *s += x;
        }
    }
    let n = words.len() as f32;
    sum.iter_mut().for_each(|s| *s /= n);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_have_classes() {
        let classes: Vec<usize> =
            [-161, -5, -4, -1, 0, 1, 4, 5, 8, 9, 160, 600].map(distance).to_vec();
        assert_eq!(classes, [1, 6, 7, 10, 12, 13, 16, 17, 17, 18, 22, 23]);
    }
}
