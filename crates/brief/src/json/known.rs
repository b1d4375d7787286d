//! A record's JSON read again: only what a later record is compared with.

use std::collections::BTreeMap;
use std::fmt;

use ::reading::EventStatus;
use ::record::{
    Behaviour, Known, KnownDispute, KnownEvent, KnownPoint, KnownReport, KnownSeries, Place,
};
use serde::Deserialize;

use super::parts::Range;
use super::record::SCHEMA;

/// Why a text is not an earlier record.
#[derive(Debug)]
pub enum NotARecord {
    /// It is not JSON, or not of a record's shape: what the parser says.
    Malformed(serde_json::Error),
    /// It is of another schema, named here where it names one.
    Schema(Option<String>),
    /// It names an id that it does not hold.
    Dangling(String),
    /// A word that stands for nothing: `status "held"`.
    Word(String),
}

impl fmt::Display for NotARecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotARecord::Malformed(error) => write!(f, "it does not parse: {error}"),
            NotARecord::Schema(Some(other)) => write!(f, "its schema is {other}, not {SCHEMA}"),
            NotARecord::Schema(None) => write!(f, "it names no schema; {SCHEMA} is needed"),
            NotARecord::Dangling(id) => write!(f, "it names {id} but does not hold it"),
            NotARecord::Word(word) => write!(f, "it holds an unknown {word}"),
        }
    }
}

impl std::error::Error for NotARecord {}

#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
}

#[derive(Deserialize)]
struct Document {
    articles: Vec<Article>,
    statements: Vec<Statement>,
    figures: Vec<Figure>,
    series: Vec<Series>,
    events: Vec<Event>,
    disputes: Vec<Dispute>,
}

#[derive(Deserialize)]
struct Article {
    id: String,
    sha256: String,
}

#[derive(Deserialize)]
struct Statement {
    id: String,
    article: String,
    span: Range,
}

#[derive(Deserialize)]
struct Figure {
    id: String,
    article: String,
    span: Range,
    value: Option<f64>,
    lo: Option<f64>,
    hi: Option<f64>,
}

#[derive(Deserialize)]
struct Series {
    id: String,
    behaviour: String,
    points: Vec<String>,
    origins: Vec<String>,
}

#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    status: String,
    mentions: Vec<Mention>,
    origins: Vec<String>,
}

#[derive(Deserialize)]
struct Mention {
    article: String,
    span: Range,
}

#[derive(Deserialize)]
struct Dispute {
    id: String,
    asserted: Vec<String>,
    denied: Vec<String>,
    series: Option<String>,
}

/// What the record in `json` tells, for comparing a later one with it. Fields that are not needed
/// are not looked at, so a record with more of them is read as well.
pub fn known(json: &str) -> Result<Known, NotARecord> {
    let head: Head = serde_json::from_str(json).map_err(NotARecord::Malformed)?;
    if head.schema.as_deref() != Some(SCHEMA) {
        return Err(NotARecord::Schema(head.schema));
    }
    let document: Document = serde_json::from_str(json).map_err(NotARecord::Malformed)?;
    let ids = document.articles.iter().enumerate().map(|(at, a)| (&*a.id, at));
    let places = Places { articles: ids.collect() };
    let mut figures: BTreeMap<&str, KnownPoint> = BTreeMap::new();
    for f in &document.figures {
        let place = places.of(&f.article, f.span)?;
        figures.insert(&f.id, KnownPoint { place, value: f.value, lo: f.lo, hi: f.hi });
    }
    let mut statements: BTreeMap<&str, Place> = BTreeMap::new();
    for s in &document.statements {
        statements.insert(&s.id, places.of(&s.article, s.span)?);
    }
    let series = |s: &Series| {
        Ok(KnownSeries {
            id: s.id.clone(),
            behaviour: behaviour(&s.behaviour)?,
            points: all(&figures, &s.points)?,
            origins: s.origins.clone(),
        })
    };
    let event = |e: &Event| {
        let mentions = e.mentions.iter().map(|m| places.of(&m.article, m.span));
        Ok(KnownEvent {
            id: e.id.clone(),
            kind: e.kind.clone(),
            status: status(&e.status)?,
            mentions: mentions.collect::<Result<_, _>>()?,
            origins: e.origins.clone(),
        })
    };
    let dispute = |d: &Dispute| {
        Ok(KnownDispute {
            id: d.id.clone(),
            asserted: all(&statements, &d.asserted)?,
            denied: all(&statements, &d.denied)?,
            series: d.series.clone(),
        })
    };
    let report = |a: &Article| KnownReport { id: a.id.clone(), sha256: a.sha256.clone() };
    Ok(Known {
        reports: document.articles.iter().map(report).collect(),
        series: document.series.iter().map(series).collect::<Result<_, _>>()?,
        events: document.events.iter().map(event).collect::<Result<_, _>>()?,
        disputes: document.disputes.iter().map(dispute).collect::<Result<_, _>>()?,
    })
}

struct Places<'a> {
    articles: BTreeMap<&'a str, usize>,
}

impl Places<'_> {
    fn of(&self, article: &str, span: Range) -> Result<Place, NotARecord> {
        let report = self.articles.get(article).copied();
        let report = report.ok_or_else(|| NotARecord::Dangling(article.to_owned()))?;
        Ok(Place { report, span })
    }
}

fn all<T: Copy>(by_id: &BTreeMap<&str, T>, ids: &[String]) -> Result<Vec<T>, NotARecord> {
    let one =
        |id: &String| by_id.get(&**id).copied().ok_or_else(|| NotARecord::Dangling(id.clone()));
    ids.iter().map(one).collect()
}

fn behaviour(word: &str) -> Result<Behaviour, NotARecord> {
    [Behaviour::Stable, Behaviour::Revised, Behaviour::Contested]
        .into_iter()
        .find(|b| b.name() == word)
        .ok_or_else(|| NotARecord::Word(format!("behaviour {word:?}")))
}

fn status(word: &str) -> Result<EventStatus, NotARecord> {
    [EventStatus::Happened, EventStatus::Planned, EventStatus::Denied, EventStatus::Alleged]
        .into_iter()
        .find(|s| s.name() == word)
        .ok_or_else(|| NotARecord::Word(format!("status {word:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{coverage, record};
    use crate::record_json;

    #[test]
    fn a_record_and_its_json_tell_the_same() {
        let record = record();
        let read = known(&record_json(&record, &coverage())).unwrap();
        assert_eq!(read, Known::of(&record));
    }

    #[test]
    fn what_is_no_record_is_told_why() {
        for (json, why) in [
            ("Ferry sinks", "does not parse"),
            ("{\"articles\": []}", "names no schema"),
            ("{\"schema\": \"twosource/record/9\"}", "twosource/record/9"),
            ("{\"schema\": \"twosource/record/1\"}", "missing field"),
            (
                r#"{"schema": "twosource/record/1", "articles": [], "statements": [],
                    "figures": [], "events": [], "disputes": [], "series": [{"id": "series-1",
                    "behaviour": "stable", "points": ["figure-1"], "origins": []}]}"#,
                "figure-1",
            ),
            (
                r#"{"schema": "twosource/record/1", "articles": [], "statements": [],
                    "figures": [], "disputes": [], "series": [], "events": [{"id": "event-1",
                    "type": "call", "status": "held", "mentions": [], "origins": []}]}"#,
                "status \"held\"",
            ),
        ] {
            let said = known(json).unwrap_err().to_string();
            assert!(said.contains(why), "{json}: {said}");
        }
    }
}
