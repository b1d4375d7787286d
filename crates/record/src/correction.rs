//! What a reader has put right: corrections, applied while a record is built, so that all that is
//! computed afterwards follows them.
//!
//! A correction names what it is about by passages of articles, never by positions or ids of a
//! record, so that it means the same in every record of these articles. It is looked for where it
//! says; where the program now draws the passage a little differently, that which shares at least
//! half of it is meant. Corrections apply in order: of those about the same thing the later wins.
//! [`Record::corrected`] tells where each acted, and what of it was not found.
//!
//! ```text
//! readings ─Reject, Split mentions─▶ entities ─Merge, Split─▶ statements ─Speaker─▶
//!     series ─Merge, Split─▶
//!     events ─Merge, Split, Date, Status─▶ disputes, utterances, origins, grades: nothing to do
//! ```

mod mention;

use std::collections::BTreeSet;

use reading::{EntityKind, EventStatus, Reading};
use serde::{Deserialize, Serialize};
use text::{DateSpan, Span};

use crate::portrait::named_only;
use crate::{Draft, EntityIx, Passage, Record, ReportIx, Speaker, StatementIx};

pub(crate) use mention::mentions_apart;

/// A passage of an article, named so that it is the same in every record that holds the article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Anchor {
    /// The id of the article.
    pub article: String,
    /// Where in its text, in bytes.
    pub span: Span,
}

/// What can be merged and split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum What {
    /// Entities; a passage mentions one.
    Entity,
    /// Series; a passage is a figure of one.
    Series,
    /// Events; a passage is a mention of one.
    Event,
    /// Single mentions of entities, which can only be split: a passage is a mention that leaves
    /// alone, with what is said and done in it.
    Mention,
}

/// Who speaks, as a reader says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Voice {
    /// The outlet in its own voice.
    Outlet,
    /// The one entity of the record of that name, in any case; else of that other form of a name;
    /// else somebody whom no report mentions, known by that name alone.
    Named(String),
    /// The entity that a passage mentions.
    At(Anchor),
}

/// One thing put right in a record. Statements are those that are attributed to somebody; what an
/// outlet tells in its own voice is no statement that could be rejected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Correction {
    /// What these passages are of is one.
    Merge {
        /// Which kind of thing.
        what: What,
        /// A passage of each, two at least.
        these: Vec<Anchor>,
    },
    /// These passages are of one thing of its own, and not of what they were taken for. Of an
    /// entity all passages of the article go along that it is meant by there; a mention leaves
    /// alone.
    Split {
        /// Which kind of thing.
        what: What,
        /// The passages that leave.
        these: Vec<Anchor>,
    },
    /// Somebody else says it.
    Speaker {
        /// The passage of the statement.
        statement: Anchor,
        /// Who says it.
        speaker: Voice,
    },
    /// A statement was misread and counts for nothing: it is in the record no more, nor are the
    /// figures and the mentions of events that were told in it, and its words are no claim of the
    /// outlet either. Statements within it stay.
    Reject {
        /// The passage of the statement.
        statement: Anchor,
    },
    /// An event took place, or is to, on these days, or on days nobody knows.
    Date {
        /// The passage of a mention.
        event: Anchor,
        /// When.
        date: Option<DateSpan>,
    },
    /// The status of an event is another, and so is that of the mention in this passage.
    Status {
        /// The passage of a mention.
        event: Anchor,
        /// The status.
        status: EventStatus,
    },
}

impl Correction {
    /// The passages that it names.
    pub fn anchors(&self) -> Vec<&Anchor> {
        match self {
            Correction::Merge { these, .. } | Correction::Split { these, .. } => {
                these.iter().collect()
            }
            Correction::Speaker { statement, speaker: Voice::At(at) } => vec![statement, at],
            Correction::Speaker { statement, .. } | Correction::Reject { statement } => {
                vec![statement]
            }
            Correction::Date { event, .. } | Correction::Status { event, .. } => vec![event],
        }
    }
}

