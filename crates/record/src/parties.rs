//! On whose side an origin speaks.
//!
//! The country for its ministries, services, armed forces, leaders and capital; an organisation
//! for those who speak for it; a person for himself. Two ministries of one government are two
//! origins and one party. Media are no party: whoever passes on what it does not say it has from
//! whom speaks for nobody.

use reading::EntityKind;

use crate::lists::{LISTS, PARTIES};
use crate::{Draft, Entity, EntityIx, Party, PartyKind};

/// Longest way from a spokesman to a country: spokesman, ministry, capital, country.
const STEPS: usize = 5;

impl Draft<'_> {
    /// The party of an entity; none where it is media or cannot be told from others.
    pub(crate) fn party(&self, at: EntityIx) -> Option<Party> {
        self.party_within(at, STEPS)
    }

    fn party_within(&self, at: EntityIx, steps: usize) -> Option<Party> {
        let entity = &self.record.entities[at.at()];
        let words = words(entity);
        let known = entity.known.as_deref().unwrap_or_default();
        let itself = |kind| Some(Party { kind, name: entity.name.clone(), entity: Some(at) });
        let publisher = known.starts_with("agency/") || known.starts_with("outlet/");
        if publisher || words == Some("media") || self.outlets.contains(&entity.name) {
            return None;
        }
        if known.starts_with("country/") {
            return Some(self.government(at));
        }
        if let Some(of) = self.stands_for(entity).filter(|_| steps > 0 && words != Some("witness"))
        {
            return self.party_within(of, steps - 1);
        }
        match (words, entity.kind) {
            (Some("witness"), EntityKind::Described) => {
                Some(Party { kind: PartyKind::Witnesses, name: String::new(), entity: None })
            }
            (Some("witness"), _) => itself(PartyKind::Person),
            (Some("government"), _) => Some(self.government(at)),
            (Some("unnamed"), EntityKind::Described) => None,
            (None, EntityKind::Described) if entity.of.is_none() => None,
            (_, EntityKind::Person) => itself(PartyKind::Person),
            _ => itself(PartyKind::Organisation),
        }
    }

    /// Whom somebody speaks for: an organisation he belongs to, a person whose voice he is.
    fn stands_for(&self, entity: &Entity) -> Option<EntityIx> {
        let of = entity.of?;
        let voice = || entity.titles.iter().any(|t| LISTS.fits("voice", &t.text));
        let stands = match (entity.kind, self.record.entities[of.at()].kind) {
            (EntityKind::Person | EntityKind::Described, EntityKind::Organisation) => true,
            (EntityKind::Person, EntityKind::Person | EntityKind::Described) => voice(),
            (EntityKind::Organisation | EntityKind::Described, EntityKind::Person) => true,
            (EntityKind::Described, EntityKind::Described) => true,
            _ => false,
        };
        stands.then_some(of)
    }

    /// The government of the country that an entity belongs to; one without a name where the
    /// reports do not tell which.
    fn government(&self, at: EntityIx) -> Party {
        let mut next = Some(at);
        for _ in 0..STEPS {
            let Some(at) = next else { break };
            let entity = &self.record.entities[at.at()];
            if let Some(country) = self.country(entity) {
                return country;
            }
            next = entity.of;
        }
        Party { kind: PartyKind::Government, name: String::new(), entity: None }
    }

    /// The country that an entity is or lies in, as the world's tables tell.
    fn country(&self, entity: &Entity) -> Option<Party> {
        let id = entity.known.as_deref()?;
        let code = match id.strip_prefix("country/") {
            Some(code) => code,
            None => self.world.find(&entity.name).find(|k| k.id == id)?.country.as_deref()?,
        };
        let country = self.world.country(code)?;
        let entity = self.place(&country.id);
        Some(Party { kind: PartyKind::Government, name: country.name.clone(), entity })
    }
}

/// What the words of a name or of titles tell of the party.
fn words(entity: &Entity) -> Option<&'static str> {
    if entity.kind != EntityKind::Person {
        return PARTIES.first(&entity.name);
    }
    let titles: Vec<_> = entity.titles.iter().filter_map(|t| PARTIES.first(&t.text)).collect();
    let told = |party: &&&str| titles.contains(*party);
    ["witness", "media", "government", "local"].iter().find(told).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disputes::tests::record;
    use crate::{Basis, Record};

    /// The bases of all that was said.
    fn parties(record: &Record) -> Vec<(String, Vec<String>)> {
        let name = |p: &Party| format!("{} {}", p.kind.name(), p.name).trim_end().to_owned();
        let names = |b: &Basis| b.parties.iter().map(name).collect();
        let said = record.situations.iter().flat_map(|s| &s.utterances);
        said.map(|u| {
            let origin = u.basis.origins.first().map(|o| o.name.clone());
            (origin.unwrap_or_default(), names(&u.basis))
        })
        .collect()
    }

    #[test]
    fn whose_side_speaks() {
        for (text, origin, party) in [
            ("The Danish Transport Ministry said that the ferry sank.", "Ministry", "Denmark"),
            ("Oslo police said that the ferry sank in the fjord.", "police", "government"),
            ("Blue Strait Lines said that the ferry sank.", "Lines", "organisation Blue Strait"),
            ("NATO said on Friday that the ferry sank.", "NATO", "organisation NATO"),
            ("Anna Marsh said on Friday that the ferry sank.", "Marsh", "person Anna Marsh"),
            ("A passenger said on Friday that the ferry sank.", "0", "witnesses"),
        ] {
            let record = record(&[text]);
            let found = parties(&record);
            let fits = |(name, parties): &(String, Vec<String>)| {
                name.contains(origin) && parties.iter().any(|p| p.contains(party))
            };
            assert!(found.iter().any(fits), "{text}: {found:?}");
        }
        let officials = record(&["Officials said on Friday that the ferry sank."]);
        assert!(parties(&officials).iter().all(|(_, p)| p.is_empty()), "officials of nobody");
    }
}
