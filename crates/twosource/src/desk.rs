//! `twosource desk`: the record kept over time.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufWriter, IsTerminal as _, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use article::Input;
use desk::alerts::Alert;
use desk::feeds::{self, SourceChange, SourceKind};
use desk::fetch::{Fetcher, Local, Settings};
use desk::status::{Status, status as status_of};
use desk::watch::{self, Kept, News};
use desk::{Desk, Keeping, Kind, Step, export as out, program};
use indicatif::ProgressBar;
use jiff::Timestamp;
use world::World;

use crate::args::desk::{Add, DeskCommand, Export, Fetching, Rules, Sources, StatusFormat, Watch};
use crate::{output, run};

/// Most seconds between two looks for something to do: another program may have added something.
const LOOK_SECONDS: u64 = 5;
/// Bytes at the beginning of a file that tell whether it is a list of feeds.
const OPML_HEAD: usize = 2_048;
/// Fewest characters of a password (NIST SP 800-63B, 5.1.1.2).
const PASSWORD_LEAST: usize = 8;
/// Most bytes that are read of one.
const PASSWORD_BYTES: u64 = 4_096;
/// Losses shown in the text of a status; how many there are beyond is told.
const LOSSES: usize = 20;

/// Does one of the desk's commands.
pub(crate) fn run(command: &DeskCommand) -> Result<ExitCode> {
    match command {
        DeskCommand::Add(args) => add(args),
        DeskCommand::Watch(args) => watch(args),
        DeskCommand::Status(args) => status(&args.desk, args.format),
        DeskCommand::Sources(args) => sources(args),
        DeskCommand::Check(args) => check(&args.desk),
        DeskCommand::Backup(args) => {
            there(&args.desk)?.store().backup(&args.to)?;
            Ok(ExitCode::SUCCESS)
        }
        DeskCommand::Rebuild(args) => rebuild(&args.desk),
        DeskCommand::Rules(args) => rules(args),
        DeskCommand::Export(args) => export(args),
        DeskCommand::Password => password(),
    }
}

/// Opens a desk, made new where there is none.
pub(crate) fn open(path: &Path) -> Result<Desk> {
    let desk = Desk::open(path, World::bundled())?;
    if let Some(other) = desk.made_by_another()? {
        output::complain(&format!(
            "what follows from the reports was made by {other}, and this is {}; \
             `twosource desk rebuild {}` makes it again",
            program(),
            path.display()
        ));
    }
    Ok(desk)
}

/// Opens a desk that is there.
fn there(path: &Path) -> Result<Desk> {
    if !path.is_file() {
        bail!("there is no desk {}; `twosource desk add` makes one", path.display());
    }
    open(path)
}

/// What fetches, as the user wants it.
pub(crate) fn fetcher(fetching: &Fetching) -> Result<Fetcher> {
    let local = if fetching.local { Local::All } else { Local::None };
    Ok(Fetcher::new(Settings { local, ca: fetching.ca.clone(), ..Settings::default() })?)
}

/// What the user named to be added, by what it is.
#[derive(Debug, Default)]
struct Named {
    files: Vec<Input>,
    /// Name and bytes of lists of feeds.
    lists: Vec<(String, Vec<u8>)>,
    urls: Vec<String>,
}

fn named(inputs: &[PathBuf]) -> Result<Named> {
    let mut named = Named::default();
    for input in inputs {
        let name = input.to_string_lossy();
        let scheme = name.split_once("://").map(|(scheme, _)| scheme.to_lowercase());
        if scheme.is_some_and(|s| s == "http" || s == "https") {
            named.urls.push(name.into_owned());
        } else if name == "-" {
            let bytes = run::standard_input()?;
            match is_opml(&bytes) {
                true => named.lists.push(("standard input".to_owned(), bytes)),
                false => named.files.push(Input::Stdin(bytes)),
            }
        } else if input.is_file() && is_opml(&beginning(input)?) {
            let bytes = fs::read(input).with_context(|| format!("could not read {name}"))?;
            named.lists.push((name.into_owned(), bytes));
        } else {
            named.files.push(Input::Path(input.clone()));
        }
    }
    Ok(named)
}

fn beginning(path: &Path) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|f| f.take(OPML_HEAD as u64).read_to_end(&mut head));
    read.with_context(|| format!("could not read {}", path.display()))?;
    Ok(head)
}

