//! Whose copy an article is, and which media it names as where it got facts.

use text::{Article, Origin, OriginKind};
use world::World;

use crate::Reading;

pub(crate) fn origin(_article: &Article, _world: &World, _reading: &Reading) -> Origin {
    Origin { kind: OriginKind::Own, agencies: Vec::new(), cites: Vec::new() }
}
