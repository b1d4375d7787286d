//! What a table of the user's may hold: checked before it is believed.

use crate::Kind;
use crate::people::rows;

/// Columns of a table: id, name, aliases, domains, country, Wikidata, adjectives, plurals, capitals.
const COLUMNS: usize = 9;

/// File name without ending, and what the ids of its rows begin with.
const FILES: [(Kind, &str, &str); 10] = [
    (Kind::Country, "countries", "country/"),
    (Kind::Agency, "agencies", "agency/"),
    (Kind::Organisation, "organisations", "org/"),
    (Kind::Outlet, "outlets", "outlet/"),
    (Kind::People, "peoples", "people/"),
    (Kind::Event, "events", "event/"),
    (Kind::Law, "laws", "law/"),
    (Kind::Product, "products", "product/"),
    (Kind::Facility, "facilities", "facility/"),
    (Kind::Place, "places", "place/"),
];

impl Kind {
    /// The kind of the things in a table, by its file name without ending: `outlets`.
    pub fn of_table(name: &str) -> Option<Kind> {
        FILES.iter().find(|(_, file, _)| *file == name).map(|(kind, ..)| *kind)
    }

    /// The names that [`Kind::of_table`] knows, for messages.
    pub fn tables() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|(_, file, _)| *file)
    }

    /// What the ids of things of this kind begin with.
    fn prefix(self) -> &'static str {
        FILES.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., prefix)| prefix)
    }
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong, and what is wanted.
    pub what: String,
}

/// Looks for the first row of a table that cannot be used.
///
/// # Errors
/// The row, with its line.
pub fn check(kind: Kind, table: &str) -> Result<(), RowError> {
    let at = |line: usize, what: String| Err(RowError { line: line + 1, what });
    for (line, row) in table.lines().enumerate().filter(|(_, l)| rows(l).next().is_some()) {
        let cells: Vec<&str> = row.split('\t').map(str::trim).collect();
        let prefix = kind.prefix();
        let cell = |n: usize| cells.get(n).copied().unwrap_or_default();
        if cells.len() < 2 || cell(1).is_empty() {
            return at(line, "a row is an id, a tab and a name".to_owned());
        }
        if cells.len() > COLUMNS {
            return at(line, format!("{} cells; a row has at most {COLUMNS}", cells.len()));
        }
        if cell(0).strip_prefix(prefix).is_none_or(str::is_empty) {
            return at(line, format!("the id {:?} must begin with {prefix:?}", cell(0)));
        }
        let code = cell(4);
        let alpha_2 = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
        if !code.is_empty() && !alpha_2 {
            return at(line, format!("{code:?} is no ISO 3166-1 alpha-2 code, such as \"KR\""));
        }
        if kind == Kind::Country && cell(0).strip_prefix(prefix) != Some(code) {
            return at(line, format!("the id of a country is {prefix:?} and its code {code:?}"));
        }
        if !matches!(cell(5).strip_prefix('Q'), Some(n) if n.parse::<u64>().is_ok())
            && !cell(5).is_empty()
        {
            return at(line, format!("{:?} is no Wikidata id, such as \"Q9531\"", cell(5)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TABLES;

    #[test]
    fn the_bundled_tables_pass() {
        for (kind, table) in TABLES {
            assert_eq!(check(kind, table), Ok(()), "{kind:?}");
        }
    }

    #[test]
    fn a_row_that_cannot_be_used_is_named() {
        let check = |kind, row: &str, what: Option<&str>| {
            let found = check(kind, &format!("# head\n\n{row}\n"));
            match (found, what) {
                (Ok(()), None) => {}
                (Err(error), Some(what)) => {
                    assert_eq!(error.line, 3);
                    assert!(error.what.contains(what), "{row:?}: {}", error.what);
                }
                (found, what) => panic!("{row:?}: {found:?}, not {what:?}"),
            }
        };
        check(Kind::Outlet, "outlet/tide\tThe Tide\tTide\ttide.example\tGB\tQ9531", None);
        check(Kind::Outlet, "outlet/tide", Some("a tab and a name"));
        check(Kind::Outlet, "The Tide\ttide.example", Some("outlet/"));
        check(Kind::Outlet, "outlet/\tThe Tide", Some("outlet/"));
        check(Kind::Outlet, "outlet/tide\tThe Tide\t\t\tVarnia", Some("alpha-2"));
        check(Kind::Outlet, "outlet/tide\tThe Tide\t\t\t\tTide", Some("Wikidata"));
        check(Kind::Place, "place/x\tLisle\t\t\t\t\t\t\t\t\t", Some("at most 9"));
        check(Kind::Country, "country/XV\tVarnia\t\t\tXV\t\tVarnian\tVarnians\tLisle", None);
        check(Kind::Country, "country/varnia\tVarnia\t\t\tXV", Some("its code"));
        assert_eq!(Kind::of_table("outlets"), Some(Kind::Outlet));
        assert_eq!(Kind::of_table("surnames"), None);
    }
}
