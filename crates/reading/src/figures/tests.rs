//! Figures of sentences whose trees, times and statements are written by hand.

use text::{Article, Date, DateFrom, DateSpan, PartialDate, Published, Span};

use super::figures;
use crate::*;

/// A sentence as words of the form `form/lemma/UPOS/XPOS/head/relation`, heads counted from 1;
/// the token `NUM` that hangs as `nummod` or stands alone is the quantity's number.
fn reading(words: &str) -> (Article, Reading) {
    let mut text = String::new();
    let mut reading = Reading::default();
    for word in words.split(' ') {
        let cells: Vec<&str> = word.split('/').collect();
        let start = text.len();
        text.push_str(cells[0]);
        let span = Span::new(start, text.len());
        text.push(' ');
        let head: usize = cells[4].parse().unwrap();
        reading.tokens.push(Token {
            span,
            lemma: cells[1].into(),
            upos: Upos::parse(cells[2]).unwrap(),
            xpos: Box::leak(cells[3].to_owned().into_boxed_str()),
            head: head.checked_sub(1).map(TokenIx::from),
            deprel: Box::leak(cells[5].to_owned().into_boxed_str()),
        });
    }
    let end = reading.tokens.len().into();
    let span = Span::new(0, text.trim_end().len());
    reading.sentences.push(Sentence { span, first: TokenIx(0), end, block: 0 });
    for at in 0..reading.tokens.len() {
        if reading.tokens[at].upos == Upos::Num {
            quantity(&mut reading, at);
        }
    }
    (article(text), reading)
}

fn quantity(reading: &mut Reading, at: usize) {
    let number = reading.tokens[at].span;
    let noun = reading.tokens[at].head.filter(|_| reading.tokens[at].deprel == "nummod");
    let counts = noun.map(|n| reading.tokens[n.at()].span);
    reading.quantities.push(Quantity {
        span: counts.map_or(number, |c| number.join(c)),
        number,
        value: Some(84.0),
        lo: Some(84.0),
        hi: Some(84.0),
        approx: false,
        unit: noun.map_or("people".into(), |n| reading.tokens[n.at()].lemma.to_string()),
        stated: String::new(),
        counts,
        kind: QuantityKind::Count,
        rule: "test",
    });
}

fn article(text: String) -> Article {
    let date = PartialDate::day(Date::constant(2031, 5, 9));
    Article {
        id: "a".into(),
        path: None,
        sha256: String::new(),
        url: None,
        outlet: None,
        title: None,
        byline: None,
        language: "en".into(),
        published: Some(Published { date, from: DateFrom::Metadata, evidence: None }),
        date_clues: Vec::new(),
        credits: Vec::new(),
        datelines: Vec::new(),
        blocks: Vec::new(),
        text,
        notes: Vec::new(),
    }
}

/// "84 miners were killed on Friday."
const KILLED: &str = "84/84/NUM/CD/2/nummod miners/miner/NOUN/NNS/4/nsubj:pass \
     were/be/AUX/VBD/4/aux:pass killed/kill/VERB/VBN/0/root on/on/ADP/IN/6/case \
     Friday/Friday/PROPN/NNP/4/obl:tmod";
/// "The rebels freed 84 miners on Friday."
const FREED: &str = "The/the/DET/DT/2/det rebels/rebel/NOUN/NNS/3/nsubj \
     freed/free/VERB/VBD/0/root 84/84/NUM/CD/5/nummod miners/miner/NOUN/NNS/3/obj \
     on/on/ADP/IN/7/case Friday/Friday/PROPN/NNP/3/obl";
/// "The duchy plans to send 84 marines."
const PLANS: &str = "The/the/DET/DT/2/det duchy/duchy/NOUN/NN/3/nsubj \
     plans/plan/VERB/VBZ/0/root to/to/PART/TO/5/mark send/send/VERB/VB/3/xcomp \
     84/84/NUM/CD/7/nummod marines/marine/NOUN/NNS/5/obj";
/// "The toll rose to 84."
const ROSE: &str = "The/the/DET/DT/2/det toll/toll/NOUN/NN/3/nsubj rose/rise/VERB/VBD/0/root \
     to/to/ADP/IN/5/case 84/84/NUM/CD/3/obl";

