//! What a page says of its article: JSON-LD, meta tags, times.

use dom_query::Document;
use serde_json::Value;

use crate::draft::Draft;
use crate::json;

/// Meta tags that carry the date of publication, the most trustworthy first, then those that carry
/// the date of an update.
const DATES: [&str; 24] = [
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "published_at",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "originalpublicationdate",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "cxenseparse:recs:publishtime",
    "date",
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
];
const TITLES: [&str; 5] = ["og:title", "twitter:title", "headline", "dc.title", "parsely-title"];
const SITES: [&str; 3] = ["og:site_name", "application-name", "publisher"];
const AUTHORS: [&str; 6] =
    ["author", "parsely-author", "sailthru.author", "dc.creator", "byl", "article:author"];

/// What the page says; the text is what it carries in JSON-LD, if anything.
pub(crate) fn read(document: &Document, url: Option<&str>) -> Draft {
    let mut draft = json_ld(document).unwrap_or_default();
    let tags = tags(document);
    let tag = |name: &str| tags.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
    let first = |names: &[&str]| names.iter().find_map(|name| tag(name));

    draft.dates.extend(DATES.iter().filter_map(|name| Some(((*name).to_owned(), tag(name)?))));
    draft.dates.extend(times(document));
    draft.dates.dedup();

    let about = &mut draft.about;
    about.id = None;
    about.title = about.title.take().or_else(|| first(&TITLES)).or_else(|| heading(document));
    about.outlet = first(&SITES).or(about.outlet.take()).and_then(|name| site(&name));
    about.byline = about
        .byline
        .take()
        .or_else(|| first(&AUTHORS))
        .filter(|name| !name.contains("://") && name.len() < 200);
    about.url = [url.map(str::to_owned), canonical(document), tag("og:url"), about.url.take()]
        .into_iter()
        .flatten()
        .find(|u| u.starts_with("http"));
    draft
}

/// A site's name without its sections: `The Quay Times | News | Sport`.
fn site(name: &str) -> Option<String> {
    let name = name.split(['|', '»']).next().unwrap_or(name).trim();
    (!name.is_empty() && !name.starts_with('@')).then(|| name.to_owned())
}

/// Names (in lower case) and values of all meta tags.
fn tags(document: &Document) -> Vec<(String, String)> {
    let mut tags = Vec::new();
    for node in document.select("meta").iter() {
        let name = ["property", "name", "itemprop"].iter().find_map(|a| node.attr(a));
        let value = node.attr("content").map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        if let (Some(name), Some(value)) = (name, value) {
            tags.push((name.trim().to_lowercase(), value));
        }
    }
    tags
}

/// Dates of `<time>` elements and of elements marked as the date of publication.
fn times(document: &Document) -> Vec<(String, String)> {
    let marked = document.select("[itemprop=datePublished], time[pubdate]");
    let first =
        document.select("article time[datetime], header time[datetime], h1 ~ time[datetime]");
    let of = |name: &str, node: dom_query::Selection| {
        let value = node.attr("datetime").or(node.attr("content"))?.trim().to_owned();
        (!value.is_empty()).then(|| (name.to_owned(), value))
    };
    let marked = marked.iter().take(1).filter_map(|node| of("itemprop datePublished", node));
    marked.chain(first.iter().take(1).filter_map(|node| of("time", node))).collect()
}

fn canonical(document: &Document) -> Option<String> {
    let link = document.select("link[rel=canonical]").attr("href")?;
    Some(link.trim().to_owned())
}

/// The page's first heading, else its title without the site's name.
fn heading(document: &Document) -> Option<String> {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let heading = document.select("h1").iter().map(|h| words(&h.text())).find(|h| h.len() > 10);
    heading.or_else(|| {
        let title = words(&document.select("title").first().text());
        let cut =
            [" | ", " - ", " – ", " — ", " :: "].iter().filter_map(|sep| title.rfind(sep)).max();
        let title = cut.map_or(title.as_str(), |at| &title[..at]).to_owned();
        (!title.is_empty()).then_some(title)
    })
}

/// The article in the page's JSON-LD.
fn json_ld(document: &Document) -> Option<Draft> {
    let scripts = document.select("script[type='application/ld+json']");
    let mut found = Vec::new();
    for script in scripts.iter() {
        let source = script.text();
        let source = source.trim().trim_start_matches("<!--").trim_end_matches("-->");
        if let Ok((value, _)) = json::value(source.as_bytes()) {
            articles(&value, &mut found);
        }
    }
    found.into_iter().next()
}

/// Everything in JSON-LD whose type is an article.
fn articles(value: &Value, found: &mut Vec<Draft>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| articles(item, found)),
        Value::Object(fields) => {
            let is_article = |kind: &Value| {
                kind.as_str().is_some_and(|k| {
                    ["Article", "Posting", "Report"].iter().any(|end| k.ends_with(end))
                })
            };
            let kind = fields.get("@type");
            let kinds = kind
                .and_then(Value::as_array)
                .map_or(kind.into_iter().collect(), |kinds| kinds.iter().collect::<Vec<_>>());
            if kinds.into_iter().any(is_article) {
                found.extend(json::draft(value));
            } else if let Some(graph) = fields.get("@graph") {
                articles(graph, found);
            }
        }
        _ => {}
    }
}
