//! The API, held against its own description.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::schema::wrong;
use super::{Ask, Bench, Told, came, get, post_json};
use crate::web::api::{AT, openapi, routes};
use crate::{feeds, look};

const RULES: &str = r#"
[[rule]]
name = "the ferry"
said = { words = ["ferry"], by = { origins = 1 } }

[[ladder]]
name = "strait"

[[ladder.phase]]
name = "guarded"
enter = { any = ["the ferry"] }
measures = ["Read the reports on the strait twice a day."]
"#;

const FEEDS: &[u8] = br#"<opml version="2.0"><body><outline text="Coast">
    <outline type="rss" text="Coast Radio" xmlUrl="https://coastradio.example/feed"/>
    </outline></body></opml>"#;

/// The bundled situation, a feed that has lost something, and an alert.
fn bench() -> Bench {
    let bench = Bench::ferry();
    let store = bench.app.desk.store();
    feeds::import_opml(store, FEEDS, came()).expect("a feed");
    let loss = "INSERT INTO losses (source, what, why, first, last) VALUES \
                (1, 'https://coastradio.example/9', 'it answers with 500', ?1, ?1)";
    store.write(|db| Ok(db.execute(loss, [super::CAME])?)).expect("a loss");
    bench.add(&super::page("https://news.example/none", "<html><body></body></html>"));
    for text in [super::FIRE.to_owned(), super::FIRE.replace("300 tonnes", "450 tonnes")] {
        bench.add(&super::page("https://news.example/fire", &text));
    }
    bench.app.keep_rules(RULES).expect("rules");
    bench.round();
    let about = crate::corrections::About::Entity("Tomas Arvid".to_owned());
    let note = crate::corrections::Change::Note { about, text: "head of the coastguard".into() };
    bench.app.desk.correct(note, "bo", "to be asked again", came()).expect("a note");
    bench
}

/// Keys that are asked for.
struct Keys {
    situation: String,
    report: String,
    alert: String,
}

impl Keys {
    fn of(bench: &Bench) -> Keys {
        let store = bench.app.desk.store();
        let all = look::situations(store, true, 9, 0).expect("situations");
        let ferry = all.iter().find(|s| s.reports > 2).expect("the ferry");
        let former = "INSERT INTO former SELECT 's0000000000000000', id FROM situations \
                      WHERE key = ?1";
        store.write(|db| Ok(db.execute(former, [&ferry.key])?)).expect("a former key");
        let fire = look::versions(store, "https://news.example/fire").expect("versions");
        let alerts = crate::alerts::list(store, 9, None).expect("alerts");
        Keys {
            situation: ferry.key.clone(),
            report: fire[1].0.clone(),
            alert: alerts.last().expect("an alert").id.clone(),
        }
    }
}

