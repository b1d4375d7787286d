//! A plain text taken apart: what each of its lines is, and what its front matter and its last
//! lines tell.

use std::sync::LazyLock;

use regex::Regex;
use text::{Block, BlockKind, Credit, DateClue, DateFrom, Dateline, Outlet, PartialDate, Span};
use world::{Kind, World};

use crate::caption::{begins_with_source, credit_at_head, ends_in_photo_credit, is_source_alone};
use crate::credit;
use crate::dateline;
use crate::draft::{host, outlet_at};
use crate::head::{Header, header};
use crate::lines::{Form, form};

/// Lines at the head of a text among which front matter is looked for.
const HEAD_LINES: usize = 6;
/// Paragraphs of prose among which the dateline is looked for.
const DATELINE_PARAGRAPHS: usize = 3;
/// Most words of a headline.
const HEADLINE_WORDS: usize = 30;
/// Most words of a heading between paragraphs.
const HEADING_WORDS: usize = 7;
/// A link to another report is shorter than this, in bytes.
const LINK_BYTES: usize = 160;

/// What a text tells of itself.
#[derive(Debug)]
pub(crate) struct Parts<'a> {
    text: &'a str,
    world: &'a World,
    title: Option<&'a str>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) datelines: Vec<Dateline>,
    /// Dates without a year in datelines.
    pub(crate) filed: Vec<Span>,
    pub(crate) credits: Vec<Credit>,
    pub(crate) clues: Vec<DateClue>,
    pub(crate) headline: Option<Span>,
    pub(crate) byline: Option<Span>,
    pub(crate) outlet: Option<Outlet>,
    /// Paragraphs of prose so far.
    prose: usize,
    in_links: bool,
    /// Whether most lines end in a full stop, so that one that does not is no prose.
    stopped: bool,
}

