//! One person, office, organisation or place across reports.

use std::collections::BTreeMap;

use crate::id::{Distinct, id};
use crate::{Draft, Entity, EntityIx, Passage};

/// Fills `record.entities` and the map from the readings' entities to them.
pub(crate) fn entities(draft: &mut Draft) {
    let mut found: BTreeMap<_, EntityIx> = BTreeMap::new();
    let mut ids = Distinct::default();
    let mut entities: Vec<Entity> = Vec::new();
    let mut entity_of = Vec::new();
    for report in draft.reports() {
        let mut map = Vec::new();
        for (at, entity) in draft.reading(report).entities.iter().enumerate() {
            let scope = (draft.record.reports[report.at()].situation, entity.kind);
            let ix = *found.entry((scope, entity.name.to_lowercase())).or_insert_with(|| {
                entities.push(Entity {
                    id: ids.of(id("entity", &[entity.kind.name(), &entity.name])),
                    name: entity.name.clone(),
                    full_name: entity.name.clone(),
                    kind: entity.kind,
                    aliases: Vec::new(),
                    titles: Vec::new(),
                    known: entity.known.clone(),
                    wikidata: None,
                    of: None,
                    mentions: Vec::new(),
                });
                EntityIx::from(entities.len() - 1)
            });
            let names = draft.reading(report).names.iter().filter(|n| n.entity.at() == at);
            entities[ix.at()].mentions.extend(names.map(|n| Passage { report, span: n.span }));
            map.push(ix);
        }
        entity_of.push(map);
    }
    draft.record.entities = entities;
    draft.entity_of = entity_of;
}
