//! Fetching: limits, addresses, politeness.

use std::io::Write;
use std::time::Duration;

use desk::Kind;
use desk::fetch::{Ask, Fetcher, Local, Settings};
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;

use crate::site::{Request, Site};

fn now() -> Timestamp {
    "2031-03-04T10:00:00Z".parse().unwrap()
}

fn local() -> Settings {
    Settings { local: Local::All, pause: Duration::ZERO, ..Settings::default() }
}

fn ask(url: String) -> Ask {
    Ask { url, ..Ask::default() }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_document_and_then_no_change() {
    let site = Site::new(|request| match request.header.contains("if-none-match: \"v1\"") {
        true => (304, "ETag: \"v1\"\r\n".to_owned(), Vec::new()),
        false => (
            200,
            "ETag: \"v1\"\r\nLast-Modified: Mon, 03 Mar 2031 10:00:00 GMT\r\n".to_owned(),
            b"Port Lisle".to_vec(),
        ),
    });
    let fetcher = Fetcher::new(local()).unwrap();
    let first = fetcher.fetch(&ask(site.url("/a#top")), now()).unwrap();
    assert_eq!((first.status, first.bytes.as_slice()), (200, &b"Port Lisle"[..]));
    assert_eq!((first.asked, first.answered), (site.url("/a#top"), site.url("/a")));
    assert_eq!(first.came, now());
    let again = Ask {
        url: site.url("/a"),
        etag: Some("\"v1\"".to_owned()),
        last_modified: Some("Mon, 03 Mar 2031 10:00:00 GMT".to_owned()),
    };
    let second = fetcher.fetch(&again, now()).unwrap();
    assert_eq!((second.status, second.bytes.len()), (304, 0));
    let header = &site.requests().last().unwrap().header.clone();
    assert!(header.contains("if-modified-since: mon, 03 mar 2031 10:00:00 gmt"), "{header}");
    assert!(header.contains("user-agent: twosource/"), "{header}");
    let odd = Ask { etag: Some("\"é\r\n\"".to_owned()), ..ask(site.url("/a")) };
    assert_eq!(fetcher.fetch(&odd, now()).unwrap().status, 200);
    let robots = site.requests().iter().filter(|r| r.path == "/robots.txt").count();
    assert_eq!(robots, 1, "robots.txt is asked for once");
}

#[test]
fn local_addresses_are_refused_unless_allowed() {
    let site = Site::new(|_| (200, String::new(), b"inside".to_vec()));
    let open = Fetcher::new(Settings { local: Local::None, ..local() }).unwrap();
    for host in [
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "localhost",
        "LOCALHOST",
    ] {
        let url = format!("http://{host}:{}/a", site.port);
        let error = open.fetch(&ask(url), now()).unwrap_err();
        assert_eq!(error.kind(), Kind::Refused, "{host}: {error}");
        assert!(error.to_string().contains("a loopback address"), "{host}: {error}");
    }
    assert_eq!(site.requests().len(), 0, "nothing was connected to");
    let inside = Fetcher::new(local()).unwrap();
    let url = format!("http://localhost:{}/a", site.port);
    assert_eq!(inside.fetch(&ask(url), now()).unwrap().bytes, b"inside");
}

#[test]
fn redirects() {
    let site = Site::new(|request| {
        let to = |path: &str| (302, format!("Location: {path}\r\n"), Vec::new());
        match request.path.as_str() {
            "/robots.txt" => (404, String::new(), Vec::new()),
            "/moved" => to("new?a=1"),
            "/new?a=1" => (200, String::new(), b"new".to_vec()),
            "/loop" => to("/loop"),
            "/file" => to("file:///etc/hostname"),
            "/user" => to("http://reader:word@news.example/"),
            "/nowhere" => to("http://[/"),
            "/unnamed" => (302, String::new(), b"no location".to_vec()),
            _ => (404, String::new(), Vec::new()),
        }
    });
    let fetcher = Fetcher::new(local()).unwrap();
    let moved = fetcher.fetch(&ask(site.url("/moved")), now()).unwrap();
    assert_eq!((moved.asked, moved.answered), (site.url("/moved"), site.url("/new?a=1")));
    assert_eq!(fetcher.fetch(&ask(site.url("/unnamed")), now()).unwrap().status, 302);
    for (path, kind, why) in [
        ("/loop", Kind::Limit, "more than 5 redirects"),
        ("/file", Kind::Refused, "only http and https are asked"),
        ("/user", Kind::Refused, "a name or a password"),
        ("/nowhere", Kind::Invalid, "which is no address"),
    ] {
        let error = fetcher.fetch(&ask(site.url(path)), now()).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(why), "{error}");
    }
}

