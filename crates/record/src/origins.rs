//! On whose word a fact rests: original sources after copies and relays are folded together.
//!
//! Relays are dropped: what a ministry says through an agency rests on the ministry. A described
//! source folds into the office it belongs to, an office into its holder, a government and its
//! capital into the country, a report's own voice into the agency or the report whose text it
//! carries. Somebody who speaks for an organisation and the organisation are one origin.
//!
//! The origins of a situation are those who tell something in it; whoever only passes on what
//! another says is none. Demands, questions, promises and
//! hopes tell nothing; a source that is described and belongs to nobody named ("witnesses", "a
//! man") cannot be told from another such, so it counts as the voice of its report. That voice
//! counts where the report rests on no origin that can be named.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use reading::{EntityKind, Force, Mode};
use text::{OriginKind, Span};

use crate::{
    Chain, Draft, Entity, EntityIx, Passage, Report, ReportIx, SituationIx, SourceOrigin, Speaker,
    Statement, StatementIx,
};

/// Last words of the names of governments.
const GOVERNMENT: [&str; 3] = ["government", "authorities", "administration"];

/// Bodies of which a story knows one, though no name is given.
const BODIES: [&str; 9] = [
    "coastguard",
    "coast guard",
    "police",
    "army",
    "navy",
    "air force",
    "military",
    "fire service",
    "fire brigade",
];

/// How the titles begin of those who speak for a body.
const HEADS: [&str; 9] = [
    "spokes",
    "head",
    "chief",
    "director",
    "leader",
    "chair",
    "commander",
    "president",
    "secretary",
];

/// One telling of a fact: in which report, by whom, relayed by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// The report.
    pub(crate) report: ReportIx,
    /// Who says so there.
    pub(crate) speaker: Speaker,
    /// Who relays it, nearest to the outlet first.
    pub(crate) via: Vec<EntityIx>,
}

