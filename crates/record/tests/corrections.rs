//! What readers put right, and all that follows from it, in records of invented reports.

use jiff::civil::date;
use proptest::prelude::*;
use reading::EventStatus;
use record::{
    Anchor, Correction, DateBasis, Lack, Passage, Record, Speaker, Statement, Voice, What,
    build_one, build_one_corrected,
};
use text::{Article, Block, BlockKind, DateFrom, DateSpan, Outlet, PartialDate, Published, Span};
use world::World;

const REPORTS: [(&str, &str); 3] = [
    (
        "Harbour Post",
        "The ferry Calder Rose capsized off Port Lisle on Tuesday and 12 people were killed, the \
         coastguard said on Wednesday.\n\
         Rescuers saved 61 of the 84 people on board, the coastguard said.\n\
         Transport Minister Helena Marsh said that the ferry had struck a reef.",
    ),
    (
        "Strait Mirror",
        "The ferry Calder Rose capsized off Port Lisle on Tuesday, and at least 15 people were \
         killed, Blue Strait Lines said on Wednesday.\n\
         Blue Strait Lines denied that the ferry had struck a reef.\n\
         Divers are to raise the wreck on Friday.",
    ),
    (
        "Coast Radio",
        "The Calder Rose sank off Port Lisle on Tuesday night, Commodore Tomas Arvid said.\n\
         Marsh visited the families of the passengers in Port Lisle on Thursday.\n\
         The harbour office said that 12 people were killed when the ferry capsized.",
    ),
];

fn articles() -> Vec<Article> {
    let article = |(n, (outlet, text)): (usize, &(&str, &str))| {
        let mut blocks = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            blocks
                .push(Block { span: Span::new(start, start + line.len()), kind: BlockKind::Body });
            start += line.len() + 1;
        }
        let day = PartialDate::day(date(2025, 3, 5));
        Article {
            id: format!("a{n}"),
            path: None,
            sha256: format!("{n}"),
            url: None,
            outlet: Some(Outlet { name: (*outlet).into(), domain: None }),
            title: None,
            byline: None,
            language: "en".into(),
            published: Some(Published { date: day, from: DateFrom::Metadata, evidence: None }),
            date_clues: Vec::new(),
            credits: Vec::new(),
            datelines: Vec::new(),
            blocks,
            text: (*text).into(),
            notes: Vec::new(),
        }
    };
    REPORTS.iter().enumerate().map(article).collect()
}

fn read() -> Vec<(Article, reading::Reading)> {
    let world = World::bundled();
    let read = |a: Article| (a.clone(), reading::read(&a, world));
    articles().into_iter().map(read).collect()
}

fn built(corrections: &[Correction]) -> Record {
    let record = build_one_corrected(read(), World::bundled(), corrections);
    assert_eq!(record.corrected.len(), corrections.len());
    record
}

fn anchor(record: &Record, passage: Passage) -> Anchor {
    let article = record.reports[passage.report.at()].article.id.clone();
    Anchor { article, span: passage.span }
}

fn words(record: &Record, passage: Passage) -> &str {
    passage.span.of(&record.reports[passage.report.at()].article.text)
}

fn statement<'r>(record: &'r Record, of: &str) -> &'r Statement {
    let passage = |s: &Statement| Passage { report: s.report, span: s.span };
    let mut found = record.statements.iter().filter(|s| words(record, passage(s)).contains(of));
    found.next().unwrap_or_else(|| panic!("no statement holds {of:?}"))
}

fn said(record: &Record, of: &str) -> Anchor {
    let found = statement(record, of);
    anchor(record, Passage { report: found.report, span: found.span })
}

fn speaker<'r>(record: &'r Record, speaker: &'r Speaker) -> &'r str {
    match speaker {
        Speaker::Entity(at) => &record.entities[at.at()].name,
        Speaker::Words(words) => words,
        Speaker::Outlet => "outlet",
    }
}

/// The first mention of an entity.
fn who(record: &Record, name: &str) -> Anchor {
    let found = record.entities.iter().find(|e| e.name == name);
    let entity = found.unwrap_or_else(|| panic!("no {name}: {:?}", names(record)));
    anchor(record, entity.mentions[0])
}

fn names(record: &Record) -> Vec<&str> {
    record.entities.iter().map(|e| e.name.as_str()).collect()
}

