//! The pages: each a look into the store and a template.

mod correct;
mod marks;

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Extension, Path, Query, RawQuery, State};
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::http::{HeaderName, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use brief::{Coverage, Leads};
use jiff::Timestamp;
use serde::Deserialize;
use text::Date;
use text::limits::SEARCH_RANKED;
use utoipa::{IntoParams, ToSchema};

use super::App;
use super::guard::{Guest, Nonce, see_other, token, with_cookie};
use crate::alerts::{self, Alert};
use crate::corrections::{Change as Correction, Entry};
use crate::edits::{Change, Piece, pieces};
use crate::feeds::look::FeedLink;
use crate::feeds::{self, Added, Changed, SourceChange, State as Health};
use crate::look::{self, Counts, Found, Hit, SituationRow};
use crate::watch::{self, PhaseChange};
use crate::who::{self, Mentioned, Who};
use crate::{Error, Kind};

pub(super) use correct::{correct, correct_form, log, undo};
use marks::marked;

/// Rows of a list on one page.
pub(super) const ROWS: usize = 50;
/// Alerts, losses and skipped documents shown.
pub(super) const LISTED: usize = 100;

/// A page, or the page that says why there is none.
pub(super) type Page = Result<Response, Failure>;

/// The answer where something failed.
pub(super) struct Failure(Box<Response>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure(Box::new(failed(&error)))
    }
}

/// What every page shows around what it is about.
struct Top {
    title: String,
    guest: Guest,
    nonce: String,
    has_users: bool,
    trouble: Option<String>,
}

impl Top {
    fn new(app: &App, title: &str, guest: Guest, nonce: Nonce) -> Top {
        Top {
            title: title.to_owned(),
            guest,
            nonce: nonce.0,
            has_users: app.access.has_users(),
            trouble: app.trouble(),
        }
    }
}

/// Makes a page where waiting for the store holds up nobody else.
async fn show<T: Template + Send + 'static>(
    app: Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Error> + Send + 'static,
) -> Page {
    let done = tokio::task::spawn_blocking(move || {
        let page = work(&app)?;
        let render = |e| Error::new(Kind::Invalid, "writing a page", e);
        page.render().map_err(render)
    });
    let page = done.await.map_err(|e| Error::new(Kind::Store, "making a page", e))??;
    Ok(Html(page).into_response())
}

/// Does something to the store where that holds up nobody else.
pub(super) async fn work<T: Send + 'static>(
    app: Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(move || work(&app)).await;
    done.map_err(|e| Error::new(Kind::Store, "working for a page", e))?
}

#[derive(Template)]
#[template(path = "error.html")]
struct Wrong<'a> {
    heading: &'a str,
    why: &'a str,
}

/// A time to the minute, for people; the API gives all of it.
fn moment(at: &(impl ToString + ?Sized)) -> String {
    let at = at.to_string();
    let to_minute = |at: Timestamp| at.strftime("%Y-%m-%d %H:%M UTC").to_string();
    at.parse().map_or(at, to_minute)
}

/// An answer that refuses, and says why: in plain words, of which the guard makes a page or JSON.
pub(super) fn refused(status: StatusCode, why: &str) -> Response {
    (status, why.to_owned()).into_response()
}

/// The page that says why there is no other.
pub(super) fn wrong(heading: &str, why: &str) -> Response {
    let page = Wrong { heading, why }.render().unwrap_or_else(|_| heading.to_owned());
    Html(page).into_response()
}

/// An answer that tells of an error.
pub(super) fn failed(error: &Error) -> Response {
    let status = match error.kind() {
        Kind::Missing => StatusCode::NOT_FOUND,
        Kind::Invalid | Kind::Limit => StatusCode::BAD_REQUEST,
        Kind::Refused => StatusCode::FORBIDDEN,
        Kind::Network => StatusCode::BAD_GATEWAY,
        Kind::Store => StatusCode::INTERNAL_SERVER_ERROR,
    };
    refused(status, &error.to_string())
}

/// There is no such page.
pub(super) async fn not_found() -> Response {
    refused(StatusCode::NOT_FOUND, "There is no such page on this desk.")
}

pub(super) fn missing(what: &str) -> Error {
    Error::new(Kind::Missing, format!("looking for {what}"), "the desk has none of that name")
}

