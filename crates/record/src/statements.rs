//! Statements of the readings, as statements of the record.

use text::PartialDate;

use crate::id::{Distinct, id};
use crate::{Draft, ReportIx, Statement, StatementIx};

/// Fills `record.statements` and the map from the readings' statements to them.
pub(crate) fn statements(draft: &mut Draft) {
    let mut ids = Distinct::default();
    let mut lifted = Vec::new();
    let mut statement_of = Vec::new();
    for report in draft.reports() {
        let mut map = Vec::new();
        for statement in &draft.reading(report).statements {
            map.push(StatementIx::from(lifted.len()));
            let mut record = lift(draft, report, statement);
            record.id = ids.of(record.id);
            lifted.push(record);
        }
        statement_of.push(map);
    }
    draft.record.statements = lifted;
    draft.statement_of = statement_of;
}

fn lift(draft: &Draft, report: ReportIx, statement: &reading::Statement) -> Statement {
    let article = draft.article(report);
    let content: Vec<String> = statement.content.iter().map(ToString::to_string).collect();
    Statement {
        id: id("statement", &[&article.id, &statement.span.to_string(), &content.join(" ")]),
        report,
        span: statement.span,
        content: statement.content.clone(),
        cue: statement.cue,
        source: statement.source,
        speaker: draft.speaker(report, statement.speaker),
        via: statement.via.iter().map(|v| draft.entity(report, *v)).collect(),
        mode: statement.mode,
        force: statement.force,
        negated: statement.negated,
        said_on: said_on(statement.said_on),
    }
}

fn said_on(told: Option<PartialDate>) -> Option<PartialDate> {
    told
}
