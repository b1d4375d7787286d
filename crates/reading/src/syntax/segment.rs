//! Sentences and words by rule, after the Universal Dependencies treebanks of English: clitics and
//! hyphenated words are split, abbreviations keep their stop.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use text::{Span, limits};

use crate::tables::rows;

/// The words of one sentence.
pub(crate) type Words = Vec<Span>;

/// Cuts one block of `text` into sentences of words. Every character that is not white space
/// lies in exactly one word. A line end is a sentence end unless the line plainly runs on.
pub(crate) fn sentences(text: &str, block: Span) -> Vec<Words> {
    let mut sentences = Vec::new();
    let mut start = block.start as usize;
    let end = block.end as usize;
    while start < end {
        let line_end = line_end(text, start, end);
        let words = words(text, start, line_end);
        let mut first = 0;
        for at in 0..words.len() {
            let full = at + 1 - first >= limits::SENTENCE_TOKENS;
            if at + 1 == words.len() || full || ends_sentence(text, &words, first, at) {
                sentences.push(words[first..=at].to_vec());
                first = at + 1;
            }
        }
        start = line_end;
    }
    sentences
}

/// Where the line that begins at `start` ends: at a line end that is not followed by a word in
/// lower case, where the line before lacks a stop (a line wrapped by hand).
fn line_end(text: &str, start: usize, end: usize) -> usize {
    let mut from = start;
    while let Some(found) = text[from..end].find(['\n', '\u{2028}', '\u{2029}']) {
        let at = from + found;
        let rest = &text[at..end];
        let blank = rest.len() - rest.trim_start().len();
        let wrapped = rest[..blank].matches('\n').count() < 2
            && text[start..at].trim_end().ends_with(|c: char| c.is_alphabetic() || c == ',')
            && rest[blank..].starts_with(char::is_lowercase);
        from = at + blank.max(1);
        if !wrapped {
            return from;
        }
    }
    end
}

/// What an abbreviation does to the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Abbreviation {
    /// Never ends it.
    Title,
    /// Stands before a digit, else it is an ordinary word.
    Number,
    /// Ends it before a word that opens sentences.
    Open,
}

struct Lexicon {
    word: Regex,
    abbreviations: BTreeMap<&'static str, Abbreviation>,
    /// By kind and word.
    lists: BTreeSet<(&'static str, &'static str)>,
}

const ABBREVIATIONS: &str = include_str!("../../data/abbreviations.tsv");
const LISTS: &str = include_str!("../../data/segmentation.tsv");

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon {
    word: Regex::new(WORD).expect("the pattern is fixed"),
    abbreviations: rows(ABBREVIATIONS)
        .map(|row| {
            let kind = match row[1] {
                "title" => Abbreviation::Title,
                "number" => Abbreviation::Number,
                _ => Abbreviation::Open,
            };
            (row[0], kind)
        })
        .collect(),
    lists: rows(LISTS).map(|row| (row[1], row[0])).collect(),
});

/// Compiles the patterns of words.
pub(crate) fn warm() {
    LazyLock::force(&LEXICON);
}

impl Lexicon {
    /// An abbreviation without its stop, as printed or in capitals: `Gen`, `GEN`.
    fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        let small = || {
            let capitals = word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase());
            let small = || format!("{}{}", &word[..1], word[1..].to_ascii_lowercase());
            capitals.then(small).and_then(|word| self.abbreviations.get(word.as_str()))
        };
        self.abbreviations.get(word).or_else(small).copied()
    }

    fn has(&self, kind: &'static str, word: &str) -> bool {
        let lower = word.to_lowercase();
        self.lists.contains::<(&str, &str)>(&(kind, lower.as_str()))
    }
}