// The overview.

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview {
    top: Top,
    counts: Counts,
    behind: usize,
    situations: Vec<SituationRow>,
    all: bool,
    page: usize,
    more: bool,
    troubled: Vec<(String, &'static str)>,
    alerts: Vec<Alert>,
    phases: Vec<(String, String)>,
}

/// What part of a list is shown.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// Which page of the list, from 0.
    pub(super) page: usize,
    /// Whether situations of one report are listed too.
    pub(super) all: bool,
}

/// `GET /`.
pub(super) async fn overview(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Extension(nonce): Extension<Nonce>,
    Query(part): Query<Part>,
) -> Page {
    show(app, move |app| {
        let store = app.desk.store();
        let mut situations =
            look::situations(store, part.all, ROWS + 1, part.page.saturating_mul(ROWS))?;
        let more = situations.len() > ROWS;
        situations.truncate(ROWS);
        let health = feeds::health(store, Timestamp::now())?;
        let troubled = health.into_iter().filter_map(|h| {
            let name = h.source.title.unwrap_or(h.source.url);
            Some((name, trouble_of(&h.state)?))
        });
        let phases = watch::ladders(store)?;
        let behind = app.desk.behind()?;
        Ok(Overview {
            top: Top::new(app, "Desk", guest, nonce),
            counts: look::counts(store)?,
            behind: behind.articles + behind.situations,
            situations,
            all: part.all,
            page: part.page,
            more,
            troubled: troubled.collect(),
            alerts: alerts::list(store, 5, None)?,
            phases: phases.into_iter().filter_map(|l| Some((l.ladder, l.phase?))).collect(),
        })
    })
    .await
}

/// What is wrong with a source; none where nothing is.
pub(super) fn trouble_of(state: &Health) -> Option<&'static str> {
    match state {
        Health::New | Health::Ok | Health::Paused { .. } => None,
        Health::Failing { .. } => Some("fails"),
        Health::Empty => Some("lists nothing"),
        Health::Quiet { .. } => Some("has gone quiet"),
        Health::Gone { .. } => Some("is gone"),
        Health::Moved { .. } => Some("has moved"),
    }
}

// A situation.

#[derive(Template)]
#[template(path = "situation.html")]
struct Situation {
    top: Top,
    key: String,
    body: String,
    style: String,
    since: String,
    as_of: String,
    alerts: Vec<Alert>,
    sources: String,
}

/// The days that a situation is shown between, as a form sends them: empty where none is given.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Days {
    /// Compared with what was known before this day, as in 2025-03-09.
    pub(super) since: String,
    /// As it could be known on this day.
    pub(super) as_of: String,
}

/// `GET /s/{key}`.
pub(super) async fn situation(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Extension(nonce): Extension<Nonce>,
    Path(key): Path<String>,
    Query(days): Query<Days>,
    RawQuery(query): RawQuery,
) -> Page {
    let (since, as_of) = (day(&days.since)?, day(&days.as_of)?);
    if let Some(elsewhere) = moved(&app, &key, ("/s/", ""), query).await? {
        return Ok(elsewhere);
    }
    show(app, move |app| {
        let record = look::record_at(&app.desk, &key, since, as_of)?
            .ok_or_else(|| missing(&format!("the situation {key}")))?;
        let edits = guest.edits();
        let leads = Leads {
            correct: &|kind, article, span| match edits {
                true => correct::address(kind, &key, article, span),
                false => String::new(),
            },
            report: &|article| format!("/r/{article}"),
            speaker: &|name| format!("/who?name={}", encoded(name)),
        };
        let coverage = Coverage { as_of, ..Coverage::default() };
        let parts = brief::parts(&record, &coverage, &leads);
        let sources = brief::graph(&record);
        Ok(Situation {
            top: Top::new(app, &parts.title, guest, nonce),
            alerts: alerts::of_situation(app.desk.store(), &key)?,
            key,
            body: parts.body,
            style: parts.style,
            since: days.since,
            as_of: days.as_of,
            sources,
        })
    })
    .await
}

/// The answer that leads to the situation that another went into; none where that of `key` is still
/// there. `around` is what stands before and after the key in its address.
pub(super) async fn moved(
    app: &Arc<App>,
    key: &str,
    around: (&str, &str),
    query: Option<String>,
) -> Result<Option<Response>, Failure> {
    let wanted = key.to_owned();
    let now = work(Arc::clone(app), move |app| look::now_at(app.desk.store(), &wanted)).await?;
    let now = now.ok_or_else(|| missing(&format!("the situation {key}")))?;
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let (before, after) = around;
    Ok((now != key).then(|| see_other(&format!("{before}{now}{after}{query}"))))
}

