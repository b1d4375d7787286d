//! What a document is that came from outside: a feed, a sitemap, or a page and the feeds it names.

use std::borrow::Cow;

use dom_query::Document;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde::Serialize;
use url::Url;
use utoipa::ToSchema;

use super::items::{self, FeedDocument};
use super::sitemap::{self, Sitemap};

/// How much of a page is looked through for the feeds it names, in bytes.
const HEAD_BYTES: usize = 512 << 10;
/// Types of feeds in `<link rel="alternate">`.
const FEED_TYPES: [&str; 4] =
    ["application/rss+xml", "application/atom+xml", "application/feed+json", "application/json"];

/// What a document is.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// RSS, Atom or JSON Feed.
    Feed(FeedDocument),
    /// A sitemap, or an index of sitemaps.
    Sitemap(Sitemap),
    /// A page, with the feeds that it names.
    Page(Vec<FeedLink>),
}

/// A feed that a page names in its head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FeedLink {
    /// Its address.
    pub url: String,
    /// Its title, where it has one.
    pub title: Option<String>,
}

/// Tells what a document is, and reads it. `content_type` is the header of that name; `base` is the
/// address that answered.
///
/// # Errors
/// With the reason, if it is nothing of these, or broken.
pub fn look(bytes: &[u8], content_type: Option<&str>, base: &Url) -> Result<Found, String> {
    let unpacked;
    let bytes = match bytes {
        [0x1F, 0x8B, ..] => {
            unpacked = unpack(bytes)?;
            &unpacked
        }
        _ => bytes,
    };
    let content_type = content_type.unwrap_or_default().to_lowercase();
    let text = decode(bytes, charset(&content_type));
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.starts_with('{') {
        return items::read(&text, base).map(Found::Feed);
    }
    match root(&text).as_deref() {
        Some("rss" | "feed" | "RDF" | "entry") => items::read(&text, base).map(Found::Feed),
        Some("urlset" | "sitemapindex") => sitemap::read(&text, base).map(Found::Sitemap),
        _ if content_type.contains("html") || is_page(start) => Ok(Found::Page(links(&text, base))),
        _ => Err("it is neither a feed, a sitemap nor a page".to_owned()),
    }
}

/// Undoes gzip, which sitemaps are often kept in.
fn unpack(bytes: &[u8]) -> Result<Vec<u8>, String> {
    use std::io::Read;
    let most = text::limits::DOCUMENT_BYTES;
    let mut unpacked = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes)
        .take(most as u64 + 1)
        .read_to_end(&mut unpacked)
        .map_err(|e| format!("broken gzip: {e}"))?;
    if unpacked.len() > most {
        return Err(format!("it unpacks to more than {most} bytes"));
    }
    Ok(unpacked)
}

fn charset(content_type: &str) -> Option<&str> {
    let (_, name) = content_type.split_once("charset=")?;
    name.split(';').next().map(|name| name.trim_matches(['"', '\'', ' ']))
}

/// Decodes a document into UTF-8, and takes out what it says of its own encoding. UTF-8 that is
/// valid as such is believed before any label; then a byte-order mark, the header, the XML
/// declaration.
pub(super) fn decode<'a>(bytes: &'a [u8], charset: Option<&str>) -> Cow<'a, str> {
    let declared = declared(bytes);
    let named = |label: Option<&str>| {
        let encoding = Encoding::for_label(label?.as_bytes())?;
        Some(encoding).filter(|encoding| *encoding != UTF_8)
    };
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let is_utf8 = std::str::from_utf8(bytes).is_ok() && !bytes.is_ascii();
    let named = named(charset).or_else(|| named(declared.as_deref()));
    let encoding = match marked {
        Some(encoding) => encoding,
        None if is_utf8 => UTF_8,
        None => named.unwrap_or(if bytes.is_ascii() { UTF_8 } else { WINDOWS_1252 }),
    };
    let text = encoding.decode(bytes).0;
    if declared.is_none() && encoding == UTF_8 {
        return text;
    }
    match text.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => Cow::Owned(rest.to_owned()),
        None => text,
    }
}

/// The encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let (declaration, _) = head.trim_start().strip_prefix("<?xml")?.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}

