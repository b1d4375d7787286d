//! The desk for programs: what the pages show, as JSON, described by OpenAPI 3.1.

use std::sync::Arc;

use axum::extract::{Extension, Path, Query, RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Json, Router};
use brief::Coverage;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::{IntoParams, Modify, OpenApi, ToSchema};

mod change;

use super::App;
use super::guard::{Guest, TOKEN};
use super::pages::{
    Address, Asked, Days, Failure, LISTED, Part, ROWS, ToDo, Whom, day, missing, moved,
    state_words, trouble_of, work,
};
use crate::alerts::{self, Alert, Story};
use crate::corrections::{Came, Change, Entry};
use crate::edits::{Piece, pieces};
use crate::feeds::look::FeedLink;
use crate::feeds::{self, Added, Health, Loss, Rest, Source};
use crate::look::{self, Counts, Hit, SituationRow};
use crate::watch::{self, PhaseChange};
use crate::who::{Appearance, Who};
use crate::{Error, program};

use change::ChangeFields;

/// Where it is.
pub(super) const AT: &str = "/api/v1";

/// An answer in JSON, or why there is none.
type Answer<T> = Result<Json<T>, Failure>;

/// Every path and what answers it; [`openapi`] describes each.
pub(super) fn routes() -> Vec<(&'static str, MethodRouter<Arc<App>>)> {
    vec![
        ("/session", get(session)),
        ("/status", get(status)),
        ("/situations", get(situations)),
        ("/situations/{key}", get(situation)),
        ("/situations/{key}/record", get(record)),
        ("/reports/{key}", get(report)),
        ("/search", get(search)),
        ("/entities", get(entities)),
        ("/sources", get(sources).post(add_source)),
        ("/sources/{id}", get(source).post(change_source)),
        ("/alerts", get(alerts)),
        ("/alerts/{id}", get(alert)),
        ("/phases", get(phases)),
        ("/rules", get(rules).post(set_rules)),
        ("/corrections", get(corrections).post(correct)),
        ("/corrections/{id}/undo", post(undo)),
        ("/openapi.json", get(description)),
    ]
}

/// The API, without what lies around it.
pub(super) fn router() -> Router<Arc<App>> {
    routes().into_iter().fold(Router::new(), |router, (path, route)| router.route(path, route))
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Twosource desk",
        description = "What the pages of a desk show, as JSON. Spans are Unicode code points of a \
                       report's text, half open. A request carries the cookie of a session; one \
                       that changes anything also carries the session's word in `x-csrf`, and is \
                       for editors.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
        contact()
    ),
    servers((url = "/api/v1")),
    security(("session" = [])),
    modifiers(&Cookie),
    paths(
        session, status, situations, situation, record, report, search, entities, sources,
        add_source, source, change_source, alerts, alert, phases, rules, set_rules, corrections,
        correct, undo, description
    )
)]
struct Described;

/// Adds the cookie to the description.
struct Cookie;

impl Modify for Cookie {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(TOKEN)));
        openapi.components.get_or_insert_default().add_security_scheme("session", cookie);
    }
}

/// The description of the API (OpenAPI 3.1), as it is given at `/api/v1/openapi.json`.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Described::openapi()
}

/// Why a request was refused or failed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// What was being done, why it failed, and what to do about it.
    pub(super) error: String,
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", responses(
    (status = 200, description = "OpenAPI 3.1", body = Object),
    (status = "default", description = "Why there is none", body = Problem),
))]
async fn description() -> Json<utoipa::openapi::OpenApi> {
    Json(openapi())
}

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
struct SessionFields {
    /// The name; of a session begun with the one-time key, `editor`.
    name: String,
    /// Whether it may change anything.
    edits: bool,
    /// What a request that changes anything carries in `x-csrf`.
    csrf: String,
}

/// Who asks, and what they may do.
#[utoipa::path(get, path = "/session", responses(
    (status = 200, description = "The session", body = SessionFields),
    (status = "default", description = "Why there is none", body = Problem),
))]
async fn session(Extension(guest): Extension<Guest>) -> Json<SessionFields> {
    let edits = guest.edits();
    let session = guest.session;
    Json(SessionFields { name: session.name, edits, csrf: session.csrf })
}

