//! Reports as weighted bags of words (TF-IDF, cosine).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use text::{Article, Span};

use crate::lists::rows;
use crate::words::{hash, is_stopword, prose, words};

/// How much a word of the headline counts.
const HEADLINE: f64 = 2.0;
/// How much a capitalised word counts.
const CAPITAL: f64 = 1.5;
/// Heaviest terms of a report by which its neighbours are found.
pub(crate) const TERMS: usize = 25;
/// Reports looked through for one term: those next to a report in the order of publication.
pub const HOLDERS: usize = 1000;
/// Nearest neighbours of a report that are looked at.
pub const NEIGHBOURS: usize = 64;

/// In how many reports of a large collection each word stands: `training/situations`.
const BACKGROUND: &str = include_str!("../data/background.tsv");

/// How many reports, and how many of them hold a term.
static IMAGINED: LazyLock<(f64, BTreeMap<u64, f64>)> = LazyLock::new(|| {
    let mut rows = rows(BACKGROUND).filter_map(|row| {
        let (word, n) = row.split_once('\t')?;
        Some((word, n.parse::<f64>().ok()?))
    });
    let all = rows.next().map_or(1.0, |(_, n)| n);
    (all, rows.map(|(word, n)| (hash(word), n)).collect())
});

/// Terms with their weights, sorted by term.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Bag(pub(crate) Vec<(u64, f64)>);

impl Bag {
    /// The scalar product of two bags.
    pub(crate) fn dot(&self, other: &Bag) -> f64 {
        let mut sum = 0.0;
        self.shared(other, |share| sum += share);
        sum
    }

    /// The scalar product of two bags, and how many terms it comes from: the inverse participation
    /// ratio of their shares, 1 where all comes from one term.
    pub(crate) fn overlap(&self, other: &Bag) -> (f64, f64) {
        let (mut sum, mut squares) = (0.0, 0.0);
        self.shared(other, |share| {
            sum += share;
            squares += share * share;
        });
        (sum, if squares > 0.0 { sum * sum / squares } else { 0.0 })
    }

    /// Calls `each` with every shared term's share of the scalar product.
    fn shared(&self, other: &Bag, mut each: impl FnMut(f64)) {
        /// From this ratio of lengths on, looking terms up beats walking both bags.
        const LOPSIDED: usize = 8;
        let (small, large) =
            if self.0.len() <= other.0.len() { (self, other) } else { (other, self) };
        let mut rest = &large.0[..];
        let search = large.0.len() > LOPSIDED * small.0.len();
        for (term, weight) in &small.0 {
            let at = if search {
                rest.partition_point(|(t, _)| t < term)
            } else {
                rest.iter().position(|(t, _)| t >= term).unwrap_or(rest.len())
            };
            rest = &rest[at..];
            if let Some((_, found)) = rest.first().filter(|(t, _)| t == term) {
                each(weight * found);
            }
        }
    }

    /// The sum of two bags.
    pub(crate) fn sum(&self, other: &Bag) -> Bag {
        let mut terms: BTreeMap<u64, f64> = self.0.iter().copied().collect();
        for (term, weight) in &other.0 {
            *terms.entry(*term).or_default() += weight;
        }
        Bag(terms.into_iter().collect())
    }

    /// The bag with a length of one; an empty bag stays empty.
    pub(crate) fn normalised(mut self) -> Bag {
        let length = self.0.iter().map(|(_, w)| w * w).sum::<f64>().sqrt();
        if length > 0.0 {
            self.0.iter_mut().for_each(|(_, w)| *w /= length);
        }
        self
    }

    /// The `n` heaviest terms, the heaviest first.
    pub(crate) fn heaviest(&self, n: usize) -> Vec<(u64, f64)> {
        let mut terms = self.0.clone();
        terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        terms.truncate(n);
        terms
    }
}

/// Words counted, with what their place and form add.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts(pub(crate) BTreeMap<u64, f64>);

impl Counts {
    /// The terms of an article's headline and prose.
    pub(crate) fn of(article: &Article) -> Counts {
        let mut counts = Counts::default();
        if let Some(title) = &article.title {
            counts.add(title, Span::new(0, title.len()), HEADLINE);
        }
        for span in prose(article) {
            counts.add(&article.text, span, 1.0);
        }
        counts
    }

    /// Counts the words of a span of a text.
    pub(crate) fn add(&mut self, text: &str, span: Span, weight: f64) {
        for word in words(text, span).map(|w| w.of(text)) {
            if let Some(term) = term(word) {
                let capital = if word.starts_with(char::is_uppercase) { CAPITAL } else { 1.0 };
                *self.0.entry(hash(&term)).or_default() += weight * capital;
            }
        }
    }
}

