//! Knowledge about the world as data: countries, capitals, organisations, agencies, outlets,
//! offices, given names. Each table is a tab-separated file in `data/` whose head names its source
//! and date; a user's own tables can be put before the bundled ones ([`check`], [`World::with`]).
//!
//! Columns: id, name, aliases (`;`), domains (`;`), country, Wikidata, adjectives (`;`),
//! plurals (`;`), capitals (`;`). Empty cells at the end may be left out.

mod people;
mod table;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use people::{Gender, TitleWord};
use people::{People, rows};
pub use table::{RowError, check};

/// What kind of thing a known name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A country.
    Country,
    /// A city, region or other place.
    Place,
    /// A people, religion or political group, as an adjective or plural.
    People,
    /// An organisation, party, company, armed group.
    Organisation,
    /// A wire agency, whose copy outlets print.
    Agency,
    /// A newspaper, broadcaster, magazine or site.
    Outlet,
    /// A building or other built place.
    Facility,
    /// A product, vehicle, weapon.
    Product,
    /// A named event, season, disease.
    Event,
    /// A law or treaty.
    Law,
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
    /// Web domain without `www.`, of outlets and agencies: the first where there are several.
    pub domain: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country it is or belongs to.
    pub country: Option<String>,
    /// Wikidata id, `Q…`.
    pub wikidata: Option<String>,
    /// Capital, of countries: the name news stories use for the government.
    pub capital: Option<String>,
}

/// In what form a known thing was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// By its name or an alias.
    Name,
    /// By its adjective: `South Korean`.
    Adjective,
    /// By its people: `Danes`, `Frenchman`.
    Plural,
}

/// A known thing under one of its forms.
#[derive(Clone, Copy, Debug)]
pub struct Match<'a> {
    /// The thing.
    pub known: &'a Known,
    /// The form it was named in.
    pub form: Form,
}

#[derive(Clone, Debug)]
struct Entry {
    known: usize,
    form: Form,
    written: String,
}

/// All tables, with look-up by name and by domain.
#[derive(Debug, Default)]
pub struct World {
    known: Vec<Known>,
    by_name: BTreeMap<String, Vec<Entry>>,
    by_domain: BTreeMap<String, usize>,
    by_capital: BTreeMap<String, usize>,
    people: People,
}

/// Most words of a name in the tables that [`World::longest`] tries.
const LONGEST: usize = 9;

const TABLES: [(Kind, &str); 10] = [
    (Kind::Country, include_str!("../data/countries.tsv")),
    (Kind::Agency, include_str!("../data/agencies.tsv")),
    (Kind::Organisation, include_str!("../data/organisations.tsv")),
    (Kind::Outlet, include_str!("../data/outlets.tsv")),
    (Kind::People, include_str!("../data/peoples.tsv")),
    (Kind::Event, include_str!("../data/events.tsv")),
    (Kind::Law, include_str!("../data/laws.tsv")),
    (Kind::Product, include_str!("../data/products.tsv")),
    (Kind::Facility, include_str!("../data/facilities.tsv")),
    (Kind::Place, include_str!("../data/places.tsv")),
];

