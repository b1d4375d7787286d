//! What the tables of words and weights are made from: `training/situations`.

use std::collections::BTreeSet;

use reading::Reading;
use text::{Article, Span};
use world::World;

use crate::bags::{Bag, neighbours, term};
use crate::situations::alike::{FEATURES, features};
use crate::situations::{profiles, readable};
use crate::words::{prose, words};
use crate::{Draft, dating};

/// What is compared of two reports, in the order of [`Pair::features`].
pub const COMPARED: [&str; FEATURES.len()] = FEATURES;

/// Two reports that are near neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Ids of the articles.
    pub articles: [String; 2],
    /// What they share, in the order of [`COMPARED`].
    pub features: [f64; FEATURES.len()],
}

/// All pairs of near neighbours among some articles, as [`crate::build`] compares them.
pub fn pairs(articles: Vec<(Article, Reading)>, world: &World) -> Vec<Pair> {
    let draft = Draft::new(dating::dating(articles, world), world);
    let reports = readable(&draft);
    let profiles = profiles(&draft, &reports).reports;
    let bags: Vec<&Bag> = profiles.iter().map(|p| &p.all).collect();
    let near = neighbours(&bags).into_iter().enumerate();
    let id = |n: usize| draft.article(reports[n]).id.clone();
    near.flat_map(|(a, near)| near.into_iter().filter(move |b| *b > a).map(move |b| (a, b)))
        .map(|(a, b)| Pair {
            articles: [id(a), id(b)],
            features: features(&profiles[a], &profiles[b]),
        })
        .collect()
}

/// The terms of an article's bag of words.
pub fn terms(article: &Article) -> BTreeSet<String> {
    let of = |text: &str, span: Span| -> Vec<String> {
        words(text, span).filter_map(|w| term(w.of(text))).collect()
    };
    let title = article.title.as_deref().unwrap_or_default();
    let headline = of(title, Span::new(0, title.len()));
    let body = prose(article).into_iter().flat_map(|span| of(&article.text, span));
    headline.into_iter().chain(body).collect()
}
