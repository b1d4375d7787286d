//! RSS and Atom feeds whose items carry the text of their reports. (JSON Feed is read as JSON.)

use feed_rs::model::{Entry, Feed};
use world::World;

use crate::draft::{About, Draft};
use crate::page::{fragment, is_markup};

/// Shortest text of an item that is a report and not a teaser, in bytes.
const REPORT_BYTES: usize = 400;

/// The items of a feed that carry a text, and how many carry none.
///
/// # Errors
/// With the reason as told to the user.
pub(crate) fn read(bytes: &[u8], world: &World) -> Result<(Vec<Draft>, usize), String> {
    let feed = feed_rs::parser::parse(bytes).map_err(|e| format!("broken feed: {e}"))?;
    let drafts = feed.entries.iter().map(|entry| draft(&feed, entry, world));
    let (whole, teasers): (Vec<_>, Vec<_>) = drafts.partition(|d| d.text.len() >= REPORT_BYTES);
    Ok((whole, teasers.len()))
}

fn draft(feed: &Feed, entry: &Entry, world: &World) -> Draft {
    let content = entry.content.as_ref().and_then(|c| c.body.clone());
    let summary = entry.summary.as_ref().map(|s| s.content.clone());
    let texts = [content, summary].into_iter().flatten();
    let text = texts.max_by_key(String::len).unwrap_or_default();
    let text = if is_markup(&text) { fragment(&text, world) } else { text };
    let authors: Vec<&str> = entry.authors.iter().filter_map(|a| a.name.as_deref()).collect();
    let dates = [("published", entry.published), ("updated", entry.updated)];
    let dates = dates
        .iter()
        .filter_map(|(name, date)| Some(((*name).to_owned(), date.as_ref()?.to_rfc3339())));
    Draft {
        about: About {
            id: None,
            path: None,
            url: entry.links.first().map(|link| link.href.clone()),
            outlet: feed.title.as_ref().map(|t| t.content.trim().to_owned()),
            title: entry.title.as_ref().map(|t| t.content.trim().to_owned()),
            byline: (!authors.is_empty()).then(|| authors.join(", ")),
            published: None,
        },
        dates: dates.collect(),
        text,
        notes: Vec::new(),
    }
}
