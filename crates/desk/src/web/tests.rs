//! The pages and the API from outside, in process.

mod access;
mod api;
mod pages;
mod schema;
mod stop;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use jiff::Timestamp;
use tempfile::TempDir;
use tower::ServiceExt;
use world::World;

use super::{App, Serve, User, keeper, router};
use crate::fetch::{Fetcher, Settings};
use crate::{Arrival, Desk, How};

/// Where the desk says it listens.
const HOST: &str = "127.0.0.1:8642";
const CAME: &str = "2025-03-10T08:00:00Z";

/// A desk that is served to nobody but the test.
struct Bench {
    app: Arc<App>,
    _folder: TempDir,
}

/// Somebody who has come in.
#[derive(Clone, Default)]
struct Guest {
    cookie: String,
    csrf: String,
}

/// What is asked for.
#[derive(Clone)]
struct Ask {
    method: &'static str,
    uri: String,
    headers: Vec<(&'static str, String)>,
    body: String,
    from: SocketAddr,
}

struct Told {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Told {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

fn get(uri: &str) -> Ask {
    let headers = vec![("host", HOST.to_owned())];
    let from = "127.0.0.1:50000".parse().expect("an address");
    Ask { method: "GET", uri: uri.to_owned(), headers, body: String::new(), from }
}

fn post(uri: &str, form: &str) -> Ask {
    let kind = "application/x-www-form-urlencoded".to_owned();
    Ask { method: "POST", body: form.to_owned(), ..get(uri) }.with("content-type", kind)
}

fn post_json(uri: &str, body: &serde_json::Value) -> Ask {
    let kind = "application/json".to_owned();
    Ask { method: "POST", body: body.to_string(), ..get(uri) }.with("content-type", kind)
}

impl Ask {
    fn with(mut self, name: &'static str, value: impl Into<String>) -> Ask {
        self.headers.retain(|(n, _)| *n != name);
        self.headers.push((name, value.into()));
        self
    }

    /// With the cookie of a session and its word.
    fn by(self, guest: &Guest) -> Ask {
        self.with("cookie", guest.cookie.clone()).with("x-csrf", guest.csrf.clone())
    }
}

impl Bench {
    fn new(users: Vec<User>, hosts: &[&str]) -> Bench {
        let folder = tempfile::tempdir().expect("a folder");
        let desk =
            Desk::open(&folder.path().join("desk.db"), World::bundled()).expect("a desk opens");
        let listen: SocketAddr = HOST.parse().expect("an address");
        let hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
        let serve = Serve { listen, users, hosts, rules: None, polls: false };
        let fetcher = Fetcher::new(Settings::default()).expect("a fetcher");
        let app = App::new(desk, fetcher, serve, listen).expect("an app");
        Bench { app: Arc::new(app), _folder: folder }
    }

    /// With the bundled situation.
    fn ferry() -> Bench {
        let bench = Bench::new(vec![], &[]);
        let ferry = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/ferry");
        let ferry = article::Input::Path(ferry.into());
        let intake = article::gather(&[ferry], World::bundled(), &mut |_| {});
        bench.app.desk.add_files(intake, came()).expect("files are added");
        bench
    }

    fn add(&self, arrival: &Arrival) {
        self.app.desk.add(std::slice::from_ref(arrival)).expect("it is kept");
    }

    /// A round of the keeper.
    fn round(&self) {
        let mut told = keeper::Told::nothing();
        keeper::round(&self.app, false, came(), &mut told).expect("a round");
    }

    fn key(&self) -> String {
        let address = self.app.access.first_address(HOST.parse().expect("an address"));
        address.split_once("key=").expect("a key").1.to_owned()
    }

    async fn ask(&self, ask: Ask) -> Told {
        let answer = self.stream(ask).await;
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        Told { status: parts.status, headers: parts.headers, text }
    }

    async fn stream(&self, ask: Ask) -> axum::response::Response {
        let mut request = Request::builder().method(ask.method).uri(ask.uri);
        for (name, value) in &ask.headers {
            request = request.header(*name, value);
        }
        let mut request = request.body(Body::from(ask.body)).expect("a request");
        request.extensions_mut().insert(ConnectInfo(ask.from));
        router(Arc::clone(&self.app)).oneshot(request).await.expect("an answer")
    }

    /// Comes in by the one-time key.
    async fn editor(&self) -> Guest {
        let told = self.ask(get(&format!("/?key={}", self.key()))).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text);
        self.guest(&told).await
    }

    /// Comes in by name and password.
    async fn login(&self, name: &str, password: &str) -> Guest {
        let told = self.ask(post("/login", &format!("name={name}&password={password}"))).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text);
        self.guest(&told).await
    }

    async fn guest(&self, told: &Told) -> Guest {
        let (cookie, _) = told.header("set-cookie").split_once(';').expect("a cookie");
        let guest = Guest { cookie: cookie.to_owned(), csrf: String::new() };
        let session = self.ask(get("/api/v1/session").by(&guest)).await;
        let session: serde_json::Value = serde_json::from_str(&session.text).expect("JSON");
        let csrf = session["csrf"].as_str().expect("the session's word").to_owned();
        Guest { csrf, ..guest }
    }
}

#[test]
fn another_program_at_the_desk_takes_over_when_the_first_ends() {
    let bench = Bench::ferry();
    let keeping = bench.app.desk.store().keep_alone().expect("it is asked");
    let behind = || bench.app.desk.behind().expect("a count").articles;
    bench.round();
    assert_eq!(behind(), 10);
    drop(keeping);
    bench.round();
    assert_eq!(behind(), 0);
}

fn came() -> Timestamp {
    CAME.parse().expect("a time")
}

/// A page as it came from outside.
fn page(url: &str, html: &str) -> Arrival {
    Arrival {
        bytes: html.as_bytes().to_vec(),
        how: How::Page,
        came: came(),
        url: Some(url.to_owned()),
        answered_by: None,
        path: None,
        status: Some(200),
        headers: vec![("Content-Type".to_owned(), "text/html; charset=utf-8".to_owned())],
        source: None,
    }
}

const FIRE: &str = "<html><head><title>Grain store burns</title></head><body><article>\
    <h1>Grain store burns</h1><p>A fire destroyed the grain store of Varnia on Thursday, the fire \
    brigade said.</p><p>Nobody was hurt. About 300 tonnes of barley burned, the Duke of Varnia \
    told reporters, and the police are looking into the cause of the blaze.</p><p>The store was \
    built forty years ago.</p></article></body></html>";
