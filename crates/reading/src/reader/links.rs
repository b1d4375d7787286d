//! What a noun or pronoun refers back to: a scorer of pairs of heads of mentions (word-level
//! coreference; Dobrovolskii 2021).

use encoder::Scratch;

use super::attribution::distance;
use super::heads::gelu;
use super::model::{READER, Reader};
use super::trees::dot;
use super::{Heard, Section};
use crate::Upos;

/// The vectors of nouns and pronouns by which pairs of them are scored.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    /// The words that can head a mention, in order.
    words: Vec<u32>,
    /// Their vectors as the later of a pair, then as the earlier.
    vectors: Vec<f32>,
    /// The score of having no antecedent.
    none: Vec<f32>,
}

/// How alike two mentions are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Same {
    /// Not at all.
    Nothing,
    /// The last word.
    LastWord,
    /// Every word.
    All,
}

impl Links {
    /// How much better the earlier mention is as the antecedent of the later one than none; each
    /// is given by its head. `None` where one is no noun or pronoun.
    pub(crate) fn score(&self, later: usize, earlier: usize, same: Same) -> Option<f32> {
        let row = |word: usize| self.words.binary_search(&u32::try_from(word).ok()?).ok();
        let (this, that) = (row(later)?, row(earlier)?);
        let size = READER.pair_both.outputs();
        let this_vector = &self.vectors[this * 2 * size..][..size];
        let that_vector = &self.vectors[that * 2 * size + size..][..size];
        let apart = distance(earlier as isize - later as isize);
        let pair = dot(this_vector, that_vector) / (size as f32).sqrt();
        Some(pair + READER.pair_distance[apart] + READER.pair_same[same as usize] - self.none[this])
    }
}

impl Reader {
    /// Appends what pairs of the section's words are scored by.
    pub(super) fn links(
        &self,
        states: &[f32],
        section: &Section,
        scratch: &mut Scratch,
        heard: &mut Heard,
    ) {
        let width = self.encoder.width();
        let nominal =
            |upos: Upos| matches!(upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num);
        let words: Vec<usize> =
            (0..section.words()).filter(|w| nominal(heard.tags[section.first + w].0)).collect();
        let own: Vec<f32> =
            words.iter().flat_map(|w| &states[w * width..(w + 1) * width]).copied().collect();
        let (mut this, mut that, mut both, mut none) = Default::default();
        self.pair_this.apply(&own, &mut this, scratch);
        this.iter_mut().for_each(|x: &mut f32| *x = gelu(*x));
        self.pair_both.apply(&this, &mut both, scratch);
        self.pair_that.apply(&own, &mut that, scratch);
        self.pair_none.apply(&own, &mut none, scratch);
        let size = self.pair_both.outputs();
        let links = &mut heard.links;
        for (both, that) in both.chunks_exact(size).zip(that.chunks_exact(size)) {
            links.vectors.extend_from_slice(both);
            links.vectors.extend(that.iter().map(|x: &f32| gelu(*x)));
        }
        links.none.extend(none);
        links.words.extend(words.into_iter().map(|w| (section.first + w) as u32));
    }
}
