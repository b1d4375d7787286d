//! What must hold between the parts of the file of rules, and how its errors are told.

use std::collections::BTreeSet;
use std::ops::Range;

use similar::get_close_matches;
use toml::Spanned;

use super::{By, Channel, Condition, Ladder, Mail, Phase, Rule, Rules, Security};
use crate::{Error, Kind};

/// Where something is wrong, and what.
type Wrong = (Range<usize>, String);

/// How alike a word must be to be what was meant.
const NEAR: f32 = 0.6;
const CONDITIONS: &str = "figure, event, dispute, overdue, first_words, said";
const CHANNELS: &str = "atom, webhook, command, mail";

/// What is wrong at `span` of the file `name`, by line and key.
pub(super) fn located(name: &str, toml: &str, span: Option<Range<usize>>, message: &str) -> Error {
    let place = span.and_then(|span| {
        let before = toml.get(..span.start.min(toml.len()))?;
        let number = before.matches('\n').count();
        let line = toml.lines().nth(number).unwrap_or_default();
        let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
        let key = key(line, column.min(line.len()));
        Some(match key.is_empty() {
            true => format!("line {}: ", number + 1),
            false => format!("line {}, `{key}`: ", number + 1),
        })
    });
    let doing = format!("reading the watch rules {name}");
    Error::new(Kind::Invalid, doing, place.unwrap_or_default() + message)
}

/// The key at a column of a line, or whose value is there.
fn key(line: &str, column: usize) -> &str {
    let (before, after) = line.split_at(column);
    let inner = before.rfind(['{', ',']).map_or(before, |at| &before[at + 1..]);
    let of = |words: &'_ str| words.split_once('=').map(|(key, _)| key.trim().len());
    match (of(inner), of(after)) {
        (Some(length), _) => &inner.trim_start()[..length],
        (None, Some(length)) if inner.trim().is_empty() => &after.trim_start()[..length],
        _ => line.split_once('=').map_or(line, |(key, _)| key).trim(),
    }
}

/// A message of the parser in the words of this file: an unknown key with the one that was meant.
pub(super) fn plainer(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match (quoted.split_first(), message) {
        (Some((given, known)), m) if m.starts_with("unknown field") => {
            let near = suggestion(given, known);
            format!("there is no key {given:?} here{near}; keys here: {}", known.join(", "))
        }
        (Some((given, known)), m) if m.starts_with("unknown variant") => {
            let near = suggestion(given, known);
            format!("{given:?} is not allowed here{near}; allowed: {}", known.join(", "))
        }
        (Some((key, _)), m) if m.starts_with("missing field") => {
            format!("the key {key:?} is missing")
        }
        (_, m) => m
            .replace('\n', " ")
            .replace("expected a nonzero usize", "expected 1 or more")
            .replace("expected u32", "expected 0 or more")
            .replace("expected a sequence", "expected a list"),
    }
}

/// ` (did you mean "origins"?)`, where a known word is near.
pub(super) fn suggestion(given: &str, known: &[&str]) -> String {
    let same = known.iter().copied().find(|word| word.eq_ignore_ascii_case(given));
    let near = same.or_else(|| get_close_matches(given, known, 1, NEAR).first().copied());
    near.map(|word| format!(" (did you mean {word:?}?)")).unwrap_or_default()
}

/// Checks what no key can tell by itself.
pub(super) fn check(rules: &Rules) -> Result<(), Wrong> {
    let names: Vec<&Spanned<String>> = rules.rules.iter().map(|r| &r.name).collect();
    let ladders: Vec<&Spanned<String>> = rules.ladders.iter().map(|l| &l.name).collect();
    // an alert tells by its rule's name what it is about: a ladder's is told apart from a rule's
    distinct("rule or ladder", &[&*names, &*ladders].concat())?;
    distinct("channel", &rules.channels.iter().map(|c| &c.name).collect::<Vec<_>>())?;
    rules.rules.iter().try_for_each(rule)?;
    rules.ladders.iter().try_for_each(|l| ladder(l, &names))?;
    let told = [&*names, &*ladders].concat();
    rules.channels.iter().try_for_each(|c| channel(c, &told))
}

