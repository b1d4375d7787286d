//! On whose word a line rests, and how credible that makes it.

use record::{Basis, Credibility, Grade, Party, PartyKind};

use crate::words::{count, one_line};

/// What the numbers of the grades mean, told once in a brief.
pub(crate) const LEGEND: [&str; 3] = [
    "Credibility is graded by the Admiralty scale: 1 confirmed by other independent sources, \
     2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged.",
    "A rule computes it from the independent origins that tell a thing and from those who deny it. \
     Origins of one party (a government with its ministries, a company with its spokespeople) \
     confirm each other less than those of two; an outlet that names no source is of no party and \
     confirms nothing.",
    "It does not tell who is right. How reliable a source is, A to F, is yours to set (--sources) \
     and changes no grade.",
];

/// The basis of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BasisView {
    /// "2 origins, 1 party"; nothing where no origin is known.
    pub(crate) counts: String,
    /// "2 probably true".
    pub(crate) grade: String,
    /// "two independent origins of one party; nobody denies it".
    pub(crate) reason: String,
    /// Whether the reason is more than that one origin or voice tells it.
    pub(crate) telling: bool,
    /// Names of the origins.
    pub(crate) origins: Vec<String>,
    /// Names of the parties.
    pub(crate) parties: Vec<String>,
}

impl BasisView {
    pub(super) fn new(of: &Basis) -> BasisView {
        let parties = match of.parties.len() {
            0 => "no party".to_owned(),
            1 => "1 party".to_owned(),
            n => format!("{n} parties"),
        };
        let counts = match of.origins.len() {
            0 => String::new(),
            n => format!("{}, {parties}", count(n, "origin")),
        };
        let found = &of.credibility;
        let plain = found.grade == Grade::PossiblyTrue
            && found.denied + found.doubted + found.second_hand == 0;
        BasisView {
            counts,
            grade: grade(found.grade),
            reason: reason(found),
            telling: !plain,
            origins: of.origins.iter().map(|o| one_line(&o.name)).collect(),
            parties: of.parties.iter().map(party).collect(),
        }
    }

    /// "2 origins, 1 party · 2 probably true"; nothing where no origin is known.
    pub(crate) fn line(&self) -> String {
        if self.counts.is_empty() {
            return String::new();
        }
        format!("{} · {}", self.counts, self.grade)
    }

    /// The reason with the names of the parties, for whoever points at the line.
    pub(crate) fn tip(&self) -> String {
        let parties = match self.parties.is_empty() {
            true => String::new(),
            false => format!(". Parties: {}", self.parties.join(", ")),
        };
        format!("{}: {}{parties}", self.grade, self.reason)
    }
}

/// "2 probably true".
pub fn grade(grade: Grade) -> String {
    format!("{} {}", grade.number(), words(grade))
}

/// The words of a grade.
pub(crate) fn words(grade: Grade) -> &'static str {
    match grade {
        Grade::Confirmed => "confirmed",
        Grade::ProbablyTrue => "probably true",
        Grade::PossiblyTrue => "possibly true",
        Grade::Doubtful => "doubtful",
        Grade::Improbable => "improbable",
        Grade::CannotBeJudged => "cannot be judged",
    }
}

/// A party by name.
pub fn party(of: &Party) -> String {
    match of.kind {
        PartyKind::Witnesses => "witnesses".to_owned(),
        PartyKind::Government if of.name.is_empty() => "a government not named".to_owned(),
        PartyKind::Observation => format!("{}, own observation", one_line(&of.name)),
        _ => one_line(&of.name),
    }
}

/// "two independent origins of one party; nobody denies it".
pub(crate) fn reason(of: &Credibility) -> String {
    let mut told = Vec::new();
    match (of.origins, of.parties) {
        (0, _) => {}
        (1, _) => told.push("one origin".to_owned()),
        (n, 1) => told.push(format!("{} independent origins of one party", spelled(n))),
        (n, parties) => {
            told.push(format!("{} independent origins of {} parties", spelled(n), spelled(parties)))
        }
    }
    if of.observed > 0 {
        told.push(match of.observed {
            n if n == of.origins => "by own observation".to_owned(),
            n => format!("{} by own observation", spelled(n)),
        });
    }
    let mut also = |n: usize, what: &str| {
        if n > 0 {
            told.push(format!("{}{what}", spelled(n)));
        }
    };
    also(of.second_hand, " at second hand or in passing");
    also(
        of.unattributed,
        if of.unattributed == 1 { " names no source" } else { " name no source" },
    );
    also(of.reserved, " with reserve");
    if told.is_empty() {
        told.push("nobody asserts it".to_owned());
    }
    let verb = |n: usize, one: &str, more: &str| {
        format!("{} {}", spelled(n), if n == 1 { one } else { more })
    };
    let against = match (of.denied, of.doubted) {
        (0, 0) => "nobody denies it".to_owned(),
        (0, n) => verb(n, "doubts it", "doubt it"),
        (n, 0) => verb(n, "party denies it", "parties deny it"),
        (n, m) => format!(
            "{}, {}",
            verb(n, "party denies it", "parties deny it"),
            verb(m, "doubts it", "doubt it")
        ),
    };
    format!("{}; {against}", told.join(", "))
}

/// Small numbers in words.
fn spelled(n: usize) -> String {
    const WORDS: [&str; 10] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons() {
        let check = |of: Credibility, wanted: &str| assert_eq!(reason(&of), wanted);
        let two = Credibility { origins: 2, parties: 2, ..Credibility::default() };
        check(two, "two independent origins of two parties; nobody denies it");
        check(
            Credibility { parties: 1, denied: 1, ..two },
            "two independent origins of one party; one party denies it",
        );
        let one = Credibility { origins: 1, parties: 1, ..Credibility::default() };
        check(
            Credibility { observed: 1, ..one },
            "one origin, by own observation; nobody denies it",
        );
        check(
            Credibility { unattributed: 2, reserved: 1, doubted: 2, ..one },
            "one origin, two name no source, one with reserve; two doubt it",
        );
        check(
            Credibility { unattributed: 1, ..Credibility::default() },
            "one names no source; nobody denies it",
        );
        check(
            Credibility { denied: 2, doubted: 1, ..Credibility::default() },
            "nobody asserts it; two parties deny it, one doubts it",
        );
    }
}
