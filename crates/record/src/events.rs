//! Mentions of one real-world event told in several reports, brought together.
//!
//! Mentions that say much found events; each further one joins the event it is most like, unless
//! its date, its partners or its kind speak against it. Mentions in passing ("the attack") only
//! join. What is told once, in passing and without a date or a name is left out.

mod likeness;
mod telling;
#[cfg(test)]
mod tests;
mod when;

use std::collections::{BTreeMap, BTreeSet};

use reading::{EntityKind, EventKind, EventStatus, Role};
use text::{Date, DateSpan, Span};

use crate::correction::regroup;
use crate::id::{Distinct, id};
use crate::{
    Anchor, Basis, Correction, DateBasis, Draft, EntityIx, Event, EventMention, Passage, ReportIx,
    What,
};
use likeness::{Rarity, likeness};
use telling::{Telling, tellings};

/// Likeness from which on two mentions tell one event.
const ONE_EVENT: f64 = 2.8;
/// Likeness that a mention in passing needs to join an event.
const IN_PASSING: f64 = 2.0;
/// Events shown of a situation: some for the story, more for each report.
const EVENTS: usize = 10;
const EVENTS_A_REPORT: usize = 2;
/// Weight from which on an event is shown: one told once needs a date, a name or the lead.
const SHOWN: f64 = 2.0;
/// Most events of one situation.
const MOST_EVENTS: usize = 40;
/// Members of a cluster that a mention is compared with: those that say most come first.
const COMPARED: usize = 40;
/// Participants listed of one event.
const PARTICIPANTS: usize = 8;

/// The day of the event that a word of a report tells.
type Days = BTreeMap<(ReportIx, Span), DateSpan>;

/// Fills `record.events`, by date, undated last.
pub(crate) fn events(draft: &mut Draft) {
    let mut found = Vec::new();
    let mut corrected = Vec::new();
    for situation in &draft.record.situations {
        let all: Vec<Telling> =
            situation.reports.iter().flat_map(|report| tellings(draft, *report)).collect();
        let mut clusters = cluster(all);
        let mut done = regroup(draft, What::Event, &mut clusters, &spans, &|_, _| true);
        // What readers have put right is shown whatever it weighs.
        let asked: BTreeSet<Passage> =
            done.passages().chain(fixes(draft, &clusters).map(|fix| fix.passage)).collect();
        let asked = |c: &Vec<Telling>| c.iter().any(|t| asked.contains(&t.passage));
        clusters.retain(|c| c.iter().any(Telling::founds) || asked(c));
        let rank = |c: &Vec<Telling>| std::cmp::Reverse((weight(draft, c) * 1000.0) as i64);
        clusters.sort_by_key(|c| (rank(c), first(c)));
        let most = EVENTS + EVENTS_A_REPORT * situation.reports.len();
        let days = days(draft, &clusters);
        clusters.retain(|c| weight(draft, c) >= SHOWN || asked(c));
        let mut clusters = apart(clusters, &asked);
        let mut rank = 0..;
        clusters.retain(|c| rank.next() < Some(most.min(MOST_EVENTS)) || asked(c));
        let clauses = clauses(&clusters);
        let mut events: Vec<Event> =
            clusters.iter().map(|c| event(draft, c, &clauses, &days)).collect();
        for fix in fixes(draft, &clusters) {
            done.hit(fix.correction, fix.anchor, fix.passage);
            put_right(&mut events[fix.cluster], &fix);
        }
        corrected.push(done);
        found.append(&mut events);
    }
    corrected.into_iter().for_each(|done| draft.note(done));
    found.sort_by(|a: &Event, b: &Event| {
        let key = |e: &Event| (e.date.is_none(), e.date, e.label_from);
        key(a).cmp(&key(b))
    });
    let mut distinct = Distinct::default();
    for event in &mut found {
        event.id = distinct.of(std::mem::take(&mut event.id));
    }
    draft.record.events = found;
}

/// A correction of the date or the status of an event.
struct Fix<'c> {
    correction: usize,
    asks: &'c Correction,
    anchor: &'c Anchor,
    /// Which event it is about, and where that is mentioned.
    cluster: usize,
    passage: Passage,
}

