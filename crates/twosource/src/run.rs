//! What the commands do: gather, read, build, show.

use std::fs;
use std::io::{self, Read as _};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use article::{Input, Intake, Skipped};
use brief::Coverage;
use reading::Reading;
use record::{Known, Record, Unrated};
use text::{Article, Date};
use world::World;

use crate::args::{self, Brief, BriefFormat, Look, ReadFormat, Since};
use crate::{output, tables};

/// An article with what it says.
type Read = (Article, Reading);

/// `twosource brief`: what many reports say together.
pub(crate) fn brief(args: &Brief) -> Result<ExitCode> {
    let format = chosen(args.format, args.output.as_deref(), BriefFormat::of_ending)?
        .unwrap_or(BriefFormat::Text);
    // the reader's weights are loaded while the inputs are gathered
    std::thread::spawn(reading::warm);
    let tables = args.look.world.as_deref().map(tables::world).transpose()?;
    let world = tables.as_ref().unwrap_or_else(|| World::bundled());
    let ratings = args.sources.as_deref().map(tables::ratings).transpose()?.unwrap_or_default();
    // a file that is no record is told of before anything is read
    let earlier = match &args.since {
        Some(Since::Record(path)) => Some(earlier_record(path)?),
        Some(Since::Day(_)) | None => None,
    };
    let (intake, read) = gather_and_read(&args.inputs, &args.look, world)?;
    let read = record::settle(read, world);
    let (read, left_out) = published_by(read, args);
    if let (true, Some(day)) = (read.is_empty(), args.as_of) {
        bail!("no report was published by {day}; give a later day to --as-of");
    }
    let mut record = match (&args.since, earlier) {
        (Some(Since::Day(day)), _) => since_day(*day, read, world),
        (Some(Since::Record(path)), Some(earlier)) => {
            let record = record::build_settled(read, world);
            let name = path.display().to_string();
            compared(&earlier, record, record::Since::Record(name))
        }
        _ => record::build_settled(read, world),
    };
    let unrated: Vec<String> = record::rate(&mut record, &ratings).iter().map(unused).collect();
    unrated.iter().for_each(|note| output::complain(note));
    let coverage = Coverage {
        skipped: intake.skipped.iter().map(|s| (s.path.clone(), s.reason.clone())).collect(),
        left_out,
        as_of: args.as_of,
        notes: intake.notes.iter().cloned().chain(unrated).collect(),
    };
    let to_file = args.output.is_some();
    let shown = match format {
        BriefFormat::Text => brief::text(
            &record,
            &coverage,
            &brief::TextOptions {
                width: output::width(&args.look, to_file),
                colour: output::coloured(&args.look, to_file),
                unicode: true,
            },
        ),
        BriefFormat::Md => brief::markdown(&record, &coverage),
        BriefFormat::Html => brief::html(&record, &coverage),
        BriefFormat::Json => brief::record_json(&record, &coverage),
        BriefFormat::Csv => brief::csv(&record),
    };
    output::write(&shown, args.output.as_deref())?;
    Ok(exit_code(&intake))
}

/// Why a rating of the user's shows nowhere.
fn unused(rating: &Unrated) -> String {
    match rating {
        Unrated::Unknown(name) => {
            format!("reliability of {name:?}: no outlet or speaker here is called so")
        }
        Unrated::Ambiguous(name, called) => format!(
            "reliability of {name:?}: several are called so ({}); give the full name",
            called.join(", ")
        ),
    }
}

/// The record of a file that an earlier run wrote.
fn earlier_record(path: &Path) -> Result<Known> {
    let doing = || format!("could not compare with {}", path.display());
    let what = "--since takes a day (2024-10-24) or a record written by `brief --format json`";
    let json = fs::read_to_string(path).with_context(|| format!("{}; {what}", doing()))?;
    brief::known(&json).with_context(|| format!("{}; {what}", doing()))
}

/// The articles that a day given by the user lets in, and those left out with the reason. An undated
/// one cannot be put before or after a day.
fn published_by(read: Vec<Read>, args: &Brief) -> (Vec<Read>, Vec<(String, String)>) {
    let by_day = matches!(args.since, Some(Since::Day(_))) || args.as_of.is_some();
    let mut left_out = Vec::new();
    let mut used = Vec::with_capacity(read.len());
    for (article, reading) in read {
        let by =
            args.as_of.map_or(article.published.map(|_| true), |day| article.published_by(day));
        let reason = match (by, article.published) {
            (None, _) if by_day => "undated: it cannot be put before or after a day".to_owned(),
            (Some(false), Some(published)) => format!("published {}", published.date),
            _ => {
                used.push((article, reading));
                continue;
            }
        };
        left_out.push((article.path.unwrap_or(article.id), reason));
    }
    left_out.sort();
    (used, left_out)
}

/// The record of all articles, compared with that of those published before `day`.
fn since_day(day: Date, read: Vec<Read>, world: &World) -> Record {
    let before = |(article, _): &&Read| {
        day.yesterday().is_ok_and(|eve| article.published_by(eve) == Some(true))
    };
    let earlier: Vec<Read> = read.iter().filter(before).cloned().collect();
    let earlier = record::build_settled(earlier, world);
    compared(&Known::of(&earlier), record::build_settled(read, world), record::Since::Day(day))
}

fn compared(earlier: &Known, mut record: Record, since: record::Since) -> Record {
    record.changes = Some(record::changes(earlier, &record, since));
    record
}

