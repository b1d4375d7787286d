//! A figure with what its words tell of the quantity it is a value of.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use reading::{EntityKind, Predicate, Quantity, QuantityKind, Reading, Upos, predicate};
use text::{PartialDate, Span};

use crate::lists::rows;
use crate::{Draft, EntityIx, Figure, FigureIx, ReportIx};

/// Tokens to either side of a measure in which its attribute and its object are looked for.
const BESIDE: usize = 4;
/// Days before publication from which a date in the sentence makes a figure one of the past.
const PAST_DAYS: i32 = 60;

const ATTRIBUTES: &str = include_str!("../../data/attributes.tsv");

static ATTRIBUTE: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let rows = rows(ATTRIBUTES);
    rows.filter_map(|row| row.split_once('\t'))
        .flat_map(|(name, rest)| {
            let lemmas = rest.split('\t').next().unwrap_or_default();
            lemmas.split(' ').map(move |lemma| (lemma, name))
        })
        .collect()
});

/// A figure beside what links it to others.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) at: FigureIx,
    pub(super) figure: Figure,
    pub(super) kind: QuantityKind,
    /// The latest version of the article that its report is a version of.
    pub(super) latest: ReportIx,
    /// When its report was published.
    pub(super) reported: Option<PartialDate>,
    /// The lemma that governs it, and its class.
    pub(super) lemma: Option<String>,
    pub(super) predicate: Option<Predicate>,
    /// The governing word as printed.
    pub(super) told: Option<String>,
    /// Nationalities and places inside the counted phrase.
    pub(super) whose: BTreeSet<String>,
    /// How badly, of the hurt: `serious` or `slight`.
    pub(super) severity: Option<&'static str>,
    /// "the 21 girls": it speaks of a number given before.
    pub(super) definite: bool,
    /// "a further 18": beside those counted already.
    pub(super) further: bool,
    /// "40 metres (131 feet)": the same value again, converted.
    pub(super) converts: Option<FigureIx>,
    /// What a measure says of its object: `depth`.
    pub(super) attribute: Option<&'static str>,
    /// What is measured: the noun that a measure stands beside.
    pub(super) object: Option<String>,
    /// Whether a measure stands before its object: "a 25-tonne lorry".
    pub(super) before_object: bool,
    /// Nouns near a measure, its object among them.
    pub(super) near: BTreeSet<String>,
    /// The year of a date long before publication in its sentence.
    pub(super) past: Option<i16>,
    /// The place it is about.
    pub(super) place: Option<EntityIx>,
}

/// Reads the words around a figure.
pub(super) fn point(
    draft: &Draft<'_>,
    at: FigureIx,
    figure: Figure,
    (report, read): (ReportIx, &reading::Figure),
) -> Point {
    let reading = draft.reading(report);
    let text = &draft.article(report).text;
    let quantity = &reading.quantities[read.quantity.at()];
    let own = reading.tokens_in(quantity.span);
    let sentence = reading.sentence_at(quantity.span.start);
    let bounds = sentence.map_or(own.clone(), |s| {
        let s = reading.sentences[s.at()];
        s.first.at()..s.end.at()
    });
    let lemma = read.predicate.clone();
    let published = draft.article(report).published.map(|p| p.date);
    let (object, before_object) = object(reading, quantity, &bounds, &own);
    Point {
        at,
        object,
        before_object,
        kind: quantity.kind,
        latest: draft.record.versions(report).last().copied().unwrap_or(report),
        reported: published,
        predicate: lemma.as_deref().and_then(predicate),
        told: lemma.as_deref().and_then(|l| {
            let at = nearest(reading, &bounds, &own, l)?;
            let told = predicate(l).is_some() || is_own_verb(reading, read, at);
            let first = at.saturating_sub(1);
            let on_board = l == "board" && &*reading.tokens[first].lemma == "on";
            let first = if on_board { first } else { at };
            let words = reading.tokens[first].span.join(reading.tokens[at].span);
            told.then(|| words.of(text).to_lowercase())
        }),
        lemma,
        whose: whose(draft, report, quantity.counts.unwrap_or(quantity.span)),
        severity: severity(reading, &bounds, &own),
        definite: is_definite(reading, &bounds, &own),
        further: has_word(reading, widened(&own, 1, 0, &bounds), FURTHER),
        converts: None,
        attribute: attribute(reading, &bounds, &own),
        near: nouns(reading, widened(&own, 2 * BESIDE, BESIDE, &bounds)),
        past: past(reading, quantity.span, published),
        place: figure_place(draft, report, read),
        figure,
    }
}

