//! The record as JSON, `twosource/record/1`.

use ::record::{self as rec, EntityIx, Passage, Record, ReportIx, Speaker, StatementIx};
use ::text::{CodePoints, Span};
use serde::Serialize;
use utoipa::ToSchema;

use super::changes::ChangesFields;
use super::parts::{ArticleFields, Days, Number, Range, date};
use crate::Coverage;
use crate::view::{grade_words, reason};

/// The name of this shape of document.
pub(super) const SCHEMA: &str = "twosource/record/1";

/// The record as one JSON document; offsets in code points of each article's text.
pub fn record_json(record: &Record, coverage: &Coverage) -> String {
    let rim = Rim {
        record,
        points: record.reports.iter().map(|r| CodePoints::new(&r.article.text)).collect(),
    };
    let document = Document {
        schema: SCHEMA,
        program: Program { version: env!("CARGO_PKG_VERSION"), model: reading::trained_model() },
        situations: record.situations.iter().map(|s| rim.situation(s)).collect(),
        articles: (0..record.reports.len()).map(|at| rim.article(at)).collect(),
        entities: record.entities.iter().map(|e| rim.entity(e)).collect(),
        statements: record.statements.iter().map(|s| rim.statement(s)).collect(),
        figures: record.figures.iter().map(|f| rim.figure(f)).collect(),
        series: record.series.iter().map(|s| rim.series(s)).collect(),
        events: record.events.iter().map(|e| rim.event(e)).collect(),
        disputes: record.disputes.iter().map(|d| rim.dispute(d)).collect(),
        skipped: coverage.skipped.iter().map(|(path, reason)| Skipped { path, reason }).collect(),
        notes: &coverage.notes,
        as_of: coverage.as_of.map(|d| d.to_string()),
        left_out: coverage.left_out.iter().map(|(path, reason)| Skipped { path, reason }).collect(),
        changes: record.changes.as_ref().map(|c| ChangesFields::new(c, record, &rim.points)),
    };
    serde_json::to_string(&document).expect("strings, numbers and lists always serialize")
}

/// The record as one document: what [`record_json`] writes. Spans are code points of the `text` of
/// their article, half open; days are ISO 8601, as coarse as they are known.
#[derive(Serialize, ToSchema)]
#[schema(as = Record)]
pub struct Document<'a> {
    schema: &'static str,
    program: Program,
    situations: Vec<Situation<'a>>,
    articles: Vec<Article<'a>>,
    entities: Vec<Entity<'a>>,
    statements: Vec<Statement<'a>>,
    figures: Vec<Figure<'a>>,
    series: Vec<Series<'a>>,
    events: Vec<Event<'a>>,
    disputes: Vec<Dispute<'a>>,
    skipped: Vec<Skipped<'a>>,
    notes: &'a [String],
    /// The day as of which the record is; null: all that was read is in it.
    as_of: Option<String>,
    /// Articles that were read but are no part of the record.
    left_out: Vec<Skipped<'a>>,
    /// What is new, where the record was compared with an earlier one.
    changes: Option<ChangesFields<'a>>,
}

#[derive(Serialize, ToSchema)]
struct Program {
    version: &'static str,
    model: &'static str,
}

#[derive(Serialize, ToSchema)]
struct Skipped<'a> {
    path: &'a str,
    reason: &'a str,
}

#[derive(Serialize, ToSchema)]
struct Place<'a> {
    article: &'a str,
    span: [u32; 2],
}

#[derive(Serialize, ToSchema)]
struct Situation<'a> {
    id: &'a str,
    title: &'a str,
    title_from: Option<Place<'a>>,
    from: Option<String>,
    to: Option<String>,
    articles: Vec<&'a str>,
    events: Vec<&'a str>,
    series: Vec<&'a str>,
    disputes: Vec<&'a str>,
    entities: Vec<&'a str>,
    utterances: Vec<Utterance<'a>>,
    chains: Vec<Chain<'a>>,
    origins: Vec<Origin<'a>>,
    independent: usize,
    parties: Vec<Party<'a>>,
}