/// How far the desk is.
#[derive(Debug, Serialize, ToSchema)]
struct Status {
    /// The program and the model of its reader.
    program: String,
    /// What the desk holds.
    counts: Counts,
    /// Articles that are not read yet.
    unread: usize,
    /// Situations whose record lacks an article.
    stale: usize,
    /// What keeps the desk from going on.
    trouble: Option<String>,
}

/// What the desk holds, and how far it has come.
#[utoipa::path(get, path = "/status", responses(
    (status = 200, description = "Counts and state", body = Status),
    (status = "default", description = "Why there is none", body = Problem),
))]
async fn status(State(app): State<Arc<App>>) -> Answer<Status> {
    let status = work(app, |app| {
        let behind = app.desk.behind()?;
        Ok(Status {
            program: program(),
            counts: look::counts(app.desk.store())?,
            unread: behind.articles,
            stale: behind.situations,
            trouble: app.trouble(),
        })
    });
    Ok(Json(status.await?))
}

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
struct List<T> {
    /// What is in it, in order.
    items: Vec<T>,
    /// Whether something follows.
    more: bool,
}

impl<T> List<T> {
    /// The first `most` of what was found.
    fn of(mut items: Vec<T>, most: usize) -> List<T> {
        let more = items.len() > most;
        items.truncate(most);
        List { items, more }
    }
}

/// Situations, what moved last first.
#[utoipa::path(get, path = "/situations", params(Part), responses(
    (status = 200, description = "A page of them", body = List<SituationRow>),
    (status = "default", description = "Why there is none", body = Problem),
))]
async fn situations(
    State(app): State<Arc<App>>,
    Query(part): Query<Part>,
) -> Answer<List<SituationRow>> {
    let found = work(app, move |app| {
        let skip = part.page.saturating_mul(ROWS);
        Ok(List::of(look::situations(app.desk.store(), part.all, ROWS + 1, skip)?, ROWS))
    });
    Ok(Json(found.await?))
}

/// A situation and its alerts.
#[derive(Debug, Serialize, ToSchema)]
struct SituationFields {
    /// As in the list.
    situation: SituationRow,
    /// The newest first.
    alerts: Vec<Alert>,
}

/// A situation and its alerts.
#[utoipa::path(get, path = "/situations/{key}",
    params(("key" = String, Path, description = "Key of the situation")),
    responses(
        (status = 200, description = "The situation", body = SituationFields),
        (status = 303, description = "It went into the one at `location`"),
        (status = "default", description = "Why there is none", body = Problem),
    )
)]
async fn situation(
    State(app): State<Arc<App>>,
    Path(key): Path<String>,
) -> Result<Response, Failure> {
    if let Some(elsewhere) = moved(&app, &key, ("/api/v1/situations/", ""), None).await? {
        return Ok(elsewhere);
    }
    let found = work(app, move |app| {
        let store = app.desk.store();
        let situation = look::situation(store, &key)?;
        let situation = situation.ok_or_else(|| missing(&format!("the situation {key}")))?;
        Ok(SituationFields { alerts: alerts::of_situation(store, &key)?, situation })
    });
    Ok(Json(found.await?).into_response())
}

/// The record of a situation (`twosource/record/1`): who said what, figures, events, disputes, each
/// with its passage.
#[utoipa::path(get, path = "/situations/{key}/record",
    params(("key" = String, Path, description = "Key of the situation"), Days),
    responses(
        (status = 200, description = "The record", body = brief::RecordDocument),
        (status = 303, description = "The situation went into the one at `location`"),
        (status = "default", description = "Why there is none", body = Problem),
    )
)]
async fn record(
    State(app): State<Arc<App>>,
    Path(key): Path<String>,
    Query(days): Query<Days>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let (since, as_of) = (day(&days.since)?, day(&days.as_of)?);
    if let Some(elsewhere) = moved(&app, &key, ("/api/v1/situations/", "/record"), query).await? {
        return Ok(elsewhere);
    }
    let record = work(app, move |app| {
        let record = look::record_at(&app.desk, &key, since, as_of)?
            .ok_or_else(|| missing(&format!("the situation {key}")))?;
        Ok(brief::record_json(&record, &Coverage { as_of, ..Coverage::default() }))
    });
    Ok(([(CONTENT_TYPE, "application/json")], record.await?).into_response())
}

