//! Where sources disagree.

use reading::Force;
use record::{Dispute, DisputeNews, Passage, Situation, StatementIx};

use super::news::Shown;
use super::{BasisView, Maker};
use crate::refs::Section;
use crate::words::{force, one_line};

/// A proposition that some assert and some deny or doubt.
#[derive(Debug)]
pub(crate) struct DisputeView {
    /// The proposition, in a report's words.
    pub(crate) proposition: String,
    /// The series whose figures disagree.
    pub(crate) series: Option<String>,
    /// "new", "joined by new reports", where only what is new is shown.
    pub(crate) news: Option<String>,
    /// Who asserts it.
    pub(crate) asserted: Vec<Side>,
    /// Who denies or doubts it.
    pub(crate) denied: Vec<Side>,
    /// On whose word it rests that it is so.
    pub(crate) asserted_on: BasisView,
    /// On whose word it rests that it is not.
    pub(crate) denied_on: BasisView,
    /// Who has come round to the other side.
    pub(crate) settled: Vec<Side>,
}

impl DisputeView {
    /// "That it is so: 2 origins, …; that it is not: …"; nothing where no side is shown.
    pub(crate) fn bases(&self) -> Option<String> {
        let (asserted, denied) = (self.asserted_on.line(), self.denied_on.line());
        let shown = !self.asserted.is_empty() || !self.denied.is_empty();
        shown.then(|| format!("That it is so: {asserted}; that it is not: {denied}"))
    }
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
        let mut found = Vec::new();
        for at in &of.disputes {
            let dispute = &self.record.disputes[at.at()];
            match self.dispute_shown(*at) {
                Shown::Nothing => {}
                Shown::Whole => found.push(self.dispute(dispute)),
                Shown::New(change) => {
                    let mut view = self.dispute(dispute);
                    view.news = Some(self.dispute_news(change));
                    if change.change == DisputeNews::Settled {
                        view.settled = change.statements.iter().map(|s| self.side(*s)).collect();
                    }
                    found.push(view);
                }
            }
        }
        found.extend(self.settled_figures(of));
        found
    }

    fn dispute(&mut self, of: &Dispute) -> DisputeView {
        DisputeView {
            proposition: one_line(&of.proposition),
            series: of.series.map(|s| self.record.series[s.at()].label.clone()),
            news: None,
            settled: Vec::new(),
            asserted: of.asserted.iter().map(|at| self.side(*at)).collect(),
            denied: of.denied.iter().map(|at| self.denying(*at)).collect(),
            asserted_on: BasisView::new(&of.asserted_on),
            denied_on: BasisView::new(&of.denied_on),
        }
    }

    fn denying(&mut self, at: StatementIx) -> Side {
        self.with_force(at, |force| force != Force::Confirms)
    }

    fn side(&mut self, at: StatementIx) -> Side {
        self.with_force(at, |_| true)
    }

    /// A passage with the force of its statement, where that is to be shown: "could not confirm"
    /// confirms nothing.
    fn with_force(&mut self, at: StatementIx, is_shown: fn(Force) -> bool) -> Side {
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
