//! Bytes to text: byte-order marks, declared and guessed character sets.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// One broken byte in this many characters is still taken for damaged UTF-8, not for another
/// character set.
const DAMAGE: usize = 200;

/// Decoded text, with a note where something had to be repaired or guessed.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) note: Option<String>,
}

/// Decodes `bytes`; `declared` is a character set named in the document or beside it.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[mark..], false);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.to_owned(), note: None };
    }
    if let Some(text) = damaged_utf8(bytes) {
        let note = Some("invalid UTF-8 replaced".to_owned());
        return Decoded { text, note };
    }
    match declared.and_then(|label| Encoding::for_label(label.trim().as_bytes())) {
        Some(encoding) if encoding != UTF_8 => with(encoding, bytes, false),
        _ => with(guess(bytes), bytes, true),
    }
}

/// The character set that a page names in its first bytes.
pub(crate) fn declared_in_page(html: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&html[..html.len().min(4096)]).to_lowercase();
    let at = head.find("charset=").map(|at| at + 8).or(head.find("encoding=").map(|at| at + 9))?;
    let name = head[at..].trim_start_matches(['"', '\'', ' ']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:".contains(c));
    Some(name[..end.unwrap_or(name.len())].to_owned()).filter(|name| !name.is_empty())
}

fn with(encoding: &'static Encoding, bytes: &[u8], guessed: bool) -> Decoded {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let note = match (broken, guessed) {
        (true, _) => Some(format!("bytes that are not {} replaced", encoding.name())),
        (false, true) => Some(format!("character set guessed: {}", encoding.name())),
        (false, false) => None,
    };
    Decoded { text: text.into_owned(), note }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let found = detector.guess(None, Utf8Detection::Deny);
    if found == UTF_8 { WINDOWS_1252 } else { found }
}

/// UTF-8 with a few broken bytes: there is at least as much good multi-byte text as damage.
fn damaged_utf8(bytes: &[u8]) -> Option<String> {
    let (mut good, mut broken, mut characters) = (0, 0, 0);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            characters += 1;
            good += usize::from(!c.is_ascii());
        }
        broken += usize::from(!chunk.invalid().is_empty());
    }
    let damaged = good >= broken.max(1) && broken * DAMAGE <= characters;
    damaged.then(|| String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn character_sets_are_declared_marked_or_guessed() {
        let check = |bytes: &[u8], declared: Option<&str>, expected: &str, noted: bool| {
            let decoded = decode(bytes, declared);
            assert_eq!((decoded.text.as_str(), decoded.note.is_some()), (expected, noted));
        };
        check("Café at the quay".as_bytes(), Some("latin1"), "Café at the quay", false);
        check(b"\xEF\xBB\xBFquay", None, "quay", false);
        check(b"\xFF\xFEq\0u\0", None, "qu", false);
        check(b"caf\xE9", Some("iso-8859-1"), "café", false);
        check(b"the caf\xE9 by the quay", None, "the café by the quay", true);
        let long = format!("{}é\u{2019}", "The ferry sank. ".repeat(50));
        let mut bytes = long.clone().into_bytes();
        bytes.push(0xFF);
        check(&bytes, None, &format!("{long}\u{FFFD}"), true);
    }
}
