//! Delivery against servers and programs of the test's own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::thread::JoinHandle;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

#[path = "../../tests/ways/authority.rs"]
mod authority;
mod mail;

use self::authority::Authority;
use super::*;
use crate::alerts::{Alert, News, Story, Withdrawn};
use crate::watch::{Passage, Rules, Word};

/// Who is trusted to vouch for the servers of a test.
static AUTHORITY: LazyLock<Authority> = LazyLock::new(Authority::new);

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_900_000_000 + 60 * minute).unwrap()
}

fn alert(id: &str, title: &str) -> Alert {
    Alert {
        id: id.into(),
        rule: "garrison".into(),
        title: title.into(),
        situation: Some(Story { key: "s1".into(), title: "Varnia lands troops".into() }),
        fired: at(0),
        says: "Varnian soldiers · landed · Tarn: 12,000 (≥ 10,000); by 1 origin <coastguard>."
            .into(),
        basis: Word::default(),
        passages: vec![Passage {
            article: "a1".into(),
            sha256: "0".repeat(64),
            outlet: Some("Harbour Post".into()),
            title: None,
            url: Some("https://news.example/tarn".into()),
            published: Some("2030-03-17".into()),
            span: [3, 18],
            words: "12,000\nsoldiers & men\u{1}".into(),
        }],
        left_out: 0,
        measures: Vec::new(),
        withdrawn: None,
    }
}

/// A desk with alerts that are to go out by the channels of some settings.
fn desk(toml: &str, alerts: &[Alert]) -> (tempfile::TempDir, Store, Rules) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("desk.db")).unwrap();
    let rules = Rules::parse("watch.toml", &toml.replace("DIR", dir.path().to_str().unwrap()));
    let rules = rules.unwrap();
    for alert in alerts {
        fires(&store, &rules, alert);
    }
    (dir, store, rules)
}

fn fires(store: &Store, rules: &Rules, alert: &Alert) {
    let sql = "INSERT OR IGNORE INTO alerts (id, rule, item, qualifier, fired, alert, rests)
               VALUES (?1, ?2, '', '', ?3, ?4, '[]')";
    let withdrawn = "UPDATE alerts SET withdrawn = ?2, why = ?3 WHERE id = ?1";
    store
        .write(|db| {
            let json = alerts::to_json(alert)?;
            db.execute(sql, (&alert.id, &alert.rule, alert.fired.to_string(), json))?;
            if let Some(w) = &alert.withdrawn {
                db.execute(withdrawn, (&alert.id, w.at.to_string(), &w.why))?;
            }
            alerts::tell(db, alert, &rules.channels, alert.fired)
        })
        .unwrap();
}

/// A request as a server got it: its head by lines, and its body.
type Request = (Vec<String>, String);

fn request(stream: impl std::io::Read) -> Request {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim_end() {
            "" => break,
            line => head.push(line.to_owned()),
        }
    }
    let length = header(&head, "content-length").parse().unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

fn header<'a>(head: &'a [String], name: &str) -> &'a str {
    let found = head.iter().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then_some(value.trim())
    });
    found.unwrap_or_else(|| panic!("{name} in {head:?}"))
}

/// A server that gives these answers, one a connection, and tells what it was asked.
fn server(answers: &'static [&'static str]) -> (u16, JoinHandle<Vec<Request>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let serve = move || {
        let mut asked = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            asked.push(request(&stream));
            let head =
                format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(head.as_bytes()).unwrap();
        }
        asked
    };
    (port, std::thread::spawn(serve))
}

fn hook(name: &str, port: u16) -> String {
    format!(
        "[[channel]]\nname = '{name}'\n[channel.webhook]\nurl = 'http://127.0.0.1:{port}/hook'\n\
         secret = {{ file = 'DIR/secret' }}\ntimeout_seconds = 5\n"
    )
}

fn states(found: &[Delivery]) -> Vec<(&str, i64, State, u32)> {
    found.iter().map(|d| (d.channel.as_str(), d.notice, d.state, d.tries)).collect()
}

