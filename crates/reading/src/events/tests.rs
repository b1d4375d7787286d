use proptest::prelude::*;
use text::{Article, Block, BlockKind, Date, DateFrom, PartialDate, Published, Span};
use world::World;

use super::lexicon;
use crate::{Event, EventStatus, Reading};

/// An article of one paragraph, published on Wednesday 12 March 2025.
fn article(text: &str) -> Article {
    let date = Date::new(2025, 3, 12).expect("a day of the calendar");
    let span = Span::new(0, text.len()).trim(text);
    Article {
        id: "a".into(),
        path: None,
        sha256: String::new(),
        url: None,
        outlet: None,
        title: None,
        byline: None,
        language: "en".into(),
        published: Some(Published {
            date: PartialDate::day(date),
            from: DateFrom::Metadata,
            evidence: None,
        }),
        date_clues: Vec::new(),
        credits: Vec::new(),
        datelines: Vec::new(),
        blocks: vec![Block { span, kind: BlockKind::Body }],
        text: text.to_owned(),
        notes: Vec::new(),
    }
}

fn read(text: &str) -> Reading {
    crate::read(&article(text), World::bundled())
}

#[test]
fn true_examples_tell_their_event_and_false_ones_do_not() {
    let mut wrong = Vec::new();
    for (concept, kind, yes, no) in lexicon::examples() {
        let tells =
            |text: &&str| read(text).events.iter().any(|e| e.concept == concept && e.kind == kind);
        wrong.extend(yes.iter().filter(|e| !tells(e)).map(|e| format!("{concept} missed: {e}")));
        wrong.extend(no.iter().filter(|e| tells(e)).map(|e| format!("{concept} found: {e}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn status_examples_hold() {
    let mut wrong = Vec::new();
    for (text, status) in lexicon::status_examples() {
        let found: Vec<EventStatus> = read(text).events.iter().map(|e| e.status).collect();
        if found.last() != Some(&status) {
            wrong.push(format!("{text}: {found:?}, wanted {status:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_long_clause_keeps_what_its_verb_needs() {
    let cases = [
        (
            "The session was attended on Monday by ambassadors from the nine members of the river \
             commission, who had come to the old town hall of Port Lisle with their advisers, \
             their lawyers and a large number of maps of the disputed upper valley.",
            "by ambassadors",
        ),
        (
            "The council passed a resolution that requires all nine members of the river \
             commission to inspect and impound any barge in their ports that was believed to have \
             been used for carrying salt or timber to the blocked island of Tarn.",
            "a resolution",
        ),
    ];
    for (text, part) in cases {
        let told: Vec<String> =
            read(text).events.iter().map(|e| e.span.of(text).to_owned()).collect();
        assert!(told.iter().any(|t| t.contains(part) && t.len() < text.len() - 1), "{told:?}");
    }
}

#[test]
fn a_participle_behind_a_call_holds_nobody() {
    let text = "The duke discussed the bridge during a phone call with Mayor Ida Holm, held at her \
                request.";
    let told: Vec<&str> = read(text).events.iter().map(|e| e.concept).collect();
    assert!(!told.contains(&"arrest"), "{told:?}");
}

proptest! {
    #[test]
    fn events_lie_inside_the_text(text in "[A-Za-z ,.\"é\n]{0,200}") {
        for event in read(&text).events {
            let event: Event = event;
            prop_assert!(event.span.fits(&text) && event.span.contains(event.trigger));
        }
    }
}
