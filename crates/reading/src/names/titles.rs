//! Titles before and after a person's name, and the institution they belong to.

use std::ops::Range;

use text::Span;
use world::World;

use super::lexicon::{LEXICON, Noun};
use super::spans::Found;
use super::words::Word;
use crate::EntityKind;

/// The title before a name with the people or institution before it: `South Korean President`,
/// `NATO Secretary General`, `the former finance minister` without its article.
pub(super) fn before(words: &[Word<'_>], found: &[Found<'_>], at: usize) -> Option<Range<usize>> {
    let mut title = found[at].title.clone()?;
    let mut earlier = at;
    while let Some(previous) = earlier.checked_sub(1).map(|p| &found[p]) {
        let genitive = previous.words.end + 1 == title.start
            && matches!(words[previous.words.end].text, "'s" | "’s");
        let same = words[previous.words.start].sentence == words[title.start].sentence;
        let attributive = matches!(
            previous.kind,
            EntityKind::Nationality | EntityKind::Organisation | EntityKind::Place
        );
        if !(same && attributive && (previous.words.end == title.start && !genitive)) {
            break;
        }
        title = previous.words.start..title.end;
        earlier -= 1;
    }
    Some(title)
}

/// The title after a name between commas: `, first deputy director of the Harbour Office,`.
pub(super) fn after(words: &[Word<'_>], name: &Found<'_>, world: &World) -> Option<Range<usize>> {
    let sentence = words.get(name.words.start)?.sentence;
    let word = |at: usize| words.get(at).filter(|w| w.sentence == sentence);
    let comma = name.words.end;
    if word(comma)?.text != "," {
        return None;
    }
    let article = word(comma + 1)?;
    let start = comma
        + 1
        + usize::from(matches!(
            article.lower.as_str(),
            "the" | "a" | "an" | "its" | "his" | "her" | "their"
        ));
    let mut head = None;
    for at in start..start + 8 {
        let Some(w) = word(at) else { break };
        if stops(w) && !matches!(w.text, "'s" | "’s")
            || matches!(w.lower.as_str(), "of" | "for" | "at" | "in" | "on" | "to" | "with")
        {
            break;
        }
        let title = world.title(&w.lower).is_some_and(|t| t.head || t.rank);
        if title || LEXICON.noun(&w.lower) == Some(Noun::Person) {
            head = Some(at);
        }
    }
    let mut end = head? + 1;
    let link = word(end).is_some_and(|w| {
        matches!(w.lower.as_str(), "of" | "for" | "at" | "in" | "on" | "to" | "with")
    });
    if link {
        while end < head? + 14 && word(end).is_some_and(|w| !stops(w) || joins(words, end)) {
            end += 1;
        }
    } else if !word(end).is_none_or(stops) {
        return None;
    }
    Some(start..end)
}

/// "and" between two capitalised words of one office.
fn joins(words: &[Word<'_>], at: usize) -> bool {
    matches!(words[at].text, "and" | "'s" | "’s" | "&")
        && words.get(at + 1).is_some_and(|w| w.cap)
        && words[at - 1].cap
}

fn stops(word: &Word<'_>) -> bool {
    !word.is_word() && !matches!(word.text, "-" | "'s" | "’s" | "&")
        || LEXICON.is("speech", &word.lower)
        || matches!(
            word.lower.as_str(),
            "and"
                | "who"
                | "which"
                | "that"
                | "was"
                | "is"
                | "are"
                | "were"
                | "has"
                | "had"
                | "have"
                | "will"
                | "would"
                | "could"
                | "whose"
                | "while"
                | "as"
                | "but"
                | "by"
                | "from"
                | "after"
                | "before"
                | "when"
                | "where"
                | "'s"
                | "’s"
        )
}

/// Where words stand.
pub(super) fn span(words: &[Word<'_>], range: &Range<usize>) -> Span {
    words[range.start].span.join(words[range.end - 1].span)
}
