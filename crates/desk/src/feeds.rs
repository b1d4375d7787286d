//! The way in: feeds, sitemaps and pages, what is looked at there and when, and how well it goes.

pub mod health;
pub mod items;
pub mod look;
mod moves;
pub mod opml;
mod pages;
mod poll;
mod rest;
pub mod sitemap;
mod sources;

pub use self::health::{Health, State, health, health_of};
pub use self::poll::{Polled, next_due, poll};
pub use self::rest::{Changed, Rest, SourceChange, change};
pub use self::sources::{
    Added, Imported, Loss, Source, SourceKind, add_page, add_source, export_opml, import_opml,
    losses, source_at, sources,
};

use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// A time as the store keeps it: RFC 3339 in UTC, in whole seconds, so that the order of the texts
/// is that of the times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct At(Timestamp);

impl ToSql for At {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(whole(self.0).to_string().into())
    }
}

impl FromSql for At {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let time = value.as_str()?.parse();
        time.map(At).map_err(|e| FromSqlError::Other(Box::new(e)))
    }
}

/// A time without its fraction of a second.
fn whole(time: Timestamp) -> Timestamp {
    // The beginning of a second that can be told can be told itself.
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}
