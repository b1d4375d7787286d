//! The brief for a terminal or a plain-text file.

use record::Record;

use crate::Coverage;
use crate::lines::{Ink, Page, TextOptions};
use crate::refs::{Reference, folder};
use crate::view::{
    ChainView, Cited, DisputeView, EventView, Figures, LEGEND, OtherReport, PointView, ReportView,
    SeriesView, Side, SituationView, SpeakerView, UtteranceView, View, view,
};
use crate::words::{Chip, count, shorten};

/// The brief as plain text, wrapped to `options.width`.
pub fn text(record: &Record, coverage: &Coverage, options: &TextOptions) -> String {
    let view = view(record, coverage);
    let mut print = Print { page: Page::new(*options) };
    for (at, situation) in view.situations.iter().enumerate() {
        print.situation(situation, (at == 0).then_some(&view));
    }
    if view.situations.is_empty() {
        print.coverage(&view);
    }
    print.others(&view.others);
    if !view.situations.is_empty() {
        print.heading("Grades");
        LEGEND.iter().for_each(|line| print.page.paragraph(2, 4, &[quiet(*line)]));
    }
    print.references(&view.references);
    print.page.finish()
}

/// Longest passage in the reference list, in characters.
const PASSAGE: usize = 150;

/// Printed where a date is not known.
const NO_DATE: &str = "no date";
/// Columns for the status of an event.
const STATUS: usize = 10;

/// Columns for dates: the widest of them and a gap.
fn column<'a>(dates: impl Iterator<Item = &'a str>) -> usize {
    dates.map(|d| d.chars().count()).max().unwrap_or(0).min(16) + 2
}

fn as_of(of: &PointView) -> &str {
    of.as_of.as_deref().unwrap_or(NO_DATE)
}

struct Print {
    page: Page,
}

type Pieces = Vec<(Ink, String)>;

fn plain(words: impl Into<String>) -> (Ink, String) {
    (Ink::Plain, words.into())
}

fn quiet(words: impl Into<String>) -> (Ink, String) {
    (Ink::Quiet, words.into())
}

/// `[3] [7]`, unbreakable within.
fn refs(numbers: &[u32]) -> (Ink, String) {
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    let words =
        if numbers.is_empty() { String::new() } else { format!(" [{}]", numbers.join(",")) };
    quiet(words)
}

fn chip(chip: Chip) -> (Ink, String) {
    (Ink::Tone(chip.tone), chip.word.to_owned())
}

impl Print {
    fn heading(&mut self, words: &str) {
        self.page.blank();
        self.page.paragraph(0, 0, &[(Ink::Heading, words.to_uppercase())]);
    }

    fn situation(&mut self, of: &SituationView, coverage: Option<&View>) {
        self.page.blank();
        self.page.paragraph(0, 0, &[(Ink::Strong, of.title.words.clone()), refs(&of.title.refs)]);
        let head = of.dates.iter().map(|d| format!("{d} · ")).collect::<String>() + &of.counts;
        self.page.paragraph(0, 0, &[plain(head)]);
        if let Some(news) = &of.news {
            self.page.paragraph(0, 0, &[(Ink::Strong, news.clone())]);
        }
        if let Some(view) = coverage {
            self.coverage(view);
        }
        self.figures(&of.figures);
        self.events("Timeline", &of.timeline);
        self.said(&of.speakers);
        self.disputes(&of.disputes);
        self.sources(of);
        self.events("Background", &of.background);
        self.reports(&of.reports);
    }

    fn coverage(&mut self, view: &View) {
        for (path, reason) in &view.skipped {
            self.page.paragraph(0, 4, &[quiet("Not read: "), plain(format!("{path}: {reason}"))]);
        }
        for (path, reason) in &view.left_out {
            self.page.paragraph(0, 4, &[quiet("Not used: "), plain(format!("{path}: {reason}"))]);
        }
        for note in &view.notes {
            self.page.paragraph(0, 4, &[quiet("Note: "), plain(note)]);
        }
    }

