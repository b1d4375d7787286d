//! An article's text with its cited passages in `<mark>`s that nest, however passages overlap.

use std::collections::BTreeSet;
use std::fmt::Write;

use ::text::Span;

use crate::chart::escape;

/// Marked-up text.
pub(super) struct Marked {
    /// Safe to put into a page.
    pub(super) html: String,
    /// Numbers of passages that are marked in several pieces.
    pub(super) split: BTreeSet<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    /// A cited passage and its number.
    Cited(u32),
    /// A part of the text that is no prose of the report.
    Aside,
}

/// `text` with a mark around each cited passage and asides set back. Passages that do not fit the
/// text are left out.
pub(super) fn marked(text: &str, cited: &[(u32, Span)], asides: &[Span]) -> Marked {
    let mut layers: Vec<(Span, Layer)> =
        cited.iter().map(|(n, span)| (*span, Layer::Cited(*n))).collect();
    layers.extend(asides.iter().map(|span| (*span, Layer::Aside)));
    layers.retain(|(span, _)| (span.end as usize) <= text.len() && span.fits(text));
    layers.retain(|(span, _)| !span.is_empty());
    layers.sort_by_key(|(span, layer)| {
        (span.start, std::cmp::Reverse(span.end), matches!(layer, Layer::Cited(_)))
    });
    let mut edges: Vec<u32> = layers.iter().flat_map(|(s, _)| [s.start, s.end]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut set =
        Set { out: String::with_capacity(text.len() * 2), open: vec![], split: BTreeSet::new() };
    let (mut at, mut next) = (0, 0);
    for edge in edges {
        set.out.push_str(&escape(&text[at..edge as usize]));
        at = edge as usize;
        set.close(edge);
        while next < layers.len() && layers[next].0.start == edge {
            set.start(layers[next], true);
            next += 1;
        }
    }
    set.out.push_str(&escape(&text[at..]));
    Marked { html: set.out, split: set.split }
}

struct Set {
    out: String,
    open: Vec<(Span, Layer)>,
    split: BTreeSet<u32>,
}

impl Set {
    fn start(&mut self, (span, layer): (Span, Layer), first: bool) {
        let _ = match layer {
            Layer::Aside => write!(self.out, "<span class=\"aside\">"),
            Layer::Cited(n) if first => write!(self.out, "<mark id=\"p{n}\">"),
            Layer::Cited(n) => {
                self.split.insert(n);
                write!(self.out, "<mark data-of=\"{n}\">")
            }
        };
        self.open.push((span, layer));
    }

    /// Ends what ends at `edge`; what lies above it in the stack is cut there and goes on after.
    fn close(&mut self, edge: u32) {
        let Some(lowest) = self.open.iter().position(|(span, _)| span.end == edge) else { return };
        let above = self.open.split_off(lowest);
        let mut go_on = Vec::new();
        for (span, layer) in above.into_iter().rev() {
            let ends = span.end == edge;
            if let (Layer::Cited(n), true) = (layer, ends) {
                let _ = write!(self.out, "<a class=\"back\" href=\"#c{n}\">{n}</a>");
            }
            self.out.push_str(match layer {
                Layer::Aside => "</span>",
                Layer::Cited(_) => "</mark>",
            });
            if !ends {
                go_on.push((span, layer));
            }
        }
        for layer in go_on.into_iter().rev() {
            self.start(layer, false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cited: &[(u32, usize, usize)], want: &str) {
        let cited: Vec<(u32, Span)> =
            cited.iter().map(|(n, from, to)| (*n, Span::new(*from, *to))).collect();
        assert_eq!(marked("ab<cdé", &cited, &[]).html.replace(" class=\"back\"", ""), want);
    }

    #[test]
    fn marks_nest_whatever_overlaps() {
        check(&[], "ab&lt;cdé");
        check(
            &[(1, 0, 2), (2, 0, 1)],
            "<mark id=\"p1\"><mark id=\"p2\">a<a href=\"#c2\">2</a></mark>b<a href=\"#c1\">1</a></mark>&lt;cdé",
        );
        check(
            &[(1, 0, 3), (2, 1, 5)],
            "<mark id=\"p1\">a<mark id=\"p2\">b&lt;</mark><a href=\"#c1\">1</a></mark>\
             <mark data-of=\"2\">cd<a href=\"#c2\">2</a></mark>é",
        );
    }

    #[test]
    fn passages_outside_the_text_are_left_out() {
        check(&[(1, 0, 90), (2, 6, 6), (3, 5, 6)], "ab&lt;cdé");
    }
}
