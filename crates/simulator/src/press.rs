//! How a story gets into the papers: who tells which claims on which day, and in whose words.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use jiff::civil::Date;

use crate::Stream;
use crate::cast::{Agency, Cast, Habit, JOBS, Outlet, Source};
use crate::claim::{Claim, Mark};
use crate::page::{Marked, Page, capital};
use crate::story::{Story, later, weekday};
use crate::truth::{Figure, Report, Status, Voice};

/// Whose voice tells a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// Its source's; the outlet's own where it has none.
    Straight,
    /// The agency's, which names the source.
    Relayed,
    /// The agency's, which names nobody.
    Agency,
}

/// One sentence that is to be printed.
#[derive(Clone, Debug)]
struct Line {
    /// The claim it tells; none for colour.
    claim: Option<usize>,
    marked: Marked,
    /// Whose word it is; none for what is told in the outlet's own voice.
    origin: Option<Voice>,
}

/// A report before it is printed.
#[derive(Clone, Debug)]
struct Copy {
    /// `LISLE, March 5 (SNA) -- `.
    dateline: String,
    lines: Vec<Line>,
    /// What stands after the last sentence, in a paragraph of its own.
    credit: Option<String>,
}

/// Writes the reports of one story.
pub(crate) struct Desk<'a> {
    pub(crate) rng: &'a mut Rng,
    pub(crate) cast: &'a mut Cast,
    pub(crate) story: &'a mut Story,
    /// The stream, and the position of the story in it.
    pub(crate) stream: &'a mut Stream,
    pub(crate) number: usize,
    /// How often each wording of a claim was written: outlets do not copy what they do not copy.
    written: BTreeMap<(usize, usize), usize>,
}

