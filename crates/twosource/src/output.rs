//! The one place that writes to the outside: results, complaints, progress.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::{Colour, Look};

/// Columns where nothing says how wide the output is.
const DEFAULT_WIDTH: usize = 80;

/// Writes a result to the file named, else to standard output.
pub(crate) fn write(result: &str, to: Option<&Path>) -> Result<()> {
    match to {
        Some(path) => fs::write(path, result)
            .with_context(|| format!("could not write the output to {}", path.display())),
        None => {
            let mut out = io::stdout().lock();
            out.write_all(result.as_bytes()).and_then(|()| out.flush())?;
            Ok(())
        }
    }
}

/// Whether whoever read our output stopped reading: no failure of ours.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

/// Tells the user of a fault, on standard error.
pub(crate) fn complain(what: &str) {
    // Nothing can be done where even standard error is closed.
    let _ = writeln!(io::stderr(), "twosource: {what}");
}

/// Tells the user how something went, on standard error.
pub(crate) fn note(what: &str) {
    // Nothing can be done where even standard error is closed.
    let _ = writeln!(io::stderr(), "{what}");
}

/// Whether to colour what goes to standard output.
pub(crate) fn coloured(look: &Look, to_file: bool) -> bool {
    match look.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            !to_file && std::env::var_os("NO_COLOR").is_none() && io::stdout().is_terminal()
        }
    }
}

/// Columns of the output.
pub(crate) fn width(look: &Look, to_file: bool) -> usize {
    match (look.width, terminal_size::terminal_size()) {
        (Some(width), _) => usize::from(width),
        (None, Some((terminal_size::Width(width), _))) if !to_file => usize::from(width).max(40),
        _ => DEFAULT_WIDTH,
    }
}

/// A bar on standard error, shown only where that is a terminal.
pub(crate) fn progress(doing: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}");
    bar.set_style(style.expect("the template is ours"));
    bar.set_message(doing);
    bar
}

/// A count on standard error for what nobody knows the end of.
pub(crate) fn spinner(doing: &'static str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{msg} {spinner} {pos}");
    bar.set_style(style.expect("the template is ours"));
    bar.set_message(doing);
    bar
}
