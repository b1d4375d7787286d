//! Quantities with who says so, as of when, and whether they hold.

mod as_of;
mod governor;
mod status;

use text::{Article, Span};

use crate::{
    EntityIx, EntityKind, Figure, FigureStatus, Quantity, QuantityIx, Reading, Speaker, Statement,
    StatementIx, Tree,
};
use as_of::{Calendar, Known};

/// Reads one figure for every quantity of the article.
pub(crate) fn figures(article: &Article, reading: &Reading) -> Vec<Figure> {
    let tree = Tree::new(reading);
    let calendar = Calendar::new(article, reading, &tree);
    let quantities = reading.quantities.iter().enumerate();
    quantities.map(|(at, q)| figure(article, reading, &tree, &calendar, (at.into(), q))).collect()
}

fn figure(
    article: &Article,
    reading: &Reading,
    tree: &Tree<'_>,
    calendar: &Calendar,
    (at, quantity): (QuantityIx, &Quantity),
) -> Figure {
    let said_in = innermost(reading, quantity.span);
    let statement = said_in.map(|s| &reading.statements[s.at()]);
    let governor = governor::governor(reading, tree, quantity);
    let governor = governor.as_ref().map(|(at, lemma)| (*at, lemma.as_str()));
    let counted = governor::counted(reading, tree, quantity);
    let given = counted.is_some_and(|at| governor::is_definite(tree, at));
    let status = match status::status(reading, tree, governor.map(|g| g.0), statement) {
        // "its 25 crew will leave": the count itself is not to come.
        FigureStatus::Planned | FigureStatus::Predicted | FigureStatus::Denied if given => {
            FigureStatus::Actual
        }
        status => status,
    };
    let known = Known { quantity, governor, statement, status };
    Figure {
        quantity: at,
        speaker: statement.map_or(Speaker::Outlet, |s| s.speaker),
        via: statement.map(|s| s.via.clone()).unwrap_or_default(),
        statement: said_in,
        as_of: as_of::as_of(article, reading, tree, calendar, &known),
        status,
        predicate: governor.map(|(_, lemma)| lemma.to_owned()),
        place: place(reading, quantity.span),
        rule: if said_in.is_some() { "figures.statement" } else { "figures.narrated" },
    }
}

/// The statement whose content covers `span` most closely.
fn innermost(reading: &Reading, span: Span) -> Option<StatementIx> {
    let covers = |s: &Statement| s.content.iter().any(|c| c.contains(span));
    let depth = |s: &Statement| {
        std::iter::successors(s.inside, |up| reading.statements[up.at()].inside).take(16).count()
    };
    let length = |s: &Statement| s.content.iter().map(|c| c.len()).sum::<usize>();
    let found = reading.statements.iter().enumerate().filter(|(_, s)| covers(s));
    found
        .max_by_key(|(at, s)| (depth(s), std::cmp::Reverse(length(s)), std::cmp::Reverse(*at)))
        .map(|(at, _)| at.into())
}

/// The place named after "in", "at", "to", "near" nearest to the quantity in its sentence.
fn place(reading: &Reading, quantity: Span) -> Option<EntityIx> {
    const BEFORE: &[&str] = &["in", "at", "to", "near", "into", "on", "from", "outside", "off"];
    let sentence = reading.sentence_at(quantity.start)?;
    let span = reading.sentences[sentence.at()].span;
    let is_place = |entity: EntityIx| {
        matches!(reading.entities[entity.at()].kind, EntityKind::Place | EntityKind::Facility)
    };
    let places = reading.mentions.iter().filter(|m| {
        let first = reading.tokens_in(m.span).start;
        let preposition = first.checked_sub(1).map(|before| &*reading.tokens[before].lemma);
        let article = first.checked_sub(2).map(|before| &*reading.tokens[before].lemma);
        let after_preposition = preposition.is_some_and(|p| BEFORE.contains(&p))
            || (preposition == Some("the") && article.is_some_and(|p| BEFORE.contains(&p)));
        span.contains(m.span) && is_place(m.entity) && after_preposition
    });
    let distance = |m: Span| {
        if m.start >= quantity.end {
            m.start - quantity.end
        } else {
            2 * (quantity.start - m.start)
        }
    };
    let nearest = places.filter(|m| !quantity.overlaps(m.span));
    nearest.min_by_key(|m| distance(m.span)).map(|m| m.entity)
}

#[cfg(test)]
mod tests;
