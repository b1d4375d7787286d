//! Who holds an office: "the presidential office" and the one person titled "President"; who is
//! meant by a title alone; and whose head somebody is.

use std::collections::BTreeMap;

use reading::EntityKind;

use crate::lists::LISTS;
use crate::lists::rows;
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
    for (holder, body) in heads(entities, reports) {
        entities[holder].of = Some(body);
    }
}

/// People who belong to nobody so far with the one body of their situation that a title of theirs
/// names.
fn heads(entities: &[Entity], reports: &[Report]) -> Vec<(usize, EntityIx)> {
    let mut bodies: BTreeMap<(SituationIx, Vec<String>), Vec<EntityIx>> = BTreeMap::new();
    for (at, entity) in entities.iter().enumerate() {
        let described = || entity.kind == EntityKind::Described && LISTS.fits("body", &entity.name);
        if entity.kind == EntityKind::Organisation || described() {
            for situation in situations(entity, reports) {
                let key = (situation, tokens(&entity.name));
                bodies.entry(key).or_default().push(at.into());
            }
        }
    }
    let people = entities.iter().enumerate();
    let free = people.filter(|(_, e)| e.kind == EntityKind::Person && e.of.is_none());
    free.filter_map(|(at, person)| {
        let situation = situations(person, reports).next()?;
        let named = |title: &crate::Title| {
            let body = body_of(&title.text)?;
            match bodies.get(&(situation, body))?.as_slice() {
                [one] if entities[one.at()].of != Some(at.into()) => Some((at, *one)),
                _ => None,
            }
        };
        person.titles.iter().find_map(named)
    })
    .collect()
}

/// The body that a title names: "head of the coastguard".
fn body_of(title: &str) -> Option<Vec<String>> {
    let words = tokens(title);
    let names = |w: &[String]| matches!(w[0].as_str(), "of" | "for") && w[1] == "the";
    let at = words.windows(2).position(names)?;
    Some(words[at + 2..].to_vec()).filter(|body| !body.is_empty())
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
    let rows = rows(OFFICES).filter_map(|l| l.split_once('\t'));
    rows.into_iter().find_map(|(name, title)| {
        let before = office.strip_suffix(tokens(name).as_slice())?;
        Some([before, tokens(title).as_slice()].concat())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_bodies() {
        let check = |title: &str, body: Option<&str>| {
            assert_eq!(body_of(title), body.map(tokens), "{title}");
        };
        check("head of the coastguard", Some("coastguard"));
        check("spokeswoman for the Torvik Port Office", Some("Torvik Port Office"));
        check("Transport Minister", None);
        check("director of the", None);
    }

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
