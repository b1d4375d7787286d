//! What the desk knows, looked up: for pages, for the API and for the command line.

use record::{Known, Record, Since, build_one_corrected, changes};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use serde::Serialize;
use text::limits::SEARCH_RANKED;
use text::{Article, Date};
use utoipa::ToSchema;

use crate::corrections::InForce;
use crate::facts::phrase;
use crate::pack::unpack;
use crate::read::members;
use crate::{Desk, Error, Store};

/// A situation in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SituationRow {
    /// Its key: `s` and sixteen hexadecimal digits.
    pub key: String,
    /// The most central headline.
    pub title: String,
    /// First day of publication.
    pub from: Option<String>,
    /// Last day of publication.
    pub to: Option<String>,
    /// Its reports.
    pub reports: u32,
    /// When something new came (RFC 3339).
    pub moved: String,
    /// What was new then, counted.
    pub news: String,
}

fn situation_row(row: &Row<'_>) -> rusqlite::Result<SituationRow> {
    Ok(SituationRow {
        key: row.get(0)?,
        title: row.get(1)?,
        from: row.get(2)?,
        to: row.get(3)?,
        reports: row.get(4)?,
        moved: row.get(5)?,
        news: row.get(6)?,
    })
}

const SITUATION: &str = "key, title, from_day, to_day, reports, moved, news";

