//! The file of rules: what is watched for, in what phases, and whom to tell. Its format is told in
//! `docs/watch.md`.

mod check;
#[cfg(test)]
mod tests;
mod values;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use lettre::message::Mailbox;
use reading::{EventKind, EventStatus, FigureStatus, Plover};
use serde::Deserialize;
use text::limits;
use toml::Spanned;
use url::Url;

use crate::{Error, Kind};
pub use values::{Change, Comparison, Order};

/// What is watched for, in what phases, and whom to tell.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The rules.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
    /// The ladders of phases.
    #[serde(default, rename = "ladder")]
    pub ladders: Vec<Ladder>,
    /// The channels that alerts go out by.
    #[serde(default, rename = "channel")]
    pub channels: Vec<Channel>,
}

/// A rule: a condition with a name.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name, by which ladders, channels and alerts speak of it.
    pub name: Spanned<String>,
    /// What it is to a reader; without one, its name.
    pub title: Option<String>,
    /// The situations it looks at; without it, all.
    #[serde(default)]
    pub situations: Situations,
    /// Days for which an alert of it counts for phases; without it, as long as it stands.
    pub counts_for_days: Option<u32>,
    /// Holds of a figure.
    figure: Option<FigureRule>,
    /// Holds of an event.
    event: Option<EventRule>,
    /// Holds of a dispute.
    dispute: Option<DisputeRule>,
    /// Holds of a planned event whose day has passed.
    overdue: Option<OverdueRule>,
    /// Holds of what somebody says for the first time.
    first_words: Option<FirstWordsRule>,
    /// Holds of what is said by several.
    said: Option<SaidRule>,
}

/// What a rule looks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Condition<'a> {
    /// A figure.
    Figure(&'a FigureRule),
    /// An event.
    Event(&'a EventRule),
    /// A dispute.
    Dispute(&'a DisputeRule),
    /// A planned event that no report tells to have happened, when its day has passed.
    Overdue(&'a OverdueRule),
    /// A speaker's first words on a matter.
    FirstWords(&'a FirstWordsRule),
    /// A proposition, by how many tell it.
    Said(&'a SaidRule),
}

impl Rule {
    /// Its condition; `None` only while the file is being checked.
    pub(crate) fn condition(&self) -> Option<Condition<'_>> {
        let mut given = self.conditions();
        given.next().filter(|_| given.next().is_none())
    }

    fn conditions(&self) -> impl Iterator<Item = Condition<'_>> {
        [
            self.figure.as_ref().map(Condition::Figure),
            self.event.as_ref().map(Condition::Event),
            self.dispute.as_ref().map(Condition::Dispute),
            self.overdue.as_ref().map(Condition::Overdue),
            self.first_words.as_ref().map(Condition::FirstWords),
            self.said.as_ref().map(Condition::Said),
        ]
        .into_iter()
        .flatten()
    }

    /// Its title, else its name.
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(self.name.get_ref())
    }
}

/// Which situations a rule looks at: those that fit everything that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Situations {
    /// Phrases, one of which stands in the title.
    #[serde(default, deserialize_with = "values::phrases")]
    pub title: Vec<String>,
    /// Names, one of which is an entity's of the situation.
    #[serde(default, deserialize_with = "values::phrases")]
    pub entities: Vec<String>,
    /// Ids, one of which is the situation's.
    #[serde(default, deserialize_with = "values::phrases")]
    pub ids: Vec<String>,
}

/// On whose word it must rest at least.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct By {
    /// Independent origins.
    pub origins: Option<NonZeroUsize>,
    /// Parties.
    pub parties: Option<NonZeroUsize>,
    /// The credibility grade, 1 (confirmed) to 6 (cannot be judged): this or better.
    #[serde(default, deserialize_with = "values::grade")]
    pub grade: Option<u8>,
}

