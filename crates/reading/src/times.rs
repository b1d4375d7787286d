//! TIMEX3 expressions, resolved against the date of publication.
//!
//! The grammar is data ([`grammar`], `data/times.tsv`); [`meaning`] says what a match means.
//! Weekdays, months and the like count from the publication; "the next day" and "two weeks
//! later" count from the date told last.

mod calendar;
mod grammar;
mod holidays;
mod meaning;
mod range;
mod tense;
mod words;

use text::{Article, Span};

use crate::atoms::Line;
use crate::quantities::bounds;
use crate::{Reading, Time, TimeKind};
use grammar::Match;
use meaning::{Context, Meaning};

/// Whether a word in lower case names a day of the week or a month.
pub(crate) fn is_calendar_word(word: &str) -> bool {
    words::value("weekday", word).or_else(|| words::value("month", word)).is_some()
}

/// The time expressions of an article, in order, without overlap.
pub(crate) fn times(article: &Article, reading: &Reading) -> Vec<Time> {
    let published = article.published.map(|p| p.date).filter(|d| d.is_day()).map(|d| d.date);
    let mut context = Context { published, ..Context::default() };
    let mut found = Vec::new();
    for sentence in &reading.sentences {
        let line = Line::of(&article.text, reading, sentence);
        context.here = false;
        context.sentence += 1;
        sentence_times(&line, &mut context, &mut found);
    }
    found
}

/// Adds the times of one sentence; the context moves on with the dates told.
fn sentence_times(line: &Line, context: &mut Context, found: &mut Vec<Time>) {
    let mut at = 0;
    let mut from = 0;
    while at < line.atoms.len() {
        let read = grammar::matches(line, at)
            .into_iter()
            .find_map(|m| Some((meaning::meaning(&m, line, context)?, m)));
        let Some((Meaning { kind, value, when, days }, found_at)) = read else {
            at += 1;
            continue;
        };
        let first = widen(line, &found_at, kind, from);
        let span = line.span(first, found_at.end);
        let modifier = range::modifier(line, (first, found_at.first, found_at.end), kind);
        // only what lies ahead is vague in a known direction: "for days" is a length
        let open = kind != TimeKind::Duration || found_at.rule == "duration.ahead";
        let range = match open {
            true => range::range(days, &value, modifier, context.published),
            false => None,
        };
        let zone = zone(line, &found_at);
        found.push(Time { span, kind, value, days, range, modifier, zone, rule: found_at.rule });
        at = found_at.end;
        if let Some(when) = when {
            context.told = Some(when);
            context.here = true;
            if let calendar::When::Quarter(year, n) = when {
                context.quarter = Some((year, n, context.sentence));
            }
            if let Some((first, end, next)) = meaning::day_after(line, at, when) {
                let (span, value) = (line.span(first, end), next.value());
                let (days, rule) = (next.days(), "date.md.next");
                let (range, modifier, zone) = (days, None, None);
                found.push(Time { span, kind, value, days, range, modifier, zone, rule });
                (context.told, at) = (Some(next), end);
            }
        }
        from = at;
    }
}

/// The time zone that a clock time is given in, as written: "GMT", "local time". One in brackets
/// behind a date counts too: "Oct. 28 (local time)".
fn zone(line: &Line, found: &Match) -> Option<Span> {
    let end = found.end;
    let own = (found.first..end).find(|at| words::value("zone", line.word(*at)).is_some());
    let local = |at: usize| line.word(at) == "local" && line.word(at + 1) == "time";
    let own = own.filter(|at| line.atoms[*at].capital).map(|at| line.span(at, at + 1));
    let inside = (found.first..end).find(|at| local(*at)).map(|at| line.span(at, at + 2));
    let bracket = line.word(end) == "(" && local(end + 1);
    own.or(inside).or_else(|| bracket.then(|| line.span(end + 1, end + 3)))
}