/// One word or a compound that [`split`] takes apart. ASCII word boundaries keep the pattern on
/// the engine's fast path.
const WORD: &str = r"(?x)
    (?:https?://|www\.)[^\s<>\x22“”]*[^\s<>\x22“”.,;:!?()\[\]'’]
  | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
  | [@\#][\p{L}_]\w*
  | [A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:com|org|net|gov|edu|mil|info|co\.[a-z]{2})(?-u:\b)(?:/[\w/.%?=&-]*\w)?
  | [\w-]+\.(?:pdf|docx?|html?|jpe?g|png|gif|xlsx?|txt|zip|mp3)(?-u:\b)
  | [:;]-?\) | \$+ | b/c(?-u:\b) | w/o?(?-u:\b)
  | \d{3}-\d{3}-\d{4}(?-u:\b) | \d{4}-\d\d-\d\d(?-u:\b)
  | \d+(?:[.,:/]\d+)*(?:(?:st|nd|rd|th|s)(?-u:\b))?
  | ['’](?:\d\ds?|s|S|re|ve|ll|d|m|em|tis|twas|til|cause)(?-u:\b)
  | \p{L}\.(?:\p{L}\.)+(?:\p{L}(?-u:\b))? | (?:\p{Lu}\.)+\p{Lu}(?-u:\b) | [ap]\.m(?-u:\b) | Ph\.D\.?
  | [\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*(?:['’&][\p{L}\p{N}][\p{L}\p{M}\p{N}_]*)*
    (?:-(?:\p{L}\.(?:\p{L}\.)+|[\p{L}\p{N}][\p{L}\p{M}\p{N}_]*(?:['’][\p{L}\p{N}][\p{L}\p{M}\p{N}_]*)*))*
  | \.{2,} | …+ | -{2,} | [!?]+ | \*+ | =+ | ~{2,} | \#{2,} | <{2,} | >{2,}
  | \S\p{M}*
";

/// The words between `start` and `end`.
fn words(text: &str, start: usize, end: usize) -> Words {
    let mut words = Words::new();
    let mut from = start;
    while let Some(found) = LEXICON.word.find_at(&text[..end], from) {
        let stop = stop_belongs(text, found.start(), found.end(), end, words.last());
        from = found.end() + usize::from(stop);
        let first = words.len();
        split(text, found.start(), found.end(), &mut words);
        if stop && words.len() > first {
            let last = words.len() - 1;
            words[last] = Span::new(words[last].start as usize, from);
        }
    }
    words
}

/// Whether the stop after a word belongs to it: abbreviations, initials, numbers of a list.
fn stop_belongs(
    text: &str,
    start: usize,
    word_end: usize,
    end: usize,
    last: Option<&Span>,
) -> bool {
    let word = &text[start..word_end];
    let rest = &text[word_end..end];
    if !rest.starts_with('.') || rest.starts_with("..") {
        return false;
    }
    let after = &rest[1..];
    let next = after.trim_start();
    let at_line_start = last.is_none();
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return at_line_start && word.len() <= 2 && after.starts_with(char::is_whitespace);
    }
    if word.chars().count() == 1 && word.starts_with(char::is_uppercase) {
        let name = next.starts_with(char::is_uppercase) && !opens_sentence(next);
        return name && (word != "I" || !at_line_start) || after.starts_with([',', '-']);
    }
    let tail = word.rsplit(['-', '\'', '’']).next().unwrap_or(word);
    match LEXICON.abbreviation(tail) {
        Some(Abbreviation::Number) => next.starts_with(|c: char| c.is_ascii_digit()),
        Some(Abbreviation::Title) => !next.is_empty(),
        Some(Abbreviation::Open) => true,
        None => false,
    }
}

/// Whether the first word of `rest` is a capitalised word that opens sentences.
fn opens_sentence(rest: &str) -> bool {
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || OPENING.contains(&c));
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    rest.starts_with(char::is_uppercase) && LEXICON.has("starter", &rest[..end])
}

/// Takes a compound apart: hyphens, then clitics.
fn split(text: &str, start: usize, end: usize, words: &mut Words) {
    let word = &text[start..end];
    let plain = word.starts_with(|c: char| c.is_alphabetic()) && !word.contains(['@', '/', '_']);
    if !plain || !word.contains('-') || word.contains(".co") {
        return split_clitic(text, start, end, words);
    }
    let mut at = start;
    let mut parts = word.split('-').peekable();
    while let Some(part) = parts.next() {
        let mut part_end = at + part.len();
        while let Some(next) = parts.peek().filter(|next| joined(&text[at..part_end], next)) {
            part_end += 1 + next.len();
            parts.next();
        }
        split_clitic(text, at, part_end, words);
        if parts.peek().is_some() {
            words.push(Span::new(part_end, part_end + 1));
        }
        at = part_end + 1;
    }
}

/// Whether a hyphen stays inside a word: after a prefix, between syllables of a given name.
fn joined(part: &str, next: &str) -> bool {
    let name = part.starts_with(char::is_uppercase) && !next.ends_with(char::is_uppercase);
    let bare = next.split(['\'', '’']).next().unwrap_or(next);
    LEXICON.has("prefix", part)
        || name && LEXICON.has("syllable", part) && LEXICON.has("syllable", bare)
}

/// Splits a clitic off the end of a word: `do|n't`, `Yoon|’s`, `can|not`.
fn split_clitic(text: &str, start: usize, end: usize, words: &mut Words) {
    let word = text[start..end].to_lowercase().replace('’', "'");
    let from_end = |n: usize| text[..end].char_indices().rev().nth(n - 1).map(|(at, _)| at);
    let cut = if ["cannot", "gonna", "wanna", "gotta"].contains(&word.as_str()) {
        Some(start + 3)
    } else if word.ends_with("n't") {
        from_end(3)
    } else {
        let clitic = ["'s", "'re", "'ve", "'ll", "'d", "'m"].iter().find(|c| word.ends_with(*c));
        clitic.and_then(|c| from_end(c.len()))
    };
    match cut.filter(|at| start < *at && *at < end) {
        Some(at) => words.extend([Span::new(start, at), Span::new(at, end)]),
        None => words.push(Span::new(start, end)),
    }
}

const OPENING: [char; 9] = ['"', '“', '‘', '\'', '(', '[', '«', '„', '’'];
const CLOSING: [char; 8] = ['"', '”', '’', '\'', ')', ']', '»', '“'];

/// Whether the sentence that began at word `first` ends with word `at`.
fn ends_sentence(text: &str, words: &[Span], first: usize, at: usize) -> bool {
    let closes = |i: usize| {
        words[i].of(text).chars().all(|c| CLOSING.contains(&c))
            && words[i - 1].end == words[i].start
    };
    // `at` closes the sentence if it is the stop or the last of the marks that close after it.
    let mut stop = at;
    while stop > first && closes(stop) && !is_stop(words[stop].of(text)) {
        stop -= 1;
    }
    let word = words[stop].of(text);
    let next = words[at + 1];
    let spaced = words[at].end < next.start;
    if closes(at + 1) && (!spaced) && !opens_quote(text, words, first, at + 1) {
        return false;
    }
    let rest = &text[next.start as usize..words[words.len() - 1].end as usize];
    if !is_stop(word) {
        let abbreviation =
            word.len() > 2 && word.ends_with('.') && word.contains(char::is_alphabetic);
        let tail = word.trim_end_matches('.').rsplit('-').next().unwrap_or(word);
        let title = LEXICON.abbreviation(tail) == Some(Abbreviation::Title);
        return abbreviation && !title && opens_sentence(rest);
    }
    if stop > first && words[stop - 1].end < words[stop].start && !spaced {
        return false; // ". 22" and ". . ."
    }
    if is_stop(next.of(text)) || !spaced && !new_word(text, words, stop, at) {
        return false;
    }
    let lead = rest.trim_start_matches(|c: char| c.is_whitespace() || OPENING.contains(&c));
    if lead.starts_with(char::is_lowercase) || lead.starts_with([',', ';', ':', '—', '–', ')'])
    {
        return false;
    }
    !(stop < at && word.starts_with(['?', '!']) && speech_follows(text, &words[at + 1..]))
}

fn is_stop(word: &str) -> bool {
    word.chars().all(|c| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？'))
}

/// Whether a straight quotation mark opens rather than closes, by counting those before it.
fn opens_quote(text: &str, words: &[Span], first: usize, at: usize) -> bool {
    let mark = words[at].of(text);
    mark == "\"" && words[first..at].iter().filter(|w| w.of(text) == "\"").count() % 2 == 0
}

/// Whether a stop without a space after it ends a sentence all the same: `text.Next`.
fn new_word(text: &str, words: &[Span], stop: usize, at: usize) -> bool {
    let before = stop.checked_sub(1).map_or("", |i| words[i].of(text));
    let long = before.chars().count() > 1
        && before.ends_with(|c: char| c.is_lowercase() || CLOSING.contains(&c));
    let next = &text[words[at + 1].start as usize..];
    let mut next = next.trim_start_matches(OPENING).chars();
    (long || stop < at) && next.next().is_some_and(char::is_uppercase)
}

/// Whether names and then a verb of speech follow: `Kim Yong-hyun asked`.
fn speech_follows(text: &str, words: &[Span]) -> bool {
    let mut names =
        words.iter().map(|w| w.of(text)).take(6).skip_while(|w| w.starts_with(char::is_uppercase));
    words.first().is_some_and(|w| w.of(text).starts_with(char::is_uppercase))
        && names.next().is_some_and(|w| LEXICON.has("speech", w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        let sentences = sentences(text, Span::new(0, text.len()));
        let show = |words: &Words| words.iter().map(|w| w.of(text)).collect::<Vec<_>>().join(" ");
        sentences.iter().map(show).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn sentences_and_words() {
        for (text, expected) in [
            (
                "He didn't go. Voss’s men can't, cannot.",
                "He did n't go . | Voss ’s men ca n't , can not .",
            ),
            (
                "Lt. Gen. Voss met J. D. Ode of the U.S. The talks failed.",
                "Lt. Gen. Voss met J. D. Ode of the U.S. | The talks failed .",
            ),
            (
                "It fell at 7 p.m. Tuesday. He left at 9 a.m. They stayed.",
                "It fell at 7 p.m. Tuesday . | He left at 9 a.m. | They stayed .",
            ),
            (
                "“We won.” Then he sat. “Did you?” Kim Yong-hyun asked. “No!” she said.",
                "“ We won . ” | Then he sat . | “ Did you ? ” Kim Yong-hyun asked . | “ No ! ” she said .",
            ),
            ("\"We won.\" \"They lost.\" He sat.", "\" We won . \" | \" They lost . \" | He sat ."),
            (
                "The deal held.Now it is off. See example.com/a. Ask b@c.org.",
                "The deal held . | Now it is off . | See example.com/a . | Ask b@c.org .",
            ),
            (
                "It cost $40m, 12,000 men and 3.5% of $1.2bn.",
                "It cost $ 40 m , 12,000 men and 3.5 % of $ 1.2 bn .",
            ),
            (
                "A spy-agency chief, anti-ship fire — a U.S.-led 15-year plan -- no.",
                "A spy - agency chief , anti-ship fire — a U.S. - led 15 - year plan -- no .",
            ),
            (
                "Well . . . he left. So... They stayed… Nobody asked.",
                "Well . . . he left . | So ... | They stayed … | Nobody asked .",
            ),
            (
                "• First point\n• Second point\n1. Third",
                "• First point | • Second point | 1. Third",
            ),
            ("a line that runs\non here", "a line that runs on here"),
            (
                "@ode wrote #peace on Oct. 23, 2024. No. 5 won.",
                "@ode wrote #peace on Oct. 23 , 2024 . | No. 5 won .",
            ),
            (
                "SEOUL, Oct. 28 (Ostra) -- The partners' boats sank in the 1990s on the 5th.",
                "SEOUL , Oct. 28 ( Ostra ) -- The partners ' boats sank in the 1990s on the 5th .",
            ),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn examples_of_the_abbreviations_hold() {
        for row in rows(ABBREVIATIONS).filter(|row| !row[2].is_empty()) {
            assert_eq!(
                shown(row[2]).matches(" | ").count() + 1,
                row[3].parse::<usize>().unwrap(),
                "{row:?}"
            );
        }
    }

    fn check(text: &str) -> Result<(), TestCaseError> {
        let mut covered = vec![false; text.len()];
        let mut end = 0;
        for word in sentences(text, Span::new(0, text.len())).iter().flatten() {
            prop_assert!(word.fits(text) && !word.is_empty() && word.start >= end);
            end = word.end;
            covered[word.range()].fill(true);
        }
        for (at, c) in text.char_indices() {
            prop_assert!(c.is_whitespace() || covered[at], "{c:?} at {at} is in no word");
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn words_cover_any_text(text in "\\PC{0,200}") {
            check(&text)?;
        }

        #[test]
        fn words_cover_newslike_text(text in "([A-Za-z’'\"“”.,?!() \n-]|Gen\\.|U\\.S\\.|n't|[0-9.]|é|\u{301}|http://|@a){0,60}") {
            check(&text)?;
        }
    }
}
