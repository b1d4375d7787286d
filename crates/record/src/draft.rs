//! The record on its way through the passes, beside the readings it is made from.

use std::collections::{BTreeMap, BTreeSet};

use reading::{EntityKind, Reading};
use text::{Article, OriginKind};
use world::World;

use crate::correction::Fixes;
use crate::{
    Entity, EntityIx, Passage, Record, Report, ReportIx, SourceOrigin, Speaker, Statement,
    StatementIx,
};

/// The record under construction. Positions of a reading (`reading::EntityIx`, …) are turned into
/// positions of the record by [`Draft::entity`] and [`Draft::statement`].
#[derive(Debug)]
pub(crate) struct Draft<'w> {
    /// Knowledge about the world.
    pub(crate) world: &'w World,
    /// The reading of every report, in the order of `record.reports`.
    pub(crate) readings: Vec<Reading>,
    /// What is built so far. Reports are sorted and dated from the start; copies, situations,
    /// entities and statements are there before series, events and disputes are made.
    pub(crate) record: Record,
    /// Record entity of every reading entity, by report.
    pub(crate) entity_of: Vec<Vec<EntityIx>>,
    /// Record statement of every reading statement, by report.
    pub(crate) statement_of: Vec<Vec<StatementIx>>,
    /// Whose word each report's own voice is.
    pub(crate) voices: Vec<SourceOrigin>,
    /// The names of the outlets of all reports.
    pub(crate) outlets: BTreeSet<String>,
    /// The places that the world knows, by their id there.
    places: BTreeMap<String, EntityIx>,
    /// Statements made for what outlets tell in their own voice.
    pub(crate) narrated: BTreeMap<Passage, StatementIx>,
    /// What readers have put right.
    pub(crate) fixes: Fixes<'w>,
}

impl<'w> Draft<'w> {
    /// A record of reports only, by date of publication (undated last), then by id.
    pub(crate) fn new(mut articles: Vec<(Article, Reading)>, world: &'w World) -> Draft<'w> {
        articles.sort_by(|(a, _), (b, _)| {
            let key = |a: &Article| (a.published.is_none(), a.published.map(|p| p.date));
            let full = |a: &'_ Article| (a.sha256.clone(), a.path.clone(), a.url.clone());
            (key(a).cmp(&key(b))).then_with(|| a.id.cmp(&b.id)).then_with(|| full(a).cmp(&full(b)))
        });
        let (reports, readings) = articles.into_iter().map(|(a, r)| (report(a, &r), r)).unzip();
        let reports: Vec<Report> = reports;
        let outlet = |r: &Report| r.article.outlet.as_ref().map(|o| o.name.clone());
        let outlets = reports.iter().filter_map(outlet).collect();
        let record = Record { reports, ..Record::default() };
        Draft {
            world,
            readings,
            record,
            entity_of: Vec::new(),
            statement_of: Vec::new(),
            voices: Vec::new(),
            outlets,
            places: BTreeMap::new(),
            narrated: BTreeMap::new(),
            fixes: Fixes::default(),
        }
    }

    /// Fills `record.entities`.
    pub(crate) fn set_entities(&mut self, entities: Vec<Entity>) {
        self.places.clear();
        for (at, entity) in entities.iter().enumerate().filter(|(_, e)| e.kind == EntityKind::Place)
        {
            if let Some(known) = &entity.known {
                self.places.entry(known.clone()).or_insert(at.into());
            }
        }
        self.record.entities = entities;
    }

    /// The entity that is the place of that id in the world's tables.
    pub(crate) fn place(&self, known: &str) -> Option<EntityIx> {
        self.places.get(known).copied()
    }

    /// The statements of a report, those made for its own voice left out.
    pub(crate) fn said_in(&self, report: ReportIx) -> &[Statement] {
        match &self.statement_of[report.at()][..] {
            [first, .., last] => &self.record.statements[first.at()..=last.at()],
            [only] => std::slice::from_ref(&self.record.statements[only.at()]),
            [] => &[],
        }
    }

    /// Positions of all reports, in order.
    pub(crate) fn reports(&self) -> impl Iterator<Item = ReportIx> + use<> {
        (0..self.record.reports.len()).map(ReportIx::from)
    }

    /// The article of a report.
    pub(crate) fn article(&self, report: ReportIx) -> &Article {
        &self.record.reports[report.at()].article
    }

    /// The reading of a report.
    pub(crate) fn reading(&self, report: ReportIx) -> &Reading {
        &self.readings[report.at()]
    }

    /// The record's entity for an entity of a report's reading.
    pub(crate) fn entity(&self, report: ReportIx, entity: reading::EntityIx) -> EntityIx {
        self.entity_of[report.at()][entity.at()]
    }

    /// The record's statement for a statement of a report's reading.
    pub(crate) fn statement(&self, report: ReportIx, at: reading::StatementIx) -> StatementIx {
        self.statement_of[report.at()][at.at()]
    }

    /// The record's speaker for a speaker of a report's reading.
    pub(crate) fn speaker(&self, report: ReportIx, speaker: reading::Speaker) -> Speaker {
        match speaker {
            reading::Speaker::Entity(at) => Speaker::Entity(self.entity(report, at)),
            reading::Speaker::Unresolved(span) => {
                Speaker::Words(self.words(Passage { report, span }).to_owned())
            }
            reading::Speaker::Outlet => Speaker::Outlet,
        }
    }

    /// The words of a passage.
    pub(crate) fn words(&self, passage: Passage) -> &str {
        passage.span.of(&self.article(passage.report).text)
    }

    /// Whether one report carries the text of the other, wholly or for the most part.
    pub(crate) fn is_copy(&self, a: ReportIx, b: ReportIx) -> bool {
        self.record.reports[a.at()].copies.iter().any(|c| c.report == b)
    }
}

fn report(article: Article, reading: &Reading) -> Report {
    let own = || text::Origin { kind: OriginKind::Own, agencies: Vec::new(), cites: Vec::new() };
    Report {
        origin: reading.origin.clone().unwrap_or_else(own),
        article,
        situation: None,
        copies: Vec::new(),
        version_of: None,
        superseded_by: None,
        notes: reading.notes.clone(),
        sentences: reading.sentences.len(),
        reliability: None,
    }
}
