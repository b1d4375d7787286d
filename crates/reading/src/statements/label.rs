//! `MARY SMITH: We left at noon.`: the labels of a transcript.

use text::Span;

use super::{Context, Found};
use crate::{Force, SentenceIx};

/// Most words of a speaker's label before its colon: `PRIME MINISTER JANE DOE:`.
const LABEL_WORDS: usize = 6;

/// What follows a label up to the next one or the end of the paragraph.
pub(super) fn label(context: &Context, sentence: SentenceIx) -> Option<Found> {
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
        within: None,
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
