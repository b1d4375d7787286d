//! Lemmas that the treebanks have and the spelling rules miss.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use reading::train::by_rule;

/// Tags of names, numbers and scraps, whose lemma is their form or a convention.
const NOT_LEARNT: [&str; 8] = ["NNP", "NNPS", "ADD", "FW", "SYM", "NFP", "GW", "CD"];

/// Prints `form TAB xpos TAB lemma`, sorted, for the forms whose usual lemma is not the rules'.
pub(crate) fn write(treebanks: &[PathBuf]) -> Result<()> {
    let mut seen: BTreeMap<(String, String), BTreeMap<(String, bool), usize>> = BTreeMap::new();
    for path in treebanks {
        let text =
            fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        for row in text.lines().map(|line| line.split('\t').collect::<Vec<_>>()) {
            let [id, form, lemma, _, xpos, ..] = row[..] else { continue };
            if id.bytes().all(|b| b.is_ascii_digit()) && !NOT_LEARNT.contains(&xpos) {
                let right = by_rule(form, xpos) == lemma;
                let lower = form.to_lowercase().replace('’', "'");
                let lemmas = seen.entry((lower, xpos.to_owned())).or_default();
                *lemmas.entry((lemma.to_owned(), right)).or_default() += 1;
            }
        }
    }
    for ((form, xpos), lemmas) in seen {
        let most = lemmas.into_iter().max_by_key(|(_, times)| *times);
        if let Some(((lemma, false), _)) = most {
            println!("{form}\t{xpos}\t{lemma}");
        }
    }
    Ok(())
}
