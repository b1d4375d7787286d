//! What each report tells of events, in terms of the record.

use std::collections::BTreeSet;

use reading::{EventKind, EventStatus, Plover, Role, Upos};
use text::{BlockKind, Date, DateSpan, Span};

use crate::{Draft, EntityIx, Passage, ReportIx, StatementIx};

/// Days before publication in which an undated fresh event is taken to lie, for comparing it
/// with dated ones; it gets no date from this.
const FRESH: i32 = 3;
/// The same for an event that a noun phrase mentions in passing, or a mishap in a clause of time.
const RECENT: i32 = 30;
/// The same for one that is told for context, or in a clause that only says of whom or of what the
/// report speaks ("the miners who were trapped"): it may be years ago.
const CONTEXT: i32 = 4000;
/// Days after publication in which an announced, undated event is taken to lie.
const AHEAD: i32 = 60;
/// Sentences over which a report goes on telling of one day.
const GOES_ON: usize = 12;
/// Sentences at the head of a report that tell its news.
const LEAD: usize = 4;

/// One mention of an event in one report.
#[derive(Clone, Debug)]
pub(super) struct Telling {
    pub(super) passage: Passage,
    pub(super) trigger: Span,
    pub(super) concept: &'static str,
    pub(super) kind: EventKind,
    pub(super) plover: Option<Plover>,
    /// When, as the report says.
    pub(super) date: Option<DateSpan>,
    /// The word of the event that it followed within hours.
    pub(super) after: Option<Span>,
    /// The date of what the report tells just before, where this goes on from it.
    pub(super) story: Option<DateSpan>,
    /// When at the widest: the date, else what its publication and status leave open.
    pub(super) window: Option<DateSpan>,
    pub(super) place: Option<EntityIx>,
    pub(super) participants: Vec<(EntityIx, Role)>,
    pub(super) status: EventStatus,
    pub(super) statement: Option<StatementIx>,
    /// Lemmas of the content words of its passage, without the trigger.
    pub(super) words: BTreeSet<String>,
    pub(super) background: bool,
    /// Whether a clause tells it.
    pub(super) clausal: bool,
    /// Whether a clause tells it that is more than what tells one noun from another.
    pub(super) news: bool,
    /// Whether its passage names who or what it is told of.
    pub(super) readable: bool,
    /// Whether it stands at the head of the report.
    pub(super) lead: bool,
    /// Publication of the report.
    pub(super) published: Option<Date>,
}

impl Telling {
    /// How much the mention says by itself.
    pub(super) fn strength(&self) -> u32 {
        let points = [
            (self.clausal, 3),
            (self.readable, 2),
            (self.date.is_some(), 2),
            (self.lead, 2),
            (!self.participants.is_empty(), 2),
            (self.participants.len() > 1, 1),
            (self.place.is_some(), 1),
            (self.status == EventStatus::Happened, 1),
            (!self.background, 4),
        ];
        points.iter().filter(|(holds, _)| *holds).map(|(_, n)| n).sum()
    }

    /// Whether it can stand for an event of its own, not only refer to one told elsewhere.
    ///
    /// What is told for context can where a clause dates it.
    pub(super) fn founds(&self) -> bool {
        (!self.background || (self.clausal && self.date.is_some()))
            && (self.clausal
                || self.participants.len() > 1
                || (self.date.is_some() && !self.participants.is_empty()))
    }

    /// The participants in a role.
    pub(super) fn in_role(&self, role: Role) -> BTreeSet<EntityIx> {
        self.participants.iter().filter(|(_, r)| *r == role).map(|(e, _)| *e).collect()
    }

    /// Everyone who takes part.
    pub(super) fn everyone(&self) -> BTreeSet<EntityIx> {
        self.participants.iter().map(|(e, _)| *e).collect()
    }
}

/// The events that a report tells.
pub(super) fn tellings(draft: &Draft, report: ReportIx) -> Vec<Telling> {
    let article = draft.article(report);
    let reading = draft.reading(report);
    let published = article.published.filter(|p| p.date.is_day()).map(|p| p.date.date);
    let body: Vec<usize> = (0..reading.sentences.len())
        .filter(|at| {
            let block = article.blocks.get(reading.sentences[*at].block as usize);
            block.is_none_or(|b| b.kind != BlockKind::Caption)
        })
        .take(LEAD)
        .collect();
    let days = story(reading, published);
    let told = |event: &reading::Event| is_told(event) && event.kind != EventKind::Statement;
    let events = reading.events.iter();
    events
        .map(|event| {
            let at = reading.sentence_at(event.trigger.start).map_or(usize::MAX, |s| s.at());
            let lead = body.contains(&at);
            let before = days.iter().rev().find(|(s, _)| *s <= at && at <= s + GOES_ON);
            let going_on = before.or_else(|| days.first().filter(|_| lead));
            let aside = is_aside(reading, event);
            Telling {
                passage: Passage { report, span: event.span },
                trigger: event.trigger,
                concept: event.concept,
                kind: event.kind,
                plover: event.plover,
                date: event.date,
                after: event.after,
                story: going_on.filter(|_| told(event) && !aside).map(|(_, day)| *day),
                window: event.date.or_else(|| {
                    let recalled = is_recalled(reading, event);
                    window(event, (aside, recalled), published)
                }),
                place: event.place.map(|e| draft.entity(report, e)),
                participants: event
                    .participants
                    .iter()
                    .map(|(e, role)| (draft.entity(report, *e), *role))
                    .collect(),
                status: event.status,
                statement: event.statement.map(|s| draft.statement(report, s)),
                words: words(reading, event),
                background: event.background,
                clausal: event.rule != "events.noun",
                news: is_told(event) && !aside,
                readable: is_readable(reading, event),
                lead,
                published,
            }
        })
        .collect()
}

