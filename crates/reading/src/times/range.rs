//! How an expression of time is narrowed or bounded (the TIMEX3 attribute `mod`), and the days that
//! it leaves open: "early December", "by Friday", "in the coming days".

use text::{Date, DateSpan};

use super::calendar::add_days;
use crate::atoms::Line;
use crate::{TimeKind, TimeModifier};

/// The modifier of the expression from atom `start` to before `end`, whose bare form begins at
/// `first`: by its own words, else by the preposition before it.
pub(super) fn modifier(
    line: &Line,
    (start, first, end): (usize, usize, usize),
    kind: TimeKind,
) -> Option<TimeModifier> {
    use TimeModifier as M;
    let own = (start..first).chain(first..end.min(first + 3)).find_map(|at| {
        Some(match line.word(at) {
            "early" | "beginning" | "start" => M::Start,
            "mid" | "middle" => M::Mid,
            "late" | "end" | "close" => M::End,
            "about" | "around" | "roughly" | "approximately" | "some" => M::Approx,
            "nearly" | "almost" => M::LessThan,
            "least" => M::EqualOrMore,
            "most" => M::EqualOrLess,
            "than" if line.before(at) == "more" => M::MoreThan,
            "than" if line.before(at) == "less" => M::LessThan,
            _ => return None,
        })
    });
    let dated = matches!(kind, TimeKind::Date | TimeKind::Time);
    let article = usize::from(matches!(line.before(start), "the" | "this" | "that"));
    let before = || {
        Some(match line.before(start - article.min(start)) {
            "by" => M::OnOrBefore,
            "until" | "till" => M::OnOrBefore,
            "before" => M::Before,
            "since" | "from" => M::OnOrAfter,
            "after" => M::After,
            "around" | "about" | "circa" => M::Approx,
            _ => return None,
        })
    };
    own.or_else(|| if dated { before() } else { None })
}

/// The days an expression leaves open, as seen from the day of publication: a third of its stretch
/// for "early" and "late", what lies before or behind it for "by" and "since", and for vague ones
/// what they are mostly used for.
pub(super) fn range(
    days: Option<DateSpan>,
    value: &str,
    modifier: Option<TimeModifier>,
    published: Option<Date>,
) -> Option<DateSpan> {
    use TimeModifier as M;
    let Some(days) = days else { return vague(value, published?) };
    let length = days.to.since(days.from).map_or(0, |s| i64::from(s.get_days()));
    let third = length / 3;
    let span = |from: Option<Date>, to: Option<Date>| {
        let (from, to) = (from?, to?);
        (from <= to).then_some(DateSpan { from, to })
    };
    match modifier {
        Some(M::Start) => span(Some(days.from), add_days(days.from, third)),
        Some(M::Mid) => span(add_days(days.from, third), add_days(days.to, -third)),
        Some(M::End) => span(add_days(days.to, -third), Some(days.to)),
        Some(M::OnOrBefore) => span(published, Some(days.to)).or(Some(days)),
        Some(M::Before) => span(published, add_days(days.from, -1)).or(Some(days)),
        Some(M::OnOrAfter) => span(Some(days.from), published).or(Some(days)),
        Some(M::After) => span(add_days(days.to, 1), published).or(Some(days)),
        _ => Some(days),
    }
}

/// Days meant by "recently" and "soon", and how many of its units "the coming days" reaches over.
const VAGUE_DAYS: i64 = 60;
const VAGUE_UNITS: i64 = 6;

fn vague(value: &str, published: Date) -> Option<DateSpan> {
    let unit = |letter: &str| match letter {
        "D" => Some(1),
        "W" => Some(7),
        "M" => Some(30),
        "Y" => Some(365),
        _ => None,
    };
    let (from, to) = match value {
        "PRESENT_REF" => (0, 0),
        "PAST_REF" => (-VAGUE_DAYS, 0),
        "FUTURE_REF" => (1, VAGUE_DAYS),
        _ => (1, VAGUE_UNITS * unit(value.strip_prefix("PX")?)?),
    };
    Some(DateSpan { from: add_days(published, from)?, to: add_days(published, to)? })
}
