//! The brief as Markdown (CommonMark with tables and footnote-like reference numbers).

use std::fmt::Write;

use record::Record;

use crate::Coverage;
use crate::view::{
    Cited, DisputeView, EventView, Figures, LEGEND, OtherReport, PointView, ReportView, Side,
    SituationView, SpeakerView, View, view,
};
use crate::words::shorten;

/// Longest passage in the reference list, in characters.
const PASSAGE: usize = 240;

/// The brief as Markdown. Words of reports are escaped: they cannot make headings, links or HTML.
pub fn markdown(record: &Record, coverage: &Coverage) -> String {
    let view = view(record, coverage);
    let mut out = String::new();
    for (at, of) in view.situations.iter().enumerate() {
        situation(&mut out, of, (at == 0).then_some(&view));
    }
    if view.situations.is_empty() {
        not_read(&mut out, &view);
    }
    if !view.others.is_empty() {
        out.push_str("## Other reports\n\n");
        for OtherReport { report: other, holds } in &view.others {
            report(&mut out, other, holds);
        }
        out.push('\n');
    }
    if !view.situations.is_empty() {
        let _ = writeln!(out, "## Grades\n\n{}\n", LEGEND.join("\n"));
    }
    if !view.references.is_empty() {
        out.push_str("## References\n\nFile, offsets in characters of its text, words.\n\n");
    }
    for reference in &view.references {
        let [start, end] = reference.range;
        let _ = writeln!(
            out,
            "- <a id=\"ref-{0}\"></a>\\[{0}\\] {1} {start}–{end}: {2}",
            reference.number,
            safe(&reference.file),
            safe(&shorten(&reference.words, PASSAGE))
        );
    }
    out
}

/// Words of a report with everything escaped that Markdown or HTML would read.
fn safe(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for (at, c) in words.char_indices() {
        let line_start = at == 0 && matches!(c, '#' | '+' | '-' | '=' | '~');
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '$' => out.extend(['\\', c]),
            _ if line_start => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && out[digits..].starts_with(['.', ')']) {
        out.insert(digits, '\\');
    }
    out
}

fn refs(numbers: &[u32]) -> String {
    numbers.iter().map(|n| format!(" [\\[{n}\\]](#ref-{n})")).collect()
}

fn cited(of: &Cited) -> String {
    safe(&of.words) + &refs(&of.refs)
}

fn situation(out: &mut String, of: &SituationView, coverage: Option<&View>) {
    let dates = of.dates.iter().map(|d| format!("{d} · ")).collect::<String>();
    let _ = writeln!(out, "# {}\n\n{dates}{}\n", cited(&of.title), of.counts);
    if let Some(news) = &of.news {
        let _ = writeln!(out, "**{}**\n", safe(news));
    }
    if let Some(view) = coverage {
        not_read(out, view);
    }
    figures(out, &of.figures);
    events(out, "Timeline", &of.timeline);
    if !of.speakers.is_empty() {
        out.push_str("## Who said what\n\n");
        of.speakers.iter().for_each(|s| speaker(out, s));
    }
    if !of.disputes.is_empty() {
        out.push_str("## Where sources disagree\n\n");
        of.disputes.iter().for_each(|d| dispute(out, d));
    }
    sources(out, of);
    events(out, "Background", &of.background);
    out.push_str("## Reports\n\n");
    of.reports.iter().for_each(|r| report(out, r, &r.quoted));
    out.push('\n');
}

fn not_read(out: &mut String, view: &View) {
    for (path, reason) in &view.skipped {
        let _ = writeln!(out, "- Not read: {}: {}", safe(path), safe(reason));
    }
    for (path, reason) in &view.left_out {
        let _ = writeln!(out, "- Not used: {}: {}", safe(path), safe(reason));
    }
    for note in &view.notes {
        let _ = writeln!(out, "- Note: {}", safe(note));
    }
    if !view.skipped.is_empty() || !view.left_out.is_empty() || !view.notes.is_empty() {
        out.push('\n');
    }
}

fn figures(out: &mut String, of: &Figures) {
    if of.is_empty() {
        return;
    }
    out.push_str("## What moved\n\n");
    for series in &of.moved {
        let news = series.news.iter().map(|n| format!(" ({})", safe(n))).collect::<String>();
        let _ = writeln!(out, "### {} — {}{news}\n", safe(&series.label), series.chip.word);
        points(out, series.points.iter());
        if !series.summary.is_empty() {
            let _ = writeln!(out, "{}\n", safe(&series.summary));
        }
    }
    if !of.steady.is_empty() {
        let _ = writeln!(out, "### {}\n", of.steady_heading);
        points(out, of.steady.iter().map(|s| &s.point));
    }
    if !of.also.is_empty() {
        out.push_str("Also counted:\n\n");
    }
    for also in &of.also {
        let figures: Vec<String> = also.figures.iter().map(cited).collect();
        let _ = writeln!(out, "- {}: {}", safe(&also.outlet), figures.join("; "));
    }
    if !of.also.is_empty() {
        out.push('\n');
    }
}

fn points<'a>(out: &mut String, of: impl Iterator<Item = &'a PointView>) {
    out.push_str("| as of | figure | who says so | reported | |\n");
    out.push_str("| --- | --- | --- | --- | --- |\n");
    for point in of {
        let status = point.chips.iter().map(|c| format!(" ({})", c.word)).collect::<String>();
        let _ = writeln!(
            out,
            "| {} | {}{status} | {} | {} |{} |",
            point.as_of.as_deref().unwrap_or("no date"),
            safe(&point.words),
            safe(&point.who),
            point.reported,
            refs(&point.refs)
        );
    }
    out.push('\n');
}

