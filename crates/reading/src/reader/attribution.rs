//! Who says what: cues are found word by word; the words around each cue are then asked whether they
//! are its source or its content.

use std::ops::Range;

use encoder::Scratch;

use super::heads::{Head, Rows, best, gelu};
use super::labels::{Label, runs, sequence};
use super::model::Reader;
use super::trees::dot;
use super::{Attribution, Heard, Section, shifted};

/// Words on either side of a cue in which its source and content are looked for, as in training.
const AROUND: usize = 160;

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

/// Labels of the words around a cue, in the order of the head's outputs.
const AROUND_LABELS: [Label<Part>; 5] = [
    Label::Outside,
    Label::Begin(Part::Source),
    Label::Inside(Part::Source),
    Label::Begin(Part::Content),
    Label::Inside(Part::Content),
];

/// The class of a signed distance in words: exact to four, then doubling; as in training.
pub(super) fn distance(words: isize) -> usize {
    let size = match words.unsigned_abs() {
        near @ 0..=4 => near,
        far => (4 + (far as f32 / 4.0).log2().ceil() as usize).min(11),
    };
    if words < 0 { 11 - size } else { 12 + size }
}

impl Reader {
    pub(super) fn attributions(
        &self,
        rows: &Rows<'_>,
        states: &[f32],
        section: &Section,
        scratch: &mut Scratch,
        heard: &mut Heard,
    ) {
        let words = section.words();
        let labels = (0..words).map(|w| self.parts[best(rows.of(Head::Attribution, w))]);
        let cues: Vec<Range<usize>> = runs(labels)
            .into_iter()
            .filter(|(_, part)| *part == Part::Cue)
            .map(|(range, _)| range)
            .collect();
        let width = self.encoder.width();
        let means: Vec<f32> = cues.iter().flat_map(|cue| mean(states, width, cue)).collect();
        let (mut hidden, mut queries) = (Vec::new(), Vec::new());
        self.cue_cue.apply(&means, &mut hidden, scratch);
        self.cue_query.apply(&means, &mut queries, scratch);
        let size = self.cue_cue.outputs();
        let roles = self.cue_query.outputs() / 2;
        let (mut inner, mut scores) = (Vec::new(), Vec::new());
        for ((cue, hidden), query) in
            cues.iter().zip(hidden.chunks_exact(size)).zip(queries.chunks_exact(roles * 2))
        {
            let around = cue.start.saturating_sub(AROUND)..(cue.start + AROUND + 1).min(words);
            inner.clear();
            for word in around.clone() {
                let place =
                    &self.cue_distance[distance(word as isize - cue.start as isize) * size..];
                let own = rows.of(Head::CueWord, word);
                inner.extend(hidden.iter().zip(own).zip(place).map(|((h, w), p)| gelu(h + w + p)));
            }
            self.cue_out.apply(&inner, &mut scores, scratch);
            for (word, scores) in around.clone().zip(scores.chunks_exact_mut(5)) {
                let key = rows.of(Head::CueKey, word);
                let source = dot(&query[..roles], &key[..roles]) / 8.0;
                let content = dot(&query[roles..], &key[roles..]) / 8.0;
                scores[1] += source;
                scores[2] += source;
                scores[3] += content;
                scores[4] += content;
            }
            let found = sequence(&AROUND_LABELS, around.len(), |at| &scores[at * 5..at * 5 + 5]);
            let found = runs(found.into_iter().map(|label| AROUND_LABELS[label]));
            let of = |part: Part| {
                let own = found.iter().filter(|(_, p)| *p == part);
                own.map(|(r, _)| shifted(r, around.start + section.first)).collect::<Vec<_>>()
            };
            let (source, content) = (of(Part::Source), of(Part::Content));
            if !content.is_empty() {
                let cue = shifted(cue, section.first);
                heard.attributions.push(Attribution { cue, source, content });
            }
        }
    }
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
