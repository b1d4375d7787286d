//! Near-identical reports of one utterance, folded together.

use crate::Draft;

/// Fills `situation.utterances`, newest first.
pub(crate) fn utterances(_draft: &mut Draft) {}
