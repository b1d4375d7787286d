//! The words that tell an event: from the subject of its clause to the end of its complements, or
//! its noun phrase.

use text::Span;

use super::scene::Scene;
use super::when::sequence;
use crate::{TokenIx, Upos};

/// Longest clause in words; complements at its end are left out until it fits.
const WORDS: usize = 30;
/// Verbs asked at most for the subject that they share with another.
const DEPTH: usize = 4;

/// The clause of a verb: its subject, objects, obliques and complements, without coordinated
/// clauses, without what opens it and without what is told beside it.
///
/// An infinitive is told by the clause that governs it ("plans to visit Oslo"), a clause that
/// modifies a noun with that noun ("the boy who fell"), a verb without a subject of its own from
/// the subject that it shares ("The lorry left the road and killed two", "…, killing two").
pub(super) fn of_verb(scene: &Scene, verb: TokenIx) -> Span {
    let own = clause(scene, verb);
    let Some(head) = scene.tree.head(verb) else { return own };
    let joined = match scene.token(verb).deprel {
        "xcomp" => clause(scene, head).join(own),
        "acl" | "acl:relcl" if head < verb => {
            let left = |c: &TokenIx| *c < head && !matches!(scene.token(*c).deprel, "case" | "cc");
            let (first, _) = bounds(scene, head, &children(scene, head, left), &[]);
            scene.token(first).span.join(own)
        }
        "conj" | "advcl" => shared_subject(scene, verb).map_or(own, |subject| subject.join(own)),
        _ => own,
    };
    if scene.reading.tokens_in(joined).len() <= WORDS { joined } else { own }
}

/// The noun phrase that is the subject of a verb through the verb it hangs from; none where the
/// verb has its own.
fn shared_subject(scene: &Scene, verb: TokenIx) -> Option<Span> {
    let subject = |of: TokenIx| {
        let is = |c: &&TokenIx| scene.token(**c).deprel.starts_with("nsubj");
        scene.tree.children(of).iter().find(is).copied()
    };
    if subject(verb).is_some() {
        return None;
    }
    let mut at = verb;
    for _ in 0..DEPTH {
        let relation = scene.token(at).deprel.split(':').next().unwrap_or("");
        at = scene.tree.head(at).filter(|_| matches!(relation, "conj" | "advcl" | "xcomp"))?;
        if let Some(found) = subject(at) {
            let left = |c: &TokenIx| *c < found && scene.token(*c).deprel != "case";
            let (first, _) = bounds(scene, found, &children(scene, found, left), &[]);
            return Some(scene.token(first).span.join(scene.token(found).span));
        }
    }
    None
}

fn children(scene: &Scene, of: TokenIx, part: impl Fn(&TokenIx) -> bool) -> Vec<TokenIx> {
    scene.tree.children(of).iter().copied().filter(|c| part(c)).collect()
}

fn clause(scene: &Scene, verb: TokenIx) -> Span {
    let part = |child: &TokenIx| {
        let token = scene.token(*child);
        match token.deprel.split(':').next().unwrap_or("") {
            "punct" | "cc" | "parataxis" | "discourse" | "mark" | "vocative" | "dep" => false,
            "conj" => token.upos != Upos::Verb,
            "advcl" => *child > verb,
            "advmod" => *child > verb || child.0 + 3 > verb.0,
            _ => true,
        }
    };
    cut(scene, verb, part)
}

/// Without what is told beside it of before or after: ", following a visit to the camp".
pub(super) fn without_sequel(scene: &Scene, span: Span, word: TokenIx) -> Span {
    let tokens = scene.reading.tokens_in(span);
    let from = (word.at() + 2).max(tokens.start);
    let sequel = (from..tokens.end).map(TokenIx::from).find(|at| {
        let token = scene.token(*at);
        let links = matches!(token.deprel, "case" | "mark") && sequence(scene, *at);
        let following = token.span.of(&scene.article.text) == "following";
        (links || following) && &*scene.token(TokenIx(at.0 - 1)).lemma == ","
    });
    sequel.map_or(span, |at| Span { end: scene.token(TokenIx(at.0 - 2)).span.end, ..span })
}

/// A noun phrase without its preposition, relative clauses and appositions.
pub(super) fn of_noun(scene: &Scene, noun: TokenIx) -> Span {
    let part = |child: &TokenIx| {
        let token = scene.token(*child);
        let relation = token.deprel.split(':').next().unwrap_or("");
        let drop = matches!(
            relation,
            "punct"
                | "cc"
                | "case"
                | "appos"
                | "conj"
                | "parataxis"
                | "mark"
                | "cop"
                | "nsubj"
                | "advcl"
        );
        !drop && token.deprel != "acl:relcl"
    };
    cut(scene, noun, part)
}

/// The head with the kept children's subtrees. While it is too long, what stands last is left out:
/// of a complement that the head needs, what modifies it, so that "passed a resolution that …" ends
/// with the resolution and not with "passed".
fn cut(scene: &Scene, head: TokenIx, part: impl Fn(&TokenIx) -> bool) -> Span {
    let kept = children(scene, head, part);
    let mut dropped: Vec<TokenIx> = Vec::new();
    loop {
        let (first, last) = bounds(scene, head, &kept, &dropped);
        let fits = (last.0 - first.0) < WORDS as u32;
        let mut right = kept.iter().copied().filter(|c| *c > head && !dropped.contains(c));
        match right.next_back() {
            Some(last) if !fits => dropped.push(spare(scene, last, &dropped)),
            _ => {
                let last =
                    if fits { last } else { TokenIx(head.0.max(first.0 + WORDS as u32 - 1)) };
                let first = if last.0 - first.0 < WORDS as u32 { first } else { head };
                return scene.token(first).span.join(scene.token(last).span);
            }
        }
    }
}

/// What can be spared of a complement, from its end: all of it where nothing needs it, else the
/// last of its own modifiers, if any is left.
fn spare(scene: &Scene, complement: TokenIx, dropped: &[TokenIx]) -> TokenIx {
    let agent =
        scene.tree.is(complement, "obl") && scene.preposition(complement).as_deref() == Some("by");
    let relation = scene.token(complement).deprel;
    let core = agent || matches!(relation, "obj" | "iobj" | "ccomp" | "xcomp" | "obl:agent");
    let behind = |c: &&TokenIx| {
        **c > complement && !dropped.contains(c) && scene.token(**c).upos != Upos::Punct
    };
    match scene.tree.children(complement).iter().rfind(behind) {
        Some(last) if core => spare(scene, *last, dropped),
        _ => complement,
    }
}

/// First and last token of the head and the kept subtrees, without those dropped; punctuation at
/// the ends left out.
fn bounds(
    scene: &Scene,
    head: TokenIx,
    kept: &[TokenIx],
    dropped: &[TokenIx],
) -> (TokenIx, TokenIx) {
    let mut tokens: Vec<TokenIx> = kept.iter().flat_map(|c| scene.tree.subtree(*c)).collect();
    for root in dropped {
        let gone = scene.tree.subtree(*root);
        tokens.retain(|t| !gone.contains(t));
    }
    tokens.push(head);
    tokens.retain(|t| *t == head || scene.token(*t).upos != Upos::Punct);
    let first = tokens.iter().min().copied().unwrap_or(head);
    let last = tokens.iter().max().copied().unwrap_or(head);
    (first, last)
}
