//! Prints the syntax of the articles of a JSON Lines file as the scorer reads it.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use serde_json::{Value, json};
use text::{Article, Block, BlockKind, CodePoints, Span};

fn main() {
    let path = std::env::args().nth(1).expect("a path");
    let lines = std::fs::read_to_string(path).expect("a readable file");
    let world = world::World::default();
    for line in lines.lines() {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let text = row["text"].as_str().expect("a text").to_owned();
        let mut blocks = Vec::new();
        let mut at = 0;
        for line in text.split('\n') {
            let span = Span::new(at, at + line.len()).trim(&text);
            if !span.is_empty() {
                blocks.push(Block { span, kind: BlockKind::Body });
            }
            at += line.len() + 1;
        }
        let article = Article { blocks, text, ..bare() };
        let reading = reading::read(&article, &world);
        let points = CodePoints::new(&article.text);
        let sentences: Vec<Value> = reading
            .sentences
            .iter()
            .map(|s| {
                let tokens: Vec<Value> = reading.tokens[s.first.at()..s.end.at()]
                    .iter()
                    .map(|t| {
                        let head = t.head.map_or(0, |h| h.at() - s.first.at() + 1);
                        json!({"span": points.span(t.span), "form": t.span.of(&article.text),
                               "lemma": t.lemma, "upos": t.upos.name(), "xpos": t.xpos,
                               "head": head, "deprel": t.deprel})
                    })
                    .collect();
                json!({"span": points.span(s.span), "tokens": tokens})
            })
            .collect();
        println!(
            "{}",
            json!({"article": {"id": row["id"], "text": article.text}, "sentences": sentences})
        );
    }
}

fn bare() -> Article {
    Article {
        id: String::new(),
        path: None,
        sha256: String::new(),
        url: None,
        outlet: None,
        title: None,
        byline: None,
        language: "en".into(),
        published: None,
        date_clues: Vec::new(),
        credits: Vec::new(),
        datelines: Vec::new(),
        blocks: Vec::new(),
        text: String::new(),
        notes: Vec::new(),
    }
}
