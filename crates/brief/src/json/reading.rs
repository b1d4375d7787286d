//! A reading as JSON: one article, one line. Ids are positions within the article.

use ::reading::{self as read, EntityIx, Reading, Speaker};
use ::text::{Article, CodePoints, Span};
use serde::Serialize;

use super::parts::{ArticleFields, Days, Number, Range, date};

/// What one article says, as one line of JSON without a line break at its end; offsets in code
/// points of the article's text.
pub fn reading_json(article: &Article, reading: &Reading) -> String {
    let rim = Rim { article, reading, points: CodePoints::new(&article.text) };
    let document = Document {
        article: ArticleFields::new(article, reading.origin.as_ref(), &rim.points),
        sentences: reading.sentences.iter().map(|s| rim.sentence(s)).collect(),
        names: reading.names.iter().map(|n| rim.name(n)).collect(),
        mentions: reading.mentions.iter().map(|m| rim.mention(m)).collect(),
        times: reading.times.iter().map(|t| rim.time(t)).collect(),
        quantities: reading.quantities.iter().map(|q| rim.quantity(q)).collect(),
        statements: (0..).zip(&reading.statements).map(|(n, s)| rim.statement(n, s)).collect(),
        events: (0..).zip(&reading.events).map(|(n, e)| rim.event(n, e)).collect(),
        figures: (0..).zip(&reading.figures).map(|(n, f)| rim.figure(n, f)).collect(),
        entities: (0..).zip(&reading.entities).map(|(n, e)| rim.entity(n, e)).collect(),
        notes: reading
            .notes
            .iter()
            .map(|n| Note { span: rim.range(n.span), code: n.code, text: &n.text })
            .collect(),
    };
    serde_json::to_string(&document).expect("strings, numbers and lists always serialize")
}

#[derive(Serialize)]
struct Document<'a> {
    article: ArticleFields<'a>,
    sentences: Vec<Sentence<'a>>,
    names: Vec<Name>,
    mentions: Vec<Mention>,
    times: Vec<Time<'a>>,
    quantities: Vec<Quantity<'a>>,
    statements: Vec<Statement<'a>>,
    events: Vec<Event<'a>>,
    figures: Vec<Figure<'a>>,
    entities: Vec<Entity<'a>>,
    notes: Vec<Note<'a>>,
}

#[derive(Serialize)]
struct Sentence<'a> {
    span: Range,
    tokens: Vec<Token<'a>>,
}

#[derive(Serialize)]
struct Token<'a> {
    span: Range,
    form: &'a str,
    lemma: &'a str,
    upos: &'static str,
    xpos: &'static str,
    /// Position of the head in the sentence, from 1; 0 for the root.
    head: u32,
    deprel: &'static str,
}

#[derive(Serialize)]
struct Name {
    span: Range,
    #[serde(rename = "type")]
    kind: &'static str,
    entity: String,
    rule: &'static str,
}

#[derive(Serialize)]
struct Mention {
    span: Range,
    entity: String,
    kind: &'static str,
    rule: &'static str,
}

#[derive(Serialize)]
struct Time<'a> {
    span: Range,
    #[serde(rename = "type")]
    kind: &'static str,
    value: &'a str,
    days: Option<Days>,
    range: Option<Days>,
    #[serde(rename = "mod")]
    modifier: Option<&'static str>,
    zone: Option<Range>,
    rule: &'static str,
}

#[derive(Serialize)]
struct Quantity<'a> {
    span: Range,
    value: Option<Number>,
    lo: Option<Number>,
    hi: Option<Number>,
    approx: bool,
    unit: &'a str,
    symbol: &'a str,
    counts: Option<Range>,
    number: Range,
    kind: &'static str,
    rule: &'static str,
}

