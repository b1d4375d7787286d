//! The pages: the desk read in a browser, and the same as JSON.
//!
//! ```text
//! keeper (one thread): feeds due ─poll─▶ arrivals ─▶ catch up ─▶ watch ─▶ live
//! request ─guard─▶ reader or editor ─page, api─▶ look ─▶ template, JSON
//! ```

mod access;
mod api;
mod guard;
mod keeper;
mod live;
mod pages;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::broadcast;

use crate::corrections::{Change, Entry};
use crate::fetch::Fetcher;
use crate::watch::{self, Kept, Rules};
use crate::{Desk, Error, Kind};

use access::Access;
pub use access::{Role, User, password_hash, users};
pub use api::openapi;
use live::Live;

/// How the pages are served.
#[derive(Debug)]
pub struct Serve {
    /// Address and port to listen on; port 0: any that is free.
    pub listen: SocketAddr,
    /// Who may come in, by name and password; without them only this machine may, with a key.
    pub users: Vec<User>,
    /// Names that the pages are asked for by, beside the address: those of a reverse proxy.
    pub hosts: Vec<String>,
    /// A file of watch rules, which the desk keeps from then on; without one those that it keeps
    /// count.
    pub rules: Option<PathBuf>,
    /// Whether feeds are visited.
    pub polls: bool,
}

/// What every request shares.
pub(crate) struct App {
    desk: Desk,
    fetcher: Fetcher,
    access: Access,
    live: broadcast::Sender<Live>,
    rules: RwLock<Arc<Kept>>,
    rules_file: Option<PathBuf>,
    /// What keeps the desk from going on.
    trouble: Mutex<Option<String>>,
    /// What is wrong with the file.
    damage: OnceLock<String>,
    /// Held by who derives.
    following: Mutex<()>,
    /// Whether the program has been told to stop.
    stopping: tokio::sync::watch::Sender<bool>,
}

impl App {
    /// A desk to serve at an address.
    fn new(desk: Desk, fetcher: Fetcher, serve: Serve, at: SocketAddr) -> Result<App, Error> {
        if let Some(file) = &serve.rules {
            watch::keep(desk.store(), &file.display().to_string(), &Rules::text_of(file)?)?;
        }
        let rules = watch::kept(desk.store())?;
        Ok(App {
            desk,
            fetcher,
            access: Access::new(serve.users, serve.hosts, at)?,
            live: broadcast::Sender::new(LIVE_MESSAGES),
            rules: RwLock::new(Arc::new(rules)),
            rules_file: serve.rules,
            trouble: Mutex::default(),
            damage: OnceLock::new(),
            following: Mutex::default(),
            stopping: tokio::sync::watch::Sender::new(false),
        })
    }

    fn rules(&self) -> Arc<Kept> {
        self.rules.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_rules(&self, rules: Kept) {
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
    }

    /// Keeps other watch rules and puts them in force.
    fn keep_rules(&self, toml: &str) -> Result<(), Error> {
        let doing = "setting the watch rules";
        if let Some(file) = &self.rules_file {
            let why = "the rules come from a file that was named at the start";
            return Err(Error::new(Kind::Refused, doing, why)
                .advise(format!("edit {} and start again", file.display())));
        }
        if !Rules::parse("the rules", toml)?.channels.is_empty() {
            // Whoever edits the pages may not run programs on this machine by that.
            let why = "channels are named in a file on this machine only, given to serve with \
                       --rules; the page and /alerts.atom tell of alerts without any";
            return Err(Error::new(Kind::Refused, doing, why));
        }
        watch::keep(self.desk.store(), "the rules", toml)?;
        self.set_rules(watch::kept(self.desk.store())?);
        Ok(())
    }

    /// Keeps a correction and lets it act, so that what is shown next tells it already; gives its
    /// entry, with what came of it.
    fn correct(&self, change: Change, who: &str, why: &str) -> Result<Entry, Error> {
        let now = Timestamp::now();
        let id = self.desk.correct(change, who, why, now)?;
        keeper::follow(self, now)?;
        self.desk.entry(id)
    }

    fn trouble(&self) -> Option<String> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.damage.get().cloned().or(trouble)
    }