const FURTHER: &[&str] = &["further", "other", "another", "more", "additional", "additionally"];

fn widened(own: &Range<usize>, before: usize, after: usize, bounds: &Range<usize>) -> Range<usize> {
    own.start.saturating_sub(before).max(bounds.start)..(own.end + after).min(bounds.end)
}

fn has_word(reading: &Reading, range: Range<usize>, words: &[&str]) -> bool {
    let mut tokens = reading.tokens[range.clone()].iter().enumerate();
    tokens.any(|(n, token)| {
        let lemma = token.lemma.to_lowercase();
        // "more than 80" is a bound, not a further 80.
        let bound = reading.tokens.get(range.start + n + 1).is_some_and(|t| &*t.lemma == "than");
        words.contains(&lemma.as_str()) && !bound
    })
}

/// Where the governing word stands, the occurrence nearest to the quantity.
fn nearest(
    reading: &Reading,
    bounds: &Range<usize>,
    own: &Range<usize>,
    lemma: &str,
) -> Option<usize> {
    let verb = lemma.split('_').next()?;
    let hits = bounds.clone().filter(|at| reading.tokens[*at].lemma.to_lowercase() == verb);
    hits.min_by_key(|at| at.abs_diff(own.start).min(at.abs_diff(own.end)))
}

/// Whether a verb tells something of a figure, not that somebody said it.
fn is_own_verb(reading: &Reading, read: &reading::Figure, at: usize) -> bool {
    let token = &reading.tokens[at];
    let said = read.statement.map(|s| &reading.statements[s.at()]);
    let inside = said.is_none_or(|s| s.content.iter().any(|c| c.contains(token.span)));
    token.upos == Upos::Verb && inside
}

fn whose(draft: &Draft<'_>, report: ReportIx, counts: Span) -> BTreeSet<String> {
    let reading = draft.reading(report);
    let names = reading.mentions_in(counts).filter_map(|m| {
        let entity = &reading.entities[m.entity.at()];
        let origin = matches!(entity.kind, EntityKind::Nationality | EntityKind::Place);
        origin.then(|| entity.known.clone().unwrap_or_else(|| entity.name.to_lowercase()))
    });
    names.collect()
}

fn severity(reading: &Reading, bounds: &Range<usize>, own: &Range<usize>) -> Option<&'static str> {
    // "around 200 hurt, 50 critically": how badly is told of the next count.
    let after = own.end..(own.end + BESIDE).min(bounds.end);
    let next = after.clone().find(|at| reading.tokens[*at].upos == Upos::Num);
    let beside = widened(own, 2, 0, bounds).start..next.unwrap_or(after.end);
    if has_word(reading, beside.clone(), &["critically", "critical"]) {
        return Some("critical");
    }
    if has_word(reading, beside.clone(), &["seriously", "severely", "badly", "gravely", "serious"])
    {
        return Some("serious");
    }
    has_word(reading, beside, &["slightly", "lightly"]).then_some("slight")
}

fn is_definite(reading: &Reading, bounds: &Range<usize>, own: &Range<usize>) -> bool {
    let first = widened(own, 1, 0, bounds);
    let head = first.start..(own.start + 1).min(own.end).max(first.start);
    has_word(reading, head, &["the", "these", "those", "its", "their", "our", "all"])
}

