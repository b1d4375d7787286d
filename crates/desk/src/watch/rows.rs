//! The state of the watch in the store.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use record::Record;
use rusqlite::{Connection, Transaction, named_params, params};

use super::conditions::Fact;
use super::phases::{Clock, LadderState, PhaseChange};
use super::rules::{Condition, Rules};
use super::step::{Known, State, Step, Waiting};
use crate::alerts::{self, Alert, Story, from_json, moment, to_json};
use crate::{Error, Store};

/// The alerts about some items, whose ids are given as a JSON array.
const ABOUT: &str = "item IN (SELECT value FROM json_each(?1))";
/// Standing alerts of one rule that a phase is told to rest on, the newest.
const EVIDENCE: usize = 20;

/// The state that a record of the situation `key` meets, and which of the articles that its alerts
/// rest on belong to other situations now.
pub(super) fn load(
    db: &Transaction<'_>,
    rules: &Rules,
    record: &Record,
    key: &str,
) -> Result<(State, BTreeSet<String>), Error> {
    let contents: BTreeSet<&str> =
        record.reports.iter().map(|r| r.article.sha256.as_str()).collect();
    let mut known = BTreeMap::new();
    known_where(db, "situation = ?1", key, &mut known)?;
    let resting = "id IN (SELECT alert FROM alert_articles
                          WHERE content IN (SELECT value FROM json_each(?1)))";
    known_where(db, resting, &to_json(&contents)?, &mut known)?;
    known_where(db, ABOUT, &to_json(&items(rules, record))?, &mut known)?;
    // A speaker's first words are his first in all situations.
    let first =
        rules.rules.iter().filter(|r| matches!(r.condition(), Some(Condition::FirstWords(_))));
    for rule in first {
        known_where(db, "rule = ?1", rule.name.get_ref(), &mut known)?;
    }
    let known = in_order(known);
    let mut elsewhere = BTreeSet::new();
    let member = "SELECT EXISTS (SELECT 1 FROM articles a JOIN members m ON m.article = a.id
                  WHERE a.content = ?1)";
    for passage in known.iter().flat_map(|k| &k.rests) {
        let content = passage.sha256.as_str();
        if !contents.contains(content)
            && db.prepare_cached(member)?.query_row([content], |row| row.get(0))?
        {
            elsewhere.insert(content.to_owned());
        }
    }
    // What waits for a situation that was joined to another has no situation of its own.
    let waiting =
        waiting_where(db, "situation = ?1 OR situation NOT IN (SELECT key FROM situations)", key)?;
    Ok((State { known, waiting, ..of_phases(db, rules)? }, elsewhere))
}

/// The ids of what alerts of these rules may be about.
fn items<'a>(rules: &Rules, record: &'a Record) -> BTreeSet<&'a str> {
    let series = record.series.iter().map(|s| s.id.as_str());
    let events = record.events.iter().map(|e| e.id.as_str());
    let disputes = record.disputes.iter().map(|d| d.id.as_str());
    let said = rules.rules.iter().any(|r| matches!(r.condition(), Some(Condition::Said(_))));
    let statements = record.statements.iter().filter(|_| said).map(|s| s.id.as_str());
    series.chain(events).chain(disputes).chain(statements).collect()
}

/// The state that the clock meets.
pub(super) fn due(db: &Transaction<'_>, rules: &Rules, now: Timestamp) -> Result<State, Error> {
    let mut known = BTreeMap::new();
    let mut waiting = waiting_where(db, "?1 = ?1", "")?;
    waiting.retain(|w| w.fact.due.is_none_or(|due| due <= now));
    let items: BTreeSet<&str> = waiting.iter().map(|w| w.fact.item.as_str()).collect();
    known_where(db, ABOUT, &to_json(&items)?, &mut known)?;
    for ripe in &waiting {
        known_where(db, "situation = ?1", &ripe.story.key, &mut known)?;
    }
    Ok(State { known: in_order(known), waiting, ..of_phases(db, rules)? })
}

fn in_order(known: BTreeMap<String, Known>) -> Vec<Known> {
    let mut known: Vec<Known> = known.into_values().collect();
    known.sort_by(|a, b| (a.alert.fired, &a.alert.id).cmp(&(b.alert.fired, &b.alert.id)));
    known
}