/// Where a correction acted in a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acted {
    /// Its position among the corrections given; in the records that a desk keeps, the number of its
    /// entry in the log.
    pub correction: usize,
    /// The passages that it acted on; where there are none, it did nothing.
    pub on: Vec<Passage>,
    /// What of it was not found.
    pub lacks: Vec<Lack>,
}

/// What a correction names and a record does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Lack {
    /// Nothing of the kind stands in that passage, or the article is not in the record; of what is
    /// to be merged it may be the other that is not there.
    Passage(Anchor),
    /// Nobody can be called so: it holds no letter.
    Name(String),
    /// Several are called so.
    Several(String),
    /// It measures something else than what it is to be merged with.
    Unlike(Anchor),
    /// Nothing else was taken for the same, so there is nothing to part it from.
    Alone(Anchor),
}

/// The corrections of a draft, and what has come of them so far.
#[derive(Debug, Default)]
pub(crate) struct Fixes<'w> {
    pub(crate) log: &'w [Correction],
    found: Found,
    /// The words of statements that were rejected.
    rejected: Vec<Passage>,
    /// The statements whose speaker was put right.
    pub(crate) spoken: BTreeSet<StatementIx>,
}

/// What was found of corrections: of which, which of its passages, where.
#[derive(Debug, Default)]
pub(crate) struct Found {
    hits: BTreeSet<(usize, Anchor, Passage)>,
    lacks: BTreeSet<(usize, Lack)>,
}

impl Found {
    /// The passages found.
    pub(crate) fn passages(&self) -> impl Iterator<Item = Passage> + '_ {
        self.hits.iter().map(|(_, _, passage)| *passage)
    }

    /// Notes that a correction acted on the passage that one of its own was found to be.
    pub(crate) fn hit(&mut self, correction: usize, anchor: &Anchor, passage: Passage) {
        self.hits.insert((correction, anchor.clone(), passage));
    }
}

