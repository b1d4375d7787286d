//! The items of RSS, Atom and JSON feeds.

use std::collections::BTreeSet;

use feed_rs::model::{Entry, Feed, Link};
use jiff::Timestamp;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::json;
use sha2::{Digest, Sha256};
use text::limits::{ITEMS, XML_DEPTH};
use url::Url;

/// Shortest text of an item, without its markup, that is a report and not a teaser, in bytes.
const REPORT_BYTES: usize = 800;
/// How teasers end.
const CUT_OFF: [&str; 8] =
    ["…", "...", "[…]", "[...]", "read more", "continue reading", "read more »", "full story"];

/// A feed as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeedDocument {
    /// Its title.
    pub title: Option<String>,
    /// Its items in its own order, at most [`ITEMS`].
    pub items: Vec<Item>,
    /// How many more there were.
    pub over: usize,
}

/// An item of a feed or a sitemap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// What it is known by within its source.
    pub guid: String,
    /// The address of its page.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Its authors, as printed.
    pub byline: Option<String>,
    /// When it was published, as the source says.
    pub published: Option<Timestamp>,
    /// When it was last changed, as the source says.
    pub updated: Option<Timestamp>,
    /// The longest text it carries, often with markup.
    pub text: String,
}

impl Item {
    /// Whether it carries its report itself, so that its page need not be fetched.
    pub fn carries_report(&self) -> bool {
        let words = without_markup(&self.text);
        let words = words.trim_end();
        if self.url.is_none() {
            return !words.is_empty();
        }
        let end = words.char_indices().rev().nth(20).map_or(0, |(at, _)| at);
        let end = words[end..].to_lowercase();
        words.len() >= REPORT_BYTES && !CUT_OFF.iter().any(|mark| end.ends_with(mark))
    }

    /// What changes when the item does: of a report, what it says; of a teaser, its headline and
    /// the time of its last change (teasers themselves change with every count of comments).
    pub fn mark(&self) -> String {
        let text = if self.carries_report() { self.text.as_str() } else { "" };
        let time = self.updated.or(self.published).map(|t| t.to_string()).unwrap_or_default();
        digest(&[self.title.as_deref().unwrap_or_default(), &time, text])
    }

    /// The item as one JSON document, in the fields that `article` reads.
    pub fn document(&self, outlet: Option<&str>) -> Vec<u8> {
        let fields = json!({
            "id": self.guid,
            "outlet": outlet,
            "url": self.url,
            "byline": self.byline,
            "published": self.published.or(self.updated).map(|t| t.to_string()),
            "title": self.title,
            "text": self.text,
        });
        fields.to_string().into_bytes()
    }
}

/// Reads a feed that is decoded; `base` is the address that answered.
///
/// # Errors
/// With the reason, if it is no feed or broken.
pub(super) fn read(text: &str, base: &Url) -> Result<FeedDocument, String> {
    if !text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('{') {
        check_depth(text)?;
    }
    let parser = feed_rs::parser::Builder::new()
        .base_uri(Some(base.as_str()))
        // Its own ids are random where there is nothing to make them of.
        .id_generator(|_, _, _| String::new())
        .build();
    let feed = parser.parse(text.as_bytes()).map_err(|e| format!("broken feed: {e}"))?;
    let over = feed.entries.len().saturating_sub(ITEMS);
    let mut known = BTreeSet::new();
    let mut items = Vec::new();
    for entry in feed.entries.iter().take(ITEMS) {
        let mut item = item(&feed, entry, base);
        if known.contains(&item.guid) {
            item.guid = digest(&[&item.guid, item.url.as_deref().unwrap_or_default()]);
        }
        if known.insert(item.guid.clone()) {
            items.push(item);
        }
    }
    let title = feed.title.as_ref().and_then(|t| line(&t.content));
    Ok(FeedDocument { title, items, over })
}

