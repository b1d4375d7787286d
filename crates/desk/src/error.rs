use std::fmt;

use jiff::Timestamp;

/// What went wrong, so that a caller can act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What was asked for is not there.
    Missing,
    /// What was given is not what it must be: a rule, a setting, an address, a file.
    Invalid,
    /// It is not allowed: by a setting, by robots.txt, by the address it leads to.
    Refused,
    /// The network, or the host at the other end.
    Network,
    /// The store: the disk, the database, its integrity.
    Store,
    /// A limit of [`text::limits`] was reached.
    Limit,
}

/// An error of the desk: what was being done, why it failed, and what to do about it.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    doing: String,
    why: String,
    advice: Option<String>,
    not_before: Option<Timestamp>,
}

impl Error {
    /// An error of `kind` while `doing` (`opening desk.db`), because of `why`.
    pub fn new(kind: Kind, doing: impl Into<String>, why: impl fmt::Display) -> Error {
        let why = why.to_string();
        Error { kind, doing: doing.into(), why, advice: None, not_before: None }
    }

    /// The same error, with what the user can do about it.
    pub fn advise(mut self, advice: impl Into<String>) -> Error {
        self.advice = Some(advice.into());
        self
    }

    /// The same error, with the time before which trying again is of no use or not wanted.
    pub(crate) fn not_before(mut self, time: Timestamp) -> Error {
        self.not_before = Some(time);
        self
    }

    /// When to try again, where the other end said so.
    pub fn try_again(&self) -> Option<Timestamp> {
        self.not_before
    }

    /// What sort of error it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Why it failed, without what was being done.
    pub fn why(&self) -> &str {
        &self.why
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.doing, self.why)?;
        self.advice.iter().try_for_each(|advice| write!(f, "; {advice}"))
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        Error::new(Kind::Store, "using the desk's store", error)
    }
}
