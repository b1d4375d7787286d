//! What changed between two versions of a text.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};
use text::limits::{DIFF_BYTES, DIFF_LINES};
use utoipa::ToSchema;

/// What became of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It stands in both versions.
    Kept,
    /// It stands in the newer version only.
    Added,
    /// It stands in the older version only.
    Removed,
}

/// A piece of one of two versions, or of both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Piece {
    /// What became of it.
    pub change: Change,
    /// Its words, with the white space between them.
    pub text: String,
}

/// Compares two versions by their lines, and the lines that changed by their words; a passage
/// longer than [`DIFF_BYTES`] is not compared by words, and texts of more than [`DIFF_LINES`] not
/// at all: the one is removed, the other added. The pieces that are kept or added make up the newer
/// version, those kept or removed the older.
pub fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if old != new && old.lines().count().max(new.lines().count()) > DIFF_LINES {
        push(&mut pieces, Change::Removed, old);
        push(&mut pieces, Change::Added, new);
        return pieces;
    }
    let (mut removed, mut added) = (String::new(), String::new());
    for line in TextDiff::from_lines(old, new).iter_all_changes() {
        match line.tag() {
            ChangeTag::Delete => removed.push_str(line.value()),
            ChangeTag::Insert => added.push_str(line.value()),
            ChangeTag::Equal => {
                words(&mut pieces, &removed, &added);
                removed.clear();
                added.clear();
                push(&mut pieces, Change::Kept, line.value());
            }
        }
    }
    words(&mut pieces, &removed, &added);
    pieces
}

/// Compares two passages by their words.
fn words(pieces: &mut Vec<Piece>, old: &str, new: &str) {
    if old.len().max(new.len()) > DIFF_BYTES {
        push(pieces, Change::Removed, old);
        push(pieces, Change::Added, new);
        return;
    }
    for word in TextDiff::from_words(old, new).iter_all_changes() {
        let change = match word.tag() {
            ChangeTag::Equal => Change::Kept,
            ChangeTag::Insert => Change::Added,
            ChangeTag::Delete => Change::Removed,
        };
        push(pieces, change, word.value());
    }
}

fn push(pieces: &mut Vec<Piece>, change: Change, text: &str) {
    match pieces.last_mut().filter(|last| last.change == change) {
        Some(last) => last.text.push_str(text),
        None if text.is_empty() => {}
        None => pieces.push(Piece { change, text: text.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(old: &str, new: &str) -> String {
        let told = |piece: Piece| match piece.change {
            Change::Kept => piece.text,
            Change::Added => format!("[+{}]", piece.text),
            Change::Removed => format!("[-{}]", piece.text),
        };
        pieces(old, new).into_iter().map(told).collect()
    }

    #[test]
    fn edits_by_words() {
        for (old, new, expected) in [
            (
                "At least 12 people were hurt.",
                "At least 14 people were hurt.",
                "At least [-12][+14] people were hurt.",
            ),
            ("The ferry sailed.", "The ferry sailed.", "The ferry sailed."),
            ("", "The ferry", "[+The ferry]"),
            ("The Calder Rose sailed", "The sailed", "The [-Calder Rose ]sailed"),
        ] {
            assert_eq!(told(old, new), expected);
        }
    }

    #[test]
    fn long_texts() {
        let line = "The Calder Rose stays in port.\n";
        let long = line.repeat(DIFF_BYTES / line.len() + 1);
        let one_line = long.replace('\n', " ");
        let many_lines = "a\n".repeat(DIFF_LINES + 1);
        let count = |old: &str, new: &str| -> Vec<Change> {
            pieces(old, new).into_iter().map(|p| p.change).collect()
        };
        use Change::{Added, Kept, Removed};
        assert_eq!(count(&long, &format!("{long}The Calder Rose sails.\n")), [Kept, Added]);
        let edited = format!("{long}The Calder Rose stays in Lisle.\n");
        assert_eq!(count(&format!("{long}{line}"), &edited), [Kept, Removed, Added, Kept]);
        assert_eq!(count(&one_line, &format!("{one_line}sails")), [Removed, Added]);
        assert_eq!(count(&many_lines, &format!("{many_lines}b")), [Removed, Added]);
        assert_eq!(count(&many_lines, &many_lines), [Kept]);
    }

    proptest! {
        #[test]
        fn both_versions_are_in_the_pieces(old in "[ab \n]{0,30}", new in "[ab \n]{0,30}") {
            let found = pieces(&old, &new);
            let side = |not: Change| -> String {
                found.iter().filter(|p| p.change != not).map(|p| p.text.as_str()).collect()
            };
            prop_assert_eq!(side(Change::Added), old);
            prop_assert_eq!(side(Change::Removed), new);
        }
    }
}
