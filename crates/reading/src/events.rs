//! Mentions of events with participants, place, date and status.

use text::Article;
use world::World;

use crate::{Event, Reading};

pub(crate) fn events(_article: &Article, _world: &World, _reading: &Reading) -> Vec<Event> {
    Vec::new()
}