/// Every path with addresses to ask it at, and the status of the answer.
fn asked(keys: &Keys) -> Vec<(&'static str, Ask, u16)> {
    let Keys { situation, report, alert } = keys;
    let none = "s1111111111111111";
    let gets = [
        ("/session", "/session".to_owned(), 200),
        ("/status", "/status".to_owned(), 200),
        ("/openapi.json", "/openapi.json".to_owned(), 200),
        ("/situations", "/situations".to_owned(), 200),
        ("/situations", "/situations?page=0&all=true".to_owned(), 200),
        ("/situations", "/situations?page=18446744073709551615".to_owned(), 200),
        ("/situations", "/situations?page=18446744073709551616".to_owned(), 400),
        ("/situations", "/situations?page=-1".to_owned(), 400),
        ("/situations", "/situations?all=perhaps".to_owned(), 400),
        ("/situations/{key}", format!("/situations/{situation}"), 200),
        ("/situations/{key}", format!("/situations/{none}"), 404),
        ("/situations/{key}", "/situations/s0000000000000000".to_owned(), 303),
        ("/situations/{key}", "/situations/%FF".to_owned(), 400),
        ("/situations/{key}/record", format!("/situations/{situation}/record"), 200),
        (
            "/situations/{key}/record",
            format!("/situations/{situation}/record?since=2025-03-07&as_of=2025-03-08"),
            200,
        ),
        (
            "/situations/{key}/record",
            format!("/situations/{situation}/record?as_of=0001-01-01"),
            200,
        ),
        (
            "/situations/{key}/record",
            format!("/situations/{situation}/record?since=9999-12-31&as_of=9999-12-31"),
            200,
        ),
        (
            "/situations/{key}/record",
            format!("/situations/{situation}/record?since=2025-02-30"),
            400,
        ),
        ("/situations/{key}/record", format!("/situations/{none}/record"), 404),
        ("/situations/{key}/record", "/situations/s0000000000000000/record".to_owned(), 303),
        ("/reports/{key}", format!("/reports/{report}"), 200),
        ("/reports/{key}", "/reports/a1111111111111111".to_owned(), 404),
        ("/search", "/search?q=ferry".to_owned(), 200),
        (
            "/search",
            "/search?speaker=Arvid&kind=statement&page=18446744073709551615".to_owned(),
            200,
        ),
        ("/search", "/search".to_owned(), 200),
        ("/search", "/search?q=%22%22%22NEAR(%27--&from=0001-01-01&to=9999-12-31".to_owned(), 200),
        ("/search", "/search?q=ferry&from=yesterday".to_owned(), 400),
        ("/entities", "/entities?name=Tomas+Arvid".to_owned(), 200),
        ("/entities", "/entities?name=nobody".to_owned(), 200),
        ("/entities", "/entities".to_owned(), 400),
        ("/sources", "/sources".to_owned(), 200),
        ("/sources/{id}", "/sources/1".to_owned(), 200),
        ("/sources/{id}", "/sources/99".to_owned(), 404),
        ("/sources/{id}", "/sources/first".to_owned(), 400),
        ("/alerts", "/alerts".to_owned(), 200),
        ("/alerts", format!("/alerts?before={alert}"), 200),
        ("/alerts", "/alerts?before=none".to_owned(), 404),
        ("/alerts/{id}", format!("/alerts/{alert}"), 200),
        ("/alerts/{id}", "/alerts/none".to_owned(), 404),
        ("/phases", "/phases".to_owned(), 200),
        ("/rules", "/rules".to_owned(), 200),
        ("/corrections", "/corrections".to_owned(), 200),
        ("/corrections", "/corrections?before=1".to_owned(), 200),
        ("/corrections", "/corrections?before=first".to_owned(), 400),
        ("/entities", "/entities?wikidata=Q55".to_owned(), 200),
        ("/entities", "/entities?wikidata=Q0".to_owned(), 200),
        ("/entities", "/entities?name=+".to_owned(), 400),
        ("/entities", "/entities?name=%22%22%3F%21%00%22OR".to_owned(), 200),
    ];
    let page = |url: &str| json!({"url": url, "page": true});
    let because = |change: Value| json!({"change": change, "why": "the report says otherwise"});
    let no_passage = json!({"article": "a0", "span": {"start": 0, "end": 1}});
    let channel = "[[channel]]\nname = \"c\"\ncommand = { run = [\"true\"] }\n";
    let posts = [
        ("/sources", page("https://news.example/inquiry"), 201),
        ("/sources", page("https://news.example/inquiry"), 200),
        ("/sources", json!({"url": "http://127.0.0.1/feed"}), 403),
        ("/sources", page("javascript:alert(1)"), 403),
        ("/sources", page("no address"), 400),
        ("/sources", json!({"address": "https://news.example/"}), 422),
        ("/sources/{id}", json!({"change": "pause"}), 200),
        ("/sources/{id}", json!({"change": "resume"}), 200),
        ("/sources/{id}", json!({"change": "hide"}), 422),
        ("/sources/{id}", json!({"change": "remove"}), 200),
        ("/sources/{id}", json!({"change": "resume"}), 404),
        ("/rules", json!({"toml": RULES}), 200),
        ("/rules", json!({"toml": "[[rule]]\nname = 1"}), 400),
        ("/rules", json!({"toml": channel}), 403),
        ("/corrections", because(json!({"note": {"about": {"entity": "a"}, "text": "b"}})), 201),
        ("/corrections", because(json!({"note": {"about": {"entity": "a"}, "text": " "}})), 400),
        ("/corrections", because(json!({"note": {"about": {"nobody": "a"}, "text": "b"}})), 422),
        ("/corrections", json!({"change": {"undo": 1}, "why": ""}), 400),
        ("/corrections", because(json!({"undo": 99})), 404),
        ("/corrections", because(json!({"record": {"Reject": {"statement": no_passage}}})), 404),
        ("/corrections", because(json!({"together": [report, report]})), 400),
        ("/corrections/{id}/undo", json!({"why": "a mistake"}), 201),
        ("/corrections/{id}/undo", json!({"why": "a mistake"}), 400),
        ("/corrections/{id}/undo", json!({}), 422),
    ];
    let gets =
        gets.into_iter().map(|(path, uri, status)| (path, get(&format!("{AT}{uri}")), status));
    let posts = posts.into_iter().map(|(path, body, status)| {
        let uri = format!("{AT}{}", path.replace("{id}", "1"));
        (path, post_json(&uri, &body), status)
    });
    gets.chain(posts).collect()
}

