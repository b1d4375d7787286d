//! Parts of speech, from left to right: a greedy linear tagger (Collins 2002).

use super::features::{Features, Word};
use super::model::Scorer;

/// A position in the model's list of tags.
pub type Tag = u8;

/// Stands before the first and after the last word.
const NONE: Word = Word { lower: 1, prefixes: [1; 3], suffixes: [1; 5], shape: 1, quote: false };

/// The features of the word at `at`, given the tags before it.
pub fn features(words: &[Word], tags: &[Tag], at: usize) -> Vec<u32> {
    let mut out = Features::default();
    collect(words, tags, at, &mut out);
    out.0
}

fn collect(words: &[Word], tags: &[Tag], at: usize, out: &mut Features) {
    let word = |offset: isize| {
        at.checked_add_signed(offset).and_then(|at| words.get(at)).copied().unwrap_or(NONE)
    };
    let tag = |back: usize| at.checked_sub(back).map_or(255, |at| u32::from(tags[at]));
    let (w, before, after) = (word(0), word(-1), word(1));
    let (t1, t2) = (tag(1), tag(2));
    out.0.clear();
    out.add(&[]);
    out.add(&[w.lower]);
    out.add(&[w.lower, w.shape]);
    for suffix in w.suffixes {
        out.add(&[suffix]);
    }
    for prefix in w.prefixes {
        out.add(&[prefix]);
    }
    out.add(&[w.shape, u32::from(at == 0)]);
    out.add(&[w.shape, w.suffixes[2], u32::from(at == 0)]);
    out.add(&[w.shape, before.shape, after.shape]);
    out.add(&[t1]);
    out.add(&[t1, t2]);
    out.add(&[t1, w.lower]);
    out.add(&[t1, t2, w.lower]);
    out.add(&[t1, w.suffixes[2]]);
    out.add(&[t1, w.suffixes[1], after.suffixes[1]]);
    out.add(&[t1, after.lower]);
    out.add(&[t1, w.shape, after.shape]);
    out.add(&[before.lower]);
    out.add(&[before.lower, w.lower]);
    out.add(&[before.suffixes[2]]);
    out.add(&[before.lower, w.suffixes[2]]);
    out.add(&[word(-2).lower]);
    out.add(&[word(-2).lower, before.lower]);
    out.add(&[after.lower]);
    out.add(&[after.lower, w.lower]);
    out.add(&[after.lower, w.suffixes[2]]);
    out.add(&[after.suffixes[2]]);
    out.add(&[after.suffixes[1], after.shape]);
    out.add(&[word(2).lower]);
    out.add(&[word(2).suffixes[2]]);
    out.add(&[after.lower, word(2).lower]);
    out.add(&[after.suffixes[2], word(2).suffixes[2], w.lower]);
    out.add(&[t1, w.lower, after.suffixes[2]]);
    out.add(&[before.lower, w.lower, after.lower]);
}

/// The best class of `scores` among those that `allowed` lets through; the first of equals.
pub fn best(scores: &[i32], allowed: impl Fn(usize) -> bool) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (class, score) in scores.iter().enumerate() {
        if best.is_none_or(|b| *score > scores[b]) && allowed(class) {
            best = Some(class);
        }
    }
    best
}

/// Tags a sentence with one of `classes` tags a word.
pub fn tag(words: &[Word], model: &impl Scorer, classes: usize) -> Vec<Tag> {
    let mut tags = Vec::with_capacity(words.len());
    let mut features = Features::default();
    let mut scores = vec![0; classes];
    for at in 0..words.len() {
        collect(words, &tags, at, &mut features);
        scores.fill(0);
        model.score(&features.0, &mut scores);
        tags.push(best(&scores, |_| true).unwrap_or(0) as Tag);
    }
    tags
}