/// Situations by what moved last, `most` of them after the first `skip`; those of one report only
/// where `single`.
///
/// # Errors
/// Those of the store.
pub fn situations(
    store: &Store,
    single: bool,
    most: usize,
    skip: usize,
) -> Result<Vec<SituationRow>, Error> {
    store.read(|db| {
        let sql = format!(
            "SELECT {SITUATION} FROM situations WHERE record IS NOT NULL AND reports > ?1 \
             ORDER BY moved DESC, reports DESC, id LIMIT ?2 OFFSET ?3"
        );
        let least = i64::from(!single);
        let page = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let mut all = db.prepare_cached(&sql)?;
        let rows = all.query_map([least, page(most), page(skip)], situation_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

/// A situation as it is listed.
///
/// # Errors
/// Those of the store.
pub fn situation(store: &Store, key: &str) -> Result<Option<SituationRow>, Error> {
    store.read(|db| {
        let sql =
            format!("SELECT {SITUATION} FROM situations WHERE key = ?1 AND record IS NOT NULL");
        Ok(db.prepare_cached(&sql)?.query_row([key], situation_row).optional()?)
    })
}

/// The situations whose records were renewed after the renewal of number `after`, in that order, at
/// most `most`; and the number of the last renewal of these.
///
/// # Errors
/// Those of the store.
pub fn renewed(store: &Store, after: i64, most: usize) -> Result<(Vec<SituationRow>, i64), Error> {
    store.read(|db| {
        let sql = format!(
            "SELECT {SITUATION}, renewed FROM situations WHERE renewed > ?1 ORDER BY renewed \
             LIMIT ?2"
        );
        let mut all = db.prepare_cached(&sql)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = all.query_map([after, most], |row| Ok((situation_row(row)?, row.get(7)?)))?;
        let rows: Vec<(SituationRow, i64)> = rows.collect::<Result<_, _>>()?;
        let last = rows.last().map_or(after, |(_, number)| *number);
        Ok((rows.into_iter().map(|(row, _)| row).collect(), last))
    })
}

/// The number of the last renewal.
///
/// # Errors
/// Those of the store.
pub fn last_renewed(store: &Store) -> Result<i64, Error> {
    store.read(|db| {
        let sql = "SELECT coalesce(max(renewed), 0) FROM situations";
        Ok(db.query_row(sql, [], |row| row.get(0))?)
    })
}

/// What a desk holds, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    /// Articles.
    pub articles: u64,
    /// Articles in other languages than English: kept, not read.
    pub foreign: u64,
    /// Situations.
    pub situations: u64,
    /// Sources.
    pub sources: u64,
    /// What was not taken as an article.
    pub skipped: u64,
}

/// Counts what the desk holds.
///
/// # Errors
/// Those of the store.
pub fn counts(store: &Store) -> Result<Counts, Error> {
    store.read(|db| {
        let count = |of: &str| {
            let n: i64 = db.query_row(&format!("SELECT count(*) FROM {of}"), [], |r| r.get(0))?;
            Ok::<u64, Error>(u64::try_from(n).unwrap_or_default())
        };
        Ok(Counts {
            articles: count("articles")?,
            foreign: count("articles WHERE language <> 'en'")?,
            situations: count("situations")? - count("situations WHERE record IS NULL")?,
            sources: count("sources WHERE rest IS NOT 'removed'")?,
            skipped: count("skipped")?,
        })
    })
}

/// The key that a situation has now: its own, or that of the one it went into.
///
/// # Errors
/// Those of the store.
pub fn now_at(store: &Store, key: &str) -> Result<Option<String>, Error> {
    store.read(|db| {
        let sql = "SELECT key FROM situations WHERE key = ?1 UNION ALL \
                   SELECT s.key FROM former f JOIN situations s ON s.id = f.situation \
                   WHERE f.key = ?1 LIMIT 1";
        Ok(db.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?)
    })
}

/// The record of a situation as it was made last.
///
/// # Errors
/// Those of the store.
pub fn record(store: &Store, key: &str) -> Result<Option<Record>, Error> {
    store.read(|db| {
        let sql = "SELECT record FROM situations WHERE key = ?1 AND record IS NOT NULL";
        let record: Option<Vec<u8>> =
            db.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?;
        record.as_deref().map(unpack).transpose()
    })
}

/// The record of a situation: as it could be known on the day `as_of`, and compared with what was
/// known before the day `since`. Undated reports cannot be put before or after a day and are left
/// out where one is given.
///
/// # Errors
/// Those of the store.
pub fn record_at(
    desk: &Desk,
    key: &str,
    since: Option<Date>,
    as_of: Option<Date>,
) -> Result<Option<Record>, Error> {
    if since.is_none() && as_of.is_none() {
        let record = record(desk.store(), key)?;
        return Ok(record.map(|record| Record { changes: None, ..record }));
    }
    let all = desk.store().read(|db| {
        let sql = "SELECT id FROM situations WHERE key = ?1";
        let id: Option<i64> = db.query_row(sql, [key], |row| row.get(0)).optional()?;
        let Some(id) = id else { return Ok(None) };
        let all = members(db, id)?;
        let keys: Vec<&str> = all.iter().map(|(kept, _)| kept.article.id.as_str()).collect();
        let corrections = InForce::of(db, &keys)?;
        Ok(Some((all, corrections)))
    })?;
    let Some((all, corrections)) = all else { return Ok(None) };
    let by = |day: Option<Date>| {
        let known = all.iter().filter(|(kept, _)| match day {
            Some(day) => kept.article.published_by(day) == Some(true),
            None => kept.article.published.is_some(),
        });
        let known = known.map(|(kept, reading)| (kept.article.clone(), reading.clone()));
        let mut record =
            build_one_corrected(known.collect(), desk.world(), &corrections.corrections());
        corrections.finish(&mut record);
        if let Some(of) = record.situations.first_mut() {
            key.clone_into(&mut of.id);
        }
        record
    };
    let mut record = by(as_of);
    if let Some(day) = since {
        let before = day.yesterday().map(|eve| by(Some(eve))).unwrap_or_default();
        record.changes = Some(changes(&Known::of(&before), &record, Since::Day(day)));
    }
    Ok(Some(record))
}

/// The keys of a situation's articles, in order of arrival.
///
/// # Errors
/// Those of the store.
pub fn articles_of(store: &Store, key: &str) -> Result<Vec<String>, Error> {
    store.read(|db| {
        let sql = "SELECT a.key FROM situations s JOIN members m ON m.situation = s.id \
                   JOIN articles a ON a.id = m.article WHERE s.key = ?1 ORDER BY a.id";
        let mut all = db.prepare_cached(sql)?;
        let rows = all.query_map([key], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

/// A report of the store.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportRow {
    /// Its row.
    pub id: i64,
    /// Its key: `a` and sixteen hexadecimal digits.
    pub key: String,
    /// The article as it came.
    pub article: Article,
    /// When it came (RFC 3339).
    pub came: String,
    /// How it came: `file`, `page`, `feed item`.
    pub how: String,
    /// SHA-256 of the document it was taken from.
    pub document: String,
    /// Key and title of its situation.
    pub situation: Option<(String, String)>,
    /// Why it could not be read.
    pub failed: Option<String>,
}

/// A report by its key.
///
/// # Errors
/// Those of the store.
pub fn report(store: &Store, key: &str) -> Result<Option<ReportRow>, Error> {
    let sql = "SELECT a.id, a.key, a.article, a.came, r.how, a.document, s.key, s.title, d.failed \
               FROM articles a JOIN arrivals r ON r.id = a.arrival \
               LEFT JOIN members m ON m.article = a.id LEFT JOIN situations s ON s.id = m.situation \
               LEFT JOIN readings d ON d.article = a.id WHERE a.key = ?1";
    store.read(|db| {
        let row = |row: &Row<'_>| {
            let situation: Option<String> = row.get(6)?;
            let title: Option<String> = row.get(7)?;
            Ok((
                row.get::<_, Vec<u8>>(2)?,
                ReportRow {
                    id: row.get(0)?,
                    key: row.get(1)?,
                    article: Article::of_text(""),
                    came: row.get(3)?,
                    how: row.get(4)?,
                    document: row.get(5)?,
                    situation: situation.zip(title),
                    failed: row.get(8)?,
                },
            ))
        };
        let found = db.prepare_cached(sql)?.query_row([key], row).optional()?;
        found
            .map(|(article, report)| Ok(ReportRow { article: unpack(&article)?, ..report }))
            .transpose()
    })
}

/// The versions of an article by its address, in order of arrival: key, when it came, text.
///
/// # Errors
/// Those of the store.
pub fn versions(store: &Store, url: &str) -> Result<Vec<(String, String, String)>, Error> {
    store.read(|db| {
        let sql = "SELECT key, came, article FROM articles WHERE url = ?1 ORDER BY id";
        let mut all = db.prepare_cached(sql)?;
        let mut rows = all.query([url])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let article: Article = unpack(row.get_ref(2)?.as_blob().unwrap_or_default())?;
            found.push((row.get(0)?, row.get(1)?, article.text));
        }
        Ok(found)
    })
}

/// The bytes of a document as they came.
///
/// # Errors
/// Those of the store.
pub fn document(db: &Connection, sha256: &str) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT bytes FROM documents WHERE sha256 = ?1";
    let bytes: Option<Vec<u8>> =
        db.prepare_cached(sql)?.query_row([sha256], |row| row.get(0)).optional()?;
    let unsqueeze = |b: Vec<u8>| crate::pack::unsqueeze(&b, text::limits::DOCUMENT_BYTES);
    bytes.map(unsqueeze).transpose()
}

/// What is searched for; what is empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words, all of which are to stand in the passage; words in quotation marks stand together.
    pub words: String,
    /// Who says it.
    pub speaker: String,
    /// Who published it.
    pub outlet: String,
    /// `report`, `statement`, `figure`, `event` or `dispute`.
    pub kind: String,
    /// First day of publication.
    pub from: Option<Date>,
    /// Last day of publication.
    pub to: Option<Date>,
}

/// A passage that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hit {
    /// `report`, `statement`, `figure`, `event` or `dispute`.
    pub kind: String,
    /// Key of the situation.
    pub situation: String,
    /// Key of the report.
    pub report: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub day: Option<String>,
    /// Who says it.
    pub speaker: Option<String>,
    /// Where in the report's text: code points, half open.
    pub span: [u32; 2],
    /// The words around what was found.
    pub words: String,
}

/// Most characters of the words of a hit.
const HIT: usize = 300;

/// What a query finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// One page of it, the best first.
    pub hits: Vec<Hit>,
    /// Whether the words stand in so many passages that only [`SEARCH_RANKED`] were looked through.
    pub cut: bool,
}

