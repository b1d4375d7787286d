//! The record held to the truth of invented situations.
//!
//! `SIMULATOR_SEEDS=500` sets how many streams are invented, `SIMULATOR_SEEDS=17..18` which. A
//! failure names its seed; `cargo run -p simulator --example invent 17 FOLDER` writes its reports.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::{env, thread};

use reading::{EventStatus, FigureStatus, Force, Reading, Speaker};
use record::{EventIx, FigureIx, Record, SeriesIx, SourceOrigin};
use simulator::{Behaviour, Status, Stream, Voice, Words};
use text::{Article, Span};
use world::World;

/// How many streams are invented where nothing else is asked for.
const SEEDS: u64 = 8;
/// How much of what fell is shown.
const SHOWN: usize = 40;

/// A stream, or one of its stories alone, what was read of it and the record made of that.
struct Case {
    stream: Stream,
    /// Which story it is.
    story: Option<usize>,
    read: Vec<(Article, Reading)>,
    record: Record,
    /// Position in the stream of each report of the record.
    at: Vec<usize>,
    /// The figure of the record for each that the stream tells, where it was read as meant.
    figures: Vec<Option<FigureIx>>,
}

/// All cases, invented and read once, by as many threads as there are processors.
fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let seeds: Vec<u64> = seeds().collect();
        let share = seeds.len().div_ceil(thread::available_parallelism().map_or(1, usize::from));
        thread::scope(|scope| {
            let work = seeds.chunks(share.max(1));
            let threads: Vec<_> = work
                .map(|seeds| {
                    scope.spawn(|| seeds.iter().flat_map(|s| of_seed(*s)).collect::<Vec<_>>())
                })
                .collect();
            threads.into_iter().flat_map(|t| t.join().expect("no case panics")).collect()
        })
    })
}

fn seeds() -> std::ops::Range<u64> {
    let Ok(asked) = env::var("SIMULATOR_SEEDS") else { return 0..SEEDS };
    let number = |words: &str| words.trim().parse().expect("SIMULATOR_SEEDS is N or FROM..TO");
    match asked.split_once("..") {
        Some((from, to)) => number(from)..number(to),
        None => 0..number(&asked),
    }
}

/// A stream and each of its stories alone: a story that was joined to another is no reason for
/// its figures to be.
fn of_seed(seed: u64) -> Vec<Case> {
    let world = World::bundled();
    let stream = simulator::invent(seed);
    let read = |article: Article| {
        let reading = reading::read(&article, world);
        (article, reading)
    };
    let read: Vec<_> = stream.articles(world).into_iter().map(read).collect();
    let stories = (0..stream.situations.len()).map(|story| {
        let read = stream.situations[story].iter().map(|r| read[*r].clone()).collect();
        case(stream.story(story), Some(story), read)
    });
    let stories: Vec<Case> = stories.collect();
    [case(stream, None, read)].into_iter().chain(stories).collect()
}

fn case(stream: Stream, story: Option<usize>, read: Vec<(Article, Reading)>) -> Case {
    let record = record::build(read.clone(), World::bundled());
    let at = |report: &record::Report| {
        stream.reports.iter().position(|r| r.id == report.article.id).expect("it was given")
    };
    let at = record.reports.iter().map(at).collect();
    let mut case = Case { stream, story, read, record, at, figures: Vec::new() };
    case.figures = (0..case.stream.figures.len()).map(|f| case.lifted(f)).collect();
    case
}

/// What is held to the truth.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    /// Whole streams.
    Streams,
    /// Every story alone.
    Stories,
}

/// Fails with the first of what fell, seed by seed.
fn hold(of: Of, check: impl Fn(&Case) -> Vec<String>) {
    hold_but(0, of, check);
}

/// The same, where it is known of some streams in a hundred that they fall.
fn hold_but(known: usize, of: Of, check: impl Fn(&Case) -> Vec<String>) {
    let held = |case: &&Case| case.story.is_none() == (of == Of::Streams);
    let fell: Vec<String> = cases()
        .iter()
        .filter(held)
        .flat_map(|case| {
            let seed = case.stream.seed;
            check(case).into_iter().map(move |what| format!("seed {seed}: {what}"))
        })
        .collect();
    let seeds: BTreeSet<&str> = fell.iter().filter_map(|f| f.split(':').next()).collect();
    let (shown, all) = (fell.iter().take(SHOWN).collect::<Vec<_>>(), self::seeds().count());
    let most = (known * all).div_ceil(100);
    assert!(seeds.len() <= most, "{} of {all} streams: {shown:#?}", seeds.len());
}

