//! What many articles say together: a pure function from articles and their readings to a
//! [`Record`], in which repetition is not confirmation.
//!
//! ```text
//! (Article, Reading)… ─dating─▶ dates settled ─copies─▶ copies ─situations─▶ situations
//!   ─entities─▶ entities ─statements─▶ statements ─series─▶ series ─events─▶ events
//!   ─disputes─▶ disputes ─utterances, origins─▶ who said what, and on whose word
//!   ─bases─▶ how credible that is
//! ```
//! What readers have put right acts on the way ([`Correction`]).
//! The result does not depend on the order of the input. A [`Draft`] is the record on its way
//! through these passes.

mod bags;
mod bases;
mod changes;
mod copies;
mod correction;
mod credibility;
mod dating;
mod days;
mod disputes;
mod draft;
mod entities;
mod events;
pub mod grouping;
mod id;
mod lists;
mod model;
mod names;
mod observed;
mod offices;
mod origins;
mod parties;
mod portrait;
mod reliability;
mod series;
mod situations;
mod statements;
pub mod train;
mod utterances;
mod versions;
mod words;

pub use bags::stems;
pub use changes::*;
pub use correction::{Acted, Anchor, Correction, Lack, Voice, What};
pub use model::*;
pub use reliability::{Rating, Reliability, Unrated, rate};

pub(crate) use draft::Draft;
pub(crate) use origins::Told;

use reading::Reading;
use text::{Article, Span};
use world::World;

/// Builds the record of `articles`, in any order.
///
/// Dates of publication are settled first, with the help of neighbours; an article whose date
/// changes is read again, so that its times agree with it.
pub fn build(articles: Vec<(Article, Reading)>, world: &World) -> Record {
    build_settled(settle(articles, world), world)
}

/// Settles the dates of publication of `articles`.
pub fn settle(articles: Vec<(Article, Reading)>, world: &World) -> Vec<(Article, Reading)> {
    dating::dating(articles, world)
}

/// Builds the record of articles whose dates are settled: all that [`settle`] gave, or some of them.
pub fn build_settled(articles: Vec<(Article, Reading)>, world: &World) -> Record {
    told(draft(articles, (world, &[]), situations::situations))
}

/// Builds the record of articles that are known to tell one story, their dates settled.
pub fn build_one(articles: Vec<(Article, Reading)>, world: &World) -> Record {
    build_one_corrected(articles, world, &[])
}

/// Builds the same with what readers have put right, in that order; [`Record::corrected`] tells
/// where each acted.
pub fn build_one_corrected(
    articles: Vec<(Article, Reading)>,
    world: &World,
    corrections: &[Correction],
) -> Record {
    told(draft(articles, (world, corrections), situations::one_situation))
}

/// What the statements of a draft tell.
fn told(mut draft: Draft<'_>) -> Record {
    series::series(&mut draft);
    events::events(&mut draft);
    disputes::disputes(&mut draft);
    utterances::utterances(&mut draft);
    origins::sources(&mut draft);
    bases::bases(&mut draft);
    situations::fill(&mut draft);
    correction::corrected(&mut draft);
    draft.record
}

/// The record up to its statements: copies, situations and entities settled.
fn draft<'w>(
    articles: Vec<(Article, Reading)>,
    (world, corrections): (&'w World, &'w [Correction]),
    situations: impl FnOnce(&mut Draft<'_>),
) -> Draft<'w> {
    let mut draft = Draft::new(articles, world);
    draft.fixes.log = corrections;
    correction::reject(&mut draft);
    correction::mentions_apart(&mut draft);
    copies::copies(&mut draft);
    situations(&mut draft);
    entities::entities(&mut draft);
    origins::voices(&mut draft);
    statements::statements(&mut draft);
    correction::speakers(&mut draft);
    draft
}

/// The words that tell events, each with the id of its article, those of one event together: all
/// that [`build`] chooses its events from, to measure event coreference by.
pub fn same_events(articles: Vec<(Article, Reading)>, world: &World) -> Vec<Vec<(String, Span)>> {
    events::same(&draft(settle(articles, world), (world, &[]), situations::situations))
}
