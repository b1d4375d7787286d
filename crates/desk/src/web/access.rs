//! Who may come in: by a one-time key on this machine, by name and password from elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use axum::http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use tokio::sync::watch;

use crate::digest::{hexadecimal, sha256};
use crate::{Error, Kind};

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Read everything.
    Reader,
    /// Read, correct, add sources and set rules.
    Editor,
}

/// Somebody who may come in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Their password, hashed by Argon2 (a PHC string): [`password_hash`].
    pub password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Users {
    user: Vec<User>,
}

/// Reads a file of users: tables `[[user]]` of `name`, `role` (`reader` or `editor`) and `password`.
///
/// # Errors
/// If it cannot be read, names nobody, or a password is not hashed.
pub fn users(path: &Path) -> Result<Vec<User>, Error> {
    let fail = |why: &dyn std::fmt::Display| {
        Error::new(Kind::Invalid, format!("reading the users of {}", path.display()), why)
    };
    let text = std::fs::read_to_string(path).map_err(|e| fail(&e))?;
    let Users { user: users } = toml::from_str(&text).map_err(|e| fail(&e))?;
    if users.is_empty() {
        return Err(fail(&"it names nobody"));
    }
    for user in &users {
        PasswordHash::new(&user.password).map_err(|e| {
            fail(&format!("the password of {} is no Argon2 hash ({e})", user.name))
                .advise("`twosource desk password` makes one")
        })?;
    }
    Ok(users)
}

/// The hash of a password, as a file of users holds it (Argon2id, RFC 9106).
///
/// # Errors
/// If the system gives no random salt.
pub fn password_hash(password: &str) -> Result<String, Error> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    let hash = hash.map_err(|e| Error::new(Kind::Invalid, "hashing a password", e))?;
    Ok(hash.to_string())
}

/// Somebody who has come in.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) name: String,
    pub(super) role: Role,
    /// What every form sends back, so that no other page can send it (CSRF).
    pub(super) csrf: String,
    until: Timestamp,
    /// Set when somebody goes out before that.
    over: watch::Sender<bool>,
}

impl Session {
    /// Waits until the session ends: its time is over, or somebody has gone out.
    pub(super) fn ends(&self, now: Timestamp) -> impl Future<Output = ()> + use<> {
        let left = self.until.duration_since(now).max(SignedDuration::ZERO).unsigned_abs();
        let mut over = self.over.subscribe();
        async move {
            let out = over.wait_for(|over| *over);
            // It fails when nobody can end the session any more, which is an end too.
            let _ = tokio::time::timeout(left, out).await;
        }
    }
}

/// How long somebody stays in.
const STAYS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Most people in at once.
const SESSIONS: usize = 10_000;
/// Attempts to come in from one address within [`WINDOW`].
const ATTEMPTS: u32 = 10;
/// Requests from one address within [`WINDOW`].
const REQUESTS: u32 = 3_000;
/// The time that attempts and requests are counted over.
const WINDOW: SignedDuration = SignedDuration::from_secs(60);
/// Addresses that are counted apart; any more are counted together.
const ADDRESSES: usize = 10_000;

/// Keys, sessions and counts.
pub(crate) struct Access {
    users: Vec<User>,
    hosts: BTreeSet<String>,
    /// Whether a reverse proxy on this machine is expected: a name was given.
    proxied: bool,
    key: Mutex<Option<String>>,
    /// By the hash of the token, so that what is held opens nothing.
    sessions: Mutex<BTreeMap<String, Session>>,
    counts: Mutex<BTreeMap<(IpAddr, What), (Timestamp, u32)>>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Request,
    Attempt,
}

impl Access {
    pub(super) fn new(
        users: Vec<User>,
        hosts: Vec<String>,
        at: SocketAddr,
    ) -> Result<Access, Error> {
        let proxied = !hosts.is_empty();
        let mut names: BTreeSet<String> = hosts.into_iter().map(|h| h.to_lowercase()).collect();
        names.insert(at.to_string());
        if at.ip().is_loopback() {
            names.extend(["localhost", "127.0.0.1", "[::1]"].map(|h| format!("{h}:{}", at.port())));
        }
        let key = users.is_empty().then(random).transpose()?;
        Ok(Access {
            users,
            hosts: names,
            proxied,
            key: Mutex::new(key),
            sessions: Mutex::default(),
            counts: Mutex::default(),
        })
    }

