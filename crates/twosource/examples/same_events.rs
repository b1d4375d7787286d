//! Event coreference across reports against ECB+ (Cybulska and Vossen 2014):
//!
//! ```text
//! cargo run --release -p twosource --example same_events -- ecbplus.dev.jsonl
//! ```
//!
//! A line of the file is one document: `doc`, `topic`, `text` and `mentions` (`tag`, `start` and
//! `end` in code points, `chain`, `in_eval_sentence`). The documents of a topic are read as one
//! folder of undated reports. Scored are the event mentions of the sentences that the corpus gives
//! for evaluation, over the whole topic, by CoNLL F1 (the mean of MUC, B-cubed and CEAF-e, Pradhan
//! et al. 2014). A mention that no cluster holds is alone. Beside it stands the usual baseline:
//! mentions whose heads have one lemma are one event; and the same restricted to the mentions that
//! the program finds. Without the file it says so and ends well.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use serde_json::Value;
use text::{Article, Span};
use world::World;

/// A labelled mention: where, and the chain that it belongs to.
struct Gold {
    doc: String,
    span: Span,
    chain: String,
}

/// What one topic holds: for each mention the name of its cluster.
#[derive(Default)]
struct Topic {
    gold: Vec<String>,
    ours: Vec<String>,
    lemmas: Vec<String>,
    found: Vec<bool>,
}

fn main() -> anyhow::Result<()> {
    let Some(path) = std::env::args().nth(1) else { anyhow::bail!("which file of ECB+?") };
    let mut out = std::io::stdout().lock();
    let Ok(lines) = std::fs::read_to_string(&path) else {
        writeln!(out, "{path} is not here: nothing measured")?;
        return Ok(());
    };
    let mut topics: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for line in lines.lines() {
        let doc: Value = serde_json::from_str(line)?;
        topics.entry(doc["topic"].as_i64().unwrap_or(-1)).or_default().push(doc);
    }
    let topics: Vec<Topic> = topics.values().map(|docs| topic(docs)).collect();
    let mentions: usize = topics.iter().map(|t| t.gold.len()).sum();
    let found = topics.iter().flat_map(|t| &t.found).filter(|f| **f).count();
    writeln!(out, "{mentions} mentions in {} topics, {found} of them found", topics.len())?;
    let gold = |t: &Topic| t.gold.clone();
    let only = |t: &Topic| t.only(&t.gold);
    let rows: [(&str, Pair); 5] = [
        ("all mentions, ours", &|t| (gold(t), t.ours.clone())),
        ("all mentions, one lemma one event", &|t| (gold(t), t.lemmas.clone())),
        ("all mentions, one lemma one event of those found", &|t| (gold(t), t.alone())),
        ("mentions found, ours", &|t| (only(t), t.only(&t.ours))),
        ("mentions found, one lemma one event", &|t| (only(t), t.only(&t.lemmas))),
    ];
    for (what, pair) in rows {
        writeln!(out, "{what}: {}", scores(topics.iter().map(pair)))?;
    }
    Ok(())
}

/// The names of clusters in the labels and in what is measured.
type Pair<'p> = &'p dyn Fn(&Topic) -> (Vec<String>, Vec<String>);

impl Topic {
    /// The names of the mentions that the program finds.
    fn only(&self, of: &[String]) -> Vec<String> {
        of.iter().zip(&self.found).filter(|(_, f)| **f).map(|(l, _)| l.clone()).collect()
    }

    /// The lemmas of the mentions that the program finds, the others alone.
    fn alone(&self) -> Vec<String> {
        let each = self.lemmas.iter().zip(&self.found).enumerate();
        each.map(|(n, (l, f))| if *f { l.clone() } else { format!("alone {n}") }).collect()
    }
}

