//! Words as names are made of: tokens, with hyphenated names put together again.

use text::{Article, Span};
use world::{Form, Kind, World};

use super::lexicon::LEXICON;
use crate::Reading;

/// A word or hyphenated name.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    /// Where.
    pub(super) span: Span,
    /// As written.
    pub(super) text: &'a str,
    /// In lower case.
    pub(super) lower: String,
    /// Begins with a capital.
    pub(super) cap: bool,
    /// All letters are capitals, two at least.
    pub(super) upper: bool,
    /// Position of its sentence.
    pub(super) sentence: usize,
}

impl Word<'_> {
    /// Whether it has a letter or digit.
    pub(super) fn is_word(&self) -> bool {
        self.text.contains(char::is_alphanumeric)
    }
}

/// The words of all sentences, in order.
pub(super) fn words<'a>(article: &'a Article, world: &World, reading: &Reading) -> Vec<Word<'a>> {
    let mut words = Vec::with_capacity(reading.tokens.len());
    for (at, sentence) in reading.sentences.iter().enumerate() {
        let mut next = sentence.first.at();
        while next < sentence.end.at() {
            let end = compound(article, world, reading, next, sentence.end.at());
            let span = reading.tokens[next].span.join(reading.tokens[end - 1].span);
            let (front, back) = without_prefix(span, span.of(&article.text));
            words.extend(front.map(|span| word(span.of(&article.text), span, at)));
            words.push(word(back.of(&article.text), back, at));
            next = end;
        }
    }
    words
}

/// `pro-Russian` as `pro-` and the name; `al-Assad` and everything else whole.
fn without_prefix(span: Span, text: &str) -> (Option<Span>, Span) {
    let parts = text.split_once('-').filter(|(prefix, rest)| {
        prefix.chars().all(char::is_lowercase)
            && rest.starts_with(char::is_uppercase)
            && !prefix.is_empty()
            && !LEXICON.is("prefix", prefix)
    });
    let Some((prefix, _)) = parts else { return (None, span) };
    let start = span.start as usize;
    let middle = start + prefix.len() + 1;
    (Some(Span::new(start, middle)), Span::new(middle, span.end as usize))
}

fn word(text: &str, span: Span, sentence: usize) -> Word<'_> {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    Word {
        span,
        text,
        lower: text.to_lowercase(),
        cap: text.chars().next().is_some_and(char::is_uppercase),
        upper: letters().count() > 1 && letters().all(char::is_uppercase),
        sentence,
    }
}

/// One past the last token of the hyphenated name that begins at `first`: `Jang-won`, `al-Assad`,
/// `Asia-Pacific`; not `Beijing-backed`, `anti-Trump`.
fn compound(
    article: &Article,
    world: &World,
    reading: &Reading,
    first: usize,
    limit: usize,
) -> usize {
    let form = |at: usize| reading.tokens[at].span.of(&article.text);
    let touches = |at: usize| reading.tokens[at].span.end == reading.tokens[at + 1].span.start;
    let mut end = first + 1;
    while end + 1 < limit
        && matches!(form(end), "-" | "‐" | "‑")
        && touches(end - 1)
        && touches(end)
        && joins(world, form(end - 1), form(end + 1))
    {
        end += 2;
    }
    end
}

fn joins(world: &World, before: &str, after: &str) -> bool {
    let cap = |w: &str| w.chars().next().is_some_and(char::is_uppercase);
    if !cap(before) {
        return cap(after) && LEXICON.is("prefix", before);
    }
    if cap(after) {
        let known = |w: &str| {
            world.matches(w).any(|m| {
                m.form != Form::Name || matches!(m.known.kind, Kind::Country | Kind::Place)
            })
        };
        let whole = world.find(&format!("{before}-{after}")).next().is_some();
        return whole || !known(before);
    }
    if after.chars().all(|c| c.is_ascii_digit()) {
        return true;
    }
    let lower = after.chars().all(char::is_lowercase) && after.len() > 1;
    let known = world.matches(before).any(|m| {
        matches!(m.known.kind, Kind::Country | Kind::Place | Kind::Organisation | Kind::People)
            || m.form != Form::Name
    });
    lower
        && after.chars().count() <= 6
        && !known
        && before.chars().any(char::is_lowercase)
        && !LEXICON.is("suffix", after)
        && !LEXICON.common(&before.to_lowercase())
}
