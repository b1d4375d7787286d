//! The syntax of one article as CoNLL-U.

use std::fmt::Write;

use ::text::{Article, CodePoints};
use reading::{Reading, Token};

use crate::words::one_line;

/// The sentences of one article as CoNLL-U, version 2; `start_char` and `end_char` in the last
/// column count code points of the article's text.
pub fn conllu(article: &Article, reading: &Reading) -> String {
    let points = CodePoints::new(&article.text);
    let mut out = format!("# newdoc id = {}\n", one_line(&article.id));
    for (at, sentence) in reading.sentences.iter().enumerate() {
        let words = one_line(sentence.span.of(&article.text));
        let _ = writeln!(out, "# sent_id = {}-{}\n# text = {words}", one_line(&article.id), at + 1);
        let tokens = &reading.tokens[sentence.first.at()..sentence.end.at()];
        for (n, token) in tokens.iter().enumerate() {
            let [start, end] = points.span(token.span);
            let head = token.head.map_or(0, |head| (head.0 + 1).saturating_sub(sentence.first.0));
            let glued = tokens.get(n + 1).is_some_and(|next| next.span.start == token.span.end);
            let space = if glued { "SpaceAfter=No|" } else { "" };
            let _ = writeln!(
                out,
                "{}\t{}\t{}\t{}\t{}\t_\t{head}\t{}\t_\t{space}start_char={start}|end_char={end}",
                n + 1,
                cell(token.span.of(&article.text)),
                cell(&token.lemma),
                token.upos.name(),
                cell(token.xpos),
                relation(token),
            );
        }
        out.push('\n');
    }
    out
}

/// A cell without tabs or line breaks; an underscore where it is empty.
fn cell(words: &str) -> String {
    let line = one_line(words);
    if line.is_empty() { "_".to_owned() } else { line }
}

fn relation(token: &Token) -> &'static str {
    if token.head.is_none() { "root" } else { token.deprel }
}
