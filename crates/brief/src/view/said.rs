//! Who said what, newest first, near-identical reports of one utterance folded together.

use reading::Mode;
use record::{EntityIx, Passage, Situation, Speaker, Statement, StatementIx, Utterance};

use super::Maker;
use crate::refs::Section;
use crate::words::{force, one_line, reliability};

/// A speaker with what he, she or it said.
#[derive(Debug)]
pub(crate) struct SpeakerView {
    /// Canonical name, or the words of a report.
    pub(crate) name: String,
    /// Title or office.
    pub(crate) title: Option<String>,
    /// "reliability B, usually reliable", where the user set it.
    pub(crate) reliability: Option<String>,
    /// The first passage that mentions the speaker, where that is an entity.
    pub(crate) mention: Option<Passage>,
    /// Newest first.
    pub(crate) utterances: Vec<UtteranceView>,
}

/// One utterance.
#[derive(Debug)]
pub(crate) struct UtteranceView {
    /// When it was said: "28 Oct", or "by 28 Oct" where only a report of it is dated.
    pub(crate) when: Option<String>,
    /// The words, in quotation marks where the report has all of them so.
    pub(crate) words: String,
    /// Whether all the words are the speaker's own.
    pub(crate) direct: bool,
    /// "denies", "does not confirm", where it is more than saying.
    pub(crate) force: Option<&'static str>,
    /// The report that has it in full, and who relays it there.
    pub(crate) carried: String,
    /// Other outlets that tell it.
    pub(crate) also_in: Vec<String>,
    /// Reference numbers.
    pub(crate) refs: Vec<u32>,
}

impl Maker<'_> {
    /// Speakers with most utterances first, those not resolved to an entity last.
    pub(super) fn said(&mut self, of: &Situation) -> Vec<SpeakerView> {
        let mut groups: Vec<(&Speaker, Vec<&Utterance>)> = Vec::new();
        let told = of.utterances.iter().filter(|u| u.speaker != Speaker::Outlet);
        for utterance in told.filter(|u| self.utterance_shown(u)) {
            match groups.iter_mut().find(|(speaker, _)| **speaker == utterance.speaker) {
                Some((_, group)) => group.push(utterance),
                None => groups.push((&utterance.speaker, vec![utterance])),
            }
        }
        groups.sort_by_key(|(speaker, group)| {
            (matches!(speaker, Speaker::Words(_)), std::cmp::Reverse(group.len()))
        });
        let view = |(speaker, group): (&Speaker, Vec<&Utterance>)| SpeakerView {
            name: match speaker {
                Speaker::Entity(entity) => self.name(*entity),
                Speaker::Words(words) => one_line(words),
                Speaker::Outlet => String::new(),
            },
            title: match speaker {
                Speaker::Entity(entity) => self.title(*entity),
                Speaker::Words(_) | Speaker::Outlet => None,
            },
            reliability: match speaker {
                Speaker::Entity(entity) => self.record.entities[entity.at()].reliability,
                Speaker::Words(_) | Speaker::Outlet => None,
            }
            .map(reliability),
            mention: match speaker {
                Speaker::Entity(entity) => {
                    self.record.entities[entity.at()].mentions.first().copied()
                }
                Speaker::Words(_) | Speaker::Outlet => None,
            },
            utterances: group.into_iter().filter_map(|u| self.utterance(u)).collect(),
        };
        groups.into_iter().map(view).collect()
    }

    /// The title held last, else the entity it belongs to.
    fn title(&self, of: EntityIx) -> Option<String> {
        let entity = &self.record.entities[of.at()];
        let full = entity.full_name.strip_suffix(&*entity.name).map(str::trim);
        let last = entity.titles.iter().max_by_key(|t| t.to).map(|t| &*t.text);
        let title = full.filter(|t| !t.is_empty()).or(last).map(one_line);
        title.or_else(|| entity.of.filter(|e| *e != of).map(|e| self.name(e)))
    }

    fn utterance(&mut self, of: &Utterance) -> Option<UtteranceView> {
        let statement = |at: &StatementIx| &self.record.statements[at.at()];
        let fullest = of.statements.first().map(statement)?;
        let outlets = |at: &StatementIx| self.outlet(statement(at).report);
        let own = self.outlet(fullest.report);
        let mut also_in: Vec<String> =
            of.statements.iter().map(outlets).filter(|o| *o != own).collect();
        also_in.sort_unstable();
        also_in.dedup();
        let passages: Vec<Passage> = of
            .statements
            .iter()
            .map(statement)
            .map(|s| Passage { report: s.report, span: s.span })
            .collect();
        Some(UtteranceView {
            when: self.said_on(of),
            words: self.content(fullest),
            direct: fullest.mode == Mode::Direct,
            force: force(fullest.force, fullest.negated),
            carried: self.carried(own, fullest),
            also_in,
            refs: self.refs.cite_all(Section::Said, passages),
        })
    }

    fn said_on(&self, of: &Utterance) -> Option<String> {
        if let Some(day) = of.said_on {
            return Some(self.calendar.date(day));
        }
        let report = |at: &StatementIx| self.record.statements[at.at()].report;
        let published = |at| self.record.reports[report(at).at()].article.published.map(|p| p.date);
        let first = of.statements.iter().filter_map(published).min()?;
        Some(format!("by {}", self.calendar.date(first)))
    }

    fn carried(&self, outlet: String, statement: &Statement) -> String {
        match self.names(&statement.via)[..] {
            [] => outlet,
            ref via => format!("{outlet} ← {}", via.join(" ← ")),
        }
    }

    /// What is said, its parts joined by an ellipsis.
    pub(super) fn content(&self, of: &Statement) -> String {
        let words = |span: &::text::Span| self.words(Passage { report: of.report, span: *span });
        let parts: Vec<String> = of.content.iter().map(words).filter(|w| !w.is_empty()).collect();
        if parts.is_empty() {
            return self.words(Passage { report: of.report, span: of.span });
        }
        let bare = |part: &String| part.trim_matches(['“', '”', '"', '«', '»', ',']).to_owned();
        match of.mode {
            Mode::Direct => {
                format!("“{}”", parts.iter().map(bare).collect::<Vec<_>>().join(" … "))
            }
            Mode::Indirect | Mode::Mixed | Mode::Narrated => parts.join(" … "),
        }
    }
}
