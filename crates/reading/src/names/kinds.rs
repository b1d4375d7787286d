//! What a name names, where neither a table nor its own words tell: by what stands around all its
//! occurrences in the article, and by the full names it is a part of.

use std::collections::BTreeMap;

use world::World;

use super::lexicon::{LEXICON, Noun};
use super::spans::Found;
use super::words::Word;
use crate::EntityKind;

/// Evidence for a person, an organisation, a place, a vessel or vehicle.
#[derive(Clone, Copy, Debug, Default)]
struct Scores {
    product: i32,
    person: i32,
    organisation: i32,
    place: i32,
}

/// Settles the kind of every name; names that stay without any evidence are left out.
pub(super) fn settle<'w>(
    words: &[Word<'_>],
    found: Vec<Found<'w>>,
    world: &World,
) -> Vec<Found<'w>> {
    let mut scores: BTreeMap<String, Scores> = BTreeMap::new();
    for name in &found {
        let entry = scores.entry(key(words, name)).or_default();
        match name.kind {
            Some(EntityKind::Person) => entry.person += 4,
            Some(EntityKind::Organisation) => entry.organisation += 4,
            Some(EntityKind::Place) => entry.place += 4,
            Some(_) => {}
            None => context(words, name, world, entry),
        }
    }
    let acronyms = acronyms(words, &found);
    let mut found = found;
    for name in found.iter_mut().filter(|f| f.kind.is_none() && f.words.len() > 1) {
        let scores = scores.get(&key(words, name)).copied().unwrap_or_default();
        name.kind = decide(words, name, scores, world);
    }
    found.retain(|f| f.kind.is_some() || f.words.len() == 1);
    parts_of_persons(words, &found, &mut scores);
    for name in found.iter_mut().filter(|f| f.kind.is_none()) {
        let key = key(words, name);
        let scores = scores.get(&key).copied().unwrap_or_default();
        name.kind = acronyms.get(&key).copied().or_else(|| decide(words, name, scores, world));
    }
    found.retain(|f| f.kind.is_some());
    found
}