/// The passages that a query finds: those that its words tell most of first, else the newest first;
/// `most` after the first `skip`.
///
/// # Errors
/// Those of the store.
pub fn search(store: &Store, query: &Query, most: usize, skip: usize) -> Result<Found, Error> {
    let words = match_words("words", &query.words);
    let named = [("speaker", &query.speaker), ("outlet", &query.outlet)];
    let terms = words.iter().cloned().chain(named.iter().flat_map(|(c, w)| match_words(c, w)));
    let terms = terms.collect::<Vec<_>>().join(" AND ");
    let (mut conditions, mut values) = (Vec::new(), Vec::new());
    let mut narrow = |condition: &'static str, value: Option<String>| {
        if let Some(value) = value {
            conditions.push(condition);
            values.push(Value::Text(value));
        }
    };
    narrow("f.kind = ?", Some(query.kind.clone()).filter(|kind| !kind.is_empty()));
    narrow("f.day >= ?", query.from.map(|day| day.to_string()));
    // A day may be followed by the time.
    narrow("f.day < ?", query.to.and_then(|day| day.tomorrow().ok()).map(|day| day.to_string()));
    store.read(|db| {
        let mut cut = false;
        let mut from = "facts f";
        if !terms.is_empty() {
            from = "found JOIN facts f INDEXED BY facts_short ON f.id = found.rowid";
            let last = "SELECT coalesce(min(rowid), 0), count(*) FROM (SELECT rowid FROM found \
                        WHERE found MATCH ?1 ORDER BY rowid DESC LIMIT ?2)";
            let ranked = i64::try_from(SEARCH_RANKED).unwrap_or(i64::MAX);
            let (first, n): (i64, i64) = db
                .prepare_cached(last)?
                .query_row(params![terms, ranked], |row| Ok((row.get(0)?, row.get(1)?)))?;
            cut = n >= ranked;
            conditions.extend(["found MATCH ?", "found.rowid >= ?"]);
            values.extend([Value::Text(terms.clone()), Value::Integer(first)]);
        }
        let order = match words.is_empty() {
            true => "f.day DESC, f.id",
            false => "bm25(found, 1.0, 0.0, 0.0), f.id",
        };
        conditions.push("1");
        let all = conditions.join(" AND ");
        let sql = format!("SELECT f.id FROM {from} WHERE {all} ORDER BY {order} LIMIT ? OFFSET ?");
        values.extend([most, skip].map(|n| Value::Integer(i64::try_from(n).unwrap_or(i64::MAX))));
        let mut ids = db.prepare_cached(&sql)?;
        let ids = ids.query_map(params_from_iter(&values), |row| row.get(0))?;
        let ids: Vec<i64> = ids.collect::<Result<_, _>>()?;
        let hits = ids.into_iter().map(|id| one_hit(db, id, &words.join(" AND ")));
        Ok(Found { hits: hits.collect::<Result<_, _>>()?, cut })
    })
}

