//! Ladders of phases: which is entered and left, when, and on what evidence.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::passages::Passage;
use super::rules::{Ladder, Phase, Rules, When};
use super::step::{Known, Step, id};
use crate::alerts::{Alert, instant};
use text::limits;
use utoipa::ToSchema;

/// Where a ladder is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderState {
    /// The ladder's name.
    pub ladder: String,
    /// The phase it is in; `None`: at rest.
    pub phase: Option<String>,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Since when the conditions of its phases have held.
    pub clocks: Vec<Clock>,
}

/// Since when the conditions of a phase have held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The phase's name.
    pub phase: String,
    /// Since when it could be entered.
    pub enter: Option<Timestamp>,
    /// Since when it could be left.
    pub leave: Option<Timestamp>,
}

/// A phase that was entered or left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhaseChange {
    /// The ladder's name.
    pub ladder: String,
    /// The phase's name.
    pub phase: String,
    /// Whether it was entered; else it was left.
    pub entered: bool,
    /// When.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What of its condition held.
    pub why: String,
    /// The ids of the alerts that the condition rested on.
    pub evidence: Vec<String>,
}

/// Moves a ladder to the phase it belongs in at `now`: up to the highest whose entry condition has
/// held long enough, else down past each whose exit condition has.
pub(super) fn climb(rules: &Rules, ladder: &Ladder, step: &mut Step, now: Timestamp) {
    let name = ladder.name.get_ref();
    let before = step.state.ladders.iter().position(|s| s.ladder == *name);
    let before = before.map(|at| step.state.ladders.remove(at));
    let mut state = before.unwrap_or_else(|| LadderState {
        ladder: name.clone(),
        phase: None,
        since: None,
        clocks: Vec::new(),
    });
    let held = Held { rules, evidence: &step.state.evidence, now };
    state.clocks = ladder.phases.iter().map(|p| held.clock(p, &state.clocks)).collect();
    let named = |n: &String| ladder.phases.iter().position(|p| p.name.get_ref() == n);
    let from = state.phase.as_ref().and_then(named);
    let to = target(ladder, &state.clocks, from, now);
    if to != from || (from.is_none() && state.phase.is_some()) {
        let (log, alert) = held.moved(ladder, &state, to);
        state.phase = to.map(|at| ladder.phases[at].name.get_ref().clone());
        state.since = Some(now);
        step.log.extend(log);
        step.alerts.push(alert.clone());
        step.state.known.push(Known {
            item: name.clone(),
            qualifier: now.to_string(),
            rests: alert.passages.clone(),
            alert,
        });
    }
    step.state.ladders.push(state);
}

/// The phase a ladder belongs in.
fn target(ladder: &Ladder, clocks: &[Clock], from: Option<usize>, now: Timestamp) -> Option<usize> {
    let long = |since: Option<Timestamp>, days: u32| {
        since.is_some_and(|since| now.duration_since(since) >= self::days(days))
    };
    let enters = |at: &usize| long(clocks[*at].enter, ladder.phases[*at].enter.for_days);
    let above = from.map_or(0, |at| at + 1);
    if let Some(up) = (above..ladder.phases.len()).rev().find(enters) {
        return Some(up);
    }
    let stays = |at: &usize| {
        let days = ladder.phases[*at].leave.as_ref().map_or(0, |leave| leave.for_days);
        !long(clocks[*at].leave, days)
    };
    from.and_then(|from| (0..=from).rev().find(stays))
}

fn days(n: u32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(n))
}

/// Which rules hold.
struct Held<'a> {
    rules: &'a Rules,
    evidence: &'a [Alert],
    now: Timestamp,
}