/// A report.
#[derive(Debug, Serialize, ToSchema)]
struct Report {
    /// Its key.
    key: String,
    /// Its headline.
    title: Option<String>,
    /// Who published it.
    outlet: Option<String>,
    /// Who wrote it.
    byline: Option<String>,
    /// Its address.
    url: Option<String>,
    /// When it was published, as exactly as that is known.
    published: Option<String>,
    /// What tells when.
    published_from: Option<&'static str>,
    /// Its language (BCP 47).
    language: String,
    /// When it came.
    #[schema(format = DateTime)]
    came: String,
    /// How it came: `file`, `page`, `feed item`.
    how: String,
    /// SHA-256 of the document it was taken from.
    document: String,
    /// SHA-256 of its text.
    sha256: String,
    /// Its situation.
    situation: Option<Story>,
    /// Why it could not be read.
    failed: Option<String>,
    /// What was left out of it, and why.
    notes: Vec<String>,
    /// Its text.
    text: String,
    /// The versions at its address in order of arrival, this one among them.
    versions: Vec<Version>,
    /// What changed from the version before; nothing where there is none.
    changed: Vec<Piece>,
}

/// A version of a report.
#[derive(Debug, Serialize, ToSchema)]
struct Version {
    /// Key of the report.
    key: String,
    /// When it came.
    #[schema(format = DateTime)]
    came: String,
}

impl Report {
    fn of(row: look::ReportRow, all: &[(String, String, String)]) -> Report {
        let own = all.iter().position(|(key, ..)| *key == row.key);
        let before = own.and_then(|at| all.get(at.checked_sub(1)?));
        let version = |(key, came, _): &(String, String, String)| Version {
            key: key.clone(),
            came: came.clone(),
        };
        let article = row.article;
        Report {
            key: row.key,
            title: article.title,
            outlet: article.outlet.map(|o| o.name),
            byline: article.byline,
            url: article.url,
            published: article.published.map(|p| p.date.to_string()),
            published_from: article.published.map(|p| p.from.name()),
            language: article.language,
            came: row.came,
            how: row.how,
            document: row.document,
            sha256: article.sha256,
            situation: row.situation.map(|(key, title)| Story { key, title }),
            failed: row.failed,
            notes: article.notes,
            versions: all.iter().map(version).collect(),
            changed: before.map(|(.., old)| pieces(old, &article.text)).unwrap_or_default(),
            text: article.text,
        }
    }
}

/// A report: its text, where it is from, and its versions.
#[utoipa::path(get, path = "/reports/{key}",
    params(("key" = String, Path, description = "Key of the report")),
    responses(
        (status = 200, description = "The report", body = Report),
        (status = "default", description = "Why there is none", body = Problem),
    )
)]
async fn report(State(app): State<Arc<App>>, Path(key): Path<String>) -> Answer<Report> {
    let found = work(app, move |app| {
        let store = app.desk.store();
        let row =
            look::report(store, &key)?.ok_or_else(|| missing(&format!("the report {key}")))?;
        let url = row.article.url.as_deref();
        let all = url.map(|url| look::versions(store, url)).transpose()?.unwrap_or_default();
        Ok(Report::of(row, &all))
    });
    Ok(Json(found.await?))
}

/// A part of what a search found.
#[derive(Debug, Serialize, ToSchema)]
struct Hits {
    /// The passages, the best first.
    items: Vec<Hit>,
    /// Whether something follows.
    more: bool,
    /// Whether the words stand in so many passages that only those kept last were looked through.
    cut: bool,
}

/// The passages that are asked for, the best first; nothing where nothing is asked for.
#[utoipa::path(get, path = "/search", params(Asked), responses(
    (status = 200, description = "A page of what was found", body = Hits),
    (status = "default", description = "Why there is none", body = Problem),
))]
async fn search(State(app): State<Arc<App>>, Query(asked): Query<Asked>) -> Answer<Hits> {
    let (look::Found { hits, cut }, more) = work(app, move |app| asked.found(app)).await?;
    Ok(Json(Hits { items: hits, more, cut }))
}