impl World {
    /// The tables that come with the program.
    pub fn bundled() -> &'static World {
        static WORLD: LazyLock<World> = LazyLock::new(|| World::with(&[]));
        &WORLD
    }

    /// The user's tables, then the bundled ones; the first to claim a name or domain is first in
    /// look-ups.
    pub fn with(tables: &[(Kind, &str)]) -> World {
        let mut world = World { people: People::bundled(), ..World::default() };
        for (kind, table) in tables.iter().chain(&TABLES) {
            for row in rows(table) {
                world.add(*kind, row);
            }
        }
        world
    }

    fn add(&mut self, kind: Kind, row: &str) {
        let mut cells = row.split('\t').map(str::trim);
        let mut cell = || cells.next().filter(|c| !c.is_empty()).map(str::to_owned);
        let (Some(id), Some(name)) = (cell(), cell()) else { return };
        let (aliases, domains, country) = (list(cell()), list(cell()), cell());
        let (wikidata, adjectives) = (cell(), list(cell()));
        let (plurals, capitals) = (list(cell()), list(cell()));
        let at = self.known.len();
        let forms = std::iter::once((&name, Form::Name))
            .chain(aliases.iter().map(|a| (a, Form::Name)))
            .chain(adjectives.iter().map(|a| (a, Form::Adjective)))
            .chain(plurals.iter().map(|p| (p, Form::Plural)));
        for (written, form) in forms {
            let written = plain_apostrophes(written);
            let entry = Entry { known: at, form, written: written.clone() };
            self.by_name.entry(written.to_lowercase()).or_default().push(entry);
        }
        for domain in &domains {
            self.by_domain.entry(domain.clone()).or_insert(at);
        }
        for capital in &capitals {
            self.by_capital.entry(capital.to_lowercase()).or_insert(at);
        }
        let domain = domains.into_iter().next();
        let capital = capitals.into_iter().next();
        self.known.push(Known { id, kind, name, aliases, domain, country, wikidata, capital });
    }

    /// Everything known under `name` (any case), the user's entries first.
    pub fn find(&self, name: &str) -> impl Iterator<Item = &Known> {
        self.matches(name).filter(|m| m.form == Form::Name).map(|m| m.known)
    }

    /// Everything of that Wikidata id, the user's entries first.
    pub fn of_wikidata(&self, id: &str) -> impl Iterator<Item = &Known> {
        self.known.iter().filter(move |known| known.wikidata.as_deref() == Some(id))
    }

    /// Everything known under `words` (any case), in any form, the user's entries first.
    pub fn matches(&self, words: &str) -> impl Iterator<Item = Match<'_>> {
        let entries = self.by_name.get(&plain_apostrophes(words).to_lowercase());
        entries.into_iter().flatten().map(|e| self.matched(e))
    }

    /// The longest known name that `words` begin with: how many words it has, and everything known
    /// under it, the user's entries first. Case must agree unless `any_case` (headlines, datelines).
    pub fn longest(&self, words: &[&str], any_case: bool) -> Option<(usize, Vec<Match<'_>>)> {
        let (mut tried, mut best) = (String::new(), None);
        for (at, word) in words.iter().take(LONGEST).enumerate() {
            if at > 0 {
                tried.push(' ');
            }
            tried.push_str(&plain_apostrophes(word));
            let lower = tried.to_lowercase();
            let Some((next, entries)) = self.by_name.range(lower.clone()..).next() else { break };
            if !next.starts_with(&lower) {
                break;
            }
            if *next == lower {
                let found: Vec<_> = entries
                    .iter()
                    .filter(|e| any_case || e.written == tried)
                    .map(|e| self.matched(e))
                    .collect();
                if !found.is_empty() {
                    best = Some((at + 1, found));
                }
            }
        }
        best
    }

    fn matched(&self, entry: &Entry) -> Match<'_> {
        Match { known: &self.known[entry.known], form: entry.form }
    }

    /// The country with that ISO 3166-1 alpha-2 code.
    pub fn country(&self, code: &str) -> Option<&Known> {
        self.known.iter().find(|k| k.kind == Kind::Country && k.country.as_deref() == Some(code))
    }

    /// The country whose adjective or people `word` names: `South Korean`, `Danes`.
    pub fn demonym(&self, word: &str) -> Option<&Known> {
        self.matches(word)
            .find(|m| m.form != Form::Name && m.known.kind == Kind::Country)
            .map(|m| m.known)
    }

    /// The country whose capital is called `name`: "Seoul said" speaks of its government.
    pub fn capital(&self, name: &str) -> Option<&Known> {
        self.by_capital.get(&name.to_lowercase()).map(|at| &self.known[*at])
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

    /// The gender a given name mostly has; `None` where it is no known given name.
    pub fn given_name(&self, name: &str) -> Option<Gender> {
        self.people.given(name)
    }

    /// Whether `name` is a known family name.
    pub fn family_name(&self, name: &str) -> bool {
        self.people.family(name)
    }

    /// What part of a title `word` can be, in any case.
    pub fn title(&self, word: &str) -> Option<TitleWord> {
        self.people.title(word)
    }
}