impl<'a> Parts<'a> {
    /// Takes `text` apart; `title` is its headline where that is known.
    pub(crate) fn of(text: &'a str, title: Option<&'a str>, world: &'a World) -> Parts<'a> {
        let lines = lines(text);
        let stopped = lines.iter().filter(|l| stops(l.of(text))).count();
        let loose = |line: &&Span| !stops(line.of(text)) && form(line.of(text)).is_none();
        let loose = lines.iter().filter(loose).count();
        let mut parts = Parts {
            text,
            world,
            title,
            blocks: Vec::new(),
            datelines: Vec::new(),
            filed: Vec::new(),
            credits: Vec::new(),
            clues: Vec::new(),
            headline: None,
            byline: None,
            outlet: None,
            prose: 0,
            in_links: false,
            stopped: stopped >= loose && stopped >= 2,
        };
        let last = parts.last_of_report(&lines);
        for (n, line) in lines.iter().enumerate() {
            let rest = &lines[n + 1..];
            let line = if n < HEAD_LINES && parts.prose == 0 { parts.front(*line) } else { *line };
            if !line.is_empty() {
                parts.line(line, rest, last == Some(n));
            }
        }
        parts
    }

    /// The line with which the report ends: the last that is neither furniture nor a byline.
    fn last_of_report(&self, lines: &[Span]) -> Option<usize> {
        let of_report = |line: &Span| {
            let words = line.of(self.text);
            !matches!(form(words), Some(Form::Furniture | Form::Links | Form::Byline))
        };
        lines.iter().rposition(of_report)
    }

    fn push(&mut self, span: Span, kind: BlockKind) {
        if !span.is_empty() {
            self.blocks.push(Block { span, kind });
        }
    }

    /// Takes a date's line apart; what is left to be read of it.
    fn front(&mut self, line: Span) -> Span {
        let Some(found) = header(self.text, line) else { return line };
        let takes_rest = found.takes_rest(self.text);
        let Header { date, label, evidence, before, span, after } = found;
        let field = label;
        self.clues.push(DateClue { date, from: DateFrom::Header, field, evidence: Some(evidence) });
        if !before.is_empty() {
            let agencies =
                credit::agencies(before.of(self.text).trim_end_matches(['|', ' ']), self.world);
            if agencies.is_empty() {
                self.push(before, BlockKind::Headline);
                self.headline = self.headline.or(Some(before));
            } else {
                self.credit(agencies, before);
                self.push(before, BlockKind::Byline);
            }
        }
        if !takes_rest {
            self.push(span, BlockKind::Byline);
            return after;
        }
        self.push(span.join(after).trim(self.text), BlockKind::Byline);
        self.read_byline(after);
        Span::new(after.end as usize, after.end as usize)
    }

    fn credit(&mut self, agencies: Vec<Option<String>>, span: Span) {
        let credits =
            agencies.into_iter().map(|agency| Credit { agency, span: Some(span), whole: true });
        self.credits.extend(credits);
    }

    /// Reads one line; `rest` are the lines after it.
    fn line(&mut self, line: Span, rest: &[Span], last: bool) {
        let words = line.of(self.text);
        let kind = self.kind(line, words, rest, last);
        if kind != BlockKind::Caption {
            self.credits.extend(credit::in_line(self.text, line, last, self.world));
        }
        match kind {
            BlockKind::Headline if self.prose == 0 => {
                self.headline = self.headline.or(Some(line));
            }
            BlockKind::Byline => self.read_byline(line),
            BlockKind::Furniture => self.copyright(line),
            BlockKind::Body => {
                if self.prose < DATELINE_PARAGRAPHS && self.datelines.is_empty() {
                    self.dateline(line);
                }
                self.prose += 1;
            }
            BlockKind::Caption => {
                let start = line.start as usize + credit_at_head(words, self.world);
                let credit = Span::new(line.start as usize, start).trim(self.text);
                self.push(credit, BlockKind::Furniture);
                let own = Span::new(start, line.end as usize).trim(self.text);
                return self.push(own, kind);
            }
            _ => {}
        }
        self.push(line, kind);
    }

    fn kind(&mut self, line: Span, words: &str, rest: &[Span], last: bool) -> BlockKind {
        if self.in_links {
            let only_links = rest.iter().all(|l| l.len() < LINK_BYTES) && words.len() < LINK_BYTES;
            if only_links || !stops(words) {
                return BlockKind::Furniture;
            }
            self.in_links = false;
        }
        match form(words) {
            Some(Form::Furniture) => return BlockKind::Furniture,
            Some(Form::Links) => {
                self.in_links = true;
                return BlockKind::Furniture;
            }
            Some(Form::Caption) => return BlockKind::Caption,
            Some(Form::Byline) => return BlockKind::Byline,
            Some(Form::HeadByline) if self.prose == 0 => return BlockKind::Byline,
            Some(Form::HeadByline) | None => {}
        }
        if self.is_title(words) {
            return BlockKind::Headline;
        }
        if self.is_caption(words, rest, last) {
            return BlockKind::Caption;
        }
        if is_source_alone(words, self.world) {
            return if last { BlockKind::Byline } else { BlockKind::Caption };
        }
        let more_prose = rest.iter().any(|l| stops(l.of(self.text)));
        if !self.stopped || stops(words) || !more_prose || is_list_item(words) {
            return BlockKind::Body;
        }
        let count = words.split_whitespace().count();
        let starts = dateline::find(self.text, line, self.world).is_some();
        match (self.prose, count) {
            _ if starts => BlockKind::Body,
            (0, ..=HEADLINE_WORDS) => BlockKind::Headline,
            (0, _) => BlockKind::Body,
            (_, ..=HEADING_WORDS) => BlockKind::Headline,
            (_, ..=HEADLINE_WORDS) => BlockKind::Caption,
            _ => BlockKind::Body,
        }
    }

    /// Whether the line is the headline, in its own words or nearly.
    fn is_title(&self, words: &str) -> bool {
        let Some(title) = self.title else { return false };
        if self.prose > 0 || words.len() > 2 * title.len() + 20 {
            return false;
        }
        let bag = |s: &str| -> Vec<String> {
            let words = s.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
            words.map(str::to_lowercase).collect()
        };
        let (title, words) = (bag(title), bag(words));
        let shared = words.iter().filter(|w| title.contains(w)).count();
        !words.is_empty() && shared * 5 >= words.len() * 4 && shared * 5 >= title.len() * 3
    }

    fn is_caption(&self, words: &str, rest: &[Span], last: bool) -> bool {
        let more = rest.iter().any(|l| stops(l.of(self.text)));
        if !last && ends_in_photo_credit(words, self.world) {
            return true;
        }
        // A report ends in its agency's name; a paragraph before its end does so under a picture.
        let credited = TRAILING_NAME.captures(words).and_then(|f| f.get(1));
        let agency = credited.is_some_and(|n| !credit::agencies(n.as_str(), self.world).is_empty());
        let under_picture = agency && !last && more;
        under_picture || (!stops(words) && begins_with_source(words, self.world))
    }

    fn dateline(&mut self, paragraph: Span) {
        let Some(found) = dateline::find(self.text, paragraph, self.world) else { return };
        self.datelines.push(found.dateline);
        self.filed.extend(found.date);
        if let Some(who) = found.filed_by {
            let names = who.of(self.text);
            let agencies = credit::in_dateline(names, self.world);
            if agencies.is_empty() {
                self.publisher(names);
            }
            self.credit(agencies, who);
        }
    }

    /// Takes an outlet's name as that of the publisher.
    fn publisher(&mut self, name: &str) {
        let known = self.world.publisher(name.trim());
        if let Some(known) = known.filter(|k| k.kind == Kind::Outlet && self.outlet.is_none()) {
            self.outlet = Some(Outlet { name: known.name.clone(), domain: known.domain.clone() });
        }
    }

    /// Reads a line that says who wrote the report.
    fn read_byline(&mut self, line: Span) {
        let words = line.of(self.text);
        for found in IN_BRACKETS.captures_iter(words).filter_map(|f| f.get(1)) {
            let span =
                Span::new(line.start as usize + found.start(), line.start as usize + found.end());
            let agencies = credit::agencies(found.as_str(), self.world);
            self.credit(agencies, span);
            self.publisher(found.as_str());
        }
        if let Some(domain) = MAIL.captures(words).and_then(|f| host(&f[1]))
            && self.outlet.is_none()
            && !MAIL_HOSTS.contains(&domain.as_str())
        {
            self.outlet = Some(outlet_at(domain, self.world));
        }
        if let Some(found) = BY.find(words) {
            let end = words[found.end()..]
                .find(['[', '(', '<', '@'])
                .map_or(words.len(), |at| found.end() + at);
            let name = Span::new(line.start as usize + found.end(), line.start as usize + end)
                .trim(self.text);
            self.credits.extend(credit::in_byline(name.of(self.text), Some(name), self.world));
            self.byline = self.byline.or(Some(name));
        } else if let Some((name, place)) = words.split_once(", ")
            && self.prose == 0
            && (place.contains('.') || self.world.publisher(place).is_some())
        {
            let start = line.start as usize;
            self.byline = self.byline.or(Some(Span::new(start, start + name.len())));
            let agencies = credit::agencies(place, self.world);
            self.credit(agencies, line);
            self.publisher(place);
        }
        if let Some(found) = PRINTED.captures(words) {
            self.publisher(&found[1]);
            let date = crate::published::parse(&found[2]);
            self.text_clue(date, "print edition", line);
        }
    }

    /// The year of a copyright notice.
    fn copyright(&mut self, line: Span) {
        if let Some(found) = COPYRIGHT_YEAR.captures(line.of(self.text)) {
            let year = found[1].parse().ok().and_then(PartialDate::year);
            self.text_clue(year, "copyright", line);
        }
    }

    fn text_clue(&mut self, date: Option<PartialDate>, field: &str, line: Span) {
        self.clues.extend(date.map(|date| DateClue {
            date,
            from: DateFrom::Text,
            field: field.to_owned(),
            evidence: Some(line),
        }));
    }
}

/// `…in his office. (Yonhap)`
static TRAILING_NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"[.!?”"’'] ?[(\[]([^()\[\]]{2,40})[)\]]$"#).expect("valid"));
static IN_BRACKETS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\(([^()]{2,60})\)").expect("valid"));
static MAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[A-Za-z0-9_À-ɏ.+-]+@([A-Za-z0-9_À-ɏ-]+(?:\.[A-Za-z0-9_À-ɏ-]+)+)").expect("valid")
});
static BY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:By|BY)\s?:?\s").expect("valid"));
static PRINTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\(([A-ZÀ-ÞĀ-ɏ][A-Za-z0-9_À-ɏ'’ ]{2,40}?) ([0-9][0-9]?/[0-9][0-9]?/[0-9]{4})\b")
        .expect("valid")
});
static COPYRIGHT_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:©|\(c\)|copyright)[^0-9]{0,30}((?:19|20)[0-9][0-9])\b").expect("valid")
});

