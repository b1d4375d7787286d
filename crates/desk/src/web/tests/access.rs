//! Who may come in, and what they may do.

use axum::http::StatusCode;
use dom_query::Document;
use serde_json::json;

use super::{Ask, Bench, FIRE, get, page, post, post_json};
use crate::web::{Role, User, password_hash};

/// Every path that changes something, with what it would take.
const CHANGES: [(&str, &str); 5] = [
    ("/correct", "kind=situation&situation=s0&action=note&text=a&why=b"),
    ("/undo", "id=1&why=b"),
    ("/sources", "url=https%3A%2F%2Fnews.example%2Ffire&page=true"),
    ("/watch", "rules="),
    ("/anything/else", "a=b"),
];

fn user(name: &str, role: Role) -> User {
    let password = password_hash(&format!("password of {name}")).expect("a hash");
    User { name: name.into(), role, password }
}

fn users() -> Vec<User> {
    vec![user("ana", Role::Reader), user("bo", Role::Editor)]
}

fn changes() -> Vec<Ask> {
    let forms = CHANGES.iter().map(|(path, form)| post(path, form));
    let programs = [
        post_json("/api/v1/sources", &json!({"url": "https://news.example/f", "page": true})),
        post_json("/api/v1/rules", &json!({"toml": ""})),
        post_json("/api/v1/corrections", &json!({"change": {"undo": 1}, "why": "b"})),
        post_json("/api/v1/corrections/1/undo", &json!({"why": "b"})),
    ];
    forms.chain(programs).collect()
}

