//! Statements of the readings, as statements of the record.

use text::Span;

use crate::id::{Distinct, id};
use crate::{Draft, ReportIx, Speaker, Statement, StatementIx};

/// Fills `record.statements` and the map from the readings' statements to them.
pub(crate) fn statements(draft: &mut Draft) {
    let mut ids = Distinct::default();
    let mut lifted = Vec::new();
    let mut statement_of = Vec::new();
    for report in draft.reports() {
        let mut map = Vec::new();
        let first = lifted.len();
        for statement in &draft.reading(report).statements {
            map.push(StatementIx::from(lifted.len()));
            let mut record = lift(draft, report, statement);
            record.id = ids.of(record.id);
            lifted.push(record);
        }
        one_way(&mut lifted[first..]);
        statement_of.push(map);
    }
    draft.record.statements = lifted;
    draft.statement_of = statement_of;
}

/// Relays run one way: whoever's words hold the other's relays him, and is not relayed by him.
fn one_way(statements: &mut [Statement]) {
    let before = statements.to_vec();
    for outer in statements {
        let Speaker::Entity(relay) = outer.speaker else { continue };
        let held = |s: &&Statement| s.via.contains(&relay) && is_within(s, outer);
        let inner: Vec<&Speaker> = before.iter().filter(held).map(|s| &s.speaker).collect();
        outer.via.retain(|via| !inner.contains(&&Speaker::Entity(*via)));
    }
}

/// Whether the words of one statement hold the other, or at least name its source.
pub(crate) fn is_within(inner: &Statement, outer: &Statement) -> bool {
    let within = |span: &Span| outer.content.iter().any(|o| o.contains(*span));
    let begins = |s: &Statement| s.content.first().map(|c| c.start);
    let named = inner.source.as_ref().is_some_and(within) && begins(inner) >= begins(outer);
    inner.speaker != outer.speaker && (named || inner.content.iter().all(within))
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
        said_on: statement.said_on,
        place: statement.place.map(|p| draft.entity(report, p)),
        occasion: statement.occasion,
        audience: statement.audience,
        hedges: statement.hedges.clone(),
    }
}
