//! Fetching over HTTP: only from hosts that are open to all, politely, and within limits.

pub mod address;
mod pace;
pub mod robots;
mod run;
pub(crate) mod tls;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use text::limits::{
    CONNECT_SECONDS, DOCUMENT_BYTES, FETCH_SECONDS, HEADER_BYTES, PAUSE_MILLISECONDS,
    PUT_OFF_SECONDS, REDIRECTS, REQUEST_SECONDS, ROBOTS_BYTES, ROBOTS_SECONDS,
};
use ureq::http::Response;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::Url;

pub use self::address::Local;
use self::address::{Closed, OpenOnly};
use self::pace::Pace;
use self::robots::Rules;
use self::run::Run;
use crate::{Error, Kind};

/// What is read best: feeds and pages, then any XML.
const ACCEPT: &str = "application/rss+xml, application/atom+xml, application/feed+json, \
                      text/html, application/xml;q=0.9, */*;q=0.8";

/// How soon a robots.txt that could not be had is asked for again, in seconds.
const ROBOTS_AGAIN_SECONDS: i64 = 600;

/// How fetching is done. The default is what is right for the open web.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What the program calls itself; robots.txt knows it by the part before the first `/`.
    pub user_agent: String,
    /// Which addresses may be asked that are not open to all.
    pub local: Local,
    /// Least pause between two requests of one host.
    pub pause: Duration,
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest time for one request.
    pub request: Duration,
    /// Longest time for one fetch: robots.txt, redirects and pauses, but not the wait for others
    /// that ask the same host.
    pub fetch: Duration,
    /// Largest document, in bytes, without the content encoding of the transfer.
    pub document_bytes: usize,
    /// Most redirects that are followed.
    pub redirects: usize,
    /// A file of certificates (PEM) that are trusted to vouch for hosts, in the place of those that
    /// the program brings along.
    pub ca: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            user_agent: concat!("twosource/", env!("CARGO_PKG_VERSION")).to_owned(),
            local: Local::None,
            pause: Duration::from_millis(PAUSE_MILLISECONDS),
            connect: Duration::from_secs(CONNECT_SECONDS),
            request: Duration::from_secs(REQUEST_SECONDS),
            fetch: Duration::from_secs(FETCH_SECONDS),
            document_bytes: DOCUMENT_BYTES,
            redirects: REDIRECTS,
            ca: None,
        }
    }
}

/// What is asked for, and what is known of it (RFC 9110, 13.1: conditional requests).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// The address.
    pub url: String,
    /// The `ETag` of the version that is known.
    pub etag: Option<String>,
    /// The `Last-Modified` of the version that is known.
    pub last_modified: Option<String>,
}

/// What a host answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The address that was asked.
    pub asked: String,
    /// The address that answered in the end.
    pub answered: String,
    /// Whether it was redirected, and every time for good (301 and 308: RFC 9110, 15.4.2, 15.4.9).
    pub for_good: bool,
    /// The status of the response; 304 means that the known version still stands.
    pub status: u16,
    /// Its header, a line each, the names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its content, without the content encoding of the transfer.
    pub bytes: Vec<u8>,
    /// When it came.
    pub came: Timestamp,
}

impl Fetched {
    /// The first line of the header with that name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// When the host wants to be asked again: `Retry-After` in seconds or as a date (RFC 9110,
    /// 10.2.3), at most [`PUT_OFF_SECONDS`] from when the response came.
    pub fn retry_after(&self) -> Option<Timestamp> {
        let value = self.header("retry-after")?.trim();
        let most = PUT_OFF_SECONDS as i64;
        let seconds = if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
            value.parse().unwrap_or(most)
        } else {
            let dates = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true);
            let date = dates.parse_timestamp(value).ok()?;
            date.duration_since(self.came).as_secs()
        };
        self.came.checked_add(SignedDuration::from_secs(seconds.clamp(0, most))).ok()
    }
}

/// What is known of a host's robots.txt, and until when it counts.
type Known = (Timestamp, Result<Arc<Rules>, String>);

/// Fetches documents. One serves any number of threads.
#[derive(Debug)]
pub struct Fetcher {
    settings: Settings,
    agent: Agent,
    pace: Pace,
    /// By scheme, host and port.
    robots: Mutex<BTreeMap<String, Known>>,
}

/// How many bytes are taken of a response, and whether more are an error.
#[derive(Clone, Copy)]
struct Most {
    bytes: usize,
    cut: bool,
}

