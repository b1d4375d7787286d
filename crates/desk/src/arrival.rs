use jiff::Timestamp;

/// How something came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// A file of the user's.
    File,
    /// A page, fetched.
    Page,
    /// An item of a feed that carries its own text, by the address of the feed.
    FeedItem(String),
}

impl How {
    /// The word kept in the store.
    pub fn name(&self) -> &'static str {
        match self {
            How::File => "file",
            How::Page => "page",
            How::FeedItem(_) => "feed item",
        }
    }
}

/// Bytes as they came from outside, with how and when: what a document of the store is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The bytes, unchanged but for the content encoding of the transfer.
    pub bytes: Vec<u8>,
    /// How they came.
    pub how: How,
    /// When they came.
    pub came: Timestamp,
    /// The address they were asked for at: an edit of a page keeps its address.
    pub url: Option<String>,
    /// The address that answered in the end, where it is another.
    pub answered_by: Option<String>,
    /// The file they were in.
    pub path: Option<String>,
    /// The status of the response.
    pub status: Option<u16>,
    /// The header of the response, a line each.
    pub headers: Vec<(String, String)>,
    /// The source that it was found by: its row in `sources`.
    pub source: Option<i64>,
}
