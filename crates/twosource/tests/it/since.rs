//! What is new since a day or an earlier record, and the record as of a day.

use serde_json::Value;

use crate::util::{Folder, Ran, project, run};

fn brief(args: &[&str]) -> Ran {
    run(&project(), &[&["brief", "examples/ferry"], args].concat(), b"")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn words<'a>(values: &'a [Value], key: &str) -> Vec<&'a str> {
    values.iter().filter_map(|v| v[key].as_str()).collect()
}

#[test]
fn since_a_day_the_inquiry_that_was_announced_has_opened() {
    let record = brief(&["--since", "2025-03-09", "--format", "json"]).json();
    let changes = &record["changes"];
    assert_eq!(changes["since"]["day"], "2025-03-09");
    assert_eq!(words(list(changes, "articles"), "article"), ["09-island-herald"]);
    let moved: Vec<&Value> =
        list(changes, "events").iter().filter(|e| e["change"] == "moved").collect();
    let [inquiry] = moved[..] else { panic!("{changes:#}") };
    assert_eq!(inquiry["status_before"], "planned");
    let event = list(&record, "events").iter().find(|e| e["id"] == inquiry["event"]);
    let event = event.expect("an event of the record");
    assert_eq!(event["status"], "happened");
    assert!(event["label"].as_str().is_some_and(|l| l.contains("inquiry")), "{event:#}");
}

