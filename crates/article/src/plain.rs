//! A text with what is known beside it, made an article.

use text::{Article, BlockKind, Credit, DateClue, DateFrom};
use world::World;

use crate::credit;
use crate::draft::{Draft, outlet, sha256};
use crate::parts::Parts;
use crate::published::{choose, clues, day_before};

/// The article of a draft.
pub(crate) fn read_plain(draft: Draft, world: &World) -> Article {
    let Draft { about, dates, text, mut notes } = draft;
    let sha = sha256(&text);
    let parts = Parts::of(&text, about.title.as_deref(), world);
    let said = |span: Option<text::Span>| span.map(|s| s.of(&text).to_owned());
    let (headline, byline) = (said(parts.headline), said(parts.byline));

    let mut date_clues = parts.clues;
    date_clues.extend(clues(&dates, about.url.as_deref(), &mut notes));
    let known = choose(&date_clues);
    for words in parts.filed {
        let Some(date) = known.and_then(|k| day_before(words.of(&text), k.date.date)) else {
            continue;
        };
        let (from, field) = (DateFrom::Dateline, "dateline".to_owned());
        date_clues.push(DateClue { date, from, field, evidence: Some(words) });
    }

    let mut credits: Vec<Credit> = Vec::new();
    let given = about.byline.iter().flat_map(|b| credit::in_byline(b, None, world));
    let url = about.url.iter().flat_map(|u| credit::in_url(u, world));
    for found in parts.credits.into_iter().chain(given).chain(url) {
        if !credits.iter().any(|c| (&c.agency, c.whole) == (&found.agency, found.whole)) {
            credits.push(found);
        }
    }

    if parts.blocks.iter().all(|b| b.kind != BlockKind::Body) {
        notes.push("no prose in it".to_owned());
    }
    Article {
        id: about.id.clone().unwrap_or_else(|| sha[..12].to_owned()),
        path: about.path.clone(),
        sha256: sha,
        outlet: outlet(&about, world).or(parts.outlet),
        published: choose(&date_clues),
        date_clues,
        credits,
        datelines: parts.datelines,
        blocks: parts.blocks,
        url: about.url,
        title: about.title.or(headline),
        byline: about.byline.or(byline),
        language: "en".to_owned(),
        text,
        notes,
    }
}