/// The day of a form's field.
pub(super) fn day(field: &str) -> Result<Option<Date>, Error> {
    let field = field.trim();
    if field.is_empty() {
        return Ok(None);
    }
    let day = field
        .parse()
        .map_err(|e| Error::new(Kind::Invalid, format!("reading the day {field:?}"), e));
    day.map(Some).map_err(|e: Error| e.advise("write it as in 2025-03-09"))
}

/// Text as it stands in an address.
fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

// A report.

#[derive(Template)]
#[template(path = "report.html")]
struct Report {
    top: Top,
    report: look::ReportRow,
    text: String,
    legend: Vec<(&'static str, usize)>,
    versions: Vec<(String, String)>,
    diff: Vec<Piece>,
    web: Option<String>,
}

/// Which passage is shown: code points, half open, as in `span=120-164`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct At {
    span: String,
}

/// `GET /r/{key}`.
pub(super) async fn report(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Extension(nonce): Extension<Nonce>,
    Path(key): Path<String>,
    Query(at): Query<At>,
) -> Page {
    show(app, move |app| {
        let store = app.desk.store();
        let report =
            look::report(store, &key)?.ok_or_else(|| missing(&format!("the report {key}")))?;
        let record = match &report.situation {
            Some((situation, _)) => look::record(store, situation)?,
            None => None,
        };
        let span =
            at.span.split_once('-').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
        let named = |name: &str, span| match &report.situation {
            Some((situation, _)) if guest.edits() => {
                correct::address("entity", situation, &report.key, span)
            }
            _ => format!("/who?name={}", encoded(name)),
        };
        let (text, legend) = marked(&report.article, record.as_ref(), span, &named);
        let all = match &report.article.url {
            Some(url) => look::versions(store, url)?,
            None => Vec::new(),
        };
        let own = all.iter().position(|(k, ..)| *k == key);
        let before = own.and_then(|at| all.get(at.checked_sub(1)?));
        let diff = before.map(|(_, _, old)| pieces(old, &report.article.text)).unwrap_or_default();
        let versions = all.iter().filter(|_| all.len() > 1);
        let web = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
        let title = report.article.title.clone().unwrap_or_else(|| key.clone());
        Ok(Report {
            top: Top::new(app, &title, guest, nonce),
            web: report.article.url.as_ref().filter(web).cloned(),
            text,
            legend,
            versions: versions.map(|(key, came, _)| (key.clone(), came.clone())).collect(),
            diff,
            report,
        })
    })
    .await
}

// Search, and what a speaker has said.

#[derive(Template)]
#[template(path = "search.html")]
struct Search {
    top: Top,
    asked: Asked,
    hits: Vec<Hit>,
    more: bool,
    /// How many were looked through, where that is not all.
    ranked: Option<usize>,
    heading: String,
    kinds: [(&'static str, &'static str); 6],
}

/// What is searched for, as the form sends it.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// Words, all of which are to stand in the passage; those in quotation marks stand together.
    q: String,
    /// Who says it.
    speaker: String,
    /// Who published it.
    outlet: String,
    /// `report`, `statement`, `figure`, `event` or `dispute`.
    kind: String,
    /// First day of publication.
    from: String,
    /// Last day of publication.
    to: String,
    /// Which page of what was found, from 0.
    page: usize,
}

impl Asked {
    /// One page of what is found, and whether there is more; of no question nothing.
    pub(super) fn found(&self, app: &App) -> Result<(Found, bool), Error> {
        let query = self.query()?;
        if self.is_empty() {
            return Ok((Found::default(), false));
        }
        let skip = self.page.saturating_mul(ROWS);
        let mut found = look::search(app.desk.store(), &query, ROWS + 1, skip)?;
        let more = found.hits.len() > ROWS;
        found.hits.truncate(ROWS);
        Ok((found, more))
    }

    fn query(&self) -> Result<look::Query, Error> {
        Ok(look::Query {
            words: self.q.clone(),
            speaker: self.speaker.clone(),
            outlet: self.outlet.clone(),
            kind: self.kind.clone(),
            from: day(&self.from)?,
            to: day(&self.to)?,
        })
    }