#[test]
fn since_a_day_a_figure_is_shown_with_the_one_before() {
    let ran = brief(&["--since", "2025-03-08", "--as-of", "2025-03-08"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for line in [
        "19 before — coastguard",
        "18 new — Lisle General Hospital",
        "New since 8 Mar 2025: 1 report",
    ] {
        assert!(ran.out.contains(line), "{line:?} is not in:\n{}", ran.out);
    }
    // what is known already is not told again
    assert!(!ran.out.contains("84 people"), "{}", ran.out);
    assert!(ran.out.contains("09-island-herald.txt: published 2025-03-09"), "{}", ran.out);
}

#[test]
fn as_of_a_day_later_reports_are_left_out_and_listed() {
    let record = brief(&["--as-of", "2025-03-06", "--format", "json"]).json();
    let published = |a: &Value| a["published"]["date"].as_str().map(str::to_owned);
    let dates: Vec<String> = list(&record, "articles").iter().filter_map(published).collect();
    assert_eq!(dates.len(), 5);
    assert!(dates.iter().all(|d| &**d <= "2025-03-06"), "{dates:?}");
    assert_eq!(record["as_of"], "2025-03-06");
    assert_eq!(list(&record, "left_out").len(), 5, "{}", record["left_out"]);
    assert_eq!(record["changes"], Value::Null);
}

#[test]
fn since_a_written_record_is_since_its_day() {
    let folder = Folder::new();
    let earlier = brief(&["--as-of", "2025-03-06", "--format", "json"]);
    folder.put("earlier.json", &earlier.out);
    let path = folder.path().join("earlier.json");
    let file = brief(&["--since", path.to_str().expect("UTF-8"), "--format", "json"]).json();
    let mut by_file = file["changes"].clone();
    let mut by_day =
        brief(&["--since", "2025-03-07", "--format", "json"]).json()["changes"].clone();
    assert_eq!(by_file["since"]["record"], path.to_str().expect("UTF-8"));
    for changes in [&mut by_file, &mut by_day] {
        changes["since"] = Value::Null;
    }
    assert_eq!(by_file, by_day);
    assert!(!list(&by_day, "series").is_empty());

    folder.put("now.json", brief(&["--format", "json"]).out);
    let now = folder.path().join("now.json");
    let again = brief(&["--since", now.to_str().expect("UTF-8")]);
    assert!(again.out.contains("nothing is new since"), "{}", again.out);
}

#[test]
fn every_format_tells_what_is_new() {
    for (format, words) in [
        ("text", "was planned, now happened"),
        ("md", "was planned, now happened"),
        ("html", "was planned, now happened"),
        ("csv", ",moved"),
    ] {
        let ran = brief(&["--since", "2025-03-09", "--format", format]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains(words), "{words:?} is not in the {format}:\n{}", ran.out);
    }
    let csv = brief(&["--since", "2025-03-09", "--format", "csv"]).out;
    assert!(csv.lines().skip(1).all(|row| row.contains("09-island-herald")), "{csv}");
}

#[test]
fn an_earlier_record_that_is_none_is_told_of() {
    let folder = Folder::new();
    folder
        .put("report.txt", "The ferry left Port Lisle at six on Monday with forty people on board.")
        .put("other.json", "{\"schema\": \"twosource/record/7\"}");
    let since = |since: &str| folder.run(&["brief", "report.txt", "--since", since]);
    for (argument, code, words) in [
        ("other.json", 1, "twosource/record/7"),
        ("report.txt", 1, "does not parse"),
        ("nowhere.json", 1, "nowhere.json"),
        ("2025-13-01", 2, "2024-10-30"),
    ] {
        let ran = since(argument);
        assert_eq!(ran.code, code, "{argument}: {}", ran.err);
        assert!(ran.err.contains(words), "{argument}: {}", ran.err);
    }
    let ran = brief(&["--since", "2025-03-09", "--as-of", "2025-03-08"]);
    assert_eq!(ran.code, 2);
    let ran = brief(&["--as-of", "2024-01-01"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("no report was published by 2024-01-01"), "{}", ran.err);
}

#[test]
fn undated_reports_are_left_out_where_a_day_decides() {
    let folder = Folder::new();
    folder.put(
        "reports.jsonl",
        "{\"id\": \"a\", \"published\": \"2031-06-03\", \"text\": \"The harbour bridge was shut, the \
         police said, and lorries waited for hours.\"}\n{\"id\": \"b\", \"text\": \"Apples are \
         picked late, growers said, and cold stores are full of pears.\"}\n",
    );
    let run = |args: &[&str]| {
        let all = [&["brief", "reports.jsonl", "--format", "json"], args].concat();
        folder.run(&all).json()
    };
    assert_eq!(list(&run(&[]), "articles").len(), 2);
    for args in [["--as-of", "2031-06-04"], ["--since", "2031-06-01"]] {
        let record = run(&args);
        assert_eq!(words(list(&record, "articles"), "id"), ["a"], "{args:?}");
        let reasons = words(list(&record, "left_out"), "reason");
        assert!(reasons.len() == 1 && reasons[0].starts_with("undated"), "{reasons:?}");
    }
}

/// An outlet's update is the article; what it replaced contests nobody.
#[test]
fn an_update_is_one_article_with_its_versions() {
    let wreck = |killed: &str| {
        format!(
            "The ferry Calder Rose capsized off Port Lisle on Wednesday and {killed} people were \
             killed. Rescue boats searched the strait for survivors of the capsized ferry until \
             dark. The mayor of Port Lisle opened a school for the families of the passengers."
        )
    };
    let row = |id: &str, text: String| {
        serde_json::json!({"id": id, "outlet": "Harbour Post", "published": "2025-03-05",
            "url": "https://harbourpost.example/calder-rose", "title": "Ferry capsizes", "text": text})
        .to_string()
    };
    let rows = [
        row("early", wreck("12")),
        row("late", wreck("15") + " The search goes on at dawn with divers from the navy."),
    ];
    let folder = Folder::new();
    folder.put("reports.jsonl", rows.join("\n"));
    let text = folder.run(&["brief", "reports.jsonl", "--width", "120"]).out;
    assert!(text.contains("2 reports (1 updated by a later version)"), "{text}");
    assert!(text.contains("latest of 2 versions, updates 5 Mar"), "{text}");
    assert_eq!(text.matches(": Ferry capsizes").count(), 1, "one line an article: {text}");
    let record = folder.run(&["brief", "reports.jsonl", "--format", "json"]).json();
    let article =
        |id: &str| list(&record, "articles").iter().find(|a| a["id"] == id).expect("given").clone();
    assert_eq!(article("late")["version_of"], "early");
    assert_eq!(article("early")["superseded_by"], "late");
    let run = &article("late")["copies"][0]["runs"][0];
    assert!(run["own"][1].as_u64() > run["own"][0].as_u64(), "{run}");
    let behaviours = words(list(&record, "series"), "behaviour");
    assert!(!behaviours.contains(&"contested"), "{behaviours:?}");
}
