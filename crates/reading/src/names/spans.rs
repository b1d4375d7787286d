//! Names as the trained reader hears them, with the known thing of that name and the title before
//! it. The reader marks names flat, innermost first: `Russian` | `Foreign Ministry`, `Bank of` |
//! `Ghana`. Such parts make one name here and stay names of their own.

use std::collections::BTreeMap;
use std::ops::Range;

use world::{Form, Gender, Kind, Known, World};

use super::lexicon::{LEXICON, Noun};
use super::words::Word;
use crate::times::is_calendar_word;
use crate::{EntityKind, Reading, Rule};

/// A name that was found, before it is known whom it names.
#[derive(Clone, Debug)]
pub(super) struct Found<'w> {
    /// Its words.
    pub(super) words: Range<usize>,
    /// What it names.
    pub(super) kind: EntityKind,
    /// The known thing of that name.
    pub(super) known: Option<&'w Known>,
    /// The title before it, in words.
    pub(super) title: Option<Range<usize>>,
    /// The flat names it is made of, in order; one, the name itself, for most.
    pub(super) parts: Vec<Part<'w>>,
    /// What made it.
    pub(super) rule: Rule,
}

/// The words of a part, what it names, and the known thing of that name.
pub(super) type Part<'w> = (Range<usize>, EntityKind, Option<&'w Known>);

/// Of the same words in one article, how many of three must be heard as one kind for the others to
/// follow, and fewest times they must stand there.
const MAJORITY: (usize, usize) = (2, 3);

/// All names of the article, in order. `heard` are ranges of tokens.
pub(super) fn find<'w>(
    words: &[Word<'_>],
    world: &'w World,
    reading: &Reading,
    heard: &[(Range<usize>, EntityKind)],
) -> Vec<Found<'w>> {
    let mut flat = in_words(words, reading, heard);
    agree(words, &mut flat);
    let mut found: Vec<Found<'w>> = Vec::new();
    for (range, kind) in flat {
        let (kind, known) = known(words, &range, by_head(words, &range, kind), world);
        let part = (range.clone(), kind, known);
        if let Some(before) = found.last_mut()
            && let Some(kind) = joined(words, before, &range, kind)
        {
            before.words.end = range.end;
            before.parts.push(part);
            (before.kind, before.known) = self::known(words, &before.words, kind, world);
            before.title = title(words, &before.words, before.kind, world);
            continue;
        }
        let title = title(words, &range, kind, world);
        found.push(Found {
            words: range,
            kind,
            known,
            title,
            parts: vec![part],
            rule: "names.reader",
        });
    }
    found
}

