//! Propositions that some sources assert and others deny or doubt.

mod claim;
mod denial;
mod terms;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::{BTreeMap, BTreeSet};

use reading::{EntityKind, Force, Mode, Tree, Upos};
use text::{DateSpan, Span};

use crate::id::{Distinct, id};
use crate::{
    Basis, Behaviour, Dispute, Draft, EntityIx, FigureIx, Passage, ReportIx, SeriesIx, Speaker,
    Statement, StatementIx,
};
use claim::{Claim, Page};
use denial::{Denial, Denied, Rumour, Term};

/// Share of the weight of a denied proposition that an assertion of it has at least.
const SHARED: f64 = 0.5;
/// Share of the best match's score from which another assertion is of the same proposition.
const AS_GOOD: f64 = 0.7;
/// Claims back in which "denied the report" finds the report.
const BACK: usize = 16;
/// Claims ahead in which it does.
const AHEAD: usize = 4;
/// Most passages listed on one side of a dispute.
const SIDE: usize = 8;
/// Days that a report may lag behind another of the same news.
const LAG: i64 = 1;

/// A proposition with both sides, as positions in the claims and denials of a situation.
#[derive(Clone, Debug, PartialEq)]
struct Sides {
    /// Assertions with how well they fit.
    asserted: BTreeMap<usize, f64>,
    denied: Vec<usize>,
}

/// What a situation's reports claim and deny.
struct Voices {
    claims: Vec<Claim>,
    denials: Vec<Denial>,
    /// How telling each key is: 1 for a key of one claim, less by a step for every doubling.
    weights: BTreeMap<String, f64>,
}

