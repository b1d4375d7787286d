//! An invented situation for the tests: a bridge closed after cracks were found, told by three
//! outlets, with one report of something else.

use ::text::{
    Article, Block, BlockKind, Date, DateClue, DateFrom, DateSpan, Origin, OriginKind, Outlet,
    PartialDate, Published, Span,
};
use reading::{EntityKind, EventKind, EventStatus, FigureStatus, Force, Mode, Plover, Role};
use record::*;

use crate::Coverage;

const TEXTS: [(&str, &str, &str, i8, &str); 4] = [
    (
        "courier",
        "Halden Courier",
        "Halden bridge shut as cracks are found",
        12,
        "The Roads Agency closed the Halden bridge on Wednesday after divers found cracks.\n\n\
         “We will not take chances with lives,” said Inga Moe, director of the agency. \
         About 9,000 cars cross it each day, she said. The ministry will open an inquiry on Friday.",
    ),
    (
        "valley",
        "Valley Post",
        "Ministry: \"no <script>alert(1)</script> danger\" at Halden",
        13,
        "At least 3 cracks were found, the Roads Agency told Nordwire.\n\n\
         The Transport Ministry denied that the Halden bridge was in danger of collapse.",
    ),
    (
        "tribune",
        "North Tribune",
        "Inquiry opens into Halden bridge",
        14,
        "The ministry opened its inquiry on Friday. Moe said 12 cracks had now been counted — \
         “and the bridge could fall”.",
    ),
    ("sport", "North Tribune", "=Harbour win cup", 14, "Harbour won the cup with 3 goals."),
];

fn day(day: i8) -> PartialDate {
    PartialDate::day(Date::new(2025, 3, day).unwrap())
}

fn article(at: usize) -> Article {
    let (id, outlet, title, date, text) = TEXTS[at];
    let evidence = text.find("Friday").filter(|_| at == 2).map(|s| Span::new(s, s + 6));
    Article {
        id: id.into(),
        path: Some(format!("bridge/{id}.txt")),
        sha256: "0".repeat(64),
        url: None,
        outlet: Some(Outlet { name: outlet.into(), domain: None }),
        title: Some(title.into()),
        byline: None,
        language: "en".into(),
        published: Some(Published { date: day(date), from: DateFrom::Metadata, evidence }),
        date_clues: vec![DateClue {
            date: day(date),
            from: DateFrom::Metadata,
            field: "published".into(),
            evidence: None,
        }],
        credits: vec![],
        datelines: vec![],
        blocks: vec![Block { span: Span::new(0, text.len()), kind: BlockKind::Body }],
        text: text.into(),
        notes: vec![],
    }
}

fn find(report: usize, words: &str) -> Passage {
    let start = TEXTS[report].4.find(words).expect("the words stand in the text");
    Passage { report: report.into(), span: Span::new(start, start + words.len()) }
}

fn entity(id: &str, name: &str, full_name: &str, kind: EntityKind) -> Entity {
    Entity {
        id: id.into(),
        name: name.into(),
        full_name: full_name.into(),
        kind,
        aliases: vec![],
        titles: vec![],
        known: None,
        wikidata: None,
        of: None,
        mentions: vec![],
        reliability: None,
    }
}

fn statement(id: &str, whole: Passage, content: Passage, speaker: u32, mode: Mode) -> Statement {
    Statement {
        id: id.into(),
        report: whole.report,
        span: whole.span,
        content: vec![content.span],
        cue: None,
        source: None,
        speaker: Speaker::Entity(EntityIx(speaker)),
        via: vec![],
        mode,
        force: Force::Asserts,
        negated: false,
        said_on: Some(day(12 + whole.report.0 as i8)),
        place: None,
        occasion: None,
        audience: None,
        hedges: vec![],
    }
}

fn figure(id: &str, at: Passage, value: f64, unit: &str, series: u32, speaker: Speaker) -> Figure {
    Figure {
        id: id.into(),
        report: at.report,
        span: at.span,
        value: Some(value),
        lo: Some(value),
        hi: Some(value),
        approx: false,
        unit: unit.into(),
        counts: None,
        series: Some(SeriesIx(series)),
        speaker,
        via: vec![],
        as_of: Some(day(12 + at.report.0 as i8)),
        status: FigureStatus::Actual,
        statement: None,
        basis: basis(&[], 0),
        superseded: false,
    }
}