/// Whether the first element is `opml`, in any character set that has ASCII in it.
fn is_opml(bytes: &[u8]) -> bool {
    let head: Vec<u8> = bytes.iter().take(OPML_HEAD).copied().filter(|b| *b != 0).collect();
    let head = String::from_utf8_lossy(&head);
    let element = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_alphabetic());
    head.trim_start_matches(|c: char| !c.is_ascii()).trim_start().starts_with('<')
        && head.split('<').find(element).is_some_and(|first| first.starts_with("opml"))
}

/// `twosource desk add`.
pub(crate) fn add(args: &Add) -> Result<ExitCode> {
    let named = named(&args.inputs)?;
    let desk = open(&args.desk)?;
    let now = Timestamp::now();
    let mut told = Told::default();
    if !named.files.is_empty() {
        told.files(&desk, &named.files, now)?;
    }
    for (name, bytes) in &named.lists {
        told.list(&desk, name, bytes, now)?;
    }
    if !named.urls.is_empty() {
        let fetcher = fetcher(&args.fetching)?;
        for url in &named.urls {
            told.address(&desk, &fetcher, url, args.page, now)?;
        }
        told.visit(&desk, &fetcher, now)?;
    }
    if desk.store().is_kept()? {
        output::note("another program keeps this desk: it reads what is new");
    } else {
        let kept = watch::kept(desk.store())?;
        follow(&desk, &kept, now, watch::follow)?;
    }
    told.print(&args.desk)
}

