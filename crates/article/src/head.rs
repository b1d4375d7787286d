//! The front matter of a report: dates, updates and agencies printed before its first words.

use std::sync::LazyLock;

use regex::Regex;
use text::{PartialDate, Span};

use crate::published::parse;

/// A date printed at the head of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// What the date says.
    pub(crate) date: PartialDate,
    /// The word beside it: `Updated`; `date` where there is none.
    pub(crate) label: String,
    /// The date's words.
    pub(crate) evidence: Span,
    /// What stands before it on its line: a headline, an agency. May be empty.
    pub(crate) before: Span,
    /// The header itself with all that belongs to it.
    pub(crate) span: Span,
    /// What stands after it on its line: agencies, or the report. May be empty.
    pub(crate) after: Span,
}

const MONTH: &str = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?";
const WEEKDAY: &str =
    r"(?:(?:Mon|Tue|Tues|Wed|Wednes|Thu|Thurs|Fri|Sat|Satur|Sun)(?:day)?\.?,?\s+)?";
const TIME: &str = r"(?:[\sT,|@-]*(?:at\s)?\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s?\(?(?:GMT|UTC|[A-Z]{1,3}ST|[A-Z]DT|ET|CT|PT|CET|Z|[+-]\d\d:?\d\d)(?:[+-]\d{1,2})?\)?)?)?";

static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    let date = format!(
        r"{WEEKDAY}(?P<date>\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|{MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s{MONTH},?\s\d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}})"
    );
    let label = r"(?:(?P<label>(?i:(?:last|first)\s(?:updated|modified|published)|updated|published|posted|modified|issued|dated?|created)(?:\s(?:on|at))?)\s?(?P<colon>:)?\s*)?";
    Regex::new(&format!(r"(?P<start>^|\s|\|\s?){label}(?P<all>{date}{TIME})")).expect("valid")
});

/// Longest remainder of a line that still belongs to the header: `(Xinhua)`, `By Agencies`.
const REMAINDER: usize = 80;

/// The date printed at the head of a line, where there is one.
pub(crate) fn header(text: &str, line: Span) -> Option<Header> {
    let words = line.of(text);
    let found = HEADER.captures(words)?;
    let (start, all, date) = (found.name("start")?, found.name("all")?, found.name("date")?);
    let span = |from: usize, to: usize| {
        Span::new(line.start as usize + from, line.start as usize + to).trim(text)
    };
    let label = found.name("label");
    let begin = label.map_or(all.start(), |l| l.start());
    let (before, after) = (span(0, start.start()), span(all.end(), words.len()));
    let rest = after.of(text);
    let alone = rest.is_empty() || rest.starts_with(['|', '-', '–', '—', '(', ':']);
    let at_start = start.start() == 0 && before.is_empty();
    // In the middle of a line only a label with its colon tells a header from prose.
    let certain = match (at_start, label.is_some()) {
        (true, true) => true,
        (true, false) => alone && rest.len() <= REMAINDER,
        (false, true) => found.name("colon").is_some() && rest.len() <= REMAINDER,
        (false, false) => false,
    };
    if !certain {
        return None;
    }
    Some(Header {
        date: parse(date.as_str()).filter(|d| d.is_day())?,
        label: label.map_or("date".to_owned(), |l| l.as_str().to_owned()),
        evidence: span(date.start(), date.end()),
        before,
        span: span(begin, all.end()),
        after,
    })
}

impl Header {
    /// Whether what stands after it belongs to it.
    pub(crate) fn takes_rest(&self, text: &str) -> bool {
        let rest = self.after.of(text);
        rest.len() <= REMAINDER && !rest.trim_end_matches(')').ends_with(['.', '!', '?', '"', '”'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_told_from_prose() {
        for (text, expected) in [
            ("date 2019-05-06 The mayor speaks.", Some(("2019-05-06", "", "The mayor speaks."))),
            (
                "Ferry sinks Updated: 2019-05-06 06:50 (Xinhua)",
                Some(("2019-05-06", "Ferry sinks", "(Xinhua)")),
            ),
            ("Xinhua | Updated: 2019-05-06 21:45", Some(("2019-05-06", "Xinhua", ""))),
            ("Published 6 May 2019", Some(("2019-05-06", "", ""))),
            ("Posted on: Monday, May 6, 2019 at 6:50 PM", Some(("2019-05-06", "", ""))),
            ("May 6, 2019", Some(("2019-05-06", "", ""))),
            ("The ferry sank on May 6, 2019 off the coast.", None),
            ("May 6, 2019 was the day the ferry sank.", None),
            ("The list was published 6 May 2019 by the firm.", None),
        ] {
            let found = header(text, Span::new(0, text.len()));
            let told =
                found.as_ref().map(|h| (h.date.to_string(), h.before.of(text), h.after.of(text)));
            let told = told.as_ref().map(|(d, b, a)| (d.as_str(), *b, *a));
            assert_eq!(told, expected, "{text}");
        }
    }
}
