//! What a desk holds, for other programs: web archives, which prove what was read; articles, one a
//! line.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use rusqlite::Row;
use sha2::{Digest, Sha256};
use text::Article;
use text::limits::DOCUMENT_BYTES;
use url::Url;

use crate::pack::{unpack, unsqueeze};
use crate::{Error, Kind, Store, program};

/// Writes everything that came as a web archive (WARC 1.1, ISO 28500:2017), each record a gzip
/// member of its own; how many documents it holds.
///
/// A page is a `response` record: its status line and header as they came, its body as it is kept,
/// which is without transfer and content encoding; the header says so. A file is a `resource`
/// record. An item of a feed that carried its own text is a `resource` too, as the JSON document it
/// was kept as. `Twosource-How`, `Twosource-Path` and `Twosource-Answered-By` tell what has no
/// field of the standard. `now` is the date of the archive's own description.
///
/// # Errors
/// Those of the store; if the archive cannot be written.
pub fn warc(store: &Store, to: &mut dyn Write, now: Timestamp) -> Result<u64, Error> {
    let description = format!(
        "software: {}\r\nformat: WARC File Format 1.1\r\n\
         conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n",
        program()
    );
    let about = Record {
        kind: "warcinfo",
        fields: vec![("Content-Type", "application/warc-fields".to_owned())],
        date: now.to_string(),
        number: 0,
        header: String::new(),
        payload: description.into_bytes(),
    };
    write(to, &about)?;
    store.read(|db| {
        let sql = "SELECT a.id, a.how, a.came, a.url, a.answered_by, a.path, a.status, a.headers, \
                   d.sha256, d.bytes FROM arrivals a JOIN documents d ON d.sha256 = a.document \
                   ORDER BY a.id";
        let mut all = db.prepare(sql)?;
        let mut rows = all.query([])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            write(to, &record(row)?)?;
            count += 1;
        }
        to.flush().map_err(|e| unwritten(&e))?;
        Ok(count)
    })
}

/// A record of a web archive. Its id is made of its content and its number.
struct Record {
    kind: &'static str,
    fields: Vec<(&'static str, String)>,
    date: String,
    number: i64,
    /// The header of the response, with the line that ends it.
    header: String,
    payload: Vec<u8>,
}

/// The record of an arrival.
fn record(row: &Row<'_>) -> Result<Record, Error> {
    let (how, path): (String, Option<String>) = (row.get(1)?, row.get(5)?);
    let (url, answered): (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
    let sha256: String = row.get(8)?;
    let payload = unsqueeze(row.get_ref(9)?.as_blob().unwrap_or_default(), DOCUMENT_BYTES)?;
    let mut fields = vec![
        ("WARC-Target-URI", target(url, path.as_deref(), &sha256)),
        ("WARC-Payload-Digest", format!("sha256:{}", base32(&Sha256::digest(&payload)))),
        ("Twosource-How", how),
    ];
    fields.extend(path.as_ref().map(|p| ("Twosource-Path", p.clone())));
    fields.extend(answered.map(|a| ("Twosource-Answered-By", a)));
    let (mut kind, mut header) = ("resource", String::new());
    match row.get::<_, Option<u16>>(6)? {
        Some(status) => {
            let headers: String = row.get(7)?;
            (kind, header) = ("response", http(status, &headers, payload.len())?);
            fields.push(("Content-Type", "application/http;msgtype=response".to_owned()));
        }
        None => fields.push(("Content-Type", media_type(path.as_deref(), &payload).to_owned())),
    }
    Ok(Record { kind, fields, date: row.get(2)?, number: row.get(0)?, header, payload })
}

/// What a document is the content of: its address; else the file it was in; else itself.
fn target(url: Option<String>, path: Option<&str>, sha256: &str) -> String {
    let file = || path.and_then(|path| Url::from_file_path(path).ok()).map(String::from);
    url.or_else(file).unwrap_or_else(|| format!("urn:sha256:{sha256}"))
}

/// The status line and header of a response whose body is `length` bytes, all codings undone.
fn http(status: u16, headers: &str, length: usize) -> Result<String, Error> {
    let headers: Vec<(String, String)> = serde_json::from_str(headers)
        .map_err(|e| Error::new(Kind::Store, "reading the header of a response", e))?;
    let coding = ["content-length", "content-encoding", "transfer-encoding"];
    let mut header = format!("HTTP/1.1 {status} \r\n");
    for (name, value) in headers {
        match coding.iter().any(|c| name.eq_ignore_ascii_case(c)) {
            true => header += &format!("X-Archive-Orig-{name}: {}\r\n", one_line(&value)),
            false => header += &format!("{name}: {}\r\n", one_line(&value)),
        }
    }
    header += &format!("Content-Length: {length}\r\n\r\n");
    Ok(header)
}

/// What sort of document a file is, by its ending, else by how it begins.
fn media_type(path: Option<&str>, bytes: &[u8]) -> &'static str {
    let begins = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_lowercase();
    let begins = begins.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let ending = path.and_then(|p| p.rsplit_once('.')).map(|(_, ending)| ending.to_lowercase());
    match ending.as_deref() {
        Some("html" | "htm" | "xhtml") => "text/html",
        Some("txt" | "text" | "md") => "text/plain",
        Some("mhtml" | "mht") => "multipart/related",
        _ if begins.contains("<html") || begins.starts_with("<!doctype html") => "text/html",
        _ if begins.starts_with('{') => "application/json",
        _ if std::str::from_utf8(bytes).is_ok() => "text/plain",
        _ => "application/octet-stream",
    }
}

/// Writes a record as one gzip member.
fn write(to: &mut dyn Write, record: &Record) -> Result<(), Error> {
    let length = record.header.len() + record.payload.len();
    let mut head = format!("WARC-Type: {}\r\nWARC-Date: {}\r\n", record.kind, record.date);
    for (name, value) in &record.fields {
        head += &format!("{name}: {}\r\n", one_line(value));
    }
    head += &format!("Content-Length: {length}\r\n");
    let id = id(&[
        &record.number.to_le_bytes(),
        head.as_bytes(),
        record.header.as_bytes(),
        &record.payload,
    ]);
    let mut member = GzEncoder::new(to, Compression::default());
    let mut all = || -> io::Result<()> {
        write!(member, "WARC/1.1\r\nWARC-Record-ID: <urn:uuid:{id}>\r\n{head}\r\n")?;
        member.write_all(record.header.as_bytes())?;
        member.write_all(&record.payload)?;
        member.write_all(b"\r\n\r\n")
    };
    all().and_then(|()| member.finish().map(|_| ())).map_err(|e| unwritten(&e))
}

/// A UUID of version 8 (RFC 9562, 5.8): the first bits of the SHA-256 of `parts`.
fn id(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    bytes[6] = bytes[6] & 0x0F | 0x80;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let digits: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let [a, b, c, d, e] = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| &digits[range]);
    format!("{a}-{b}-{c}-{d}-{e}")
}

