//! Disputes between invented reports.

use text::{Article, Block, BlockKind, Date, DateFrom, PartialDate, Published, Span};
use world::World;

use super::denial;
use crate::Record;

fn article(id: &str, text: &str) -> Article {
    let date = PartialDate::day(Date::constant(2031, 5, 9));
    Article {
        id: id.into(),
        path: None,
        sha256: id.into(),
        url: None,
        outlet: None,
        title: None,
        byline: None,
        language: "en".into(),
        published: Some(Published { date, from: DateFrom::Metadata, evidence: None }),
        date_clues: Vec::new(),
        credits: Vec::new(),
        datelines: Vec::new(),
        blocks: vec![Block { span: Span::new(0, text.len()), kind: BlockKind::Body }],
        text: text.into(),
        notes: Vec::new(),
    }
}

pub(crate) fn record(texts: &[&str]) -> Record {
    let world = World::bundled();
    let read = |(n, text): (usize, &&str)| {
        let article = article(&n.to_string(), text);
        let reading = reading::read(&article, world);
        (article, reading)
    };
    crate::build(texts.iter().enumerate().map(read).collect(), world)
}

#[test]
fn a_denial_meets_the_claim_it_denies() {
    let claim = "Harbour police said on Friday that the trawler Meridian smuggled diesel to the \
                 island of Torvik.";
    let denial = "The trawler's owner denied that the Meridian smuggled diesel to the island.";
    let found = record(&[claim, denial]).disputes;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].asserted.len(), found[0].denied.len()), (1, 1));
    assert!(claim.contains(&found[0].proposition));
}

#[test]
fn a_clause_with_not_that_nobody_contradicts_is_no_dispute() {
    let first = "Harbour police said on Friday that the trawler Meridian smuggled diesel.";
    let second = "The captain said that the ferry did not sail because of the storm.";
    assert_eq!(record(&[first, second]).disputes, []);
}

#[test]
fn what_will_never_be_denies_nothing() {
    let first = "Harbour police said that the trawler found a friendly solution in Torvik.";
    let second = "The captain said that there will never be a friendly solution in Torvik.";
    assert_eq!(record(&[first, second]).disputes, []);
}

#[test]
fn a_denial_may_come_before_the_charge_it_answers() {
    let text = "The Mining Ministry denied that it had ignored a warning about the shaft. The \
                Torvik Gazette reported that an engineer had warned the ministry about its pumps.";
    let found = record(&[text]).disputes;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].proposition.contains("engineer"));
}

#[test]
fn whoever_reports_a_denial_does_not_assert_what_is_denied() {
    let claim = "Harbour police said on Friday that the trawler Meridian smuggled diesel to the \
                 island of Torvik.";
    let relay = "The Torvik Gazette reported that the trawler's owner denied that the Meridian \
                 smuggled diesel to the island.";
    let record = record(&[claim, relay]);
    let [dispute] = &record.disputes[..] else { panic!("{:?}", record.disputes) };
    let of = |s: &crate::StatementIx| record.statements[s.at()].report.at();
    assert_eq!(dispute.asserted.iter().map(of).collect::<Vec<_>>(), [0], "{dispute:?}");
}

#[test]
fn a_denial_that_says_what_it_denies_answers_no_other_claim() {
    let text = "The Torvik Gazette reported that farmers had marched through the village on \
                Thursday. The mayor denied that the pumps of the mine had failed.";
    assert_eq!(record(&[text]).disputes, []);
}

#[test]
fn examples_of_the_table_hold() {
    let lemmas = |sentence: &str| -> Vec<String> {
        let reading = reading::read(&article("a", sentence), World::bundled());
        reading.tokens.iter().map(|t| t.lemma.to_lowercase()).collect()
    };
    for row in denial::rows() {
        let cells: Vec<&str> = row.split('\t').collect();
        let pattern: Vec<&str> = cells[0].split(' ').collect();
        assert!(denial::fits(&pattern, &lemmas(cells[3])), "{row} {:?}", lemmas(cells[3]));
        assert!(!denial::fits(&pattern, &lemmas(cells[4])), "{row}");
    }
}
