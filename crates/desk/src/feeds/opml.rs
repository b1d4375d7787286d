//! Lists of feeds as OPML 2.0, in and out.

use quick_xml::Reader;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use text::limits::{ITEMS, XML_DEPTH};

use super::look::decode;

/// A feed in a list of feeds.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outline {
    /// The folders it lies in, the outermost first.
    pub folders: Vec<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub url: String,
}

/// Reads the feeds out of an OPML file: every outline with an `xmlUrl`, at any depth up to
/// [`XML_DEPTH`].
///
/// # Errors
/// With the reason, if it is broken, nested too deep, or has more than [`ITEMS`] feeds.
pub fn read(bytes: &[u8]) -> Result<Vec<Outline>, String> {
    let text = decode(bytes, None);
    let mut reader = Reader::from_str(&text);
    let mut outlines = Vec::new();
    // What each open element is called, where it is an outline.
    let mut open: Vec<Option<String>> = Vec::new();
    let mut is_opml = false;
    loop {
        let event = reader.read_event().map_err(|e| format!("broken OPML: {e}"))?;
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                is_opml |= open.is_empty() && element.local_name().as_ref() == "opml";
                let is_outline = element.local_name().as_ref() == "outline";
                let title = attribute(element, "text")?.or(attribute(element, "title")?);
                if let Some(url) = attribute(element, "xmlUrl")?.filter(|_| is_outline) {
                    let folders = open.iter().flatten().cloned().collect();
                    outlines.push(Outline { folders, title: title.clone(), url });
                }
                if matches!(event, Event::Start(_)) {
                    open.push(title.filter(|_| is_outline));
                }
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Eof if !is_opml => return Err("it is no OPML file".to_owned()),
            Event::Eof if open.is_empty() => return Ok(outlines),
            Event::Eof => return Err("broken OPML: it ends in the middle".to_owned()),
            _ => {}
        }
        if open.len() > XML_DEPTH {
            return Err(format!("elements nested deeper than {XML_DEPTH}"));
        }
        if outlines.len() > ITEMS {
            return Err(format!("more than {ITEMS} feeds"));
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, String> {
    let found = element.try_get_attribute(name).map_err(|e| format!("broken OPML: {e}"))?;
    let Some(found) = found else { return Ok(None) };
    // An entity of the document's own is never expanded: what refers to one stays as it is written.
    let value = match found.normalized_value(quick_xml::XmlVersion::Implicit1_0) {
        Ok(value) => value.trim().to_owned(),
        Err(_) => found.value.trim().to_owned(),
    };
    Ok((!value.is_empty()).then_some(value))
}

/// Writes feeds as an OPML file, those of one folder together.
///
/// # Errors
/// Never for text in memory; what the writer says otherwise.
pub fn write(outlines: &[Outline]) -> Result<String, String> {
    let mut sorted: Vec<&Outline> = outlines.iter().collect();
    sorted.sort();
    written(&sorted).map_err(|e| e.to_string())
}

fn written(outlines: &[&Outline]) -> std::io::Result<String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let mut put = |event: Event<'_>| writer.write_event(event);
    put(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    put(Event::Start(BytesStart::new("opml").with_attributes([("version", "2.0")])))?;
    put(Event::Start(BytesStart::new("head")))?;
    put(Event::Start(BytesStart::new("title")))?;
    put(Event::Text(BytesText::new("Sources of this desk")))?;
    put(Event::End(BytesEnd::new("title")))?;
    put(Event::End(BytesEnd::new("head")))?;
    put(Event::Start(BytesStart::new("body")))?;
    let mut open: &[String] = &[];
    for outline in outlines {
        let shared = open.iter().zip(&outline.folders).take_while(|(a, b)| a == b).count();
        for _ in shared..open.len() {
            put(Event::End(BytesEnd::new("outline")))?;
        }
        for folder in &outline.folders[shared..] {
            let start = BytesStart::new("outline").with_attributes([("text", folder.as_str())]);
            put(Event::Start(start))?;
        }
        open = &outline.folders;
        let title = outline.title.as_deref().unwrap_or(&outline.url);
        put(Event::Empty(BytesStart::new("outline").with_attributes([
            ("type", "rss"),
            ("text", title),
            ("xmlUrl", outline.url.as_str()),
        ])))?;
    }
    for _ in open {
        put(Event::End(BytesEnd::new("outline")))?;
    }
    put(Event::End(BytesEnd::new("body")))?;
    put(Event::End(BytesEnd::new("opml")))?;
    Ok(String::from_utf8_lossy(&writer.into_inner()).into_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nested_outlines() {
        let file = br#"<?xml version="1.0" encoding="ISO-8859-1"?><opml version="1.0"><head/><body>
            <outline text="Varni&amp;a"><outline title="Caf&#233; Lisle" xmlUrl="https://news.example/a?x=1&amp;y=2"/>
              <outline text="Ports"><outline text="Port \xE9" type="rss" xmlUrl="https://news.example/b"></outline></outline></outline>
            <outline text="A note"/><outline xmlUrl="https://news.example/c"/></body></opml>"#;
        let told: Vec<_> = read(&file.map_latin())
            .unwrap()
            .into_iter()
            .map(|o| {
                format!("{} | {} | {}", o.folders.join("/"), o.title.unwrap_or_default(), o.url)
            })
            .collect();
        assert_eq!(
            told,
            [
                "Varni&a | Café Lisle | https://news.example/a?x=1&y=2",
                "Varni&a/Ports | Port é | https://news.example/b",
                " |  | https://news.example/c",
            ]
        );
    }

    /// `\xE9` in a raw byte string is four characters; this makes it the one byte.
    trait MapLatin {
        fn map_latin(&self) -> Vec<u8>;
    }
    impl<const N: usize> MapLatin for [u8; N] {
        fn map_latin(&self) -> Vec<u8> {
            let text = String::from_utf8_lossy(self).replace("\\xE9", "\u{1}");
            text.bytes().map(|b| if b == 1 { 0xE9 } else { b }).collect()
        }
    }

    #[test]
    fn what_is_refused() {
        for (file, expected) in [
            ("", "it is no OPML file"),
            ("<rss/>", "it is no OPML file"),
            ("<opml><body>", "broken OPML: it ends in the middle"),
        ] {
            assert_eq!(read(file.as_bytes()).unwrap_err(), expected);
        }
        let deep = format!("<opml><body>{}", "<outline text='a'>".repeat(1_000));
        assert!(read(deep.as_bytes()).unwrap_err().contains("nested deeper"));
        let bomb = r#"<!DOCTYPE opml [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><opml><body><outline text="&b;" xmlUrl="https://news.example/a"/></body></opml>"#;
        assert_eq!(read(bomb.as_bytes()).unwrap()[0].title.as_deref(), Some("&b;"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(mut outlines in prop::collection::vec(
            (prop::collection::vec("[a-zé&<>\"' ]{0,5}[a-z]", 0..3), "[a-z&<>\"'é]{1,8}", "https://news\\.example/[a-z?&=']{1,8}"), 0..8,
        ).prop_map(|all| all.into_iter().map(|(folders, title, url)| {
            let folders = folders.into_iter().map(|f| f.trim().to_owned()).collect();
            Outline { folders, title: Some(title), url }
        }).collect::<Vec<_>>())) {
            let written = write(&outlines).unwrap();
            outlines.sort();
            prop_assert_eq!(read(written.as_bytes()).unwrap(), outlines);
        }

        #[test]
        fn any_bytes_can_come(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes);
        }
    }
}