/// What a figure must be.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureRule {
    /// Phrases for what is counted: one of them, in any order of its words.
    #[serde(deserialize_with = "values::phrases")]
    pub counts: Vec<String>,
    /// Units, one of which is the figure's: `metre`, `%`.
    #[serde(default, deserialize_with = "values::phrases")]
    pub unit: Vec<String>,
    /// Phrases for what is told of it: `sent`, `killed`.
    #[serde(default, deserialize_with = "values::phrases")]
    pub told: Vec<String>,
    /// Places, by name.
    #[serde(default, deserialize_with = "values::phrases")]
    pub place: Vec<String>,
    /// What its value must be.
    pub is: Option<Comparison>,
    /// By how much its value must change.
    pub changed_by: Option<Change>,
    /// Whether it holds, is planned, …; without one, only what holds.
    #[serde(default = "values::actual", deserialize_with = "values::figure_statuses")]
    pub status: Vec<FigureStatus>,
    /// Whether any figure told counts, and not only how things stand.
    #[serde(default)]
    pub ever: bool,
    /// On whose word.
    #[serde(default)]
    pub by: By,
}

/// What an event must be.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventRule {
    /// Kinds, one of which it is.
    #[serde(default, deserialize_with = "values::kinds")]
    pub kind: Vec<EventKind>,
    /// PLOVER root codes, one of which it is.
    #[serde(default, deserialize_with = "values::plover")]
    pub plover: Vec<Plover>,
    /// Who must have a part in it: all of them, by name.
    #[serde(default, deserialize_with = "values::phrases")]
    pub participants: Vec<String>,
    /// Places, one of which it took place in.
    #[serde(default, deserialize_with = "values::phrases")]
    pub place: Vec<String>,
    /// Phrases, one of which stands in the words that tell it.
    #[serde(default, deserialize_with = "values::phrases")]
    pub words: Vec<String>,
    /// Whether it happened, is planned, …; without one, only what happened.
    #[serde(default = "values::happened", deserialize_with = "values::event_statuses")]
    pub status: Vec<EventStatus>,
    /// On whose word.
    #[serde(default)]
    pub by: By,
}

/// What a dispute must be.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisputeRule {
    /// Phrases, one of which stands in what is disputed.
    #[serde(default, deserialize_with = "values::phrases")]
    pub about: Vec<String>,
    /// Speakers or parties, all of which take part; of two, one on each side.
    #[serde(default, deserialize_with = "values::phrases")]
    pub between: Vec<String>,
}

/// What a planned event must be whose day passes with no report that it happened.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverdueRule {
    /// Kinds, one of which it is.
    #[serde(default, deserialize_with = "values::kinds")]
    pub kind: Vec<EventKind>,
    /// Who must have a part in it: all of them, by name.
    #[serde(default, deserialize_with = "values::phrases")]
    pub participants: Vec<String>,
    /// Phrases, one of which stands in the words that tell it.
    #[serde(default, deserialize_with = "values::phrases")]
    pub words: Vec<String>,
    /// Days after its last day (in UTC) for reports to come in.
    #[serde(default = "values::one")]
    pub grace_days: u32,
    /// Days after which what was never told of is old: it fires no more.
    #[serde(default = "values::thirty")]
    pub forget_days: u32,
}

/// Whose first words are looked for, and on what.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstWordsRule {
    /// Speakers by name; without one, anybody.
    #[serde(default, deserialize_with = "values::phrases")]
    pub speaker: Vec<String>,
    /// Phrases, one of which stands in what is said.
    #[serde(deserialize_with = "values::phrases")]
    pub about: Vec<String>,
}

/// What is said, and on how many's word.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaidRule {
    /// Phrases, one of which stands in what is said.
    #[serde(deserialize_with = "values::phrases")]
    pub words: Vec<String>,
    /// On whose word.
    pub by: By,
}

/// A ladder of phases, the lowest first. It is at rest until the first is entered.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    /// Its name.
    pub name: Spanned<String>,
    /// Its phases, the lowest first.
    #[serde(rename = "phase")]
    pub phases: Vec<Phase>,
}

/// A phase of a ladder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Its name.
    pub name: Spanned<String>,
    /// When it is entered, from any phase below.
    pub enter: When,
    /// When it is left for the phase below, unless its entry condition holds; without one, when
    /// the entry condition no longer holds.
    pub leave: Option<When>,
    /// What is to be done in it.
    #[serde(default)]
    pub measures: Vec<String>,
}

/// A condition on rules. A rule holds while an alert of it stands and counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Rules that all hold.
    #[serde(default)]
    pub all: Vec<Spanned<String>>,
    /// Rules of which one holds.
    #[serde(default)]
    pub any: Vec<Spanned<String>>,
    /// Rules of which none holds.
    #[serde(default)]
    pub none: Vec<Spanned<String>>,
    /// Days for which that must have been so.
    #[serde(default)]
    pub for_days: u32,
}

