//! The shape of a reading. Everything refers to everything else by position in the [`Reading`]'s
//! vectors, through the index types below; every derived item names the rule or model head that
//! made it and the span it rests on.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use text::{DateSpan, Label, Origin, PartialDate, Span, label};

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
                $name(u32::try_from(at).expect("fewer than 2^32 items in one article"))
            }
        }
    )*};
}

index! {
    /// Position in [`Reading::tokens`].
    TokenIx
    /// Position in [`Reading::sentences`].
    SentenceIx
    /// Position in [`Reading::entities`].
    EntityIx
    /// Position in [`Reading::times`].
    TimeIx
    /// Position in [`Reading::quantities`].
    QuantityIx
    /// Position in [`Reading::statements`].
    StatementIx
    /// Position in [`Reading::events`].
    EventIx
}

/// The rule or model head that made a fact: `attribution.verb`, `times.weekday`.
pub type Rule = Label;

/// What one article says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Sentences in order; they never cross a block of the article. Furniture is not read.
    pub sentences: Vec<Sentence>,
    /// Tokens of all sentences in order.
    pub tokens: Vec<Token>,
    /// Names in order, without overlap.
    pub names: Vec<Name>,
    /// Everything that refers to an entity, names included, in order.
    pub mentions: Vec<Mention>,
    /// People, offices, organisations and places of this article, by first mention.
    pub entities: Vec<Entity>,
    /// TIMEX3 expressions in order.
    pub times: Vec<Time>,
    /// Quantities in order.
    pub quantities: Vec<Quantity>,
    /// Statements in order of their first character.
    pub statements: Vec<Statement>,
    /// Event mentions in order of their trigger.
    pub events: Vec<Event>,
    /// Quantities with who says so, as of when, and their status; in order.
    pub figures: Vec<Figure>,
    /// Whose copy the article is, and which media it names.
    pub origin: Option<Origin>,
    /// What was seen but not understood.
    pub notes: Vec<Note>,
    /// What statements and events were made from.
    pub cues: Cues,
}

/// What the trained reader heard beside words and names: what the passes over statements and
/// events start from. It does not depend on the date of publication.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cues {
    /// Attributions, in order of their cue.
    pub(crate) attributions: Vec<Attribution>,
    /// Words that tell an event, in order.
    pub(crate) events: Vec<EventWord>,
}

/// An attribution relation in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// The words that show it is reported.
    pub(crate) cue: Range<usize>,
    /// Whose words; `None` where the text does not say.
    pub(crate) source: Option<Range<usize>>,
    /// What is reported, possibly in parts, in order; never empty.
    pub(crate) content: Vec<Range<usize>>,
}

/// A word that tells an event, as TimeML annotates them, and whether it took place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventWord {
    /// Which word.
    pub(crate) word: usize,
    /// From -3 (certainly did not happen) to 3 (certainly did).
    pub(crate) factuality: f32,
}

/// A sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// From its first to its last token.
    pub span: Span,
    /// Its first token.
    pub first: TokenIx,
    /// One past its last token.
    pub end: TokenIx,
    /// Position in [`text::Article::blocks`].
    pub block: u32,
}

/// A syntactic word with its Universal Dependencies analysis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Where.
    pub span: Span,
    /// Its dictionary form: `say`, `soldier`, `Rutte`.
    pub lemma: Box<str>,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank tag.
    #[serde(deserialize_with = "label")]
    pub xpos: Label,
    /// Its head; `None` for a sentence's root.
    pub head: Option<TokenIx>,
    /// Universal Dependencies relation to its head, with subtype: `nsubj:pass`.
    #[serde(deserialize_with = "label")]
    pub deprel: Label,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }
        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
            /// The word used in the JSON.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
            /// The value of that name.
            pub fn parse(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }
        }
    };
}

words! {
    /// Universal part-of-speech tags.
    #[allow(missing_docs)]
    Upos {
        Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET",
        Intj = "INTJ", Noun = "NOUN", Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN",
        Punct = "PUNCT", Sconj = "SCONJ", Sym = "SYM", Verb = "VERB", X = "X",
    }
}

