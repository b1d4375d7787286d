//! What a source does with what it says: asserts, denies, promises and the like. The cue tells it;
//! where the cue only says that something was said, the main clause of the content does.

use std::ops::Range;

use text::Span;

use super::{Context, cues};
use crate::{Force, TokenIx, Upos};

/// Cues of knowing and believing: negated they doubt.
const BELIEVING: &[&str] =
    &["know", "believe", "think", "trust", "agree", "sure", "certain", "convinced", "determine"];

/// The force of an attribution. A denied confirmation or belief is a doubt; other negated cues keep
/// their force and the flag.
pub(super) fn force(
    context: &Context,
    cue: &Range<usize>,
    anchor: TokenIx,
    source: Option<(Span, TokenIx)>,
    content: &[Span],
    negated: bool,
) -> Force {
    let clause = content.first().and_then(|c| clause(context, *c));
    let of = |at: TokenIx| of_word(context, cue, at, clause);
    let words = cue.clone().map(TokenIx::from);
    let found = of(anchor).or_else(|| words.clone().find_map(of)).unwrap_or(Force::Asserts);
    let says = |lemmas: &[&str]| {
        lemmas.contains(&context.lemma(anchor))
            || words.clone().any(|w| lemmas.contains(&context.lemma(w)))
    };
    match found {
        Force::Confirms if negated => Force::Doubts,
        Force::Asserts if negated && says(BELIEVING) => Force::Doubts,
        Force::Asserts if !negated => {
            said(context, source, content, clause).unwrap_or(Force::Asserts)
        }
        force => force,
    }
}

/// The force that the lexicon gives a word of the cue, with what it goes on with.
fn of_word(
    context: &Context,
    cue: &Range<usize>,
    at: TokenIx,
    clause: Option<TokenIx>,
) -> Option<Force> {
    let lemma = context.lemma(at).to_lowercase();
    let longer = |word: &str| cues::force(&format!("{lemma} {word}"));
    let infinitive = clause.is_some_and(|c| is_infinitive(context, c));
    let behind = (at.at() + 1..cue.end).map(TokenIx::from);
    infinitive
        .then(|| longer("to"))
        .flatten()
        .or_else(|| behind.into_iter().find_map(|w| longer(context.lemma(w))))
        .or_else(|| cues::force(&lemma))
}

/// The head of the first clause of what is said.
fn clause(context: &Context, content: Span) -> Option<TokenIx> {
    let range = context.reading.tokens_in(content);
    let sentence = context.reading.sentence_at(content.start)?;
    let end = range.end.min(context.reading.sentences[sentence.at()].end.at());
    let inside = |at: TokenIx| (range.start..end).contains(&at.at());
    let tops = (range.start..end).map(TokenIx::from);
    let mut tops = tops.filter(|at| context.tree.head(*at).is_none_or(|h| !inside(h)));
    let verbal = |at: &TokenIx| {
        context.tree.token(*at).upos == Upos::Verb
            || context.tree.child(*at, "cop").is_some()
            || context.tree.child(*at, "nsubj").is_some()
    };
    tops.find(verbal)
}

fn is_infinitive(context: &Context, clause: TokenIx) -> bool {
    context.tree.children(clause).iter().any(|c| context.tree.token(*c).xpos == "TO")
}

/// What plainly reported words do by themselves: a question asks, an order demands, "will" with the
/// speaker as its subject promises.
fn said(
    context: &Context,
    source: Option<(Span, TokenIx)>,
    content: &[Span],
    clause: Option<TokenIx>,
) -> Option<Force> {
    let words = context.text(content.last().copied()?);
    if words.trim_end_matches(['"', '”', '’', '\'', ' ']).ends_with('?') && content.len() == 1 {
        return Some(Force::Asks);
    }
    let tree = &context.tree;
    let clause = clause?;
    let token = tree.token(clause);
    let subject = tree.by_relation(clause, "nsubj").next();
    let quoted = context.quotations.iter().any(|q| q.contains(token.span));
    let own = subject.is_some_and(|s| is_own(context, source, s, quoted));
    let lemma = token.lemma.to_lowercase();
    let modal = tree.by_relation(clause, "aux").find(|a| tree.token(*a).xpos == "MD");
    let modal = modal.map(|m| tree.token(m).lemma.to_lowercase());
    let perfect = tree.by_relation(clause, "aux").any(|a| &*tree.token(a).lemma == "have");
    let infinitive = tree.child(clause, "xcomp").filter(|x| is_infinitive(context, *x));
    match (lemma.as_str(), modal.as_deref()) {
        ("hope" | "want" | "wish", None) if own => return Some(Force::Hopes),
        ("doubt", None) if own => return Some(Force::Doubts),
        ("expect", None) if own => return Some(Force::Predicts),
        ("plan" | "intend" | "promise" | "pledge", None) if own => return Some(Force::Promises),
        ("need" | "have" | "ought", _) if infinitive.is_some() => return Some(Force::Demands),
        ("go", _) if token.xpos == "VBG" && infinitive.is_some() => {
            return Some(if own { Force::Promises } else { Force::Predicts });
        }
        _ => {}
    }
    let imperative = token.xpos == "VB"
        && subject.is_none()
        && tree.child(clause, "aux").is_none()
        && !is_infinitive(context, clause);
    match modal.as_deref() {
        _ if perfect => None,
        Some("should" | "must") => Some(Force::Demands),
        Some("will" | "shall" | "wo" | "'ll" | "’ll") if own && token.upos == Upos::Verb => {
            Some(Force::Promises)
        }
        Some("will" | "shall" | "wo" | "'ll" | "’ll") => Some(Force::Predicts),
        // "said it would rebuild": the "will" of reported speech
        Some("would") if !quoted && own && token.upos == Upos::Verb => Some(Force::Promises),
        Some("would") if !quoted => Some(Force::Predicts),
        Some(_) => None,
        None if imperative => Some(Force::Demands),
        None => None,
    }
}

/// Whether a subject is the speaker: "I", "we", whoever the source is, and outside quotation marks a
/// pronoun that nothing else explains.
fn is_own(
    context: &Context,
    source: Option<(Span, TokenIx)>,
    subject: TokenIx,
    quoted: bool,
) -> bool {
    let form = context.form(subject).to_lowercase();
    if matches!(form.as_str(), "i" | "we") {
        return true;
    }
    let speaker = source.and_then(|(_, head)| context.entity_at(head));
    let pronoun = matches!(form.as_str(), "he" | "she" | "it" | "they") && !quoted;
    match context.entity_at(subject) {
        Some(entity) => Some(entity) == speaker,
        None => pronoun && source.is_some(),
    }
}
