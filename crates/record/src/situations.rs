//! Reports of one developing story, brought together: pairs of near neighbours are judged by what
//! they share of words, names and days and by the time between them (`alike`), and groups are
//! formed by their mean links (`cluster`).

pub(crate) mod alike;
mod cluster;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use reading::Reading;
use text::{Article, BlockKind, DateSpan};

use alike::{Profile, Profiles, alike};
use cluster::cluster;

use crate::bags::{Bag, NEIGHBOURS, neighbours};
use crate::id::{Distinct, id};
use crate::words::{prose, words};
use crate::{Draft, Entity, EntityIx, Passage, Report, ReportIx, Situation, SituationIx, Speaker};

/// Mean likelihood from which on two groups are one story.
pub const ONE_STORY: f64 = 0.55;
/// Less likely pairs of reports have no link.
pub const LINK: f64 = 0.02;
/// A page with fewer words of prose is no report.
const FEW_WORDS: usize = 20;

/// Fills `record.situations` and `report.situation`.
///
/// A page of hardly any prose (navigation, a video's caption) belongs to no situation, unless
/// nothing longer was given.
pub(crate) fn situations(draft: &mut Draft) {
    let reports = readable(draft);
    let profiles = profiles(draft, &reports);
    let groups = groups(links(&profiles.reports));
    form(draft, &reports, &profiles, groups);
}

/// Makes one situation of all reports that have prose.
pub(crate) fn one_situation(draft: &mut Draft) {
    let reports = readable(draft);
    let profiles = profiles(draft, &reports);
    let all = (0..reports.len()).collect();
    form(draft, &reports, &profiles, vec![all]);
}

/// Groups of positions that tell one story each, in order. `links` holds how likely each position
/// and others tell one story, both ways; what is not listed is unlikely. Parts that no link joins
/// do not influence each other.
pub fn groups(links: Vec<BTreeMap<usize, f64>>) -> Vec<Vec<usize>> {
    cluster(links, ONE_STORY, NEIGHBOURS)
}

fn form(draft: &mut Draft, reports: &[ReportIx], profiles: &Profiles, groups: Vec<Vec<usize>>) {
    let mut groups = groups;
    let mut ids = Distinct::default();
    groups.sort_by_key(|g| (usize::MAX - g.len(), g.first().copied()));
    for (at, group) in groups.iter().enumerate() {
        let members: Vec<ReportIx> = group.iter().map(|n| reports[*n]).collect();
        for report in &members {
            draft.record.reports[report.at()].situation = Some(SituationIx::from(at));
        }
        let (title, title_from) = title(draft, profiles, reports, group);
        // The first report names a situation, however it goes on.
        let first = members.first().map_or("", |r| draft.article(*r).id.as_str());
        draft.record.situations.push(Situation {
            id: ids.of(id("situation", &[first])),
            title,
            title_from,
            dates: group.iter().filter_map(|n| profiles.reports[*n].days).reduce(cover),
            reports: members,
            events: Vec::new(),
            series: Vec::new(),
            disputes: Vec::new(),
            entities: Vec::new(),
            utterances: Vec::new(),
            chains: Vec::new(),
            origins: Vec::new(),
            parties: Vec::new(),
        });
    }
}

/// The reports as they are compared.
pub(crate) fn profiles(draft: &Draft, reports: &[ReportIx]) -> Profiles {
    let read: Vec<(&Article, &Reading)> =
        reports.iter().map(|r| (draft.article(*r), draft.reading(*r))).collect();
    Profiles::of(&read)
}

/// How likely each report and its near neighbours tell one story.
fn links(profiles: &[Profile]) -> Vec<BTreeMap<usize, f64>> {
    let bags: Vec<&Bag> = profiles.iter().map(|p| &p.all).collect();
    let mut links = vec![BTreeMap::new(); profiles.len()];
    for (a, near) in neighbours(&bags).into_iter().enumerate() {
        for b in near.into_iter().filter(|b| *b > a) {
            let link = alike(&profiles[a], &profiles[b]);
            if link >= LINK {
                links[a].insert(b, link);
                links[b].insert(a, link);
            }
        }
    }
    links
}

/// The reports that have prose.
pub(crate) fn readable(draft: &Draft) -> Vec<ReportIx> {
    let long: Vec<ReportIx> = draft.reports().filter(|r| has_prose(draft.article(*r))).collect();
    if long.is_empty() { draft.reports().collect() } else { long }
}

/// Whether an article has so many words of prose that it is a report.
pub fn has_prose(article: &Article) -> bool {
    let prose = prose(article);
    prose.iter().flat_map(|p| words(&article.text, *p)).nth(FEW_WORDS - 1).is_some()
}

fn cover(a: DateSpan, b: DateSpan) -> DateSpan {
    DateSpan { from: a.from.min(b.from), to: a.to.max(b.to) }
}