impl<'a> Held<'a> {
    /// The standing alerts of a rule that count.
    fn of(&self, name: &str) -> Vec<&'a Alert> {
        let rule = self.rules.rules.iter().find(|r| r.name.get_ref() == name);
        let Some(rule) = rule else { return Vec::new() };
        let counts = |a: &&Alert| {
            let age = self.now.duration_since(a.fired);
            a.rule == name && rule.counts_for_days.is_none_or(|n| age < days(n))
        };
        self.evidence.iter().filter(counts).collect()
    }

    fn met(&self, when: &When) -> bool {
        let holds = |name: &toml::Spanned<String>| !self.of(name.get_ref()).is_empty();
        when.all.iter().all(holds)
            && (when.any.is_empty() || when.any.iter().any(holds))
            && !when.none.iter().any(holds)
    }

    fn clock(&self, phase: &Phase, before: &[Clock]) -> Clock {
        let name = phase.name.get_ref();
        let before = before.iter().find(|c| c.phase == *name);
        let since = |met: bool, since: Option<Timestamp>| met.then(|| since.unwrap_or(self.now));
        let enter = self.met(&phase.enter);
        // A phase is not left while it could be entered.
        let leave = !enter && phase.leave.as_ref().is_none_or(|leave| self.met(leave));
        Clock {
            phase: name.clone(),
            enter: since(enter, before.and_then(|c| c.enter)),
            leave: since(leave, before.and_then(|c| c.leave)),
        }
    }

    /// The log of a move to phase `to`, and the alert that tells of it.
    fn moved(
        &self,
        ladder: &Ladder,
        state: &LadderState,
        to: Option<usize>,
    ) -> (Vec<PhaseChange>, Alert) {
        let name = ladder.name.get_ref();
        let from = state.phase.as_ref();
        let place = |n: &String| ladder.phases.iter().position(|p| p.name.get_ref() == n);
        let left = from.and_then(place);
        let up = to.is_some() && to > left;
        let enter = to.map(|at| &ladder.phases[at]);
        let condition = match (up, enter, left) {
            (true, Some(phase), _) => Some(&phase.enter),
            (_, _, Some(at)) => ladder.phases[at].leave.as_ref(),
            _ => None,
        };
        let why = match (condition, from) {
            (Some(when), _) => self.told(when),
            (None, Some(_)) if left.is_none() => "the ladder has no such phase any more".to_owned(),
            _ => "its entry condition no longer holds".to_owned(),
        };
        let evidence: Vec<&Alert> = condition
            .into_iter()
            .flat_map(|when| when.all.iter().chain(&when.any))
            .flat_map(|rule| self.of(rule.get_ref()))
            .collect();
        let change = |phase: &str, entered| PhaseChange {
            ladder: name.clone(),
            phase: phase.to_owned(),
            entered,
            at: self.now,
            why: why.clone(),
            evidence: evidence.iter().map(|a| a.id.clone()).collect(),
        };
        let mut log: Vec<PhaseChange> =
            from.map(|phase| change(phase, false)).into_iter().collect();
        log.extend(enter.map(|phase| change(phase.name.get_ref(), true)));
        let now_in = enter.map_or("at rest", |p| p.name.get_ref());
        let before = from.map_or("at rest", String::as_str);
        let mut passages: Vec<Passage> =
            evidence.iter().flat_map(|a| a.passages.iter().cloned()).collect();
        passages.sort();
        passages.dedup();
        let left_out = passages.len().saturating_sub(limits::ALERT_PASSAGES);
        passages.truncate(limits::ALERT_PASSAGES);
        let alert = Alert {
            id: id(&[name, now_in, &self.now.to_string()]),
            rule: name.clone(),
            title: format!("{name}: {now_in}"),
            situation: None,
            fired: self.now,
            says: format!("{name} went from {before} to {now_in}: {why}."),
            basis: Default::default(),
            passages,
            left_out,
            measures: enter.map(|p| p.measures.clone()).unwrap_or_default(),
            withdrawn: None,
        };
        (log, alert)
    }

    /// What of a condition holds: `a, b hold; c does not, for 7 days`.
    fn told(&self, when: &When) -> String {
        let holding: Vec<String> = when
            .all
            .iter()
            .chain(&when.any)
            .map(|n| n.get_ref())
            .filter(|n| !self.of(n).is_empty())
            .cloned()
            .collect();
        let silent: Vec<String> = when.none.iter().map(|n| n.get_ref().clone()).collect();
        let holds = match holding.len() {
            0 => None,
            1 => Some(format!("{} holds", brief::list(&holding))),
            _ => Some(format!("{} hold", brief::list(&holding))),
        };
        let none = match silent.len() {
            0 => None,
            1 => Some(format!("{} does not hold", brief::list(&silent))),
            _ => Some(format!("none of {} holds", brief::list(&silent))),
        };
        let parts: Vec<String> = [holds, none].into_iter().flatten().collect();
        let days = match when.for_days {
            0 => String::new(),
            1 => " for a day".to_owned(),
            n => format!(" for {n} days"),
        };
        parts.join("; ") + &days
    }
}
