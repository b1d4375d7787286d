//! Names, mentions and the entities of one article.
//!
//! Names that the trained reader hears ([`spans`]) get an entity ([`entities`]) with its titles
//! ([`titles`]); then descriptions ([`described`]) and pronouns ([`pronouns`]) are pointed at
//! entities, in text order.

mod described;
mod entities;
mod lexicon;
mod pronouns;
mod spans;
mod titles;
mod words;

use std::collections::BTreeMap;

use text::{Article, Span};
use world::World;

use crate::reader::{Heard, Links, Same};
use crate::{Entity, EntityIx, EntityKind, Mention, MentionKind, Name, Reading};
use entities::{Entities, abbreviates, name_words, span_of};
use spans::Found;
use words::Word;

/// What the passes over names share.
struct Passes<'a, 'w> {
    article: &'a Article,
    world: &'w World,
    reading: &'a Reading,
    links: &'a Links,
    words: Vec<Word<'a>>,
    found: Vec<Found<'w>>,
    /// Whom each found name names.
    whom: Vec<EntityIx>,
    entities: Entities,
    names: Vec<Name>,
    mentions: Vec<Mention>,
}

pub(crate) fn names(
    article: &Article,
    world: &World,
    reading: &Reading,
    heard: &Heard,
) -> (Vec<Name>, Vec<Mention>, Vec<Entity>) {
    let words = words::words(article, world, reading);
    let found = spans::find(&words, world, reading, &heard.names);
    let mut passes = Passes {
        article,
        world,
        reading,
        links: &heard.links,
        words,
        found,
        whom: Vec::new(),
        entities: Entities::default(),
        names: Vec::new(),
        mentions: Vec::new(),
    };
    passes.compass();
    passes.resolve();
    passes.capitals();
    passes.institutions();
    passes.titles();
    described::describe(&mut passes);
    pronouns::resolve(&mut passes);
    passes.finish()
}

/// By how much the likeliest antecedent must beat that of any other entity, in logits.
const MARGIN: f32 = 0.5;

