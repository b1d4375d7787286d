//! How credible a proposition is by the second axis of the Admiralty scale (NATO AJP-2.1: 1
//! confirmed by other sources to 6 truth cannot be judged), from who tells it and who denies it.
//!
//! The rule, over words of independent origins:
//!
//! | who asserts it, without reserve | grade |
//! | --- | --- |
//! | origins of two or more parties, each heard directly | 1 |
//! | two or more origins of one party, or one that saw it itself | 2 |
//! | one origin; or origins at second hand or in passing only, or voices that name no source | 3 |
//! | nobody, but some with reserve ("reportedly", "is believed to") | 4 |
//! | nobody at all | 6 |
//!
//! Where some party denies it the grade is 3 at best if fewer parties deny than assert it, 4 if as
//! many do, 5 if more do or if it is told with reserve only. Where somebody only doubts it the
//! grade is one worse, 4 at worst. Of doubts and denials together the worse counts.
//!
//! Why so:
//! * Parties, not origins, make the difference between 1 and 2: two ministries of one government
//!   are two origins but have one interest, so the second confirms little.
//! * A voice that names no source (an outlet in its own words, "officials") may have its knowledge
//!   from any origin already counted. However many such voices there are, they are possibly one
//!   source, so alone they support 3 and they never confirm. Repetition is not confirmation.
//! * What an origin is said to have said by somebody with an interest of his own is hearsay: it
//!   supports 3 but does not confirm. Agencies and outlets are no such relays; to pass on is their
//!   trade.
//! * Who speaks of "the accident" takes it as known, perhaps from the news: that supports 3, too.
//! * "Could not be independently verified" in an outlet's own voice is no sign against a
//!   proposition, only the absence of one for it: it changes nothing.
//! * A grade never tells who is right. What two sides say of each other is 4 on both.
//!
//! Hence the grade is monotone: one more origin that asserts a proposition never makes it worse,
//! one more denial or doubt never better.

use std::collections::BTreeSet;

use crate::{Credibility, Grade, Party, PartyKind, SourceOrigin};

/// What an origin does with a proposition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stance {
    /// Tells it without reserve.
    Asserts,
    /// Tells it with reserve.
    Hedges,
    /// Speaks of it without telling that it is so: announces what then happened, demands it.
    Mentions,
    /// Tells that it is not so.
    Denies,
    /// Does not vouch for it.
    Doubts,
}

/// One origin's word on a proposition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Word {
    /// Who, after copies and relays are folded.
    pub(crate) origin: SourceOrigin,
    /// Whose side that is; none where it names no source or cannot be told from others.
    pub(crate) party: Option<Party>,
    /// What it does.
    pub(crate) stance: Stance,
    /// Whether it is told, not only referred to, and nobody but media stands between the origin
    /// and the report.
    pub(crate) direct: bool,
    /// Whether it tells what it saw itself.
    pub(crate) observed: bool,
}

/// Parties, each once; a government that is not named may be any that is.
pub(crate) fn distinct(parties: impl IntoIterator<Item = Party>) -> BTreeSet<Party> {
    let mut found: BTreeSet<Party> = parties.into_iter().collect();
    let named = |p: &Party| p.kind == PartyKind::Government && !p.name.is_empty();
    if found.iter().any(named) {
        found.retain(|p| p.kind != PartyKind::Government || named(p));
    }
    found
}

/// The parties behind some words.
pub(crate) fn parties<'a>(words: impl IntoIterator<Item = &'a Word>) -> BTreeSet<Party> {
    distinct(words.into_iter().filter_map(|w| w.party.clone()))
}

/// How credible a proposition is on which these are the words.
pub(crate) fn credibility(words: &[Word]) -> Credibility {
    let of = |stance: Stance| words.iter().filter(move |w| w.stance == stance);
    let origins = |words: &mut dyn Iterator<Item = &Word>| {
        words.map(|w| &w.origin).collect::<BTreeSet<_>>().len()
    };
    let named = |w: &&Word| w.party.is_some();
    let firm = |w: &&Word| w.party.is_some() && w.direct;
    let heard: BTreeSet<&SourceOrigin> =
        of(Stance::Asserts).filter(firm).map(|w| &w.origin).collect();
    let mut credibility = Credibility {
        grade: Grade::CannotBeJudged,
        origins: heard.len(),
        parties: parties(of(Stance::Asserts).filter(firm)).len(),
        observed: origins(&mut of(Stance::Asserts).filter(|w| firm(w) && w.observed)),
        second_hand: origins(
            &mut of(Stance::Asserts).filter(|w| named(w) && !heard.contains(&w.origin)),
        ),
        unattributed: origins(&mut of(Stance::Asserts).filter(|w| !named(w))),
        reserved: origins(&mut of(Stance::Hedges)),
        denied: parties(of(Stance::Denies)).len(),
        doubted: origins(&mut of(Stance::Doubts).filter(named))
            + origins(&mut of(Stance::Denies).filter(|w| !named(w))),
    };
    let asserting =
        parties(of(Stance::Asserts)).len().max(usize::from(credibility.unattributed > 0));
    credibility.grade = grade(&credibility, asserting);
    credibility
}