fn events(out: &mut String, heading: &str, events: &[EventView]) {
    if events.is_empty() {
        return;
    }
    let _ = writeln!(out, "## {heading}\n");
    for event in events {
        let more: Vec<String> = event.more().iter().map(|m| safe(m)).collect();
        let more =
            if more.is_empty() { String::new() } else { format!("  \n  {}", more.join(" · ")) };
        let _ = writeln!(
            out,
            "- **{}** ({}) {}{more}",
            event.when,
            event.chip.word,
            cited(&event.label)
        );
    }
    out.push('\n');
}

fn speaker(out: &mut String, of: &SpeakerView) {
    let title = of.title.iter().map(|t| format!(", {}", safe(t))).collect::<String>();
    let rated = of.reliability.iter().map(|r| format!(" · {r}")).collect::<String>();
    let _ = writeln!(out, "### {}{title}{rated}\n", safe(&of.name));
    for said in &of.utterances {
        let when = said.when.as_deref().unwrap_or("no date");
        let force = said.force.map(|f| format!("{f}: ")).unwrap_or_default();
        let also = match said.also_in.is_empty() {
            true => String::new(),
            false => format!("; also in {}", safe(&said.also_in.join(", "))),
        };
        let _ = writeln!(
            out,
            "- {when}: {force}{} ({}{also}){}",
            safe(&said.words),
            safe(&said.carried),
            refs(&said.refs)
        );
    }
    out.push('\n');
}

fn dispute(out: &mut String, of: &DisputeView) {
    let series = of.series.iter().map(|s| format!(" ({})", safe(s))).collect::<String>();
    let news = of.news.iter().map(|n| format!(" — {}", safe(n))).collect::<String>();
    let _ = writeln!(out, "### {}{series}{news}\n", safe(&of.proposition));
    if let Some(bases) = of.bases() {
        let _ = writeln!(out, "{}\n", safe(&bases));
    }
    let mut side = |what: &str, of: &Side| {
        let about = of.about.iter().map(|a| format!(" ({a})")).collect::<String>();
        let (who, words) = (safe(&of.who), safe(&of.words));
        let _ = writeln!(out, "- {what} **{who}**{about}: {words}{}", refs(&of.refs));
    };
    of.asserted.iter().for_each(|s| side("asserted by", s));
    of.denied.iter().for_each(|s| side("denied or doubted by", s));
    of.settled.iter().for_each(|s| side("settled by", s));
    out.push('\n');
}

fn sources(out: &mut String, of: &SituationView) {
    let sources = &of.sources;
    if sources.reduction.is_none() && sources.chains.is_empty() && sources.copies.is_empty() {
        return;
    }
    out.push_str("## Sources\n\n");
    if let Some(reduction) = &sources.reduction {
        let _ = writeln!(out, "{}\n", safe(reduction));
    }
    for copies in &sources.copies {
        let _ = writeln!(out, "- {}", safe(copies));
    }
    for way in sources.chains.iter().flat_map(|c| &c.ways) {
        let _ = writeln!(out, "- {}", cited(way));
    }
    out.push('\n');
}

fn report(out: &mut String, of: &ReportView, holds: &str) {
    let known = of.known.iter().map(|k| format!(" ({k})")).collect::<String>();
    let title = of.title.iter().map(|t| format!(": {}", safe(t))).collect::<String>();
    let mut more: Vec<String> = of.news.iter().map(|n| safe(n)).collect();
    more.push(of.language.clone());
    more.extend(of.origin.iter().chain(&of.versions).map(|o| safe(o)));
    if !of.cites.is_empty() {
        more.push(format!("cites {}", safe(&of.cites.join(", "))));
    }
    more.extend(of.reliability.clone());
    if !holds.is_empty() {
        more.push(holds.to_owned());
    }
    more.extend(of.notes.iter().map(|n| safe(n)));
    let outlet = safe(&of.outlet);
    let _ = writeln!(out, "- **{outlet}**, {}{known}{title} — {}", of.date, more.join(" · "));
}