fn topic(docs: &[Value]) -> Topic {
    let articles: Vec<_> = docs.iter().map(article).collect();
    let read = |a: &Article| (a.clone(), reading::read(a, World::bundled()));
    let read: Vec<_> = articles.iter().map(read).collect();
    let readings: BTreeMap<String, _> =
        read.iter().map(|(a, r)| (a.id.clone(), r.clone())).collect();
    let clusters = record::same_events(read, World::bundled());
    let mut topic = Topic::default();
    let mentions = docs.iter().zip(&articles).flat_map(|(d, a)| labelled(d, a));
    for (n, mention) in mentions.enumerate() {
        let holds = |c: &Vec<(String, Span)>| {
            c.iter().any(|(doc, word)| *doc == mention.doc && word.overlaps(mention.span))
        };
        let cluster = clusters.iter().position(holds);
        let reading = &readings[&mention.doc];
        let lemma = reading.head_of(mention.span).map(|t| &reading.tokens[t.at()].lemma);
        topic.gold.push(mention.chain);
        topic.ours.push(cluster.map_or_else(|| format!("alone {n}"), |c| c.to_string()));
        topic.lemmas.push(lemma.map_or_else(|| n.to_string(), |l| l.to_lowercase()));
        topic.found.push(cluster.is_some());
    }
    topic
}

/// A document as an undated report of one paragraph a line.
fn article(doc: &Value) -> Article {
    Article {
        id: doc["doc"].as_str().unwrap_or_default().to_owned(),
        ..Article::of_text(doc["text"].as_str().unwrap_or_default())
    }
}

/// The event mentions of a document that count.
fn labelled(doc: &Value, article: &Article) -> Vec<Gold> {
    let bytes: Vec<usize> =
        article.text.char_indices().map(|(at, _)| at).chain([article.text.len()]).collect();
    let event = |m: &&Value| {
        let tag = m["tag"].as_str().unwrap_or_default();
        (tag.starts_with("ACTION") || tag.starts_with("NEG"))
            && m["in_eval_sentence"].as_bool() == Some(true)
    };
    let at = |m: &Value, key: &str| bytes.get(m[key].as_u64().unwrap_or(0) as usize).copied();
    let all = doc["mentions"].as_array().into_iter().flatten();
    all.filter(event)
        .filter_map(|m| {
            let span = Span::new(at(m, "start")?, at(m, "end")?);
            // What is in no chain is told once.
            let once = || format!("{} {}", article.id, span.start);
            let chain = m["chain"].as_str().map_or_else(once, str::to_owned);
            Some(Gold { doc: article.id.clone(), span, chain })
        })
        .collect()
}

/// What a measure counts: right and all, for precision and for recall.
type Counts = [f64; 4];

fn scores(topics: impl Iterator<Item = (Vec<String>, Vec<String>)>) -> String {
    let mut sums: [Counts; 3] = Default::default();
    for (gold, found) in topics {
        let (gold, found) = (clusters(&gold), clusters(&found));
        let counts = [muc(&gold, &found), b_cubed(&gold, &found), ceaf_e(&gold, &found)];
        for (sum, counts) in sums.iter_mut().flatten().zip(counts.iter().flatten()) {
            *sum += counts;
        }
    }
    let share = |part: f64, all: f64| if all > 0.0 { part / all } else { 0.0 };
    let scores = sums.map(|[p, ps, r, rs]| (share(p, ps), share(r, rs)));
    let conll = scores.iter().map(|s| f1(*s)).sum::<f64>() / 3.0;
    let each = scores.iter().zip(["MUC", "B-cubed", "CEAF-e"]);
    let shown: Vec<String> = each
        .map(|((p, r), name)| format!("{name} P {p:.3} R {r:.3} F1 {:.3}", f1((*p, *r))))
        .collect();
    format!("CoNLL F1 {conll:.3} ({})", shown.join(", "))
}

fn f1((p, r): (f64, f64)) -> f64 {
    if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
}

fn clusters(labels: &[String]) -> Vec<BTreeSet<usize>> {
    let mut found: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (at, label) in labels.iter().enumerate() {
        found.entry(label).or_default().insert(at);
    }
    found.into_values().collect()
}

