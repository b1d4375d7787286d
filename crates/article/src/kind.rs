//! What an input is, by its first bytes and, where these leave it open, by its name.

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A plain text.
    Text,
    /// A web page.
    Page,
    /// A web page saved as a mail message.
    Mhtml,
    /// One JSON document.
    Json,
    /// A JSON document a line.
    JsonLines,
    /// A web archive.
    Warc,
    /// An RSS or Atom feed.
    Feed,
    /// Something that is not read: what it is.
    Other(&'static str),
}

/// Signatures of files that are no text.
const BINARY: [(&[u8], &str); 13] = [
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xD0\xCF\x11\xE0", "an old office document"),
    (b"\x89PNG", "an image"),
    (b"\xFF\xD8\xFF", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "a media file"),
    (b"\x7FELF", "a program"),
    (b"BZh", "a bzip2 archive, which is not supported"),
    (b"\xFD7zXZ", "an xz archive, which is not supported"),
    (b"7z\xBC\xAF", "a 7z archive"),
    (b"{\\rtf", "an RTF document"),
];

/// Names that plain text has; anything else must look like what it is.
const TEXT_ENDINGS: [&str; 5] = ["txt", "text", "md", "markdown", ""];

/// Tells what an input is from its name and its first bytes (some kilobytes).
pub(crate) fn tell(name: &str, head: &[u8]) -> Kind {
    if let Some((_, what)) = BINARY.iter().find(|(mark, _)| head.starts_with(mark)) {
        return Kind::Other(what);
    }
    if looks_binary(head) {
        return Kind::Other("a binary file");
    }
    let ending = ending(name);
    let start = start(head);
    if start.starts_with("warc/") {
        return Kind::Warc;
    }
    if ["mht", "mhtml"].contains(&ending.as_str()) || is_mhtml(&start) {
        return Kind::Mhtml;
    }
    if let Some(kind) = markup(&start) {
        return kind;
    }
    if start.starts_with(['{', '['])
        && let Some(kind) = json(&ending, head)
    {
        return kind;
    }
    match ending.as_str() {
        "html" | "htm" | "xhtml" => Kind::Page,
        "xml" | "rss" | "atom" => Kind::Other("XML that is neither a feed nor a page"),
        "warc" => Kind::Other("no web archive, whatever its name says"),
        "json" => Kind::Json,
        "jsonl" | "ndjson" => Kind::JsonLines,
        e if TEXT_ENDINGS.contains(&e) || !is_ending(e) => Kind::Text,
        _ => Kind::Other("a file of unknown kind"),
    }
}

/// The name's ending in lower case, without those of compression: `a.html.gz` → `html`.
fn ending(name: &str) -> String {
    let mut name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase();
    while let Some(rest) = name.strip_suffix(".gz").or(name.strip_suffix(".zst")) {
        name = rest.to_owned();
    }
    name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_owned())
}

/// Whether what follows the last full stop of a name is an ending, rather than a part of the name
/// as in `U.S. troops leave` or `report.2024-10-28`.
fn is_ending(ending: &str) -> bool {
    ending.len() <= 5
        && ending.chars().all(|c| c.is_ascii_alphanumeric())
        && ending.chars().any(|c| c.is_ascii_alphabetic())
}

fn looks_binary(head: &[u8]) -> bool {
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return false;
    }
    let odd = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1B);
    let controls = head.iter().filter(odd).count();
    head.contains(&0) || controls * 50 > head.len()
}

/// The first characters in lower case, without a mark and white space before them.
fn start(head: &[u8]) -> String {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let utf16: Vec<u8>;
    let head = match head {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            utf16 = head[2..].iter().copied().filter(|b| *b != 0).collect();
            &utf16
        }
        _ => head,
    };
    let text = String::from_utf8_lossy(head);
    text.trim_start().chars().take(4096).collect::<String>().to_lowercase()
}