fn list(cell: Option<String>) -> Vec<String> {
    let parts = cell.iter().flat_map(|c| c.split(';'));
    parts.map(|a| a.trim().to_owned()).filter(|a| !a.is_empty()).collect()
}

fn plain_apostrophes(words: &str) -> String {
    words.replace(['\u{2019}', '\u{2018}', '\u{02BC}'], "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publishers_are_found_by_name_and_host() {
        let world = World::bundled();
        assert_eq!(world.agency("the associated press").unwrap().name, "AP");
        assert_eq!(world.publisher_at("news.bbc.com").unwrap().id, "outlet/bbc");
        assert_eq!(world.publisher_at("www.bbc.co.uk").unwrap().id, "outlet/bbc");
        assert!(world.publisher_at("example.org").is_none());
    }

    #[test]
    fn countries_are_found_by_adjective_people_and_capital() {
        let world = World::bundled();
        assert_eq!(world.demonym("South Korean").unwrap().id, "country/KR");
        assert_eq!(world.demonym("Danes").unwrap().id, "country/DK");
        assert!(world.demonym("Korea").is_none());
        assert_eq!(world.capital("Kiev").unwrap().id, "country/UA");
        assert_eq!(world.country("UA").unwrap().capital.as_deref(), Some("Kyiv"));
    }

    #[test]
    fn the_longest_name_wins() {
        let world = World::bundled();
        let longest = |words: &str, any| {
            let words: Vec<&str> = words.split(' ').collect();
            world.longest(&words, any).map(|(n, found)| (n, found[0].known.id.clone()))
        };
        let cases = [
            ("United Nations Security Council met", false, Some((4, "org/un-security-council"))),
            ("New York police", false, Some((2, "place/US-new-york"))),
            ("People’s Daily reported", false, Some((2, "outlet/people-daily"))),
            ("SEOUL", true, Some((1, "place/KR-seoul"))),
            ("SEOUL", false, None),
            ("us", false, None),
            ("", false, None),
        ];
        for (words, any, expected) in cases {
            let expected = expected.map(|(n, id): (usize, &str)| (n, id.to_owned()));
            assert_eq!(longest(words, any), expected, "{words}");
        }
    }

    #[test]
    fn a_users_table_goes_first() {
        let world = World::with(&[(Kind::Outlet, "outlet/tide\tThe Tide\tBBC\ttide.example")]);
        assert_eq!(world.publisher("bbc").unwrap().id, "outlet/tide");
        assert_eq!(world.publisher_at("www.tide.example").unwrap().name, "The Tide");
    }

    #[test]
    fn people_words() {
        let world = World::bundled();
        assert_eq!(world.given_name("Maria"), Some(Gender::Female));
        assert_eq!(world.given_name("Boris"), Some(Gender::Male));
        assert_eq!(world.given_name("Table"), None);
        assert!(world.family_name("Okafor"));
        let title = world.title("Mrs.").unwrap();
        assert!(title.honorific && title.gender == Some(Gender::Female));
        assert!(world.title("minister").unwrap().head);
    }

    #[test]
    fn every_table_names_its_date_and_every_id_is_its_own() {
        let mut ids: Vec<&str> = World::bundled().known.iter().map(|k| k.id.as_str()).collect();
        for (_, table) in &TABLES {
            let head: String = table.lines().take_while(|l| l.starts_with('#')).collect();
            assert!(head.contains("2026-"), "{head}");
        }
        let all = ids.len();
        ids.sort_unstable();
        for pair in ids.windows(2) {
            assert_ne!(pair[0], pair[1]);
        }
        assert!(all > 3000);
    }
}