/// The passage of the figure of that value in the series that has most.
fn figure(record: &Record, value: f64) -> (Anchor, usize) {
    let figures = record.figures.iter().filter(|f| f.value == Some(value) && f.series.is_some());
    let found = figures.max_by_key(|f| record.series[f.series.expect("kept").at()].points.len());
    let found = found.unwrap_or_else(|| panic!("no figure {value}"));
    let passage = Passage { report: found.report, span: found.span };
    (anchor(record, passage), found.series.expect("kept").at())
}

fn event(record: &Record, of: &str) -> usize {
    let holds =
        |e: &record::Event| e.mentions.iter().any(|m| words(record, m.passage).contains(of));
    let labels: Vec<&str> = record.events.iter().map(|e| e.label.as_str()).collect();
    record.events.iter().position(holds).unwrap_or_else(|| panic!("no {of}: {labels:?}"))
}

fn mention(record: &Record, of: &str) -> Anchor {
    let event = &record.events[event(record, of)];
    let mut found = event.mentions.iter().filter(|m| words(record, m.passage).contains(of));
    anchor(record, found.next().expect("it holds the words").passage)
}

#[test]
fn without_corrections_nothing_changes() {
    assert_eq!(built(&[]), build_one(read(), World::bundled()));
}

#[test]
fn a_speaker_put_right_shows_everywhere() {
    let before = built(&[]);
    let wrong = said(&before, "15 people");
    assert_eq!(speaker(&before, &statement(&before, "15 people").speaker), "Blue Strait Lines");
    let marsh = Correction::Speaker {
        statement: wrong.clone(),
        speaker: Voice::Named("helena marsh".into()),
    };
    let after = built(&[marsh]);
    assert_eq!(speaker(&after, &statement(&after, "15 people").speaker), "Helena Marsh");
    let toll = after.figures.iter().find(|f| f.value == Some(15.0) || f.lo == Some(15.0));
    let toll = toll.expect("a figure");
    assert_eq!(speaker(&after, &toll.speaker), "Helena Marsh");
    let origins = |basis: &record::Basis| -> Vec<String> {
        basis.origins.iter().map(|o| o.name.clone()).collect()
    };
    assert_eq!(origins(&toll.basis), ["Helena Marsh"]);
    let utterances = &after.situations[0].utterances;
    let of_marsh = utterances.iter().filter(|u| speaker(&after, &u.speaker) == "Helena Marsh");
    let mut told = of_marsh.flat_map(|u| &u.statements).map(|s| &after.statements[s.at()]);
    assert!(told.any(|s| anchor(&after, Passage { report: s.report, span: s.span }) == wrong));
    let [acted] = &after.corrected[..] else { panic!("{:?}", after.corrected) };
    assert_eq!((acted.on.len(), acted.lacks.len()), (1, 0));
    assert_eq!(anchor(&after, acted.on[0]), wrong);
    assert_eq!(after.corrections_at(acted.on[0]).count(), 1);
}

#[test]
fn origins_and_grades_follow_the_speaker() {
    let before = built(&[]);
    let fix = |of: &str, name: &str| Correction::Speaker {
        statement: said(&before, of),
        speaker: Voice::Named(name.into()),
    };
    let toll = |r: &Record| {
        let found = r.figures.iter().find(|f| f.value == Some(12.0)).expect("a figure");
        found.basis.clone()
    };
    let names = |basis: &record::Basis| -> Vec<String> {
        basis.origins.iter().map(|o| o.name.clone()).collect()
    };
    assert_eq!(names(&toll(&before)), ["Coast Radio", "coastguard"]);
    let one = built(&[fix("The harbour office said", "coastguard")]);
    assert_eq!(names(&toll(&one)), ["coastguard"]);
    let two = built(&[fix("The harbour office said", "Blue Strait Lines")]);
    assert_eq!(names(&toll(&two)), ["Blue Strait Lines", "coastguard"]);
    let grade = |r: &Record| toll(r).credibility.grade;
    assert!(grade(&two) < grade(&one), "two parties confirm each other: {:?}", toll(&two));
    let marsh = built(&[fix("12 people were killed, the", "Helena Marsh")]);
    assert_eq!(names(&toll(&marsh)), ["Coast Radio", "Helena Marsh"]);
    let capsized = |r: &Record| names(&r.events[event(r, "capsized off Port Lisle")].basis);
    assert!(capsized(&before).contains(&"coastguard".to_owned()));
    assert!(!capsized(&marsh).contains(&"coastguard".to_owned()));
    assert!(capsized(&marsh).contains(&"Helena Marsh".to_owned()));
}

