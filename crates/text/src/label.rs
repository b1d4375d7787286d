use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Deserializer};

/// A word out of a small fixed set: a tag, the name of a rule.
pub type Label = &'static str;

/// Reads a label, for `#[serde(deserialize_with)]`. Every label is held once for as long as the
/// program runs.
///
/// # Errors
/// Those of the format, and if there are more labels than any set of ours has.
pub fn label<'de, D: Deserializer<'de>>(from: D) -> Result<Label, D::Error> {
    /// More than all tags, relations, concepts and rules together.
    const LABELS: usize = 20_000;
    static HELD: Mutex<BTreeSet<Label>> = Mutex::new(BTreeSet::new());
    let word = <std::borrow::Cow<'de, str>>::deserialize(from)?;
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(label) = held.get(&*word) {
        return Ok(label);
    }
    if held.len() >= LABELS {
        return Err(serde::de::Error::custom("too many different labels: this is damaged"));
    }
    let label: Label = Box::leak(word.into_owned().into_boxed_str());
    held.insert(label);
    Ok(label)
}
