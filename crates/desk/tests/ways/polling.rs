//! Sources: added, visited, and how well they do.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use desk::feeds::{
    Added, Health, Polled, SourceKind, State, add_page, add_source, export_opml, health,
    import_opml, losses, next_due, poll, sources,
};
use desk::fetch::{Fetcher, Local, Settings};
use desk::{Arrival, Error, How, Kind, Store};
use jiff::{SignedDuration, Timestamp};

use crate::site::Site;

type Pages = Arc<Mutex<BTreeMap<String, (u16, String, Vec<u8>)>>>;

/// A desk with one site to look at and a clock of its own.
pub(crate) struct Desk {
    pub(crate) store: Store,
    pub(crate) fetcher: Fetcher,
    pub(crate) site: Site,
    pages: Pages,
    pub(crate) now: Timestamp,
    pub(crate) kept: Vec<Arrival>,
    _folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("desk.db")).unwrap();
        let pages: Pages = Arc::default();
        let served = Arc::clone(&pages);
        let site = Site::new(move |request| {
            let pages = served.lock().unwrap();
            let missing = (404, String::new(), Vec::new());
            let (status, header, body) = pages.get(&request.path).cloned().unwrap_or(missing);
            let tag = header
                .to_lowercase()
                .lines()
                .find_map(|l| Some(l.strip_prefix("etag: ")?.to_owned()));
            match tag {
                Some(tag) if request.header.contains(&format!("if-none-match: {tag}\r\n")) => {
                    (304, header, Vec::new())
                }
                _ => (status, header, body),
            }
        });
        let fetcher = Fetcher::new(Settings {
            local: Local::All,
            pause: Duration::ZERO,
            document_bytes: 1 << 20,
            ..Settings::default()
        });
        let now = "2031-03-04T10:00:00Z".parse().unwrap();
        Desk {
            store,
            fetcher: fetcher.unwrap(),
            site,
            pages,
            now,
            kept: Vec::new(),
            _folder: folder,
        }
    }

    pub(crate) fn serve(&self, path: &str, status: u16, header: &str, body: impl Into<Vec<u8>>) {
        let answer = (status, header.to_owned(), body.into());
        self.pages.lock().unwrap().insert(path.to_owned(), answer);
    }

    pub(crate) fn add(&self, path: &str) -> Added {
        add_source(&self.store, &self.fetcher, &self.site.url(path), self.now).unwrap()
    }

    pub(crate) fn poll(&mut self) -> Polled {
        let kept = &mut self.kept;
        poll(&self.store, &self.fetcher, self.now, &|| false, &mut |arrival| {
            kept.push(arrival);
            Ok(())
        })
        .unwrap()
    }

    /// Polls so many minutes later; the paths that were asked for.
    pub(crate) fn later(&mut self, minutes: i64) -> (Polled, Vec<String>) {
        self.now += SignedDuration::from_mins(minutes);
        let before = self.site.asked().len();
        let polled = self.poll();
        (polled, self.site.asked().split_off(before))
    }

    pub(crate) fn health(&self) -> Health {
        health(&self.store, self.now).unwrap().remove(0)
    }

    pub(crate) fn lost(&self) -> Vec<String> {
        let lost = losses(&self.store).unwrap().into_iter();
        let base = self.site.url("");
        let mut told: Vec<String> = lost
            .map(|l| format!("{}: {}", l.what.replace(&base, ""), l.why.replace(&base, "")))
            .collect();
        told.sort();
        told
    }
}

/// A feed of items: guid, link, and what else is in it.
fn rss(items: &[(&str, &str, &str)]) -> String {
    let items: String = items
        .iter()
        .map(|(guid, link, rest)| {
            format!("<item><guid isPermaLink='false'>{guid}</guid><link>{link}</link><title>Ferry {guid}</title>{rest}</item>")
        })
        .collect();
    format!("<rss version='2.0'><channel><title>Port Lisle Post</title>{items}</channel></rss>")
}

fn report(words: &str) -> String {
    format!("<description><![CDATA[<p>{}</p>]]></description>", format!("{words} ").repeat(60))
}