    fn figures(&mut self, of: &Figures) {
        if of.is_empty() {
            return;
        }
        self.heading("What moved");
        for series in &of.moved {
            self.series(series);
        }
        if !of.steady.is_empty() {
            self.page.paragraph(2, 4, &[(Ink::Strong, of.steady_heading.to_owned())]);
            let column = column(of.steady.iter().map(|s| as_of(&s.point)));
            for steady in &of.steady {
                self.point(&steady.point, column, Some(&steady.label));
            }
        }
        if !of.also.is_empty() {
            self.page.paragraph(2, 4, &[(Ink::Strong, "Also counted".to_owned())]);
        }
        for also in &of.also {
            let mut pieces: Pieces = vec![quiet(format!("{}: ", also.outlet))];
            for (at, figure) in also.figures.iter().enumerate() {
                pieces.push(plain(if at > 0 { "; " } else { "" }.to_owned() + &figure.words));
                pieces.push(refs(&figure.refs));
            }
            self.page.paragraph(4, 6, &pieces);
        }
    }

    fn series(&mut self, of: &SeriesView) {
        let mut head = vec![(Ink::Strong, of.label.clone()), plain(" — "), chip(of.chip)];
        head.extend(of.news.iter().map(|n| quiet(format!(" ({n})"))));
        self.page.paragraph(2, 4, &head);
        let column = column(of.points.iter().map(as_of));
        for point in &of.points {
            self.point(point, column, None);
        }
        if !of.summary.is_empty() {
            self.page.paragraph(4, 6, &[quiet(of.summary.clone())]);
        }
    }

    fn point(&mut self, of: &PointView, column: usize, label: Option<&str>) {
        let mut pieces = vec![(Ink::Strong, of.words.clone())];
        pieces.extend(label.map(|label| quiet(format!(" ({label})"))));
        for found in &of.chips {
            pieces.extend([plain(" "), chip(*found)]);
        }
        pieces.push(plain(format!(" — {}", of.who)));
        if Some(&of.reported) != of.as_of.as_ref() {
            pieces.push(quiet(match &*of.reported {
                "undated" => ", report undated".to_owned(),
                day => format!(", reported {day}"),
            }));
        }
        pieces.push(refs(&of.refs));
        self.page.entry(4, &[(Ink::Plain, as_of(of).to_owned(), column)], &pieces);
    }

    fn events(&mut self, heading: &str, events: &[EventView]) {
        if events.is_empty() {
            return;
        }
        self.heading(heading);
        let column = column(events.iter().map(|e| &*e.when));
        for event in events {
            self.event(event, column);
        }
    }

    fn event(&mut self, of: &EventView, column: usize) {
        let when = if of.dated { Ink::Strong } else { Ink::Quiet };
        let (ink, word) = chip(of.chip);
        let pieces = [plain(of.label.words.clone()), refs(&of.label.refs)];
        let cells = [(when, of.when.clone(), column), (ink, word, STATUS)];
        self.page.entry(2, &cells, &pieces);
        let more = of.more();
        if !more.is_empty() {
            let indent = 2 + column + STATUS;
            self.page.paragraph(indent, indent, &[quiet(more.join(" · "))]);
        }
    }

    fn said(&mut self, speakers: &[SpeakerView]) {
        if speakers.is_empty() {
            return;
        }
        self.heading("Who said what");
        for speaker in speakers {
            let title = speaker.title.iter().map(|t| format!(", {t}")).collect::<String>();
            let rated = speaker.reliability.iter().map(|r| format!(" · {r}")).collect::<String>();
            self.page.paragraph(
                2,
                4,
                &[(Ink::Strong, speaker.name.clone()), quiet(title + &rated)],
            );
            let leads = speaker.utterances.iter().map(|u| u.when.as_deref().unwrap_or(NO_DATE));
            let column = column(leads);
            for utterance in &speaker.utterances {
                self.utterance(utterance, column);
            }
        }
    }

    fn utterance(&mut self, of: &UtteranceView, column: usize) {
        let mut pieces = Vec::new();
        if let Some(force) = of.force {
            pieces.extend([quiet(force), plain(": ")]);
        }
        pieces.push(plain(of.words.clone()));
        let also = match of.also_in.is_empty() {
            true => String::new(),
            false => format!("; also in {}", of.also_in.join(", ")),
        };
        pieces.extend([quiet(format!(" ({}{also})", of.carried)), refs(&of.refs)]);
        let lead = of.when.as_deref().unwrap_or(NO_DATE).to_owned();
        self.page.entry(4, &[(Ink::Quiet, lead, column)], &pieces);
    }