#[test]
fn a_webhook_is_posted_to_in_order_and_signed() {
    let (port, server) = server(&["204 No Content", "200 OK"]);
    let (first, second) = (alert("alert-1", "One"), alert("alert-2", "Two"));
    let (dir, store, rules) = desk(&hook("hook", port), &[first.clone(), second]);
    std::fs::write(dir.path().join("secret"), "calder rose\n").unwrap();
    let sent = due(&store, &rules.channels, at(1)).unwrap();
    assert_eq!(states(&sent), [("hook", 1, State::Done, 1), ("hook", 2, State::Done, 1)]);
    let asked = server.join().unwrap();
    for ((head, body), id) in asked.iter().zip(["alert-1", "alert-2"]) {
        assert_eq!(head[0], "POST /hook HTTP/1.1");
        assert_eq!(header(head, "twosource-notice"), format!("{id}/fired"));
        assert_eq!(header(head, "content-type"), "application/json");
        let seconds = header(head, "twosource-timestamp");
        assert_eq!(seconds, at(1).as_second().to_string());
        let mut mac = Hmac::<Sha256>::new_from_slice(b"calder rose").unwrap();
        mac.update(format!("{seconds}.{body}").as_bytes());
        let signature = header(head, "twosource-signature").strip_prefix("sha256=").unwrap();
        let bytes: Vec<u8> = (0..signature.len())
            .step_by(2)
            .map(|n| u8::from_str_radix(&signature[n..n + 2], 16).unwrap())
            .collect();
        mac.verify_slice(&bytes).unwrap();
    }
    let notice: Notice = serde_json::from_str(&asked[0].1).unwrap();
    assert_eq!((notice.news, notice.alert), (News::Fired, first));
    // Everything is done: nobody is asked again.
    assert_eq!(due(&store, &rules.channels, at(100)).unwrap(), []);
    assert_eq!(open(&store).unwrap(), []);
    assert_eq!(of_alert(&store, "alert-1").unwrap()[0].done, Some(at(1)));
}

#[test]
fn what_fails_is_tried_again_and_stops_no_other() {
    // The first fails, is not asked too soon, is sent elsewhere, and then answers.
    let (port, server) = server(&["500 Internal Server Error", "302 Found", "200 OK", "200 OK"]);
    let settings =
        hook("hook", port) + "[[channel]]\nname = 'feed'\natom = { file = 'DIR/a.xml' }\n";
    let alerts = [alert("alert-1", "One"), alert("alert-2", "Two")];
    let (dir, store, rules) = desk(&settings, &alerts);
    std::fs::write(dir.path().join("secret"), "calder rose").unwrap();
    let sent = due(&store, &rules.channels, at(0)).unwrap();
    let feed = [("feed", 1, State::Done, 1), ("feed", 2, State::Done, 1)];
    assert_eq!(states(&sent), [&[("hook", 1, State::Pending, 1)][..], &feed].concat());
    assert!(sent[0].last_error.as_ref().unwrap().contains("it answered 500"), "{sent:?}");
    assert_eq!(sent[0].next_try, at(0).saturating_add(SignedDuration::from_secs(30)).unwrap());
    assert_eq!(due(&store, &rules.channels, at(0)).unwrap(), []);
    let sent = due(&store, &rules.channels, at(1)).unwrap();
    assert!(sent[0].last_error.as_ref().unwrap().contains("302"), "{sent:?}");
    assert_eq!(sent[0].next_try, at(2));
    assert_eq!(
        states(&open(&store).unwrap()),
        [("hook", 1, State::Pending, 2), ("hook", 2, State::Pending, 0)]
    );
    let sent = due(&store, &rules.channels, at(2)).unwrap();
    assert_eq!(states(&sent), [("hook", 1, State::Done, 3), ("hook", 2, State::Done, 1)]);
    let order: Vec<String> = server
        .join()
        .unwrap()
        .iter()
        .map(|(head, _)| header(head, "twosource-notice").to_owned())
        .collect();
    assert_eq!(order, ["alert-1/fired", "alert-1/fired", "alert-1/fired", "alert-2/fired"]);
}

