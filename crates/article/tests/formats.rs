//! Each kind of input is read.

mod common;

use article::{Input, gather};
use common::{PAGE, REPORT, folder, gzip, read, skipped};
use world::World;

const SECOND: &str = "said that the ship had been inspected in March";

#[test]
fn pages_are_read_under_any_name() {
    let mail = format!(
        "From: <Saved>\r\nSnapshot-Content-Location: https://example.org/2019/05/06/ferry\r\n\
         Subject: Ferry sinks\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\n\
         Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{PAGE}\r\n--b--\r\n"
    );
    let latin: Vec<u8> = PAGE
        .replace("<head>", "<head><meta charset=\"iso-8859-1\">")
        .replace("harbour master", "harbour master of Saint-Malé")
        .chars()
        .map(|c| c as u8)
        .collect();
    let packed = gzip(PAGE.as_bytes());
    let files: [(&str, &[u8]); 5] = [
        ("a.html", PAGE.as_bytes()),
        ("b.txt", PAGE.as_bytes()),
        ("c.html", &packed),
        ("d.mhtml", mail.as_bytes()),
        ("e.htm", &latin),
    ];
    for (name, bytes) in files {
        let folder = folder(&[(name, bytes)]);
        let intake = read(folder.path());
        assert_eq!(intake.articles.len(), 1, "{name}: {:?}", intake.skipped);
        let a = &intake.articles[0];
        assert!(
            a.text.contains(SECOND) || a.text.contains("Saint-Malé said"),
            "{name}: {}",
            a.text
        );
        assert!(!a.text.contains("Home"), "{name}: {}", a.text);
        assert_eq!(a.title.as_deref(), Some("Ferry sinks"), "{name}");
        assert_eq!(a.published.expect("a date").date.to_string(), "2019-05-06", "{name}");
    }
}

#[test]
fn json_of_the_usual_extractors_is_read() {
    let rows = [
        r#"{"maintext": "TEXT", "title": "T", "date_publish": "2019-05-06 21:00:00", "source_domain": "www.bbc.com", "authors": ["Jane Doe"], "language": "en"}"#,
        r#"{"text": "TEXT", "title": "T", "publish_date": "2019-05-06T21:00:00", "authors": ["Jane Doe"], "url": "https://www.bbc.com/a"}"#,
        r#"{"raw_text": "TEXT", "text": "TEXT", "title": "T", "date": "2019-05-06", "hostname": "bbc.com", "sitename": "BBC", "author": "Jane Doe"}"#,
        r#"{"@type": "NewsArticle", "articleBody": "TEXT", "headline": "T", "datePublished": "2019-05-06", "publisher": {"name": "BBC News"}, "author": [{"@type": "Person", "name": "Jane Doe"}]}"#,
        r#"{"articles": [{"content": "<p>TEXT</p>", "title": "T", "publishedAt": "2019-05-06", "source": {"name": "BBC"}, "author": "Jane Doe"}]}"#,
        r#"[{"text": "TEXT", "title": "T", "published": "2019-05-06", "outlet": "BBC", "byline": "Jane Doe"}]"#,
    ];
    for row in rows {
        let json = row.replace("TEXT", REPORT);
        let folder = folder(&[("a.json", json.as_bytes())]);
        let intake = read(folder.path());
        assert_eq!(intake.articles.len(), 1, "{row}: {:?}", intake.skipped);
        let a = &intake.articles[0];
        assert_eq!(a.text, REPORT, "{row}");
        assert_eq!(a.title.as_deref(), Some("T"), "{row}");
        assert_eq!(a.byline.as_deref(), Some("Jane Doe"), "{row}");
        assert_eq!(a.outlet.as_ref().map(|o| o.name.as_str()), Some("BBC"), "{row}");
        assert_eq!(a.published.map(|p| p.date.to_string()).as_deref(), Some("2019-05-06"), "{row}");
    }
}