fn is_mhtml(start: &str) -> bool {
    start.contains("mime-version:")
        && start.contains("content-type: multipart/related")
        && start.lines().next().is_some_and(|l| l.contains(": "))
}

/// A feed or a page, by the first element.
fn markup(start: &str) -> Option<Kind> {
    let mut rest = start;
    loop {
        rest = rest.trim_start();
        let skipped = match rest {
            r if r.starts_with("<?") => r.find("?>").map(|at| at + 2),
            r if r.starts_with("<!--") => r.find("-->").map(|at| at + 3),
            _ => break,
        };
        rest = &rest[skipped?..];
    }
    let element = |name: &str| {
        rest.strip_prefix('<')
            .and_then(|r| r.strip_prefix(name))
            .is_some_and(|r| r.starts_with([' ', '>', '\n', '\r', '\t', '/']) || r.is_empty())
    };
    if ["rss", "feed", "rdf:rdf"].into_iter().any(element) {
        return Some(Kind::Feed);
    }
    const PAGE: [&str; 14] = [
        "!doctype", "html", "head", "body", "title", "meta", "div", "p", "article", "section",
        "script", "main", "h1", "span",
    ];
    PAGE.into_iter().any(element).then_some(Kind::Page)
}

/// One JSON document or one a line; `None` where it only begins like JSON (`[Photo]`).
fn json(ending: &str, head: &[u8]) -> Option<Kind> {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let named = match ending {
        "jsonl" | "ndjson" => return Some(Kind::JsonLines),
        "json" => true,
        _ => false,
    };
    let second = text[1..].trim_start().chars().next();
    let begins = match (text.as_bytes().first(), second) {
        (Some(b'{'), Some('"' | '}')) => true,
        (Some(b'['), Some('{' | ']')) => true,
        _ => named,
    };
    if !begins {
        return None;
    }
    // One object a line: the first line is a whole object and another object follows.
    let mut lines = text.lines().filter(|l| !l.trim().is_empty());
    let first_is_whole = lines.next().is_some_and(|l| {
        l.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(l).is_ok()
    });
    let more = lines.next().is_some_and(|l| l.trim_start().starts_with('{'));
    let rows = first_is_whole && (more || !named);
    Some(if rows { Kind::JsonLines } else { Kind::Json })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_before_the_name_does() {
        for (name, head, expected) in [
            ("a.txt", "The ferry sank.", Kind::Text),
            ("a", "The ferry sank.", Kind::Text),
            ("U.S. ferry sinks", "The ferry sank.", Kind::Text),
            ("a.txt", "[Photo] The ferry sank.", Kind::Text),
            ("a.txt", "\n <!DOCTYPE html><html>", Kind::Page),
            ("a.html", "loose words", Kind::Page),
            ("a.txt", "<p>The ferry", Kind::Page),
            ("a.xml", "<?xml version=\"1.0\"?>\n<!-- x --><rss version=\"2.0\">", Kind::Feed),
            ("a", "<feed xmlns=\"http://www.w3.org/2005/Atom\">", Kind::Feed),
            ("a.json", "{\"text\": \"x\"}", Kind::Json),
            ("a.json", "{\"text\": \"x\"}\n{\"text\": \"y\"}\n", Kind::JsonLines),
            ("a.jsonl.gz", "{\"text\": \"x\"}", Kind::JsonLines),
            ("-", "[{\"text\": \"x\"}]", Kind::Json),
            ("a.txt", "WARC/1.0\r\n", Kind::Warc),
            ("a.mht", "From: <Saved>\r\nMIME-Version: 1.0\r\n", Kind::Mhtml),
            ("a.txt", "%PDF-1.7", Kind::Other("a PDF file")),
            ("a.txt", "\0\0\0\0", Kind::Other("a binary file")),
            ("a.csv", "a,b", Kind::Other("a file of unknown kind")),
        ] {
            assert_eq!(tell(name, head.as_bytes()), expected, "{name}: {head}");
        }
    }
}
