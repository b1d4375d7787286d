//! What the user can type.

pub(crate) mod desk;

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use text::Date;

use crate::serve::Serve;

/// Reads many reports of a developing story and keeps the record: who said what, when and on whose
/// word; how every figure moved; which reports are copies; where sources disagree.
///
/// Every line it prints names the words it rests on. It works offline and gives the same output
/// for the same input.
#[derive(Debug, Parser)]
#[command(version, about, long_about, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// What no single argument shows: days that leave nothing to compare.
    pub(crate) fn check(&self) -> Result<(), clap::Error> {
        let Command::Brief(Brief { since: Some(Since::Day(since)), as_of: Some(as_of), .. }) =
            &self.command
        else {
            return Ok(());
        };
        if since <= as_of {
            return Ok(());
        }
        let words = format!("--since {since} lies after --as-of {as_of}: nothing can be new");
        Err(Cli::command().error(ErrorKind::ValueValidation, words))
    }
}

const EXAMPLES: &str = "Examples:
  twosource brief examples/ferry                 the bundled situation, in the terminal
  twosource brief reports/ -o brief.html         one page with every passage, no script needed
  twosource brief a.html feed.xml dump.warc.gz   pages, feeds and archives, mixed freely
  twosource brief reports/ --since 2024-10-24    only what is new since that day
  curl … | twosource read - --format jsonl       what one article says, for programs
  twosource serve --desk desk.db examples/ferry  the record kept over time, in a browser
  twosource desk add desk.db reports/ FEED-URL   adds to it; see desk --help

Exit codes: 0 done; 1 nothing could be read, or an input you named is missing; 2 wrong usage.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read reports and print what they say together
    Brief(Brief),
    /// Read reports and print what each says by itself
    Read(Read),
    /// Keep the record over time and read it in a browser
    Serve(Serve),
    /// Keep the record over time: reports as they come, feeds, watch rules, alerts
    Desk(desk::Desk),
}

const INPUT_HELP: &str = "Inputs, mixed freely: files, folders (read whole), glob patterns, or `-`
for standard input. Plain text; saved pages (.html, .mhtml, also .gz);
article JSON and JSON Lines (also .gz, .zst); feeds whose items carry
text; web archives (.warc, .warc.gz). A folder with an articles.json
list takes outlet, address, title and date of its texts from it.

What cannot be read is listed with the reason, never dropped in silence.";

const BRIEF_HELP: &str = "What is new, and what was known:
  twosource brief reports/ --since 2024-10-24
      what the reports of 24 October and later add to those before
  twosource brief reports/ -o monday.json, and on Tuesday
  twosource brief reports/ --since monday.json
      what the reports that came in between add
  twosource brief reports/ --as-of 2024-10-30
      the record as it could be known at the end of that day

Both may be given together. Where a day decides, undated reports are left out
and listed. With --format json the whole record is printed, with `changes`.
";

#[derive(Debug, Args)]
#[command(after_help = format!("{BRIEF_HELP}\n{INPUT_HELP}"))]
pub(crate) struct Brief {
    /// Files, folders, glob patterns, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Write to a file; its ending chooses the format
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// How to print [default: by the ending of --output, else text]
    #[arg(short, long)]
    pub(crate) format: Option<BriefFormat>,
    /// How reliable you hold outlets and speakers to be, A to F, as TOML; shown beside them, it
    /// changes no grade of credibility
    #[arg(long, value_name = "FILE")]
    pub(crate) sources: Option<PathBuf>,
    /// Only what is new since a day (what reports published before it tell is known), or since a
    /// record written by `brief --format json`
    #[arg(long, value_name = "DAY|RECORD.json", value_parser = since)]
    pub(crate) since: Option<Since>,
    /// Only from reports published by the end of this day: 2024-10-30
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) as_of: Option<Date>,
    #[command(flatten)]
    pub(crate) look: Look,
}

/// What a record is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Since {
    /// The reports published before this day.
    Day(Date),
    /// The record in this file.
    Record(PathBuf),
}

fn day(words: &str) -> Result<Date, String> {
    words.parse().map_err(|_| "a day is written like 2024-10-30".to_owned())
}

/// A day, else the name of a file; what is made of digits and dashes was meant as a day.
fn since(words: &str) -> Result<Since, String> {
    if words.chars().all(|c| c.is_ascii_digit() || c == '-') {
        return day(words).map(Since::Day);
    }
    Ok(Since::Record(words.into()))
}

#[derive(Debug, Args)]
#[command(after_help = INPUT_HELP)]
pub(crate) struct Read {
    /// Files, folders, glob patterns, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Write to a file; its ending chooses the format
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// How to print [default: by the ending of --output, else annotated]
    #[arg(short, long)]
    pub(crate) format: Option<ReadFormat>,
    #[command(flatten)]
    pub(crate) look: Look,
}

#[derive(Debug, Args)]
pub(crate) struct Look {
    /// Your own tables of the world: one file, or a folder of them (countries.tsv, outlets.tsv …);
    /// they go before the bundled ones
    #[arg(long, value_name = "DIR|FILE")]
    pub(crate) world: Option<PathBuf>,
    /// Colours in terminal output
    #[arg(long, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(crate) color: Colour,
    /// Columns of terminal output [default: the terminal's, else 80]
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..=400))]
    pub(crate) width: Option<u16>,
    /// Articles read at once [default: one for each core]; the output does not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// When the output is a terminal
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BriefFormat {
    /// For the terminal
    Text,
    /// Markdown with a reference list
    #[value(alias = "markdown")]
    Md,
    /// One self-contained page
    Html,
    /// The record, for programs (schema twosource/record/1)
    Json,
    /// One row for each report of a figure or an event
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReadFormat {
    /// For people: the text with what was found in it
    Annotated,
    /// One reading a line, for programs
    #[value(alias = "json")]
    Jsonl,
    /// Syntax alone, as CoNLL-U
    Conllu,
}

impl BriefFormat {
    /// The format that a file's ending asks for.
    pub(crate) fn of_ending(ending: &str) -> Option<BriefFormat> {
        Some(match ending {
            "txt" | "text" => BriefFormat::Text,
            "md" | "markdown" => BriefFormat::Md,
            "html" | "htm" => BriefFormat::Html,
            "json" => BriefFormat::Json,
            "csv" => BriefFormat::Csv,
            _ => return None,
        })
    }
}

impl ReadFormat {
    /// The format that a file's ending asks for.
    pub(crate) fn of_ending(ending: &str) -> Option<ReadFormat> {
        Some(match ending {
            "txt" | "text" => ReadFormat::Annotated,
            "jsonl" | "ndjson" | "json" => ReadFormat::Jsonl,
            "conllu" | "conll" => ReadFormat::Conllu,
            _ => return None,
        })
    }
}