impl Case {
    fn text(&self, words: &Words) -> String {
        let report = &self.stream.reports[words.report];
        format!("{} “{}”", report.id, &report.text[words.range()])
    }

    /// What is wrong with the reading of a figure that the stream tells.
    fn misread(&self, at: usize) -> Option<String> {
        let meant = &self.stream.figures[at];
        let (article, reading) = &self.read[meant.words.report];
        let told = reading.figures.iter().find(|f| {
            let quantity = &reading.quantities[f.quantity.at()];
            overlaps(quantity.span, &meant.words) && quantity.value == Some(meant.value)
        });
        let Some(told) = told else { return Some("not read".to_owned()) };
        let status = match meant.status {
            Status::Actual => FigureStatus::Actual,
            Status::Planned => FigureStatus::Planned,
        };
        let voice = match told.speaker {
            Speaker::Entity(at) => {
                let entity = &reading.entities[at.at()];
                let of = entity.of.map(|of| &reading.entities[of.at()]);
                is_called(&meant.origin, &entity.name)
                    || of.is_some_and(|of| is_called(&meant.origin, &of.name))
            }
            Speaker::Unresolved(_) | Speaker::Outlet => false,
        };
        let dated = article.published.is_some() && meant.as_of.is_some();
        let day = !dated || told.as_of.map(|d| d.date) == meant.as_of;
        (told.status != status || !voice || !day).then(|| {
            let speaker = match told.speaker {
                Speaker::Entity(at) => reading.entities[at.at()].name.clone(),
                other => format!("{other:?}"),
            };
            let as_of = told.as_of.map(|d| d.to_string());
            format!("read as {:?} by {speaker} as of {as_of:?}", told.status)
        })
    }

    /// The record's figure for one that the stream tells, read as meant and with its day: a report
    /// that stays undated may leave that open.
    fn lifted(&self, at: usize) -> Option<FigureIx> {
        let meant = &self.stream.figures[at];
        if self.misread(at).is_some() {
            return None;
        }
        let found = self.record.figures.iter().position(|f| {
            self.at[f.report.at()] == meant.words.report
                && overlaps(f.span, &meant.words)
                && f.value == Some(meant.value)
                && meant.as_of.is_none_or(|day| f.as_of.is_some_and(|d| d.date == day))
        });
        found.map(FigureIx::from)
    }

    /// Whether the mention of an event was read with its day, as past or as to come.
    fn reads(&self, words: &Words, past: bool, day: text::Date) -> bool {
        let (article, reading) = &self.read[words.report];
        let status = if past { EventStatus::Happened } else { EventStatus::Planned };
        let told = reading.events.iter().find(|e| overlaps(e.trigger, words));
        told.is_some_and(|e| {
            let dated = e.date == Some(text::DateSpan { from: day, to: day });
            e.status == status && (dated || article.published.is_none())
        })
    }

    /// The record's series for each of the stream's, with the figures that bind them.
    fn series(&self) -> BTreeMap<(usize, SeriesIx), usize> {
        let mut found = BTreeMap::new();
        for (at, meant) in self.stream.figures.iter().enumerate() {
            let series = self.figures[at].and_then(|f| self.record.figures[f.at()].series);
            if let Some(series) = series {
                found.entry((meant.series, series)).or_insert(at);
            }
        }
        found
    }

    /// The situation of a series.
    fn situation(&self, series: SeriesIx) -> Option<record::SituationIx> {
        let first = self.record.series[series.at()].points[0];
        self.record.reports[self.record.figures[first.at()].report.at()].situation
    }

    /// Whether every figure of a series was read as meant.
    fn is_read(&self, series: usize) -> bool {
        let mut all = self.stream.figures.iter().enumerate().filter(|(_, f)| f.series == series);
        all.all(|(at, _)| self.figures[at].is_some())
    }

    /// Series of the stream that were read as meant and are one in the record, with that one.
    fn whole_series(&self) -> Vec<(usize, SeriesIx)> {
        let found = self.series();
        let alone = |(a, b): &(usize, SeriesIx)| {
            found.keys().filter(|(x, y)| x == a || y == b).count() == 1
        };
        found.keys().filter(|pair| alone(pair) && self.is_read(pair.0)).copied().collect()
    }

    /// Whether a reading has a statement of that voice that tells something.
    fn hears(&self, voice: &Voice) -> bool {
        let by = |reading: &Reading, speaker: Speaker| match speaker {
            Speaker::Entity(at) => is_called(voice, &reading.entities[at.at()].name),
            Speaker::Unresolved(_) | Speaker::Outlet => false,
        };
        self.read
            .iter()
            .any(|(_, r)| r.statements.iter().any(|s| tells(s.force) && by(r, s.speaker)))
    }

