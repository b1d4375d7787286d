//! Statements inside statements: "the paper reported that the mayor said …". The reader hears the
//! outer one or the inner one; the verbs of saying inside a content give the other link of the chain.

use super::{Context, Found, cues, heard};
use crate::{EntityKind, Speaker, TokenIx, Upos};

/// Verbs that tell what another has said; those of thinking and wishing are part of what is said.
const TELLING: [&str; 12] = [
    "say", "tell", "report", "announce", "state", "confirm", "deny", "claim", "testify", "declare",
    "warn", "add",
];

/// The statements that verbs inside the content of `outer` report: outside quotation marks, of a
/// named or described subject other than the speaker, with a clause.
pub(super) fn nested(context: &Context, outer: &Found, others: &[Found]) -> Vec<Found> {
    let told = outer.content.iter().flat_map(|c| context.reading.tokens_in(*c));
    told.map(TokenIx::from)
        .filter(|at| TELLING.contains(&context.lemma(*at)))
        .filter_map(|verb| inner(context, outer, verb))
        .filter(|f| !others.iter().any(|o| o.cue.zip(f.cue).is_some_and(|(a, b)| a.overlaps(b))))
        .collect()
}

fn inner(context: &Context, outer: &Found, verb: TokenIx) -> Option<Found> {
    let tree = &context.tree;
    let token = tree.token(verb);
    let quoted = context.quotations.iter().any(|q| q.contains(token.span));
    if token.upos != Upos::Verb || quoted {
        return None;
    }
    let subject = tree.by_relation(verb, "nsubj").next()?;
    let clause = tree.child(verb, "ccomp")?;
    let entity = context.entity_at(subject)?;
    let speaks = matches!(
        context.reading.entities[entity.at()].kind,
        EntityKind::Person | EntityKind::Organisation | EntityKind::Described
    );
    let same = context.speaker(outer.source) == Speaker::Entity(entity);
    if !speaks || same || tree.token(subject).upos == Upos::Pron {
        return None;
    }
    let source = heard::tidy(context, tree.span(subject));
    // A conjunction of the outer clause may hang from the inner one: what is said follows its verb.
    let clause = tree.span(clause);
    let start = if clause.end > token.span.end { token.span.end } else { clause.start };
    let content = heard::tidy(context, text::Span { start: start.max(clause.start), ..clause });
    (!source.overlaps(content) && !content.contains(token.span)).then(|| Found {
        content: vec![content],
        cue: Some(token.span),
        source: Some((source, subject)),
        relay: None,
        anchor: verb,
        within: None,
        force: cues::force(context.lemma(verb)).unwrap_or(crate::Force::Asserts),
        negated: false,
        rule: "attribution.nested",
    })
}