/// `twosource read`: what each report says by itself.
pub(crate) fn read(args: &args::Read) -> Result<ExitCode> {
    let format = chosen(args.format, args.output.as_deref(), ReadFormat::of_ending)?
        .unwrap_or(ReadFormat::Annotated);
    // the reader's weights are loaded while the inputs are gathered
    std::thread::spawn(reading::warm);
    let tables = args.look.world.as_deref().map(tables::world).transpose()?;
    let world = tables.as_ref().unwrap_or_else(|| World::bundled());
    let (intake, read) = gather_and_read(&args.inputs, &args.look, world)?;
    let to_file = args.output.is_some();
    let options = brief::TextOptions {
        width: output::width(&args.look, to_file),
        colour: output::coloured(&args.look, to_file),
        unicode: true,
    };
    let mut shown = String::new();
    for (article, reading) in &read {
        match format {
            ReadFormat::Annotated => shown.push_str(&brief::annotated(article, reading, &options)),
            ReadFormat::Conllu => shown.push_str(&brief::conllu(article, reading)),
            ReadFormat::Jsonl => {
                shown.push_str(&brief::reading_json(article, reading));
                shown.push('\n');
            }
        }
    }
    if format == ReadFormat::Jsonl {
        // Their text was taken out of its page or file; nothing in it was read.
        for article in &intake.foreign {
            shown.push_str(&brief::reading_json(article, &Reading::default()));
            shown.push('\n');
        }
    }
    output::write(&shown, args.output.as_deref())?;
    Ok(exit_code(&intake))
}

/// The format asked for, else the one that the output's ending asks for.
fn chosen<F>(
    format: Option<F>,
    to: Option<&Path>,
    of_ending: fn(&str) -> Option<F>,
) -> Result<Option<F>> {
    let (None, Some(path)) = (&format, to) else { return Ok(format) };
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match of_ending(&ending) {
        Some(format) => Ok(Some(format)),
        None => bail!(
            "cannot tell the format of {} from its ending; name one with --format",
            path.display()
        ),
    }
}

/// One where an input named by the user is missing; nothing read at all is an error before this.
fn exit_code(intake: &Intake) -> ExitCode {
    if intake.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// All of standard input, up to the size of a file.
pub(crate) fn standard_input() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin()
        .take(text::limits::FILE_BYTES)
        .read_to_end(&mut bytes)
        .context("could not read standard input")?;
    Ok(bytes)
}

/// Takes the articles out of the inputs, with a bar.
pub(crate) fn open(inputs: &[Input], world: &World) -> Intake {
    let bar = output::progress("opening");
    let intake = article::gather(inputs, world, &mut |progress| {
        bar.set_length(progress.of as u64);
        bar.set_position(progress.files as u64);
    });
    bar.finish_and_clear();
    intake
}

/// Gathers the inputs and reads every article; says on standard error what was not read.
fn gather_and_read(inputs: &[PathBuf], look: &Look, world: &World) -> Result<(Intake, Vec<Read>)> {
    let mut sources = Vec::with_capacity(inputs.len());
    for input in inputs {
        sources.push(match input.as_os_str() == "-" {
            true => Input::Stdin(standard_input()?),
            false => Input::Path(input.clone()),
        });
    }
    let mut intake = open(&sources, world);
    let articles = std::mem::take(&mut intake.articles);
    let (read, failed) = read_all(articles, look, world);
    intake.skipped.extend(failed);
    intake.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    report(&intake);
    if read.is_empty() {
        bail!("no article could be read from the input; the lines above say why");
    }
    Ok((intake, read))
}

/// Says on standard error what was not taken.
pub(crate) fn report(intake: &Intake) {
    for path in &intake.missing {
        output::complain(&format!("{path}: no such file, folder or match; check the name"));
    }
    for Skipped { path, reason } in &intake.skipped {
        output::complain(&format!("{path}: not read: {reason}"));
    }
    for note in &intake.notes {
        output::complain(note);
    }
}

/// Reads every article, several at once; results come in the order of the articles. A defect that
/// stops one reading sets that article aside and leaves the others.
fn read_all(articles: Vec<Article>, look: &Look, world: &World) -> (Vec<Read>, Vec<Skipped>) {
    let threads = look
        .threads
        .map(usize::from)
        .or_else(|| std::thread::available_parallelism().ok().map(usize::from))
        .unwrap_or(1)
        .min(articles.len().max(1));
    let bar = output::progress("reading");
    bar.set_length(articles.len() as u64);
    let next = AtomicUsize::new(0);
    let slots: Vec<Mutex<Option<Reading>>> = articles.iter().map(|_| Mutex::new(None)).collect();
    // A panicking reading is told of in our own words below.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(article) = articles.get(at) else { break };
                    let reading =
                        panic::catch_unwind(AssertUnwindSafe(|| reading::read(article, world)));
                    *slots[at].lock().expect("no reading panics while it holds its slot") =
                        reading.ok();
                    bar.inc(1);
                }
            });
        }
    });
    panic::set_hook(hook);
    bar.finish_and_clear();
    let mut read = Vec::with_capacity(articles.len());
    let mut failed = Vec::new();
    for (article, slot) in articles.into_iter().zip(slots) {
        match slot.into_inner().expect("no reading panics while it holds its slot") {
            Some(reading) => read.push((article, reading)),
            None => failed.push(Skipped {
                path: article.path.unwrap_or(article.id),
                reason:
                    "a defect of this program stopped its reading; please report it with the text"
                        .to_owned(),
            }),
        }
    }
    (read, failed)
}
