//! Points and stretches of the calendar, their TIMEX3 values and the days they cover.

use text::{Date, DateSpan};

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    pub(super) fn parse(letters: &str) -> Option<Unit> {
        Some(match letters {
            "TS" => Unit::Second,
            "TM" => Unit::Minute,
            "TH" => Unit::Hour,
            "D" => Unit::Day,
            "W" => Unit::Week,
            "F" => Unit::Fortnight,
            "M" => Unit::Month,
            "Q" => Unit::Quarter,
            "Y" => Unit::Year,
            "E" => Unit::Decade,
            "C" => Unit::Century,
            _ => return None,
        })
    }

    /// Whether it is a part of a day.
    pub(super) fn is_clock(self) -> bool {
        matches!(self, Unit::Second | Unit::Minute | Unit::Hour)
    }

    /// The ISO 8601 letter with its prefix, and how many of those one unit is.
    fn iso(self) -> (&'static str, char, f64) {
        match self {
            Unit::Second => ("PT", 'S', 1.0),
            Unit::Minute => ("PT", 'M', 1.0),
            Unit::Hour => ("PT", 'H', 1.0),
            Unit::Day => ("P", 'D', 1.0),
            Unit::Week => ("P", 'W', 1.0),
            Unit::Fortnight => ("P", 'W', 2.0),
            Unit::Month => ("P", 'M', 1.0),
            Unit::Quarter => ("P", 'Q', 1.0),
            Unit::Year => ("P", 'Y', 1.0),
            Unit::Decade => ("P", 'Y', 10.0),
            Unit::Century => ("P", 'Y', 100.0),
        }
    }

    /// The duration of `count` units: `P2D`, `PT1H30M`; of an unknown number `PXD`.
    pub(super) fn duration(self, count: Option<f64>) -> String {
        let (prefix, letter, factor) = self.iso();
        let Some(count) = count.map(|n| n * factor) else {
            let letter = match self {
                Unit::Decade => 'E',
                Unit::Century => 'C',
                _ => letter,
            };
            return format!("{prefix}X{letter}");
        };
        let whole = count.trunc();
        let half = (count - whole - 0.5).abs() < 1e-9;
        let rest = match self {
            Unit::Year | Unit::Decade | Unit::Century if half => "6M",
            Unit::Hour if half => "30M",
            Unit::Minute if half => "30S",
            Unit::Day if half => "T12H",
            _ => return format!("{prefix}{count}{letter}"),
        };
        if whole == 0.0 {
            format!("{prefix}{rest}")
        } else {
            format!("{prefix}{whole}{letter}{rest}")
        }
    }
}

/// A point or stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Day(Date),
    /// A part of a day: `NI`.
    Part(Date, &'static str),
    /// Hour and minute of a day.
    Clock(Date, i8, i8),
    /// The ISO week that holds the day.
    Week(Date),
    Weekend(Date),
    Month(i16, i8),
    Quarter(i16, i8),
    Half(i16, i8),
    Season(i16, &'static str),
    Year(i16),
    /// The first year of a decade.
    Decade(i16),
    /// The first two digits of the years of a century.
    Century(i16),
}

impl When {
    /// The TIMEX3 value.
    pub(super) fn value(self) -> String {
        match self {
            When::Day(day) => day.to_string(),
            When::Part(day, part) => format!("{day}T{part}"),
            When::Clock(day, hour, minute) => format!("{day}T{hour:02}:{minute:02}"),
            When::Week(day) => iso_week(day),
            When::Weekend(day) => format!("{}-WE", iso_week(day)),
            When::Month(year, month) => format!("{year:04}-{month:02}"),
            When::Quarter(year, n) => format!("{year:04}-Q{n}"),
            When::Half(year, n) => format!("{year:04}-H{n}"),
            When::Season(year, season) => format!("{year:04}-{season}"),
            When::Year(year) => format!("{year:04}"),
            When::Decade(year) => format!("{:03}", year / 10),
            When::Century(century) => format!("{century:02}"),
        }
    }

    /// The days it covers. A season covers its months in the northern hemisphere.
    pub(super) fn days(self) -> Option<DateSpan> {
        let months = |year: i16, from: i8, count: i8| {
            let first = Date::new(year, from, 1).ok()?;
            let last = Date::new(year, from + count - 1, 1).ok()?.last_of_month();
            Some(DateSpan { from: first, to: last })
        };
        match self {
            When::Day(day) | When::Part(day, _) | When::Clock(day, ..) => Some(DateSpan::day(day)),
            When::Week(day) => {
                let from = monday(day)?;
                Some(DateSpan { from, to: add_days(from, 6)? })
            }
            When::Weekend(day) => {
                let from = add_days(monday(day)?, 5)?;
                Some(DateSpan { from, to: add_days(from, 1)? })
            }
            When::Month(year, month) => months(year, month, 1),
            When::Quarter(year, n) => months(year, (n - 1) * 3 + 1, 3),
            When::Half(year, n) => months(year, (n - 1) * 6 + 1, 6),
            When::Season(year, "SP") => months(year, 3, 3),
            When::Season(year, "SU") => months(year, 6, 3),
            When::Season(year, "FA") => months(year, 9, 3),
            When::Season(year, _) => {
                let to = Date::new(year.checked_add(1)?, 2, 1).ok()?.last_of_month();
                Some(DateSpan { from: Date::new(year, 12, 1).ok()?, to })
            }
            When::Year(year) => months(year, 1, 12),
            When::Decade(year) => years(year, 10),
            When::Century(century) => years(century.checked_mul(100)?, 100),
        }
    }

    /// The day it is or lies in, where it is that exact.
    pub(super) fn day(self) -> Option<Date> {
        match self {
            When::Day(day) | When::Part(day, _) | When::Clock(day, ..) => Some(day),
            _ => None,
        }
    }
}

fn years(first: i16, count: i16) -> Option<DateSpan> {
    let from = Date::new(first, 1, 1).ok()?;
    Some(DateSpan { from, to: Date::new(first.checked_add(count - 1)?, 12, 31).ok()? })
}

fn iso_week(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// The Monday of a day's week.
pub(super) fn monday(day: Date) -> Option<Date> {
    add_days(day, 1 - i64::from(day.weekday().to_monday_one_offset()))
}

pub(super) fn add_days(day: Date, count: i64) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_days(count).ok()?).ok()
}

