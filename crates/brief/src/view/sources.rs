//! Who relays whom, and which reports are copies.

use std::collections::BTreeSet;

use record::{ReportIx, Situation};

use super::{Cited, Maker, party};
use crate::refs::Section;
use crate::words::{count, one_line};

/// What the reports of a situation rest on.
#[derive(Debug, Default)]
pub(crate) struct SourcesView {
    /// "5 reports reduce to 2 independent origins: A; B."
    pub(crate) reduction: Option<String>,
    /// Who relays whom.
    pub(crate) chains: Vec<ChainView>,
    /// Reports that share most of their text.
    pub(crate) copies: Vec<String>,
}

/// Chains that end in one origin.
#[derive(Debug)]
pub(crate) struct ChainView {
    /// The origin.
    pub(crate) origin: String,
    /// The ways to it, the outlet first.
    pub(crate) ways: Vec<Cited>,
}

impl Maker<'_> {
    /// Nothing where only what is new is shown.
    pub(super) fn sources(&mut self, of: &Situation) -> SourcesView {
        if self.news.is_some() {
            return SourcesView::default();
        }
        let mut chains: Vec<ChainView> = Vec::new();
        for chain in &of.chains {
            let Some(origin) = chain.links.last().map(|l| one_line(l)) else { continue };
            let links: Vec<String> = chain.links.iter().map(|l| one_line(l)).collect();
            let way = Cited {
                words: links.join(" ← "),
                refs: self.refs.cite_all(Section::Sources, chain.passages.iter().copied()),
            };
            match chains.iter_mut().find(|c| c.origin == origin) {
                Some(found) => found.ways.push(way),
                None => chains.push(ChainView { origin, ways: vec![way] }),
            }
        }
        chains.sort_by_key(|c| std::cmp::Reverse(c.ways.len()));
        let names: Vec<String> = of.origins.iter().map(|o| one_line(&o.name)).collect();
        let reports = count(of.reports.len(), "report");
        let verb = if of.reports.len() == 1 { "reduces" } else { "reduce" };
        let reduction = (!names.is_empty()).then(|| {
            let origins = count(names.len(), "independent origin");
            let parties: Vec<String> = of.parties.iter().map(party).collect();
            let of = match parties.len() {
                0 => String::new(),
                1 => format!(" They are of 1 party: {}.", parties[0]),
                n => format!(" They are of {n} parties: {}.", parties.join("; ")),
            };
            format!("{reports} {verb} to {origins}: {}.{of}", names.join("; "))
        });
        SourcesView { reduction, chains, copies: self.copies(&of.reports) }
    }

    /// Reports that copy each other, a line for each group; of an article the latest version.
    fn copies(&self, reports: &[ReportIx]) -> Vec<String> {
        let mut left: BTreeSet<ReportIx> = reports.iter().copied().collect();
        let mut lines = Vec::new();
        while let Some(first) = left.pop_first() {
            let (mut group, mut next) = (vec![first], 0);
            let mut share = 1.0_f64;
            while next < group.len() {
                for copy in &self.record.reports[group[next].at()].copies {
                    if left.remove(&copy.report) {
                        share = share.min(copy.share);
                        group.push(copy.report);
                    }
                }
                next += 1;
            }
            group.retain(|r| self.record.reports[r.at()].superseded_by.is_none());
            if group.len() > 1 {
                group.sort_unstable();
                let names: Vec<String> = group.iter().map(|r| self.outlet_and_day(*r)).collect();
                let percent = (share.clamp(0.0, 1.0) * 100.0).round();
                lines.push(format!(
                    "{} share at least {percent} % of their sentences",
                    crate::words::list(&names)
                ));
            }
        }
        lines
    }

    pub(super) fn outlet_and_day(&self, report: ReportIx) -> String {
        format!("{} ({})", self.outlet(report), self.day_or_undated(report))
    }
}
