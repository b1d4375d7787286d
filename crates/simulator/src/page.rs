//! Writing one report: sentences with marks, which are taken out and kept as places in its text.

use crate::truth::Words;

/// A sentence with marks: `[0:twelve people] were killed` is mark 0 on "twelve people".
pub(crate) type Marked = String;

/// A report on its way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    text: String,
    /// What is marked: in which line, which mark, and the bytes.
    pub(crate) marks: Vec<(usize, usize, (usize, usize))>,
    /// Sentences as bytes of the text, with their line.
    pub(crate) sentences: Vec<(usize, (usize, usize))>,
}

impl Page {
    /// Adds words that begin the next paragraph: a dateline.
    pub(crate) fn open(&mut self, words: &str) {
        self.paragraph();
        self.text.push_str(words);
    }

    /// Ends a paragraph.
    pub(crate) fn paragraph(&mut self) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
    }

    /// Adds a sentence; `line` is its number.
    pub(crate) fn sentence(&mut self, line: usize, marked: &str) {
        if !self.text.is_empty() && !self.text.ends_with(['\n', ' ']) {
            self.text.push(' ');
        }
        let start = self.text.len();
        let mut rest = marked;
        while let Some((before, after)) = rest.split_once('[') {
            self.text.push_str(before);
            let (mark, after) = after.split_once(':').expect("a mark has a number");
            let (words, after) = after.split_once(']').expect("a mark is closed");
            let from = self.text.len();
            self.text.push_str(words);
            let number = mark.parse().expect("a mark is a number");
            self.marks.push((line, number, (from, self.text.len())));
            rest = after;
        }
        self.text.push_str(rest);
        self.sentences.push((line, (start, self.text.len())));
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Places of the text as words of a report.
    pub(crate) fn words(report: usize, bytes: (usize, usize)) -> Words {
        Words { report, bytes }
    }
}

/// A sentence from a clause: its first letter a capital, also inside a mark.
pub(crate) fn capital(clause: &str) -> Marked {
    let mut done = clause.to_owned();
    let at = match clause.strip_prefix('[').and_then(|rest| rest.find(':')) {
        Some(colon) => colon + 2,
        None => 0,
    };
    if let Some(first) = clause[at..].chars().next() {
        done.replace_range(at..at + first.len_utf8(), &first.to_uppercase().to_string());
    }
    done
}

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A number in words up to 99, else in digits with commas.
pub(crate) fn spelled(number: u32) -> String {
    let (tens, ones) = (number as usize / 10, number as usize % 10);
    match number {
        0..20 => ONES[number as usize].to_owned(),
        20..100 if ones == 0 => TENS[tens].to_owned(),
        20..100 => format!("{}-{}", TENS[tens], ONES[ones]),
        _ => digits(number),
    }
}

/// A number in digits with commas.
pub(crate) fn digits(number: u32) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", digits(number / 1_000), number % 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_out_and_kept() {
        let mut page = Page::default();
        page.open("LISLE (SNA) -- ");
        page.sentence(7, &capital("[0:twelve people] were [1:killed]."));
        page.paragraph();
        page.sentence(8, "No more.");
        assert_eq!(page.text(), "LISLE (SNA) -- Twelve people were killed.\n\nNo more.");
        let of = |(a, b): (usize, usize)| &page.text()[a..b];
        let marks: Vec<(usize, usize, &str)> =
            page.marks.iter().map(|(o, m, bytes)| (*o, *m, of(*bytes))).collect();
        assert_eq!(marks, [(7, 0, "Twelve people"), (7, 1, "killed")]);
        assert_eq!(of(page.sentences[1].1), "No more.");
    }

    #[test]
    fn numbers_are_written_as_newspapers_do() {
        for (number, words) in [(9, "nine"), (40, "forty"), (61, "sixty-one"), (12_050, "12,050")] {
            assert_eq!(spelled(number), words);
        }
    }
}
