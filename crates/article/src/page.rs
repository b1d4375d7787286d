//! Web pages: the article's text and what the page says of it.

use std::collections::BTreeSet;

use dom_query::{Document, Selection};
use dom_smoothie::{Config, Readability, TextMode};
use text::Span;
use text::limits::PAGE_DEPTH;
use world::World;

use crate::caption::ends_in_photo_credit;
use crate::credit::{in_byline, in_line};
use crate::draft::Draft;
use crate::head::header;
use crate::lines::{Form, form};
use crate::meta;
use crate::published::parse;

/// Parts of a page that hold no text of the report.
const NO_TEXT: &str = "figcaption, nav, footer, aside, form, button, select, noscript, iframe, svg, \
    template, [aria-hidden=true][role=dialog], [role=navigation], [role=complementary], \
    [role=search], [itemprop=caption], [hidden], [style*='display:none'], [style*='display: none']";
/// Parts that are named for something beside the report; they are taken out where they are small.
const BESIDE: &str = "[class*=caption i], [class*=credit i], [class*=newsletter i], \
    [class*=related i], [class*=social i], [class*=share i], [class*=sharing i], \
    [class*=promo i], [class*=recirc i], [class*=recommend i], [class*=author-bio i], \
    [class*=authorbio i], [class*=about-author i], [class*=most-read i], [class*=trending i], \
    [class*=subscribe i], [class*=signup i], [class*=comments i], [class*=disclaimer i], \
    [class*=breadcrumb i], [class*=taglist i], [class*=read-more i], [class*=readmore i], \
    [class*=slideshow i], [class*=carousel i], [class*=gallery i], [class*=advert i], \
    [id*=related i], [id*=newsletter i], [id*=comments i], [id*=share i], [id*=social i]";
/// A part beside the report holds less than this share of the page's text: names are given
/// loosely, and sometimes the whole page is `share-enabled`.
const BESIDE_SHARE: f64 = 0.15;
/// Elements that hold one paragraph.
const PARAGRAPH: &str = "p, li, h2, h3, h4, h5, blockquote";

/// Reads a page; `url` is its address where that is known from outside.
///
/// # Errors
/// With the reason as told to the user.
pub(crate) fn read(html: &str, url: Option<&str>, world: &World) -> Result<Draft, String> {
    if depth(html) > PAGE_DEPTH {
        return Err(format!("elements nested deeper than {PAGE_DEPTH}"));
    }
    let document = Document::from(html);
    let mut draft = meta::read(&document, url);
    let body = std::mem::take(&mut draft.text);
    strip(&document);
    draft.text = article(document, draft.about.title.as_deref(), world);
    // A page whose text is put in by a script often carries it whole in its metadata.
    if draft.text.len() * 2 < body.len() {
        draft.text = body;
    }
    Ok(draft)
}

/// Reads a piece of markup without a page around it: an item of a feed, a field of JSON.
pub(crate) fn fragment(html: &str, world: &World) -> String {
    if depth(html) > PAGE_DEPTH {
        return String::new();
    }
    let document = Document::fragment(html);
    strip(&document);
    document.select("script, style").remove();
    tidy(&document.root().formatted_text(), None, world)
}

/// Takes out what is no text of the report, as far as the markup tells.
fn strip(document: &Document) {
    document.select("script:not([type='application/ld+json']), style").remove();
    document.select(NO_TEXT).remove();
    let all = document.root().text().len() as f64;
    for part in document.select(BESIDE).iter() {
        let holds_title = part.select("h1").exists() || part.is("body, html, main, article");
        if !holds_title && (part.text().len() as f64) < all * BESIDE_SHARE {
            part.remove();
        }
    }
    for paragraph in document.select(PARAGRAPH).iter() {
        if is_link(&paragraph) {
            paragraph.remove();
        }
    }
}

/// Whether a paragraph is nothing but a link to another page: `Second ferry late`.
fn is_link(paragraph: &Selection) -> bool {
    let words = paragraph.text();
    let words = words.trim();
    let stops = words.ends_with(['.', ',', ';', '"', '”', '’', '?', '!', ':']);
    if words.is_empty() || stops || !words.contains(' ') {
        return false;
    }
    let links = paragraph.select("a[href]");
    links.length() == 1 && links.text().trim() == words
}

/// Whether a text is markup, at least in part.
pub(crate) fn is_markup(text: &str) -> bool {
    let lower = text.get(..text.floor_char_boundary(4_000)).unwrap_or(text).to_lowercase();
    ["<p>", "<p ", "</p>", "<br", "<div", "</a>", "<img ", "</span>", "<h2", "<ul>"]
        .iter()
        .any(|tag| lower.contains(tag))
}

fn article(document: Document, title: Option<&str>, world: &World) -> String {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let Ok(mut reader) = Readability::with_document(document, None, Some(config)) else {
        return String::new();
    };
    reader.parse().map_or(String::new(), |article| tidy(&article.text_content, title, world))
}