/// Mail hosts that are nobody's newsroom.
const MAIL_HOSTS: [&str; 8] = [
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "aol.com",
    "icloud.com",
    "protonmail.com",
    "example.com",
];

/// The lines of a text that hold anything, without white space at their ends.
fn lines(text: &str) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let span = Span::new(at, at + line.len()).trim(text);
        at += line.len();
        if !span.is_empty() {
            lines.push(span);
        }
    }
    lines
}

/// Whether a line ends as a sentence does.
fn stops(line: &str) -> bool {
    let bare = line.trim_end_matches(['"', '”', '\'', '’', ')', ']', '»', ' ', '*']);
    bare.ends_with(['.', '!', '?', '…', ':', ';', ',', '—', '–', '-'])
        || bare.is_empty()
        || (bare.len() < line.len() && line.ends_with(['"', '”', '’', '\'']))
}

/// Whether a line without a full stop is an item of a list, a quotation or a post.
fn is_list_item(line: &str) -> bool {
    line.starts_with(['•', '-', '–', '—', '*', '·', '▪', '►', '@', '#', '>', '"', '“'])
        || line.starts_with(|c: char| c.is_ascii_digit())
        || line.contains("(@")
}

#[cfg(test)]
mod tests {
    use text::BlockKind::{Body, Byline, Caption, Furniture, Headline};

