//! Figures of one real-world quantity, and how they behave.

use crate::Draft;

/// Fills `record.figures` and `record.series`, the series most moved and most reported first.
pub(crate) fn series(_draft: &mut Draft) {}
