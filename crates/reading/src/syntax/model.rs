//! The trained weights: sparse linear models over hashed features.
//!
//! `models/syntax.bin`, little endian: `TSY1`; three texts (length `u32`, then lines): tags as
//! `UPOS|XPOS`, relations, lemmas that the rules miss as `form TAB xpos TAB lemma`, sorted; then
//! the tagger's and the parser's model, each: number of features and of weights (`u32`), the
//! features' keys (`u32`), how many weights each has (`u8`), the weights as pairs of class (`u8`)
//! and value (`i8`).

use std::sync::LazyLock;

use super::parser::clause_mark;
use crate::Upos;

/// Scores classes for the features that hold.
pub trait Scorer {
    /// Adds the weights of `features` to `scores`, one entry a class.
    fn score(&self, features: &[u32], scores: &mut [i32]);
}

/// A linear model whose rows are found by feature key.
#[derive(Debug)]
pub(crate) struct Linear {
    /// Open addressing; a power of two long, at most half full.
    slots: Vec<Slot>,
    /// Pairs of class and weight.
    weights: &'static [u8],
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    key: u32,
    /// First pair of the row; the row's length is in the top byte and zero in an empty slot.
    row: u32,
}

const ROW_BITS: u32 = 24;

fn first_slot(key: u32, slots: usize) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> 7) as usize & (slots - 1)
}

impl Linear {
    fn read(bytes: &mut &'static [u8]) -> Linear {
        let features = number(bytes) as usize;
        let pairs = number(bytes) as usize;
        let keys = take(bytes, features * 4);
        let lengths = take(bytes, features);
        let weights = take(bytes, pairs * 2);
        let mut slots = vec![Slot::default(); (features * 2).next_power_of_two().max(2)];
        let mut start = 0u32;
        for (key, length) in keys.chunks_exact(4).zip(lengths) {
            let key = u32::from_le_bytes([key[0], key[1], key[2], key[3]]);
            let mut at = first_slot(key, slots.len());
            while slots[at].row != 0 {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = Slot { key, row: start | u32::from(*length) << ROW_BITS };
            start += u32::from(*length);
        }
        Linear { slots, weights }
    }

    fn row(&self, key: u32) -> &'static [u8] {
        let mut at = first_slot(key, self.slots.len());
        loop {
            let slot = self.slots[at];
            if slot.row == 0 {
                return &[];
            }
            if slot.key == key {
                let start = (slot.row & ((1 << ROW_BITS) - 1)) as usize * 2;
                return &self.weights[start..start + (slot.row >> ROW_BITS) as usize * 2];
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

impl Scorer for Linear {
    fn score(&self, features: &[u32], scores: &mut [i32]) {
        for feature in features {
            for pair in self.row(*feature).chunks_exact(2) {
                scores[usize::from(pair[0])] += i32::from(pair[1] as i8);
            }
        }
    }
}

/// All that was trained.
#[derive(Debug)]
pub(crate) struct Model {
    /// Parts of speech by tag.
    pub(crate) tags: Vec<(Upos, &'static str)>,
    /// What each tag adds to the clause marks.
    pub(crate) marks: Vec<u32>,
    /// Relations by label.
    pub(crate) relations: Vec<&'static str>,
    /// Form in lower case, tag, lemma; sorted.
    pub(crate) lemmas: Vec<(&'static str, &'static str, &'static str)>,
    pub(crate) tagger: Linear,
    pub(crate) parser: Linear,
}

/// The model that comes with the program.
pub(crate) static MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::read(include_bytes!("../../models/syntax.bin")));

impl Model {
    /// Reads a model; the bytes are part of the program, so a fault in them is a fault of the build.
    fn read(mut bytes: &'static [u8]) -> Model {
        let bytes = &mut bytes;
        assert_eq!(take(bytes, 4), b"TSY1", "models/syntax.bin is of another version");
        let tag = |line: &'static str| {
            let (upos, xpos) = line.split_once('|').expect("UPOS|XPOS");
            (Upos::parse(upos).expect("a universal part of speech"), xpos)
        };
        let lemma = |line: &'static str| {
            let mut fields = line.split('\t');
            let mut field = || fields.next().expect("three fields");
            (field(), field(), field())
        };
        let tags: Vec<_> = lines(bytes).map(tag).collect();
        Model {
            marks: tags.iter().map(|(upos, xpos)| clause_mark(upos.name(), xpos)).collect(),
            tags,
            relations: lines(bytes).collect(),
            lemmas: lines(bytes).map(lemma).collect(),
            tagger: Linear::read(bytes),
            parser: Linear::read(bytes),
        }
    }
}

fn take(bytes: &mut &'static [u8], length: usize) -> &'static [u8] {
    let (head, rest) = bytes.split_at(length);
    *bytes = rest;
    head
}

fn number(bytes: &mut &'static [u8]) -> u32 {
    u32::from_le_bytes(take(bytes, 4).try_into().expect("four bytes"))
}

fn lines(bytes: &mut &'static [u8]) -> impl Iterator<Item = &'static str> {
    let length = number(bytes) as usize;
    std::str::from_utf8(take(bytes, length)).expect("UTF-8").lines()
}