fn known_where(
    db: &Connection,
    condition: &str,
    value: &str,
    into: &mut BTreeMap<String, Known>,
) -> Result<(), Error> {
    let sql = format!(
        "SELECT alert, withdrawn, why, item, qualifier, rests FROM alerts WHERE {condition}"
    );
    let mut query = db.prepare_cached(&sql)?;
    let mut rows = query.query([value])?;
    while let Some(row) = rows.next()? {
        let alert = alerts::alert(alerts::parts(row)?)?;
        let rests: String = row.get(5)?;
        let rests = from_json("the passages of an alert", &rests)?;
        let known = Known { item: row.get(3)?, qualifier: row.get(4)?, rests, alert };
        into.insert(known.alert.id.clone(), known);
    }
    Ok(())
}

fn waiting_where(db: &Connection, condition: &str, key: &str) -> Result<Vec<Waiting>, Error> {
    let sql = format!("SELECT rule, waiting FROM waiting WHERE {condition} ORDER BY 1, item");
    let mut query = db.prepare_cached(&sql)?;
    let mut rows = query.query([key])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let json: String = row.get(1)?;
        let (story, fact): (Story, Fact) = from_json("a planned event", &json)?;
        found.push(Waiting { rule: row.get(0)?, story, fact });
    }
    Ok(found)
}

/// The ladders, and the alerts they may rest on.
fn of_phases(db: &Connection, rules: &Rules) -> Result<State, Error> {
    let phases = rules.ladders.iter().flat_map(|l| &l.phases);
    let named: BTreeSet<&str> = phases
        .flat_map(|p| std::iter::once(&p.enter).chain(&p.leave))
        .flat_map(|when| when.rules())
        .map(|name| name.get_ref().as_str())
        .collect();
    let sql = "SELECT alert, withdrawn, why FROM alerts
               WHERE rule = ?1 AND withdrawn IS NULL ORDER BY fired DESC, id LIMIT ?2";
    let mut evidence: Vec<Alert> = Vec::new();
    for rule in named {
        let mut query = db.prepare_cached(sql)?;
        let rows = query.query_map(params![rule, EVIDENCE as i64], alerts::parts)?;
        for row in rows {
            evidence.push(alerts::alert(row?)?);
        }
    }
    Ok(State { evidence, ladders: read_ladders(db)?, ..State::default() })
}

fn read_ladders(db: &Connection) -> Result<Vec<LadderState>, Error> {
    let time = |at: Option<String>| at.as_deref().map(moment).transpose();
    let mut query = db.prepare_cached("SELECT ladder, phase, since FROM ladders ORDER BY 1")?;
    let mut rows = query.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (ladder, since) = (row.get(0)?, time(row.get(2)?)?);
        found.push(LadderState { ladder, phase: row.get(1)?, since, clocks: Vec::new() });
    }
    let clocks = "SELECT phase, enter_since, leave_since FROM phase_clocks
                  WHERE ladder = ?1 ORDER BY 1";
    for state in &mut found {
        let mut query = db.prepare_cached(clocks)?;
        let mut rows = query.query([&state.ladder])?;
        while let Some(row) = rows.next()? {
            let (enter, leave) = (time(row.get(1)?)?, time(row.get(2)?)?);
            state.clocks.push(Clock { phase: row.get(0)?, enter, leave });
        }
    }
    Ok(found)
}

/// Every ladder that was ever climbed, and where it is.
///
/// # Errors
/// Those of the store.
pub fn ladders(store: &Store) -> Result<Vec<LadderState>, Error> {
    store.read(read_ladders)
}

/// The phases of a ladder that were entered and left, the newest first, at most `most`.
///
/// # Errors
/// Those of the store.
pub fn phase_log(store: &Store, ladder: &str, most: usize) -> Result<Vec<PhaseChange>, Error> {
    let sql = "SELECT phase, change, at, why, evidence FROM phase_log
               WHERE ladder = ?1 ORDER BY id DESC LIMIT ?2";
    store.read(|db| {
        let mut query = db.prepare_cached(sql)?;
        let mut rows = query.query(params![ladder, i64::try_from(most).unwrap_or(i64::MAX)])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (change, at): (String, String) = (row.get(1)?, row.get(2)?);
            let evidence: String = row.get(4)?;
            found.push(PhaseChange {
                ladder: ladder.to_owned(),
                phase: row.get(0)?,
                entered: change == "entered",
                at: moment(&at)?,
                why: row.get(3)?,
                evidence: from_json("the evidence of a phase", &evidence)?,
            });
        }
        Ok(found)
    })
}

