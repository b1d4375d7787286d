//! An article on its way: a text with what was found beside it, not yet read for its own clues.

use sha2::{Digest, Sha256};
use text::{Article, Outlet};
use world::World;

use crate::plain::read_plain;

/// What is known about a text from beside it. Every part is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The input's own id.
    pub id: Option<String>,
    /// The input's path as given.
    pub path: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The outlet's name or its domain.
    pub outlet: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The authors, as printed.
    pub byline: Option<String>,
    /// The date of publication, in any usual form.
    pub published: Option<String>,
}

/// A text with all that was found beside it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) about: About,
    /// Dates found in metadata: field and raw value, the most trustworthy first.
    pub(crate) dates: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) notes: Vec<String>,
}

impl Draft {
    /// The article: the text cut at its limit and read for its own clues.
    pub(crate) fn finish(mut self, world: &World) -> Article {
        if let Some(note) = cut(&mut self.text) {
            self.notes.push(note);
        }
        read_plain(self, world)
    }
}

/// Reads a plain text with what is known beside it.
pub fn plain(text: String, about: &About, world: &World) -> Article {
    let dates = about.published.iter().map(|d| ("published".to_owned(), d.clone())).collect();
    Draft { about: about.clone(), dates, text, notes: Vec::new() }.finish(world)
}

/// Cuts a text at [`text::limits::TEXT_BYTES`], and says so.
fn cut(text: &mut String) -> Option<String> {
    let limit = text::limits::TEXT_BYTES;
    if text.len() <= limit {
        return None;
    }
    let whole = text.len();
    text.truncate(text.floor_char_boundary(limit));
    Some(format!("text cut off at {} of {whole} bytes", text.len()))
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// The host of an address, without `www.`: `https://www.example.org:8080/a` → `example.org`.
pub(crate) fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?;
    let host = host.trim().trim_end_matches('.').to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let plausible = host.contains('.')
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        && host
            .rsplit('.')
            .next()
            .is_some_and(|top| top.len() >= 2 && top.chars().all(char::is_alphabetic));
    plausible.then(|| host.to_owned())
}

/// The outlet that a name or domain beside the text, or the address, speaks of.
pub(crate) fn outlet(about: &About, world: &World) -> Option<Outlet> {
    let given = about.outlet.as_deref().map(str::trim).filter(|o| !o.is_empty());
    let url_host = about.url.as_deref().filter(|u| u.contains("://")).and_then(host);
    let Some(given) = given else { return url_host.map(|host| outlet_at(host, world)) };
    if !given.contains(char::is_whitespace)
        && let Some(host) = host(given)
    {
        return Some(outlet_at(host, world));
    }
    if let Some(known) = world.publisher(given) {
        return Some(Outlet { name: known.name.clone(), domain: known.domain.clone() });
    }
    if let Some(known) = url_host.as_deref().and_then(|host| world.publisher_at(host)) {
        return Some(Outlet { name: known.name.clone(), domain: known.domain.clone() });
    }
    Some(Outlet { name: given.to_owned(), domain: url_host })
}

/// The outlet at a web domain.
pub(crate) fn outlet_at(host: String, world: &World) -> Outlet {
    match world.publisher_at(&host) {
        Some(known) => Outlet { name: known.name.clone(), domain: known.domain.clone() },
        None => Outlet { name: host.clone(), domain: Some(host) },
    }
}