impl Draft<'_> {
    /// How a statement of the record tells its content; without one, the report's own voice.
    pub(crate) fn told(&self, report: ReportIx, statement: Option<StatementIx>) -> Told {
        match statement.map(|s| &self.record.statements[s.at()]) {
            Some(s) => Told { report, speaker: s.speaker.clone(), via: s.via.clone() },
            None => Told { report, speaker: Speaker::Outlet, via: Vec::new() },
        }
    }

    /// The independent origins of a fact that is told in these places, by name. Their number is
    /// how many independent sources it has.
    pub(crate) fn origins(&self, told: impl IntoIterator<Item = Told>) -> Vec<SourceOrigin> {
        let mut found: BTreeMap<SourceOrigin, usize> = BTreeMap::new();
        told.into_iter().for_each(|t| *found.entry(self.origin(&t)).or_default() += 1);
        let mut found = self.independent(found);
        found.sort();
        found.into_iter().map(|(origin, _)| origin).collect()
    }

    /// Origins with how often each tells, those of one organisation taken together under whoever
    /// of them tells most.
    fn independent(&self, found: BTreeMap<SourceOrigin, usize>) -> Vec<(SourceOrigin, usize)> {
        let organisation = |origin: &SourceOrigin| {
            let entity = &self.record.entities[origin.entity?.at()];
            let of = entity.of.filter(|of| {
                let kind = self.record.entities[of.at()].kind;
                entity.kind == EntityKind::Person && kind == EntityKind::Organisation
            });
            let present = |of: &EntityIx| found.keys().any(|o| o.entity == Some(*of));
            let headed = || {
                let mut others = found.keys().filter_map(|o| o.entity);
                others.find(|body| entity.kind == EntityKind::Person && self.heads(entity, *body))
            };
            of.filter(present).or_else(headed).or(origin.entity)
        };
        let mut groups: BTreeMap<Result<EntityIx, &SourceOrigin>, Vec<&SourceOrigin>> =
            BTreeMap::new();
        for origin in found.keys() {
            groups.entry(organisation(origin).ok_or(origin)).or_default().push(origin);
        }
        let one = |group: Vec<&SourceOrigin>| {
            let total = group.iter().map(|o| found[*o]).sum();
            let most = group.into_iter().max_by_key(|o| (found[*o], Reverse(*o)))?;
            Some((most.clone(), total))
        };
        groups.into_values().filter_map(one).collect()
    }

    /// Whether a title says that a person speaks for a body: "the head of the coastguard".
    fn heads(&self, person: &Entity, body: EntityIx) -> bool {
        let body = &self.record.entities[body.at()];
        let is_body = matches!(body.kind, EntityKind::Organisation | EntityKind::Described);
        is_body
            && person.titles.iter().any(|title| {
                let words = title.text.strip_suffix(&body.name);
                let role = words.map(|w| w.trim_end().trim_end_matches(" the"));
                let role = role.and_then(|r| r.strip_suffix(" of").or(r.strip_suffix(" for")));
                let last = role.and_then(|r| r.rsplit(' ').next()).map(str::to_lowercase);
                let leads = last.is_some_and(|l| HEADS.iter().any(|h| l.starts_with(h)));
                leads && !role.is_some_and(|r| r.to_lowercase().starts_with("former"))
            })
    }

    /// The country that a government, its authorities or a capital speak for.
    fn state(&self, at: EntityIx) -> Option<EntityIx> {
        let entity = &self.record.entities[at.at()];
        let of = &self.record.entities[entity.of?.at()];
        let country = of.known.as_deref().filter(|k| k.starts_with("country/"))?;
        let speaks = match entity.kind {
            EntityKind::Place => {
                let known = self.world.country(country.trim_start_matches("country/"));
                known.and_then(|k| k.capital.as_ref()).is_some_and(|c| *c == entity.name)
            }
            EntityKind::Organisation | EntityKind::Described => {
                let name = entity.name.to_lowercase();
                name.contains("government of") || GOVERNMENT.iter().any(|w| name.ends_with(w))
            }
            _ => false,
        };
        let place = self
            .record
            .entities
            .iter()
            .position(|e| e.kind == EntityKind::Place && e.known.as_deref() == Some(country));
        place.filter(|_| speaks).map(EntityIx::from)
    }

    /// Whether an entity can be told from others and can tell something.
    fn counts(&self, origin: &SourceOrigin) -> bool {
        let Some(entity) = origin.entity.map(|e| &self.record.entities[e.at()]) else {
            return true;
        };
        match entity.kind {
            EntityKind::Described => {
                entity.of.is_some() || BODIES.iter().any(|b| entity.name.ends_with(b))
            }
            EntityKind::Place => entity.known.as_ref().is_some_and(|k| k.starts_with("country/")),
            EntityKind::Person | EntityKind::Organisation => true,
            EntityKind::Facility | EntityKind::Nationality | EntityKind::Other => true,
            EntityKind::Product | EntityKind::Event | EntityKind::Law => false,
        }
    }

    /// The origin of one telling.
    pub(crate) fn origin(&self, told: &Told) -> SourceOrigin {
        match (&told.speaker, told.via.last()) {
            (Speaker::Entity(at), _) => {
                let last = *self.folds(*at).last().unwrap_or(at);
                self.named(self.state(last).unwrap_or(last))
            }
            // Whoever is behind words that could not be resolved, they reached us by the relay.
            (Speaker::Words(_) | Speaker::Outlet, Some(relay)) => self.named(*relay),
            (Speaker::Words(_) | Speaker::Outlet, None) => self.voices[told.report.at()].clone(),
        }
    }

    fn named(&self, entity: EntityIx) -> SourceOrigin {
        let name = self.record.entities[entity.at()].name.clone();
        SourceOrigin { name, entity: Some(entity) }
    }

    /// Those whose word an entity's word is, nearest first: a spokesman's office, its holder.
    fn folds(&self, entity: EntityIx) -> Vec<EntityIx> {
        let mut found = Vec::new();
        let mut at = entity;
        while let Some(of) = self.speaks_for(at)
            && of != entity
            && !found.contains(&of)
        {
            found.push(of);
            at = of;
        }
        found
    }

    fn speaks_for(&self, at: EntityIx) -> Option<EntityIx> {
        let entity = &self.record.entities[at.at()];
        let of = entity.of?;
        let voice = ["spokes", "press secretary", "office", "statement"];
        let is_voice = || voice.iter().any(|v| entity.name.to_lowercase().contains(v));
        let folds = match (entity.kind, self.record.entities[of.at()].kind) {
            (EntityKind::Described, EntityKind::Organisation) => true,
            (EntityKind::Described | EntityKind::Organisation, EntityKind::Person) => {
                is_voice() || self.describes(at, of)
            }
            _ => false,
        };
        folds.then_some(of)
    }

    /// Whether a description is of that person: a title with the name, or a title alone.
    fn describes(&self, described: EntityIx, person: EntityIx) -> bool {
        let (described, person) =
            (&self.record.entities[described.at()], &self.record.entities[person.at()]);
        let same = |title: &crate::Title| title.text.eq_ignore_ascii_case(&described.name);
        described.kind == EntityKind::Described
            && (described.name.ends_with(&person.name) || person.titles.iter().any(same))
    }
}

/// Fills `draft.voices`: whose word each report's own voice is.
pub(crate) fn voices(draft: &mut Draft) {
    let mut publishers: BTreeMap<&str, EntityIx> = BTreeMap::new();
    for (at, entity) in draft.record.entities.iter().enumerate() {
        if let Some(known) = &entity.known {
            publishers.entry(known).or_insert(at.into());
        }
    }
    let of = |name: String| {
        let known = draft.world.publisher(&name);
        let entity = known.and_then(|k| publishers.get(k.id.as_str()).copied());
        match entity {
            Some(entity) => draft.named(entity),
            None => SourceOrigin { name: known.map_or(name, |k| k.name.clone()), entity: None },
        }
    };
    let reports = &draft.record.reports;
    let voices = draft.reports().map(|report| {
        let family = family(reports, report);
        let wire = family.iter().find_map(|r| agency(&reports[r.at()]));
        let first = &reports[family.first().unwrap_or(&report).at()].article;
        let outlet = || first.outlet.as_ref().map_or(first.id.clone(), |o| o.name.clone());
        of(wire.cloned().unwrap_or_else(outlet))
    });
    draft.voices = voices.collect();
}

