//! The word that tells something of a counted thing: `kill` of "at least 84 people were killed".

use crate::predicates::predicate_as;
use crate::{Aspect, Quantity, Reading, Token, TokenIx, Tree, Upos, predicate};

/// The lemma that governs a quantity, and the token it stands at. A lemma of the predicate table
/// is preferred; else the governing verb, whatever it is.
pub(super) fn governor(
    reading: &Reading,
    tree: &Tree<'_>,
    quantity: &Quantity,
) -> Option<(TokenIx, String)> {
    if let Some(found) = tally(reading, quantity) {
        return Some(found);
    }
    let head = counted(reading, tree, quantity)?;
    if is_whole(reading, quantity) {
        return of_whole(reading, tree, quantity, head);
    }
    let number = reading.tokens_in(quantity.number);
    let mut near = candidates(tree, head);
    near.retain(|at| !number.contains(&at.at()));
    let known = near.iter().find_map(|at| {
        let lemma = lemma(tree, *at);
        predicate_as(&lemma, tree.token(*at).upos).map(|_| (*at, lemma))
    });
    let verb = || near.iter().copied().find(|at| tree.token(*at).upos == Upos::Verb);
    known
        .or_else(|| verb().map(|at| (at, lemma(tree, at))))
        .or_else(|| beside(reading, tree, quantity))
}

/// How far before a tally its casualty word may stand, in tokens.
const TALLY: usize = 12;

/// "the number of dead rose to 15", "the number of people killed is 18": what is told of a tally
/// is its own noun's word, whatever verb moves it.
fn tally(reading: &Reading, quantity: &Quantity) -> Option<(TokenIx, String)> {
    const LED: &[&str] = &["to", "at", "be", "of", "reach", "hit", "pass", "exceed"];
    let sentence = reading.sentences[reading.sentence_at(quantity.span.start)?.at()];
    let own = reading.tokens_in(quantity.span);
    let first = own.start.saturating_sub(TALLY).max(sentence.first.at());
    let word = |at: usize| &*reading.tokens[at].lemma;
    let near = own.start.saturating_sub(2).max(first)..own.start;
    if quantity.counts.is_some_and(|c| c.contains(quantity.number))
        || !near.into_iter().any(|at| LED.contains(&word(at)))
    {
        return None;
    }
    let number = (first..own.start).rev().find(|at| word(*at).eq_ignore_ascii_case("number"))?;
    if number + 1 >= own.start || word(number + 1) != "of" {
        return None;
    }
    (number + 2..own.start).find_map(|at| {
        let lemma = word(at).to_lowercase();
        let toll = predicate(&lemma).is_some_and(|p| p.aspect == Aspect::Toll);
        toll.then(|| (TokenIx::from(at), lemma))
    })
}

/// Whether a count is the whole of which a part is told: the 84 of "61 of the 84 people".
fn is_whole(reading: &Reading, quantity: &Quantity) -> bool {
    let own = reading.tokens_in(quantity.number);
    let word = |back: usize| own.start.checked_sub(back).map(|at| &reading.tokens[at]);
    let part = |back: usize| {
        let number = |t: &Token| reading.quantities.iter().any(|q| q.number.contains(t.span));
        word(back).is_some_and(|t| &*t.lemma == "of") && word(back + 1).is_some_and(number)
    };
    (1..=4).any(part)
}

/// What is told of a whole stands in its own phrase: "61 of the 84 people on board", "21 of the
/// 276 girls kidnapped in April"; what is told of the part is not told of it.
fn of_whole(
    reading: &Reading,
    tree: &Tree<'_>,
    quantity: &Quantity,
    head: TokenIx,
) -> Option<(TokenIx, String)> {
    let sentence = reading.sentences[reading.sentence_at(quantity.span.start)?.at()];
    let end = reading.tokens_in(quantity.counts.unwrap_or(quantity.span)).end;
    let end = end.max(reading.tokens_in(quantity.span).end);
    let next = (end..(end + 2).min(sentence.end.at())).map(TokenIx::from);
    let phrase = [head].into_iter().chain(tree.by_relation(head, "amod"));
    phrase.chain(modifiers(tree, head)).chain(next).find_map(|at| {
        let lemma = lemma(tree, at);
        predicate_as(&lemma, tree.token(at).upos).map(|_| (at, lemma))
    })
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
