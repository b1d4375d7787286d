//! Every limit of the program, by name. Reaching one is reported, never silent.

/// Longest article text that is read, in bytes; what lies beyond is cut off and noted.
pub const TEXT_BYTES: usize = 2 << 20;
/// Largest input file that is opened, in bytes, before decompression.
pub const FILE_BYTES: u64 = 1 << 30;
/// Largest single document (one page, one text, one JSON Lines row) after decompression, in bytes.
pub const DOCUMENT_BYTES: usize = 64 << 20;
/// Most bytes that one compressed input may unpack to when it is a container of many documents
/// (JSON Lines, WARC).
pub const UNPACKED_BYTES: u64 = 64 << 30;
/// Deepest nesting of elements in a page that is parsed.
pub const PAGE_DEPTH: usize = 2_000;
/// Longest sentence in tokens; a longer one is cut at this length.
pub const SENTENCE_TOKENS: usize = 200;
/// Most sentences of one article that are read.
pub const SENTENCES: usize = 20_000;
/// Largest number read as a quantity; beyond it digits are not a figure.
pub const QUANTITY: f64 = 1e15;
/// Most figures that one figure is compared with when series are made; they are sorted by date of
/// publication, so the nearest in time are compared.
pub const SERIES_WINDOW: usize = 2_000;
/// Most shared passages listed of two reports that share text.
pub const COPY_RUNS: usize = 200;

// The desk.

/// Most passages, or articles, that one correction names.
pub const CORRECTION_PASSAGES: usize = 2_000;
/// Longest reason of a correction, and longest note, in bytes.
pub const CORRECTION_WORDS: usize = 10_000;
/// Longest name of a speaker that a correction gives, in bytes.
pub const CORRECTION_NAME: usize = 500;
/// Most passages that are put in order for one search, of those that hold its words the ones kept
/// last.
pub const SEARCH_RANKED: usize = 10_000;
/// Most situations that are looked through for one name, those that moved last.
pub const NAME_SITUATIONS: usize = 20;
/// Most passages holding a name, of those kept last, from which the situations are taken that are
/// looked through for it.
pub const NAME_ROWS: usize = 5_000;
/// Most mentions of somebody, and most events with them, that are shown of one situation.
pub const NAME_PASSAGES: usize = 12;
/// Most statements of somebody that are listed on their page, the newest first.
pub const NAME_STATEMENTS: usize = 100;
/// Most redirects that are followed from one address.
pub const REDIRECTS: usize = 5;
/// Largest header of a response, in bytes.
pub const HEADER_BYTES: usize = 64 << 10;
/// Longest wait for a connection, in seconds.
pub const CONNECT_SECONDS: u64 = 10;
/// Longest time for one request, from the look-up of its host to the last byte, in seconds.
pub const REQUEST_SECONDS: u64 = 60;
/// Longest time for one fetch, all its requests and the pauses between them together: robots.txt,
/// each redirect, the document.
pub const FETCH_SECONDS: u64 = 120;
/// Least pause between two requests of one host, in milliseconds.
pub const PAUSE_MILLISECONDS: u64 = 1_000;
/// Longest pause before a request that is waited for; a host that wants a longer one is asked
/// later.
pub const WAIT_SECONDS: u64 = 30;
/// Longest that a host can put off its next request with `Retry-After` or a crawl delay, in
/// seconds.
pub const PUT_OFF_SECONDS: u64 = 7 * 86_400;
/// Bytes of a robots.txt that are read; what lies beyond is left out (RFC 9309, 2.5).
pub const ROBOTS_BYTES: usize = 512 << 10;
/// How long a robots.txt counts before it is asked for again, in seconds (RFC 9309, 2.4).
pub const ROBOTS_SECONDS: u64 = 86_400;
/// Items of one feed or sitemap that are looked at.
pub const ITEMS: usize = 10_000;
/// Sitemaps of one index that are fetched at one visit.
pub const SITEMAPS: usize = 10;
/// Deepest nesting of elements in a feed, a sitemap or an OPML file.
pub const XML_DEPTH: usize = 64;
/// Pages of one source that are fetched at one visit; the rest are left for the next.
pub const PAGES: usize = 50;
/// Attempts to fetch a page, after which it is listed as lost.
pub const PAGE_ATTEMPTS: u32 = 5;
/// Longest passage that two versions are compared in by words, in bytes.
pub const DIFF_BYTES: usize = 16 << 10;
/// Most lines of two versions that are compared.
pub const DIFF_LINES: usize = 5_000;

/// Largest file of watch rules, in bytes.
pub const WATCH_BYTES: u64 = 1 << 20;
/// Most passages shown with one alert; how many there are beyond that is told.
pub const ALERT_PASSAGES: usize = 20;
/// Most alerts in one Atom feed, the newest first; older ones stay in the desk.
pub const ATOM_ENTRIES: usize = 200;
/// Tries after which a delivery is given up: it is kept as failed, and can be tried again.
pub const DELIVERY_TRIES: u32 = 30;
/// Most deliveries of one channel at one go; the rest wait for the next.
pub const DELIVERIES: usize = 200;
/// Most bytes kept of what a command complains of.
pub const COMPLAINT_BYTES: u64 = 2_000;
