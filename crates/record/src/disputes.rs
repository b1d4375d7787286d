//! Propositions that some sources assert and others deny or doubt.

mod claim;
mod denial;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::{BTreeMap, BTreeSet};

use reading::{Force, Mode};
use text::Span;

use crate::id::{Distinct, id};
use crate::{
    Behaviour, Dispute, Draft, FigureIx, Passage, ReportIx, SeriesIx, Speaker, Statement,
    StatementIx,
};
use claim::{Claim, Stance};

/// Share of the weight of a denial's words that an assertion of the same proposition has at least.
const SHARED: f64 = 0.6;
/// Share of the best match's score from which another assertion is of the same proposition.
const AS_GOOD: f64 = 0.75;
/// Claims back in which "denied the report" finds the report.
const BACK: usize = 6;
/// Most passages listed on one side of a dispute.
const SIDE: usize = 8;

/// A proposition with the claims on both sides, as positions in the claims of a situation.
#[derive(Clone, Debug, PartialEq)]
struct Sides {
    /// Best first.
    asserted: Vec<usize>,
    denied: Vec<usize>,
}

/// Fills `record.disputes`. The outlets' own sentences that take part become statements of mode
/// narrated.
pub(crate) fn disputes(draft: &mut Draft<'_>) {
    let mut ids = Distinct::default();
    for situation in 0..draft.record.situations.len() {
        let reports = draft.record.situations[situation].reports.clone();
        let claims: Vec<Claim> = reports.iter().flat_map(|r| claim::claims(draft, *r)).collect();
        let weights = weights(&claims);
        let denials = (0..claims.len()).filter(|at| claims[*at].stance == Stance::Denies);
        let sides: Vec<Sides> =
            denials.filter_map(|at| counterparts(&claims, &weights, at)).collect();
        for sides in merged(&claims, sides) {
            let dispute = told(draft, &mut ids, &claims, &sides);
            draft.record.disputes.push(dispute);
        }
    }
    for series in (0..draft.record.series.len()).map(SeriesIx::from) {
        if draft.record.series[series.at()].behaviour == Behaviour::Contested {
            let dispute = of_figures(draft, &mut ids, series);
            draft.record.disputes.extend(dispute);
        }
    }
}

/// How telling a word is among these claims: 1 for a word of one claim, less by a step for every
/// doubling.
fn weights(claims: &[Claim]) -> BTreeMap<&str, f64> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for word in claims.iter().flat_map(|c| &c.words) {
        *counts.entry(word).or_default() += 1;
    }
    let weight = |n: u32| (1.0 - 0.12 * f64::from(n.ilog2())).max(0.1);
    counts.into_iter().map(|(word, n)| (word, weight(n))).collect()
}

/// The assertions that a denial is about; `None` where the texts hold none.
fn counterparts(claims: &[Claim], weights: &BTreeMap<&str, f64>, denial: usize) -> Option<Sides> {
    let claim = &claims[denial];
    let mut asserted = if claim.back { Vec::new() } else { alike(claims, weights, denial) };
    let explicit = claim.back || (claim.force == Force::Denies && claim.statement.is_some());
    if asserted.is_empty() && explicit && claim.core.is_empty() {
        asserted.extend(told_before(claims, denial).or_else(|| told_after(claims, denial)));
    }
    (!asserted.is_empty()).then(|| Sides { asserted, denied: vec![denial] })
}

/// "denied the report": the nearest claim by somebody else told before it in the same report. A
/// denial that says at length what it denies shares a word with what it answers.
fn told_before(claims: &[Claim], denial: usize) -> Option<usize> {
    let own = &claims[denial];
    let mut before: Vec<usize> = (0..claims.len())
        .filter(|at| claims[*at].report == own.report && claims[*at].span.end <= own.span.start)
        .collect();
    before.sort_by_key(|at| std::cmp::Reverse(claims[*at].span.end));
    let speaks_back = own.back || !own.clausal || own.words.len() < WORDS;
    let shares = |at: &usize| speaks_back || !claims[*at].words.is_disjoint(&own.words);
    before.into_iter().take(BACK).find(|at| accuses(&claims[*at], own) && shares(at))
}

/// A denial may come first and the charge after it: the nearest that shares a word with it.
fn told_after(claims: &[Claim], denial: usize) -> Option<usize> {
    let own = &claims[denial];
    let mut after: Vec<usize> = (0..claims.len())
        .filter(|at| claims[*at].report == own.report && claims[*at].span.start >= own.span.end)
        .collect();
    after.sort_by_key(|at| claims[*at].span.start);
    after
        .into_iter()
        .take(BACK)
        .find(|at| accuses(&claims[*at], own) && !claims[*at].words.is_disjoint(&own.words))
}