    use super::*;
    use crate::draft::{About, plain};

    fn kinds(text: &str) -> Vec<(BlockKind, &str)> {
        let parts = Parts::of(text, None, World::bundled());
        parts.blocks.iter().map(|b| (b.kind, b.span.of(text))).collect()
    }

    #[test]
    fn each_part_is_told_for_what_it_is() {
        let caption = "The mayor speaks at the quay on Monday, in this photo provided by her office. (Yonhap)";
        let text = format!(
            " date 2019-05-06 {caption}\n\nThe ferry sank on Monday, the mayor said.\n\
             Image copyright Reuters Image caption The ferry in March\nThe owner was not there.\n\
             Old and slow\nTwelve people were taken from the water.\n\
             Getty Images The ferry at the quay in the autumn of the year before\nNobody was lost.\n\
             BY JANE DOE [doe.jane@bbc.com]\nNo comments\nPost a Comment"
        );
        let expected = [
            (Byline, "date 2019-05-06"),
            (Caption, caption),
            (Body, "The ferry sank on Monday, the mayor said."),
            (Furniture, "Image copyright Reuters Image caption"),
            (Caption, "The ferry in March"),
            (Body, "The owner was not there."),
            (Headline, "Old and slow"),
            (Body, "Twelve people were taken from the water."),
            (Furniture, "Getty Images"),
            (Caption, "The ferry at the quay in the autumn of the year before"),
            (Body, "Nobody was lost."),
            (Byline, "BY JANE DOE [doe.jane@bbc.com]"),
            (Furniture, "No comments"),
            (Furniture, "Post a Comment"),
        ];
        assert_eq!(kinds(&text), expected);
        let a = plain(text.clone(), &About::default(), World::bundled());
        assert_eq!(a.outlet.map(|o| o.name).as_deref(), Some("BBC"));
        assert_eq!(a.byline.as_deref(), Some("JANE DOE"));
        assert_eq!(
            a.published.map(|p| (p.date.to_string(), p.from)),
            Some(("2019-05-06".to_owned(), DateFrom::Header))
        );
        assert!(a.credits.is_empty(), "a photo credit is no credit: {:?}", a.credits);
    }

    #[test]
    fn an_update_line_is_taken_off_its_headline() {
        let text = "Ferry sinks off the coast Updated: 2019-05-06 06:50 (Xinhua)\n\
                    ROME - The ferry sank.\nTwelve were saved.\nRead more:\nA second ferry is late\nWho owns the ferry";
        let expected = [
            (Headline, "Ferry sinks off the coast"),
            (Byline, "Updated: 2019-05-06 06:50 (Xinhua)"),
            (Body, "ROME - The ferry sank."),
            (Body, "Twelve were saved."),
            (Furniture, "Read more:"),
            (Furniture, "A second ferry is late"),
            (Furniture, "Who owns the ferry"),
        ];
        assert_eq!(kinds(text), expected);
        let a = plain(text.to_owned(), &About::default(), World::bundled());
        assert_eq!(a.title.as_deref(), Some("Ferry sinks off the coast"));
        assert_eq!(a.datelines.len(), 1);
        let agencies: Vec<_> = a.credits.iter().map(|c| (c.agency.as_deref(), c.whole)).collect();
        assert_eq!(agencies, [(Some("Xinhua"), true)]);
    }

    #[test]
    fn prose_stays_prose() {
        for text in [
            "The ferry sank",
            "“We all swam,” she said",
            "One line without a stop\nAnother line without one\nA third one of the kind",
            "The ferry sank.\n- twelve were saved\n- nobody was lost\nThat is all.",
            "Jane Doe: What happened?\nJohn Roe: It sank.\nJane Doe: When?",
        ] {
            assert!(kinds(text).iter().all(|(kind, _)| *kind == Body), "{:?}", kinds(text));
        }
    }
}