#[derive(Serialize, ToSchema)]
struct Utterance<'a> {
    speaker: Option<&'a str>,
    speaker_words: Option<&'a str>,
    said_on: Option<String>,
    statements: Vec<&'a str>,
    #[serde(flatten)]
    basis: Basis<'a>,
}

#[derive(Serialize, ToSchema)]
struct Chain<'a> {
    links: &'a [String],
    passages: Vec<Place<'a>>,
}

#[derive(Serialize, ToSchema)]
struct Origin<'a> {
    name: &'a str,
    entity: Option<&'a str>,
}

/// On whose word a proposition rests.
#[derive(Serialize, ToSchema)]
struct Basis<'a> {
    origins: Vec<&'a str>,
    independent: usize,
    parties: Vec<Party<'a>>,
    credibility: Credibility,
}

/// The same beside origins that stand elsewhere in the item.
#[derive(Serialize, ToSchema)]
struct Grounds<'a> {
    parties: Vec<Party<'a>>,
    credibility: Credibility,
}

#[derive(Serialize, ToSchema)]
struct Party<'a> {
    /// Null for witnesses and for a government that no report names.
    name: Option<&'a str>,
    kind: &'static str,
    entity: Option<&'a str>,
}

/// The second axis of the Admiralty scale.
#[derive(Serialize, ToSchema)]
struct Credibility {
    grade: u8,
    words: &'static str,
    reason: String,
}

#[derive(Serialize, ToSchema)]
struct Article<'a> {
    #[serde(flatten)]
    fields: ArticleFields<'a>,
    situation: Option<&'a str>,
    copies: Vec<Copy<'a>>,
    /// The earlier version of the article that this one updates.
    version_of: Option<&'a str>,
    /// The later version that updates this one.
    superseded_by: Option<&'a str>,
    not_understood: Vec<Note<'a>>,
    sentences: usize,
    reliability: Option<&'static str>,
}

#[derive(Serialize, ToSchema)]
struct Copy<'a> {
    article: &'a str,
    share: Number,
    /// What stands in both, in the order of the shorter text.
    runs: Vec<Run>,
    /// How many runs there are beyond those listed.
    runs_left_out: usize,
}

#[derive(Serialize, ToSchema)]
struct Run {
    own: [u32; 2],
    other: [u32; 2],
}

#[derive(Serialize, ToSchema)]
struct Note<'a> {
    span: [u32; 2],
    code: &'static str,
    text: &'a str,
}

#[derive(Serialize, ToSchema)]
struct Entity<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    aliases: &'a [String],
    titles: Vec<Title<'a>>,
    wikidata: Option<&'a str>,
    mentions: usize,
    full_name: &'a str,
    known: Option<&'a str>,
    of: Option<&'a str>,
    reliability: Option<&'static str>,
}

#[derive(Serialize, ToSchema)]
struct Title<'a> {
    text: &'a str,
    from: Option<String>,
    to: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct Statement<'a> {
    id: &'a str,
    article: &'a str,
    span: [u32; 2],
    content: Vec<[u32; 2]>,
    cue: Option<[u32; 2]>,
    source: Option<[u32; 2]>,
    speaker: Option<&'a str>,
    speaker_words: Option<&'a str>,
    chain: Vec<&'a str>,
    mode: &'static str,
    force: &'static str,
    negated: bool,
    said_on: Option<String>,
    place: Option<&'a str>,
    occasion: Option<[u32; 2]>,
    audience: Option<[u32; 2]>,
    hedges: Vec<[u32; 2]>,
}

