//! Records of invented reports: what is one story, one copy, one person, and that the order of
//! the input does not matter.

use proptest::prelude::*;
use record::{Record, build};
use text::{Article, Block, BlockKind, Date, DateFrom, Outlet, PartialDate, Published, Span};
use world::World;

/// A report of which the outlet, the day and the text are known; paragraphs are lines.
fn article(id: &str, outlet: &str, day: Option<Date>, text: &str) -> Article {
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let span = Span::new(start, start + line.len());
        start += line.len() + 1;
        if !line.is_empty() {
            blocks.push(Block { span, kind: BlockKind::Body });
        }
    }
    let date = |day| PartialDate::day(day);
    Article {
        id: id.into(),
        path: None,
        sha256: format!("{outlet} {}", text.len()),
        url: None,
        outlet: Some(Outlet { name: outlet.into(), domain: None }),
        title: None,
        byline: None,
        language: "en".into(),
        published: day.map(|d| Published {
            date: date(d),
            from: DateFrom::Metadata,
            evidence: None,
        }),
        date_clues: Vec::new(),
        credits: Vec::new(),
        datelines: Vec::new(),
        blocks,
        text: text.into(),
        notes: Vec::new(),
    }
}

fn march(day: i8) -> Option<Date> {
    Date::new(2025, 3, day).ok()
}

/// A ferry accident told by three outlets, one of them twice, and a report on other matters.
fn articles() -> Vec<Article> {
    let wire = "The ferry Calder Rose capsized off Port Lisle on Wednesday with sixty people on \
                board, the coastguard said.\n\
                Rescue boats searched the strait for survivors of the capsized ferry until dark.\n\
                Coastguard captain Mara Velden said the ferry had reported water in the hold.";
    let rewrite = "The ferry Calder Rose capsized off Port Lisle on Wednesday with sixty people \
                   on board, the coastguard said.\n\
                   Rescue boats searched the strait for survivors of the capsized ferry until \
                   dark.\n\
                   The mayor of Port Lisle opened a school for the families of the passengers.";
    let later = "Divers reached the wreck of the ferry Calder Rose on Thursday, coastguard \
                 captain Mara Velden said.\n\
                 Velden told families in Port Lisle that water in the hold of the ferry was the \
                 likely cause of the accident, and that survivors were being questioned.";
    let undated = "Rescue boats searched the strait for survivors of the capsized ferry after \
                   the Calder Rose went down off Port Lisle on Wednesday, the coastguard said.\n\
                   Relatives waited at the harbour for news of the passengers.";
    let other = "Farmers in the northern valleys harvested a record crop of apples this autumn.\n\
                 Growers praised the mild weather and a new variety that resists frost and \
                 keeps well in cold storage through the long winter.";
    vec![
        article("a", "Harbour Post", march(5), wire),
        article("b", "Strait Mirror", march(5), rewrite),
        article("c", "Harbour Post", march(6), later),
        article("d", "Coast Radio", None, undated),
        article("e", "Valley News", march(6), other),
    ]
}

fn record(articles: Vec<Article>) -> Record {
    let world = World::bundled();
    let read = |a: Article| {
        let reading = reading::read(&a, world);
        (a, reading)
    };
    build(articles.into_iter().map(read).collect(), world)
}

#[test]
fn a_story_gathers_its_reports_and_leaves_others_out() {
    let record = record(articles());
    let reports = |s: &record::Situation| -> Vec<String> {
        s.reports.iter().map(|r| record.reports[r.at()].article.id.clone()).collect()
    };
    let found: Vec<Vec<String>> = record.situations.iter().map(reports).collect();
    assert_eq!(found, [vec!["a", "b", "d", "c"], vec!["e"]]);
    let title = &record.situations[0].title;
    assert!(record.reports.iter().any(|r| r.article.text.contains(title.as_str())), "{title}");
}

#[test]
fn a_rewrite_is_a_copy() {
    let record = record(articles());
    let report = |id: &str| record.reports.iter().find(|r| r.article.id == id).expect("given");
    let copies = |id: &str| -> Vec<&str> {
        report(id).copies.iter().map(|c| &*record.reports[c.report.at()].article.id).collect()
    };
    assert_eq!(copies("a"), ["b"]);
    assert_eq!(copies("b"), ["a"]);
    assert!(copies("c").is_empty() && copies("e").is_empty());
}

#[test]
fn an_undated_report_takes_the_day_its_neighbours_agree_on() {
    let record = record(articles());
    let undated = record.reports.iter().find(|r| r.article.id == "d").expect("given");
    let published = undated.article.published.expect("dated by its neighbours");
    assert_eq!((Some(published.date.date), published.from), (march(5), DateFrom::Text));
    let words = published.evidence.map(|e| e.of(&undated.article.text));
    assert_eq!(words, Some("Wednesday"));
}

