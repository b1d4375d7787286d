//! A desk from its first report to its export.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;

use serde_json::Value;

use crate::util::{Folder, Ran, project, run};

const FIRE: &str = "VARNIA, March 6 (SNA) -- A fire destroyed the grain store of Varnia on Thursday, \
                    the fire brigade said.\n\nNobody was hurt. About 300 tonnes of barley burned, \
                    the Duke of Varnia told reporters, and the police are looking into the cause \
                    of the blaze.\n";

const RULES: &str = "[[rule]]\nname = \"inquiry\"\nevent = { words = \"inquiry\" }\n";

fn ferry() -> String {
    project().join("examples/ferry").to_str().expect("UTF-8").to_owned()
}

fn desk(folder: &Folder, args: &[&str]) -> Ran {
    folder.run(&[&["desk"], args].concat())
}

fn done(folder: &Folder, args: &[&str]) -> Ran {
    let ran = desk(folder, args);
    assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
    ran
}

fn status(folder: &Folder) -> Value {
    done(folder, &["status", "d.db", "--format", "json"]).json()
}

/// A site that answers every request with the page of that path, else with 404; its port.
fn site(pages: Vec<(&'static str, &'static str, String)>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut asked = String::new();
            let mut lines = BufReader::new(stream.try_clone().expect("a stream"));
            lines.read_line(&mut asked).expect("a request");
            let path = asked.split(' ').nth(1).unwrap_or_default().to_owned();
            let mut line = String::new();
            while lines.read_line(&mut line).is_ok_and(|n| n > 2) {
                line.clear();
            }
            let (status, kind, body) = match pages.iter().find(|(p, ..)| *p == path) {
                Some((_, kind, body)) => ("200 OK", *kind, body.replace("PORT", &port.to_string())),
                None => ("404 Not Found", "text/plain", String::new()),
            };
            let length = body.len();
            // The program may hang up; then its own complaint says so.
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: {kind}\r\n\
                 Content-Length: {length}\r\n\r\n{body}"
            );
        }
    });
    port
}

fn page(title: &str, head: &str) -> String {
    let paragraphs: String = FIRE.split("\n\n").map(|p| format!("<p>{p}</p>")).collect();
    format!(
        "<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><article>\
         <h1>{title}</h1>{paragraphs}</article></body></html>"
    )
}

#[test]
fn every_command_teaches() {
    let folder = Folder::new();
    let commands =
        ["add", "watch", "status", "check", "backup", "rebuild", "rules", "export", "password"];
    let help = done(&folder, &["--help"]).out;
    for command in commands {
        assert!(help.contains(command), "{command} is not in:\n{help}");
        assert!(done(&folder, &[command, "--help"]).out.contains("Usage"));
    }
    assert!(done(&folder, &["add", "--help"]).out.contains("OPML"));
    for wrong in [&["add", "d.db"][..], &["export", "d.db"], &["status", "d.db", "-f", "pdf"]] {
        assert_eq!(desk(&folder, wrong).code, 2, "{wrong:?}");
    }
    assert!(!folder.path().join("d.db").exists());
}

#[test]
fn a_desk_goes_from_files_to_a_record() {
    let folder = Folder::new();
    let added = done(&folder, &["add", "d.db", &ferry()]);
    assert_eq!(added.out, "10 reports new\n");
    assert_eq!(done(&folder, &["add", "d.db", &ferry()]).out, "0 reports new, 10 known already\n");
    let status = status(&folder);
    for (field, value) in [("articles", 10), ("articles_behind", 0), ("told_by_several", 1)] {
        assert_eq!(status[field], value, "{status:#}");
    }
    assert!(done(&folder, &["status", "d.db"]).out.contains("nothing is behind"));
    done(&folder, &["check", "d.db"]);
    // Once no program uses it, a desk is its one file.
    let files = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(files, 1);
}

#[test]
fn what_is_missing_or_unreadable_is_told_and_the_rest_is_kept() {
    let folder = Folder::new();
    folder.put("a.txt", FIRE).put("zeros.txt", vec![0_u8; 4096]);
    let ran = desk(&folder, &["add", "d.db", "a.txt", "zeros.txt", "nowhere.txt"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, "1 report new\n"), "{}", ran.err);
    assert!(ran.err.contains("zeros.txt") && ran.err.contains("nowhere.txt"), "{}", ran.err);
    for command in ["status", "check", "rebuild"] {
        let ran = desk(&folder, &[command, "other.db"]);
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains("there is no desk other.db"), "{}", ran.err);
    }
    folder.put("no.db", FIRE);
    let ran = desk(&folder, &["status", "no.db"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("opening the desk no.db"), "{}", ran.err);
}