/// RFC 4648, 6: the usual writing of digests in web archives, here with its padding.
fn base32(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::new();
    for five in bytes.chunks(5) {
        let mut bits = [0; 8];
        bits[3..3 + five.len()].copy_from_slice(five);
        let bits = u64::from_be_bytes(bits);
        let digits = (five.len() * 8).div_ceil(5);
        for at in 0..8 {
            let digit = (bits >> (35 - 5 * at)) as usize & 31;
            out.push(if at < digits { char::from(DIGITS[digit]) } else { '=' });
        }
    }
    out
}

/// Without what would end a line of a header.
fn one_line(value: &str) -> String {
    value.replace(['\r', '\n', '\0'], " ")
}

/// Writes every article as a line of JSON, in order of arrival, in the fields that `read` and
/// `brief` take; how many there are.
///
/// # Errors
/// Those of the store; if they cannot be written.
pub fn jsonl(store: &Store, to: &mut dyn Write) -> Result<u64, Error> {
    store.read(|db| {
        let mut all = db.prepare("SELECT article, came, key FROM articles ORDER BY id")?;
        let mut rows = all.query([])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            let article: Article = unpack(row.get_ref(0)?.as_blob().unwrap_or_default())?;
            let (came, key): (String, String) = (row.get(1)?, row.get(2)?);
            let line = serde_json::json!({
                "id": key,
                "outlet": article.outlet.map(|o| o.name),
                "url": article.url,
                "title": article.title,
                "byline": article.byline,
                "published": article.published.map(|p| p.date.to_string()),
                "language": article.language,
                "came": came,
                "path": article.path,
                "sha256": article.sha256,
                "text": article.text,
            });
            writeln!(to, "{line}").map_err(|e| unwritten(&e))?;
            count += 1;
        }
        to.flush().map_err(|e| unwritten(&e))?;
        Ok(count)
    })
}

fn unwritten(why: &io::Error) -> Error {
    Error::new(Kind::Store, "writing an export", why)
}
