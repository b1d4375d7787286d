//! On whose word a fact rests: original sources after copies and relays are folded together.
//!
//! Relays are dropped: what a ministry says through an agency rests on the ministry. A described
//! source folds into the office it belongs to, an office into its holder, a government and its
//! capital into the country, a report's own voice into the agency or the report whose text it
//! carries. Somebody who speaks for an organisation and the organisation are one origin.
//!
//! A source that is described and belongs to nobody named ("witnesses", "a man") cannot be told
//! from another such, so it counts as the voice of its report. That voice counts where the report
//! rests on no origin that can be named: an outlet that tells a fact on the ministry's word and
//! again in its own words tells it on the ministry's word. Witnesses and what an outlet saw itself
//! count beside the ministry, as they are plainly others.
//!
//! Parties are in `parties.rs`, grades in `credibility.rs`.
//!
//! The origins of a situation are those who tell something in it; whoever only passes on what
//! another says is none. Demands, questions, promises and hopes tell nothing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use reading::{EntityKind, Force, Mode};
use text::{OriginKind, Span};

use crate::credibility::{Stance, Word, credibility, distinct, parties};
use crate::lists::LISTS;
use crate::{
    Basis, Chain, Draft, EntityIx, Party, PartyKind, Passage, Report, ReportIx, SituationIx,
    SourceOrigin, Speaker, Statement, StatementIx,
};

/// One telling of a proposition: in which report, by whom, relayed by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// The report.
    pub(crate) report: ReportIx,
    /// Who says so there.
    pub(crate) speaker: Speaker,
    /// Who relays it, nearest to the outlet first.
    pub(crate) via: Vec<EntityIx>,
    /// What is done with the proposition.
    pub(crate) stance: Stance,
    /// Whether the outlet tells what its own people saw.
    pub(crate) observed: bool,
    /// Whether it is only referred to, as known.
    pub(crate) in_passing: bool,
}