fn item(feed: &Feed, entry: &Entry, base: &Url) -> Item {
    let content = entry.content.as_ref().and_then(|c| c.body.clone());
    let summary = entry.summary.as_ref().map(|s| s.content.clone());
    let text = [content, summary].into_iter().flatten().max_by_key(String::len).unwrap_or_default();
    let title = entry.title.as_ref().and_then(|t| line(&t.content));
    let url = page(&entry.links, base).or_else(|| web(&entry.id));
    let guid = match (entry.id.trim(), &url) {
        ("", Some(url)) => url.clone(),
        ("", None) => digest(&[title.as_deref().unwrap_or_default(), &text]),
        (id, _) => id.to_owned(),
    };
    let authors = if entry.authors.is_empty() { &feed.authors } else { &entry.authors };
    let authors: Vec<&str> = authors.iter().filter_map(|a| a.name.as_deref()).collect();
    let time = |seconds: i64| Timestamp::from_second(seconds).ok();
    Item {
        guid,
        url,
        title,
        byline: line(&authors.join(", ")),
        published: entry.published.and_then(|t| time(t.timestamp())),
        updated: entry.updated.and_then(|t| time(t.timestamp())),
        text,
    }
}

/// The page that an entry stands for.
fn page(links: &[Link], base: &Url) -> Option<String> {
    let is = |rel: Option<&str>| {
        let link = links.iter().find(|link| link.rel.as_deref() == rel)?;
        resolve(&link.href, base)
    };
    is(Some("alternate")).or_else(|| is(None))
}

