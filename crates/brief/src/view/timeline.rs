//! Dated events, with what became of those announced.

use ::text::Date;
use reading::EventStatus;
use record::{DateBasis, Event, Situation};

use super::news::Shown;
use super::{BasisView, Cited, Maker};
use crate::refs::Section;
use crate::words::{Chip, event_chip, one_line};

/// An event.
#[derive(Debug)]
pub(crate) struct EventView {
    /// When; "by" the day it was first reported, "about" the day that its report was telling of;
    /// "no date" where nothing tells.
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
    /// "was planned, now happened", where only what is new is shown.
    pub(crate) news: Option<String>,
    /// On whose word it rests.
    pub(crate) basis: BasisView,
}

impl EventView {
    /// What is new of it, where its status came from, who took part, where, and on whose word it rests.
    pub(crate) fn more(&self) -> Vec<String> {
        let mut more: Vec<String> = self.news.iter().chain(&self.history).cloned().collect();
        if !self.participants.is_empty() {
            more.push(self.participants.join(", "));
        }
        more.extend(self.place.as_ref().map(|p| format!("at {p}")));
        if !self.basis.counts.is_empty() {
            more.push(format!("{}: {}", self.basis.counts, self.basis.origins.join(", ")));
            more.push(match self.basis.telling {
                true => format!("{} ({})", self.basis.grade, self.basis.reason),
                false => self.basis.grade.clone(),
            });
        }
        more
    }
}

impl Maker<'_> {
    pub(super) fn timeline(&mut self, of: &Situation) -> (Vec<EventView>, Vec<EventView>) {
        let (mut timeline, mut background) = (Vec::new(), Vec::new());
        for at in &of.events {
            let event = &self.record.events[at.at()];
            let mut view = match self.event_shown(*at) {
                Shown::Nothing => continue,
                Shown::Whole | Shown::New(_) => self.event(event),
            };
            if let Shown::New(change) = self.event_shown(*at) {
                view.news = Some(self.event_news(change));
            }
            if event.background { background.push(view) } else { timeline.push(view) }
        }
        (timeline, background)
    }

    fn event(&mut self, of: &Event) -> EventView {
        let passages = std::iter::once(of.label_from).chain(of.mentions.iter().map(|m| m.passage));
        EventView {
            when: self.when(of),
            dated: of.date.is_some(),
            chip: event_chip(of.status),
            label: Cited {
                words: one_line(&of.label),
                refs: self.refs.cite_all(Section::Timeline, passages),
            },
            participants: of.participants.iter().map(|(e, _)| self.name(*e)).collect(),
            place: of.place.map(|e| self.name(e)),
            history: self.history(of),
            news: None,
            basis: BasisView::new(&of.basis),
        }
    }

    /// The date, with a word before it where no report gives it.
    fn when(&self, of: &Event) -> String {
        let Some(date) = of.date else { return "no date".to_owned() };
        let days = self.calendar.days(date);
        match of.date_basis {
            Some(DateBasis::Reported) => format!("by {days}"),
            Some(DateBasis::Carried | DateBasis::Followed) => format!("about {days}"),
            Some(DateBasis::Told | DateBasis::Corrected) | None => days,
        }
    }

    /// How later reports changed what earlier ones told, by date of publication: each status on
    /// the first day it was told, where the last of them is what the event stands at.
    fn history(&self, of: &Event) -> Option<String> {
        let mut steps: Vec<(Date, EventStatus)> = Vec::new();
        for mention in &of.mentions {
            let article = &self.record.reports[mention.passage.report.at()].article;
            let Some(published) = article.published else { continue };
            if !steps.iter().any(|(_, status)| *status == mention.status) {
                steps.push((published.date.date, mention.status));
            }
        }
        steps.sort_unstable_by_key(|(day, _)| *day);
        let later = steps.windows(2).all(|s| s[0].0 < s[1].0);
        let settled = steps.last().is_some_and(|(_, status)| *status == of.status);
        let announced = steps.first().is_some_and(|(_, s)| *s == EventStatus::Planned);
        let step = |(at, (day, status)): (usize, &(Date, EventStatus))| {
            let word = match status {
                EventStatus::Happened if at > 0 && announced => "reported held",
                EventStatus::Happened if at > 0 => "reported as happened",
                other => other.name(),
            };
            format!("{word} ({})", self.calendar.day(*day))
        };
        (steps.len() > 1 && later && settled)
            .then(|| steps.iter().enumerate().map(step).collect::<Vec<_>>().join(", "))
    }
}
