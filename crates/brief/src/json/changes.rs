//! What is new in a record, as its JSON tells it.

use ::record::{
    self as rec, Brings, Changes, DisputeNews, EventNews, Record, SeriesNews, Since, StatementIx,
};
use ::text::CodePoints;
use serde::Serialize;
use utoipa::ToSchema;

/// The section `changes`: every id and span is one of the same document.
#[derive(Serialize, ToSchema)]
pub(super) struct ChangesFields<'a> {
    since: SinceFields<'a>,
    situations: Vec<&'a str>,
    articles: Vec<NewArticle<'a>>,
    /// Ids of articles of the earlier record that are not in this one.
    gone: &'a [String],
    series: Vec<SeriesFields<'a>>,
    events: Vec<EventFields<'a>>,
    disputes: Vec<DisputeFields<'a>>,
    /// The fullest statement of each utterance that no known article told.
    statements: Vec<&'a str>,
}

#[derive(Serialize, ToSchema)]
struct SinceFields<'a> {
    /// The articles published before this day are compared with.
    day: Option<String>,
    /// The file whose record is compared with.
    record: Option<&'a str>,
}

#[derive(Serialize, ToSchema)]
struct NewArticle<'a> {
    article: &'a str,
    /// What it is the first to tell, in numbers.
    brings: BringsFields,
    nothing_new: bool,
    /// Articles before it that share most of its text.
    copies: Vec<&'a str>,
}

#[derive(Serialize, ToSchema)]
struct BringsFields {
    events: usize,
    figures: usize,
    statements: usize,
    disputes: usize,
    confirmed: usize,
}

#[derive(Serialize, ToSchema)]
struct SeriesFields<'a> {
    series: &'a str,
    /// `new`, `moved` or `confirmed`.
    change: &'static str,
    /// New figures whose values were not known.
    points: Vec<&'a str>,
    behaviour_before: Option<&'static str>,
    independent_before: usize,
    origins_added: &'a [String],
}

#[derive(Serialize, ToSchema)]
struct EventFields<'a> {
    event: &'a str,
    /// `new`, `moved`, `confirmed` or `taken_up`.
    change: &'static str,
    status_before: Option<&'static str>,
    /// Where new articles tell it.
    mentions: Vec<Place<'a>>,
    independent_before: usize,
    origins_added: &'a [String],
}

#[derive(Serialize, ToSchema)]
struct Place<'a> {
    article: &'a str,
    span: [u32; 2],
}

#[derive(Serialize, ToSchema)]
struct DisputeFields<'a> {
    dispute: Option<&'a str>,
    /// The series whose figures no longer disagree.
    series: Option<&'a str>,
    /// `new`, `joined` or `settled`.
    change: &'static str,
    /// The statements of new articles that show it.
    statements: Vec<&'a str>,
}

impl<'a> ChangesFields<'a> {
    pub(super) fn new(
        changes: &'a Changes,
        record: &'a Record,
        points: &[CodePoints],
    ) -> ChangesFields<'a> {
        let article = |r: rec::ReportIx| &*record.reports[r.at()].article.id;
        let place = |m: &rec::EventMention| Place {
            article: article(m.passage.report),
            span: points[m.passage.report.at()].span(m.passage.span),
        };
        let report = |c: &rec::NewReport| NewArticle {
            article: article(c.report),
            brings: BringsFields::new(c.brings),
            nothing_new: c.brings.is_nothing(),
            copies: c.copies.iter().map(|r| article(*r)).collect(),
        };
        let series = |c: &'a rec::SeriesChange| SeriesFields {
            series: &record.series[c.series.at()].id,
            change: match c.change {
                SeriesNews::New => "new",
                SeriesNews::Moved => "moved",
                SeriesNews::Confirmed => "confirmed",
            },
            points: c.points.iter().map(|p| &*record.figures[p.at()].id).collect(),
            behaviour_before: c.behaviour_before.map(rec::Behaviour::name),
            independent_before: c.independent_before,
            origins_added: &c.origins_added,
        };
        let event = |c: &'a rec::EventChange| {
            let event = &record.events[c.event.at()];
            let (change, status_before) = match c.change {
                EventNews::New => ("new", None),
                EventNews::Moved { from } => ("moved", Some(from.name())),
                EventNews::Confirmed => ("confirmed", None),
                EventNews::TakenUp => ("taken_up", None),
            };
            EventFields {
                event: &event.id,
                change,
                status_before,
                mentions: c.mentions.iter().map(|m| place(&event.mentions[*m])).collect(),
                independent_before: c.independent_before,
                origins_added: &c.origins_added,
            }
        };
        let statement = |s: &StatementIx| &*record.statements[s.at()].id;
        let dispute = |c: &'a rec::DisputeChange| DisputeFields {
            dispute: c.dispute.map(|d| &*record.disputes[d.at()].id),
            series: c.series.map(|s| &*record.series[s.at()].id),
            change: match c.change {
                DisputeNews::New => "new",
                DisputeNews::Joined => "joined",
                DisputeNews::Settled => "settled",
            },
            statements: c.statements.iter().map(statement).collect(),
        };
        let (day, file) = match &changes.since {
            Since::Day(day) => (Some(day.to_string()), None),
            Since::Record(path) => (None, Some(&**path)),
        };
        let situation = |s: &rec::SituationIx| &*record.situations[s.at()].id;
        ChangesFields {
            since: SinceFields { day, record: file },
            situations: changes.situations.iter().map(situation).collect(),
            articles: changes.reports.iter().map(report).collect(),
            gone: &changes.gone,
            series: changes.series.iter().map(series).collect(),
            events: changes.events.iter().map(event).collect(),
            disputes: changes.disputes.iter().map(dispute).collect(),
            statements: changes
                .utterances
                .iter()
                .map(|(s, at)| &record.situations[s.at()].utterances[*at])
                .filter_map(|u| u.statements.first().map(statement))
                .collect(),
        }
    }
}

impl BringsFields {
    fn new(of: Brings) -> BringsFields {
        let Brings { events, figures, statements, disputes, confirmed } = of;
        BringsFields { events, figures, statements, disputes, confirmed }
    }
}
