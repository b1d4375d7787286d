//! The record's entry for an entity: its name, other forms, titles and mentions.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use reading::{EntityKind, MentionKind};
use text::{PartialDate, Span};
use world::{Kind, World};

use crate::entities::Node;
use crate::id::id;
use crate::names::is_acronym;
use crate::{Draft, Entity, Passage, Title};

/// Words of the longest title that is put before a name.
const TITLE_WORDS: usize = 7;

/// The entry for one entity, from all its appearances; id and `of` are still to be filled.
pub(crate) fn portrait(draft: &Draft, members: &[&Node]) -> Entity {
    let mentions = mentions(draft, members);
    let mut forms: BTreeMap<String, usize> = BTreeMap::new();
    for member in members {
        *forms.entry(clean(&member.entity.name, member.kind)).or_default() += 1;
        for alias in &member.entity.aliases {
            forms.entry(clean(alias, member.kind)).or_default();
        }
    }
    for passage in &mentions {
        let form = clean(draft.words(*passage), members[0].kind);
        *forms.entry(form).or_default() += 1;
    }
    forms.remove("");
    let kind = majority(members);
    let known = members.iter().find_map(|m| m.entity.known.clone());
    let in_world = members.iter().find_map(|m| {
        let known = m.entity.known.as_deref()?;
        draft.world.find(&m.entity.name).find(|k| k.id == known)
    });
    let name = match in_world {
        Some(known) if kind != EntityKind::Nationality => known.name.clone(),
        _ => without_capitals(canonical(members, &forms), kind),
    };
    let mut aliases: Vec<(String, usize)> = forms.into_iter().filter(|(f, _)| *f != name).collect();
    aliases.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let titles = titles(draft, members);
    Entity {
        id: String::new(),
        full_name: full_name(&name, kind, &titles),
        name,
        kind,
        aliases: aliases.into_iter().map(|(form, _)| form).collect(),
        titles: titles.into_iter().map(|(title, _)| title).collect(),
        known,
        wikidata: in_world.and_then(|k| k.wikidata.clone()),
        of: None,
        mentions,
        reliability: None,
    }
}

/// The entry for somebody whom a reader names and no report does. What it is the world tells where
/// it knows the name; a known given or family name is a person's.
pub(crate) fn named_only(name: &str, world: &World) -> Entity {
    let known = world.find(name).next();
    let mut words = name.split(' ');
    let given = words.next().is_some_and(|w| world.given_name(w).is_some());
    let person = given || words.next_back().is_some_and(|w| world.family_name(w));
    let kind = match known.map(|k| k.kind) {
        Some(Kind::Country | Kind::Place) => EntityKind::Place,
        Some(Kind::Organisation | Kind::Agency | Kind::Outlet) => EntityKind::Organisation,
        Some(Kind::People) => EntityKind::Nationality,
        Some(Kind::Facility) => EntityKind::Facility,
        Some(Kind::Product) => EntityKind::Product,
        Some(Kind::Event) => EntityKind::Event,
        Some(Kind::Law) => EntityKind::Law,
        None if person => EntityKind::Person,
        None => EntityKind::Other,
    };
    let canonical = known.map_or(name, |k| &k.name).to_owned();
    Entity {
        id: id("entity", &[kind.name(), &canonical]),
        full_name: canonical.clone(),
        aliases: (canonical != name).then(|| name.to_owned()).into_iter().collect(),
        name: canonical,
        kind,
        titles: Vec::new(),
        known: known.map(|k| k.id.clone()),
        wikidata: known.and_then(|k| k.wikidata.clone()),
        of: None,
        mentions: Vec::new(),
        reliability: None,
    }
}

/// Passages with the name; of what has no name (a described source, "the presidential office"), all
/// that are not pronouns.
fn mentions(draft: &Draft, members: &[&Node]) -> Vec<Passage> {
    let mut found = Vec::new();
    for member in members {
        let reading = draft.reading(member.report);
        let names: Vec<Span> =
            reading.names.iter().filter(|n| n.entity == member.at).map(|n| n.span).collect();
        let passage = |span| Passage { report: member.report, span };
        if names.is_empty() {
            let described = reading
                .mentions
                .iter()
                .filter(|m| m.entity == member.at && m.kind != MentionKind::Pronoun);
            found.extend(described.map(|m| passage(m.span)));
        }
        found.extend(names.into_iter().map(passage));
    }
    found.sort();
    found.dedup();
    found
}