/// Whether a claim is a charge that the source of a denial may answer.
fn accuses(claim: &Claim, denial: &Claim) -> bool {
    let told = claim.clausal && claim.accuses && claim.words.len() >= WORDS;
    told && claim.stance == Stance::Asserts && claim.speaker != denial.speaker
}

/// Fewest content words of a clause with "not" that can be compared: "they are not hurt" says too
/// little.
const WORDS: usize = 3;

/// Assertions that share what is denied and most of the weight of its words, best first.
fn alike(claims: &[Claim], weights: &BTreeMap<&str, f64>, denial: usize) -> Vec<usize> {
    let own = &claims[denial];
    if !own.core.is_empty() && own.words.len() < WORDS {
        return Vec::new();
    }
    let mass = |words: &mut dyn Iterator<Item = &String>| -> f64 {
        words.map(|w| weights.get(w.as_str()).copied().unwrap_or(1.0)).sum()
    };
    let whole = mass(&mut own.words.iter());
    let mut scored: Vec<(f64, usize)> = Vec::new();
    for (at, claim) in claims.iter().enumerate() {
        let repeats = !own.core.is_disjoint(&claim.negates);
        if claim.stance != Stance::Asserts || repeats || !may_answer(own, claim) {
            continue;
        }
        let shared: Vec<&String> = own.words.intersection(&claim.words).collect();
        let core = own.core.is_subset(&claim.words) && claim.clausal;
        // Two words of more are hardly a proposition.
        let enough = shared.len() >= WORDS || shared.len() == own.words.len();
        let score = mass(&mut shared.iter().copied()) / whole.max(1.0);
        if core && enough && shared.len() >= 2 && score >= SHARED {
            scored.push((score, at));
        }
    }
    let best = scored.iter().map(|(score, _)| *score).fold(0.0, f64::max);
    scored.retain(|(score, _)| *score >= best * AS_GOOD);
    scored.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
    scored.into_iter().take(SIDE).map(|(_, at)| at).collect()
}

/// Whether a claim may be the other side of a denial: another voice, no other day.
fn may_answer(denial: &Claim, claim: &Claim) -> bool {
    let same_voice = denial.speaker == claim.speaker
        && (denial.speaker != Speaker::Outlet || denial.report == claim.report);
    let apart = |a: &text::DateSpan| claim.days.iter().all(|b| !a.overlaps(*b));
    let other_days =
        !claim.days.is_empty() && !denial.days.is_empty() && denial.days.iter().all(apart);
    let same_words = denial.report == claim.report && denial.span.overlaps(claim.span);
    !same_voice && !other_days && !same_words
}

/// Sides that share an assertion are about one proposition, and so are one source's denials of
/// what was told before, as different reports carry them.
fn merged(claims: &[Claim], sides: Vec<Sides>) -> Vec<Sides> {
    let mut merged: Vec<Sides> = Vec::new();
    for next in sides {
        let own = &claims[next.denied[0]];
        // "could not confirm the report" speaks of one report only.
        let explicit = own.force == Force::Denies && (own.back || own.core.is_empty());
        let again = |at: &usize| {
            let other = &claims[*at];
            let named = matches!(other.speaker, Speaker::Entity(_));
            own.back && other.back && named && own.speaker == other.speaker
        };
        let shares = |s: &Sides| {
            next.asserted.iter().any(|a| s.asserted.contains(a))
                || s.denied.iter().any(again)
                || explicit && alike_told(&claims[next.asserted[0]], &claims[s.asserted[0]])
        };
        match merged.iter_mut().find(|s| shares(s)) {
            Some(old) => {
                let new: Vec<usize> =
                    next.asserted.into_iter().filter(|a| !old.asserted.contains(a)).collect();
                old.asserted.extend(new);
                old.denied.extend(next.denied);
            }
            None => merged.push(next),
        }
    }
    merged
}

/// Whether two claims tell one act of one thing: a class of predicates and two words more, or
/// four words.
fn alike_told(a: &Claim, b: &Claim) -> bool {
    let shared: Vec<&String> = a.words.intersection(&b.words).collect();
    shared.len() > WORDS || shared.len() == WORDS && shared.iter().any(|w| w.starts_with('='))
}

