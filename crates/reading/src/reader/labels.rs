//! Spans out of scores for beginning, inside and outside (BIO; Ramshaw and Marcus 1995).

use std::ops::Range;

use super::heads::Rows;

/// What a label says of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label<K> {
    /// In no span.
    Outside,
    /// First of a span of a kind.
    Begin(K),
    /// A later word of a span of a kind.
    Inside(K),
}

impl<K> Label<K> {
    /// The label of that name, `B-person`; the kind after the dash is for `kind` to read.
    pub(super) fn parse(name: &str, kind: impl Fn(&str) -> Option<K>) -> Option<Label<K>> {
        match name.split_once('-') {
            None => (name == "O").then_some(Label::Outside),
            Some(("B", of)) => kind(of).map(Label::Begin),
            Some(("I", of)) => kind(of).map(Label::Inside),
            Some(_) => None,
        }
    }
}

impl<K: Copy + PartialEq> Label<K> {
    /// Whether `next` may stand right after this label.
    fn before(self, next: Label<K>) -> bool {
        match next {
            Label::Outside | Label::Begin(_) => true,
            Label::Inside(kind) => match self {
                Label::Outside => false,
                Label::Begin(open) | Label::Inside(open) => open == kind,
            },
        }
    }
}

/// The best allowed sequence of labels (Viterbi 1967) for `n` words whose scores `score` gives.
pub(super) fn sequence<'s, K: Copy + PartialEq>(
    labels: &[Label<K>],
    n: usize,
    score: impl Fn(usize) -> &'s [f32],
) -> Vec<usize> {
    let k = labels.len();
    let mut total = vec![f32::NEG_INFINITY; k];
    let mut next = total.clone();
    let mut back = vec![0u8; n * k];
    for word in 0..n {
        let here = score(word);
        for (to, label) in labels.iter().enumerate() {
            let (mut best, mut from) = (f32::NEG_INFINITY, 0);
            if word == 0 {
                best = if Label::Outside.before(*label) { 0.0 } else { f32::NEG_INFINITY };
            } else {
                for (at, before) in labels.iter().enumerate() {
                    if total[at] > best && before.before(*label) {
                        (best, from) = (total[at], at);
                    }
                }
            }
            next[to] = best + here[to];
            back[word * k + to] = from as u8;
        }
        std::mem::swap(&mut total, &mut next);
    }
    let mut found = vec![super::heads::best(&total); n];
    for word in (1..n).rev() {
        found[word - 1] = usize::from(back[word * k + found[word]]);
    }
    found
}

/// The spans that a sequence of labels makes, with their kinds.
pub(super) fn runs<K: Copy + PartialEq>(
    labels: impl Iterator<Item = Label<K>>,
) -> Vec<(Range<usize>, K)> {
    let mut found: Vec<(Range<usize>, K)> = Vec::new();
    for (at, label) in labels.enumerate() {
        match label {
            Label::Outside => {}
            Label::Begin(kind) => found.push((at..at + 1, kind)),
            Label::Inside(kind) => match found.last_mut() {
                Some((open, of)) if open.end == at && *of == kind => open.end = at + 1,
                _ => found.push((at..at + 1, kind)),
            },
        }
    }
    found
}

/// The spans of one head in a sentence. Most sentences of most heads have none: a sentence whose
/// every word is best outside is not searched.
pub(super) fn spans<K: Copy + PartialEq>(
    rows: &Rows<'_>,
    span: (usize, usize),
    labels: &[Label<K>],
    sentence: &Range<usize>,
) -> Vec<(Range<usize>, K)> {
    let score = |word: usize| rows.span(span, sentence.start + word);
    if (0..sentence.len()).all(|w| labels[super::heads::best(score(w))] == Label::Outside) {
        return Vec::new();
    }
    let found = sequence(labels, sentence.len(), score);
    let runs = runs(found.into_iter().map(|l| labels[l]));
    runs.into_iter().map(|(r, kind)| (super::shifted(&r, sentence.start), kind)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: [Label<char>; 5] = [
        Label::Outside,
        Label::Begin('a'),
        Label::Inside('a'),
        Label::Begin('b'),
        Label::Inside('b'),
    ];

    fn check(scores: &[[f32; 5]], expected: &[(Range<usize>, char)]) {
        let found = sequence(&LABELS, scores.len(), |word| &scores[word]);
        assert_eq!(runs(found.into_iter().map(|l| LABELS[l])), expected, "{scores:?}");
    }

    #[test]
    fn no_span_begins_inside() {
        // The second word is best inside `b`, but no `b` is open: it goes on with `a`.
        check(
            &[[0.0, 2.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.9, 0.0, 1.0], [2.0, 0.0, 0.0, 0.0, 0.0]],
            &[(0..2, 'a')],
        );
        check(&[[0.0, 0.0, 1.0, 0.5, 0.0]], &[(0..1, 'b')]);
        check(&[[0.0, 1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0, 0.0]], &[(0..1, 'a'), (1..2, 'a')]);
        check(&[], &[]);
    }

    #[test]
    fn labels_have_names() {
        let kind = |k: &str| k.chars().next();
        assert_eq!(Label::parse("B-a", kind), Some(Label::Begin('a')));
        assert_eq!(Label::parse("O", kind), Some(Label::Outside));
        assert_eq!(Label::parse("X-a", kind), None);
    }
}