    fn is_empty(&self) -> bool {
        [&self.q, &self.speaker, &self.outlet, &self.kind, &self.from, &self.to]
            .iter()
            .all(|field| field.trim().is_empty())
    }

    /// The address of another part of what was found.
    fn at(&self, page: usize) -> String {
        let mut to = url::form_urlencoded::Serializer::new("/search?".to_owned());
        let fields = [
            ("q", &self.q),
            ("speaker", &self.speaker),
            ("outlet", &self.outlet),
            ("kind", &self.kind),
            ("from", &self.from),
            ("to", &self.to),
        ];
        to.extend_pairs(fields).append_pair("page", &page.to_string()).finish()
    }
}

const KINDS: [(&str, &str); 6] = [
    ("", "anything"),
    ("report", "reports"),
    ("statement", "statements"),
    ("figure", "figures"),
    ("event", "events"),
    ("dispute", "disputes"),
];

/// `GET /search`.
pub(super) async fn search(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Extension(nonce): Extension<Nonce>,
    Query(asked): Query<Asked>,
) -> Page {
    show(app, move |app| {
        let (Found { hits, cut }, more) = asked.found(app)?;
        let heading = "Search".to_owned();
        let top = Top::new(app, &heading, guest, nonce);
        let ranked = cut.then_some(SEARCH_RANKED);
        Ok(Search { top, asked, hits, more, ranked, heading, kinds: KINDS })
    })
    .await
}

/// Whose page it is: one of both is given.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Whom {
    /// The name, as statements and search results give it.
    name: String,
    /// A Wikidata id, as in Q55.
    wikidata: String,
}

impl Whom {
    /// What the desk knows of them.
    pub(super) fn found(&self, app: &App) -> Result<Who, Error> {
        let asked = match self.wikidata.trim() {
            "" => who::Asked::Name(self.name.clone()),
            id => who::Asked::Wikidata(id.to_owned()),
        };
        who::who(&app.desk, &asked)
    }
}

#[derive(Template)]
#[template(path = "entity.html")]
struct Entity {
    top: Top,
    who: Who,
    /// Notes and grades: what each says, and who made it when and why.
    entries: Vec<(String, Entry)>,
}

impl Entity {
    /// Where a mention can be put right.
    fn correct(&self, situation: &str, at: &Mentioned) -> String {
        correct::address("entity", situation, &at.report, at.bytes)
    }

    /// A grade in words.
    fn grade(letter: &str) -> &'static str {
        record::Reliability::parse(letter).map_or("", record::Reliability::words)
    }
}

/// What a note or a grade says.
fn says(entry: &Entry) -> String {
    match &entry.change {
        Correction::Note { text, .. } => text.clone(),
        Correction::Reliability { reliability, .. } => {
            format!("reliability {}, {}", reliability.letter(), reliability.words())
        }
        _ => String::new(),
    }
}

/// `GET /who`.
pub(super) async fn entity(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Extension(nonce): Extension<Nonce>,
    Query(whom): Query<Whom>,
) -> Page {
    show(app, move |app| {
        let mut who = whom.found(app)?;
        let entries = std::mem::take(&mut who.entries);
        let entries = entries.into_iter().map(|entry| (says(&entry), entry)).collect();
        Ok(Entity { top: Top::new(app, &who.name, guest, nonce), who, entries })
    })
    .await
}

// Sources.

#[derive(Template)]
#[template(path = "sources.html")]
struct Sources {
    top: Top,
    sources: Vec<SourceLine>,
    losses: Vec<feeds::Loss>,
    skipped: Vec<(String, String, String)>,
    choose: Vec<FeedLink>,
    told: Option<String>,
}

struct SourceLine {
    id: i64,
    title: String,
    former: Vec<String>,
    paused: bool,
    moved: bool,
    url: String,
    kind: &'static str,
    state: String,
    wrong: bool,
    good: Option<Timestamp>,
    due: Option<Timestamp>,
    waiting: u64,
}