impl<'w> Passes<'_, 'w> {
    /// The entity of the candidate that the links make the likeliest antecedent of a phrase:
    /// likelier than none, and clearly likelier than any other entity.
    fn likeliest<'m>(
        &self,
        phrase: Span,
        candidates: impl Iterator<Item = &'m Mention>,
    ) -> Option<EntityIx> {
        let text = &self.article.text;
        let last = |span: Span| span.of(text).rsplit(' ').next().unwrap_or("").to_lowercase();
        let head = self.reading.head_of(phrase)?.at();
        let mut best: BTreeMap<EntityIx, f32> = BTreeMap::new();
        for mention in candidates {
            let same = if mention.span.of(text).eq_ignore_ascii_case(phrase.of(text)) {
                Same::All
            } else if last(mention.span) == last(phrase) {
                Same::LastWord
            } else {
                Same::Nothing
            };
            let other = self.reading.head_of(mention.span)?.at();
            if let Some(score) = self.links.score(head, other, same) {
                let known = best.entry(mention.entity).or_insert(score);
                *known = known.max(score);
            }
        }
        let (entity, score) =
            best.iter().max_by(|a, b| a.1.total_cmp(b.1)).map(|(e, s)| (*e, *s))?;
        let clear = best.iter().all(|(e, s)| *e == entity || score - s >= MARGIN);
        (score > 0.0 && clear).then_some(entity)
    }

    /// Gives every found name its entity, its [`Name`]s and its mention.
    fn resolve(&mut self) {
        for at in 0..self.found.len() {
            let found = self.found[at].clone();
            let same = self.acronym_of(at).or_else(|| self.named_agency(at));
            let entity = match same {
                Some(long) => long,
                None => self.entities.resolve(self.article, &self.words, &found, self.world),
            };
            self.whom.push(entity);
            for (range, kind, known) in found.parts.clone() {
                let whole = range == found.words;
                let own = kind == found.kind;
                let entity =
                    if whole || own { entity } else { self.part(range.clone(), kind, known) };
                let span = titles::span(&self.words, &range);
                self.names.push(Name { span, kind, entity, rule: found.rule });
                if !whole && !own {
                    let kind = MentionKind::Name;
                    self.mentions.push(Mention { span, entity, kind, rule: "names.part" });
                }
            }
            let span = span_of(&self.words, &found);
            self.mentions.push(Mention { span, entity, kind: MentionKind::Name, rule: found.rule });
        }
    }

    /// The entity of a place or people named inside another name.
    fn part(
        &mut self,
        words: std::ops::Range<usize>,
        kind: EntityKind,
        known: Option<&'w world::Known>,
    ) -> EntityIx {
        let found =
            Found { words, kind, known, title: None, parts: Vec::new(), rule: "names.part" };
        self.entities.resolve(self.article, &self.words, &found, self.world)
    }

    /// Whether `short` stands in brackets right after `long`.
    fn bracketed(&self, long: &Found<'_>, short: &Found<'_>) -> bool {
        long.words.end + 1 == short.words.start
            && self.words[long.words.end].text == "("
            && self.words.get(short.words.end).is_some_and(|w| w.text == ")")
    }

    /// The entity whose acronym the name at `at` is: in brackets after it, or by its initials.
    fn acronym_of(&mut self, at: usize) -> Option<EntityIx> {
        let short = &self.found[at];
        let text = self.words[short.words.start].text;
        if short.words.len() > 1 || text.chars().filter(|c| c.is_uppercase()).count() < 2 {
            return None;
        }
        let long = &self.found[at.checked_sub(1)?];
        if !self.bracketed(long, short) || long.kind == EntityKind::Person {
            return None;
        }
        let same = long.known.zip(short.known).is_none_or(|(a, b)| a.id == b.id);
        let name = titles::span(&self.words, &long.words);
        if !same || !abbreviates(text, &name_words(name.of(&self.article.text))) {
            return None;
        }
        let entity = self.whom[at - 1];
        let short = short.clone();
        let acronym = self.entities.resolve(self.article, &self.words, &short, self.world);
        self.entities.join(entity, acronym);
        Some(entity)
    }

    /// The agency that is only described before its name in brackets: "the country's News Agency
    /// (Norda)".
    fn named_agency(&mut self, at: usize) -> Option<EntityIx> {
        let short = &self.found[at];
        let long = &self.found[at.checked_sub(1)?];
        let agency = short.known.filter(|k| k.kind == world::Kind::Agency)?;
        let described = long.known.is_none()
            && self.words[long.words.clone()]
                .windows(2)
                .any(|w| w[0].lower == "news" && w[1].lower == "agency");
        let entity = self.whom[at - 1];
        if !self.bracketed(long, short)
            || !described
            || self.entities.list[entity.at()].known.is_some()
        {
            return None;
        }
        let (id, name) = (agency.id.clone(), agency.name.clone());
        let described = &mut self.entities.list[entity.at()];
        described.known = Some(id);
        let old = std::mem::replace(&mut described.name, name);
        described.aliases.push(old);
        Some(entity)
    }

    /// Whom an organisation belongs to: the people or place in its name, or before its 's.
    fn institutions(&mut self) {
        for at in 0..self.found.len() {
            let found = &self.found[at];
            let entity = self.whom[at];
            if found.kind != EntityKind::Organisation
                || found.known.is_some_and(|k| k.country.is_some())
                || self.entities.list[entity.at()].of.is_some()
            {
                continue;
            }
            let span = span_of(&self.words, found);
            let inside = self
                .names
                .iter()
                .filter(|n| span.contains(n.span) && n.span != span)
                .find(|n| matches!(n.kind, EntityKind::Place | EntityKind::Nationality))
                .map(|n| n.entity);
            let owner =
                at.checked_sub(1).map(|b| (&self.found[b], self.whom[b])).filter(|(owner, _)| {
                    owner.words.end + 1 == found.words.start
                        && matches!(self.words[owner.words.end].text, "'s" | "’s" | "'" | "’")
                });
            let of = inside.or(owner.map(|(_, whom)| whom)).filter(|of| *of != entity);
            self.entities.list[entity.at()].of = of;
        }
    }

    /// Records titles before and after names, and makes the mention the whole phrase.
    fn titles(&mut self) {
        for at in 0..self.found.len() {
            let entity = self.whom[at];
            if self.found[at].kind != EntityKind::Person {
                continue;
            }
            if let Some(range) = titles::before(&self.words, &self.found, at) {
                self.title(entity, &range);
                let phrase = self.with_article(range.start);
                let span = span_of(&self.words, &self.found[at]);
                let whole = self.words[phrase].span.join(span);
                if let Some(mention) =
                    self.mentions.iter_mut().find(|m| m.span == span && m.entity == entity)
                {
                    mention.span = whole;
                    mention.rule = "names.title";
                }
            }
            if let Some(range) = titles::after(&self.words, &self.found[at], self.world) {
                self.title(entity, &range);
            }
        }
    }

    /// Records one title and the institution it names.
    fn title(&mut self, entity: EntityIx, range: &std::ops::Range<usize>) {
        let honorific = self.words[range.clone()]
            .iter()
            .all(|w| self.world.title(&w.lower).is_some_and(|t| t.honorific && !t.head));
        let last = &self.words[range.end - 1].lower;
        if honorific || range.len() == 1 && lexicon::LEXICON.is("kin", last) {
            return;
        }
        let span = titles::span(&self.words, range);
        self.entities.title(entity, span.of(&self.article.text), span);
        let rank = |kind: EntityKind| match kind {
            EntityKind::Organisation => 0,
            EntityKind::Place => 1,
            EntityKind::Nationality => 2,
            EntityKind::Person => 3,
            _ => 9,
        };
        let named = (0..self.found.len())
            .filter(|f| {
                self.found[*f].words.start >= range.start && self.found[*f].words.end <= range.end
            })
            .min_by_key(|f| rank(self.found[*f].kind))
            .filter(|f| rank(self.found[*f].kind) < 9 && self.whom[*f] != entity);
        let owner = &mut self.entities.list[entity.at()].of;
        if let (None, Some(named)) = (*owner, named) {
            *owner = Some(self.whom[named]);
        }
    }

    /// The article or adjective before a title belongs to the phrase.
    fn with_article(&self, start: usize) -> usize {
        let mut start = start;
        while let Some(before) = start.checked_sub(1).map(|b| &self.words[b]) {
            let belongs = matches!(
                before.lower.as_str(),
                "the"
                    | "former"
                    | "ex"
                    | "incumbent"
                    | "outgoing"
                    | "then"
                    | "late"
                    | "embattled"
                    | "acting"
            );
            if !belongs || before.sentence != self.words[start].sentence {
                break;
            }
            start -= 1;
        }
        start
    }

    fn finish(mut self) -> (Vec<Name>, Vec<Mention>, Vec<Entity>) {
        self.countries();
        self.mentions.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end), m.entity));
        self.mentions.dedup_by_key(|m| (m.span, m.entity));
        self.names.sort_by_key(|n| n.span);
        in_order(self.names, self.mentions, self.entities.list)
    }

    /// "the North" and "the South" are the Koreas where the article speaks of them; else a
    /// direction alone names nothing.
    fn compass(&mut self) {
        let korea = |code: &str| self.found.iter().filter_map(|f| f.known).find(|k| k.id == code);
        let (north, south) = (korea("country/KP"), korea("country/KR"));
        let words = &self.words;
        self.found.retain_mut(|found| {
            let known = match words[found.words.start].text {
                _ if found.words.len() > 1 => return true,
                "North" => north,
                "South" => south.and(north).and(south),
                "East" | "West" | "Northeast" | "Northwest" | "Southeast" | "Southwest" => None,
                _ => return true,
            };
            found.kind = EntityKind::Place;
            found.known = known;
            found.rule = "names.compass";
            known.is_some()
        });
    }

    /// What belongs to a people belongs to its country where the article names that.
    fn countries(&mut self) {
        for at in 0..self.entities.list.len() {
            let Some(of) = self.entities.list[at].of else { continue };
            let people = &self.entities.list[of.at()];
            if people.kind != EntityKind::Nationality || people.known.is_none() {
                continue;
            }
            let country = self
                .entities
                .list
                .iter()
                .position(|e| e.kind == EntityKind::Place && e.known == people.known);
            if let Some(country) = country.filter(|c| *c != at) {
                self.entities.list[at].of = Some(EntityIx::from(country));
            }
        }
    }

    /// A capital belongs to its country where the article names that.
    fn capitals(&mut self) {
        for at in 0..self.entities.list.len() {
            let entity = &self.entities.list[at];
            if entity.kind != EntityKind::Place || entity.of.is_some() {
                continue;
            }
            let Some(country) = self.world.capital(&entity.name) else { continue };
            let of =
                self.entities.list.iter().position(|e| {
                    e.kind == EntityKind::Place && e.known.as_ref() == Some(&country.id)
                });
            self.entities.list[at].of = of.filter(|o| *o != at).map(EntityIx::from);
        }
    }
}