words! {
    /// What a name or an entity is.
    EntityKind {
        /// A person.
        Person = "person",
        /// An organisation, office, government body, company, armed group.
        Organisation = "organisation",
        /// A country, region, city or other place.
        Place = "place",
        /// A building, base, airport, bridge.
        Facility = "facility",
        /// A nationality, religion or political group as an adjective or plural.
        Nationality = "nationality",
        /// A product, vehicle, weapon, ship.
        Product = "product",
        /// A named event.
        Event = "event",
        /// A law, treaty, resolution.
        Law = "law",
        /// A source that is described, not named: "a senior official", "witnesses".
        Described = "described",
        /// Anything else.
        Other = "other",
    }
}

/// A name in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// The name without title, article or genitive 's.
    pub span: Span,
    /// What it names.
    pub kind: EntityKind,
    /// Whom it names.
    pub entity: EntityIx,
    /// What made it.
    #[serde(deserialize_with = "label")]
    pub rule: Rule,
}

words! {
    /// How a mention refers.
    MentionKind {
        /// By name.
        Name = "name",
        /// By a title or description that points at a named entity: "the president", "the ministry".
        Description = "description",
        /// By a pronoun.
        Pronoun = "pronoun",
    }
}

/// A passage that refers to an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The whole noun phrase, titles included, relative clauses not.
    pub span: Span,
    /// Whom it refers to.
    pub entity: EntityIx,
    /// How.
    pub kind: MentionKind,
    /// What made it.
    #[serde(deserialize_with = "label")]
    pub rule: Rule,
}

/// Somebody or something an article speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// The fullest name used, without title: `Yoon Suk Yeol`; for a described source the
    /// description without its article: `senior presidential official`.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
    /// Other forms used, in order of appearance.
    pub aliases: Vec<String>,
    /// Titles held, as printed before or after the name: `South Korean President`.
    pub titles: Vec<Titled>,
    /// Id in the world data: `country/KR`.
    pub known: Option<String>,
    /// The country, institution or office it belongs to, where the text says so: Yoon's office →
    /// Yoon; the Foreign Ministry spokesman → the Foreign Ministry.
    pub of: Option<EntityIx>,
    /// First passage.
    pub first: Span,
}

/// A title with the passage that gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Titled {
    /// The words.
    pub text: String,
    /// Where.
    pub span: Span,
}

words! {
    /// TIMEX3 types.
    TimeKind {
        /// A calendar date of any precision.
        Date = "DATE",
        /// A time of day.
        Time = "TIME",
        /// A length of time.
        Duration = "DURATION",
        /// A recurring time.
        Set = "SET",
    }
}

/// A TIMEX3 expression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Time {
    /// The expression without its preposition.
    pub span: Span,
    /// Its type.
    pub kind: TimeKind,
    /// Its TIMEX3 value: `2024-10-28`, `2024-W43`, `P2D`, `XXXX-WXX-1` where nothing anchors it.
    pub value: String,
    /// The days it covers, where that can be said.
    pub days: Option<DateSpan>,
    /// The days it leaves open to whoever uses it: `days` narrowed or bounded by the modifier, and
    /// for vague expressions ("recently", "in the coming days") what they are mostly used for.
    pub range: Option<DateSpan>,
    /// How it is narrowed or bounded.
    pub modifier: Option<TimeModifier>,
    /// The time zone it is given in, as written: "GMT", "local time".
    pub zone: Option<Span>,
    /// What made it.
    #[serde(deserialize_with = "label")]
    pub rule: Rule,
}

words! {
    /// The TIMEX3 attribute `mod` (TimeML 1.2.1), for "by" and "since" too.
    #[allow(missing_docs)]
    TimeModifier {
        Before = "BEFORE", After = "AFTER", OnOrBefore = "ON_OR_BEFORE",
        OnOrAfter = "ON_OR_AFTER", LessThan = "LESS_THAN", MoreThan = "MORE_THAN",
        EqualOrLess = "EQUAL_OR_LESS", EqualOrMore = "EQUAL_OR_MORE", Start = "START",
        Mid = "MID", End = "END", Approx = "APPROX",
    }
}

words! {
    /// What a quantity measures.
    QuantityKind {
        /// A number of people or things.
        Count = "count",
        /// A measure with a unit: km, tonnes, degrees.
        Measure = "measure",
        /// An amount of money.
        Money = "money",
        /// A share in per cent, or a fraction.
        Share = "share",
        /// A length of time.
        Duration = "duration",
        /// How often or how many times as much.
        Times = "times",
    }
}