impl Draft<'_> {
    /// How a statement of the record tells its content; without one, the report's own voice.
    pub(crate) fn told(&self, report: ReportIx, statement: Option<StatementIx>) -> Told {
        let (speaker, via) = match statement.map(|s| &self.record.statements[s.at()]) {
            Some(s) => (s.speaker.clone(), s.via.clone()),
            None => (Speaker::Outlet, Vec::new()),
        };
        let stance = Stance::Asserts;
        Told { report, speaker, via, stance, observed: false, in_passing: false }
    }

    /// On whose word a proposition rests that is told in these places.
    pub(crate) fn basis(&self, told: &[Told]) -> Basis {
        let words = self.folded(told);
        let against = |w: &&Word| matches!(w.stance, Stance::Denies | Stance::Doubts);
        let all_against = words.iter().all(|w| against(&w));
        let shown: Vec<&Word> = words.iter().filter(|w| all_against || !against(w)).collect();
        let origins: BTreeSet<&SourceOrigin> = shown.iter().map(|w| &w.origin).collect();
        Basis {
            origins: origins.into_iter().cloned().collect(),
            parties: parties(shown).into_iter().collect(),
            credibility: credibility(&words),
        }
    }

    /// Origins with those of one organisation taken together, by name.
    pub(crate) fn independent(&self, origins: &[SourceOrigin]) -> Vec<SourceOrigin> {
        let mut found: BTreeMap<SourceOrigin, usize> = BTreeMap::new();
        origins.iter().for_each(|o| *found.entry(o.clone()).or_default() += 1);
        let groups = self.groups(&found);
        let first: BTreeSet<&SourceOrigin> = groups.iter().map(|g| leader(g, &found)).collect();
        first.into_iter().cloned().collect()
    }

    /// The words of independent origins in these tellings.
    fn folded(&self, told: &[Told]) -> Vec<Word> {
        let words: Vec<(&SourceOrigin, Word)> =
            told.iter().map(|t| (&self.voices[t.report.at()], self.word(t))).collect();
        let sourced = |word: &Word| {
            let by_source = |(voice, source): &(&SourceOrigin, Word)| {
                **voice == word.origin && source.party.is_some() && covers(source, word)
            };
            word.party.is_none() && words.iter().any(by_source)
        };
        let kept: Vec<&(&SourceOrigin, Word)> = words.iter().filter(|(_, w)| !sourced(w)).collect();
        // A copy tells nothing more often.
        let tellings: BTreeSet<(&SourceOrigin, &SourceOrigin)> =
            kept.iter().map(|(voice, word)| (*voice, &word.origin)).collect();
        let mut found: BTreeMap<SourceOrigin, usize> = BTreeMap::new();
        tellings.iter().for_each(|(_, o)| *found.entry((*o).clone()).or_default() += 1);
        let mut words: Vec<Word> = kept.iter().map(|(_, word)| word.clone()).collect();
        for group in self.groups(&found) {
            let first = leader(&group, &found);
            let of_group = |w: &&mut Word| group.contains(&&w.origin);
            words.iter_mut().filter(of_group).for_each(|w| w.origin = first.clone());
        }
        words
    }

    /// What one telling says, and on whose word.
    fn word(&self, told: &Told) -> Word {
        let source = self.source(told);
        let speaks_as_itself = source.is_none() && told.via.is_empty();
        let origin = self.origin(told);
        let party = match &told.speaker {
            _ if told.observed && speaks_as_itself => Some(Party {
                kind: PartyKind::Observation,
                name: origin.name.clone(),
                entity: origin.entity,
            }),
            Speaker::Entity(at) if source.is_none() => {
                self.party(*at).filter(|p| p.kind == PartyKind::Witnesses)
            }
            _ if speaks_as_itself => None,
            _ => origin.entity.and_then(|e| self.party(e)),
        };
        let media = |via: &EntityIx| self.party(*via).is_none();
        let direct = !told.in_passing && (source.is_none() || told.via.iter().all(media));
        Word { origin, party, stance: told.stance, direct, observed: told.observed }
    }

    /// Origins by organisation: those of one are one.
    fn groups<'a>(&self, found: &'a BTreeMap<SourceOrigin, usize>) -> Vec<Vec<&'a SourceOrigin>> {
        let organisation = |origin: &SourceOrigin| {
            let entity = &self.record.entities[origin.entity?.at()];
            let of = entity.of.filter(|of| {
                let kind = self.record.entities[of.at()].kind;
                let body = matches!(kind, EntityKind::Organisation | EntityKind::Described);
                entity.kind == EntityKind::Person && body
            });
            let present = |of: &EntityIx| found.keys().any(|o| o.entity == Some(*of));
            of.filter(present).or(origin.entity)
        };
        let mut groups: BTreeMap<Result<EntityIx, &SourceOrigin>, Vec<&SourceOrigin>> =
            BTreeMap::new();
        for origin in found.keys() {
            groups.entry(organisation(origin).ok_or(origin)).or_default().push(origin);
        }
        groups.into_values().collect()
    }

    /// The country that a government, its authorities or a capital speak for.
    pub(crate) fn state(&self, at: EntityIx) -> Option<EntityIx> {
        let entity = &self.record.entities[at.at()];
        let of = &self.record.entities[entity.of?.at()];
        let country = of.known.as_deref().filter(|k| k.starts_with("country/"))?;
        let speaks = match entity.kind {
            EntityKind::Place => {
                let known = self.world.country(country.trim_start_matches("country/"));
                known.and_then(|k| k.capital.as_ref()).is_some_and(|c| *c == entity.name)
            }
            EntityKind::Organisation | EntityKind::Described => {
                LISTS.fits("government", &entity.name)
            }
            _ => false,
        };
        let place = self
            .record
            .entities
            .iter()
            .position(|e| e.kind == EntityKind::Place && e.known.as_deref() == Some(country));
        place.filter(|_| speaks).map(EntityIx::from)
    }

    /// Whether an entity can be told from others and can tell something.
    fn counts(&self, origin: &SourceOrigin) -> bool {
        let Some(entity) = origin.entity.map(|e| &self.record.entities[e.at()]) else {
            return true;
        };
        match entity.kind {
            EntityKind::Described => entity.of.is_some() || LISTS.fits("body", &entity.name),
            EntityKind::Place => entity.known.as_ref().is_some_and(|k| k.starts_with("country/")),
            EntityKind::Person | EntityKind::Organisation => true,
            EntityKind::Facility | EntityKind::Nationality | EntityKind::Other => true,
            EntityKind::Product | EntityKind::Event | EntityKind::Law => false,
        }
    }

    /// The origin of one telling.
    pub(crate) fn origin(&self, told: &Told) -> SourceOrigin {
        // Whoever is behind words that belong to nobody named, they reached us by the relay.
        let relay = || told.via.last().map(|relay| self.named(*relay));
        self.source(told).or_else(relay).unwrap_or_else(|| self.voices[told.report.at()].clone())
    }

    /// The source of one telling, where it can be told from others.
    fn source(&self, told: &Told) -> Option<SourceOrigin> {
        let Speaker::Entity(at) = told.speaker else { return None };
        let last = *self.folds(at).last().unwrap_or(&at);
        let origin = self.named(self.state(last).unwrap_or(last));
        self.counts(&origin).then_some(origin)
    }

    fn named(&self, entity: EntityIx) -> SourceOrigin {
        let name = self.record.entities[entity.at()].name.clone();
        SourceOrigin { name, entity: Some(entity) }
    }

    /// Those whose word an entity's word is, nearest first: a spokesman's office, its holder.
    fn folds(&self, entity: EntityIx) -> Vec<EntityIx> {
        let mut found = Vec::new();
        let mut at = entity;
        while let Some(of) = self.speaks_for(at)
            && of != entity
            && !found.contains(&of)
        {
            found.push(of);
            at = of;
        }
        found
    }

    fn speaks_for(&self, at: EntityIx) -> Option<EntityIx> {
        let entity = &self.record.entities[at.at()];
        let of = entity.of?;
        let is_voice = || LISTS.fits("voice", &entity.name);
        let folds = match (entity.kind, self.record.entities[of.at()].kind) {
            (EntityKind::Described, EntityKind::Organisation) => true,
            (EntityKind::Described | EntityKind::Organisation, EntityKind::Person) => {
                is_voice() || self.describes(at, of)
            }
            _ => false,
        };
        folds.then_some(of)
    }

    /// Whether a description is of that person: a title with the name, or a title alone.
    fn describes(&self, described: EntityIx, person: EntityIx) -> bool {
        let (described, person) =
            (&self.record.entities[described.at()], &self.record.entities[person.at()]);
        let same = |title: &crate::Title| title.text.eq_ignore_ascii_case(&described.name);
        described.kind == EntityKind::Described
            && (described.name.ends_with(&person.name) || person.titles.iter().any(same))
    }
}