#[test]
fn what_is_given_up_is_kept_and_can_be_asked_for() {
    let (_dir, store, rules) = desk(
        "[[channel]]\nname = 'out'\ncommand = { run = ['DIR/nothing'] }\n",
        &[alert("alert-1", "One")],
    );
    let mut now = at(0);
    let mut waits = Vec::new();
    for _ in 0..limits::DELIVERY_TRIES {
        let tried = due(&store, &rules.channels, now).unwrap();
        let next = tried[0].next_try;
        waits.push(next.duration_since(now).as_secs());
        now = next;
    }
    assert_eq!(waits[..4], [30, 60, 120, 240]);
    assert_eq!(waits.last(), Some(&LONGEST_WAIT));
    assert_eq!(states(&open(&store).unwrap()), [("out", 1, State::Failed, limits::DELIVERY_TRIES)]);
    assert_eq!(due(&store, &rules.channels, now).unwrap(), []);
    // What comes later is not held up, and it is there when it is asked for.
    assert_eq!(again(&store, "out", now).unwrap(), 1);
    assert_eq!(
        states(&due(&store, &rules.channels, now).unwrap()),
        [("out", 1, State::Pending, 1)]
    );
}

#[test]
fn a_missing_secret_is_told() {
    let settings = hook("hook", 9);
    let (_dir, store, rules) = desk(&settings, &[alert("alert-1", "One")]);
    let tried = due(&store, &rules.channels, at(0)).unwrap();
    let error = tried[0].last_error.as_ref().unwrap();
    assert!(error.contains("reading the secret in") && error.contains("secret"), "{error}");
}

#[test]
fn channels_carry_what_they_are_asked_to() {
    let settings = "[[rule]]\nname = 'garrison'\ndispute = {}\n[[rule]]\nname = 'shots'\ndispute = {}\n\
                    [[channel]]\nname = 'some'\nonly = ['shots']\natom = { file = 'DIR/some.xml' }\n\
                    [[channel]]\nname = 'all'\natom = { file = 'DIR/all.xml' }\n";
    let shots = Alert { rule: "shots".into(), ..alert("alert-2", "Shots") };
    let (_dir, store, _) = desk(settings, &[alert("alert-1", "One"), shots]);
    let open = open(&store).unwrap();
    let due: Vec<(&str, i64)> = open.iter().map(|d| (d.channel.as_str(), d.notice)).collect();
    assert_eq!(due, [("all", 1), ("all", 2), ("some", 2)]);
}

#[cfg(unix)]
mod commands {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn script(dir: &Path, lines: &str) {
        let path = dir.join("script");
        std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    const SETTINGS: &str = "[[channel]]\nname = 'out'\ncommand = { run = ['DIR/script', '$(id); `id`'], timeout_seconds = 1 }\n";

    #[test]
    fn a_command_gets_the_notice_and_no_shell_reads_its_arguments() {
        let title = "$(touch pwned) `id` ; rm";
        let (dir, store, rules) = desk(SETTINGS, &[alert("alert-1", title)]);
        script(
            dir.path(),
            "cd \"$(dirname \"$0\")\"; printf '%s|%s' \"$#\" \"$1\" > arguments; cat > notice",
        );
        let sent = due(&store, &rules.channels, at(0)).unwrap();
        assert_eq!(states(&sent), [("out", 1, State::Done, 1)], "{sent:?}");
        let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
        assert_eq!(read("arguments"), "1|$(id); `id`");
        let notice: Notice = serde_json::from_str(&read("notice")).unwrap();
        assert_eq!(notice.alert.title, title);
    }