/// The words of a name in lower case.
pub(super) fn key(words: &[Word<'_>], name: &Found<'_>) -> String {
    let parts: Vec<&str> = words[name.words.clone()].iter().map(|w| w.lower.as_str()).collect();
    parts.join(" ")
}

/// A family name alone is a person where somebody of that name is spoken of.
fn parts_of_persons(
    words: &[Word<'_>],
    found: &[Found<'_>],
    scores: &mut BTreeMap<String, Scores>,
) {
    for name in found.iter().filter(|f| f.kind == Some(EntityKind::Person) && f.words.len() > 1) {
        let range = name.words.clone();
        let bare = range.clone().rev().find(|w| !LEXICON.is("suffix_person", words[*w].text));
        let last = bare.unwrap_or(range.end - 1);
        for part in [range.start, last] {
            let points = if part == last { 6 } else { 3 };
            scores.entry(words[part].lower.clone()).or_default().person += points;
        }
        let tail: Vec<&str> =
            words[range.start + 1..range.end].iter().map(|w| w.lower.as_str()).collect();
        scores.entry(tail.join(" ")).or_default().person += 6;
    }
}

/// Acronyms that stand in brackets after a long name, with its kind.
fn acronyms(words: &[Word<'_>], found: &[Found<'_>]) -> BTreeMap<String, EntityKind> {
    let mut acronyms = BTreeMap::new();
    for pair in found.windows(2) {
        let [long, short] = pair else { continue };
        let brackets = short.words.start == long.words.end + 1
            && words[long.words.end].text == "("
            && words.get(short.words.end).is_some_and(|w| w.text == ")");
        if let (true, Some(kind)) = (brackets && short.words.len() == 1, long.kind) {
            acronyms.insert(key(words, short), kind);
        }
    }
    acronyms
}

/// Adds what stands around one occurrence.
fn context(words: &[Word<'_>], name: &Found<'_>, world: &World, scores: &mut Scores) {
    let sentence = words[name.words.start].sentence;
    let word = |at: Option<usize>| at.and_then(|a| words.get(a)).filter(|w| w.sentence == sentence);
    let start = name.words.start;
    let before = word(start.checked_sub(1));
    let second = word(start.checked_sub(2));
    let after = word(Some(name.words.end));
    let next = word(Some(name.words.end + 1));
    let low = |w: Option<&Word<'_>>| w.map_or(String::new(), |w| w.lower.clone());
    let (prev, follow) = (low(before), low(after));
    let appended = word(Some(name.words.end + 2)).is_some_and(|w| LEXICON.is("vessel", &w.lower));
    if LEXICON.is("vessel", &prev) || follow == "," && appended {
        scores.product += 6;
    }
    if LEXICON.is("place_before", &prev) {
        scores.place += 2;
    }
    if LEXICON.is("direction", &prev)
        || prev == "of"
            && second.is_some_and(|w| {
                LEXICON.is("place_after", &w.lower) || LEXICON.is("direction", &w.lower)
            })
        || LEXICON.is("place_after", &prev)
    {
        scores.place += 3;
    }
    if LEXICON.is("place_after", &follow) {
        scores.place += 3;
    }
    let place_next = next.is_some_and(|w| {
        w.cap
            && world
                .find(w.text)
                .any(|k| matches!(k.kind, world::Kind::Country | world::Kind::Place))
    });
    if follow == "," && place_next && LEXICON.is("place_before", &prev) {
        scores.place += 3;
    }
    if prev == "the" {
        scores.organisation += 2;
        scores.person -= 3;
        scores.place -= 1;
    }
    if LEXICON.is("speech", &follow) {
        scores.person += 2;
        scores.organisation += 1;
    }
    if LEXICON.noun(&prev) == Some(Noun::Person) {
        scores.person += 2;
    }
    let age = next.is_some_and(|w| w.text.len() == 2 && w.text.bytes().all(|b| b.is_ascii_digit()));
    if follow == "," && age {
        scores.person += 4;
    }
    if matches!(follow.as_str(), "who" | "himself" | "herself") {
        scores.person += 3;
    }
    if matches!(follow.as_str(), "airport" | "hospital" | "residents" | "police") {
        scores.place += 2;
    }
    if matches!(
        follow.as_str(),
        "spokesman"
            | "spokeswoman"
            | "spokesperson"
            | "chairman"
            | "ceo"
            | "founder"
            | "executive"
            | "shares"
            | "employees"
            | "president"
            | "director"
    ) {
        scores.organisation += 3;
    }
}

/// The likeliest kind, `None` where the words are only capitalised.
fn decide(
    words: &[Word<'_>],
    name: &Found<'_>,
    mut scores: Scores,
    world: &World,
) -> Option<EntityKind> {
    let parts = &words[name.words.clone()];
    let first = &parts[0];
    let common = parts.iter().filter(|w| LEXICON.common(&w.lower)).count();
    let shouted = parts.iter().filter(|w| w.upper && w.text.len() > 2).count();
    if parts.len() > 1 && shouted > 1 && common > 0 && scores.person < 4 {
        return None;
    }
    if parts.len() == 1 {
        let word =
            LEXICON.head(first.text).is_some() || first.upper && common > 0 && first.text.len() > 3;
        if word && scores.person < 4 {
            return None;
        }
        if first.upper {
            let letters = first.text.chars().filter(|c| c.is_alphabetic()).count();
            let known = LEXICON.is("acronym", first.text) || first.shouted || letters > 7;
            if known && scores.person + scores.place < 3 {
                return None;
            }
            scores.organisation += 3;
        } else if common > 0 && scores.person < 4 {
            return None;
        }
        if first
            .text
            .strip_suffix('s')
            .is_some_and(|w| w.len() > 1 && w.chars().all(char::is_uppercase))
        {
            return (scores.organisation > 3).then_some(EntityKind::Other);
        }
        let mixed = first.text.chars().skip(1).any(char::is_uppercase) && !first.upper;
        scores.organisation +=
            i32::from(mixed && !first.text.starts_with("Mc") && !first.text.contains('-')) * 2;
        scores.person += i32::from(world.family_name(first.text)) * 2;
        scores.person += i32::from(world.given_name(first.text).is_some()) * 2;
        if !first
            .text
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | '&'))
        {
            return (!first.initial).then_some(EntityKind::Other);
        }
    } else if common == 0 {
        scores.person += 2;
    } else if common == parts.len() {
        return (scores.person < 3).then_some(EntityKind::Other).or(Some(EntityKind::Person));
    }
    if scores.product > 0 && scores.product >= scores.person.max(scores.place) {
        return Some(EntityKind::Product);
    }
    let best = scores.person.max(scores.organisation).max(scores.place);
    if best <= 0 {
        return (common == 0 && !first.shouted && !first.initial).then_some(EntityKind::Other);
    }
    Some(if scores.place == best {
        EntityKind::Place
    } else if scores.person == best {
        EntityKind::Person
    } else {
        EntityKind::Organisation
    })
}
