//! Words of a text as hashes, for comparing reports without regard to case and punctuation.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use text::{Article, BlockKind, Span};

use crate::lists::rows;

const STOPWORDS: &str = include_str!("../data/stopwords.txt");

static STOP: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| rows(STOPWORDS).flat_map(str::split_whitespace).collect());

/// Whether a lower-case word tells nothing of what a text is about.
pub(crate) fn is_stopword(word: &str) -> bool {
    STOP.contains(word)
}

/// The words of `span`: runs of letters and digits.
pub(crate) fn words(text: &str, span: Span) -> impl Iterator<Item = Span> + '_ {
    let part = span.of(text);
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + part[rest..].find(char::is_alphanumeric)?;
        let end =
            part[start..].find(|c: char| !c.is_alphanumeric()).map_or(part.len(), |n| start + n);
        rest = end;
        let from = span.start as usize;
        Some(Span::new(from + start, from + end))
    })
}

/// The hash of a word whatever its case (FNV-1a, 64 bits).
pub(crate) fn hash(word: &str) -> u64 {
    word.chars().flat_map(char::to_lowercase).fold(0xcbf2_9ce4_8422_2325, |hash, c| {
        let mut bytes = [0; 4];
        let bytes = c.encode_utf8(&mut bytes).as_bytes();
        bytes.iter().fold(hash, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
    })
}

/// The stretches of `span` between quotation marks, marks included. A quotation that is not
/// closed ends with the span.
pub(crate) fn quoted(text: &str, span: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    for (n, c) in span.of(text).char_indices() {
        let at = span.start as usize + n;
        match (open, c) {
            (None, '"') => open = Some((at, '"')),
            (None, '“') => open = Some((at, '”')),
            (None, '‘') if !before.is_alphanumeric() => open = Some((at, '’')),
            (Some((from, close)), c) if c == close && closes(text, at, c) => {
                found.push(Span::new(from, at + c.len_utf8()));
                open = None;
            }
            _ => {}
        }
        before = c;
    }
    if let Some((from, close)) = open
        && close != '’'
    {
        found.push(Span::new(from, span.end as usize));
    }
    found
}

/// A closing single mark is an apostrophe where a letter follows.
fn closes(text: &str, at: usize, mark: char) -> bool {
    mark != '’' || !text[at + mark.len_utf8()..].starts_with(char::is_alphanumeric)
}

/// The prose of an article: its body blocks, or all its text where it has none.
pub(crate) fn prose(article: &Article) -> Vec<Span> {
    let body = article.blocks.iter().filter(|b| b.kind == BlockKind::Body);
    let spans: Vec<Span> = body.map(|b| b.span).filter(|s| s.fits(&article.text)).collect();
    if spans.is_empty() && article.blocks.is_empty() {
        return vec![Span::new(0, article.text.len())];
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Span {
        Span::new(0, text.len())
    }

    #[test]
    fn quotations_are_found_and_apostrophes_are_not() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = quoted(text, all(text)).iter().map(|s| s.of(text)).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("She said “no”, then \"yes\".", &["“no”", "\"yes\""]);
        check("The mayor’s boat isn’t here.", &[]);
        check("‘It’s over,’ he said.", &["‘It’s over,’"]);
        check("“The ferry left and", &["“The ferry left and"]);
    }

    proptest! {
        #[test]
        fn spans_fit(text in "\\PC{0,80}") {
            for span in words(&text, all(&text)).chain(quoted(&text, all(&text))) {
                prop_assert!(span.fits(&text) && !span.is_empty());
            }
        }
    }
}
