//! The lexicon of verbs that report what a source says.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::Force;

/// How the content of a cue is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// A finite clause: "said that …".
    Clause,
    /// A quotation.
    Quotation,
    /// An infinitive: "vowed to …", "urged them to …".
    Infinitive,
    /// A noun phrase without a number: "denied the claim", not "admitted nine patients".
    Noun,
    /// Any noun phrase: "confirmed three deaths".
    CountedNoun,
    /// An object with what it is called: "dubbed it a failure".
    Naming,
    /// A noun phrase after this preposition: "called for …".
    Preposition(&'static str),
}

/// What the lexicon says of one verb.
#[derive(Debug)]
pub(super) struct Cue {
    pub(super) force: Force,
    pub(super) frames: Vec<Frame>,
}

impl Cue {
    pub(super) fn has(&self, frame: Frame) -> bool {
        self.frames.contains(&frame)
    }

    pub(super) fn prepositions(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.frames.iter().filter_map(|f| match f {
            Frame::Preposition(word) => Some(*word),
            _ => None,
        })
    }
}

const TABLE: &str = include_str!("../../data/cues.tsv");

/// The cue of that lemma.
pub(super) fn cue(lemma: &str) -> Option<&'static Cue> {
    static CUES: LazyLock<BTreeMap<&'static str, Cue>> =
        LazyLock::new(|| rows().map(|row| (row[0], parse(row[1], row[2]))).collect());
    CUES.get(lemma)
}

/// The cue whose past form is `form`: "told", "urged". Forms that are common nouns or adjectives
/// are left out.
pub(super) fn past_form(form: &str) -> Option<&'static Cue> {
    const IRREGULAR: &[(&str, &str)] = &[
        ("said", "say"),
        ("told", "tell"),
        ("wrote", "write"),
        ("swore", "swear"),
        ("thought", "think"),
        ("denied", "deny"),
        ("replied", "reply"),
        ("implied", "imply"),
        ("testified", "testify"),
        ("admitted", "admit"),
        ("hinted", "hint"),
        ("added", "add"),
    ];
    if let Some((_, lemma)) = IRREGULAR.iter().find(|(past, _)| *past == form) {
        return cue(lemma);
    }
    let stem = form.strip_suffix("ed")?;
    cue(stem).or_else(|| cue(form.strip_suffix('d')?))
}

/// The rows of the table: lemma, force, frames, true example, false example.
pub(super) fn rows() -> impl Iterator<Item = [&'static str; 5]> {
    TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        cells.try_into().expect("a row of cues.tsv has five cells")
    })
}

fn parse(force: &str, frames: &'static str) -> Cue {
    let frames = frames
        .split_whitespace()
        .map(|word| match word {
            "c" => Frame::Clause,
            "q" => Frame::Quotation,
            "i" => Frame::Infinitive,
            "n" => Frame::Noun,
            "N" => Frame::CountedNoun,
            "x" => Frame::Naming,
            word => Frame::Preposition(word),
        })
        .collect();
    Cue { force: Force::parse(force).expect("cues.tsv names a force"), frames }
}