#[test]
fn a_speaker_can_be_pointed_at_and_the_later_entry_wins() {
    let before = built(&[]);
    let statement_of = said(&before, "15 people");
    let by = |speaker| Correction::Speaker { statement: statement_of.clone(), speaker };
    let entries =
        [by(Voice::At(who(&before, "Tomas Arvid"))), by(Voice::Named("coastguard".into()))];
    let told =
        |record: &Record| speaker(record, &statement(record, "15 people").speaker).to_owned();
    assert_eq!(told(&built(&entries[..1])), "Tomas Arvid");
    assert_eq!(told(&built(&entries)), "coastguard");
    let turned = [entries[1].clone(), entries[0].clone()];
    assert_eq!(told(&built(&turned)), "Tomas Arvid");
    assert_eq!(told(&built(&[by(Voice::Outlet)])), "outlet");
    let nobody = built(&[by(Voice::Named("?!".into()))]);
    assert_eq!(told(&nobody), told(&before));
    assert!(nobody.corrected[0].lacks.contains(&Lack::Name("?!".into())));
}

#[test]
fn a_speaker_whom_no_report_names_is_somebody_by_that_name() {
    let before = built(&[]);
    let by = |of: &str, name: &str| Correction::Speaker {
        statement: said(&before, of),
        speaker: Voice::Named(name.into()),
    };
    let after = built(&[
        by("15 people", "Duke of\n Varnia"),
        by("The harbour office said", "duke of varnia"),
    ]);
    assert!(after.corrected.iter().all(|a| a.on.len() == 1 && a.lacks.is_empty()));
    assert_eq!(after.entities.len(), before.entities.len() + 1, "both entries mean one");
    assert_eq!(after.entities[..before.entities.len()], before.entities, "all else is as it was");
    let (at, duke) = (before.entities.len(), after.entities.last().expect("him"));
    assert_eq!(
        (duke.name.as_str(), &duke.mentions[..], &duke.known),
        ("Duke of Varnia", &[][..], &None)
    );
    assert_eq!(speaker(&after, &statement(&after, "15 people").speaker), "Duke of Varnia");
    let at = record::EntityIx::from(at);
    let of = &after.situations[0];
    assert!(of.entities.contains(&at));
    assert!(of.utterances.iter().any(|u| u.speaker == Speaker::Entity(at)));
    assert!(of.origins.iter().any(|o| o.entity == Some(at)), "{:?}", of.origins);
    let toll = |value| after.figures.iter().find(|f| f.value == Some(value)).expect("a figure");
    let origins = |value| -> Vec<&str> {
        toll(value).basis.origins.iter().map(|o| o.name.as_str()).collect()
    };
    assert_eq!(origins(12.0), ["Duke of Varnia", "coastguard"], "he is an origin like any other");

    // Whom the world knows is that one, by whatever name of it; in the record or not.
    for (name, known, new) in [
        ("Dutch police", None, true),
        ("UN", Some("United Nations"), true),
        ("Sofia Brandt", None, true),
        ("the coastguard", None, false),
    ] {
        let after = built(&[by("15 people", name)]);
        let Speaker::Entity(at) = statement(&after, "15 people").speaker else { panic!("{name}") };
        let entity = &after.entities[at.at()];
        assert_eq!(after.entities.len() > before.entities.len(), new, "{name}: {entity:?}");
        if let Some(known) = known {
            assert_eq!(entity.name, known);
            assert!(entity.known.is_some() && entity.wikidata.is_some(), "{entity:?}");
            assert!(entity.aliases.contains(&name.to_owned()));
        }
    }
}

#[test]
fn a_name_that_several_bear_names_nobody() {
    let before = built(&[]);
    // The coastguard of the second passage of the first report is another.
    let coastguard = before.entities.iter().find(|e| e.name == "coastguard").expect("it is known");
    let second = anchor(&before, coastguard.mentions[1]);
    let split = Correction::Split { what: What::Mention, these: vec![second] };
    let statement = said(&before, "15 people");
    let speaker = Voice::Named("coastguard".into());
    let after = built(&[split, Correction::Speaker { statement, speaker }]);
    assert_eq!(after.corrected[1].lacks, [Lack::Several("coastguard".into())]);
}