/// The month `count` months from the month of `day`.
pub(super) fn add_months(day: Date, count: i64) -> Option<(i16, i8)> {
    let first = day.first_of_month();
    let moved = first.checked_add(jiff::Span::new().try_months(count).ok()?).ok()?;
    Some((moved.year(), moved.month()))
}

/// The stretch of the size of `unit` that lies `count` units from the one that holds `day`.
pub(super) fn shift(day: Date, unit: Unit, count: i64) -> Option<When> {
    let years = |count: i64| {
        let year = i64::from(day.year()).checked_add(count)?;
        i16::try_from(year).ok().filter(|y| (1..=9999).contains(y))
    };
    Some(match unit {
        Unit::Second | Unit::Minute | Unit::Hour => return None,
        Unit::Day => When::Day(add_days(day, count)?),
        Unit::Week => When::Week(add_days(day, count.checked_mul(7)?)?),
        Unit::Fortnight => When::Week(add_days(day, count.checked_mul(14)?)?),
        Unit::Month => {
            let (year, month) = add_months(day, count)?;
            When::Month(year, month)
        }
        Unit::Quarter => {
            let (year, month) = add_months(day, count.checked_mul(3)?)?;
            When::Quarter(year, (month - 1) / 3 + 1)
        }
        Unit::Year => When::Year(years(count)?),
        Unit::Decade => When::Decade(years(count.checked_mul(10)?)? / 10 * 10),
        Unit::Century => When::Century(years(count.checked_mul(100)?)? / 100),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn stretches_have_values_and_days() {
        let day = date(2024, 10, 28);
        let value = |unit, count| shift(day, unit, count).unwrap().value();
        assert_eq!(value(Unit::Week, -1), "2024-W43");
        assert_eq!(value(Unit::Month, 3), "2025-01");
        assert_eq!(value(Unit::Quarter, -1), "2024-Q3");
        assert_eq!(value(Unit::Decade, -1), "201");
        let week = When::Week(day).days().unwrap();
        assert_eq!((week.from, week.to), (day, date(2024, 11, 3)));
        let winter = When::Season(2023, "WI").days().unwrap();
        assert_eq!((winter.from, winter.to), (date(2023, 12, 1), date(2024, 2, 29)));
        assert_eq!(shift(day, Unit::Century, i64::MAX), None);
    }

    #[test]
    fn durations_are_iso() {
        assert_eq!(Unit::Year.duration(Some(2.5)), "P2Y6M");
        assert_eq!(Unit::Hour.duration(Some(0.5)), "PT30M");
        assert_eq!(Unit::Decade.duration(Some(2.0)), "P20Y");
        assert_eq!(Unit::Week.duration(None), "PXW");
    }
}
