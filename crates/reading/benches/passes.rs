//! How long the trained reader takes over an article, and how long the rules after it: `cargo bench
//! -p reading`. Divide `names` and `meaning` by `reader` for their share; both are to stay small.

use std::sync::atomic::{AtomicUsize, Ordering};

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use reading::Reading;
use reading::train::Stages;
use text::{Article, DateFrom, PartialDate, Published};
use world::World;

fn main() {
    divan::main();
}

/// An invented report of some 700 words; `n` makes its words differ, so that no passage of it was
/// heard before.
fn article(n: usize) -> Article {
    let paragraphs = [
        "HARBOUR TOWN — At least 84 people were killed when a ferry sank off the cape on Friday, the coastguard said, and 12 more are missing.",
        "“We searched all night,” Anna Reed, head of the coastguard, told reporters in Harbour Town on Saturday. “The sea was calm by dawn.”",
        "The government plans to send 400 marines to the island next week, a senior official said on condition of anonymity. It denied that the ferry had carried more than its 300 passengers.",
        "According to the harbour office, the ship left at 9:30 p.m. with about 280 passengers and 25 crew on board. Some 40 metres of its hull have been found.",
        "The Harbour Gazette reported, citing two survivors, that the engine had failed twice since October and that repairs had cost $3.2 million.",
        "Mayor John Doe said he would open an inquiry by the end of the month. The owner, Cape Lines, has promised to pay 5,000 euros to each family.",
        "Prices of freight rose 12 percent in the third quarter, the port’s bank estimates, and may rise a further 3 to 5 percent by December.",
    ];
    let text: Vec<String> = (0..24)
        .map(|i| format!("Report {n} of {i}: {}", paragraphs[i % paragraphs.len()]))
        .collect();
    let mut article = Article::of_text(&text.join("\n\n"));
    let day = text::Date::constant(2031, 5, 12);
    let from = DateFrom::Metadata;
    article.published = Some(Published { date: PartialDate::day(day), from, evidence: None });
    article
}

fn words() -> ItemsCount {
    ItemsCount::new(article(0).text.split_whitespace().count())
}

/// An article that was never read before.
fn fresh() -> Article {
    static READ: AtomicUsize = AtomicUsize::new(0);
    article(READ.fetch_add(1, Ordering::Relaxed))
}

#[divan::bench]
fn reader(bencher: Bencher) {
    let world = World::bundled();
    bencher
        .counter(words())
        .with_inputs(fresh)
        .bench_values(|article| black_box(Stages::hear(&article, world)));
}

fn heard(article: Article) -> (Article, Stages) {
    let stages = Stages::hear(&article, World::bundled());
    (article, stages)
}

#[divan::bench]
fn names(bencher: Bencher) {
    let world = World::bundled();
    bencher
        .counter(words())
        .with_inputs(|| heard(fresh()))
        .bench_values(|(article, stages)| black_box(stages.named(&article, world)));
}

#[divan::bench]
fn meaning(bencher: Bencher) {
    let world = World::bundled();
    bencher
        .counter(words())
        .with_inputs(|| {
            let (article, stages) = heard(fresh());
            let reading: Reading = stages.named(&article, world);
            (article, stages, reading)
        })
        .bench_values(|(article, stages, mut reading)| {
            stages.meant(&article, world, &mut reading);
            black_box(reading)
        });
}