/// A number with what it counts or measures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// Approximator, number and the head of what is counted: "at least 84 people".
    pub span: Span,
    /// The number itself.
    pub number: Span,
    /// The number, null for ranges and vague words.
    pub value: Option<f64>,
    /// Inclusive lower bound.
    pub lo: Option<f64>,
    /// Inclusive upper bound.
    pub hi: Option<f64>,
    /// Whether it is hedged: "around", "some", "nearly", "more than".
    pub approx: bool,
    /// Lemma of what is counted (`soldier`), or the unit (`km`, `USD`, `%`).
    pub unit: String,
    /// The unit as the text states it, in the singular: `kilometre`, `dollar`, `per cent`; of what
    /// is counted the same as `unit`.
    pub stated: String,
    /// The whole counted noun phrase: "North Korean soldiers".
    pub counts: Option<Span>,
    /// What kind of quantity.
    pub kind: QuantityKind,
    /// What made it.
    #[serde(deserialize_with = "label")]
    pub rule: Rule,
}

/// Who is behind a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Speaker {
    /// An entity of the article, named or described.
    Entity(EntityIx),
    /// A source expression that could not be resolved ("he" with no candidate).
    Unresolved(Span),
    /// The outlet in its own voice.
    Outlet,
}

words! {
    /// How words are reported.
    Mode {
        /// All in quotation marks.
        Direct = "direct",
        /// None in quotation marks.
        Indirect = "indirect",
        /// Partly in quotation marks.
        Mixed = "mixed",
        /// The outlet's own voice.
        Narrated = "narrated",
    }
}

words! {
    /// What a source does with the content.
    #[allow(missing_docs)]
    Force {
        Asserts = "asserts", Confirms = "confirms", Denies = "denies", Predicts = "predicts",
        Promises = "promises", Demands = "demands", Asks = "asks", Hopes = "hopes",
        Doubts = "doubts",
    }
}

/// An attribution relation: what a source is reported to say (Pareti 2012; PolNeAR).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Source, cue and content together.
    pub span: Span,
    /// What is said, possibly discontinuous, in order.
    pub content: Vec<Span>,
    /// The words that show it is reported: "said", "according to".
    pub cue: Option<Span>,
    /// The words that name the source.
    pub source: Option<Span>,
    /// Who that is.
    pub speaker: Speaker,
    /// Who relays the speaker's words to this outlet, nearest to the outlet first:
    /// "Yonhap reported, citing the office" on a statement of the office gives Yonhap.
    pub via: Vec<EntityIx>,
    /// How the words are reported.
    pub mode: Mode,
    /// What the source does with them.
    pub force: Force,
    /// Whether the cue is negated: "did not say".
    pub negated: bool,
    /// When it was said, where the text tells.
    pub said_on: Option<PartialDate>,
    /// Where it was said, where the text tells.
    pub place: Option<EntityIx>,
    /// On what occasion or by what channel, with its preposition: "in a phone call on Monday".
    pub occasion: Option<Span>,
    /// Who heard it: "CNN" in "told CNN".
    pub audience: Option<Span>,
    /// Words of the cue and the content that keep a distance: "reportedly", "is believed to".
    pub hedges: Vec<Span>,
    /// The statement this one is part of the content of.
    pub inside: Option<StatementIx>,
    /// What made it.
    #[serde(deserialize_with = "label")]
    pub rule: Rule,
}

words! {
    /// What happened: the kinds that the brief tells apart.
    #[allow(missing_docs)]
    EventKind {
        Attack = "attack", Accident = "accident", Disaster = "disaster", Call = "call",
        Meeting = "meeting", Briefing = "briefing", Visit = "visit", Statement = "statement",
        Deployment = "deployment", Launch = "launch", Release = "release", Arrest = "arrest",
        Legal = "legal", Sanction = "sanction", Disclosure = "disclosure", Rescue = "rescue",
        Agreement = "agreement", Protest = "protest", Election = "election", Aid = "aid",
        Other = "other",
    }
}