/// What a report is written from.
struct Brief<'a> {
    /// The day whose news it tells.
    day: Date,
    /// The day it is published.
    published: Date,
    /// Whether that day stands beside the text; if not, the text tells the days.
    dated: bool,
    /// How many claims it tells.
    claims: usize,
    /// How many remarks of people in the street, and how many things that reporters see.
    remarks: usize,
    scenes: usize,
    told: Told,
    outlet: &'a str,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(
        rng: &'a mut Rng,
        cast: &'a mut Cast,
        (number, story): (usize, &'a mut Story),
        stream: &'a mut Stream,
    ) -> Desk<'a> {
        Desk { rng, cast, story, stream, number, written: BTreeMap::new() }
    }

    /// Publishes the story from its first day to its last.
    pub(crate) fn publish(mut self) {
        let own: Vec<Outlet> = self.outlets(Habit::Reports);
        let last = self.story.days.len() - 1;
        for (n, day) in self.story.days.clone().into_iter().enumerate() {
            if n < 2 {
                self.wire(day, n == 0);
            }
            let outlet = own[n % own.len()].name;
            let dated = n == 0 || self.rng.u8(..4) > 0;
            self.own(outlet, (day, day), dated);
            if n > 0 && n < last && self.rng.bool() {
                let outlet = own[(n + 1) % own.len()].name;
                self.own(outlet, (day, later(day, 2)), true);
            }
        }
    }

    fn outlets(&self, habit: Habit) -> Vec<Outlet> {
        self.cast.outlets.iter().filter(|o| o.habit == habit).cloned().collect()
    }

    /// Agency copy of a day, and what outlets make of it.
    fn wire(&mut self, day: Date, first: bool) {
        let agency = self.cast.agency.clone();
        let lines = self.lines(&Brief {
            day,
            published: day,
            dated: true,
            claims: 3,
            remarks: 2,
            scenes: 2,
            told: Told::Straight,
            outlet: agency.name,
        });
        let date = day.strftime("%B %-d");
        let dateline =
            format!("{}, {date} ({}) -- ", self.story.place.to_uppercase(), agency.initials);
        let copy = Copy { dateline, lines, credit: None };
        let mut family = Vec::new();
        if self.rng.bool() {
            family.push(self.print(agency.name, (day, true), &copy, Some(&agency)));
        }
        for outlet in self.outlets(Habit::Prints) {
            if first || self.rng.bool() {
                let mut cut = copy.clone();
                // Papers cut from below.
                if cut.lines.last().is_some_and(|l| l.claim.is_some()) && self.rng.bool() {
                    cut.lines.pop();
                }
                family.push(self.print(outlet.name, (day, true), &cut, Some(&agency)));
            }
        }
        for outlet in self.outlets(Habit::Rewrites) {
            if self.rng.bool() {
                let rewritten = self.rewritten(&copy, &agency, day);
                family.push(self.print(outlet.name, (day, true), &rewritten, None));
            }
        }
        for (n, a) in family.iter().enumerate() {
            for b in &family[n + 1..] {
                self.stream.copies.insert((*a.min(b), *a.max(b)));
            }
        }
        for outlet in self.outlets(Habit::Relays) {
            if first || self.rng.bool() {
                self.relay(outlet.name, &agency, day);
            }
        }
    }

    /// Agency copy with the lead put in other words.
    fn rewritten(&mut self, copy: &Copy, agency: &Agency, day: Date) -> Copy {
        let mut lines = copy.lines.clone();
        if let Some(claim) = lines[0].claim {
            let mut known = BTreeSet::new();
            let said = self.story.claims[claim].day;
            let on = if said == day { String::new() } else { format!(" on {}", weekday(said)) };
            lines[0].marked = self.straight(claim, &on, &mut known);
        }
        let credit = Some(format!("The {} contributed to this report.", agency.name));
        Copy { dateline: String::new(), lines, credit }
    }

    /// A short report of what the agency tells.
    fn relay(&mut self, outlet: &'static str, agency: &Agency, day: Date) {
        let told = if self.rng.u8(..4) > 0 { Told::Relayed } else { Told::Agency };
        let lines = self.lines(&Brief {
            day,
            published: day,
            dated: true,
            claims: 2,
            remarks: 2,
            scenes: 2,
            told,
            outlet: agency.name,
        });
        let copy = Copy { dateline: String::new(), lines, credit: None };
        self.print(outlet, (day, true), &copy, None);
    }

    /// A report of an outlet's own.
    fn own(&mut self, outlet: &'static str, (day, published): (Date, Date), dated: bool) {
        let lines = self.lines(&Brief {
            day,
            published,
            dated,
            claims: 3,
            remarks: 2,
            scenes: 2,
            told: Told::Straight,
            outlet,
        });
        let copy = Copy { dateline: String::new(), lines, credit: None };
        self.print(outlet, (published, dated), &copy, None);
    }

    /// The sentences of a report: a lead, further claims that were told least so far, remarks.
    fn lines(&mut self, brief: &Brief<'_>) -> Vec<Line> {
        let chosen = self.chosen(brief);
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut lines = Vec::new();
        for claim in chosen {
            let on = self.on(self.story.claims[claim].day, brief);
            let sourced = self.story.claims[claim].source.is_some();
            let marked = match brief.told {
                Told::Straight => self.straight(claim, &on, &mut known),
                Told::Relayed if sourced => self.relayed(claim, brief.outlet),
                Told::Relayed | Told::Agency => self.by_agency(claim, brief.outlet),
            };
            let Claim { source, within, .. } = &self.story.claims[claim];
            let named = source.as_ref().map(|s| s.voice.clone()).or(within.clone());
            let origin = match (brief.told, within) {
                (Told::Agency, None) => Some(self.cast.agency.voice()),
                (Told::Relayed, None) if named.is_none() => Some(self.cast.agency.voice()),
                _ => named,
            };
            lines.push(Line { claim: Some(claim), marked, origin });
        }
        for n in 0..brief.remarks + brief.scenes {
            let mut line = if n < brief.remarks { self.remark() } else { self.scene() };
            // Whoever gives no date beside the text tells it in the text.
            if !brief.dated && n == brief.remarks {
                line.marked = format!("On {} {}", weekday(brief.published), small(&line.marked));
            }
            let at = self.rng.usize(1..=lines.len());
            lines.insert(at, line);
        }
        lines
    }

    /// The claims that a report tells: one that can stand first, then those told least so far.
    fn chosen(&mut self, brief: &Brief<'_>) -> Vec<usize> {
        let claims = &self.story.claims;
        // What was to come is no longer told on its day.
        let over = |mark: &Mark| match *mark {
            Mark::Event { event, past: false } => self.stream.events[event].day <= brief.published,
            _ => false,
        };
        let open = |c: &usize| claims[*c].day <= brief.day && !claims[*c].marks.iter().any(over);
        let known: Vec<usize> = (0..claims.len()).filter(open).collect();
        let replaced: BTreeSet<usize> = known.iter().filter_map(|c| claims[*c].replaces).collect();
        let current: Vec<usize> = known.into_iter().filter(|c| !replaced.contains(c)).collect();
        let mut ranked: Vec<(usize, u32, usize)> = current
            .into_iter()
            .map(|c| {
                let told = self.written.iter().filter(|((w, _), _)| *w == c).map(|(_, n)| *n).sum();
                (told, self.rng.u32(..), c)
            })
            .collect();
        ranked.sort_unstable();
        let lead = ranked.iter().position(|(.., c)| claims[*c].lead);
        let mut chosen: Vec<usize> = lead.map(|at| ranked.remove(at).2).into_iter().collect();
        chosen.extend(ranked.into_iter().map(|(.., c)| c).take(brief.claims - 1));
        chosen
    }

    /// A wording of a claim: the one written least so far, the first of equals by chance.
    fn clause(&mut self, claim: usize) -> Marked {
        let told = &self.story.claims[claim];
        let mut wordings: Vec<(usize, u32, usize)> = (0..told.clauses.len())
            .map(|n| {
                let written = self.written.get(&(claim, n)).copied().unwrap_or_default();
                (written, self.rng.u32(..), n)
            })
            .collect();
        wordings.sort_unstable();
        let at = wordings[0].2;
        *self.written.entry((claim, at)).or_default() += 1;
        told.clauses[at].clone()
    }

    /// A claim by its source, or in the outlet's own voice where it has none.
    fn straight(&mut self, claim: usize, on: &str, known: &mut BTreeSet<String>) -> Marked {
        let clause = self.clause(claim);
        let Some(source) = self.story.claims[claim].source.clone() else {
            return capital(&clause) + ".";
        };
        let new = known.insert(source.first.clone());
        let who = if new { source.first.clone() } else { source.again.clone() };
        // An apposition is closed by a comma before the verb.
        let apposed = new && who.contains(", ");
        let subject = if apposed { who.clone() + "," } else { who.clone() };
        match self.rng.u8(if on.is_empty() { 0..4 } else { 0..3 }) {
            0 => format!("{} said{on} that {clause}.", capital(&subject)),
            1 if apposed => {
                let comma = if on.is_empty() { "" } else { "," };
                format!("{}, said {who}{comma}{on}.", capital(&clause))
            }
            1 | 2 => format!("{}, {subject} said{on}.", capital(&clause)),
            _ => format!("{}, according to {who}.", capital(&clause)),
        }
    }

    /// When a claim was made, in words: always where the report does not come out on that day.
    fn on(&mut self, said: Date, brief: &Brief<'_>) -> String {
        match said == brief.published && brief.dated && self.rng.bool() {
            true => String::new(),
            false => format!(" on {}", weekday(said)),
        }
    }

    /// A claim as the agency relays it from its source.
    fn relayed(&mut self, claim: usize, agency: &str) -> Marked {
        let clause = self.clause(claim);
        let cited = self.story.claims[claim].source.as_ref().map(|s| s.cited.clone());
        let source = cited.unwrap_or_default();
        let cue = self.rng.choice(["reported", "said"]).expect("two cues");
        format!("{}, the {agency} {cue}, citing {source}.", capital(&clause))
    }

    /// A claim as the agency's own word.
    fn by_agency(&mut self, claim: usize, agency: &str) -> Marked {
        let clause = self.clause(claim);
        match self.rng.u8(..3) {
            0 => format!("{}, the {agency} reported.", capital(&clause)),
            1 => format!("{}, according to the {agency}.", capital(&clause)),
            _ => format!("The {agency} reported that {clause}."),
        }
    }

    /// What somebody in the street says.
    fn remark(&mut self) -> Line {
        let job = self.rng.choice(JOBS).expect("there are jobs");
        let Source { first: who, voice, .. } = Source::named(self.cast.person(), job);
        let remark = self.cast.remarks.draw();
        let place = self.story.place;
        let marked = match self.rng.u8(..2) {
            0 => format!("{who} in {place}, said that {remark}."),
            _ => format!("{}, said {who} in {place}.", capital(remark)),
        };
        Line { claim: None, marked, origin: Some(voice) }
    }

    /// What reporters see; a remark where everything was described.
    fn scene(&mut self) -> Line {
        let walk = || "People walked through the streets in silence.".to_owned();
        let marked = self.story.scenes.next().unwrap_or_else(walk);
        Line { claim: None, marked, origin: None }
    }

    /// Prints a report and keeps what is true of it; its position in the stream.
    fn print(
        &mut self,
        outlet: &str,
        (day, dated): (Date, bool),
        copy: &Copy,
        wire: Option<&Agency>,
    ) -> usize {
        let at = self.stream.reports.len();
        let mut page = Page::default();
        for (n, line) in copy.lines.iter().enumerate() {
            if n == 0 && !copy.dateline.is_empty() {
                page.open(&copy.dateline);
            } else {
                page.paragraph();
            }
            page.sentence(n, &line.marked);
        }
        if let Some(credit) = &copy.credit {
            page.open(credit);
        }
        let own = wire.map_or(Voice { names: vec![outlet.to_owned()] }, Agency::voice);
        for (line, mark, bytes) in &page.marks {
            let Line { claim, origin, .. } = &copy.lines[*line];
            let marks = claim.map_or(&[][..], |c| &self.story.claims[c].marks);
            let origin = origin.clone().unwrap_or(own.clone());
            let words = Page::words(at, *bytes);
            match marks[*mark] {
                Mark::Figure { series, value, as_of, planned } => {
                    let status = if planned { Status::Planned } else { Status::Actual };
                    let value = f64::from(value);
                    self.stream.figures.push(Figure {
                        words,
                        value,
                        series,
                        origin,
                        as_of,
                        status,
                    });
                }
                Mark::Event { event, past } => {
                    let event = &mut self.stream.events[event];
                    event.happened |= past;
                    event.mentions.push((words, past));
                }
            }
        }
        for (line, bytes) in &page.sentences {
            let Line { claim, origin, .. } = &copy.lines[*line];
            self.stream.origins[self.number].extend(origin.clone());
            let side = claim.and_then(|c| self.story.claims[c].side);
            if let Some((dispute, denies)) = side {
                let dispute = &mut self.stream.disputes[dispute];
                let side = if denies { &mut dispute.denied } else { &mut dispute.asserted };
                side.insert(Page::words(at, *bytes));
            }
        }
        self.stream.situations[self.number].push(at);
        let title = self.rng.choice(&self.story.headlines).expect("there are headlines").clone();
        self.stream.reports.push(Report {
            id: format!("{}-{at:02}", self.number),
            outlet: outlet.to_owned(),
            title,
            day,
            dated,
            text: page.text().to_owned(),
            wire: wire.map(|a| a.initials.to_owned()),
        });
        at
    }
}

/// A sentence that goes on after other words.
fn small(sentence: &str) -> Marked {
    let first = sentence.chars().next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    first.clone() + &sentence[first.len()..]
}
