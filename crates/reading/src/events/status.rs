//! Whether an event is told as having taken place: auxiliaries, negation, adverbs, and the words
//! that govern its clause, nearest first.

use super::arguments::is_passive;
use super::lexicon::Marker;
use super::scene::Scene;
use crate::{EventStatus, TokenIx, Upos};

/// Governors asked at most: deeper nesting says nothing certain.
const DEPTH: usize = 6;

/// The status of an event whose clause or noun phrase is headed by `word`; `None` where it is only
/// a condition, a question or a purpose.
pub(super) fn status(scene: &Scene, word: TokenIx) -> Option<EventStatus> {
    let mut at = word;
    for _ in 0..DEPTH {
        if let Some(found) = own(scene, at) {
            return found;
        }
        match governed(scene, at) {
            Step::Is(status) => return Some(status),
            Step::Nothing => return None,
            Step::Ask(next) => at = next,
            Step::Fact => return Some(judged(scene, word)),
        }
    }
    Some(judged(scene, word))
}

/// What the trained reader takes for certain that it did not happen, on its scale from -3 to 3.
const DENIED_BELOW: f32 = -1.0;
/// What it takes for no more than possible.
const POSSIBLE_BELOW: f32 = 0.0;

/// Where no word speaks against it: as certain as the trained reader hears it.
fn judged(scene: &Scene, word: TokenIx) -> EventStatus {
    match scene.heard(word).map(|h| h.factuality) {
        Some(certain) if certain < DENIED_BELOW => EventStatus::Denied,
        Some(certain) if certain < POSSIBLE_BELOW => EventStatus::Planned,
        _ => EventStatus::Happened,
    }
}

/// What a word's own modifiers and auxiliaries say; `Some(None)`: it is only imagined.
fn own(scene: &Scene, at: TokenIx) -> Option<Option<EventStatus>> {
    let mut modal = None;
    let mut perfect = false;
    for child in scene.tree.children(at).iter().copied() {
        let token = scene.token(child);
        let lemma = scene.lemma(child);
        let relation = token.deprel.split(':').next().unwrap_or("");
        match relation {
            "aux" => {
                perfect |= lemma == "have";
                modal = modal.or_else(|| {
                    let status = scene.lexicon.status(Marker::Aux, &lemma)?;
                    Some((status, lemma))
                });
            }
            "mark" if matches!(lemma.as_str(), "if" | "unless" | "whether") => return Some(None),
            "advmod" | "amod" | "det" | "compound" | "cc:preconj" | "nmod" => {
                if let Some(status) = scene.lexicon.status(Marker::Negation, &lemma)
                    && (relation != "advmod" || !is_focus(scene, child, at))
                {
                    return Some(Some(status));
                }
                let marker = if relation == "nmod" { None } else { Some(Marker::Modifier) };
                let form = token.span.of(&scene.article.text).to_lowercase();
                let says = |m: Marker| {
                    let of = |word: &str| scene.lexicon.status(m, word);
                    of(&form).or_else(|| of(&lemma))
                };
                if let Some(status) = marker.and_then(says) {
                    return Some(Some(status));
                }
            }
            _ => {}
        }
    }
    let (status, lemma) = modal?;
    Some(match lemma.as_str() {
        // "may have fired": a guess about the past; "would have fired": it did not.
        "may" | "might" | "could" if perfect => Some(EventStatus::Alleged),
        "must" | "will" if perfect => Some(EventStatus::Alleged),
        _ if perfect => None,
        _ => Some(status),
    })
}

/// "not only visited", "no later than": the negation bears on something else.
fn is_focus(scene: &Scene, negation: TokenIx, at: TokenIx) -> bool {
    scene.tree.children(at).iter().any(|c| {
        c.0 == negation.0 + 1 && matches!(scene.lemma(*c).as_str(), "only" | "just" | "merely")
    })
}

enum Step {
    /// The governor settles it.
    Is(EventStatus),
    /// The governor passes the question on.
    Ask(TokenIx),
    /// Only a purpose or a wish nobody acts on.
    Nothing,
    /// Nothing speaks against it.
    Fact,
}

/// A headline's infinitive is announced; orders and questions tell nothing.
fn main_clause(scene: &Scene, at: TokenIx) -> Step {
    let token = scene.token(at);
    let has = |relation: &str| scene.tree.child(at, relation).is_some();
    if infinitive(scene, at) {
        return Step::Is(EventStatus::Planned);
    }
    let order = token.xpos == "VB" && !has("nsubj") && !has("aux");
    let sentence = scene.reading.sentence_at(token.span.start);
    let last = sentence.and_then(|s| scene.reading.tokens_of(s).last());
    let question = last.is_some_and(|t| &*t.lemma == "?");
    if order || question { Step::Nothing } else { Step::Fact }
}

