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

/// A part of a dispute's first assertion, and parts of its denials.
type Expected = (&'static str, &'static [&'static str]);

/// Reports of one day, and their disputes.
const CASES: &[(&[&str], &[Expected])] = &[
    // A protest: nobody against somebody.
    (
        &[
            "Nine people were injured when the stand collapsed in Port Lisle, the harbour police \
             said on Friday.",
            "A stand collapsed in Port Lisle on Friday. The organisers said that no one was \
             injured.",
        ],
        &[("Nine people", &["no one"])],
    ),
    // A war: a first clash that another voice has not seen.
    (
        &["General Tom Reed confirmed the first clash between Torvik troops and the island \
           militia. Minister Ida Holm said the Torvik troops have not yet fought the island \
           militia."],
        &[("first clash", &["not yet"])],
    ),
    // A hostage crisis: the rumour stands inside its denial.
    (
        &["The harbour police denied rumours of a second hostage-taking."],
        &[("rumours", &["denied"])],
    ),
    // An election: one source alleges, another finds nothing.
    (
        &[
            "The opposition leader Anna Bell said that officials rigged the election in Varnia.",
            "The election commission of Varnia said there is no evidence that officials rigged the \
             election in Varnia.",
        ],
        &[("officials rigged", &["no evidence"])],
    ),
    // A scandal: synonyms of one act.
    (
        &[
            "Prosecutors said that the lorry was full of guns. The lawyer Piet Kroll said it is not \
           confirmed that the truck was laden with weapons.",
        ],
        &[("full of guns", &["not confirmed"])],
    ),
    // A demonstration: what is used says what is done.
    (
        &["Petra Dole said that the guards had used whips against herders. The harbour police \
           denied that the guards had used whips against herders."],
        &[("used whips", &["denied"])],
    ),
    // Refusing to do something denies nothing, nor does a dispute over something.
    (&["Relatives refused to leave the ward. Relatives left the ward, a nurse said."], &[]),
    // Which of two is open, not whether.
    (
        &["The mayor said that the thief was shot. It is unclear whether the thief was shot \
           inside or outside the bank."],
        &[],
    ),
    // Another day, another storm.
    (
        &[
            "Nurse Eva Lind said on 2 May 2031 that six divers were injured on 2 May 2031.",
            "The captain said that no one was injured on 8 May 2031.",
        ],
        &[],
    ),
    // That nobody said a thing denies nothing, nor does what people may ask.
    (
        &["The harbour office named the ship as the Meridian. It did not name the other ship. \
           One question people will be asking is whether the harbour office named the ship."],
        &[],
    ),
    // What a charge is called is not what it says.
    (&["The palace has dismissed the allegations as \"a string of lies\" aimed at the duke."], &[]),
    // One report nobody vouches for joins no charges against two countries.
    (
        &[
            "The Torvik Gazette reported that satellites had spotted Chinese tankers that sold \
             diesel to the island militia at sea. The harbour office refused to confirm the Torvik \
             Gazette report.",
            "Brazilian tankers sold diesel to the island militia at sea, a published report said. \
             The Brazilian Foreign Ministry denied the report.",
        ],
        &[
            ("Chinese tankers", &["refused to confirm"]),
            ("Brazilian tankers", &["denied the report"]),
        ],
    ),
    // What was expected is not yet asserted.
    (
        &[
            "The navy said that the rebels are expected to attack the port within days. Minister Ida \
           Holm said that the rebels have not attacked the port.",
        ],
        &[],
    ),
];

#[test]
fn disputes_of_invented_reports() {
    let mut wrong = Vec::new();
    for (texts, expected) in CASES {
        let record = record(texts);
        let words = |at: &crate::StatementIx| {
            let statement = &record.statements[at.at()];
            statement.span.of(&record.reports[statement.report.at()].article.text)
        };
        let holds = record.disputes.len() == expected.len()
            && record.disputes.iter().zip(*expected).all(|(dispute, (asserted, denied))| {
                words(&dispute.asserted[0]).contains(asserted)
                    && dispute.denied.len() == denied.len()
                    && dispute.denied.iter().zip(*denied).all(|(at, part)| words(at).contains(part))
            });
        if !holds {
            let all = |side: &[crate::StatementIx]| side.iter().map(words).collect::<Vec<_>>();
            let found: Vec<_> =
                record.disputes.iter().map(|d| (all(&d.asserted), all(&d.denied))).collect();
            wrong.push(format!("{texts:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn one_charge_denied_in_two_reports_is_one_dispute() {
    let charge = "The Torvik Gazette reported that Varnian tankers sold diesel to the island \
                  militia at sea.";
    let first = "The Varnian tankers sold diesel to the militia of the island at sea, the Gazette \
                 claimed. Captain Ole Brandt denied the report that Varnian tankers sold diesel to \
                 the militia.";
    let second = "Captain Ole Brandt dismissed claims that Varnian tankers sold diesel to the \
                  island militia.";
    assert_eq!(record(&[charge, first, second]).disputes.len(), 1);
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
        assert!(
            denial::place(&pattern, &lemmas(cells[3])).is_some(),
            "{row} {:?}",
            lemmas(cells[3])
        );
        assert!(denial::place(&pattern, &lemmas(cells[4])).is_none(), "{row}");
    }
}