/// The name of the outermost element of an XML document, without its prefix.
fn root(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => {
                return Some(element.local_name().as_ref().to_owned());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn is_page(start: &str) -> bool {
    let head: String = start.chars().take(2_000).collect::<String>().to_lowercase();
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|mark| head.contains(mark))
}

/// The feeds that a page names.
fn links(html: &str, base: &Url) -> Vec<FeedLink> {
    let html = &html[..html.floor_char_boundary(HEAD_BYTES)];
    let lower = html.to_ascii_lowercase();
    let head = lower.find("<body").unwrap_or(html.len());
    // Only the links are parsed: what they lie in may be nested to any depth.
    let tags: String = lower[..head]
        .match_indices("<link")
        .filter_map(|(at, _)| html[at..head].split_inclusive('>').next())
        .collect();
    let document = Document::from(tags.as_str());
    let mut links: Vec<FeedLink> = Vec::new();
    for link in document.select("link[rel][href]").iter() {
        let attribute = |name: &str| link.attr(name).map(|value| value.trim().to_owned());
        let rel = attribute("rel").unwrap_or_default().to_lowercase();
        let kind = attribute("type").unwrap_or_default().to_lowercase();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !rel.split_whitespace().any(|word| word == "alternate") || !FEED_TYPES.contains(&kind) {
            continue;
        }
        let Some(url) = items::resolve(&attribute("href").unwrap_or_default(), base) else {
            continue;
        };
        if links.iter().all(|known| known.url != url) {
            links.push(FeedLink { url, title: attribute("title").filter(|t| !t.is_empty()) });
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        Url::parse("https://news.example/port/").unwrap()
    }

    #[test]
    fn what_documents_are() {
        for (document, expected) in [
            ("<?xml version='1.0'?><!-- a --><rss version='2.0'><channel/></rss>", "feed"),
            ("<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "feed"),
            (
                r#"{"version": "https://jsonfeed.org/version/1.1", "title": "a", "items": []}"#,
                "feed",
            ),
            ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "sitemap"),
            ("<sitemapindex></sitemapindex>", "sitemap"),
            ("\n<!DOCTYPE html><html><body>Port Lisle", "page"),
            ("<html>", "page"),
            ("Port Lisle is shut.", "it is neither a feed, a sitemap nor a page"),
            ("", "it is neither a feed, a sitemap nor a page"),
            ("<opml version='2.0'></opml>", "it is neither a feed, a sitemap nor a page"),
        ] {
            let found = match look(document.as_bytes(), None, &base()) {
                Ok(Found::Feed(_)) => "feed".to_owned(),
                Ok(Found::Sitemap(_)) => "sitemap".to_owned(),
                Ok(Found::Page(_)) => "page".to_owned(),
                Err(why) => why,
            };
            assert_eq!(found, expected, "{document}");
        }
    }

    #[test]
    fn feeds_that_a_page_names() {
        let page = r#"<html><head><title>Port Lisle Post</title>
            <link rel="alternate" type="application/rss+xml" title="All &amp; new" href="/all.rss?a=1&amp;b=2">
            <link rel='ALTERNATE home' type='application/atom+xml; charset=utf-8' href='atom'>
            <link rel="alternate" type="application/rss+xml" href="/all.rss?a=1&amp;b=2">
            <link rel="alternate" hreflang="de" type="text/html" href="/de">
            <link rel="alternate" type="application/rss+xml" href="javascript:void(0)">
            </head><body><link rel="alternate" type="application/rss+xml" href="/planted"></body></html>"#;
        let Ok(Found::Page(links)) = look(page.as_bytes(), None, &base()) else { panic!() };
        let found: Vec<_> = links.iter().map(|l| (l.url.as_str(), l.title.as_deref())).collect();
        assert_eq!(
            found,
            [
                ("https://news.example/all.rss?a=1&b=2", Some("All & new")),
                ("https://news.example/port/atom", None),
            ]
        );
    }

    #[test]
    fn pages_of_any_depth() {
        let page = format!("<html>{}", "<div>".repeat(200_000));
        assert_eq!(look(page.as_bytes(), None, &base()), Ok(Found::Page(Vec::new())));
    }

    #[test]
    fn character_sets() {
        let latin: &[u8] = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>Varni\xE9</a>";
        for (bytes, charset, expected) in [
            (latin, None, "<a>Varnié</a>"),
            (latin, Some("utf-8"), "<a>Varnié</a>"),
            (
                "<?xml version='1.0' encoding='ISO-8859-1'?><a>Varnié</a>".as_bytes(),
                None,
                "<a>Varnié</a>",
            ),
            ("<a>Varnié</a>".as_bytes(), Some("iso-8859-1"), "<a>Varnié</a>"),
            (b"<a>Varni\xE9</a>", Some("iso-8859-1"), "<a>Varnié</a>"),
            (b"<a>Varni\xE9</a>", None, "<a>Varnié</a>"),
            (b"<a>\xC2\xE0</a>", Some("windows-1251"), "<a>Ва</a>"),
            (b"\xFF\xFE<\0a\0>\0\xE9\0<\0/\0a\0>\0", None, "<a>é</a>"),
            (b"\xEF\xBB\xBF<a/>", None, "<a/>"),
        ] {
            assert_eq!(decode(bytes, charset), expected, "{bytes:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_can_come(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            let _ = look(&bytes, Some("text/html; charset=utf-16"), &base());
            let _ = look(&bytes, None, &base());
        }

        #[test]
        fn any_markup_can_come(parts in proptest::collection::vec(proptest::sample::select(vec![
            "<?xml version='1.0' encoding='", "?>", "<rss version='2.0'>", "<feed>", "<channel>", "<item>", "</item>",
            "<entry>", "<link", " href='", "'", ">", "<guid>", "&#0;", "&#xFFFFFFF;", "&x;", "<![CDATA[", "]]>", "<!DOCTYPE x [",
            "<!ENTITY x 'y'>", "]>", "<urlset>", "<url>", "<loc>", "<lastmod>", "9999-99-99", "<sitemapindex>", "<sitemap>",
            "http://[", "xml:base='", "<head>", "rel='alternate'", "{", "\"items\":[", "}", "<content type='xhtml'>", "<div>", "é",
        ]), 0..30)) {
            let _ = look(parts.concat().as_bytes(), None, &base());
        }
    }
}
