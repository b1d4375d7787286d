//! Prints the names of each article of a JSON Lines file.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]
use text::{Article, CodePoints};
fn main() {
    let path = std::env::args().nth(1).expect("a path");
    let lines = std::fs::read_to_string(path).expect("readable");
    for line in lines.lines() {
        let row: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = row["text"].as_str().expect("text").to_owned();
        let article = Article {
            id: row["id"].as_str().unwrap_or("").into(),
            path: None,
            sha256: String::new(),
            url: None,
            outlet: None,
            title: None,
            byline: None,
            language: "en".into(),
            published: None,
            date_clues: vec![],
            credits: vec![],
            datelines: vec![],
            blocks: vec![],
            text,
            notes: vec![],
        };
        let reading = reading::read(&article, world::World::bundled());
        let points = CodePoints::new(&article.text);
        let names: Vec<_> = reading
            .names
            .iter()
            .map(|n| {
                serde_json::json!({
            "span": points.span(n.span), "type": n.kind.name(), "rule": n.rule})
            })
            .collect();
        let entities: Vec<_> = reading.entities.iter().enumerate().map(|(at, e)| serde_json::json!({
            "name": e.name, "kind": e.kind.name(), "aliases": e.aliases,
            "titles": e.titles.iter().map(|t| &t.text).collect::<Vec<_>>(),
            "known": e.known, "of": e.of.map(|o| reading.entities[o.at()].name.clone()),
            "mentions": reading.mentions.iter().filter(|m| m.entity.at() == at).map(|m| format!("{}|{}", m.kind.name(), m.span.of(&article.text))).collect::<Vec<_>>(),
        })).collect();
        println!(
            "{}",
            serde_json::json!({"article": {"id": article.id, "text": article.text}, "names": names, "entities": entities})
        );
    }
}
