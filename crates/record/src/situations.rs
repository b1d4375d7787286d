//! Reports of one developing story, brought together.

use text::DateSpan;

use crate::id::id;
use crate::{Draft, EntityIx, ReportIx, Situation, SituationIx};

/// Fills `record.situations` and `report.situation`.
pub(crate) fn situations(draft: &mut Draft) {
    let reports: Vec<ReportIx> = draft.reports().collect();
    if reports.is_empty() {
        return;
    }
    for report in &mut draft.record.reports {
        report.situation = Some(SituationIx(0));
    }
    let ids: Vec<&str> = draft.record.reports.iter().map(|r| r.article.id.as_str()).collect();
    let id = id("situation", &ids);
    let days = || {
        let published = draft.record.reports.iter().filter_map(|r| r.article.published);
        published.map(|p| p.date.span())
    };
    let dates = days()
        .map(|d| d.from)
        .min()
        .zip(days().map(|d| d.to).max())
        .map(|(from, to)| DateSpan { from, to });
    let title = draft.record.reports.iter().find_map(|r| r.article.title.clone());
    draft.record.situations.push(Situation {
        id,
        title: title.unwrap_or_default(),
        title_from: None,
        dates,
        reports,
        events: Vec::new(),
        series: Vec::new(),
        disputes: Vec::new(),
        entities: Vec::new(),
        utterances: Vec::new(),
        chains: Vec::new(),
        origins: Vec::new(),
    });
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
    for (at, situation) in record.situations.iter_mut().enumerate() {
        let here = |p: &&crate::Passage| of(p.report) == Some(at.into());
        let mut entities: Vec<(usize, EntityIx)> = record
            .entities
            .iter()
            .enumerate()
            .map(|(e, entity)| (entity.mentions.iter().filter(here).count(), e.into()))
            .filter(|(n, _)| *n > 0)
            .collect();
        entities.sort_by_key(|(n, e)| (usize::MAX - n, *e));
        situation.entities = entities.into_iter().map(|(_, e)| e).collect();
    }
}