/// The corrections of dates and statuses that are about some of these events, in their order.
fn fixes<'c>(
    draft: &'c Draft,
    clusters: &'c [Vec<Telling>],
) -> impl Iterator<Item = Fix<'c>> + use<'c> {
    draft.fixes.log.iter().enumerate().filter_map(|(correction, asks)| {
        let (Correction::Date { event: anchor, .. } | Correction::Status { event: anchor, .. }) =
            asks
        else {
            return None;
        };
        let (cluster, passage) = draft.place_of(anchor, clusters, &spans)?;
        Some(Fix { correction, asks, anchor, cluster, passage })
    })
}

fn put_right(event: &mut Event, fix: &Fix) {
    match fix.asks {
        Correction::Date { date, .. } => {
            event.date = *date;
            event.date_basis = date.map(|_| DateBasis::Corrected);
        }
        Correction::Status { status, .. } => {
            event.status = *status;
            let misread = event.mentions.iter_mut().filter(|m| m.passage == fix.passage);
            misread.for_each(|mention| mention.status = *status);
        }
        _ => {}
    }
}

/// Where a mention stands in a report.
fn spans(telling: &Telling, report: ReportIx) -> Vec<Span> {
    if telling.passage.report == report { vec![telling.passage.span] } else { Vec::new() }
}

/// The words of every event that a situation tells, with the ids of their articles.
pub(crate) fn same(draft: &Draft) -> Vec<Vec<(String, Span)>> {
    let words = |t: Telling| (draft.article(t.passage.report).id.clone(), t.trigger);
    let situations = draft.record.situations.iter();
    let clusters = situations.flat_map(|situation| {
        cluster(situation.reports.iter().flat_map(|report| tellings(draft, *report)).collect())
    });
    clusters.map(|members| members.into_iter().map(words).collect()).collect()
}

/// Brings mentions of one situation together.
fn cluster(mut all: Vec<Telling>) -> Vec<Vec<Telling>> {
    all.sort_by_key(|t| (std::cmp::Reverse(t.strength()), t.passage, t.trigger));
    let rarity = Rarity::of(&all);
    let (founding, passing): (Vec<_>, Vec<_>) = all.into_iter().partition(Telling::founds);
    let mut clusters: Vec<Vec<Telling>> = Vec::new();
    for telling in founding {
        match best(&clusters, &telling, &rarity).filter(|(score, _)| *score >= ONE_EVENT) {
            Some((_, at)) => clusters[at].push(telling),
            None => clusters.push(vec![telling]),
        }
    }
    for telling in passing {
        if let Some((_, at)) =
            best(&clusters, &telling, &rarity).filter(|(score, _)| *score >= IN_PASSING)
        {
            clusters[at].push(telling);
        }
    }
    clusters
}

/// The cluster that a mention is most like, by its likest member; a cluster with a member that
/// speaks against it is out of the question. Of equals the one told more often.
fn best(clusters: &[Vec<Telling>], telling: &Telling, rarity: &Rarity) -> Option<(f64, usize)> {
    let scored = clusters.iter().enumerate().filter_map(|(at, members)| {
        let mut most = 0.0_f64;
        for member in members.iter().take(COMPARED) {
            most = most.max(likeness(member, telling, rarity)?);
        }
        Some((most + 0.01 * members.len().min(20) as f64, at))
    });
    scored.reduce(|a, b| if b.0 > a.0 { b } else { a })
}

/// Leaves out what one report tells only inside the words that tell a weightier event, unless it is
/// asked for.
fn apart(clusters: Vec<Vec<Telling>>, asked: &dyn Fn(&Vec<Telling>) -> bool) -> Vec<Vec<Telling>> {
    let mut kept: Vec<Vec<Telling>> = Vec::new();
    let mut taken: BTreeMap<ReportIx, Vec<Span>> = BTreeMap::new();
    for cluster in clusters {
        let inside = |t: &Telling| {
            let mut others = taken.get(&t.passage.report).into_iter().flatten();
            others.any(|span| span.overlaps(t.passage.span))
        };
        let report = cluster[0].passage.report;
        let one = cluster.iter().all(|t| t.passage.report == report);
        if one && !asked(&cluster) && cluster.iter().filter(|t| t.founds()).all(inside) {
            continue;
        }
        for t in cluster.iter().filter(|t| t.founds()) {
            taken.entry(t.passage.report).or_default().push(t.passage.span);
        }
        kept.push(cluster);
    }
    kept
}