words! {
    /// What sort of act an event is, for those who count events: the root codes of PLOVER (the
    /// Political Language Ontology for Verifiable Event Records), in capitals, and beside them four
    /// types that the ontology does not code.
    Plover {
        /// Shows that one is willing to cooperate: agrees, promises, offers.
        Agree = "AGREE",
        /// Meets, visits, talks, mediates.
        Consult = "CONSULT",
        /// Supports without material means: praises, recognises, signs agreements.
        Support = "SUPPORT",
        /// Yields: frees, returns, lifts sanctions and restrictions, gives in.
        Concede = "CONCEDE",
        /// Works together materially: trade, joint exercises, shared intelligence, extradition.
        Cooperate = "COOPERATE",
        /// Gives material help, asylum or peacekeepers.
        Aid = "AID",
        /// Withdraws troops, lays down arms, observes a ceasefire.
        Retreat = "RETREAT",
        /// Asks, urges, demands.
        Request = "REQUEST",
        /// Accuses, criticises, investigates, sues.
        Accuse = "ACCUSE",
        /// Refuses, denies, vetoes.
        Reject = "REJECT",
        /// Threatens, warns of force, gives an ultimatum.
        Threaten = "THREATEN",
        /// Demonstrates, strikes, boycotts.
        Protest = "PROTEST",
        /// Reduces relations: embargo, expulsion of envoys, aid withheld.
        Sanction = "SANCTION",
        /// Moves forces short of using them.
        Mobilize = "MOBILIZE",
        /// Represses short of violence: arrests, bans, curfews, seizures.
        Coerce = "COERCE",
        /// Uses force: attacks, kills, abducts, occupies.
        Assault = "ASSAULT",
        /// No act of PLOVER's: an accident.
        Accident = "accident",
        /// No act of PLOVER's: a disaster.
        Disaster = "disaster",
        /// No act of PLOVER's: a step of courts or lawmakers.
        Legal = "legal",
        /// No act of PLOVER's: something was made known.
        Disclosure = "disclosure",
    }
}

words! {
    /// Whether something took place.
    EventStatus {
        /// Told as a fact.
        Happened = "happened",
        /// Announced, expected or possible.
        Planned = "planned",
        /// Told not to have happened.
        Denied = "denied",
        /// Claimed or suspected, not vouched for.
        Alleged = "alleged",
    }
}

words! {
    /// What part an entity plays in an event.
    Role {
        /// Who acts.
        Agent = "agent",
        /// Who is acted upon.
        Patient = "patient",
        /// Anyone else named with it.
        Other = "other",
    }
}

/// One mention of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The clause or noun phrase that tells it.
    pub span: Span,
    /// The word that names it: "briefed", "call".
    pub trigger: Span,
    /// Lemma of the trigger, with its noun for light verbs: `brief`, `hold call`.
    pub lemma: String,
    /// Its entry in the lexicon: synonyms share it.
    #[serde(deserialize_with = "label")]
    pub concept: Label,
    /// What it is.
    pub kind: EventKind,
    /// The act that it is to those who count events; `None`: no such act.
    pub plover: Option<Plover>,
    /// When, where the text tells.
    pub date: Option<DateSpan>,
    /// The word of the event that it followed within hours, where the text tells: "escaped shortly
    /// after the crash".
    pub after: Option<Span>,
    /// Where.
    pub place: Option<EntityIx>,
    /// Who took part.
    pub participants: Vec<(EntityIx, Role)>,
    /// Whether it took place.
    pub status: EventStatus,
    /// The innermost statement it is told in; `None`: the outlet's own voice.
    pub statement: Option<StatementIx>,
    /// Whether it is told for context: long past, or in a subordinate aside.
    pub background: bool,
    /// What made it.
    #[serde(deserialize_with = "label")]
    pub rule: Rule,
}

words! {
    /// Whether a figure holds, is to come, or is not vouched for.
    #[allow(missing_docs)]
    FigureStatus {
        Actual = "actual", Planned = "planned", Predicted = "predicted", Alleged = "alleged",
        Denied = "denied",
    }
}

/// A quantity with who says so, as of when, and whether it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The quantity.
    pub quantity: QuantityIx,
    /// Who says so.
    pub speaker: Speaker,
    /// Who relays it, nearest to the outlet first.
    pub via: Vec<EntityIx>,
    /// The statement it was said in.
    pub statement: Option<StatementIx>,
    /// The date it speaks about.
    pub as_of: Option<PartialDate>,
    /// Whether it holds.
    pub status: FigureStatus,
    /// Lemma of the verb or noun that governs the counted thing: `kill`, `send`, `deploy`.
    pub predicate: Option<String>,
    /// The place it is about.
    pub place: Option<EntityIx>,
    /// What made it.
    #[serde(deserialize_with = "label")]
    pub rule: Rule,
}

/// Something seen but not understood, shown to the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Where.
    pub span: Span,
    /// A stable short code: `pronoun.unresolved`.
    #[serde(deserialize_with = "label")]
    pub code: Label,
    /// What it says to a person.
    pub text: String,
}
