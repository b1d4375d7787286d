//! The values of the file of rules, each checked where it stands.

use std::fmt;

use lettre::message::Mailbox;
use reading::{EventKind, EventStatus, FigureStatus, Plover};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use url::Url;

use super::check::suggestion;

/// A comparison with a number: `>= 10,000`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Comparison {
    /// How.
    pub order: Order,
    /// With what.
    pub value: f64,
}

/// How a value compares with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `>=`
    AtLeast,
    /// `>`
    Above,
    /// `<=`
    AtMost,
    /// `<`
    Below,
    /// `=`
    Equal,
}

impl Order {
    const ALL: [(Order, &'static str, &'static str); 5] = [
        (Order::AtLeast, ">=", "≥"),
        (Order::AtMost, "<=", "≤"),
        (Order::Above, ">", ">"),
        (Order::Below, "<", "<"),
        (Order::Equal, "=", "="),
    ];

    fn sign(self) -> &'static str {
        Order::ALL.iter().find(|(order, ..)| *order == self).map_or("", |(_, _, sign)| sign)
    }
}

impl TryFrom<String> for Comparison {
    type Error = String;

    fn try_from(words: String) -> Result<Comparison, String> {
        let read = || {
            let (order, rest) = Order::ALL.iter().find_map(|(order, ascii, sign)| {
                let rest = words.trim().strip_prefix(ascii);
                Some((*order, rest.or_else(|| words.trim().strip_prefix(sign))?))
            })?;
            Some(Comparison { order, value: number(rest)? })
        };
        read().ok_or_else(|| {
            format!("{words:?} is no comparison: one of >=, >, <=, <, = and a number, \">= 10000\"")
        })
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.order.sign(), brief::number(self.value))
    }
}

/// A change of a value: `500`, or `10 %` of what it was.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub enum Change {
    /// So much.
    Amount(f64),
    /// So many per cent of what it was.
    Share(f64),
}

impl TryFrom<String> for Change {
    type Error = String;

    fn try_from(words: String) -> Result<Change, String> {
        let of = |words: &str| number(words).filter(|n| *n > 0.0);
        let read = match words.trim().strip_suffix('%') {
            Some(share) => of(share).map(Change::Share),
            None => of(&words).map(Change::Amount),
        };
        read.ok_or_else(|| format!("{words:?} is no change: a number, or a share such as \"10 %\""))
    }
}

/// A number, its thousands apart or not.
fn number(words: &str) -> Option<f64> {
    let digits: String =
        words.chars().filter(|c| !matches!(c, ',' | '_') && !c.is_whitespace()).collect();
    digits.parse::<f64>().ok().filter(|n| n.is_finite())
}

/// One phrase or several; none is empty.
pub(super) fn phrases<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    struct OneOrMany;
    impl<'de> Visitor<'de> for OneOrMany {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("words in quotation marks, or a list of them")
        }

        fn visit_str<E: Error>(self, one: &str) -> Result<Vec<String>, E> {
            Ok(vec![one.to_owned()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<String>, A::Error> {
            let mut all = Vec::new();
            while let Some(one) = list.next_element()? {
                all.push(one);
            }
            Ok(all)
        }
    }
    let phrases = from.deserialize_any(OneOrMany)?;
    let empty = |p: &String| !p.contains(|c: char| c.is_alphanumeric() || c == '%');
    match phrases.is_empty() || phrases.iter().any(empty) {
        true => Err(D::Error::custom("an empty phrase fits nothing; leave the key out")),
        false => Ok(phrases),
    }
}

/// Words of a fixed list.
fn of_list<'de, D: Deserializer<'de>, T: Copy>(
    from: D,
    what: &str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<Vec<T>, D::Error> {
    let find = |word: String| {
        all.iter().copied().find(|t| name(*t) == word).ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|t| name(*t)).collect();
            let near = suggestion(&word, &names);
            D::Error::custom(format!("{word:?} is no {what}{near}; allowed: {}", names.join(", ")))
        })
    };
    phrases(from)?.into_iter().map(find).collect()
}

pub(super) fn kinds<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<EventKind>, D::Error> {
    of_list(from, "kind of event", EventKind::ALL, EventKind::name)
}

pub(super) fn plover<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Plover>, D::Error> {
    of_list(from, "PLOVER root code", Plover::ALL, Plover::name)
}

pub(super) fn event_statuses<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<EventStatus>, D::Error> {
    of_list(from, "status of an event", EventStatus::ALL, EventStatus::name)
}

pub(super) fn figure_statuses<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<FigureStatus>, D::Error> {
    of_list(from, "status of a figure", FigureStatus::ALL, FigureStatus::name)
}

pub(super) fn grade<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u8>, D::Error> {
    let grade = i64::deserialize(from)?;
    match u8::try_from(grade) {
        Ok(grade @ 1..=6) => Ok(Some(grade)),
        _ => Err(D::Error::custom(format!(
            "{grade} is no grade: 1 (confirmed) to 6 (cannot be judged)"
        ))),
    }
}

pub(super) fn address<'de, D: Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
    let words = String::deserialize(from)?;
    let url = Url::parse(&words)
        .map_err(|e| D::Error::custom(format!("{words:?} is no address: {e}")))?;
    let open = url.username().is_empty() && url.password().is_none();
    match url.scheme() {
        "http" | "https" if open => Ok(url),
        "http" | "https" => Err(D::Error::custom("an address here holds no user or password")),
        _ => Err(D::Error::custom(format!("{words:?} is not of http or https"))),
    }
}

pub(super) fn argv<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let run = Vec::<String>::deserialize(from)?;
    let fits = run.first().is_some_and(|p| !p.is_empty()) && !run.iter().any(|a| a.contains('\0'));
    let shown = "a program and its arguments, each by itself: [\"/usr/bin/notify\", \"--desk\"]";
    fits.then_some(run).ok_or_else(|| D::Error::custom(shown))
}

fn parsed_mailbox<E: Error>(words: &str) -> Result<Mailbox, E> {
    let parsed = words.parse::<Mailbox>().map_err(|e| e.to_string());
    let one_line = |m: Mailbox| match m.name.iter().any(|n| n.contains(char::is_control)) {
        true => Err("its name has control characters".to_owned()),
        false => Ok(m),
    };
    let no = |e| E::custom(format!("{words:?} is no e-mail address: {e}"));
    parsed.and_then(one_line).map_err(no)
}

pub(super) fn mailbox<'de, D: Deserializer<'de>>(from: D) -> Result<Mailbox, D::Error> {
    parsed_mailbox(&String::deserialize(from)?)
}

pub(super) fn mailboxes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Mailbox>, D::Error> {
    phrases(from)?.iter().map(|words| parsed_mailbox(words)).collect()
}

pub(super) fn actual() -> Vec<FigureStatus> {
    vec![FigureStatus::Actual]
}

pub(super) fn happened() -> Vec<EventStatus> {
    vec![EventStatus::Happened]
}

pub(super) fn one() -> u32 {
    1
}

pub(super) fn ten() -> u32 {
    10
}

pub(super) fn thirty() -> u32 {
    30
}

pub(super) fn feed_title() -> String {
    "Twosource alerts".to_owned()
}
