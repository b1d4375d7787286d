//! Sources in an adjunct or a label: "according to …", "…, citing …", `NAME: …`.

use text::Span;

use super::{Context, Found};
use crate::{Force, SentenceIx, TokenIx, Upos};

/// Most words of a speaker's label before its colon: `PRIME MINISTER JANE DOE:`.
const LABEL_WORDS: usize = 6;

/// Finds what adjuncts of one sentence attribute; `first` is where this sentence's statements by
/// verbs begin in `found`.
pub(super) fn in_sentence(
    context: &Context,
    sentence: SentenceIx,
    first: usize,
    found: &mut Vec<Found>,
) {
    let bounds = &context.reading.sentences[sentence.at()];
    for at in (bounds.first.0..bounds.end.0).map(TokenIx) {
        if context.form(at).eq_ignore_ascii_case("according") {
            let told = according(context, at, bounds.span);
            if let Some(told) = &told {
                leave_out(context, told, &mut found[first..]);
            }
            found.extend(told);
        } else if &*context.tree.token(at).lemma == "cite" && context.form(at) == "citing" {
            let cited = citing(context, at, &found[first..]);
            found.extend(cited);
        }
    }
    found.extend(label(context, sentence));
}

/// "X, according to Y": the sentence less the phrase is what Y says.
fn according(context: &Context, at: TokenIx, bounds: Span) -> Option<Found> {
    let to = TokenIx(at.0 + 1);
    let tokens = &context.reading.tokens;
    if !tokens.get(to.at()).is_some_and(|_| context.form(to).eq_ignore_ascii_case("to")) {
        return None;
    }
    let cue = context.tree.token(at).span.join(context.tree.token(to).span);
    let (source, head) = phrase_after(context, to, bounds)?;
    let phrase = cue.join(source);
    let before = Span { start: bounds.start, end: phrase.start };
    let after = Span { start: phrase.end, end: bounds.end };
    let content: Vec<Span> = [before, after]
        .into_iter()
        .map(|s| trimmed(context, s))
        .filter(|s| is_clause(context, *s))
        .collect();
    // Inside a quotation somebody else's words stay his.
    if context.quoted(cue) {
        return None;
    }
    Some(Found {
        content,
        cue: Some(cue),
        source: Some((source, head)),
        relay: None,
        anchor: at,
        force: Force::Asserts,
        negated: false,
        rule: "attribution.according-to",
    })
}

/// "X said A, according to Y" and "X said A, Y said" tell by Y what X said: source and cue of Y are
/// no part of what X said.
pub(super) fn leave_out(context: &Context, told: &Found, others: &mut [Found]) {
    let phrase = told.cue.into_iter().chain(told.source.map(|(span, _)| span)).reduce(Span::join);
    let Some(phrase) = phrase else { return };
    for content in others.iter_mut().flat_map(|o| o.content.iter_mut()) {
        if content.contains(phrase) && content.start < phrase.start {
            *content = trimmed(context, Span { start: content.start, end: phrase.start });
        }
    }
}

/// The noun phrase after a preposition, up to a comma, a stop or a verb.
fn phrase_after(context: &Context, to: TokenIx, bounds: Span) -> Option<(Span, TokenIx)> {
    let tree = &context.tree;
    let first = TokenIx(to.0 + 1);
    let tokens = &context.reading.tokens;
    let mention = context
        .reading
        .mentions
        .iter()
        .filter(|m| tokens.get(first.at()).is_some_and(|t| m.span.covers(t.span.start)))
        .max_by_key(|m| m.span.len());
    let mut end = first;
    while let Some(token) = tokens.get(end.at()) {
        let inside = mention.is_some_and(|m| m.span.overlaps(token.span));
        let stops = token.upos == Upos::Punct && !matches!(token.xpos, "HYPH" | "''" | "``")
            || matches!(token.upos, Upos::Verb | Upos::Aux | Upos::Sconj)
            || matches!(&*token.lemma, "who" | "which" | "that");
        if token.span.start >= bounds.end || !inside && stops {
            break;
        }
        end = TokenIx(end.0 + 1);
    }
    if end == first {
        return None;
    }
    let span = tree.token(first).span.join(tree.token(TokenIx(end.0 - 1)).span);
    let head = (first.0..end.0)
        .map(TokenIx)
        .find(|t| tree.head(*t).is_none_or(|h| h < first || h >= end) && is_nominal(context, *t))
        .or_else(|| (first.0..end.0).rev().map(TokenIx).find(|t| is_nominal(context, *t)))?;
    Some((span, head))
}

