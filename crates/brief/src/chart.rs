//! A figure series as a step chart in SVG: as-of dates across, values up, a marker for each
//! speaker; approximations hollow, bounds as whiskers, what is only planned dashed.

use std::fmt::Write;

use text::Date;

use crate::words::{Calendar, number};

/// What a chart shows.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    /// What is counted.
    pub(crate) label: String,
    /// Whether one line joins all points: not where sources contradict each other, there each
    /// speaker has a line.
    pub(crate) joined: bool,
    /// The points in as-of order; not empty, values finite.
    pub(crate) marks: Vec<Mark>,
}

/// One point.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    /// As of.
    pub(crate) date: Date,
    /// Where it stands.
    pub(crate) value: f64,
    /// Inclusive lower bound.
    pub(crate) lo: Option<f64>,
    /// Inclusive upper bound.
    pub(crate) hi: Option<f64>,
    /// Whether it is hedged.
    pub(crate) approx: bool,
    /// Whether it is planned or predicted.
    pub(crate) planned: bool,
    /// Number of the speaker, from 0.
    pub(crate) speaker: usize,
    /// Whether outlets say it in their own voice: many voices, so no line of their own.
    pub(crate) own_voice: bool,
    /// The speaker.
    pub(crate) who: String,
    /// The figure in a report's words.
    pub(crate) words: String,
    /// The date in words.
    pub(crate) day: String,
}

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 616.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 156.0;
/// Colours and shapes repeat after this many speakers.
const STYLES: usize = 6;

/// The chart as an `<svg>` element with a title and a description of every point; `id` makes the
/// ids of both unique in the page.
pub(crate) fn svg(chart: &Chart, id: &str) -> String {
    let scale = Scale::new(chart);
    let mut out = String::new();
    let described: Vec<String> =
        chart.marks.iter().map(|m| format!("{}: {}, {}", m.day, m.words, m.who)).collect();
    let _ = write!(
        out,
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{}</title>\
         <desc id=\"{id}-d\">{}</desc>",
        escape(&chart.label),
        escape(&described.join("; ")),
    );
    axes(&mut out, &scale, chart);
    lines(&mut out, &scale, chart);
    let places = spread(&scale, &chart.marks);
    for (mark, at) in chart.marks.iter().zip(&places) {
        point(&mut out, &scale, mark, *at);
    }
    labels(&mut out, &chart.marks, &places);
    out.push_str("</svg>");
    out
}

/// The shape of a speaker's marker, for a legend.
pub(crate) fn key(speaker: usize) -> String {
    format!(
        "<svg class=\"key\" viewBox=\"0 0 12 12\" aria-hidden=\"true\">{}</svg>",
        shape(speaker, 6.0, 6.0, "")
    )
}

struct Scale {
    first: Date,
    days: f64,
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    fn new(chart: &Chart) -> Scale {
        let dates = || chart.marks.iter().map(|m| m.date);
        let first = dates().min().unwrap_or_default();
        let last = dates().max().unwrap_or_default();
        let ends = || chart.marks.iter().flat_map(|m| [Some(m.value), m.lo, m.hi]).flatten();
        let mut low = ends().fold(f64::INFINITY, f64::min);
        let mut high = ends().fold(f64::NEG_INFINITY, f64::max);
        if low >= 0.0 && low < 0.5 * high {
            low = 0.0;
        }
        if low == high {
            low = if low > 0.0 { 0.0 } else { low - 1.0 };
            high += f64::from(low == high);
        }
        let step = nice_step((high - low) / 3.0);
        low = (low / step).floor() * step;
        high = (high / step).ceil() * step;
        Scale { first, days: days(first, last), low, high, step }
    }

    fn x(&self, date: Date) -> f64 {
        if self.days == 0.0 {
            return (LEFT + RIGHT) / 2.0;
        }
        LEFT + 14.0 + days(self.first, date) / self.days * (RIGHT - LEFT - 28.0)
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - (value - self.low) / (self.high - self.low) * (BOTTOM - TOP)
    }
}

fn days(from: Date, to: Date) -> f64 {
    from.until(to).map_or(0.0, |span| f64::from(span.get_days()))
}

