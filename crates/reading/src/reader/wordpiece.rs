//! WordPiece (Schuster and Nakajima 2012), as BERT's uncased vocabulary is used: words in lower case
//! without accents, cut at punctuation, then into the longest known pieces from the left.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Most pieces of one word: what is longer is an address or junk.
const PIECES: usize = 8;
/// Most characters of a part that is looked up; longer parts are unknown.
const PART_CHARS: usize = 40;

/// `[UNK]`.
pub(crate) const UNKNOWN: u16 = 100;
/// `[CLS]`, the first piece of every window.
pub(crate) const FIRST: u16 = 101;
/// `[SEP]`, the last piece of every window.
pub(crate) const LAST: u16 = 102;

/// One piece a line; the line's number is the piece's id.
const VOCABULARY: &str = include_str!("../../models/vocabulary.txt");

/// The pieces in byte order with their ids.
static PIECES_BY_TEXT: LazyLock<Vec<(&str, u16)>> = LazyLock::new(|| {
    let mut pieces: Vec<(&str, u16)> = VOCABULARY.lines().zip(0..).collect();
    pieces.sort_unstable();
    pieces
});

fn id(piece: &str) -> Option<u16> {
    let pieces = &*PIECES_BY_TEXT;
    pieces.binary_search_by(|(text, _)| (*text).cmp(piece)).ok().map(|at| pieces[at].1)
}

/// Appends the ids of the pieces of one word, one at least, [`PIECES`] at most.
pub(crate) fn pieces(word: &str, out: &mut Vec<u16>) {
    let first = out.len();
    let plain: String = if word.is_ascii() {
        word.to_ascii_lowercase()
    } else {
        let lower = word.chars().flat_map(char::to_lowercase);
        lower.nfd().filter(|c| !is_combining_mark(*c) && !c.is_whitespace()).collect()
    };
    let mut rest = plain.as_str();
    while let Some(c) = rest.chars().next() {
        let end = if c.is_alphanumeric() {
            rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        part(&rest[..end], out);
        rest = &rest[end..];
    }
    if out.len() == first {
        out.push(UNKNOWN);
    }
    out.truncate(first + PIECES);
}

/// Appends the pieces of a run of letters and digits, or of one other character.
fn part(part: &str, out: &mut Vec<u16>) {
    if let Some(whole) = id(part) {
        out.push(whole);
        return;
    }
    let first = out.len();
    if part.chars().count() > PART_CHARS {
        out.push(UNKNOWN);
        return;
    }
    let mut start = 0;
    let mut tried = String::with_capacity(part.len() + 2);
    while start < part.len() {
        let ends = part[start..].char_indices().map(|(at, c)| start + at + c.len_utf8());
        let longest = ends.rev().find_map(|end| {
            tried.clear();
            if start > 0 {
                tried.push_str("##");
            }
            tried.push_str(&part[start..end]);
            id(&tried).map(|piece| (piece, end))
        });
        let Some((piece, end)) = longest else {
            out.truncate(first);
            out.push(UNKNOWN);
            return;
        };
        out.push(piece);
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(word: &str) -> String {
        let mut ids = Vec::new();
        pieces(word, &mut ids);
        let lines: Vec<&str> = VOCABULARY.lines().collect();
        ids.iter().map(|id| lines[usize::from(*id)]).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_cut_into_known_pieces() {
        for (word, expected) in [
            ("harbour", "harbour"),
            ("Zelenskyy", "ze ##len ##sky ##y"),
            ("n't", "n ' t"),
            ("Bogotá", "bogota"),
            ("U.S.", "u . s ."),
            ("”", "”"),
            ("\u{1f6a2}", "[UNK]"),
            ("\u{301}", "[UNK]"),
        ] {
            assert_eq!(shown(word), expected, "for {word:?}");
        }
        assert_eq!(shown(&"ab".repeat(30)), "[UNK]");
        let mut ids = Vec::new();
        pieces(&"a.".repeat(30), &mut ids);
        assert_eq!(ids.len(), PIECES);
    }
}