/// A link of a document as a whole address, where it leads to the web.
pub(super) fn resolve(link: &str, base: &Url) -> Option<String> {
    let mut url = base.join(link.trim()).ok()?;
    url.set_fragment(None);
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

/// An id that is an address of the web (`<guid isPermaLink="true">`).
fn web(id: &str) -> Option<String> {
    let url = Url::parse(id.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

/// Words on one line; `None` if there are none.
fn line(words: &str) -> Option<String> {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// SHA-256 of some strings, in hexadecimal.
pub(super) fn digest(parts: &[&str]) -> String {
    let mut sha = Sha256::new();
    for part in parts {
        // The length first, so that no two lists of strings are told by the same bytes.
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part.as_bytes());
    }
    crate::digest::hexadecimal(&sha.finalize())
}

/// A text without its tags, to tell its length; not for reading.
fn without_markup(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        words.push_str(&rest[..open]);
        match rest[open..].find('>') {
            Some(close) => rest = &rest[open + close + 1..],
            None => return words,
        }
    }
    words.push_str(rest);
    words
}

/// Refuses XML that is nested deeper than any feed or sitemap.
pub(super) fn check_depth(text: &str) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut depth = 0usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            // What is broken is told by the parser that reads it.
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
        // Items may hold a whole page as XHTML.
        if depth > XML_DEPTH {
            return Err(format!("elements nested deeper than {XML_DEPTH}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(text: &str) -> FeedDocument {
        read(text, &Url::parse("https://news.example/port/feed").unwrap()).unwrap()
    }

    #[test]
    fn items_of_each_kind_of_feed() {
        let rss = r#"<rss version="2.0"><channel><title> Port  Lisle Post</title>
            <item><title>Ferry &amp; quay shut</title><link>/ferry</link><guid isPermaLink="false">f-1</guid>
              <pubDate>Tue, 04 Mar 2031 10:00:00 +0100</pubDate><description>The Calder Rose stays in port.</description></item>
            <item><title>No id</title><link>https://news.example/b#top</link></item>
            <item><guid>https://news.example/c</guid></item>
            <item><description>Neither id nor link.</description></item>
          </channel></rss>"#;
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Port Lisle Post</title><id>urn:x</id>
            <entry><id>urn:1</id><title>Ferry shut</title><link rel="self" href="/self"/><link rel="alternate" href="ferry"/>
              <published>2031-03-04T09:00:00Z</published><updated>2031-03-04T10:30:00Z</updated>
              <author><name>Ada Finch</name></author></entry></feed>"#;
        let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Port Lisle Post",
            "items":[{"id":"1","url":"https://news.example/ferry","title":"Ferry shut","content_text":"The Calder Rose stays in port.",
            "date_published":"2031-03-04T10:00:00+01:00"}]}"#;
        let told = |text: &str| -> Vec<String> {
            let feed = feed(text);
            assert_eq!(feed.title.as_deref(), Some("Port Lisle Post"));
            let word = |s: &Option<String>| s.clone().unwrap_or("-".to_owned());
            let time = |t: Option<Timestamp>| t.map_or("-".to_owned(), |t| t.to_string());
            let guid = |g: &str| if g.len() == 64 { "(digest)".to_owned() } else { g.to_owned() };
            feed.items
                .iter()
                .map(|i| {
                    format!(
                        "{} {} {} {} {} {}",
                        guid(&i.guid),
                        word(&i.url),
                        word(&i.title),
                        word(&i.byline),
                        time(i.published),
                        time(i.updated)
                    )
                })
                .collect()
        };
        assert_eq!(
            told(rss),
            [
                "f-1 https://news.example/ferry Ferry & quay shut - 2031-03-04T09:00:00Z 2031-03-04T09:00:00Z",
                "https://news.example/b https://news.example/b No id - - -",
                "https://news.example/c https://news.example/c - - - -",
                "(digest) - - - - -",
            ]
        );
        assert_eq!(
            told(atom),
            [
                "urn:1 https://news.example/port/ferry Ferry shut Ada Finch 2031-03-04T09:00:00Z 2031-03-04T10:30:00Z"
            ]
        );
        assert_eq!(
            told(json),
            ["1 https://news.example/ferry Ferry shut - 2031-03-04T09:00:00Z -"]
        );
        assert_eq!(feed(rss), feed(rss), "ids are the same each time");
    }

    #[test]
    fn ids_that_are_not_unique() {
        let doubled = r#"<rss version="2.0"><channel>
            <item><guid>1</guid><link>https://news.example/a</link></item>
            <item><guid>1</guid><link>https://news.example/b</link></item>
            <item><guid>1</guid><link>https://news.example/b</link></item></channel></rss>"#;
        let urls: Vec<_> = feed(doubled).items.into_iter().filter_map(|i| i.url).collect();
        assert_eq!(urls, ["https://news.example/a", "https://news.example/b"]);
    }

    #[test]
    fn reports_and_teasers() {
        let report = format!("<p>{}</p>", "The Calder Rose stays in port. ".repeat(40));
        let at = |url: Option<&str>, text: &str| Item {
            url: url.map(str::to_owned),
            text: text.to_owned(),
            ..Item::default()
        };
        let url = Some("https://news.example/ferry");
        for (item, expected) in [
            (at(url, &report), true),
            (at(url, "The Calder Rose stays in port."), false),
            (at(url, &format!("{report} <a href='/ferry'>Read more</a>")), false),
            (at(url, &format!("{report} […]")), false),
            (at(url, &format!("<img src='{}'>short", "x".repeat(2_000))), false),
            (at(None, "The Calder Rose stays in port."), true),
            (at(None, "<br>"), false),
        ] {
            assert_eq!(item.carries_report(), expected, "{item:?}");
        }
    }

    #[test]
    fn hostile_xml() {
        let bomb = r#"<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
            <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/hostname">]>
            <rss version="2.0"><channel><item><title>&c;</title><guid>1</guid><description>&d;</description></item></channel></rss>"#;
        let base = Url::parse("https://news.example/").unwrap();
        if let Ok(read) = read(bomb, &base) {
            let item = &read.items[0];
            assert!(item.title.as_deref().unwrap_or_default().len() < 10, "{item:?}");
            assert!(item.text.len() < 10, "{item:?}");
        }
        let deep = format!("<rss version='2.0'><channel>{}", "<item>".repeat(100_000));
        assert!(super::read(&deep, &base).unwrap_err().contains("nested deeper"));
        assert!(read("<rss version='2.0'><channel><item>", &base).is_err());
    }
}
