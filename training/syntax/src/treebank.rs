//! Treebanks in CoNLL-U.

use std::collections::BTreeMap;

use reading::train::{Tag, Word, words};

/// One sentence with its gold analysis.
pub(crate) struct Tree {
    pub(crate) forms: Vec<String>,
    pub(crate) lemmas: Vec<String>,
    pub(crate) words: Vec<Word>,
    pub(crate) tags: Vec<Tag>,
    /// Head of each word, counted from 0; the number of words for the root.
    pub(crate) heads: Vec<usize>,
    pub(crate) labels: Vec<u8>,
}

/// The names of tags (`UPOS|XPOS`) and relations, the most frequent first; `root` is the first
/// relation.
pub(crate) struct Names {
    pub(crate) tags: Vec<String>,
    pub(crate) relations: Vec<String>,
}

fn rows(file: &str) -> impl Iterator<Item = Vec<&str>> {
    let rows = file.lines().map(|l| l.split('\t').collect::<Vec<_>>());
    rows.filter(|c| c.len() < 8 || c[0].bytes().all(|b| b.is_ascii_digit()))
}

impl Names {
    /// Tags seen at least five times and all relations.
    pub(crate) fn of(files: &[String]) -> Names {
        let (mut tags, mut relations) = (BTreeMap::new(), BTreeMap::new());
        for row in files.iter().flat_map(|f| rows(f)).filter(|r| r.len() > 7) {
            *tags.entry(format!("{}|{}", row[3], row[4])).or_insert(0) += 1;
            *relations.entry(row[7].to_owned()).or_insert(0) += 1;
        }
        relations.insert("root".to_owned(), usize::MAX);
        tags.retain(|_, count| *count >= 5);
        let ranked = |counts: BTreeMap<String, usize>| {
            let mut names: Vec<_> = counts.into_iter().collect();
            names.sort_by_key(|(_, count)| usize::MAX - count);
            names.into_iter().map(|(name, _)| name).collect()
        };
        Names { tags: ranked(tags), relations: ranked(relations) }
    }

    fn tag(&self, upos: &str, xpos: &str) -> Tag {
        let exact = self.tags.iter().position(|t| t.split('|').eq([upos, xpos]));
        let near = || self.tags.iter().position(|t| t.split('|').next() == Some(upos));
        exact.or_else(near).unwrap_or(0) as Tag
    }

    /// The sentences of a file.
    pub(crate) fn read(&self, file: &str) -> Vec<Tree> {
        let mut trees = Vec::new();
        let mut sentence: Vec<Vec<&str>> = Vec::new();
        for row in rows(file).chain([vec![]]) {
            if row.len() > 7 {
                sentence.push(row);
            } else if !sentence.is_empty() && !row.first().is_some_and(|c| c.starts_with('#')) {
                trees.push(self.tree(&sentence));
                sentence.clear();
            }
        }
        trees
    }

    fn tree(&self, rows: &[Vec<&str>]) -> Tree {
        let head = |row: &Vec<&str>| match row[6].parse().unwrap_or(0) {
            0 => rows.len(),
            head => head - 1,
        };
        let label =
            |row: &Vec<&str>| self.relations.iter().position(|r| r == row[7]).unwrap_or(1) as u8;
        Tree {
            forms: rows.iter().map(|r| r[1].to_owned()).collect(),
            lemmas: rows.iter().map(|r| r[2].to_owned()).collect(),
            words: words(rows.iter().map(|r| r[1])),
            tags: rows.iter().map(|r| self.tag(r[3], r[4])).collect(),
            heads: rows.iter().map(head).collect(),
            labels: rows.iter().map(label).collect(),
        }
    }
}
