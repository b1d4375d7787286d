//! Identical passages are read once: agency copy comes in many articles.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use encoder::Piece;

/// Most bytes of vectors that are kept; the passages read first go first.
const BYTES: usize = 48 << 20;

/// A window as the encoder gets it, and which of its pieces are asked for.
type Key = (Vec<[u8; 6]>, Vec<usize>);

/// The vectors of windows that were read lately. What comes out of it is what the encoder would
/// give: a reading does not depend on what was read before.
#[derive(Default)]
pub(super) struct Passages(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    vectors: BTreeMap<Arc<Key>, Arc<[f32]>>,
    order: VecDeque<Arc<Key>>,
    bytes: usize,
}

fn key(window: &[Piece], wanted: &[usize]) -> Key {
    let pieces = window.iter().map(|piece| {
        let ([a, b], [c, d, e, f]) = (piece.id.to_le_bytes(), piece.features);
        [a, b, c, d, e, f]
    });
    (pieces.collect(), wanted.to_vec())
}

impl Passages {
    /// The vectors of the wanted pieces of a window, where it was read before.
    pub(super) fn get(&self, window: &[Piece], wanted: &[usize]) -> Option<Arc<[f32]>> {
        let key = key(window, wanted);
        self.kept().vectors.get(&key).map(Arc::clone)
    }

    /// Keeps the vectors of a window.
    pub(super) fn put(&self, window: &[Piece], wanted: &[usize], vectors: Arc<[f32]>) {
        let key = Arc::new(key(window, wanted));
        let mut kept = self.kept();
        kept.bytes += size_of_val(&*vectors);
        if let Some(before) = kept.vectors.insert(Arc::clone(&key), vectors) {
            // Two threads read the same passage at once.
            kept.bytes -= size_of_val(&*before);
            return;
        }
        kept.order.push_back(key);
        while kept.bytes > BYTES
            && let Some(first) = kept.order.pop_front()
        {
            if let Some(vectors) = kept.vectors.remove(&first) {
                kept.bytes -= size_of_val(&*vectors);
            }
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        // A thread that panicked while it held the lock left nothing half done that matters: at
        // worst a passage is read again.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_found_until_there_is_no_room() {
        let window = |id: u16| [Piece { id, features: [0; 4] }];
        let passages = Passages::default();
        assert_eq!(passages.get(&window(1), &[0]), None);
        passages.put(&window(1), &[0], Arc::new([1.0]));
        assert_eq!(passages.get(&window(1), &[0]).as_deref(), Some(&[1.0][..]));
        assert_eq!(passages.get(&window(1), &[]), None);
        let large: Arc<[f32]> = vec![0.0; BYTES / 8].into();
        passages.put(&window(2), &[0], Arc::clone(&large));
        passages.put(&window(3), &[0], large);
        assert_eq!(passages.get(&window(1), &[0]), None);
        assert!(passages.get(&window(3), &[0]).is_some());
    }
}
