//! Sitemaps, their news extension, and indexes of sitemaps.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use text::limits::{ITEMS, XML_DEPTH};
use url::Url;

use super::items::{Item, resolve};

/// A sitemap as it was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Sitemap {
    /// The addresses it lists.
    Pages {
        /// At most [`ITEMS`], with the headline and date of the news extension where it is used,
        /// else the time of the last change.
        items: Vec<Item>,
        /// How many more there were.
        over: usize,
    },
    /// Other sitemaps: address and time of the last change, at most [`ITEMS`].
    Index(Vec<(String, Option<Timestamp>)>),
}

/// One `<url>` or `<sitemap>` as it is being read.
#[derive(Default)]
struct Place {
    loc: String,
    modified: String,
    published: String,
    title: String,
}

/// Reads a sitemap that is decoded; `base` is the address that answered.
///
/// # Errors
/// With the reason, if it is broken.
pub(super) fn read(text: &str, base: &Url) -> Result<Sitemap, String> {
    let mut over = 0;
    let mut index = false;
    let mut items = Vec::new();
    each_place(text, |is_sitemap, place| {
        let Some(url) = resolve(&place.loc, base).filter(|_| !place.loc.trim().is_empty()) else {
            return;
        };
        if items.len() == ITEMS {
            over += 1;
            return;
        }
        index |= is_sitemap;
        let title = place.title.split_whitespace().collect::<Vec<_>>().join(" ");
        items.push(Item {
            guid: url.clone(),
            url: Some(url),
            title: (!title.is_empty()).then_some(title),
            published: time(&place.published),
            updated: time(&place.modified),
            ..Item::default()
        });
    })?;
    if index {
        let child = |item: Item| Some((item.url?, item.updated));
        return Ok(Sitemap::Index(items.into_iter().filter_map(child).collect()));
    }
    Ok(Sitemap::Pages { items, over })
}

/// Calls `found` with every `<url>` and `<sitemap>`, and whether it is the latter.
fn each_place(text: &str, mut found: impl FnMut(bool, Place)) -> Result<(), String> {
    let broken = |e: &dyn std::fmt::Display| format!("broken sitemap: {e}");
    let mut reader = Reader::from_str(text);
    let mut open: Vec<String> = Vec::new();
    let mut place = Place::default();
    loop {
        match reader.read_event().map_err(|e| broken(&e))? {
            Event::Start(element) => {
                let name = element.local_name().as_ref().to_owned();
                if open.len() == 1 {
                    place = Place::default();
                }
                open.push(name);
                if open.len() > XML_DEPTH {
                    return Err(format!("elements nested deeper than {XML_DEPTH}"));
                }
            }
            Event::End(_) => {
                let name = open.pop().unwrap_or_default();
                if open.len() == 1 && (name == "url" || name == "sitemap") {
                    found(name == "sitemap", std::mem::take(&mut place));
                }
            }
            Event::Text(words) => put(&mut place, &open, &words),
            Event::CData(words) => put(&mut place, &open, &words),
            Event::GeneralRef(name) => put(&mut place, &open, &referred(&name)),
            Event::Eof if open.is_empty() => return Ok(()),
            Event::Eof => return Err(broken(&"it ends in the middle")),
            _ => {}
        }
    }
}

fn put(place: &mut Place, open: &[String], words: &str) {
    let [_, _, inside @ ..] = open else { return };
    let inside: Vec<&str> = inside.iter().map(String::as_str).collect();
    match inside.as_slice() {
        ["loc"] => place.loc.push_str(words),
        ["lastmod"] => place.modified.push_str(words),
        ["news", "publication_date"] => place.published.push_str(words),
        ["news", "title"] => place.title.push_str(words),
        _ => {}
    }
}

/// What a reference stands for: a character, or one of the five that XML knows. Entities that the
/// document itself declares are never expanded.
pub(super) fn referred(name: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        return character.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(name).unwrap_or_default().to_owned()
}

/// A W3C date and time, or a day alone (then its beginning in UTC).
fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    let day: Date = text.parse().ok()?;
    day.to_zoned(TimeZone::UTC).ok().map(|z| z.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        Url::parse("https://news.example/maps/").unwrap()
    }

    #[test]
    fn news_and_plain_sitemaps() {
        let map = r#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
            <url><loc> https://news.example/ferry?a=1&amp;b=2 </loc><news:news><news:publication><news:name>Post</news:name></news:publication>
              <news:publication_date>2031-03-04T10:00:00+01:00</news:publication_date><news:title><![CDATA[Ferry & quay]]> shut</news:title></news:news></url>
            <url><loc>/quay</loc><lastmod>2031-03-04</lastmod><x:image xmlns:x="x"><x:loc>https://news.example/pic</x:loc></x:image></url>
            <url><lastmod>2031-03-04</lastmod></url><url><loc>mailto:desk@news.example</loc></url></urlset>"#;
        let Sitemap::Pages { items, over } = read(map, &base()).unwrap() else { panic!() };
        assert_eq!(over, 0);
        let told: Vec<_> = items
            .iter()
            .map(|i| (i.url.as_deref().unwrap(), i.title.as_deref(), i.published, i.updated))
            .collect();
        let time = |t: &str| Some(t.parse().unwrap());
        assert_eq!(
            told,
            [
                (
                    "https://news.example/ferry?a=1&b=2",
                    Some("Ferry & quay shut"),
                    time("2031-03-04T09:00:00Z"),
                    None
                ),
                ("https://news.example/quay", None, None, time("2031-03-04T00:00:00Z")),
            ]
        );
    }

    #[test]
    fn indexes() {
        let index = "<sitemapindex><sitemap><loc>a.xml</loc><lastmod>2031-03-04T09:00:00Z</lastmod></sitemap><sitemap><loc>b.xml.gz</loc></sitemap></sitemapindex>";
        let Sitemap::Index(children) = read(index, &base()).unwrap() else { panic!() };
        assert_eq!(
            children,
            [
                (
                    "https://news.example/maps/a.xml".to_owned(),
                    Some("2031-03-04T09:00:00Z".parse().unwrap())
                ),
                ("https://news.example/maps/b.xml.gz".to_owned(), None),
            ]
        );
    }

    #[test]
    fn hostile_sitemaps() {
        let bomb = r#"<!DOCTYPE urlset [<!ENTITY a "https://news.example/"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;/x</loc></url></urlset>"#;
        let Sitemap::Pages { items, .. } = read(bomb, &base()).unwrap() else { panic!() };
        assert_eq!(items[0].url.as_deref(), Some("https://news.example/x"), "nothing is expanded");
        assert!(read("<urlset><url><loc>", &base()).is_err());
        assert!(read("<urlset><a></b></urlset>", &base()).is_err());
        assert!(read(&"<url>".repeat(100_000), &base()).unwrap_err().contains("nested"));
        let many: String = (0..ITEMS + 3).map(|n| format!("<url><loc>/{n}</loc></url>")).collect();
        let read = read(&format!("<urlset>{many}</urlset>"), &base()).unwrap();
        assert!(matches!(read, Sitemap::Pages { items, over: 3, .. } if items.len() == ITEMS));
    }
}
