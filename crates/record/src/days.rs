//! Days that a report names: weekdays and days of a month, told as past or to come.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Weekday;
use reading::Reading;
use serde::{Deserialize, Serialize};
use text::{Article, Date, DateSpan, Span};

use crate::lists::rows;
use crate::words::{quoted, words};

const TENSES: &str = include_str!("../data/tense.tsv");

static TENSE: LazyLock<BTreeMap<&str, Tense>> = LazyLock::new(|| {
    let rows = rows(TENSES).filter_map(|l| l.split_once('\t'));
    let tense = |name| if name == "past" { Tense::Past } else { Tense::ToCome };
    rows.flat_map(|(name, words)| words.split_whitespace().map(move |w| (w, tense(name)))).collect()
});

/// Whether a day is told as past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Tense {
    /// What is told of it has happened.
    Past,
    /// What is told of it is announced.
    ToCome,
    /// The words nearby do not tell.
    Unknown,
}

/// Words before and after a day that are searched for its tense.
const NEARBY: usize = 25;

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day as it is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Named {
    /// The words.
    pub(crate) span: Span,
    /// The sentence.
    pub(crate) sentence: Span,
    /// The weekday, where it is told.
    #[serde(with = "by_number")]
    pub(crate) weekday: Option<Weekday>,
    /// Month and day of the month, where they are told.
    pub(crate) day: Option<(i8, i8)>,
    /// The year, where it is told.
    pub(crate) year: Option<i16>,
    /// Whether it is told as past.
    pub(crate) tense: Tense,
}

/// Weekdays by their number, Monday first: jiff does not write them down.
mod by_number {
    use jiff::civil::Weekday;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        weekday: &Option<Weekday>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        weekday.map(Weekday::to_monday_one_offset).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Weekday>, D::Error> {
        let number: Option<i8> = Option::deserialize(from)?;
        number.map(|n| Weekday::from_monday_one_offset(n).map_err(D::Error::custom)).transpose()
    }
}

impl Named {
    /// The last such weekday up to `date`, that day included.
    pub(crate) fn up_to(&self, date: Date) -> Option<Date> {
        let weekday = self.weekday?;
        let back = weekday.until(date.weekday());
        date.checked_sub(jiff::Span::new().days(back)).ok()
    }

    /// The day of the calendar, its year the one that brings it nearest to `date` where none is
    /// told; `None` where a weekday told with it does not agree.
    pub(crate) fn calendar(&self, date: Date) -> Option<Date> {
        let (month, day) = self.day?;
        let years = match self.year {
            Some(year) => year..=year,
            None => date.year() - 1..=date.year() + 1,
        };
        let found = years
            .filter_map(|year| Date::new(year, month, day).ok())
            .min_by_key(|found| days_between(*found, date).abs())?;
        self.weekday.is_none_or(|w| w == found.weekday()).then_some(found)
    }
}

/// Days from one date to another, negative where the second is the earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// Days that lie between two times, none where they overlap.
pub(crate) fn gap(a: DateSpan, b: DateSpan) -> i32 {
    if a.overlaps(b) {
        return 0;
    }
    let (early, late) = if a.to < b.from { (a.to, b.from) } else { (b.to, a.from) };
    days_between(early, late)
}

/// The days that an article names outside quotations, "last Friday" and "every Friday" left out.
pub(crate) fn named(article: &Article, reading: &Reading) -> Vec<Named> {
    let text = &article.text;
    let mut found = Vec::new();
    for sentence in &reading.sentences {
        let spans: Vec<Span> = words(text, sentence.span).collect();
        let quotations = quoted(text, sentence.span);
        let forms: Vec<String> = spans.iter().map(|s| s.of(text).to_lowercase()).collect();
        let mut at = 0;
        while at < forms.len() {
            let (mut named, length) = day_at(&forms[at..]);
            let cited = quotations.iter().any(|q| q.contains(spans[at]));
            let other = at > 0 && matches!(&*forms[at - 1], "last" | "next" | "every" | "each");
            if length > 0 && !cited && !other && is_name(spans[at].of(text)) {
                named.span = spans[at].join(spans[at + length - 1]);
                named.sentence = sentence.span;
                named.tense = tense(&forms, at, at + length);
                found.push(named);
            }
            at += length.max(1);
        }
    }
    found
}

/// The tense of a day at `from..to`: by the nearest telling word before it, else after it.
fn tense(forms: &[String], from: usize, to: usize) -> Tense {
    let telling = |at: usize| {
        let word = forms[at].as_str();
        // "will be held", "to be opened": the participle tells nothing.
        let passive = at > 0 && forms[at - 1] == "be";
        match TENSE.get(word) {
            Some(Tense::Past) if passive => None,
            None if word.len() > 3 && word.ends_with("ed") && !passive => Some(Tense::Past),
            tense => tense.copied(),
        }
    };
    let before = (0..from).rev().take(NEARBY).find_map(telling);
    before.or_else(|| (to..forms.len()).take(NEARBY).find_map(telling)).unwrap_or(Tense::Unknown)
}

/// Names of days and months have a capital; a number may begin a date.
fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// A day named by the first words, and how many they are; none where there is no such day.
fn day_at(words: &[String]) -> (Named, usize) {
    let none = Span::default();
    let mut named = Named {
        span: none,
        sentence: none,
        weekday: None,
        day: None,
        year: None,
        tense: Tense::Unknown,
    };
    let mut length = 0;
    if let Some((_, weekday)) = words.first().and_then(|w| WEEKDAYS.iter().find(|(n, _)| n == w)) {
        named.weekday = Some(*weekday);
        length = 1;
    }
    let rest = &words[length..];
    let month = |at: usize| rest.get(at).and_then(|w| month(w));
    let number = |at: usize| rest.get(at).and_then(|w| day_of_month(w));
    let day = month(0).zip(number(1)).or_else(|| month(1).zip(number(0)));
    if day.is_some() {
        named.day = day;
        length += 2;
        named.year = words.get(length).and_then(|w| year(w));
        length += usize::from(named.year.is_some());
    }
    (named, length)
}

fn month(word: &str) -> Option<i8> {
    const FULL: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at = FULL
        .iter()
        .zip(MONTHS)
        .position(|(f, m)| word == *f || word == m || word == "sept" && m == "sep")?;
    i8::try_from(at + 1).ok()
}

fn day_of_month(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let suffix = matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th");
    digits.parse().ok().filter(|n| suffix && (1..=31).contains(n))
}

fn year(word: &str) -> Option<i16> {
    (word.len() == 4).then(|| word.parse().ok()).flatten().filter(|y| (1900..2100).contains(y))
}
