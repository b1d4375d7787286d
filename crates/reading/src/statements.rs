//! Who is reported to say what: source, cue, content.

use text::Article;
use world::World;

use crate::{Reading, Statement};

pub(crate) fn statements(_article: &Article, _world: &World, _reading: &Reading) -> Vec<Statement> {
    Vec::new()
}
