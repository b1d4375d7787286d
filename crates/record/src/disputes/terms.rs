//! The content words of a report, each with the keys by which it is compared with words of other
//! reports: its stem, the class it shares with its synonyms, and whom it names.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use reading::{EntityKind, MentionKind, Reading, Upos, predicate};

use crate::lists;
use crate::{Draft, EntityIx, ReportIx, Speaker};

const SYNONYMS: &str = include_str!("../../data/synonyms.tsv");

/// Letters that a word has at least to be compared.
const LETTERS: usize = 3;

/// The rows of the table of synonyms.
pub(super) fn rows() -> impl Iterator<Item = &'static str> {
    lists::rows(SYNONYMS)
}

/// The class of every word of the table.
static CLASSES: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut classes = BTreeMap::new();
    for row in rows() {
        let mut cells = row.split('\t');
        if let (Some(class), Some(words)) = (cells.next(), cells.next()) {
            words.split(' ').for_each(|word| {
                classes.entry(word).or_insert(class);
            });
        }
    }
    classes
});

/// The keys of every token of a report; none for small words and all but the last word of a name.
pub(super) fn keys(draft: &Draft<'_>, report: ReportIx) -> Vec<Vec<String>> {
    let reading = draft.reading(report);
    let mut keys: Vec<Vec<String>> =
        (0..reading.tokens.len()).map(|at| of_word(reading, at)).collect();
    for time in &reading.times {
        reading.tokens_in(time.span).for_each(|at| keys[at].clear());
    }
    for event in &reading.events {
        let mut words = reading.tokens_in(event.trigger).rev();
        if let Some(at) = words.find(|at| !keys[*at].is_empty()) {
            keys[at].push(format!("~{}", event.concept));
        }
    }
    for mention in &reading.mentions {
        let entity = draft.entity(report, mention.entity);
        let named = draft.record.entities[entity.at()].kind != EntityKind::Described;
        let range = reading.tokens_in(mention.span);
        match mention.kind {
            MentionKind::Name => {}
            MentionKind::Pronoun => range.last().into_iter().for_each(|at| {
                keys[at] = of_entity(draft, entity);
                if !named {
                    keys[at].extend(last_word(&draft.record.entities[entity.at()].name));
                }
            }),
            MentionKind::Description => {
                let head = reading.head_of(mention.span).map(|h| h.at());
                head.into_iter().for_each(|at| keys[at].extend(of_entity(draft, entity)));
            }
        }
    }
    for name in &reading.names {
        let range = reading.tokens_in(name.span);
        let entity = of_entity(draft, draft.entity(report, name.entity));
        range.clone().for_each(|at| keys[at].clear());
        range.last().into_iter().for_each(|at| keys[at].clone_from(&entity));
    }
    for statement in &reading.statements {
        let reading::Speaker::Entity(speaker) = statement.speaker else { continue };
        let own = voice(draft, &Speaker::Entity(draft.entity(report, speaker)));
        for at in statement.content.iter().flat_map(|c| reading.tokens_in(*c)) {
            if matches!(&*reading.tokens[at].lemma.to_lowercase(), "we" | "us" | "our" | "i") {
                keys[at] = own.iter().cloned().collect();
            }
        }
    }
    keys
}

/// The keys of a word by itself.
fn of_word(reading: &Reading, at: usize) -> Vec<String> {
    let token = &reading.tokens[at];
    let content = matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj);
    let lemma = token.lemma.to_lowercase();
    let long = lemma.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS;
    if !content || !long || EMPTY.contains(&lemma.as_str()) {
        return Vec::new();
    }
    of_lemma(&lemma)
}

/// The keys of a lemma: its stem and its classes.
pub(super) fn of_lemma(lemma: &str) -> Vec<String> {
    let mut keys = vec![stem(lemma)];
    // Predicates of one class are one: "swap" and "exchange".
    keys.extend(predicate(lemma).filter(|p| p.group == "hard").map(|p| format!("={}", p.class)));
    keys.extend(CLASSES.get(lemma).map(|class| format!("={class}")));
    keys
}

fn last_word(name: &str) -> Vec<String> {
    name.split_whitespace().next_back().map(|w| of_lemma(&w.to_lowercase())).unwrap_or_default()
}

/// Whom a name names: the entity, and the country that a nationality, a capital or a government
/// stands for.
fn of_entity(draft: &Draft<'_>, at: EntityIx) -> Vec<String> {
    let at = draft.state(at).unwrap_or(at);
    let known = draft.record.entities[at.at()].known.clone();
    vec![known.unwrap_or_else(|| format!("@{}", at.at()))]
}

/// The key of whoever speaks.
pub(super) fn name(draft: &Draft<'_>, speaker: &Speaker) -> Option<String> {
    let Speaker::Entity(at) = speaker else { return None };
    of_entity(draft, *at).pop()
}

/// The keys of whoever speaks and of all that he belongs to.
pub(super) fn voice(draft: &Draft<'_>, speaker: &Speaker) -> BTreeSet<String> {
    let Speaker::Entity(first) = speaker else { return BTreeSet::new() };
    let mut found = BTreeSet::new();
    let mut next = Some(*first);
    while let Some(at) = next {
        if !of_entity(draft, at).into_iter().all(|key| found.insert(key)) {
            break;
        }
        next = draft.record.entities[at.at()].of;
    }
    found
}

/// Words that say nothing of what a claim is about.
const EMPTY: &[&str] = &[
    "say",
    "tell",
    "deny",
    "report",
    "claim",
    "allegation",
    "accusation",
    "evidence",
    "confirm",
    "verify",
    "have",
    "make",
    "take",
    "get",
    "there",
    "accord",
    "according",
    "statement",
    "mr",
    "independently",
    "unclear",
    "clear",
    "know",
    "whether",
    "people",
    "thing",
    "year",
    "day",
    "time",
    "also",
    "other",
    "mention",
    "situation",
    "exist",
    "provide",
    "official",
    "spokesman",
    "spokeswoman",
    "one",
    "someone",
    "person",
    "way",
    "fact",
    "case",
    "such",
    "many",
    "more",
    "proof",
    "indication",
    "sure",
    "certain",
    "rumour",
    "rumor",
    "do",
    "be",
    "any",
    "own",
];

/// A lemma without its endings of derivation: engagement and engage, killing and kill.
fn stem(lemma: &str) -> String {
    const ENDINGS: &[&str] = &[
        "ations", "ation", "ments", "ment", "ions", "ion", "ings", "ing", "ers", "er", "ed", "es",
        "e", "s",
    ];
    let mut stem = lemma;
    loop {
        let shorter = ENDINGS.iter().find_map(|ending| stem.strip_suffix(ending));
        match shorter.filter(|s| s.len() >= 4) {
            Some(shorter) => stem = shorter,
            None => return stem.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_words_share_a_stem() {
        for (a, b) in [("engagement", "engage"), ("explosion", "explode"), ("killing", "kill")] {
            let same = stem(a) == stem(b);
            assert_eq!(same, a != "explosion", "{a} {b}");
        }
        assert_eq!(stem("ship"), "ship");
    }

    #[test]
    fn examples_of_the_table_hold() {
        let share = |pair: &str| {
            let (a, b) = pair.split_once(' ').expect("two words");
            of_lemma(a).iter().any(|key| of_lemma(b).contains(key))
        };
        for row in rows() {
            let cells: Vec<&str> = row.split('\t').collect();
            assert!(share(cells[2]) && !share(cells[3]), "{row}");
        }
    }
}