/// What the desk knows of somebody or something.
#[derive(Debug, Serialize, ToSchema)]
struct Known {
    /// The name that was asked for, or that of the Wikidata id.
    name: String,
    /// What each situation knows of it, what moved last first.
    known: Vec<Appearance>,
    /// Whether other situations may name it, which were not looked through.
    more: bool,
    /// The latest of what it said.
    hits: Vec<Hit>,
    /// Whether it said more than that.
    more_hits: bool,
    /// Notes on it and grades given to it that hold, the oldest first.
    entries: Vec<EntryFields>,
}

/// Somebody or something, by name or Wikidata id: where it is mentioned, what it says, and what it
/// takes part in.
#[utoipa::path(get, path = "/entities", params(Whom), responses(
    (status = 200, description = "What is known; empty lists where nothing is", body = Known),
    (status = "default", description = "Why there is none", body = Problem),
))]
async fn entities(State(app): State<Arc<App>>, Query(whom): Query<Whom>) -> Answer<Known> {
    let found = work(app, move |app| {
        let Who { name, known, more, said, said_more, entries } = whom.found(app)?;
        let entries = entries.into_iter().map(EntryFields::of).collect();
        Ok(Known { name, known, more, hits: said, more_hits: said_more, entries })
    });
    Ok(Json(found.await?))
}

/// Where articles are looked for, how that goes, and what was lost.
#[derive(Debug, Serialize, ToSchema)]
struct Sources {
    /// In the order in which they were added.
    sources: Vec<SourceRow>,
    /// What could not be fetched, the latest first.
    losses: Vec<LossRow>,
    /// Losses beyond those listed.
    losses_left_out: usize,
    /// What came and is no article, the latest first; `counts.skipped` of the status counts all.
    skipped: Vec<NotTaken>,
}

/// A source.
#[derive(Debug, Serialize, ToSchema)]
struct SourceRow {
    /// Its number.
    id: i64,
    /// Its address.
    url: String,
    /// Addresses that it had before it moved, the latest last.
    former: Vec<String>,
    /// Whether a reader paused it.
    paused: bool,
    /// `feed`, `sitemap` or `page`.
    kind: &'static str,
    /// Its title.
    title: Option<String>,
    /// The folders it was sorted into, the outermost first.
    folders: Vec<String>,
    /// When it was added.
    #[schema(format = DateTime)]
    added: String,
    /// How it does; none where it was only just added.
    health: Option<HealthFields>,
}

/// How a source does.
#[derive(Debug, Serialize, ToSchema)]
struct HealthFields {
    /// Whether somebody should look after it.
    trouble: bool,
    /// How it does, in words.
    state: String,
    /// When it was visited last.
    #[schema(format = DateTime)]
    tried: Option<String>,
    /// When a visit went well last.
    #[schema(format = DateTime)]
    good: Option<String>,
    /// When it is visited next.
    #[schema(format = DateTime)]
    due: Option<String>,
    /// Failed visits in a row.
    failures: u32,
    /// Pages of it that were found and not fetched yet.
    waiting: u64,
}

/// Something that could not be fetched.
#[derive(Debug, Serialize, ToSchema)]
struct LossRow {
    /// Number of the source it was found by.
    source: i64,
    /// Its address, or what else it is known by.
    what: String,
    /// Why it could not.
    why: String,
    /// When that was first.
    #[schema(format = DateTime)]
    first: String,
    /// When that was last.
    #[schema(format = DateTime)]
    last: String,
    /// How often.
    times: u64,
}

/// Something that came and is no article.
#[derive(Debug, Serialize, ToSchema)]
struct NotTaken {
    /// Where it stands.
    place: String,
    /// Why it is none.
    reason: String,
    /// When it came.
    #[schema(format = DateTime)]
    came: String,
}

impl SourceRow {
    fn of(source: Source, health: Option<HealthFields>) -> SourceRow {
        SourceRow {
            id: source.id,
            url: source.url,
            former: source.former,
            paused: matches!(source.rest, Some(Rest::Paused { .. })),
            kind: source.kind.name(),
            title: source.title,
            folders: source.folders,
            added: source.added.to_string(),
            health,
        }
    }

