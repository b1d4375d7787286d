//! The smallest pieces that times and quantities are built of: runs of letters, numbers in
//! digits, and single signs. They are cut from the text itself, not from the tokens, because
//! "40m", "5:30pm" and "four-day" must come apart the same way whatever the tokens look like.

use text::Span;

use crate::{Reading, Sentence, Token};

/// What an [`Atom`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtomKind {
    /// A run of letters.
    Word,
    /// A run of ASCII digits with the dots and commas inside it: `1,500.25`.
    Digits,
    /// Any other character that is not white space.
    Sign,
}

/// A run of letters, a number in digits, or a sign.
#[derive(Clone, Debug)]
pub(crate) struct Atom {
    pub(crate) span: Span,
    pub(crate) kind: AtomKind,
    /// The words in lower case.
    pub(crate) lower: String,
    /// Whether the atom follows the one before without white space.
    pub(crate) glued: bool,
    /// Whether it begins with a capital letter.
    pub(crate) capital: bool,
}

impl Atom {
    pub(crate) fn is(&self, word: &str) -> bool {
        self.lower == word
    }

    pub(crate) fn is_word(&self) -> bool {
        self.kind == AtomKind::Word
    }

    pub(crate) fn is_digits(&self) -> bool {
        self.kind == AtomKind::Digits
    }

    pub(crate) fn is_dash(&self) -> bool {
        matches!(self.lower.as_str(), "-" | "–" | "‑" | "−" | "‐")
    }

    pub(crate) fn is_apostrophe(&self) -> bool {
        matches!(self.lower.as_str(), "'" | "’")
    }
}

/// A sentence as atoms, with its tokens beside them.
pub(crate) struct Line<'a> {
    pub(crate) atoms: Vec<Atom>,
    pub(crate) tokens: &'a [Token],
    /// Position of the first token among those of the reading.
    base: usize,
}

impl<'a> Line<'a> {
    /// A sentence of a reading.
    pub(crate) fn of(text: &str, reading: &'a Reading, sentence: &Sentence) -> Line<'a> {
        let base = sentence.first.at();
        let tokens = &reading.tokens[base..sentence.end.at()];
        Line { atoms: atoms(text, sentence.span), tokens, base }
    }

    /// A text without tokens.
    #[cfg(test)]
    pub(crate) fn bare(text: &str) -> Line<'static> {
        Line { atoms: atoms(text, Span::new(0, text.len())), tokens: &[], base: 0 }
    }

    /// The word at an atom, in lower case; nothing beyond either end.
    pub(crate) fn word(&self, at: usize) -> &str {
        self.atoms.get(at).map_or("", |a| a.lower.as_str())
    }

    /// The word before an atom, in lower case.
    pub(crate) fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |i| self.word(i))
    }

    /// The token that holds the start of an atom.
    pub(crate) fn token(&self, at: usize) -> Option<&'a Token> {
        let start = self.atoms.get(at)?.span.start;
        let found = self.tokens.partition_point(|t| t.span.end <= start);
        self.tokens.get(found).filter(|t| t.span.covers(start))
    }

    /// The head of a token of the line; both are positions in `tokens`.
    pub(crate) fn head(&self, token: usize) -> Option<usize> {
        self.tokens[token].head.map(|h| h.at() - self.base)
    }

    /// The token that governs the atoms from `first` to before `end`: the first of theirs whose
    /// head lies outside, as a position in `tokens`.
    pub(crate) fn governor(&self, first: usize, end: usize) -> Option<usize> {
        let span = self.span(first, end);
        let from = self.tokens.partition_point(|t| t.span.end <= span.start);
        let to = self.tokens.partition_point(|t| t.span.start < span.end);
        (from..to).find(|at| self.head(*at).is_none_or(|h| !(from..to).contains(&h)))
    }

    /// The tokens that hang from a token, in order, as positions in `tokens`.
    pub(crate) fn children(&self, of: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.tokens.len()).filter(move |at| self.head(*at) == Some(of))
    }

    /// From atom `first` to the atom before `end`.
    pub(crate) fn span(&self, first: usize, end: usize) -> Span {
        self.atoms[first].span.join(self.atoms[end - 1].span)
    }
}

/// The atoms of `span`, in order.
pub(crate) fn atoms(text: &str, span: Span) -> Vec<Atom> {
    let words = span.of(text);
    let base = span.start as usize;
    let mut found = Vec::new();
    let mut at = 0;
    let mut glued = false;
    while let Some(first) = words[at..].chars().next() {
        if first.is_whitespace() || first == '\u{200b}' {
            at += first.len_utf8();
            glued = false;
            continue;
        }
        let (kind, len) = piece(&words[at..], first);
        let lower = words[at..at + len].to_lowercase();
        let span = Span::new(base + at, base + at + len);
        found.push(Atom { span, kind, lower, glued, capital: first.is_uppercase() });
        at += len;
        glued = true;
    }
    found
}

/// Kind and length in bytes of the atom at the start of `words`, which begins with `first`.
fn piece(words: &str, first: char) -> (AtomKind, usize) {
    if first.is_ascii_digit() {
        (AtomKind::Digits, digits(words.as_bytes()))
    } else if first.is_alphabetic() {
        let len = words.find(|c: char| !c.is_alphabetic()).unwrap_or(words.len());
        (AtomKind::Word, len)
    } else {
        (AtomKind::Sign, first.len_utf8())
    }
}

/// Length of the run of digits at the start of `bytes`; a dot or comma belongs to it where a
/// digit follows.
fn digits(bytes: &[u8]) -> usize {
    let mut at = 0;
    while at < bytes.len() {
        let inner =
            matches!(bytes[at], b'.' | b',') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !bytes[at].is_ascii_digit() && !inner {
            break;
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = atoms(text, Span::new(0, text.len()));
        let words: Vec<&str> = found.iter().map(|a| a.span.of(text)).collect();
        assert_eq!(words, expected, "{text}");
    }

    #[test]
    fn words_digits_and_signs_come_apart() {
        check("a 40m pipe", &["a", "40", "m", "pipe"]);
        check("1,500.25, then 3.", &["1,500.25", ",", "then", "3", "."]);
        check("été-2", &["été", "-", "2"]);
        check("", &[]);
    }
}
