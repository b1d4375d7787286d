//! Corrections made in place: the form of each thing, and the log of all.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Extension, Query, State};
use reading::EventStatus;
use record::{Anchor, Correction, Passage, Record, Reliability, Voice, What};
use serde::Deserialize;
use text::{Date, DateSpan, PartialDate, Span};

use super::super::App;
use super::super::guard::{Guest, Nonce, see_other};
use super::marks::OWN_WORDS;
use super::{Failure, Page, Top, day, encoded, missing, show, work};
use crate::corrections::{About, Change, Entry};
use crate::who::{Mentioned, mentioned};
use crate::{Error, Kind, look};

/// Entries of the log on its page.
const ENTRIES: usize = 200;
/// Most characters of the words that tell one thing from another in a list.
const WORDS: usize = 90;

/// The address of the form that puts right what a passage was taken for.
pub(super) fn address(kind: &str, situation: &str, article: &str, span: Span) -> String {
    format!(
        "/correct?kind={kind}&situation={situation}&article={}&from={}&to={}",
        encoded(article),
        span.start,
        span.end
    )
}

/// What is to be put right: a kind of thing, and the passage that it was taken from.
#[derive(Clone, Debug, Deserialize)]
pub(in super::super) struct Asked {
    kind: String,
    situation: String,
    #[serde(default)]
    article: String,
    #[serde(default)]
    from: u32,
    #[serde(default)]
    to: u32,
}

impl Asked {
    fn anchor(&self) -> Anchor {
        Anchor { article: self.article.clone(), span: Span { start: self.from, end: self.to } }
    }
}

#[derive(Template)]
#[template(path = "correct.html")]
struct CorrectForm {
    top: Top,
    asked: Asked,
    /// The words of the passage.
    words: String,
    /// What the desk takes it for now.
    now: String,
    /// The name of the entity that it mentions.
    name: String,
    /// The passage as a list names it.
    at: String,
    /// All mentions of that entity: the passage, and its words with those around them.
    mentions: Vec<(String, String)>,
    /// Names of the situation's entities.
    names: Vec<String>,
    /// Other things of the kind: the passage that names each, and its words.
    others: Vec<(String, String)>,
    statuses: Vec<&'static str>,
    grades: Vec<(&'static str, &'static str)>,
    entries: Vec<Entry>,
}

/// `GET /correct`.
pub(in super::super) async fn correct_form(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Extension(nonce): Extension<Nonce>,
    Query(asked): Query<Asked>,
) -> Page {
    show(app, move |app| {
        let top = Top::new(app, "Correct", guest, nonce);
        let entries = match asked.article.is_empty() {
            true => Vec::new(),
            false => app.desk.log_of(std::slice::from_ref(&asked.article))?,
        };
        let store = app.desk.store();
        let record = look::record(store, &asked.situation)?
            .ok_or_else(|| missing(&format!("the situation {}", asked.situation)))?;
        let mut form = CorrectForm::of(&record, asked, top, entries);
        if form.asked.kind == "situation" {
            let all = look::situations(store, true, ENTRIES, 0)?.into_iter();
            let others = all.filter(|s| s.key != form.asked.situation);
            form.others = others.map(|s| (s.key, s.title)).collect();
        }
        Ok(form)
    })
    .await
}

impl CorrectForm {
    fn of(record: &Record, asked: Asked, top: Top, entries: Vec<Entry>) -> CorrectForm {
        let (own, others): (Vec<Thing>, Vec<Thing>) =
            things(record, &asked.kind).into_iter().partition(|t| t.holds(&asked, record));
        let own = own.into_iter().next();
        let first = |thing: Thing| Some((passage(record, *thing.passages.first()?), thing.label));
        let mentions = own.iter().filter(|_| asked.kind == "entity").flat_map(|own| &own.passages);
        let mentions = mentions.map(|at| {
            let Mentioned { outlet, before, words, after, .. } = mentioned(record, *at);
            let outlet = outlet.unwrap_or_default();
            (passage(record, *at), format!("{outlet}: {before}{words}{after}"))
        });
        CorrectForm {
            top,
            words: words(record, &asked).unwrap_or_default(),
            mentions: mentions.collect(),
            at: format!("{}:{}:{}", asked.article, asked.from, asked.to),
            names: record.entities.iter().map(|e| e.name.clone()).collect(),
            others: others.into_iter().filter_map(first).collect(),
            now: own.as_ref().map(|own| own.is.clone()).unwrap_or_default(),
            name: own.map(|own| own.name).unwrap_or_default(),
            statuses: EventStatus::ALL.iter().map(|s| s.name()).collect(),
            grades: Reliability::ALL.iter().map(|(_, letter, words)| (*letter, *words)).collect(),
            entries,
            asked,
        }
    }
}

