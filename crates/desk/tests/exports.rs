//! What is exported can be read by others, and says what came, when, and how.

use std::io::{Cursor, Read};

use article::{Document, Input, gather};
use desk::{Arrival, Desk, How, export};
use fastwarc::warc::iter::ArchiveIterator;
use fastwarc::warc::record::WarcRecordType;
use jiff::Timestamp;
use world::World;

const FIRE: &str = "A fire destroyed the grain store of Varnia on Thursday, the fire brigade said.\
    \n\nNobody was hurt. About 300 tonnes of barley burned, the Duke of Varnia told reporters, and \
    the police are looking into the cause of the blaze.\n\nThe store was built forty years ago.";

fn time(rfc3339: &str) -> Timestamp {
    rfc3339.parse().expect("a time")
}

fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn page() -> Arrival {
    let paragraphs: String = FIRE.split("\n\n").map(|p| format!("<p>{p}</p>")).collect();
    let html = format!(
        "<html><head><title>Grain store burns</title></head><body><article><h1>Grain store burns\
         </h1>{paragraphs}</article></body></html>"
    );
    Arrival {
        bytes: html.into_bytes(),
        how: How::Page,
        came: time("2025-03-10T08:00:00Z"),
        url: Some("https://news.example/fire".to_owned()),
        answered_by: Some("https://www.news.example/fire".to_owned()),
        path: None,
        status: Some(200),
        headers: vec![
            header("content-type", "text/html; charset=utf-8"),
            header("content-encoding", "gzip"),
            header("Transfer-Encoding", "chunked"),
            header("content-length", "17"),
            header("x-note", "one\r\nInjected: two"),
        ],
        source: None,
    }
}

fn file() -> Arrival {
    Arrival {
        bytes: FIRE.replace("300", "450").into_bytes(),
        how: How::File,
        came: time("2025-03-11T09:30:00.25Z"),
        path: Some("reports/später.txt".to_owned()),
        url: None,
        answered_by: None,
        status: None,
        headers: Vec::new(),
        ..page()
    }
}

fn exported(arrivals: &[Arrival]) -> (Vec<u8>, Desk, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::open(&folder.path().join("desk.db"), World::bundled()).expect("a desk");
    desk.add(arrivals).expect("they are kept");
    let mut archive = Vec::new();
    let count = export::warc(desk.store(), &mut archive, time("2025-04-01T00:00:00Z"));
    assert_eq!(count.expect("an archive"), arrivals.len() as u64);
    (archive, desk, folder)
}

/// Type, fields, payload.
type Read3 = (WarcRecordType, Vec<(String, String)>, Vec<u8>);

fn records(archive: Vec<u8>) -> Vec<Read3> {
    let mut all = Vec::new();
    for record in ArchiveIterator::new(Cursor::new(archive)).with_parse_http(false) {
        let record = record.expect("a whole record");
        let mut record = record.borrow_mut();
        let fields = record.headers().items();
        let fields = fields.map(|(n, v)| (n.to_string(), v.to_string())).collect();
        let mut payload = Vec::new();
        let kind = record.record_type();
        record.reader_mut().expect("a payload").read_to_end(&mut payload).expect("bytes");
        all.push((kind, fields, payload));
    }
    all
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str()).unwrap_or_default()
}

#[test]
fn an_archive_holds_what_came() {
    let (archive, ..) = exported(&[page(), file()]);
    let records = records(archive);
    let kinds: Vec<WarcRecordType> = records.iter().map(|(kind, ..)| *kind).collect();
    assert_eq!(
        kinds,
        [WarcRecordType::WarcInfo, WarcRecordType::Response, WarcRecordType::Resource]
    );
    let (_, fields, payload) = &records[1];
    assert_eq!(field(fields, "WARC-Date"), "2025-03-10T08:00:00Z");
    assert_eq!(field(fields, "WARC-Target-URI"), "https://news.example/fire");
    assert_eq!(field(fields, "Twosource-Answered-By"), "https://www.news.example/fire");
    let payload = String::from_utf8(payload.clone()).expect("UTF-8");
    let (head, body) = payload.split_once("\r\n\r\n").expect("a header and a body");
    assert_eq!(body.as_bytes(), page().bytes);
    let lines: Vec<&str> = head.split("\r\n").collect();
    let length = format!("Content-Length: {}", body.len());
    assert_eq!(
        lines,
        [
            "HTTP/1.1 200 ",
            "content-type: text/html; charset=utf-8",
            "X-Archive-Orig-content-encoding: gzip",
            "X-Archive-Orig-Transfer-Encoding: chunked",
            "X-Archive-Orig-content-length: 17",
            "x-note: one  Injected: two",
            &length,
        ]
    );
    let (_, fields, payload) = &records[2];
    assert_eq!(*payload, file().bytes);
    assert_eq!(field(fields, "WARC-Date"), "2025-03-11T09:30:00.25Z");
    assert_eq!(field(fields, "Twosource-Path"), "reports/später.txt");
    assert_eq!(field(fields, "Content-Type"), "text/plain");
}

