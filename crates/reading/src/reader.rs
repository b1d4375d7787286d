//! The trained reader: one small encoder over windows of the article, and heads that say of every
//! word its tag and its head, what is a name, who says what, what is a time or an event, and what a
//! noun or pronoun refers back to. The recipe is in `training/README.md`, the weights in `models/`.

mod attribution;
mod heads;
pub(crate) mod inputs;
mod labels;
mod links;
mod model;
mod passages;
mod trees;
mod windows;
mod wordpiece;

use std::ops::Range;

use encoder::Scratch;
use text::Article;
use world::World;

use crate::{Cues, EntityKind, Upos, Worker, in_turn};
use inputs::Words;
pub(crate) use links::{Links, Same};
use model::{READER, Reader};

/// Most words that are read in one go: what runs over its end is read in two parts, so that memory
/// stays bounded for the longest article.
const SECTION_WORDS: usize = 8_000;

/// What the heads say of one article. Words are counted from the article's first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard {
    /// Each word's part of speech and Penn tag.
    pub(crate) tags: Vec<(Upos, &'static str)>,
    /// Each word's head, `None` for a root, and its relation to it.
    pub(crate) arcs: Vec<(Option<usize>, &'static str)>,
    /// Names, in order, without overlap.
    pub(crate) names: Vec<(Range<usize>, EntityKind)>,
    /// What the passes over statements and events start from.
    pub(crate) cues: Cues,
    /// What refers to what.
    pub(crate) links: Links,
}

/// Reads the words of an article; its windows are given to `worker`.
pub(crate) fn hear(
    article: &Article,
    world: &World,
    sentences: &[Words],
    worker: &Worker<'_>,
) -> Heard {
    let reader: &Reader = &READER;
    let inputs = inputs::inputs(article, world, sentences);
    let mut heard = Heard::default();
    let mut scratch = Scratch::default();
    let (mut first_sentence, mut first_word) = (0, 0);
    while first_sentence < sentences.len() {
        let (mut end, mut words) = (first_sentence, 0);
        while end < sentences.len()
            && (words == 0 || words + sentences[end].words.len() <= SECTION_WORDS)
        {
            words += sentences[end].words.len();
            end += 1;
        }
        let section = Section::new(first_word, &sentences[first_sentence..end]);
        let states = reader.states(&inputs, &section, worker);
        reader.hear(states, &section, &mut scratch, &mut heard);
        (first_sentence, first_word) = (end, first_word + words);
    }
    heard
}

/// How certainly what each word tells took place, whether or not it is heard as an event: -3
/// certainly not, 3 certainly.
pub fn judged(article: &Article, world: &World, sentences: &[Words]) -> Vec<f32> {
    let inputs = inputs::inputs(article, world, sentences);
    let mut scratch = Scratch::default();
    let section = Section::new(0, sentences);
    let states = READER.states(&inputs, &section, &in_turn);
    let rows = READER.rows(&states, &mut scratch);
    let rows = heads::Rows::new(&rows, &READER);
    READER.factuality(&rows, 0..section.words(), &mut scratch)
}

/// Loads the weights.
pub(crate) fn warm() {
    std::sync::LazyLock::force(&READER);
}

/// The name of the trained reader's weights, with the day they were made.
pub fn model() -> &'static str {
    READER.name
}

/// A run of sentences that are read together.
struct Section {
    /// Its first word in the article.
    first: usize,
    /// Its sentences as ranges of words of the section.
    sentences: Vec<Range<usize>>,
    /// The block that each sentence stands in.
    blocks: Vec<u32>,
}

impl Section {
    fn new(first: usize, sentences: &[Words]) -> Section {
        let mut at = 0;
        let blocks = sentences.iter().map(|s| s.block).collect();
        let sentences = sentences.iter().map(|s| {
            let start = at;
            at += s.words.len();
            start..at
        });
        Section { first, sentences: sentences.collect(), blocks }
    }

    /// Words of the section.
    fn words(&self) -> usize {
        self.sentences.last().map_or(0, |s| s.end)
    }
}

impl Reader {
    /// What all heads give for some words, by their vectors.
    fn rows(&self, states: &[f32], scratch: &mut Scratch) -> Vec<f32> {
        let mut rows = Vec::new();
        self.heads.apply(states, &mut rows, scratch);
        rows
    }

    /// Appends what is heard in a section, by the vectors of its words.
    fn hear(&self, states: Vec<f32>, section: &Section, scratch: &mut Scratch, heard: &mut Heard) {
        let rows = self.rows(&states, scratch);
        let rows = heads::Rows::new(&rows, self);
        let first = section.first;
        for sentence in &section.sentences {
            self.syntax(&rows, sentence, first, scratch, heard);
            let names = labels::spans(&rows, self.span(heads::Head::Names), &self.names, sentence);
            heard.names.extend(names.into_iter().map(|(r, kind)| (shifted(&r, first), kind)));
        }
        self.events(&rows, section, scratch, heard);
        self.attributions(&rows, &states, section, scratch, heard);
        self.links(&states, section, scratch, heard);
    }
}

fn shifted(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}
