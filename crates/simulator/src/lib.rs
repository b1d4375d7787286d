//! Invented situations whose truth is known, for holding the record to it.
//!
//! ```text
//! seed ─cast─▶ people, offices, agency, outlets ─stories─▶ claims from day to day
//!      ─press─▶ reports as outlets with their habits print them, and what is true of them
//! ```
//! The wording comes from a few templates: it says nothing of how well reading works, only whether
//! the record draws the right conclusions from what was read. Same seed, same stream.

mod cast;
mod claim;
mod page;
mod press;
mod stories;
mod story;
mod truth;

use std::collections::BTreeSet;

use fastrand::Rng;
use jiff::civil::Date;
use text::Article;
use world::World;

use cast::Cast;
use press::Desk;
use stories::{accident, garrison, march};
use story::{Ledger, Story, later};
pub use truth::*;

/// Reports of a few stories in one stream, and what is true of them.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    /// What it was invented from.
    pub seed: u64,
    /// Whether its stories are of one sort.
    pub alike: bool,
    /// The reports, story after story.
    pub reports: Vec<Report>,
    /// The reports of each story, by position.
    pub situations: Vec<Vec<usize>>,
    /// Whose word the reports of each story rest on.
    pub origins: Vec<BTreeSet<Voice>>,
    /// Pairs of reports that share their text, by position, the smaller first.
    pub copies: BTreeSet<(usize, usize)>,
    /// The figures that are told.
    pub figures: Vec<Figure>,
    /// The quantities that they are of.
    pub series: Vec<Series>,
    /// The events that are told.
    pub events: Vec<Event>,
    /// The propositions on which sources differ.
    pub disputes: Vec<Dispute>,
}

/// Invents a stream of two stories: two accidents of one sort in one week, an accident and a march,
/// or a march and a deployment.
pub fn invent(seed: u64) -> Stream {
    let mut rng = Rng::with_seed(seed);
    let mut cast = Cast::new(&mut rng);
    let mut ledger = Ledger::default();
    let first = later(Date::constant(2025, 1, 6), rng.i64(0..300));
    let second = later(first, rng.i64(0..3));
    let sort = rng.choice(accident::SORTS).expect("there are sorts");
    let mut names = accident::names(&mut rng, sort);
    let alike = seed.is_multiple_of(3);
    let plots = match seed % 3 {
        0 => [Plot::Accident, Plot::Accident],
        1 => [Plot::Accident, Plot::March],
        _ => [Plot::March, Plot::Garrison],
    };
    let mut stories: Vec<Story> = Vec::new();
    for (plot, day) in plots.into_iter().zip([first, second]) {
        let (rng, cast, ledger) = (&mut rng, &mut cast, &mut ledger);
        stories.push(match plot {
            Plot::Accident => accident::accident(rng, cast, ledger, (sort, names.draw()), day),
            Plot::March => march::march(rng, cast, ledger, day),
            Plot::Garrison => garrison::garrison(rng, cast, ledger, day),
        });
    }
    let Ledger { series, events, disputes } = ledger;
    let situations = vec![Vec::new(); stories.len()];
    let origins = vec![BTreeSet::new(); stories.len()];
    let mut stream =
        Stream { seed, alike, situations, origins, series, events, disputes, ..Stream::default() };
    for story in stories.iter_mut().enumerate() {
        Desk::new(&mut rng, &mut cast, story, &mut stream).publish();
    }
    judge(&mut stream);
    stream
}

/// The sorts of stories.
enum Plot {
    Accident,
    March,
    Garrison,
}

/// Settles how each series behaves by what was told of it: values of two days were revised, values
/// that are told of one day are contested.
fn judge(stream: &mut Stream) {
    for (at, series) in stream.series.iter_mut().enumerate() {
        let told: Vec<&Figure> = stream.figures.iter().filter(|f| f.series == at).collect();
        let differ = |a: &Figure, b: &Figure| (a.value - b.value).abs() > f64::EPSILON;
        let pair = |of: &dyn Fn(&Figure, &Figure) -> bool| {
            told.iter().any(|a| told.iter().any(|b| differ(a, b) && of(a, b)))
        };
        series.behaviour = if pair(&|a, b| a.as_of != b.as_of) {
            Behaviour::Revised
        } else if pair(&|_, _| true) {
            Behaviour::Contested
        } else {
            Behaviour::Stable
        };
    }
}

impl Stream {
    /// One of its stories alone.
    pub fn story(&self, number: usize) -> Stream {
        let kept = &self.situations[number];
        let at = |report: usize| kept.iter().position(|r| *r == report);
        let words = |w: &Words| Some(Words { report: at(w.report)?, bytes: w.bytes });
        let figure = |f: &Figure| Some(Figure { words: words(&f.words)?, ..f.clone() });
        let told =
            |e: &Event| e.mentions.iter().filter_map(|(w, p)| Some((words(w)?, *p))).collect();
        let side = |side: &BTreeSet<Words>| side.iter().filter_map(words).collect();
        Stream {
            seed: self.seed,
            alike: self.alike,
            reports: kept.iter().map(|r| self.reports[*r].clone()).collect(),
            situations: vec![(0..kept.len()).collect()],
            origins: vec![self.origins[number].clone()],
            copies: self.copies.iter().filter_map(|(a, b)| Some((at(*a)?, at(*b)?))).collect(),
            figures: self.figures.iter().filter_map(figure).collect(),
            series: self.series.clone(),
            events: self.events.iter().map(|e| Event { mentions: told(e), ..e.clone() }).collect(),
            disputes: self
                .disputes
                .iter()
                .map(|d| Dispute {
                    name: d.name.clone(),
                    asserted: side(&d.asserted),
                    denied: side(&d.denied),
                })
                .collect(),
        }
    }

    /// The reports as articles, as if they had come with their metadata.
    pub fn articles(&self, world: &World) -> Vec<Article> {
        let article = |report: &Report| {
            let about = article::About {
                id: Some(report.id.clone()),
                outlet: Some(report.outlet.clone()),
                title: Some(report.title.clone()),
                published: report.dated.then(|| report.day.to_string()),
                ..article::About::default()
            };
            article::plain(report.text.clone(), &about, world)
        };
        self.reports.iter().map(article).collect()
    }
}
