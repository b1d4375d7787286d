//! What the heads give for each word, and what is read off it word by word.

use encoder::Scratch;

use super::model::Reader;
use super::{Heard, Section};
use crate::EventWord;

/// The heads that are one layer over a word's vector: rows of one matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    Tag,
    Names,
    Attribution,
    Event,
    FactIn,
    ArcDep,
    ArcAbove,
    RelDep,
    RelAbove,
    CueWord,
    CueKey,
}

impl Head {
    pub(super) const ALL: [(Head, &str); 11] = [
        (Head::Tag, "tag"),
        (Head::Names, "names"),
        (Head::Attribution, "attribution"),
        (Head::Event, "event"),
        (Head::FactIn, "fact_in"),
        (Head::ArcDep, "arc_dep"),
        (Head::ArcAbove, "arc_head"),
        (Head::RelDep, "rel_dep"),
        (Head::RelAbove, "rel_head"),
        (Head::CueWord, "cue_word"),
        (Head::CueKey, "cue_key"),
    ];
}

/// The outputs of all heads, a row for each word of a section.
pub(super) struct Rows<'a> {
    all: &'a [f32],
    width: usize,
    reader: &'a Reader,
}

impl<'a> Rows<'a> {
    pub(super) fn new(all: &'a [f32], reader: &'a Reader) -> Rows<'a> {
        Rows { all, width: reader.heads.outputs(), reader }
    }

    /// What `head` gives for a word.
    pub(super) fn of(&self, head: Head, word: usize) -> &'a [f32] {
        let span = self.reader.span(head);
        self.span(span, word)
    }

    /// Those outputs for a word.
    pub(super) fn span(&self, span: (usize, usize), word: usize) -> &'a [f32] {
        &self.all[word * self.width + span.0..word * self.width + span.1]
    }
}

/// The position of the largest number; the first of equals.
pub(super) fn best(scores: &[f32]) -> usize {
    let mut best = 0;
    for (at, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = at;
        }
    }
    best
}

/// The Gaussian error linear unit in its tanh form (Hendrycks and Gimpel 2016): within 0.001 of the
/// exact one.
pub(super) fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + tanh(0.797_884_6 * (x + 0.044_715 * x * x * x)))
}

/// The hyperbolic tangent as a quotient of polynomials, within a few units of the last place: without
/// a call, so that loops over it run in vectors.
fn tanh(x: f32) -> f32 {
    let x = x.clamp(-7.905, 7.905);
    let y = x * x;
    let above = 2.000_188e-13 + y * -2.760_768_5e-16;
    let above = -8.604_672e-11 + y * above;
    let above = 5.122_297e-8 + y * above;
    let above = 1.485_722_4e-5 + y * above;
    let above = 6.372_619_3e-4 + y * above;
    let above = x * (4.893_524_6e-3 + y * above);
    let below = 1.185_347_1e-4 + y * 1.198_258_4e-6;
    let below = 2.268_434_6e-3 + y * below;
    above / (4.893_525e-3 + y * below)
}

impl Reader {
    /// The words that tell events, with their factuality.
    pub(super) fn events(
        &self,
        rows: &Rows<'_>,
        section: &Section,
        scratch: &mut Scratch,
        heard: &mut Heard,
    ) {
        let tells = |word: &usize| self.events[best(rows.of(Head::Event, *word))] != "NONE";
        let found: Vec<usize> = (0..section.words()).filter(tells).collect();
        let judged = self.factuality(rows, found.iter().copied(), scratch);
        for (word, factuality) in found.into_iter().zip(judged) {
            heard.cues.events.push(EventWord { word: section.first + word, factuality });
        }
    }

    /// How certainly what some words tell took place.
    pub(super) fn factuality(
        &self,
        rows: &Rows<'_>,
        words: impl Iterator<Item = usize>,
        scratch: &mut Scratch,
    ) -> Vec<f32> {
        let inner = words.flat_map(|word| rows.of(Head::FactIn, word));
        let inner: Vec<f32> = inner.map(|x| gelu(*x)).collect();
        let mut judged = Vec::new();
        self.fact_out.apply(&inner, &mut judged, scratch);
        // The first output follows UW's judgements, the second UDS-IH2's.
        judged.chunks_exact(2).map(|two| two[0]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gelu_is_near_the_exact_one() {
        for step in -120i16..=120 {
            let x = f32::from(step) / 10.0;
            assert!((tanh(x) - x.tanh()).abs() < 1e-5, "{x}: {} for {}", tanh(x), x.tanh());
        }
        assert!((gelu(1.0) - 0.841_345).abs() < 1e-3 && gelu(-9.0).abs() < 1e-3);
    }
}
