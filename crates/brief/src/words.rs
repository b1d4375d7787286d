//! Dates, numbers and fixed words as the brief prints them.

use ::text::{Date, DateSpan, PartialDate, Precision};
use reading::{EventStatus, FigureStatus, Force};
use record::{Behaviour, Reliability};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Prints dates; the year is left out where it is the one the reader has just been told.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Calendar {
    /// The year that goes without saying.
    pub(crate) year: Option<i16>,
}

impl Calendar {
    /// `28 Oct`, `28 Oct 2023`.
    pub(crate) fn day(self, date: Date) -> String {
        let day_month = format!("{} {}", date.day(), month(date));
        if self.year == Some(date.year()) {
            day_month
        } else {
            format!("{day_month} {}", date.year())
        }
    }

    /// A date with only what is known of it: `28 Oct`, `Oct 2024`, `2024`.
    pub(crate) fn date(self, date: PartialDate) -> String {
        match date.precision {
            Precision::Second | Precision::Day => self.day(date.date),
            Precision::Month => format!("{} {}", month(date.date), date.date.year()),
            Precision::Year => date.date.year().to_string(),
        }
    }

    /// An interval of days: `28–30 Oct`, `28 Oct – 2 Nov`, `Oct 2024`.
    pub(crate) fn days(self, days: DateSpan) -> String {
        let (from, to) = (days.from, days.to);
        if days.partial().span() == days {
            return self.date(days.partial());
        }
        if (from.year(), from.month()) == (to.year(), to.month()) {
            return format!("{}–{}", from.day(), self.day(to));
        }
        let first = if from.year() == to.year() {
            Calendar { year: Some(from.year()) }.day(from)
        } else {
            Calendar::default().day(from)
        };
        format!("{first} – {}", self.day(to))
    }
}

fn month(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs()) - 1]
}

/// `1 report`, `3 reports`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", number(n as f64))
}

/// A number with its thousands apart: `12,000`, `3.5`.
pub fn number(value: f64) -> String {
    let plain = format!("{}", (value * 1000.0).round() / 1000.0);
    let (sign, plain) = match plain.strip_prefix('-') {
        Some(rest) => ("−", rest),
        None => ("", &*plain),
    };
    let (whole, fraction) = match plain.split_once('.') {
        Some((whole, fraction)) => (whole, format!(".{fraction}")),
        None => (plain, String::new()),
    };
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 && digit.is_ascii_digit() {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{fraction}")
}

/// How reliable the user holds a source to be: "reliability B, usually reliable".
pub(crate) fn reliability(of: Reliability) -> String {
    format!("reliability {}, {}", of.letter(), of.words())
}

/// Names in a row: `A`, `A and B`, `A, B and C`.
pub fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// What a source does, where it is more than saying.
pub(crate) fn force(force: Force, negated: bool) -> Option<&'static str> {
    Some(match (force, negated) {
        (Force::Asserts, false) => return None,
        (Force::Asserts, true) => "does not say",
        (Force::Confirms, true) => "does not confirm",
        (Force::Denies, true) => "does not deny",
        (Force::Predicts, true) => "does not predict",
        (Force::Promises, true) => "does not promise",
        (Force::Demands, true) => "does not demand",
        (Force::Asks, true) => "does not ask",
        (Force::Hopes, true) => "does not hope",
        (Force::Doubts, true) => "does not doubt",
        (other, false) => other.name(),
    })
}

/// A status chip: its word and the tone that colours it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chip {
    /// The word printed.
    pub(crate) word: &'static str,
    /// How it is coloured.
    pub(crate) tone: Tone,
}

/// How much caution a chip calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Settled.
    Good,
    /// Still to come.
    Open,
    /// Moved.
    Moved,
    /// Not vouched for or contradicted.
    Warn,
    /// Neither.
    Plain,
}

impl Tone {
    /// The class that colours it in a page.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Open => "open",
            Tone::Moved => "moved",
            Tone::Warn => "warn",
            Tone::Plain => "plain",
        }
    }
}

/// How a series behaves.
pub(crate) fn behaviour_chip(behaviour: Behaviour) -> Chip {
    let tone = match behaviour {
        Behaviour::Stable => Tone::Plain,
        Behaviour::Revised => Tone::Moved,
        Behaviour::Contested => Tone::Warn,
    };
    Chip { word: behaviour.name(), tone }
}