    /// What differs between the origins of a record and the voices that they should be.
    fn compare(&self, origins: &[SourceOrigin], voices: &BTreeSet<Voice>) -> Option<String> {
        let of = |origin: &SourceOrigin| voices.iter().find(|v| is_called(v, &origin.name));
        let heard: BTreeSet<&Voice> = origins.iter().filter_map(of).collect();
        let extra: Vec<&str> =
            origins.iter().filter(|o| of(o).is_none()).map(|o| &*o.name).collect();
        let missed: Vec<&str> =
            voices.iter().filter(|v| !heard.contains(v)).map(|v| &*v.names[0]).collect();
        let names = || origins.iter().map(|o| &*o.name).collect::<Vec<_>>().join(", ");
        let exact = extra.is_empty() && missed.is_empty() && origins.len() == voices.len();
        (!exact).then(|| format!("{}; too many: {extra:?}, missing: {missed:?}", names()))
    }
}

fn overlaps(span: Span, words: &Words) -> bool {
    (span.start as usize) < words.bytes.1 && words.bytes.0 < span.end as usize
}

fn is_called(voice: &Voice, name: &str) -> bool {
    let bare = name.strip_prefix("the ").unwrap_or(name);
    voice.names.iter().any(|n| n.eq_ignore_ascii_case(bare))
}

fn tells(force: Force) -> bool {
    use Force::{Asserts, Confirms, Denies, Doubts, Predicts};
    matches!(force, Asserts | Confirms | Denies | Doubts | Predicts)
}

/// A share of the figures, in per cent, that may be misread: the other properties leave them out.
const MISREAD: usize = 2;

#[test]
fn the_templates_are_read_as_meant() {
    let mut figures = 0;
    let mut fell: Vec<String> = Vec::new();
    for case in cases().iter().filter(|c| c.story.is_none()) {
        let seed = case.stream.seed;
        for (at, figure) in case.stream.figures.iter().enumerate() {
            figures += 1;
            let text = case.text(&figure.words);
            fell.extend(case.misread(at).map(|why| format!("seed {seed}: {text}: {why}")));
        }
        for (at, (article, reading)) in case.read.iter().enumerate() {
            for figure in &reading.figures {
                let span = reading.quantities[figure.quantity.at()].span;
                let meant =
                    |f: &simulator::Figure| f.words.report == at && overlaps(span, &f.words);
                if !case.stream.figures.iter().any(meant) {
                    let words = span.of(&article.text);
                    fell.push(format!("seed {seed}: {} “{words}”: no figure", article.id));
                }
            }
        }
    }
    assert!(fell.len() * 100 <= MISREAD * figures, "{} of {figures}: {fell:#?}", fell.len());
}

#[test]
fn figures_of_one_quantity_and_no_others_are_one_series() {
    hold_but(3, Of::Stories, |case| {
        let found = case.series();
        let mut fell = Vec::new();
        for ((a, x), one) in &found {
            for ((b, y), other) in &found {
                let situation = |s: &SeriesIx| case.situation(*s);
                if one < other && (a == b) != (x == y) && situation(x) == situation(y) {
                    let text = |at: &usize| case.text(&case.stream.figures[*at].words);
                    let what = if a == b { "split" } else { "joined" };
                    let names = (&case.stream.series[*a].name, &case.stream.series[*b].name);
                    fell.push(format!("{what}: {names:?}: {} / {}", text(one), text(other)));
                }
            }
        }
        fell
    });
}

#[test]
fn series_behave_as_their_quantities_did() {
    hold(Of::Stories, |case| {
        let mut fell = Vec::new();
        for (meant, found) in case.whole_series() {
            let series = &case.record.series[found.at()];
            let behaviour = match case.stream.series[meant].behaviour {
                Behaviour::Stable => record::Behaviour::Stable,
                Behaviour::Revised => record::Behaviour::Revised,
                Behaviour::Contested => record::Behaviour::Contested,
            };
            if series.behaviour != behaviour {
                let name = &case.stream.series[meant].name;
                fell.push(format!("{name}: {:?}, not {behaviour:?}", series.behaviour));
            }
        }
        fell
    });
}