#[test]
fn digests_are_those_of_the_payloads() {
    let (archive, ..) = exported(&[page(), file()]);
    let mut checked = Vec::new();
    for record in ArchiveIterator::new(Cursor::new(archive)).with_parse_http(false) {
        let record = record.expect("a whole record");
        let mut record = record.borrow_mut();
        let kind = record.record_type();
        assert!(record.verify_block_digest(false).expect("a digest"), "{kind:?}");
        match kind {
            WarcRecordType::Response => {
                record.parse_http().expect("a response");
                assert!(record.verify_payload_digest(false).expect("a digest"));
            }
            WarcRecordType::Resource => {
                let digest = |name| record.headers().get(name).map(|d| d.into_owned());
                assert_eq!(digest("WARC-Payload-Digest"), digest("WARC-Block-Digest"));
            }
            _ => {}
        }
        checked.push(kind);
    }
    assert_eq!(checked.len(), 3);
}

#[test]
fn an_archive_is_the_same_every_time_and_its_ids_are_distinct() {
    let twice = [page(), page(), file()];
    let (first, desk, _folder) = exported(&twice);
    let mut again = Vec::new();
    export::warc(desk.store(), &mut again, time("2025-04-01T00:00:00Z")).expect("an archive");
    assert_eq!(first, again);
    let mut ids: Vec<String> =
        records(first).iter().map(|(_, f, _)| field(f, "WARC-Record-ID").to_owned()).collect();
    assert!(ids.iter().all(|id| id.len() == "<urn:uuid:>".len() + 36), "{ids:?}");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

/// Every record is a gzip member: the archive can be entered at each.
#[test]
fn records_are_members_of_their_own() {
    let (archive, ..) = exported(&[page(), file()]);
    let mut rest = &archive[..];
    let mut members = 0;
    while !rest.is_empty() {
        let mut member = flate2::bufread::GzDecoder::new(rest);
        let mut text = Vec::new();
        member.read_to_end(&mut text).expect("a member");
        assert!(text.starts_with(b"WARC/1.1\r\n") && text.ends_with(b"\r\n\r\n"));
        rest = member.into_inner();
        members += 1;
    }
    assert_eq!(members, 3);
}

#[test]
fn pages_of_an_archive_are_the_same_articles() {
    let (archive, desk, _folder) = exported(&[page()]);
    let document =
        Document { name: "read.warc.gz".to_owned(), bytes: archive, ..Document::default() };
    let intake = gather(&[Input::Document(document)], World::bundled(), &mut |_| {});
    assert_eq!(intake.skipped, []);
    let [article] = &intake.articles[..] else { panic!("{intake:?}") };
    assert_eq!(article.url.as_deref(), Some("https://news.example/fire"));
    let kept: String = desk
        .store()
        .read(|db| Ok(db.query_row("SELECT content FROM articles", [], |row| row.get(0))?))
        .expect("an article");
    assert_eq!(article.sha256, kept);
}

#[test]
fn articles_go_out_and_in_again() {
    let (_, desk, _folder) = exported(&[page(), file()]);
    let mut lines = Vec::new();
    assert_eq!(export::jsonl(desk.store(), &mut lines).expect("lines"), 2);
    let document = Document { name: "read.jsonl".to_owned(), bytes: lines, ..Document::default() };
    let intake = gather(&[Input::Document(document)], World::bundled(), &mut |_| {});
    assert_eq!(intake.skipped, []);
    let texts: Vec<String> = intake.articles.iter().map(|a| a.sha256.clone()).collect();
    let mut kept: Vec<String> = desk
        .store()
        .read(|db| {
            let mut all = db.prepare("SELECT content FROM articles")?;
            let rows = all.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .expect("articles");
    let mut texts = texts;
    texts.sort();
    kept.sort();
    assert_eq!(texts, kept);
}