#[test]
fn what_is_added() {
    let desk = Desk::new();
    desk.serve("/feed", 200, "", rss(&[]));
    desk.serve("/map", 200, "", "<urlset/>");
    desk.serve("/article", 200, "Content-Type: text/html\r\n", "<html><p>The Calder Rose");
    desk.serve(
        "/home",
        200,
        "",
        "<html><head><link rel=alternate type=application/rss+xml href=/feed title=News></head>",
    );
    desk.serve("/words", 200, "", "The Calder Rose");
    desk.serve("/moved", 301, "Location: /feed\r\n", "");
    for (path, expected) in [
        ("/feed", Ok("feed")),
        ("/map", Ok("sitemap")),
        ("/article", Ok("page")),
        ("/moved", Ok("feed")),
        ("/words", Err((Kind::Invalid, "neither a feed, a sitemap nor a page"))),
        ("/nothing", Err((Kind::Network, "it answers with 404"))),
    ] {
        match (add_source(&desk.store, &desk.fetcher, &desk.site.url(path), desk.now), expected) {
            (Ok(Added::New(source)), Ok(kind)) => assert_eq!(source.kind.name(), kind, "{path}"),
            (Err(error), Err((kind, why))) => {
                assert_eq!(error.kind(), kind, "{error}");
                assert!(error.to_string().contains(why), "{error}");
            }
            (found, _) => panic!("{path}: {found:?}"),
        }
    }
    assert!(
        matches!(desk.add("/feed"), Added::Known(source) if source.title.as_deref() == Some("Port Lisle Post"))
    );
    let Added::Choose(feeds) = desk.add("/home") else { panic!() };
    assert_eq!(
        (feeds[0].url.clone(), feeds[0].title.as_deref()),
        (desk.site.url("/feed"), Some("News"))
    );
    let page = add_page(&desk.store, &desk.site.url("/home"), desk.now).unwrap();
    assert!(matches!(page, Added::New(source) if source.kind == SourceKind::Page));
}

#[test]
fn a_feed_of_teasers() {
    let mut desk = Desk::new();
    let feed = |updated: &str| {
        rss(&[("1", "/1", updated), ("2", "/2", "<description>In short.</description>")])
    };
    desk.serve("/feed", 200, "ETag: \"v1\"\r\n", feed(""));
    desk.serve("/1", 200, "ETag: \"p1\"\r\n", "<html>one");
    desk.serve("/2", 200, "", "<html>two");
    desk.add("/feed");
    let first = desk.poll();
    assert_eq!(first, Polled { visited: 1, items: 2, kept: 2, ..Polled::default() });
    let page = desk.kept.iter().find(|a| a.url == Some(desk.site.url("/1"))).unwrap();
    assert_eq!(
        (&page.how, page.bytes.as_slice(), page.status),
        (&How::Page, &b"<html>one"[..], Some(200))
    );
    assert_eq!((page.came, page.source), (desk.now, Some(desk.health().source.id)));
    assert!(page.headers.contains(&("etag".to_owned(), "\"p1\"".to_owned())));

    // Nothing new: the feed answers 304, the pages are too young to be looked at again.
    let (polled, asked) = desk.later(30);
    assert_eq!((polled.kept, asked), (0, vec!["/feed".to_owned()]));
    // An hour on, both pages are looked at again; one does not change, the other has.
    desk.serve("/2", 200, "", "<html>two, corrected");
    let (polled, mut asked) = desk.later(60);
    asked.sort();
    assert_eq!(
        (polled.kept, asked),
        (1, vec!["/1".to_owned(), "/2".to_owned(), "/feed".to_owned()])
    );
    let edit = desk.kept.last().unwrap();
    assert_eq!(
        (edit.url.clone(), edit.bytes.as_slice()),
        (Some(desk.site.url("/2")), &b"<html>two, corrected"[..])
    );
    // An item that says it has changed has its page fetched at once.
    desk.serve(
        "/feed",
        200,
        "ETag: \"v2\"\r\n",
        feed("<pubDate>Tue, 04 Mar 2031 11:00:00 GMT</pubDate>"),
    );
    desk.serve("/1", 200, "ETag: \"p2\"\r\n", "<html>one, more");
    let (polled, asked) = desk.later(70);
    assert_eq!(
        (polled.items, polled.kept, asked),
        (1, 1, vec!["/feed".to_owned(), "/1".to_owned()])
    );
    assert!(next_due(&desk.store).unwrap().unwrap() > desk.now);
    assert_eq!(desk.lost(), [""; 0]);
}

