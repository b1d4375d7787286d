//! What a source does with what it says, by the cue: the lexicon of forces.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::{Force, tables};

const TABLE: &str = include_str!("../../data/cues.tsv");

/// The force of the cue of that lemma.
pub(super) fn force(lemma: &str) -> Option<Force> {
    static FORCES: LazyLock<BTreeMap<&'static str, Force>> = LazyLock::new(|| {
        let force = |row: [&'static str; 3]| {
            (row[0], Force::parse(row[1]).expect("cues.tsv names a force"))
        };
        rows().map(force).collect()
    });
    FORCES.get(lemma).copied()
}

/// The rows of the table: lemma, force, example.
pub(super) fn rows() -> impl Iterator<Item = [&'static str; 3]> {
    tables::rows(TABLE).map(|cells| cells.try_into().expect("a row of cues.tsv has three cells"))
}
