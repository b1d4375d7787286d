//! Sentences and tokens with their Universal Dependencies analysis.

mod segment;

use text::{Article, Block, BlockKind, Span, limits};

use crate::{Sentence, Token, TokenIx, Upos};

/// Reads the sentences of all blocks but furniture; an article without blocks is one body.
pub(crate) fn syntax(article: &Article) -> (Vec<Sentence>, Vec<Token>) {
    let text = &article.text;
    let whole = [Block { span: Span::new(0, text.len()), kind: BlockKind::Body }];
    let blocks = if article.blocks.is_empty() { &whole } else { &article.blocks[..] };
    let (mut sentences, mut tokens) = (Vec::new(), Vec::new());
    for (at, block) in blocks.iter().enumerate().filter(|(_, b)| b.kind != BlockKind::Furniture) {
        for words in segment::sentences(text, block.span) {
            if sentences.len() == limits::SENTENCES {
                return (sentences, tokens);
            }
            let first = TokenIx::from(tokens.len());
            analyse(text, &words, &mut tokens);
            sentences.push(Sentence {
                span: words[0].join(words[words.len() - 1]),
                first,
                end: TokenIx::from(tokens.len()),
                block: at as u32,
            });
        }
    }
    (sentences, tokens)
}

/// Appends the tokens of one sentence.
fn analyse(text: &str, words: &[Span], tokens: &mut Vec<Token>) {
    let first = tokens.len();
    for (at, span) in words.iter().enumerate() {
        let form = span.of(text);
        let (upos, xpos) = if form.starts_with(|c: char| c.is_ascii_digit()) {
            (Upos::Num, "CD")
        } else if !form.contains(char::is_alphanumeric) {
            (Upos::Punct, ".")
        } else if form.starts_with(char::is_uppercase) {
            (Upos::Propn, "NNP")
        } else {
            (Upos::Noun, "NN")
        };
        tokens.push(Token {
            span: *span,
            lemma: form.to_lowercase().into(),
            upos,
            xpos,
            head: (at > 0).then(|| TokenIx::from(first)),
            deprel: if at > 0 { "dep" } else { "root" },
        });
    }
}
