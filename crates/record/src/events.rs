//! Mentions of one real-world event told in several reports, brought together.

use crate::Draft;

/// Fills `record.events`, by date, undated last.
pub(crate) fn events(_draft: &mut Draft) {}
