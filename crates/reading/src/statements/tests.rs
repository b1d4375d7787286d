//! Invented sentences with what is attributed in them: `source|cue|content` for each statement, in
//! order; discontinuous content is joined by ` … `.

use text::Article;
use world::World;

use super::cues;
use crate::{Mode, Reading, Speaker, read};

fn reading(text: &str) -> (Article, Reading) {
    let article = Article::of_text(text);
    let reading = read(&article, World::bundled());
    (article, reading)
}

fn shown(text: &str) -> Vec<String> {
    let (article, reading) = reading(text);
    let of = |span: text::Span| span.of(&article.text).to_owned();
    reading
        .statements
        .iter()
        .map(|s| {
            let content: Vec<String> = s.content.iter().map(|c| of(*c)).collect();
            format!(
                "{}|{}|{}",
                s.source.map(of).unwrap_or_default(),
                s.cue.map(of).unwrap_or_default(),
                content.join(" … ")
            )
        })
        .collect()
}

/// Every row of the lexicon is held to its own example.
#[test]
fn the_examples_of_the_lexicon_hold() {
    let mut wrong = Vec::new();
    for [lemma, force, example] in cues::rows() {
        let (article, reading) = reading(&example.replace('|', " "));
        let cue = example.split('|').nth(1).unwrap_or_default();
        let found = reading.statements.iter().find(|s| {
            s.cue.is_some_and(|c| {
                cue.contains(c.of(&article.text)) || c.of(&article.text).contains(cue)
            })
        });
        if found.map(|s| s.force.name()) != Some(force) {
            wrong.push(format!("{lemma}: wanted {force} in {example:?}, found {found:?}"));
        }
    }
    let n = wrong.len();
    assert!(wrong.is_empty(), "{n} of the lexicon's examples fail:\n{}", wrong.join("\n"));
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(shown(text), expected, "in {text:?}");
}

#[test]
fn quotations_belong_to_the_cue_beside_them() {
    check(
        "“The bridge is safe,” the mayor said on Monday. “We checked every bolt.”",
        &["the mayor|said|“The bridge is safe,” … “We checked every bolt.”"],
    );
    check(
        "\"The bridge is safe,\" Anna Reed told reporters.",
        &["Anna Reed|told|\"The bridge is safe,\""],
    );
}

#[test]
fn a_source_may_stand_in_or_after_what_it_says() {
    check("The bridge is safe, the mayor said.", &["the mayor|said|The bridge is safe"]);
    check(
        "According to the coastguard, nine people are missing.",
        &["the coastguard|According to|nine people are missing"],
    );
    check(
        "Nine people are missing, according to the coastguard.",
        &["the coastguard|according to|Nine people are missing"],
    );
}

#[test]
fn an_aside_after_the_name_does_not_hide_the_source() {
    check(
        "“We left at noon,” Anna Reed, 34, told the Harbour Gazette on Monday.",
        &["Anna Reed, 34|told|“We left at noon,”"],
    );
    check(
        "One ship was counted twice, Anna Reed, the harbour master, told the Harbour Gazette.",
        &["Anna Reed, the harbour master|told|One ship was counted twice"],
    );
    check(
        "A boat sank off the cape, and two sailors died, the coastguard said.",
        &["the coastguard|said|A boat sank off the cape, and two sailors died"],
    );
}

#[test]
fn words_quoted_by_others_keep_their_speaker() {
    check(
        "“It is a grave matter,” Reed was quoted as saying.",
        &["Reed|was quoted as saying|“It is a grave matter,”"],
    );
}

/// The speakers of all statements; empty for the outlet's own voice.
fn speakers(text: &str) -> Vec<String> {
    let (_, reading) = reading(text);
    let name = |s: &crate::Statement| match s.speaker {
        Speaker::Entity(at) => reading.entities[at.at()].name.clone(),
        _ => String::new(),
    };
    reading.statements.iter().map(name).collect()
}

#[test]
fn a_host_is_the_outlet_under_the_surname_too() {
    let text = "ANNA REED, HOST:\nThe bridge is closed, the mayor says.\n\
                REED: We believe that the pumps have failed.\n\
                TOM HALE: The pumps are old.\n\
                REED: And I hear that the mayor has left.";
    let speakers = speakers(text);
    assert!(!speakers.iter().any(|s| s.to_lowercase().contains("reed")), "{speakers:?}");
    assert!(speakers.iter().any(|s| s.contains("HALE") || s.contains("Hale")), "{speakers:?}");
}

#[test]
fn who_says_it_stands_before_the_relative_clause() {
    let said = speakers("The letter came from Mayor Anna Reed, who said that the bridge was safe.");
    assert_eq!(said, ["Anna Reed"]);
    let said = speakers("Voters who say that the bridge is safe stayed at home.");
    assert_eq!(said, ["Voters"]);
}

#[test]
fn i_in_quoted_words_is_who_is_quoted() {
    let said = speakers("“I believe that the bridge is safe,” Anna Reed told reporters.");
    assert!(said.iter().all(|s| s == "Anna Reed"), "{said:?}");
}

#[test]
fn a_newspaper_is_called_by_the_name_that_follows() {
    let said = speakers("The Varnian newspaper Lisle Herald reported that the bridge had fallen.");
    assert_eq!(said, ["Lisle Herald"]);
    let said = speakers("A council resolution demands that the port be closed.");
    assert_eq!(said.concat(), "");
}

#[test]
fn a_transcript_names_the_speaker_before_a_colon() {
    check(
        "ANNA REED: We left at noon. It was cold.",
        &["ANNA REED|:|We left at noon. It was cold."],
    );
}

#[test]
fn a_relay_is_told_from_the_source() {
    let (_, reading) =
        reading("The Harbour Gazette reported that Mayor Anna Reed said the bridge was safe.");
    let said =
        reading.statements.iter().find(|s| s.inside.is_some()).expect("one inside the other");
    let name = |at: crate::EntityIx| reading.entities[at.at()].name.clone();
    let Speaker::Entity(speaker) = said.speaker else { panic!("{:?}", said.speaker) };
    assert_eq!(name(speaker), "Anna Reed");
    let via: Vec<String> = said.via.iter().map(|v| name(*v)).collect();
    assert_eq!(via, ["Harbour Gazette"]);
}

#[test]
fn an_outlet_that_was_told_relays() {
    let (_, reading) = reading("Mayor Anna Reed told CNN that the bridge was safe.");
    let via: Vec<&str> =
        reading.statements[0].via.iter().map(|v| reading.entities[v.at()].name.as_str()).collect();
    assert_eq!(via, ["CNN"]);
}

#[test]
fn the_mode_comes_from_the_quotation_marks() {
    let mode = |text: &str| reading(text).1.statements.first().map(|s| s.mode);
    assert_eq!(mode("“The bridge is safe,” the mayor said."), Some(Mode::Direct));
    assert_eq!(mode("The mayor said the bridge was safe."), Some(Mode::Indirect));
    assert_eq!(mode("The mayor said the bridge was “as safe as a house”."), Some(Mode::Mixed));
}