#[test]
fn redirects_to_local_addresses() {
    let site = Site::new(|request| match request.path.strip_prefix("/to/") {
        Some(to) => (302, format!("Location: {to}\r\n"), Vec::new()),
        None => (404, String::new(), Vec::new()),
    });
    let settings = Settings { local: Local::These(vec!["127.0.0.1".parse().unwrap()]), ..local() };
    let fetcher = Fetcher::new(settings).unwrap();
    for to in [
        "http://127.0.0.2/",
        "http://169.254.169.254/latest/meta-data/",
        "//10.0.0.1/",
        "http://[::1]/",
        "http://[64:ff9b::a00:1]/",
        "http://0xa.1/",
    ] {
        let error = fetcher.fetch(&ask(site.url(&format!("/to/{to}"))), now()).unwrap_err();
        assert_eq!(error.kind(), Kind::Refused, "{error}");
        assert!(error.to_string().contains("it leads to"), "{error}");
    }
}

#[test]
fn what_a_host_can_send() {
    let zeros = vec![b'0'; 5 << 20];
    let bomb = gzip(&zeros);
    assert!(bomb.len() < 10_000);
    let site = Site::raw(move |request, out| match request.path.as_str() {
        "/gzip" => {
            let body = gzip(b"Port Lisle");
            write!(
                out,
                "HTTP/1.1 200 X\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
                body.len()
            )?;
            out.write_all(&body)
        }
        "/bomb" => {
            write!(
                out,
                "HTTP/1.1 200 X\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
                bomb.len()
            )?;
            out.write_all(&bomb)
        }
        "/endless" => {
            write!(out, "HTTP/1.1 200 X\r\n\r\n")?;
            loop {
                out.write_all(&[b'x'; 4096])?;
            }
        }
        "/header" => {
            write!(out, "HTTP/1.1 200 X\r\nX: {}\r\n\r\n", "x".repeat(200_000))
        }
        "/headers" => {
            write!(out, "HTTP/1.1 200 X\r\n")?;
            (0..10_000).try_for_each(|n| write!(out, "X-{n}: {n}\r\n"))
        }
        "/silent" => {
            std::thread::sleep(Duration::from_secs(30));
            Ok(())
        }
        "/drip" => {
            write!(out, "HTTP/1.1 200 X\r\n\r\n")?;
            loop {
                out.write_all(b"x")?;
                out.flush()?;
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        "/short" => write!(out, "HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nPort"),
        "/odd" => {
            write!(out, "HTTP/1.1 200 X\r\nContent-Encoding: zstd\r\nContent-Length: 4\r\n\r\nPort")
        }
        "/not-gzip" => {
            write!(out, "HTTP/1.1 200 X\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nPort")
        }
        "/garbage" => write!(out, "Port Lisle\r\n\r\n"),
        _ => write!(out, "HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n"),
    });
    let settings =
        Settings { document_bytes: 1 << 20, request: Duration::from_millis(1_500), ..local() };
    let fetcher = Fetcher::new(settings).unwrap();
    assert_eq!(fetcher.fetch(&ask(site.url("/gzip")), now()).unwrap().bytes, b"Port Lisle");
    for (path, kind, why) in [
        ("/bomb", Kind::Limit, "longer than 1048576 bytes"),
        ("/endless", Kind::Limit, "longer than 1048576 bytes"),
        ("/header", Kind::Limit, "a header longer than"),
        ("/headers", Kind::Network, "too many headers"),
        ("/silent", Kind::Network, "no whole answer within 1.5s"),
        ("/drip", Kind::Network, "no whole answer within 1.5s"),
        ("/short", Kind::Network, ""),
        ("/odd", Kind::Network, "content encoding"),
        ("/not-gzip", Kind::Network, ""),
        ("/garbage", Kind::Network, ""),
    ] {
        let error = fetcher.fetch(&ask(site.url(path)), now()).unwrap_err();
        assert_eq!(error.kind(), kind, "{path}: {error}");
        assert!(error.to_string().contains(why), "{path}: {error}");
    }
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = fetcher.fetch(&ask(format!("http://127.0.0.1:{closed}/")), now()).unwrap_err();
    assert_eq!(error.kind(), Kind::Network, "{error}");
}

#[test]
fn a_host_that_wants_to_be_left_alone() {
    let site = Site::new(|request| match request.path.as_str() {
        "/busy" => (429, "Retry-After: 600\r\n".to_owned(), Vec::new()),
        _ => (200, String::new(), Vec::new()),
    });
    let fetcher = Fetcher::new(local()).unwrap();
    let busy = fetcher.fetch(&ask(site.url("/busy")), now()).unwrap();
    let until: Timestamp = "2031-03-04T10:10:00Z".parse().unwrap();
    assert_eq!((busy.status, busy.retry_after()), (429, Some(until)));
    let error = fetcher.fetch(&ask(site.url("/other")), now()).unwrap_err();
    assert_eq!((error.kind(), error.try_again()), (Kind::Network, Some(until)));
    assert_eq!(site.asked(), ["/busy"]);
    assert_eq!(fetcher.fetch(&ask(site.url("/other")), until).unwrap().status, 200);
}

#[test]
fn robots() {
    for (status, body, path, expected) in [
        (200, "User-agent: *\nDisallow: /drafts", "/a", Ok(200)),
        (
            200,
            "User-agent: *\nDisallow: /drafts",
            "/drafts/a",
            Err((Kind::Refused, "refused by robots.txt")),
        ),
        (
            200,
            "User-agent: *\nDisallow: /drafts",
            "/to-drafts",
            Err((Kind::Refused, "refused by robots.txt")),
        ),
        (
            200,
            "User-agent: twosource\nDisallow: /",
            "/a",
            Err((Kind::Refused, "refused by robots.txt")),
        ),
        (404, "User-agent: *\nDisallow: /", "/a", Ok(200)),
        (403, "", "/a", Ok(200)),
        (503, "", "/a", Err((Kind::Network, "it answers with 503"))),
        (429, "", "/a", Err((Kind::Network, "it answers with 429"))),
        (
            200,
            "User-agent: *\nCrawl-delay: 3600",
            "/a",
            Err((Kind::Network, "wants no request before")),
        ),
    ] {
        let site = Site::new(move |request| match request.path.as_str() {
            "/robots.txt" => (status, String::new(), body.as_bytes().to_vec()),
            "/to-drafts" => (302, "Location: /drafts/b\r\n".to_owned(), Vec::new()),
            _ => (200, String::new(), Vec::new()),
        });
        let fetcher = Fetcher::new(local()).unwrap();
        let fetched = fetcher.fetch(&ask(site.url(path)), now());
        match (fetched, expected) {
            (Ok(fetched), Ok(status)) => assert_eq!(fetched.status, status),
            (Err(error), Err((kind, why))) => {
                assert_eq!(error.kind(), kind, "{error}");
                assert!(error.to_string().contains(why), "{error}");
                assert_eq!(error.try_again().is_some(), kind == Kind::Network, "{error}");
                assert!(!site.asked().iter().any(|path| path.starts_with("/drafts")));
            }
            (fetched, expected) => panic!("{body}: {fetched:?} for {expected:?}"),
        }
    }
}

#[test]
fn one_request_of_a_host_at_a_time() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    let (open, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&most);
    let site = Site::new(move |_| {
        let now = open.fetch_add(1, Ordering::SeqCst) + 1;
        counted.fetch_max(now, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(20));
        open.fetch_sub(1, Ordering::SeqCst);
        (200, String::new(), Vec::new())
    });
    let fetcher = Fetcher::new(local()).unwrap();
    std::thread::scope(|scope| {
        for n in 0..6 {
            let (fetcher, url) = (&fetcher, site.url(&format!("/{n}")));
            scope.spawn(move || fetcher.fetch(&ask(url), now()).unwrap());
        }
    });
    assert_eq!((site.asked().len(), most.load(Ordering::SeqCst)), (6, 1));
}

#[test]
fn one_deadline_for_all_of_a_fetch() {
    let slow = |request: &Request| {
        std::thread::sleep(Duration::from_millis(200));
        match request.path.strip_prefix("/a") {
            Some(n) if n < "3" => {
                let next = n.parse::<u32>().unwrap() + 1;
                (302, format!("Location: /a{next}\r\n"), Vec::new())
            }
            _ => (200, String::new(), b"Port Lisle".to_vec()),
        }
    };
    let site = Site::new(slow);
    let within = |fetch| {
        let settings = Settings { request: Duration::from_secs(30), fetch, ..local() };
        Fetcher::new(settings).unwrap().fetch(&ask(site.url("/a0")), now())
    };
    assert_eq!(within(Duration::from_secs(30)).unwrap().answered, site.url("/a3"));
    // Each request is quick enough, all five are not.
    let error = within(Duration::from_millis(500)).unwrap_err();
    assert_eq!(error.kind(), Kind::Network, "{error}");
    let why = "no whole answer within 500ms, robots.txt and redirects included";
    assert!(error.to_string().ends_with(why), "{error}");
}

#[test]
fn a_fetch_is_stopped_before_its_next_request() {
    let site = Site::new(|request| match request.path.as_str() {
        "/robots.txt" => (200, String::new(), b"User-agent: *\nCrawl-delay: 25\n".to_vec()),
        _ => (200, String::new(), b"Port Lisle".to_vec()),
    });
    let fetcher = Fetcher::new(local()).unwrap();
    let asked = || !site.requests().is_empty();
    let error = fetcher.fetch_unless(&ask(site.url("/a")), now(), &asked).unwrap_err();
    assert!(error.to_string().ends_with("the program was told to stop"), "{error}");
    assert_eq!(site.asked(), Vec::<String>::new());
}
