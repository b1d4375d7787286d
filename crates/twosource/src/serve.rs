//! `twosource serve`: the desk in a browser.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use ::desk::web::{self, users};
use anyhow::{Context, Result};
use clap::Args;

use crate::args::desk::{Add, Fetching};
use crate::{desk, output};

const SERVE_HELP: &str = "Examples:
  twosource serve --desk desk.db examples/ferry   adds the bundled situation, then serves it
  twosource serve --desk desk.db                  goes on with what is there
  twosource serve --desk desk.db --listen 0.0.0.0:8642 --users users.toml --host desk.example.org

The address is printed with a key that opens once; the browser keeps a cookie after that. Other
addresses than this machine's need a file of users:
  [[user]]
  name = \"ana\"
  role = \"editor\"      # or \"reader\"
  password = \"$argon2id$…\"   # twosource desk password

Stop it with Ctrl-C; nothing that was taken in is lost, however it is stopped.";

#[derive(Debug, Args)]
#[command(after_help = SERVE_HELP)]
pub(crate) struct Serve {
    /// Files, folders, pages, feeds and lists of feeds to add before the pages open
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// The desk's file, made new where there is none
    #[arg(long, value_name = "FILE", default_value = "desk.db")]
    desk: PathBuf,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8642")]
    listen: SocketAddr,
    /// Who may come in from other machines, with which password
    #[arg(long, value_name = "FILE")]
    users: Option<PathBuf>,
    /// A name that the pages are asked for by behind a proxy (may be given again)
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    /// Watch rules and channels (docs/watch.md); else those set on the page count
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// Do not visit feeds
    #[arg(long)]
    no_feeds: bool,
    #[command(flatten)]
    fetching: Fetching,
}

/// Serves the desk until it is stopped.
pub(crate) fn serve(args: Serve) -> Result<ExitCode> {
    // the reader's weights are loaded while the desk opens
    std::thread::spawn(reading::warm);
    let users = args.users.as_deref().map(users).transpose()?.unwrap_or_default();
    let fetcher = desk::fetcher(&args.fetching)?;
    let code = match args.inputs.is_empty() {
        true => ExitCode::SUCCESS,
        false => desk::add(&Add {
            desk: args.desk.clone(),
            inputs: args.inputs,
            page: false,
            fetching: args.fetching,
        })?,
    };
    let desk = desk::open(&args.desk)?;
    let serve = web::Serve {
        listen: args.listen,
        users,
        hosts: args.hosts,
        rules: args.rules,
        polls: !args.no_feeds,
    };
    web::serve(desk, fetcher, serve, |address| {
        let line = format!("The desk is open at {address}\n");
        if let Err(error) = output::write(&line, None) {
            output::complain(&format!("could not print the address: {error:#}"));
        }
    })
    .context("the pages ended")?;
    Ok(code)
}
