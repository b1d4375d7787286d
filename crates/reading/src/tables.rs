//! The tables of `data/`: tab-separated rows, with comments.

/// The rows of a table without comments and empty lines, cut into cells.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.map(|line| line.split('\t').collect())
}
