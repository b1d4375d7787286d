//! Near-identical reports of one utterance, folded together. What an office says that somebody
//! said is his utterance, not another of the office.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use reading::Mode;
use text::{Date, DateSpan, PartialDate, Span};

use crate::bags::stem;
use crate::days::gap;
use crate::statements::is_within;
use crate::words::{hash, is_stopword, quoted, words};
use crate::{Basis, Draft, ReportIx, Speaker, Statement, StatementIx, Utterance};

/// Share of the content words of the shorter from which on two statements are one utterance.
const SAME_WORDS: f64 = 0.6;
/// Content words that must be shared at least.
const WORDS: usize = 3;
/// Words quoted in a row that show one utterance.
const QUOTED_RUN: usize = 6;
/// Days by which reports of one utterance may differ.
const DAYS: i32 = 1;

/// Fills `situation.utterances`, newest first.
pub(crate) fn utterances(draft: &mut Draft) {
    let mut by_speaker: BTreeMap<(usize, Speaker), Vec<StatementIx>> = BTreeMap::new();
    for (at, statement) in draft.record.statements.iter().enumerate() {
        let situation = draft.record.reports[statement.report.at()].situation;
        let (Some(situation), Speaker::Entity(_)) = (situation, &statement.speaker) else {
            continue;
        };
        if statement.mode != Mode::Narrated && !relays_only(draft, at.into()) {
            let key = (situation.at(), statement.speaker.clone());
            by_speaker.entry(key).or_default().push(at.into());
        }
    }
    let mut found: Vec<Vec<Utterance>> = vec![Vec::new(); draft.record.situations.len()];
    for ((situation, speaker), statements) in by_speaker {
        for group in fold(draft, &statements) {
            found[situation].push(utterance(draft, speaker.clone(), group));
        }
    }
    for (at, mut utterances) in found.into_iter().enumerate() {
        utterances.sort_by_key(|u| (Reverse(u.day(draft)), u.statements.first().copied()));
        draft.record.situations[at].utterances = utterances;
    }
}

/// Whether a statement mostly passes on what others are reported to say: "X said Y, according to
/// the office".
fn relays_only(draft: &Draft, at: StatementIx) -> bool {
    let statement = &draft.record.statements[at.at()];
    let Speaker::Entity(relay) = &statement.speaker else { return false };
    let length = |content: &[Span]| content.iter().map(|c| c.len()).sum::<usize>();
    let inner = draft.statement_of[statement.report.at()]
        .iter()
        .map(|s| &draft.record.statements[s.at()])
        .filter(|s| s.via.contains(relay) && is_within(s, statement))
        .map(|s| length(&s.content))
        .max();
    inner.is_some_and(|inner| inner * 2 >= length(&statement.content))
}

impl Utterance {
    /// The day by which it is listed: when it was said, else first reported.
    fn day(&self, draft: &Draft) -> Option<Date> {
        let reported = |s: &StatementIx| published(draft, draft.record.statements[s.at()].report);
        let first = || self.statements.iter().filter_map(reported).map(|d| d.date).min();
        self.said_on.map(|d| d.date).or_else(first)
    }
}

fn published(draft: &Draft, report: ReportIx) -> Option<PartialDate> {
    draft.article(report).published.map(|p| p.date)
}

/// What is compared of a statement.
struct Said {
    at: StatementIx,
    terms: BTreeSet<u64>,
    /// Runs of quoted words, hashed.
    runs: BTreeSet<u64>,
    /// Days on which it may have been said.
    days: Option<DateSpan>,
}

/// One speaker's statements by utterance; each joins the first it agrees with.
fn fold(draft: &Draft, statements: &[StatementIx]) -> Vec<Vec<StatementIx>> {
    let mut groups: Vec<Vec<Said>> = Vec::new();
    for at in statements {
        let said = said(draft, *at);
        match groups.iter_mut().find(|g| g.iter().any(|other| one_utterance(&said, other))) {
            Some(group) => group.push(said),
            None => groups.push(vec![said]),
        }
    }
    groups.into_iter().map(|g| g.into_iter().map(|s| s.at).collect()).collect()
}

fn said(draft: &Draft, at: StatementIx) -> Said {
    let statement = &draft.record.statements[at.at()];
    let text = &draft.article(statement.report).text;
    let mut terms = BTreeSet::new();
    let mut runs = BTreeSet::new();
    for span in &statement.content {
        for word in words(text, *span).map(|w| w.of(text).to_lowercase()) {
            if word.chars().count() > 2 && !is_stopword(&word) {
                terms.insert(hash(stem(&word)));
            }
        }
        for quotation in quoted(text, statement.span).iter().filter(|q| q.overlaps(*span)) {
            let hashes: Vec<u64> = words(text, *quotation).map(|w| hash(w.of(text))).collect();
            runs.extend(
                hashes
                    .windows(QUOTED_RUN)
                    .map(|r| r.iter().fold(0u64, |h, w| h.rotate_left(11) ^ w)),
            );
        }
    }
    // What a report tells was said on its day or shortly before.
    let reported = || published(draft, statement.report).map(PartialDate::span);
    Said { at, terms, runs, days: statement.said_on.map(PartialDate::span).or_else(reported) }
}

fn one_utterance(a: &Said, b: &Said) -> bool {
    if !a.runs.is_disjoint(&b.runs) {
        return true;
    }
    let near = a.days.zip(b.days).is_none_or(|(x, y)| gap(x, y) <= DAYS);
    let shared = a.terms.intersection(&b.terms).count();
    let shorter = a.terms.len().min(b.terms.len());
    near && shared >= WORDS && shared as f64 >= SAME_WORDS * shorter as f64
}

/// One utterance of its statements, the fullest first.
fn utterance(draft: &Draft, speaker: Speaker, mut statements: Vec<StatementIx>) -> Utterance {
    let of = |s: &StatementIx| &draft.record.statements[s.at()];
    let length = |s: &Statement| s.content.iter().map(|c| c.len()).sum::<usize>();
    statements.sort_by_key(|s| (Reverse(length(of(s))), *s));
    let said_on =
        statements.iter().filter_map(|s| of(s).said_on).min_by_key(|d| (d.precision, d.date));
    Utterance { speaker, said_on, statements, basis: Basis::default() }
}