    fn with_health(of: Health) -> SourceRow {
        let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
        let health = HealthFields {
            trouble: trouble_of(&of.state).is_some(),
            state: state_words(&of.state),
            tried: time(of.tried),
            good: time(of.good),
            due: time(of.due),
            failures: of.failures,
            waiting: of.waiting,
        };
        SourceRow::of(of.source, Some(health))
    }
}

impl LossRow {
    fn of(loss: Loss) -> LossRow {
        let Loss { source, what, why, first, last, times } = loss;
        LossRow { source, what, why, first: first.to_string(), last: last.to_string(), times }
    }
}

/// Sources with their health, and what was lost.
#[utoipa::path(get, path = "/sources", responses(
    (status = 200, description = "All sources", body = Sources),
    (status = "default", description = "Why there is none", body = Problem),
))]
async fn sources(State(app): State<Arc<App>>) -> Answer<Sources> {
    let found = work(app, |app| {
        let store = app.desk.store();
        let health = feeds::health(store, Timestamp::now())?;
        let losses = feeds::losses(store)?;
        let skipped = look::skipped(store, LISTED)?.into_iter();
        Ok(Sources {
            sources: health.into_iter().map(SourceRow::with_health).collect(),
            losses_left_out: losses.len().saturating_sub(LISTED),
            losses: losses.into_iter().take(LISTED).map(LossRow::of).collect(),
            skipped: skipped
                .map(|(place, reason, came)| NotTaken { place, reason, came })
                .collect(),
        })
    });
    Ok(Json(found.await?))
}

/// What became of an address.
#[derive(Debug, Serialize, ToSchema)]
struct AddedFields {
    /// The source; none where one is to be chosen.
    source: Option<SourceRow>,
    /// The feeds that the page names: add one of them, or the page with `"page": true`.
    choose: Vec<FeedLink>,
}

/// Adds a source: a feed, a news sitemap or a page.
#[utoipa::path(post, path = "/sources", request_body = Address,
    params(("x-csrf" = String, Header, description = "The session's word")),
    responses(
        (status = 200, description = "It is known, or names feeds to choose from", body = AddedFields),
        (status = 201, description = "It was added", body = AddedFields),
        (status = "default", description = "Why it was not", body = Problem),
    )
)]
async fn add_source(
    State(app): State<Arc<App>>,
    Json(address): Json<Address>,
) -> Result<(StatusCode, Json<AddedFields>), Failure> {
    let added = work(app, move |app| address.add(app, Timestamp::now())).await?;
    let one = |source| AddedFields { source: Some(SourceRow::of(source, None)), choose: vec![] };
    Ok(match added {
        Added::New(source) => (StatusCode::CREATED, Json(one(source))),
        Added::Known(source) => (StatusCode::OK, Json(one(source))),
        Added::Choose(choose) => (StatusCode::OK, Json(AddedFields { source: None, choose })),
    })
}

/// A source and how it does.
#[utoipa::path(get, path = "/sources/{id}",
    params(("id" = i64, Path, description = "Number of the source")),
    responses(
        (status = 200, description = "The source", body = SourceRow),
        (status = "default", description = "Why there is none", body = Problem),
    )
)]
async fn source(State(app): State<Arc<App>>, Path(id): Path<i64>) -> Answer<SourceRow> {
    let health = work(app, move |app| feeds::health_of(app.desk.store(), id, Timestamp::now()));
    Ok(Json(SourceRow::with_health(health.await?)))
}

/// What became of a source.
#[derive(Debug, Serialize, ToSchema)]
struct ChangedFields {
    /// The source, as it is or was.
    source: SourceRow,
    /// Pages that were waiting to be fetched and are dropped.
    dropped: usize,
}

/// Pauses, resumes or removes a source. What came of it stays.
#[utoipa::path(post, path = "/sources/{id}", request_body = ToDo,
    params(
        ("id" = i64, Path, description = "Number of the source"),
        ("x-csrf" = String, Header, description = "The session's word"),
    ),
    responses(
        (status = 200, description = "It was done", body = ChangedFields),
        (status = "default", description = "Why it was not", body = Problem),
    )
)]
async fn change_source(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Json(todo): Json<ToDo>,
) -> Answer<ChangedFields> {
    let changed =
        work(app, move |app| feeds::change(app.desk.store(), id, todo.change, Timestamp::now()));
    let feeds::Changed { source, dropped } = changed.await?;
    Ok(Json(ChangedFields { source: SourceRow::of(source, None), dropped }))
}

