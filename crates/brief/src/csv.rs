//! Report-level rows: one for each report of a figure or event, so that researchers can aggregate
//! by their own rules. `docs/csv.md` says what each column means.

use std::collections::BTreeSet;

use ::text::CodePoints;
use record::{
    Basis, Changes, EventNews, Figure, Passage, Record, ReportIx, SeriesNews, SourceOrigin, Speaker,
};

use crate::view::party;
use crate::words::one_line;

const COLUMNS: [&str; 30] = [
    "kind",
    "situation",
    "id",
    "label",
    "event_type",
    "date",
    "date_precision",
    "location",
    "actor",
    "figure_low",
    "figure_best",
    "figure_high",
    "approximate",
    "unit",
    "status",
    "source",
    "via",
    "outlet",
    "reported",
    "original_source",
    "independent",
    "article",
    "path",
    "start",
    "end",
    "passage",
    "background",
    "parties",
    "credibility",
    "plover",
];

/// The column added where only what is new is written.
const CHANGE: &str = "change";

/// The figures and events of `record` as CSV with a header row, by situation and report. Where the
/// record was compared with an earlier one, only the rows of new reports on what changed.
pub fn csv(record: &Record) -> String {
    let points: Vec<CodePoints> =
        record.reports.iter().map(|r| CodePoints::new(&r.article.text)).collect();
    let table = Table { record, points };
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let mut write = |cells: Vec<String>| {
        writer.write_record(cells).expect("every row has as many cells as the header");
    };
    let names = COLUMNS.map(str::to_owned).to_vec();
    match &record.changes {
        None => {
            write(names);
            let figures = record.figures.iter().map(|f| table.figure(f));
            let mentions = |e: &'_ record::Event| -> Vec<_> {
                e.mentions.iter().map(|m| table.event(e, m)).collect()
            };
            let events = record.events.iter().flat_map(mentions);
            figures.chain(events).for_each(|row| write(row.map(guard).to_vec()));
        }
        Some(changes) => {
            write([names, vec![CHANGE.to_owned()]].concat());
            for (row, change) in table.changed(changes) {
                write([row.map(guard).to_vec(), vec![change.to_owned()]].concat());
            }
        }
    }
    let bytes = writer.into_inner().expect("writing to memory does not fail");
    String::from_utf8(bytes).expect("cells are UTF-8")
}

/// A cell that a spreadsheet would take for a formula, made text by a leading apostrophe.
fn guard(cell: String) -> String {
    let number = cell.parse::<f64>().is_ok();
    if !number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell
    }
}

struct Table<'a> {
    record: &'a Record,
    points: Vec<CodePoints>,
}

