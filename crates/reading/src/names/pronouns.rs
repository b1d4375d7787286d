//! Pronouns: he, she, it, they and their forms point at the entity that agrees in number and gender
//! and that the trained reader's links make the likeliest. "I" and "we" in direct speech stay
//! unresolved.

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
const REACH: usize = 5;

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

/// The likeliest antecedent among the mentions of the sentences in reach.
fn antecedent(
    passes: &Passes<'_, '_>,
    added: &[Mention],
    pronoun: Span,
    asks: Asks,
) -> Option<EntityIx> {
    let here = passes.reading.sentence_at(pronoun.start)?.at();
    let from = passes.reading.sentences[here.saturating_sub(REACH)].span.start;
    let candidates = passes
        .mentions
        .iter()
        .chain(added)
        .filter(|m| from <= m.span.start && m.span.end <= pronoun.start)
        .filter(|m| agrees(passes, m.entity, asks) && !same_clause(passes, m.span, pronoun));
    passes.likeliest(pronoun, candidates)
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
