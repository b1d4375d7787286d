//! Where sources disagree.

use reading::Force;
use record::{Dispute, Passage, Situation, StatementIx};

use super::Maker;
use crate::refs::Section;
use crate::words::{force, one_line};

/// A proposition that some assert and some deny or doubt.
#[derive(Debug)]
pub(crate) struct DisputeView {
    /// The proposition, in a report's words.
    pub(crate) proposition: String,
    /// The series whose figures disagree.
    pub(crate) series: Option<String>,
    /// Who asserts it.
    pub(crate) asserted: Vec<Side>,
    /// Who denies or doubts it.
    pub(crate) denied: Vec<Side>,
}

/// One passage on one side.
#[derive(Debug)]
pub(crate) struct Side {
    /// Who.
    pub(crate) who: String,
    /// "13 Mar, denies": when, and what the source does where it is more than saying.
    pub(crate) about: Option<String>,
    /// The passage.
    pub(crate) words: String,
    /// Reference numbers.
    pub(crate) refs: Vec<u32>,
}

impl Maker<'_> {
    pub(super) fn disputes(&mut self, of: &Situation) -> Vec<DisputeView> {
        let disputes = of.disputes.iter().map(|at| &self.record.disputes[at.at()]);
        disputes.collect::<Vec<_>>().into_iter().map(|d| self.dispute(d)).collect()
    }

    fn dispute(&mut self, of: &Dispute) -> DisputeView {
        DisputeView {
            proposition: one_line(&of.proposition),
            series: of.series.map(|s| self.record.series[s.at()].label.clone()),
            asserted: of.asserted.iter().map(|at| self.side(*at)).collect(),
            denied: of.denied.iter().map(|at| self.denying(*at)).collect(),
        }
    }

    fn denying(&mut self, at: StatementIx) -> Side {
        self.shown(at, |force| force != Force::Confirms)
    }

    fn side(&mut self, at: StatementIx) -> Side {
        self.shown(at, |_| true)
    }

    /// A passage with the force of its statement, where that is to be shown: "could not confirm"
    /// confirms nothing.
    fn shown(&mut self, at: StatementIx, is_shown: fn(Force) -> bool) -> Side {
        let statement = &self.record.statements[at.at()];
        let passage = Passage { report: statement.report, span: statement.span };
        let day = statement.said_on.map(|d| self.calendar.date(d));
        let shown = Some(statement.force).filter(|f| is_shown(*f));
        let force = shown.and_then(|f| force(f, statement.negated)).map(str::to_owned);
        let about: Vec<String> = day.into_iter().chain(force).collect();
        Side {
            who: self.speaker(&statement.speaker, statement.report),
            about: (!about.is_empty()).then(|| about.join(", ")),
            words: self.words(passage),
            refs: self.refs.cite_all(Section::Disputes, [passage]),
        }
    }
}
