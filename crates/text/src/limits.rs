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