/// Puts entities in the order of their first mention and leaves out those without one.
fn in_order(
    mut names: Vec<Name>,
    mut mentions: Vec<Mention>,
    entities: Vec<Entity>,
) -> (Vec<Name>, Vec<Mention>, Vec<Entity>) {
    let mut first: Vec<Option<Span>> = vec![None; entities.len()];
    let spans = names.iter().map(|n| (n.span, n.entity));
    for (span, entity) in spans.chain(mentions.iter().map(|m| (m.span, m.entity))) {
        let slot = &mut first[entity.at()];
        *slot = Some(slot.map_or(span, |s| s.min(span)));
    }
    let mut order: Vec<usize> = (0..entities.len()).filter(|e| first[*e].is_some()).collect();
    order.sort_by_key(|e| (first[*e], *e));
    let mut place = vec![None; entities.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = Some(EntityIx::from(new));
    }
    let moved = |old: EntityIx| place[old.at()].expect("every name and mention keeps its entity");
    names.iter_mut().for_each(|n| n.entity = moved(n.entity));
    mentions.iter_mut().for_each(|m| m.entity = moved(m.entity));
    let entities = order
        .iter()
        .map(|old| {
            let mut entity = entities[*old].clone();
            entity.first = first[*old].unwrap_or(entity.first);
            entity.of = entity.of.and_then(|of| place[of.at()]);
            entity
        })
        .collect();
    (names, mentions, entities)
}

#[cfg(test)]
mod tests;
