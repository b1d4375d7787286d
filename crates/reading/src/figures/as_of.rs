//! The date a figure speaks about: the day its source spoke for counts of a state, the day of the
//! event for what happened once.

use std::collections::BTreeMap;

use text::{Article, Date, PartialDate, Span};

use crate::{
    Aspect, FigureStatus, Quantity, QuantityKind, Reading, Statement, Time, TimeKind, TokenIx,
    Tree, predicate,
};

/// Dates of an article's happenings, for figures whose own clause gives none.
pub(super) struct Calendar {
    /// The day that one class of predicates is told to have happened on.
    classes: BTreeMap<&'static str, PartialDate>,
    /// The day of the event the article is about: the one named most often of the last days
    /// before publication.
    main: Option<PartialDate>,
}

impl Calendar {
    /// Looks for dated clauses of known predicates. A class told with two dates has none.
    pub(super) fn new(article: &Article, reading: &Reading, tree: &Tree<'_>) -> Calendar {
        let mut found: BTreeMap<&'static str, Vec<PartialDate>> = BTreeMap::new();
        for time in &reading.times {
            let (Some(date), Some(head)) = (day_of(time), reading.head_of(time.span)) else {
                continue;
            };
            let governor = tree.ancestors(head).find_map(|up| {
                let class = predicate(&tree.token(up).lemma)?;
                (class.aspect == Aspect::Once).then_some(class.class)
            });
            if let Some(class) = governor.filter(|_| date.is_day()) {
                found.entry(class).or_default().push(date);
            }
        }
        let certain = found.into_iter().filter_map(|(class, mut dates)| {
            dates.sort_unstable();
            dates.dedup();
            (dates.len() == 1).then(|| (class, dates[0]))
        });
        Calendar { classes: certain.collect(), main: main_day(article, reading) }
    }
}

/// Days before publication in which the event of a report lies.
const RECENT_DAYS: i32 = 7;

fn main_day(article: &Article, reading: &Reading) -> Option<PartialDate> {
    let published = article.published?.date.date;
    let mut counts: BTreeMap<Date, usize> = BTreeMap::new();
    for date in reading.times.iter().filter_map(day_of).filter(|d| d.is_day()) {
        if (0..=RECENT_DAYS).contains(&(published - date.date).get_days()) {
            *counts.entry(date.date).or_default() += 1;
        }
    }
    let most = counts.iter().max_by_key(|(date, n)| (**n, **date))?;
    Some(PartialDate::day(*most.0))
}

/// What is known of a figure before its date.
pub(super) struct Known<'a> {
    pub(super) quantity: &'a Quantity,
    pub(super) governor: Option<(TokenIx, &'a str)>,
    pub(super) statement: Option<&'a Statement>,
    pub(super) status: FigureStatus,
}

/// The date a figure speaks about.
pub(super) fn as_of(
    article: &Article,
    reading: &Reading,
    tree: &Tree<'_>,
    calendar: &Calendar,
    known: &Known<'_>,
) -> Option<PartialDate> {
    let spoken = known.statement.and_then(|s| s.said_on).filter(|d| d.is_day());
    let published = article.published.map(|p| p.date);
    let told = spoken.or(published);
    if let Some(date) = stated_as_of(article, reading, known.quantity) {
        return Some(date);
    }
    if !matches!(known.status, FigureStatus::Actual | FigureStatus::Alleged) {
        return told;
    }
    let class = known.governor.and_then(|(_, lemma)| predicate(lemma));
    let once = class.is_some_and(|c| c.aspect == Aspect::Once);
    let told_of_past = class.is_none() && known.governor.is_some_and(|(at, _)| is_past(tree, at));
    let counted = known.quantity.kind == QuantityKind::Count
        || (known.quantity.kind == QuantityKind::Measure && once);
    if !counted || !(once || told_of_past) {
        return told;
    }
    let own = known.governor.and_then(|(at, _)| own_date(reading, tree, at, known.statement));
    let fits = |date: &PartialDate| {
        // A month or a year says more than the day of telling only where it is long past.
        told.is_none_or(|t| date.date <= t.date && (date.is_day() || is_long_past(*date, t)))
    };
    let perfect = known.governor.is_some_and(|(at, _)| is_perfect(tree, at));
    if perfect {
        return own.filter(fits).or(told);
    }
    let elsewhere = class.and_then(|c| calendar.classes.get(c.class)).copied();
    own.filter(fits).or(elsewhere.filter(fits)).or(calendar.main.filter(fits)).or(told)
}

fn is_long_past(date: PartialDate, told: PartialDate) -> bool {
    (told.date - date.span().to).get_days() > 60
}

/// Whether a verb tells of a state reached by now: "have been sent".
fn is_perfect(tree: &Tree<'_>, verb: TokenIx) -> bool {
    tree.children(verb).iter().any(|c| {
        let token = tree.token(*c);
        &*token.lemma == "have" && matches!(token.xpos, "VBP" | "VBZ")
    })
}

/// Whether a verb tells of a finished happening: "ran", not "are running" or "have run".
fn is_past(tree: &Tree<'_>, verb: TokenIx) -> bool {
    let token = tree.token(verb);
    let auxiliary = |form: &str| tree.children(verb).iter().any(|c| tree.token(*c).xpos == form);
    token.xpos == "VBD" || (token.xpos == "VBN" && auxiliary("VBD"))
}

/// "as of Oct. 23", "by then": a date that the sentence gives for its counts.
fn stated_as_of(article: &Article, reading: &Reading, quantity: &Quantity) -> Option<PartialDate> {
    let sentence = reading.sentences[reading.sentence_at(quantity.span.start)?.at()].span;
    let times = reading.times.iter().filter(|t| sentence.contains(t.span));
    let mut stated = times.filter(|time| {
        let before = Span { start: sentence.start, end: time.span.start }.of(&article.text);
        before.trim_end().to_lowercase().ends_with("as of")
    });
    // The count nearest before "as of" is meant, or any count after it.
    let time = stated.next()?;
    let between = reading
        .quantities
        .iter()
        .any(|q| q.span.start > quantity.span.start && q.span.end <= time.span.start);
    if between { None } else { day_of(time) }
}

/// A date that hangs from the predicate, but not one that tells when the source spoke.
fn own_date(
    reading: &Reading,
    tree: &Tree<'_>,
    governor: TokenIx,
    statement: Option<&Statement>,
) -> Option<PartialDate> {
    let below = tree.span(governor);
    let mut dates = reading.times.iter().filter(|time| {
        let in_content = statement.is_none_or(|s| s.content.iter().any(|c| c.contains(time.span)));
        let hangs = reading.head_of(time.span).is_some_and(|head| {
            tree.ancestors(head).take(4).find(|up| is_clause(tree, *up)) == Some(governor)
        });
        below.contains(time.span) && hangs && in_content
    });
    dates.find_map(day_of)
}

fn is_clause(tree: &Tree<'_>, at: TokenIx) -> bool {
    tree.token(at).upos == crate::Upos::Verb || predicate(&tree.token(at).lemma).is_some()
}

/// The day or month of a calendar date; spans such as "since October" are not one.
fn day_of(time: &Time) -> Option<PartialDate> {
    let days = time.days.filter(|_| matches!(time.kind, TimeKind::Date | TimeKind::Time))?;
    let long = |from: Date, to: Date| (to - from).get_days() > 366;
    (!long(days.from, days.to)).then(|| days.partial())
}
