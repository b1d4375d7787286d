//! Prints `{"article": {"path", "text"}}` a line for everything in a folder, to measure article
//! extraction: `cargo run --release -p article --example pages FOLDER`.

use std::io::Write;

use article::{Input, gather};
use world::World;

fn main() -> std::io::Result<()> {
    let inputs: Vec<Input> = std::env::args_os().skip(1).map(|a| Input::Path(a.into())).collect();
    let intake = gather(&inputs, World::bundled(), &mut |_| ());
    let mut out = std::io::stdout().lock();
    for article in intake.articles {
        let (path, text) = (article.path, article.text);
        writeln!(out, "{}", serde_json::json!({ "article": { "path": path, "text": text } }))?;
    }
    let mut err = std::io::stderr().lock();
    for skipped in intake.skipped {
        writeln!(err, "not read: {}: {}", skipped.path, skipped.reason)?;
    }
    Ok(())
}
