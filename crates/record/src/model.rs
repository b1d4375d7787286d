//! The shape of a record. Items refer to each other by position in the [`Record`]'s vectors; ids
//! for the outside are derived from content and stable under the order of input.

use crate::Reliability;
use reading::{EntityKind, EventKind, EventStatus, FigureStatus, Force, Mode, Note, Plover, Role};
use serde::{Deserialize, Serialize};
use text::{Article, DateSpan, Origin, PartialDate, Span};

use crate::{Acted, Changes};

impl Record {
    /// What a speaker is called; `None`: it is the outlet in its own voice.
    pub fn speaker_name<'a>(&'a self, speaker: &'a Speaker) -> Option<&'a str> {
        match speaker {
            Speaker::Entity(at) => Some(&self.entities[at.at()].name),
            Speaker::Words(words) => Some(words),
            Speaker::Outlet => None,
        }
    }

    /// All versions of an article, the earliest first: the report alone where it has no other.
    pub fn versions(&self, report: ReportIx) -> Vec<ReportIx> {
        let of = |r: &ReportIx| self.reports[r.at()].version_of;
        let first = std::iter::successors(Some(report), of).last().unwrap_or(report);
        std::iter::successors(Some(first), |r| self.reports[r.at()].superseded_by).collect()
    }
}

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u32);
        impl $name {
            /// The position as a `usize`.
            pub fn at(self) -> usize { self.0 as usize }
        }
        impl From<usize> for $name {
            fn from(at: usize) -> $name {
                $name(u32::try_from(at).expect("fewer than 2^32 items in one record"))
            }
        }
    )*};
}

index! {
    /// Position in [`Record::reports`].
    ReportIx
    /// Position in [`Record::situations`].
    SituationIx
    /// Position in [`Record::entities`].
    EntityIx
    /// Position in [`Record::statements`].
    StatementIx
    /// Position in [`Record::figures`].
    FigureIx
    /// Position in [`Record::series`].
    SeriesIx
    /// Position in [`Record::events`].
    EventIx
    /// Position in [`Record::disputes`].
    DisputeIx
}

/// What a set of articles say together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Developing stories, the one with most reports first.
    pub situations: Vec<Situation>,
    /// The articles, by date of publication, undated last, then by id.
    pub reports: Vec<Report>,
    /// People, offices, organisations and places across reports.
    pub entities: Vec<Entity>,
    /// Statements, by report and position.
    pub statements: Vec<Statement>,
    /// Figures, by report and position.
    pub figures: Vec<Figure>,
    /// Figures of one real-world quantity.
    pub series: Vec<Series>,
    /// Events, by date, undated last.
    pub events: Vec<Event>,
    /// Propositions that some assert and some deny.
    pub disputes: Vec<Dispute>,
    /// What is new in it, where it was compared with an earlier record ([`crate::changes`]).
    pub changes: Option<Changes>,
    /// What came of the corrections it was built with, in their order.
    pub corrected: Vec<Acted>,
}

/// A developing story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Situation {
    /// Stable id.
    pub id: String,
    /// The most central headline, or the first sentence where no report has one; always the
    /// words of a report.
    pub title: String,
    /// Where the title was taken from, where it is part of a text.
    pub title_from: Option<Passage>,
    /// First and last day of publication; `None` where no report is dated.
    pub dates: Option<DateSpan>,
    /// Its reports.
    pub reports: Vec<ReportIx>,
    /// Its events, by date.
    pub events: Vec<EventIx>,
    /// Its series, most moved and most reported first.
    pub series: Vec<SeriesIx>,
    /// Its disputes.
    pub disputes: Vec<DisputeIx>,
    /// Its entities, most mentioned first.
    pub entities: Vec<EntityIx>,
    /// Who said what, newest first, near-identical reports of one utterance folded together.
    pub utterances: Vec<Utterance>,
    /// Who relays whom, from each outlet to the origins its reports rest on.
    pub chains: Vec<Chain>,
    /// The independent origins that the reports reduce to.
    pub origins: Vec<SourceOrigin>,
    /// The parties that these origins belong to.
    pub parties: Vec<Party>,
}

