//! The vocabulary that every room shares: spans over one immutable text, dates with their
//! precision, and the [`Article`].
//!
//! Inside the program an offset is a byte offset into the article's UTF-8 text, kept in a `u32`
//! ([`Span`]); at the rim (JSON, pages) offsets are Unicode code points ([`CodePoints`]).

mod article;
mod date;
mod label;
pub mod limits;
mod span;

pub use article::{
    Article, Block, BlockKind, Credit, DateClue, DateFrom, Dateline, Origin, OriginKind, Outlet,
    Published,
};
pub use date::{DateSpan, PartialDate, Precision};
pub use jiff::civil::Date;
pub use label::{Label, label};
pub use span::{CodePoints, Span};