impl Draft<'_> {
    /// Notes what was found of corrections.
    pub(crate) fn note(&mut self, found: Found) {
        self.fixes.found.hits.extend(found.hits);
        self.fixes.found.lacks.extend(found.lacks);
    }

    /// Whether a passage shares words with a statement that was rejected.
    pub(crate) fn is_rejected(&self, report: ReportIx, span: Span) -> bool {
        self.fixes.rejected.iter().any(|p| p.report == report && p.span.overlaps(span))
    }

    /// The statement that was rejected in these very words.
    fn rejected_at(&self, anchor: &Anchor) -> Option<Passage> {
        let report = self.report_of(anchor)?;
        let passage = Passage { report, span: anchor.span };
        self.fixes.rejected.contains(&passage).then_some(passage)
    }

    fn report_of(&self, anchor: &Anchor) -> Option<ReportIx> {
        let of = |r: &crate::Report| r.article.id == anchor.article;
        self.record.reports.iter().position(of).map(ReportIx::from)
    }

    /// Which of some groups a passage is of, and the passage as it is drawn now; `spans` gives
    /// where a member stands in a report.
    pub(crate) fn place_of<T>(
        &self,
        anchor: &Anchor,
        groups: &[Vec<T>],
        spans: &dyn Fn(&T, ReportIx) -> Vec<Span>,
    ) -> Option<(usize, Passage)> {
        let report = self.report_of(anchor)?;
        let all = groups.iter().enumerate().flat_map(|(at, group)| {
            group.iter().flat_map(|of| spans(of, report)).map(move |span| (at, span))
        });
        let fits = all.filter_map(|(at, span)| Some((fit(anchor.span, span)?, at, span)));
        // Of equals the first.
        let best = fits.reduce(|a, b| if b.0 > a.0 { b } else { a });
        best.map(|(_, at, span)| (at, Passage { report, span }))
    }

    /// The entity that a passage mentions.
    fn mentioned(&self, anchor: &Anchor) -> Option<EntityIx> {
        let report = self.report_of(anchor)?;
        let reading = self.reading(report);
        let all: Vec<Vec<usize>> = (0..reading.entities.len()).map(|at| vec![at]).collect();
        let spans = |at: &usize, _| mentions(reading, (*at).into());
        let (at, _) = self.place_of(anchor, &all, &spans)?;
        Some(self.entity(report, at.into()))
    }

    /// Who a reader says speaks.
    fn voice(&mut self, voice: &Voice) -> Result<Speaker, Lack> {
        let name = match voice {
            Voice::Outlet => return Ok(Speaker::Outlet),
            Voice::At(anchor) => {
                let entity = self.mentioned(anchor).map(Speaker::Entity);
                return entity.ok_or_else(|| Lack::Passage(anchor.clone()));
            }
            Voice::Named(name) => {
                let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
                let article = ["the ", "The "].iter().find_map(|a| name.strip_prefix(a));
                article.unwrap_or(&name).to_owned()
            }
        };
        if !name.contains(char::is_alphabetic) {
            return Err(Lack::Name(name));
        }
        match self.called(&name)[..] {
            [one] => Ok(Speaker::Entity(one)),
            [] => {
                let new = named_only(&name, self.world);
                self.record.entities.push(new);
                Ok(Speaker::Entity((self.record.entities.len() - 1).into()))
            }
            _ => Err(Lack::Several(name)),
        }
    }

    /// The entities of that name, in any case; else those of that other form of a name; else the one
    /// that the world knows by it.
    fn called(&self, name: &str) -> Vec<EntityIx> {
        let same = |other: &String| other.to_lowercase() == name.to_lowercase();
        let known = self.world.find(name).next().map(|known| &known.id);
        let tests: [&dyn Fn(&crate::Entity) -> bool; 3] =
            [&|e| same(&e.name), &|e| e.aliases.iter().any(same), &|e| {
                known.is_some() && e.known.as_ref() == known && e.kind != EntityKind::Nationality
            }];
        let all = || self.record.entities.iter().enumerate();
        let found = |test: &&dyn Fn(&crate::Entity) -> bool| -> Vec<EntityIx> {
            all().filter(|(_, e)| test(e)).map(|(at, _)| at.into()).collect()
        };
        tests.iter().map(found).find(|found| !found.is_empty()).unwrap_or_default()
    }
}

/// How much of both a passage found shares with the one meant, in thousandths; `None`: it is
/// another.
fn fit(meant: Span, found: Span) -> Option<usize> {
    if meant == found {
        return Some(1000);
    }
    let shared = meant.end.min(found.end).saturating_sub(meant.start.max(found.start)) as usize;
    let all = meant.join(found).len();
    (shared > 0 && 2 * shared >= all).then(|| 1000 * shared / all)
}

/// Where an entity of a reading is mentioned.
pub(crate) fn mentions(reading: &Reading, entity: reading::EntityIx) -> Vec<Span> {
    let names = reading.names.iter().filter(|n| n.entity == entity).map(|n| n.span);
    let mentions = reading.mentions.iter().filter(|m| m.entity == entity).map(|m| m.span);
    names.chain(mentions).collect()
}