/// Ranges of tokens as ranges of words, without overlap.
fn in_words(
    words: &[Word<'_>],
    reading: &Reading,
    heard: &[(Range<usize>, EntityKind)],
) -> Vec<(Range<usize>, EntityKind)> {
    let mut flat: Vec<(Range<usize>, EntityKind)> = Vec::with_capacity(heard.len());
    for (tokens, kind) in heard {
        let span = reading.tokens[tokens.start].span.join(reading.tokens[tokens.end - 1].span);
        let start = words.partition_point(|w| w.span.end <= span.start);
        let end = words.partition_point(|w| w.span.start < span.end);
        let mut start = start.max(flat.last().map_or(0, |(before, _)| before.end));
        // `pro-` before a name is no part of it.
        let prefix = |w: &Word<'_>| !w.cap && w.text.ends_with('-');
        while start + 1 < end && prefix(&words[start]) {
            start += 1;
        }
        // A name has a letter: quotation marks and dashes alone are none.
        let own = &words[start..end.max(start)];
        if !own.iter().any(|w| w.text.contains(char::is_alphabetic)) {
            continue;
        }
        // "Tuesday" is a day, whatever it is heard as; May may be a person
        if *kind != EntityKind::Person && own.iter().all(|w| is_calendar_word(&w.lower)) {
            continue;
        }
        match flat.last_mut() {
            // Two organisations do not stand side by side: it is one name.
            Some((before, EntityKind::Organisation))
                if *kind == EntityKind::Organisation
                    && before.end == start
                    && words[before.start].sentence == words[start].sentence =>
            {
                before.end = end;
            }
            _ => flat.push((start..end, *kind)),
        }
    }
    flat
}

/// The words of a name in lower case.
pub(super) fn key(words: &[Word<'_>], range: &Range<usize>) -> String {
    let parts: Vec<&str> = words[range.clone()].iter().map(|w| w.lower.as_str()).collect();
    parts.join(" ")
}

/// Gives all occurrences of a name the kind that most of them were heard as.
fn agree(words: &[Word<'_>], flat: &mut [(Range<usize>, EntityKind)]) {
    let mut votes: BTreeMap<String, BTreeMap<EntityKind, usize>> = BTreeMap::new();
    for (range, kind) in flat.iter() {
        *votes.entry(key(words, range)).or_default().entry(*kind).or_default() += 1;
    }
    for (range, kind) in flat {
        let votes = &votes[&key(words, range)];
        let all: usize = votes.values().sum();
        let most = votes.iter().max_by_key(|(kind, n)| (**n, std::cmp::Reverse(**kind)));
        if let Some((most, n)) = most
            && all >= MAJORITY.1
            && n * 3 >= all * MAJORITY.0
        {
            *kind = *most;
        }
    }
}

/// What a name that goes on with one more part names; `None` where they are two names.
fn joined(
    words: &[Word<'_>],
    before: &Found<'_>,
    next: &Range<usize>,
    kind: EntityKind,
) -> Option<EntityKind> {
    use EntityKind::{Event, Facility, Law, Nationality, Organisation, Place};
    let adjacent = before.words.end == next.start
        && words[before.words.start].sentence == words[next.start].sentence;
    let of = matches!(words[before.words.end - 1].lower.as_str(), "of" | "for" | "in" | "the");
    match (before.kind, kind) {
        _ if !adjacent => None,
        (Nationality | Place, Organisation | Facility) => Some(kind),
        (whole @ (Organisation | Facility | Event | Law), Nationality | Place) if of => Some(whole),
        (whole @ (Organisation | Facility), same) if whole == same => Some(whole),
        _ => None,
    }
}

/// A name of several words whose last one tells what it names, `Lines` or `Ministry`, names that,
/// whatever was heard.
fn by_head(words: &[Word<'_>], range: &Range<usize>, kind: EntityKind) -> EntityKind {
    let told = LEXICON.head(words[range.end - 1].text).filter(|told| {
        matches!(told, EntityKind::Organisation) && matches!(kind, EntityKind::Place)
    });
    told.filter(|_| range.len() > 1).unwrap_or(kind)
}

/// The known thing that the words name as a whole and what it is: the tables tell events, laws and
/// products apart, which the reader hears as one kind.
fn known<'w>(
    words: &[Word<'_>],
    range: &Range<usize>,
    kind: EntityKind,
    world: &'w World,
) -> (EntityKind, Option<&'w Known>) {
    let texts: Vec<&str> = words[range.clone()].iter().map(|w| w.text).collect();
    let first = &words[range.start];
    let any_case = first.upper && first.text.chars().count() > 3;
    let Some((n, matches)) = world.longest(&texts, any_case) else { return (kind, None) };
    if n != range.len() {
        return (kind, None);
    }
    let found = matches.iter().map(|m| (kind_of(m.known.kind, m.form), m.known));
    let own = found.clone().find(|(k, _)| *k == kind);
    let finer = || {
        use EntityKind::{Event, Law, Other, Product};
        found.clone().find(|(k, _)| kind == Other && matches!(k, Event | Law | Product))
    };
    own.or_else(finer).map_or((kind, None), |(kind, known)| (kind, Some(known)))
}

/// The run of title words right before a person's name.
fn title(
    words: &[Word<'_>],
    name: &Range<usize>,
    kind: EntityKind,
    world: &World,
) -> Option<Range<usize>> {
    if kind != EntityKind::Person {
        return None;
    }
    let noun = |w: &Word<'_>| LEXICON.noun(&w.lower) == Some(Noun::Person);
    let mut start = name.start;
    while start > 0 && words[start - 1].sentence == words[name.start].sentence {
        let word = &words[start - 1];
        let titled = world.title(&word.lower);
        let part = titled.is_some_and(|t| t.head || t.rank || t.modifier || t.honorific);
        if !(part || noun(word)) {
            break;
        }
        start -= 1;
    }
    let whole = words[start..name.start]
        .iter()
        .any(|w| world.title(&w.lower).is_some_and(|t| t.head || t.rank || t.honorific) || noun(w));
    whole.then_some(start..name.start)
}

pub(super) fn kind_of(kind: Kind, form: Form) -> EntityKind {
    match (kind, form) {
        (Kind::People, _) | (Kind::Country, Form::Adjective | Form::Plural) => {
            EntityKind::Nationality
        }
        (Kind::Country | Kind::Place, _) => EntityKind::Place,
        (Kind::Organisation | Kind::Agency | Kind::Outlet, _) => EntityKind::Organisation,
        (Kind::Facility, _) => EntityKind::Facility,
        (Kind::Product, _) => EntityKind::Product,
        (Kind::Event, _) => EntityKind::Event,
        (Kind::Law, _) => EntityKind::Law,
    }
}

/// The gender that the words of a person's name or title tell.
pub(super) fn gender(words: &[Word<'_>], found: &Found<'_>, world: &World) -> Option<Gender> {
    let title = found.title.clone().unwrap_or(0..0);
    let by_title = words[title].iter().find_map(|w| world.title(&w.lower)?.gender);
    let given = || {
        let first = &words[found.words.start];
        (found.words.len() > 1).then(|| world.given_name(first.text)).flatten()
    };
    by_title.or_else(given).filter(|g| *g != Gender::Either)
}
