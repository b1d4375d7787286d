//! The classes of the grammar: what `{month}` or `{clock}` in a pattern stands for. The words are
//! in `data/time_words.tsv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use text::Date;

use super::calendar::Unit;
use super::holidays::{self, Holiday};
use crate::atoms::{Atom, Line};
use crate::numbers::{Form, number};

/// What a class of a pattern has matched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Capture {
    Date(Date),
    Month(i8),
    /// 1 is Monday.
    Weekday(i8),
    Day(i8),
    Year(i16),
    /// First year of a decade.
    Decade(i16),
    Ordinal(i16),
    Season(&'static str),
    Part(&'static str),
    Unit(Unit),
    /// Steps from the publication, or from the date last told where true.
    Relative(i64, bool),
    /// A number of units; `None` for "several".
    Count(Option<f64>),
    Clock(i8, i8),
    Holiday(Holiday),
    Set(&'static str),
    /// Nothing that counts for the meaning.
    Other,
}

static WORDS: LazyLock<BTreeMap<(&'static str, &'static str), &'static str>> =
    LazyLock::new(|| {
        let rows =
            include_str!("../../data/time_words.tsv").lines().filter(|l| !l.starts_with('#'));
        rows.filter_map(|row| {
            let mut cells = row.split('\t');
            let (word, class, value) = (cells.next()?, cells.next()?, cells.next()?);
            Some(((class, word), value))
        })
        .collect()
    });

/// The value of a word in a class of the table.
pub(super) fn value(class: &'static str, word: &str) -> Option<&'static str> {
    WORDS.get(&(class, word)).copied()
}

/// What `class` matches at atom `at`, and where the match ends.
pub(super) fn capture(class: &'static str, line: &Line, at: usize) -> Option<(Capture, usize)> {
    let atom = line.atoms.get(at)?;
    let word = atom.lower.as_str();
    let simple = |class| value(class, word);
    let next = at + 1;
    Some(match class {
        "numeric" => numeric(line, at)?,
        "month" | "weekday" => named(class, line, at)?,
        "weekdays" => (Capture::Weekday(simple("weekdays")?.parse().ok()?), next),
        "day" => day(line, at, false)?,
        "th" => day(line, at, true)?,
        "year" => year(line, at)?,
        "decade" => decade(line, at)?,
        "ordinal" => ordinal(line, at)?,
        "season" => (Capture::Season(simple("season")?), next),
        "part" | "parts" => (Capture::Part(simple(class)?), next),
        "unit" => (Capture::Unit(Unit::parse(simple("unit")?)?), next),
        "units" if word.ends_with('s') || word == "centuries" => {
            (Capture::Unit(Unit::parse(simple("unit")?)?), next)
        }
        "rate" if !word.ends_with('s') => (Capture::Unit(Unit::parse(simple("unit")?)?), next),
        "rel" => {
            let steps = simple("rel")?;
            let narrated = steps.ends_with('n');
            (Capture::Relative(steps.trim_end_matches('n').parse().ok()?, narrated), next)
        }
        "number" => counted(line, at)?,
        "few" => (Capture::Count(simple("few")?.parse().ok()), next),
        "count" => counted(line, at).or_else(|| few(line, at))?,
        "clock" => clock(line, at)?,
        "hour" => {
            let found = number(&line.atoms, at).filter(|n| (1.0..=12.0).contains(&n.value))?;
            (Capture::Clock(found.value as i8, 0), found.end)
        }
        "zone" => {
            simple("zone")?;
            let named = usize::from(line.word(next) == "time");
            (Capture::Other, next + named)
        }
        "holiday" => {
            let (holiday, end) = holidays::holiday(&line.atoms, at)?;
            (Capture::Holiday(holiday), end)
        }
        "set" => (Capture::Set(simple("set")?), next),
        "quarterly" if matches!(word, "quarter" | "period") => (Capture::Other, next),
        _ => return None,
    })
}

/// A month or weekday: with a capital, an abbreviation with its point.
fn named(class: &'static str, line: &Line, at: usize) -> Option<(Capture, usize)> {
    let atom = &line.atoms[at];
    let number: i8 = value(class, &atom.lower)?.parse().ok()?;
    if !atom.capital {
        return None;
    }
    let full = matches!(atom.lower.as_str(), "may" | "june" | "july") || atom.lower.len() > 4;
    let point = !full && line.atoms.get(at + 1).is_some_and(|a| a.is(".") && a.glued);
    let capture = if class == "month" { Capture::Month(number) } else { Capture::Weekday(number) };
    Some((capture, at + 1 + usize::from(point)))
}

/// A day of a month: "21", "21st", "eighth".
fn day(line: &Line, at: usize, suffixed: bool) -> Option<(Capture, usize)> {
    let atom = &line.atoms[at];
    if atom.is_word() {
        let day = value("ordinal", &atom.lower)?.parse().ok()?;
        return (!suffixed && day <= 31).then_some((Capture::Day(day), at + 1));
    }
    let day: i8 = atom.lower.parse().ok().filter(|d| (1..=31).contains(d) && atom.is_digits())?;
    let next = line.atoms.get(at + 1).filter(|a| a.glued);
    let suffix = next.is_some_and(|a| matches!(a.lower.as_str(), "st" | "nd" | "rd" | "th"));
    // "21:30" is a clock, "21:" the end of a clause
    let minute =
        |a: &Atom| line.atoms.get(at + 2).is_some_and(|b| a.is(":") && b.glued && b.is_digits());
    let runs_on = next.is_some_and(|a| a.is_word() && !suffix || minute(a));
    (!runs_on && (suffix || !suffixed)).then_some((Capture::Day(day), at + 1 + usize::from(suffix)))
}

/// "2014", "’98", "nineteen ninety-six".
fn year(line: &Line, at: usize) -> Option<(Capture, usize)> {
    let atom = &line.atoms[at];
    if atom.is_apostrophe() {
        let short = line.atoms.get(at + 1).filter(|a| a.glued && a.lower.len() == 2)?;
        let year: i16 = short.lower.parse().ok()?;
        let more = line.atoms.get(at + 2).is_some_and(|a| a.glued && a.is_word());
        return (!more)
            .then_some((Capture::Year(if year < 40 { 2000 } else { 1900 } + year), at + 2));
    }
    if atom.is_word() {
        if atom.is("two") && line.word(at + 1) == "thousand" && line.before(at) == "year" {
            return Some((Capture::Year(2000), at + 2));
        }
        let century = match atom.lower.as_str() {
            "nineteen" => 1900,
            "eighteen" => 1800,
            "twenty" => 2000,
            _ => return None,
        };
        let rest = number(&line.atoms, at + 1).filter(|n| n.form == Form::Words)?;
        let fits = (10.0..100.0).contains(&rest.value) && rest.scale == 1.0;
        return fits.then(|| (Capture::Year(century + rest.value as i16), rest.end));
    }
    let plain = atom.lower.len() == 4 && !atom.lower.contains(['.', ',']);
    let year: i16 = atom.lower.parse().ok().filter(|y| plain && (1000..2100).contains(y))?;
    let glued = line.atoms.get(at + 1).is_some_and(|a| a.glued && a.is_word());
    (!glued).then_some((Capture::Year(year), at + 1))
}

/// "1990s", "1990’s", "’90s", "nineties".
fn decade(line: &Line, at: usize) -> Option<(Capture, usize)> {
    let atom = &line.atoms[at];
    if atom.is_word() {
        let tens: i16 = value("decade", &atom.lower)?.parse().ok()?;
        let aged =
            matches!(line.before(at), "his" | "her" | "their" | "my" | "mid" | "early" | "late");
        return (!aged).then_some((Capture::Decade(1900 + 10 * tens), at + 1));
    }
    let short = usize::from(atom.is_apostrophe());
    let digits = line.atoms.get(at + short).filter(|a| a.is_digits() && (short == 0 || a.glued))?;
    let mut end = at + short + 1;
    end += usize::from(line.atoms.get(end).is_some_and(|a| a.is_apostrophe() && a.glued));
    line.atoms.get(end).filter(|a| a.glued && a.is("s"))?;
    let number: i16 = digits.lower.parse().ok().filter(|n| n % 10 == 0)?;
    let year = match (digits.lower.len(), number) {
        (4, 1000..2100) => number,
        (2, 0) => 2000,
        (2, 50..) => 1900 + number,
        (2, 10..50) if short == 1 => {
            if number < 30 {
                2000 + number
            } else {
                1900 + number
            }
        }
        _ => return None,
    };
    Some((Capture::Decade(year), end + 1))
}

/// "third", "20th".
fn ordinal(line: &Line, at: usize) -> Option<(Capture, usize)> {
    let atom = &line.atoms[at];
    if let Some(n) = value("ordinal", &atom.lower) {
        return Some((Capture::Ordinal(n.parse().ok()?), at + 1));
    }
    if atom.is("last") {
        // "the last quarter of 2014" is its fourth, "the last half" its second
        return Some((Capture::Ordinal(i16::MAX), at + 1));
    }
    let n: i16 = atom.lower.parse().ok().filter(|n| (1..=31).contains(n))?;
    let suffix = line.atoms.get(at + 1).filter(|a| a.glued)?;
    matches!(suffix.lower.as_str(), "st" | "nd" | "rd" | "th")
        .then_some((Capture::Ordinal(n), at + 2))
}

/// A number of units in digits or words, without article, vagueness or magnitude.
fn counted(line: &Line, at: usize) -> Option<(Capture, usize)> {
    if at > 0 && line.atoms[at].glued && !matches!(line.before(at), "(" | "—" | "\"" | "“" | "-")
    {
        return None;
    }
    let mut found = number(&line.atoms, at)?;
    if found.form == Form::Fraction && line.word(found.end - 1).starts_with("quarter") {
        // "two quarters" is a length of time here
        found = number(&line.atoms[..found.end - 1], at)?;
    }
    let plain = matches!(found.form, Form::Digits | Form::Words)
        || found.form == Form::Article && line.word(at) != "half";
    (plain && found.value > 0.0 && found.value < 1e6)
        .then_some((Capture::Count(Some(found.value)), found.end))
}

/// "a", "a few", "a couple of", "several".
fn few(line: &Line, at: usize) -> Option<(Capture, usize)> {
    let article = matches!(line.word(at), "a" | "an");
    let word = at + usize::from(article);
    match value("few", line.word(word)) {
        Some(count) => {
            let end = word + 1 + usize::from(line.word(word + 1) == "of");
            Some((Capture::Count(count.parse().ok()), end))
        }
        None if article || line.word(at) == "per" => Some((Capture::Count(Some(1.0)), word)),
        None => None,
    }
}

/// "2024-10-21", "21.10.2024".
fn numeric(line: &Line, at: usize) -> Option<(Capture, usize)> {
    let atom = &line.atoms[at];
    if atom.is_digits() && atom.lower.matches('.').count() == 2 {
        let parts: Vec<i16> = atom.lower.split('.').filter_map(|p| p.parse().ok()).collect();
        let [day, month, year] = parts[..] else { return None };
        let date = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
        return (year > 1000).then_some((Capture::Date(date), at + 1));
    }
    let part = |i: usize| -> Option<i16> {
        line.atoms.get(at + i).filter(|a| a.is_digits() && (i == 0 || a.glued))?.lower.parse().ok()
    };
    let sign = |i: usize| line.atoms.get(at + i).filter(|a| a.glued).map(|a| a.lower.as_str());
    let (Some(joint @ ("-" | "/")), true) = (sign(1), sign(1) == sign(3)) else { return None };
    let (first, second, third) = (part(0)?, part(2)?, part(4)?);
    let (year, month, day) = match () {
        () if first > 1000 => (first, second, third),
        // day first or month first: only where the numbers tell
        () if third > 1000 && first > 12 => (third, second, first),
        () if third > 1000 && second > 12 && joint == "/" => (third, first, second),
        () if third > 1000 && first == second => (third, first, second),
        () => return None,
    };
    let date = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    Some((Capture::Date(date), at + 5))
}

/// "9pm", "9:30 a.m.", "21:00", "2100 GMT", "noon".
fn clock(line: &Line, at: usize) -> Option<(Capture, usize)> {
    let atom = &line.atoms[at];
    match atom.lower.as_str() {
        "noon" | "midday" => return Some((Capture::Clock(12, 0), at + 1)),
        "midnight" => return Some((Capture::Clock(24, 0), at + 1)),
        _ if !atom.is_digits()
            || atom.glued && !matches!(line.before(at), "(" | "\"" | "“" | "-") =>
        {
            return None;
        }
        _ => {}
    }
    let two =
        |word: &str| word.parse::<i8>().ok().filter(|m| (0..60).contains(m) && word.len() == 2);
    let (hour, minute, end) = match atom.lower.split_once('.') {
        Some((hour, minute)) => (hour.parse().ok()?, two(minute)?, at + 1),
        None if line.word(at + 1) == ":" && line.atoms[at + 1].glued => {
            (atom.lower.parse::<i8>().ok()?, two(line.word(at + 2))?, at + 3)
        }
        None if atom.lower.len() == 4 && value("zone", line.word(at + 1)).is_some() => {
            (two(&atom.lower[..2])?, two(&atom.lower[2..])?, at + 1)
        }
        None => (atom.lower.parse::<i8>().ok()?, -1, at + 1),
    };
    if let Some((afternoon, end)) = meridiem(line, end) {
        let hour = match (hour, afternoon) {
            (1..=11, true) => hour + 12,
            (12, false) => 0,
            (0..=24, _) => hour,
            _ => return None,
        };
        return Some((Capture::Clock(hour, minute.max(0)), end));
    }
    let o_clock = line.word(end) == "o" && line.word(end + 2) == "clock";
    if o_clock && (1..=12).contains(&hour) {
        return Some((Capture::Clock(hour, 0), end + 3));
    }
    let led = matches!(
        line.before(at),
        "at" | "around" | "about" | "by" | "from" | "until" | "before" | "after" | "approximately"
    );
    let zoned = value("zone", line.word(end)).is_some();
    let fits =
        (0..24).contains(&hour) && minute >= 0 && (led || zoned) && !atom.lower.contains('.');
    fits.then_some((Capture::Clock(hour, minute), end))
}

/// "am", "p.m.": whether it is after noon, and where it ends.
fn meridiem(line: &Line, at: usize) -> Option<(bool, usize)> {
    let afternoon = match line.word(at) {
        "am" | "pm" => return Some((line.word(at) == "pm", at + 1)),
        "a" => false,
        "p" => true,
        _ => return None,
    };
    let point = |i: usize| line.atoms.get(i).is_some_and(|a: &Atom| a.is(".") && a.glued);
    (point(at + 1) && line.word(at + 2) == "m")
        .then(|| (afternoon, at + 3 + usize::from(point(at + 3))))
}
