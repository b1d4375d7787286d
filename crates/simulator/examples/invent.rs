//! Writes one invented stream to a folder: `invent SEED FOLDER`. Its texts, `articles.json` beside
//! them, and what is true of them in `truth.txt`.

use std::path::PathBuf;
use std::{env, error, fs};

use serde_json::json;

fn main() -> Result<(), Box<dyn error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [seed, folder] = &arguments[..] else { return Err("usage: invent SEED FOLDER".into()) };
    let stream = simulator::invent(seed.parse()?);
    let folder = PathBuf::from(folder);
    fs::create_dir_all(&folder)?;
    let mut list = Vec::new();
    for report in &stream.reports {
        let published = report.dated.then(|| report.day.to_string());
        list.push(json!({
            "id": report.id, "outlet": report.outlet, "published": published,
            "title": report.title,
        }));
        fs::write(folder.join(format!("{}.txt", report.id)), &report.text)?;
    }
    fs::write(folder.join("articles.json"), serde_json::to_string_pretty(&list)?)?;
    fs::write(folder.join("truth.txt"), format!("{stream:#?}\n"))?;
    Ok(())
}