/// The grade, where so many parties assert it.
fn grade(of: &Credibility, asserting: usize) -> Grade {
    let alone = match of {
        _ if of.parties > 1 => Grade::Confirmed,
        _ if of.origins > 1 || of.observed > 0 => Grade::ProbablyTrue,
        _ if asserting > 0 => Grade::PossiblyTrue,
        _ if of.reserved > 0 => Grade::Doubtful,
        _ => return Grade::CannotBeJudged,
    };
    let doubted = match alone {
        _ if of.doubted == 0 => alone,
        Grade::Confirmed => Grade::ProbablyTrue,
        Grade::ProbablyTrue => Grade::PossiblyTrue,
        _ => Grade::Doubtful,
    };
    let denied = match of.denied {
        0 => alone,
        n if n > asserting => Grade::Improbable,
        n if n == asserting => Grade::Doubtful,
        _ => Grade::PossiblyTrue,
    };
    doubted.max(denied)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A word such as `ministry/Varnia asserts`, `Post asserts`, `agency/Varnia hedges second-hand`.
    fn word(words: &str) -> Word {
        let mut words = words.split(' ');
        let who = words.next().expect("who speaks");
        let (name, party) = who.split_once('/').map_or((who, None), |(n, p)| (n, Some(p)));
        let stance = match words.next() {
            Some("asserts") => Stance::Asserts,
            Some("hedges") => Stance::Hedges,
            Some("denies") => Stance::Denies,
            Some("doubts") => Stance::Doubts,
            _ => Stance::Mentions,
        };
        let how: Vec<&str> = words.collect();
        Word {
            origin: SourceOrigin { name: name.into(), entity: None },
            party: party.map(|name| Party {
                kind: if name.is_empty() || name == "Varnia" {
                    PartyKind::Government
                } else {
                    PartyKind::Organisation
                },
                name: name.into(),
                entity: None,
            }),
            stance,
            direct: !how.contains(&"second-hand"),
            observed: how.contains(&"seen"),
        }
    }

    #[test]
    fn the_rule() {
        let check = |words: &[&str], expected: u8| {
            let words: Vec<Word> = words.iter().map(|w| word(w)).collect();
            assert_eq!(credibility(&words).grade.number(), expected, "{words:#?}");
        };
        check(&["ministry/Varnia asserts", "owner/Lines asserts"], 1);
        check(&["ministry/Varnia asserts", "navy/Varnia asserts"], 2);
        // A government that is not named may be the one that is.
        check(&["ministry/Varnia asserts", "police/ asserts"], 2);
        check(&["Post/own asserts seen"], 2);
        check(&["ministry/Varnia asserts"], 3);
        check(&["Post asserts", "Courier asserts", "Mirror asserts"], 3);
        check(&["ministry/Varnia asserts", "Post asserts"], 3);
        check(&["ministry/Varnia asserts", "owner/Lines asserts second-hand"], 3);
        check(&["owner/Lines asserts second-hand"], 3);
        check(&["ministry/Varnia hedges"], 4);
        check(&["ministry/Varnia mentions"], 6);
        check(&["owner/Lines denies"], 6);
        check(&[], 6);
        // Denials and doubts.
        check(&["ministry/Varnia asserts", "owner/Lines denies"], 4);
        check(&["Post asserts", "owner/Lines denies"], 4);
        check(&["ministry/Varnia hedges", "owner/Lines denies"], 5);
        check(&["ministry/Varnia asserts", "owner/Lines denies", "union/Union denies"], 5);
        check(&["ministry/Varnia asserts", "union/Union asserts", "owner/Lines denies"], 3);
        check(&["ministry/Varnia asserts", "union/Union asserts", "owner/Lines doubts"], 2);
        check(&["ministry/Varnia asserts", "owner/Lines doubts"], 4);
        // A denial by one of two does not make up for the doubt.
        let told = ["ministry/Varnia asserts", "owner/Lines asserts second-hand", "Post denies"];
        check(&told, 4);
        check(&[&told[..], &["ministry/Varnia denies"]].concat(), 4);
        // "Could not be verified", in an outlet's own voice.
        check(&["ministry/Varnia asserts", "Post doubts"], 3);
    }

    fn any_word() -> impl Strategy<Value = Word> {
        let who = prop::sample::select(vec![
            "a/Varnia", "b/Varnia", "c/Lines", "d/Union", "e/", "f", "g", "h/own",
        ]);
        let does = prop::sample::select(vec!["asserts", "hedges", "mentions", "denies", "doubts"]);
        let how = prop::sample::select(vec!["", "seen", "second-hand"]);
        (who, does, how).prop_map(|(who, does, how)| word(&format!("{who} {does} {how}")))
    }

    proptest! {
        #[test]
        fn grades_are_monotone(words in prop::collection::vec(any_word(), 0..7), more in any_word()) {
            let before = credibility(&words).grade;
            let mut with = words.clone();
            with.push(more.clone());
            let after = credibility(&with).grade;
            match more.stance {
                Stance::Asserts | Stance::Hedges => prop_assert!(after <= before),
                Stance::Denies | Stance::Doubts => prop_assert!(after >= before),
                Stance::Mentions => prop_assert_eq!(after, before),
            }
        }

        #[test]
        fn order_and_repetition_change_nothing(words in prop::collection::vec(any_word(), 0..7)) {
            let mut again = words.clone();
            again.extend(words.iter().rev().cloned());
            prop_assert_eq!(credibility(&again), credibility(&words));
        }
    }
}
