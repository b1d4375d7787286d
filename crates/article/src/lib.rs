//! From bytes to articles: formats, character sets, article extraction, outlet, publication date
//! and how it is known, language, agency credit.
//!
//! [`gather`] reads whatever it is given and never fails as a whole: what could not be read is
//! listed with its reason in the [`Intake`].

mod caption;
mod credit;
mod dateline;
mod decode;
mod draft;
mod feed;
mod gather;
mod head;
mod json;
mod kind;
mod language;
mod lines;
mod list;
mod meta;
mod mhtml;
mod page;
mod parts;
mod plain;
mod published;
mod source;
mod warc;

pub use draft::{About, plain};
pub use gather::{Document, Input, Intake, Progress, Skipped, gather};