/// The first atom of the expression with the words that narrow or hedge it: "early", "the end
/// of", "nearly"; not before atom `from`.
fn widen(line: &Line, found: &Match, kind: TimeKind, from: usize) -> usize {
    let first = found.first;
    let mut start = first;
    if kind == TimeKind::Date || kind == TimeKind::Time {
        let narrows = |word: &str| {
            NARROWING.contains(&word)
                || NARROWING_STRETCHES.contains(&word) && !found.rule.starts_with("date.weekday")
        };
        while start > from && narrows(line.before(start)) {
            start -= 1;
        }
        if start > from
            && line.atoms[start - 1].is_dash()
            && start >= 2
            && NARROWING.contains(&line.before(start - 1))
        {
            start -= 2;
        }
        if start > from + 1 && line.before(start) == "of" && EDGES.contains(&line.before(start - 1))
        {
            start -= 2;
        }
        if start != first && start > from && line.before(start) == "the" {
            start -= 1;
        }
    }
    let hedged = bounds::before(&line.atoms, start).filter(|(_, b)| *b >= from);
    // "over the past year" and "over three years" say when, "just over three years" how long
    let hedged = hedged.filter(|(_, b)| line.word(start - 1) != "over" || start - b > 1);
    let hedged = hedged.filter(|(_, b)| line.word(start) != "the" || start - b > 1);
    match hedged {
        Some((effect, before)) if kind == TimeKind::Duration && effect != bounds::Effect::Exact => {
            before
        }
        Some((bounds::Effect::Nearly, before)) if found.rule == "date.ago" => before,
        _ => start,
    }
}