fn source_lines(app: &App) -> Result<Vec<SourceLine>, Error> {
    let health = feeds::health(app.desk.store(), Timestamp::now())?;
    Ok(health
        .into_iter()
        .map(|h| SourceLine {
            id: h.source.id,
            title: h.source.title.clone().unwrap_or_else(|| h.source.url.clone()),
            former: h.source.former,
            paused: matches!(h.state, Health::Paused { .. }),
            moved: matches!(h.state, Health::Moved { .. }),
            url: h.source.url,
            kind: h.source.kind.name(),
            wrong: trouble_of(&h.state).is_some(),
            state: state_words(&h.state),
            good: h.good,
            due: h.due,
            waiting: h.waiting,
        })
        .collect())
}

pub(super) fn state_words(state: &Health) -> String {
    match state {
        Health::New => "not visited yet".to_owned(),
        Health::Ok => "ok".to_owned(),
        Health::Failing { since, why } => format!("fails since {since}: {why}"),
        Health::Empty => "answers, and lists nothing".to_owned(),
        Health::Quiet { since, usual } => {
            format!("quiet since {since}; its longest usual gap is {} hours", usual.as_hours())
        }
        Health::Gone { since } => format!("gone since {since}"),
        Health::Paused { since } => format!("paused since {since}"),
        Health::Moved { since, to } => {
            format!("moved since {since}: to {to}, which is a source itself")
        }
    }
}

fn sources_page(
    app: &App,
    guest: Guest,
    nonce: Nonce,
    choose: Vec<FeedLink>,
    told: Option<String>,
) -> Result<Sources, Error> {
    let store = app.desk.store();
    Ok(Sources {
        top: Top::new(app, "Sources", guest, nonce),
        sources: source_lines(app)?,
        losses: feeds::losses(store)?.into_iter().take(LISTED).collect(),
        skipped: look::skipped(store, LISTED)?,
        choose,
        told,
    })
}

/// `GET /sources`.
pub(super) async fn sources(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Extension(nonce): Extension<Nonce>,
) -> Page {
    show(app, move |app| sources_page(app, guest, nonce, Vec::new(), None)).await
}

/// An address to add.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Address {
    /// Of a feed, a news sitemap or a page.
    url: String,
    /// Whether it is added as one page, whatever feeds it names.
    #[serde(default)]
    page: bool,
}

impl Address {
    /// Adds it as a source.
    pub(super) fn add(&self, app: &App, now: Timestamp) -> Result<Added, Error> {
        let (store, url) = (app.desk.store(), self.url.trim());
        match self.page {
            true => feeds::add_page(store, url, now),
            false => feeds::add_source(store, &app.fetcher, url, now),
        }
    }
}

/// `POST /sources`.
pub(super) async fn add_source(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Extension(nonce): Extension<Nonce>,
    Form(address): Form<Address>,
) -> Page {
    show(app, move |app| {
        let (choose, told) = match address.add(app, Timestamp::now())? {
            Added::New(source) => (Vec::new(), Some(format!("{} was added.", source.url))),
            Added::Known(source) => (Vec::new(), Some(format!("{} is known.", source.url))),
            Added::Choose(links) => (links, None),
        };
        sources_page(app, guest, nonce, choose, told)
    })
    .await
}

/// What is to be done to a source.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ToDo {
    /// What.
    pub(super) change: SourceChange,
}

/// `POST /sources/{id}`.
pub(super) async fn change_source(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Extension(nonce): Extension<Nonce>,
    Path(id): Path<i64>,
    Form(todo): Form<ToDo>,
) -> Page {
    show(app, move |app| {
        let changed = feeds::change(app.desk.store(), id, todo.change, Timestamp::now())?;
        sources_page(app, guest, nonce, Vec::new(), Some(changed_words(todo.change, &changed)))
    })
    .await
}

fn changed_words(change: SourceChange, changed: &Changed) -> String {
    let url = &changed.source.url;
    match (change, changed.dropped) {
        (SourceChange::Pause, _) => format!("{url} is paused."),
        (SourceChange::Resume, _) => format!("{url} is visited again."),
        (SourceChange::Remove, 0) => format!("{url} was removed; what came of it stays."),
        (SourceChange::Remove, n) => format!(
            "{url} was removed; what came of it stays. Pages that were waiting to be fetched and \
             are dropped: {n}."
        ),
    }
}

// The watch.

#[derive(Template)]
#[template(path = "watch.html")]
struct Watch {
    top: Top,
    alerts: Vec<Alert>,
    ladders: Vec<(String, Option<String>, Vec<PhaseChange>)>,
    toml: String,
    from_file: Option<String>,
    wrong: Option<String>,
}