/// The words that are to be put right.
fn words(record: &Record, asked: &Asked) -> Option<String> {
    let report = record.reports.iter().find(|r| r.article.id == asked.article)?;
    let span = asked.anchor().span;
    let inside = span.fits(&report.article.text) && !span.is_empty();
    inside.then(|| span.of(&report.article.text).to_owned())
}

/// A thing of a record that others of its kind can be merged with.
struct Thing {
    /// What the desk takes it for.
    is: String,
    /// How it is called in a list.
    label: String,
    /// Its name, where it is an entity.
    name: String,
    passages: Vec<Passage>,
}

impl Thing {
    fn holds(&self, asked: &Asked, record: &Record) -> bool {
        let same = |p: &Passage| {
            record.reports[p.report.at()].article.id == asked.article
                && p.span == asked.anchor().span
        };
        self.passages.iter().any(same)
    }
}

/// The things of a kind in a record.
fn things(record: &Record, kind: &str) -> Vec<Thing> {
    let short = |words: &str| words.chars().take(WORDS).collect::<String>();
    match kind {
        "statement" => {
            let thing = |s: &record::Statement| Thing {
                is: format!("said by {}", record.speaker_name(&s.speaker).unwrap_or(OWN_WORDS)),
                label: String::new(),
                name: String::new(),
                passages: vec![Passage { report: s.report, span: s.span }],
            };
            record.statements.iter().map(thing).collect()
        }
        "event" => {
            let thing = |e: &record::Event| Thing {
                is: match e.date {
                    Some(days) => format!("{}, {} to {}", e.status.name(), days.from, days.to),
                    None => format!("{}, undated", e.status.name()),
                },
                label: short(&e.label),
                name: String::new(),
                passages: e.mentions.iter().map(|m| m.passage).collect(),
            };
            record.events.iter().map(thing).collect()
        }
        "figure" => {
            let thing = |s: &record::Series| Thing {
                is: s.label.clone(),
                label: short(&s.label),
                name: String::new(),
                passages: s
                    .points
                    .iter()
                    .map(|p| &record.figures[p.at()])
                    .map(|f| Passage { report: f.report, span: f.span })
                    .collect(),
            };
            record.series.iter().map(thing).collect()
        }
        "entity" => {
            let thing = |e: &record::Entity| Thing {
                is: format!("{}, {}", e.full_name, e.kind.name()),
                label: e.mentions.first().map_or(String::new(), |p| {
                    let at = mentioned(record, *p);
                    let outlet = at.outlet.unwrap_or_default();
                    short(&format!("{} ({}): {}{}", e.name, outlet, at.words, at.after))
                }),
                name: e.name.clone(),
                passages: e.mentions.clone(),
            };
            let mut all: Vec<Thing> = record.entities.iter().map(thing).collect();
            all.sort_by_key(|thing| thing.label.to_lowercase());
            all
        }
        _ => Vec::new(),
    }
}

/// A passage of a record as a list names it: article, first byte, one past the last.
fn passage(record: &Record, at: Passage) -> String {
    let article = &record.reports[at.report.at()].article.id;
    format!("{article}:{}:{}", at.span.start, at.span.end)
}

/// A correction, as a form sends it; each action uses some of the fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Sent {
    kind: String,
    situation: String,
    article: String,
    from: u32,
    to: u32,
    action: String,
    why: String,
    speaker: String,
    status: String,
    first: String,
    last: String,
    other: String,
    passage: String,
    what: String,
    grade: String,
    text: String,
}

/// `POST /correct`.
pub(in super::super) async fn correct(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Form(sent): Form<Sent>,
) -> Page {
    let to = work(app, move |app| {
        app.correct(change(app, &sent)?, &guest.session.name, &sent.why)?;
        let key = look::now_at(app.desk.store(), &sent.situation)?;
        Ok(key.map_or("/log".to_owned(), |key| format!("/s/{key}")))
    })
    .await?;
    Ok(see_other(&to))
}

