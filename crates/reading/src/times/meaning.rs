//! What a match of the grammar means: its type, value and days.

use text::{Date, DateSpan};

use super::calendar::{Unit, When, add_days, add_months, monday, shift};
use super::grammar::Match;
use super::holidays::Holiday;
use super::tense::{Tense, of_noun, tense};
use super::words::Capture;
use crate::TimeKind;
use crate::atoms::Line;

/// What is known where an expression stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    /// The day of publication.
    pub(super) published: Option<Date>,
    /// The date told last in the text.
    pub(super) told: Option<When>,
    /// Whether `told` stands in the same sentence.
    pub(super) here: bool,
    /// Which sentence is being read.
    pub(super) sentence: usize,
    /// The quarter told last, its year and number, and in which sentence.
    pub(super) quarter: Option<(i16, i8, usize)>,
}

/// Sentences over which "a year ago" still compares with the quarter told before.
const QUARTER_REACH: usize = 4;

impl Context {
    /// The quarter that is being told of.
    fn quarter(&self) -> Option<(i16, i8)> {
        let (year, n, sentence) = self.quarter?;
        (self.sentence - sentence <= QUARTER_REACH).then_some((year, n))
    }

    /// The day from which "the next day" and "two weeks later" count.
    fn narrated(&self) -> Option<Date> {
        self.told.and_then(|t| Some(t.days()?.from)).or(self.published)
    }

    /// The day a bare time of day belongs to.
    fn day(&self) -> Option<Date> {
        self.told.filter(|_| self.here).and_then(When::day).or(self.published)
    }
}

/// The meaning of a time expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meaning {
    pub(super) kind: TimeKind,
    pub(super) value: String,
    pub(super) when: Option<When>,
    pub(super) days: Option<DateSpan>,
}

impl Meaning {
    fn text(kind: TimeKind, value: impl Into<String>) -> Meaning {
        Meaning { kind, value: value.into(), when: None, days: None }
    }
}

/// A date or, where nothing anchors it, the value that stands for it.
fn date(when: Option<When>, unanchored: &str) -> Meaning {
    at(TimeKind::Date, when, unanchored)
}

fn at(kind: TimeKind, when: Option<When>, unanchored: &str) -> Meaning {
    match when {
        Some(w) => Meaning { kind, value: w.value(), when, days: w.days() },
        None => Meaning::text(kind, unanchored),
    }
}

/// The meaning of `found`; `None` where the words mean no time after all.
pub(super) fn meaning(found: &Match, line: &Line, context: &Context) -> Option<Meaning> {
    let room = found.rule.split('.').next().unwrap_or("");
    let reader = Reader { found, line, context };
    match room {
        "date" => reader.date(),
        "time" => reader.time(),
        "duration" => reader.duration(),
        "set" => reader.set(),
        _ => reader.reference(),
    }
}

/// A bare day behind a day of the same month: "April 24 and 25", "May 3-5". Its first atom, one
/// past its last, and the day.
pub(super) fn day_after(line: &Line, at: usize, when: When) -> Option<(usize, usize, When)> {
    let When::Day(first) = when else { return None };
    let dash = line.atoms.get(at)?.is_dash();
    if !dash && !matches!(line.word(at), "and" | "to" | "or" | "through") {
        return None;
    }
    let number = line.atoms.get(at + 1).filter(|a| a.is_digits() && a.glued == dash)?;
    let day: i8 = number.lower.parse().ok()?;
    let day = Date::new(first.year(), first.month(), day).ok().filter(|d| *d > first)?;
    let behind = line.atoms.get(at + 2);
    // "Oct. 21 and 22 boats" counts boats
    let ends = behind.is_none_or(|a| {
        !a.is_word() && !a.is("%")
            || matches!(a.lower.as_str(), "in" | "at" | "and" | "for" | "with" | "to" | "by" | "on")
    });
    let year = at + 2 + usize::from(line.word(at + 2) == ",");
    let year = (line.word(year) == first.year().to_string()).then_some(year + 1);
    ends.then_some((at + 1, year.unwrap_or(at + 2), When::Day(day)))
}

struct Reader<'a> {
    found: &'a Match,
    line: &'a Line<'a>,
    context: &'a Context,
}

macro_rules! getter {
    ($($name:ident: $variant:ident -> $type:ty;)*) => {$(
        fn $name(&self) -> Option<$type> {
            self.found.captures.iter().find_map(|c| match c {
                Capture::$variant(found) => Some(*found),
                _ => None,
            })
        }
    )*};
}