impl Fetcher {
    /// A fetcher with these settings.
    ///
    /// # Errors
    /// If the User-Agent names nothing or cannot stand in a header, or the file of certificates
    /// cannot be used.
    pub fn new(settings: Settings) -> Result<Fetcher, Error> {
        let named = !robots::product(&settings.user_agent).is_empty();
        if !named || settings.user_agent.chars().any(|c| !(' '..='~').contains(&c)) {
            return Err(Error::new(Kind::Invalid, "reading the settings", "no usable User-Agent")
                .advise("give a name and a version in ASCII, as in example/1.0"));
        }
        let config = Agent::config_builder()
            .tls_config(tls::config(settings.ca.as_deref())?)
            .http_status_as_error(false)
            // Redirects are followed here, so that each is checked.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(&settings.user_agent)
            .accept(ACCEPT)
            .max_response_header_size(HEADER_BYTES)
            // A pause lies between two requests of a host: nothing is gained by an open connection.
            .max_idle_connections(0)
            .timeout_resolve(Some(settings.connect))
            .timeout_connect(Some(settings.connect))
            .timeout_global(Some(settings.request))
            .build();
        let resolver = OpenOnly::new(settings.local.clone());
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Ok(Fetcher { settings, agent, pace: Pace::default(), robots: Mutex::default() })
    }

    /// Fetches a document, following redirects. Any status is an answer, not an error.
    ///
    /// # Errors
    /// Of kind `Refused` by robots.txt or for where the address leads, `Limit`, `Invalid`, or
    /// `Network`; [`Error::try_again`] says when to try again, where the host said so.
    pub fn fetch(&self, ask: &Ask, now: Timestamp) -> Result<Fetched, Error> {
        self.fetch_unless(ask, now, &|| false)
    }

    /// Fetches a document, unless `stop` comes true before the last request is made.
    ///
    /// # Errors
    /// Those of [`Fetcher::fetch`]; of kind `Network`, if it was stopped.
    pub fn fetch_unless(
        &self,
        ask: &Ask,
        now: Timestamp,
        stop: &dyn Fn() -> bool,
    ) -> Result<Fetched, Error> {
        let most = Most { bytes: self.settings.document_bytes, cut: false };
        self.follow(ask, true, most, &mut Run::new(now, self.settings.fetch, stop))
    }

    /// Goes from one address to the next; `obey` says whether robots.txt is asked first.
    fn follow(
        &self,
        ask: &Ask,
        obey: bool,
        most: Most,
        run: &mut Run<'_>,
    ) -> Result<Fetched, Error> {
        let mut url = address::parse(&ask.url)?;
        let mut for_good = None;
        for _ in 0..=self.settings.redirects {
            if obey {
                self.ask_robots(&url, run)?;
            }
            let mut fetched = self.hop(&url, ask, most, run)?;
            match redirect(&fetched, &url)? {
                Some(next) => {
                    // A robots.txt only asks us to stay away.
                    if obey {
                        stays_safe(&url, &next)?;
                    }
                    url = next;
                }
                None => {
                    fetched.for_good = for_good.unwrap_or(false);
                    return Ok(fetched);
                }
            }
            for_good = Some(for_good.unwrap_or(true) && matches!(fetched.status, 301 | 308));
        }
        let why = format!("more than {} redirects", self.settings.redirects);
        Err(Error::new(Kind::Limit, doing(&ask.url), why))
    }

    /// One request of one host, when it is its turn.
    fn hop(&self, url: &Url, ask: &Ask, most: Most, run: &mut Run<'_>) -> Result<Fetched, Error> {
        address::check_literal(url, &self.settings.local).map_err(|e| refused(url, &e))?;
        let host = self.pace.host(url.host_str().unwrap_or_default());
        let came = Instant::now();
        let mut host = host.lock().unwrap_or_else(PoisonError::into_inner);
        run.does_not_count(came.elapsed());
        let rules = self.known(url, run.now);
        let pause = rules.and_then(|rules| rules.ok()?.pause()).unwrap_or_default();
        let left = host.pause_left(pause.max(self.settings.pause), run.now).map_err(|time| {
            let why = format!("the host wants no request before {time}");
            Error::new(Kind::Network, doing(url.as_str()), why).not_before(time)
        })?;
        run.pause(left).map_err(|why| Error::new(Kind::Network, doing(url.as_str()), why))?;
        let fetched = self.send(url, ask, most, run);
        let busy = fetched.as_ref().ok().filter(|f| matches!(f.status, 429 | 503));
        host.asked(busy.and_then(Fetched::retry_after));
        fetched
    }

