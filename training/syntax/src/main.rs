//! Trains the tagger and the parser and writes `syntax.bin`; see `training/README.md`.
//!
//! `train-syntax OUT TRAIN.conllu… --dev DEV.conllu…`
#![allow(clippy::print_stdout)]

mod oracle;
mod perceptron;
mod treebank;

use std::collections::BTreeMap;
use std::{env, fs, io};

use perceptron::{Exported, Perceptron};
use reading::train::{Scorer, State, Tag, best, by_rule, clause_mark, clause_marks, parse, tag};
use treebank::{Names, Tree};

const TAGGER_EPOCHS: usize = 6;
const TAGGER_BYTES: usize = 1_900_000;
const PARSER_EPOCHS: usize = 8;
const PARSER_BYTES: usize = 3_900_000;
/// Epochs after freezing, with only the features that fit.
const FROZEN_EPOCHS: usize = 3;
const FOLDS: usize = 4;

/// A linear congruential generator (Knuth's MMIX constants): the same order on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }

    fn order(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for at in (1..n).rev() {
            order.swap(at, self.below(at + 1));
        }
        order
    }
}

fn main() -> io::Result<()> {
    let mut args = env::args().skip(1);
    let out = args.next().unwrap_or_default();
    let paths: Vec<String> = args.collect();
    let split = paths.iter().position(|p| p == "--dev").unwrap_or(paths.len());
    let read =
        |paths: &[String]| paths.iter().map(fs::read_to_string).collect::<io::Result<Vec<_>>>();
    let files = read(&paths[..split])?;
    let dev_files = read(paths.get(split + 1..).unwrap_or_default())?;
    let names = Names::of(&files);
    let train: Vec<Tree> = files.iter().flat_map(|f| names.read(f)).collect();
    let devs: Vec<Vec<Tree>> = dev_files.iter().map(|f| names.read(f)).collect();
    println!(
        "{} sentences, {} tags, {} relations",
        train.len(),
        names.tags.len(),
        names.relations.len()
    );

    let tagger =
        train_tagger(&train.iter().collect::<Vec<_>>(), &names, TAGGER_EPOCHS, TAGGER_BYTES);
    let tagged = jackknife(&train, &names);
    let tagger_out = Exported::new(&tagger);
    let dev_tags: Vec<Vec<Vec<Tag>>> = devs
        .iter()
        .map(|dev| dev.iter().map(|t| tag(&t.words, &tagger_out, names.tags.len())).collect())
        .collect();
    for (dev, tags) in devs.iter().zip(&dev_tags) {
        println!("tags {}", tag_score(dev, tags, &names));
    }
    let keep = |parser: &Rows| fs::write(&out, model(&names, &train, &tagger, parser));
    train_parser(&train, &tagged, &names, &devs, &dev_tags, keep)
}

type Rows = Vec<(u32, Vec<(u8, i8)>)>;

fn train_tagger(train: &[&Tree], names: &Names, epochs: usize, bytes: usize) -> Rows {
    let mut model = Perceptron::default();
    let mut random = Random(20_261_121);
    for epoch in 0..epochs + FROZEN_EPOCHS {
        if epoch == epochs {
            model.freeze(bytes);
        }
        let mut scores = vec![0; names.tags.len()];
        for at in random.order(train.len()) {
            let tree = train[at];
            let mut tags: Vec<Tag> = Vec::new();
            for at in 0..tree.words.len() {
                let features = reading::train::tag_features(&tree.words, &tags, at);
                scores.fill(0);
                model.score(&features, &mut scores);
                let found = best(&scores, |_| true).unwrap_or(0);
                model.learn(&features, usize::from(tree.tags[at]), found);
                tags.push(found as Tag);
            }
        }
    }
    model.export(bytes)
}

/// Tags each part of the sentences with a tagger trained on the others, so that the parser learns
/// from tags as wrong as those it will meet.
fn jackknife(train: &[Tree], names: &Names) -> Vec<Vec<Tag>> {
    let mut tagged = vec![Vec::new(); train.len()];
    for fold in 0..FOLDS {
        let others: Vec<&Tree> =
            train.iter().enumerate().filter(|(at, _)| at % FOLDS != fold).map(|(_, t)| t).collect();
        let model = Exported::new(&train_tagger(&others, names, 2, TAGGER_BYTES));
        for (at, tree) in train.iter().enumerate().filter(|(at, _)| at % FOLDS == fold) {
            tagged[at] = tag(&tree.words, &model, names.tags.len());
        }
    }
    println!("jackknifed tags {}", tag_score(train, &tagged, names));
    tagged
}

fn tag_score(trees: &[Tree], tags: &[Vec<Tag>], names: &Names) -> String {
    let upos = |t: Tag| names.tags[usize::from(t)].split('|').next();
    let (mut all, mut right, mut coarse) = (0.0, 0.0, 0.0);
    for (gold, found) in trees.iter().flat_map(|t| &t.tags).zip(tags.iter().flatten()) {
        all += 1.0;
        right += f64::from(gold == found);
        coarse += f64::from(upos(*gold) == upos(*found));
    }
    format!("upos {:.4} both {:.4}", coarse / all, right / all)
}

fn marks_of(names: &Names) -> Vec<u32> {
    let parts = names.tags.iter().map(|t| t.split_once('|').unwrap_or((t, "")));
    parts.map(|(upos, xpos)| clause_mark(upos, xpos)).collect()
}