/// Words before a date that belong to it.
const NARROWING: &[&str] = &["early", "late", "mid"];
/// The same before a week, month or year, but not before a day: "earlier Friday".
const NARROWING_STRETCHES: &[&str] = &["earlier", "later"];
/// Nouns before "of" and a date that belong to it.
const EDGES: &[&str] = &["end", "beginning", "start", "middle", "close", "half"];

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use text::{Date, DateFrom, PartialDate, Published};
    use world::World;

    fn times_of(text: &str, published: Option<Date>) -> Vec<Time> {
        let mut article = Article::of_text(text);
        article.published = published.map(|day| Published {
            date: PartialDate::day(day),
            from: DateFrom::Metadata,
            evidence: None,
        });
        crate::read(&article, World::bundled()).times
    }

    fn show(text: &str, published: Option<Date>) -> Vec<String> {
        let found = times_of(text, published);
        found.iter().map(|t| format!("{}|{} {}", t.span.of(text), t.kind.name(), t.value)).collect()
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(show(text, Some(date(2024, 10, 28))), expected, "{text}");
    }

    /// Every row of the grammar reads its own example, and does not fire in its false one.
    #[test]
    fn the_examples_of_the_grammar_hold() {
        let mut wrong = Vec::new();
        for row in include_str!("../data/times.tsv").lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&str> = row.split('\t').collect();
            let [rule, _, example, expected, counter] = cells[..] else { panic!("{row}") };
            let read = |text: &str| -> Vec<String> {
                let found = times_of(text, Some(date(2024, 10, 28)));
                let ours = found.iter().filter(|t| t.rule == rule);
                ours.map(|t| format!("{} {}", t.kind.name(), t.value)).collect()
            };
            if !read(example).iter().any(|f| f == expected) {
                wrong.push(format!("{rule}: {example}: {:?}", read(example)));
            }
            if !read(counter).is_empty() {
                wrong.push(format!("{rule} fires in {counter}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn weekdays_follow_the_tense() {
        check("She said on Monday that it sank.", &["Monday|DATE 2024-10-28"]);
        check("It will sail on Monday.", &["Monday|DATE 2024-10-28"]);
        check("It will sail on Wednesday.", &["Wednesday|DATE 2024-10-30"]);
        check("It sailed on Wednesday.", &["Wednesday|DATE 2024-10-23"]);
    }

    #[test]
    fn expressions_are_whole() {
        check("in early December 2024", &["early December 2024|DATE 2024-12"]);
        check("by the end of 2025", &["the end of 2025|DATE 2025"]);
        check("for nearly two years", &["nearly two years|DURATION P2Y"]);
        check("over the past ten years", &["the past ten years|DURATION P10Y"]);
        check("in mid-2014", &["mid-2014|DATE 2014"]);
    }

    #[test]
    fn a_second_day_shares_its_month() {
        check(
            "They meet on Nov. 24 and 25 in the port.",
            &["Nov. 24|DATE 2024-11-24", "25|DATE 2024-11-25"],
        );
        check(
            "From May 3-5, 2019, it rained.",
            &["May 3|DATE 2019-05-03", "5, 2019|DATE 2019-05-05"],
        );
        check("On Oct. 21 and 22 boats sank.", &["Oct. 21|DATE 2024-10-21"]);
    }

    #[test]
    fn the_narrated_time_moves_on() {
        check(
            "It sank on April 3, 2014; the next day two boats came, and a week later more.",
            &[
                "April 3, 2014|DATE 2014-04-03",
                "the next day|DATE 2014-04-04",
                "a week later|DATE 2014-W15",
            ],
        );
    }

    #[test]
    fn vague_and_bounded_times_leave_days_open() {
        let range = |text: &str| {
            let times = times_of(text, Some(date(2024, 10, 28)));
            let [time] = &times[..] else { panic!("{text}: {times:?}") };
            let modifier = time.modifier.map_or("-", |m| m.name());
            let range = time.range.map_or("-".to_owned(), |r| format!("{}..{}", r.from, r.to));
            format!("{} {modifier} {range}", time.value)
        };
        for (text, expected) in [
            ("It sails in early December.", "2024-12 START 2024-12-01..2024-12-11"),
            ("It sails by December.", "2024-12 ON_OR_BEFORE 2024-10-28..2024-12-31"),
            ("It has sailed since Oct. 21.", "2024-10-21 ON_OR_AFTER 2024-10-21..2024-10-28"),
            ("It will sail in the coming days.", "PXD - 2024-10-29..2024-11-03"),
            ("It recently sailed.", "PAST_REF - 2024-08-29..2024-10-28"),
            ("It sailed for nearly two years.", "P2Y LESS_THAN -"),
        ] {
            assert_eq!(range(text), expected, "{text}");
        }
    }

    #[test]
    fn time_zones_are_kept() {
        for (text, expected) in [
            ("It sank at 9 p.m. local time.", Some("local time")),
            ("It sank at 21:00 GMT.", Some("GMT")),
            ("It sank on Oct. 21 (local time) off the cape.", Some("local time")),
            ("It sank at 9 p.m. on the cape.", None),
        ] {
            let times = times_of(text, Some(date(2024, 10, 28)));
            assert_eq!(times[0].zone.map(|z| z.of(text)), expected, "{text}");
        }
    }

    #[test]
    fn without_a_publication_date_values_stay_open() {
        assert_eq!(show("on Monday", None), ["Monday|DATE XXXX-WXX-1"]);
        assert_eq!(show("on Oct. 21", None), ["Oct. 21|DATE XXXX-10-21"]);
        assert_eq!(show("on Oct. 21, 2023", None), ["Oct. 21, 2023|DATE 2023-10-21"]);
        assert_eq!(show("last week", None), ["last week|DATE XXXX-WXX"]);
    }

    proptest! {
        #[test]
        fn spans_lie_in_the_text(text in "([a-zA-Z0-9 ,.:'’-]|last|week|Monday|Oct|31|Feb|the|é|ago|years){0,40}") {
            for time in times_of(&text, Some(date(2024, 2, 29))) {
                prop_assert!(time.span.fits(&text));
            }
        }
    }
}
