//! Statements out of the reader's attributions: spans trimmed, force and negation from the cue, and
//! who relays it where the cue itself says so.

use std::ops::Range;

use text::Span;

use super::{Context, Found};
use super::{cues, force};
use crate::Attribution;
use crate::{TokenIx, Upos};

/// What one attribution amounts to; `None` where nothing but punctuation is left of its content.
pub(super) fn found(context: &Context, heard: &Attribution) -> Option<Found> {
    let cue = &with_verb(context, heard);
    let anchor = anchor(context, cue);
    let source = heard.source.as_ref().map(|words| source(context, words));
    let content: Vec<Span> = whole_phrases(context, heard)
        .iter()
        .filter(|r| !cue.contains(&r.start))
        .map(|r| tidy(context, span(context, r)))
        .filter(|c| context.text(*c).chars().any(char::is_alphanumeric))
        .collect();
    if content.is_empty() {
        return None;
    }
    let negated = negated(context, cue, anchor);
    let force = force::force(context, cue, anchor, source, &content, negated);
    Some(Found {
        content,
        cue: Some(span(context, cue)),
        source,
        relay: relay(context, cue),
        anchor,
        within: None,
        force,
        negated,
        rule: "attribution.reader",
    })
}

/// The parts of the content, none of them cut off before the noun that it leads to: "capsized off"
/// goes on with "Gull Point on Tuesday", up to the next part where all between hangs from it.
fn whole_phrases(context: &Context, heard: &Attribution) -> Vec<Range<usize>> {
    let tree = &context.tree;
    let taken = |word: usize| {
        heard.cue.contains(&word) || heard.source.as_ref().is_some_and(|s| s.contains(&word))
    };
    let mut parts: Vec<Range<usize>> = Vec::new();
    for (at, part) in heard.content.iter().enumerate() {
        if parts.last().is_some_and(|p| p.end >= part.end) {
            continue;
        }
        let mut part = part.clone();
        let last = TokenIx::from(part.end - 1);
        let leads = matches!(tree.token(last).deprel, "case" | "det" | "amod" | "nummod" | "mark");
        let noun = tree.head(last).map(TokenIx::at).filter(|h| leads && *h >= part.end);
        if let Some(noun) = noun {
            let ends = tree.subtree(TokenIx::from(noun)).last().map_or(noun, |t| t.at()) + 1;
            let end = (part.end..ends).find(|w| taken(*w)).unwrap_or(ends);
            part.end = end.max(part.end);
            let hangs = |word: usize| {
                let mut up = tree.ancestors(TokenIx::from(word));
                !taken(word) && up.any(|a| part.contains(&a.at()))
            };
            if let Some(next) = heard.content.get(at + 1)
                && next.start >= part.end
                && (part.end..next.start).all(hangs)
            {
                part.end = next.end;
            }
        }
        match parts.last_mut() {
            Some(before) if before.end >= part.start => before.end = before.end.max(part.end),
            _ => parts.push(part),
        }
    }
    parts
}

/// The cue with the verb right after it: "was quoted as" goes on with "saying".
fn with_verb(context: &Context, heard: &Attribution) -> Range<usize> {
    let Range { start, mut end } = heard.cue;
    for content in &heard.content {
        let verb = content.start == end
            && content.len() == 1
            && cues::force(context.lemma(TokenIx::from(end))).is_some();
        end += usize::from(verb);
    }
    start..end
}

fn tokens(words: &Range<usize>) -> impl DoubleEndedIterator<Item = TokenIx> {
    words.clone().map(TokenIx::from)
}

fn span(context: &Context, words: &Range<usize>) -> Span {
    let tokens = &context.reading.tokens;
    tokens[words.start].span.join(tokens[words.end - 1].span)
}

/// The token that carries the report: the first verb of the lexicon in the cue, else its first
/// verb, else what governs it.
fn anchor(context: &Context, cue: &Range<usize>) -> TokenIx {
    let tree = &context.tree;
    let verb = |at: &TokenIx| tree.token(*at).upos == Upos::Verb;
    tokens(cue)
        .find(|at| verb(at) && cues::force(context.lemma(*at)).is_some())
        .or_else(|| tokens(cue).find(verb))
        .or_else(|| context.reading.head_of(span(context, cue)))
        .unwrap_or(TokenIx::from(cue.start))
}

/// The words that name the source, and the token at their head: the noun that governs the others.
fn source(context: &Context, words: &Range<usize>) -> (Span, TokenIx) {
    let whole = tidy(context, span(context, words));
    let nominal = |at: &TokenIx| {
        matches!(context.tree.token(*at).upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num)
    };
    let outside = |at: &TokenIx| context.tree.head(*at).is_none_or(|h| !words.contains(&h.at()));
    let head = tokens(words)
        .find(|at| nominal(at) && outside(at))
        .or_else(|| tokens(words).find(nominal))
        .unwrap_or(TokenIx::from(words.start));
    (whole, head)
}

/// Whether the cue is negated, by a word in it or one that hangs from its verb.
fn negated(context: &Context, cue: &Range<usize>, anchor: TokenIx) -> bool {
    let tree = &context.tree;
    let negates =
        |at: TokenIx| matches!(&*tree.token(at).lemma, "not" | "never" | "n't" | "n’t" | "no");
    let inside = tokens(cue).any(negates);
    inside || tree.by_relation(anchor, "advmod").any(|at| at < anchor && negates(at))
}

/// Who relays: "was quoted by the agency as saying".
fn relay(context: &Context, cue: &Range<usize>) -> Option<TokenIx> {
    let tree = &context.tree;
    let quoting = tokens(cue).find(|at| matches!(context.lemma(*at), "quote" | "cite"))?;
    tree.by_relation(quoting, "obl").find(|obl| {
        tree.by_relation(*obl, "case").any(|case| context.form(case).eq_ignore_ascii_case("by"))
    })
}

/// A span without the commas and stops that set it off; marks of quotation stay.
pub(super) fn tidy(context: &Context, span: Span) -> Span {
    let words = context.text(span);
    let loose = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '—' | '–' | '.');
    let start = words.len() - words.trim_start_matches(|c| loose(c) && c != '.').len();
    let end = words.trim_end_matches(loose).len().max(start);
    Span { start: span.start + start as u32, end: span.start + end as u32 }
}