#[test]
fn series_rest_on_their_origins() {
    hold(Of::Stories, |case| {
        let mut fell = Vec::new();
        for (meant, found) in case.whole_series() {
            let figures = case.stream.figures.iter().filter(|f| f.series == meant);
            let voices = figures.map(|f| f.origin.clone()).collect();
            let origins = &case.record.series[found.at()].basis.origins;
            let name = &case.stream.series[meant].name;
            fell.extend(case.compare(origins, &voices).map(|what| format!("{name}: {what}")));
        }
        fell
    });
}

/// What remains: an agency's report that somebody denied something, read as two statements that
/// nothing links, makes the agency an origin.
#[test]
fn situations_rest_on_their_origins() {
    hold_but(6, Of::Stories, |case| {
        let mut fell = Vec::new();
        for (meant, voices) in case.stream.origins.iter().enumerate() {
            let reports: BTreeSet<usize> = case.stream.situations[meant].iter().copied().collect();
            let same = |s: &&record::Situation| {
                s.reports.iter().map(|r| case.at[r.at()]).collect::<BTreeSet<_>>() == reports
            };
            let found = case.record.situations.iter().find(same);
            let heard = voices.iter().filter(|v| case.hears(v)).cloned().collect();
            fell.extend(found.and_then(|s| case.compare(&s.origins, &heard)));
        }
        fell
    });
}

/// What remains: short reports that cite one agency are joined for the agency's name.
#[test]
fn stories_of_two_kinds_stay_apart_and_each_together() {
    hold_but(6, Of::Streams, |case| if case.stream.alike { Vec::new() } else { stories(case) });
}

#[test]
fn two_accidents_of_one_sort_in_one_week_stay_apart() {
    hold(Of::Streams, |case| if case.stream.alike { stories(case) } else { Vec::new() });
}

/// Stories that were split or joined.
fn stories(case: &Case) -> Vec<String> {
    let of = |at: usize| {
        let report = case.at.iter().position(|a| *a == at).expect("every report is kept");
        case.record.reports[report].situation
    };
    let mut fell = Vec::new();
    for (n, story) in case.stream.situations.iter().enumerate() {
        let found: BTreeSet<_> = story.iter().map(|r| of(*r)).collect();
        if found.len() != 1 || found.contains(&None) {
            let groups = story.iter().map(|r| (&*case.stream.reports[*r].id, of(*r)));
            fell.push(format!("split: {:?}", groups.collect::<Vec<_>>()));
        }
        for other in &case.stream.situations[n + 1..] {
            let joined: Vec<&str> = other
                .iter()
                .filter(|r| found.contains(&of(**r)))
                .map(|r| &*case.stream.reports[*r].id)
                .collect();
            if !joined.is_empty() {
                fell.push(format!("joined to the story before: {joined:?}"));
            }
        }
    }
    fell
}

/// What remains: two reports of few words whose wordings of the same claims happen to be the same.
#[test]
fn copies_are_the_reports_that_share_their_text() {
    hold_but(10, Of::Streams, |case| {
        let mut found = BTreeSet::new();
        for (at, report) in case.record.reports.iter().enumerate() {
            for copy in &report.copies {
                let (a, b) = (case.at[at], case.at[copy.report.at()]);
                found.insert((a.min(b), a.max(b)));
            }
        }
        let name = |(a, b): &(usize, usize)| {
            format!("{} {}", case.stream.reports[*a].id, case.stream.reports[*b].id)
        };
        let extra =
            found.difference(&case.stream.copies).map(|p| format!("no copies: {}", name(p)));
        let missed = case.stream.copies.difference(&found);
        extra.chain(missed.map(|p| format!("copies: {}", name(p)))).collect()
    });
}

/// What remains: undated reports whose latest day no neighbour knows of by three days and more.
#[test]
fn days_and_agencies_of_reports_are_right() {
    hold_but(5, Of::Streams, |case| {
        let mut fell = Vec::new();
        for (at, report) in case.record.reports.iter().enumerate() {
            let meant = &case.stream.reports[case.at[at]];
            // An undated report may stay undated, but is never given a wrong day.
            let found = report.article.published.map(|p| p.date.date);
            if found != Some(meant.day) && (meant.dated || found.is_some()) {
                fell.push(format!("{}: {found:?}, not {}", meant.id, meant.day));
            }
            let wire = report.origin.kind == text::OriginKind::Wire;
            let agencies: Vec<&String> = report.origin.agencies.iter().filter(|_| wire).collect();
            let own = meant.wire.as_ref() == Some(&meant.outlet);
            if agencies != meant.wire.iter().filter(|_| !own).collect::<Vec<_>>() {
                fell.push(format!("{}: {:?}, not {:?}", meant.id, report.origin, meant.wire));
            }
        }
        fell
    });
}