fn change(app: &App, sent: &Sent) -> Result<Change, Error> {
    let own =
        Anchor { article: sent.article.clone(), span: Span { start: sent.from, end: sent.to } };
    let what = match sent.kind.as_str() {
        "event" => What::Event,
        "figure" => What::Series,
        _ => What::Entity,
    };
    Ok(match sent.action.as_str() {
        "speaker" => {
            let speaker = match sent.speaker.trim() {
                "" => Voice::Outlet,
                name => Voice::Named(name.to_owned()),
            };
            Change::Record(Correction::Speaker { statement: own, speaker })
        }
        "reject" => Change::Record(Correction::Reject { statement: own }),
        "status" => {
            let status = EventStatus::parse(&sent.status)
                .ok_or_else(|| wrong("the status", &sent.status))?;
            Change::Record(Correction::Status { event: own, status })
        }
        "date" => Change::Record(Correction::Date { event: own, date: days(sent)? }),
        "merge" => {
            Change::Record(Correction::Merge { what, these: vec![own, anchor(&sent.other)?] })
        }
        "split" if what == What::Entity => {
            let what = match sent.what.as_str() {
                "" | "entity" => What::Entity,
                "mention" => What::Mention,
                other => return Err(wrong("what is parted", other)),
            };
            Change::Record(Correction::Split { what, these: vec![anchor(&sent.passage)?] })
        }
        "split" => Change::Record(Correction::Split { what, these: vec![own] }),
        "published" => {
            let date = day(&sent.first)?.ok_or_else(|| wrong("the day", ""))?;
            Change::Published { article: sent.article.clone(), date: PartialDate::day(date) }
        }
        "apart" => {
            let all = look::articles_of(app.desk.store(), &sent.situation)?;
            let from = all.into_iter().filter(|key| *key != sent.article).collect();
            Change::Apart { these: vec![sent.article.clone()], from }
        }
        "together" => {
            let mut all = look::articles_of(app.desk.store(), &sent.situation)?;
            let others = look::articles_of(app.desk.store(), &sent.other)?;
            if all.is_empty() || others.is_empty() {
                return Err(missing(&format!("the situation {}", sent.other)));
            }
            all.truncate(1);
            all.extend(others.into_iter().take(1));
            Change::Together(all)
        }
        "reliability" => {
            let reliability =
                Reliability::parse(&sent.grade).ok_or_else(|| wrong("the grade", &sent.grade))?;
            Change::Reliability { name: sent.speaker.trim().to_owned(), reliability }
        }
        "note" => Change::Note { about: about(app, sent, own)?, text: sent.text.clone() },
        other => return Err(wrong("the action", other)),
    })
}

fn about(app: &App, sent: &Sent, own: Anchor) -> Result<About, Error> {
    Ok(match sent.kind.as_str() {
        "event" => About::Event(own),
        "figure" => About::Series(own),
        "statement" | "report" => About::Article(sent.article.clone()),
        "entity" => About::Entity(sent.speaker.trim().to_owned()),
        _ => {
            let first = look::articles_of(app.desk.store(), &sent.situation)?.into_iter().next();
            About::Situation(first.ok_or_else(|| missing("the situation"))?)
        }
    })
}

fn wrong(what: &str, given: &str) -> Error {
    Error::new(Kind::Invalid, "reading a correction", format!("{what} cannot be {given:?}"))
}

/// The days of an event: none where neither is given.
fn days(sent: &Sent) -> Result<Option<DateSpan>, Error> {
    let (first, last): (Option<Date>, Option<Date>) = (day(&sent.first)?, day(&sent.last)?);
    let days = first.or(last).zip(last.or(first)).map(|(from, to)| DateSpan { from, to });
    match days {
        Some(days) if days.to < days.from => Err(wrong("the last day", &sent.last)),
        days => Ok(days),
    }
}

/// The passage that a list names ([`passage`]).
fn anchor(named: &str) -> Result<Anchor, Error> {
    let parts: Vec<&str> = named.split(':').collect();
    let found =
        match parts[..] {
            [article, from, to] => from.parse().ok().zip(to.parse().ok()).map(|(start, end)| {
                Anchor { article: article.to_owned(), span: Span { start, end } }
            }),
            _ => None,
        };
    found.ok_or_else(|| wrong("the other passage", named))
}

#[derive(Template)]
#[template(path = "log.html")]
struct Log {
    top: Top,
    entries: Vec<Entry>,
}

impl Log {
    /// What an entry does, as it is kept: every field by name.
    fn what(entry: &&Entry) -> String {
        serde_json::to_string(&entry.change).unwrap_or_else(|e| e.to_string())
    }
}

/// `GET /log`.
pub(in super::super) async fn log(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Extension(nonce): Extension<Nonce>,
) -> Page {
    show(app, move |app| {
        let entries = app.desk.log(None, ENTRIES)?;
        Ok(Log { top: Top::new(app, "Corrections", guest, nonce), entries })
    })
    .await
}

/// An entry to take back.
#[derive(Debug, Deserialize)]
pub(in super::super) struct Undo {
    id: i64,
    why: String,
}

/// `POST /undo`.
pub(in super::super) async fn undo(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Form(undo): Form<Undo>,
) -> Result<axum::response::Response, Failure> {
    work(app, move |app| app.correct(Change::Undo(undo.id), &guest.session.name, &undo.why))
        .await?;
    Ok(see_other("/log"))
}