/// A fact, with the words around those that were asked for where some were.
fn one_hit(db: &Connection, id: i64, words: &str) -> Result<Hit, Error> {
    let of = "f.kind, s.key, a.key, a.title, f.outlet, f.day, f.speaker, f.from_point, f.to_point";
    let from = "JOIN articles a ON a.id = f.article JOIN situations s ON s.id = f.situation";
    if words.is_empty() {
        let sql = format!("SELECT {of}, f.words FROM facts f {from} WHERE f.id = ?1");
        return Ok(db.prepare_cached(&sql)?.query_row([id], hit)?);
    }
    let sql = format!(
        "SELECT {of}, snippet(found, 0, '', '', ' … ', 40) FROM found \
         JOIN facts f ON f.id = found.rowid {from} WHERE found MATCH ?2 AND found.rowid = ?1"
    );
    Ok(db.prepare_cached(&sql)?.query_row(params![id, words], hit)?)
}

fn hit(row: &Row<'_>) -> rusqlite::Result<Hit> {
    let words: String = row.get(9)?;
    Ok(Hit {
        kind: row.get(0)?,
        situation: row.get(1)?,
        report: row.get(2)?,
        title: row.get(3)?,
        outlet: row.get(4)?,
        day: row.get(5)?,
        speaker: row.get(6)?,
        span: [row.get(7)?, row.get(8)?],
        words: match words.char_indices().nth(HIT) {
            Some((at, _)) => format!("{}…", &words[..at]),
            None => words,
        },
    })
}