/// The term of a word; `None` for short words, small words and numbers.
pub(crate) fn term(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let tells =
        lower.chars().count() >= 3 && !is_stopword(&lower) && !word.starts_with(char::is_numeric);
    tells.then(|| stem(&lower).to_owned())
}

/// What a word weighs among some reports, seen beside a large collection of others: so the words
/// that all reports of a small folder share still weigh something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rarity {
    reports: f64,
    holders: BTreeMap<u64, f64>,
}

impl Rarity {
    /// The rarity of words in the large collection alone.
    pub fn background() -> Rarity {
        Rarity { reports: 0.0, holders: BTreeMap::new() }
    }

    /// Counts the words of a further report.
    pub fn count(&mut self, article: &Article) {
        self.add(&Counts::of(article));
    }

    fn add(&mut self, counts: &Counts) {
        self.reports += 1.0;
        for term in counts.0.keys() {
            *self.holders.entry(*term).or_default() += 1.0;
        }
    }

    /// The rarity of words among reports of these terms.
    pub(crate) fn of<'a>(reports: impl Iterator<Item = &'a Counts>) -> Rarity {
        let mut rarity = Rarity::background();
        reports.for_each(|counts| rarity.add(counts));
        rarity
    }

    /// The bag of some terms, of length one.
    pub(crate) fn bag(&self, counts: &Counts) -> Bag {
        let (imagined, background) = &*IMAGINED;
        let weight = |(term, n): (&u64, &f64)| {
            let here = self.holders.get(term).copied().unwrap_or_default();
            let holders = here + background.get(term).copied().unwrap_or_default();
            let rarity = ((imagined + self.reports) / (holders + 1.0)).ln().max(0.0);
            (*term, (1.0 + n.ln()) * rarity)
        };
        Bag(counts.0.iter().map(weight).collect()).normalised()
    }

    /// The bag of some words, of length one.
    pub(crate) fn words(&self, words: &str) -> Bag {
        let mut counts = Counts::default();
        counts.add(words, Span::new(0, words.len()), 1.0);
        self.bag(&counts)
    }
}

/// A word without its plural s.
pub(crate) fn stem(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.chars().count() > 3 && !stem.ends_with('s') => stem,
        _ => word,
    }
}

/// The content words of a stretch of text in small letters, without their plural s.
pub fn stems(text: &str, span: Span) -> BTreeSet<String> {
    words(text, span)
        .map(|w| w.of(text).to_lowercase())
        .filter(|w| !is_stopword(w))
        .map(|w| stem(&w).to_owned())
        .collect()
}

/// The nearest neighbours of every report, both ways, found through the terms that weigh most.
///
/// The work for one report has a limit, so the whole is linear: of a term that many share, only
/// the reports next to it in order are looked at (for reports in order of publication: those of
/// about the same days).
pub(crate) fn neighbours(bags: &[&Bag]) -> Vec<BTreeSet<usize>> {
    let heaviest: Vec<Vec<(u64, f64)>> = bags.iter().map(|b| b.heaviest(TERMS)).collect();
    let mut holders: BTreeMap<u64, Vec<(usize, f64)>> = BTreeMap::new();
    for (n, terms) in heaviest.iter().enumerate() {
        for (term, weight) in terms {
            holders.entry(*term).or_default().push((n, *weight));
        }
    }
    let mut near = vec![BTreeSet::new(); bags.len()];
    let mut shared = vec![0.0; bags.len()];
    for (n, terms) in heaviest.iter().enumerate() {
        let mut found: Vec<usize> = Vec::new();
        for (term, weight) in terms {
            for (m, other) in around(&holders[term], n) {
                if shared[*m] == 0.0 && *m != n {
                    found.push(*m);
                }
                shared[*m] += weight * other;
            }
        }
        found.sort_by(|a, b| shared[*b].total_cmp(&shared[*a]).then(a.cmp(b)));
        for m in found.iter().copied().take(NEIGHBOURS) {
            near[n].insert(m);
            near[m].insert(n);
        }
        shared[n] = 0.0;
        found.iter().for_each(|m| shared[*m] = 0.0);
    }
    near
}

/// The holders of a term that are next to report `n`.
fn around(holders: &[(usize, f64)], n: usize) -> &[(usize, f64)] {
    let at = holders.partition_point(|(m, _)| *m < n);
    let first = at.saturating_sub(HOLDERS / 2);
    &holders[first..holders.len().min(first + HOLDERS)]
}
