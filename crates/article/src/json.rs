//! JSON: one article, an array of them, or one a line, by the usual names of their fields.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use serde_json::{Map, Value};
use text::limits::DOCUMENT_BYTES;

use crate::decode::decode;
use crate::draft::{About, Draft};
use crate::source::{Source, reason};

/// Names of the text, the best first: ours, newspaper4k, trafilatura; news-please; JSON-LD; feeds.
const TEXT: [&str; 9] = [
    "text",
    "maintext",
    "articleBody",
    "content_text",
    "content_html",
    "raw_text",
    "body",
    "content",
    "article_text",
];
const TITLE: [&str; 3] = ["title", "headline", "name"];
const URL: [&str; 5] = ["url", "link", "canonical_link", "external_url", "mainEntityOfPage"];
const OUTLET: [&str; 9] = [
    "outlet",
    "source_domain",
    "publisher",
    "sitename",
    "site_name",
    "hostname",
    "source",
    "provider",
    "domain",
];
const BYLINE: [&str; 5] = ["byline", "authors", "author", "creator", "writer"];
const DATE: [&str; 15] = [
    "published",
    "date_publish",
    "publish_date",
    "datePublished",
    "date_published",
    "published_at",
    "publishedAt",
    "published_date",
    "pub_date",
    "pubDate",
    "publication_date",
    "filedate",
    "date",
    "dateCreated",
    "timestamp",
];
/// Where articles lie in a document that wraps them.
const WRAPPERS: [&str; 6] = ["articles", "items", "@graph", "results", "data", "docs"];

/// Parses JSON; lone surrogates are replaced, which the second value then says.
///
/// # Errors
/// With the reason as told to the user.
pub(crate) fn value(bytes: &[u8]) -> Result<(Value, Option<String>), String> {
    let decoded = decode(bytes, None);
    let error = match serde_json::from_str(&decoded.text) {
        Ok(value) => return Ok((value, decoded.note)),
        Err(error) => error,
    };
    if let Cow::Owned(repaired) = without_lone_surrogates(&decoded.text)
        && let Ok(value) = serde_json::from_str(&repaired)
    {
        return Ok((value, Some("lone surrogates replaced".to_owned())));
    }
    let error = error.to_string();
    if error.contains("recursion limit") {
        return Err("JSON nested too deep".to_owned());
    }
    Err(format!("broken JSON: {error}"))
}

/// The text with every `\uD800`–`\uDFFF` escape that is no half of a pair made `\uFFFD`.
fn without_lone_surrogates(text: &str) -> Cow<'_, str> {
    let mut repaired = String::new();
    let (mut at, mut copied) = (0, 0);
    let bytes = text.as_bytes();
    while let Some(found) = text[at..].find('\\') {
        at += found;
        if bytes.get(at + 1) != Some(&b'u') {
            // Whatever is escaped is one character, perhaps not an ASCII one.
            at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8);
            continue;
        }
        match (surrogate(text, at), surrogate(text, at + 6)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => at += 12,
            (Some(_), _) => {
                repaired.push_str(&text[copied..at]);
                repaired.push_str("\\uFFFD");
                at += 6;
                copied = at;
            }
            (None, _) => at += 2,
        }
    }
    if repaired.is_empty() && copied == 0 {
        return Cow::Borrowed(text);
    }
    repaired.push_str(&text[copied..]);
    Cow::Owned(repaired)
}

/// The surrogate that is escaped at `at`.
fn surrogate(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    u32::from_str_radix(digits, 16).ok().filter(|code| (0xD800..0xE000).contains(code))
}

/// The articles of one JSON document.
pub(crate) fn drafts(value: &Value) -> Vec<Draft> {
    match value {
        Value::Array(items) => items.iter().flat_map(drafts).collect(),
        Value::Object(fields) => {
            if let Some(draft) = draft(value).filter(|d| !d.text.is_empty()) {
                return vec![draft];
            }
            let inside = WRAPPERS.iter().filter_map(|name| fields.get(*name));
            inside.filter(|v| v.is_array()).flat_map(drafts).collect()
        }
        _ => Vec::new(),
    }
}

/// One article, or what is known about one whose text lies elsewhere (then the text is empty).
pub(crate) fn draft(value: &Value) -> Option<Draft> {
    let fields = value.as_object()?;
    let first = |names: &[&str]| names.iter().find_map(|n| words(fields.get(*n)?));
    let dates = DATE.iter().filter_map(|name| {
        let raw = words(fields.get(*name)?)?;
        Some(((*name).to_owned(), raw))
    });
    let about = About {
        id: ["id", "uuid", "@id"].iter().find_map(|n| words(fields.get(*n)?)),
        path: None,
        url: first(&URL).filter(|u| u.contains("://")),
        outlet: first(&OUTLET),
        title: first(&TITLE),
        byline: first(&BYLINE),
        published: None,
    };
    Some(Draft { about, dates: dates.collect(), text: body(fields), notes: Vec::new() })
}

/// The text, unchanged.
fn body(fields: &Map<String, Value>) -> String {
    let texts = TEXT.iter().filter_map(|name| fields.get(*name)?.as_str());
    texts.into_iter().find(|t| !t.trim().is_empty()).unwrap_or_default().to_owned()
}

/// A field as words: a string, a number, the name in an object, a list of these.
fn words(value: &Value) -> Option<String> {
    let words = match value {
        Value::String(words) => words.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Object(fields) => {
            ["name", "title", "domain", "@id", "url"].iter().find_map(|n| words(fields.get(*n)?))?
        }
        Value::Array(items) => items.iter().filter_map(words).collect::<Vec<_>>().join(", "),
        _ => return None,
    };
    (!words.is_empty()).then_some(words)
}

/// Reads JSON Lines; what is wrong with a row is reported with its line number to `wrong`.
pub(crate) fn lines(
    source: &mut Source,
    mut found: impl FnMut(usize, Draft),
    mut wrong: impl FnMut(usize, String),
) {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = source.by_ref().take(DOCUMENT_BYTES as u64 + 1).read_until(b'\n', &mut line);
        if let Err(error) = read {
            return wrong(number, reason(&error));
        }
        if line.is_empty() {
            return;
        }
        if line.len() > DOCUMENT_BYTES {
            let most = DOCUMENT_BYTES >> 20;
            return wrong(number, format!("longer than {most} MB; the rest was not read"));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        match value(&line) {
            Ok((value, note)) => {
                let rows = drafts(&value);
                if rows.is_empty() {
                    wrong(number, "no article in this JSON".to_owned());
                }
                for mut row in rows {
                    row.notes.extend(note.clone());
                    found(number, row);
                }
            }
            Err(why) => wrong(number, why),
        }
    }
}
