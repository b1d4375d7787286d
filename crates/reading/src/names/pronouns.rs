//! Pronouns: he, she, it, they and their forms point at the entity last spoken of that agrees in
//! number and gender, subjects first. "I" and "we" in direct speech stay unresolved, and so does
//! whatever fits two.

use text::Span;
use world::Gender;

use super::Passes;
use crate::{EntityIx, EntityKind, Mention, MentionKind};

/// What a pronoun asks of its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    Person(Gender),
    Thing,
    Several,
}

fn asks(form: &str) -> Option<Asks> {
    Some(match form {
        "he" | "him" | "his" | "himself" => Asks::Person(Gender::Male),
        "she" | "her" | "hers" | "herself" => Asks::Person(Gender::Female),
        "it" | "its" | "itself" => Asks::Thing,
        "they" | "them" | "their" | "themselves" => Asks::Several,
        _ => return None,
    })
}

/// How many sentences back a pronoun may point.
const REACH: usize = 2;

/// Adds mentions for the pronouns that can be resolved.
pub(super) fn resolve(passes: &mut Passes<'_, '_>) {
    passes.mentions.sort_by_key(|m| (m.span, m.entity));
    let mut added: Vec<Mention> = Vec::new();
    for at in 0..passes.reading.tokens.len() {
        let token = &passes.reading.tokens[at];
        let form = token.span.of(&passes.article.text).to_lowercase();
        let Some(asks) = asks(&form) else { continue };
        if asks == Asks::Thing && token.deprel == "expl" {
            continue;
        }
        if let Some(entity) = antecedent(passes, &added, token.span, asks) {
            let kind = MentionKind::Pronoun;
            added.push(Mention { span: token.span, entity, kind, rule: "pronoun" });
            if let Asks::Person(gender) = asks {
                let known = &mut passes.entities.traits[entity.at()].gender;
                *known = known.or(Some(gender));
            }
        }
    }
    passes.mentions.extend(added);
}

/// The likeliest antecedent: in the sentence itself before the pronoun, else in those before it,
/// subjects before others; nobody where the nearest sentence with a candidate leaves two equal.
fn antecedent(
    passes: &Passes<'_, '_>,
    added: &[Mention],
    pronoun: Span,
    asks: Asks,
) -> Option<EntityIx> {
    let here = passes.reading.sentence_at(pronoun.start)?.at();
    let quoted = in_quotation(passes, pronoun);
    for back in 0..=REACH.min(here) {
        let sentence = &passes.reading.sentences[here - back];
        let mut scored: Vec<(i32, u32, EntityIx)> = passes
            .mentions
            .iter()
            .chain(added)
            .filter(|m| sentence.span.contains(m.span) && m.span.end <= pronoun.start)
            .filter(|m| agrees(passes, m.entity, asks) && !same_clause(passes, m.span, pronoun))
            .map(|m| (weight(passes, m), m.span.start, m.entity))
            .collect();
        scored.sort_unstable_by_key(|(score, start, _)| (std::cmp::Reverse(*score), *start));
        let Some((best, _, entity)) = scored.first().copied() else { continue };
        if asks != Asks::Thing || best > 1 {
            let rival = scored.iter().any(|(score, _, e)| *score == best && *e != entity);
            let crowd = quoted && scored.iter().any(|(_, _, e)| *e != entity);
            return (!rival && !crowd).then_some(entity);
        }
        return None;
    }
    None
}

/// Whether a plain pronoun is an object beside the mention, under one verb: "the office denied it"
/// is not about the office.
fn same_clause(passes: &Passes<'_, '_>, mention: Span, pronoun: Span) -> bool {
    let tokens = &passes.reading.tokens;
    let token = &tokens[passes.reading.tokens_in(pronoun).start];
    let object = token.deprel.starts_with("obj")
        || token.deprel == "iobj"
        || token.deprel.starts_with("obl");
    let reflexive = token.span.of(&passes.article.text).ends_with("self");
    let head = passes.reading.head_of(mention).and_then(|h| tokens[h.at()].head);
    object && !reflexive && head.is_some() && head == token.head
}

fn agrees(passes: &Passes<'_, '_>, entity: EntityIx, asks: Asks) -> bool {
    let (kind, traits) =
        (passes.entities.list[entity.at()].kind, &passes.entities.traits[entity.at()]);
    let described = kind == EntityKind::Described;
    match asks {
        Asks::Person(gender) => {
            (kind == EntityKind::Person || described && traits.single)
                && traits.gender.is_none_or(|g| g == gender)
        }
        Asks::Thing => kind == EntityKind::Organisation,
        Asks::Several => traits.plural && described,
    }
}

/// Subjects weigh most; a mention inside another phrase (a possessor) least.
fn weight(passes: &Passes<'_, '_>, mention: &Mention) -> i32 {
    let relation = passes
        .reading
        .head_of(mention.span)
        .map_or("", |head| passes.reading.tokens[head.at()].deprel);
    match relation.split(':').next().unwrap_or("") {
        "nsubj" => 3,
        "obj" | "iobj" => 1,
        "nmod" | "compound" | "appos" | "conj" => 0,
        _ => 1,
    }
}

/// Whether the pronoun stands inside quotation marks of its sentence.
fn in_quotation(passes: &Passes<'_, '_>, pronoun: Span) -> bool {
    let Some(sentence) = passes.reading.sentence_at(pronoun.start) else { return false };
    let before =
        passes.reading.sentences[sentence.at()].span.start as usize..pronoun.start as usize;
    let before = &passes.article.text[before];
    let opened = before.matches('“').count() > before.matches('”').count();
    opened || before.matches('"').count() % 2 == 1
}