/// Whoever of one organisation tells most.
fn leader<'a>(
    group: &[&'a SourceOrigin],
    found: &BTreeMap<SourceOrigin, usize>,
) -> &'a SourceOrigin {
    let most = group.iter().max_by_key(|o| (found[**o], Reverse(**o)));
    most.expect("a group is made of its members")
}

/// Whether a telling that names its source tells where one without has its knowledge from.
fn covers(source: &Word, word: &Word) -> bool {
    use Stance::{Asserts, Hedges, Mentions};
    source.stance == word.stance
        || matches!((source.stance, word.stance), (Asserts, Hedges | Mentions) | (Hedges, Mentions))
}

/// Fills `draft.voices`: whose word each report's own voice is.
pub(crate) fn voices(draft: &mut Draft) {
    let mut publishers: BTreeMap<&str, EntityIx> = BTreeMap::new();
    for (at, entity) in draft.record.entities.iter().enumerate() {
        if let Some(known) = &entity.known {
            publishers.entry(known).or_insert(at.into());
        }
    }
    let of = |name: String| {
        let known = draft.world.publisher(&name);
        let entity = known.and_then(|k| publishers.get(k.id.as_str()).copied());
        match entity {
            Some(entity) => draft.named(entity),
            None => SourceOrigin { name: known.map_or(name, |k| k.name.clone()), entity: None },
        }
    };
    let reports = &draft.record.reports;
    let voices = draft.reports().map(|report| {
        let family = family(reports, report);
        let wire = family.iter().find_map(|r| agency(&reports[r.at()]));
        let first = &reports[family.first().unwrap_or(&report).at()].article;
        let outlet = || first.outlet.as_ref().map_or(first.id.clone(), |o| o.name.clone());
        of(wire.cloned().unwrap_or_else(outlet))
    });
    draft.voices = voices.collect();
}

/// The agency whose copy a report is.
fn agency(report: &Report) -> Option<&String> {
    (report.origin.kind == OriginKind::Wire).then(|| report.origin.agencies.first()).flatten()
}

