//! The brief as one self-contained page: no script, no network, every reference a link to the
//! passage in the article's text.

mod marks;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::{self, Write};

use ::text::{BlockKind, Span};
use askama::Template;
use record::{Passage, Record, ReportIx};

use crate::Coverage;
use crate::chart::{Chart, escape, key, svg};
use crate::refs::Reference;
use crate::view::{LEGEND, ReportView, View, view};
use crate::words::{Tone, shorten};

/// The style of the page.
pub const STYLE: &str = include_str!("../templates/style.css");

/// Where the items of a brief lead that stands in a larger page.
pub struct Leads<'a> {
    /// Where to correct what is told: `statement`, `event`, `figure` or `entity`, the id of the
    /// article, and the passage in bytes of its text.
    pub correct: &'a dyn Fn(&str, &str, Span) -> String,
    /// The page of a report, by the id of its article.
    pub report: &'a dyn Fn(&str) -> String,
    /// The page of somebody or something, by name.
    pub speaker: &'a dyn Fn(&str) -> String,
}

impl fmt::Debug for Leads<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Leads").finish_non_exhaustive()
    }
}

/// The parts of a brief for a larger page around it, whose style is [`STYLE`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The headline of its first situation.
    pub title: String,
    /// A `main` with the brief and an `aside` with the reports in full.
    pub body: String,
    /// What the style lacks: rules for passages that are marked in several pieces.
    pub style: String,
}

/// The brief as parts of a larger page. Everything from outside is escaped.
pub fn parts(record: &Record, coverage: &Coverage, leads: &Leads<'_>) -> Parts {
    made(record, coverage, Some(leads))
}

/// The brief as an HTML page. Everything from outside is escaped.
pub fn html(record: &Record, coverage: &Coverage) -> String {
    let page = Page { parts: made(record, coverage, None) };
    page.render().expect("writing a page to memory does not fail")
}

fn made(record: &Record, coverage: &Coverage, leads: Option<&Leads<'_>>) -> Parts {
    let view = view(record, coverage);
    let articles = articles(record, &view);
    let title = match &view.situations[..] {
        [] => "Brief".to_owned(),
        [first, ..] => first.title.words.clone(),
    };
    let style = articles.iter().flat_map(|a| a.split.iter().map(|n| (a.at, *n)));
    let style = style.map(|(article, number)| {
        format!(
            "#a{article}:has(#p{number}:target) mark[data-of=\"{number}\"] \
             {{ background: var(--target); color: var(--target-ink); }}\n"
        )
    });
    let style = style.collect();
    let body = Body { view, articles, record, leads, cited: RefCell::default() };
    let body = body.render().expect("writing a page to memory does not fail");
    Parts { title, body, style }
}

#[derive(Template)]
#[template(path = "brief.html")]
struct Page {
    parts: Parts,
}

#[derive(Template)]
#[template(path = "body.html")]
struct Body<'a> {
    view: View,
    articles: Vec<ArticleText>,
    record: &'a Record,
    leads: Option<&'a Leads<'a>>,
    /// Numbers that have been printed: the first place is where a passage links back to.
    cited: RefCell<BTreeSet<u32>>,
}

/// An article in full, its cited passages marked.
struct ArticleText {
    at: usize,
    report: ReportView,
    file: String,
    url: Option<String>,
    text: String,
    split: BTreeSet<u32>,
}

/// Longest passage shown while pointing at its number, in characters.
const TIP: usize = 220;