/// Keeps a desk alone, for as long as what is given back is there.
fn keep_alone(desk: &Desk) -> Result<Keeping> {
    let asked = Instant::now();
    loop {
        if let Some(keeping) = desk.store().keep_alone()? {
            return Ok(keeping);
        }
        // Whoever adds looks at the lock for a moment.
        if asked.elapsed() > Duration::from_secs(1) {
            let desk = desk.store().path().display();
            bail!("another program keeps {desk} (`serve` or `desk watch`); stop that one first");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// What is told after something was added.
#[derive(Debug, Default)]
struct Told {
    new: usize,
    known: usize,
    sources: usize,
    /// Something that the user named could not be taken.
    failed: bool,
    waiting: usize,
    listed: usize,
}

impl Told {
    fn files(&mut self, desk: &Desk, inputs: &[Input], now: Timestamp) -> Result<()> {
        let intake = run::open(inputs, desk.world());
        run::report(&intake);
        self.failed |= !intake.missing.is_empty();
        let added = desk.add_files(intake, now)?;
        let some = added.articles.len() + added.known;
        self.failed |= some == 0;
        self.new += added.articles.len();
        self.known += added.known;
        Ok(())
    }

    fn list(&mut self, desk: &Desk, name: &str, bytes: &[u8], now: Timestamp) -> Result<()> {
        let imported = match feeds::import_opml(desk.store(), bytes, now) {
            Ok(imported) => imported,
            Err(error) if error.kind() == Kind::Store => return Err(error.into()),
            Err(error) => {
                self.failed = true;
                output::complain(&format!("{name}: {error}"));
                return Ok(());
            }
        };
        for (url, why) in &imported.refused {
            output::complain(&format!("{url}: not added: {why}"));
        }
        self.listed += imported.added;
        self.sources += imported.added;
        Ok(())
    }

    fn address(
        &mut self,
        desk: &Desk,
        fetcher: &Fetcher,
        url: &str,
        page: bool,
        now: Timestamp,
    ) -> Result<()> {
        let store = desk.store();
        let added = match page {
            true => feeds::add_page(store, url, now),
            false => feeds::add_source(store, fetcher, url, now),
        };
        match added {
            Ok(feeds::Added::New(source)) => {
                self.sources += 1;
                let title = source.title.map(|t| format!(" ({t})")).unwrap_or_default();
                output::note(&format!("{}: a {}{title}", source.url, source.kind.name()));
            }
            Ok(feeds::Added::Known(source)) => {
                let paused = matches!(source.rest, Some(feeds::Rest::Paused { .. }));
                let paused = if paused { ", and paused" } else { "" };
                output::note(&format!("{}: known already{paused}", source.url));
            }
            Ok(feeds::Added::Choose(links)) => {
                self.failed = true;
                output::complain(&format!(
                    "{url}: not added: the page names feeds; add one of them, or the page alone \
                     with --page:"
                ));
                for link in links {
                    let title = link.title.map(|t| format!("  ({t})")).unwrap_or_default();
                    output::complain(&format!("  {}{title}", link.url));
                }
            }
            Err(error) if error.kind() == Kind::Store => return Err(error.into()),
            Err(error) => {
                self.failed = true;
                output::complain(&error.to_string());
            }
        }
        Ok(())
    }

    /// Visits what is due: what was just added, and what else is.
    fn visit(&mut self, desk: &Desk, fetcher: &Fetcher, now: Timestamp) -> Result<()> {
        let visited = visit(desk, fetcher, now)?;
        self.new += visited.new;
        self.waiting = visited.waiting;
        Ok(())
    }

    fn print(&self, desk: &Path) -> Result<ExitCode> {
        let mut line = format!("{} new", count(self.new, "report", "reports"));
        if self.known > 0 {
            line += &format!(", {} known already", self.known);
        }
        if self.sources > 0 {
            line += &format!(", {} to visit from now on", count(self.sources, "source", "sources"));
        }
        output::write(&format!("{line}\n"), None)?;
        let later = match (self.waiting, self.listed) {
            (0, 0) => None,
            (0, n) => Some(format!("{} not visited yet", count(n, "feed is", "feeds are"))),
            (n, _) => Some(format!("{} not fetched yet", count(n, "page is", "pages are"))),
        };
        if let Some(later) = later {
            let next = format!("`twosource desk watch {}` does that", desk.display());
            output::note(&format!("{later}; {next}"));
        }
        Ok(if self.failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

/// What a round of visits brought.
#[derive(Debug, Default)]
struct Visited {
    new: usize,
    waiting: usize,
}

/// Visits the sources that are due; says what is lost and what fails.
fn visit(desk: &Desk, fetcher: &Fetcher, now: Timestamp) -> Result<Visited> {
    let store = desk.store();
    let mut visited = Visited::default();
    let mut skipped = Vec::new();
    let bar = output::spinner("fetching");
    // Stopped by a signal, the program ends at once: what it said to be kept is kept.
    let polled = feeds::poll(store, fetcher, now, &|| false, &mut |arrival| {
        let added = desk.add(std::slice::from_ref(&arrival))?;
        visited.new += added.articles.len();
        skipped.extend(added.skipped);
        bar.inc(1);
        Ok(())
    });
    bar.finish_and_clear();
    let polled = polled?;
    visited.waiting = polled.waiting;
    for (place, why) in skipped {
        output::complain(&format!("{place}: not read: {why}"));
    }
    let second = now.as_second();
    if polled.lost > 0 {
        let now = |loss: &feeds::Loss| loss.last.as_second() == second;
        for loss in feeds::losses(store)?.into_iter().filter(now) {
            output::complain(&format!("{}: not taken: {}", loss.what, loss.why));
        }
    }
    if polled.failed > 0 {
        for health in feeds::health(store, now)? {
            let tried = health.tried.is_some_and(|t| t.as_second() == second);
            if let (true, feeds::State::Failing { why, .. }) = (tried, health.state) {
                output::complain(&format!("{}: the visit failed: {why}", health.source.url));
            }
        }
    }
    Ok(visited)
}

/// A way to derive what follows from the reports, holding rules against it.
type Follow = fn(&Desk, &Kept, Timestamp, &mut dyn FnMut(News<'_>)) -> Result<(), desk::Error>;

/// Derives, with a bar, and prints the alerts.
fn follow(desk: &Desk, kept: &Kept, now: Timestamp, how: Follow) -> Result<()> {
    let bar = output::progress("reading");
    bar.set_length(desk.behind()?.articles as u64);
    let mut broken = None;
    how(desk, kept, now, &mut |news| match news {
        News::Step(step) => advance(&bar, desk, step),
        News::Alert(alert) => {
            let printed = bar.suspend(|| output::write(&alert_text(alert), None));
            broken = broken.take().or(printed.err());
        }
    })?;
    bar.finish_and_clear();
    broken.map_or(Ok(()), Err)
}

/// Reading first, then one step for each situation that has moved.
fn advance(bar: &ProgressBar, desk: &Desk, step: &Step) {
    match step {
        Step::Read { .. } => bar.inc(1),
        Step::Renewed(_) => {
            if bar.message() == "reading" {
                // The bar alone suffers where this cannot be told.
                let left = desk.behind().map_or(0, |b| b.situations as u64);
                bar.set_message("keeping records");
                bar.set_length(left + 1);
                bar.set_position(0);
            }
            bar.inc(1);
        }
    }
}

/// `twosource desk watch`.
fn watch(args: &Watch) -> Result<ExitCode> {
    let desk = open(&args.desk)?;
    let _keeping = keep_alone(&desk)?;
    if let Some(file) = &args.rules {
        keep_rules(&desk, file)?;
    }
    let fetcher = fetcher(&args.fetching)?;
    let store = desk.store();
    loop {
        let now = Timestamp::now();
        if feeds::next_due(store)?.is_some_and(|due| due <= now) {
            visit(&desk, &fetcher, now)?;
        }
        let kept = watch::kept(store)?;
        follow(&desk, &kept, now, watch::follow)?;
        for alert in watch::tick(store, &kept.rules, now)? {
            output::write(&alert_text(&alert), None)?;
        }
        if args.once {
            return Ok(ExitCode::SUCCESS);
        }
        std::thread::sleep(pause(feeds::next_due(store)?, Timestamp::now()));
    }
}

/// How long to wait for what is due next.
fn pause(due: Option<Timestamp>, now: Timestamp) -> Duration {
    let most = Duration::from_secs(LOOK_SECONDS);
    let until = due.map(|due| due.duration_since(now).unsigned_abs().min(most));
    // What is overdue by now waits for a moment all the same.
    until.unwrap_or(most).max(Duration::from_secs(1))
}

/// An alert: what it says, and the passages that tell it.
fn alert_text(alert: &Alert) -> String {
    let line = |words: &str| brief::one_line(words);
    let (at, what) = match &alert.withdrawn {
        Some(withdrawn) => (withdrawn.at, format!("withdrawn: {}", line(&alert.title))),
        None => (alert.fired, line(&alert.title)),
    };
    let mut lines = vec![format!("{at}  {what}"), format!("  {}", line(&alert.says))];
    lines.extend(alert.withdrawn.iter().map(|w| format!("  because {}", line(&w.why))));
    lines.extend(alert.measures.iter().map(|m| format!("  to do: {}", line(m))));
    for passage in &alert.passages {
        let outlet = passage.outlet.as_deref().unwrap_or(&passage.article);
        let day = passage.published.as_deref().map(|d| format!(", {d}")).unwrap_or_default();
        lines.push(format!("  “{}” ({}{day})", line(&passage.words), line(outlet)));
    }
    if alert.left_out > 0 {
        lines.push(format!("  and {} more", count(alert.left_out, "passage", "passages")));
    }
    lines.join("\n") + "\n"
}

/// `twosource desk sources`.
fn sources(args: &Sources) -> Result<ExitCode> {
    let desk = there(&args.desk)?;
    let (store, now) = (desk.store(), Timestamp::now());
    let pause = args.pause.iter().map(|url| (url, SourceChange::Pause));
    let resume = args.resume.iter().map(|url| (url, SourceChange::Resume));
    let remove = args.remove.iter().map(|url| (url, SourceChange::Remove));
    let (mut failed, mut done) = (false, false);
    for (url, change) in pause.chain(resume).chain(remove) {
        let changed = feeds::source_at(store, url)
            .and_then(|source| feeds::change(store, source.id, change, now));
        match changed {
            Ok(changed) => output::write(&changed_text(change, &changed), None)?,
            Err(error) if error.kind() == Kind::Store => return Err(error.into()),
            Err(error) => {
                failed = true;
                output::complain(&error.to_string());
            }
        }
        done = true;
    }
    if !done {
        let sources = status_of(&desk, now)?.sources;
        let shown = match args.format {
            StatusFormat::Json => serde_json::to_string_pretty(&sources)?,
            StatusFormat::Text => sources_text(&sources).join("\n"),
        };
        output::write(&(shown + "\n"), None)?;
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn changed_text(change: SourceChange, changed: &feeds::Changed) -> String {
    let url = &changed.source.url;
    let dropped = match changed.dropped {
        0 => String::new(),
        n => format!("; dropped: {} to fetch", count(n, "page", "pages")),
    };
    match change {
        SourceChange::Pause => format!("{url}: paused\n"),
        SourceChange::Resume => format!("{url}: visited again\n"),
        SourceChange::Remove => format!("{url}: removed; what came of it stays{dropped}\n"),
    }
}

/// `twosource desk check`.
fn check(path: &Path) -> Result<ExitCode> {
    there(path)?.store().check()?;
    output::write("whole: every page, index and reference\n", None)?;
    Ok(ExitCode::SUCCESS)
}

/// `twosource desk rebuild`.
fn rebuild(path: &Path) -> Result<ExitCode> {
    if !path.is_file() {
        bail!("there is no desk {}", path.display());
    }
    // Whatever made it before: that is what this is for.
    let desk = Desk::open(path, World::bundled())?;
    let _keeping = keep_alone(&desk)?;
    let kept = watch::kept(desk.store())?;
    let now = Timestamp::now();
    follow(&desk, &kept, now, watch::rebuild)?;
    let status = status_of(&desk, now)?;
    let reports = count_u64(status.articles - status.foreign, "report", "reports");
    let situations = count_u64(status.situations, "situation", "situations");
    output::write(&format!("{reports} read again, {situations}\n"), None)?;
    Ok(ExitCode::SUCCESS)
}

/// `twosource desk rules`.
fn rules(args: &Rules) -> Result<ExitCode> {
    let desk = open(&args.desk)?;
    let rules = keep_rules(&desk, &args.file)?;
    let parts = [
        count(rules.rules.len(), "rule", "rules"),
        count(rules.ladders.len(), "ladder", "ladders"),
        count(rules.channels.len(), "channel", "channels"),
    ];
    output::write(&format!("kept: {}\n", parts.join(", ")), None)?;
    Ok(ExitCode::SUCCESS)
}

fn keep_rules(desk: &Desk, file: &Path) -> Result<watch::Rules> {
    let toml = watch::Rules::text_of(file)?;
    Ok(watch::keep(desk.store(), &file.display().to_string(), &toml)?)
}

/// `twosource desk export`.
fn export(args: &Export) -> Result<ExitCode> {
    let desk = there(&args.desk)?;
    let store = desk.store();
    let what = &args.what;
    if let Some(path) = &what.warc {
        let documents = to_file(path, &mut |to| Ok(out::warc(store, to, Timestamp::now())?))?;
        output::note(&count_u64(documents, "document", "documents"));
    }
    if let Some(path) = &what.jsonl {
        let articles = to_file(path, &mut |to| Ok(out::jsonl(store, to)?))?;
        output::note(&count_u64(articles, "article", "articles"));
    }
    if let Some(path) = &what.opml {
        let list = feeds::export_opml(store)?;
        to_file(path, &mut |to| Ok(to.write_all(list.as_bytes()).and_then(|()| to.flush())?))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// `twosource desk password`.
fn password() -> Result<ExitCode> {
    let doing = "could not read the password";
    let password = if io::stdin().is_terminal() {
        let first = rpassword::prompt_password("Password: ").context(doing)?;
        if rpassword::prompt_password("The same again: ").context(doing)? != first {
            bail!("these are two different passwords");
        }
        first
    } else {
        let mut line = String::new();
        io::stdin().lock().take(PASSWORD_BYTES).read_line(&mut line).context(doing)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    if password.chars().count() < PASSWORD_LEAST {
        bail!("a password has at least {PASSWORD_LEAST} characters");
    }
    output::write(&format!("{}\n", desk::web::password_hash(&password)?), None)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes to a file, or to standard output where it is `-`.
fn to_file<T>(path: &Path, write: &mut dyn FnMut(&mut dyn Write) -> Result<T>) -> Result<T> {
    if path.as_os_str() == "-" {
        let mut to = Remembering { to: BufWriter::new(io::stdout().lock()), failed: None };
        let done = write(&mut to);
        // Whoever stopped reading is known by this error alone.
        return to.failed.map_or(done, |error| Err(error.into()));
    }
    let writing = || format!("could not write {}", path.display());
    let mut to = BufWriter::new(File::create(path).with_context(writing)?);
    let done = write(&mut to).with_context(writing)?;
    to.flush().with_context(writing)?;
    to.get_ref().sync_all().with_context(writing)?;
    Ok(done)
}

/// A writer that remembers why it failed.
struct Remembering<W> {
    to: W,
    failed: Option<io::Error>,
}

impl<W: Write> Remembering<W> {
    fn noting<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        done.map_err(|error| {
            let kind = error.kind();
            self.failed = Some(error);
            kind.into()
        })
    }
}

impl<W: Write> Write for Remembering<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.to.write(bytes);
        self.noting(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.to.flush();
        self.noting(done)
    }
}

/// `twosource desk status`.
fn status(path: &Path, format: StatusFormat) -> Result<ExitCode> {
    let desk = there(path)?;
    let status = status_of(&desk, Timestamp::now())?;
    let shown = match format {
        StatusFormat::Json => serde_json::to_string_pretty(&status)? + "\n",
        StatusFormat::Text => status_text(&status),
    };
    output::write(&shown, None)?;
    Ok(ExitCode::SUCCESS)
}

fn status_text(status: &Status) -> String {
    let mut lines = vec![
        format!("{} ({:.1} MB)", status.desk, status.bytes as f64 / 1e6),
        format!(
            "  {}, {} in other languages; {}, {} of several reports",
            count_u64(status.articles, "report", "reports"),
            status.foreign,
            count_u64(status.situations, "situation", "situations"),
            status.told_by_several
        ),
    ];
    let behind = match (status.articles_behind, status.situations_behind) {
        (0, 0) => "nothing is behind".to_owned(),
        (articles, situations) => format!(
            "behind: {} to read, {} to renew; `twosource desk watch {} --once` does that",
            count(articles, "report", "reports"),
            count(situations, "situation", "situations"),
            status.desk
        ),
    };
    lines.push(format!("  {behind}"));
    if let Some(other) = &status.made_by_another {
        lines.push(format!("  made by another version: {other}"));
    }
    if status.unread > 0 {
        let reports = count_u64(status.unread, "report", "reports");
        lines.push(format!("  {reports} not read: a defect of the program"));
    }
    if status.skipped > 0 {
        let parts = count_u64(status.skipped, "part", "parts");
        lines.push(format!("  {parts} of what came not taken as reports"));
    }
    lines.extend(sources_text(&status.sources));
    lines.extend(losses_text(status));
    lines.extend(watch_text(status));
    lines.join("\n") + "\n"
}

fn sources_text(sources: &[desk::status::Source]) -> Vec<String> {
    let mut lines = vec![count(sources.len(), "source", "sources")];
    for source in sources {
        let mut line = format!("  {:<8} {}", source.state, source.url);
        let kind = (source.kind != SourceKind::Feed.name()).then_some(source.kind);
        let about: Vec<&str> = kind.into_iter().chain(source.title.as_deref()).collect();
        if !about.is_empty() {
            line += &format!(" ({})", brief::one_line(&about.join(": ")));
        }
        line.extend(source.since.iter().map(|since| format!(" since {since}")));
        line.extend(source.why.iter().map(|why| format!(": {}", brief::one_line(why))));
        if source.waiting > 0 {
            let pages = count_u64(source.waiting, "page", "pages");
            line += &format!("; {pages} to fetch");
        }
        line.extend(source.former.iter().map(|url| format!("; formerly {url}")));
        lines.push(line);
    }
    lines
}

fn losses_text(status: &Status) -> Vec<String> {
    if status.losses.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("{} found and not taken", status.losses.len())];
    for loss in status.losses.iter().take(LOSSES) {
        let (what, why) = (brief::one_line(&loss.what), brief::one_line(&loss.why));
        lines.push(format!("  {} {what}: {why}", loss.last));
    }
    if status.losses.len() > LOSSES {
        lines.push(format!("  and {} more: --format json", status.losses.len() - LOSSES));
    }
    lines
}

fn watch_text(status: &Status) -> Vec<String> {
    let mut lines = vec![format!(
        "{}, {} standing",
        count(status.rules, "rule", "rules"),
        count_u64(status.alerts, "alert", "alerts")
    )];
    for ladder in &status.ladders {
        let phase = ladder.phase.as_deref().unwrap_or("at rest");
        let since = ladder.since.as_ref().map(|s| format!(" since {s}")).unwrap_or_default();
        lines.push(format!("  {}: {phase}{since}", ladder.ladder));
    }
    if !status.deliveries.is_empty() {
        let open = count(status.deliveries.len(), "delivery", "deliveries");
        lines.push(format!("{open} open"));
    }
    for delivery in &status.deliveries {
        let error = delivery.last_error.as_deref().map(|e| format!(": {e}")).unwrap_or_default();
        lines.push(format!(
            "  {:<8} notice {} by {}, {}{error}",
            delivery.state,
            delivery.notice,
            delivery.channel,
            count(delivery.tries as usize, "try", "tries")
        ));
    }
    lines
}

/// `1 report`, `2 reports`.
fn count(n: usize, one: &str, more: &str) -> String {
    count_u64(n as u64, one, more)
}

fn count_u64(n: u64, one: &str, more: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {more}") }
}