/// The next of 1, 2, 2.5, 5 times a power of ten; whole where counts are small.
fn nice_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.max(f64::MIN_POSITIVE).log10().floor());
    let nice = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|n| n * power >= rough);
    let step = nice.unwrap_or(10.0) * power;
    if step.is_normal() { step } else { 1.0 }
}

fn axes(out: &mut String, scale: &Scale, chart: &Chart) {
    let steps = ((scale.high - scale.low) / scale.step).round().clamp(1.0, 8.0) as u32;
    for at in 0..=steps {
        let value = scale.low + f64::from(at) * scale.step;
        let y = scale.y(value);
        let _ = write!(
            out,
            "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{RIGHT}\"/>\
             <text class=\"tick\" x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            y + 4.0,
            number(value)
        );
    }
    let mut dates: Vec<Date> = chart.marks.iter().map(|m| m.date).collect();
    dates.sort_unstable();
    dates.dedup();
    let year = dates.first().zip(dates.last()).filter(|(a, b)| a.year() == b.year());
    let calendar = Calendar { year: year.map(|(a, _)| a.year()) };
    let room = if calendar.year.is_some() { 64.0 } else { 104.0 };
    let last = dates.last().map_or(0.0, |d| scale.x(*d));
    let mut free = f64::NEG_INFINITY;
    for (at, date) in dates.iter().enumerate() {
        let x = scale.x(*date);
        let is_last = at + 1 == dates.len();
        if x < free || (!is_last && x + room > last) {
            continue;
        }
        free = x + room;
        let _ = write!(
            out,
            "<path class=\"grid\" d=\"M{x:.1} {BOTTOM}v5\"/>\
             <text class=\"tick\" x=\"{x:.1}\" y=\"{:.0}\" text-anchor=\"middle\">{}</text>",
            BOTTOM + 20.0,
            calendar.day(*date)
        );
    }
}

/// A line of steps through what is told as a fact: one, or one for each speaker.
fn lines(out: &mut String, scale: &Scale, chart: &Chart) {
    let speakers = chart.marks.iter().map(|m| m.speaker).max().unwrap_or(0);
    let one = chart.joined.then_some(None);
    let each = (!chart.joined).then(|| (0..=speakers).map(Some)).into_iter().flatten();
    for speaker in one.into_iter().chain(each) {
        let mut path = String::new();
        let held = |m: &&Mark| !m.planned && speaker.is_none_or(|s| s == m.speaker && !m.own_voice);
        for mark in chart.marks.iter().filter(held) {
            let (x, y) = (scale.x(mark.date), scale.y(mark.value));
            let _ = if path.is_empty() {
                write!(path, "M{x:.1} {y:.1}")
            } else {
                write!(path, "H{x:.1}V{y:.1}")
            };
        }
        let class = speaker.map_or("step".to_owned(), |s| format!("step s{}", s % STYLES));
        let _ = write!(out, "<path class=\"{class}\" d=\"{path}\"/>");
    }
}

/// Where the markers stand; those that would lie on each other side by side.
fn spread(scale: &Scale, marks: &[Mark]) -> Vec<(f64, f64)> {
    let mut places: Vec<(f64, f64)> = Vec::new();
    for mark in marks {
        let (mut x, y) = (scale.x(mark.date), scale.y(mark.value));
        while places.iter().any(|(px, py)| (px - x).abs() < 9.0 && (py - y).abs() < 9.0)
            && x < RIGHT
        {
            x += 10.0;
        }
        places.push((x, y));
    }
    places
}

