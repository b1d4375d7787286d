//! What changed between two versions of a text.

use similar::{ChangeTag, TextDiff};
use text::limits::DIFF_BYTES;

/// What became of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It stands in both versions.
    Kept,
    /// It stands in the newer version only.
    Added,
    /// It stands in the older version only.
    Removed,
}

/// A piece of one of two versions, or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What became of it.
    pub change: Change,
    /// Its words, with the white space between them.
    pub text: String,
}

/// Compares two versions by their words; by their lines, where one is longer than [`DIFF_BYTES`].
/// The pieces that are kept or added make up the newer version, those kept or removed the older.
pub fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let diff = match old.len().max(new.len()) > DIFF_BYTES {
        true => TextDiff::from_lines(old, new),
        false => TextDiff::from_words(old, new),
    };
    let mut pieces: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes() {
        let what = match change.tag() {
            ChangeTag::Equal => Change::Kept,
            ChangeTag::Insert => Change::Added,
            ChangeTag::Delete => Change::Removed,
        };
        match pieces.last_mut().filter(|last| last.change == what) {
            Some(last) => last.text.push_str(change.value()),
            None => pieces.push(Piece { change: what, text: change.value().to_owned() }),
        }
    }
    pieces
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
    fn long_texts_by_lines() {
        let line = "The Calder Rose stays in port.\n";
        let old = line.repeat(DIFF_BYTES / line.len() + 1);
        let new = format!("{old}The Calder Rose sails.\n");
        let found = pieces(&old, &new);
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[1],
            Piece { change: Change::Added, text: "The Calder Rose sails.\n".to_owned() }
        );
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
