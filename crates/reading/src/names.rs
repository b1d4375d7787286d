//! Names, mentions and the entities of one article.

mod flat;
mod kinds;
mod lexicon;
mod spans;
mod words;

use text::Article;
use world::World;

use crate::{Entity, EntityIx, EntityKind, Mention, Name, Reading};

pub(crate) fn names(
    article: &Article,
    world: &World,
    reading: &Reading,
) -> (Vec<Name>, Vec<Mention>, Vec<Entity>) {
    let words = words::words(article, world, reading);
    let found = kinds::settle(&words, spans::find(&words, world), world);
    let names = found
        .iter()
        .flat_map(|f| flat::parts(&words, f, world).into_iter().map(|(r, kind)| Name {
            span: words[r.start].span.join(words[r.end - 1].span),
            kind,
            entity: EntityIx(0),
            rule: f.rule,
        }))
        .collect();
    (names, Vec::new(), Vec::new())
}
