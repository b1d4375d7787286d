//! Dated events, with what became of those announced.

use ::text::PartialDate;
use reading::EventStatus;
use record::{Event, EventMention, Situation, SourceOrigin};

use super::{Cited, Maker};
use crate::refs::Section;
use crate::words::{Chip, count, event_chip, one_line};

/// An event.
#[derive(Debug)]
pub(crate) struct EventView {
    /// When; "no date" where nothing tells.
    pub(crate) when: String,
    /// Whether that is a date.
    pub(crate) dated: bool,
    /// Happened, planned, denied, alleged.
    pub(crate) chip: Chip,
    /// The clause that tells it.
    pub(crate) label: Cited,
    /// Who took part.
    pub(crate) participants: Vec<String>,
    /// Where.
    pub(crate) place: Option<String>,
    /// "planned (28 Oct), reported held (6 Nov)", where its status changed.
    pub(crate) history: Option<String>,
    /// "2 independent origins: A, B".
    pub(crate) origins: String,
}

impl Maker<'_> {
    pub(super) fn timeline(&mut self, of: &Situation) -> (Vec<EventView>, Vec<EventView>) {
        let (mut timeline, mut background) = (Vec::new(), Vec::new());
        for at in &of.events {
            let event = &self.record.events[at.at()];
            let view = self.event(event);
            if event.background { background.push(view) } else { timeline.push(view) }
        }
        (timeline, background)
    }

    fn event(&mut self, of: &Event) -> EventView {
        let passages = std::iter::once(of.label_from).chain(of.mentions.iter().map(|m| m.passage));
        EventView {
            when: of.date.map_or_else(|| "no date".to_owned(), |d| self.calendar.days(d)),
            dated: of.date.is_some(),
            chip: event_chip(of.status),
            label: Cited {
                words: one_line(&of.label),
                refs: self.refs.cite_all(Section::Timeline, passages),
            },
            participants: of.participants.iter().map(|(e, _)| self.name(*e)).collect(),
            place: of.place.map(|e| self.name(e)),
            history: self.history(&of.mentions),
            origins: origins(&of.origins),
        }
    }

    /// How reports changed their mind about an event, by date of publication.
    fn history(&self, mentions: &[EventMention]) -> Option<String> {
        let mut steps: Vec<(EventStatus, Option<PartialDate>)> = Vec::new();
        for mention in mentions {
            if steps.last().is_none_or(|(status, _)| *status != mention.status) {
                let article = &self.record.reports[mention.passage.report.at()].article;
                steps.push((mention.status, article.published.map(|p| p.date)));
            }
        }
        let announced_first = steps.first().is_some_and(|(s, _)| *s == EventStatus::Planned);
        let step = |(at, (status, date)): (usize, &(EventStatus, Option<PartialDate>))| {
            let day = date.map_or_else(|| "undated".to_owned(), |d| self.calendar.date(d));
            let word = match status {
                EventStatus::Happened if at > 0 && announced_first => "reported held",
                EventStatus::Happened if at > 0 => "reported as happened",
                other => other.name(),
            };
            format!("{word} ({day})")
        };
        (steps.len() > 1).then(|| steps.iter().enumerate().map(step).collect::<Vec<_>>().join(", "))
    }
}

/// "2 independent origins: A, B"; nothing where none is known.
fn origins(origins: &[SourceOrigin]) -> String {
    let names: Vec<String> = origins.iter().map(|o| one_line(&o.name)).collect();
    match names.len() {
        0 => String::new(),
        n => format!("{}: {}", count(n, "independent origin"), names.join(", ")),
    }
}