#[derive(Serialize, ToSchema)]
struct Figure<'a> {
    id: &'a str,
    article: &'a str,
    span: [u32; 2],
    text: &'a str,
    value: Option<Number>,
    lo: Option<Number>,
    hi: Option<Number>,
    approx: bool,
    unit: &'a str,
    counts: Option<&'a str>,
    series: Option<&'a str>,
    speaker: Option<&'a str>,
    via: Vec<&'a str>,
    as_of: Option<String>,
    status: &'static str,
    counts_span: Option<[u32; 2]>,
    statement: Option<&'a str>,
    #[serde(flatten)]
    basis: Basis<'a>,
    /// Whether only a replaced version of its article tells it.
    superseded: bool,
}

#[derive(Serialize, ToSchema)]
struct Series<'a> {
    id: &'a str,
    label: &'a str,
    unit: &'a str,
    behaviour: &'static str,
    points: Vec<&'a str>,
    origins: Vec<&'a str>,
    independent: usize,
    latest: Option<&'a str>,
    #[serde(flatten)]
    grounds: Grounds<'a>,
}

#[derive(Serialize, ToSchema)]
struct Event<'a> {
    id: &'a str,
    label: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    plover: Option<&'static str>,
    date: Option<Days>,
    place: Option<&'a str>,
    participants: Vec<&'a str>,
    status: &'static str,
    mentions: Vec<Mention<'a>>,
    origins: Vec<&'a str>,
    independent: usize,
    background: bool,
    roles: Vec<&'static str>,
    date_basis: Option<&'static str>,
    #[serde(flatten)]
    grounds: Grounds<'a>,
}

#[derive(Serialize, ToSchema)]
struct Mention<'a> {
    article: &'a str,
    span: [u32; 2],
    status: &'static str,
    statement: Option<&'a str>,
}

#[derive(Serialize, ToSchema)]
struct Dispute<'a> {
    id: &'a str,
    proposition: &'a str,
    asserted: Vec<&'a str>,
    denied: Vec<&'a str>,
    series: Option<&'a str>,
    asserted_on: Basis<'a>,
    denied_on: Basis<'a>,
}

/// The record with what turns its positions into ids and its bytes into code points.
struct Rim<'a> {
    record: &'a Record,
    points: Vec<CodePoints>,
}

impl<'a> Rim<'a> {
    fn range(&self, report: ReportIx, span: Span) -> Range {
        self.points[report.at()].span(span)
    }