/// A report and all that share its text, directly or through others, the earliest first.
fn family(reports: &[Report], report: ReportIx) -> BTreeSet<ReportIx> {
    let mut found = BTreeSet::from([report]);
    let mut open = vec![report];
    while let Some(report) = open.pop() {
        for copy in &reports[report.at()].copies {
            if found.insert(copy.report) {
                open.push(copy.report);
            }
        }
    }
    found
}

/// Fills `situation.origins`, those of most statements first, `situation.parties` and
/// `situation.chains`.
pub(crate) fn sources(draft: &mut Draft) {
    let n = draft.record.situations.len();
    let mut origins: Vec<BTreeMap<SourceOrigin, usize>> = vec![BTreeMap::new(); n];
    let mut chains: Vec<BTreeMap<Vec<String>, Vec<Passage>>> = vec![BTreeMap::new(); n];
    let mut silent: BTreeSet<ReportIx> = draft.reports().collect();
    let situation = |report: ReportIx| draft.record.reports[report.at()].situation;
    for (at, statement) in draft.record.statements.iter().enumerate() {
        let told = draft.told(statement.report, Some(at.into()));
        let Some(SituationIx(s)) = situation(statement.report) else { continue };
        if statement.mode == Mode::Narrated || !matches!(told.speaker, Speaker::Entity(_)) {
            continue;
        }
        let told_by = draft.source(&told).filter(|_| tells(statement.force));
        if let Some(origin) = told_by.filter(|_| !passes_on(draft, statement)) {
            silent.remove(&statement.report);
            *origins[s as usize].entry(origin).or_default() += 1;
        }
        let passage = Passage { report: statement.report, span: statement.span };
        chains[s as usize].entry(links(draft, &told)).or_default().push(passage);
    }
    for report in silent {
        if let Some(SituationIx(s)) = situation(report) {
            *origins[s as usize].entry(draft.voices[report.at()].clone()).or_default() += 1;
        }
    }
    let origins = origins.into_iter().map(|found| {
        let total = |group: &Vec<&SourceOrigin>| group.iter().map(|o| found[*o]).sum::<usize>();
        let groups = draft.groups(&found);
        let mut first: Vec<(usize, &SourceOrigin)> =
            groups.iter().map(|group| (total(group), leader(group, &found))).collect();
        first.sort_by_key(|(total, origin)| (Reverse(*total), *origin));
        first.into_iter().map(|(_, origin)| origin.clone()).collect()
    });
    let origins: Vec<Vec<SourceOrigin>> = origins.collect();
    let party = |origin: &SourceOrigin| origin.entity.and_then(|e| draft.party(e));
    let parties: Vec<BTreeSet<Party>> =
        origins.iter().map(|found| distinct(found.iter().filter_map(party))).collect();
    for (((situation, origins), chains), parties) in
        draft.record.situations.iter_mut().zip(origins).zip(chains).zip(parties)
    {
        situation.origins = origins;
        situation.parties = parties.into_iter().collect();
        let mut chains: Vec<Chain> =
            chains.into_iter().map(|(links, passages)| Chain { links, passages }).collect();
        chains.sort_by_key(|c| Reverse(c.passages.len()));
        situation.chains = chains;
    }
}

/// Whether whoever makes a statement only relays what it says: another's statement of the same
/// words came through him.
fn passes_on(draft: &Draft, statement: &Statement) -> bool {
    let Speaker::Entity(speaker) = statement.speaker else { return false };
    let statements = &draft.record.statements;
    let shared = |c: &Span| statement.content.iter().any(|o| o.overlaps(*c));
    // The statements of one report stand together; narrated ones, made later, relay nobody.
    let first = statements.partition_point(|s| s.report < statement.report);
    let mut of_report = statements[first..].iter().take_while(|s| s.report == statement.report);
    of_report.any(|s| s.via.contains(&speaker) && s.content.iter().any(shared))
}

/// Whether a statement of that force tells something.
fn tells(force: Force) -> bool {
    use Force::{Asserts, Confirms, Denies, Doubts, Predicts};
    matches!(force, Asserts | Confirms | Denies | Doubts | Predicts)
}