fn told(draft: &mut Draft<'_>, ids: &mut Distinct, claims: &[Claim], sides: &Sides) -> Dispute {
    let first = &claims[sides.asserted[0]];
    let passage = Passage { report: first.report, span: first.span };
    let proposition = draft.words(passage).to_owned();
    let mut side = |claims_at: &[usize]| -> Vec<StatementIx> {
        let of = claims_at.iter().take(SIDE).map(|at| &claims[*at]);
        of.map(|c| c.statement.unwrap_or_else(|| narrate(draft, c.report, c.span, c.force)))
            .collect()
    };
    let (mut asserted, mut denied) = (side(&sides.asserted), side(&sides.denied));
    drop_nested(draft, &mut asserted);
    drop_nested(draft, &mut denied);
    Dispute {
        id: dispute_id(draft, ids, &asserted, &denied),
        proposition,
        asserted,
        denied,
        series: None,
    }
}

/// One passage is shown once: statements inside another of the side are left out.
fn drop_nested(draft: &Draft<'_>, side: &mut Vec<StatementIx>) {
    let all = side.clone();
    let passage = |at: StatementIx| {
        let statement = &draft.record.statements[at.at()];
        (statement.report, statement.span)
    };
    side.retain(|at| {
        let (report, span) = passage(*at);
        !all.iter().any(|other| {
            let (its_report, its_span) = passage(*other);
            report == its_report && span != its_span && its_span.contains(span)
        })
    });
}

/// The dispute of a contested series: the first value given against those that contradict it.
fn of_figures(draft: &mut Draft<'_>, ids: &mut Distinct, series: SeriesIx) -> Option<Dispute> {
    let points = draft.record.series[series.at()].points.clone();
    let figure = |at: FigureIx| &draft.record.figures[at.at()];
    let first = *points.iter().find(|p| figure(**p).value.is_some()).or(points.first())?;
    let against = |p: &FigureIx| !crate::series::compatible(figure(first), figure(*p));
    let (denying, asserting): (Vec<FigureIx>, Vec<FigureIx>) =
        points.into_iter().partition(against);
    if denying.is_empty() {
        return None;
    }
    let proposition = sentence_of(draft, first);
    let passage = Passage { report: figure(first).report, span: proposition };
    let words = draft.words(passage).to_owned();
    let mut side = |figures: &[FigureIx]| -> Vec<StatementIx> {
        let mut found: Vec<StatementIx> = Vec::new();
        for at in figures.iter().take(SIDE) {
            let figure = &draft.record.figures[at.at()];
            let (report, statement) = (figure.report, figure.statement);
            let span = sentence_of(draft, *at);
            let statement =
                statement.unwrap_or_else(|| narrate(draft, report, span, Force::Asserts));
            if !found.contains(&statement) {
                found.push(statement);
            }
        }
        found
    };
    let (asserted, denied) = (side(&asserting), side(&denying));
    let id = dispute_id(draft, ids, &asserted, &denied);
    Some(Dispute { id, proposition: words, asserted, denied, series: Some(series) })
}

/// The sentence that holds a figure.
fn sentence_of(draft: &Draft<'_>, at: FigureIx) -> Span {
    let figure = &draft.record.figures[at.at()];
    let reading = draft.reading(figure.report);
    let sentence = reading.sentence_at(figure.span.start);
    sentence.map_or(figure.span, |s| reading.sentences[s.at()].span)
}

/// The statement of a passage in the outlet's own voice, made where there is none yet.
fn narrate(draft: &mut Draft<'_>, report: ReportIx, span: Span, force: Force) -> StatementIx {
    let id = id("statement", &[&draft.article(report).id, "narrated", &span.to_string()]);
    let statements = &mut draft.record.statements;
    if let Some(at) = statements.iter().position(|s| s.id == id) {
        return at.into();
    }
    statements.push(Statement {
        id,
        report,
        span,
        content: vec![span],
        cue: None,
        source: None,
        speaker: Speaker::Outlet,
        via: Vec::new(),
        mode: Mode::Narrated,
        force,
        negated: false,
        said_on: None,
        place: None,
        occasion: None,
        audience: None,
        hedges: Vec::new(),
    });
    StatementIx::from(statements.len() - 1)
}

fn dispute_id(
    draft: &Draft<'_>,
    ids: &mut Distinct,
    asserted: &[StatementIx],
    denied: &[StatementIx],
) -> String {
    let parts: BTreeSet<&str> = asserted
        .iter()
        .chain(denied)
        .map(|s| draft.record.statements[s.at()].id.as_str())
        .collect();
    ids.of(id("dispute", &parts.into_iter().collect::<Vec<_>>()))
}