/// Which alerts are listed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Before {
    /// Those that fired before the one of this id.
    before: Option<String>,
}

/// Alerts, the newest first.
#[utoipa::path(get, path = "/alerts", params(Before), responses(
    (status = 200, description = "Some of them", body = List<Alert>),
    (status = "default", description = "Why there is none", body = Problem),
))]
async fn alerts(State(app): State<Arc<App>>, Query(part): Query<Before>) -> Answer<List<Alert>> {
    let found = work(app, move |app| {
        let store = app.desk.store();
        if let Some(id) = &part.before {
            alerts::find(store, id)?.ok_or_else(|| missing(&format!("the alert {id}")))?;
        }
        Ok(List::of(alerts::list(store, LISTED + 1, part.before.as_deref())?, LISTED))
    });
    Ok(Json(found.await?))
}

/// An alert.
#[utoipa::path(get, path = "/alerts/{id}",
    params(("id" = String, Path, description = "Id of the alert")),
    responses(
        (status = 200, description = "The alert", body = Alert),
        (status = "default", description = "Why there is none", body = Problem),
    )
)]
async fn alert(State(app): State<Arc<App>>, Path(id): Path<String>) -> Answer<Alert> {
    let found = work(app, move |app| {
        let found = alerts::find(app.desk.store(), &id)?;
        found.ok_or_else(|| missing(&format!("the alert {id}")))
    });
    Ok(Json(found.await?))
}

/// A ladder of phases.
#[derive(Debug, Serialize, ToSchema)]
struct Ladder {
    /// Its name.
    ladder: String,
    /// The phase it is in; none at rest.
    phase: Option<String>,
    /// Since when.
    #[schema(format = DateTime)]
    since: Option<String>,
    /// The phases that were entered and left, the newest first.
    log: Vec<PhaseChange>,
}

/// The phases that ladders are in, and when and on what evidence each was entered and left.
#[utoipa::path(get, path = "/phases", responses(
    (status = 200, description = "All ladders", body = [Ladder]),
    (status = "default", description = "Why there is none", body = Problem),
))]
async fn phases(State(app): State<Arc<App>>) -> Answer<Vec<Ladder>> {
    let found = work(app, |app| {
        let store = app.desk.store();
        let ladders = watch::ladders(store)?.into_iter().map(|of| {
            let log = watch::phase_log(store, &of.ladder, LISTED)?;
            let since = of.since.map(|at| at.to_string());
            Ok(Ladder { ladder: of.ladder, phase: of.phase, since, log })
        });
        ladders.collect::<Result<_, Error>>()
    });
    Ok(Json(found.await?))
}

/// Watch rules.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct RulesText {
    /// In TOML.
    toml: String,
}

/// The watch rules of a desk.
#[derive(Debug, Serialize, ToSchema)]
struct KeptRules {
    /// Those kept in the desk, in TOML; empty where none were set.
    toml: String,
    /// The file of those in force, where one was named at the start: then they cannot be set here.
    file: Option<String>,
}

/// The watch rules.
#[utoipa::path(get, path = "/rules", responses(
    (status = 200, description = "The rules", body = KeptRules),
    (status = "default", description = "Why there is none", body = Problem),
))]
async fn rules(State(app): State<Arc<App>>) -> Answer<KeptRules> {
    let file = app.rules_file.as_ref().map(|file| file.display().to_string());
    let toml = work(app, |app| app.desk.store().setting(crate::watch::RULES)).await?;
    Ok(Json(KeptRules { toml: toml.unwrap_or_default(), file }))
}

/// Sets the watch rules: all of them, in place of those before.
#[utoipa::path(post, path = "/rules", request_body = RulesText,
    params(("x-csrf" = String, Header, description = "The session's word")),
    responses(
        (status = 200, description = "They are kept and in force", body = RulesText),
        (status = "default", description = "Why they are not", body = Problem),
    )
)]
async fn set_rules(State(app): State<Arc<App>>, Json(rules): Json<RulesText>) -> Answer<RulesText> {
    let kept = work(app, move |app| app.keep_rules(&rules.toml).map(|()| rules));
    Ok(Json(kept.await?))
}