#[test]
fn a_feed_of_reports() {
    let mut desk = Desk::new();
    let item = |words: &str| {
        rss(&[(
            "1",
            "/1",
            &format!("<pubDate>Tue, 04 Mar 2031 09:00:00 GMT</pubDate>{}", report(words)),
        )])
    };
    desk.serve("/feed", 200, "", item("The Calder Rose stays in port at Lisle."));
    desk.add("/feed");
    let polled = desk.poll();
    assert_eq!(polled, Polled { visited: 1, items: 1, kept: 1, ..Polled::default() });
    assert_eq!(desk.site.asked(), ["/feed", "/feed"], "the page is not fetched");
    let arrival = desk.kept[0].clone();
    assert_eq!(arrival.how, How::FeedItem(desk.site.url("/feed")));
    assert_eq!(arrival.url, Some(desk.site.url("/1")));

    // The arrival is one document that `article` reads.
    let intake = article::gather(
        &[article::Input::Stdin(arrival.bytes)],
        world::World::bundled(),
        &mut |_| {},
    );
    let [article] = intake.articles.as_slice() else { panic!("{:?}", intake.skipped) };
    assert!(article.text.contains("The Calder Rose stays in port"), "{}", article.text);
    assert!(!article.text.contains("<p>"));
    assert_eq!(article.title.as_deref(), Some("Ferry 1"));
    assert_eq!(article.url, Some(desk.site.url("/1")));
    assert_eq!(
        article.published.as_ref().map(|p| p.date.to_string()).as_deref(),
        Some("2031-03-04")
    );

    // The same again is nothing new; a changed text is.
    assert_eq!(desk.later(30).0.kept, 0);
    desk.serve("/feed", 200, "", item("The Calder Rose has sailed from Lisle."));
    let (polled, _) = desk.later(60);
    assert_eq!((polled.items, polled.kept), (1, 1));
    assert_eq!(desk.kept[1].url, desk.kept[0].url);
    assert_ne!(desk.kept[1].bytes, desk.kept[0].bytes);
}

#[test]
fn encodings_of_feeds() {
    let mut desk = Desk::new();
    let text = rss(&[("1", "/1", &report("Der Herzog von Varniä bleibt in Lisle."))]);
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let gzip = |bytes: &[u8]| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    };
    let declared = [b"<?xml version='1.0' encoding='ISO-8859-1'?>".as_slice(), &latin].concat();
    desk.serve("/declared", 200, "", declared);
    desk.serve("/header", 200, "Content-Type: text/xml; charset=ISO-8859-1\r\n", latin);
    desk.serve("/gzip", 200, "Content-Encoding: gzip\r\n", gzip(text.as_bytes()));
    for path in ["/declared", "/header", "/gzip"] {
        desk.add(path);
    }
    assert_eq!(desk.poll().kept, 3);
    for arrival in &desk.kept {
        assert!(String::from_utf8_lossy(&arrival.bytes).contains("Varniä"), "{arrival:?}");
    }
}

#[test]
fn failures_and_recovery() {
    let mut desk = Desk::new();
    desk.serve("/feed", 200, "", rss(&[("1", "/1", &report("The Calder Rose stays."))]));
    desk.add("/feed");
    assert_eq!(desk.health().state, State::New);
    desk.poll();
    assert_eq!(desk.health().state, State::Ok);
    desk.serve("/feed", 500, "", "");
    let mut pauses = Vec::new();
    let since = desk.health().due.unwrap();
    for _ in 0..12 {
        desk.now = desk.health().due.unwrap();
        assert_eq!(desk.poll().failed, 1);
        pauses.push(desk.health().due.unwrap().duration_since(desk.now).as_mins());
    }
    assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440]);
    let why = "it answers with 500".to_owned();
    assert_eq!(desk.health().state, State::Failing { since, why });
    assert_eq!(desk.health().failures, 12);

    desk.serve("/feed", 429, "Retry-After: 172800\r\n", "");
    desk.now = desk.health().due.unwrap();
    desk.poll();
    assert_eq!(desk.health().due.unwrap().duration_since(desk.now).as_hours(), 48);
    assert_eq!(desk.later(60).1, [""; 0], "it is left alone until then");

    desk.serve("/feed", 200, "", rss(&[("2", "/2", &report("The Calder Rose sails."))]));
    desk.now = desk.health().due.unwrap();
    assert_eq!(desk.poll().kept, 1);
    assert_eq!((desk.health().state, desk.health().failures), (State::Ok, 0));
}