#[derive(Serialize)]
struct Statement<'a> {
    id: String,
    article: &'a str,
    span: Range,
    content: Vec<Range>,
    cue: Option<Range>,
    source: Option<Range>,
    speaker: Option<String>,
    speaker_words: Option<&'a str>,
    chain: Vec<String>,
    mode: &'static str,
    force: &'static str,
    negated: bool,
    said_on: Option<String>,
    place: Option<String>,
    occasion: Option<Range>,
    audience: Option<Range>,
    hedges: Vec<Range>,
    inside: Option<String>,
    rule: &'static str,
}

#[derive(Serialize)]
struct Event<'a> {
    id: String,
    label: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    plover: Option<&'static str>,
    date: Option<Days>,
    place: Option<String>,
    participants: Vec<String>,
    status: &'static str,
    mentions: [Place<'a>; 1],
    roles: Vec<&'static str>,
    trigger: Range,
    lemma: &'a str,
    statement: Option<String>,
    background: bool,
    rule: &'static str,
}

#[derive(Serialize)]
struct Place<'a> {
    article: &'a str,
    span: Range,
}

#[derive(Serialize)]
struct Figure<'a> {
    id: String,
    article: &'a str,
    span: Range,
    text: &'a str,
    value: Option<Number>,
    lo: Option<Number>,
    hi: Option<Number>,
    approx: bool,
    unit: &'a str,
    counts: Option<&'a str>,
    speaker: Option<String>,
    via: Vec<String>,
    as_of: Option<String>,
    status: &'static str,
    predicate: Option<&'a str>,
    place: Option<String>,
    statement: Option<String>,
    rule: &'static str,
}

#[derive(Serialize)]
struct Entity<'a> {
    id: String,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    aliases: &'a [String],
    titles: Vec<Title<'a>>,
    known: Option<&'a str>,
    of: Option<String>,
    first: Range,
}

#[derive(Serialize)]
struct Title<'a> {
    text: &'a str,
    span: Range,
}

#[derive(Serialize)]
struct Note<'a> {
    span: Range,
    code: &'static str,
    text: &'a str,
}

/// One article and its reading, with what turns positions into ids and bytes into code points.
struct Rim<'a> {
    article: &'a Article,
    reading: &'a Reading,
    points: CodePoints,
}

fn entity_id(entity: EntityIx) -> String {
    format!("e{}", entity.at() + 1)
}

fn statement_id(statement: read::StatementIx) -> String {
    format!("s{}", statement.at() + 1)
}

impl<'a> Rim<'a> {
    fn range(&self, span: Span) -> Range {
        self.points.span(span)
    }

