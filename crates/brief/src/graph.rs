//! Who relays whom, as a small picture: outlets on the left, origins on the right, whoever stands
//! between them in the middle.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use record::Record;

use crate::chart::escape;
use crate::words::shorten;

/// Names shown in one column; the rest are counted.
const NAMES: usize = 16;
/// Longest name, in characters.
const NAME: usize = 30;
/// Pixels of a row, of a column, and of the picture's width.
const ROW: usize = 26;
const COLUMN: usize = 330;
const WIDTH: usize = 900;

/// A name in a column.
type Node<'a> = (usize, &'a str);

/// The chains of the first situation of a record as SVG; empty where nobody relays anybody.
pub fn graph(record: &Record) -> String {
    let Some(situation) = record.situations.first() else { return String::new() };
    let mut columns: [BTreeMap<&str, usize>; 3] = Default::default();
    let mut edges: BTreeSet<[Node<'_>; 2]> = BTreeSet::new();
    for chain in situation.chains.iter().filter(|c| c.links.len() > 1) {
        let last = chain.links.len() - 1;
        let column = |at: usize| if at == 0 { 0 } else { 1 + usize::from(at == last) };
        for (at, name) in chain.links.iter().enumerate() {
            *columns[column(at)].entry(name).or_default() += 1;
        }
        for (at, pair) in chain.links.windows(2).enumerate() {
            edges.insert([(column(at), &pair[0]), (column(at + 1), &pair[1])]);
        }
    }
    if edges.is_empty() {
        return String::new();
    }
    let shown: [Vec<&str>; 3] = columns.each_ref().map(|names| {
        let mut ranked: Vec<(&str, usize)> = names.iter().map(|(n, count)| (*n, *count)).collect();
        ranked.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
        ranked.into_iter().take(NAMES).map(|(name, _)| name).collect()
    });
    let rows = shown.iter().map(Vec::len).max().unwrap_or_default() + 1;
    let at = |column: usize, row: usize| (column * COLUMN, 34 + row * ROW);
    let place = |(column, name): Node<'_>| {
        let row = shown[column].iter().position(|n| *n == name)?;
        Some(at(column, row))
    };
    let mut out = format!(
        "<svg class=\"relays\" viewBox=\"0 0 {WIDTH} {}\" role=\"img\" \
         aria-label=\"Who relays whom\">",
        34 + rows * ROW
    );
    for [from, to] in edges {
        if let Some(((x1, y1), (x2, y2))) = place(from).zip(place(to)) {
            let (x1, bend) = (x1 + 236, (x1 + 236 + x2 - 8) / 2);
            // Writing to a string does not fail.
            let _ = write!(
                out,
                "<path class=\"relay\" d=\"M{x1} {y1}C{bend} {y1} {bend} {y2} {} {y2}\"/>",
                x2 - 8
            );
        }
    }
    for (column, (names, heading)) in
        shown.iter().zip(["Outlets", "Through", "Origins"]).enumerate()
    {
        let (x, _) = at(column, 0);
        if !names.is_empty() {
            let _ = write!(out, "<text class=\"tick\" x=\"{x}\" y=\"14\">{heading}</text>");
        }
        for (row, name) in names.iter().enumerate() {
            let (x, y) = at(column, row);
            let short = escape(&shorten(name, NAME));
            let _ = write!(
                out,
                "<text class=\"who\" x=\"{x}\" y=\"{}\">{short}<title>{}</title></text>",
                y + 4,
                escape(name)
            );
        }
        let more = columns[column].len() - names.len();
        if more > 0 {
            let (x, y) = at(column, names.len());
            let _ = write!(
                out,
                "<text class=\"tick\" x=\"{x}\" y=\"{}\">and {more} more</text>",
                y + 4
            );
        }
    }
    out + "</svg>"
}