#[test]
fn a_mention_leaves_alone_with_what_is_said_there() {
    let before = built(&[]);
    let of = |record: &Record, words: &str| match statement(record, words).speaker {
        Speaker::Entity(at) => at,
        ref other => panic!("{other:?}"),
    };
    assert_eq!(of(&before, "12 people were killed, the"), of(&before, "Rescuers saved"));
    let coastguard = &before.entities[of(&before, "Rescuers saved").at()];
    assert_eq!(coastguard.mentions.len(), 2, "both in one report: {coastguard:?}");
    let second = anchor(&before, coastguard.mentions[1]);
    let split = |what| Correction::Split { what, these: vec![second.clone()] };
    // All of the report's coastguard is one, and no other report has any: nothing to part.
    let whole = built(&[split(What::Entity)]);
    assert_eq!(whole.corrected[0].lacks, [Lack::Alone(second.clone())]);
    assert_eq!(Record { corrected: Vec::new(), ..whole }, before);
    let apart = built(&[split(What::Mention)]);
    let [acted] = &apart.corrected[..] else { panic!("{:?}", apart.corrected) };
    assert_eq!((acted.on.len(), acted.lacks.len()), (1, 0));
    assert_eq!(apart.entities.len(), before.entities.len() + 1);
    let (first, other) = (of(&apart, "12 people were killed, the"), of(&apart, "Rescuers saved"));
    assert_ne!(first, other);
    assert_eq!(anchor(&apart, apart.entities[other.at()].mentions[0]), second);
    let origins = |r: &Record| r.situations[0].origins.len();
    assert_eq!(origins(&apart), origins(&before) + 1);
    // What stands alone is merged like anything else.
    let line = who(&before, "Blue Strait Lines");
    let merge = Correction::Merge { what: What::Entity, these: vec![line, second.clone()] };
    let merged = built(&[split(What::Mention), merge]);
    assert!(merged.corrected.iter().all(|a| a.lacks.is_empty()), "{:?}", merged.corrected);
    assert_eq!(of(&merged, "Rescuers saved"), of(&merged, "15 people"));
    assert_eq!(merged.entities.len(), before.entities.len());
    // The only mention of somebody has nothing to be parted from.
    let arvid = who(&before, "Tomas Arvid");
    let alone = built(&[Correction::Split { what: What::Mention, these: vec![arvid.clone()] }]);
    assert_eq!(alone.corrected[0].lacks, [Lack::Alone(arvid)]);
    assert_eq!(alone.entities, before.entities);
}

#[test]
fn merged_entities_are_one_origin_and_undone_all_is_as_before() {
    let before = built(&[]);
    let merge = Correction::Merge {
        what: What::Entity,
        these: vec![who(&before, "coastguard"), who(&before, "harbour office")],
    };
    let after = built(std::slice::from_ref(&merge));
    assert_eq!(after.entities.len(), before.entities.len() - 1);
    let origins = |r: &Record| r.situations[0].origins.len();
    assert_eq!(origins(&after), origins(&before) - 1, "{:?}", after.situations[0].origins);
    assert_eq!(after.corrected[0].lacks, []);
    assert_eq!(built(&[]), before);
    let office = match &merge {
        Correction::Merge { these, .. } => these[1].clone(),
        _ => unreachable!("it is a merge"),
    };
    let split = Correction::Split { what: What::Entity, these: vec![office] };
    let apart = Record { corrected: Vec::new(), ..built(&[merge, split]) };
    assert_eq!(apart, before, "what was merged and split is as it was");
}