/// How much an event matters to the situation: reports that tell it, where, and how exactly.
fn weight(draft: &Draft, members: &[Telling]) -> f64 {
    let mut reports: Vec<ReportIx> = Vec::new();
    for report in members.iter().map(|t| t.passage.report).collect::<BTreeSet<_>>() {
        if reports.iter().all(|other| !draft.is_copy(*other, report)) {
            reports.push(report);
        }
    }
    let any = |holds: fn(&Telling) -> bool| f64::from(u8::from(members.iter().any(holds)));
    let kind = match majority(members.iter().map(|t| t.kind)) {
        Some(EventKind::Other) => -0.5,
        Some(EventKind::Statement) => -0.3,
        _ => 0.0,
    };
    let denied = if status(members) == EventStatus::Denied { -0.8 } else { 0.0 };
    reports.len() as f64
        + any(|t| t.lead && !t.background)
        + 0.8 * any(|t| t.date.is_some() && !t.background)
        + 0.5 * any(|t| !t.participants.is_empty())
        + 0.8 * any(|t| t.news)
        + 0.3 * any(|t| t.place.is_some())
        + 0.5 * any(|t| t.readable && t.founds())
        - 0.8
        + kind
        + denied
        + 0.1 * members.len().min(8) as f64
}

/// The clauses that tell the events, by report.
fn clauses(clusters: &[Vec<Telling>]) -> BTreeMap<ReportIx, Vec<&Telling>> {
    let mut found: BTreeMap<ReportIx, Vec<&Telling>> = BTreeMap::new();
    for telling in clusters.iter().flatten().filter(|t| t.founds() && t.clausal) {
        found.entry(telling.passage.report).or_default().push(telling);
    }
    found
}

fn first(members: &[Telling]) -> (ReportIx, Span) {
    let places = members.iter().map(|t| (t.passage.report, t.trigger));
    places.min().expect("a cluster has members")
}

/// The value that occurs most often; of equals the first in order.
fn majority<T: Ord>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a }).map(|(value, _)| value)
}

/// The days of what reports tell outright, and of what readers have dated, by the words that tell it.
fn days(draft: &Draft, clusters: &[Vec<Telling>]) -> Days {
    let mut found = Days::new();
    for members in clusters {
        let date = when::date(members, status(members), &|_| None);
        if let Some((date, DateBasis::Told)) = date {
            found.extend(members.iter().map(|t| ((t.passage.report, t.trigger), date)));
        }
    }
    for fix in fixes(draft, clusters) {
        let Correction::Date { date, .. } = fix.asks else { continue };
        for word in clusters[fix.cluster].iter().map(|t| (t.passage.report, t.trigger)) {
            match date {
                Some(date) => found.insert(word, *date),
                None => found.remove(&word),
            };
        }
    }
    found
}

fn event(
    draft: &Draft,
    members: &[Telling],
    clauses: &BTreeMap<ReportIx, Vec<&Telling>>,
    days: &Days,
) -> Event {
    let status = status(members);
    let when = when::date(members, status, &|word| days.get(&word).copied());
    let label = label(members, status);
    let passage = labelled(draft, label);
    let words = draft.words(passage).to_owned();
    let mut mentions: Vec<EventMention> = Vec::new();
    // A report that tells the event is not quoted where it only refers to it.
    let told: BTreeSet<ReportIx> =
        members.iter().filter(|t| t.founds()).map(|t| t.passage.report).collect();
    let shown = |t: &&Telling| t.founds() || !told.contains(&t.passage.report);
    let mut ordered: Vec<&Telling> = members.iter().filter(shown).collect();
    ordered.sort_by_key(|t| (t.passage.report, t.passage.span.start, t.trigger));
    // Nor is a phrase in the sentence that tells another event.
    let sentence = |t: &Telling| draft.reading(t.passage.report).sentence_at(t.trigger.start);
    let inside = |t: &Telling| {
        let mut others = clauses.get(&t.passage.report).into_iter().flatten();
        let other = |c: &&&Telling| c.trigger != t.trigger && sentence(c) == sentence(t);
        !t.clausal && others.any(|c| other(&c))
    };
    let own: Vec<&Telling> = ordered.iter().copied().filter(|t| !inside(t)).collect();
    for telling in if own.is_empty() { &ordered } else { &own } {
        let nested = mentions.last().is_some_and(|m| {
            m.passage.report == telling.passage.report
                && m.passage.span.contains(telling.passage.span)
        });
        if !nested {
            mentions.push(EventMention {
                passage: telling.passage,
                status: telling.status,
                statement: telling.statement,
                in_passing: !telling.clausal,
            });
        }
    }
    let article = &draft.article(label.passage.report).id;
    Event {
        id: id("event", &[label.kind.name(), article, &words, &label.trigger.to_string()]),
        label: words,
        label_from: passage,
        kind: majority(members.iter().filter(|t| !t.background).map(|t| t.kind))
            .unwrap_or(label.kind),
        plover: majority(members.iter().filter_map(|t| t.plover)),
        date: when.map(|(date, _)| date),
        date_basis: when.map(|(_, basis)| basis),
        place: majority(members.iter().filter_map(|t| t.place)),
        participants: participants(draft, members),
        status,
        basis: Basis::default(),
        mentions,
        background: members.iter().all(|t| t.background),
    }
}