#[test]
fn disputes_are_found_and_none_is_false() {
    hold(Of::Stories, |case| {
        let contested: BTreeSet<SeriesIx> = case
            .whole_series()
            .into_iter()
            .filter(|(meant, _)| case.stream.series[*meant].behaviour == Behaviour::Contested)
            .map(|(_, found)| found)
            .collect();
        let on = |side: &BTreeSet<Words>, statement: &record::StatementIx| {
            let statement = &case.record.statements[statement.at()];
            let report = case.at[statement.report.at()];
            side.iter().any(|w| w.report == report && overlaps(statement.span, w))
        };
        let mut fell = Vec::new();
        let mut settled = BTreeSet::new();
        for dispute in &case.record.disputes {
            if let Some(series) = dispute.series {
                let read = case.whole_series().iter().any(|(_, found)| *found == series);
                if read && !contested.contains(&series) {
                    fell.push(format!("false, of figures: {}", dispute.proposition));
                }
                continue;
            }
            let meant = case.stream.disputes.iter().position(|meant| {
                dispute.asserted.iter().all(|s| on(&meant.asserted, s))
                    && dispute.denied.iter().all(|s| on(&meant.denied, s))
            });
            match meant {
                Some(meant) => {
                    if !settled.insert(meant) {
                        fell.push(format!("told twice: {}", dispute.proposition));
                    }
                }
                None => {
                    let told = |s: &record::StatementIx| {
                        let statement = &case.record.statements[s.at()];
                        let report = &case.record.reports[statement.report.at()].article;
                        format!("{} “{}”", report.id, statement.span.of(&report.text))
                    };
                    let side =
                        |side: &[record::StatementIx]| side.iter().map(told).collect::<Vec<_>>();
                    let (asserted, denied) = (side(&dispute.asserted), side(&dispute.denied));
                    fell.push(format!("false: {asserted:?} against {denied:?}"));
                }
            }
        }
        for (at, meant) in case.stream.disputes.iter().enumerate() {
            let told = !meant.asserted.is_empty() && !meant.denied.is_empty();
            if told && !settled.contains(&at) {
                fell.push(format!("not found: {}", meant.name));
            }
        }
        for series in contested {
            if !case.record.disputes.iter().any(|d| d.series == Some(series)) {
                fell.push(format!("not found: {}", case.record.series[series.at()].label));
            }
        }
        fell
    });
}

/// What remains: plans told by an agency, and visits told by reports that are given a wrong day.
#[test]
fn events_are_one_each_on_their_day() {
    hold_but(6, Of::Stories, |case| {
        let of = |words: &Words| -> Option<EventIx> {
            let event = case.record.events.iter().position(|event| {
                event.mentions.iter().any(|m| {
                    case.at[m.passage.report.at()] == words.report
                        && overlaps(m.passage.span, words)
                })
            });
            event.map(EventIx::from)
        };
        let mut fell = Vec::new();
        let mut seen: BTreeMap<EventIx, usize> = BTreeMap::new();
        for (at, meant) in case.stream.events.iter().enumerate() {
            let read = |(words, past): &(Words, bool)| case.reads(words, *past, meant.day);
            if meant.mentions.is_empty() || !meant.mentions.iter().all(read) {
                continue;
            }
            let found: BTreeSet<EventIx> =
                meant.mentions.iter().filter_map(|(w, _)| of(w)).collect();
            if found.len() != 1 {
                let name = |e: &EventIx| &*case.record.events[e.at()].label;
                let names: Vec<&str> = found.iter().map(name).collect();
                fell.push(format!("{}: found as {names:?}", meant.name));
            }
            for event in found {
                if let Some(other) = seen.insert(event, at) {
                    let other = &case.stream.events[other].name;
                    fell.push(format!("{} is one with {other}", meant.name));
                }
                let found = &case.record.events[event.at()];
                let status = match meant.happened {
                    true => EventStatus::Happened,
                    false => EventStatus::Planned,
                };
                let day = found.date.map(|d| (d.from, d.to));
                if found.status != status || day != Some((meant.day, meant.day)) {
                    let told = (found.status, day);
                    fell.push(format!("{} on {}: {told:?}", meant.name, meant.day));
                }
            }
        }
        fell
    });
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    hold(Of::Streams, |case| {
        let mut shuffled = case.read.clone();
        fastrand::Rng::with_seed(case.stream.seed).shuffle(&mut shuffled);
        let same = record::build(shuffled, World::bundled()) == case.record;
        (!same).then(|| "another record in another order".to_owned()).into_iter().collect()
    });
}
