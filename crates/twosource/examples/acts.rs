//! The root of PLOVER of the act between two named parties, against labelled sentences:
//!
//! ```text
//! cargo run --release -p twosource --example acts -- plv.train.jsonl
//! ```
//!
//! A line of the file is one sentence: `marked`, with `<s>` around who acts and `<t>` around whom
//! it concerns, and `root`. The act is sought where the paths of the dependency tree from the two
//! meet, then on the way to either, then above. A sentence without an act counts as wrong. The labels
//! of older releases of the ontology have YIELD for CONCEDE and RETREAT. Beside it stands the usual
//! baseline: the most frequent label for all. Even and odd lines are given apart. With `--wrong`
//! even lines that are answered otherwise are listed. Without the file it says so and ends well.

use std::collections::BTreeMap;
use std::io::Write;

use reading::{Plover, TokenIx, Tree};
use serde_json::Value;
use text::{Article, Span};
use world::World;

/// One labelled sentence with what the program says.
struct Case {
    text: String,
    gold: String,
    ours: Option<&'static str>,
}

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let Some(path) = args.next() else { anyhow::bail!("which file of labelled sentences?") };
    let listed = args.any(|a| a == "--wrong");
    let mut out = std::io::stdout().lock();
    let Ok(lines) = std::fs::read_to_string(&path) else {
        writeln!(out, "{path} is not here: nothing measured")?;
        return Ok(());
    };
    let mut cases = Vec::new();
    for line in lines.lines() {
        cases.push(case(&serde_json::from_str(line)?));
    }
    let half = |rest: usize| cases.iter().enumerate().filter(move |(at, _)| (at + 1) % 2 == rest);
    writeln!(out, "all lines: {}", scores(cases.iter().collect()))?;
    writeln!(out, "even lines: {}", scores(half(0).map(|(_, c)| c).collect()))?;
    writeln!(out, "odd lines: {}", scores(half(1).map(|(_, c)| c).collect()))?;
    writeln!(out, "taken for another, all lines:")?;
    for ((gold, ours), count) in confusions(&cases) {
        writeln!(out, "{count:4} {gold} as {ours}")?;
    }
    for (at, case) in half(0).filter(|(_, c)| listed && c.ours != Some(&c.gold)) {
        writeln!(out, "{}\t{} as {}\t{}", at + 1, case.gold, case.answer(), case.text)?;
    }
    Ok(())
}

impl Case {
    fn answer(&self) -> &str {
        self.ours.unwrap_or("nothing")
    }
}

fn case(line: &Value) -> Case {
    let marked = line["marked"].as_str().unwrap_or_default();
    let (text, [source, target]) = unmarked(marked);
    let reading = reading::read(&Article::of_text(&text), World::bundled());
    let tree = Tree::new(&reading);
    let head = |span: Option<Span>| reading.head_of(span?);
    let ours = way(&tree, head(source), head(target))
        .into_iter()
        .find_map(|at| reading::act(&reading, &tree, at))
        .map(|root| match root {
            Plover::Concede | Plover::Retreat => "YIELD",
            root => root.name(),
        });
    let gold = match line["root"].as_str().unwrap_or_default() {
        "CONCEDE" | "RETREAT" => "YIELD".to_owned(),
        root => root.to_owned(),
    };
    Case { text: marked.to_owned(), gold, ours }
}

/// The sentence without its marks, with where the first source and the first target stand.
fn unmarked(marked: &str) -> (String, [Option<Span>; 2]) {
    let mut text = String::new();
    let mut spans = [None; 2];
    let mut starts = [0; 2];
    let mut rest = marked;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let mark = ["<s>", "<t>", "</s>", "</t>"].iter().position(|mark| rest.starts_with(mark));
        match mark {
            Some(open @ (0 | 1)) => starts[open] = text.len(),
            Some(close) => {
                let span = Span::new(starts[close - 2], text.len()).trim(&text);
                spans[close - 2].get_or_insert(span);
            }
            None => text.push('<'),
        }
        let length = mark.map_or(1, |mark| if mark < 2 { 3 } else { 4 });
        rest = &rest[length..];
    }
    text.push_str(rest);
    (text, spans)
}

/// The words at which the act may stand, likeliest first.
fn way(tree: &Tree, source: Option<TokenIx>, target: Option<TokenIx>) -> Vec<TokenIx> {
    let line = |of: Option<TokenIx>| -> Vec<TokenIx> {
        of.into_iter().flat_map(|of| std::iter::once(of).chain(tree.ancestors(of))).collect()
    };
    let (from, to) = (line(source), line(target));
    let Some(meet) = from
        .iter()
        .chain(&to)
        .find(|at| (from.is_empty() || from.contains(at)) && (to.is_empty() || to.contains(at)))
    else {
        return [to, from].concat();
    };
    let below = |line: &[TokenIx]| -> Vec<TokenIx> {
        let mut below: Vec<TokenIx> = line.iter().copied().take_while(|at| at != meet).collect();
        below.reverse();
        below
    };
    let above = tree.ancestors(*meet);
    let beside = tree.children(*meet).iter().copied();
    let words = std::iter::once(*meet).chain(below(&to)).chain(below(&from));
    words.chain(beside).chain(above).collect()
}

fn scores(cases: Vec<&Case>) -> String {
    let answered = cases.iter().filter(|c| c.ours.is_some()).count();
    let right = cases.iter().filter(|c| c.ours == Some(&c.gold)).count();
    let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &cases {
        *labels.entry(&case.gold).or_default() += 1;
    }
    let (most, count) = labels.into_iter().max_by_key(|(_, n)| *n).unwrap_or(("none", 0));
    let share = |part: usize, all: usize| part as f64 / all.max(1) as f64;
    format!(
        "{} sentences, accuracy {:.3}, coverage {:.3}, accuracy of the answered {:.3}; \
         always {most}: {:.3}",
        cases.len(),
        share(right, cases.len()),
        share(answered, cases.len()),
        share(right, answered),
        share(count, cases.len()),
    )
}

/// Wrong answers, most frequent first.
fn confusions(cases: &[Case]) -> Vec<((&str, &str), usize)> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for case in cases.iter().filter(|c| c.ours != Some(&c.gold)) {
        *counts.entry((&case.gold, case.answer())).or_default() += 1;
    }
    let mut found: Vec<_> = counts.into_iter().collect();
    found.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    found
}