/// Holds an answer against what the description says of it.
fn hold(all: &Value, path: &str, ask: &Ask, told: &Told) {
    let of = format!("{} {}", ask.method, ask.uri);
    let answers = &all["paths"][path][ask.method.to_lowercase()]["responses"];
    let status = told.status.as_u16().to_string();
    let answer = answers.get(&status).or_else(|| answers.get("default"));
    let answer = answer.unwrap_or_else(|| panic!("{of}: {status} is not described"));
    let Some(content) = answer["content"].as_object() else {
        assert!(told.text.is_empty(), "{of}: no content is described");
        return;
    };
    assert_eq!(content.keys().collect::<Vec<_>>(), [told.header("content-type")], "{of}");
    let value: Value = serde_json::from_str(&told.text).unwrap_or_else(|e| panic!("{of}: {e}"));
    let found = wrong(&content["application/json"]["schema"], &value, all);
    assert!(found.is_empty(), "{of}: {found:#?}");
}

#[tokio::test]
async fn every_answer_is_as_it_is_described() {
    let bench = tokio::task::spawn_blocking(bench).await.expect("a desk");
    let editor = bench.editor().await;
    let keys = Keys::of(&bench);
    let all = serde_json::to_value(openapi()).expect("JSON");
    let mut called = BTreeSet::new();
    for (path, ask, status) in asked(&keys) {
        let told = bench.ask(ask.clone().by(&editor)).await;
        assert_eq!(told.status.as_u16(), status, "{} {}: {}", ask.method, ask.uri, told.text);
        hold(&all, path, &ask, &told);
        if told.status.is_success() {
            called.insert((path.to_owned(), ask.method.to_lowercase()));
        }
    }
    let described = all["paths"].as_object().expect("paths").iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().expect("methods").keys();
        methods.map(|method| (path.clone(), method.clone()))
    });
    let described: BTreeSet<(String, String)> = described.collect();
    assert_eq!(called, described, "every path was called with success");
}

#[tokio::test]
async fn every_route_is_described() {
    let bench = Bench::new(vec![], &[]);
    let editor = bench.editor().await;
    let all = serde_json::to_value(openapi()).expect("JSON");
    let described: BTreeSet<&str> =
        all["paths"].as_object().expect("paths").keys().map(String::as_str).collect();
    let routed: BTreeSet<&str> = routes().into_iter().map(|(path, _)| path).collect();
    assert_eq!(described, routed);
    assert_eq!(all["openapi"], "3.1.0");
    let manual = include_str!("../../../../../docs/api.md");
    for path in &routed {
        let named = [format!("`{path}?"), format!("`{path}`"), format!("{path}`")];
        assert!(named.iter().any(|path| manual.contains(path)), "docs/api.md lacks {path}");
    }
    for path in routed {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let uri = format!("{AT}{}", path.replace(['{', '}'], ""));
            let told = bench.ask(Ask { method, ..get(&uri) }.by(&editor)).await;
            let taken = told.status != StatusCode::METHOD_NOT_ALLOWED;
            let described = all["paths"][path].get(method.to_lowercase()).is_some();
            assert_eq!(taken, described, "{method} {path}");
        }
        for (method, words) in all["paths"][path].as_object().expect("methods") {
            let words = words["summary"].as_str();
            assert!(words.is_some_and(|words| !words.is_empty()), "{method} {path}");
        }
    }
    for name in ["page", "all"] {
        let parameters = all["paths"]["/situations"]["get"]["parameters"].as_array();
        let one = parameters.expect("some").iter().find(|p| p["name"] == name).expect("it");
        assert_eq!((&one["in"], &one["required"]), (&json!("query"), &json!(false)));
    }
}

