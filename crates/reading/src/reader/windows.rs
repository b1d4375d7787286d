//! The encoder's passes: windows of whole sentences, each with some words of context on both sides.

use std::ops::Range;

use encoder::{Piece, Scratch};

use super::inputs::Inputs;
use super::model::Reader;
use super::{Section, wordpiece};

/// Most pieces of a window without its two markers, as in training.
const WINDOW: usize = 254;
/// Pieces of context that a window has on each side beside its own sentences.
const CONTEXT: usize = 24;

/// Features of the markers at both ends of a window.
const MARKER: [u8; super::inputs::FEATURES] = [7, 0, 0, 0];

/// A stretch of words that is encoded in one pass.
#[derive(Debug, PartialEq, Eq)]
struct Window {
    /// The words whose states are kept.
    own: Range<usize>,
    /// These and the context.
    all: Range<usize>,
}

impl Reader {
    /// The vectors of the words of a section, each that of the word's first piece: words × width.
    pub(super) fn states(
        &self,
        inputs: &Inputs,
        section: &Section,
        scratch: &mut Scratch,
    ) -> Vec<f32> {
        let width = self.encoder.width();
        let starts = &inputs.starts[section.first..=section.first + section.words()];
        let mut states = Vec::with_capacity(section.words() * width);
        let (mut window, mut encoded) = (Vec::with_capacity(WINDOW + 2), Vec::new());
        for Window { own, all } in windows(starts, &section.sentences) {
            let first = starts[all.start] as usize;
            window.clear();
            window.push(Piece { id: wordpiece::FIRST, features: MARKER });
            for word in all.clone() {
                let pieces = &inputs.pieces[starts[word] as usize..starts[word + 1] as usize];
                let features = inputs.features[section.first + word];
                window.extend(pieces.iter().map(|id| Piece { id: *id, features }));
            }
            window.push(Piece { id: wordpiece::LAST, features: MARKER });
            self.encoder.encode(&window, scratch, &mut encoded);
            for word in own {
                let at = (starts[word] as usize - first + 1) * width;
                states.extend_from_slice(&encoded[at..at + width]);
            }
        }
        states
    }
}

/// Cuts a section into windows. `starts` are the first pieces of its words, and the end.
fn windows(starts: &[u32], sentences: &[Range<usize>]) -> Vec<Window> {
    let pieces = |range: Range<usize>| (starts[range.end] - starts[range.start]) as usize;
    let words = starts.len() - 1;
    let mut found = Vec::new();
    let mut push = |own: Range<usize>| {
        let room = (WINDOW - pieces(own.clone())).min(2 * CONTEXT);
        let mut all = own.clone();
        while all.start > 0 && pieces(all.start - 1..own.start) <= room / 2 {
            all.start -= 1;
        }
        while all.end < words && pieces(all.start..all.end + 1) - pieces(own.clone()) <= room {
            all.end += 1;
        }
        found.push(Window { own, all });
    };
    let mut own = 0..0;
    for sentence in sentences {
        if pieces(own.start..sentence.end) <= WINDOW - 2 * CONTEXT {
            own.end = sentence.end;
            continue;
        }
        if !own.is_empty() {
            push(own.clone());
        }
        own = sentence.clone();
        // A sentence longer than a window is cut.
        while pieces(own.clone()) > WINDOW - 2 * CONTEXT {
            let mut end = own.start + 1;
            while pieces(own.start..end + 1) <= WINDOW - 2 * CONTEXT {
                end += 1;
            }
            push(own.start..end);
            own.start = end;
        }
    }
    if !own.is_empty() {
        push(own);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn windows_cover_every_word_once(
            sentences in prop::collection::vec(prop::collection::vec(1u32..9, 1..120), 1..20),
        ) {
            let (mut starts, mut ranges, mut at) = (vec![0], Vec::new(), 0);
            for sentence in &sentences {
                ranges.push(at..at + sentence.len());
                at += sentence.len();
                starts.extend(sentence.iter().scan(*starts.last().unwrap(), |sum, pieces| {
                    *sum += pieces;
                    Some(*sum)
                }));
            }
            let mut next = 0;
            for window in windows(&starts, &ranges) {
                prop_assert_eq!(window.own.start, next);
                next = window.own.end;
                prop_assert!(window.all.start <= window.own.start && window.all.end >= next);
                prop_assert!(starts[window.all.end] - starts[window.all.start] <= WINDOW as u32);
            }
            prop_assert_eq!(next, at);
        }
    }
}
