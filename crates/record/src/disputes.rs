//! Propositions that some sources assert and others deny or doubt.

use crate::Draft;

/// Fills `record.disputes`.
pub(crate) fn disputes(_draft: &mut Draft) {}
