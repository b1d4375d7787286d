//! Reports of one developing story, brought together: average-link agglomerative clustering of
//! bags of words over a graph of near neighbours, with a penalty for time that lies between.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap};

use text::{BlockKind, DateSpan};

use crate::bags::{Bag, Bags, neighbours};
use crate::id::id;
use crate::words::{prose, words};
use crate::{Draft, Entity, EntityIx, Passage, Report, ReportIx, Situation, SituationIx};

/// Mean similarity of reports from which on two groups are one story.
const ONE_STORY: f64 = 0.11;
/// Days that may lie between two groups for nothing.
const FREE_DAYS: f64 = 7.0;
/// What every further day costs, up to `MOST`, and beyond two months in addition.
const DAY: f64 = 0.0014;
const MOST: f64 = 0.06;
const LATER_DAY: f64 = 0.0002;
const MOST_LATER: f64 = 0.1;
/// A page with fewer words of prose is no report.
const FEW_WORDS: usize = 20;

/// Fills `record.situations` and `report.situation`.
///
/// A page of hardly any prose (navigation, a video's caption) belongs to no situation, unless
/// nothing longer was given.
pub(crate) fn situations(draft: &mut Draft) {
    let reports = readable(draft);
    let bags = Bags::of(reports.iter().map(|r| draft.article(*r)));
    let days: Vec<Option<DateSpan>> =
        reports.iter().map(|r| draft.article(*r).published.map(|p| p.date.span())).collect();
    let mut groups = cluster(&bags.reports, &days);
    groups.sort_by_key(|g| (usize::MAX - g.len(), g.first().copied()));
    for (at, group) in groups.iter().enumerate() {
        let members: Vec<ReportIx> = group.iter().map(|n| reports[*n]).collect();
        for report in &members {
            draft.record.reports[report.at()].situation = Some(SituationIx::from(at));
        }
        let (title, title_from) = title(draft, &bags, &reports, group);
        let ids: Vec<&str> = members.iter().map(|r| draft.article(*r).id.as_str()).collect();
        draft.record.situations.push(Situation {
            id: id("situation", &ids),
            title,
            title_from,
            dates: group.iter().filter_map(|n| days[*n]).reduce(cover),
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

/// The reports that have prose.
fn readable(draft: &Draft) -> Vec<ReportIx> {
    let enough = |report: &ReportIx| {
        let article = draft.article(*report);
        let prose = prose(article);
        prose.iter().flat_map(|p| words(&article.text, *p)).nth(FEW_WORDS - 1).is_some()
    };
    let long: Vec<ReportIx> = draft.reports().filter(enough).collect();
    if long.is_empty() { draft.reports().collect() } else { long }
}

fn cover(a: DateSpan, b: DateSpan) -> DateSpan {
    DateSpan { from: a.from.min(b.from), to: a.to.max(b.to) }
}

/// The headline nearest to what all reports of a group say; without headlines the first sentence
/// of the report nearest to the others.
fn title(
    draft: &Draft,
    bags: &Bags,
    reports: &[ReportIx],
    group: &[usize],
) -> (String, Option<Passage>) {
    let all = group.iter().fold(Bag::default(), |sum, n| sum.sum(&bags.reports[*n]));
    let best = |scored: &mut dyn Iterator<Item = (f64, usize)>| {
        scored.reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, n)| n)
    };
    let headline = |n: usize| draft.article(reports[n]).title.as_deref();
    let mut headlines =
        group.iter().filter_map(|n| Some((bags.of_words(headline(*n)?).dot(&all), *n)));
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
    let central = best(&mut group.iter().map(|n| (bags.reports[*n].dot(&all), *n)));
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

/// A group on its way.
struct Group {
    members: Vec<usize>,
    /// The sum of the members' bags.
    bag: Bag,
    days: Option<DateSpan>,
    /// Groups worth comparing with, and the scalar product of their bags with this one.
    near: BTreeMap<usize, f64>,
}

/// Two groups that may be merged, ordered by similarity, then by position.
#[derive(PartialEq)]
struct Pair(f64, usize, usize);

impl Eq for Pair {}

impl Ord for Pair {
    fn cmp(&self, other: &Pair) -> Ordering {
        self.0.total_cmp(&other.0).then_with(|| (other.1, other.2).cmp(&(self.1, self.2)))
    }
}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Pair) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Groups of positions, each in order. The most similar groups are merged first; similarity is
/// the mean over all pairs of members, computed from the groups' sums. Scalar products add up when
/// groups are merged, so each is computed once.
fn cluster(bags: &[Bag], days: &[Option<DateSpan>]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Option<Group>> = neighbours(bags)
        .into_iter()
        .enumerate()
        .map(|(n, near)| {
            let near = near.into_iter().map(|m| (m, bags[n].dot(&bags[m]))).collect();
            Some(Group { members: vec![n], bag: bags[n].clone(), days: days[n], near })
        })
        .collect();
    let mut heap = BinaryHeap::new();
    for (a, group) in groups.iter().enumerate() {
        let near = group.iter().flat_map(|g| &g.near).filter(|(b, _)| **b > a);
        heap.extend(near.filter_map(|(b, dot)| pair(&groups, a, *b, *dot)));
    }
    while let Some(Pair(_, a, b)) = heap.pop() {
        // A group that was merged has left its place to a new one.
        if groups[a].is_none() || groups[b].is_none() {
            continue;
        }
        let (Some(first), Some(second)) = (groups[a].take(), groups[b].take()) else { continue };
        let at = groups.len();
        let mut near = BTreeMap::new();
        for n in first.near.keys().chain(second.near.keys()) {
            let Some(group) = &mut groups[*n] else { continue };
            if near.contains_key(n) {
                continue;
            }
            let dot =
                |of: &Group| of.near.get(n).copied().unwrap_or_else(|| of.bag.dot(&group.bag));
            let dot = dot(&first) + dot(&second);
            group.near.retain(|n, _| *n != a && *n != b);
            group.near.insert(at, dot);
            near.insert(*n, dot);
        }
        let days = match (first.days, second.days) {
            (Some(x), Some(y)) => Some(cover(x, y)),
            (x, y) => x.or(y),
        };
        let members = [first.members, second.members].concat();
        let new: Vec<(usize, f64)> = near.iter().map(|(n, dot)| (*n, *dot)).collect();
        groups.push(Some(Group { members, bag: first.bag.sum(&second.bag), days, near }));
        heap.extend(new.into_iter().filter_map(|(n, dot)| pair(&groups, n, at, dot)));
    }
    let mut found: Vec<Vec<usize>> = groups.into_iter().flatten().map(|g| g.members).collect();
    found.iter_mut().for_each(|members| members.sort_unstable());
    found
}

/// Two groups with the scalar product of their bags, where they are similar enough to be one story.
fn pair(groups: &[Option<Group>], a: usize, b: usize, dot: f64) -> Option<Pair> {
    let (x, y) = (groups[a].as_ref()?, groups[b].as_ref()?);
    let gap = match (x.days, y.days) {
        (Some(x), Some(y)) if !x.overlaps(y) => {
            let (early, late) = if x.to < y.from { (x.to, y.from) } else { (y.to, x.from) };
            early.until(late).map_or(0.0, |gap| f64::from(gap.get_days()))
        }
        _ => 0.0,
    };
    let late = (DAY * (gap - FREE_DAYS).max(0.0)).min(MOST)
        + (LATER_DAY * (gap - 60.0).max(0.0)).min(MOST_LATER);
    let similarity = dot / (x.members.len() * y.members.len()) as f64 - late;
    (similarity >= ONE_STORY).then_some(Pair(similarity, a, b))
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
    for (situation, entities) in
        record.situations.iter_mut().zip(entities(reports, &record.entities))
    {
        situation.entities = entities;
    }
}

/// The entities named in each situation, most mentioned first.
fn entities(reports: &[Report], entities: &[Entity]) -> Vec<Vec<EntityIx>> {
    let mut counts: BTreeMap<SituationIx, BTreeMap<EntityIx, usize>> = BTreeMap::new();
    for (at, entity) in entities.iter().enumerate() {
        for situation in entity.mentions.iter().filter_map(|m| reports[m.report.at()].situation) {
            *counts.entry(situation).or_default().entry(at.into()).or_default() += 1;
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