#[test]
fn gone_empty_and_broken() {
    let mut desk = Desk::new();
    desk.serve("/feed", 200, "", rss(&[]));
    desk.add("/feed");
    desk.poll();
    assert_eq!(desk.health().state, State::Empty);
    let bomb = r#"<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss version="2.0"><channel><item><guid>1</guid><description>&b;</description></item></channel></rss>"#;
    for (body, why) in [
        ("<html><p>Back soon", "it is a page, and neither a feed nor a sitemap"),
        ("<rss version='2.0'><channel><item>", "broken feed"),
        ("", "neither a feed"),
        (bomb, ""),
    ] {
        desk.serve("/feed", 200, "", body);
        desk.now = desk.health().due.unwrap();
        desk.poll();
        match desk.health().state {
            State::Failing { why: found, .. } => assert!(found.contains(why), "{found}"),
            state => assert!(body == bomb, "{state:?}"),
        }
    }
    assert!(desk.kept.iter().all(|a| a.bytes.len() < 1_000), "no entity was expanded");
    desk.serve("/feed", 410, "", "");
    let mut states = Vec::new();
    for _ in 0..3 {
        desk.now = desk.health().due.unwrap();
        desk.poll();
        states.push(matches!(desk.health().state, State::Gone { .. }));
    }
    assert_eq!(states, [false, false, true]);
}

#[test]
fn a_feed_gone_quiet() {
    let mut desk = Desk::new();
    let hour = |n: i64| desk.now - SignedDuration::from_hours(n);
    let items: Vec<(String, String)> = (0..30)
        .map(|n| {
            let date =
                jiff::fmt::rfc2822::to_string(&hour(n).to_zoned(jiff::tz::TimeZone::UTC)).unwrap();
            (
                n.to_string(),
                format!("<pubDate>{date}</pubDate>{}", report("The Calder Rose stays.")),
            )
        })
        .collect();
    let items: Vec<_> = items.iter().map(|(n, rest)| (n.as_str(), "/1", rest.as_str())).collect();
    let newest = desk.now;
    desk.serve("/feed", 200, "ETag: \"v1\"\r\n", rss(&items));
    desk.add("/feed");
    desk.poll();
    desk.later(5 * 60);
    assert_eq!(desk.health().state, State::Ok);
    desk.later(2 * 60);
    let usual = SignedDuration::from_hours(1);
    assert_eq!(desk.health().state, State::Quiet { since: newest, usual });
}

#[test]
fn the_rest_next_time() {
    let mut desk = Desk::new();
    let paths: Vec<String> = (0..120).map(|n| format!("/{n}")).collect();
    let items: Vec<_> = paths.iter().map(|p| (p.as_str(), p.as_str(), "")).collect();
    desk.serve("/feed", 200, "", rss(&items));
    for path in &paths {
        desk.serve(path, 200, "", format!("<html>{path}"));
    }
    desk.add("/feed");
    let mut rounds = Vec::new();
    for _ in 0..3 {
        let polled = desk.poll();
        rounds.push((polled.kept, polled.waiting, desk.health().waiting));
    }
    assert_eq!(rounds, [(50, 70, 70), (50, 20, 20), (20, 0, 0)]);
}