fn origin(name: &str, entity: u32) -> SourceOrigin {
    SourceOrigin { name: name.into(), entity: Some(EntityIx(entity)) }
}

fn government() -> Party {
    Party { kind: PartyKind::Government, name: String::new(), entity: None }
}

/// Somebody's word that so many of them give without reserve, all of one government.
fn basis(origins: &[SourceOrigin], heard: usize) -> Basis {
    let grade = if heard > 0 { Grade::PossiblyTrue } else { Grade::CannotBeJudged };
    Basis {
        origins: origins.to_vec(),
        parties: origins.first().map(|_| government()).into_iter().collect(),
        credibility: Credibility {
            grade,
            origins: heard,
            parties: heard.min(1),
            ..Credibility::default()
        },
    }
}

fn disputed(by: SourceOrigin) -> Basis {
    let basis = basis(&[by], 1);
    let credibility = Credibility { grade: Grade::Doubtful, denied: 1, ..basis.credibility };
    Basis { credibility, ..basis }
}

fn entities() -> Vec<Entity> {
    vec![
        entity("e-agency", "Roads Agency", "Roads Agency", EntityKind::Organisation),
        entity("e-moe", "Inga Moe", "Roads Agency director Inga Moe", EntityKind::Person),
        entity("e-wire", "Nordwire", "Nordwire", EntityKind::Organisation),
        entity("e-min", "Transport Ministry", "Transport Ministry", EntityKind::Organisation),
        entity("e-bridge", "Halden bridge", "Halden bridge", EntityKind::Facility),
    ]
}

fn statements() -> Vec<Statement> {
    let direct = "“We will not take chances with lives,” said Inga Moe, director of the agency";
    let danger = "The Transport Ministry denied that the Halden bridge was in danger of collapse";
    let mut denial = statement(
        "s3",
        find(1, danger),
        find(1, "that the Halden bridge was in danger of collapse"),
        3,
        Mode::Indirect,
    );
    denial.force = Force::Denies;
    let mut agency = statement(
        "s2",
        find(1, "At least 3 cracks were found, the Roads Agency told Nordwire"),
        find(1, "At least 3 cracks were found"),
        0,
        Mode::Indirect,
    );
    agency.via = vec![EntityIx(2)];
    vec![
        statement(
            "s1",
            find(0, direct),
            find(0, "“We will not take chances with lives,”"),
            1,
            Mode::Direct,
        ),
        agency,
        denial,
        statement(
            "s4",
            find(2, "Moe said 12 cracks had now been counted — “and the bridge could fall”"),
            find(2, "12 cracks had now been counted — “and the bridge could fall”"),
            1,
            Mode::Mixed,
        ),
    ]
}

fn figures() -> Vec<Figure> {
    let mut cars = figure("f1", find(0, "About 9,000 cars"), 9000.0, "car", 1, Speaker::Outlet);
    cars.approx = true;
    let roads = Speaker::Entity(EntityIx(0));
    let mut cracks = figure("f2", find(1, "At least 3 cracks"), 3.0, "crack", 0, roads);
    cracks.hi = None;
    cracks.via = vec![EntityIx(2)];
    let moe = Speaker::Entity(EntityIx(1));
    vec![cars, cracks, figure("f3", find(2, "12 cracks"), 12.0, "crack", 0, moe)]
}

fn events() -> Vec<Event> {
    let closed = find(0, "The Roads Agency closed the Halden bridge on Wednesday");
    let planned = find(0, "The ministry will open an inquiry on Friday");
    let opened = find(2, "The ministry opened its inquiry on Friday");
    let mention =
        |passage, status| EventMention { passage, status, statement: None, in_passing: false };
    let date = |d| Some(DateSpan::day(day(d).date));
    let event = |id: &str, from: Passage, on, mentions| Event {
        id: id.into(),
        label: TEXTS[from.report.at()].4[from.span.range()].into(),
        label_from: from,
        kind: EventKind::Other,
        plover: (id == "v2").then_some(Plover::Accuse),
        date: date(on),
        date_basis: Some(DateBasis::Told),
        place: Some(EntityIx(4)),
        participants: vec![(EntityIx(3), Role::Agent)],
        status: EventStatus::Happened,
        mentions,
        basis: basis(&[origin("Transport Ministry", 3)], 1),
        background: false,
    };
    vec![
        event("v1", closed, 12, vec![mention(closed, EventStatus::Happened)]),
        event(
            "v2",
            opened,
            14,
            vec![mention(planned, EventStatus::Planned), mention(opened, EventStatus::Happened)],
        ),
    ]
}

