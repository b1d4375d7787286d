//! The averaged perceptron (Collins 2002) over sparse rows.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use reading::train::Scorer;

/// Keys are hashes already.
#[derive(Default)]
pub(crate) struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0 << 8 | u64::from(*byte);
        }
    }
    fn write_u32(&mut self, key: u32) {
        self.0 = u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// Weight of one class for one feature, and the sum that averaging needs.
#[derive(Clone, Copy)]
struct Cell {
    class: u8,
    weight: i32,
    /// Updates weighted by the step at which they were made.
    moment: i64,
}

/// A model in training.
#[derive(Default)]
pub(crate) struct Perceptron {
    rows: HashMap<u32, Vec<Cell>, BuildHasherDefault<Same>>,
    step: i64,
    /// No new features or weights.
    frozen: bool,
}

impl Scorer for Perceptron {
    fn score(&self, features: &[u32], scores: &mut [i32]) {
        for cell in features.iter().filter_map(|f| self.rows.get(f)).flatten() {
            scores[usize::from(cell.class)] += cell.weight;
        }
    }
}

impl Perceptron {
    /// Moves one step towards `good` and away from `bad`; equal classes only count the step.
    pub(crate) fn learn(&mut self, features: &[u32], good: usize, bad: usize) {
        self.step += 1;
        if good == bad {
            return;
        }
        for feature in features {
            for (class, change) in [(good as u8, 1), (bad as u8, -1)] {
                self.change(*feature, class, change);
            }
        }
    }

    fn change(&mut self, feature: u32, class: u8, change: i32) {
        let moment = self.step * i64::from(change);
        if self.frozen && !self.rows.contains_key(&feature) {
            return;
        }
        let row = self.rows.entry(feature).or_default();
        match row.iter_mut().find(|cell| cell.class == class) {
            Some(cell) => {
                cell.weight += change;
                cell.moment += moment;
            }
            None if self.frozen => {}
            None => row.push(Cell { class, weight: change, moment }),
        }
    }

    /// Drops what [`Perceptron::export`] would drop and learns no new features from here on.
    pub(crate) fn freeze(&mut self, budget: usize) {
        let kept: HashMap<u32, Vec<u8>> = self
            .export(budget)
            .into_iter()
            .map(|(key, cells)| (key, cells.iter().map(|c| c.0).collect()))
            .collect();
        self.rows.retain(|key, row| {
            let classes = kept.get(key);
            row.retain(|cell| classes.is_some_and(|c| c.contains(&cell.class)));
            !row.is_empty()
        });
        self.frozen = true;
    }

    /// The averaged weights, the largest that fit in `budget` bytes, in eight bits; sorted by key.
    pub(crate) fn export(&self, budget: usize) -> Vec<(u32, Vec<(u8, i8)>)> {
        let step = self.step.max(1) as f64;
        let mean = |cell: &Cell| f64::from(cell.weight) - cell.moment as f64 / step;
        let size = |least: f64| -> usize {
            let kept = |row: &Vec<Cell>| row.iter().filter(|c| mean(c).abs() > least).count();
            self.rows.values().map(kept).filter(|n| *n > 0).map(|n| 5 + 2 * n).sum()
        };
        let (mut low, mut high) = (0.0, 64.0);
        for _ in 0..24 {
            let middle = (low + high) / 2.0;
            if size(middle) > budget { low = middle } else { high = middle }
        }
        let mut sizes: Vec<f64> =
            self.rows.values().flatten().map(|c| mean(c).abs()).filter(|w| *w > high).collect();
        sizes.sort_by(f64::total_cmp);
        let top = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 5000));
        let scale = 127.0 / top.copied().unwrap_or(1.0);
        let mut keys: Vec<u32> = self.rows.keys().copied().collect();
        keys.sort_unstable();
        let mut rows: Vec<(u32, Vec<(u8, i8)>)> = Vec::new();
        for key in keys {
            let row = &self.rows[&key];
            let kept = row.iter().filter(|c| mean(c).abs() > high);
            let mut cells: Vec<(u8, i8)> = kept
                .map(|c| (c.class, (mean(c) * scale).round().clamp(-127.0, 127.0) as i8))
                .filter(|c| c.1 != 0)
                .collect();
            cells.sort_unstable();
            if !cells.is_empty() {
                rows.push((key, cells));
            }
        }
        rows
    }
}

/// An exported model that scores.
pub(crate) struct Exported(HashMap<u32, Vec<(u8, i8)>, BuildHasherDefault<Same>>);

impl Exported {
    pub(crate) fn new(rows: &[(u32, Vec<(u8, i8)>)]) -> Exported {
        Exported(rows.iter().cloned().collect())
    }
}

impl Scorer for Exported {
    fn score(&self, features: &[u32], scores: &mut [i32]) {
        for (class, weight) in features.iter().filter_map(|f| self.0.get(f)).flatten() {
            scores[usize::from(*class)] += i32::from(*weight);
        }
    }
}