    fn send(&self, url: &Url, ask: &Ask, most: Most, run: &Run<'_>) -> Result<Fetched, Error> {
        let within = run.left().min(self.settings.request);
        let mut request = self.agent.get(url.as_str());
        if within < self.settings.request {
            request = request.config().timeout_global(Some(within)).build();
        }
        // What cannot stand in a header is left out: then the whole document comes.
        let sendable = |value: &&String| value.bytes().all(|b| (b' '..=b'~').contains(&b));
        if let Some(etag) = ask.etag.as_ref().filter(sendable) {
            request = request.header("if-none-match", etag);
        }
        if let Some(time) = ask.last_modified.as_ref().filter(sendable) {
            request = request.header("if-modified-since", time);
        }
        let failed = |e| match within < self.settings.request {
            true if matches!(e, ureq::Error::Timeout(ureq::Timeout::Global)) => {
                Error::new(Kind::Network, doing(url.as_str()), run.too_long())
            }
            _ => self.failed(url, e),
        };
        let response = request.call().map_err(failed)?;
        let headers = headers(&response);
        let status = response.status().as_u16();
        let bytes = content(url, response, most, failed)?;
        Ok(Fetched {
            asked: ask.url.clone(),
            answered: url.to_string(),
            for_good: false,
            status,
            headers,
            bytes,
            came: run.now,
        })
    }

    fn failed(&self, url: &Url, error: ureq::Error) -> Error {
        let doing = doing(url.as_str());
        if let Some(why) = tls::wrong(&error) {
            return Error::new(Kind::Network, doing, why);
        }
        match error {
            ureq::Error::Other(other) if other.is::<Closed>() => refused(url, &other),
            ureq::Error::LargeResponseHeader(..) => {
                Error::new(Kind::Limit, doing, format!("a header longer than {HEADER_BYTES} bytes"))
            }
            ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
                let why = format!("no connection within {:?}", self.settings.connect);
                Error::new(Kind::Network, doing, why)
            }
            ureq::Error::Timeout(_) => {
                let why = format!("no whole answer within {:?}", self.settings.request);
                Error::new(Kind::Network, doing, why)
            }
            ureq::Error::BadUri(_) | ureq::Error::Http(_) => {
                Error::new(Kind::Invalid, doing, error)
            }
            _ => Error::new(Kind::Network, doing, error),
        }
    }

    /// Asks the host's robots.txt whether an address may be fetched.
    fn ask_robots(&self, url: &Url, run: &mut Run<'_>) -> Result<(), Error> {
        let known = match self.known(url, run.now) {
            Some(known) => known,
            None => {
                let (until, found) = self.fetch_robots(url, run)?;
                let mut robots = self.robots.lock().unwrap_or_else(PoisonError::into_inner);
                robots.insert(url.origin().ascii_serialization(), (until, found.clone()));
                found.map_err(|why| (until, why))
            }
        };
        match known {
            Ok(rules) if rules.allow(url.as_str()) => Ok(()),
            Ok(_) => Err(Error::new(Kind::Refused, doing(url.as_str()), "refused by robots.txt")),
            Err((until, why)) => {
                let why = format!("the host's robots.txt cannot be had: {why}");
                Err(Error::new(Kind::Network, doing(url.as_str()), why).not_before(until))
            }
        }
    }

    /// What is known of the robots.txt that counts for an address; of one that could not be had,
    /// when to ask again, and why.
    fn known(&self, url: &Url, now: Timestamp) -> Option<Result<Arc<Rules>, (Timestamp, String)>> {
        let robots = self.robots.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, known) = robots.get(&url.origin().ascii_serialization())?;
        (*until > now).then(|| known.clone().map_err(|why| (*until, why)))
    }

    /// RFC 9309, 2.3.1: where there is none (4xx), everything is allowed; where the host fails
    /// (5xx, no answer), nothing is until it answers.
    fn fetch_robots(&self, url: &Url, run: &mut Run<'_>) -> Result<Known, Error> {
        let address = url.join("/robots.txt");
        let address = address.map_err(|e| Error::new(Kind::Invalid, doing(url.as_str()), e))?;
        let ask = Ask { url: address.into(), ..Ask::default() };
        let most = Most { bytes: ROBOTS_BYTES, cut: true };
        let now = run.now;
        let later = |seconds| now + SignedDuration::from_secs(seconds);
        let soon = later(ROBOTS_AGAIN_SECONDS);
        let fetched = match self.follow(&ask, false, most, run) {
            Ok(fetched) => fetched,
            // What this program did not wait for says nothing of the host.
            Err(e) if e.kind() == Kind::Network && !run.is_stopped() => {
                return Ok((e.try_again().unwrap_or(soon), Err(e.why().to_owned())));
            }
            Err(e) => return Err(e),
        };
        let rules = match fetched.status {
            429 | 500.. => Err(format!("it answers with {}", fetched.status)),
            200..300 => {
                let agent = robots::product(&self.settings.user_agent);
                robots::read(agent, &fetched.bytes).map(Arc::new)
            }
            _ => Ok(Arc::new(Rules::none())),
        };
        let until = match rules {
            Ok(_) => later(ROBOTS_SECONDS as i64),
            Err(_) => fetched.retry_after().unwrap_or(soon).max(soon),
        };
        Ok((until, rules))
    }
}