    #[test]
    fn a_command_that_fails_or_hangs_is_told_of() {
        for (lines, told) in [
            ("echo no bell here >&2; exit 3", "no bell here"),
            ("exec sleep 60", "longer than 1 s"),
            // It reads nothing and complains without end.
            ("yes ding | head -c 300000 >&2; exit 1", "ding"),
        ] {
            let (dir, store, rules) = desk(SETTINGS, &[alert("alert-1", "One")]);
            script(dir.path(), lines);
            let tried = due(&store, &rules.channels, at(0)).unwrap();
            let error = tried[0].last_error.as_ref().unwrap();
            assert!(error.contains(told) && error.len() < 4_000, "{error}");
        }
    }
}

#[test]
fn a_hook_over_https_is_given_to_whom_is_vouched_for() {
    let (other, good) = (Authority::new(), AUTHORITY.server("localhost", 2900));
    for (config, why) in [
        (good, None),
        (other.server("localhost", 2900), Some("its certificate is by nobody who is trusted")),
        (AUTHORITY.server("hooks.news.example", 2900), Some("its certificate is for another name")),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let trusted = why.is_none();
        let server = std::thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let connection = rustls::ServerConnection::new(config).unwrap();
            let mut over = rustls::StreamOwned::new(connection, stream);
            match trusted {
                true => {
                    let (_, body) = request(&mut over);
                    over.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
                    body
                }
                // All that comes before the visitor hangs up.
                false => {
                    let mut came = String::new();
                    let _ = over.read_to_string(&mut came);
                    came
                }
            }
        });
        let settings = format!("{}ca = 'DIR/trusted.pem'\n", hook("newsroom", port));
        let settings = settings.replace("http://127.0.0.1", "https://localhost");
        let (dir, store, rules) = desk(&settings, &[alert("alert-1", "One")]);
        std::fs::write(dir.path().join("secret"), "word").unwrap();
        std::fs::write(dir.path().join("trusted.pem"), AUTHORITY.pem()).unwrap();
        let sent = due(&store, &rules.channels, at(0)).unwrap();
        let came = server.join().unwrap();
        match why {
            None => {
                assert_eq!(sent[0].state, State::Done, "{sent:?}");
                assert!(came.contains("alert-1"), "{came}");
            }
            Some(why) => {
                let error = sent[0].last_error.as_deref().unwrap_or_default();
                assert!(error.ends_with(why), "{error}");
                assert_eq!(came, "", "nothing was told to it");
            }
        }
    }
}

#[test]
fn the_feed_is_read_back() {
    let settings = "[[channel]]\nname = 'feed'\n[channel.atom]\nfile = 'DIR/alerts.atom'\n\
                    title = 'The strait & more'\nurl = 'https://desk.example/alerts.atom?a=1&b=2'\n";
    let first = alert("alert-1", "One <b>\u{7}");
    let (dir, store, rules) = desk(settings, &[first.clone(), alert("alert-2", "Two")]);
    due(&store, &rules.channels, at(1)).unwrap();
    let parsed = || {
        let xml = std::fs::read(dir.path().join("alerts.atom")).unwrap();
        feed_rs::parser::parse(&xml[..]).unwrap()
    };
    let feed = parsed();
    assert_eq!(feed.title.unwrap().content, "The strait & more");
    assert_eq!(feed.links[0].href, "https://desk.example/alerts.atom?a=1&b=2");
    let titles = |feed: &feed_rs::model::Feed| -> Vec<String> {
        feed.entries.iter().map(|e| e.title.as_ref().unwrap().content.clone()).collect()
    };
    let entries = parsed();
    assert_eq!(titles(&entries), ["Two", "One <b>"]);
    assert!(entries.entries.iter().all(|e| e.id.starts_with("urn:uuid:")));
    assert_ne!(entries.entries[0].id, entries.entries[1].id);
    let content = entries.entries[1].content.clone().unwrap().body.unwrap();
    assert!(content.contains("“12,000 soldiers & men” (Harbour Post, 2030-03-17)"), "{content}");
    // Withdrawn, it keeps its entry.
    let why = "the record no longer tells it".to_owned();
    fires(&store, &rules, &Alert { withdrawn: Some(Withdrawn { at: at(9), why }), ..first });
    due(&store, &rules.channels, at(9)).unwrap();
    let later = parsed();
    assert_eq!(titles(&later), ["Two", "Withdrawn: One <b>"]);
    assert_eq!(later.entries[1].id, entries.entries[1].id);
    assert_eq!(later.entries[1].updated.unwrap().timestamp(), at(9).as_second());
    assert_eq!(later.updated.unwrap().timestamp(), at(9).as_second());
}

#[test]
fn an_empty_feed_is_a_feed() {
    let xml = atom::atom("Nothing", None, &[], at(0));
    let feed = feed_rs::parser::parse(xml.as_bytes()).unwrap();
    assert_eq!((feed.entries.len(), feed.updated.unwrap().timestamp()), (0, at(0).as_second()));
}