#[test]
fn a_rejected_statement_disputes_nothing_and_gives_no_figure() {
    let before = built(&[]);
    assert_eq!(before.disputes.iter().filter(|d| d.proposition.contains("reef")).count(), 1);
    let denial = said(&before, "denied that the ferry");
    let after = built(&[Correction::Reject { statement: denial.clone() }]);
    assert!(!after.disputes.iter().any(|d| d.proposition.contains("reef")), "{:?}", after.disputes);
    assert_eq!(after.statements.len(), before.statements.len() - denial_sides(&before));
    let toll = said(&before, "15 people");
    let after = built(&[Correction::Reject { statement: toll }]);
    assert!(after.figures.iter().all(|f| f.value != Some(15.0) && f.lo != Some(15.0)));
    let names: Vec<&str> = after.situations[0].origins.iter().map(|o| o.name.as_str()).collect();
    let event = &after.events[event(&after, "capsized off Port Lisle")];
    assert!(!event.basis.origins.iter().any(|o| o.name == "Blue Strait Lines"), "{names:?}");
}

#[test]
fn what_is_rejected_twice_rejects_nothing_else() {
    let before = built(&[]);
    let said = before.statements.iter().filter(|s| s.mode != reading::Mode::Narrated);
    for said in said {
        let statement = anchor(&before, Passage { report: said.report, span: said.span });
        let reject = Correction::Reject { statement: statement.clone() };
        let fix = Correction::Speaker { statement, speaker: Voice::Outlet };
        let once = built(std::slice::from_ref(&reject));
        let twice = built(&[reject.clone(), fix, reject]);
        assert_eq!(twice.statements, once.statements);
        let acted: Vec<usize> = twice.corrected.iter().map(|a| a.on.len()).collect();
        assert_eq!(acted, [1, 0, 1]);
    }
}

/// Statements that are in the record for the denial alone.
fn denial_sides(record: &Record) -> usize {
    let dispute = record.disputes.iter().find(|d| d.proposition.contains("reef"));
    let narrated =
        |s: &&record::StatementIx| record.statements[s.at()].mode == reading::Mode::Narrated;
    1 + dispute.map_or(0, |d| d.asserted.iter().chain(&d.denied).filter(narrated).count())
}

#[test]
fn series_are_merged_and_split() {
    let before = built(&[]);
    let ((twelve, of_twelve), (saved, of_saved)) = (figure(&before, 12.0), figure(&before, 61.0));
    assert_ne!(of_twelve, of_saved);
    let both = vec![twelve.clone(), saved];
    let merged = built(&[Correction::Merge { what: What::Series, these: both }]);
    assert_eq!(figure(&merged, 12.0).1, figure(&merged, 61.0).1);
    assert_eq!(merged.series.len(), before.series.len() - 1);
    let split = built(&[Correction::Split { what: What::Series, these: vec![twelve.clone()] }]);
    assert_eq!(split.series.len(), before.series.len() + 1);
    let own = split
        .figures
        .iter()
        .find(|f| anchor(&split, Passage { report: f.report, span: f.span }) == twelve);
    let own = own.and_then(|f| f.series).expect("it has a series");
    assert_eq!(split.series[own.at()].points.len(), 1);
}

#[test]
fn events_are_merged_split_dated_and_get_another_status() {
    let before = built(&[]);
    let (capsized, visited) =
        (mention(&before, "capsized off Port Lisle"), mention(&before, "visited the families"));
    let merge =
        Correction::Merge { what: What::Event, these: vec![capsized.clone(), visited.clone()] };
    let merged = built(std::slice::from_ref(&merge));
    assert_eq!(event(&merged, "capsized off Port Lisle"), event(&merged, "visited the families"));
    let split = Correction::Split { what: What::Event, these: vec![visited.clone()] };
    let apart = built(&[merge, split]);
    assert_ne!(event(&apart, "capsized off Port Lisle"), event(&apart, "visited the families"));
    let day = DateSpan::day(date(2025, 3, 1));
    let dated = built(&[
        Correction::Date { event: visited.clone(), date: None },
        Correction::Date { event: visited.clone(), date: Some(day) },
        Correction::Status { event: visited.clone(), status: EventStatus::Denied },
    ]);
    let visit = &dated.events[event(&dated, "visited the families")];
    assert_eq!((visit.date, visit.date_basis), (Some(day), Some(DateBasis::Corrected)));
    assert_eq!(visit.status, EventStatus::Denied);
    let was = &before.events[event(&before, "visited the families")];
    assert_ne!(visit.basis, was.basis, "its grade follows the status");
    assert!(dated.corrected.iter().all(|a| a.on.len() == 1 && a.lacks.is_empty()));
    assert!(dated.events.is_sorted_by_key(|e| (e.date.is_none(), e.date)));
}