impl Reader<'_> {
    getter! {
        numeric: Date -> Date;
        month: Month -> i8;
        weekday: Weekday -> i8;
        day: Day -> i8;
        year: Year -> i16;
        decade: Decade -> i16;
        ordinal: Ordinal -> i16;
        season: Season -> &'static str;
        part: Part -> &'static str;
        unit: Unit -> Unit;
        count: Count -> Option<f64>;
        holiday: Holiday -> Holiday;
        adverb: Set -> &'static str;
    }

    fn relative(&self) -> Option<(i64, bool)> {
        self.found.captures.iter().find_map(|c| match c {
            Capture::Relative(steps, narrated) => Some((*steps, *narrated)),
            _ => None,
        })
    }

    fn clock(&self) -> Option<(i8, i8)> {
        self.found.captures.iter().find_map(|c| match c {
            Capture::Clock(hour, minute) => Some((*hour, *minute)),
            _ => None,
        })
    }

    fn published(&self) -> Option<Date> {
        self.context.published
    }

    fn tense(&self) -> Option<Tense> {
        tense(self.line, self.found.first, self.found.end)
    }

    /// The tense of the clause for a month or a day of one; a past clause says nothing of what hangs
    /// from a noun: "discussed the visit in September".
    fn own_tense(&self) -> Option<Tense> {
        let of_noun = || of_noun(self.line, self.found.first, self.found.end);
        self.tense().filter(|t| *t == Tense::Coming || !of_noun())
    }

    /// Whether the clause speaks of what is to come; reports mostly tell what has happened.
    fn coming(&self) -> bool {
        self.tense() == Some(Tense::Coming)
    }

    fn before(&self) -> &str {
        self.line.before(self.found.first)
    }

    fn after(&self) -> &str {
        self.line.word(self.found.end)
    }

    fn date(&self) -> Option<Meaning> {
        let published = self.published();
        let from_published = |unit, count| published.and_then(|p| shift(p, unit, count));
        Some(match self.found.rule {
            "date.numeric" => date(Some(When::Day(self.numeric()?)), ""),
            "date.mdy" => {
                let day = Date::new(self.year()?, self.month()?, self.day()?).ok()?;
                date(Some(When::Day(day)), "")
            }
            "date.md" => self.month_day()?,
            "date.md.rel" => self.relative_day()?,
            "date.my" => date(Some(When::Month(self.year()?, self.month()?)), ""),
            "date.month.year" => {
                let year = self.relative_year()?;
                date(Some(When::Month(year, self.month()?)), "")
            }
            "date.month.rel" => self.relative_month()?,
            "date.month" => self.bare_month()?,
            "date.day" => self.bare_day()?,
            "date.year" => self.bare_year()?,
            "date.year.fiscal" => date(Some(When::Year(self.year()?)), ""),
            "date.decade" => date(Some(When::Decade(self.decade()?)), ""),
            "date.century" => {
                let century = self.ordinal().filter(|n| (1..=30).contains(n))? - 1;
                date(Some(When::Century(century)), "")
            }
            "date.today" => date(from_published(Unit::Day, 0), "XXXX-XX-XX"),
            "date.yesterday" => date(from_published(Unit::Day, -1), "XXXX-XX-XX"),
            "date.tomorrow" => date(from_published(Unit::Day, 1), "XXXX-XX-XX"),
            "date.before.yesterday" => date(from_published(Unit::Day, -2), "XXXX-XX-XX"),
            "date.after.tomorrow" => date(from_published(Unit::Day, 2), "XXXX-XX-XX"),
            "date.weekof" => {
                let day = self.month_day()?.when.and_then(When::day);
                date(day.map(When::Week), "XXXX-WXX")
            }
            "date.yearend" => {
                let year = self.published().map(Date::year);
                date(year.and_then(|y| Date::new(y, 12, 31).ok()).map(When::Day), "XXXX-12-31")
            }
            rule if rule.starts_with("date.season") => self.seasonal()?,
            rule if rule.starts_with("date.quarter") => self.quarter()?,
            rule if rule.starts_with("date.half") => self.half()?,
            rule if rule.starts_with("date.weekday") => self.week_day()?,
            rule if rule.starts_with("date.holiday") => self.feast()?,
            "date.weekend" | "date.weekend.bare" => self.weekend()?,
            _ => self.relative_stretch()?,
        })
    }

    /// "Oct. 21": of the year that lies nearest in the direction of the clause.
    fn month_day(&self) -> Option<Meaning> {
        let (month, day) = (self.month()?, self.day()?);
        let in_year = |year| Date::new(year, month, day).ok();
        // no month has that day, not even in a leap year
        in_year(2024)?;
        let unanchored = format!("XXXX-{month:02}-{day:02}");
        if let Some(year) = self.shared_year() {
            return Some(date(in_year(year).map(When::Day), &unanchored));
        }
        let Some(published) = self.published() else { return Some(date(None, &unanchored)) };
        let year = self.told_year().unwrap_or_else(|| {
            let year = published.year();
            let ahead = in_year(year).map_or(0, |date| days_between(published, date));
            match (ahead, self.own_tense()) {
                (46.., Some(Tense::Past)) | (184.., None) | (271.., _) => year - 1,
                (..=-121, Some(Tense::Coming)) | (..=-184, None) | (..=-331, _) => year + 1,
                _ => year,
            }
        });
        Some(date(in_year(year).map(When::Day), &unanchored))
    }

    /// The year behind a second day: "May 3-5, 2019".
    fn shared_year(&self) -> Option<i16> {
        let end = self.found.end;
        let day = self.line.atoms.get(end + 1).filter(|a| a.is_digits() && a.lower.len() < 3)?;
        let joined = self.line.atoms[end].is_dash() && day.glued
            || matches!(self.line.word(end), "and" | "to" | "or" | "through");
        let year = end + 2 + usize::from(self.line.word(end + 2) == ",");
        let year = self.line.atoms.get(year).filter(|a| joined && a.lower.len() == 4)?;
        year.lower.parse().ok().filter(|y| (1000..2100).contains(y))
    }

    /// "last Oct. 23": the nearest one in that direction.
    fn relative_day(&self) -> Option<Meaning> {
        let (month, day) = (self.month()?, self.day()?);
        let (steps, narrated) = self.relative()?;
        let from = if narrated { self.context.narrated() } else { self.published() };
        let nearest = |from: Date| {
            let years = [from.year() - 1, from.year(), from.year() + 1];
            let mut days = years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
            match steps {
                ..=-1 => days.rfind(|d| *d < from),
                0 => days.find(|d| d.year() == from.year()),
                1.. => days.find(|d| *d > from),
            }
        };
        Some(date(from.and_then(nearest).map(When::Day), &format!("XXXX-{month:02}-{day:02}")))
    }

    /// The year of a past date told earlier in the same sentence, where it is not this year.
    fn told_year(&self) -> Option<i16> {
        let told = self.context.told.filter(|_| self.context.here)?;
        let year = match told {
            When::Year(year) | When::Month(year, _) => year,
            When::Day(day) => day.year(),
            _ => return None,
        };
        (!self.coming() && year < self.published()?.year()).then_some(year)
    }

    fn relative_year(&self) -> Option<i16> {
        let (steps, narrated) = self.relative()?;
        let from = if narrated { self.context.narrated() } else { self.published() }?;
        i16::try_from(i64::from(from.year()) + steps).ok()
    }

    fn relative_month(&self) -> Option<Meaning> {
        let month = self.month()?;
        let unanchored = format!("XXXX-{month:02}");
        let (steps, narrated) = self.relative()?;
        let from = if narrated { self.context.narrated() } else { self.published() };
        let year = from.map(|from| match steps {
            ..=-1 if month >= from.month() => from.year() - 1,
            1.. if month <= from.month() => from.year() + 1,
            _ => from.year(),
        });
        Some(date(year.map(|y| When::Month(y, month)), &unanchored))
    }

    fn bare_month(&self) -> Option<Meaning> {
        let month = self.month()?;
        let written = self.line.word(self.found.first);
        // "May" and "March" begin sentences and are names; a month alone follows a preposition
        let led = matches!(
            self.before(),
            "in" | "since"
                | "by"
                | "until"
                | "from"
                | "to"
                | "of"
                | "during"
                | "early"
                | "late"
                | "mid"
                | "-"
                | "through"
                | "for"
                | "and"
                | "or"
                | "before"
                | "after"
                | "between"
        );
        let name = matches!(written, "may" | "march" | "april" | "june" | "august" | "jan" | "mar");
        let short = written.len() == 3 && written != "may" && !self.last_word().eq(".");
        if name && !led || short {
            return None;
        }
        let unanchored = format!("XXXX-{month:02}");
        let year = self.told_year().or_else(|| {
            let from = self.published()?;
            let ahead = i16::from(month) - i16::from(from.month());
            Some(match (ahead, self.own_tense()) {
                (1.., Some(Tense::Past)) | (4.., None) => from.year() - 1,
                (..=-1, Some(Tense::Coming)) | (..=-9, None) => from.year() + 1,
                _ => from.year(),
            })
        });
        Some(date(year.map(|y| When::Month(y, month)), &unanchored))
    }

    /// "on the 18th": of the month told last, else the nearest one.
    fn bare_day(&self) -> Option<Meaning> {
        let day = self.day()?;
        let unanchored = format!("XXXX-XX-{day:02}");
        let Some(published) = self.published() else { return Some(date(None, &unanchored)) };
        let told = self.context.told.and_then(When::day).map(|t| (t.year(), t.month()));
        let month = match (told, i16::from(day) - i16::from(published.day()), self.coming()) {
            (Some(month), ..) if self.context.here => Some(month),
            (_, 1.., false) => add_months(published, -1),
            (_, ..=-1, true) => add_months(published, 1),
            _ => Some((published.year(), published.month())),
        };
        let found = month.and_then(|(y, m)| Date::new(y, m, day).ok());
        Some(date(found.map(When::Day), &unanchored))
    }

    fn bare_year(&self) -> Option<Meaning> {
        let year = self.year()?;
        let first = &self.line.atoms[self.found.first];
        let open = matches!(self.before(), "(" | "[" | "\"" | "“" | "-" | "–" | "—" | "/" | "");
        if first.glued && !open && self.found.first > 0 {
            return None;
        }
        if self.found.end - self.found.first == 1 && first.is_digits() {
            let led = matches!(
                self.before(),
                "in" | "since"
                    | "by"
                    | "until"
                    | "from"
                    | "to"
                    | "of"
                    | "during"
                    | "early"
                    | "late"
                    | "mid"
                    | "before"
                    | "after"
                    | "through"
                    | "between"
                    | "and"
                    | "year"
            );
            let hedged = matches!(
                self.before(),
                "about"
                    | "some"
                    | "than"
                    | "least"
                    | "nearly"
                    | "over"
                    | "almost"
                    | "around"
                    | "no"
            );
            let code = matches!(self.before(), "$" | "€" | "£" | "#" | "@" | "resolution");
            let modern = (1900..2040).contains(&year);
            let unit = crate::times::words::value("unit", self.after()).is_some()
                || matches!(self.after(), "%" | "percent" | "people" | "miles" | "troops");
            let joined = self
                .line
                .atoms
                .get(self.found.end)
                .is_some_and(|a| a.glued && matches!(a.lower.as_str(), ":" | "." | "-"))
                && self
                    .line
                    .atoms
                    .get(self.found.end + 1)
                    .is_some_and(|a| a.glued && a.is_digits());
            if hedged || code || unit || joined || !(modern || led && year >= 1400) {
                return None;
            }
        }
        Some(date(Some(When::Year(year)), ""))
    }

    fn seasonal(&self) -> Option<Meaning> {
        let season = self.season().or_else(|| super::words::value("season", self.word()))?;
        let year = match (self.year(), self.relative()) {
            (Some(year), _) => Some(year),
            (None, Some((steps, _))) => self.published().map(|p| season_year(p, season, steps)),
            (None, None) => {
                if self.season().is_some() && matches!(season, "SP" | "FA") {
                    return None;
                }
                self.published().map(Date::year)
            }
        };
        Some(date(year.map(|y| When::Season(y, season)), &format!("XXXX-{season}")))
    }

    fn word(&self) -> &str {
        self.line.word(self.found.first)
    }

    fn quarter(&self) -> Option<Meaning> {
        let published = self.published();
        if self.found.rule == "date.quarter.same" {
            let told = match self.context.told {
                Some(When::Quarter(y, q)) => Some(When::Quarter(y, q)),
                _ => published.and_then(|p| shift(p, Unit::Quarter, -1)),
            };
            return Some(date(told, "XXXX-QX"));
        }
        if self.found.rule == "date.quarter.of" {
            // the quarter that is being told of, in another year
            let year = self.year()?;
            return Some(match self.context.told {
                Some(When::Quarter(_, n)) => date(Some(When::Quarter(year, n)), ""),
                _ => date(Some(When::Year(year)), ""),
            });
        }
        if self.found.rule == "date.quarter.yearago" {
            let year = published.map(|p| p.year() - 1);
            let n = self.ordinal().filter(|n| (1..=4).contains(n))? as i8;
            return Some(date(year.map(|y| When::Quarter(y, n)), &format!("XXXX-Q{n}")));
        }
        let n = match self.ordinal()? {
            n @ 1..=4 => n as i8,
            i16::MAX => 4,
            _ => return None,
        };
        let year = match (self.year(), self.relative()) {
            (Some(year), _) => Some(year),
            (None, Some(_)) => self.relative_year(),
            (None, None) => published.map(|p| {
                let now = (p.month() - 1) / 3 + 1;
                if n > now + 1 { p.year() - 1 } else { p.year() }
            }),
        };
        Some(date(year.map(|y| When::Quarter(y, n)), &format!("XXXX-Q{n}")))
    }

    fn half(&self) -> Option<Meaning> {
        let n = match self.ordinal()? {
            1 => 1,
            2 | i16::MAX => 2,
            _ => return None,
        };
        let year = self.year().or_else(|| self.relative_year());
        Some(date(year.map(|y| When::Half(y, n)), &format!("XXXX-H{n}")))
    }

    /// A weekday: the last one or the coming one, by the tense of its clause.
    fn week_day(&self) -> Option<Meaning> {
        let weekday = self.weekday()?;
        let unanchored = format!("XXXX-WXX-{weekday}");
        let day = match self.found.rule {
            "date.weekday.week" => self.relative().and_then(|(weeks, _)| {
                let week = add_days(monday(self.published()?)?, weeks * 7)?;
                add_days(week, i64::from(weekday) - 1)
            }),
            "date.weekday.rel" => match self.relative() {
                Some((steps, narrated)) => {
                    let from = if narrated { self.context.narrated() } else { self.published() };
                    from.and_then(|from| match steps {
                        ..=-1 => add_days(
                            nearest(from, weekday, false)?,
                            if from_is(from, weekday) { -7 } else { 0 },
                        ),
                        0 => add_days(monday(from)?, i64::from(weekday) - 1),
                        1.. => add_days(
                            nearest(from, weekday, true)?,
                            if from_is(from, weekday) { 7 } else { 0 },
                        ),
                    })
                }
                None => {
                    let coming = self.line.word(self.found.first + 1) == "coming";
                    self.published().and_then(|p| nearest(p, weekday, coming))
                }
            },
            _ => self.published().and_then(|p| nearest(p, weekday, self.coming())),
        };
        Some(date(day.map(When::Day), &unanchored))
    }

    fn feast(&self) -> Option<Meaning> {
        let holiday = self.holiday()?;
        let published = self.published();
        let in_year = |year: i16| holiday.in_year(year);
        let day = match (self.year(), published) {
            (Some(year), _) => in_year(year),
            (None, None) => None,
            (None, Some(p)) => {
                let this = in_year(p.year());
                match self.relative() {
                    Some((..=-1, _)) => this.filter(|d| *d < p).or_else(|| in_year(p.year() - 1)),
                    Some((1.., _)) => this.filter(|d| *d > p).or_else(|| in_year(p.year() + 1)),
                    Some(_) => this,
                    None => [p.year() - 1, p.year(), p.year() + 1]
                        .into_iter()
                        .filter_map(in_year)
                        .filter(|d| {
                            if self.coming() {
                                days_between(p, *d) >= -10
                            } else {
                                days_between(p, *d) <= 45
                            }
                        })
                        .min_by_key(|d| days_between(p, *d).abs()),
                }
            }
        };
        let unanchored = match holiday {
            Holiday::Fixed(month, day) => format!("XXXX-{month:02}-{day:02}"),
            _ => "XXXX-XX-XX".to_owned(),
        };
        Some(date(day.map(When::Day), &unanchored))
    }

    fn weekend(&self) -> Option<Meaning> {
        let steps = match self.relative() {
            Some((steps, _)) => steps,
            None if self.coming() => 0,
            // on a Saturday or Sunday it is this one, else the last
            None => match self.published() {
                Some(p) if p.weekday().to_monday_one_offset() >= 6 => 0,
                _ => -1,
            },
        };
        let day = self.published().and_then(|p| add_days(p, steps * 7));
        Some(date(day.map(When::Weekend), "XXXX-WXX-WE"))
    }

    /// "last week", "that year", "two weeks ago", "three days later".
    fn relative_stretch(&self) -> Option<Meaning> {
        let published = self.published();
        let told = self.context.narrated();
        let unit = self.unit();
        let count = || Some(self.count()??.round() as i64);
        let (from, unit, steps) = match self.found.rule {
            "date.rel" | "date.rel.past" => {
                let (steps, narrated) = self.relative().unwrap_or((-1, false));
                let unit = unit.filter(|u| !u.is_clock() && !plural(self.last_word()))?;
                // "the next day" and "the following week" go on from the date told last
                let told_on = narrated || self.word() == "the" && steps > 0;
                if unit == Unit::Day && !told_on {
                    return None;
                }
                (if told_on { told } else { published }, unit, steps)
            }
            "date.rel.fiscal" => (published, Unit::Year, self.relative().map_or(0, |r| r.0)),
            "date.that" => {
                let unit = unit.filter(|u| !u.is_clock() && !plural(self.last_word()))?;
                (told, unit, 0)
            }
            "date.endof" | "date.later.in" => (published, unit.filter(|u| !u.is_clock())?, 0),
            "date.yearago" => return Some(self.year_before(-1)),
            "date.ago" => match self.count()? {
                None => return Some(Meaning::text(TimeKind::Date, "PAST_REF")),
                Some(_) if unit?.is_clock() => return self.clock_shift(published, -1),
                Some(1.0) if unit == Some(Unit::Year) => return Some(self.year_before(-1)),
                Some(_) => (published, unit?, -count()?),
            },
            "date.earlier" | "date.later" => {
                let sign = if self.found.rule == "date.later" { 1 } else { -1 };
                // "two days before the vote", "three days after it sank" are lengths
                if matches!(self.last_word(), "before" | "after") && !self.closes() {
                    return None;
                }
                match self.count()? {
                    None => {
                        return Some(Meaning::text(
                            TimeKind::Date,
                            if sign > 0 { "FUTURE_REF" } else { "PAST_REF" },
                        ));
                    }
                    Some(_) if unit?.is_clock() => return None,
                    Some(1.0) if unit == Some(Unit::Year) && sign < 0 => {
                        return Some(self.year_before(-1));
                    }
                    Some(_) => (told, unit?, sign * count()?),
                }
            }
            "date.hence" => (published, unit.filter(|u| !u.is_clock())?, count()?),
            "date.vague.ago" => return Some(Meaning::text(TimeKind::Date, "PAST_REF")),
            _ => return None,
        };
        let unanchored = match unit {
            Unit::Day => "XXXX-XX-XX",
            Unit::Week | Unit::Fortnight => "XXXX-WXX",
            Unit::Month => "XXXX-XX",
            Unit::Quarter => "XXXX-QX",
            _ => "XXXX",
        };
        let when = match unit {
            Unit::Decade
                if matches!(self.found.rule, "date.ago" | "date.earlier" | "date.later") =>
            {
                from.and_then(|f| shift(f, Unit::Year, steps.checked_mul(10)?))
            }
            _ => from.and_then(|f| shift(f, unit, steps)),
        };
        Some(date(when, unanchored))
    }

    /// "a year earlier": of a quarter told in the sentence the same quarter, else the year.
    fn year_before(&self, steps: i16) -> Meaning {
        let told = self.context.quarter();
        let last = || match self.published().and_then(|p| shift(p, Unit::Quarter, -1)) {
            Some(When::Quarter(year, n)) => Some((year, n)),
            _ => None,
        };
        let of_quarter = self.last_word() == "quarter";
        let when = match (told.or_else(|| last().filter(|_| of_quarter)), self.context.told) {
            (_, Some(When::Month(year, n))) if self.context.here && !of_quarter => {
                Some(When::Month(year + steps, n))
            }
            (Some((year, n)), _) => Some(When::Quarter(year + steps, n)),
            _ => match self.published() {
                Some(p) => shift(p, Unit::Year, i64::from(steps)),
                _ => None,
            },
        };
        let mut found = date(when, "XXXX");
        // it is told for comparison: what follows still counts from the date before it
        found.when = None;
        found
    }

    /// "two hours ago": the day it was, the clock unknown.
    fn clock_shift(&self, from: Option<Date>, sign: i64) -> Option<Meaning> {
        let hours = match self.unit()? {
            Unit::Hour => self.count()??,
            _ => 0.0,
        };
        let day = from.and_then(|f| add_days(f, sign * (hours / 24.0) as i64));
        let days = day.map(DateSpan::day);
        let value = day.map_or("XXXX-XX-XXTXX".to_owned(), |d| format!("{d}TXX"));
        Some(Meaning { kind: TimeKind::Time, value, when: None, days })
    }

    fn last_word(&self) -> &str {
        self.line.word(self.found.end - 1)
    }

    fn closes(&self) -> bool {
        matches!(self.after(), "" | "." | "," | ";" | ")" | "and" | "but")
    }

    fn time(&self) -> Option<Meaning> {
        let published = self.published();
        let time = |when, unanchored: &str| at(TimeKind::Time, when, unanchored);
        let weekday = || {
            let weekday = self.weekday()?;
            published.and_then(|p| nearest(p, weekday, self.coming()))
        };
        let of_part = |day: Option<Date>, part: &'static str| {
            time(day.map(|d| When::Part(d, part)), &format!("XXXX-XX-XXT{part}"))
        };
        let deictic = || {
            let words = &self.line.atoms[self.found.first..self.found.end];
            let steps = match () {
                () if words.iter().any(|a| a.is("yesterday")) => -1,
                () if words.iter().any(|a| a.is("tomorrow")) => 1,
                () => 0,
            };
            published.and_then(|p| add_days(p, steps))
        };
        Some(match self.found.rule {
            "time.tonight" => of_part(published, "NI"),
            "time.rel.part" => of_part(published.and_then(|p| add_days(p, -1)), "NI"),
            "time.part" => of_part(self.context.day(), self.part()?),
            "time.deictic.mid" => of_part(deictic(), self.part()?),
            "time.overnight" => of_part(published, "NI"),
            "time.this.part" => of_part(published, self.part()?),
            "time.that.part" => of_part(self.context.narrated(), self.part()?),
            "time.next.part" => {
                of_part(self.context.narrated().and_then(|n| add_days(n, 1)), self.part()?)
            }
            "time.weekday.part" => match weekday() {
                None => Meaning::text(
                    TimeKind::Time,
                    format!("XXXX-WXX-{}T{}", self.weekday()?, self.part()?),
                ),
                day => of_part(day, self.part()?),
            },
            "time.deictic.part" => of_part(deictic(), self.part()?),
            "time.date.part" => of_part(self.month_day()?.when?.day(), self.part()?),
            _ => {
                let (mut hour, minute) = self.clock()?;
                let day = match self.found.rule {
                    "time.clock.day" => weekday(),
                    "time.clock.deictic" => deictic(),
                    "time.clock.date" => self.month_day()?.when.and_then(When::day),
                    _ => self.context.day(),
                };
                if self.found.rule == "time.clock.in" && self.part()? != "MO" && hour < 12 {
                    hour += 12;
                }
                let unanchored = format!("XXXX-XX-XXT{hour:02}:{minute:02}");
                time(day.map(|d| When::Clock(d, hour, minute)), &unanchored)
            }
        })
    }

    fn duration(&self) -> Option<Meaning> {
        let unit = self.unit();
        let value = match self.found.rule {
            "duration.while" => "PXX".to_owned(),
            "duration.ahead" => unit?.duration(None),
            "duration.half" => unit?.duration(Some(0.5)),
            "duration.halfmore" => unit?.duration(Some(1.5)),
            "duration.bare" => {
                let led = matches!(
                    self.before(),
                    "for"
                        | "in"
                        | "over"
                        | "after"
                        | "within"
                        | "lasted"
                        | "took"
                        | "take"
                        | "taken"
                        | "spent"
                        | "spend"
                        | "many"
                        | "of"
                        | "or"
                        | "and"
                );
                if !led || self.unit() == Some(Unit::Second) {
                    return None;
                }
                unit?.duration(None)
            }
            "duration.hyphen" => {
                if self.after() == "-" && self.line.word(self.found.end + 1).starts_with("old") {
                    return None;
                }
                let count = self.count().unwrap_or(Some(1.0));
                let bare_plural = count == Some(1.0) && plural(self.word());
                // "three-quarters of its food" is a share
                if unit? == Unit::Quarter && plural(self.last_word()) {
                    return None;
                }
                unit?.duration(if bare_plural { None } else { count })
            }
            _ => {
                let count = self.count()?;
                let runs_on =
                    self.line.atoms.get(self.found.end).is_some_and(|a| a.is_dash() && a.glued);
                let second = self.last_word() == "second" && matches!(self.word(), "a" | "one");
                if self.rate() || self.old() || runs_on || second {
                    return None;
                }
                let singular = !plural(self.last_word());
                if singular && count.is_none_or(|n| n > 1.0) {
                    // "the 15 minute mark" is none of the usual ways; "three day" for "three-day" is
                    count?;
                }
                unit?.duration(count)
            }
        };
        Some(Meaning::text(TimeKind::Duration, value))
    }

    /// "$5 a year", "twice a week": the article says per.
    fn rate(&self) -> bool {
        if !matches!(self.word(), "a" | "an" | "per") {
            return false;
        }
        let Some(last) = self.found.first.checked_sub(1).map(|i| &self.line.atoms[i]) else {
            return false;
        };
        let word = last.lower.as_str();
        let noun = last.is_word()
            && !last.capital
            && word.len() > 4
            && word.ends_with('s')
            && !matches!(word, "lasts" | "takes" | "needs" | "means" | "spends" | "perhaps");
        last.is_digits()
            || noun
            || matches!(
                word,
                "once"
                    | "twice"
                    | "times"
                    | "time"
                    | "%"
                    | "percent"
                    | "cent"
                    | "million"
                    | "billion"
                    | "thousand"
                    | "hundred"
                    | "dollars"
                    | "euros"
                    | "pounds"
                    | "tons"
                    | "tonnes"
                    | "barrels"
                    | "people"
                    | "hours"
                    | "days"
                    | "months"
            )
            || self.word() == "per"
    }

    fn old(&self) -> bool {
        matches!(self.after(), "old" | "olds")
            || self.after() == "of" && self.line.word(self.found.end + 1) == "age"
    }

    fn set(&self) -> Option<Meaning> {
        let value = match self.found.rule {
            "set.adverb" => self.adverb()?.to_owned(),
            "set.per" if !self.rate() => return None,
            "set.weekdays" => format!("XXXX-WXX-{}", self.weekday()?),
            "set.weekday.parts" => format!("XXXX-WXX-{}T{}", self.weekday()?, self.part()?),
            "set.every.other" => self.unit()?.duration(Some(2.0)),
            "set.every.count" => self.unit()?.duration(self.count()?),
            _ => match (self.weekday(), self.month(), self.part(), self.season(), self.unit()) {
                (Some(weekday), ..) => format!("XXXX-WXX-{weekday}"),
                (_, Some(month), ..) => format!("XXXX-{month:02}"),
                (_, _, Some(part), ..) => format!("XXXX-XX-XXT{part}"),
                (_, _, _, Some(season), _) => format!("XXXX-{season}"),
                (.., Some(unit)) => unit.duration(Some(1.0)),
                _ => return None,
            },
        };
        Some(Meaning::text(TimeKind::Set, value))
    }

    fn reference(&self) -> Option<Meaning> {
        let value = match self.found.rule {
            "ref.present" => "PRESENT_REF",
            "ref.past" => "PAST_REF",
            _ => "FUTURE_REF",
        };
        if value == "FUTURE_REF" && self.word() == "soon" && self.before() == "as" {
            return None;
        }
        Some(Meaning::text(TimeKind::Date, value))
    }
}

/// Days from one date to another.
fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

fn plural(word: &str) -> bool {
    word.ends_with('s') && word.len() > 3 || word == "centuries"
}

fn from_is(day: Date, weekday: i8) -> bool {
    day.weekday().to_monday_one_offset() == weekday
}

/// The nearest such weekday in that direction, the day itself included.
fn nearest(from: Date, weekday: i8, coming: bool) -> Option<Date> {
    let ahead = i64::from((weekday - from.weekday().to_monday_one_offset()).rem_euclid(7));
    add_days(from, if coming || ahead == 0 { ahead } else { ahead - 7 })
}

/// The year of "last summer", "this fall" as seen from `from`.
fn season_year(from: Date, season: &str, steps: i64) -> i16 {
    let begins = match season {
        "SP" => 3,
        "SU" => 6,
        "FA" => 9,
        _ => 12,
    };
    match steps {
        // the last one that has ended or nearly so
        ..=-1 if begins + 2 >= from.month() => from.year() - 1,
        1.. if begins <= from.month() => from.year() + 1,
        _ => from.year(),
    }
}
