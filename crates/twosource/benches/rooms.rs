//! Speed of the rooms on the bundled situation: `cargo bench`.
//!
//! `floor` walks the words of the same texts once and counts them in a map; divide a room's time
//! by it for a ratio that means the same on any machine.

use std::collections::BTreeMap;
use std::path::Path;

use article::{Input, gather};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use text::Article;
use world::World;

fn main() {
    divan::main();
}

fn articles() -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/ferry");
    let intake = gather(&[Input::Path(folder)], World::bundled(), &mut |_| {});
    assert!(!intake.articles.is_empty(), "the bundled situation is there");
    intake.articles
}

fn words(articles: &[Article]) -> ItemsCount {
    ItemsCount::new(articles.iter().map(|a| a.text.split_whitespace().count()).sum::<usize>())
}

#[divan::bench]
fn floor(bencher: Bencher) {
    let articles = articles();
    bencher.counter(words(&articles)).bench(|| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for word in articles.iter().flat_map(|a| a.text.split_whitespace()) {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
        black_box(counts)
    });
}

#[divan::bench]
fn reading(bencher: Bencher) {
    let articles = articles();
    let world = World::bundled();
    bencher.counter(words(&articles)).bench(|| {
        for article in &articles {
            black_box(reading::read(article, world));
        }
    });
}

#[divan::bench]
fn record(bencher: Bencher) {
    let articles = articles();
    let world = World::bundled();
    bencher
        .counter(words(&articles))
        .with_inputs(|| {
            articles.iter().map(|a| (a.clone(), reading::read(a, world))).collect::<Vec<_>>()
        })
        .bench_values(|read| black_box(record::build(read, world)));
}