/// Merges and splits groups as the corrections ask; groups without members are left out. `spans`
/// gives where a member stands in a report, `may_join` whether two can be of one group at all.
pub(crate) fn regroup<T>(
    draft: &Draft<'_>,
    what: What,
    groups: &mut Vec<Vec<T>>,
    spans: &dyn Fn(&T, ReportIx) -> Vec<Span>,
    may_join: &dyn Fn(&T, &T) -> bool,
) -> Found {
    let mut found = Found::default();
    for (at, correction) in draft.fixes.log.iter().enumerate() {
        let (these, merge) = match correction {
            Correction::Merge { what: of, these } if *of == what => (these, true),
            Correction::Split { what: of, these } if *of == what => (these, false),
            // A mention that has left its article's entity leaves its name's as well.
            Correction::Split { what: What::Mention, these } if what == What::Entity => {
                (these, false)
            }
            _ => continue,
        };
        let place = |anchor| Some((anchor, draft.place_of(anchor, groups, spans)?));
        let places: Vec<(&Anchor, (usize, Passage))> = these.iter().filter_map(place).collect();
        if merge {
            join(at, places, groups, may_join, &mut found);
        } else {
            let leaves = |of: &T, passage: Passage| {
                let all = spans(of, passage.report);
                let within = |s: &Span| what != What::Entity && passage.span.contains(*s);
                all.contains(&passage.span) || all.iter().any(within)
            };
            part(at, places, groups, &leaves, &mut found);
        }
    }
    groups.retain(|g| !g.is_empty());
    found
}

fn join<T>(
    correction: usize,
    places: Vec<(&Anchor, (usize, Passage))>,
    groups: &mut [Vec<T>],
    may_join: &dyn Fn(&T, &T) -> bool,
    found: &mut Found,
) {
    let [(_, (first, _)), _, ..] = places[..] else { return };
    for (anchor, (at, passage)) in places {
        let alike = || groups[at].iter().zip(&groups[first]).all(|(a, b)| may_join(a, b));
        if at != first && !alike() {
            found.lacks.insert((correction, Lack::Unlike(anchor.clone())));
            continue;
        }
        if at != first {
            let moved = std::mem::take(&mut groups[at]);
            groups[first].extend(moved);
        }
        found.hit(correction, anchor, passage);
    }
}

fn part<T>(
    correction: usize,
    places: Vec<(&Anchor, (usize, Passage))>,
    groups: &mut Vec<Vec<T>>,
    leaves: &dyn Fn(&T, Passage) -> bool,
    found: &mut Found,
) {
    let mut apart = Vec::new();
    for (_, (at, passage)) in &places {
        let group = std::mem::take(&mut groups[*at]);
        let (left, stay): (Vec<T>, Vec<T>) = group.into_iter().partition(|t| leaves(t, *passage));
        groups[*at] = stay;
        apart.extend(left);
    }
    let from: BTreeSet<usize> = places.iter().map(|(_, (at, _))| *at).collect();
    let nothing_stays = from.len() == 1 && from.iter().all(|at| groups[*at].is_empty());
    groups.push(apart);
    for (anchor, (_, passage)) in places {
        match nothing_stays {
            true => _ = found.lacks.insert((correction, Lack::Alone(anchor.clone()))),
            false => found.hit(correction, anchor, passage),
        }
    }
}

/// Takes statements that were rejected out of the readings, with what was told in them.
pub(crate) fn reject(draft: &mut Draft<'_>) {
    let log = draft.fixes.log;
    for (at, correction) in log.iter().enumerate() {
        let Correction::Reject { statement: anchor } = correction else { continue };
        let Some(report) = draft.report_of(anchor) else { continue };
        if let Some(passage) = draft.rejected_at(anchor) {
            draft.fixes.found.hit(at, anchor, passage);
            continue;
        }
        let reading = &draft.readings[report.at()];
        let all: Vec<Vec<usize>> = (0..reading.statements.len()).map(|s| vec![s]).collect();
        let spans = |s: &usize, _| vec![reading.statements[*s].span];
        let Some((_, passage)) = draft.place_of(anchor, &all, &spans) else { continue };
        let reading = &mut draft.readings[report.at()];
        // The same words may have been read twice.
        while let Some(gone) = reading.statements.iter().position(|s| s.span == passage.span) {
            without(reading, gone.into());
        }
        draft.fixes.rejected.push(passage);
        draft.fixes.found.hit(at, anchor, passage);
    }
}

