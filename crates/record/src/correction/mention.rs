//! A single mention that leaves what its article takes it for, with what is said and done there.

use reading::{EntityKind, MentionKind, Reading, Speaker};
use text::Span;

use super::{Correction, What, mentions};
use crate::Draft;

/// Lets the mentions that readers part stand for entities of their own in the readings.
pub(crate) fn mentions_apart(draft: &mut Draft<'_>) {
    let log = draft.fixes.log;
    for (at, correction) in log.iter().enumerate() {
        let Correction::Split { what: What::Mention, these } = correction else { continue };
        for anchor in these {
            let Some(report) = draft.report_of(anchor) else { continue };
            let reading = draft.reading(report);
            let all: Vec<Vec<usize>> = (0..reading.entities.len()).map(|e| vec![e]).collect();
            let spans = |e: &usize, _| mentions(reading, (*e).into());
            let Some((old, passage)) = draft.place_of(anchor, &all, &spans) else { continue };
            let text = draft.article(report).text.clone();
            if part(&mut draft.readings[report.at()], old.into(), passage.span, &text) {
                draft.fixes.found.hit(at, anchor, passage);
            }
        }
    }
}

/// Makes the mention in `at` one of an entity of its own; `false`: there is no other mention that it
/// could be parted from.
fn part(reading: &mut Reading, old: reading::EntityIx, at: Span, text: &str) -> bool {
    let here = |span: Span| span.contains(at) || at.contains(span);
    if mentions(reading, old).into_iter().all(here) {
        return false;
    }
    let new = reading::EntityIx::from(reading.entities.len());
    let entity = alone(reading, old, at, text);
    reading.entities.push(entity);
    let own = |entity: &mut reading::EntityIx, span: Span| {
        if *entity == old && here(span) {
            *entity = new;
        }
    };
    reading.names.iter_mut().for_each(|n| own(&mut n.entity, n.span));
    reading.mentions.iter_mut().for_each(|m| own(&mut m.entity, m.span));
    let left = mentions(reading, old);
    for event in reading.events.iter_mut().filter(|e| e.span.contains(at)) {
        // Where the event names both, who takes part is as it was.
        if !left.iter().any(|span| event.span.contains(*span)) {
            let who = event.participants.iter_mut().map(|(who, _)| who);
            who.filter(|who| **who == old).for_each(|who| *who = new);
        }
    }
    let mut spoken = Vec::new();
    for (n, said) in reading.statements.iter_mut().enumerate() {
        if said.speaker == Speaker::Entity(old) && said.source.is_some_and(here) {
            said.speaker = Speaker::Entity(new);
            spoken.push(reading::StatementIx::from(n));
        }
    }
    for figure in &mut reading.figures {
        if figure.speaker == Speaker::Entity(old)
            && figure.statement.is_some_and(|s| spoken.contains(&s))
        {
            figure.speaker = Speaker::Entity(new);
        }
    }
    true
}

/// Whom a mention stands for by itself: the name in it, else its words, with the titles in it.
fn alone(reading: &Reading, old: reading::EntityIx, at: Span, text: &str) -> reading::Entity {
    let here = |span: Span| span.contains(at) || at.contains(span);
    let name = reading.names.iter().find(|n| n.entity == old && here(n.span));
    let words = |span: Span| span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let before = &reading.entities[old.at()];
    let pronoun =
        |m: &reading::Mention| m.entity == old && m.span == at && m.kind == MentionKind::Pronoun;
    let titles = before.titles.iter().filter(|t| at.contains(t.span)).cloned();
    reading::Entity {
        name: words(name.map_or(at, |n| n.span)),
        kind: match name {
            Some(name) => name.kind,
            None => EntityKind::Described,
        },
        aliases: Vec::new(),
        titles: titles.collect(),
        known: None,
        of: before.of.filter(|_| !reading.mentions.iter().any(pronoun)),
        first: at,
    }
}