/// Whether a clause tells the event as news.
fn is_told(event: &reading::Event) -> bool {
    let happened = event.status == EventStatus::Happened;
    happened && event.rule != "events.noun" && !event.background
}

/// The days just before publication that a report tells of, with their sentences. Days of speech
/// say nothing of what was spoken about.
fn story(reading: &reading::Reading, published: Option<Date>) -> Vec<(usize, DateSpan)> {
    let told = reading.events.iter().filter(|e| is_told(e) && e.kind != EventKind::Statement);
    told.filter_map(|e| {
        let sentence = reading.sentence_at(e.trigger.start)?.at();
        Some((sentence, e.date.filter(|d| fresh(*d, published))?))
    })
    .collect()
}

/// Whether a day is one of those just before publication.
fn fresh(date: DateSpan, published: Option<Date>) -> bool {
    published.is_some_and(|published| {
        let first = published.saturating_sub(jiff::Span::new().days(FRESH));
        date.from == date.to && first <= date.from && date.to <= published
    })
}

/// The token of an event's word.
fn word<'r>(reading: &'r reading::Reading, event: &reading::Event) -> Option<&'r reading::Token> {
    reading.tokens[reading.tokens_in(event.trigger)].first()
}

/// Whether an event is told in a clause that modifies a noun.
fn is_aside(reading: &reading::Reading, event: &reading::Event) -> bool {
    word(reading, event).is_some_and(|t| matches!(t.deprel, "acl" | "acl:relcl"))
}

/// Whether a mishap is told in a clause of time, as known already: "since the ferry sank".
fn is_recalled(reading: &reading::Reading, event: &reading::Event) -> bool {
    let mishap = matches!(event.kind, EventKind::Accident | EventKind::Disaster);
    let Some(at) = reading.tokens_in(event.trigger).next().filter(|_| mishap) else {
        return false;
    };
    let introduces = |t: &reading::Token| {
        t.head.is_some_and(|head| head.at() == at)
            && matches!(t.deprel, "mark" | "advmod")
            && matches!(&*t.lemma, "when" | "after" | "since")
    };
    reading.tokens[at].deprel.starts_with("advcl")
        && reading.sentence_at(event.trigger.start).is_some_and(|sentence| {
            let span = reading.sentences[sentence.at()].span;
            reading.tokens[reading.tokens_in(span)].iter().any(introduces)
        })
}

/// Whether the passage of an event has a subject, or the noun that its clause modifies.
fn is_readable(reading: &reading::Reading, event: &reading::Event) -> bool {
    let relative = |t: &reading::Token| matches!(t.xpos, "WP" | "WDT");
    let subject = |t: &reading::Token| t.deprel.starts_with("nsubj") && !relative(t);
    let tokens = &reading.tokens[reading.tokens_in(event.span)];
    event.rule == "events.noun"
        || tokens.iter().any(subject)
        || (is_aside(reading, event) && event.span.start < event.trigger.start)
}

/// The days in which an undated event can lie.
fn window(
    event: &reading::Event,
    (aside, recalled): (bool, bool),
    published: Option<Date>,
) -> Option<DateSpan> {
    let published = published?;
    let days = |n: i32| published.saturating_add(jiff::Span::new().days(n));
    let span = match (event.status, event.rule) {
        (EventStatus::Planned, _) => DateSpan { from: published, to: days(AHEAD) },
        _ if event.background || aside => DateSpan { from: days(-CONTEXT), to: published },
        (_, "events.noun") => DateSpan { from: days(-RECENT), to: published },
        _ if recalled => DateSpan { from: days(-RECENT), to: published },
        _ => DateSpan { from: days(-FRESH), to: published },
    };
    Some(span)
}

/// The content words of an event's passage.
fn words(reading: &reading::Reading, event: &reading::Event) -> BTreeSet<String> {
    let content =
        |upos: Upos| matches!(upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj | Upos::Num);
    reading.tokens[reading.tokens_in(event.span)]
        .iter()
        .filter(|t| content(t.upos) && !t.span.overlaps(event.trigger))
        .map(|t| t.lemma.to_lowercase())
        .collect()
}
