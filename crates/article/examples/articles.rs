//! Prints what was read, one article a line as JSON, to measure article extraction and to look at
//! what was found: `cargo run --release -p article --example articles FOLDER`.

use std::io::Write;

use article::{Input, gather};
use serde_json::{Value, json};
use text::Article;
use world::World;

fn main() -> std::io::Result<()> {
    let inputs: Vec<Input> = std::env::args_os().skip(1).map(|a| Input::Path(a.into())).collect();
    let intake = gather(&inputs, World::bundled(), &mut |_| ());
    let mut out = std::io::stdout().lock();
    for article in intake.articles.iter().chain(&intake.foreign) {
        writeln!(out, "{}", json!({ "article": shown(article) }))?;
    }
    let mut err = std::io::stderr().lock();
    for skipped in &intake.skipped {
        writeln!(err, "not read: {}: {}", skipped.path, skipped.reason)?;
    }
    for line in intake.missing.iter().chain(&intake.notes) {
        writeln!(err, "{line}")?;
    }
    Ok(())
}

fn shown(a: &Article) -> Value {
    let blocks: Vec<Value> =
        a.blocks.iter().map(|b| json!([format!("{:?}", b.kind), b.span.of(&a.text)])).collect();
    let clues: Vec<String> =
        a.date_clues.iter().map(|c| format!("{} {} {}", c.date, c.from.name(), c.field)).collect();
    let credits: Vec<Value> = a.credits.iter().map(|c| json!([c.agency, c.whole])).collect();
    let datelines: Vec<&str> = a.datelines.iter().map(|d| d.span.of(&a.text)).collect();
    json!({
        "id": a.id, "path": a.path, "url": a.url, "title": a.title, "byline": a.byline,
        "outlet": a.outlet.as_ref().map(|o| &o.name),
        "published": a.published.map(|p| format!("{} {}", p.date, p.from.name())),
        "clues": clues, "credits": credits, "datelines": datelines, "notes": a.notes,
        "blocks": blocks, "text": a.text,
    })
}