impl Table<'_> {
    /// The rows of new reports on what changed, each with the word for how.
    fn changed(&self, changes: &Changes) -> Vec<([String; COLUMNS.len()], &'static str)> {
        let new: BTreeSet<ReportIx> = changes.reports.iter().map(|r| r.report).collect();
        let mut rows = Vec::new();
        for change in &changes.series {
            for at in &self.record.series[change.series.at()].points {
                let figure = &self.record.figures[at.at()];
                if new.contains(&figure.report) {
                    let word = match change.points.contains(at) {
                        true if change.change == SeriesNews::New => "new",
                        true => "moved",
                        false => "repeated",
                    };
                    rows.push((self.figure(figure), word));
                }
            }
        }
        for change in &changes.events {
            let event = &self.record.events[change.event.at()];
            let word = match change.change {
                EventNews::New => "new",
                EventNews::Moved { .. } => "moved",
                EventNews::Confirmed => "confirmed",
                EventNews::TakenUp => "taken_up",
            };
            let mentions = change.mentions.iter().map(|m| &event.mentions[*m]);
            rows.extend(mentions.map(|m| (self.event(event, m), word)));
        }
        rows
    }

    fn figure(&self, of: &Figure) -> [String; COLUMNS.len()] {
        let series = of.series.map(|s| &self.record.series[s.at()]);
        let passage = Passage { report: of.report, span: of.span };
        let bound = |b: Option<f64>| b.map(|b| b.to_string()).unwrap_or_default();
        let origins = series.map_or(&[][..], |s| &s.basis.origins);
        let [article, path, start, end, words] = self.passage(passage);
        let [outlet, reported] = self.report(of.report);
        [
            "figure".into(),
            self.situation(of.report),
            series.map_or(&of.id, |s| &s.id).clone(),
            series.map(|s| one_line(&s.label)).unwrap_or_default(),
            String::new(),
            of.as_of.map(|d| d.to_string()).unwrap_or_default(),
            of.as_of.map(|d| d.precision.name().to_owned()).unwrap_or_default(),
            String::new(),
            String::new(),
            bound(of.lo),
            bound(of.value),
            bound(of.hi),
            of.approx.to_string(),
            one_line(&of.unit),
            of.status.name().into(),
            self.speaker(&of.speaker),
            self.names(&of.via),
            outlet,
            reported,
            names(origins),
            origins.len().to_string(),
            article,
            path,
            start,
            end,
            words,
            String::new(),
            series.map(|s| parties(&s.basis)).unwrap_or_default(),
            of.basis.credibility.grade.number().to_string(),
            String::new(),
        ]
    }

    fn event(&self, of: &record::Event, mention: &record::EventMention) -> [String; COLUMNS.len()] {
        let statement = mention.statement.map(|s| &self.record.statements[s.at()]);
        let [article, path, start, end, words] = self.passage(mention.passage);
        let [outlet, reported] = self.report(mention.passage.report);
        let actors: Vec<_> = of.participants.iter().map(|(e, _)| *e).collect();
        [
            "event".into(),
            self.situation(mention.passage.report),
            of.id.clone(),
            one_line(&of.label),
            of.kind.name().into(),
            of.date.map(|d| d.partial().to_string()).unwrap_or_default(),
            of.date.map(|d| d.partial().precision.name().to_owned()).unwrap_or_default(),
            of.place.map(|p| self.names(&[p])).unwrap_or_default(),
            self.names(&actors),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            mention.status.name().into(),
            statement.map(|s| self.speaker(&s.speaker)).unwrap_or_default(),
            statement.map(|s| self.names(&s.via)).unwrap_or_default(),
            outlet,
            reported,
            names(&of.basis.origins),
            of.basis.origins.len().to_string(),
            article,
            path,
            start,
            end,
            words,
            of.background.to_string(),
            parties(&of.basis),
            of.basis.credibility.grade.number().to_string(),
            of.plover.map(|root| root.name().to_owned()).unwrap_or_default(),
        ]
    }

    fn situation(&self, report: ReportIx) -> String {
        let at = self.record.reports[report.at()].situation;
        at.map(|s| self.record.situations[s.at()].id.clone()).unwrap_or_default()
    }

    fn report(&self, report: ReportIx) -> [String; 2] {
        let article = &self.record.reports[report.at()].article;
        let outlet = article.outlet.as_ref().map(|o| one_line(&o.name)).unwrap_or_default();
        [outlet, article.published.map(|p| p.date.to_string()).unwrap_or_default()]
    }

    /// Article id, path, start and end in code points, words.
    fn passage(&self, at: Passage) -> [String; 5] {
        let article = &self.record.reports[at.report.at()].article;
        let [start, end] = self.points[at.report.at()].span(at.span);
        [
            one_line(&article.id),
            one_line(article.path.as_deref().unwrap_or_default()),
            start.to_string(),
            end.to_string(),
            one_line(at.span.of(&article.text)),
        ]
    }

    /// Who says so; nothing where the outlet does in its own voice.
    fn speaker(&self, speaker: &Speaker) -> String {
        match speaker {
            Speaker::Entity(entity) => self.names(&[*entity]),
            Speaker::Words(words) => one_line(words),
            Speaker::Outlet => String::new(),
        }
    }

    fn names(&self, entities: &[record::EntityIx]) -> String {
        let names: Vec<String> =
            entities.iter().map(|e| one_line(&self.record.entities[e.at()].name)).collect();
        names.join("; ")
    }
}

fn parties(of: &Basis) -> String {
    of.parties.iter().map(party).collect::<Vec<_>>().join("; ")
}

fn names(origins: &[SourceOrigin]) -> String {
    origins.iter().map(|o| one_line(&o.name)).collect::<Vec<_>>().join("; ")
}