/// What the governor of a word says.
fn governed(scene: &Scene, at: TokenIx) -> Step {
    let Some(head) = scene.tree.head(at) else { return main_clause(scene, at) };
    let token = scene.token(at);
    let lemma = scene.lemma(head);
    let says = |marker: Marker| scene.lexicon.status(marker, &lemma);
    let relation = token.deprel.split(':').next().unwrap_or("");
    let clause = matches!(relation, "xcomp" | "ccomp" | "csubj" | "advcl" | "acl");
    let phrase = matches!(relation, "obj" | "obl" | "nsubj");
    let about = (clause && token.deprel != "acl:relcl" && relation != "advcl")
        || (phrase && relation != "nsubj" && !is_time_or_place(scene, at))
        || (relation == "nsubj" && is_passive(scene, head));
    if let Some(status) = says(Marker::Undone).filter(|_| about) {
        return Step::Is(status);
    }
    let verbal = scene.token(at).upos == Upos::Verb || clause;
    match relation {
        "xcomp" | "csubj" => infinitive_or_gerund(scene, head, &lemma),
        "ccomp" if infinitive(scene, at) => infinitive_or_gerund(scene, head, &lemma),
        "ccomp" => match says(Marker::Governor) {
            Some(EventStatus::Alleged) => Step::Is(EventStatus::Alleged),
            _ => Step::Fact,
        },
        "acl" if token.deprel == "acl:relcl" => Step::Fact,
        "acl" if infinitive(scene, at) => match says(Marker::Noun) {
            Some(status) => Step::Is(status),
            None if is_first(scene, head) => Step::Fact,
            None => Step::Is(EventStatus::Planned),
        },
        "acl" if accused(scene, head) => Step::Is(EventStatus::Alleged),
        "acl" | "nmod" => match says(Marker::Noun) {
            Some(status) if scene.preposition(at).is_none_or(|p| p != "in" && p != "during") => {
                Step::Is(status)
            }
            _ => Step::Fact,
        },
        "advcl" | "obl" if verbal => match says(Marker::Governor) {
            Some(EventStatus::Alleged) => Step::Is(EventStatus::Alleged),
            Some(status) if infinitive(scene, at) => Step::Is(status),
            _ if infinitive(scene, at) => match status(scene, head) {
                Some(EventStatus::Planned) => Step::Is(EventStatus::Planned),
                _ => Step::Nothing,
            },
            _ => Step::Fact,
        },
        "obj" | "obl" if !is_time_or_place(scene, at) => match says(Marker::Object) {
            Some(status) => Step::Is(status),
            None => Step::Fact,
        },
        "nsubj" if is_passive(scene, head) => match says(Marker::Object) {
            Some(status) => Step::Is(status),
            None => Step::Fact,
        },
        "conj" if scene.token(at).upos == Upos::Verb && bare(scene, at) => Step::Ask(head),
        "conj" if scene.tree.child(at, "nsubj").is_none() => match own(scene, head) {
            Some(Some(EventStatus::Alleged)) => Step::Is(EventStatus::Alleged),
            _ => Step::Fact,
        },
        _ => Step::Fact,
    }
}

/// "accused the army of killing": the deed hangs from the accused.
fn accused(scene: &Scene, noun: TokenIx) -> bool {
    let verb = scene.tree.head(noun).filter(|_| scene.tree.is(noun, "obj"));
    let status = verb.and_then(|v| scene.lexicon.status(Marker::Governor, &scene.lemma(v)));
    status == Some(EventStatus::Alleged)
}

/// "during a visit", "after the attack": the phrase only says when.
fn is_time_or_place(scene: &Scene, at: TokenIx) -> bool {
    const WHEN: &[&str] =
        &["during", "after", "before", "at", "in", "following", "since", "until", "amid", "on"];
    scene.preposition(at).is_some_and(|p| WHEN.contains(&p.as_str()))
}

/// What a verb or adjective says of the infinitive or gerund it governs; "manage to", "begin to"
/// and unknown ones pass the question on to what governs them.
fn infinitive_or_gerund(scene: &Scene, head: TokenIx, lemma: &str) -> Step {
    if scene.lexicon.status(Marker::Neutral, lemma).is_some() {
        return Step::Ask(head);
    }
    match scene.lexicon.status(Marker::Governor, lemma) {
        // "did not plan to": still not to be.
        Some(status) => match own(scene, head) {
            Some(Some(EventStatus::Denied)) => Step::Is(EventStatus::Denied),
            _ => Step::Is(status),
        },
        None => Step::Ask(head),
    }
}

/// Whether the word is an infinitive with "to".
pub(super) fn infinitive(scene: &Scene, at: TokenIx) -> bool {
    scene.tree.children(at).iter().any(|c| scene.token(*c).xpos == "TO")
}

/// A coordinated verb in its base form without a subject or auxiliary of its own.
fn bare(scene: &Scene, at: TokenIx) -> bool {
    let own = |relation: &str| scene.tree.child(at, relation).is_some();
    scene.token(at).xpos == "VB" && !own("nsubj") && !own("aux") && !infinitive(scene, at)
}

/// "the first to visit", "the only one to land": told as a fact.
fn is_first(scene: &Scene, noun: TokenIx) -> bool {
    let told = |at: TokenIx| {
        matches!(scene.lemma(at).as_str(), "first" | "second" | "last" | "only" | "latest")
    };
    told(noun) || scene.tree.children(noun).iter().any(|c| told(*c))
}