/// A paragraph a line, without those that are no part of the report.
fn tidy(text: &str, title: Option<&str>, world: &World) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut in_links = false;
    let mut seen = BTreeSet::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let found = form(line);
        let ends = line.ends_with(['.', '!', '?', '"', '”', '’', ')', ':', '…']);
        in_links = found == Some(Form::Links) || (in_links && !ends);
        let at_head = kept.is_empty();
        let dropped = in_links
            || (matches!(found, Some(Form::Furniture | Form::Caption)) && !credits(line, world))
            || ends_in_photo_credit(line, world)
            || (at_head && is_front_matter(line, found, title, world))
            || (line.len() >= REPEATED && !seen.insert(line));
        if !dropped {
            kept.push(line);
        }
    }
    kept.join("\n\n")
}

/// Whether a line credits an agency: `© 2019 Associated Press. All rights reserved.`
fn credits(line: &str, world: &World) -> bool {
    !in_line(line, Span::new(0, line.len()), false, world).is_empty()
}

/// Whether a line before the first paragraph says what the page's metadata say as well: headline,
/// author, date. An agency's name is kept, for the credit's sake.
fn is_front_matter(line: &str, found: Option<Form>, title: Option<&str>, world: &World) -> bool {
    if title.is_some_and(|title| title.trim() == line) {
        return true;
    }
    let date = header(line, Span::new(0, line.len())).is_some_and(|h| h.takes_rest(line));
    let is_date = line.len() < 80 && (date || parse(line).is_some_and(|d| d.is_day()));
    let is_byline = matches!(found, Some(Form::Byline | Form::HeadByline))
        && in_byline(line, None, world).is_empty();
    (is_date && in_byline(line, None, world).is_empty()) || is_byline
}

/// A line of this many bytes that occurs again is a caption or a teaser shown twice.
const REPEATED: usize = 60;
/// Elements that never hold others.
const VOID: [&str; 15] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "!doctype",
];
/// Elements that the next of their kind ends, so that they do not nest when left open.
const SELF_ENDING: [&str; 12] =
    ["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "html"];

/// The deepest nesting of elements, from the tags alone: a page is looked at before it is parsed,
/// since parsing a very deep one takes very long.
fn depth(html: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let closes = rest.starts_with('/');
        let name_at = usize::from(closes);
        let name = rest[name_at..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let name = name.to_ascii_lowercase();
        let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if !is_tag || VOID.contains(&name.as_str()) || SELF_ENDING.contains(&name.as_str()) {
            continue;
        }
        if closes {
            depth = depth.saturating_sub(1);
            continue;
        }
        if matches!(name.as_str(), "script" | "style" | "textarea" | "title") {
            let end = format!("</{name}");
            let found = find_ignoring_case(rest, &end);
            rest = found.map_or("", |end| &rest[end + 2..]);
            continue;
        }
        let tag_end = rest.find('>').unwrap_or(rest.len());
        if !rest[..tag_end].ends_with('/') {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// Where `needle`, in lower case, is first found in any case.
fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    text.windows(needle.len()).position(|w| w.eq_ignore_ascii_case(needle))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!DOCTYPE html><html><head><title>Ferry sinks - The Quay Times</title>
        <meta property="og:site_name" content="The Quay Times">
        <meta property="article:published_time" content="2019-05-06T21:00:00+02:00">
        <link rel="canonical" href="https://quaytimes.example/2019/05/06/ferry-sinks">
        <script type="application/ld+json">{"@graph": [{"@type": "NewsArticle",
          "headline": "Ferry sinks", "author": {"name": "Jane Doe"}}]}</script></head>
        <body><nav><a href="/">Home</a></nav><article><h1>Ferry sinks</h1>
        <figure><img src="a.jpg"><figcaption>The ferry at the quay</figcaption></figure>
        <p>An old ferry sank off the coast on Monday evening, and twelve people were taken from the water.</p>
        <p>The harbour master said that the ship had been inspected in March, and that nothing was found.</p>
        <p>Read more: A second ferry is late</p>
        <p>The owner, a small firm with three ships, said that it would answer every question it was asked.</p>
        </article><footer>Copyright 2019</footer></body></html>"#;

    #[test]
    fn a_page_gives_its_text_and_its_metadata() {
        let draft = read(PAGE, None, World::bundled()).expect("an ordinary page");
        assert!(draft.text.starts_with("An old ferry"), "{}", draft.text);
        assert!(draft.text.ends_with("was asked."), "{}", draft.text);
        for left_out in ["Home", "at the quay", "Read more", "Copyright"] {
            assert!(!draft.text.contains(left_out), "{left_out} in {}", draft.text);
        }
        let about = draft.about;
        assert_eq!(about.title.as_deref(), Some("Ferry sinks"));
        assert_eq!(about.byline.as_deref(), Some("Jane Doe"));
        assert_eq!(about.outlet.as_deref(), Some("The Quay Times"));
        assert_eq!(about.url.as_deref(), Some("https://quaytimes.example/2019/05/06/ferry-sinks"));
        let published =
            ("article:published_time".to_owned(), "2019-05-06T21:00:00+02:00".to_owned());
        assert_eq!(draft.dates, [published]);
    }

    #[test]
    fn depth_is_told_from_tags() {
        assert_eq!(depth("<div><p>a<p>b<br></div><script>'<div><div>'</script><b>"), 1);
        assert_eq!(depth(&"<div>".repeat(5_000)), 5_000);
        assert!(read(&"<div>".repeat(100_000), None, World::bundled()).is_err());
    }
}