/// An article in the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The article, its date settled with the help of its neighbours.
    pub article: Article,
    /// Whose copy it is.
    pub origin: Origin,
    /// The situation it belongs to.
    pub situation: Option<SituationIx>,
    /// Other reports that share most of its text.
    pub copies: Vec<Copy>,
    /// The earlier version of the same article that this one updates.
    pub version_of: Option<ReportIx>,
    /// The later version that updates this one.
    pub superseded_by: Option<ReportIx>,
    /// What was seen but not understood.
    pub notes: Vec<Note>,
    /// How many sentences it has.
    pub sentences: usize,
    /// How reliable the user holds its outlet to be.
    pub reliability: Option<Reliability>,
}

/// Two reports share text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Copy {
    /// The other report.
    pub report: ReportIx,
    /// Share of the sentences of the shorter that stand in the other, 0 to 1.
    pub share: f64,
    /// What stands in both, in the order of the shorter; at most
    /// [`text::limits::COPY_RUNS`].
    pub runs: Vec<Run>,
    /// How many runs there are beyond that limit.
    pub runs_left_out: usize,
}

/// Words that stand in two reports, near verbatim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// In the report itself.
    pub own: Span,
    /// In the other report.
    pub other: Span,
}

/// A passage of a report: what a reader opens to check a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Passage {
    /// The report.
    pub report: ReportIx,
    /// Where in its text.
    pub span: Span,
}

/// Somebody or something across reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Stable id.
    pub id: String,
    /// The canonical name: `Yoon Suk Yeol`, `National Intelligence Service`.
    pub name: String,
    /// The name with the fullest title, for a reader who meets it for the first time:
    /// `South Korean President Yoon Suk Yeol`.
    pub full_name: String,
    /// What it is.
    pub kind: EntityKind,
    /// Other forms, most frequent first.
    pub aliases: Vec<String>,
    /// Titles with the first and last day they were used.
    pub titles: Vec<Title>,
    /// Id in the world data.
    pub known: Option<String>,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// The country, institution or office-holder it belongs to.
    pub of: Option<EntityIx>,
    /// Passages that mention it by name; of what has no name, all that are not pronouns. None where
    /// only a reader has named it ([`crate::Voice::Named`]).
    pub mentions: Vec<Passage>,
    /// How reliable the user holds it to be.
    pub reliability: Option<Reliability>,
}

/// A title held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// The words.
    pub text: String,
    /// First day of a report that uses it.
    pub from: Option<PartialDate>,
    /// Last day of a report that uses it.
    pub to: Option<PartialDate>,
}

/// Who is behind a statement, figure or event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Speaker {
    /// An entity.
    Entity(EntityIx),
    /// Words that could not be resolved to an entity.
    Words(String),
    /// The outlet in its own voice.
    Outlet,
}

/// A statement in the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Stable id.
    pub id: String,
    /// The report.
    pub report: ReportIx,
    /// Source, cue and content together.
    pub span: Span,
    /// What is said.
    pub content: Vec<Span>,
    /// The cue.
    pub cue: Option<Span>,
    /// The words that name the source.
    pub source: Option<Span>,
    /// Who that is.
    pub speaker: Speaker,
    /// Who relays it, nearest to the outlet first.
    pub via: Vec<EntityIx>,
    /// How the words are reported.
    pub mode: Mode,
    /// What the source does with them.
    pub force: Force,
    /// Whether the cue is negated.
    pub negated: bool,
    /// When it was said, else the day of the report that carries it where that is certain.
    pub said_on: Option<PartialDate>,
    /// Where it was said.
    pub place: Option<EntityIx>,
    /// On what occasion or by what channel.
    pub occasion: Option<Span>,
    /// Who heard it.
    pub audience: Option<Span>,
    /// Words that keep a distance from what is said.
    pub hedges: Vec<Span>,
}

