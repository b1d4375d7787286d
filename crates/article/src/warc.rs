//! Web archives: the pages among their responses.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use fastwarc::warc::iter::ArchiveIterator;
use fastwarc::warc::record::{AutoDecode, WarcRecord, WarcRecordType};
use text::limits::{DOCUMENT_BYTES, UNPACKED_BYTES};

use crate::source::{Source, reason};

/// One page of an archive.
#[derive(Debug)]
pub(crate) struct Response {
    /// Its address.
    pub(crate) url: Option<String>,
    /// The character set that the server named.
    pub(crate) charset: Option<String>,
    /// The page's bytes.
    pub(crate) body: Vec<u8>,
}

/// Reads an archive; what is wrong with a record is reported with its number to `wrong`.
pub(crate) fn read(
    archive: Source,
    mut found: impl FnMut(Response),
    mut wrong: impl FnMut(usize, String),
) {
    let archive = BufReader::with_capacity(BUFFER_BYTES, Forward(archive));
    let records = ArchiveIterator::new(archive).with_decode_http_payload(AutoDecode::All);
    let mut claimed = 0_u64;
    for (n, record) in records.enumerate() {
        let record = match record {
            Ok(record) => record,
            // Where one record ends is known from its head alone: the next cannot be found.
            Err(error) => {
                return wrong(n + 1, format!("{}; the rest was not read", reason(&error)));
            }
        };
        let mut record = record.borrow_mut();
        claimed = claimed.saturating_add(record.content_length());
        if claimed > UNPACKED_BYTES {
            let most = UNPACKED_BYTES >> 30;
            return wrong(
                n + 1,
                format!("the archive holds more than {most} GB; the rest was not read"),
            );
        }
        match response(&mut record) {
            Ok(Some(response)) => found(response),
            Ok(None) => {}
            Err(why) => wrong(n + 1, why),
        }
    }
}

/// The page in a record; `None` where it holds something else.
fn response(record: &mut WarcRecord) -> Result<Option<Response>, String> {
    if !matches!(record.record_type(), WarcRecordType::Response | WarcRecordType::Resource) {
        return Ok(None);
    }
    let header = |name: &str| record.headers().get(name).map(|value| value.into_owned());
    let kind = record.http_content_type().or_else(|| header("Content-Type")).unwrap_or_default();
    let status = record.http_headers().and_then(|h| h.status_code());
    if !kind.to_lowercase().contains("html") || status.is_some_and(|code| code != 200) {
        return Ok(None);
    }
    let url = header("WARC-Target-URI").map(|u| u.trim_matches(['<', '>']).to_owned());
    let charset = record.http_charset().map(|c| c.into_owned());
    let Some(reader) = record.reader_mut() else { return Ok(None) };
    let mut body = Vec::new();
    reader.take(DOCUMENT_BYTES as u64 + 1).read_to_end(&mut body).map_err(|e| reason(&e))?;
    if body.len() > DOCUMENT_BYTES {
        return Err(format!("holds more than {} MB", DOCUMENT_BYTES >> 20));
    }
    Ok(Some(Response { url, charset, body }))
}

const BUFFER_BYTES: usize = 64 << 10;

/// A stream that can only be read forwards. The archive's reader asks for a stream that seeks, but
/// needs it only to tell where it is, which it also counts itself.
struct Forward(Source);

impl Read for Forward {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Seek for Forward {
    fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
