//! What the user can type after `twosource desk`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

const EXAMPLES: &str =
    "A desk is one file that keeps what came, word for word, and what follows from it:
  twosource desk add desk.db reports/                       files, folders, archives
  twosource desk add desk.db https://news.example/feed.xml  a feed, visited from now on
  twosource desk rules desk.db rules.toml                   what to watch for
  twosource desk watch desk.db                              visit feeds, print alerts
  twosource desk status desk.db                             what it holds, what goes wrong
  twosource desk sources desk.db                            what is visited; pause, remove
  twosource desk export desk.db --warc read.warc.gz         what was read, as proof

Killed at any time, a desk loses nothing that it had said to be kept; the next
command goes on from there. Several programs may use one desk at once.

Exit codes: 0 done; 1 something could not be done, as told; 2 wrong usage.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Desk {
    #[command(subcommand)]
    pub(crate) command: DeskCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DeskCommand {
    /// Keep reports, and visit feeds and pages from now on
    Add(Add),
    /// Visit feeds when they are due, read what comes, and print alerts, until stopped
    Watch(Watch),
    /// Tell what a desk holds, what is still to be done, and what goes wrong
    Status(Status),
    /// List what is visited and how it does; pause, resume or remove it
    Sources(Sources),
    /// Check the whole file: every page of it, every reference
    Check(One),
    /// Write a copy, while others go on using the desk
    Backup(Backup),
    /// Make readings, situations and records again, with this program
    Rebuild(One),
    /// Check watch rules and keep them, in the place of those before
    Rules(Rules),
    /// Write what the desk holds for other programs
    Export(Export),
    /// Hash a password for a file of users (`twosource serve --users`): asked for at the terminal,
    /// else the first line of standard input
    Password,
}

const ADD_HELP: &str = "Inputs, mixed freely:
  files, folders, glob patterns, `-`   read as `twosource brief` reads them
  a feed's or sitemap's address        RSS, Atom, JSON Feed: visited when it is due
  a page's address                     one report, looked at again for edits; where the
                                       page names feeds these are listed: add one of
                                       them, or the page alone with --page
  an OPML file                         every feed it lists

  twosource desk add desk.db reports/ https://news.example/feed.xml feeds.opml
  twosource desk add desk.db --page https://news.example/2025/ferry.html
  curl … | twosource desk add desk.db -

The desk is made where there is none. Only http and https; robots.txt is obeyed.";

#[derive(Debug, Args)]
#[command(after_help = ADD_HELP)]
pub(crate) struct Add {
    /// The desk's file
    pub(crate) desk: PathBuf,
    /// Files, folders, glob patterns, addresses, OPML files, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Take an address as one page, whatever feeds it names
    #[arg(long)]
    pub(crate) page: bool,
    #[command(flatten)]
    pub(crate) fetching: Fetching,
}

/// How feeds and pages are fetched.
#[derive(Clone, Debug, Args)]
pub(crate) struct Fetching {
    /// Allow addresses of this machine and of local networks
    #[arg(long)]
    pub(crate) local: bool,
    /// Trust these certificates (PEM) to vouch for hosts, in the place of the usual ones: behind a
    /// network that replaces them
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
}

const WATCH_HELP: &str =
    "The rules are those that the desk keeps (`twosource desk rules`). Rules that have
changed are held against all situations once, then against those that move. Each
alert is printed as it fires, with the words it rests on, and goes out by the
channels that the rules name.

  twosource desk watch desk.db
  twosource desk watch desk.db --rules rules.toml     keep these rules first
  */10 * * * *  twosource desk watch desk.db --once   one round, for cron";

#[derive(Debug, Args)]
#[command(after_help = WATCH_HELP)]
pub(crate) struct Watch {
    /// The desk's file
    pub(crate) desk: PathBuf,
    /// One round, then end
    #[arg(long)]
    pub(crate) once: bool,
    /// Keep these rules in the desk first, in the place of those before
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) fetching: Fetching,
}

#[derive(Debug, Args)]
pub(crate) struct Status {
    /// The desk's file
    pub(crate) desk: PathBuf,
    /// How to print
    #[arg(short, long, value_enum, default_value_t = StatusFormat::Text)]
    pub(crate) format: StatusFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatusFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

const SOURCES_HELP: &str =
    "A source is named by its address, or by one that it had before it moved.

  twosource desk sources desk.db                                 list them
  twosource desk sources desk.db --pause https://news.example/feed.xml
  twosource desk sources desk.db --resume https://news.example/feed.xml
  twosource desk sources desk.db --remove https://news.example/feed.xml

Whatever came of a source stays, with where it came from. Of a source that is removed,
pages that were found and not fetched yet are dropped; `desk add` adds it again.

States: new, ok, failing, empty, quiet (lists nothing new for longer than it used to),
gone, paused, moved (its host sends on to an address that is a source itself). Where a
host sends on for good at three visits in a row, the source takes the new address.";

#[derive(Debug, Args)]
#[command(after_help = SOURCES_HELP)]
pub(crate) struct Sources {
    /// The desk's file
    pub(crate) desk: PathBuf,
    /// Do not visit it, and fetch none of its pages, until it is resumed (may be given again)
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) pause: Vec<String>,
    /// Visit it again (may be given again)
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) resume: Vec<String>,
    /// Visit and list it no more (may be given again)
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) remove: Vec<String>,
    /// How to print the list
    #[arg(short, long, value_enum, default_value_t = StatusFormat::Text)]
    pub(crate) format: StatusFormat,
}

#[derive(Debug, Args)]
pub(crate) struct One {
    /// The desk's file
    pub(crate) desk: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The desk's file
    pub(crate) desk: PathBuf,
    /// A new file
    pub(crate) to: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// The desk's file, made where there is none
    pub(crate) desk: PathBuf,
    /// The rules, as TOML; docs/watch.md tells their format
    pub(crate) file: PathBuf,
}

const EXPORT_HELP: &str =
    "  twosource desk export desk.db --warc read.warc.gz   every document as it came, with its
                                                      date and digest (WARC 1.1)
  twosource desk export desk.db --jsonl - | jq .title every article, one a line
  twosource desk export desk.db --opml feeds.opml     the feeds, for another reader

What is exported can be read again by `brief`, `read` and `desk add`.";

#[derive(Debug, Args)]
#[command(after_help = EXPORT_HELP)]
pub(crate) struct Export {
    /// The desk's file
    pub(crate) desk: PathBuf,
    #[command(flatten)]
    pub(crate) what: Exported,
}

/// What is exported, and where to: `-` is standard output.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Exported {
    /// Every document as it came, as a web archive
    #[arg(long, value_name = "FILE")]
    pub(crate) warc: Option<PathBuf>,
    /// The feeds and sitemaps, as a list of feeds
    #[arg(long, value_name = "FILE")]
    pub(crate) opml: Option<PathBuf>,
    /// Every article, as JSON Lines
    #[arg(long, value_name = "FILE")]
    pub(crate) jsonl: Option<PathBuf>,
}
