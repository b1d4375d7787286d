//! Hosts over HTTPS: whom is believed, and what is told of the others.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use desk::Error;
use desk::Kind;
use desk::fetch::{Ask, Fetched, Fetcher, Local, Settings};

use crate::authority::Authority;
use crate::site::Site;

const LATER: i32 = 2900;

/// A file of certificates to be trusted.
fn trusted(folder: &Path, text: &str) -> PathBuf {
    let file = folder.join("trusted.pem");
    std::fs::write(&file, text).unwrap();
    file
}

fn fetcher(ca: Option<PathBuf>) -> Result<Fetcher, Error> {
    let settings = Settings { local: Local::All, pause: Duration::ZERO, ..Settings::default() };
    Fetcher::new(Settings { ca, ..settings })
}

fn fetch(ca: Option<PathBuf>, url: String) -> Result<Fetched, Error> {
    let now = "2031-03-04T10:00:00Z".parse().unwrap();
    fetcher(ca).unwrap().fetch(&Ask { url, ..Ask::default() }, now)
}

#[test]
fn a_host_that_is_vouched_for() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    let site =
        Site::tls(authority.server("localhost", LATER), |request| match request.path.as_str() {
            "/moved" => (301, "Location: /a\r\n".to_owned(), Vec::new()),
            _ => (200, String::new(), b"Port Lisle".to_vec()),
        });
    // The first of several, among other things.
    let file = format!("Lisle\n{}\n{}", authority.pem(), Authority::new().pem());
    let file = trusted(folder.path(), &file);
    let fetched = fetch(Some(file), site.url("/moved")).unwrap();
    assert_eq!((fetched.status, fetched.bytes.as_slice()), (200, &b"Port Lisle"[..]));
    assert_eq!((fetched.answered, fetched.for_good), (site.url("/a"), true));
}

#[test]
fn hosts_that_nobody_vouches_for() {
    let folder = tempfile::tempdir().unwrap();
    let (authority, other) = (Authority::new(), Authority::new());
    let file = || Some(trusted(folder.path(), &authority.pem()));
    for (server, ca, why) in [
        (authority.server("localhost", LATER), None, "is by nobody who is trusted"),
        (other.server("localhost", LATER), file(), "is by nobody who is trusted"),
        (authority.server("news.example", LATER), file(), "is for another name"),
        (authority.server("localhost", 2020), file(), "has expired"),
    ] {
        let site = Site::tls(server, |_| (200, String::new(), b"Port Lisle".to_vec()));
        let error = fetch(ca, site.url("/a")).unwrap_err();
        assert_eq!(error.kind(), Kind::Network, "{error}");
        assert!(error.to_string().contains(&format!("its certificate {why}")), "{why}: {error}");
        assert_eq!(site.requests().len(), 0, "nothing was asked of it");
    }
    // One that speaks no TLS.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/a", listener.local_addr().unwrap().port());
    let plain = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        // Hanging up with bytes unread would reset the connection.
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let error = fetch(file(), url).unwrap_err();
    assert!(error.to_string().contains("what it answers is no TLS"), "{error}");
    plain.join().unwrap();
}

#[test]
fn from_https_never_to_http() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    let file = || Some(trusted(folder.path(), &authority.pem()));
    let open = Site::new(|_| (200, String::new(), b"User-agent: *\nDisallow: /x\n".to_vec()));
    let to = format!("Location: {}\r\n", open.url("/robots"));
    let safe = Site::tls(authority.server("localhost", LATER), move |request| {
        match request.path.as_str() {
            // That of a robots.txt is followed: it can only keep us away.
            "/down" | "/robots.txt" => (301, to.clone(), Vec::new()),
            _ => (200, String::new(), b"Port Lisle".to_vec()),
        }
    });
    let error = fetch(file(), safe.url("/down")).unwrap_err();
    assert_eq!(error.kind(), Kind::Refused, "{error}");
    assert!(error.to_string().contains("from https to http://127.0.0.1"), "{error}");
    assert_eq!(open.asked(), ["/robots"], "nothing else was asked of it");
    // The other way is what hosts do.
    let to = format!("Location: {}\r\n", safe.url("/a"));
    let up = Site::new(move |request| match request.path.as_str() {
        "/robots.txt" => (404, String::new(), Vec::new()),
        _ => (308, to.clone(), Vec::new()),
    });
    let fetched = fetch(file(), up.url("/a")).unwrap();
    assert_eq!((fetched.answered, fetched.for_good), (safe.url("/a"), true));
}

#[test]
fn files_of_certificates() {
    let folder = tempfile::tempdir().unwrap();
    let good = Authority::new().pem();
    let cut = good.replacen("MII", "AAA", 1);
    for (text, kind, why) in [
        (None, Kind::Missing, "No such file"),
        (Some(""), Kind::Invalid, "there is none in it"),
        (Some("Port Lisle"), Kind::Invalid, "there is none in it"),
        (Some(&good[..good.len() / 2]), Kind::Invalid, ""),
        (Some(cut.as_str()), Kind::Invalid, ""),
    ] {
        let file = match text {
            Some(text) => trusted(folder.path(), text),
            None => folder.path().join("none.pem"),
        };
        let error = fetcher(Some(file)).unwrap_err();
        assert_eq!(error.kind(), kind, "{text:?}: {error}");
        let told = error.to_string();
        assert!(told.contains("reading the certificates in ") && told.contains(why), "{told}");
    }
}