fn attribute(reading: &Reading, bounds: &Range<usize>, own: &Range<usize>) -> Option<&'static str> {
    let of = |at: usize| {
        let lemma = reading.tokens[at].lemma.to_lowercase();
        let words = lemma.split('-').next_back().unwrap_or_default().to_owned();
        ATTRIBUTE.iter().find(|(l, _)| *l == words).map(|(_, name)| *name)
    };
    let after = own.start..(own.end + 2).min(bounds.end);
    let before = widened(own, BESIDE, 0, bounds).start..own.start;
    after.into_iter().find_map(of).or_else(|| before.rev().find_map(of))
}

/// The noun after a measure ("a 40 m dry well"), else the one before it ("the well is 40 m
/// deep"), and whether it came after.
fn object(
    reading: &Reading,
    quantity: &Quantity,
    bounds: &Range<usize>,
    own: &Range<usize>,
) -> (Option<String>, bool) {
    let noun = |at: usize| -> Option<String> {
        let token = &reading.tokens[at];
        let lemma = token.lemma.to_lowercase();
        let attribute = ATTRIBUTE.iter().any(|(l, _)| *l == lemma);
        let noun = token.upos == Upos::Noun && lemma != quantity.unit && !attribute;
        (noun && lemma.chars().all(|c| c.is_alphabetic())).then_some(lemma)
    };
    // A word between that is neither noun nor adjective ends the phrase.
    let inside = |at: &usize| {
        matches!(reading.tokens[*at].upos, Upos::Noun | Upos::Adj | Upos::Punct | Upos::Propn)
    };
    let after = (own.end..(own.end + BESIDE).min(bounds.end)).take_while(inside);
    let after = after.filter_map(noun).last();
    let counted = quantity.counts.filter(|c| c.end > quantity.number.end);
    let counted = counted.and_then(|c| reading.tokens_in(c).rev().find_map(noun));
    if let Some(found) = after.or(counted) {
        return (Some(found), true);
    }
    let before = widened(own, 2 * BESIDE, 0, bounds).start..own.start;
    (before.rev().find_map(noun), false)
}

fn nouns(reading: &Reading, range: Range<usize>) -> BTreeSet<String> {
    let tokens = reading.tokens[range].iter().filter(|t| t.upos == Upos::Noun);
    tokens.map(|t| t.lemma.to_lowercase()).collect()
}

fn past(reading: &Reading, span: Span, published: Option<PartialDate>) -> Option<i16> {
    let sentence = reading.sentences[reading.sentence_at(span.start)?.at()].span;
    let published = published?.date;
    let times = reading.times.iter().filter(|t| sentence.contains(t.span));
    let old = times.filter_map(|t| t.days).filter(|d| (published - d.to).get_days() > PAST_DAYS);
    old.map(|d| d.to.year()).max()
}

fn figure_place(draft: &Draft<'_>, report: ReportIx, read: &reading::Figure) -> Option<EntityIx> {
    read.place.map(|place| draft.entity(report, place))
}

#[cfg(test)]
mod tests {
    use text::Article;
    use world::World;

    use super::*;

    /// Every row of the table of attributes is held to its own examples.
    #[test]
    fn the_examples_of_the_attributes_hold() {
        let told = |words: &str| {
            let text = format!("They saw {words}.");
            let reading = reading::read(&Article::of_text(&text), World::bundled());
            let [quantity] = &reading.quantities[..] else { panic!("{:?}", reading.quantities) };
            let own = reading.tokens_in(quantity.span);
            attribute(&reading, &(0..reading.tokens.len()), &own)
        };
        let mut wrong = Vec::new();
        for row in rows(ATTRIBUTES) {
            let [name, _, example, counter] = row.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{row}")
            };
            if told(example) != Some(name) {
                wrong.push(format!("{example}: {:?}, wanted {name}", told(example)));
            }
            if told(counter) == Some(name) {
                wrong.push(format!("{counter}: {name}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
