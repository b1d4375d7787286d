//! Holds the brief of the bundled situation to its truth.

use std::fs;

use serde_json::Value;

use crate::util::{project, run};

struct Ferry {
    record: Value,
    truth: Value,
}

fn ferry() -> Ferry {
    let project = project();
    let truth = fs::read_to_string(project.join("examples/ferry/truth.json")).expect("the truth");
    let ran = run(&project, &["brief", "--format", "json", "examples/ferry"], b"");
    Ferry { record: ran.json(), truth: serde_json::from_str(&truth).expect("JSON") }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

impl Ferry {
    fn article(&self, id: &str) -> &Value {
        list(&self.record, "articles").iter().find(|a| word(a, "id") == id).expect("the article")
    }

    /// The span in code points of `text` in an article; the texts are plain ASCII but for dashes.
    fn span(&self, article: &str, text: &str) -> (u64, u64) {
        let all = word(self.article(article), "text");
        let at = all.find(text).unwrap_or_else(|| panic!("{text:?} is not in {article}"));
        let start = all[..at].chars().count() as u64;
        (start, start + text.chars().count() as u64)
    }

    fn touches(&self, found: &Value, article: &str, text: &str) -> bool {
        let (start, end) = self.span(article, text);
        let span = |n: usize| found["span"][n].as_u64().expect("an offset");
        word(found, "article") == article && span(0) < end && start < span(1)
    }

    fn by_id<'a>(&'a self, key: &str, id: &str) -> &'a Value {
        list(&self.record, key).iter().find(|x| word(x, "id") == id).expect("a known id")
    }

    fn name(&self, id: &Value) -> String {
        let Some(id) = id.as_str() else { return "-".to_owned() };
        let entity = list(&self.record, "entities").iter().find(|e| word(e, "id") == id);
        entity.map_or(id, |e| word(e, "name")).to_owned()
    }

    fn figure(&self, article: &str, text: &str, value: f64) -> &Value {
        list(&self.record, "figures")
            .iter()
            .find(|f| self.touches(f, article, text) && f["value"] == value)
            .unwrap_or_else(|| panic!("no figure {value} at {text:?} in {article}"))
    }
}

#[test]
fn every_report_is_dated_the_undated_one_by_its_text() {
    let ferry = ferry();
    for article in list(&ferry.truth, "articles") {
        let got = &ferry.article(word(article, "id"))["published"];
        assert_eq!(got["date"], article["published"], "{}", article["id"]);
    }
    assert_eq!(ferry.article("08-lisle-courier")["published"]["from"], "text");
}

#[test]
fn copies_and_whose_they_are() {
    let ferry = ferry();
    for article in list(&ferry.truth, "articles") {
        let got = ferry.article(word(article, "id"));
        let mut copies: Vec<&str> =
            list(got, "copies").iter().map(|c| word(c, "article")).collect();
        copies.sort_unstable();
        let wanted: Vec<&str> = list(article, "copy_of").iter().filter_map(Value::as_str).collect();
        assert_eq!(copies, wanted, "copies of {}", article["id"]);
        assert_eq!(got["origin"]["kind"], article["origin"], "origin of {}", article["id"]);
        assert_eq!(got["origin"]["agencies"], article["wires"], "agencies of {}", article["id"]);
    }
}

#[test]
fn the_off_topic_report_is_no_part_of_the_story() {
    let ferry = ferry();
    let story = &list(&ferry.record, "situations")[0];
    let inside: Vec<&str> = list(story, "articles").iter().filter_map(Value::as_str).collect();
    assert_eq!(inside.len(), 9, "{inside:?}");
    assert!(!inside.contains(&"10-coast-radio"));
}

