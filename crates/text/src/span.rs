use serde::{Deserialize, Serialize};
use std::fmt;

/// A half-open range of bytes of one article's text, on character boundaries.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from `start` to `end` (bytes).
    ///
    /// # Panics
    /// If `end < start` or an offset does not fit in 32 bits: texts are cut at
    /// [`crate::limits::TEXT_BYTES`] long before.
    pub fn new(start: usize, end: usize) -> Span {
        assert!(start <= end, "span {start}..{end} runs backwards");
        let fit = |n: usize| u32::try_from(n).expect("texts are shorter than 4 GiB");
        Span { start: fit(start), end: fit(end) }
    }

    /// The span as a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The words the span covers.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies inside this span.
    pub fn covers(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span without white space at either end.
    pub fn trim(self, text: &str) -> Span {
        let words = self.of(text);
        let start = self.start as usize + (words.len() - words.trim_start().len());
        Span::new(start, start + words.trim().len())
    }

    /// Whether the span lies inside `text` and on its character boundaries.
    pub fn fits(self, text: &str) -> bool {
        self.start <= self.end
            && text.is_char_boundary(self.start as usize)
            && text.is_char_boundary(self.end as usize)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Byte offsets of one text turned into Unicode code points, as the JSON and the pages count.
#[derive(Clone, Debug)]
pub struct CodePoints {
    /// Code points before each block of [`BLOCK`] bytes; empty for ASCII text.
    before: Vec<u32>,
    text: Box<str>,
}

const BLOCK: usize = 128;

impl CodePoints {
    /// An index over `text`.
    pub fn new(text: &str) -> CodePoints {
        if text.is_ascii() {
            return CodePoints { before: Vec::new(), text: "".into() };
        }
        let mut before = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut count = 0;
        for (at, byte) in text.bytes().enumerate() {
            if at % BLOCK == 0 {
                before.push(count);
            }
            count += u32::from(starts_char(byte));
        }
        if text.len().is_multiple_of(BLOCK) {
            before.push(count);
        }
        CodePoints { before, text: text.into() }
    }

    /// Code points before byte `offset`.
    pub fn at(&self, offset: u32) -> u32 {
        if self.before.is_empty() {
            return offset;
        }
        let block = offset as usize / BLOCK;
        let rest = &self.text.as_bytes()[block * BLOCK..offset as usize];
        self.before[block] + rest.iter().filter(|b| starts_char(**b)).count() as u32
    }

    /// A span in code points, `[start, end]` half open.
    pub fn span(&self, span: Span) -> [u32; 2] {
        [self.at(span.start), self.at(span.end)]
    }
}

fn starts_char(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn code_points_agree_with_counting(text in "\\PC{0,400}") {
            let index = CodePoints::new(&text);
            for (n, (at, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(index.at(at as u32), n as u32);
            }
            prop_assert_eq!(index.at(text.len() as u32), text.chars().count() as u32);
        }

        #[test]
        fn trimmed_spans_stay_inside(text in "[ a-zé\n]{0,40}") {
            let span = Span::new(0, text.len()).trim(&text);
            prop_assert!(span.fits(&text));
            prop_assert_eq!(span.of(&text), text.trim());
        }
    }
}