/// Keeps what a step changed.
pub(super) fn save(
    db: &Transaction<'_>,
    rules: &Rules,
    before: &State,
    step: &Step,
    now: Timestamp,
) -> Result<(), Error> {
    let old: BTreeMap<&str, &Known> =
        before.known.iter().map(|k| (k.alert.id.as_str(), k)).collect();
    for known in &step.state.known {
        if old.get(known.alert.id.as_str()) != Some(&known) {
            keep(db, known)?;
        }
    }
    for alert in &step.alerts {
        alerts::tell(db, alert, &rules.channels, now)?;
    }
    save_waiting(db, &before.waiting, &step.state.waiting)?;
    if before.ladders != step.state.ladders {
        step.state.ladders.iter().try_for_each(|ladder| save_ladder(db, ladder))?;
    }
    step.log.iter().try_for_each(|change| save_change(db, change))
}

fn keep(db: &Transaction<'_>, known: &Known) -> Result<(), Error> {
    let alert = &known.alert;
    let sql = "INSERT INTO alerts
        (id, rule, situation, item, qualifier, fired, withdrawn, why, alert, rests)
        VALUES (:id, :rule, :situation, :item, :qualifier, :fired, :withdrawn, :why, :alert, :rests)
        ON CONFLICT (id) DO UPDATE SET situation = :situation, item = :item,
        withdrawn = :withdrawn, why = :why, alert = :alert, rests = :rests";
    db.prepare_cached(sql)?.execute(named_params! {
        ":id": alert.id,
        ":rule": alert.rule,
        ":situation": alert.situation.as_ref().map(|s| &s.key),
        ":item": known.item,
        ":qualifier": known.qualifier,
        ":fired": alert.fired.to_string(),
        ":withdrawn": alert.withdrawn.as_ref().map(|w| w.at.to_string()),
        ":why": alert.withdrawn.as_ref().map(|w| &w.why),
        ":alert": to_json(alert)?,
        ":rests": to_json(&known.rests)?,
    })?;
    db.prepare_cached("DELETE FROM alert_articles WHERE alert = ?1")?.execute([&alert.id])?;
    let sql = "INSERT OR IGNORE INTO alert_articles (content, alert) VALUES (?1, ?2)";
    for passage in &known.rests {
        db.prepare_cached(sql)?.execute([&passage.sha256, &alert.id])?;
    }
    Ok(())
}

fn save_waiting(db: &Transaction<'_>, old: &[Waiting], new: &[Waiting]) -> Result<(), Error> {
    let gone = "DELETE FROM waiting WHERE rule = ?1 AND situation = ?2 AND item = ?3";
    for w in old.iter().filter(|w| !new.contains(w)) {
        db.prepare_cached(gone)?.execute([&w.rule, &w.story.key, &w.fact.item])?;
    }
    let come = "INSERT OR REPLACE INTO waiting (rule, situation, item, waiting)
                VALUES (?1, ?2, ?3, ?4)";
    for w in new.iter().filter(|w| !old.contains(w)) {
        let json = to_json(&(&w.story, &w.fact))?;
        db.prepare_cached(come)?.execute([&w.rule, &w.story.key, &w.fact.item, &json])?;
    }
    Ok(())
}

fn save_ladder(db: &Transaction<'_>, state: &LadderState) -> Result<(), Error> {
    let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let ladder = "INSERT OR REPLACE INTO ladders (ladder, phase, since) VALUES (?1, ?2, ?3)";
    db.prepare_cached(ladder)?.execute(params![state.ladder, state.phase, time(state.since)])?;
    db.prepare_cached("DELETE FROM phase_clocks WHERE ladder = ?1")?.execute([&state.ladder])?;
    let sql = "INSERT INTO phase_clocks (ladder, phase, enter_since, leave_since)
               VALUES (?1, ?2, ?3, ?4)";
    for clock in &state.clocks {
        let row = params![state.ladder, clock.phase, time(clock.enter), time(clock.leave)];
        db.prepare_cached(sql)?.execute(row)?;
    }
    Ok(())
}

fn save_change(db: &Transaction<'_>, change: &PhaseChange) -> Result<(), Error> {
    let sql = "INSERT INTO phase_log (ladder, phase, change, at, why, evidence)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let word = if change.entered { "entered" } else { "left" };
    let (at, evidence) = (change.at.to_string(), to_json(&change.evidence)?);
    db.prepare_cached(sql)?.execute(params![
        change.ladder,
        change.phase,
        word,
        at,
        change.why,
        evidence
    ])?;
    Ok(())
}