fn majority(members: &[&Node]) -> EntityKind {
    let mut votes: BTreeMap<EntityKind, usize> = BTreeMap::new();
    members.iter().for_each(|m| *votes.entry(m.kind).or_default() += 1);
    votes.into_iter().max_by_key(|(k, n)| (*n, Reverse(*k))).map_or(EntityKind::Other, |(k, _)| k)
}

/// A name on one line, without genitive, quotation marks and article.
fn clean(name: &str, kind: EntityKind) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let edge = |c: char| !c.is_alphanumeric() && !matches!(c, '.' | ')' | '(' | '&' | '$' | '%');
    let name = name.trim_matches(edge).trim_end_matches("'s").trim_end_matches("’s");
    // A full stop ends an abbreviation or a sentence.
    let abbreviated =
        name.matches('.').count() > 1 || name.ends_with("Jr.") || name.ends_with("Sr.");
    let name = if abbreviated { name } else { name.trim_end_matches('.') };
    let article = matches!(kind, EntityKind::Organisation | EntityKind::Described);
    let stripped = ["the ", "The ", "a ", "an "].iter().find_map(|a| name.strip_prefix(a));
    stripped.filter(|_| article).unwrap_or(name).to_owned()
}

/// The name most used among the fullest: a person's with given name, not an acronym, where there
/// is one.
fn canonical(members: &[&Node], forms: &BTreeMap<String, usize>) -> String {
    let named: BTreeMap<String, usize> = members.iter().fold(BTreeMap::new(), |mut all, m| {
        let form = clean(&m.entity.name, m.kind);
        let n = forms.get(&form).copied().unwrap_or_default();
        all.insert(form, n);
        all
    });
    let full = |name: &str| name.contains([' ', '-']) && !is_acronym(name);
    let best = named
        .into_iter()
        .filter(|(name, _)| !name.is_empty())
        .max_by_key(|(name, n)| (full(name), *n, name.chars().count(), Reverse(name.clone())));
    best.map_or_else(|| members[0].entity.name.clone(), |(name, _)| name)
}

/// A person's name that stands in capitals only, as in a transcript or a byline, with small
/// letters.
fn without_capitals(name: String, kind: EntityKind) -> String {
    let capitals = |w: &str| w.chars().count() > 2 && w.chars().all(char::is_uppercase);
    let words = || name.split(' ');
    let long = || words().filter(|w| w.chars().count() > 2);
    if kind != EntityKind::Person
        || words().count() < 2
        || long().count() == 0
        || !long().all(capitals)
    {
        return name;
    }
    let lower = |word: &str| {
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().collect();
        if capitals(word) { first + &letters.as_str().to_lowercase() } else { word.to_owned() }
    };
    words().map(lower).collect::<Vec<_>>().join(" ")
}

/// Titles with the first and last day of the reports that use them and how often they stand, most
/// frequent first.
fn titles(draft: &Draft, members: &[&Node]) -> Vec<(Title, usize)> {
    let mut found: BTreeMap<String, (String, Vec<PartialDate>, usize)> = BTreeMap::new();
    for member in members {
        let date = draft.article(member.report).published.map(|p| p.date);
        for title in &member.entity.titles {
            let words = title.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let entry = found.entry(words.to_lowercase()).or_insert((words, Vec::new(), 0));
            entry.1.extend(date);
            entry.2 += 1;
        }
    }
    let mut titles: Vec<(Title, usize)> = found
        .into_values()
        .map(|(text, days, n)| {
            let (from, to) = (days.iter().min().copied(), days.iter().max().copied());
            (Title { text, from, to }, n)
        })
        .collect();
    titles.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.text.cmp(&b.0.text)));
    titles
}

/// `South Korean President Yoon Suk Yeol`; a title that does not begin with a capital follows:
/// `Mark Rutte, head of the alliance`.
fn full_name(name: &str, kind: EntityKind, titles: &[(Title, usize)]) -> String {
    if kind != EntityKind::Person {
        return name.to_owned();
    }
    let length = |title: &str| title.split(' ').count();
    let fullest = titles
        .iter()
        .map(|(title, n)| (title.text.as_str(), *n))
        .filter(|(title, _)| length(title) <= TITLE_WORDS && !title.is_empty())
        .max_by_key(|(title, n)| (length(title), *n, Reverse(*title)));
    match fullest {
        Some((title, _)) if title.starts_with(char::is_uppercase) => format!("{title} {name}"),
        Some((title, _)) => format!("{name}, {title}"),
        None => name.to_owned(),
    }
}
