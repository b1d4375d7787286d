//! Reports as weighted bags of words (TF-IDF, cosine).

use std::collections::{BTreeMap, BTreeSet};

use text::{Article, Span};

use crate::words::{hash, is_stopword, prose, words};

/// How much a word of the headline counts.
const HEADLINE: f64 = 2.0;
/// How much a capitalised word counts.
const CAPITAL: f64 = 1.5;
/// Reports on other matters that are imagined beside the given ones, so that the words that all
/// reports of a small folder share still weigh something.
const IMAGINED: f64 = 50.0;
/// Heaviest terms of a report by which its neighbours are found.
const TERMS: usize = 25;
/// Nearest neighbours of a report that are looked at.
const NEIGHBOURS: usize = 32;

/// Terms with their weights, sorted by term.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Bag(pub(crate) Vec<(u64, f64)>);

impl Bag {
    /// The scalar product of two bags.
    pub(crate) fn dot(&self, other: &Bag) -> f64 {
        /// From this ratio of lengths on, looking terms up beats walking both bags.
        const LOPSIDED: usize = 8;
        let (small, large) =
            if self.0.len() <= other.0.len() { (self, other) } else { (other, self) };
        let mut rest = &large.0[..];
        let mut sum = 0.0;
        let search = large.0.len() > LOPSIDED * small.0.len();
        for (term, weight) in &small.0 {
            let at = if search {
                rest.partition_point(|(t, _)| t < term)
            } else {
                rest.iter().position(|(t, _)| t >= term).unwrap_or(rest.len())
            };
            rest = &rest[at..];
            if let Some((_, found)) = rest.first().filter(|(t, _)| t == term) {
                sum += weight * found;
            }
        }
        sum
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
    fn normalised(mut self) -> Bag {
        let length = self.0.iter().map(|(_, w)| w * w).sum::<f64>().sqrt();
        if length > 0.0 {
            self.0.iter_mut().for_each(|(_, w)| *w /= length);
        }
        self
    }

    /// The `n` heaviest terms, the heaviest first.
    fn heaviest(&self, n: usize) -> Vec<u64> {
        let mut terms = self.0.clone();
        terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        terms.into_iter().take(n).map(|(t, _)| t).collect()
    }
}

/// Bags of all reports, and what a word weighs among them.
#[derive(Debug)]
pub(crate) struct Bags {
    /// One bag a report, each of length one.
    pub(crate) reports: Vec<Bag>,
    rarity: BTreeMap<u64, f64>,
}

impl Bags {
    /// The bags of `articles`.
    pub(crate) fn of<'a>(articles: impl Iterator<Item = &'a Article>) -> Bags {
        let counts: Vec<BTreeMap<u64, f64>> = articles.map(counts).collect();
        let mut holders: BTreeMap<u64, usize> = BTreeMap::new();
        for term in counts.iter().flat_map(BTreeMap::keys) {
            *holders.entry(*term).or_default() += 1;
        }
        let all = counts.len() as f64 + IMAGINED;
        let rarity = holders.into_iter().map(|(t, n)| (t, (all / (n as f64 + 1.0)).ln())).collect();
        let mut bags = Bags { reports: Vec::new(), rarity };
        bags.reports = counts.iter().map(|c| bags.bag(c)).collect();
        bags
    }

    /// The bag of some words, of length one.
    pub(crate) fn of_words(&self, words: &str) -> Bag {
        let mut terms = BTreeMap::new();
        count(words, Span::new(0, words.len()), 1.0, &mut terms);
        self.bag(&terms)
    }

    fn bag(&self, counts: &BTreeMap<u64, f64>) -> Bag {
        let weight = |(term, n): (&u64, &f64)| {
            let rarity = self.rarity.get(term).copied().unwrap_or_default();
            (*term, (1.0 + n.ln()) * rarity)
        };
        Bag(counts.iter().map(weight).collect()).normalised()
    }
}

/// The terms of an article's headline and prose.
fn counts(article: &Article) -> BTreeMap<u64, f64> {
    let mut terms = BTreeMap::new();
    if let Some(title) = &article.title {
        count(title, Span::new(0, title.len()), HEADLINE, &mut terms);
    }
    for span in prose(article) {
        count(&article.text, span, 1.0, &mut terms);
    }
    terms
}

fn count(text: &str, span: Span, weight: f64, terms: &mut BTreeMap<u64, f64>) {
    for word in words(text, span).map(|w| w.of(text)) {
        let lower = word.to_lowercase();
        if lower.chars().count() < 3 || is_stopword(&lower) || word.starts_with(char::is_numeric) {
            continue;
        }
        let capital = if word.starts_with(char::is_uppercase) { CAPITAL } else { 1.0 };
        *terms.entry(hash(stem(&lower))).or_default() += weight * capital;
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
pub(crate) fn stems(text: &str, span: Span) -> BTreeSet<String> {
    words(text, span)
        .map(|w| w.of(text).to_lowercase())
        .filter(|w| !is_stopword(w))
        .map(|w| stem(&w).to_owned())
        .collect()
}

/// The nearest neighbours of every report, both ways, found through the terms that weigh most.
pub(crate) fn neighbours(bags: &[Bag]) -> Vec<BTreeSet<usize>> {
    let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (n, bag) in bags.iter().enumerate() {
        for term in bag.heaviest(TERMS) {
            holders.entry(term).or_default().push(n);
        }
    }
    let mut near = vec![BTreeSet::new(); bags.len()];
    for (n, bag) in bags.iter().enumerate() {
        let terms = bag.heaviest(TERMS);
        let found: BTreeSet<usize> =
            terms.iter().filter_map(|t| holders.get(t)).flatten().copied().collect();
        let mut scored: Vec<(f64, usize)> =
            found.into_iter().filter(|m| *m != n).map(|m| (bag.dot(&bags[m]), m)).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, m) in scored.into_iter().take(NEIGHBOURS) {
            near[n].insert(m);
            near[m].insert(n);
        }
    }
    near
}