fn is_nominal(context: &Context, at: TokenIx) -> bool {
    matches!(context.tree.token(at).upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num)
}

/// "…, X reported, citing Y": Y says what X relays.
fn citing(context: &Context, at: TokenIx, here: &[Found]) -> Option<Found> {
    let relay = here
        .iter()
        .filter(|f| f.anchor < at)
        .max_by_key(|f| f.anchor)
        .filter(|f| f.rule != "attribution.according-to")?;
    let sentence = context.reading.sentence_at(context.tree.token(at).span.start)?;
    let bounds = context.reading.sentences[sentence.at()].span;
    let (source, head) = phrase_after(context, at, bounds)?;
    context.entity_at(head)?;
    let content = relay.content.iter().filter(|c| !c.overlaps(source)).copied().collect::<Vec<_>>();
    Some(Found {
        content,
        cue: Some(context.tree.token(at).span),
        source: Some((source, head)),
        relay: relay.source.map(|(_, head)| head),
        anchor: at,
        force: relay.force,
        negated: false,
        rule: "attribution.citing",
    })
}

/// `MARY SMITH: We left at noon.`: a transcript's label, and what follows up to the next one or the
/// end of the paragraph.
fn label(context: &Context, sentence: SentenceIx) -> Option<Found> {
    let own = &context.reading.sentences[sentence.at()];
    let source = labelled(context, own.span)?;
    let head = context.reading.head_of(source)?;
    let rest = &context.reading.sentences[sentence.at() + 1..];
    let last = rest
        .iter()
        .take_while(|s| s.block == own.block && labelled(context, s.span).is_none())
        .last()
        .unwrap_or(own);
    let colon = Span { start: source.end, end: source.end + 1 };
    let said = Span { start: colon.end, end: last.span.end }.trim(&context.article.text);
    Some(Found {
        content: if said.is_empty() { Vec::new() } else { vec![said] },
        cue: Some(colon),
        source: Some((source, head)),
        relay: None,
        anchor: head,
        force: Force::Asserts,
        negated: false,
        rule: "attribution.label",
    })
}

/// The speaker's label that a sentence begins with: a few words in capitals and a colon.
fn labelled(context: &Context, sentence: Span) -> Option<Span> {
    let (name, _) = context.text(sentence).split_once(':')?;
    let letters = name.chars().filter(|c| c.is_alphabetic());
    let upper = letters.clone().all(char::is_uppercase) && letters.count() >= 3;
    let plain = name.chars().all(|c| c.is_alphabetic() || " .,'’-".contains(c));
    let short = name.split_whitespace().count() <= LABEL_WORDS;
    let span = Span { start: sentence.start, end: sentence.start + name.len() as u32 };
    (upper && plain && short).then_some(span)
}

fn trimmed(context: &Context, span: Span) -> Span {
    let words = context.text(span);
    let loose = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '—' | '–' | '.');
    let start = words.len() - words.trim_start_matches(|c| loose(c) && c != '.').len();
    let end = words.trim_end_matches(loose).len().max(start);
    Span { start: span.start + start as u32, end: span.start + end as u32 }
}

fn is_clause(context: &Context, span: Span) -> bool {
    context.text(span).split_whitespace().count() >= 3
}