    /// The address to open first.
    pub(super) fn first_address(&self, at: SocketAddr) -> String {
        match &*lock(&self.key) {
            Some(key) => format!("http://{at}/?key={key}"),
            None => format!("http://{at}/login"),
        }
    }

    /// Whether people come in by name.
    pub(super) fn has_users(&self) -> bool {
        !self.users.is_empty()
    }

    /// Whether the pages may be asked for by this name: another name that leads here is a page of
    /// somebody else's that wants to look in (DNS rebinding).
    pub(super) fn knows_host(&self, host: &str) -> bool {
        self.hosts.contains(&host.to_lowercase())
    }

    /// Comes in by the one-time key; gives the token of the session.
    pub(super) fn by_key(&self, key: &str, now: Timestamp) -> Result<Option<String>, Error> {
        let mut held = lock(&self.key);
        if held.as_deref().is_none_or(|held| !same(held, key)) {
            return Ok(None);
        }
        *held = None;
        self.begin("editor", Role::Editor, now).map(Some)
    }

    /// Comes in by name and password; gives the token of the session.
    pub(super) fn by_password(
        &self,
        name: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<Option<String>, Error> {
        let user = self.users.iter().find(|user| user.name == name);
        // An unknown name takes as long as a known one.
        let Some(hash) = user.or(self.users.first()).map(|u| u.password.as_str()) else {
            return Ok(None);
        };
        let hash = PasswordHash::new(hash)
            .map_err(|e| Error::new(Kind::Invalid, "checking a password", e))?;
        let right = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
        match user.filter(|_| right) {
            Some(user) => self.begin(&user.name, user.role, now).map(Some),
            None => Ok(None),
        }
    }

    fn begin(&self, name: &str, role: Role, now: Timestamp) -> Result<String, Error> {
        let token = random()?;
        let until = now.saturating_add(STAYS).unwrap_or(now);
        let (csrf, over) = (random()?, watch::Sender::new(false));
        let session = Session { name: name.to_owned(), role, csrf, until, over };
        let mut sessions = lock(&self.sessions);
        sessions.retain(|_, session| session.until > now);
        if sessions.len() >= SESSIONS {
            return Err(Error::new(Kind::Limit, "coming in", "too many are in at once"));
        }
        sessions.insert(hashed(&token), session);
        Ok(token)
    }

    /// The session of a token.
    pub(super) fn session(&self, token: &str, now: Timestamp) -> Option<Session> {
        lock(&self.sessions).get(&hashed(token)).filter(|s| s.until > now).cloned()
    }

    /// Ends a session.
    pub(super) fn end(&self, token: &str) {
        if let Some(session) = lock(&self.sessions).remove(&hashed(token)) {
            session.over.send_replace(true);
        }
    }

    /// Whether an address may do this now; each call counts.
    pub(super) fn may(&self, from: IpAddr, what: What, now: Timestamp) -> bool {
        let most = match what {
            What::Request => REQUESTS,
            What::Attempt => ATTEMPTS,
        };
        let mut counts = lock(&self.counts);
        let over = |since: Timestamp| now.duration_since(since) >= WINDOW;
        let mut who = (network(from), what);
        if counts.len() >= ADDRESSES && !counts.contains_key(&who) {
            counts.retain(|_, (since, _)| !over(*since));
            if counts.len() >= ADDRESSES {
                who.0 = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
            }
        }
        let (since, count) = counts.entry(who).or_insert((now, 0));
        if over(*since) {
            (*since, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        *count <= most
    }

    /// Who asks, and whether over HTTPS. Of the connection, or as a reverse proxy on this machine
    /// says (`X-Forwarded-For`, its last address; `X-Forwarded-Proto`), where one is expected.
    pub(super) fn asked_by(&self, from: IpAddr, headers: &HeaderMap) -> (IpAddr, bool) {
        if !self.proxied || !from.to_canonical().is_loopback() {
            return (from, false);
        }
        let last = |name: &str| {
            let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
            Some(value.rsplit(',').next().unwrap_or(value).trim())
        };
        let by = last("x-forwarded-for").and_then(|by| by.parse().ok());
        (by.unwrap_or(from), last("x-forwarded-proto") == Some("https"))
    }
}

/// The network that an address is counted as: whoever has one address of IPv6 has a /64 of them.
fn network(of: IpAddr) -> IpAddr {
    match of.to_canonical() {
        IpAddr::V6(of) => IpAddr::V6((of.to_bits() & !u128::from(u64::MAX)).into()),
        of => of,
    }
}

/// Whether two secrets are the same, in a time that does not tell how much of them is.
pub(super) fn same(a: &str, b: &str) -> bool {
    hashed(a) == hashed(b)
}

fn hashed(token: &str) -> String {
    sha256(token.as_bytes())
}

/// 256 random bits in hexadecimal.
pub(super) fn random() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|e| Error::new(Kind::Store, "asking the system for random numbers", e))?;
    Ok(hexadecimal(&bytes))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(users: Vec<User>) -> Access {
        Access::new(users, vec![], "127.0.0.1:80".parse().expect("an address")).expect("access")
    }

    #[test]
    fn a_key_opens_once() {
        let now = Timestamp::UNIX_EPOCH;
        let access = access(vec![]);
        let address = access.first_address("127.0.0.1:80".parse().expect("an address"));
        let (_, key) = address.split_once("key=").expect("a key");
        assert!(access.by_key("wrong", now).expect("no error").is_none());
        let token = access.by_key(key, now).expect("no error").expect("the key is right");
        assert!(access.by_key(key, now).expect("no error").is_none());
        assert_eq!(access.session(&token, now).map(|s| s.role), Some(Role::Editor));
        let late = now.saturating_add(STAYS).expect("a time");
        assert!(access.session(&token, late).is_none());
        access.end(&token);
        assert!(access.session(&token, now).is_none());
    }

    #[test]
    fn a_password_opens_by_name() {
        let now = Timestamp::UNIX_EPOCH;
        let password = password_hash("a long walk to Varnia").expect("a hash");
        let user = User { name: "ana".into(), role: Role::Reader, password };
        let access = access(vec![user]);
        let open =
            |name: &str, password: &str| access.by_password(name, password, now).expect("ok");
        assert!(open("ana", "guess").is_none());
        assert!(open("bo", "a long walk to Varnia").is_none());
        let token = open("ana", "a long walk to Varnia").expect("it is right");
        assert_eq!(access.session(&token, now).map(|s| s.role), Some(Role::Reader));
    }

    #[test]
    fn too_many_attempts_are_refused_for_a_while() {
        let access = access(vec![]);
        let (now, from) = (Timestamp::UNIX_EPOCH, IpAddr::from([192, 0, 2, 1]));
        let tried = (0..ATTEMPTS + 3).filter(|_| access.may(from, What::Attempt, now)).count();
        assert_eq!(tried, ATTEMPTS as usize);
        assert!(access.may(from, What::Request, now), "other requests are counted apart");
        assert!(access.may(from, What::Attempt, now.saturating_add(WINDOW).expect("a time")));
    }

    #[test]
    fn many_addresses_are_counted_in_little_room() {
        let access = access(vec![]);
        let now = Timestamp::UNIX_EPOCH;
        let ask = |n: u32, at| access.may(IpAddr::from(n.to_be_bytes()), What::Request, at);
        let all = u32::try_from(ADDRESSES).expect("few") + REQUESTS;
        assert!((0..all).all(|n| ask(n, now)), "each asks once; those too many share a count");
        assert_eq!(lock(&access.counts).len(), ADDRESSES + 1);
        assert!(!ask(all, now), "which has an end");
        assert!(ask(0, now), "and does not touch who was there before");
        assert!(ask(all, now.saturating_add(WINDOW).expect("a time")));
        assert_eq!(lock(&access.counts).len(), 1);
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        for (of, expected) in [
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("192.0.2.1", "192.0.2.1"),
        ] {
            let of: IpAddr = of.parse().expect("an address");
            assert_eq!(network(of).to_string(), expected);
        }
    }
}
