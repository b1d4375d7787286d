//! TIMEX3 expressions, resolved against the date of publication.
//!
//! The grammar is data ([`grammar`], `data/times.tsv`); [`meaning`] says what a match means.
//! Weekdays, months and the like count from the publication; "the next day" and "two weeks
//! later" count from the date told last.

mod calendar;
mod grammar;
mod holidays;
mod meaning;
mod tense;
mod words;

use text::Article;

use crate::atoms::Line;
use crate::quantities::bounds;
use crate::{Reading, Time, TimeKind};
use meaning::{Context, Meaning};

/// The time expressions of an article, in order, without overlap.
pub(crate) fn times(article: &Article, reading: &Reading) -> Vec<Time> {
    let published = article.published.map(|p| p.date).filter(|d| d.is_day()).map(|d| d.date);
    let mut context = Context { published, ..Context::default() };
    let mut found = Vec::new();
    for sentence in &reading.sentences {
        let tokens = &reading.tokens[sentence.first.at()..sentence.end.at()];
        let line = Line::new(&article.text, sentence.span, tokens);
        context.here = false;
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
        let first = widen(line, found_at.first, kind, from);
        let span = line.span(first, found_at.end);
        found.push(Time { span, kind, value, days, rule: found_at.rule });
        if let Some(when) = when {
            context.told = Some(when);
            context.here = true;
        }
        at = found_at.end;
        from = at;
    }
}

/// The first atom of the expression with the words that narrow or hedge it: "early", "the end
/// of", "nearly"; not before atom `from`.
fn widen(line: &Line, first: usize, kind: TimeKind, from: usize) -> usize {
    let mut start = first;
    if kind == TimeKind::Date || kind == TimeKind::Time {
        while start > from && NARROWING.contains(&line.before(start)) {
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
    // "over the past year" is a preposition, "over a year" an approximator
    let hedged = hedged.filter(|(_, b)| line.word(start) != "the" || start - b > 1);
    match hedged {
        Some((effect, before)) if kind == TimeKind::Duration && effect != bounds::Effect::Exact => {
            before
        }
        Some((bounds::Effect::Nearly, before)) if kind == TimeKind::Date => before,
        _ => start,
    }
}

/// Words before a date that belong to it.
const NARROWING: &[&str] = &["early", "late", "mid", "earlier", "later"];
/// Nouns before "of" and a date that belong to it.
const EDGES: &[&str] = &["end", "beginning", "start", "middle", "close", "half"];

/// The dates of a text by itself, for tests.
#[cfg(test)]
fn times_of(text: &str, published: Option<text::Date>) -> Vec<Time> {
    let line = Line::new(text, text::Span::new(0, text.len()), &[]);
    let mut found = Vec::new();
    let mut context = Context { published, ..Context::default() };
    sentence_times(&line, &mut context, &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use text::Date;

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
