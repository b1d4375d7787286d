//! A folder's `articles.json`: what is known about the texts beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::draft::Draft;
use crate::json;

/// The name of a folder's list.
pub(crate) const LIST: &str = "articles.json";
/// Labels beside a folder's texts; no articles.
pub(crate) const LABELS: [&str; 2] = ["gold.json", "truth.json"];
/// Largest list that is read, in bytes.
const LIST_BYTES: u64 = 64 << 20;

/// The lists of the folders met so far.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    folders: BTreeMap<PathBuf, BTreeMap<String, Draft>>,
}

impl Lists {
    /// What the list of the folder of `path` says about it: the entry whose id is the file's stem.
    pub(crate) fn about(&mut self, path: &Path) -> Option<Draft> {
        let folder = path.parent()?;
        let list = self
            .folders
            .entry(folder.to_owned())
            .or_insert_with(|| read(&folder.join(LIST)).unwrap_or_default());
        list.get(path.file_stem()?.to_str()?).cloned()
    }

    /// Whether the file is a list of texts beside it, not a file with articles in it.
    pub(crate) fn is_list(&mut self, path: &Path) -> bool {
        if path.file_name().is_none_or(|n| n != LIST) {
            return false;
        }
        read(path).is_some_and(|list| {
            !list.is_empty() && list.values().all(|draft| draft.text.trim().is_empty())
        })
    }
}

fn read(path: &Path) -> Option<BTreeMap<String, Draft>> {
    let meta = path.metadata().ok()?;
    if !meta.is_file() || meta.len() > LIST_BYTES {
        return None;
    }
    let (value, _) = json::value(&fs::read(path).ok()?).ok()?;
    let Value::Array(items) = value else { return None };
    let entry = |item: &Value| {
        let draft = json::draft(item)?;
        Some((draft.about.id.clone()?, draft))
    };
    Some(items.iter().filter_map(entry).collect())
}
