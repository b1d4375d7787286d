//! Sources that are no speakers, and those that only point at one.

use std::sync::LazyLock;

use text::{Article, Span};

use super::{Context, Found};
use crate::{EntityIx, Reading, TokenIx};

static NOUNS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let rows = include_str!("../../data/sources.tsv").lines().filter(|l| !l.starts_with('#'));
    let mut rows: Vec<(&str, &str)> = rows.filter_map(|l| l.split_once('\t')).collect();
    rows.sort_unstable();
    rows
});

fn is(lemma: &str, class: &str) -> bool {
    NOUNS.binary_search(&(lemma.to_lowercase().as_str(), class)).is_ok()
}

/// Whether a source is a thing that shows or rules and does not speak: a picture, a resolution.
pub(super) fn is_mute(lemma: &str) -> bool {
    is(lemma, "mute")
}

/// Whether a source is no more than "the man", "the woman".
pub(super) fn is_any_person(context: &Context, source: Span, head: TokenIx) -> bool {
    let words = context.text(source).to_lowercase();
    is(context.lemma(head), "person")
        && words.strip_prefix("the ").is_some_and(|rest| !rest.contains(' '))
}

/// Whether an attribution is the credit of a picture: "AP: A rescuer at work".
pub(super) fn is_credit(context: &Context, found: &Found) -> bool {
    let agency = |entity: EntityIx| {
        let known = context.reading.entities[entity.at()].known.as_deref();
        known.is_some_and(|id| id.starts_with("agency/"))
    };
    let colon = found.cue.is_some_and(|cue| context.text(cue) == ":");
    colon && found.source.and_then(|(_, head)| context.entity_at(head)).is_some_and(agency)
}

/// Who writes or presents the article: the names of its byline, and in a transcript whoever is
/// introduced as host or by a byline ("ANNA REED, HOST:"), and is labelled "REED:" from then on.
pub(super) fn staff(article: &Article, reading: &Reading) -> Vec<EntityIx> {
    let byline = article.byline.as_deref().unwrap_or_default();
    let signed = |name: &str| name.contains(' ') && byline.contains(name);
    let mut found: Vec<EntityIx> = (0..reading.entities.len())
        .filter(|at| signed(&reading.entities[*at].name))
        .map(EntityIx::from)
        .collect();
    for name in &reading.names {
        let after = &article.text[name.span.end as usize..];
        if [", HOST:", ", BYLINE:"].iter().any(|label| after.starts_with(label)) {
            found.push(name.entity);
        }
    }
    let surname = |at: &EntityIx| {
        let name = reading.entities[at.at()].name.to_uppercase();
        name.rsplit(' ').next().map(str::to_owned)
    };
    let surnames: Vec<String> = found.iter().filter_map(surname).collect();
    let again = |at: &usize| surnames.iter().any(|s| *s == reading.entities[*at].name);
    found.extend((0..reading.entities.len()).filter(again).map(EntityIx::from));
    found
}