/// The headline nearest to what all reports of a group say; without headlines the first sentence
/// of the report nearest to the others.
fn title(
    draft: &Draft,
    profiles: &Profiles,
    reports: &[ReportIx],
    group: &[usize],
) -> (String, Option<Passage>) {
    let bag = |n: usize| &profiles.reports[n].all;
    let all = group.iter().fold(Bag::default(), |sum, n| sum.sum(bag(*n)));
    let best = |scored: &mut dyn Iterator<Item = (f64, usize)>| {
        scored.reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, n)| n)
    };
    let headline = |n: usize| draft.article(reports[n]).title.as_deref();
    let mut headlines =
        group.iter().filter_map(|n| Some((profiles.rarity.words(headline(*n)?).dot(&all), *n)));
    if let Some(n) = best(&mut headlines) {
        let article = draft.article(reports[n]);
        let title = headline(n).unwrap_or_default().to_owned();
        let printed = article.blocks.iter().find(|b| {
            b.kind == BlockKind::Headline
                && b.span.fits(&article.text)
                && b.span.of(&article.text) == title
        });
        return (title, printed.map(|b| Passage { report: reports[n], span: b.span }));
    }
    let central = best(&mut group.iter().map(|n| (bag(*n).dot(&all), *n)));
    let Some(report) = central.map(|n| reports[n]) else { return Default::default() };
    let article = draft.article(report);
    let body = |block: u32| article.blocks.get(block as usize).map(|b| b.kind);
    let first = draft.reading(report).sentences.iter().find(|s| {
        body(s.block) == Some(BlockKind::Body) && words(&article.text, s.span).nth(4).is_some()
    });
    match first {
        Some(sentence) => (
            sentence.span.of(&article.text).to_owned(),
            Some(Passage { report, span: sentence.span }),
        ),
        None => (article.id.clone(), None),
    }
}

/// Lists the entities, series, events and disputes of each situation, in the order of the record.
pub(crate) fn fill(draft: &mut Draft) {
    let record = &mut draft.record;
    let reports = &record.reports;
    let of = |report: ReportIx| reports[report.at()].situation;
    for (at, series) in record.series.iter().enumerate() {
        let report = series.points.first().map(|p| record.figures[p.at()].report);
        if let Some(situation) = report.and_then(of) {
            record.situations[situation.at()].series.push(at.into());
        }
    }
    for (at, event) in record.events.iter().enumerate() {
        if let Some(situation) = event.mentions.first().and_then(|m| of(m.passage.report)) {
            record.situations[situation.at()].events.push(at.into());
        }
    }
    for (at, dispute) in record.disputes.iter().enumerate() {
        let first = dispute.asserted.iter().chain(&dispute.denied).next();
        if let Some(situation) = first.and_then(|s| of(record.statements[s.at()].report)) {
            record.situations[situation.at()].disputes.push(at.into());
        }
    }
    let named: Vec<(ReportIx, EntityIx)> = draft
        .fixes
        .spoken
        .iter()
        .map(|at| &record.statements[at.at()])
        .filter_map(|said| match said.speaker {
            Speaker::Entity(at) => Some((said.report, at)),
            Speaker::Words(_) | Speaker::Outlet => None,
        })
        .collect();
    for (situation, entities) in
        record.situations.iter_mut().zip(entities(reports, &record.entities, &named))
    {
        situation.entities = entities;
    }
}

/// The entities named in each situation, most mentioned first; those that speak in reports by the
/// word of a reader stand there too.
fn entities(
    reports: &[Report],
    entities: &[Entity],
    named: &[(ReportIx, EntityIx)],
) -> Vec<Vec<EntityIx>> {
    let mut counts: BTreeMap<SituationIx, BTreeMap<EntityIx, usize>> = BTreeMap::new();
    for (at, entity) in entities.iter().enumerate() {
        for situation in entity.mentions.iter().filter_map(|m| reports[m.report.at()].situation) {
            *counts.entry(situation).or_default().entry(at.into()).or_default() += 1;
        }
    }
    for (report, at) in named {
        if let Some(situation) = reports[report.at()].situation {
            counts.entry(situation).or_default().entry(*at).or_default();
        }
    }
    let ranked = |counts: BTreeMap<EntityIx, usize>| {
        let mut ranked: Vec<(EntityIx, usize)> = counts.into_iter().collect();
        ranked.sort_by_key(|(at, n)| (Reverse(*n), *at));
        ranked.into_iter().map(|(at, _)| at).collect()
    };
    let situations = reports.iter().filter_map(|r| r.situation).max().map_or(0, |s| s.at() + 1);
    let counts = (0..situations).map(|s| counts.remove(&SituationIx::from(s)).unwrap_or_default());
    counts.map(ranked).collect()
}