fn watch_page(
    app: &App,
    guest: Guest,
    nonce: Nonce,
    (toml, wrong): (Option<String>, Option<String>),
) -> Result<Watch, Error> {
    let store = app.desk.store();
    let toml = match toml {
        Some(toml) => toml,
        None => store.setting(watch::RULES)?.unwrap_or_default(),
    };
    let ladders = watch::ladders(store)?.into_iter().map(|ladder| {
        let log = watch::phase_log(store, &ladder.ladder, LISTED)?;
        Ok((ladder.ladder, ladder.phase, log))
    });
    Ok(Watch {
        top: Top::new(app, "Watch", guest, nonce),
        alerts: alerts::list(store, LISTED, None)?,
        ladders: ladders.collect::<Result<_, Error>>()?,
        toml,
        from_file: app.rules_file.as_ref().map(|f| f.display().to_string()),
        wrong,
    })
}

/// `GET /watch`.
pub(super) async fn watch(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Extension(nonce): Extension<Nonce>,
) -> Page {
    show(app, move |app| watch_page(app, guest, nonce, (None, None))).await
}

/// New watch rules.
#[derive(Debug, Deserialize)]
pub(super) struct NewRules {
    rules: String,
}

/// `POST /watch`.
pub(super) async fn set_rules(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Extension(nonce): Extension<Nonce>,
    Form(new): Form<NewRules>,
) -> Page {
    show(app, move |app| {
        let toml = new.rules.replace("\r\n", "\n");
        let wrong = match app.keep_rules(&toml) {
            Ok(()) => None,
            Err(error) if error.kind() == Kind::Store => return Err(error),
            Err(error) => Some(error.to_string()),
        };
        watch_page(app, guest, nonce, (Some(toml), wrong))
    })
    .await
}

/// `GET /alerts.atom`.
pub(super) async fn atom(State(app): State<Arc<App>>) -> Page {
    let feed = work(app, |app| {
        let alerts = alerts::list(app.desk.store(), text::limits::ATOM_ENTRIES, None)?;
        let now = Timestamp::now();
        Ok(crate::deliver::atom::atom("Twosource alerts", None, &alerts, now))
    })
    .await?;
    Ok(([(CONTENT_TYPE, "application/atom+xml")], feed).into_response())
}

// Coming in and going out.

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    wrong: bool,
    has_users: bool,
}

/// `GET /login`.
pub(super) async fn login_form(State(app): State<Arc<App>>) -> Page {
    let has_users = app.access.has_users();
    show(app, move |_| Ok(LoginPage { wrong: false, has_users })).await
}

/// A name and a password.
#[derive(Deserialize)]
pub(super) struct Login {
    name: String,
    password: String,
}

/// `POST /login`.
pub(super) async fn login(State(app): State<Arc<App>>, Form(login): Form<Login>) -> Page {
    let at = Arc::clone(&app);
    let now = Timestamp::now();
    let token =
        work(at, move |app| app.access.by_password(&login.name, &login.password, now)).await?;
    match token {
        Some(token) => Ok(with_cookie(see_other("/"), &token)),
        None => {
            let page = show(app, |_| Ok(LoginPage { wrong: true, has_users: true })).await?;
            Ok((StatusCode::UNAUTHORIZED, page).into_response())
        }
    }
}

/// `POST /logout`.
pub(super) async fn logout(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    if let Some(token) = token(&headers) {
        app.access.end(&token);
    }
    with_cookie(see_other("/login"), "")
}

// Files of the pages.

fn file(kind: &'static str, content: String) -> Response {
    let headers: [(HeaderName, &str); 1] = [(CONTENT_TYPE, kind)];
    (headers, content).into_response()
}

/// `GET /style.css`.
pub(super) async fn style() -> Response {
    file(
        "text/css; charset=utf-8",
        format!("{}\n{}", brief::STYLE, include_str!("../../assets/desk.css")),
    )
}

/// `GET /desk.js`.
pub(super) async fn script() -> Response {
    file("text/javascript; charset=utf-8", include_str!("../../assets/desk.js").to_owned())
}

impl Report {
    /// What became of a piece of an edited text, as a class.
    fn class(change: &Change) -> &'static str {
        match change {
            Change::Kept => "kept",
            Change::Added => "added",
            Change::Removed => "removed",
        }
    }
}
