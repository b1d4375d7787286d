//! "Yonhap reported, citing the ministry, that …": the words are those of whoever is cited, and who
//! cites relays them. The reader hears the relay as the source, and the cited as content or not at all.

use text::Span;

use super::{Context, Found, heard};
use crate::{Force, TokenIx, Upos};

/// Verbs whose object is a source in their active forms.
const CITING: [&str; 2] = ["cite", "quote"];

/// Adds what the cited say to `found`, inside what those say who cite them; attributions that hold
/// nothing but the name of the cited go.
pub(super) fn cited(context: &Context, found: &mut Vec<Found>) {
    let verbs = (0..context.reading.tokens.len()).map(TokenIx::from);
    let active = verbs.filter(|at| CITING.contains(&context.lemma(*at)) && is_active(context, *at));
    for verb in active.collect::<Vec<_>>() {
        if let Some(object) = object(context, verb) {
            add(context, found, verb, object);
        }
    }
}

fn is_active(context: &Context, verb: TokenIx) -> bool {
    let tree = &context.tree;
    tree.token(verb).upos == Upos::Verb
        && tree.child(verb, "aux:pass").is_none()
        && matches!(tree.token(verb).xpos, "VBG" | "VBD" | "VBZ" | "VBP")
}

/// The cited: a person, an office or a described source, or what they have written.
fn object(context: &Context, verb: TokenIx) -> Option<TokenIx> {
    let object = context.tree.child(verb, "obj")?;
    matches!(context.tree.token(object).upos, Upos::Noun | Upos::Propn).then_some(object)
}

fn add(context: &Context, found: &mut Vec<Found>, verb: TokenIx, object: TokenIx) {
    let token = context.tree.token(verb).span;
    let name = context.name(object);
    let own = found.iter().position(|f| f.cue.is_some_and(|c| c.contains(token)));
    if let Some(own) = own {
        let rest = without(context, &found[own].content, name);
        if !rest.is_empty() {
            found[own].content.clone_from(&rest);
            let anchor = found[own].anchor;
            found.push(inner(verb, token, (name, object), rest, anchor));
            return;
        }
    }
    let outer = found.iter().enumerate().find(|(at, f)| {
        let governs = context.tree.ancestors(verb).take(3).any(|up| up == f.anchor);
        let apart = f.content.iter().all(|c| !c.overlaps(token));
        Some(*at) != own && governs && apart && f.source.is_some()
    });
    let Some((_, outer)) = outer else { return };
    let rest = without(context, &outer.content, name);
    if rest.is_empty() {
        return;
    }
    let new = inner(verb, token, (name, object), rest, outer.anchor);
    found.push(new);
    if let Some(own) = own {
        found.remove(own);
    }
}

/// What the cited says, inside what the one whose cue is at `outer` says.
fn inner(
    verb: TokenIx,
    cue: Span,
    source: (Span, TokenIx),
    content: Vec<Span>,
    outer: TokenIx,
) -> Found {
    Found {
        content,
        cue: Some(cue),
        source: Some(source),
        relay: None,
        anchor: verb,
        within: Some(outer),
        force: Force::Asserts,
        negated: false,
        rule: "attribution.cited",
    }
}

/// `content` without the words of `name`.
fn without(context: &Context, content: &[Span], name: Span) -> Vec<Span> {
    let mut rest = Vec::new();
    for part in content {
        if !part.overlaps(name) {
            rest.push(*part);
            continue;
        }
        let before = Span { start: part.start, end: name.start.max(part.start) };
        let after = Span { start: name.end.min(part.end), end: part.end };
        rest.extend([before, after].map(|s| heard::tidy(context, s)));
    }
    rest.retain(|s| context.text(*s).chars().any(char::is_alphanumeric));
    rest
}