/// Outlet, agency, relays, speaker and those he speaks for, each once.
fn links(draft: &Draft, told: &Told) -> Vec<String> {
    let report = &draft.record.reports[told.report.at()];
    let article = &report.article;
    let outlet = article.outlet.as_ref().map_or(article.id.clone(), |o| o.name.clone());
    let name = |entity: &EntityIx| draft.record.entities[entity.at()].name.clone();
    let mut links = vec![outlet];
    links.extend(agency(report).cloned());
    links.extend(told.via.iter().map(name));
    if let Speaker::Entity(speaker) = &told.speaker {
        links.push(name(speaker));
        links.extend(draft.folds(*speaker).iter().map(name));
    }
    let mut seen = BTreeSet::new();
    links.retain(|link| seen.insert(link.clone()));
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Copy, Entity, Title};
    use proptest::prelude::*;
    use reading::Reading;
    use text::{Article, Outlet};
    use world::World;

    /// Reports of six outlets; the last is a copy of the first, the last but one tells nothing.
    const REPORTS: usize = 7;
    const SILENT: ReportIx = ReportIx(5);
    const COPY: ReportIx = ReportIx(6);
    /// A wire agency and a company among the entities, that may relay.
    const WIRE: EntityIx = EntityIx(7);
    const LINES: EntityIx = EntityIx(3);
    /// Entities that can be told from others.
    const NAMED: [u32; 5] = [0, 1, 2, 3, 6];

    fn entity(name: &str, kind: EntityKind, of: Option<u32>, known: Option<&str>) -> Entity {
        Entity {
            id: name.into(),
            name: name.into(),
            full_name: name.into(),
            kind,
            aliases: Vec::new(),
            titles: Vec::new(),
            known: known.map(str::to_owned),
            wikidata: None,
            of: of.map(EntityIx),
            mentions: Vec::new(),
            reliability: None,
        }
    }

    fn draft() -> Draft<'static> {
        use EntityKind::{Described, Organisation, Person, Place};
        let article = |n: usize| Article {
            id: n.to_string(),
            outlet: Some(Outlet { name: format!("Outlet {}", n % 6), domain: None }),
            ..Article::of_text("")
        };
        let articles = (0..REPORTS).map(|n| (article(n), Reading::default())).collect();
        let mut draft = Draft::new(articles, World::bundled());
        for (a, b) in [(0, COPY), (COPY.at(), ReportIx(0))] {
            draft.record.reports[a].copies.push(Copy {
                report: b,
                share: 1.0,
                runs: Vec::new(),
                runs_left_out: 0,
            });
        }
        let spokeswoman = Entity {
            titles: vec![Title { text: "spokeswoman".into(), from: None, to: None }],
            ..entity("Anna Marsh", Person, Some(1), None)
        };
        draft.record.entities = vec![
            entity("Denmark", Place, None, Some("country/DK")),
            entity("Transport Ministry", Organisation, Some(0), None),
            spokeswoman,
            entity("Blue Strait Lines", Organisation, None, None),
            entity("officials", Described, None, None),
            entity("a passenger", Described, None, None),
            entity("Tom Arvid", Person, None, None),
            entity("AP", Organisation, None, Some("agency/ap")),
        ];
        voices(&mut draft);
        draft
    }

    fn told(report: u32, speaker: Speaker, via: &[EntityIx], stance: Stance) -> Told {
        let (report, via) = (ReportIx(report), via.to_vec());
        Told { report, speaker, via, stance, observed: false, in_passing: false }
    }

    fn names(basis: &Basis) -> Vec<&str> {
        basis.origins.iter().map(|o| &*o.name).collect()
    }

    #[test]
    fn whose_word_it_is() {
        let draft = draft();
        let by =
            |report, entity| told(report, Speaker::Entity(EntityIx(entity)), &[], Stance::Asserts);
        let own = |report| told(report, Speaker::Outlet, &[], Stance::Asserts);
        let check = |told: &[Told], origins: &[&str], parties: usize, grade: u8| {
            let basis = draft.basis(told);
            assert_eq!(names(&basis), origins);
            assert_eq!(basis.parties.len(), parties, "{:?}", basis.parties);
            assert_eq!(basis.credibility.grade.number(), grade, "{:?}", basis.credibility);
        };
        // A ministry and its spokeswoman are one; the country is another origin of one party.
        check(&[by(0, 1), by(1, 2), by(2, 1)], &["Transport Ministry"], 1, 3);
        check(&[by(0, 1), by(1, 0)], &["Denmark", "Transport Ministry"], 1, 2);
        check(&[by(0, 1), by(1, 3)], &["Blue Strait Lines", "Transport Ministry"], 2, 1);
        // An outlet that names the ministry has it from the ministry; another may have.
        check(&[by(0, 1), own(0)], &["Transport Ministry"], 1, 3);
        check(&[by(0, 1), own(COPY.0)], &["Transport Ministry"], 1, 3);
        check(&[by(0, 1), own(1)], &["Outlet 1", "Transport Ministry"], 1, 3);
        // Officials of nobody are the voice of their report, witnesses a party beside it.
        check(&[by(0, 4), own(0)], &["Outlet 0"], 0, 3);
        check(&[by(0, 1), by(0, 5)], &["Outlet 0", "Transport Ministry"], 2, 1);
        // What the outlet saw itself.
        check(&[Told { observed: true, ..own(0) }], &["Outlet 0"], 1, 2);
        // A company that passes on what the ministry said does not confirm with it.
        let relayed = told(0, Speaker::Entity(EntityIx(1)), &[LINES], Stance::Asserts);
        check(&[relayed, by(1, 6)], &["Tom Arvid", "Transport Ministry"], 2, 3);
    }

    fn any_told() -> impl Strategy<Value = Told> {
        let speaker = prop_oneof![
            Just(Speaker::Outlet),
            Just(Speaker::Words("a voice".into())),
            (0u32..8).prop_map(|at| Speaker::Entity(EntityIx(at))),
        ];
        let via = prop::sample::select(vec![vec![], vec![WIRE], vec![LINES]]);
        let stance = prop::sample::select(vec![
            Stance::Asserts,
            Stance::Asserts,
            Stance::Hedges,
            Stance::Mentions,
            Stance::Denies,
            Stance::Doubts,
        ]);
        (0..SILENT.0, speaker, via, stance, any::<bool>()).prop_map(
            |(report, speaker, via, stance, in_passing)| Told {
                in_passing,
                ..told(report, speaker, &via, stance)
            },
        )
    }

    fn any_tellings() -> impl Strategy<Value = Vec<Told>> {
        prop::collection::vec(any_told(), 0..8)
    }

    proptest! {
        #[test]
        fn folding_never_adds_an_origin(told in any_tellings()) {
            let draft = draft();
            let apart: BTreeSet<String> = told
                .iter()
                .map(|t| match &t.speaker {
                    Speaker::Entity(at) => format!("{at:?} {:?} {:?}", t.via, t.report),
                    _ => format!("{:?} {:?}", t.via, t.report),
                })
                .collect();
            let basis = draft.basis(&told);
            prop_assert!(basis.origins.len() <= apart.len());
        }

        #[test]
        fn a_copy_adds_nothing(told in any_tellings()) {
            let draft = draft();
            let copied = |t: &&Told| t.report == ReportIx(0);
            let copies = told.iter().filter(copied).map(|t| Told { report: COPY, ..t.clone() });
            let with: Vec<Told> = told.iter().cloned().chain(copies).collect();
            prop_assert_eq!(draft.basis(&with), draft.basis(&told));
        }

        #[test]
        fn a_relay_adds_no_origin(told in any_tellings(), n in 0..8usize, relay in 0..3usize) {
            let draft = draft();
            let is_named = |t: &&Told| {
                matches!(t.speaker, Speaker::Entity(at) if NAMED.contains(&at.0))
            };
            let named: Vec<&Told> = told.iter().filter(is_named).collect();
            prop_assume!(!named.is_empty());
            let via = [vec![], vec![WIRE], vec![LINES]][relay].clone();
            let again = Told { report: SILENT, via, ..named[n % named.len()].clone() };
            let with: Vec<Told> = told.iter().cloned().chain([again]).collect();
            let (with, before) = (draft.basis(&with), draft.basis(&told));
            prop_assert_eq!(with.origins.len(), before.origins.len());
            prop_assert_eq!(with.parties, before.parties);
        }

        #[test]
        fn order_does_not_matter(told in any_tellings()) {
            let draft = draft();
            let turned: Vec<Told> = told.iter().rev().cloned().collect();
            prop_assert_eq!(draft.basis(&turned), draft.basis(&told));
        }
    }
}