#[test]
fn compressed_json_lines_are_read() {
    let rows = format!(
        "{{\"id\": \"a\", \"text\": \"{REPORT}\"}}\n{{\"id\": \"b\", \"text\": \"Two. {REPORT}\"}}\n"
    );
    let zstd = ruzstd::encoding::compress_to_vec(
        rows.as_bytes(),
        ruzstd::encoding::CompressionLevel::Fastest,
    );
    let twice = [zstd.clone(), zstd.clone()].concat();
    for (name, bytes) in
        [("a.jsonl.gz", gzip(rows.as_bytes())), ("a.jsonl.zst", zstd), ("b.jsonl.zst", twice)]
    {
        let folder = folder(&[(name, &bytes)]);
        assert_eq!(common::ids(&read(folder.path())), ["a", "b"], "{name}");
    }
}

#[test]
fn feeds_are_read_where_they_carry_texts() {
    let more: String = (0..8).map(|n| format!("<p>Boat {n} took {n} of them.</p>")).collect();
    let long = format!("<p>{REPORT}</p>{}", more.repeat(3));
    let feed = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>The Quay Times</title><link>https://quay.example</link>\
         <item><title>Ferry sinks</title><link>https://quay.example/1</link><pubDate>Mon, 06 May 2019 21:00:00 GMT</pubDate>\
         <content:encoded><![CDATA[{long} <p>It was old.</p>]]></content:encoded></item>\
         <item><title>Second ferry</title><link>https://quay.example/2</link><description>It is late.</description></item></channel></rss>"
    );
    let folder = folder(&[("feed.xml", feed.as_bytes())]);
    let intake = read(folder.path());
    assert_eq!(intake.articles.len(), 1, "{:?}", intake.skipped);
    let a = &intake.articles[0];
    assert!(a.text.starts_with(REPORT) && a.text.ends_with("It was old."), "{}", a.text);
    assert_eq!(a.url.as_deref(), Some("https://quay.example/1"));
    assert_eq!(a.outlet.as_ref().map(|o| o.name.as_str()), Some("The Quay Times"));
    assert_eq!(a.published.map(|p| p.date.to_string()).as_deref(), Some("2019-05-06"));
    assert_eq!(skipped(&intake), [("feed.xml", "1 items carry no text")]);
}

fn warc_record(kind: &str, url: &str, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n\
         WARC-Date: 2019-05-07T00:00:00Z\r\nWARC-Target-URI: {url}\r\n\
         Content-Type: application/http; msgtype={kind}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

#[test]
fn archives_give_the_pages_of_their_responses() {
    let page = PAGE.replace("twelve", "thirteen");
    let chunked = format!("{:x}\r\n{page}\r\n0\r\n\r\n", page.len());
    let archive = [
        warc_record("request", "https://www.bbc.com/1", "GET /1 HTTP/1.1\r\n\r\n"),
        warc_record(
            "response",
            "https://www.bbc.com/1",
            &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PAGE}"),
        ),
        warc_record(
            "response",
            "https://www.bbc.com/2",
            &format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}"
            ),
        ),
        warc_record(
            "response",
            "https://www.bbc.com/3",
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>Gone",
        ),
        warc_record(
            "response",
            "https://www.bbc.com/4",
            "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG",
        ),
    ];
    let packed: Vec<u8> = archive.iter().flat_map(|r| gzip(r.as_bytes())).collect();
    for (name, bytes) in [("a.warc", archive.concat().into_bytes()), ("a.warc.gz", packed)] {
        let folder = folder(&[(name, &bytes)]);
        let intake = read(folder.path());
        let urls: Vec<_> = intake.articles.iter().filter_map(|a| a.url.as_deref()).collect();
        assert_eq!(urls.len(), 2, "{name}: {:?}", intake.skipped);
        assert!(urls.contains(&"https://www.bbc.com/1") && urls.contains(&"https://www.bbc.com/2"));
        assert!(intake.articles.iter().all(|a| a.outlet.as_ref().is_some_and(|o| o.name == "BBC")));
    }
}

#[test]
fn standard_input_is_told_by_its_content() {
    for bytes in [REPORT.as_bytes().to_vec(), PAGE.as_bytes().to_vec(), gzip(REPORT.as_bytes())] {
        let intake = gather(&[Input::Stdin(bytes)], World::bundled(), &mut |_| ());
        assert_eq!(intake.articles.len(), 1, "{:?}", intake.skipped);
        assert_eq!(intake.articles[0].path.as_deref(), Some("-"));
    }
}