#[test]
fn standard_input_is_an_article() {
    let folder = Folder::new();
    let ran = folder.run_with_input(&["desk", "add", "d.db", "-"], FIRE.as_bytes());
    assert_eq!(ran.out, "1 report new\n", "{}", ran.err);
}

#[test]
fn a_password_is_hashed_with_a_salt_of_its_own() {
    let folder = Folder::new();
    let hash = |password: &str| folder.run_with_input(&["desk", "password"], password.as_bytes());
    let [one, other] = [hash("grain and barley\n"), hash("grain and barley\r\n")];
    for ran in [&one, &other] {
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.starts_with("$argon2id$"), "{}", ran.out);
    }
    assert_ne!(one.out, other.out);
    let short = hash("barley\n");
    assert_eq!((short.code, short.out.as_str()), (1, ""));
    assert!(short.err.contains("at least 8"), "{}", short.err);
}

#[test]
fn rules_fire_once_and_before_or_after_the_reports() {
    let folder = Folder::new();
    folder.put("rules.toml", RULES).put("broken.toml", "[[rule]]\nname = \"x\"\nevnt = 1\n");
    let ran = desk(&folder, &["rules", "d.db", "broken.toml"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("broken.toml") && ran.err.contains("line 3"), "{}", ran.err);
    assert_eq!(
        done(&folder, &["rules", "d.db", "rules.toml"]).out,
        "kept: 1 rule, 0 ladders, 0 channels\n"
    );
    let added = done(&folder, &["add", "d.db", &ferry()]);
    assert!(added.out.contains("inquiry") && added.out.contains("Island Herald"), "{}", added.out);
    assert_eq!(done(&folder, &["watch", "d.db", "--once"]).out, "");
    let changed = RULES.replace("\"inquiry\"\nevent", "\"inquiry again\"\nevent");
    folder.put("changed.toml", changed);
    let watch = ["watch", "d.db", "--once", "--rules", "changed.toml"];
    assert!(done(&folder, &watch).out.contains("inquiry again"));
    assert_eq!(done(&folder, &watch).out, "");
    assert_eq!(status(&folder)["alerts"], 2);
}

#[test]
fn a_rebuild_and_a_backup_are_the_same_desk() {
    let folder = Folder::new();
    done(&folder, &["add", "d.db", &ferry()]);
    let before = status(&folder);
    assert_eq!(done(&folder, &["rebuild", "d.db"]).out, "10 reports read again, 2 situations\n");
    done(&folder, &["backup", "d.db", "copy.db"]);
    done(&folder, &["check", "copy.db"]);
    let mut copy = done(&folder, &["status", "copy.db", "-f", "json"]).json();
    let mut before = before;
    for status in [&mut copy, &mut before] {
        status["desk"] = Value::Null;
        status["bytes"] = Value::Null;
    }
    assert_eq!(copy, before);
    let again = desk(&folder, &["backup", "d.db", "copy.db"]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("there is a file of that name"), "{}", again.err);
}

#[test]
fn what_is_exported_can_be_read_again() {
    let folder = Folder::new();
    folder.put("pages/fire.html", page("Grain store burns", ""));
    done(&folder, &["add", "d.db", "pages"]);
    done(&folder, &["export", "d.db", "--warc", "read.warc.gz"]);
    done(&folder, &["export", "d.db", "--jsonl", "read.jsonl"]);
    let texts = |file: &str| -> Vec<String> {
        let ran = folder.run(&["read", file, "--format", "jsonl"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let line = |l: &str| serde_json::from_str::<Value>(l).expect("JSON");
        let text = |l: &str| line(l)["article"]["text"].as_str().map(str::to_owned);
        ran.out.lines().filter_map(text).collect()
    };
    let original = texts("pages/fire.html");
    assert_eq!(original.len(), 1);
    assert_eq!(texts("read.warc.gz"), original);
    assert_eq!(texts("read.jsonl"), original);
    let printed = done(&folder, &["export", "d.db", "--jsonl", "-"]).out;
    let written = std::fs::read_to_string(folder.path().join("read.jsonl")).expect("a file");
    assert_eq!(printed, written);
}

#[test]
fn sources_are_listed_paused_resumed_and_removed() {
    let feed = "<rss version=\"2.0\"><channel><title>Varnia Post</title></channel></rss>";
    let port = site(vec![("/feed.xml", "application/rss+xml", feed.to_owned())]);
    let folder = Folder::new();
    let url = format!("http://127.0.0.1:{port}/feed.xml");
    done(&folder, &["add", "d.db", "--local", &url]);
    let told = |args: &[&str]| done(&folder, &[&["sources", "d.db"], args].concat()).out;
    assert_eq!(told(&[]), format!("1 source\n  empty    {url} (Varnia Post)\n"));
    assert_eq!(told(&["--pause", &url]), format!("{url}: paused\n"));
    assert!(told(&[]).starts_with("1 source\n  paused   http://"), "{}", told(&[]));
    let json: Value = serde_json::from_str(&told(&["--format", "json"])).expect("JSON");
    assert_eq!((&json[0]["state"], &json[0]["url"]), (&"paused".into(), &url.as_str().into()));
    assert_eq!(told(&["--resume", &url]), format!("{url}: visited again\n"));
    let removed = told(&["--remove", &url]);
    assert_eq!(removed, format!("{url}: removed; what came of it stays\n"));
    assert_eq!(told(&[]), "0 sources\n");
    let unknown = desk(&folder, &["sources", "d.db", "--remove", &url, "--pause", "no address"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (1, ""));
    assert!(unknown.err.contains("the desk has none of that name"), "{}", unknown.err);
    assert!(unknown.err.contains("reading the address no address"), "{}", unknown.err);
    let no_certificates = desk(&folder, &["add", "d.db", "--ca", "none.pem", &url]);
    assert_eq!(no_certificates.code, 1);
    assert!(no_certificates.err.contains("none.pem"), "{}", no_certificates.err);
}

#[test]
fn a_feed_is_visited_and_its_reports_are_kept() {
    let feed = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Varnia Post</title>\
        <item><guid>1</guid><title>Grain store burns</title>\
        <link>http://127.0.0.1:PORT/fire</link>\
        <pubDate>Thu, 06 Mar 2025 18:00:00 GMT</pubDate></item></channel></rss>";
    let links = "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/feed.xml\">";
    let port = site(vec![
        ("/feed.xml", "application/rss+xml", feed.to_owned()),
        ("/fire", "text/html", page("Grain store burns", "")),
        ("/", "text/html", page("Varnia Post", links)),
    ]);
    let folder = Folder::new();
    let address = |path: &str| format!("http://127.0.0.1:{port}{path}");
    let refused = desk(&folder, &["add", "d.db", &address("/feed.xml")]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("--local"), "{}", refused.err);
    let choose = desk(&folder, &["add", "d.db", "--local", &address("/")]);
    assert_eq!(choose.code, 1);
    assert!(choose.err.contains("--page"), "{}", choose.err);
    assert!(choose.err.contains(&address("/feed.xml")), "{}", choose.err);
    let added = done(&folder, &["add", "d.db", "--local", &address("/feed.xml")]);
    assert_eq!(added.out, "1 report new, 1 source to visit from now on\n", "{}", added.err);
    let gone = done(&folder, &["add", "d.db", "--local", "--page", &address("/gone")]);
    assert!(gone.err.contains("404"), "{}", gone.err);
    let status = status(&folder);
    assert_eq!(status["sources"][0]["state"], "ok", "{status:#}");
    assert_eq!(status["losses"][0]["what"], address("/gone"), "{status:#}");
    done(&folder, &["export", "d.db", "--opml", "feeds.opml"]);
    let other = Folder::new();
    let list = folder.path().join("feeds.opml");
    let run_add = |to: &Path| run(to, &["desk", "add", "d.db", list.to_str().expect("UTF-8")], b"");
    let imported = run_add(other.path());
    assert_eq!(imported.out, "0 reports new, 1 source to visit from now on\n", "{}", imported.err);
    let watched = done(&other, &["watch", "d.db", "--once", "--local"]);
    assert_eq!(watched.out, "");
    assert_eq!(self::status(&other)["articles"], 1);
}