#[tokio::test]
async fn answers_say_what_is_there() {
    let bench = tokio::task::spawn_blocking(bench).await.expect("a desk");
    let editor = bench.editor().await;
    let keys = Keys::of(&bench);
    let ask = async |uri: String| {
        let told = bench.ask(get(&format!("{AT}{uri}")).by(&editor)).await;
        serde_json::from_str::<Value>(&told.text).expect("JSON")
    };
    let status = ask("/status".into()).await;
    assert_eq!((&status["counts"]["articles"], &status["unread"]), (&json!(12), &json!(0)));
    let list = ask("/situations".into()).await;
    assert_eq!((&list["items"][0]["key"], &list["more"]), (&json!(keys.situation), &json!(false)));
    let record = ask(format!("/situations/{}/record", keys.situation)).await;
    assert_eq!(record["schema"], "twosource/record/1");
    assert_eq!(
        (record["articles"].as_array().map(Vec::len), &record["changes"]),
        (Some(9), &json!(null))
    );
    let early = ask(format!("/situations/{}/record?as_of=2025-03-05", keys.situation)).await;
    assert_eq!(
        (early["articles"].as_array().map(Vec::len), &early["as_of"]),
        (Some(3), &json!("2025-03-05"))
    );
    let late = ask(format!("/situations/{}/record?since=2025-03-09", keys.situation)).await;
    assert_eq!(late["changes"]["since"]["day"], "2025-03-09");
    let report = ask(format!("/reports/{}", keys.report)).await;
    assert!(report["text"].as_str().is_some_and(|t| t.contains("450 tonnes")), "{report}");
    assert_eq!(report["versions"].as_array().map(Vec::len), Some(2));
    assert!(
        report["changed"]
            .as_array()
            .expect("pieces")
            .contains(&json!({"change": "removed", "text": "300"})),
        "{report}"
    );
    let hits = ask("/search?q=inspection".into()).await;
    assert!(hits["items"].as_array().is_some_and(|h| !h.is_empty()), "{hits}");
    let who = ask("/entities?name=Tomas+Arvid".into()).await;
    assert_eq!(
        (&who["known"][0]["situation"], &who["known"][0]["kind"]),
        (&json!(keys.situation), &json!("person"))
    );
    let sources = ask("/sources".into()).await;
    assert_eq!(
        (&sources["sources"][0]["folders"], &sources["losses"][0]["times"]),
        (&json!(["Coast"]), &json!(1))
    );
    assert!(sources["skipped"].as_array().is_some_and(|s| !s.is_empty()), "{sources}");
    let phases = ask("/phases".into()).await;
    assert_eq!(
        (&phases[0]["phase"], &phases[0]["log"][0]["entered"]),
        (&json!("guarded"), &json!(true))
    );
    let log = ask("/corrections".into()).await;
    assert_eq!(
        (&log["items"][0]["kind"], &log["items"][0]["in_force"]),
        (&json!("note"), &json!(true))
    );
    assert_eq!(who["entries"][0]["change"]["note"]["text"], "head of the coastguard");
    assert!(who["known"][0]["passages"][0]["report"].is_string(), "{who}");
    let rules = ask("/rules".into()).await;
    assert_eq!(rules, json!({"toml": RULES, "file": null}));
}