/// Links kept over links there are (Vilain et al. 1995).
fn muc(gold: &[BTreeSet<usize>], found: &[BTreeSet<usize>]) -> Counts {
    let share = |of: &[BTreeSet<usize>], by: &[BTreeSet<usize>]| {
        let parts = |c: &BTreeSet<usize>| by.iter().filter(|b| !b.is_disjoint(c)).count();
        let kept: usize = of.iter().map(|c| c.len() - parts(c)).sum();
        let all: usize = of.iter().map(|c| c.len() - 1).sum();
        [kept as f64, all as f64]
    };
    let ([p, ps], [r, rs]) = (share(found, gold), share(gold, found));
    [p, ps, r, rs]
}

/// Of every mention, the share of its cluster that belongs with it (Bagga and Baldwin 1998).
fn b_cubed(gold: &[BTreeSet<usize>], found: &[BTreeSet<usize>]) -> Counts {
    let share = |of: &[BTreeSet<usize>], by: &[BTreeSet<usize>]| {
        let all: usize = of.iter().map(BTreeSet::len).sum();
        let kept: f64 = of
            .iter()
            .flat_map(|c| by.iter().map(move |b| (c.intersection(b).count(), c.len())))
            .map(|(both, size)| (both * both) as f64 / size as f64)
            .sum();
        [kept, all as f64]
    };
    let ([p, ps], [r, rs]) = (share(found, gold), share(gold, found));
    [p, ps, r, rs]
}

/// The best pairing of clusters by their likeness, twice the shared over both sizes (Luo 2005).
fn ceaf_e(gold: &[BTreeSet<usize>], found: &[BTreeSet<usize>]) -> Counts {
    let alike = |a: &BTreeSet<usize>, b: &BTreeSet<usize>| {
        2.0 * a.intersection(b).count() as f64 / (a.len() + b.len()) as f64
    };
    let size = gold.len().max(found.len());
    let of = |g: usize, f: usize| match (gold.get(g), found.get(f)) {
        (Some(g), Some(f)) => -alike(g, f),
        _ => 0.0,
    };
    let costs: Vec<Vec<f64>> = (0..size).map(|g| (0..size).map(|f| of(g, f)).collect()).collect();
    let best = -cheapest(&costs);
    [best, found.len() as f64, best, gold.len() as f64]
}

/// The cost of the cheapest assignment of rows to columns (Kuhn and Munkres, by shortest paths).
fn cheapest(costs: &[Vec<f64>]) -> f64 {
    let size = costs.len();
    let cost = |row: usize, column: usize| costs[row][column];
    let (mut row_price, mut column_price) = (vec![0.0; size + 1], vec![0.0; size + 1]);
    let mut row_of = vec![0; size + 1];
    for row in 1..=size {
        row_of[0] = row;
        let (mut least, mut used) = (vec![f64::INFINITY; size + 1], vec![false; size + 1]);
        let mut way = vec![0; size + 1];
        let mut at = 0;
        while row_of[at] != 0 {
            used[at] = true;
            let (mut step, mut next) = (f64::INFINITY, 0);
            for column in 1..=size {
                if used[column] {
                    continue;
                }
                let price =
                    cost(row_of[at] - 1, column - 1) - row_price[row_of[at]] - column_price[column];
                if price < least[column] {
                    (least[column], way[column]) = (price, at);
                }
                if least[column] < step {
                    (step, next) = (least[column], column);
                }
            }
            for column in 0..=size {
                if used[column] {
                    row_price[row_of[column]] += step;
                    column_price[column] -= step;
                } else {
                    least[column] -= step;
                }
            }
            at = next;
        }
        while at != 0 {
            row_of[at] = row_of[way[at]];
            at = way[at];
        }
    }
    (1..=size).map(|column| cost(row_of[column] - 1, column - 1)).sum()
}
