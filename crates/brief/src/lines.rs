//! Styled words wrapped to a width, for terminals.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::words::Tone;

/// How a brief is printed as plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextOptions {
    /// Columns; lines are wrapped to fit, words longer than a line excepted.
    pub width: usize,
    /// Whether to colour with ANSI escapes.
    pub colour: bool,
    /// Whether the terminal shows more than ASCII; else typographic signs are spelled in ASCII.
    pub unicode: bool,
}

impl Default for TextOptions {
    fn default() -> TextOptions {
        TextOptions { width: 80, colour: false, unicode: true }
    }
}

/// What a piece of a line is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Plain,
    Strong,
    Quiet,
    Heading,
    Tone(Tone),
    Name,
    Time,
    Number,
}

impl Ink {
    fn style(self) -> Style {
        let fg = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        match self {
            Ink::Plain | Ink::Tone(Tone::Plain) => Style::new(),
            Ink::Strong => Style::new().bold(),
            Ink::Quiet => Style::new().dimmed(),
            Ink::Heading => fg(AnsiColor::Blue).bold(),
            Ink::Tone(Tone::Good) => fg(AnsiColor::Green),
            Ink::Tone(Tone::Open) => fg(AnsiColor::Cyan),
            Ink::Tone(Tone::Moved) => fg(AnsiColor::Yellow),
            Ink::Tone(Tone::Warn) => fg(AnsiColor::Red),
            Ink::Name => fg(AnsiColor::Cyan),
            Ink::Time => fg(AnsiColor::Yellow),
            Ink::Number => fg(AnsiColor::Magenta),
        }
    }
}

/// Text being laid out.
pub(crate) struct Page {
    options: TextOptions,
    out: String,
}

/// Narrower than this nothing is wrapped further.
const LEAST_WIDTH: usize = 24;

impl Page {
    pub(crate) fn new(options: TextOptions) -> Page {
        Page {
            options: TextOptions { width: options.width.max(LEAST_WIDTH), ..options },
            out: String::new(),
        }
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }

    pub(crate) fn width(&self) -> usize {
        self.options.width
    }

    pub(crate) fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// A paragraph of pieces set one after the other, its first line indented by `first`
    /// columns, the others by `hang`.
    pub(crate) fn paragraph(&mut self, first: usize, hang: usize, pieces: &[(Ink, String)]) {
        let pieces: Vec<(Ink, String)> =
            pieces.iter().map(|(ink, words)| (*ink, self.spell(words))).collect();
        self.out.extend(std::iter::repeat_n(' ', first));
        self.flow(first, hang, &pieces);
    }

    /// A row of a list: short leading cells of fixed widths, then a paragraph that keeps to the
    /// right of them.
    pub(crate) fn entry(
        &mut self,
        indent: usize,
        cells: &[(Ink, String, usize)],
        pieces: &[(Ink, String)],
    ) {
        self.out.extend(std::iter::repeat_n(' ', indent));
        let mut column = indent;
        let mut due = indent;
        for (ink, words, width) in cells {
            let words = self.spell(words);
            self.push(*ink, &words);
            due += width;
            column += words.width();
            let pad = due.saturating_sub(column).max(1);
            self.out.extend(std::iter::repeat_n(' ', pad));
            column += pad;
        }
        let pieces: Vec<(Ink, String)> =
            pieces.iter().map(|(ink, words)| (*ink, self.spell(words))).collect();
        self.flow(column, due, &pieces);
    }

    /// Sets words from `column` on; further lines are indented by `hang`.
    fn flow(&mut self, mut column: usize, hang: usize, pieces: &[(Ink, String)]) {
        let words = split_words(pieces);
        let width = self.options.width;
        let mut fresh = true;
        for word in &words {
            let wide: usize = word.pieces.iter().map(|(_, w)| w.width()).sum();
            let gap = usize::from(!fresh && word.space);
            if !fresh && word.space && column + gap + wide > width {
                self.out.push('\n');
                self.out.extend(std::iter::repeat_n(' ', hang));
                column = hang;
            } else if gap == 1 {
                self.out.push(' ');
                column += 1;
            }
            for (ink, text) in &word.pieces {
                self.push(*ink, text);
            }
            column += wide;
            fresh = false;
        }
        self.out.push('\n');
    }

    fn push(&mut self, ink: Ink, text: &str) {
        let style = ink.style();
        if self.options.colour && style != Style::new() {
            self.out.push_str(&format!("{style}{text}{style:#}"));
        } else {
            self.out.push_str(text);
        }
    }

    fn spell(&self, words: &str) -> String {
        if self.options.unicode {
            return words.to_owned();
        }
        let mut out = String::with_capacity(words.len());
        for c in words.chars() {
            match c {
                '“' | '”' | '«' | '»' => out.push('"'),
                '‘' | '’' => out.push('\''),
                '…' => out.push_str("..."),
                '–' | '−' => out.push('-'),
                '—' => out.push_str("--"),
                '·' => out.push('|'),
                '•' => out.push('*'),
                '←' => out.push_str("<-"),
                '→' => out.push_str("->"),
                '≥' => out.push_str(">="),
                '≤' => out.push_str("<="),
                '\u{a0}' => out.push(' '),
                c => out.push(c),
            }
        }
        out
    }
}

/// What stands between two spaces; its pieces may differ in style.
struct Word<'a> {
    space: bool,
    pieces: Vec<(Ink, &'a str)>,
}

fn split_words(pieces: &[(Ink, String)]) -> Vec<Word<'_>> {
    let mut words: Vec<Word> = Vec::new();
    let mut space = false;
    for (ink, text) in pieces {
        for (at, part) in text.split(' ').enumerate() {
            space |= at > 0;
            if part.is_empty() {
                continue;
            }
            match words.last_mut() {
                Some(last) if !space => last.pieces.push((*ink, part)),
                _ => words.push(Word { space, pieces: vec![(*ink, part)] }),
            }
            space = false;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(options: TextOptions, pieces: &[(Ink, &str)]) -> String {
        let mut page = Page::new(options);
        let pieces: Vec<_> = pieces.iter().map(|(i, w)| (*i, (*w).to_owned())).collect();
        page.paragraph(0, 4, &pieces);
        page.finish()
    }

    #[test]
    fn paragraphs_wrap_with_a_hanging_indent() {
        let options = TextOptions { width: 24, ..TextOptions::default() };
        let line = "one two three four five six seven eight";
        assert_eq!(
            set(options, &[(Ink::Plain, line)]),
            "one two three four five\n    six seven eight\n"
        );
    }

    #[test]
    fn styles_change_within_a_word_and_cost_no_width() {
        let options = TextOptions { width: 24, colour: true, unicode: false };
        let set = set(options, &[(Ink::Strong, "“one"), (Ink::Plain, "”, two")]);
        assert_eq!(set, "\u{1b}[1m\"one\u{1b}[0m\", two\n");
    }
}
