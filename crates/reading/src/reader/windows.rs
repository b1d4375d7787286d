//! The encoder's passes: windows of whole sentences, each with some words of context on both sides.

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use encoder::{Piece, Scratch};

use super::inputs::Inputs;
use super::model::Reader;
use super::{Section, wordpiece};
use crate::Worker;

/// Most pieces of a window without its two markers, as in training.
const WINDOW: usize = 254;
/// Pieces of context that a window has on each side beside its own sentences.
const CONTEXT: usize = 8;

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

/// What passes calculate in, kept for the next: as many as there were passes at once.
#[derive(Default)]
pub(super) struct Spare(Mutex<Vec<Scratch>>);

impl Spare {
    fn take(&self) -> Scratch {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn put(&self, scratch: Scratch) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
    }
}

impl Reader {
    /// The vectors of the words of a section, each that of the word's first piece: words × width.
    pub(super) fn states(
        &self,
        inputs: &Inputs,
        section: &Section,
        worker: &Worker<'_>,
    ) -> Vec<f32> {
        let starts = &inputs.starts[section.first..=section.first + section.words()];
        let windows = windows(starts, section);
        let states: Vec<OnceLock<Arc<[f32]>>> = windows.iter().map(|_| OnceLock::new()).collect();
        worker(windows.len(), &|at| {
            states[at].get_or_init(|| self.encoded(inputs, section, &windows[at]));
        });
        let state = |(at, state): (usize, OnceLock<_>)| {
            // A worker that forgot one does not change what is read.
            state.into_inner().unwrap_or_else(|| self.encoded(inputs, section, &windows[at]))
        };
        let states: Vec<Arc<[f32]>> = states.into_iter().enumerate().map(state).collect();
        states.concat()
    }

    /// The vectors of the words of a window.
    fn encoded(&self, inputs: &Inputs, section: &Section, window: &Window) -> Arc<[f32]> {
        let width = self.encoder.width();
        let starts = &inputs.starts[section.first..=section.first + section.words()];
        let Window { own, all } = window;
        let first = starts[all.start] as usize;
        let mut window = Vec::with_capacity(WINDOW + 2);
        window.push(Piece { id: wordpiece::FIRST, features: MARKER });
        for word in all.clone() {
            let pieces = &inputs.pieces[starts[word] as usize..starts[word + 1] as usize];
            let features = inputs.features[section.first + word];
            window.extend(pieces.iter().map(|id| Piece { id: *id, features }));
        }
        window.push(Piece { id: wordpiece::LAST, features: MARKER });
        let wanted: Vec<usize> =
            own.clone().map(|word| starts[word] as usize - first + 1).collect();
        self.passages.get(&window, &wanted).unwrap_or_else(|| {
            let mut scratch = self.spare.take();
            let mut encoded = Vec::new();
            self.encoder.encode(&window, &mut scratch, &mut encoded);
            self.spare.put(scratch);
            let rows = wanted.iter().flat_map(|at| &encoded[at * width..(at + 1) * width]);
            let own: Arc<[f32]> = rows.copied().collect();
            self.passages.put(&window, &wanted, Arc::clone(&own));
            own
        })
    }
}

/// Cuts a section into windows. `starts` are the first pieces of its words, and the end. A window
/// ends where the last paragraph ends that leaves it at least half full, else with the last sentence
/// that fits: so what two articles have in common soon falls into the same windows.
fn windows(starts: &[u32], section: &Section) -> Vec<Window> {
    const OWN: usize = WINDOW - 2 * CONTEXT;
    let pieces = |range: Range<usize>| (starts[range.end] - starts[range.start]) as usize;
    let words = starts.len() - 1;
    let mut found = Vec::new();
    let mut push = |own: Range<usize>| {
        let mut all = own.clone();
        while all.start > 0 && pieces(all.start - 1..own.start) <= CONTEXT {
            all.start -= 1;
        }
        while all.end < words && pieces(own.end..all.end + 1) <= CONTEXT {
            all.end += 1;
        }
        found.push(Window { own, all });
    };
    let mut start = 0;
    while start < words {
        let fits = |end: usize| pieces(start..end) <= OWN;
        let sentences = &section.sentences;
        let from = sentences.partition_point(|s| s.end <= start);
        let to = from + sentences[from..].partition_point(|s| fits(s.end));
        let ends_block = |at: &usize| section.blocks.get(at + 1) != Some(&section.blocks[*at]);
        let full = |at: &usize| pieces(start..sentences[*at].end) * 2 >= OWN;
        let last = (from..to).rev().find(|at| ends_block(at) && full(at));
        let end = match last.or((from < to).then(|| to - 1)) {
            Some(sentence) => sentences[sentence].end,
            // A sentence longer than a window is cut.
            None => (start + 1..words).take_while(|end| fits(*end)).last().unwrap_or(start + 1),
        };
        push(start..end);
        start = end;
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
            let blocks = (0..ranges.len() as u32).map(|s| s / 3).collect();
            let section = Section { first: 0, sentences: ranges, blocks };
            for window in windows(&starts, &section) {
                prop_assert_eq!(window.own.start, next);
                next = window.own.end;
                prop_assert!(window.all.start <= window.own.start && window.all.end >= next);
                prop_assert!(starts[window.all.end] - starts[window.all.start] <= WINDOW as u32);
            }
            prop_assert_eq!(next, at);
        }
    }
}
