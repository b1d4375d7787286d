//! Captions and photo credits inside a text that has lost its layout.

use std::sync::LazyLock;

use regex::Regex;
use world::World;

/// Who pictures are credited to, beside the agencies of the tables.
const PICTURE_SOURCES: [&str; 22] = [
    "Getty Images",
    "Getty",
    "Associated Press",
    "Rex Features",
    "Rex",
    "Shutterstock",
    "Alamy",
    "EPA",
    "EPA-EFE",
    "PA",
    "EFE",
    "Splash News",
    "Barcroft Media",
    "Twitter",
    "Facebook",
    "Instagram",
    "YouTube",
    "Pool",
    "Handout",
    "Press Association",
    "SWNS",
    "News Group Newspapers Ltd",
];

/// Whether a picture may be credited to `name`.
fn is_picture_source(name: &str, world: &World) -> bool {
    let name = name.trim().trim_end_matches('.');
    PICTURE_SOURCES.contains(&name) || world.agency(name).is_some()
}

/// Whether the line ends in a photo credit: `(Jane Doe/AP)`, `[Photo/Agencies]`, `©Jane Doe (AFP)`,
/// `(Photo: Jane Doe)`, `Getty Images`.
pub(crate) fn ends_in_photo_credit(line: &str, world: &World) -> bool {
    static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)(?:
              [(\[] (?i:(?:file\ )?(?:photo|picture|image)s?) \b [^()\[\]]{0,80} [)\]]
            | [(\[] [^()\[\]]{0,60} \b(?:Getty\ Images|Shutterstock|Handout|via\ [A-Z]{2,})\b [^()\[\]]{0,40} [)\]]
            | \( [A-ZÀ-ÞĀ-ɏ][^()/]{0,60} / (?:[^()/]{1,40}/){0,2} \s?[A-ZÀ-ÞĀ-ɏ][^()/]{1,60} \)
            | ©\s?[A-ZÀ-ÞĀ-ɏ][^.]{1,60}
            )\.?$",
        )
        .expect("valid")
    });
    let after_bar = line.rsplit_once('|').map(|(_, name)| name.trim());
    after_bar.is_some_and(|n| n.ends_with(" Photo") || is_picture_source(n, world))
        || CREDIT.is_match(line)
        || trailing_agency(line, world).is_some_and(|at| line[..at].ends_with(". "))
}

/// Where an agency's bare name at the end of a line begins: `…in the harbour. AFP`.
fn trailing_agency(line: &str, world: &World) -> Option<usize> {
    let at = line.rfind(". ")? + 2;
    let name = &line[at..];
    (name.len() <= 30 && !name.ends_with('.') && is_picture_source(name, world)).then_some(at)
}

/// Whether the line begins with the name of a picture's source, the caption running on from it:
/// `Reuters The ferry at the quay`.
pub(crate) fn begins_with_source(line: &str, world: &World) -> bool {
    source_at_head(line, world) > 0
}

/// The bytes that the name of a picture's source takes at the head of a line; 0 without one.
fn source_at_head(line: &str, world: &World) -> usize {
    let words: Vec<&str> = line.split(' ').take(5).collect();
    let named = |n: &usize| {
        let name = words[..*n].join(" ");
        let name = name.split_once(':').map_or(name.as_str(), |(short, _)| short);
        is_picture_source(name, world) && words[*n].starts_with(char::is_uppercase)
    };
    let most = (1..words.len().min(4)).rev().find(named);
    most.map_or(0, |n| words[..n].iter().map(|w| w.len() + 1).sum())
}

/// The bytes of a caption before its own words: who owns the picture, and the label.
/// `Image copyright Reuters Image caption The ferry at the quay`.
pub(crate) fn credit_at_head(line: &str, world: &World) -> usize {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:(?:Image|Media|Video) (?:copyright|source)\b.{1,60} )?(?:Image|Media|Video) caption ")
            .expect("valid")
    });
    let label = LABEL.find(line).map_or(0, |m| m.end());
    if label > 0 { label } else { source_at_head(line, world) }
}

/// Whether the line is nothing but names of picture sources: `Reuters`.
pub(crate) fn is_source_alone(line: &str, world: &World) -> bool {
    line.len() <= 60 && line.split(['/', '|']).all(|name| is_picture_source(name, world))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photo_credits_are_told_from_prose() {
        let world = World::bundled();
        for (line, expected) in [
            ("The ferry at the quay. (Jane Doe/AP)", true),
            ("The ferry at the quay. [Photo/Agencies]", true),
            ("The ferry at the quay on May 6, 2019 ©Jane Doe (AFP)", true),
            ("The ferry at the quay. (Photo: Jane Doe)", true),
            ("The ferry at the quay. Reuters", true),
            ("The ferry at the quay. | AP Photo", true),
            ("The ferry sank (and/or burned).", false),
            ("The ferry was seen by Reuters", false),
            ("He spoke to Reuters.", false),
        ] {
            assert_eq!(ends_in_photo_credit(line, world), expected, "{line}");
        }
        for (line, expected) in [
            ("Reuters The ferry at the quay", true),
            ("Getty Images The ferry at the quay", true),
            ("AP:Associated Press A man waits at the quay", true),
            ("Reuters reported that the ferry sank", false),
            ("The ferry at the quay", false),
        ] {
            assert_eq!(begins_with_source(line, world), expected, "{line}");
        }
        for (line, words) in [
            ("Reuters The ferry at the quay", "The ferry at the quay"),
            ("AP:Associated Press A man waits at the quay", "A man waits at the quay"),
            (
                "Image copyright Jane Doe Image caption The ferry at the quay",
                "The ferry at the quay",
            ),
            ("Media caption The ferry burns", "The ferry burns"),
            ("The ferry at the quay", "The ferry at the quay"),
        ] {
            assert_eq!(&line[credit_at_head(line, world)..], words, "{line}");
        }
    }
}