/// One utterance, told in one or more reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Utterance {
    /// Who said it.
    pub speaker: Speaker,
    /// The day it was said, as far as known.
    pub said_on: Option<PartialDate>,
    /// Its statements, the fullest first.
    pub statements: Vec<StatementIx>,
    /// On whose word it rests that what is said is so.
    pub basis: Basis,
}

/// A figure in the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Stable id.
    pub id: String,
    /// The report.
    pub report: ReportIx,
    /// Approximator, number and head of what is counted.
    pub span: Span,
    /// The number.
    pub value: Option<f64>,
    /// Inclusive lower bound.
    pub lo: Option<f64>,
    /// Inclusive upper bound.
    pub hi: Option<f64>,
    /// Whether it is hedged.
    pub approx: bool,
    /// Lemma of what is counted, or the unit.
    pub unit: String,
    /// The counted noun phrase.
    pub counts: Option<Span>,
    /// The series it is a point of.
    pub series: Option<SeriesIx>,
    /// Who says so.
    pub speaker: Speaker,
    /// Who relays it, nearest to the outlet first.
    pub via: Vec<EntityIx>,
    /// The date it speaks about.
    pub as_of: Option<PartialDate>,
    /// Whether it holds.
    pub status: FigureStatus,
    /// The statement it was said in.
    pub statement: Option<StatementIx>,
    /// On whose word its value rests: all figures of its series that give it for its time.
    pub basis: Basis,
    /// Whether only a version of its article tells it that a later one has replaced: it no longer
    /// stands.
    pub superseded: bool,
}

/// How the figures of a series behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Behaviour {
    /// All compatible.
    Stable,
    /// Later values replace earlier ones.
    Revised,
    /// Sources give incompatible values for one time.
    Contested,
}

impl Behaviour {
    /// The word used in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            Behaviour::Stable => "stable",
            Behaviour::Revised => "revised",
            Behaviour::Contested => "contested",
        }
    }
}

/// Figures of one real-world quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Stable id.
    pub id: String,
    /// What is counted and what is told of it, in words of the reports: `North Korean soldiers ·
    /// sent · Russia`.
    pub label: String,
    /// Lemma of what is counted, or the unit.
    pub unit: String,
    /// How it behaves.
    pub behaviour: Behaviour,
    /// Whether it is told for context only: a time span that measures nothing of the story.
    pub background: bool,
    /// Its figures in as-of order, undated last.
    pub points: Vec<FigureIx>,
    /// On whose word its figures rest; its grade is that of the latest.
    pub basis: Basis,
    /// The figure that tells how things stand: told as a fact, as of the latest date, and of
    /// equals reported last and most often.
    pub latest: Option<FigureIx>,
}

/// An original source after copies and relays are folded together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceOrigin {
    /// Who: the canonical name of a person, office, agency or outlet.
    pub name: String,
    /// The entity, where it is one.
    pub entity: Option<EntityIx>,
}

/// On whose side somebody speaks: who has one interest is one party, however many offices it has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Party {
    /// What it is.
    pub kind: PartyKind,
    /// Its name: the country of a government, the organisation, the person, the outlet. Empty for
    /// a government that no report names and for witnesses.
    pub name: String,
    /// The entity, where it is one.
    pub entity: Option<EntityIx>,
}

/// What a party is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PartyKind {
    /// A country: its ministries, services, armed forces, leaders and capital.
    Government,
    /// A company, an international or local body, any other organisation, with those who speak
    /// for it.
    Organisation,
    /// A person who speaks for nobody else.
    Person,
    /// People who were there, not named.
    Witnesses,
    /// An outlet that tells what it saw itself.
    Observation,
}

impl PartyKind {
    /// The word used in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            PartyKind::Government => "government",
            PartyKind::Organisation => "organisation",
            PartyKind::Person => "person",
            PartyKind::Witnesses => "witnesses",
            PartyKind::Observation => "observation",
        }
    }
}

/// On whose word a proposition rests.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// The independent origins that tell of it; where nobody does, those who deny or doubt it.
    pub origins: Vec<SourceOrigin>,
    /// The parties they belong to. Who names no source belongs to none.
    pub parties: Vec<Party>,
    /// How credible it is.
    pub credibility: Credibility,
}