/// Which entries of the log are listed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Earlier {
    /// Those made before the one of this number.
    before: Option<i64>,
}

/// An entry of the log of corrections.
#[derive(Debug, Serialize, ToSchema)]
struct EntryFields {
    /// Its number.
    id: i64,
    /// When it was made.
    #[schema(format = DateTime)]
    made: String,
    /// Who made it.
    who: String,
    /// Why.
    why: String,
    /// What sort of correction it is.
    kind: &'static str,
    /// What it does, as it is kept.
    #[schema(value_type = ChangeFields)]
    change: Change,
    /// Whether it holds: no entry that holds takes it back.
    in_force: bool,
    /// The last entry that took it back, whether that holds or not.
    undone_by: Option<i64>,
    /// What came of it in records.
    came: Vec<CameFields>,
}

/// What came of a correction in the record of a situation.
#[derive(Debug, Serialize, ToSchema)]
struct CameFields {
    /// Key of the situation.
    situation: String,
    /// How many passages it acted on.
    passages: usize,
    /// What of it was not found there, in words; empty where nothing is lacking.
    lacks: String,
}

impl EntryFields {
    fn of(entry: Entry) -> EntryFields {
        let Entry { id, made, who, why, change, in_force, undone_by, came } = entry;
        let kind = change.kind();
        let fields =
            |Came { situation, passages, lacks }| CameFields { situation, passages, lacks };
        let came = came.into_iter().map(fields).collect();
        EntryFields { id, made, who, why, kind, change, in_force, undone_by, came }
    }
}

/// What readers put right, the newest first.
#[utoipa::path(get, path = "/corrections", params(Earlier), responses(
    (status = 200, description = "Some entries of the log", body = List<EntryFields>),
    (status = "default", description = "Why there is none", body = Problem),
))]
async fn corrections(
    State(app): State<Arc<App>>,
    Query(part): Query<Earlier>,
) -> Answer<List<EntryFields>> {
    let found = work(app, move |app| {
        let entries = app.desk.log(part.before, LISTED + 1)?;
        Ok(List::of(entries.into_iter().map(EntryFields::of).collect(), LISTED))
    });
    Ok(Json(found.await?))
}

/// Something to put right.
#[derive(Debug, Deserialize, ToSchema)]
struct NewCorrection {
    /// What it does, in the form in which the log gives it back.
    #[schema(value_type = ChangeFields)]
    change: Change,
    /// Why.
    why: String,
}

/// Puts something right. The records concerned are made again before the answer, which tells what
/// came of it in them.
#[utoipa::path(post, path = "/corrections", request_body = NewCorrection,
    params(("x-csrf" = String, Header, description = "The session's word")),
    responses(
        (status = 201, description = "The entry of the log", body = EntryFields),
        (status = "default", description = "Why there is none", body = Problem),
    )
)]
async fn correct(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Json(new): Json<NewCorrection>,
) -> Result<(StatusCode, Json<EntryFields>), Failure> {
    let entry = work(app, move |app| app.correct(new.change, &guest.session.name, &new.why));
    Ok((StatusCode::CREATED, Json(EntryFields::of(entry.await?))))
}

/// Why an entry is taken back.
#[derive(Debug, Deserialize, ToSchema)]
struct Why {
    /// The reason.
    why: String,
}

/// Takes back an entry of the log; one that took back another lets that hold again.
#[utoipa::path(post, path = "/corrections/{id}/undo", request_body = Why,
    params(
        ("id" = i64, Path, description = "Number of the entry"),
        ("x-csrf" = String, Header, description = "The session's word"),
    ),
    responses(
        (status = 201, description = "The entry that takes it back", body = EntryFields),
        (status = "default", description = "Why there is none", body = Problem),
    )
)]
async fn undo(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
    Path(id): Path<i64>,
    Json(why): Json<Why>,
) -> Result<(StatusCode, Json<EntryFields>), Failure> {
    let entry = work(app, move |app| app.correct(Change::Undo(id), &guest.session.name, &why.why));
    Ok((StatusCode::CREATED, Json(EntryFields::of(entry.await?))))
}
