//! What can be searched: every report and what it says, each with its passage.

use std::collections::BTreeMap;

use record::{Passage, Record, Speaker};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use text::{CodePoints, Span};

use crate::Error;

/// A row of `facts` but for its id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fact {
    article: i64,
    kind: &'static str,
    speaker: Option<String>,
    outlet: Option<String>,
    day: Option<String>,
    from: u32,
    to: u32,
    words: String,
}

/// Keeps what the record of a situation says; only what differs from before is written.
pub(crate) fn keep(db: &Transaction<'_>, situation: i64, record: &Record) -> Result<(), Error> {
    let mut rows: BTreeMap<Fact, i64> = before(db, situation)?;
    let mut insert = db.prepare_cached(
        "INSERT INTO facts (situation, article, kind, speaker, outlet, day, from_point, to_point, \
         words) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    let mut now = facts(db, record)?;
    now.sort();
    now.dedup();
    for fact in now {
        if rows.remove(&fact).is_some() {
            continue;
        }
        let Fact { article, kind, speaker, outlet, day, from, to, words } = fact;
        insert.execute(params![situation, article, kind, speaker, outlet, day, from, to, words])?;
    }
    let mut delete = db.prepare_cached("DELETE FROM facts WHERE id = ?1")?;
    for id in rows.into_values() {
        delete.execute([id])?;
    }
    Ok(())
}

/// Words as the full-text index takes them: next to each other, none of them an operator.
pub(crate) fn phrase(words: &str) -> String {
    // A control character would end the query.
    let plain = words.replace(|c: char| c == '"' || c.is_control(), " ");
    format!("\"{plain}\"")
}

/// The situations in which an outlet or a speaker of that name tells something.
pub(crate) fn told_by(db: &Connection, name: &str) -> Result<Vec<i64>, Error> {
    let sql = "SELECT DISTINCT f.situation FROM found JOIN facts f ON f.id = found.rowid \
               WHERE found MATCH '{speaker outlet} : ' || ?2 \
               AND (f.speaker = ?1 COLLATE NOCASE OR f.outlet = ?1 COLLATE NOCASE) \
               ORDER BY f.situation";
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_map([name, &phrase(name)], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

const KINDS: [&str; 5] = ["report", "statement", "figure", "event", "dispute"];

fn before(db: &Transaction<'_>, situation: i64) -> Result<BTreeMap<Fact, i64>, Error> {
    let sql = "SELECT id, article, kind, speaker, outlet, day, from_point, to_point, words \
               FROM facts WHERE situation = ?1";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([situation])?;
    let mut found = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get(2)?;
        // A kind of another version of the program is written anew.
        let kind = KINDS.iter().find(|k| **k == kind).copied().unwrap_or_default();
        let fact = Fact {
            article: row.get(1)?,
            kind,
            speaker: row.get(3)?,
            outlet: row.get(4)?,
            day: row.get(5)?,
            from: row.get(6)?,
            to: row.get(7)?,
            words: row.get(8)?,
        };
        found.insert(fact, row.get(0)?);
    }
    Ok(found)
}

fn facts(db: &Transaction<'_>, record: &Record) -> Result<Vec<Fact>, Error> {
    let mut id = db.prepare_cached("SELECT id FROM articles WHERE key = ?1")?;
    let mut articles: Vec<Option<(i64, CodePoints)>> = Vec::new();
    for report in &record.reports {
        let row = id.query_row([&report.article.id], |row| row.get(0)).optional()?;
        articles.push(row.map(|row| (row, CodePoints::new(&report.article.text))));
    }
    let fact = |kind, passage: Passage, speaker: Option<String>| {
        let (article, points) = articles[passage.report.at()].as_ref()?;
        let report = &record.reports[passage.report.at()].article;
        let [from, to] = points.span(passage.span);
        Some(Fact {
            article: *article,
            kind,
            speaker,
            outlet: report.outlet.as_ref().map(|o| o.name.clone()),
            day: report.published.map(|p| p.date.to_string()),
            from,
            to,
            words: passage.span.of(&report.text).to_owned(),
        })
    };
    let speaker = |of: &Speaker| record.speaker_name(of).map(str::to_owned);
    let mut found = Vec::new();
    for (at, report) in record.reports.iter().enumerate() {
        let whole = Span::new(0, report.article.text.len());
        found.push(fact("report", Passage { report: at.into(), span: whole }, None));
    }
    for said in &record.statements {
        let passage = Passage { report: said.report, span: said.span };
        found.push(fact("statement", passage, speaker(&said.speaker)));
    }
    for figure in record.series.iter().flat_map(|s| &s.points) {
        let figure = &record.figures[figure.at()];
        let passage = Passage { report: figure.report, span: figure.span };
        found.push(fact("figure", passage, speaker(&figure.speaker)));
    }
    for mention in record.events.iter().flat_map(|e| &e.mentions) {
        found.push(fact("event", mention.passage, None));
    }
    for dispute in &record.disputes {
        for at in dispute.asserted.iter().chain(&dispute.denied) {
            let said = &record.statements[at.at()];
            let passage = Passage { report: said.report, span: said.span };
            found.push(fact("dispute", passage, speaker(&said.speaker)));
        }
    }
    Ok(found.into_iter().flatten().collect())
}