fn train_parser(
    train: &[Tree],
    tagged: &[Vec<Tag>],
    names: &Names,
    devs: &[Vec<Tree>],
    dev_tags: &[Vec<Vec<Tag>>],
    keep: impl Fn(&Rows) -> io::Result<()>,
) -> io::Result<()> {
    let mut model = Perceptron::default();
    let mut random = Random(20_261_121);
    let kinds = marks_of(names);
    for epoch in 0..PARSER_EPOCHS + FROZEN_EPOCHS {
        if epoch == PARSER_EPOCHS {
            model.freeze(PARSER_BYTES);
        }
        for at in random.order(train.len()) {
            let marks = clause_marks(&tagged[at], &kinds);
            let state = State::new(&train[at].words, &tagged[at], &marks);
            learn_tree(&mut model, &train[at], state, names.relations.len(), epoch, &mut random);
        }
        if epoch % 2 == 1 || epoch + 1 >= PARSER_EPOCHS {
            let rows = model.export(PARSER_BYTES);
            keep(&rows)?;
            let exported = Exported::new(&rows);
            for (dev, tags) in devs.iter().zip(dev_tags) {
                println!("parser epoch {epoch}: {}", parse_score(dev, tags, &exported, names));
            }
        }
    }
    Ok(())
}

/// One sentence: after the first epoch mostly along the parser's own, faulty path.
fn learn_tree(
    model: &mut Perceptron,
    tree: &Tree,
    mut state: State<'_>,
    labels: usize,
    epoch: usize,
    random: &mut Random,
) {
    let mut scores = vec![0; 1 + 2 * labels];
    while !state.done() {
        let features = state.features();
        scores.fill(0);
        model.score(&features, &mut scores);
        let Some(found) = best(&scores, |t| state.allows(t)) else { return };
        let good = oracle::best_right(&state, tree, &scores);
        let right = good == found || oracle::is_right(&state, tree, found);
        model.learn(&features, if right { found } else { good }, found);
        let explore = epoch > 0 && random.below(10) > 0;
        state.apply(if explore { found } else { good });
    }
}

fn parse_score(trees: &[Tree], tags: &[Vec<Tag>], model: &impl Scorer, names: &Names) -> String {
    let kinds = marks_of(names);
    let main = |label: u8| names.relations[usize::from(label)].split(':').next();
    let (mut all, mut heads, mut labelled) = (0.0, 0.0, 0.0);
    for (tree, tags) in trees.iter().zip(tags) {
        let marks = clause_marks(tags, &kinds);
        let arcs = parse(&tree.words, tags, &marks, model, names.relations.len());
        for (at, (head, label)) in arcs.into_iter().enumerate() {
            let right = head == tree.heads[at];
            all += 1.0;
            heads += f64::from(right);
            labelled += f64::from(right && main(label) == main(tree.labels[at]));
        }
    }
    format!("uas {:.4} las {:.4}", heads / all, labelled / all)
}

/// How often a lemma was given, and whether the rules give it too.
type Lemmas<'a> = BTreeMap<(&'a str, bool), usize>;

/// Lemmas of the treebanks that the rules miss.
fn lemmas(train: &[Tree], names: &Names) -> Vec<String> {
    let mut seen: BTreeMap<(String, &str), Lemmas> = BTreeMap::new();
    for tree in train {
        for (at, form) in tree.forms.iter().enumerate() {
            let tag = &names.tags[usize::from(tree.tags[at])];
            let xpos = tag.split_once('|').map_or("", |t| t.1);
            let learnt =
                !matches!(xpos, "NNP" | "NNPS" | "ADD" | "FW" | "SYM" | "NFP" | "GW" | "CD");
            if learnt {
                let lower = form.to_lowercase().replace('’', "'");
                let right = by_rule(form, xpos) == tree.lemmas[at];
                let lemmas = seen.entry((lower, xpos)).or_default();
                *lemmas.entry((&tree.lemmas[at], right)).or_insert(0) += 1;
            }
        }
    }
    let mut lines = Vec::new();
    for ((form, xpos), lemmas) in seen {
        let most = lemmas.into_iter().max_by_key(|(_, count)| *count);
        if let Some(((lemma, false), _)) = most {
            lines.push(format!("{form}\t{xpos}\t{lemma}"));
        }
    }
    lines
}

/// The bytes of the model file.
fn model(names: &Names, train: &[Tree], tagger: &Rows, parser: &Rows) -> Vec<u8> {
    let mut out = b"TSY1".to_vec();
    let lemmas = lemmas(train, names);
    for lines in [&names.tags, &names.relations, &lemmas] {
        let text = lines.join("\n");
        out.extend((text.len() as u32).to_le_bytes());
        out.extend(text.bytes());
    }
    for rows in [tagger, parser] {
        let pairs: usize = rows.iter().map(|r| r.1.len()).sum();
        out.extend((rows.len() as u32).to_le_bytes());
        out.extend((pairs as u32).to_le_bytes());
        out.extend(rows.iter().flat_map(|r| r.0.to_le_bytes()));
        out.extend(rows.iter().map(|r| r.1.len() as u8));
        out.extend(rows.iter().flat_map(|r| &r.1).flat_map(|(class, w)| [*class, *w as u8]));
    }
    out
}