/// A weekday that no neighbour knows lies after the last they know, not a week before.
#[test]
fn an_undated_report_may_go_on_from_what_its_neighbours_know() {
    let mut articles = articles();
    let later = "Rescue boats searched the strait for survivors of the capsized ferry after the \
                 Calder Rose went down off Port Lisle on Wednesday, the coastguard said.\n\
                 Bakers handed out bread at the harbour on Friday.";
    articles.push(article("f", "Evening Ledger", None, later));
    let record = record(articles);
    let undated = record.reports.iter().find(|r| r.article.id == "f").expect("given");
    assert_eq!(undated.article.published.map(|p| p.date.date), march(7));
}

/// Whose word reports rest on: who passes on is no origin, and a head is one with his service.
#[test]
fn relays_and_heads_of_a_service_are_no_further_origins() {
    let own = "Nine people died when the ferry Calder Rose capsized off Port Lisle on Tuesday, \
               said Mara Velden, the head of the coastguard, on Wednesday.\n\
               The coastguard said that twelve people were missing after the ferry capsized.";
    let relay = "Nine people died when the ferry Calder Rose capsized off Port Lisle on Tuesday, \
                 the Straits News Agency reported, citing the coastguard.\n\
                 The ferry Calder Rose lay on its side in the strait off Port Lisle.";
    let articles = [("a", "Harbour Post", own), ("b", "Coast Radio", relay)];
    let record = record(articles.map(|(id, outlet, t)| article(id, outlet, march(5), t)).into());
    let [situation] = &record.situations[..] else { panic!("{:?}", record.situations) };
    assert_eq!(situation.origins.len(), 1, "{:?}", situation.origins);
    let dead = record.series.iter().find(|s| s.points.len() == 2).expect("nine, told twice");
    assert_eq!(dead.basis.origins.len(), 1, "{:?}", dead.basis.origins);
}

#[test]
fn nothing_and_empty_texts_make_a_record() {
    assert_eq!(record(Vec::new()), Record::default());
    let record = record(vec![article("x", "Post", None, ""), article("y", "Post", None, "No.")]);
    assert_eq!(record.reports.len(), 2);
}

/// An outlet's report of the wreck, and what it made of it later on the same day.
fn updated() -> Vec<Article> {
    let wreck = |killed: &str| {
        format!(
            "The ferry Calder Rose capsized off Port Lisle on Wednesday and {killed} people were \
             killed.\n\
             Rescue boats searched the strait for survivors of the capsized ferry until dark.\n\
             The mayor of Port Lisle opened a school for the families of the passengers."
        )
    };
    let later = wreck("15") + "\nThe search will go on at dawn with divers from the navy.";
    let mut articles = vec![
        article("early", "Harbour Post", march(5), &wreck("12")),
        article("late", "Harbour Post", march(5), &later),
        article("other", "Strait Mirror", march(5), &wreck("12")),
    ];
    for article in &mut articles[..2] {
        article.url = Some("https://harbourpost.example/calder-rose".into());
    }
    articles
}

#[test]
fn an_outlets_update_is_a_version_and_another_outlets_copy_is_none() {
    let record = record(updated());
    let at = |id: &str| record.reports.iter().position(|r| r.article.id == id).expect("given");
    let version_of = |id: &str| record.reports[at(id)].version_of.map(|r| r.at());
    assert_eq!(version_of("late"), Some(at("early")));
    assert_eq!(record.reports[at("early")].superseded_by.map(|r| r.at()), Some(at("late")));
    for id in ["early", "other"] {
        assert_eq!(version_of(id), None, "{id}");
    }
    let late = &record.reports[at("late")];
    let copy = late.copies.iter().find(|c| c.report.at() == at("early")).expect("shares its text");
    let words = |run: &record::Run| {
        let other = &record.reports[at("early")].article.text;
        (run.own.of(&late.article.text).to_owned(), run.other.of(other).to_owned())
    };
    let (own, other) = words(copy.runs.first().expect("a run"));
    assert!(
        own.starts_with("The ferry Calder Rose") && own.ends_with("of the passengers"),
        "{own}"
    );
    assert_eq!(own.replace("15", "12"), other);
}

#[test]
fn what_an_update_replaced_is_revised_and_contests_nobody() {
    let articles: Vec<Article> = updated().into_iter().take(2).collect();
    let record = record(articles);
    let figure = |value: f64| {
        record.figures.iter().find(|f| f.value == Some(value)).expect("a figure of the value")
    };
    assert!(figure(12.0).superseded && !figure(15.0).superseded);
    assert_eq!(figure(12.0).series, figure(15.0).series);
    let series = figure(15.0).series.expect("in a series");
    assert_eq!(record.series[series.at()].behaviour, record::Behaviour::Revised);
    assert!(record.disputes.is_empty(), "{:?}", record.disputes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn the_order_of_the_input_does_not_matter(shuffled in Just(articles()).prop_shuffle()) {
        prop_assert_eq!(record(shuffled), record(articles()));
    }
}
