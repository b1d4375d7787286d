use serde::{Deserialize, Serialize};
use std::fmt;

use jiff::civil::Date;

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Precision {
    /// To the second: the time is given beside the date.
    Second,
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
}

impl Precision {
    /// The word used in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Second => "second",
            Precision::Day => "day",
            Precision::Month => "month",
            Precision::Year => "year",
        }
    }
}

/// A calendar date that may be coarse: `2024-10-28`, `2024-10`, `2024`.
///
/// `date` is the first day it covers; [`fmt::Display`] prints only what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartialDate {
    /// First day covered.
    pub date: Date,
    /// How much of it is known.
    pub precision: Precision,
}

impl PartialDate {
    /// A date known to the day.
    pub fn day(date: Date) -> PartialDate {
        PartialDate { date, precision: Precision::Day }
    }

    /// A month; `None` where year or month are out of range.
    pub fn month(year: i16, month: i8) -> Option<PartialDate> {
        Some(PartialDate { date: Date::new(year, month, 1).ok()?, precision: Precision::Month })
    }

    /// A year; `None` where it is out of range.
    pub fn year(year: i16) -> Option<PartialDate> {
        Some(PartialDate { date: Date::new(year, 1, 1).ok()?, precision: Precision::Year })
    }

    /// The days it covers.
    pub fn span(self) -> DateSpan {
        let to = match self.precision {
            Precision::Second | Precision::Day => self.date,
            Precision::Month => self.date.last_of_month(),
            Precision::Year => self.date.last_of_year(),
        };
        DateSpan { from: self.date, to }
    }

    /// Whether it is known to the day at least.
    pub fn is_day(self) -> bool {
        self.precision <= Precision::Day
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.date.year(), self.date.month(), self.date.day());
        match self.precision {
            Precision::Second | Precision::Day => write!(f, "{year:04}-{month:02}-{day:02}"),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::Year => write!(f, "{year:04}"),
        }
    }
}

/// A closed interval of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DateSpan {
    /// First day.
    pub from: Date,
    /// Last day, not before `from`.
    pub to: Date,
}

impl DateSpan {
    /// One day.
    pub fn day(date: Date) -> DateSpan {
        DateSpan { from: date, to: date }
    }

    /// Whether the two share a day.
    pub fn overlaps(self, other: DateSpan) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// The interval as one coarse date, where it is exactly a day, a month or a year; else its
    /// first day at the precision that still tells the truth (month or year).
    pub fn partial(self) -> PartialDate {
        let precision = if self.from == self.to {
            Precision::Day
        } else if (self.from.year(), self.from.month()) == (self.to.year(), self.to.month()) {
            Precision::Month
        } else {
            Precision::Year
        };
        PartialDate { date: self.from, precision }
    }
}