/// Whether an event took place.
pub(crate) fn event_chip(status: EventStatus) -> Chip {
    let tone = match status {
        EventStatus::Happened => Tone::Good,
        EventStatus::Planned => Tone::Open,
        EventStatus::Denied | EventStatus::Alleged => Tone::Warn,
    };
    Chip { word: status.name(), tone }
}

/// Whether a figure holds; nothing where it does.
pub(crate) fn figure_chip(status: FigureStatus) -> Option<Chip> {
    let tone = match status {
        FigureStatus::Actual => return None,
        FigureStatus::Planned | FigureStatus::Predicted => Tone::Open,
        FigureStatus::Alleged | FigureStatus::Denied => Tone::Warn,
    };
    Some(Chip { word: status.name(), tone })
}

/// A figure that was known before.
pub(crate) const BEFORE: Chip = Chip { word: "before", tone: Tone::Plain };

/// A figure that was not known before.
pub(crate) const NEW: Chip = Chip { word: "new", tone: Tone::Moved };

/// A figure that only a replaced version of its article tells.
pub(crate) const REPLACED: Chip = Chip { word: "replaced by an update", tone: Tone::Plain };

/// Words of a report on one line: white space folded, characters that steer a terminal or the
/// direction of writing left out.
pub fn one_line(words: &str) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let mut line = String::with_capacity(words.len());
    for word in words.split_whitespace() {
        let clean = word.chars().filter(|c| !steers(*c));
        let before = line.len();
        if !line.is_empty() {
            line.push(' ');
        }
        let start = line.len();
        line.extend(clean);
        if line.len() == start {
            line.truncate(before);
        }
    }
    line
}

/// At most `limit` characters of one line, cut between words in the middle, where a cut says least
/// against the ends.
pub(crate) fn shorten(line: &str, limit: usize) -> String {
    let total = line.chars().count();
    if total <= limit {
        return line.to_owned();
    }
    let words: Vec<&str> = line.split(' ').collect();
    let room = limit.saturating_sub(3);
    let (mut head, mut tail) = (String::new(), Vec::new());
    let mut used = 0;
    let mut first = 0;
    while first < words.len() && used + words[first].chars().count() < room * 2 / 3 {
        head.push_str(words[first]);
        head.push(' ');
        used += words[first].chars().count() + 1;
        first += 1;
    }
    let mut last = words.len();
    while last > first && used + words[last - 1].chars().count() < room {
        last -= 1;
        used += words[last].chars().count() + 1;
        tail.push(words[last]);
    }
    tail.reverse();
    if first == 0 && tail.is_empty() {
        return line.chars().take(room).chain("…".chars()).collect();
    }
    format!("{head}… {}", tail.join(" ")).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::text::Date;

    fn at(year: i16, month: i8, day: i8) -> Date {
        Date::new(year, month, day).unwrap()
    }

    #[test]
    fn dates_say_what_is_known() {
        let calendar = Calendar { year: Some(2025) };
        assert_eq!(calendar.day(at(2025, 3, 12)), "12 Mar");
        assert_eq!(calendar.day(at(2024, 3, 12)), "12 Mar 2024");
        let days = |from, to| calendar.days(DateSpan { from, to });
        assert_eq!(days(at(2025, 3, 1), at(2025, 3, 31)), "Mar 2025");
        assert_eq!(days(at(2025, 3, 12), at(2025, 3, 14)), "12–14 Mar");
        assert_eq!(days(at(2025, 3, 30), at(2025, 4, 2)), "30 Mar – 2 Apr");
        assert_eq!(days(at(2024, 12, 30), at(2025, 1, 2)), "30 Dec 2024 – 2 Jan");
    }

    #[test]
    fn numbers_keep_their_thousands_apart() {
        for (value, want) in [
            (0.0, "0"),
            (999.0, "999"),
            (12_000.0, "12,000"),
            (1_234_567.5, "1,234,567.5"),
            (-1500.0, "−1,500"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(number(value), want);
        }
    }

    #[test]
    fn lines_lose_what_steers_a_terminal() {
        assert_eq!(one_line(" a\u{1b}[31m\n\tb \u{202e} c\u{7} "), "a[31m b c");
    }

    #[test]
    fn long_lines_keep_both_ends() {
        let line = "one two three four five six seven eight nine ten";
        assert_eq!(shorten(line, 80), line);
        assert_eq!(shorten(line, 30), "one two three … nine ten");
        assert_eq!(shorten(&"x".repeat(50), 10), "xxxxxxx…");
    }
}