#[test]
fn the_governing_word_and_the_status_come_from_the_tree() {
    let cases = [
        (KILLED, "kill", FigureStatus::Actual),
        (FREED, "free", FigureStatus::Actual),
        (PLANS, "send", FigureStatus::Planned),
        (ROSE, "toll", FigureStatus::Actual),
        (
            // "they expect 84 marines to be sent"
            "they/they/PRON/PRP/2/nsubj expect/expect/VERB/VBP/0/root 84/84/NUM/CD/4/nummod \
             marines/marine/NOUN/NNS/2/obj to/to/PART/TO/7/mark be/be/AUX/VB/7/aux:pass \
             sent/send/VERB/VBN/4/acl",
            "send",
            FigureStatus::Predicted,
        ),
        (
            // "84 marines would be sent"
            "84/84/NUM/CD/2/nummod marines/marine/NOUN/NNS/5/nsubj:pass would/would/AUX/MD/5/aux \
             be/be/AUX/VB/5/aux:pass sent/send/VERB/VBN/0/root",
            "send",
            FigureStatus::Planned,
        ),
        (
            // "the 84 miners killed were brothers"
            "the/the/DET/DT/3/det 84/84/NUM/CD/3/nummod miners/miner/NOUN/NNS/6/nsubj \
             killed/kill/VERB/VBN/3/acl were/be/AUX/VBD/6/cop brothers/brother/NOUN/NNS/0/root",
            "kill",
            FigureStatus::Actual,
        ),
        (
            // "they allegedly sold 84 ships"
            "they/they/PRON/PRP/3/nsubj allegedly/allegedly/ADV/RB/3/advmod \
             sold/sell/VERB/VBD/0/root 84/84/NUM/CD/5/nummod ships/ship/NOUN/NNS/3/obj",
            "sell",
            FigureStatus::Alleged,
        ),
    ];
    for (words, predicate, status) in cases {
        let (article, reading) = reading(words);
        let found = &figures(&article, &reading)[0];
        assert_eq!(found.predicate.as_deref(), Some(predicate), "{}", article.text);
        assert_eq!(found.status, status, "{}", article.text);
    }
}

#[test]
fn a_toll_is_of_the_day_it_is_told_and_a_release_of_its_own_day() {
    let friday = Date::constant(2031, 5, 2);
    for (words, expected) in [(KILLED, "2031-05-09"), (FREED, "2031-05-02")] {
        let (article, mut reading) = reading(words);
        let token = reading.tokens.iter().find(|t| &*t.lemma == "Friday").unwrap().span;
        reading.times.push(Time {
            span: token,
            kind: TimeKind::Date,
            value: "2031-05-02".into(),
            days: Some(DateSpan::day(friday)),
            range: None,
            modifier: None,
            zone: None,
            rule: "test",
        });
        let found = &figures(&article, &reading)[0];
        assert_eq!(found.as_of.unwrap().to_string(), expected, "{}", article.text);
    }
}

#[test]
fn the_innermost_statement_speaks_and_the_outer_one_relays() {
    let (article, mut reading) = reading(KILLED);
    let whole = reading.sentences[0].span;
    let statement = |speaker, via: &[EntityIx], inside| Statement {
        span: whole,
        content: vec![whole],
        cue: None,
        source: None,
        speaker: Speaker::Entity(speaker),
        via: via.to_vec(),
        mode: Mode::Indirect,
        force: Force::Asserts,
        negated: false,
        said_on: None,
        place: None,
        occasion: None,
        audience: None,
        hedges: Vec::new(),
        inside,
        rule: "test",
    };
    let outer = statement(EntityIx(0), &[], None);
    let inner = statement(EntityIx(1), &[EntityIx(0)], Some(StatementIx(0)));
    reading.statements = vec![outer, inner];
    let found = &figures(&article, &reading)[0];
    assert_eq!(found.speaker, Speaker::Entity(EntityIx(1)));
    assert_eq!(found.via, [EntityIx(0)]);
    assert_eq!(found.statement, Some(StatementIx(1)));
}

#[test]
fn examples_of_the_predicate_table_hold() {
    let class = |sentence: &str| {
        let mut article = article(sentence.to_owned());
        let span = Span::new(0, sentence.len());
        article.blocks.push(text::Block { span, kind: text::BlockKind::Body });
        let reading = read(&article, world::World::bundled());
        let found = reading.figures.iter().filter_map(|f| predicate(f.predicate.as_deref()?));
        found.map(|p| p.class).next()
    };
    let mut wrong = Vec::new();
    for (predicate, examples) in crate::predicates::examples() {
        let found = (class(examples[0]), class(examples[1]));
        if found.0 != Some(predicate.class) || found.1 == Some(predicate.class) {
            wrong.push((examples, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every row of the table of statuses is held to its own examples.
#[test]
fn the_examples_of_the_statuses_hold() {
    let mut wrong = Vec::new();
    for row in include_str!("../../data/figure-status.tsv").lines().filter(|l| !l.starts_with('#'))
    {
        let [status, _, example, counter] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        for (text, expected) in [(example, status), (counter, "actual")] {
            let reading = crate::read(&Article::of_text(text), world::World::bundled());
            let found: Vec<&str> = reading.figures.iter().map(|f| f.status.name()).collect();
            if found != [expected] {
                wrong.push(format!("{text}: {found:?}, wanted {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