    fn words(&self, span: Span) -> &'a str {
        span.of(&self.article.text)
    }

    /// The speaker's id, or the words that could not be resolved.
    fn speaker(&self, speaker: Speaker) -> (Option<String>, Option<&'a str>) {
        match speaker {
            Speaker::Entity(entity) => (Some(entity_id(entity)), None),
            Speaker::Unresolved(span) => (None, Some(self.words(span))),
            Speaker::Outlet => (None, None),
        }
    }

    fn sentence(&self, of: &read::Sentence) -> Sentence<'a> {
        let tokens = &self.reading.tokens[of.first.at()..of.end.at()];
        let token = |t: &'a read::Token| Token {
            span: self.range(t.span),
            form: self.words(t.span),
            lemma: &t.lemma,
            upos: t.upos.name(),
            xpos: t.xpos,
            head: t.head.map_or(0, |head| (head.0 + 1).saturating_sub(of.first.0)),
            deprel: t.deprel,
        };
        Sentence { span: self.range(of.span), tokens: tokens.iter().map(token).collect() }
    }

    fn name(&self, of: &read::Name) -> Name {
        Name {
            span: self.range(of.span),
            kind: of.kind.name(),
            entity: entity_id(of.entity),
            rule: of.rule,
        }
    }

    fn mention(&self, of: &read::Mention) -> Mention {
        Mention {
            span: self.range(of.span),
            entity: entity_id(of.entity),
            kind: of.kind.name(),
            rule: of.rule,
        }
    }

    fn time(&self, of: &'a read::Time) -> Time<'a> {
        Time {
            span: self.range(of.span),
            kind: of.kind.name(),
            value: &of.value,
            days: of.days.map(Days::new),
            range: of.range.map(Days::new),
            modifier: of.modifier.map(read::TimeModifier::name),
            zone: of.zone.map(|z| self.range(z)),
            rule: of.rule,
        }
    }

    fn quantity(&self, of: &'a read::Quantity) -> Quantity<'a> {
        Quantity {
            span: self.range(of.span),
            value: of.value.map(Number),
            lo: of.lo.map(Number),
            hi: of.hi.map(Number),
            approx: of.approx,
            unit: &of.stated,
            symbol: &of.unit,
            counts: of.counts.map(|c| self.range(c)),
            number: self.range(of.number),
            kind: of.kind.name(),
            rule: of.rule,
        }
    }

    fn statement(&self, at: usize, of: &read::Statement) -> Statement<'a> {
        let (speaker, speaker_words) = self.speaker(of.speaker);
        Statement {
            id: statement_id(at.into()),
            article: &self.article.id,
            span: self.range(of.span),
            content: of.content.iter().map(|c| self.range(*c)).collect(),
            cue: of.cue.map(|c| self.range(c)),
            source: of.source.map(|s| self.range(s)),
            speaker,
            speaker_words,
            chain: of.via.iter().map(|e| entity_id(*e)).collect(),
            mode: of.mode.name(),
            force: of.force.name(),
            negated: of.negated,
            said_on: date(of.said_on),
            place: of.place.map(entity_id),
            occasion: of.occasion.map(|o| self.range(o)),
            audience: of.audience.map(|a| self.range(a)),
            hedges: of.hedges.iter().map(|h| self.range(*h)).collect(),
            inside: of.inside.map(statement_id),
            rule: of.rule,
        }
    }

    fn event(&self, at: usize, of: &'a read::Event) -> Event<'a> {
        Event {
            id: format!("v{}", at + 1),
            label: self.words(of.span),
            kind: of.kind.name(),
            plover: of.plover.map(read::Plover::name),
            date: of.date.map(Days::new),
            place: of.place.map(entity_id),
            participants: of.participants.iter().map(|(e, _)| entity_id(*e)).collect(),
            status: of.status.name(),
            mentions: [Place { article: &self.article.id, span: self.range(of.span) }],
            roles: of.participants.iter().map(|(_, role)| role.name()).collect(),
            trigger: self.range(of.trigger),
            lemma: &of.lemma,
            statement: of.statement.map(statement_id),
            background: of.background,
            rule: of.rule,
        }
    }

    fn figure(&self, at: usize, of: &'a read::Figure) -> Figure<'a> {
        let quantity = &self.reading.quantities[of.quantity.at()];
        let (speaker, words) = self.speaker(of.speaker);
        Figure {
            id: format!("f{}", at + 1),
            article: &self.article.id,
            span: self.range(quantity.span),
            text: self.words(quantity.span),
            value: quantity.value.map(Number),
            lo: quantity.lo.map(Number),
            hi: quantity.hi.map(Number),
            approx: quantity.approx,
            unit: &quantity.unit,
            counts: quantity.counts.map(|c| self.words(c)),
            speaker: speaker.or(words.map(str::to_owned)),
            via: of.via.iter().map(|e| self.reading.entities[e.at()].name.clone()).collect(),
            as_of: date(of.as_of),
            status: of.status.name(),
            predicate: of.predicate.as_deref(),
            place: of.place.map(entity_id),
            statement: of.statement.map(statement_id),
            rule: of.rule,
        }
    }

    fn entity(&self, at: usize, of: &'a read::Entity) -> Entity<'a> {
        let title = |t: &'a read::Titled| Title { text: &t.text, span: self.range(t.span) };
        Entity {
            id: entity_id(at.into()),
            name: &of.name,
            kind: of.kind.name(),
            aliases: &of.aliases,
            titles: of.titles.iter().map(title).collect(),
            known: of.known.as_deref(),
            of: of.of.map(entity_id),
            first: self.range(of.first),
        }
    }
}
