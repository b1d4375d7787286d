//! The date of publication: every clue, and which one is believed.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use text::{DateClue, DateFrom, PartialDate, Precision, Published};

/// Years in which a report can have been published; other dates are set aside.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2100;

/// The clues beside a text: metadata (field and raw value) and the address.
pub(crate) fn clues(
    dates: &[(String, String)],
    url: Option<&str>,
    notes: &mut Vec<String>,
) -> Vec<DateClue> {
    let mut clues = Vec::new();
    for (field, raw) in dates {
        match parse(raw) {
            Some(date) if YEARS.contains(&date.date.year()) => {
                let clue = DateClue {
                    date,
                    from: DateFrom::Metadata,
                    field: field.clone(),
                    evidence: None,
                };
                if !clues.contains(&clue) {
                    clues.push(clue);
                }
            }
            _ => notes.push(format!("date set aside: {field} is {:?}", shorten(raw))),
        }
    }
    if let Some(date) = url.and_then(in_url) {
        let field = "url".to_owned();
        clues.push(DateClue { date, from: DateFrom::Url, field, evidence: None });
    }
    clues
}

fn shorten(raw: &str) -> String {
    raw.trim().chars().take(40).collect()
}

/// Days by which a report may come out after the date in its dateline; where other clues are
/// later still, these tell the day of a crawl.
const DATELINE_DAYS: i32 = 3;

/// The clue that is believed.
///
/// A date that the text's own head shows is the publisher's printed word, unless it tells of an
/// update. An address carries the publisher's own day of first publication: where it is earlier
/// than the metadata, these tell the day of an update, of a crawl, or of another time zone. An
/// address dated later is a print edition's day or an update, so the metadata stand.
pub(crate) fn choose(clues: &[DateClue]) -> Option<Published> {
    let first = |from: DateFrom| clues.iter().find(|c| c.from == from && c.date.is_day());
    let beside = match (first(DateFrom::Metadata), first(DateFrom::Url)) {
        (Some(given), Some(url)) if url.date.date < given.date.date => Some(url),
        (given, url) => given.or(url),
    };
    let earlier = |a: &DateClue, b: &DateClue, days: i32| {
        let span = jiff::Span::new().days(days);
        a.date.date.checked_add(span).is_ok_and(|end| end < b.date.date)
    };
    let printed = match (first(DateFrom::Header), beside) {
        (Some(head), Some(beside)) if is_update(&head.field) && earlier(beside, head, 0) => None,
        (head, _) => head,
    };
    let filed = first(DateFrom::Dateline)
        .filter(|filed| beside.is_none_or(|beside| earlier(filed, beside, DATELINE_DAYS)));
    let coarse = || clues.iter().find(|c| c.from != DateFrom::Text);
    let best = printed.or(filed).or(beside).or_else(coarse)?;
    Some(Published { date: best.date, from: best.from, evidence: best.evidence })
}

/// Whether a label tells of an update, not of publication.
fn is_update(field: &str) -> bool {
    let field = field.to_lowercase();
    field.contains("updated") || field.contains("modified")
}

/// A day without its year (`Oct. 28`), in the latest year that does not put it after `before`.
pub(crate) fn day_before(raw: &str, before: Date) -> Option<PartialDate> {
    if let Some(date) = parse(raw).filter(|d| d.is_day()) {
        return Some(date);
    }
    // A paper ahead of the clock of its metadata is a day or two late at most.
    let latest = before.checked_add(jiff::Span::new().days(2)).ok()?;
    let years = [before.year().checked_add(1)?, before.year(), before.year().checked_sub(1)?];
    let dates = years.into_iter().filter_map(|year| parse(&format!("{raw} {year}")));
    dates.into_iter().find(|d| d.date <= latest && d.is_day())
}

