//! Every request passes here: the host it asks for, how often it asks, who asks, and whether a form
//! is one of ours. Every answer gets its headers here.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, HeaderValue, LOCATION, REFERRER_POLICY,
    SET_COOKIE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use super::access::{Role, Session, What, same};
use super::{App, pages};

/// Name of the cookie that holds the token.
const TOKEN: &str = "twosource";
/// Largest form, in bytes.
const FORM_BYTES: usize = 2 << 20;

/// Who asks: what handlers get to know.
#[derive(Clone, Debug)]
pub(super) struct Guest {
    pub(super) session: Session,
}

impl Guest {
    /// Whether they may change anything.
    pub(super) fn edits(&self) -> bool {
        self.session.role == Role::Editor
    }
}

/// A random word for the one style element of a page, so that no other counts.
#[derive(Clone, Debug)]
pub(super) struct Nonce(pub(super) String);

/// Lets a request through, or answers it.
pub(super) async fn guard(
    State(app): State<Arc<App>>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let nonce = match super::access::random() {
        Ok(nonce) => Nonce(nonce),
        Err(error) => return pages::failed(&error),
    };
    request.extensions_mut().insert(nonce.clone());
    let answer = match let_in(&app, from, request).await {
        Ok(request) => next.run(request).await,
        Err(answer) => answer,
    };
    with_headers(answer, &nonce)
}

async fn let_in(app: &App, from: SocketAddr, mut request: Request) -> Result<Request, Response> {
    let now = Timestamp::now();
    let host = request.headers().get(HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    if !app.access.knows_host(host) {
        let why =
            "This desk is not asked for by that name. Behind a proxy, give its name with --host.";
        return Err(pages::refused(StatusCode::MISDIRECTED_REQUEST, why));
    }
    let path = request.uri().path().to_owned();
    let login = path == "/login" && request.method() == Method::POST;
    let what = if login { What::Attempt } else { What::Request };
    if !app.access.may(from.ip(), what, now) {
        let why = "Too many requests; wait a minute.";
        return Err(pages::refused(StatusCode::TOO_MANY_REQUESTS, why));
    }
    if let Some(key) = key(&request) {
        return Err(enter(app, &key, token(request.headers()).as_deref(), now));
    }
    if ["/style.css", "/desk.js", "/login"].contains(&path.as_str()) {
        return Ok(request);
    }
    let session = token(request.headers()).and_then(|token| app.access.session(&token, now));
    let Some(session) = session else {
        return Err(match (path.starts_with("/api/"), app.access.has_users()) {
            (false, true) => see_other("/login"),
            _ => pages::refused(
                StatusCode::UNAUTHORIZED,
                "Open the address that the program printed.",
            ),
        });
    };
    if request.method() != Method::GET && request.method() != Method::HEAD {
        request = ours(request, &session).await?;
        if session.role != Role::Editor && path != "/logout" {
            let why = "Readers change nothing; ask an editor.";
            return Err(pages::refused(StatusCode::FORBIDDEN, why));
        }
    }
    request.extensions_mut().insert(Guest { session });
    Ok(request)
}

/// The one-time key of a request.
fn key(request: &Request) -> Option<String> {
    let query = request.uri().query()?;
    let pair = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "key");
    pair.map(|(_, key)| key.into_owned()).filter(|_| request.uri().path() == "/")
}

fn enter(app: &App, key: &str, token: Option<&str>, now: Timestamp) -> Response {
    match app.access.by_key(key, now) {
        Ok(Some(token)) => with_cookie(see_other("/"), &token),
        // A reader who opens the address once more is in already.
        Ok(None) if token.is_some_and(|t| app.access.session(t, now).is_some()) => see_other("/"),
        Ok(None) => {
            let why = "This key has been used, or is wrong. Start the program again for a new one.";
            pages::refused(StatusCode::UNAUTHORIZED, why)
        }
        Err(error) => pages::failed(&error),
    }
}

/// An answer that sends the reader to another page.
pub(super) fn see_other(to: &str) -> Response {
    let mut answer = StatusCode::SEE_OTHER.into_response();
    // Control characters cannot stand in an address.
    if let Ok(to) = HeaderValue::from_str(to) {
        answer.headers_mut().insert(LOCATION, to);
    }
    answer
}

/// The same answer, with the cookie of a session.
pub(super) fn with_cookie(mut answer: Response, token: &str) -> Response {
    let cookie = format!("{TOKEN}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        answer.headers_mut().insert(SET_COOKIE, cookie);
    }
    answer
}

/// The token of a request's cookie.
pub(super) fn token(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|c| c.to_str().ok());
    let mut pairs = cookies.flat_map(|c| c.split(';')).filter_map(|c| c.trim().split_once('='));
    pairs.find(|(name, _)| *name == TOKEN).map(|(_, token)| token.to_owned())
}

/// Lets a form through that one of our pages sent: it carries the session's word.
async fn ours(request: Request, session: &Session) -> Result<Request, Response> {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, FORM_BYTES).await else {
        let why = format!("More than {FORM_BYTES} bytes are no form of these pages.");
        return Err(pages::refused(StatusCode::PAYLOAD_TOO_LARGE, &why));
    };
    let sent = parts.headers.get("x-csrf").and_then(|h| h.to_str().ok()).map(str::to_owned);
    let sent = sent.or_else(|| {
        let mut pairs = url::form_urlencoded::parse(&bytes);
        pairs.find(|(name, _)| name == "csrf").map(|(_, word)| word.into_owned())
    });
    if sent.is_none_or(|sent| !same(&sent, &session.csrf)) {
        let why = "This form was not sent by one of our pages, or is too old; go back and reload.";
        return Err(pages::refused(StatusCode::FORBIDDEN, why));
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

fn with_headers(mut answer: Response, nonce: &Nonce) -> Response {
    let policy = format!(
        "default-src 'none'; style-src 'self' 'nonce-{}'; script-src 'self'; connect-src 'self'; \
         img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        nonce.0
    );
    let headers = answer.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}
