//! What the trained reader is given of each word: its pieces, and features that an uncased
//! vocabulary and a window cut out of an article cannot show.

use text::{Article, Span};
use world::{Form, Kind, World};

use super::wordpiece;
use crate::statements::quotations;

/// How many features a word has.
pub const FEATURES: usize = 4;
/// How many values each feature takes: the shape of the word, where it stands, whether it is quoted,
/// which list knows it.
pub const VALUES: [usize; FEATURES] = [8, 4, 2, 14];

/// The input for the words of one article, in order.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Vocabulary ids of the pieces of all words.
    pub pieces: Vec<u16>,
    /// Where each word's pieces begin; one more entry than words.
    pub starts: Vec<u32>,
    /// Each word's features.
    pub features: Vec<[u8; FEATURES]>,
}

/// One sentence as the input sees it.
#[derive(Clone, Debug)]
pub struct Words {
    /// The words, in order.
    pub words: Vec<Span>,
    /// The block of the article it stands in.
    pub block: u32,
}

/// The input for the words of `sentences`.
pub fn inputs(article: &Article, world: &World, sentences: &[Words]) -> Inputs {
    let quoted = quotations(article);
    let mut inputs = Inputs::default();
    let mut block = None;
    for sentence in sentences {
        let texts: Vec<&str> = sentence.words.iter().map(|w| w.of(&article.text)).collect();
        let listed = listed(&texts, world);
        let inside = if shouted(&texts) { 3 } else { 0 };
        for (at, span) in sentence.words.iter().enumerate() {
            inputs.starts.push(inputs.pieces.len() as u32);
            wordpiece::pieces(texts[at], &mut inputs.pieces);
            let place = match at {
                0 if block != Some(sentence.block) => 2,
                0 => 1,
                _ => inside,
            };
            let quoted = quoted.iter().any(|q| q.contains(*span));
            inputs.features.push([shape(texts[at]), place, u8::from(quoted), listed[at]]);
        }
        block = Some(sentence.block);
    }
    inputs.starts.push(inputs.pieces.len() as u32);
    inputs
}

/// How a word is written: lower, Title, UPPER, a single capital, miXed, digits, digits and letters,
/// neither.
fn shape(word: &str) -> u8 {
    let (mut lower, mut upper, mut digits) = (0, 0, 0);
    for c in word.chars() {
        lower += usize::from(c.is_lowercase());
        upper += usize::from(c.is_uppercase());
        digits += usize::from(c.is_numeric());
    }
    let title = word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    match (lower, upper, digits) {
        (0, 0, 0) => 7,
        (0, 0, _) => 5,
        (_, _, 1..) => 6,
        (_, 0, 0) => 0,
        (0, 1, 0) => 3,
        (0, _, 0) => 2,
        (_, 1, 0) if title => 1,
        _ => 4,
    }
}

/// Whether nearly all long words begin with a capital: a headline, where capitals tell nothing.
fn shouted(words: &[&str]) -> bool {
    let long = || words.iter().filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() > 3);
    let capital = long().filter(|w| w.starts_with(char::is_uppercase)).count();
    let all = long().count();
    all >= 4 && capital * 5 >= all * 4
}

/// Which list of the world knows each word, or the name it is part of; 0: none.
fn listed(words: &[&str], world: &World) -> Vec<u8> {
    let mut found = vec![0; words.len()];
    let mut at = 0;
    while at < words.len() {
        let word = words[at];
        let capital = word.starts_with(char::is_uppercase);
        let matched = capital.then(|| world.longest(&words[at..], false)).flatten();
        if let Some((n, class)) =
            matched.and_then(|(n, all)| Some((n, class(all.first()?.known.kind, all[0].form))))
        {
            found[at..at + n].fill(class);
            at += n;
            continue;
        }
        let title = world.title(word);
        found[at] = if capital && world.given_name(word).is_some() {
            10
        } else if capital && world.family_name(word) {
            11
        } else if title.is_some_and(|t| t.head || t.rank || t.honorific) {
            12
        } else if title.is_some() {
            13
        } else {
            0
        };
        at += 1;
    }
    found
}

fn class(kind: Kind, form: Form) -> u8 {
    if form != Form::Name {
        return 2;
    }
    match kind {
        Kind::Country => 1,
        Kind::People => 2,
        Kind::Place => 3,
        Kind::Organisation => 4,
        Kind::Agency | Kind::Outlet => 5,
        Kind::Facility => 6,
        Kind::Product => 7,
        Kind::Event => 8,
        Kind::Law => 9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let shapes: Vec<u8> =
            ["said", "Minister", "NATO", "K", "McCain", "1,500", "F-16", "–"].map(shape).to_vec();
        assert_eq!(shapes, [0, 1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn features_of_a_sentence() {
        let article = Article::of_text("“South Korean ships left,” Anna told the minister.");
        let words: Vec<Span> = [(0, 3), (3, 8), (9, 15), (16, 21), (22, 26)]
            .map(|(start, end)| Span::new(start, end))
            .to_vec();
        let seen = inputs(&article, World::bundled(), &[Words { words, block: 0 }]);
        assert_eq!(
            seen.features,
            [[7, 2, 1, 0], [1, 0, 1, 2], [1, 0, 1, 2], [0, 0, 1, 0], [0, 0, 1, 0]]
        );
        assert_eq!(seen.starts.len(), 6);
    }
}