/// The agency whose copy a report is.
fn agency(report: &Report) -> Option<&String> {
    (report.origin.kind == OriginKind::Wire).then(|| report.origin.agencies.first()).flatten()
}

/// A report and all that share its text, directly or through others, the earliest first.
fn family(reports: &[Report], report: ReportIx) -> BTreeSet<ReportIx> {
    let mut found = BTreeSet::from([report]);
    let mut open = vec![report];
    while let Some(report) = open.pop() {
        for copy in &reports[report.at()].copies {
            if found.insert(copy.report) {
                open.push(copy.report);
            }
        }
    }
    found
}

/// Fills `situation.origins`, those of most statements first, and `situation.chains`.
pub(crate) fn sources(draft: &mut Draft) {
    let n = draft.record.situations.len();
    let mut origins: Vec<BTreeMap<SourceOrigin, usize>> = vec![BTreeMap::new(); n];
    let mut chains: Vec<BTreeMap<Vec<String>, Vec<Passage>>> = vec![BTreeMap::new(); n];
    let mut silent: BTreeSet<ReportIx> = draft.reports().collect();
    let situation = |report: ReportIx| draft.record.reports[report.at()].situation;
    for (at, statement) in draft.record.statements.iter().enumerate() {
        let told = draft.told(statement.report, Some(at.into()));
        let Some(SituationIx(s)) = situation(statement.report) else { continue };
        if statement.mode == Mode::Narrated || !matches!(told.speaker, Speaker::Entity(_)) {
            continue;
        }
        let origin = draft.origin(&told);
        if tells(statement.force) && draft.counts(&origin) && !passes_on(draft, statement) {
            silent.remove(&statement.report);
            *origins[s as usize].entry(origin).or_default() += 1;
        }
        let passage = Passage { report: statement.report, span: statement.span };
        chains[s as usize].entry(links(draft, &told)).or_default().push(passage);
    }
    for report in silent {
        if let Some(SituationIx(s)) = situation(report) {
            *origins[s as usize].entry(draft.voices[report.at()].clone()).or_default() += 1;
        }
    }
    let origins = origins.into_iter().map(|found| {
        let mut found = draft.independent(found);
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found.into_iter().map(|(origin, _)| origin).collect()
    });
    let origins: Vec<Vec<SourceOrigin>> = origins.collect();
    for (situation, (origins, chains)) in
        draft.record.situations.iter_mut().zip(origins.into_iter().zip(chains))
    {
        situation.origins = origins;
        let mut chains: Vec<Chain> =
            chains.into_iter().map(|(links, passages)| Chain { links, passages }).collect();
        chains.sort_by_key(|c| Reverse(c.passages.len()));
        situation.chains = chains;
    }
}

/// Whether whoever makes a statement only relays what it says: another's statement of the same
/// words came through him.
fn passes_on(draft: &Draft, statement: &Statement) -> bool {
    let Speaker::Entity(speaker) = statement.speaker else { return false };
    let statements = &draft.record.statements;
    let shared = |c: &Span| statement.content.iter().any(|o| o.overlaps(*c));
    // The statements of one report stand together; narrated ones, made later, relay nobody.
    let first = statements.partition_point(|s| s.report < statement.report);
    let mut of_report = statements[first..].iter().take_while(|s| s.report == statement.report);
    of_report.any(|s| s.via.contains(&speaker) && s.content.iter().any(shared))
}

/// Whether a statement of that force tells something.
fn tells(force: Force) -> bool {
    use Force::{Asserts, Confirms, Denies, Doubts, Predicts};
    matches!(force, Asserts | Confirms | Denies | Doubts | Predicts)
}

/// Outlet, agency, relays, speaker and those he speaks for, each once.
fn links(draft: &Draft, told: &Told) -> Vec<String> {
    let report = &draft.record.reports[told.report.at()];
    let article = &report.article;
    let outlet = article.outlet.as_ref().map_or(article.id.clone(), |o| o.name.clone());
    let name = |entity: &EntityIx| draft.record.entities[entity.at()].name.clone();
    let mut links = vec![outlet];
    links.extend(agency(report).cloned());
    links.extend(told.via.iter().map(name));
    if let Speaker::Entity(speaker) = &told.speaker {
        links.push(name(speaker));
        links.extend(draft.folds(*speaker).iter().map(name));
    }
    let mut seen = BTreeSet::new();
    links.retain(|link| seen.insert(link.clone()));
    links
}