#[test]
fn nothing_is_lost_silently() {
    let mut desk = Desk::new();
    desk.serve("/robots.txt", 200, "", "User-agent: *\nDisallow: /drafts");
    let items = [
        ("1", "/drafts/1", ""),
        ("2", "/long", ""),
        ("3", "/none", ""),
        ("4", "/withdrawn", ""),
        ("5", "/refused", ""),
        ("6", "/report", &report("The Calder Rose stays.")),
        ("7", "ftp://news.example/7", ""),
        ("8", "/down", ""),
        ("9", "/to-file", ""),
    ];
    desk.serve("/feed", 200, "", rss(&items));
    desk.serve("/long", 200, "", vec![b'x'; 2 << 20]);
    desk.serve("/withdrawn", 200, "", "<html>words");
    desk.serve("/refused", 200, "", "<html>refused");
    desk.serve("/down", 503, "", "");
    desk.serve("/to-file", 302, "Location: file:///etc/hostname\r\n", "");
    desk.add("/feed");
    let mut keep = |arrival: Arrival| match arrival.url.as_deref() {
        Some(url) if url.ends_with("/refused") || url.ends_with("/report") => {
            Err(Error::new(Kind::Invalid, "reading it", "no words"))
        }
        _ => Ok(()),
    };
    let polled = poll(&desk.store, &desk.fetcher, desk.now, &|| false, &mut keep).unwrap();
    assert_eq!((polled.kept, polled.lost), (1, 7));
    desk.serve("/withdrawn", 404, "", "");
    desk.serve("/feed", 304, "", "");
    // The page that is down is tried five times: at once, then after 10, 40, 160 and 640 minutes.
    for minutes in [10, 40, 160, 640] {
        desk.later(minutes);
    }
    assert_eq!(
        desk.lost(),
        [
            "/down: given up: it answers with 503",
            "/drafts/1: refused by robots.txt",
            "/long: longer than 1048576 bytes",
            "/none: it answers with 404",
            "/refused: reading it: no words",
            "/to-file: only http and https are asked, not file",
            "/withdrawn: withdrawn: it answers with 404 now",
            "6: reading it: no words",
            "7: it has neither a text nor an address",
        ]
    );
}

#[test]
fn what_the_store_does_not_keep_comes_again() {
    let mut desk = Desk::new();
    desk.serve(
        "/feed",
        200,
        "ETag: \"v1\"\r\n",
        rss(&[("1", "/1", &report("The Calder Rose stays."))]),
    );
    desk.add("/feed");
    let mut full = |_| Err(Error::new(Kind::Store, "keeping it", "the disk is full"));
    let error = poll(&desk.store, &desk.fetcher, desk.now, &|| false, &mut full).unwrap_err();
    assert_eq!(error.kind(), Kind::Store);
    assert_eq!(desk.poll().kept, 1);
}

#[test]
fn sitemaps() {
    let mut desk = Desk::new();
    let map = |places: &str| format!("<urlset>{places}</urlset>");
    let place = |path: &str, day: &str| format!("<url><loc>{path}</loc>{day}</url>");
    let day = |day: &str| format!("<lastmod>{day}</lastmod>");
    let index = "<sitemapindex><sitemap><loc>/new.xml.gz</loc></sitemap><sitemap><loc>/more.xml</loc></sitemap></sitemapindex>";
    let gzip = |text: String| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(text.as_bytes()).unwrap();
        gzip.finish().unwrap()
    };
    desk.serve("/index.xml", 200, "ETag: \"i\"\r\n", index);
    let places =
        [place("/1", &day("2031-03-04")), place("/old", &day("2031-01-04")), place("/undated", "")];
    desk.serve("/new.xml.gz", 200, "", gzip(map(&places.concat())));
    desk.serve("/more.xml", 500, "", "");
    for path in ["/1", "/2", "/3", "/old", "/undated"] {
        desk.serve(path, 200, "", format!("<html>{path}"));
    }
    desk.add("/index.xml");
    let polled = desk.poll();
    assert_eq!((polled.kept, polled.failed), (1, 1), "what came of the index is taken");
    let base = desk.site.url("");
    let why = format!("{base}/more.xml: it answers with 500");
    assert_eq!(desk.health().state, State::Failing { since: desk.now, why });

    let added = [place("/2", &day("2031-03-04T10:04:00Z")), place("/3", "")];
    desk.serve("/more.xml", 200, "", map(&added[..1].concat()));
    let (polled, _) = desk.later(5);
    assert_eq!((polled.kept, desk.health().state), (1, State::Ok));
    // What has no date is new where it was not there at the first good visit.
    desk.serve("/more.xml", 200, "", map(&added.concat()));
    assert_eq!(desk.later(30).0.kept, 1);
    let urls: Vec<String> =
        desk.kept.iter().filter_map(|a| Some(a.url.as_ref()?.replace(&base, ""))).collect();
    assert_eq!(urls, ["/1", "/2", "/3"]);
    assert_eq!(
        desk.lost(),
        [
            "2 addresses of /index.xml: not fetched: older than 7 days, or without a date when first visited"
        ]
    );
}