/// The date in an address: `/2016/07/15/`, `/2016-07/15/`, `/2016/jul/15/`, `20160715`.
pub(crate) fn in_url(url: &str) -> Option<PartialDate> {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)[/_=-](\d{4})[-/_]?(0[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[-/_]?(0[1-9]|[12]\d|3[01])(?:\D|$)").expect("valid")
    });
    static MONTH: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"/(\d{4})[-/](0[1-9]|1[0-2])/").expect("valid"));
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = &path[path.find('/')?..];
    for found in DAY.captures_iter(path) {
        let year: i16 = found[1].parse().ok()?;
        let month = month(&found[2])?;
        if let Some(date) = day(year, month, found[3].parse().ok()?)
            && (1990..=2100).contains(&year)
        {
            return Some(PartialDate::day(date));
        }
    }
    let found = MONTH.captures(path)?;
    let year: i16 = found[1].parse().ok()?;
    (1990..=2100).contains(&year).then(|| PartialDate::month(year, found[2].parse().ok()?))?
}

/// A date in any usual form: ISO 8601, RFC 2822, `July 15, 2016`, `15 Jul 2016`, `2016/07/15`,
/// seconds or milliseconds since 1970. The day is the day in the time zone it is written in.
pub(crate) fn parse(raw: &str) -> Option<PartialDate> {
    let raw = raw.trim();
    iso(raw).or_else(|| words(raw)).or_else(|| epoch(raw))
}

fn iso(raw: &str) -> Option<PartialDate> {
    static ISO: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(\d{4})(?:(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)|(\d{2})(\d{2}))?(?:[T ]+(\d{1,2}):(\d{2})|$|[T ,])",
        )
        .expect("valid")
    });
    let found = ISO.captures(raw)?;
    let year: i16 = found[1].parse().ok()?;
    let Some(month) = found.get(2).or(found.get(4)) else { return PartialDate::year(year) };
    let month: i8 = month.as_str().parse().ok()?;
    let Some(in_month) = found.get(3).or(found.get(5)) else {
        return PartialDate::month(year, month);
    };
    let date = day(year, month, in_month.as_str().parse().ok()?)?;
    let timed = found.get(6).is_some();
    Some(PartialDate { date, precision: if timed { Precision::Second } else { Precision::Day } })
}

fn words(raw: &str) -> Option<PartialDate> {
    const MONTH: &str = r"(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?";
    static DAY_FIRST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(
            r"(?i)\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]+{MONTH},?[ -]+(\d{{4}})\b"
        ))
        .expect("valid")
    });
    static MONTH_FIRST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(r"(?i)\b{MONTH} +(\d{{1,2}})(?:st|nd|rd|th)?,? +(?:\d\d:\d\d:\d\d +(?:[A-Z]{{2,5}} +)?)?(\d{{4}})\b"))
            .expect("valid")
    });
    static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\b").expect("valid")
    });
    if let Some(found) = DAY_FIRST.captures(raw) {
        let date = day(found[3].parse().ok()?, month(&found[2])?, found[1].parse().ok()?)?;
        return Some(PartialDate::day(date));
    }
    if let Some(found) = MONTH_FIRST.captures(raw) {
        let date = day(found[3].parse().ok()?, month(&found[1])?, found[2].parse().ok()?)?;
        return Some(PartialDate::day(date));
    }
    // Day and month in figures are told apart only where one of them cannot be a month.
    let found = NUMERIC.captures(raw)?;
    let (a, b): (i8, i8) = (found[1].parse().ok()?, found[2].parse().ok()?);
    let (in_month, month) = match (a > 12, b > 12) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        (false, false) if a == b => (a, b),
        _ => return None,
    };
    let year: i16 = found[3].parse().ok()?;
    let year = match (found[3].len(), year) {
        (2, 0..70) => 2000 + year,
        (2, _) => 1900 + year,
        _ => year,
    };
    Some(PartialDate::day(day(year, month, in_month)?))
}

/// The number of a month by its name, its three-letter form or its figures.
pub(crate) fn month(name: &str) -> Option<i8> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Ok(figure) = name.parse::<i8>() {
        return (1..=12).contains(&figure).then_some(figure);
    }
    let head = name.get(..3)?.to_lowercase();
    NAMES.iter().position(|n| *n == head).map(|at| at as i8 + 1)
}

fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

fn epoch(raw: &str) -> Option<PartialDate> {
    let seconds = match (raw.len(), raw.parse::<i64>().ok()?) {
        (9 | 10, seconds) => seconds,
        (12 | 13, milliseconds) => milliseconds / 1000,
        _ => return None,
    };
    let days = i32::try_from(seconds.div_euclid(86_400)).ok()?;
    let date = Date::new(1970, 1, 1).ok()?.checked_add(jiff::Span::new().days(days)).ok()?;
    Some(PartialDate { date, precision: Precision::Second })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_their_usual_forms() {
        for (raw, expected) in [
            ("2016-07-15T13:14:00+08:00", "2016-07-15"),
            ("2016-07-15", "2016-07-15"),
            ("2016-07", "2016-07"),
            ("2016-7-5", "2016-07-05"),
            ("20160715", "2016-07-15"),
            ("2016/07/15 13:14", "2016-07-15"),
            ("Fri, 15 Jul 2016 06:50:00 +0200", "2016-07-15"),
            ("July 15, 2016", "2016-07-15"),
            ("Sept. 3, 2016", "2016-09-03"),
            ("3rd of March 2016", "2016-03-03"),
            ("Fri Jul 15 06:50:00 UTC 2016", "2016-07-15"),
            ("31/12/2016", "2016-12-31"),
            ("4/18/18", "2018-04-18"),
            ("1468565400", "2016-07-15"),
            ("1468565400000", "2016-07-15"),
        ] {
            assert_eq!(parse(raw).map(|d| d.to_string()).as_deref(), Some(expected), "{raw}");
        }
        for raw in ["", "yesterday", "03/04/2016", "2016-02-31", "12", "version 2.0"] {
            assert_eq!(parse(raw), None, "{raw}");
        }
    }

    #[test]
    fn addresses_carry_dates() {
        for (url, expected) in [
            ("https://example.org/world/2016/07/15/a.html", Some("2016-07-15")),
            ("https://example.org/world/2016-07/15/content_1.htm", Some("2016-07-15")),
            ("https://example.org/20160715/a", Some("2016-07-15")),
            ("https://example.org/2016/jul/15/a", Some("2016-07-15")),
            ("https://example.org/2016/07/a", Some("2016-07")),
            ("https://example.org/news/article-20160799", None),
            ("https://example.org/a-420160715", None),
            ("2016", None),
        ] {
            assert_eq!(in_url(url).map(|d| d.to_string()).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn a_dateline_takes_its_year_from_what_is_known() {
        let before = Date::constant(2018, 1, 10);
        let day = |raw| day_before(raw, before).map(|d| d.to_string());
        assert_eq!(day("Dec. 29").as_deref(), Some("2017-12-29"));
        assert_eq!(day("Jan 11").as_deref(), Some("2018-01-11"));
        assert_eq!(day("3 January").as_deref(), Some("2018-01-03"));
        assert_eq!(day("Dec. 29, 2015").as_deref(), Some("2015-12-29"));
        assert_eq!(day("Monday"), None);
    }

    #[test]
    fn an_earlier_address_beats_metadata_and_a_later_one_does_not() {
        let mut notes = Vec::new();
        let mut used = |published: &str, url: &str| {
            let dates = [("published".to_owned(), published.to_owned())];
            choose(&clues(&dates, Some(url), &mut notes)).map(|p| p.date.to_string())
        };
        let url = "https://example.org/2019/03/04/ferry";
        assert_eq!(used("2019-03-05T01:00:00Z", url).as_deref(), Some("2019-03-04"));
        assert_eq!(used("2019-03-03T21:00:00", url).as_deref(), Some("2019-03-03"));
        assert_eq!(used("0001-01-01", url).as_deref(), Some("2019-03-04"));
        assert_eq!(notes.len(), 1);
    }
}
