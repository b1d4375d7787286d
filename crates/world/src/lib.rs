//! Knowledge about the world as data: countries, capitals, organisations, agencies, outlets,
//! offices. Each table is a tab-separated file in `data/` whose head names its source and date;
//! a user's own tables can be put before the bundled ones ([`World::with`]).

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What kind of thing a known name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A country.
    Country,
    /// A city, region or other place.
    Place,
    /// An organisation, party, company, armed group.
    Organisation,
    /// A wire agency, whose copy outlets print.
    Agency,
    /// A newspaper, broadcaster, magazine or site.
    Outlet,
}

/// One known thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Stable id: `country/KR`, `agency/ap`, `outlet/bbc`.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Its usual English name.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// Web domain without `www.`, of outlets and agencies.
    pub domain: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country it is or belongs to.
    pub country: Option<String>,
    /// Wikidata id, `Q…`.
    pub wikidata: Option<String>,
}

/// All tables, with look-up by name and by domain.
#[derive(Debug, Default)]
pub struct World {
    known: Vec<Known>,
    by_name: BTreeMap<String, Vec<usize>>,
    by_domain: BTreeMap<String, usize>,
}

const AGENCIES: &str = include_str!("../data/agencies.tsv");
const OUTLETS: &str = include_str!("../data/outlets.tsv");

impl World {
    /// The tables that come with the program.
    pub fn bundled() -> &'static World {
        static WORLD: LazyLock<World> = LazyLock::new(|| World::with(&[]));
        &WORLD
    }

    /// The user's tables, then the bundled ones; the first to claim a name or domain is first in look-ups.
    pub fn with(tables: &[(Kind, &str)]) -> World {
        let mut world = World::default();
        for (kind, table) in tables {
            world.add(*kind, table);
        }
        world.add(Kind::Agency, AGENCIES);
        world.add(Kind::Outlet, OUTLETS);
        world
    }

    fn add(&mut self, kind: Kind, table: &str) {
        for line in table.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let mut cells = line.split('\t').map(str::trim);
            let mut cell = || cells.next().filter(|c| !c.is_empty()).map(str::to_owned);
            let (Some(id), Some(name)) = (cell(), cell()) else { continue };
            let list = |c: Option<String>| -> Vec<String> {
                c.iter().flat_map(|c| c.split(';')).map(|a| a.trim().to_owned()).collect()
            };
            let (aliases, domain, country, wikidata) = (list(cell()), cell(), cell(), cell());
            let at = self.known.len();
            for n in std::iter::once(&name).chain(&aliases) {
                self.by_name.entry(n.to_lowercase()).or_default().push(at);
            }
            if let Some(domain) = &domain {
                self.by_domain.entry(domain.clone()).or_insert(at);
            }
            self.known.push(Known { id, kind, name, aliases, domain, country, wikidata });
        }
    }

    /// Everything known under `name` (any case), the user's entries first.
    pub fn find(&self, name: &str) -> impl Iterator<Item = &Known> {
        self.by_name.get(&name.to_lowercase()).into_iter().flatten().map(|at| &self.known[*at])
    }

    /// The agency called `name`.
    pub fn agency(&self, name: &str) -> Option<&Known> {
        self.find(name).find(|k| k.kind == Kind::Agency)
    }

    /// The outlet or agency that publishes at `host` or at a parent domain of it.
    pub fn publisher_at(&self, host: &str) -> Option<&Known> {
        let host = host.to_lowercase();
        let mut rest = host.as_str();
        loop {
            if let Some(at) = self.by_domain.get(rest) {
                return Some(&self.known[*at]);
            }
            rest = rest.split_once('.')?.1;
        }
    }

    /// The outlet or agency called `name`.
    pub fn publisher(&self, name: &str) -> Option<&Known> {
        self.find(name).find(|k| matches!(k.kind, Kind::Agency | Kind::Outlet))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publishers_are_found_by_name_and_host() {
        let world = World::bundled();
        assert_eq!(world.agency("the associated press").unwrap().name, "AP");
        assert_eq!(world.publisher_at("news.bbc.com").unwrap().id, "outlet/bbc");
        assert!(world.publisher_at("example.org").is_none());
    }
}