/// Fills `record.disputes`. The outlets' own sentences that take part become statements of mode
/// narrated.
pub(crate) fn disputes(draft: &mut Draft<'_>) {
    let mut ids = Distinct::default();
    for situation in 0..draft.record.situations.len() {
        let voices = Voices::of(draft, &draft.record.situations[situation].reports);
        let answered = (0..voices.denials.len()).filter_map(|at| voices.counterparts(at)).collect();
        for sides in voices.merged(answered) {
            let dispute = told(draft, &mut ids, &voices, &sides);
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

impl Voices {
    fn of(draft: &Draft<'_>, reports: &[ReportIx]) -> Voices {
        let (mut claims, mut denials) = (Vec::new(), Vec::new());
        for report in reports {
            let page = Page::new(draft, *report);
            // The words of what was misread are not the outlet's own.
            let misread = |statement: Option<StatementIx>, span: Span| {
                statement.is_none() && draft.is_rejected(*report, span)
            };
            let mut denied = denial::denials(draft, &page);
            denied.retain(|d| !misread(d.statement, d.span));
            let told = claim::claims(draft, &page).into_iter();
            claims.extend(told.filter(|c| !misread(c.statement, c.span)));
            let rumours = denied.iter().filter_map(|d| d.rumour);
            claims.extend(rumours.map(|rumour| claim::rumoured(draft, &page, rumour)));
            denials.extend(denied);
        }
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for key in claims.iter().flat_map(|c| &c.keys) {
            *counts.entry(key.clone()).or_default() += 1;
        }
        let weight = |n: u32| (1.0 - 0.12 * f64::from(n.ilog2())).max(0.1);
        let weights = counts.into_iter().map(|(key, n)| (key, weight(n))).collect();
        Voices { claims, denials, weights }
    }

    /// The assertions that a denial is about; `None` where the texts hold none.
    fn counterparts(&self, denial: usize) -> Option<Sides> {
        let own = &self.denials[denial];
        let mut asserted = match &own.denied {
            Denied::Proposition { predicate, others } => self.alike(own, predicate, others),
            Denied::Before(names) => self.told_before(own, names),
        };
        if asserted.is_empty() && own.explicit && own.force == Force::Denies {
            asserted = self.charged_otherwise(own);
        }
        let rumour = |at: &usize| own.rumour.is_some() && self.claims[*at].rumour == own.rumour;
        if let Some(rumour) = (0..self.claims.len()).find(rumour) {
            for (at, score) in self.like(own, rumour) {
                asserted.entry(at).or_insert(score);
            }
            // Others tell it more fully.
            asserted.insert(rumour, 0.5);
        }
        // Where somebody is charged by name, what others are charged with is another matter.
        let accused = |at: usize| !own.voice.is_disjoint(&self.claims[at].keys);
        if asserted.keys().any(|at| accused(*at)) {
            asserted.retain(|at, _| accused(*at) || self.claims[*at].rumour.is_some());
        }
        (!asserted.is_empty()).then(|| Sides { asserted, denied: vec![denial] })
    }

    /// A charge near a denial that answers it in other words; it shares one with it.
    fn charged_otherwise(&self, own: &Denial) -> BTreeMap<usize, f64> {
        let Denied::Proposition { predicate, others } = &own.denied else { return BTreeMap::new() };
        let keys = std::iter::once(predicate).chain(others).flat_map(|t| &t.keys);
        let keys: BTreeSet<String> = keys.filter(|k| !own.voice.contains(*k)).cloned().collect();
        let mut found = self.told_before(own, &BTreeSet::new());
        found.retain(|at, _| !keys.is_disjoint(&self.claims[*at].keys));
        found
    }

    fn weight(&self, key: &str) -> f64 {
        self.weights.get(key).copied().unwrap_or(1.0)
    }

    /// How much of a word there is: as much as the most common of its keys tells.
    fn mass(&self, term: &Term) -> f64 {
        let keys = term.keys.iter().map(|k| self.weight(k));
        term.weight * keys.fold(1.0, f64::min)
    }

    /// Assertions that share what is said to be so and most of the weight of the rest.
    fn alike(&self, own: &Denial, predicate: &Term, others: &[Term]) -> BTreeMap<usize, f64> {
        let mass =
            |terms: &mut dyn Iterator<Item = &Term>| terms.map(|t| self.mass(t)).sum::<f64>();
        let whole = self.mass(predicate) + mass(&mut others.iter());
        let mut scored: Vec<(f64, usize)> = Vec::new();
        for (at, claim) in self.claims.iter().enumerate() {
            let holds = |term: &&Term| term.keys.iter().any(|k| claim.keys.contains(k));
            if !claim.asserts || !claim.clausal || !holds(&predicate) || !may_answer(own, claim) {
                continue;
            }
            let found: Vec<&Term> = others.iter().filter(holds).collect();
            let score = (self.mass(predicate) + mass(&mut found.iter().copied())) / whole;
            // Whoever does it or has it done to him is the same, where he is told.
            let weight = |terms: &mut dyn Iterator<Item = &Term>| {
                terms.map(|t| t.weight).fold(0.0, f64::max)
            };
            let core = weight(&mut others.iter()).min(1.0);
            let argued = weight(&mut found.iter().copied()) >= core;
            // A mere "not" is about the very same actors.
            let actors = own.explicit || others.iter().filter(|t| t.argument).all(|t| holds(&t));
            // A rumour is no more than its words: most of them are denied.
            let all: f64 = claim.keys.iter().map(|k| self.weight(k)).sum();
            let told = || {
                let keys = found.iter().copied().chain([predicate]).flat_map(|t| &t.keys);
                let keys: BTreeSet<&String> = keys.filter(|k| claim.keys.contains(*k)).collect();
                keys.into_iter().map(|k| self.weight(k)).sum::<f64>()
            };
            let whole_rumour = claim.rumour.is_none() || told() >= all * SHARED;
            if argued && actors && whole_rumour && score >= SHARED {
                scored.push((score, at));
            }
        }
        let mut found = best(scored);
        // A bare predicate means what its own report tells of.
        let here = |at: usize| self.claims[at].report == own.report;
        let near: Vec<usize> = found.keys().copied().filter(|at| here(*at)).collect();
        if others.is_empty() && !near.is_empty() {
            let like = |at: usize| near.iter().any(|n| self.likeness(*n, at).is_some());
            found.retain(|at, _| here(*at) || like(*at));
        }
        found
    }

    /// "denied the report": the charge told near it in the same report, and others like it.
    fn told_before(&self, own: &Denial, names: &BTreeSet<String>) -> BTreeMap<usize, f64> {
        let near = |at: &usize| {
            let claim = &self.claims[*at];
            claim.report == own.report && claim.rumour.is_none()
        };
        let here: Vec<usize> = (0..self.claims.len()).filter(near).collect();
        let mut before: Vec<usize> =
            here.iter().copied().filter(|at| self.claims[*at].span.end <= own.span.start).collect();
        before.sort_by_key(|at| std::cmp::Reverse(self.claims[*at].span.end));
        let mut after: Vec<usize> =
            here.into_iter().filter(|at| self.claims[*at].span.start >= own.span.end).collect();
        after.sort_by_key(|at| self.claims[*at].span.start);
        let ranked = |found: Vec<usize>, most: usize| found.into_iter().take(most).enumerate();
        let candidates =
            ranked(before, BACK).chain(ranked(after, AHEAD).map(|(n, at)| (n + 2, at)));
        let scored = candidates.filter_map(|(distance, at)| {
            let claim = &self.claims[at];
            let charge = charge(own, names, claim)?;
            Some((charge - 0.08 * distance as f64, at))
        });
        let first = scored.max_by(|(a, x), (b, y)| a.total_cmp(b).then(y.cmp(x)));
        first.map(|(_, at)| self.like(own, at)).unwrap_or_default()
    }

    /// A charge and others of the same content.
    fn like(&self, own: &Denial, first: usize) -> BTreeMap<usize, f64> {
        let mut scored = vec![(1.0, first)];
        let charged = !own.voice.is_disjoint(&self.claims[first].keys);
        for (at, claim) in self.claims.iter().enumerate() {
            let accused = !charged || !own.voice.is_disjoint(&claim.keys);
            if at == first
                || !claim.asserts
                || !claim.clausal
                || !accused
                || !may_answer(own, claim)
            {
                continue;
            }
            scored.extend(self.likeness(first, at).map(|score| (score, at)));
        }
        scored.into_iter().map(|(score, at)| (at, score)).collect()
    }

    /// How much two claims share, where that is enough for one proposition.
    fn likeness(&self, a: usize, b: usize) -> Option<f64> {
        let (a, b) = (&self.claims[a].keys, &self.claims[b].keys);
        let mass =
            |keys: &mut dyn Iterator<Item = &String>| keys.map(|k| self.weight(k)).sum::<f64>();
        if differ(a, b) {
            return None;
        }
        let shared: Vec<&String> = a.intersection(b).collect();
        let smaller = mass(&mut a.iter()).min(mass(&mut b.iter()));
        let score = mass(&mut shared.iter().copied()) / smaller;
        let words = shared.iter().filter(|k| !k.starts_with(['=', '~'])).count();
        let enough = words >= ALIKE && score >= SHARED;
        (enough || words >= WORDS && score >= NEARLY_ALL).then_some(score)
    }

    /// Sides that share an assertion are about one proposition, and so are one party's denials of
    /// charges that are alike, as different reports carry them.
    fn merged(&self, sides: Vec<Sides>) -> Vec<Sides> {
        let mut merged: Vec<Sides> = Vec::new();
        for next in sides {
            let mut one = next;
            // What the new sides join may join one another.
            let (joined, rest) = merged.into_iter().partition(|old| self.is_one(&one, old));
            merged = rest;
            let joined: Vec<Sides> = joined;
            for old in joined.into_iter().rev() {
                one = join(old, one);
            }
            merged.push(one);
        }
        merged.sort_by_key(|s| s.denied.iter().min().copied());
        merged
    }

    /// Whether some charges of two pairs of sides are about different countries.
    fn apart(&self, a: &Sides, b: &Sides) -> bool {
        let mut charges = a.asserted.keys().flat_map(|x| b.asserted.keys().map(|y| (*x, *y)));
        charges.any(|(x, y)| differ(&self.claims[x].keys, &self.claims[y].keys))
    }

    /// Whether two pairs of sides are about one proposition.
    fn is_one(&self, a: &Sides, b: &Sides) -> bool {
        let told = a.asserted.keys().any(|at| b.asserted.contains_key(at));
        let apart = self.apart(a, b);
        let pairs = || a.denied.iter().flat_map(|x| b.denied.iter().map(|y| (*x, *y)));
        let party = pairs().any(|(x, y)| {
            let (x, y) = (&self.denials[x], &self.denials[y]);
            !x.voice.is_disjoint(&y.voice) || !apart && (doubted(x) || doubted(y))
        });
        let explicit = pairs().any(|(x, y)| self.denials[x].explicit && self.denials[y].explicit);
        let again = pairs().any(|(x, y)| {
            let (x, y) = (&self.denials[x], &self.denials[y]);
            let back = |d: &Denial| matches!(d.denied, Denied::Before(_));
            back(x) && back(y) && x.who.is_some() && x.who == y.who
        });
        // "not released" and "not swapped" may both answer one sentence.
        let same = pairs().any(|(x, y)| match (&self.denials[x].denied, &self.denials[y].denied) {
            (
                Denied::Proposition { predicate: x, .. },
                Denied::Proposition { predicate: y, .. },
            ) => x.keys.iter().any(|key| y.keys.contains(key)),
            _ => true,
        });
        let mut charges = a.asserted.keys().flat_map(|x| b.asserted.keys().map(|y| (*x, *y)));
        let least = if party { SHARED } else { NEARLY_ALL };
        let alike = explicit
            && (party || !apart)
            && charges.any(|(x, y)| self.likeness(x, y).is_some_and(|l| l >= least));
        told && same || again || alike
    }
}

/// What Varnia's ships did and what Torvik's did are two propositions.
fn differ(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    let of_countries = |keys: &BTreeSet<String>| -> BTreeSet<String> {
        keys.iter().filter(|k| k.starts_with("country/")).cloned().collect()
    };
    let (here, there) = (of_countries(a), of_countries(b));
    !here.is_subset(&there) && !there.is_subset(&here)
}

/// Whether somebody only does not vouch for what was told.
fn doubted(denial: &Denial) -> bool {
    denial.force == Force::Doubts && matches!(denial.denied, Denied::Before(_))
}

/// The sides of both: what answers more denials fits better.
fn join(mut first: Sides, second: Sides) -> Sides {
    for (at, score) in second.asserted {
        *first.asserted.entry(at).or_default() += score;
    }
    first.denied.extend(second.denied);
    first
}

/// Share of a short claim's weight that another holds to be of the same content.
const NEARLY_ALL: f64 = 0.7;

/// Fewest words that two reports of one charge share.
const ALIKE: usize = 4;

/// Those about as good as the best.
fn best(scored: Vec<(f64, usize)>) -> BTreeMap<usize, f64> {
    let best = scored.iter().map(|(score, _)| *score).fold(0.0, f64::max);
    let good = scored.into_iter().filter(|(score, _)| *score >= best * AS_GOOD);
    good.map(|(score, at)| (at, score)).collect()
}

/// Fewest content words of a charge.
const WORDS: usize = 3;

/// How much speaks for a claim being the charge that the source of a denial answers: it is about
/// him, it is told as a charge, or its teller is named in the denial. `None` where too little does.
fn charge(denial: &Denial, names: &BTreeSet<String>, claim: &Claim) -> Option<f64> {
    if !claim.asserts || !claim.clausal || claim.keys.len() < WORDS || !may_answer(denial, claim) {
        return None;
    }
    // Nobody is charged by his own side.
    let accused = denial.force == Force::Denies
        && !denial.voice.is_disjoint(&claim.keys)
        && denial.voice.is_disjoint(&claim.voice);
    let teller = !names.is_disjoint(&claim.voice);
    let told = claim.statement.is_some();
    let score = 2.0 * f64::from(u8::from(accused))
        + 2.0 * f64::from(u8::from(teller))
        + f64::from(u8::from(claim.accuses))
        + 0.5 * f64::from(u8::from(told));
    let least = match denial.force {
        Force::Denies if !denial.voice.is_empty() => 2.5,
        _ => 1.0,
    };
    (score >= least).then_some(score)
}

/// Whether a claim may be the other side of a denial: another voice, no other day, and not what
/// came out only after it.
fn may_answer(denial: &Denial, claim: &Claim) -> bool {
    let outlet = denial.speaker == Speaker::Outlet;
    let same_voice = denial.speaker == claim.speaker && (!outlet || denial.report == claim.report);
    let one_party = |who: &Option<String>, voice: &BTreeSet<String>| {
        who.as_ref().is_some_and(|who| voice.contains(who))
    };
    let same_party = one_party(&denial.who, &claim.voice) || one_party(&claim.who, &denial.voice);
    let apart = |a: &DateSpan| claim.days.iter().all(|b| !a.overlaps(*b));
    let other_days =
        !claim.days.is_empty() && !denial.days.is_empty() && denial.days.iter().all(apart);
    let same_words = denial.report == claim.report && denial.span.overlaps(claim.span);
    let narrated = outlet && !denial.explicit && claim.statement.is_none();
    let settled = !denial.explicit || denial.force == Force::Doubts;
    let later = match (claim.told_on, denial.told_on) {
        (Some(claimed), Some(denied)) => {
            claimed > denied.saturating_add(jiff::Span::new().days(LAG))
        }
        _ => false,
    };
    let one_voice = same_voice || same_party || same_words;
    !(one_voice || other_days || narrated || settled && later)
}

fn told(draft: &mut Draft<'_>, ids: &mut Distinct, voices: &Voices, sides: &Sides) -> Dispute {
    let mut ranked: Vec<(usize, f64)> = sides.asserted.iter().map(|(at, s)| (*at, *s)).collect();
    ranked.sort_by(|(x, a), (y, b)| b.total_cmp(a).then(x.cmp(y)));
    let first = &voices.claims[ranked[0].0];
    let passage = Passage { report: first.report, span: first.span };
    let proposition = draft.words(passage).to_owned();
    let mut asserted: Vec<StatementIx> = Vec::new();
    for claim in ranked.iter().take(SIDE).map(|(at, _)| &voices.claims[*at]) {
        asserted.push(match (claim.statement, claim.rumour) {
            (Some(statement), _) => statement,
            (None, Some(rumour)) => rumoured(draft, rumour),
            (None, None) => narrate(draft, claim.report, claim.span, Force::Asserts),
        });
    }
    let mut denied: Vec<StatementIx> = Vec::new();
    for denial in sides.denied.iter().take(SIDE).map(|at| &voices.denials[*at]) {
        let statement = denial.statement;
        denied.push(
            statement.unwrap_or_else(|| narrate(draft, denial.report, denial.span, denial.force)),
        );
    }
    drop_nested(draft, &mut asserted);
    drop_nested(draft, &mut denied);
    Dispute {
        id: dispute_id(draft, ids, &asserted, &denied),
        proposition,
        asserted,
        denied,
        series: None,
        asserted_on: Basis::default(),
        denied_on: Basis::default(),
    }
}

/// The statement of a rumour that a denial names: whoever spreads it is its source.
fn rumoured(draft: &mut Draft<'_>, rumour: Rumour) -> StatementIx {
    let passage = Passage { report: rumour.report, span: rumour.source };
    let source = draft.words(passage).to_owned();
    let at = narrate(draft, rumour.report, rumour.span, Force::Asserts);
    let statement = &mut draft.record.statements[at.at()];
    statement.content = vec![rumour.content];
    statement.source = Some(rumour.source);
    statement.speaker = Speaker::Words(source);
    statement.mode = Mode::Indirect;
    at
}

/// One passage is shown once: statements inside another of the side are left out.
fn drop_nested(draft: &Draft<'_>, side: &mut Vec<StatementIx>) {
    let mut seen = BTreeSet::new();
    side.retain(|at| seen.insert(*at));
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
    // A sentence that gives both values sets neither against the other.
    let place = |at: FigureIx| (figure(at).report, sentence_of(draft, at));
    let given: BTreeSet<(ReportIx, Span)> = asserting.iter().map(|at| place(*at)).collect();
    let denying: Vec<FigureIx> = denying
        .into_iter()
        .filter(|at| !given.contains(&place(*at)))
        .filter(|at| asserting.iter().any(|other| of_one(draft, *other, *at)))
        .collect();
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
    Some(Dispute {
        id,
        proposition: words,
        asserted,
        denied,
        series: Some(series),
        asserted_on: Basis::default(),
        denied_on: Basis::default(),
    })
}

/// Whether two voices give the figures, of one thing: the measure of one noun, and of no other
/// person or product.
fn of_one(draft: &Draft<'_>, a: FigureIx, b: FigureIx) -> bool {
    let figure = |at: FigureIx| &draft.record.figures[at.at()];
    let (x, y) = (figure(a), figure(b));
    let one_voice = x.speaker == y.speaker && x.report == y.report;
    let copies = draft.is_copy(x.report, y.report) && x.speaker == y.speaker;
    let (named, other) = (named_with(draft, a), named_with(draft, b));
    let apart = !named.is_empty() && !other.is_empty() && named.is_disjoint(&other);
    let counted = x.counts.is_some() && y.counts.is_some();
    let measured = || {
        let (p, q) = (measured(draft, a), measured(draft, b));
        p.iter().any(|key| q.contains(key))
    };
    !one_voice && !copies && !apart && (counted || measured())
}

/// The people and things named in the sentence of a figure.
fn named_with(draft: &Draft<'_>, at: FigureIx) -> BTreeSet<EntityIx> {
    let report = draft.record.figures[at.at()].report;
    let sentence = sentence_of(draft, at);
    let names = draft.reading(report).names.iter().filter(|n| sentence.contains(n.span));
    let own = [EntityKind::Person, EntityKind::Product, EntityKind::Facility, EntityKind::Event];
    names.filter(|n| own.contains(&n.kind)).map(|n| draft.entity(report, n.entity)).collect()
}

/// The keys of the noun that a measure is of: "lorry" in "a 25-tonne lorry" and "the lorry weighed
/// 25 tonnes".
fn measured(draft: &Draft<'_>, at: FigureIx) -> Vec<String> {
    let figure = &draft.record.figures[at.at()];
    let reading = draft.reading(figure.report);
    let tree = Tree::new(reading);
    let head = reading.head_of(figure.span);
    let above = head.and_then(|h| tree.head(h));
    let noun = above.and_then(|above| match tree.token(above).upos {
        Upos::Noun | Upos::Propn => Some(above),
        _ => tree.child(above, "nsubj"),
    });
    noun.map(|n| terms::of_lemma(&tree.token(n).lemma.to_lowercase())).unwrap_or_default()
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
    let passage = Passage { report, span };
    if let Some(at) = draft.narrated.get(&passage) {
        return *at;
    }
    let id = id("statement", &[&draft.article(report).id, "narrated", &span.to_string()]);
    let statements = &mut draft.record.statements;
    draft.narrated.insert(passage, statements.len().into());
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