#[test]
fn corrections_of_different_things_commute() {
    let before = built(&[]);
    let visited = mention(&before, "visited the families");
    let corrections = vec![
        Correction::Speaker {
            statement: said(&before, "The harbour office said"),
            speaker: Voice::Named("Blue Strait Lines".into()),
        },
        Correction::Split { what: What::Series, these: vec![figure(&before, 12.0).0] },
        Correction::Date { event: visited, date: None },
        Correction::Reject { statement: said(&before, "had struck a reef") },
        Correction::Merge {
            what: What::Entity,
            these: vec![who(&before, "coastguard"), who(&before, "Tomas Arvid")],
        },
    ];
    let forward = built(&corrections);
    assert!(forward.corrected.iter().all(|a| a.lacks.is_empty()), "{:?}", forward.corrected);
    let backward = built(&corrections.into_iter().rev().collect::<Vec<_>>());
    let bare = |record: &Record| Record { corrected: Vec::new(), ..record.clone() };
    assert_eq!(bare(&forward), bare(&backward));
}

#[test]
fn what_is_gone_is_reported() {
    let before = built(&[]);
    let gone = Anchor { article: "a9".into(), span: Span::new(0, 5) };
    let (twelve, _) = figure(&before, 12.0);
    let cases = [
        Correction::Reject { statement: gone.clone() },
        Correction::Split { what: What::Event, these: vec![gone.clone()] },
        Correction::Merge { what: What::Series, these: vec![gone.clone(), twelve] },
        Correction::Date { event: gone.clone(), date: None },
        Correction::Speaker { statement: gone.clone(), speaker: Voice::Outlet },
    ];
    let after = built(&cases);
    for acted in &after.corrected {
        assert!(acted.on.is_empty(), "{acted:?}");
        assert!(acted.lacks.contains(&Lack::Passage(gone.clone())), "{acted:?}");
    }
    assert_eq!(Record { corrected: Vec::new(), ..after }, before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Any passages at all: the record is whole, and every passage was acted on or is lacking.
    #[test]
    fn any_corrections_leave_a_whole_record(
        spans in prop::collection::vec((0usize..4, 0usize..160, 1usize..120, 0usize..9), 1..6)
    ) {
        let before = built(&[]);
        let mut some: Vec<Anchor> = Vec::new();
        for (article, start, length, _) in &spans {
            let span = Span::new(*start, start + length);
            some.push(Anchor { article: format!("a{article}"), span });
        }
        // Half of them are passages of the record.
        some.extend(before.statements.iter().take(3).map(|s| {
            anchor(&before, Passage { report: s.report, span: s.span })
        }));
        some.extend(before.events.iter().take(3).map(|e| anchor(&before, e.mentions[0].passage)));
        some.push(figure(&before, 12.0).0);
        some.push(figure(&before, 61.0).0);
        let pick = |n: usize| some[n % some.len()].clone();
        let asks = |(n, (a, b, c, kind)): (usize, &(usize, usize, usize, usize))| {
            let these = vec![pick(*a), pick(*b), pick(*c + n)];
            let what = [What::Entity, What::Series, What::Event, What::Mention][n % 4];
            match kind {
                0..=2 => Correction::Merge { what, these },
                3 | 4 => Correction::Split { what, these },
                5 => Correction::Reject { statement: pick(*b) },
                6 => Correction::Speaker { statement: pick(*b), speaker: Voice::At(pick(*c)) },
                7 => Correction::Date { event: pick(*b), date: None },
                _ => Correction::Status { event: pick(*b), status: EventStatus::Planned },
            }
        };
        let corrections: Vec<Correction> = spans.iter().enumerate().map(asks).collect();
        let after = built(&corrections);
        let points: usize = after.series.iter().map(|s| s.points.len()).sum();
        prop_assert_eq!(points, after.figures.iter().filter(|f| f.series.is_some()).count());
        for figure in &after.figures {
            prop_assert!(figure.statement.is_none_or(|s| s.at() < after.statements.len()));
        }
        for (acted, correction) in after.corrected.iter().zip(&corrections) {
            prop_assert!(!acted.on.is_empty() || !acted.lacks.is_empty(), "{correction:?}");
        }
    }
}