/// How credible a proposition is, by the second axis of the Admiralty scale (NATO AJP-2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// 1: confirmed by other independent sources.
    Confirmed,
    /// 2: probably true.
    ProbablyTrue,
    /// 3: possibly true.
    PossiblyTrue,
    /// 4: doubtful.
    Doubtful,
    /// 5: improbable.
    Improbable,
    /// 6: truth cannot be judged.
    #[default]
    CannotBeJudged,
}

impl Grade {
    /// 1 to 6.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }
}

/// A grade with what it was computed from. Origins are counted, but for `parties` and `denied`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credibility {
    /// The grade.
    pub grade: Grade,
    /// Origins that assert it without reserve and are heard directly.
    pub origins: usize,
    /// Their parties.
    pub parties: usize,
    /// Those of them that saw it themselves.
    pub observed: usize,
    /// Origins that assert it, but are known at second hand only or speak of it in passing.
    pub second_hand: usize,
    /// Voices that assert it and name no source.
    pub unattributed: usize,
    /// Origins that tell it with reserve.
    pub reserved: usize,
    /// Parties that deny it.
    pub denied: usize,
    /// Origins that doubt it, and voices that deny it and name no source.
    pub doubted: usize,
}

/// A chain of relays: outlet ← agency ← office ← person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Chain {
    /// Names, the outlet first, the origin last.
    pub links: Vec<String>,
    /// The statements or figures' passages that show it.
    pub passages: Vec<Passage>,
}

/// How the date of an event is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DateBasis {
    /// A report gives it.
    Told,
    /// It followed another event within hours, and this is the day of that one.
    Followed,
    /// It is the day that a report was telling of when it went on to this.
    Carried,
    /// It is the day on which reports first told it as news: it took place then or shortly before.
    Reported,
    /// A reader has put it right.
    Corrected,
}

impl DateBasis {
    /// The word used in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            DateBasis::Told => "told",
            DateBasis::Followed => "followed",
            DateBasis::Carried => "carried",
            DateBasis::Reported => "reported",
            DateBasis::Corrected => "corrected",
        }
    }
}

/// One real-world event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Stable id.
    pub id: String,
    /// The clause of its best mention, verbatim.
    pub label: String,
    /// Where the label was taken from.
    pub label_from: Passage,
    /// What it is.
    pub kind: EventKind,
    /// The act it is to those who count events: that of most of its mentions that are one.
    pub plover: Option<Plover>,
    /// When.
    pub date: Option<DateSpan>,
    /// How its date is known, where it has one.
    pub date_basis: Option<DateBasis>,
    /// Where.
    pub place: Option<EntityIx>,
    /// Who took part.
    pub participants: Vec<(EntityIx, Role)>,
    /// Its status by the latest report that tells.
    pub status: EventStatus,
    /// Its mentions by date of publication.
    pub mentions: Vec<EventMention>,
    /// On whose word it rests that it took place, or is to.
    pub basis: Basis,
    /// Whether it is told for context only.
    pub background: bool,
}

/// One report's mention of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventMention {
    /// Where.
    pub passage: Passage,
    /// Its status there.
    pub status: EventStatus,
    /// The statement it is told in.
    pub statement: Option<StatementIx>,
    /// Whether a noun phrase only refers to it: "the accident".
    pub in_passing: bool,
}

/// A proposition that some assert and some deny or doubt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dispute {
    /// Stable id.
    pub id: String,
    /// The proposition in the words of the fullest passage that asserts it.
    pub proposition: String,
    /// Statements that assert it. The outlet's own voice has statements of mode narrated.
    pub asserted: Vec<StatementIx>,
    /// Statements that deny or doubt it.
    pub denied: Vec<StatementIx>,
    /// The series whose figures disagree, where that is the dispute.
    pub series: Option<SeriesIx>,
    /// On whose word it rests that the proposition is so.
    pub asserted_on: Basis,
    /// On whose word it rests that it is not.
    pub denied_on: Basis,
}
