//! Ids for the outside: short hashes of content, so that they do not depend on the order of input.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// An id of `prefix`, a dash and twelve hexadecimal digits of the SHA-256 of `parts`.
pub(crate) fn id(prefix: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // The length keeps ["ab", "c"] and ["a", "bc"] apart.
        hash.update(part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    let digits: String = hash.finalize().iter().take(6).map(|b| format!("{b:02x}")).collect();
    format!("{prefix}-{digits}")
}

/// Makes ids of one kind distinct: the second item of one id gets `-2`, and so on.
#[derive(Debug, Default)]
pub(crate) struct Distinct {
    seen: BTreeMap<String, usize>,
}

impl Distinct {
    /// The id, or the id with a number where it was given out before.
    pub(crate) fn of(&mut self, id: String) -> String {
        let n = self.seen.entry(id.clone()).or_default();
        *n += 1;
        if *n == 1 { id } else { format!("{id}-{n}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_depend_on_content_alone_and_are_made_distinct() {
        assert_eq!(id("s", &["ab", "c"]), id("s", &["ab", "c"]));
        assert_ne!(id("s", &["ab", "c"]), id("s", &["a", "bc"]));
        let mut distinct = Distinct::default();
        assert_eq!(distinct.of("e-1".into()), "e-1");
        assert_eq!(distinct.of("e-1".into()), "e-1-2");
    }
}
