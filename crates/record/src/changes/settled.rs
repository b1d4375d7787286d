//! Disputes that one side gave up.

use std::collections::BTreeSet;

use reading::Force;
use text::Span;

use crate::bags::stems;
use crate::words::words;
use crate::{Dispute, Record, Speaker, Statement, StatementIx};

/// Share of the proposition's words that a statement about it has at least.
const SHARED: f64 = 0.6;
/// Fewest words that it shares.
const WORDS: usize = 3;
/// Words with which a statement is not of the proposition but of its opposite.
const NEGATIONS: [&str; 7] = ["not", "no", "never", "nor", "neither", "without", "t"];

/// The new statements by which a source that denied the proposition confirms it, or one that
/// asserted it denies it. Only explicit words count: one who "said" something may have said the
/// opposite.
pub(super) fn settling(
    record: &Record,
    dispute: &Dispute,
    is_new: impl Fn(&StatementIx) -> bool,
) -> Vec<StatementIx> {
    let speakers = |side: &[StatementIx]| -> BTreeSet<Speaker> {
        let old = side.iter().filter(|s| !is_new(s));
        let named = |s: &Speaker| matches!(s, Speaker::Entity(_));
        old.map(|s| record.statements[s.at()].speaker.clone()).filter(named).collect()
    };
    let (asserters, deniers) = (speakers(&dispute.asserted), speakers(&dispute.denied));
    let proposition = stems(&dispute.proposition, Span::new(0, dispute.proposition.len()));
    let turns = |s: &Statement| {
        let confirms = s.force == Force::Confirms && deniers.contains(&s.speaker);
        let denies = s.force == Force::Denies && asserters.contains(&s.speaker);
        !s.negated && (confirms || denies) && is_about(record, s, &proposition)
    };
    let all = (0..record.statements.len()).map(StatementIx::from);
    all.filter(|s| is_new(s) && turns(&record.statements[s.at()])).collect()
}

fn is_about(record: &Record, statement: &Statement, proposition: &BTreeSet<String>) -> bool {
    let text = &record.reports[statement.report.at()].article.text;
    let mut said = BTreeSet::new();
    for span in &statement.content {
        let negates = |w: Span| NEGATIONS.contains(&w.of(text).to_lowercase().as_str());
        if words(text, *span).any(negates) {
            return false;
        }
        said.extend(stems(text, *span));
    }
    let shared = said.intersection(proposition).count();
    shared >= WORDS && shared as f64 >= SHARED * proposition.len() as f64
}