fn doing(url: &str) -> String {
    format!("fetching {url}")
}

fn refused(url: &Url, why: &dyn std::fmt::Display) -> Error {
    Error::new(Kind::Refused, doing(url.as_str()), why)
        .advise("--local allows local addresses, if this is meant")
}

fn headers(response: &Response<Body>) -> Vec<(String, String)> {
    let line = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    response.headers().iter().map(|(name, v)| (name.to_string(), line(v.as_bytes()))).collect()
}

/// The content of a response, its content encoding undone.
fn content(
    url: &Url,
    response: Response<Body>,
    most: Most,
    failed: impl Fn(ureq::Error) -> Error,
) -> Result<Vec<u8>, Error> {
    // What the agent can undo it takes out of the header.
    let coded = response.headers().get("content-encoding").filter(|c| *c != "identity");
    if let Some(coding) = coded {
        let why = format!("the content encoding {coding:?} was not asked for");
        return Err(Error::new(Kind::Network, doing(url.as_str()), why));
    }
    let mut bytes = Vec::new();
    let reader = response.into_body().into_reader();
    let read = reader.take(most.bytes as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > most.bytes {
        if !most.cut {
            let why = format!("longer than {} bytes", most.bytes);
            return Err(Error::new(Kind::Limit, doing(url.as_str()), why));
        }
        bytes.truncate(most.bytes);
    }
    read.map_err(|e| failed(ureq::Error::from(e)))?;
    Ok(bytes)
}

/// Refuses to go from https to http: whoever sits between could write the answer, and it would stand
/// in the record as the host's.
fn stays_safe(from: &Url, to: &Url) -> Result<(), Error> {
    if from.scheme() != "https" || to.scheme() == "https" {
        return Ok(());
    }
    let why = format!("it sends us on from https to {to}, where anybody could answer");
    Err(Error::new(Kind::Refused, doing(from.as_str()), why)
        .advise("if this is meant, add that address itself"))
}

/// Where a response sends us on to.
fn redirect(fetched: &Fetched, from: &Url) -> Result<Option<Url>, Error> {
    let location = fetched.header("location");
    let Some(to) = location.filter(|_| matches!(fetched.status, 301 | 302 | 303 | 307 | 308))
    else {
        return Ok(None);
    };
    let next = from.join(to).map_err(|e| {
        let why = format!("it sends us on to {to:?}, which is no address: {e}");
        Error::new(Kind::Invalid, doing(from.as_str()), why)
    })?;
    address::parse(next.as_str()).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after() {
        let came: Timestamp = "2031-03-04T10:00:00Z".parse().unwrap();
        for (value, expected) in [
            ("120", Some("2031-03-04T10:02:00Z")),
            (" 0 ", Some("2031-03-04T10:00:00Z")),
            ("Tue, 04 Mar 2031 11:30:00 GMT", Some("2031-03-04T11:30:00Z")),
            ("Tue, 04 Mar 2031 09:30:00 GMT", Some("2031-03-04T10:00:00Z")),
            ("99999999999999999999999", Some("2031-03-11T10:00:00Z")),
            ("Tue, 04 Mar 2099 11:30:00 GMT", Some("2031-03-11T10:00:00Z")),
            ("later", None),
            ("-5", None),
            ("", None),
        ] {
            let fetched = Fetched {
                asked: String::new(),
                answered: String::new(),
                for_good: false,
                status: 429,
                headers: vec![("retry-after".to_owned(), value.to_owned())],
                bytes: Vec::new(),
                came,
            };
            let expected = expected.map(|time| time.parse().unwrap());
            assert_eq!(fetched.retry_after(), expected, "{value:?}");
        }
    }

    #[test]
    fn a_fetcher_has_a_name() {
        for name in ["", " x", "twosource/1\r\nx: y", "zwei quellen ü"] {
            let settings = Settings { user_agent: name.to_owned(), ..Settings::default() };
            assert_eq!(Fetcher::new(settings).unwrap_err().kind(), Kind::Invalid, "{name:?}");
        }
    }
}