/// Words as FTS5 takes them, to be found in a column: every word quoted, so that none is an operator;
/// of names each word may go on.
fn match_words(column: &str, words: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    let more = if column == "words" { "" } else { "*" };
    for (at, part) in words.split('"').enumerate() {
        let quoted = at % 2 == 1;
        if quoted && part.chars().any(char::is_alphanumeric) {
            terms.push(format!("{column} : {}", phrase(part)));
        } else if !quoted {
            let words = part.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric));
            terms.extend(words.map(|word| format!("{column} : {}{more}", phrase(word))));
        }
    }
    terms
}

/// Somebody or something, as one situation knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EntityRow {
    /// Key of the situation.
    pub situation: String,
    /// Its title.
    pub title: String,
    /// The name with the fullest title.
    pub full_name: String,
    /// `person`, `organisation`, `place` …
    pub kind: String,
    /// Other forms of the name.
    pub aliases: Vec<String>,
    /// Titles held.
    pub titles: Vec<String>,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// Passages that mention it.
    pub mentions: usize,
}

/// What was not taken: where, why, when.
///
/// # Errors
/// Those of the store.
pub fn skipped(store: &Store, most: usize) -> Result<Vec<(String, String, String)>, Error> {
    store.read(|db| {
        let sql = "SELECT s.place, s.reason, a.came FROM skipped s \
                   JOIN arrivals a ON a.id = s.arrival ORDER BY s.id DESC LIMIT ?1";
        let mut all = db.prepare_cached(sql)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = all.query_map(params![most], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

/// What speakers of exactly these names have said, the newest first, at most `most`.
///
/// # Errors
/// Those of the store.
pub fn said_by(store: &Store, names: &[&str], most: usize) -> Result<Vec<Hit>, Error> {
    let each = vec!["?"; names.len()].join(", ");
    let sql =
        format!("SELECT id FROM facts WHERE speaker IN ({each}) ORDER BY day DESC, id LIMIT ?");
    let mut values: Vec<Value> = names.iter().map(|n| Value::Text((*n).to_owned())).collect();
    values.push(Value::Integer(i64::try_from(most).unwrap_or(i64::MAX)));
    store.read(|db| {
        let mut all = db.prepare_cached(&sql)?;
        let ids = all.query_map(params_from_iter(&values), |row| row.get(0))?;
        ids.map(|id| one_hit(db, id?, "")).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::match_words;

    #[test]
    fn no_word_of_a_query_is_an_operator() {
        let check = |column: &str, query: &str, want: &[&str]| {
            assert_eq!(match_words(column, query), want, "{query}");
        };
        check("words", "ferry sank", &[r#"words : "ferry""#, r#"words : "sank""#]);
        check("words", "OR (near*", &[r#"words : "OR""#, r#"words : "(near*""#]);
        check("words", r#""Calder Rose""#, &[r#"words : "Calder Rose""#]);
        check("words", r#"no "end here"#, &[r#"words : "no""#, r#"words : "end here""#]);
        check("speaker", "Marsh", &[r#"speaker : "Marsh"*"#]);
        check("words", " - * \u{0} ", &[]);
    }
}