/// Takes a statement out of a reading, with its figures and the events told in it.
fn without(reading: &mut Reading, gone: reading::StatementIx) {
    let next = |at: &mut Option<reading::StatementIx>| match *at {
        Some(old) if old == gone => *at = None,
        Some(old) if old > gone => *at = Some((old.at() - 1).into()),
        _ => {}
    };
    reading.statements.remove(gone.at());
    reading.figures.retain(|f| f.statement != Some(gone));
    reading.events.retain(|e| e.statement != Some(gone));
    reading.statements.iter_mut().for_each(|s| next(&mut s.inside));
    reading.figures.iter_mut().for_each(|f| next(&mut f.statement));
    reading.events.iter_mut().for_each(|e| next(&mut e.statement));
}

/// Puts right who speaks.
pub(crate) fn speakers(draft: &mut Draft<'_>) {
    let log = draft.fixes.log;
    for (at, correction) in log.iter().enumerate() {
        let Correction::Speaker { statement: anchor, speaker } = correction else { continue };
        // One that is like it is another.
        if draft.rejected_at(anchor).is_some() {
            continue;
        }
        let statements = &draft.record.statements;
        let all: Vec<Vec<usize>> = (0..statements.len()).map(|s| vec![s]).collect();
        let spans = |s: &usize, report| {
            let said = &statements[*s];
            if said.report == report { vec![said.span] } else { Vec::new() }
        };
        let Some((_, passage)) = draft.place_of(anchor, &all, &spans) else { continue };
        let speaker = match draft.voice(speaker) {
            Ok(speaker) => speaker,
            Err(lack) => {
                draft.fixes.found.lacks.insert((at, lack));
                continue;
            }
        };
        correction.anchors().into_iter().for_each(|a| draft.fixes.found.hit(at, a, passage));
        for (n, said) in draft.record.statements.iter_mut().enumerate() {
            if (said.report, said.span) == (passage.report, passage.span) {
                // Whoever says it does not pass it on.
                said.via.retain(|via| Speaker::Entity(*via) != speaker);
                said.speaker = speaker.clone();
                draft.fixes.spoken.insert(n.into());
            }
        }
    }
}

/// What came of each correction, in their order.
pub(crate) fn corrected(draft: &mut Draft<'_>) {
    let Found { hits, lacks } = &draft.fixes.found;
    let acted = draft.fixes.log.iter().enumerate().map(|(at, correction)| {
        let hits = || hits.iter().filter(move |(c, ..)| *c == at);
        let on: BTreeSet<Passage> = hits().map(|(_, _, passage)| *passage).collect();
        let mut lacks: BTreeSet<Lack> =
            lacks.iter().filter(|(c, _)| *c == at).map(|(_, lack)| lack.clone()).collect();
        for anchor in correction.anchors() {
            let hit = hits().any(|(_, found, _)| found == anchor);
            if hit {
                // It was parted from others of its article.
                lacks.remove(&Lack::Alone(anchor.clone()));
            }
            let told = |lack: &Lack| match lack {
                Lack::Unlike(at) | Lack::Alone(at) => at == anchor,
                Lack::Name(_) | Lack::Several(_) => true,
                Lack::Passage(_) => false,
            };
            if !hit && !lacks.iter().any(told) {
                lacks.insert(Lack::Passage(anchor.clone()));
            }
        }
        Acted { correction: at, on: on.into_iter().collect(), lacks: lacks.into_iter().collect() }
    });
    let acted: Vec<Acted> = acted.collect();
    draft.record.corrected = acted;
}

impl Record {
    /// The corrections that acted on a passage of the record, by their position among those given:
    /// those whose passages share words with it.
    pub fn corrections_at(&self, passage: Passage) -> impl Iterator<Item = &Acted> {
        let here = move |p: &Passage| p.report == passage.report && p.span.overlaps(passage.span);
        self.corrected.iter().filter(move |acted| acted.on.iter().any(here))
    }
}