#[tokio::test]
async fn programs_put_right_what_people_do() {
    let bench = tokio::task::spawn_blocking(bench).await.expect("a desk");
    let editor = bench.editor().await;
    let key = Keys::of(&bench).situation;
    let read = async |uri: String| {
        let told = bench.ask(get(&format!("{AT}{uri}")).by(&editor)).await;
        serde_json::from_str::<Value>(&told.text).expect("JSON")
    };
    let send = async |uri: String, body: Value| {
        let told = bench.ask(post_json(&format!("{AT}{uri}"), &body).by(&editor)).await;
        assert_eq!(told.status, StatusCode::CREATED, "{}", told.text);
        serde_json::from_str::<Value>(&told.text).expect("JSON")
    };
    let record =
        look::record(bench.app.desk.store(), &key).expect("the store").expect("it is there");
    let said = &record.statements[0];
    let article = &record.reports[said.report.at()].article.id;
    let statement = json!({"article": article, "span": said.span});
    let change = json!({"record": {"Speaker": {
        "statement": statement, "speaker": {"Named": "Duke of Varnia"}}}});
    let entry =
        send("/corrections".into(), json!({"change": change, "why": "he told us so"})).await;
    assert_eq!((&entry["change"], &entry["in_force"]), (&change, &json!(true)));
    assert_eq!(entry["came"], json!([{"situation": key, "passages": 1, "lacks": ""}]));
    let duke = |record: &Value| {
        let all = record["entities"].as_array().expect("entities").clone();
        all.into_iter().find(|e| e["name"] == "Duke of Varnia")
    };
    let now = read(format!("/situations/{key}/record")).await;
    let of = duke(&now).expect("he is in the record");
    let speaks = |s: &Value| s["speaker"] == of["id"];
    assert!(now["statements"].as_array().expect("statements").iter().any(speaks), "{of}");
    let hits = read("/search?speaker=Duke+of+Varnia".into()).await;
    assert!(hits["items"].as_array().is_some_and(|hits| !hits.is_empty()), "{hits}");
    let who = read("/entities?name=Duke+of+Varnia".into()).await;
    let known = who["known"].as_array().expect("situations").iter();
    assert!(known.clone().any(|k| k["situation"] == json!(key)), "{who}");

    let undo = format!("/corrections/{}/undo", entry["id"]);
    let back = send(undo, json!({"why": "he did not"})).await;
    assert_eq!(back["change"], json!({"undo": entry["id"]}));
    let log = read("/corrections".into()).await;
    assert_eq!(log["items"][1]["undone_by"], back["id"]);
    assert_eq!(
        (&log["items"][1]["in_force"], &log["items"][1]["came"]),
        (&json!(false), &json!([]))
    );
    assert!(duke(&read(format!("/situations/{key}/record")).await).is_none());
}

#[test]
fn what_a_correction_does_is_as_it_is_described() {
    use crate::corrections::{About, Change};
    use record::{Anchor, Correction, Reliability, Voice, What};
    let all = serde_json::to_value(openapi()).expect("JSON");
    let schema = json!({"$ref": "#/components/schemas/ChangeFields"});
    let at = || Anchor { article: "a0".into(), span: text::Span::new(0, 4) };
    let day = text::Date::constant(2025, 3, 5);
    let mut changes = vec![
        Change::Together(vec!["a0".into()]),
        Change::Apart { these: vec!["a0".into()], from: vec![] },
        Change::Undo(1),
    ];
    for date in [text::PartialDate::day(day), text::PartialDate::year(2025).expect("a year")] {
        changes.push(Change::Published { article: "a0".into(), date });
    }
    for (reliability, ..) in Reliability::ALL {
        changes.push(Change::Reliability { name: "a".into(), reliability });
    }
    for about in [
        About::Article("a0".into()),
        About::Situation("a0".into()),
        About::Entity("a".into()),
        About::Series(at()),
        About::Event(at()),
    ] {
        changes.push(Change::Note { about, text: "b".into() });
    }
    let mut corrections = vec![Correction::Reject { statement: at() }];
    for what in [What::Entity, What::Series, What::Event, What::Mention] {
        corrections.push(Correction::Merge { what, these: vec![at(), at()] });
        corrections.push(Correction::Split { what, these: vec![at()] });
    }
    for speaker in [Voice::Outlet, Voice::Named("a".into()), Voice::At(at())] {
        corrections.push(Correction::Speaker { statement: at(), speaker });
    }
    for date in [None, Some(text::DateSpan { from: day, to: day })] {
        corrections.push(Correction::Date { event: at(), date });
    }
    for status in reading::EventStatus::ALL {
        corrections.push(Correction::Status { event: at(), status: *status });
    }
    changes.extend(corrections.into_iter().map(Change::Record));
    for change in changes {
        let value = serde_json::to_value(&change).expect("JSON");
        assert_eq!(wrong(&schema, &value, &all), Vec::<String>::new(), "{value}");
    }
    assert!(
        !wrong(&schema, &json!({"record": {"Merge": {"what": "All", "these": []}}}), &all)
            .is_empty()
    );
}