    fn set_trouble(&self, trouble: Option<String>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}

/// Messages kept for a page that is slow to take them.
const LIVE_MESSAGES: usize = 256;
/// Bytes of a desk's file up to which it is checked before the pages open.
const CHECKED_FIRST: u64 = 256 << 20;
/// Seconds for the last answers once the program is told to stop.
const LAST_SECONDS: u64 = 10;

/// Serves the desk until the program is told to stop. `ready` is given the address to open, with
/// its key where there is one.
///
/// # Errors
/// If the address cannot be listened on, is not this machine's own and there are no users, the watch
/// rules are wrong, or the file is damaged; a large one is checked while the pages are served already.
pub fn serve(
    desk: Desk,
    fetcher: Fetcher,
    serve: Serve,
    ready: impl FnOnce(&str),
) -> Result<(), Error> {
    let listen = serve.listen;
    let doing = || format!("serving the desk on {listen}");
    if !listen.ip().is_loopback() && serve.users.is_empty() {
        return Err(Error::new(
            Kind::Refused,
            doing(),
            "others could reach it, and no user is named",
        )
        .advise("give --users FILE, or listen on 127.0.0.1"));
    }
    // A large file takes minutes, and the pages need not wait for it.
    let check_beside = desk.store().bytes()? > CHECKED_FIRST;
    if !check_beside {
        desk.store().check()?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::new(Kind::Network, doing(), e))?;
    runtime.block_on(async {
        let failed = |e: &dyn std::fmt::Display| Error::new(Kind::Network, doing(), e);
        let listener = TcpListener::bind(listen).await.map_err(|e| failed(&e))?;
        let at = listener.local_addr().map_err(|e| failed(&e))?;
        let polls = serve.polls;
        let app = Arc::new(App::new(desk, fetcher, serve, at)?);
        let address = app.access.first_address(at);
        if check_beside {
            check(Arc::clone(&app));
        }
        let keeper = keeper::start(Arc::clone(&app), polls);
        ready(&address);
        let served = answer(Arc::clone(&app), listener, told_to_stop()).await;
        app.desk.stop();
        keeper.stop();
        served.map_err(|e| failed(&e))
    })
}

/// Checks the desk's file while the pages are served; every page tells what is wrong.
fn check(app: Arc<App>) {
    std::thread::spawn(move || {
        if let Err(error) = app.desk.store().check() {
            app.damage.get_or_init(|| error.to_string());
        }
    });
}

/// Answers until `stop`; what is being answered then is finished, unless it takes longer than
/// [`LAST_SECONDS`]. Streams of open pages end at once.
async fn answer(
    app: Arc<App>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let mut stopping = app.stopping.subscribe();
    let told = Arc::clone(&app);
    let stop = async move {
        stop.await;
        told.stopping.send_replace(true);
    };
    let too_late = async move {
        // It fails when nobody is left to tell, which is no reason to wait.
        let _ = stopping.wait_for(|stop| *stop).await;
        tokio::time::sleep(Duration::from_secs(LAST_SECONDS)).await;
    };
    let router = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, router).with_graceful_shutdown(stop);
    tokio::select! {
        served = served.into_future() => served,
        () = too_late => Ok(()),
    }
}

async fn told_to_stop() {
    let mut terminate =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok();
    let terminated = async {
        match &mut terminate {
            Some(signal) => signal.recv().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated => {}
    }
}

fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(pages::overview))
        .route("/s/{key}", get(pages::situation))
        .route("/r/{key}", get(pages::report))
        .route("/who", get(pages::entity))
        .route("/search", get(pages::search))
        .route("/sources", get(pages::sources).post(pages::add_source))
        .route("/sources/{id}", get(pages::sources).post(pages::change_source))
        .route("/watch", get(pages::watch).post(pages::set_rules))
        .route("/alerts.atom", get(pages::atom))
        .route("/log", get(pages::log))
        .route("/correct", get(pages::correct_form).post(pages::correct))
        .route("/undo", post(pages::undo))
        .route("/live", get(live::stream))
        .route("/login", get(pages::login_form).post(pages::login))
        .route("/logout", post(pages::logout))
        .route("/style.css", get(pages::style))
        .route("/desk.js", get(pages::script))
        .nest(api::AT, api::router())
        .fallback(pages::not_found)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::guard))
        .layer(tower_http::compression::CompressionLayer::new())
        .with_state(app)
}
