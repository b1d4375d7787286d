//! On whose word every figure, series, event, side of a dispute and utterance rests, and how
//! credible that makes it.

use reading::{EventStatus, FigureStatus, Force};
use text::{PartialDate, Span};

use crate::credibility::Stance;
use crate::series::{compatible, equal};
use crate::{
    Basis, Behaviour, Dispute, Draft, Event, EventMention, Figure, FigureIx, Passage, ReportIx,
    Series, SourceOrigin, Statement, StatementIx, Told, Utterance,
};

/// Fills `basis` wherever the record has one.
pub(crate) fn bases(draft: &mut Draft) {
    let seen: Vec<Vec<Span>> =
        draft.reports().map(|r| crate::observed::observed(draft, r)).collect();
    let bases = Bases { draft, seen };
    let record = &draft.record;
    let figures: Vec<(FigureIx, Basis)> =
        record.series.iter().flat_map(|series| bases.figures(series)).collect();
    let events: Vec<Basis> = record.events.iter().map(|e| bases.event(e)).collect();
    let disputes: Vec<[Basis; 2]> = record.disputes.iter().map(|d| bases.dispute(d)).collect();
    let utterances: Vec<Vec<Basis>> = record
        .situations
        .iter()
        .map(|s| s.utterances.iter().map(|u| bases.utterance(u)).collect())
        .collect();
    let record = &mut draft.record;
    for (at, basis) in figures {
        record.figures[at.at()].basis = basis;
    }
    for (event, basis) in record.events.iter_mut().zip(events) {
        event.basis = basis;
    }
    for (dispute, [asserted, denied]) in record.disputes.iter_mut().zip(disputes) {
        (dispute.asserted_on, dispute.denied_on) = (asserted, denied);
    }
    for (situation, bases) in record.situations.iter_mut().zip(utterances) {
        for (utterance, basis) in situation.utterances.iter_mut().zip(bases) {
            utterance.basis = basis;
        }
    }
    series(draft);
}

/// Fills `latest` and `basis` of the series, from their figures: the origins and parties of all,
/// the grade of the latest.
fn series(draft: &mut Draft) {
    let of = |series: &Series| {
        let record = &draft.record;
        let latest = record.latest(series);
        let basis = |at: FigureIx| &record.figures[at.at()].basis;
        let told: Vec<Told> =
            series.points.iter().map(|p| figure_told(&record.figures[p.at()])).collect();
        let all: Vec<SourceOrigin> =
            series.points.iter().flat_map(|p| basis(*p).origins.clone()).collect();
        let mut whole = draft.basis(&told);
        // An outlet that names its source for one value may give another in its own words.
        whole.origins = draft.independent(&all);
        whole.credibility = latest.map(|at| basis(at).credibility).unwrap_or_default();
        (latest, whole)
    };
    let found: Vec<(Option<FigureIx>, Basis)> = draft.record.series.iter().map(of).collect();
    for (series, (latest, basis)) in draft.record.series.iter_mut().zip(found) {
        (series.latest, series.basis) = (latest, basis);
    }
}

fn figure_told(figure: &Figure) -> Told {
    let stance = match figure.status {
        FigureStatus::Actual | FigureStatus::Planned | FigureStatus::Predicted => Stance::Asserts,
        FigureStatus::Alleged => Stance::Hedges,
        FigureStatus::Denied => Stance::Denies,
    };
    Told {
        report: figure.report,
        speaker: figure.speaker.clone(),
        via: figure.via.clone(),
        stance,
        observed: false,
        in_passing: false,
    }
}

struct Bases<'a, 'w> {
    draft: &'a Draft<'w>,
    /// What each report tells that its own people saw.
    seen: Vec<Vec<Span>>,
}

impl Bases<'_, '_> {
    fn is_seen(&self, report: ReportIx, span: Span) -> bool {
        self.seen[report.at()].iter().any(|s| s.contains(span))
    }

    /// The basis of each figure of a series: who gives its value for its time, and in a contested
    /// series who gives another.
    fn figures(&self, of: &Series) -> Vec<(FigureIx, Basis)> {
        let points: Vec<&Figure> =
            of.points.iter().map(|p| &self.draft.record.figures[p.at()]).collect();
        let told: Vec<Told> = points
            .iter()
            .map(|f| Told { observed: self.is_seen(f.report, f.span), ..figure_told(f) })
            .collect();
        let contested = of.behaviour == Behaviour::Contested;
        let basis = |n: usize| {
            let mut all: Vec<Told> = agreeing(&points, n).map(|m| told[m].clone()).collect();
            if contested {
                let against = (0..points.len()).filter(|m| clash(points[n], points[*m]));
                all.extend(against.map(|m| Told { stance: Stance::Denies, ..told[m].clone() }));
            }
            self.draft.basis(&all)
        };
        of.points.iter().enumerate().map(|(n, at)| (*at, basis(n))).collect()
    }

    /// The basis of an event: that it took place where it is told as past, that it is to take
    /// place where it is only announced.
    fn event(&self, of: &Event) -> Basis {
        let announced = of.status == EventStatus::Planned;
        let told = |mention: &EventMention| {
            let Passage { report, span } = mention.passage;
            let told = self.draft.told(report, mention.statement);
            let observed = self.is_seen(report, span);
            let stance = self.stance(mention, announced);
            Told { stance, observed, in_passing: mention.in_passing, ..told }
        };
        self.draft.basis(&of.mentions.iter().map(told).collect::<Vec<_>>())
    }

