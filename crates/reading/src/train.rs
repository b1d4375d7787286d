//! What the training programs and benchmarks share with the reader.

pub use crate::reader::inputs::{FEATURES, Inputs, VALUES, Words, inputs};
pub use crate::reader::judged;
pub use crate::syntax::{by_rule, segment};

use text::Article;
use world::World;

use crate::reader::{Heard, hear};
use crate::{Reading, in_turn};

/// An article that has been heard and not yet understood: the stages of reading one by one.
#[derive(Debug)]
pub struct Stages {
    sentences: Vec<Words>,
    heard: Heard,
}

impl Stages {
    /// Cuts the article into words and hears them.
    pub fn hear(article: &Article, world: &World) -> Stages {
        let sentences = segment(article);
        let heard = hear(article, world, &sentences, &in_turn);
        Stages { sentences, heard }
    }

    /// Makes trees and names of what was heard.
    pub fn named(&self, article: &Article, world: &World) -> Reading {
        crate::named(article, world, &self.sentences, self.heard.clone())
    }

    /// Adds times, quantities, statements, events and figures.
    pub fn meant(&self, article: &Article, world: &World, reading: &mut Reading) {
        crate::meant(article, world, reading);
    }
}