    fn article_id(&self, report: ReportIx) -> &'a str {
        &self.record.reports[report.at()].article.id
    }

    fn entity_id(&self, entity: EntityIx) -> &'a str {
        &self.record.entities[entity.at()].id
    }

    fn statement_id(&self, statement: StatementIx) -> &'a str {
        &self.record.statements[statement.at()].id
    }

    fn place(&self, passage: Passage) -> Place<'a> {
        let Passage { report, span } = passage;
        Place { article: self.article_id(report), span: self.range(report, span) }
    }

    fn speaker_id(&self, speaker: &Speaker) -> Option<&'a str> {
        match speaker {
            Speaker::Entity(entity) => Some(self.entity_id(*entity)),
            Speaker::Words(_) | Speaker::Outlet => None,
        }
    }

    fn situation(&self, of: &'a rec::Situation) -> Situation<'a> {
        let record = self.record;
        Situation {
            id: &of.id,
            title: &of.title,
            title_from: of.title_from.map(|p| self.place(p)),
            from: of.dates.map(|d| d.from.to_string()),
            to: of.dates.map(|d| d.to.to_string()),
            articles: of.reports.iter().map(|r| self.article_id(*r)).collect(),
            events: of.events.iter().map(|e| &*record.events[e.at()].id).collect(),
            series: of.series.iter().map(|s| &*record.series[s.at()].id).collect(),
            disputes: of.disputes.iter().map(|d| &*record.disputes[d.at()].id).collect(),
            entities: of.entities.iter().map(|e| self.entity_id(*e)).collect(),
            utterances: of.utterances.iter().map(|u| self.utterance(u)).collect(),
            chains: of.chains.iter().map(|c| self.chain(c)).collect(),
            origins: of.origins.iter().map(|o| self.origin(o)).collect(),
            independent: of.origins.len(),
            parties: of.parties.iter().map(|p| self.party(p)).collect(),
        }
    }

    fn utterance(&self, of: &'a rec::Utterance) -> Utterance<'a> {
        Utterance {
            speaker: self.speaker_id(&of.speaker),
            speaker_words: words(&of.speaker),
            said_on: date(of.said_on),
            statements: of.statements.iter().map(|s| self.statement_id(*s)).collect(),
            basis: self.basis(&of.basis),
        }
    }

    fn chain(&self, of: &'a rec::Chain) -> Chain<'a> {
        let passages = of.passages.iter().map(|p| self.place(*p)).collect();
        Chain { links: &of.links, passages }
    }

    fn origin(&self, of: &'a rec::SourceOrigin) -> Origin<'a> {
        Origin { name: &of.name, entity: of.entity.map(|e| self.entity_id(e)) }
    }

    fn article(&self, at: usize) -> Article<'a> {
        let report = &self.record.reports[at];
        let points = &self.points[at];
        let copy = |c: &rec::Copy| Copy {
            article: self.article_id(c.report),
            share: Number((c.share * 1000.0).round() / 1000.0),
            runs: c
                .runs
                .iter()
                .map(|r| Run { own: points.span(r.own), other: self.range(c.report, r.other) })
                .collect(),
            runs_left_out: c.runs_left_out,
        };
        Article {
            fields: ArticleFields::new(&report.article, Some(&report.origin), points),
            situation: report.situation.map(|s| &*self.record.situations[s.at()].id),
            copies: report.copies.iter().map(copy).collect(),
            version_of: report.version_of.map(|r| self.article_id(r)),
            superseded_by: report.superseded_by.map(|r| self.article_id(r)),
            not_understood: report
                .notes
                .iter()
                .map(|n| Note { span: points.span(n.span), code: n.code, text: &n.text })
                .collect(),
            sentences: report.sentences,
            reliability: report.reliability.map(rec::Reliability::letter),
        }
    }

    fn entity(&self, of: &'a rec::Entity) -> Entity<'a> {
        let title = |t: &'a rec::Title| Title { text: &t.text, from: date(t.from), to: date(t.to) };
        Entity {
            id: &of.id,
            name: &of.name,
            kind: of.kind.name(),
            aliases: &of.aliases,
            titles: of.titles.iter().map(title).collect(),
            wikidata: of.wikidata.as_deref(),
            mentions: of.mentions.len(),
            full_name: &of.full_name,
            known: of.known.as_deref(),
            of: of.of.map(|e| self.entity_id(e)),
            reliability: of.reliability.map(rec::Reliability::letter),
        }
    }

    fn statement(&self, of: &'a rec::Statement) -> Statement<'a> {
        let range = |s: Span| self.range(of.report, s);
        Statement {
            id: &of.id,
            article: self.article_id(of.report),
            span: range(of.span),
            content: of.content.iter().map(|s| range(*s)).collect(),
            cue: of.cue.map(range),
            source: of.source.map(range),
            speaker: self.speaker_id(&of.speaker),
            speaker_words: words(&of.speaker),
            chain: of.via.iter().map(|e| self.entity_id(*e)).collect(),
            mode: of.mode.name(),
            force: of.force.name(),
            negated: of.negated,
            said_on: date(of.said_on),
            place: of.place.map(|p| self.entity_id(p)),
            occasion: of.occasion.map(range),
            audience: of.audience.map(range),
            hedges: of.hedges.iter().map(|h| range(*h)).collect(),
        }
    }

    fn figure(&self, of: &'a rec::Figure) -> Figure<'a> {
        let text = &*self.record.reports[of.report.at()].article.text;
        let name = |e: &EntityIx| &*self.record.entities[e.at()].name;
        Figure {
            id: &of.id,
            article: self.article_id(of.report),
            span: self.range(of.report, of.span),
            text: of.span.of(text),
            value: of.value.map(Number),
            lo: of.lo.map(Number),
            hi: of.hi.map(Number),
            approx: of.approx,
            unit: &of.unit,
            counts: of.counts.map(|c| c.of(text)),
            series: of.series.map(|s| &*self.record.series[s.at()].id),
            speaker: self.speaker_id(&of.speaker).or(words(&of.speaker)),
            via: of.via.iter().map(name).collect(),
            as_of: date(of.as_of),
            status: of.status.name(),
            counts_span: of.counts.map(|c| self.range(of.report, c)),
            statement: of.statement.map(|s| self.statement_id(s)),
            basis: self.basis(&of.basis),
            superseded: of.superseded,
        }
    }

    fn series(&self, of: &'a rec::Series) -> Series<'a> {
        Series {
            id: &of.id,
            label: &of.label,
            unit: &of.unit,
            behaviour: of.behaviour.name(),
            points: of.points.iter().map(|f| &*self.record.figures[f.at()].id).collect(),
            origins: names(&of.basis.origins),
            independent: of.basis.origins.len(),
            latest: of.latest.map(|f| &*self.record.figures[f.at()].id),
            grounds: self.grounds(&of.basis),
        }
    }

    fn event(&self, of: &'a rec::Event) -> Event<'a> {
        let mention = |m: &rec::EventMention| Mention {
            article: self.article_id(m.passage.report),
            span: self.range(m.passage.report, m.passage.span),
            status: m.status.name(),
            statement: m.statement.map(|s| self.statement_id(s)),
        };
        Event {
            id: &of.id,
            label: &of.label,
            kind: of.kind.name(),
            plover: of.plover.map(reading::Plover::name),
            date: of.date.map(Days::new),
            place: of.place.map(|e| self.entity_id(e)),
            participants: of.participants.iter().map(|(e, _)| self.entity_id(*e)).collect(),
            status: of.status.name(),
            mentions: of.mentions.iter().map(mention).collect(),
            origins: names(&of.basis.origins),
            independent: of.basis.origins.len(),
            background: of.background,
            roles: of.participants.iter().map(|(_, role)| role.name()).collect(),
            date_basis: of.date_basis.map(rec::DateBasis::name),
            grounds: self.grounds(&of.basis),
        }
    }

    fn dispute(&self, of: &'a rec::Dispute) -> Dispute<'a> {
        let ids = |side: &[StatementIx]| side.iter().map(|s| self.statement_id(*s)).collect();
        Dispute {
            id: &of.id,
            proposition: &of.proposition,
            asserted: ids(&of.asserted),
            denied: ids(&of.denied),
            series: of.series.map(|s| &*self.record.series[s.at()].id),
            asserted_on: self.basis(&of.asserted_on),
            denied_on: self.basis(&of.denied_on),
        }
    }

    fn basis(&self, of: &'a rec::Basis) -> Basis<'a> {
        let Grounds { parties, credibility } = self.grounds(of);
        let origins = names(&of.origins);
        Basis { independent: origins.len(), origins, parties, credibility }
    }

    fn grounds(&self, of: &'a rec::Basis) -> Grounds<'a> {
        let found = &of.credibility;
        Grounds {
            parties: of.parties.iter().map(|p| self.party(p)).collect(),
            credibility: Credibility {
                grade: found.grade.number(),
                words: grade_words(found.grade),
                reason: reason(found),
            },
        }
    }

    fn party(&self, of: &'a rec::Party) -> Party<'a> {
        Party {
            name: Some(&*of.name).filter(|name| !name.is_empty()),
            kind: of.kind.name(),
            entity: of.entity.map(|e| self.entity_id(e)),
        }
    }
}

fn words(speaker: &Speaker) -> Option<&str> {
    match speaker {
        Speaker::Words(words) => Some(words),
        Speaker::Entity(_) | Speaker::Outlet => None,
    }
}

fn names(origins: &[rec::SourceOrigin]) -> Vec<&str> {
    origins.iter().map(|o| &*o.name).collect()
}
