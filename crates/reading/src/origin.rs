//! Whose copy an article is, and which media it names as where it got facts.

use text::{Article, BlockKind, Origin, OriginKind};
use world::World;

use crate::{EntityIx, Reading, Speaker};

/// Sentences at the head of an anonymous report in which a cited agency is taken for the source of
/// the whole.
const LEAD_SENTENCES: usize = 3;

pub(crate) fn origin(article: &Article, world: &World, reading: &Reading) -> Origin {
    let own = article.outlet.as_ref().map(|o| o.name.as_str());
    let credited = article.credits.iter().any(|c| c.whole);
    let contributed = !article.credits.is_empty();
    let mut agencies: Vec<String> = Vec::new();
    for agency in article.credits.iter().filter_map(|c| c.agency.clone()) {
        if Some(agency.as_str()) != own && !agencies.contains(&agency) {
            agencies.push(agency);
        }
    }
    let cites = cited(article, world, reading);
    let kind = if credited {
        OriginKind::Wire
    } else if contributed {
        OriginKind::Mixed
    } else if let Some(agency) = relayed(article, world, reading) {
        agencies.push(agency);
        OriginKind::Wire
    } else {
        OriginKind::Own
    };
    Origin { kind, agencies, cites }
}

/// Media that statements name as their source or relay, the article's own outlet left out.
fn cited(article: &Article, world: &World, reading: &Reading) -> Vec<String> {
    let own = article.outlet.as_ref().map(|o| o.name.as_str());
    let mut found: Vec<String> = Vec::new();
    for entity in sources(reading).into_iter().map(|(_, entity)| entity) {
        let name = &reading.entities[entity.at()].name;
        if let Some(known) = world.publisher(name)
            && Some(known.name.as_str()) != own
            && !found.contains(&known.name)
        {
            found.push(known.name.clone());
        }
    }
    found
}

/// The agency that a report without outlet or author retells from its first sentences on: such a
/// report shows no sign of own reporting.
fn relayed(article: &Article, world: &World, reading: &Reading) -> Option<String> {
    if article.outlet.is_some() || article.byline.is_some() {
        return None;
    }
    let body = |at: &&crate::Sentence| {
        article.blocks.get(at.block as usize).is_none_or(|b| b.kind == BlockKind::Body)
    };
    let lead = reading.sentences.iter().filter(body).take(LEAD_SENTENCES).last()?.span.end;
    sources(reading).into_iter().filter(|(at, _)| *at < lead).find_map(|(_, entity)| {
        world.agency(&reading.entities[entity.at()].name).map(|known| known.name.clone())
    })
}

/// Speakers and relays of all statements, with where the statement begins.
fn sources(reading: &Reading) -> Vec<(u32, EntityIx)> {
    let mut found = Vec::new();
    for statement in &reading.statements {
        if let Speaker::Entity(entity) = statement.speaker {
            found.push((statement.span.start, entity));
        }
        found.extend(statement.via.iter().map(|entity| (statement.span.start, *entity)));
    }
    found
}