#[tokio::test]
async fn the_key_opens_once_and_the_cookie_is_kept_from_others() {
    let bench = Bench::new(vec![], &[]);
    let key = format!("/?key={}", bench.key());
    // Whoever looks at the head alone, as programs that preview links do, does not use it up.
    let head = bench.ask(Ask { method: "HEAD", ..get(&key) }).await;
    assert_eq!((head.status, head.header("set-cookie")), (StatusCode::UNAUTHORIZED, ""));
    let told = bench.ask(get(&key)).await;
    assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, "/"));
    let (token, flags) = told.header("set-cookie").split_once("; ").expect("a cookie");
    assert_eq!(flags, "Path=/; HttpOnly; SameSite=Strict; Max-Age=604800");
    let again = bench.ask(get(&key)).await;
    assert_eq!((again.status, again.header("set-cookie")), (StatusCode::UNAUTHORIZED, ""));
    let inside = bench.ask(get(&key).with("cookie", token)).await;
    assert_eq!((inside.status, inside.header("set-cookie")), (StatusCode::SEE_OTHER, ""));
    assert_eq!(bench.ask(get("/").with("cookie", token)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn without_a_session_only_what_everybody_may_have_is_given() {
    let open = ["/style.css", "/desk.js", "/login"];
    let closed = [
        "/",
        "/s/s0",
        "/r/a0",
        "/who?name=a",
        "/search?q=a",
        "/sources",
        "/watch",
        "/live",
        "/alerts.atom",
        "/nothing",
        "/style.css/",
        "//style.css",
        "/login/../",
        "/%6cogin/x",
    ];
    let api =
        ["/api/v1/openapi.json", "/api/v1/session", "/api/v1/sources", "/api/", "/api/v1/none"];
    for (with_users, page_status) in
        [(false, StatusCode::UNAUTHORIZED), (true, StatusCode::SEE_OTHER)]
    {
        let bench = Bench::new(if with_users { users() } else { vec![] }, &[]);
        bench.add(&page("https://news.example/fire", FIRE));
        bench.round();
        for path in open {
            assert_eq!(bench.ask(get(path)).await.status, StatusCode::OK, "{path}");
        }
        for (paths, status) in [(&closed[..], page_status), (&api[..], StatusCode::UNAUTHORIZED)] {
            for path in paths {
                for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"] {
                    for cookie in ["", "twosource=", "twosource=0000", "other=1"] {
                        let ask = Ask { method, ..get(path) }.with("cookie", cookie);
                        let told = bench.ask(ask).await;
                        assert_eq!(told.status, status, "{method} {path} {cookie}");
                        assert!(!told.text.contains("Grain"), "{path}");
                    }
                }
            }
        }
        let told = bench.ask(get("/api/v1/session")).await;
        assert_eq!(told.header("content-type"), "application/json");
        let told: serde_json::Value = serde_json::from_str(&told.text).expect("JSON");
        assert!(told["error"].is_string(), "{told}");
    }
}

#[tokio::test]
async fn a_desk_is_asked_for_by_its_own_name_only() {
    let bench = Bench::new(vec![], &["desk.example"]);
    let editor = bench.editor().await;
    for (host, status) in [
        ("127.0.0.1:8642", StatusCode::OK),
        ("localhost:8642", StatusCode::OK),
        ("LOCALHOST:8642", StatusCode::OK),
        ("desk.example", StatusCode::OK),
        ("evil.example", StatusCode::MISDIRECTED_REQUEST),
        ("evil.example:8642", StatusCode::MISDIRECTED_REQUEST),
        ("127.0.0.1", StatusCode::MISDIRECTED_REQUEST),
        ("desk.example.evil.example", StatusCode::MISDIRECTED_REQUEST),
        ("", StatusCode::MISDIRECTED_REQUEST),
    ] {
        let told = bench.ask(get("/").by(&editor).with("host", host)).await;
        assert_eq!(told.status, status, "{host}");
    }
}

#[tokio::test]
async fn what_changes_anything_carries_the_word_of_its_session() {
    let bench = Bench::new(users(), &[]);
    let bo = bench.login("bo", "password of bo").await;
    let other = bench.login("bo", "password of bo").await;
    assert_ne!(bo.csrf, other.csrf, "two sessions, two words");
    for ask in changes() {
        for word in ["", "0000", other.csrf.as_str()] {
            let told = bench.ask(ask.clone().by(&bo).with("x-csrf", word)).await;
            assert_eq!(told.status, StatusCode::FORBIDDEN, "{} {word}", ask.uri);
        }
        let mut without = ask.clone().by(&bo);
        without.headers.retain(|(name, _)| *name != "x-csrf");
        assert_eq!(bench.ask(without).await.status, StatusCode::FORBIDDEN, "{}", ask.uri);
        let told = bench.ask(ask.clone().by(&bo)).await;
        assert_ne!(told.status, StatusCode::FORBIDDEN, "{}: {}", ask.uri, told.text);
    }
    let form = format!("rules=&csrf={}", bo.csrf);
    let told = bench.ask(post("/watch", &form).with("cookie", bo.cookie.clone())).await;
    assert_eq!(told.status, StatusCode::OK, "a form carries it as a field");
}

#[tokio::test]
async fn a_reader_changes_nothing() {
    let bench = Bench::new(users(), &[]);
    let ana = bench.login("ana", "password of ana").await;
    let before = bench.app.desk.store().setting(crate::watch::RULES).expect("a setting");
    for ask in changes() {
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let told = bench.ask(Ask { method, ..ask.clone() }.by(&ana)).await;
            assert_eq!(told.status, StatusCode::FORBIDDEN, "{method} {}", ask.uri);
        }
    }
    assert_eq!(bench.app.desk.log(None, 9).expect("the log"), []);
    let sources = crate::feeds::sources(bench.app.desk.store()).expect("sources");
    assert!(sources.is_empty());
    assert_eq!(bench.app.desk.store().setting(crate::watch::RULES).expect("a setting"), before);
    for path in ["/sources", "/watch"] {
        let told = bench.ask(get(path).by(&ana)).await;
        assert_eq!(told.status, StatusCode::OK);
        let forms = Document::from(told.text);
        let forms = forms.select("main form[method=post], main textarea").length();
        assert_eq!(forms, 0, "{path} offers no form to a reader");
    }
    let told = bench.ask(post("/logout", "").by(&ana)).await;
    assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, "/login"));
    assert_eq!(bench.ask(get("/").by(&ana)).await.status, StatusCode::SEE_OTHER, "she is out");
}

