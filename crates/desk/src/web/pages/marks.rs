//! A report's text with all that the record takes from it marked.

use std::collections::BTreeSet;
use std::fmt::Write;

use brief::escape;
use record::{Passage, Record, ReportIx};
use text::{Article, Span};

/// Who speaks where nobody is named.
pub(super) const OWN_WORDS: &str = "the outlet in its own words";

/// A marked passage: where, as what, and what is said of it while it is pointed at.
struct Mark {
    span: Span,
    class: &'static str,
    tip: String,
    /// Where it leads.
    to: Option<String>,
}

/// The text as HTML, and how many passages of each kind are marked. `focus` (code points) is where a
/// reader wants to look; `named` tells where a name leads that stands in a passage (bytes).
pub(super) fn marked(
    article: &Article,
    record: Option<&Record>,
    focus: Option<(u32, u32)>,
    named: &dyn Fn(&str, Span) -> String,
) -> (String, Vec<(&'static str, usize)>) {
    let found = record.and_then(|record| {
        let at = record.reports.iter().position(|r| r.article.id == article.id)?;
        Some(marks(record, at.into(), named))
    });
    let mut marks = found.unwrap_or_default();
    let kinds = ["statement", "figure", "event", "dispute", "name"];
    let count = |class: &&'static str| (*class, marks.iter().filter(|m| m.class == *class).count());
    let legend = kinds.iter().map(count).filter(|(_, n)| *n > 0).collect();
    if let Some(span) = focus.and_then(|focus| in_bytes(&article.text, focus)) {
        marks.push(Mark { span, class: "here", tip: String::new(), to: None });
    }
    marks.retain(|m| (m.span.end as usize) <= article.text.len() && m.span.fits(&article.text));
    (html(&article.text, &marks), legend)
}

/// A range of code points in bytes; `None` where the text has no such range.
fn in_bytes(text: &str, (from, to): (u32, u32)) -> Option<Span> {
    let byte = |point: u32| {
        let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        ends.nth(point as usize)
    };
    let (from, to) = (byte(from)?, byte(to)?);
    (from < to).then(|| Span::new(from, to))
}

fn marks(record: &Record, report: ReportIx, named: &dyn Fn(&str, Span) -> String) -> Vec<Mark> {
    let who = |speaker| record.speaker_name(speaker).unwrap_or(OWN_WORDS);
    let mut marks = Vec::new();
    let mut mark = |passage: Passage, class, tip: String| {
        if passage.report == report {
            marks.push(Mark { span: passage.span, class, tip, to: None });
        }
    };
    for said in &record.statements {
        let passage = Passage { report: said.report, span: said.span };
        mark(passage, "statement", format!("said by {}", who(&said.speaker)));
    }
    for series in &record.series {
        for point in series.points.iter().map(|p| &record.figures[p.at()]) {
            let passage = Passage { report: point.report, span: point.span };
            mark(
                passage,
                "figure",
                format!("figure: {}, by {}", series.label, who(&point.speaker)),
            );
        }
    }
    for event in &record.events {
        for mention in &event.mentions {
            mark(mention.passage, "event", format!("event, {}", mention.status.name()));
        }
    }
    for dispute in &record.disputes {
        for said in dispute.asserted.iter().chain(&dispute.denied) {
            let said = &record.statements[said.at()];
            let passage = Passage { report: said.report, span: said.span };
            mark(passage, "dispute", format!("disputed: {}", dispute.proposition));
        }
    }
    for entity in &record.entities {
        for at in entity.mentions.iter().filter(|at| at.report == report) {
            let (tip, to) = (entity.full_name.clone(), Some(named(&entity.name, at.span)));
            marks.push(Mark { span: at.span, class: "name", tip, to });
        }
    }
    marks
}

/// The text cut where a mark begins or ends; each piece carries all the marks that cover it.
fn html(text: &str, marks: &[Mark]) -> String {
    let edges: BTreeSet<usize> = marks
        .iter()
        .flat_map(|m| [m.span.start as usize, m.span.end as usize])
        .chain([0, text.len()])
        .collect();
    let edges: Vec<usize> = edges.into_iter().collect();
    let mut out = String::with_capacity(text.len() * 2);
    let mut looked_at = false;
    for (from, to) in edges.iter().zip(&edges[1..]) {
        let over = |m: &&Mark| (m.span.start as usize) <= *from && *to <= (m.span.end as usize);
        let covering: Vec<&Mark> = marks.iter().filter(over).collect();
        let words = escape(&text[*from..*to]);
        if covering.is_empty() {
            out += &words;
            continue;
        }
        let classes: BTreeSet<&str> = covering.iter().map(|m| m.class).collect();
        let tips: BTreeSet<&str> =
            covering.iter().map(|m| &*m.tip).filter(|t| !t.is_empty()).collect();
        let first = classes.contains("here") && !looked_at;
        looked_at |= first;
        let id = if first { " id=\"here\"" } else { "" };
        let classes: Vec<&str> = classes.into_iter().collect();
        let tips: Vec<&str> = tips.into_iter().collect();
        // Of names within names the inner one leads.
        let leads = covering.iter().filter_map(|m| Some((m.span.len(), m.to.as_ref()?)));
        let words = match leads.min() {
            Some((_, to)) => format!("<a class=\"named\" href=\"{}\">{words}</a>", escape(to)),
            None => words,
        };
        // Writing to a string does not fail.
        let _ = write!(
            out,
            "<mark{id} class=\"{}\" title=\"{}\">{words}</mark>",
            classes.join(" "),
            escape(&tips.join("; ")),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(marks: &[(usize, usize, &'static str)], want: &str) {
        let mark = |(from, to, class): &(usize, usize, &'static str)| Mark {
            span: Span::new(*from, *to),
            class,
            tip: String::new(),
            to: (*class == "name").then(|| "/who?name=a&b".to_owned()),
        };
        let marks: Vec<Mark> = marks.iter().map(mark).collect();
        assert_eq!(html("ab<cd", &marks).replace(" title=\"\"", ""), want);
    }

    #[test]
    fn marks_may_overlap_and_nothing_of_the_text_is_markup() {
        check(&[], "ab&lt;cd");
        check(&[(0, 2, "figure")], "<mark class=\"figure\">ab</mark>&lt;cd");
        check(
            &[(0, 3, "statement"), (1, 5, "here")],
            "<mark class=\"statement\">a</mark>\
             <mark id=\"here\" class=\"here statement\">b&lt;</mark><mark class=\"here\">cd</mark>",
        );
        check(
            &[(0, 2, "statement"), (1, 2, "name")],
            "<mark class=\"statement\">a</mark><mark class=\"name statement\">\
             <a class=\"named\" href=\"/who?name=a&amp;b\">b</a></mark>&lt;cd",
        );
    }

    #[test]
    fn a_place_is_given_in_code_points() {
        let article = Article::of_text("Zoë said: é");
        let named = |_: &str, _: Span| String::new();
        let (html, _) = marked(&article, None, Some((4, 8)), &named);
        assert_eq!(html, "Zoë <mark id=\"here\" class=\"here\" title=\"\">said</mark>: é");
        let (html, _) = marked(&article, None, Some((400, 800)), &named);
        assert_eq!(html, "Zoë said: é");
    }
}
