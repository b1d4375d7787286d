//! The two JSON documents, a reading and a record, and a record read again. Field names are a public interface; the types
//! here are written to serialize to exactly them, in the order of their fields.

mod changes;
mod known;
mod parts;
mod reading;
mod record;

pub use known::{NotARecord, known};
pub use reading::reading_json;
pub use record::{Document as RecordDocument, record_json};
