//! Datelines: `SEOUL, Oct. 28 (Yonhap) --`, `PARIS -`, `(CNN)`.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use text::{Dateline, Span};
use world::{Kind, World};

/// A dateline with the words in it that say who and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) dateline: Dateline,
    /// Who filed it: the words in brackets.
    pub(crate) filed_by: Option<Span>,
    /// The date.
    pub(crate) date: Option<Span>,
}

/// With who filed it, or else with a dash.
static DATELINES: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    let place = r"(?P<place>\p{Lu}[\p{L}.'’-]*(?:[ /]\p{Lu}[\p{L}.'’-]*){0,4}(?:,\s\p{Lu}[\p{L}.'’]*(?: \p{Lu}[\p{L}.'’]*){0,3}){0,2})?";
    let month = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?";
    let date = format!(
        r"(?:(?:,\s*|\s+|^)(?P<date>(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)?(?:{month}\s\d{{1,2}}(?:,\s\d{{4}})?|\d{{1,2}}\s{month}(?:,?\s\d{{4}})?)))?"
    );
    let who = r"(?:\s*\((?P<who>\p{Lu}[^()]{1,60})\)|,\s(?P<bare>\p{Lu}{2,9})\b)";
    let dash = r"\s*(?P<dash>--|[—–-])";
    [format!("^{place}{date}{who}(?:{dash})?\\s*"), format!("^{place}{date}{dash}\\s*")]
        .map(|pattern| Regex::new(&pattern).expect("valid"))
});

/// The dateline that a paragraph begins with.
pub(crate) fn find(text: &str, paragraph: Span, world: &World) -> Option<Found> {
    let words = paragraph.of(text);
    DATELINES.iter().find_map(|pattern| {
        let found = pattern.captures(words)?;
        certain(text, paragraph, &found, world)
    })
}

/// The dateline of a match, where it certainly is one.
fn certain(text: &str, paragraph: Span, found: &Captures, world: &World) -> Option<Found> {
    let words = paragraph.of(text);
    let all = found.get(0)?;
    let at = |m: regex::Match| {
        Span::new(paragraph.start as usize + m.start(), paragraph.start as usize + m.end())
    };
    // The second pattern has no name for who filed it.
    let named = |name: &str| found.name(name);
    let place = named("place");
    let filed_by = named("who").or(named("bare"));
    let dash = found.name("dash");
    // A hyphen without space before it belongs to a word: `North-east`.
    let spaced =
        dash.is_some_and(|d| d.as_str() != "-" || words[..d.start()].ends_with([' ', ')']));
    let publisher = filed_by.is_some_and(|w| is_publisher(w.as_str(), world));
    let certain = match (place, filed_by) {
        (None, Some(_)) => publisher && found.name("bare").is_none(),
        (Some(_), Some(_)) => spaced || publisher,
        (Some(place), None) => {
            spaced && is_place(place.as_str(), found.name("date").is_some(), world)
        }
        (None, None) => false,
    };
    let rest = &words[all.end()..];
    let begins = |c: char| c.is_uppercase() || c.is_numeric() || "“\"‘'$£€(".contains(c);
    if !certain || !(rest.starts_with(begins) || (publisher && spaced && !rest.is_empty())) {
        return None;
    }
    let span = at(all).trim(text);
    Some(Found {
        dateline: Dateline { span, place: place.map(at) },
        filed_by: filed_by.map(at),
        date: found.name("date").map(at),
    })
}

fn is_publisher(name: &str, world: &World) -> bool {
    name.split([',', '/', '|']).any(|n| world.publisher(n.trim()).is_some())
}

/// Whether a name before a dash is a place: in capitals, or known, or dated.
fn is_place(name: &str, dated: bool, world: &World) -> bool {
    let city = name.split(',').next().unwrap_or(name).trim();
    let letters = || city.chars().filter(|c| c.is_alphabetic());
    let capitals = letters().count() >= 3 && letters().all(char::is_uppercase);
    let known = || world.find(city).any(|k| matches!(k.kind, Kind::Place | Kind::Country));
    capitals || dated || known()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_are_told_from_prose() {
        for (text, expected) in [
            (
                "SEOUL, Oct. 28 (Yonhap) -- The ferry sank.",
                Some(("SEOUL, Oct. 28 (Yonhap) --", "SEOUL")),
            ),
            ("PARIS - The ferry sank.", Some(("PARIS -", "PARIS"))),
            ("UNITED NATIONS -- The ferry sank.", Some(("UNITED NATIONS --", "UNITED NATIONS"))),
            (
                "PORT SAID, Egypt (AP) — The ferry sank.",
                Some(("PORT SAID, Egypt (AP) —", "PORT SAID, Egypt")),
            ),
            ("RENO, Nev. (AP) — The ferry sank.", Some(("RENO, Nev. (AP) —", "RENO, Nev."))),
            ("New York (AFP) – The ferry sank.", Some(("New York (AFP) –", "New York"))),
            ("(Reuters) - The ferry sank.", Some(("(Reuters) -", ""))),
            ("Dec 29 (Reuters) - The ferry sank.", Some(("Dec 29 (Reuters) -", ""))),
            (
                "OFER, West Bank, Jan 1 (Reuters) - The ferry sank.",
                Some(("OFER, West Bank, Jan 1 (Reuters) -", "OFER, West Bank")),
            ),
            ("The ferry - an old one - sank.", None),
            ("Mayor Doe (AP photo) spoke.", None),
            ("North-east winds sank the ferry.", None),
            ("Jane Doe (32) sank.", None),
            ("A ferry sank.", None),
        ] {
            let whole = Span::new(0, text.len());
            let found = find(text, whole, World::bundled())
                .map(|f| (f.dateline.span.of(text), f.dateline.place.map_or("", |p| p.of(text))));
            assert_eq!(found, expected, "{text}");
        }
    }
}