#[test]
fn the_toll_is_one_series_that_was_revised() {
    let ferry = ferry();
    let points = [
        ("01-harbour-post", "at least nine people", 9.0),
        ("02-lisle-courier", "Twelve people", 12.0),
        ("04-island-herald", "15", 15.0),
        ("05-harbour-post", "rose to 17", 17.0),
        ("06-strait-mirror", "stood at 19", 19.0),
        ("08-lisle-courier", "is 18", 18.0),
    ];
    let series: Vec<&str> = points
        .iter()
        .map(|(article, text, value)| word(ferry.figure(article, text, *value), "series"))
        .collect();
    assert!(series.iter().all(|s| *s == series[0] && !s.is_empty()), "{series:?}");
    assert_eq!(ferry.by_id("series", series[0])["behaviour"], "revised");
    // Those on board, those saved and those who died are three quantities.
    let aboard = ferry.figure("01-harbour-post", "84 people", 84.0);
    let rescued = ferry.figure("01-harbour-post", "61 people", 61.0);
    assert_ne!(aboard["series"], rescued["series"]);
    assert_ne!(word(aboard, "series"), series[0]);
}

#[test]
fn figures_are_given_to_those_who_gave_them() {
    let ferry = ferry();
    for (article, text, value, speaker) in [
        ("01-harbour-post", "at least nine people", 9.0, "coastguard"),
        ("01-harbour-post", "61 people", 61.0, "Tomas Arvid"),
        ("05-harbour-post", "rose to 17", 17.0, "Tomas Arvid"),
        ("05-harbour-post", "23 people", 23.0, "Ines Varga"),
        ("06-strait-mirror", "5,000 crowns", 5000.0, "Blue Strait Lines"),
    ] {
        let figure = ferry.figure(article, text, value);
        let got = ferry.name(&figure["speaker"]);
        assert!(got.contains(speaker), "{text:?} in {article} by {got}, not {speaker}");
    }
}

#[test]
fn the_announced_inquiry_is_one_event_that_was_held() {
    let ferry = ferry();
    let events: Vec<&Value> = list(&ferry.record, "events")
        .iter()
        .filter(|e| {
            list(e, "mentions").iter().any(|m| {
                ferry.touches(m, "09-island-herald", "A public inquiry into the sinking of the")
            })
        })
        .collect();
    let [inquiry] = events[..] else { panic!("{} events", events.len()) };
    assert_eq!(inquiry["status"], "happened");
    assert_eq!(inquiry["date"]["from"], "2025-03-09");
    assert!(
        list(inquiry, "mentions").iter().any(|m| ferry.touches(
            m,
            "06-strait-mirror",
            "a public inquiry would open on Sunday in Port Lisle"
        )),
        "the announcement is a mention of the same event"
    );
}

#[test]
fn the_contested_cause_is_a_dispute_with_both_passages() {
    let ferry = ferry();
    let side = |dispute: &Value, key: &str, article: &str, text: &str| {
        list(dispute, key)
            .iter()
            .filter_map(Value::as_str)
            .any(|id| ferry.touches(ferry.by_id("statements", id), article, text))
    };
    let found = list(&ferry.record, "disputes").iter().any(|d| {
        side(d, "asserted", "05-harbour-post", "the ferry was overloaded when it left")
            && side(d, "denied", "05-harbour-post", "denied that the ferry was overloaded")
    });
    assert!(found, "{:#?}", ferry.record["disputes"]);
}

/// Whatever the program prints can be checked: every span lies in its article.
#[test]
fn every_span_lies_in_its_article() {
    let ferry = ferry();
    let lengths = |id: &str| word(ferry.article(id), "text").chars().count() as u64;
    let check = |item: &Value| {
        let (start, end) = (item["span"][0].as_u64(), item["span"][1].as_u64());
        assert!(start < end && end <= Some(lengths(word(item, "article"))), "{item}");
    };
    list(&ferry.record, "statements").iter().for_each(check);
    list(&ferry.record, "figures").iter().for_each(check);
    for event in list(&ferry.record, "events") {
        list(event, "mentions").iter().for_each(check);
    }
}
