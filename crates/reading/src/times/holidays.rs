//! Holidays with fixed or computable dates, read from `data/holidays.tsv`.

use std::sync::LazyLock;

use jiff::civil::Weekday;
use text::{Date, Span};

use super::calendar::add_days;
use crate::atoms::{Atom, atoms};

/// When a holiday falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holiday {
    /// Month and day.
    Fixed(i8, i8),
    /// Days from Easter Sunday.
    Easter(i64),
    /// Month, weekday (1 is Monday), which one of the month, and days from it.
    Nth(i8, i8, i8, i64),
}

impl Holiday {
    /// Its date in a year.
    pub(super) fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Holiday::Fixed(month, day) => Date::new(year, month, day).ok(),
            Holiday::Easter(days) => add_days(easter(year)?, days),
            Holiday::Nth(month, weekday, nth, days) => {
                let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
                let first = Date::new(year, month, 1).ok()?;
                add_days(first.nth_weekday_of_month(nth, weekday).ok()?, days)
            }
        }
    }

    fn parse(rule: &str) -> Option<Holiday> {
        if let Some(days) = rule.strip_prefix("easter") {
            return Some(Holiday::Easter(days.parse().ok()?));
        }
        if let Some((month, day)) = rule.split_once('-').filter(|_| !rule.contains('/')) {
            return Some(Holiday::Fixed(month.parse().ok()?, day.parse().ok()?));
        }
        let mut parts = rule.split('/');
        let (month, weekday, nth) = (parts.next()?, parts.next()?, parts.next()?);
        let (nth, days) = nth.split_once('+').unwrap_or((nth, "0"));
        let (month, weekday) = (month.parse().ok()?, weekday.parse().ok()?);
        Some(Holiday::Nth(month, weekday, nth.parse().ok()?, days.parse().ok()?))
    }
}

/// Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    let f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
    Date::new(year, i8::try_from(f / 31).ok()?, i8::try_from(f % 31 + 1).ok()?).ok()
}

/// Names as atoms, the longest first.
static NAMES: LazyLock<Vec<(Vec<String>, Holiday)>> = LazyLock::new(|| {
    let rows = include_str!("../../data/holidays.tsv").lines().filter(|l| !l.starts_with('#'));
    let mut names: Vec<_> = rows
        .filter_map(|row| {
            let (name, rule) = row.split_once('\t')?;
            let words = atoms(name, Span::new(0, name.len())).into_iter().map(|a| a.lower);
            Some((words.collect::<Vec<_>>(), Holiday::parse(rule)?))
        })
        .collect();
    names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    names
});

/// The holiday named from atom `at` on, and where its name ends.
pub(super) fn holiday(atoms: &[Atom], at: usize) -> Option<(Holiday, usize)> {
    if !atoms[at].capital {
        return None;
    }
    let (words, holiday) = NAMES.iter().find(|(words, _)| {
        words.iter().enumerate().all(|(i, w)| atoms.get(at + i).is_some_and(|a| a.is(w)))
    })?;
    Some((*holiday, at + words.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_holiday_of_the_table_has_a_date() {
        let rows = include_str!("../../data/holidays.tsv").lines().filter(|l| !l.starts_with('#'));
        assert_eq!(rows.clone().count(), NAMES.len());
        assert!(NAMES.iter().all(|(_, h)| h.in_year(2024).is_some()));
    }

    #[test]
    fn moveable_feasts_move() {
        assert_eq!(Holiday::Easter(0).in_year(2024), Some(date(2024, 3, 31)));
        assert_eq!(Holiday::Easter(-2).in_year(2025), Some(date(2025, 4, 18)));
        assert_eq!(Holiday::Nth(11, 4, 4, 0).in_year(2024), Some(date(2024, 11, 28)));
        assert_eq!(Holiday::Nth(5, 1, -1, 0).in_year(2024), Some(date(2024, 5, 27)));
    }
}