fn point(out: &mut String, scale: &Scale, mark: &Mark, (x, y): (f64, f64)) {
    let colour = mark.speaker % STYLES;
    let open_up = mark.hi.is_none() && mark.lo.is_some();
    let open_down = mark.lo.is_none() && mark.hi.is_some();
    let whisker = match (mark.lo, mark.hi) {
        (Some(lo), Some(hi)) if lo < hi => Some((scale.y(lo), scale.y(hi))),
        _ if open_up => Some((y, y - 16.0)),
        _ if open_down => Some((y, y + 16.0)),
        _ => None,
    };
    if let Some((from, to)) = whisker {
        let head = match (open_up, open_down) {
            (true, _) => "m-3 4l3 -4l3 4",
            (_, true) => "m-3 -4l3 4l3 -4",
            _ => "m-4 0h8",
        };
        let foot = if open_up || open_down { "" } else { "m-4 0h8m-4 0" };
        let _ = write!(
            out,
            "<path class=\"whisker s{colour}\" d=\"M{x:.1} {from:.1}{foot}V{to:.1}{head}\"/>"
        );
    }
    if mark.planned {
        let _ = write!(out, "<path class=\"drop s{colour}\" d=\"M{x:.1} {y:.1}V{BOTTOM}\"/>");
    }
    let kind = match (mark.approx, mark.planned) {
        (_, true) => " planned",
        (true, false) => " hollow",
        (false, false) => "",
    };
    out.push_str(&shape(mark.speaker, x, y, kind));
}

fn shape(speaker: usize, x: f64, y: f64, kind: &str) -> String {
    let colour = speaker % STYLES;
    let path = match colour {
        0 => {
            return format!(
                "<circle class=\"mark s0{kind}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\"/>"
            );
        }
        1 => format!("M{:.1} {:.1}h8v8h-8z", x - 4.0, y - 4.0),
        2 => format!("M{x:.1} {:.1}l5.5 5.5l-5.5 5.5l-5.5 -5.5z", y - 5.5),
        3 => format!("M{x:.1} {:.1}l5 9h-10z", y - 5.5),
        4 => format!("M{x:.1} {:.1}l5 -9h-10z", y + 5.5),
        _ => format!("M{:.1} {y:.1}l2.5 -4.5h5l2.5 4.5l-2.5 4.5h-5z", x - 5.0),
    };
    format!("<path class=\"mark s{colour}{kind}\" d=\"{path}\"/>")
}

/// The number beside each marker that has room for it.
fn labels(out: &mut String, marks: &[Mark], places: &[(f64, f64)]) {
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for (mark, (x, y)) in marks.iter().zip(places) {
        let open = mark.hi.is_none() && mark.lo.is_some();
        let top = if open { y - 21.0 } else { y - 10.0 };
        let clash = |(tx, ty): &(f64, f64)| (tx - x).abs() < 56.0 && (ty - top).abs() < 15.0;
        let covered =
            places.iter().any(|(px, py)| (px - x).abs() < 26.0 && py < y && top - py < 10.0);
        if taken.iter().any(clash) || covered {
            continue;
        }
        taken.push((*x, top));
        let value = match (mark.value, mark.lo, mark.hi) {
            (_, Some(lo), Some(hi)) if lo < hi => format!("{}–{}", number(lo), number(hi)),
            (value, _, _) => number(value),
        };
        let sign = match (mark.approx, mark.lo, mark.hi) {
            (_, Some(_), None) => "≥ ",
            (_, None, Some(_)) => "≤ ",
            (true, _, _) => "≈ ",
            _ => "",
        };
        let _ = write!(
            out,
            "<text class=\"value\" x=\"{x:.1}\" y=\"{top:.1}\" text-anchor=\"middle\">\
             {sign}{value}</text>"
        );
    }
}

/// Text made safe for markup and attribute values, in HTML and in XML alike. What neither may hold
/// (control characters but tab, line feed and carriage return, and U+FFFE and U+FFFF) becomes
/// U+FFFD, so that places in the text stay what they are.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' | '\r' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn no_text_is_markup_and_none_holds_what_markup_may_not() {
        for (text, expected) in [
            ("a<b> & \"c\" 'd'", "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;"),
            ("tab\tline\nfeed\r", "tab\tline\nfeed\r"),
            ("\0\u{1b}[0m\u{c}\u{7f}", "\u{fffd}\u{fffd}[0m\u{fffd}\u{fffd}"),
            ("\u{85}\u{9f}\u{a0}", "\u{fffd}\u{fffd}\u{a0}"),
            ("\u{fffe}\u{ffff}\u{fffd}\u{202e}é", "\u{fffd}\u{fffd}\u{fffd}\u{202e}é"),
        ] {
            assert_eq!(escape(text), expected);
        }
    }
}
