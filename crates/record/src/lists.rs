//! Word lists as tables: what the words of a name or a description tell.

use std::sync::LazyLock;

use crate::names::tokens;

/// Where in a name the words of a row stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    All,
    End,
    Any,
}

/// A row of a table: words in any of several wordings, and what they tell.
#[derive(Debug)]
struct Row {
    list: &'static str,
    place: Place,
    /// Each a sequence of words; a word that may go on is marked.
    wordings: Vec<Vec<(String, bool)>>,
}

/// A table of word lists, in the order of its rows.
#[derive(Debug)]
pub(crate) struct Lists(Vec<Row>);

/// Words that sort names and descriptions.
pub(crate) static LISTS: LazyLock<Lists> =
    LazyLock::new(|| Lists::parse(include_str!("../data/lists.tsv")));

/// Words that tell whose side somebody is on.
pub(crate) static PARTIES: LazyLock<Lists> =
    LazyLock::new(|| Lists::parse(include_str!("../data/parties.tsv")));

/// The rows of a table: comments and empty lines left out.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

impl Lists {
    fn parse(table: &'static str) -> Lists {
        let wording = |words: &str| {
            let word = |w: &str| Some((tokens(w).pop()?, w.ends_with('*')));
            let apart = words.replace(['-', '.'], " ");
            apart.split_whitespace().filter_map(word).collect()
        };
        let row = |line: &'static str| {
            let mut cells = line.split('\t');
            let list = cells.next()?;
            let place = match cells.next()? {
                "all" => Place::All,
                "end" => Place::End,
                _ => Place::Any,
            };
            Some(Row { list, place, wordings: cells.next()?.split(';').map(wording).collect() })
        };
        Lists(rows(table).filter_map(row).collect())
    }

    /// The list of the first row that fits a name.
    pub(crate) fn first(&self, name: &str) -> Option<&'static str> {
        let name = tokens(name);
        self.0.iter().find(|row| row.fits(&name)).map(|row| row.list)
    }

    /// Whether a row of a list fits a name.
    pub(crate) fn fits(&self, list: &str, name: &str) -> bool {
        let name = tokens(name);
        self.0.iter().filter(|row| row.list == list).any(|row| row.fits(&name))
    }
}

impl Row {
    fn fits(&self, name: &[String]) -> bool {
        self.wordings.iter().any(|words| {
            let last = name.len().checked_sub(words.len());
            let mut places = match (self.place, last) {
                (_, None) => 0..0,
                (Place::All, Some(last)) => 0..usize::from(last == 0),
                (Place::End, Some(last)) => last..last + 1,
                (Place::Any, Some(last)) => 0..last + 1,
            };
            places.any(|at| {
                let same = |((word, more), found): (&(String, bool), &String)| {
                    word == found || (*more && found.starts_with(word.as_str()))
                };
                words.iter().zip(&name[at..]).all(same)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_tables_hold() {
        for table in [include_str!("../data/lists.tsv"), include_str!("../data/parties.tsv")] {
            for line in rows(table) {
                let Lists(rows) = Lists::parse(line);
                let cells: Vec<&str> = line.split('\t').collect();
                assert_eq!((rows.len(), cells.len()), (1, 5), "{line}");
                assert!(["all", "end", "any"].contains(&cells[1]), "{line}");
                assert!(rows[0].fits(&tokens(cells[3])), "{line}");
                assert!(!rows[0].fits(&tokens(cells[4])), "{line}");
                for words in cells[2].split(';').filter(|w| !w.contains('*')) {
                    assert!(rows[0].fits(&tokens(words)), "{words} of {line}");
                }
            }
        }
    }

    #[test]
    fn the_first_row_that_fits_decides() {
        for (name, party) in [
            ("a witness of the police", Some("witness")),
            ("government sources", Some("government")),
            ("mayor of Lisle", Some("local")),
            ("Foreign Ministry spokeswoman", Some("government")),
            ("Blue Strait Lines", None),
            ("officer of the rowing club", None),
        ] {
            assert_eq!(PARTIES.first(name), party, "{name}");
        }
    }
}