fn situations() -> Vec<Situation> {
    let utterance = |at: u32, speaker: u32, on| Utterance {
        speaker: Speaker::Entity(EntityIx(speaker)),
        said_on: Some(day(on)),
        statements: vec![StatementIx(at)],
        basis: basis(&[origin("Roads Agency", 0)], 1),
    };
    let chain = |links: &[&str], passage| Chain {
        links: links.iter().map(|l| (*l).to_owned()).collect(),
        passages: vec![passage],
    };
    let situation = |id: &str, title: &str, reports: &[u32]| Situation {
        id: id.into(),
        title: title.into(),
        title_from: None,
        dates: Some(DateSpan { from: day(12).date, to: day(14).date }),
        reports: reports.iter().map(|r| ReportIx(*r)).collect(),
        events: vec![],
        series: vec![],
        disputes: vec![],
        entities: vec![],
        utterances: vec![],
        chains: vec![],
        origins: vec![],
        parties: vec![],
    };
    let bridge = Situation {
        events: vec![EventIx(0), EventIx(1)],
        series: vec![SeriesIx(0), SeriesIx(1)],
        disputes: vec![DisputeIx(0)],
        utterances: vec![
            utterance(3, 1, 14),
            utterance(2, 3, 13),
            utterance(1, 0, 13),
            utterance(0, 1, 12),
        ],
        chains: vec![
            chain(&["Halden Courier", "Roads Agency"], find(0, "The Roads Agency closed")),
            chain(
                &["Valley Post", "Nordwire", "Roads Agency"],
                find(1, "the Roads Agency told Nordwire"),
            ),
        ],
        origins: vec![origin("Roads Agency", 0), origin("Transport Ministry", 3)],
        parties: vec![government()],
        ..situation("sit1", "Halden bridge shut as cracks are found", &[0, 1, 2])
    };
    vec![bridge, situation("sit2", "=Harbour win cup", &[3])]
}

/// The record.
pub(crate) fn record() -> Record {
    let report = |at: usize| Report {
        article: article(at),
        origin: Origin { kind: OriginKind::Own, agencies: vec![], cites: vec![] },
        situation: Some(SituationIx(u32::from(at == 3))),
        copies: vec![],
        version_of: None,
        superseded_by: None,
        notes: vec![],
        sentences: 2,
        reliability: (at == 1).then_some(Reliability::B),
    };
    let series = |id: &str, label: &str, unit: &str, behaviour, points: &[u32], basis| Series {
        id: id.into(),
        label: label.into(),
        unit: unit.into(),
        behaviour,
        background: false,
        points: points.iter().map(|p| FigureIx(*p)).collect(),
        basis,
        latest: points.last().map(|p| FigureIx(*p)),
    };
    let moe = basis(&[origin("Roads Agency", 0)], 1);
    Record {
        situations: situations(),
        reports: (0..TEXTS.len()).map(report).collect(),
        entities: entities(),
        statements: statements(),
        figures: figures(),
        series: vec![
            series("n1", "cracks · found", "crack", Behaviour::Revised, &[1, 2], moe),
            series("n2", "cars · cross", "car", Behaviour::Stable, &[0], basis(&[], 0)),
        ],
        events: events(),
        disputes: vec![Dispute {
            id: "d1".into(),
            proposition: "the bridge could fall".into(),
            asserted: vec![StatementIx(3)],
            denied: vec![StatementIx(2)],
            series: None,
            asserted_on: disputed(origin("Roads Agency", 0)),
            denied_on: disputed(origin("Transport Ministry", 3)),
        }],
        changes: None,
        corrected: Vec::new(),
    }
}

/// What was not read.
pub(crate) fn coverage() -> Coverage {
    Coverage {
        skipped: vec![("bridge/plan.pdf".into(), "not a kind of file that is read".into())],
        ..Coverage::default()
    }
}
