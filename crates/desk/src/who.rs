//! Somebody or something, by name or Wikidata id, across the situations of a desk: where it is
//! mentioned, what it says and takes part in, and what readers hold of it.
//!
//! Only those situations are unpacked whose reports hold the name, as the full-text index tells, or
//! in which it speaks.

use std::collections::BTreeSet;

use record::{EntityIx, Passage, Record};
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde::Serialize;
use text::limits::{NAME_PASSAGES, NAME_ROWS, NAME_SITUATIONS, NAME_STATEMENTS};
use text::{CodePoints, Span};
use utoipa::ToSchema;

use crate::corrections::{About, Change, Entry};
use crate::facts::phrase;
use crate::look::{self, EntityRow, Hit};
use crate::{Desk, Error, Kind};

/// Whom a page is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Whoever is called so, where reports name them in any case; where a record has nobody of that
    /// name, whoever is called so there too.
    Name(String),
    /// Whoever has that Wikidata id.
    Wikidata(String),
}

/// What the desk knows of somebody.
#[derive(Clone, Debug)]
pub struct Who {
    /// The name that was asked for, or that of the Wikidata id.
    pub name: String,
    /// What each situation knows, what moved last first.
    pub known: Vec<Appearance>,
    /// Whether further situations may name it: only the [`NAME_SITUATIONS`] that moved last were
    /// looked through, or those of the [`NAME_ROWS`] passages kept last that hold the name.
    pub more: bool,
    /// What it said, the newest first.
    pub said: Vec<Hit>,
    /// Whether it said more than is listed ([`NAME_STATEMENTS`]).
    pub said_more: bool,
    /// Notes on it and grades given to it that hold, the oldest first.
    pub entries: Vec<Entry>,
}

/// Somebody as one situation knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Appearance {
    /// What it is.
    #[serde(flatten)]
    pub entity: EntityRow,
    /// Its name there.
    pub name: String,
    /// How reliable readers hold it to be: the letter of the grade.
    pub reliability: Option<&'static str>,
    /// Where it is mentioned, by the order of the reports.
    pub passages: Vec<Mentioned>,
    /// Mentions beyond those listed.
    pub passages_left_out: usize,
    /// The events that it takes part in.
    pub events: Vec<TakesPart>,
    /// Events beyond those listed.
    pub events_left_out: usize,
}

/// A mention, with the words around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Mentioned {
    /// Key of the report.
    pub report: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub day: Option<String>,
    /// Where in its text: code points, half open.
    pub span: [u32; 2],
    /// The words before it on the same line, cut short.
    pub before: String,
    /// The words of the mention.
    pub words: String,
    /// The words after it on the same line, cut short.
    pub after: String,
    /// Where in the text, in bytes.
    #[serde(skip)]
    pub(crate) bytes: Span,
}

/// An event that somebody takes part in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TakesPart {
    /// Its words.
    pub label: String,
    /// Key of the report that they are taken from.
    pub report: String,
    /// Where in its text: code points, half open.
    pub span: [u32; 2],
    /// First day, where it is dated.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// `planned`, `happened` …
    pub status: &'static str,
}

/// Looks up somebody.
///
/// # Errors
/// If no name is given, and those of the store.
pub fn who(desk: &Desk, asked: &Asked) -> Result<Who, Error> {
    let (Asked::Name(given) | Asked::Wikidata(given)) = asked;
    let given = given.trim();
    if given.is_empty() {
        return Err(Error::new(Kind::Invalid, "looking somebody up", "no name is given")
            .advise("give a name or a Wikidata id"));
    }
    let names = names(desk, asked, given);
    let (keys, more) = candidates(desk, &names)?;
    let mut known = Vec::new();
    for key in keys {
        let Some(record) = look::record(desk.store(), &key)? else { continue };
        let found = meant(&record, asked, given).into_iter();
        known.extend(found.map(|at| appearance(&record, &key, at)));
    }
    let name = match asked {
        Asked::Name(_) => given.to_owned(),
        Asked::Wikidata(_) => names.first().cloned().unwrap_or_else(|| given.to_owned()),
    };
    let mut called: BTreeSet<&str> = known.iter().map(|a| a.name.as_str()).collect();
    called.insert(&name);
    let called: Vec<&str> = called.into_iter().collect();
    let mut said = look::said_by(desk.store(), &called, NAME_STATEMENTS + 1)?;
    let said_more = said.len() > NAME_STATEMENTS;
    said.truncate(NAME_STATEMENTS);
    let entries = entries(desk, &called)?;
    Ok(Who { name, known, more, said, said_more, entries })
}

/// The names that reports may use: that given, and those that the world knows for the same.
fn names(desk: &Desk, asked: &Asked, given: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut add = |known: &world::Known| {
        names.push(known.name.clone());
        names.extend(known.aliases.iter().cloned());
    };
    match asked {
        Asked::Name(_) => desk.world().find(given).for_each(&mut add),
        Asked::Wikidata(id) => desk.world().of_wikidata(id.trim()).for_each(&mut add),
    }
    if let Asked::Name(_) = asked {
        names.push(given.to_owned());
    }
    names
}

