//! Numbers for the passages that a brief cites, in the order in which a reader meets them.

use std::collections::{BTreeMap, BTreeSet};

use record::{Passage, Record, ReportIx};
use text::CodePoints;

use crate::words::one_line;

/// A part of the brief, for telling what of a report is quoted where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Section {
    /// Titles and other matter that belongs to no part.
    Front,
    /// Figure series.
    Moved,
    /// Events.
    Timeline,
    /// Utterances.
    Said,
    /// Disputes.
    Disputes,
    /// Chains.
    Sources,
}

/// The passages cited so far.
#[derive(Debug, Default)]
pub(crate) struct Refs {
    numbers: BTreeMap<Passage, u32>,
    order: Vec<Passage>,
    uses: BTreeMap<(ReportIx, Section), BTreeSet<u32>>,
}

impl Refs {
    /// The number of a passage, from 1; a new one where it was not cited before.
    pub(crate) fn cite(&mut self, section: Section, passage: Passage) -> u32 {
        let next = self.order.len() as u32 + 1;
        let number = *self.numbers.entry(passage).or_insert(next);
        if number == next {
            self.order.push(passage);
        }
        self.uses.entry((passage.report, section)).or_default().insert(number);
        number
    }

    /// The numbers of several passages that show one thing, in order: the first of each report,
    /// for a reader checks a line in a report once.
    pub(crate) fn cite_all(
        &mut self,
        section: Section,
        passages: impl IntoIterator<Item = Passage>,
    ) -> Vec<u32> {
        let mut reports: BTreeSet<ReportIx> = BTreeSet::new();
        let mut numbers: Vec<u32> = passages
            .into_iter()
            .filter(|passage| reports.insert(passage.report))
            .map(|passage| self.cite(section, passage))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// How many passages of a report a part of the brief cites.
    pub(crate) fn uses(&self, report: ReportIx, section: Section) -> usize {
        self.uses.get(&(report, section)).map_or(0, BTreeSet::len)
    }

    /// Whether any passage of a report is cited.
    pub(crate) fn cites(&self, report: ReportIx) -> bool {
        self.uses.keys().any(|(r, _)| *r == report)
    }

    /// The reference list.
    pub(crate) fn list(self, record: &Record) -> Vec<Reference> {
        let mut points: BTreeMap<ReportIx, CodePoints> = BTreeMap::new();
        let reference = |(at, passage): (usize, Passage)| {
            let article = &record.reports[passage.report.at()].article;
            let points =
                points.entry(passage.report).or_insert_with(|| CodePoints::new(&article.text));
            Reference {
                number: at as u32 + 1,
                passage,
                file: one_line(article.path.as_deref().unwrap_or(&article.id)),
                range: points.span(passage.span),
                words: one_line(passage.span.of(&article.text)),
            }
        };
        self.order.into_iter().enumerate().map(reference).collect()
    }
}

/// A cited passage.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    /// Its number, from 1.
    pub(crate) number: u32,
    /// Where.
    pub(crate) passage: Passage,
    /// The input's path, else the article's id.
    pub(crate) file: String,
    /// Code points of the article's text.
    pub(crate) range: [u32; 2],
    /// The words, on one line.
    pub(crate) words: String,
}

/// The folder that all files of a reference list lie in, with its last separator; empty where
/// they share none.
pub(crate) fn folder(references: &[Reference]) -> &str {
    let Some(first) = references.first() else { return "" };
    let folder_of = |path: &str| path.rfind('/').map_or(0, |at| at + 1);
    let mut common = &first.file[..folder_of(&first.file)];
    for reference in references {
        while !reference.file.starts_with(common) {
            common = &common[..folder_of(&common[..common.len() - 1])];
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;
    use text::Span;

    fn passage(report: usize, start: usize) -> Passage {
        Passage { report: report.into(), span: Span::new(start, start + 1) }
    }

    #[test]
    fn a_line_cites_each_report_once_and_a_passage_keeps_its_number() {
        let mut refs = Refs::default();
        let all = [passage(0, 5), passage(0, 1), passage(1, 2)];
        assert_eq!(refs.cite_all(Section::Moved, all), [1, 2]);
        assert_eq!(refs.cite_all(Section::Said, [passage(1, 2), passage(0, 1)]), [2, 3]);
        assert_eq!(refs.uses(ReportIx(0), Section::Said), 1);
    }

    #[test]
    fn the_common_folder_ends_between_names() {
        let list = |files: &[&str]| -> Vec<Reference> {
            let file = |f: &&str| Reference {
                number: 1,
                passage: passage(0, 0),
                file: (*f).to_owned(),
                range: [0, 1],
                words: String::new(),
            };
            files.iter().map(file).collect()
        };
        for (files, want) in [
            (&["in/a/x.txt", "in/ab.txt"][..], "in/"),
            (&["/x.txt", "y.txt"], ""),
            (&["a/b/c.txt"], "a/b/"),
            (&[], ""),
        ] {
            assert_eq!(folder(&list(files)), want);
        }
    }
}
