//! One article as a person reads it, with what was understood marked in it and listed after it.

use ::text::{Article, Span};
use reading::{Reading, Speaker};

use crate::lines::{Ink, Page, TextOptions};
use crate::words::{Calendar, force, one_line};

/// The article's text with names, times, quantities and statements marked, then lists of each.
///
/// Without colour, names stand in `[…]`, times in `‹…›`, quantities in `{…}`; the statements, in
/// both, are listed with their source and cue.
pub fn annotated(article: &Article, reading: &Reading, options: &TextOptions) -> String {
    let mut print = Print { article, reading, page: Page::new(*options), options: *options };
    print.head();
    print.body();
    print.statements();
    print.figures();
    print.events();
    print.entities();
    print.notes();
    print.page.finish()
}

struct Print<'a> {
    article: &'a Article,
    reading: &'a Reading,
    page: Page,
    options: TextOptions,
}

impl Print<'_> {
    fn words(&self, span: Span) -> String {
        one_line(span.of(&self.article.text))
    }

    fn heading(&mut self, words: &str) {
        self.page.blank();
        self.page.paragraph(0, 0, &[(Ink::Heading, words.to_uppercase())]);
    }

    fn row(&mut self, pieces: &[(Ink, String)]) {
        self.page.paragraph(2, 6, pieces);
    }

    fn head(&mut self) {
        if let Some(title) = &self.article.title {
            self.page.paragraph(0, 0, &[(Ink::Strong, one_line(title))]);
        }
        let outlet = self.article.outlet.as_ref().map(|o| one_line(&o.name));
        let date = self.article.published.map_or_else(
            || "undated".to_owned(),
            |p| format!("{} (from {})", Calendar::default().date(p.date), p.from.name()),
        );
        let origin = self.reading.origin.as_ref().map(|o| match o.agencies.is_empty() {
            true => o.kind.name().to_owned(),
            false => format!("{} ({})", o.kind.name(), o.agencies.join(", ")),
        });
        let head: Vec<String> = outlet.into_iter().chain([date]).chain(origin).collect();
        self.page.paragraph(0, 0, &[(Ink::Quiet, head.join(" · "))]);
    }

    /// Marked passages in order, without overlap: where two overlap, the first stands.
    fn marks(&self) -> Vec<(Span, Ink, [&'static str; 2])> {
        let reading = self.reading;
        let names = reading.names.iter().map(|n| (n.span, Ink::Name, ["[", "]"]));
        let times = reading.times.iter().map(|t| (t.span, Ink::Time, ["‹", "›"]));
        let quantities = reading.quantities.iter().map(|q| (q.span, Ink::Number, ["{", "}"]));
        let mut all: Vec<_> = times.chain(quantities).chain(names).collect();
        all.sort_by_key(|(span, ..)| (span.start, std::cmp::Reverse(span.end)));
        let mut end = 0;
        all.retain(|(span, ..)| {
            let free = span.start >= end && span.fits(&self.article.text) && !span.is_empty();
            if free {
                end = span.end;
            }
            free
        });
        all
    }

    fn body(&mut self) {
        let marks = self.marks();
        for block in &self.article.blocks {
            self.page.blank();
            let mut pieces: Vec<(Ink, String)> = Vec::new();
            let mut at = block.span.start;
            for (span, ink, [open, close]) in
                marks.iter().filter(|(span, ..)| block.span.contains(*span))
            {
                pieces.push((Ink::Plain, self.between(at, span.start)));
                let words = self.words(*span);
                let words =
                    if self.options.colour { words } else { format!("{open}{words}{close}") };
                pieces.push((*ink, words));
                at = span.end;
            }
            pieces.push((Ink::Plain, self.between(at, block.span.end)));
            self.page.paragraph(0, 0, &pieces);
        }
    }

    /// The words between two marks, with the spaces at their ends.
    fn between(&self, start: u32, end: u32) -> String {
        let words = Span { start, end }.of(&self.article.text);
        let edge = |at_edge: Option<char>| at_edge.is_some_and(char::is_whitespace);
        let line = one_line(words);
        let before = if edge(words.chars().next()) { " " } else { "" };
        let after = if edge(words.chars().next_back()) && !line.is_empty() { " " } else { "" };
        format!("{before}{line}{after}")
    }

    fn speaker(&self, speaker: Speaker) -> String {
        match speaker {
            Speaker::Entity(entity) => one_line(&self.reading.entities[entity.at()].name),
            Speaker::Unresolved(span) => format!("{} (not resolved)", self.words(span)),
            Speaker::Outlet => "the outlet".to_owned(),
        }
    }

    fn statements(&mut self) {
        if self.reading.statements.is_empty() {
            return;
        }
        self.heading("Statements");
        for statement in &self.reading.statements {
            let content: Vec<String> =
                statement.content.iter().map(|span| self.words(*span)).collect();
            let cue = statement.cue.map(|c| format!(" “{}”", self.words(c))).unwrap_or_default();
            let mut about = vec![statement.mode.name().to_owned()];
            about.extend(force(statement.force, statement.negated).map(str::to_owned));
            about.extend(statement.said_on.map(|d| Calendar::default().date(d)));
            for link in &statement.via {
                about.push(format!("via {}", one_line(&self.reading.entities[link.at()].name)));
            }
            let who = (Ink::Name, self.speaker(statement.speaker));
            let said = (Ink::Plain, format!(": {} ", content.join(" … ")));
            let about = (Ink::Quiet, format!("({})", about.join(", ")));
            self.row(&[who, (Ink::Quiet, cue), said, about]);
        }
    }

    fn figures(&mut self) {
        if self.reading.figures.is_empty() {
            return;
        }
        self.heading("Figures");
        for figure in &self.reading.figures {
            let quantity = &self.reading.quantities[figure.quantity.at()];
            let mut about = vec![self.speaker(figure.speaker), figure.status.name().to_owned()];
            about.extend(figure.as_of.map(|d| format!("as of {}", Calendar::default().date(d))));
            about.push(quantity.unit.clone());
            let words = (Ink::Number, self.words(quantity.span));
            self.row(&[words, (Ink::Quiet, format!(" — {}", about.join(" · ")))]);
        }
    }

    fn events(&mut self) {
        if self.reading.events.is_empty() {
            return;
        }
        self.heading("Events");
        for event in &self.reading.events {
            let mut about = vec![event.kind.name().to_owned(), event.status.name().to_owned()];
            let name = |e: &reading::EntityIx| one_line(&self.reading.entities[e.at()].name);
            about.extend(event.participants.iter().map(|(e, _)| name(e)));
            about.extend(event.place.iter().map(|e| format!("at {}", name(e))));
            if event.background {
                about.push("background".to_owned());
            }
            let when = event.date.map(|d| Calendar::default().days(d));
            let when = (Ink::Time, when.unwrap_or_else(|| "no date".to_owned()));
            let words = (Ink::Plain, format!("  {} ", self.words(event.span)));
            self.row(&[when, words, (Ink::Quiet, format!("({})", about.join(", ")))]);
        }
    }

    fn entities(&mut self) {
        if self.reading.entities.is_empty() {
            return;
        }
        self.heading("Names");
        for (at, entity) in self.reading.entities.iter().enumerate() {
            let mentions = self.reading.mentions.iter().filter(|m| m.entity.at() == at).count();
            let mut about = vec![entity.kind.name().to_owned()];
            about.extend(entity.titles.iter().map(|t| one_line(&t.text)));
            about.extend(entity.aliases.iter().map(|a| format!("also “{}”", one_line(a))));
            about.push(crate::words::count(mentions, "mention"));
            let name = (Ink::Name, one_line(&entity.name));
            self.row(&[name, (Ink::Quiet, format!(" — {}", about.join(" · ")))]);
        }
    }

    fn notes(&mut self) {
        if self.reading.notes.is_empty() {
            return;
        }
        self.heading("Not understood");
        for note in &self.reading.notes {
            let words = (Ink::Plain, format!("“{}” ", self.words(note.span)));
            self.row(&[words, (Ink::Quiet, one_line(&note.text))]);
        }
    }
}