    fn stance(&self, mention: &EventMention, announced: bool) -> Stance {
        let force = mention.statement.map(|s| self.statement(s).force);
        match mention.status {
            EventStatus::Denied => Stance::Denies,
            _ if force == Some(Force::Doubts) => Stance::Doubts,
            EventStatus::Planned if !announced => Stance::Mentions,
            EventStatus::Happened | EventStatus::Planned => Stance::Asserts,
            EventStatus::Alleged => Stance::Hedges,
        }
    }

    /// The bases of a proposition and of its contrary.
    fn dispute(&self, of: &Dispute) -> [Basis; 2] {
        let asserted = self.side(&of.asserted, for_it);
        let denied = self.side(&of.denied, |_| Stance::Asserts);
        let against = self.side(&of.denied, against_it);
        let contrary = self.side(&of.asserted, |_| Stance::Denies);
        // Who only doubts it does not tell the contrary.
        let denied = denied.into_iter().zip(&of.denied).map(|(told, at)| {
            let doubts = self.statement(*at).force == Force::Doubts;
            Told { stance: if doubts { Stance::Hedges } else { told.stance }, ..told }
        });
        [
            self.draft.basis(&[asserted, against].concat()),
            self.draft.basis(&denied.chain(contrary).collect::<Vec<_>>()),
        ]
    }

    /// The basis of what is said in an utterance, with those who are known to dispute it.
    fn utterance(&self, of: &Utterance) -> Basis {
        let mut told = self.side(&of.statements, said);
        for dispute in &self.draft.record.disputes {
            let on = |side: &[StatementIx]| of.statements.iter().any(|s| side.contains(s));
            if on(&dispute.asserted) {
                told.extend(self.side(&dispute.denied, against_it));
            } else if on(&dispute.denied) {
                told.extend(self.side(&dispute.asserted, |_| Stance::Denies));
            }
        }
        self.draft.basis(&told)
    }

    fn statement(&self, at: StatementIx) -> &Statement {
        &self.draft.record.statements[at.at()]
    }

    fn side(&self, statements: &[StatementIx], stance: fn(&Statement) -> Stance) -> Vec<Told> {
        let told = |at: &StatementIx| {
            let statement = self.statement(*at);
            let told = self.draft.told(statement.report, Some(*at));
            let observed = self.is_seen(statement.report, statement.span);
            Told { stance: stance(statement), observed, ..told }
        };
        statements.iter().map(told).collect()
    }
}

/// What a statement does that stands for a proposition.
fn for_it(statement: &Statement) -> Stance {
    if statement.hedges.is_empty() { Stance::Asserts } else { Stance::Hedges }
}

/// What a statement does that stands against a proposition.
fn against_it(statement: &Statement) -> Stance {
    if statement.force == Force::Doubts { Stance::Doubts } else { Stance::Denies }
}

/// What a statement does with its own content; a denial tells that it is not so.
fn said(statement: &Statement) -> Stance {
    use Force::{Asks, Asserts, Confirms, Demands, Denies, Doubts, Hopes, Predicts, Promises};
    match statement.force {
        _ if statement.negated => Stance::Mentions,
        Asserts | Confirms | Denies | Predicts => for_it(statement),
        Doubts => Stance::Hedges,
        Promises | Demands | Asks | Hopes => Stance::Mentions,
    }
}

/// The points that give the value of point `n` for its time: up and down in time until the series
/// tells of another value.
fn agreeing(points: &[&Figure], n: usize) -> impl Iterator<Item = usize> {
    let own = points[n];
    let other = |m: &usize| {
        let apart = own.as_of.zip(points[*m].as_of).is_some_and(|(a, b)| a.date != b.date);
        apart && holds(points[*m]) && !compatible(own, points[*m])
    };
    let from = (0..n).rev().find(other).map_or(0, |m| m + 1);
    let to = (n + 1..points.len()).find(other).unwrap_or(points.len());
    // Points without a date stand last and are of any time.
    let near = move |m: usize| from <= m && m < to;
    let undated: Vec<bool> =
        points.iter().map(|p| p.as_of.is_none() || own.as_of.is_none()).collect();
    let equal: Vec<bool> =
        points.iter().map(|p| equal(own, p) && is_to_come(own) == is_to_come(p)).collect();
    (0..points.len()).filter(move |m| *m == n || equal[*m] && (undated[*m] || near(*m)))
}

/// Whether a figure is told as a fact.
fn holds(figure: &Figure) -> bool {
    figure.status == FigureStatus::Actual
}

fn is_to_come(figure: &Figure) -> bool {
    matches!(figure.status, FigureStatus::Planned | FigureStatus::Predicted)
}

/// Whether two figures of a contested series contradict each other.
fn clash(a: &Figure, b: &Figure) -> bool {
    let overlap = |x: PartialDate, y: PartialDate| x.span().overlaps(y.span());
    let one_time = a.as_of.zip(b.as_of).is_none_or(|(x, y)| overlap(x, y));
    holds(b) && is_to_come(a) == is_to_come(b) && one_time && !compatible(a, b)
}