/// The keys of the situations to look through, what moved last first, and whether there may be more.
fn candidates(desk: &Desk, names: &[String]) -> Result<(Vec<String>, bool), Error> {
    if names.is_empty() {
        return Ok((Vec::new(), false));
    }
    let each = vec!["?"; names.len()].join(", ");
    let sql = format!(
        "WITH named (id) AS MATERIALIZED \
             (SELECT rowid FROM found WHERE found MATCH ? ORDER BY rowid DESC LIMIT {NAME_ROWS}), \
         of (situation) AS (SELECT situation FROM facts WHERE speaker IN ({each}) UNION \
             SELECT f.situation FROM named JOIN facts f ON f.id = named.id) \
         SELECT s.key, (SELECT count(*) FROM named) FROM of JOIN situations s ON s.id = of.situation \
         WHERE s.record IS NOT NULL ORDER BY s.moved DESC, s.id LIMIT {}",
        NAME_SITUATIONS + 1
    );
    let words = names.iter().map(|name| phrase(name)).collect::<Vec<_>>().join(" OR ");
    let values = [words].into_iter().chain(names.iter().cloned()).map(Value::Text);
    let values: Vec<Value> = values.collect();
    let rows: Vec<(String, usize)> = desk.store().read(|db| {
        let mut all = db.prepare_cached(&sql)?;
        let row = |row: &rusqlite::Row<'_>| {
            Ok((row.get(0)?, usize::try_from(row.get::<_, i64>(1)?).unwrap_or_default()))
        };
        let rows = all.query_map(params_from_iter(&values), row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    })?;
    let cut = rows.first().is_some_and(|(_, named)| *named >= NAME_ROWS);
    let more = cut || rows.len() > NAME_SITUATIONS;
    let keys = rows.into_iter().take(NAME_SITUATIONS).map(|(key, _)| key);
    Ok((keys.collect(), more))
}

/// Those of a record that are meant.
fn meant(record: &Record, asked: &Asked, given: &str) -> Vec<EntityIx> {
    let same = |name: &String| name.to_lowercase() == given.to_lowercase();
    let of = |test: &dyn Fn(&record::Entity) -> bool| -> Vec<EntityIx> {
        let all = record.entities.iter().enumerate().filter(|(_, e)| test(e));
        all.map(|(at, _)| at.into()).collect()
    };
    match asked {
        Asked::Wikidata(_) => of(&|e| e.wikidata.as_deref() == Some(given)),
        Asked::Name(_) => {
            let called = of(&|e| same(&e.name));
            if called.is_empty() { of(&|e| e.aliases.iter().any(same)) } else { called }
        }
    }
}

fn appearance(record: &Record, key: &str, at: EntityIx) -> Appearance {
    let entity = &record.entities[at.at()];
    let takes_part = |e: &&record::Event| e.participants.iter().any(|(who, _)| *who == at);
    let events: Vec<&record::Event> = record.events.iter().filter(takes_part).collect();
    let title = record.situations.first().map(|s| s.title.clone()).unwrap_or_default();
    Appearance {
        entity: EntityRow {
            situation: key.to_owned(),
            title,
            full_name: entity.full_name.clone(),
            kind: entity.kind.name().to_owned(),
            aliases: entity.aliases.clone(),
            titles: entity.titles.iter().map(|t| t.text.clone()).collect(),
            wikidata: entity.wikidata.clone(),
            mentions: entity.mentions.len(),
        },
        name: entity.name.clone(),
        reliability: entity.reliability.map(record::Reliability::letter),
        passages: entity
            .mentions
            .iter()
            .take(NAME_PASSAGES)
            .map(|p| mentioned(record, *p))
            .collect(),
        passages_left_out: entity.mentions.len().saturating_sub(NAME_PASSAGES),
        events: events.iter().take(NAME_PASSAGES).map(|e| event(record, e)).collect(),
        events_left_out: events.len().saturating_sub(NAME_PASSAGES),
    }
}

/// Most characters of the words before and after a mention.
const AROUND: usize = 60;

/// A mention of a record with the words around it.
pub(crate) fn mentioned(record: &Record, at: Passage) -> Mentioned {
    let article = &record.reports[at.report.at()].article;
    let (before, after) =
        (&article.text[..at.span.range().start], &article.text[at.span.range().end..]);
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    let from = before.char_indices().rev().nth(AROUND).map(|(from, _)| from);
    let to = after.char_indices().nth(AROUND).map(|(to, _)| to);
    Mentioned {
        report: article.id.clone(),
        outlet: article.outlet.as_ref().map(|o| o.name.clone()),
        day: article.published.map(|p| p.date.to_string()),
        span: CodePoints::new(&article.text).span(at.span),
        before: from.map_or(before.to_owned(), |from| format!("…{}", &before[from..])),
        words: at.span.of(&article.text).to_owned(),
        after: to.map_or(after.to_owned(), |to| format!("{}…", &after[..to])),
        bytes: at.span,
    }
}

fn event(record: &Record, of: &record::Event) -> TakesPart {
    let article = &record.reports[of.label_from.report.at()].article;
    TakesPart {
        label: of.label.clone(),
        report: article.id.clone(),
        span: CodePoints::new(&article.text).span(of.label_from.span),
        from: of.date.map(|d| d.from.to_string()),
        to: of.date.map(|d| d.to.to_string()),
        status: of.status.name(),
    }
}

/// What readers hold of somebody of one of these names.
fn entries(desk: &Desk, names: &[&str]) -> Result<Vec<Entry>, Error> {
    let same = |name: &str| names.iter().any(|n| n.to_lowercase() == name.to_lowercase());
    let about = |entry: &Entry| match &entry.change {
        Change::Note { about: About::Entity(name), .. } => same(name),
        Change::Reliability { name, .. } => same(name),
        _ => false,
    };
    let mut found = desk.log_of_kind("note")?;
    found.extend(desk.log_of_kind("reliability")?);
    found.retain(|entry| entry.in_force && about(entry));
    found.sort_by_key(|entry| entry.id);
    Ok(found)
}