impl Body<'_> {
    /// A link to where the item can be corrected that rests on the first of some passages.
    fn correct(&self, kind: &str, numbers: &[u32]) -> String {
        let passage = numbers.first().and_then(|n| self.reference(*n)).map(|r| &r.passage);
        self.correct_at(kind, passage)
    }

    /// A link to where the item can be corrected that a passage is of.
    fn correct_at(&self, kind: &str, passage: Option<&Passage>) -> String {
        let Some((leads, passage)) = self.leads.zip(passage) else { return String::new() };
        let article = &self.record.reports[passage.report.at()].article.id;
        let to = (leads.correct)(kind, article, passage.span);
        format!(" <a class=\"correct\" href=\"{}\">correct</a>", escape(&to))
    }

    /// A name, leading to the page of whom it names where there is one.
    fn who(&self, name: &str) -> String {
        match self.leads {
            Some(leads) => {
                format!("<a href=\"{}\">{}</a>", escape(&(leads.speaker)(name)), escape(name))
            }
            None => escape(name),
        }
    }

    /// Names, each as [`Body::who`] gives it.
    fn whos(&self, names: &[String]) -> String {
        names.iter().map(|name| self.who(name)).collect::<Vec<_>>().join(", ")
    }

    /// A link to the page of a report, where there is one.
    fn whole(&self, report: &ReportIx) -> String {
        let Some(leads) = self.leads else { return String::new() };
        let to = (leads.report)(&self.record.reports[report.at()].article.id);
        format!("<a href=\"{}\">This report</a> · ", escape(&to))
    }

    /// Reference numbers as links to their passages.
    fn refs(&self, numbers: &[u32]) -> String {
        let mut out = String::new();
        for number in numbers {
            let id = match self.cited.borrow_mut().insert(*number) {
                true => format!(" id=\"c{number}\""),
                false => String::new(),
            };
            let tip = self.reference(*number).map(|r| shorten(&r.words, TIP)).unwrap_or_default();
            let _ =
                write!(out, "<a{id} href=\"#p{number}\" title=\"{}\">{number}</a>", escape(&tip));
        }
        if out.is_empty() { out } else { format!("<sup class=\"refs\">{out}</sup>") }
    }

    fn reference(&self, number: u32) -> Option<&Reference> {
        self.view.references.get((number as usize).checked_sub(1)?)
    }

    fn svg(&self, chart: &Chart, situation: &usize, series: &usize) -> String {
        svg(chart, &format!("chart-{situation}-{series}"))
    }

    /// Marker and name of each speaker of a chart.
    fn legend(&self, chart: &Chart) -> String {
        let mut speakers: Vec<(usize, &str)> =
            chart.marks.iter().map(|m| (m.speaker, &*m.who)).collect();
        speakers.sort_unstable();
        speakers.dedup();
        let entry = |(at, who): &(usize, &str)| format!("<li>{}{}</li>", key(*at), escape(who));
        speakers.iter().map(entry).collect()
    }

    fn legend_of_grades(&self) -> String {
        LEGEND.join(" ")
    }

    /// Whether several situations are told in full.
    fn several(&self) -> bool {
        self.view.situations.len() > 1
    }

    fn tone(&self, tone: &Tone) -> &'static str {
        tone.class()
    }

    /// The place of the article of a report in the page.
    fn anchor(&self, report: &ReportIx) -> String {
        format!("a{}", report.0 + 1)
    }
}

fn articles(record: &Record, view: &View) -> Vec<ArticleText> {
    let mut reports: Vec<&ReportView> =
        view.situations.iter().flat_map(|s| s.reports.iter().chain(&s.cited)).collect();
    reports.extend(view.others.iter().map(|o| &o.report));
    let article = |report: &&ReportView| {
        let at = report.report.at();
        let article = &record.reports[at].article;
        let cited: Vec<(u32, Span)> = view
            .references
            .iter()
            .filter(|r| r.passage.report == report.report)
            .map(|r| (r.number, r.passage.span))
            .collect();
        let aside: Vec<Span> = article
            .blocks
            .iter()
            .filter(|b| matches!(b.kind, BlockKind::Furniture | BlockKind::Caption))
            .map(|b| b.span)
            .collect();
        let marked = marks::marked(&article.text, &cited, &aside);
        let web = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
        ArticleText {
            at: at + 1,
            report: (*report).clone(),
            file: article.path.clone().unwrap_or_else(|| article.id.clone()),
            url: article.url.as_ref().filter(web).cloned(),
            text: marked.html,
            split: marked.split,
        }
    };
    reports.iter().map(article).collect()
}
