//! The record kept over time: the store of what was read, the feeds it came from, the rules that
//! watch it, the corrections made to it, and the pages it is read on.
//!
//! ```text
//! feeds, pages, files ─arrival─▶ documents, articles (ground state, never edited)
//!     ─read, group, renew─▶ readings, situations, records (derived: `rebuild` makes them again)
//!     ─watch─▶ alerts, phases            corrections: an append-only log, applied to every record
//! ```

pub mod alerts;
mod arrival;
mod corrections;
pub mod deliver;
mod desk;
mod digest;
pub mod edits;
mod error;
pub mod export;
mod facts;
pub mod feeds;
pub mod fetch;
mod group;
pub mod look;
mod pack;
mod read;
mod renew;
pub mod status;
mod store;
pub mod watch;
pub mod web;
pub mod who;

pub use arrival::{Arrival, How};
pub use corrections::{About, Came, Change, Entry};
pub use desk::{Added, Behind, Desk, Step, program};
pub use error::{Error, Kind};
pub use renew::Renewed;
pub use store::{Keeping, Store};