fn distinct(what: &str, names: &[&Spanned<String>]) -> Result<(), Wrong> {
    let mut seen = BTreeSet::new();
    for name in names {
        let word = name.get_ref();
        if word.trim().is_empty() || word.contains(char::is_control) {
            return Err((name.span(), format!("a {what} needs a name of one line")));
        }
        if !seen.insert(word) {
            return Err((name.span(), format!("there is another {what} called {word:?}")));
        }
    }
    Ok(())
}

fn rule(rule: &Rule) -> Result<(), Wrong> {
    let wrong = |message: String| Err((rule.name.span(), message));
    let name = rule.name.get_ref();
    match (rule.conditions().count(), rule.condition()) {
        (0, _) => wrong(format!("{name:?} has no condition: give one of {CONDITIONS}")),
        (2.., _) => {
            wrong(format!("{name:?} has several conditions: make a rule of each, of {CONDITIONS}"))
        }
        (_, Some(Condition::Figure(f))) if f.is.is_some() && f.changed_by.is_some() => {
            wrong(format!("{name:?} asks for is and changed_by: make a rule of each"))
        }
        (_, Some(Condition::Figure(f)))
            if f.is.is_none() && f.changed_by.is_none() && f.by == By::default() =>
        {
            wrong(format!("{name:?} asks nothing of the figure: give is, changed_by or by"))
        }
        (_, Some(Condition::Said(s))) if s.by == By::default() => {
            wrong(format!("{name:?} asks nothing: give by = {{ origins = 2 }}"))
        }
        _ => Ok(()),
    }
}

fn ladder(ladder: &Ladder, rules: &[&Spanned<String>]) -> Result<(), Wrong> {
    if ladder.phases.is_empty() {
        return Err((ladder.name.span(), "a ladder needs a phase: [[ladder.phase]]".to_owned()));
    }
    distinct("phase", &ladder.phases.iter().map(|p| &p.name).collect::<Vec<_>>())?;
    ladder.phases.iter().try_for_each(|p| phase(p, rules))
}

fn phase(phase: &Phase, rules: &[&Spanned<String>]) -> Result<(), Wrong> {
    for when in std::iter::once(&phase.enter).chain(&phase.leave) {
        if when.rules().next().is_none() {
            let message = "a condition of a phase names rules: all, any or none of them";
            return Err((phase.name.span(), message.to_owned()));
        }
        when.rules().try_for_each(|name| known("rule", name, rules))?;
    }
    Ok(())
}

fn channel(channel: &Channel, told: &[&Spanned<String>]) -> Result<(), Wrong> {
    let Channel { atom, webhook, command, mail, .. } = channel;
    let kinds = [atom.is_some(), webhook.is_some(), command.is_some(), mail.is_some()];
    if kinds.iter().filter(|k| **k).count() != 1 {
        return Err((channel.name.span(), format!("a channel is one of {CHANNELS}")));
    }
    if mail.as_ref().is_some_and(|m| m.user.is_some() != m.password.is_some()) {
        let message = "user and password go together: give both or none";
        return Err((channel.name.span(), message.to_owned()));
    }
    let open = |m: &Mail| m.security == Security::None && m.password.is_some();
    let here = |m: &Mail| matches!(m.server.as_str(), "localhost" | "127.0.0.1" | "::1");
    if mail.as_ref().is_some_and(|m| open(m) && !here(m)) {
        let message = "a password is sent in the clear only to a server on this machine: \
                       set security to starttls or tls";
        return Err((channel.name.span(), message.to_owned()));
    }
    channel.only.iter().try_for_each(|name| known("rule or ladder", name, told))
}

fn known(what: &str, name: &Spanned<String>, all: &[&Spanned<String>]) -> Result<(), Wrong> {
    let word = name.get_ref();
    if all.iter().any(|n| n.get_ref() == word) {
        return Ok(());
    }
    let all: Vec<&str> = all.iter().map(|n| n.get_ref().as_str()).collect();
    let near = suggestion(word, &all);
    Err((name.span(), format!("there is no {what} called {word:?}{near}")))
}
