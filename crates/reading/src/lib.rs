//! What one article says: a pure function from an [`Article`] to a [`Reading`].
//!
//! ```text
//! Article ─syntax─▶ sentences, tokens ─names─▶ names, mentions, entities
//!         ─times─▶ times ─quantities─▶ quantities ─statements─▶ statements
//!         ─events─▶ events ─figures─▶ figures ─origin─▶ origin
//! ```
//! No I/O, clock, threads or randomness. Reading never fails: what could not be read is a [`Note`].
//! The seams where the trained reader takes over are the calls `syntax`, `names` and `statements`
//! in [`read`]: the passes after them ask only for tokens, mentions and attributions.

mod atoms;
mod events;
mod figures;
mod model;
mod names;
mod numbers;
mod origin;
mod plover;
mod predicates;
mod quantities;
mod reader;
mod statements;
mod syntax;
mod tables;
mod times;
mod tree;

pub use model::*;
pub use plover::act;
pub use predicates::{Aspect, Predicate, predicate, predicate_of_form};
pub use reader::model as trained_model;
#[doc(hidden)]
pub mod train;
pub use tree::Tree;

use text::Article;
use world::World;

use reader::Heard;
use reader::inputs::Words;

/// Loads the weights and tables that [`read`] needs, which otherwise happens with the first article.
pub fn warm() {
    reader::warm();
    syntax::warm();
}

/// Reads one article. Times are resolved against `article.published`; where that is unknown they
/// keep only what the text itself fixes.
pub fn read(article: &Article, world: &World) -> Reading {
    read_by(&in_turn, article, world)
}

/// Does a piece of work for every number below the first argument, in any order, several at once
/// where it likes; done when all are.
pub type Worker<'a> = dyn Fn(usize, &(dyn Fn(usize) + Sync)) + 'a;

/// The worker that does one after the other.
pub(crate) fn in_turn(pieces: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..pieces).for_each(work);
}

/// Reads one article as [`read`] does; what of it can be read apart is given to `worker`.
pub fn read_by(worker: &Worker<'_>, article: &Article, world: &World) -> Reading {
    let sentences = syntax::segment(article);
    let heard = reader::hear(article, world, &sentences, worker);
    let mut reading = named(article, world, &sentences, heard);
    meant(article, world, &mut reading);
    reading
}

/// Reads an article again that is the same but for its date of publication: what does not depend
/// on the date is taken from the `reading` it had, so this is quick.
pub fn redate(article: &Article, mut reading: Reading, world: &World) -> Reading {
    meant(article, world, &mut reading);
    reading
}

/// The sentences, tokens and names of what was heard.
fn named(article: &Article, world: &World, sentences: &[Words], heard: Heard) -> Reading {
    let mut reading = Reading::default();
    (reading.sentences, reading.tokens) = syntax::syntax(article, sentences, &heard);
    (reading.names, reading.mentions, reading.entities) =
        names::names(article, world, &reading, &heard);
    reading.cues = heard.cues;
    reading
}

/// What the words mean: times, quantities, statements, events and figures.
fn meant(article: &Article, world: &World, reading: &mut Reading) {
    reading.times = times::times(article, reading);
    reading.quantities = quantities::quantities(article, reading);
    reading.statements = statements::statements(article, reading, &reading.cues.attributions);
    reading.events = events::events(article, reading, &reading.cues.events);
    reading.figures = figures::figures(article, reading);
    reading.origin = Some(origin::origin(article, world, reading));
}

#[cfg(test)]
mod tests {
    use super::*;
    use text::{Date, DateFrom, PartialDate, Published};

    #[test]
    fn a_reading_does_not_depend_on_who_reads_which_part_first() {
        let sentence = "The harbour master of Lisle said on Monday that 40 ships were waiting. ";
        let article = Article::of_text(&sentence.repeat(60));
        let backwards = |pieces: usize, work: &(dyn Fn(usize) + Sync)| {
            assert!(pieces > 2, "the text is long enough");
            (0..pieces).rev().for_each(work);
        };
        let alone = read(&article, World::bundled());
        assert_eq!(read_by(&backwards, &article, World::bundled()), alone);
    }

    #[test]
    fn an_article_of_another_date_reads_as_if_it_had_always_had_it() {
        let text = "The ferry sank on Monday, the coastguard said. Mayor Ana Dorn will visit Port \
                    Lisle on Friday. \"We found 12 people yesterday,\" she told reporters, and \
                    divers have since denied that a child was on board.";
        let on = |day: i8| {
            let mut article = Article::of_text(text);
            let date = PartialDate::day(Date::constant(2025, 3, day));
            article.published = Some(Published { date, from: DateFrom::Metadata, evidence: None });
            article
        };
        let world = World::bundled();
        let (early, late) = (read(&on(4), world), read(&on(19), world));
        assert_ne!(early, late, "the date does matter");
        assert_eq!(redate(&on(19), early, world), late);
    }
}
