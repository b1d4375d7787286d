use crate::{Date, PartialDate, Span};
use serde::{Deserialize, Serialize};

/// One published report: its text and what is known of it from outside the text.
///
/// The text is immutable: for plain text and for text that came in JSON it is the decoded input
/// unchanged; what is extracted from markup is new text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The input's own id where it has one, else derived from the content.
    pub id: String,
    /// The input's path as given, where it came from a file.
    pub path: Option<String>,
    /// SHA-256 of the text, in hexadecimal.
    pub sha256: String,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it.
    pub outlet: Option<Outlet>,
    /// Its headline.
    pub title: Option<String>,
    /// Its authors, as printed.
    pub byline: Option<String>,
    /// ISO 639-1 code of its language.
    pub language: String,
    /// When it was published; `None` is "undated".
    pub published: Option<Published>,
    /// Every clue to the date of publication, the one used and those set aside.
    pub date_clues: Vec<DateClue>,
    /// Agency credits: `(AP)`, `By Agencies`, `SEOUL, Oct. 28 (Yonhap) --`.
    pub credits: Vec<Credit>,
    /// Datelines.
    pub datelines: Vec<Dateline>,
    /// The text's parts in order, without overlap; what lies between is white space.
    pub blocks: Vec<Block>,
    /// The text.
    pub text: String,
    /// What was cut off, repaired or not understood on the way in.
    pub notes: Vec<String>,
}

impl Article {
    /// Whether it was published on `day` or before; where only the month or the year is known, that
    /// is certain at its end. `None`: it is undated.
    pub fn published_by(&self, day: Date) -> Option<bool> {
        self.published.map(|p| p.date.span().to <= day)
    }

    /// An article of which nothing is known but its text: every line is a paragraph of prose.
    pub fn of_text(text: &str) -> Article {
        let mut blocks = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let span = Span::new(at, at + line.len()).trim(text);
            if !span.is_empty() {
                blocks.push(Block { span, kind: BlockKind::Body });
            }
            at += line.len();
        }
        Article {
            id: String::new(),
            path: None,
            sha256: String::new(),
            url: None,
            outlet: None,
            title: None,
            byline: None,
            language: "en".to_owned(),
            published: None,
            date_clues: Vec::new(),
            credits: Vec::new(),
            datelines: Vec::new(),
            blocks,
            text: text.to_owned(),
            notes: Vec::new(),
        }
    }
}

/// Who published an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlet {
    /// The outlet's usual name, else its domain.
    pub name: String,
    /// Its web domain without `www.`.
    pub domain: Option<String>,
}

/// The date of publication and how it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The date. Its day is the day in the publisher's own time where that is known.
    pub date: PartialDate,
    /// Where the date was found.
    pub from: DateFrom,
    /// The words that show it, where they are in the text.
    pub evidence: Option<Span>,
}

/// Where a date was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DateFrom {
    /// Given with the article: JSON fields, JSON-LD, meta tags, a feed, `articles.json`.
    Metadata,
    /// A line at the head of the text: `Updated: 2016-07-15 13:14`.
    Header,
    /// The address.
    Url,
    /// A dateline: `SEOUL, Oct. 28 (Yonhap) --`.
    Dateline,
    /// The text itself, or the text compared with its neighbours.
    Text,
    /// A reader has put it right.
    Corrected,
}

impl DateFrom {
    /// The word used in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            DateFrom::Metadata => "metadata",
            DateFrom::Header => "header",
            DateFrom::Url => "url",
            DateFrom::Dateline => "dateline",
            DateFrom::Text => "text",
            DateFrom::Corrected => "corrected",
        }
    }
}

/// One clue to the date of publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateClue {
    /// What it says.
    pub date: PartialDate,
    /// Where it was found.
    pub from: DateFrom,
    /// The field, tag or phrase it came from: `article:published_time`, `Updated:`.
    pub field: String,
    /// The words, where they are in the text.
    pub evidence: Option<Span>,
}

/// An agency credited with the copy or a part of it. A photo credit is not one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// The agency's usual short name (`AP`, `Yonhap`); `None` for "Agencies", "wire reports".
    pub agency: Option<String>,
    /// Where in the text; `None` where metadata (byline, address) says so.
    pub span: Option<Span>,
    /// Whether the credit covers the whole report, or only a contribution
    /// ("The Associated Press contributed to this report").
    pub whole: bool,
}

/// `SEOUL, Oct. 28 (Yonhap) --`: where a report was filed, and sometimes when and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline {
    /// All of it, with its dash.
    pub span: Span,
    /// The place.
    pub place: Option<Span>,
}

/// A part of an article's text: a paragraph with what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where; no white space at either end.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// What a part of the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum BlockKind {
    /// Prose of the report. A dateline at its head belongs to it.
    Body,
    /// The headline, or a standfirst that is one.
    Headline,
    /// Who wrote it, when it was updated, which agency: `BY A NAME`, `Updated: … (Xinhua)`.
    Byline,
    /// A picture's caption or credit.
    Caption,
    /// Share links, "read more", comment counts: no part of the report.
    Furniture,
}

/// Whose copy an article is, and which media it names as where it got facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Own report, agency copy, or both.
    pub kind: OriginKind,
    /// Agencies whose copy it is or that contributed.
    pub agencies: Vec<String>,
    /// Other media it names as where it got facts.
    pub cites: Vec<String>,
}

/// Whether a report is an outlet's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OriginKind {
    /// The outlet's own report.
    Own,
    /// Mostly agency copy.
    Wire,
    /// Own report with credited agency contributions.
    Mixed,
}

impl OriginKind {
    /// The word used in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            OriginKind::Own => "own",
            OriginKind::Wire => "wire",
            OriginKind::Mixed => "mixed",
        }
    }
}
