//! What a number counts: the noun phrase behind it, found by the words and, where there are
//! tokens, by their tags. The word lists are in `data/nouns.tsv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use text::Span;

use crate::atoms::Line;

/// The phrase a number counts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Counted {
    /// Lemma of its head.
    pub(super) lemma: String,
    /// Head and modifiers.
    pub(super) phrase: Span,
    /// One past its last atom.
    pub(super) end: usize,
}

/// What stands behind a number.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Behind {
    /// A phrase that it counts.
    Counted(Counted),
    /// "of them", "of whom": what was counted before; ends before this atom.
    Of(usize),
    /// Neither.
    Nothing,
}

/// Longest counted phrase, in atoms.
const PHRASE: usize = 9;

static WORDS: LazyLock<BTreeMap<(&'static str, &'static str), &'static str>> =
    LazyLock::new(|| {
        let rows = include_str!("../../data/nouns.tsv").lines().filter(|l| !l.starts_with('#'));
        rows.filter_map(|row| {
            let mut cells = row.split('\t');
            let (word, class, lemma) = (cells.next()?, cells.next()?, cells.next()?);
            Some(((class, word), lemma))
        })
        .collect()
    });

/// The lemma of `word` in a class of the table.
pub(super) fn in_class(class: &'static str, word: &str) -> Option<&'static str> {
    WORDS.get(&(class, word)).copied()
}

/// What stands from atom `at` on, behind a number; `one` tells of "one", `bounded` of "at least
/// one".
pub(super) fn behind(line: &Line, at: usize, one: bool, bounded: bool) -> Behind {
    let mut first = at;
    if line.word(at) == "of" {
        first += 1;
        match line.word(first) {
            "them" | "whom" | "us" | "these" | "those" | "which"
                if past_number(line, first + 1) == first + 1
                    && phrase(line, first + 1).is_none() =>
            {
                return Behind::Of(first + 1);
            }
            word if DETERMINERS.contains(&word) => first += 1,
            _ => {}
        }
        first = past_number(line, first);
    } else if matches!(line.word(at), "other" | "more" | "further" | "additional" | "such") {
        first += 1;
    }
    match phrase(line, first) {
        Some(found) if !one => Behind::Counted(found),
        _ if one => person(line, at, bounded).map_or(Behind::Nothing, Behind::Counted),
        None if line.word(at) == "others" => Behind::Of(at + 1),
        _ => Behind::Nothing,
    }
}

/// The singular behind "one": a person within three words, or anything where it is bounded.
fn person(line: &Line, at: usize, bounded: bool) -> Option<Counted> {
    let mut end = at;
    while end < line.atoms.len().min(at + 3)
        && line.atoms[end].is_word()
        && !ends(line, end, end == at)
    {
        let word = line.word(end);
        let noun = line.token(end).is_some_and(|t| t.xpos == "NN");
        if let Some(lemma) = in_class("person", word) {
            let phrase = line.span(at, end + 1);
            return Some(Counted { lemma: lemma.to_owned(), phrase, end: end + 1 });
        }
        end += 1;
        if bounded && (noun || line.tokens.is_empty()) {
            break;
        }
    }
    let lemma = line.before(end).to_owned();
    (bounded && end > at).then(|| Counted { lemma, phrase: line.span(at, end), end })
}

const DETERMINERS: &[&str] =
    &["the", "these", "those", "our", "their", "his", "her", "its", "my", "your", "them", "all"];

/// Past "more than 200" in "21 of the more than 200 seals".
fn past_number(line: &Line, at: usize) -> usize {
    for skip in 0..3 {
        if let Some(number) = crate::numbers::number(&line.atoms, at + skip) {
            return number.end;
        }
    }
    at
}

/// The counted phrase from atom `at` on: modifiers up to the first plural noun, with the plurals
/// and coordinated plurals that follow it.
pub(super) fn phrase(line: &Line, at: usize) -> Option<Counted> {
    let mut head = None;
    for here in at..line.atoms.len().min(at + PHRASE) {
        if ends(line, here, here == at) {
            break;
        }
        if plural(line, here).is_some() && !possessive(line, here + 1) {
            head = Some(here);
            let capital = line.atoms[here].capital;
            let next = here + 1;
            let on = next < line.atoms.len() && !ends(line, next, false);
            if !(on && (capital || plural(line, next).is_some())) {
                break;
            }
        }
    }
    let head = head?;
    let (last, lemma) = coordinated(line, head)
        .unwrap_or_else(|| (head, plural(line, head).expect("the head was found as a plural")));
    let phrase = line.atoms[at].span.join(line.atoms[last].span);
    Some(Counted { lemma, phrase, end: last + 1 })
}

/// "girls and women": the last plural of the coordination and the lemma for the whole.
fn coordinated(line: &Line, head: usize) -> Option<(usize, String)> {
    if line.word(head + 1) != "and" {
        return None;
    }
    let last = head + 2;
    let (first, second) = (plural(line, head)?, plural(line, last)?);
    let verb = line.token(last + 1).is_some_and(|t| t.deprel.starts_with("obj"));
    if verb || possessive(line, last + 1) || line.atoms[last].capital != line.atoms[head].capital {
        return None;
    }
    const PEOPLE: &[&str] = &["girl", "boy", "woman", "man", "child", "people"];
    let people = PEOPLE.contains(&first.as_str()) && PEOPLE.contains(&second.as_str());
    Some((last, if people { "people".to_owned() } else { first }))
}

/// What is measured: "refined oil" behind "600 tons of".
pub(super) fn measured(line: &Line, at: usize) -> Option<Span> {
    if line.word(at) != "of" {
        return None;
    }
    let first = at + 1 + usize::from(DETERMINERS.contains(&line.word(at + 1)));
    let mut end = first;
    while end < line.atoms.len().min(first + PHRASE) && !ends(line, end, end == first) {
        end += 1;
    }
    while end > first && matches!(line.word(end - 1), "and" | "or") {
        end -= 1;
    }
    (end > first).then(|| line.span(first, end))
}

/// Whether the counted phrase cannot go on at atom `at`.
fn ends(line: &Line, at: usize, first: bool) -> bool {
    let atom = &line.atoms[at];
    if atom.is_digits() {
        return true;
    }
    if !atom.is_word() {
        let hyphen = atom.is_dash() && atom.glued && !first;
        let quote = matches!(atom.lower.as_str(), "“" | "\"" | "‘" | "#");
        let name = atom.is(".") && atom.glued && line.atoms[at - 1].lower.len() == 1;
        return !(hyphen || quote || name || genitive(line, at) || atom.is_apostrophe());
    }
    let word = atom.lower.as_str();
    if at > 0 && atom.glued && line.atoms[at - 1].is_dash() && line.atoms[at - 1].glued {
        // "ship-to-ship transfers"
        return false;
    }
    if word == "and" || word == "or" {
        // "shipping and trading companies", but not "21 and others"
        return first || plural(line, at - 1).is_some();
    }
    let united_states = word == "us" && atom.capital;
    if in_class("stop", word).is_some() && !united_states {
        return !(word == "s" && genitive(line, at - 1));
    }
    line.token(at).is_some_and(|t| matches!(t.xpos, "VBD" | "VBZ" | "VBP" | "MD" | "WDT" | "WP"))
        && !atom.capital
}

fn genitive(line: &Line, at: usize) -> bool {
    line.atoms[at].is_apostrophe() && possessive(line, at)
}

/// Whether a possessive "'s" or "'" stands at atom `at`.
fn possessive(line: &Line, at: usize) -> bool {
    line.atoms.get(at).is_some_and(|a| a.is_apostrophe() && a.glued)
        && line.atoms.get(at + 1).is_some_and(|a| a.is("s") && a.glued || a.is_word() && !a.glued)
}

/// The lemma of the plural noun at atom `at`, where there is one.
fn plural(line: &Line, at: usize) -> Option<String> {
    let atom = line.atoms.get(at).filter(|a| a.is_word())?;
    let word = atom.lower.as_str();
    if let Some(lemma) = in_class("plural", word) {
        return Some(lemma.to_owned());
    }
    let noun = word.len() > 3
        && word.ends_with('s')
        && !word.ends_with("ss")
        && !word.ends_with("ous")
        && in_class("singular", word).is_none()
        && in_class("stop", word).is_none();
    let named = line.atoms.get(at + 1).is_some_and(|a| a.is_word() && a.capital);
    let other = |tag| matches!(tag, "VBZ" | "JJ") || tag == "NNP" && named;
    if !noun || line.token(at).is_some_and(|t| other(t.xpos)) {
        return None;
    }
    Some(singular(word))
}

/// The singular of a regular plural.
pub(super) fn singular(word: &str) -> String {
    let cut = |ending: &str| word.strip_suffix(ending);
    if let Some(stem) = cut("ies").filter(|s| s.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["ches", "shes", "sses", "xes", "zes", "oes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    cut("s").unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, &str)>) {
        let line = Line::bare(text);
        let found = match behind(&line, 0, false, false) {
            Behind::Counted(found) => Some((found.lemma, found.phrase.of(text).to_owned())),
            _ => None,
        };
        let expected = expected.map(|(lemma, phrase)| (lemma.to_owned(), phrase.to_owned()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_first_plural_is_the_head() {
        check("grey seals died", Some(("seal", "grey seals")));
        check(
            "shipping and trading companies in",
            Some(("company", "shipping and trading companies")),
        );
        check("of the more than 40 river boats", Some(("boat", "river boats")));
        check("girls and women were", Some(("people", "girls and women")));
        check("sports teams", Some(("team", "sports teams")));
        check("of the ship's crewmen", Some(("crewman", "ship's crewmen")));
        check("died when boats sank", None);
        check("of them were", None);
        check("and boats", None);
    }

    #[test]
    fn plurals_become_singular() {
        for (plural, one) in [("ferries", "ferry"), ("boxes", "box"), ("boats", "boat")] {
            assert_eq!(singular(plural), one);
        }
    }
}