/// The passage that names an event: its clause, and where that is no more than a verb of saying the
/// statement that it introduces.
fn labelled(draft: &Draft, label: &Telling) -> Passage {
    if draft.words(label.passage).contains(char::is_whitespace) {
        return label.passage;
    }
    let report = label.passage.report;
    let said =
        draft.said_in(report).iter().find(|s| s.cue.is_some_and(|cue| cue.contains(label.trigger)));
    said.map_or(label.passage, |s| Passage { report, span: s.span })
}

/// The mention that says it best: a clause with a subject, early in the earliest report.
fn label(members: &[Telling], status: EventStatus) -> &Telling {
    let key = |t: &&Telling| {
        (t.status != status, std::cmp::Reverse(t.strength()), t.passage.report, t.trigger)
    };
    members.iter().min_by_key(key).expect("a cluster has members")
}

/// The status by the latest day of publication on which a mention of substance tells it.
fn status(members: &[Telling]) -> EventStatus {
    let substance: Vec<&Telling> = members.iter().filter(|t| t.founds()).collect();
    let latest: Option<Date> = substance.iter().filter_map(|t| t.published).max();
    let of = |t: &&&Telling| t.published == latest;
    let told: Vec<EventStatus> = substance.iter().filter(of).map(|t| t.status).collect();
    match majority(told.iter().copied()).unwrap_or(EventStatus::Happened) {
        // What one report of that day tells as a fact is no longer to come.
        EventStatus::Planned if told.contains(&EventStatus::Happened) => EventStatus::Happened,
        // One hedged report does not undo what most tell as a fact.
        EventStatus::Alleged => majority(substance.iter().map(|t| t.status))
            .filter(|status| *status == EventStatus::Happened)
            .unwrap_or(EventStatus::Alleged),
        status => status,
    }
}

/// Everyone named with it, most often named first, each in the role most often given.
fn participants(draft: &Draft, members: &[Telling]) -> Vec<(EntityIx, Role)> {
    let mut roles: BTreeMap<EntityIx, Vec<Role>> = BTreeMap::new();
    for (entity, role) in members.iter().flat_map(|t| &t.participants) {
        if let Some(entity) = participant(draft, *entity) {
            roles.entry(entity).or_default().push(*role);
        }
    }
    let mut found: Vec<(usize, EntityIx, Role)> = roles
        .into_iter()
        .filter_map(|(e, roles)| Some((roles.len(), e, majority(roles.into_iter())?)))
        .collect();
    found.sort_by_key(|(n, e, _)| (std::cmp::Reverse(*n), *e));
    found.into_iter().take(PARTICIPANTS).map(|(_, e, role)| (e, role)).collect()
}

/// Who takes part where a text names `entity`: of a nationality the country, where the record has
/// it; nobody where it is only a number of people.
fn participant(draft: &Draft, entity: EntityIx) -> Option<EntityIx> {
    let entities = &draft.record.entities;
    let named = &entities[entity.at()];
    match named.kind {
        EntityKind::Nationality => draft.place(named.known.as_ref()?),
        EntityKind::Described => {
            let passage = named.mentions.first()?;
            let mut quantities = draft.reading(passage.report).quantities.iter();
            let counted = quantities.any(|q| q.number.overlaps(passage.span));
            (!counted).then_some(entity)
        }
        _ => Some(entity),
    }
}
