//! Who and what takes part: grammatical functions of a verb or noun, control and coordination
//! followed.

use super::scene::Scene;
use crate::{TokenIx, Upos};

/// The arguments of a verb or noun, as heads of noun phrases.
#[derive(Clone, Debug, Default)]
pub(super) struct Arguments {
    /// Who acts.
    pub(super) subjects: Vec<TokenIx>,
    /// Who or what is acted upon; the subject of a passive.
    pub(super) objects: Vec<TokenIx>,
    /// Others, with their preposition.
    pub(super) obliques: Vec<(String, TokenIx)>,
    /// Whether the verb is passive.
    pub(super) passive: bool,
}

/// The arguments of a verb.
pub(super) fn of_verb(scene: &Scene, verb: TokenIx) -> Arguments {
    let tree = &scene.tree;
    let mut found = Arguments { passive: is_passive(scene, verb), ..Arguments::default() };
    for child in tree.children(verb).iter().copied() {
        let relation = scene.token(child).deprel;
        match relation.split(':').next().unwrap_or("") {
            "nsubj" if found.passive => found.objects.push(child),
            "nsubj" => found.subjects.push(child),
            "obj" | "iobj" => found.objects.push(child),
            "obl" | "nmod" => {
                let preposition = scene.preposition(child).unwrap_or_default();
                if found.passive && (preposition == "by" || relation == "obl:agent") {
                    found.subjects.push(child);
                } else {
                    found.obliques.push((preposition, child));
                }
            }
            _ => {}
        }
    }
    let missing = if found.passive { found.objects.is_empty() } else { found.subjects.is_empty() };
    if missing {
        let inherited = subject_from_outside(scene, verb);
        if found.passive { &mut found.objects } else { &mut found.subjects }.extend(inherited);
    }
    resolve_relatives(scene, verb, &mut found);
    found
}

/// The arguments of a participle read as a past tense: taggers confuse "A bridge collapsed in the
/// town" with "a bridge built in the town". `None` where it cannot be one.
pub(super) fn as_active(scene: &Scene, verb: TokenIx, found: &Arguments) -> Option<Arguments> {
    let reduced = scene.token(verb).deprel == "acl" && scene.token(verb).xpos == "VBN";
    let head = scene.tree.head(verb).filter(|_| reduced)?;
    scene.tree.head(head).is_none().then(|| Arguments {
        subjects: vec![head],
        objects: scene.tree.by_relation(verb, "obj").collect(),
        obliques: found.obliques.clone(),
        passive: false,
    })
}

/// The arguments of a noun: possessor, compounds and prepositional phrases.
pub(super) fn of_noun(scene: &Scene, noun: TokenIx) -> Arguments {
    let mut found = Arguments::default();
    for child in scene.tree.children(noun).iter().copied() {
        let relation = scene.token(child).deprel;
        match relation.split(':').next().unwrap_or("") {
            "nmod" if relation == "nmod:poss" => found.subjects.push(child),
            "nmod" | "obl" => {
                let preposition = scene.preposition(child).unwrap_or_default();
                match preposition.as_str() {
                    "by" => found.subjects.push(child),
                    _ => found.obliques.push((preposition, child)),
                }
            }
            "compound" | "amod" if scene.entity(child).is_some() => found.subjects.push(child),
            _ => {}
        }
    }
    found
}

/// Whether a verb is passive, reduced relatives included ("the man arrested in Lyon").
pub(super) fn is_passive(scene: &Scene, verb: TokenIx) -> bool {
    let token = scene.token(verb);
    let marked = scene
        .tree
        .children(verb)
        .iter()
        .any(|c| matches!(scene.token(*c).deprel, "nsubj:pass" | "aux:pass" | "csubj:pass"));
    let has_object = scene.tree.child(verb, "obj").is_some();
    let participle = token.xpos == "VBN" && !has_object;
    let reduced = token.deprel == "acl" || token.deprel == "advcl" || token.deprel == "root";
    let auxiliary = scene.tree.child(verb, "aux").is_some();
    let coordinated = token.deprel == "conj"
        && participle
        && !auxiliary
        && scene.tree.child(verb, "nsubj").is_none()
        && scene.tree.head(verb).is_some_and(|h| h < verb && is_passive(scene, h));
    marked || coordinated || (participle && reduced && !auxiliary)
}

/// The understood subject of a verb without one: of the verb it is coordinated with, of the
/// governor (or its object), or the noun that its clause modifies.
fn subject_from_outside(scene: &Scene, verb: TokenIx) -> Vec<TokenIx> {
    let Some(head) = scene.tree.head(verb) else { return Vec::new() };
    let token = scene.token(verb);
    match token.deprel.split(':').next().unwrap_or("") {
        "acl" if scene.tree.child(verb, "nsubj").is_none() => vec![head],
        // "a call with the queen, held at her request": which noun is meant is open.
        "advcl"
            if head < verb && token.xpos == "VBN" && scene.tree.child(head, "obl").is_some() =>
        {
            Vec::new()
        }
        "conj" | "advcl" if scene.token(head).upos == Upos::Verb => {
            let own = of_verb(scene, head);
            if own.passive { own.objects } else { own.subjects }
        }
        "xcomp" => {
            let own = of_verb(scene, head);
            match own.objects.last() {
                Some(object) if !own.passive => vec![*object],
                Some(_) => own.objects,
                None => own.subjects,
            }
        }
        _ => Vec::new(),
    }
}

/// Puts the noun that a relative clause modifies in the place of its pronoun.
fn resolve_relatives(scene: &Scene, verb: TokenIx, arguments: &mut Arguments) {
    let Some(antecedent) = scene.tree.antecedent(verb) else { return };
    let relative = |at: &TokenIx| {
        matches!(scene.token(*at).xpos, "WP" | "WDT" | "WP$")
            || (scene.lemma(*at) == "that" && scene.token(*at).upos == Upos::Pron)
    };
    let all = arguments.subjects.iter_mut().chain(&mut arguments.objects);
    all.filter(|at| relative(at)).for_each(|at| *at = antecedent);
}
