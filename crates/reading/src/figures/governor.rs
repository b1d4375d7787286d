//! The word that tells something of a counted thing: `kill` of "at least 84 people were killed".

use crate::{Quantity, Reading, TokenIx, Tree, Upos, predicates::predicate_as};

/// The lemma that governs a quantity, and the token it stands at. A lemma of the predicate table
/// is preferred; else the governing verb, whatever it is.
pub(super) fn governor(
    reading: &Reading,
    tree: &Tree<'_>,
    quantity: &Quantity,
) -> Option<(TokenIx, String)> {
    let head = counted(reading, tree, quantity)?;
    let near = candidates(tree, head);
    let known = near.iter().find_map(|at| {
        let lemma = lemma(tree, *at);
        predicate_as(&lemma, tree.token(*at).upos).map(|_| (*at, lemma))
    });
    let verb = || near.iter().copied().find(|at| tree.token(*at).upos == Upos::Verb);
    known
        .or_else(|| verb().map(|at| (at, lemma(tree, at))))
        .or_else(|| beside(reading, tree, quantity))
}

/// In a fragment without a verb, a known word next to the quantity: "dozens dead".
fn beside(reading: &Reading, tree: &Tree<'_>, quantity: &Quantity) -> Option<(TokenIx, String)> {
    let sentence = reading.sentences[reading.sentence_at(quantity.span.start)?.at()];
    let own = reading.tokens_in(quantity.span);
    let first = own.start.saturating_sub(2).max(sentence.first.at());
    let end = (own.end + 2).min(sentence.end.at());
    (own.end..end).chain(first..own.start).map(TokenIx::from).find_map(|at| {
        let lemma = lemma(tree, at);
        predicate_as(&lemma, tree.token(at).upos).map(|_| (at, lemma))
    })
}

/// The token that stands for the counted thing in its clause: the number itself in "21 of the
/// girls", else the counted noun.
pub(super) fn counted(reading: &Reading, tree: &Tree<'_>, quantity: &Quantity) -> Option<TokenIx> {
    let number = reading.head_of(quantity.number)?;
    let noun = quantity.counts.and_then(|c| reading.head_of(c));
    match noun {
        // "40-metre-deep well": the unit hangs inside; what counts is the number's own phrase.
        Some(noun) if tree.ancestors(number).any(|a| a == noun) => Some(noun),
        Some(noun) if quantity.counts.is_some_and(|c| c.contains(quantity.number)) => Some(noun),
        _ => Some(number),
    }
}

/// Words that may tell something of `head`, the closest first.
fn candidates(tree: &Tree<'_>, head: TokenIx) -> Vec<TokenIx> {
    let mut found = vec![head];
    found.extend(tree.by_relation(head, "amod"));
    let inside: Vec<TokenIx> = modifiers(tree, head);
    // "the 84 people killed" are those who were killed, whatever else is told of them;
    // "84 people killed by a bus were buried" too.
    if is_definite(tree, head) {
        found.extend(&inside);
    }
    found.extend(above(tree, head));
    found.extend(inside);
    found
}

/// Verbs and adjectives that hang below a noun: "people killed", "girls who escaped".
fn modifiers(tree: &Tree<'_>, head: TokenIx) -> Vec<TokenIx> {
    let mut found = Vec::new();
    for clause in tree.by_relation(head, "acl") {
        found.extend(with_complements(tree, clause));
    }
    found
}

/// A verb with what completes it: "set free", "left dead", "in critical condition".
fn with_complements(tree: &Tree<'_>, verb: TokenIx) -> Vec<TokenIx> {
    let mut found = vec![verb];
    for relation in ["xcomp", "ccomp", "advmod"] {
        found.extend(tree.by_relation(verb, relation));
    }
    for noun in tree.by_relation(verb, "obl") {
        found.extend(tree.by_relation(noun, "amod"));
    }
    found
}

/// The words a noun hangs from, up to the verb of its clause and its subject.
fn above(tree: &Tree<'_>, head: TokenIx) -> Vec<TokenIx> {
    let mut found = Vec::new();
    let mut at = head;
    for up in tree.ancestors(head).take(6) {
        let relation = tree.token(at).deprel;
        at = up;
        // A coordinated thing shares the verb of the first, not its modifiers.
        if relation.starts_with("conj") && tree.token(up).upos != Upos::Verb {
            continue;
        }
        found.push(up);
        if tree.token(up).upos == Upos::Verb {
            found.extend(with_complements(tree, up));
            // "the death toll rose to 84"
            if relation.starts_with("obl") || relation.starts_with("obj") {
                for subject in tree.by_relation(up, "nsubj") {
                    found.push(subject);
                    found.extend(tree.by_relation(subject, "compound"));
                }
            }
            break;
        }
        if relation.starts_with("nsubj") {
            // "three were among the 84 people killed": the noun is the predicate.
            found.extend(tree.by_relation(up, "amod"));
            found.extend(modifiers(tree, up));
            break;
        }
    }
    found
}

/// Whether a noun phrase points at something given: "the 21", "its crew".
pub(super) fn is_definite(tree: &Tree<'_>, head: TokenIx) -> bool {
    const DEFINITE: &[&str] = &["the", "these", "those", "this", "that", "its", "their", "our"];
    tree.children(head).iter().any(|c| {
        let token = tree.token(*c);
        DEFINITE.contains(&&*token.lemma) || token.deprel == "nmod:poss"
    })
}

/// The lemma, with its particle where it has one: `hand_over`.
fn lemma(tree: &Tree<'_>, at: TokenIx) -> String {
    let verb = tree.token(at).lemma.to_lowercase();
    let particle = tree.child(at, "compound:prt").or_else(|| tree.child(at, "xcomp"));
    if let Some(particle) = particle {
        let both = format!("{verb}_{}", tree.token(particle).lemma.to_lowercase());
        if predicate_as(&both, Upos::Verb).is_some() {
            return both;
        }
    }
    verb
}
