use proptest::prelude::*;
use text::Article;
use world::World;

use crate::{MentionKind, Reading};

fn article(text: &str) -> Article {
    Article {
        id: "a".into(),
        path: None,
        sha256: String::new(),
        url: None,
        outlet: None,
        title: None,
        byline: None,
        language: "en".into(),
        published: None,
        date_clues: Vec::new(),
        credits: Vec::new(),
        datelines: Vec::new(),
        blocks: Vec::new(),
        text: text.into(),
        notes: Vec::new(),
    }
}

fn read(text: &str) -> (Article, Reading) {
    let article = article(text);
    let reading = crate::read(&article, World::bundled());
    (article, reading)
}

/// Names as `kind:words`, in order.
fn names(text: &str) -> Vec<String> {
    let (article, reading) = read(text);
    let show = |n: &crate::Name| format!("{}:{}", n.kind.name(), n.span.of(&article.text));
    reading.names.iter().map(show).collect()
}

#[test]
fn names_and_kinds() {
    let cases: &[(&str, &[&str])] = &[
        (
            "Norwegian Prime Minister Kari Halvorsen met Omar bin Tarek in Lisbon on Tuesday.",
            &[
                "nationality:Norwegian",
                "person:Kari Halvorsen",
                "person:Omar bin Tarek",
                "place:Lisbon",
            ],
        ),
        (
            "However, the Defence Ministry and the Harbour Workers Union disagreed.",
            &["organisation:Defence Ministry", "organisation:Harbour Workers Union"],
        ),
        ("Meanwhile residents waited for news.", &[]),
        ("In March the price of fish rose.", &[]),
        (
            "The Ministry of Health and Welfare said so.",
            &["organisation:Ministry of Health and Welfare"],
        ),
        (
            "Beijing-backed groups and pro-Russian media spoke.",
            &["place:Beijing", "nationality:Russian"],
        ),
        (
            "He thanked Park Min-seo, 41, and Dr. Ada Vance.",
            &["person:Park Min-seo", "person:Ada Vance"],
        ),
        ("They sailed up the Danube to Vienna.", &["place:Danube", "place:Vienna"]),
        ("She won the World Cup.", &["event:World Cup"]),
        ("", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(names(text), *expected, "{text}");
    }
}

/// Text, an entity's name, and the words of its mentions, titles and owner.
struct Case {
    text: &'static str,
    entity: &'static str,
    mentions: &'static [&'static str],
    titles: &'static [&'static str],
    of: Option<&'static str>,
}

#[test]
fn mentions_of_one_entity() {
    let cases = [
        Case {
            text: "NATO Secretary General Ada Vance arrived on Monday. Vance said she was glad.",
            entity: "Ada Vance",
            mentions: &["NATO Secretary General Ada Vance", "Vance", "she"],
            titles: &["NATO Secretary General"],
            of: Some("NATO"),
        },
        Case {
            text: "Bert Okafor, deputy director of the Harbour Office, spoke. Okafor left.",
            entity: "Bert Okafor",
            mentions: &["Bert Okafor", "Okafor"],
            titles: &["deputy director of the Harbour Office"],
            of: Some("Harbour Office"),
        },
        Case {
            text: "The Harbour Pilots Association (HPA) struck. HPA members cheered.",
            entity: "Harbour Pilots Association",
            mentions: &["Harbour Pilots Association", "HPA", "HPA"],
            titles: &[],
            of: None,
        },
        Case {
            text: "President Ada Vance spoke in Oslo. Vance's office confirmed it. The presidential office said more.",
            entity: "presidential office",
            mentions: &["Vance's office", "The presidential office"],
            titles: &[],
            of: Some("Ada Vance"),
        },
        Case {
            text: "A senior harbour official spoke first. The official said little.",
            entity: "senior harbour official",
            mentions: &["A senior harbour official", "The official"],
            titles: &[],
            of: None,
        },
        Case {
            text: "Ada Vance met Carl Vance in Rome. Ada Vance left.",
            entity: "Ada Vance",
            mentions: &["Ada Vance", "Ada Vance"],
            titles: &[],
            of: None,
        },
    ];
    for case in cases {
        let (article, reading) = read(case.text);
        let at = reading.entities.iter().position(|e| e.name == case.entity);
        let at = at.unwrap_or_else(|| panic!("{:?} in {:#?}", case.entity, reading.entities));
        let entity = &reading.entities[at];
        let mentions = reading.mentions.iter().filter(|m| m.entity.at() == at);
        let mentions: Vec<&str> = mentions.map(|m| m.span.of(&article.text)).collect();
        assert_eq!(mentions, case.mentions, "{}", case.text);
        let titles: Vec<&str> = entity.titles.iter().map(|t| t.text.as_str()).collect();
        assert_eq!(titles, case.titles, "{}", case.text);
        let of = entity.of.map(|o| reading.entities[o.at()].name.as_str());
        assert_eq!(of, case.of, "{}", case.text);
    }
}

#[test]
fn what_fits_two_stays_unresolved() {
    let (article, reading) = read("Ada Vance met Eva Strand. She said “I am glad.”");
    let pronouns: Vec<&str> = reading
        .mentions
        .iter()
        .filter(|m| m.kind == MentionKind::Pronoun)
        .map(|m| m.span.of(&article.text))
        .collect();
    assert!(!pronouns.contains(&"I"), "{pronouns:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn spans_lie_in_the_text(text in "(\\PC{0,8}|President |Seoul|the |\\. |Kim |Jong-un |NATO \\(|'s |“|é|\n){0,24}") {
        let (article, reading) = read(&text);
        for name in &reading.names {
            prop_assert!(name.span.fits(&article.text) && name.entity.at() < reading.entities.len());
        }
        for pair in reading.names.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for mention in &reading.mentions {
            prop_assert!(mention.span.fits(&article.text) && mention.entity.at() < reading.entities.len());
        }
    }
}