#[test]
fn a_page_alone() {
    let mut desk = Desk::new();
    desk.serve("/1", 200, "", "<html>one");
    desk.add("/1");
    assert_eq!(desk.health().state, State::New);
    assert_eq!(desk.poll().kept, 1);
    assert_eq!(desk.health().state, State::Ok);
    assert_eq!(desk.later(60).1, ["/1"], "it is looked at again");
}

#[test]
fn lists_of_feeds() {
    let desk = Desk::new();
    let list = r#"<opml version="2.0"><body><outline text="Ports"><outline text="Ferries &amp; quays">
        <outline text="Calder Rose" xmlUrl="https://news.example/ferry"/></outline>
        <outline text="Port Lisle" xmlUrl="https://news.example/port?a=1&amp;b=2"/></outline>
        <outline text="Again" xmlUrl="https://news.example/ferry"/><outline text="A file" xmlUrl="file:///etc/hostname"/></body></opml>"#;
    let imported = import_opml(&desk.store, list.as_bytes(), desk.now).unwrap();
    assert_eq!((imported.added, imported.known), (2, 1));
    assert_eq!(imported.refused[0].0, "file:///etc/hostname");
    let exported = export_opml(&desk.store).unwrap();
    let other = Desk::new();
    assert_eq!(import_opml(&other.store, exported.as_bytes(), desk.now).unwrap().added, 2);
    let told = |desk: &Desk| {
        let mut all: Vec<_> = sources(&desk.store)
            .unwrap()
            .into_iter()
            .map(|s| (s.url, s.title, s.folders))
            .collect();
        all.sort();
        all
    };
    assert_eq!(told(&desk), told(&other));
    assert_eq!(told(&desk)[0].2, ["Ports", "Ferries & quays"]);
    let error = import_opml(&desk.store, b"<rss/>", desk.now).unwrap_err();
    assert_eq!(error.kind(), Kind::Invalid);
}

#[test]
fn a_round_is_stopped_between_requests() {
    let mut desk = Desk::new();
    let paths: Vec<String> = (0..20).map(|n| format!("/{n}")).collect();
    let items: Vec<_> = paths.iter().map(|p| (p.as_str(), p.as_str(), "")).collect();
    desk.serve("/feed", 200, "", rss(&items));
    desk.serve("/more.xml", 200, "", "<urlset><url><loc>/x</loc></url></urlset>");
    let index = "<sitemapindex><sitemap><loc>/more.xml</loc></sitemap></sitemapindex>";
    desk.serve("/index.xml", 200, "", index);
    for path in &paths {
        desk.serve(path, 200, "", format!("<html>{path}"));
    }
    desk.add("/feed");
    desk.add("/index.xml");
    let round = |desk: &Desk, stop: &(dyn Fn() -> bool + Sync)| {
        let before = desk.site.asked().len();
        let polled = poll(&desk.store, &desk.fetcher, desk.now, stop, &mut |_| Ok(())).unwrap();
        (polled, desk.site.asked().split_off(before))
    };
    let (polled, asked) = round(&desk, &|| true);
    assert_eq!((polled, asked), (Polled::default(), vec![]));
    // Both sources answer, and the sitemap of the index is not asked for any more.
    let before = desk.site.asked().len();
    let (polled, asked) = round(&desk, &|| desk.site.asked().len() >= before + 2);
    assert_eq!((polled.failed, polled.kept, asked.len()), (0, 0, 2), "{asked:?}");
    let states: Vec<State> =
        health(&desk.store, desk.now).unwrap().into_iter().map(|h| h.state).collect();
    assert_eq!(states, [State::Ok, State::New], "what was not asked for is due as before");
    let polled = desk.poll();
    assert_eq!((polled.kept, polled.failed, polled.lost), (20, 0, 1), "{:?}", desk.lost());
}
