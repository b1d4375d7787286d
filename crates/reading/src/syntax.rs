//! Sentences and tokens with their Universal Dependencies analysis: segmented by rule, tagged and
//! parsed by the trained reader.

mod lemma;
mod segment;

pub use lemma::by_rule;
pub(crate) use lemma::lemma;
pub(crate) use segment::warm;
use text::{Article, Block, BlockKind, Span, limits};

use crate::reader::Heard;
use crate::reader::inputs::Words;
use crate::{Sentence, Token, TokenIx};

/// The sentences and tokens of what was segmented and heard.
pub(crate) fn syntax(
    article: &Article,
    sentences: &[Words],
    heard: &Heard,
) -> (Vec<Sentence>, Vec<Token>) {
    let mut tokens = Vec::with_capacity(heard.tags.len());
    let sentences = sentences.iter().map(|Words { words, block }| {
        let first = TokenIx::from(tokens.len());
        for span in words {
            let at = tokens.len();
            let ((upos, xpos), (head, deprel)) = (heard.tags[at], heard.arcs[at]);
            tokens.push(Token {
                span: *span,
                lemma: lemma::lemma(span.of(&article.text), xpos),
                upos,
                xpos,
                head: head.map(TokenIx::from),
                deprel,
            });
        }
        let span = words[0].join(words[words.len() - 1]);
        Sentence { span, first, end: TokenIx::from(tokens.len()), block: *block }
    });
    (sentences.collect(), tokens)
}

/// Cuts all blocks but furniture into sentences of words; an article without blocks is one body.
pub fn segment(article: &Article) -> Vec<Words> {
    let text = &article.text;
    let whole = [Block { span: Span::new(0, text.len()), kind: BlockKind::Body }];
    let blocks = if article.blocks.is_empty() { &whole } else { &article.blocks[..] };
    let mut sentences = Vec::new();
    for (at, block) in blocks.iter().enumerate().filter(|(_, b)| b.kind != BlockKind::Furniture) {
        for words in parts(article, block.span).flat_map(|part| segment::sentences(text, part)) {
            if sentences.len() == limits::SENTENCES {
                return sentences;
            }
            sentences.push(Words { words, block: at as u32 });
        }
    }
    sentences
}

/// A block in the parts that are segmented apart: a dateline is no part of the sentence after it.
fn parts(article: &Article, block: Span) -> impl Iterator<Item = Span> {
    let inside = |end: &u32| block.start < *end && *end < block.end;
    let dateline = article.datelines.iter().map(|dateline| dateline.span.end).find(inside);
    let cut = dateline.unwrap_or(block.start);
    let parts = [Span { end: cut, ..block }, Span { start: cut, ..block }];
    parts.into_iter().filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use world::World;

    fn analysed(article: &Article) -> (Vec<Sentence>, Vec<Token>) {
        let sentences = segment(article);
        let heard = crate::reader::hear(article, World::bundled(), &sentences, &crate::in_turn);
        syntax(article, &sentences, &heard)
    }

    /// One line a sentence: form/lemma/tag/head's form/relation.
    fn shown(text: &str) -> String {
        let (_, tokens) = analysed(&Article::of_text(text));
        let show = |t: &Token| {
            let head = t.head.map_or("-", |h| tokens[h.at()].span.of(text));
            format!("{}/{}/{}/{head}/{}", t.span.of(text), t.lemma, t.xpos, t.deprel)
        };
        tokens.iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn plain_sentences_are_read() {
        for (text, expected) in [
            (
                "The minister denied the reports.",
                "The/the/DT/minister/det minister/minister/NN/denied/nsubj \
                 denied/deny/VBD/-/root the/the/DT/reports/det \
                 reports/report/NNS/denied/obj ././././punct",
            ),
            (
                "“We left,” she said.",
                "“/\"/``/left/punct We/we/PRP/left/nsubj left/leave/VBD/said/ccomp ,/,/,/left/punct \
                 ”/\"/''/left/punct she/she/PRP/said/nsubj said/say/VBD/-/root ././././punct",
            ),
        ] {
            let expected = expected.replace("././././punct", "");
            assert!(shown(text).starts_with(expected.trim_end()), "{}", shown(text));
        }
    }

    #[test]
    fn a_dateline_stands_apart() {
        let mut article = Article::of_text("TURKU (Ostra) -- The boats sank.");
        article.datelines.push(text::Dateline { span: Span::new(0, 16), place: None });
        let (sentences, _) = analysed(&article);
        let shown: Vec<&str> = sentences.iter().map(|s| s.span.of(&article.text)).collect();
        assert_eq!(shown, ["TURKU (Ostra) --", "The boats sank."]);
    }

    fn check(text: &str) -> Result<(), TestCaseError> {
        let (sentences, tokens) = analysed(&Article::of_text(text));
        let mut next = 0;
        for sentence in &sentences {
            prop_assert_eq!(sentence.first.at(), next);
            next = sentence.end.at();
            let range = sentence.first.at()..next;
            let roots = tokens[range.clone()].iter().filter(|t| t.head.is_none());
            prop_assert_eq!(roots.count(), 1);
            for (at, token) in range.clone().zip(&tokens[range.clone()]) {
                prop_assert!(sentence.span.contains(token.span) && !token.lemma.is_empty());
                prop_assert_eq!(token.head.is_none(), token.deprel == "root");
                let mut head = Some(TokenIx::from(at));
                let mut steps = 0;
                while let Some(h) = head {
                    prop_assert!(range.contains(&h.at()) && steps <= range.len());
                    head = tokens[h.at()].head;
                    steps += 1;
                }
            }
        }
        prop_assert_eq!(next, tokens.len());
        Ok(())
    }

    proptest! {
        #[test]
        fn trees_of_any_text(text in "\\PC{0,120}") {
            check(&text)?;
        }

        #[test]
        fn trees_of_words(text in "((The|men|said|Oct\\.|12|“|”|\\.|,|fled|İ|to|that) ?){0,40}") {
            check(&text)?;
        }
    }
}
