//! Writes, for every text of a JSON Lines file, the words and what the trained reader is given of
//! each, so that training sees exactly what reading will; see `training/README.md`.
//!
//! `train-reader [--judge] TEXTS.jsonl >INPUTS.jsonl`. A line of the input is an article, `{"id",
//! "text", …}`; where it has `sentences`, lists of words as `[start, end]`, these stand instead of the
//! rules'. Offsets are code points. With `--judge` the reader's judgement of every word comes along:
//! how certainly what it tells took place.
//!
//! `train-reader --lemmas TREEBANK.conllu… >lemmas.tsv` writes the lemmas that the rules miss.
#![allow(clippy::print_stdout)]

mod lemmas;

use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context, Result};
use article::{Input, gather};
use reading::train::{Words, inputs, judged, segment};
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
    /// Every word's factuality, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    judged: Option<Vec<f32>>,
}

fn main() -> Result<()> {
    let mut args: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let mut option = |name: &str| {
        let given = args.first().is_some_and(|a| a.as_os_str() == name);
        if given {
            args.remove(0);
        }
        given
    };
    let (lemmas, judge) = (option("--lemmas"), option("--judge"));
    if lemmas {
        return lemmas::write(&args);
    }
    let path = args.first().context("name a JSON Lines file")?;
    let lines = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let given: Vec<Given> =
        lines.lines().map(serde_json::from_str).collect::<Result<_, _>>().context("a line")?;
    let world = World::bundled();
    if given.iter().all(|g| g.sentences.is_some()) {
        for one in &given {
            write(&one.id, &Article::of_text(&one.text), &sentences(one), world, judge)?;
        }
    } else {
        for article in gather(&[Input::Path(path.clone())], world, &mut |_| {}).articles {
            write(&article.id, &article, &segment(&article), world, judge)?;
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

fn write(
    id: &str,
    article: &Article,
    sentences: &[Words],
    world: &World,
    judge: bool,
) -> Result<()> {
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
        judged: judge.then(|| judged(article, world, sentences)),
    };
    println!("{}", serde_json::to_string(&written)?);
    Ok(())
}
