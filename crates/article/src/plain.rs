//! A plain text read for its parts and its own clues.

use text::{Article, Block, BlockKind, Span};
use world::World;

use crate::draft::{Draft, outlet, sha256};
use crate::published::{choose, clues};

/// The article of a draft.
pub(crate) fn read_plain(draft: Draft, world: &World) -> Article {
    let Draft { about, dates, text, mut notes } = draft;
    let sha = sha256(&text);
    let date_clues = clues(&dates, about.url.as_deref(), &mut notes);
    Article {
        id: about.id.clone().unwrap_or_else(|| sha[..12].to_owned()),
        path: about.path.clone(),
        sha256: sha,
        outlet: outlet(&about, world),
        published: choose(&date_clues),
        date_clues,
        credits: Vec::new(),
        datelines: Vec::new(),
        blocks: blocks(&text, about.title.as_deref()),
        url: about.url,
        title: about.title,
        byline: about.byline,
        language: "en".to_owned(),
        text,
        notes,
    }
}

fn blocks(text: &str, title: Option<&str>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len()).trim(text);
        at += line.len();
        if span.is_empty() {
            continue;
        }
        let headline = blocks.is_empty() && title.is_some_and(|t| t.trim() == span.of(text));
        let kind = if headline { BlockKind::Headline } else { BlockKind::Body };
        blocks.push(Block { span, kind });
    }
    blocks
}
