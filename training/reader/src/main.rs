//! Writes, for every text of a JSON Lines file, the words and what the trained reader is given of
//! each, so that training sees exactly what reading will; see `training/README.md`.
//!
//! `train-reader TEXTS.jsonl >INPUTS.jsonl`. A line of the input is an article, `{"id", "text", …}`;
//! where it has `sentences`, lists of words as `[start, end]`, these stand instead of the rules'.
//! Offsets are code points.
#![allow(clippy::print_stdout)]

use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context, Result};
use article::{Input, gather};
use reading::train::{Words, inputs, segment};
use serde::{Deserialize, Serialize};
use text::{Article, CodePoints, Span};
use world::World;

#[derive(Deserialize)]
struct Given {
    id: String,
    text: String,
    sentences: Option<Vec<Vec<[usize; 2]>>>,
}

#[derive(Serialize)]
struct Written<'a> {
    id: &'a str,
    /// `[start, end]` of every word.
    words: Vec<[u32; 2]>,
    /// How many words each sentence has.
    sentences: Vec<usize>,
    /// Vocabulary ids of every word's pieces.
    pieces: Vec<&'a [u16]>,
    /// Every word's features.
    features: Vec<[u8; 4]>,
}

fn main() -> Result<()> {
    let path: PathBuf = env::args_os().nth(1).context("name a JSON Lines file")?.into();
    let lines = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let given: Vec<Given> =
        lines.lines().map(serde_json::from_str).collect::<Result<_, _>>().context("a line")?;
    let world = World::bundled();
    if given.iter().all(|g| g.sentences.is_some()) {
        for one in &given {
            let article = Article::of_text(&one.text);
            write(&one.id, &article, &sentences(one), world)?;
        }
    } else {
        for article in gather(&[Input::Path(path)], world, &mut |_| {}).articles {
            write(&article.id, &article, &segment(&article), world)?;
        }
    }
    Ok(())
}

/// The given sentences, each a block of its own.
fn sentences(given: &Given) -> Vec<Words> {
    let mut starts: Vec<usize> = given.text.char_indices().map(|(at, _)| at).collect();
    starts.push(given.text.len());
    let span = |[start, end]: &[usize; 2]| Span::new(starts[*start], starts[*end]);
    let sentences = given.sentences.iter().flatten().zip(0..);
    sentences.map(|(s, block)| Words { words: s.iter().map(span).collect(), block }).collect()
}

fn write(id: &str, article: &Article, sentences: &[Words], world: &World) -> Result<()> {
    let seen = inputs(article, world, sentences);
    let points = CodePoints::new(&article.text);
    let written = Written {
        id,
        words: sentences.iter().flat_map(|s| &s.words).map(|w| points.span(*w)).collect(),
        sentences: sentences.iter().map(|s| s.words.len()).collect(),
        pieces: seen
            .starts
            .windows(2)
            .map(|w| &seen.pieces[w[0] as usize..w[1] as usize])
            .collect(),
        features: seen.features,
    };
    println!("{}", serde_json::to_string(&written)?);
    Ok(())
}
