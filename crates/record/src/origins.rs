//! On whose word a fact rests: original sources after copies and relays are folded together.
//!
//! Relays are dropped: what a ministry says through an agency rests on the ministry. A described
//! source folds into the office it belongs to, an office into its holder, a report's own voice
//! into the agency or the report whose text it carries.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use reading::{EntityKind, Mode};
use text::OriginKind;

use crate::{
    Chain, Draft, EntityIx, Passage, Report, ReportIx, SituationIx, SourceOrigin, Speaker,
    StatementIx,
};

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
        let found: BTreeSet<SourceOrigin> = told.into_iter().map(|t| self.origin(&t)).collect();
        found.into_iter().collect()
    }

    /// The origin of one telling.
    pub(crate) fn origin(&self, told: &Told) -> SourceOrigin {
        match (&told.speaker, told.via.last()) {
            (Speaker::Entity(at), _) => self.named(*self.folds(*at).last().unwrap_or(at)),
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
            (EntityKind::Described | EntityKind::Organisation, EntityKind::Person) => is_voice(),
            _ => false,
        };
        folds.then_some(of)
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
        silent.remove(&statement.report);
        *origins[s as usize].entry(draft.origin(&told)).or_default() += 1;
        let passage = Passage { report: statement.report, span: statement.span };
        chains[s as usize].entry(links(draft, &told)).or_default().push(passage);
    }
    for report in silent {
        if let Some(SituationIx(s)) = situation(report) {
            *origins[s as usize].entry(draft.voices[report.at()].clone()).or_default() += 1;
        }
    }
    for (situation, (origins, chains)) in
        draft.record.situations.iter_mut().zip(origins.into_iter().zip(chains))
    {
        let mut origins: Vec<(SourceOrigin, usize)> = origins.into_iter().collect();
        origins.sort_by_key(|(_, n)| Reverse(*n));
        situation.origins = origins.into_iter().map(|(o, _)| o).collect();
        let mut chains: Vec<Chain> =
            chains.into_iter().map(|(links, passages)| Chain { links, passages }).collect();
        chains.sort_by_key(|c| Reverse(c.passages.len()));
        situation.chains = chains;
    }
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
