//! Words that deny or doubt, by the table.

use std::sync::LazyLock;

use reading::Force;

const TABLE: &str = include_str!("../../data/denials.tsv");
/// Most words at a gap of a pattern.
const GAP: usize = 3;

/// What a pattern of the table tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Denial {
    /// [`Force::Denies`] or [`Force::Doubts`].
    pub(super) force: Force,
    /// Whether it speaks of what was told before, not of its own words.
    pub(super) back: bool,
}

static PATTERNS: LazyLock<Vec<(Vec<&'static str>, Denial)>> = LazyLock::new(|| {
    rows()
        .filter_map(|row| {
            let mut cells = row.split('\t');
            let words = cells.next()?.split(' ').collect();
            let force = Force::parse(cells.next()?)?;
            Some((words, Denial { force, back: cells.next()? == "back" }))
        })
        .collect()
});

/// The rows of the table.
pub(super) fn rows() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty())
}

/// The first pattern that fits a sequence of lemmas.
pub(super) fn find(lemmas: &[String]) -> Option<Denial> {
    PATTERNS.iter().find(|(pattern, _)| fits(pattern, lemmas)).map(|(_, denial)| *denial)
}

/// Whether a pattern fits somewhere in a sequence of lemmas.
pub(super) fn fits(pattern: &[&str], lemmas: &[String]) -> bool {
    (0..lemmas.len()).any(|at| fits_at(pattern, &lemmas[at..]))
}

fn fits_at(pattern: &[&str], lemmas: &[String]) -> bool {
    match pattern {
        [] => true,
        ["...", rest @ ..] => {
            (0..=GAP.min(lemmas.len())).any(|skipped| fits_at(rest, &lemmas[skipped..]))
        }
        [word, rest @ ..] => {
            let first = lemmas.first().map(|l| if l == "n't" || l == "n’t" { "not" } else { l });
            first.is_some_and(|l| is_form(l, word)) && fits_at(rest, &lemmas[1..])
        }
    }
}

/// Whether a lemma is a word of a pattern; one that the tagger mistook keeps its ending.
fn is_form(lemma: &str, word: &str) -> bool {
    let stem = word.strip_suffix(['e', 'y']).unwrap_or(word);
    let ending = lemma.strip_prefix(stem);
    lemma == word || (word.len() >= 4 && ending.is_some_and(|e| matches!(e, "ed" | "ied" | "s")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_allow_a_few_words_between() {
        let lemmas = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let doubts = Some(Denial { force: Force::Doubts, back: false });
        assert_eq!(find(&lemmas("it have not be independently verify .")), doubts);
        assert_eq!(find(&lemmas("it be independently verify .")), None);
        assert_eq!(find(&lemmas("they do n't have a plan to independently verify it")), None);
    }
}