#[tokio::test]
async fn people_come_in_by_name_and_not_too_often() {
    let bench = Bench::new(users(), &[]);
    let (ana, bo) =
        tokio::join!(bench.login("ana", "password of ana"), bench.login("bo", "password of bo"));
    let (a, b) = tokio::join!(
        bench.ask(get("/api/v1/session").by(&ana)),
        bench.ask(get("/api/v1/session").by(&bo))
    );
    assert!(a.text.contains("\"ana\"") && a.text.contains("\"edits\":false"), "{}", a.text);
    assert!(b.text.contains("\"bo\"") && b.text.contains("\"edits\":true"), "{}", b.text);
    let guess = |from: &str| {
        let from = from.parse().expect("an address");
        Ask { from, ..post("/login", "name=bo&password=guess") }
    };
    let mut statuses = Vec::new();
    for _ in 0..12 {
        statuses.push(bench.ask(guess("192.0.2.1:1")).await.status);
    }
    let wrong = statuses.iter().filter(|s| **s == StatusCode::UNAUTHORIZED).count();
    let late = statuses.iter().filter(|s| **s == StatusCode::TOO_MANY_REQUESTS).count();
    assert_eq!((wrong, late), (10, 2), "{statuses:?}");
    let right = Ask {
        from: guess("192.0.2.1:2").from,
        ..post("/login", "name=bo&password=password+of+bo")
    };
    assert_eq!(bench.ask(right).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(bench.ask(guess("192.0.2.2:1")).await.status, StatusCode::UNAUTHORIZED);
    // A key opens nothing where people have names.
    let told = bench.ask(get("/?key=").with("cookie", "")).await;
    assert_eq!((told.status, told.header("set-cookie")), (StatusCode::UNAUTHORIZED, ""));
}

#[tokio::test]
async fn a_proxy_on_this_machine_tells_who_asks_and_whether_by_https() {
    let login = |from: &str, headers: &[(&'static str, &str)]| {
        let from = from.parse().expect("an address");
        let ask = Ask { from, ..post("/login", "name=bo&password=password+of+bo") };
        headers.iter().fold(ask, |ask, (name, value)| ask.with(name, *value))
    };
    let secure = [("x-forwarded-proto", "https")];
    for (hosts, from, headers, expected) in [
        (&["desk.example"][..], "127.0.0.1:1", &secure[..], true),
        (&["desk.example"], "[::1]:1", &secure, true),
        (&["desk.example"], "127.0.0.1:1", &[], false),
        (&["desk.example"], "127.0.0.1:1", &[("x-forwarded-proto", "http")], false),
        (&["desk.example"], "192.0.2.1:1", &secure, false),
        (&[], "127.0.0.1:1", &secure, false),
    ] {
        let bench = Bench::new(users(), hosts);
        let told = bench.ask(login(from, headers)).await;
        let cookie = told.header("set-cookie");
        assert!(cookie.starts_with("twosource="), "{cookie}");
        assert_eq!(cookie.ends_with("; Secure"), expected, "{hosts:?} {from} {headers:?}");
    }
    let bench = Bench::new(users(), &["desk.example"]);
    for n in 0..12 {
        // What others than the proxy have put before its word does not count.
        let by = format!("198.51.100.{n}, 192.0.2.1");
        let guess = post("/login", "name=bo&password=guess").with("x-forwarded-for", by);
        let late = bench.ask(guess).await.status == StatusCode::TOO_MANY_REQUESTS;
        assert_eq!(late, n >= 10);
    }
}

#[tokio::test]
async fn a_form_has_an_end() {
    let bench = Bench::new(vec![], &[]);
    let editor = bench.editor().await;
    let long = format!("rules={}", "a".repeat(3 << 20));
    let told = bench.ask(post("/watch", &long).by(&editor)).await;
    assert_eq!(told.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_pages_set_no_rules_that_run_programs_or_stand_in_a_file() {
    let mut bench = Bench::new(vec![], &[]);
    let editor = bench.editor().await;
    let channel = "[[channel]]\nname = \"c\"\ncommand = { run = [\"true\"] }\n";
    let encoded: String = url::form_urlencoded::byte_serialize(channel.as_bytes()).collect();
    let told = bench.ask(post("/watch", &format!("rules={encoded}")).by(&editor)).await;
    assert!(
        told.text.contains("channels are named in a file on this machine only"),
        "{}",
        told.text
    );
    std::sync::Arc::get_mut(&mut bench.app).expect("nobody else").rules_file =
        Some("watch.toml".into());
    let told = bench.ask(post("/watch", "rules=").by(&editor)).await;
    assert!(told.text.contains("edit watch.toml and start again"), "{}", told.text);
    let told = bench.ask(post_json("/api/v1/rules", &json!({"toml": ""})).by(&editor)).await;
    assert_eq!(told.status, StatusCode::FORBIDDEN);
    assert!(bench.app.desk.store().setting(crate::watch::RULES).expect("a setting").is_none());
}