    fn disputes(&mut self, disputes: &[DisputeView]) {
        if disputes.is_empty() {
            return;
        }
        self.heading("Where sources disagree");
        for dispute in disputes {
            let series = dispute.series.iter().map(|s| format!(" ({s})")).collect::<String>();
            let title = (Ink::Strong, dispute.proposition.clone());
            let news = dispute.news.iter().map(|n| format!(" — {n}")).collect::<String>();
            self.page.paragraph(2, 4, &[title, quiet(series), quiet(news)]);
            if let Some(bases) = dispute.bases() {
                self.page.paragraph(4, 6, &[quiet(bases)]);
            }
            self.sides("asserted by", &dispute.asserted);
            self.sides("denied or doubted by", &dispute.denied);
            self.sides("settled by", &dispute.settled);
        }
    }

    fn sides(&mut self, what: &str, sides: &[Side]) {
        for side in sides {
            let about = side.about.iter().map(|a| format!(" ({a})")).collect::<String>();
            let mut pieces = vec![quiet(format!("{what} ")), (Ink::Strong, side.who.clone())];
            pieces.extend([plain(format!("{about}: {}", side.words)), refs(&side.refs)]);
            self.page.paragraph(4, 6, &pieces);
        }
    }

    fn sources(&mut self, of: &SituationView) {
        let sources = &of.sources;
        if sources.reduction.is_none() && sources.chains.is_empty() && sources.copies.is_empty() {
            return;
        }
        self.heading("Sources");
        for line in sources.reduction.iter().chain(&sources.copies) {
            self.page.paragraph(2, 4, &[plain(line.clone())]);
        }
        for chain in &sources.chains {
            self.chain(chain);
        }
    }

    fn chain(&mut self, of: &ChainView) {
        for Cited { words, refs: numbers } in &of.ways {
            self.page.paragraph(2, 6, &[plain(words.clone()), refs(numbers)]);
        }
    }

    fn reports(&mut self, reports: &[ReportView]) {
        self.heading("Reports");
        for report in reports {
            self.report(report, &report.quoted);
        }
    }

    fn report(&mut self, of: &ReportView, holds: &str) {
        let known = of.known.iter().map(|k| format!(" ({k})")).collect::<String>();
        let mut pieces = vec![(Ink::Strong, of.outlet.clone()), plain(format!(", {}", of.date))];
        pieces.push(quiet(known));
        pieces.extend(of.title.iter().map(|t| plain(format!(": {t}"))));
        let mut more: Vec<String> = of.news.iter().cloned().collect();
        more.push(of.language.clone());
        more.extend(of.origin.clone());
        more.extend(of.versions.clone());
        if !of.cites.is_empty() {
            more.push(format!("cites {}", of.cites.join(", ")));
        }
        more.extend(of.reliability.clone());
        if !holds.is_empty() {
            more.push(holds.to_owned());
        }
        more.extend(of.notes.iter().cloned());
        pieces.push(quiet(format!(" — {}", more.join(" · "))));
        self.page.paragraph(2, 4, &pieces);
    }

    fn others(&mut self, others: &[OtherReport]) {
        if others.is_empty() {
            return;
        }
        self.heading("Other reports");
        for other in others {
            self.report(&other.report, &other.holds);
        }
    }

    fn references(&mut self, references: &[Reference]) {
        if references.is_empty() {
            return;
        }
        self.heading("References");
        let passages = count(references.len(), "passage");
        let folder = folder(references);
        let inside = if folder.is_empty() { String::new() } else { format!(" in {folder}") };
        let head = format!("{passages}{inside}; file, offsets in characters, words");
        self.page.paragraph(2, 4, &[quiet(head)]);
        let wide = references.len().to_string().len();
        for reference in references {
            let [start, end] = reference.range;
            let number = format!("[{}]", reference.number);
            let hang = wide + 5;
            let place = format!(" {} {start}–{end}", &reference.file[folder.len()..]);
            let words = shorten(&reference.words, PASSAGE.max(self.page.width()));
            self.page.paragraph(
                2,
                hang,
                &[plain(number), quiet(place), plain(format!(" {words}"))],
            );
        }
    }
}