impl When {
    /// The rules it speaks of.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.all.iter().chain(&self.any).chain(&self.none)
    }
}

/// A channel that alerts go out by.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Its name.
    pub name: Spanned<String>,
    /// Rules and ladders whose alerts it carries; without one, all.
    #[serde(default)]
    pub only: Vec<Spanned<String>>,
    /// It is a file.
    pub(crate) atom: Option<Atom>,
    /// It is an address that is posted to.
    pub(crate) webhook: Option<Webhook>,
    /// It is a program that is run.
    pub(crate) command: Option<Command>,
    /// It is e-mail.
    pub(crate) mail: Option<Mail>,
}

/// An Atom feed, written to a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Atom {
    /// The file.
    pub file: PathBuf,
    /// Its title.
    #[serde(default = "values::feed_title")]
    pub title: String,
    /// The address it is served at.
    pub url: Option<Url>,
}

/// An address that each notice is posted to, signed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// The address.
    #[serde(deserialize_with = "values::address")]
    pub url: Url,
    /// The secret to sign with.
    pub secret: Secret,
    /// A file of certificates (PEM) that are trusted to vouch for the host, in the place of those
    /// that the program brings along.
    pub ca: Option<PathBuf>,
    /// How long an answer may take.
    #[serde(default = "values::ten")]
    pub timeout_seconds: u32,
}

/// Where a secret is: never in the file of rules.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secret {
    /// In a file; white space at its end is no part of it.
    File(PathBuf),
    /// In an environment variable.
    Env(String),
}

/// A program that gets each notice as JSON on its standard input.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The program and its arguments; no shell reads them, and nothing is put in.
    #[serde(deserialize_with = "values::argv")]
    pub run: Vec<String>,
    /// How long it may take.
    #[serde(default = "values::thirty")]
    pub timeout_seconds: u32,
}

/// E-mail over SMTP.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The host of the server.
    pub server: String,
    /// Its port; without one, the usual one for how it is protected.
    pub port: Option<u16>,
    /// How the connection is protected.
    #[serde(default)]
    pub security: Security,
    /// The sender.
    #[serde(deserialize_with = "values::mailbox")]
    pub from: Mailbox,
    /// The recipients.
    #[serde(deserialize_with = "values::mailboxes")]
    pub to: Vec<Mailbox>,
    /// Who logs in.
    pub user: Option<String>,
    /// With what password.
    pub password: Option<Secret>,
    /// A file of certificates (PEM) that are trusted to vouch for the server, in the place of those
    /// that the program brings along.
    pub ca: Option<PathBuf>,
    /// How long the server may take to answer.
    #[serde(default = "values::thirty")]
    pub timeout_seconds: u32,
}

/// How a connection to a mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// STARTTLS on an open connection (RFC 3207), which must succeed. Port 587.
    #[default]
    Starttls,
    /// TLS from the first byte (RFC 8314). Port 465.
    Tls,
    /// None: for a server on the same machine. Port 25.
    None,
}

impl Rules {
    /// The text of the file of rules at `path`.
    ///
    /// # Errors
    /// If it cannot be read or is longer than [`limits::WATCH_BYTES`].
    pub fn text_of(path: &Path) -> Result<String, Error> {
        let name = path.display().to_string();
        let fail = |why: &dyn std::fmt::Display| {
            Error::new(Kind::Invalid, format!("reading the watch rules {name}"), why)
        };
        let size = std::fs::metadata(path).map_err(|e| fail(&e))?.len();
        if size > limits::WATCH_BYTES {
            return Err(fail(&format!("{size} bytes are more than {}", limits::WATCH_BYTES)));
        }
        std::fs::read_to_string(path).map_err(|e| fail(&e))
    }

    /// The rules in `toml`, the text of the file `name`.
    ///
    /// # Errors
    /// The first thing that is wrong: line, key, and what is allowed.
    pub fn parse(name: &str, toml: &str) -> Result<Rules, Error> {
        let rules = toml::from_str::<Rules>(toml)
            .map_err(|e| check::located(name, toml, e.span(), &check::plainer(e.message())))?;
        check::check(&rules)
            .map_err(|(span, message)| check::located(name, toml, Some(span), &message))?;
        Ok(rules)
    }
}
