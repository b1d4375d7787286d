//! Writes what the grouping of reports into situations is fitted to; see `training/README.md`.
//!
//! `train-situations words TEXTS.jsonl… >background.tsv` counts in how many of the texts each word
//! stands. `train-situations pairs ARTICLES.jsonl >PAIRS.tsv` writes what every two near neighbours
//! among the articles share, and whether they tell one story (the articles' `story`).
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context, Result, bail};
use article::{Input, gather};
use record::train::{COMPARED, pairs, terms};
use serde_json::Value;
use text::Article;
use world::World;

/// Words in fewer texts are left to the reports at hand.
const FEWEST: usize = 4;

fn main() -> Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.split_first() {
        Some((step, files)) if step == "words" && !files.is_empty() => count(files),
        Some((step, files)) if step == "pairs" && files.len() == 1 => compare(&files[0]),
        _ => bail!("say `words TEXTS.jsonl…` or `pairs ARTICLES.jsonl`"),
    }
}

fn lines(path: &str) -> Result<Vec<Value>> {
    let lines = fs::read_to_string(path).with_context(|| format!("reading {path}"))?;
    lines.lines().map(serde_json::from_str).collect::<Result<_, _>>().context("a line")
}

fn count(files: &[String]) -> Result<()> {
    let mut holders: BTreeMap<String, usize> = BTreeMap::new();
    let mut texts = 0;
    for row in files.iter().map(|f| lines(f)).collect::<Result<Vec<_>>>()?.into_iter().flatten() {
        let mut article = Article::of_text(row["text"].as_str().context("a line without text")?);
        article.title = row["title"].as_str().map(str::to_owned);
        texts += 1;
        for term in terms(&article) {
            *holders.entry(term).or_default() += 1;
        }
    }
    println!("# In how many texts each word stands; the first row is the number of texts.");
    println!("\t{texts}");
    for (word, n) in holders.iter().filter(|(_, n)| **n >= FEWEST) {
        println!("{word}\t{n}");
    }
    Ok(())
}

fn compare(file: &str) -> Result<()> {
    let world = World::bundled();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let story: BTreeMap<String, String> =
        lines(file)?.iter().map(|row| (text(row, "id"), text(row, "story"))).collect();
    let intake = gather(&[Input::Path(PathBuf::from(file))], world, &mut |_| {});
    let read = |article: Article| {
        let reading = reading::read(&article, world);
        (article, reading)
    };
    println!("a\tb\tsame\t{}", COMPARED.join("\t"));
    for pair in pairs(intake.articles.into_iter().map(read).collect(), world) {
        let [a, b] = &pair.articles;
        let features: Vec<String> = pair.features.iter().map(|x| format!("{x:.5}")).collect();
        println!("{a}\t{b}\t{}\t{}", u8::from(story[a] == story[b]), features.join("\t"));
    }
    Ok(())
}
