//! Who holds an office: "the presidential office" and the one person titled "President"; and who
//! is meant by a title alone.

use std::collections::BTreeMap;

use reading::EntityKind;

use crate::names::tokens;
use crate::{Entity, EntityIx, Report, SituationIx};

const OFFICES: &str = include_str!("../data/offices.tsv");

/// Sets `of` of offices and titles that belong to nobody so far, at most to a place, to the person of their situation who holds
/// the title that goes with them, where there is exactly one.
pub(crate) fn offices(entities: &mut [Entity], reports: &[Report]) {
    let mut titled: BTreeMap<(SituationIx, Vec<String>), Vec<EntityIx>> = BTreeMap::new();
    for (at, entity) in entities.iter().enumerate() {
        if entity.kind != EntityKind::Person {
            continue;
        }
        for title in &entity.titles {
            for situation in situations(entity, reports) {
                let holders = titled.entry((situation, tokens(&title.text))).or_default();
                if holders.last() != Some(&at.into()) {
                    holders.push(at.into());
                }
            }
        }
    }
    let free = |e: &Entity| {
        let place = |of: EntityIx| {
            matches!(entities[of.at()].kind, EntityKind::Place | EntityKind::Nationality)
        };
        e.of.is_none_or(place)
    };
    let holders: Vec<(usize, EntityIx)> = entities
        .iter()
        .enumerate()
        .filter(|(_, e)| free(e))
        .filter_map(|(at, office)| {
            let title = match office.kind {
                EntityKind::Organisation => title_of(&office.name)?,
                EntityKind::Described => tokens(&office.name),
                _ => return None,
            };
            let situation = situations(office, reports).next()?;
            match titled.get(&(situation, title))?.as_slice() {
                [one] => Some((at, *one)),
                _ => None,
            }
        })
        .collect();
    for (office, holder) in holders {
        entities[office].of = Some(holder);
    }
}

fn situations<'a>(
    entity: &'a Entity,
    reports: &'a [Report],
) -> impl Iterator<Item = SituationIx> + 'a {
    let mut found: Vec<SituationIx> =
        entity.mentions.iter().filter_map(|m| reports[m.report.at()].situation).collect();
    found.sort();
    found.dedup();
    found.into_iter()
}

/// The words of the title that goes with an office.
fn title_of(office: &str) -> Option<Vec<String>> {
    let office = tokens(office);
    let rows = OFFICES.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'));
    rows.into_iter().find_map(|(name, title)| {
        let before = office.strip_suffix(tokens(name).as_slice())?;
        Some([before, tokens(title).as_slice()].concat())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_go_with_titles() {
        let check = |office: &str, title: Option<&str>| {
            assert_eq!(title_of(office), title.map(tokens), "{office}");
        };
        check("presidential office", Some("president"));
        check("Norlandic presidential office", Some("Norlandic President"));
        check("Prime Minister's Office", Some("prime minister"));
        check("post office", None);
        check("", None);
    }
}
