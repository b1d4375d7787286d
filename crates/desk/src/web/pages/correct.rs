//! Corrections made in place: the form of each thing, and the log of all.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Extension, Query, State};
use jiff::Timestamp;
use reading::EventStatus;
use record::{Anchor, Correction, Record, Reliability, Voice, What};
use serde::Deserialize;
use text::{Date, DateSpan, PartialDate, Span};

use super::super::guard::{Guest, Nonce, see_other};
use super::super::{App, keeper};
use super::marks::OWN_WORDS;
use super::{Failure, Page, Top, day, encoded, missing, show, work};
use crate::corrections::{About, Change, Entry};
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
        let store = app.desk.store();
        let record = look::record(store, &asked.situation)?
            .ok_or_else(|| missing(&format!("the situation {}", asked.situation)))?;
        let others = match asked.kind.as_str() {
            "situation" => {
                let all = look::situations(store, true, ENTRIES, 0)?;
                let others = all.into_iter().filter(|s| s.key != asked.situation);
                others.map(|s| (s.key, s.title)).collect()
            }
            kind => others(&record, kind, &asked),
        };
        let articles = [asked.article.clone()];
        Ok(CorrectForm {
            top: Top::new(app, "Correct", guest, nonce),
            words: words(&record, &asked).unwrap_or_default(),
            now: taken_for(&record, &asked),
            names: record.entities.iter().map(|e| e.name.clone()).collect(),
            others,
            statuses: EventStatus::ALL.iter().map(|s| s.name()).collect(),
            grades: Reliability::ALL.iter().map(|(_, letter, words)| (*letter, *words)).collect(),
            entries: match asked.article.is_empty() {
                true => Vec::new(),
                false => app.desk.log_of(&articles)?,
            },
            asked,
        })
    })
    .await
}

/// The words that are to be put right.
fn words(record: &Record, asked: &Asked) -> Option<String> {
    let report = record.reports.iter().find(|r| r.article.id == asked.article)?;
    let span = asked.anchor().span;
    let inside = span.fits(&report.article.text) && !span.is_empty();
    inside.then(|| span.of(&report.article.text).to_owned())
}

/// What the desk takes the passage for now.
fn taken_for(record: &Record, asked: &Asked) -> String {
    let at = |report: record::ReportIx, span: Span| {
        record.reports[report.at()].article.id == asked.article && span == asked.anchor().span
    };
    let name = |speaker| record.speaker_name(speaker).unwrap_or(OWN_WORDS);
    match asked.kind.as_str() {
        "statement" => {
            let found = record.statements.iter().find(|s| at(s.report, s.span));
            found.map(|s| format!("said by {}", name(&s.speaker))).unwrap_or_default()
        }
        "event" => {
            let told = |e: &&record::Event| {
                e.mentions.iter().any(|m| at(m.passage.report, m.passage.span))
            };
            let found = record.events.iter().find(told);
            let tell = |e: &record::Event| match e.date {
                Some(days) => format!("{}, {} to {}", e.status.name(), days.from, days.to),
                None => format!("{}, undated", e.status.name()),
            };
            found.map(tell).unwrap_or_default()
        }
        "figure" => {
            let of = |s: &&record::Series| {
                s.points.iter().any(|p| {
                    let figure = &record.figures[p.at()];
                    at(figure.report, figure.span)
                })
            };
            record.series.iter().find(of).map(|s| s.label.clone()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// Other events or series of a record, each by a passage of it.
fn others(record: &Record, kind: &str, asked: &Asked) -> Vec<(String, String)> {
    let id = |report: record::ReportIx| record.reports[report.at()].article.id.as_str();
    let passage = |article: &str, span: Span| format!("{article}:{}:{}", span.start, span.end);
    let short = |words: &str| words.chars().take(WORDS).collect::<String>();
    let own = passage(&asked.article, asked.anchor().span);
    let all: Vec<(String, String)> = match kind {
        "event" => {
            let tell = |e: &record::Event| {
                let first = e.mentions.first()?.passage;
                Some((passage(id(first.report), first.span), short(&e.label)))
            };
            record.events.iter().filter_map(tell).collect()
        }
        "figure" => {
            let tell = |s: &record::Series| {
                let first = &record.figures[s.points.first()?.at()];
                Some((passage(id(first.report), first.span), short(&s.label)))
            };
            record.series.iter().filter_map(tell).collect()
        }
        _ => Vec::new(),
    };
    all.into_iter().filter(|(at, _)| *at != own).collect()
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
        let change = change(app, &sent)?;
        let now = Timestamp::now();
        app.desk.correct(change, &guest.session.name, &sent.why, now)?;
        // The page that is shown next tells it already.
        keeper::follow(app, now)?;
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

/// A passage as a list names it: article, first byte, one past the last.
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
    work(app, move |app| {
        let now = Timestamp::now();
        app.desk.undo(undo.id, &guest.session.name, &undo.why, now)?;
        keeper::follow(app, now)
    })
    .await?;
    Ok(see_other("/log"))
}
