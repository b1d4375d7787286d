//! Alerts as an Atom feed (RFC 4287).

use std::fs;
use std::io;

use jiff::Timestamp;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use sha2::{Digest, Sha256};
use text::limits;

use super::{headline, plain};
use crate::alerts::{self, Alert, News, Notice};
use crate::watch::rules::Atom;
use crate::{Error, Kind, Store};

/// Alerts, the newest first, as an Atom feed of `title`, served at `url` where that is known. It
/// was last updated when the newest of them fired or was withdrawn, or at `made` where there is
/// none. Every alert keeps its entry's id when it is withdrawn: the entry is updated.
pub fn atom(title: &str, url: Option<&str>, alerts: &[Alert], made: Timestamp) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    feed(&mut xml, title, url, alerts, made).expect("a vector takes all that is written to it");
    String::from_utf8_lossy(&xml.into_inner()).into_owned()
}

type Xml = Writer<Vec<u8>>;

fn feed(
    xml: &mut Xml,
    title: &str,
    url: Option<&str>,
    alerts: &[Alert],
    made: Timestamp,
) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let updated = alerts.iter().map(updated).max().unwrap_or(made);
    let namespace = ("xmlns", "http://www.w3.org/2005/Atom");
    xml.create_element("feed").with_attribute(namespace).write_inner_content(|xml| {
        element(xml, "id", &urn(&["feed", url.unwrap_or(title)]))?;
        element(xml, "title", title)?;
        element(xml, "updated", &updated.to_string())?;
        if let Some(url) = url {
            let link = xml.create_element("link").with_attribute(("rel", "self"));
            link.with_attribute(("href", &*clean(url))).write_empty()?;
        }
        xml.create_element("author")
            .write_inner_content(|xml| element(xml, "name", "Twosource"))?;
        alerts.iter().try_for_each(|alert| entry(xml, alert))
    })?;
    Ok(())
}

fn entry(xml: &mut Xml, alert: &Alert) -> io::Result<()> {
    let news = if alert.withdrawn.is_some() { News::Withdrawn } else { News::Fired };
    let notice = Notice { id: 0, news, at: updated(alert), alert: alert.clone() };
    xml.create_element("entry").write_inner_content(|xml| {
        element(xml, "id", &urn(&["alert", &alert.id]))?;
        element(xml, "title", &headline(&notice))?;
        element(xml, "updated", &updated(alert).to_string())?;
        element(xml, "published", &alert.fired.to_string())?;
        let category = ("term", &*clean(&alert.rule));
        xml.create_element("category").with_attribute(category).write_empty()?;
        element(xml, "summary", &alert.says)?;
        let content = xml.create_element("content").with_attribute(("type", "text"));
        content.write_text_content(BytesText::new(&clean(&plain(&notice))))?;
        Ok(())
    })?;
    Ok(())
}

fn element(xml: &mut Xml, name: &str, words: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&clean(words)))?;
    Ok(())
}

fn updated(alert: &Alert) -> Timestamp {
    alert.withdrawn.as_ref().map_or(alert.fired, |w| w.at.max(alert.fired))
}

/// Words without the characters that XML 1.0 has no place for.
fn clean(words: &str) -> String {
    let fits = |c: &char| matches!(c, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    words.chars().filter(fits).collect()
}

/// A UUID of the eighth version (RFC 9562): bits of the SHA-256 of `parts`.
fn urn(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut bytes: Vec<u8> = hash.finalize().iter().take(16).copied().collect();
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let (a, b, c, d, e) = (&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
    format!("urn:uuid:{a}-{b}-{c}-{d}-{e}")
}

/// Writes the newest alerts to the feed's file, which is there whole at every moment.
pub(super) fn write(store: &Store, to: &Atom, notice: &Notice) -> Result<(), Error> {
    let fail = |e: io::Error| {
        Error::new(Kind::Invalid, format!("writing the Atom feed {}", to.file.display()), e)
    };
    let alerts = alerts::list(store, limits::ATOM_ENTRIES, None)?;
    let xml = atom(&to.title, to.url.as_ref().map(|u| u.as_str()), &alerts, notice.at);
    let mut name = to.file.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = to.file.with_file_name(name);
    fs::write(&new, xml).map_err(fail)?;
    fs::rename(&new, &to.file).map_err(fail)
}
