//! Reports that share their text: the same text, agency copy, versions, rewrites that keep
//! sentences. A shared quotation alone is not a copy.
//!
//! Candidates are pairs that share hashed runs of words (sampled fingerprints as in Manber 1994, and
//! the least of each sentence); they are decided by aligning sentences.

use std::collections::BTreeMap;

use reading::Reading;
use text::{Article, BlockKind, Span, limits};

use crate::words::{hash, quoted, words};
use crate::{Copy, Draft, ReportIx, Run, versions};

/// Share of the shorter report's own words from which on two reports are copies.
pub(crate) const COPY: f64 = 0.5;
/// Similarity from which on two sentences are the same sentence.
const SAME: f64 = 0.8;
/// Words in a run that is hashed.
const RUN: usize = 5;
/// One in so many runs is kept as a fingerprint, beside the least of each sentence.
const SAMPLE: u64 = 4;
/// Shared fingerprints that make a pair worth comparing.
const CANDIDATE: usize = 2;
/// And one in so many of those of the shorter report: a copy of half of it, each sentence changed a
/// little, shares far more.
const PART: usize = 12;
/// A fingerprint in more reports than this is boilerplate.
const BOILERPLATE: usize = 256;
/// Counters that make a paragraph a gallery.
const GALLERY: usize = 4;
/// Shorter sentences are not compared.
const SHORT: usize = 5;

/// Fills `report.copies`: every pair of which at least half of the shorter stands in the other, and
/// which reports are versions of one article.
pub(crate) fn copies(draft: &mut Draft) {
    let lines: Vec<Vec<Line>> =
        draft.reports().map(|r| lines(draft.article(r), draft.reading(r))).collect();
    for (a, b) in candidates(&lines) {
        let both = Compared::of(&lines[a], &lines[b]);
        let share = both.share;
        if share >= COPY {
            let text = |report: usize| draft.article(report.into()).text.as_str();
            let mut runs = both.runs(text(a), text(b));
            let runs_left_out = runs.len().saturating_sub(limits::COPY_RUNS);
            runs.truncate(limits::COPY_RUNS);
            let copy =
                |report, runs| Copy { report: ReportIx::from(report), share, runs, runs_left_out };
            draft.record.reports[b].copies.push(copy(a, flipped(runs.clone())));
            draft.record.reports[a].copies.push(copy(b, runs));
        }
    }
    versions::versions(draft, |a, b| Compared::of(&lines[a.at()], &lines[b.at()]).share);
}

/// A sentence as it is compared.
struct Line {
    /// Where its words stand.
    spans: Vec<Span>,
    /// The same, hashed.
    words: Vec<u64>,
    /// The hashes, sorted.
    sorted: Vec<u64>,
    /// A bit for each word, by its hash.
    bits: u128,
    /// Words outside quotation marks: only they are an outlet's own.
    own: usize,
}

impl Line {
    fn of(text: &str, spans: Vec<Span>, quotations: &[Span]) -> Line {
        let own = spans.iter().filter(|w| !quotations.iter().any(|q| q.contains(**w))).count();
        let words: Vec<u64> = spans.iter().map(|w| hash(w.of(text))).collect();
        let bits = words.iter().fold(0, |bits, word| bits | 1 << (word % 128));
        let mut sorted = words.clone();
        sorted.sort_unstable();
        Line { spans, words, sorted, bits, own }
    }
}

/// The sentences of a report, captions included: versions of one report keep them. Galleries are
/// left out; of a post that is shown whole nothing is the outlet's own.
fn lines(article: &Article, reading: &Reading) -> Vec<Line> {
    let text = &article.text;
    let mut blocks: BTreeMap<u32, (BlockKind, Vec<Span>)> = BTreeMap::new();
    let mut lines = Vec::new();
    for sentence in &reading.sentences {
        let Some(block) = article.blocks.get(sentence.block as usize) else { continue };
        let (kind, quotations) = blocks.entry(sentence.block).or_insert_with(|| {
            let words = block.span.of(text);
            let kind = if is_gallery(words) { BlockKind::Furniture } else { block.kind };
            let post = words.contains("(@");
            (kind, if post { vec![block.span] } else { quoted(text, block.span) })
        });
        let spans: Vec<Span> = words(text, sentence.span).collect();
        if !matches!(kind, BlockKind::Body | BlockKind::Caption) || spans.len() < SHORT {
            continue;
        }
        lines.push(Line::of(text, spans, quotations));
    }
    lines
}

/// Whether a paragraph is a picture gallery: it counts its pictures, "3 of 25", one after another.
fn is_gallery(words: &str) -> bool {
    let numbers = |(a, b, c): (&str, &str, &str)| {
        b == "of" && a.parse::<u16>().is_ok() && c.parse::<u16>().is_ok()
    };
    let words: Vec<&str> = words.split_whitespace().collect();
    words.windows(3).filter(|w| numbers((w[0], w[1], w[2]))).count() >= GALLERY
}

/// Pairs of reports that share so many fingerprints that one may be for the most part in the other.
fn candidates(lines: &[Vec<Line>]) -> Vec<(usize, usize)> {
    let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let mut prints: Vec<usize> = vec![0; lines.len()];
    for (report, lines) in lines.iter().enumerate() {
        for print in lines.iter().flat_map(fingerprints) {
            let holders = holders.entry(print).or_default();
            if holders.last() != Some(&report) {
                holders.push(report);
                prints[report] += 1;
            }
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for holders in holders.values().filter(|h| h.len() <= BOILERPLATE) {
        for (n, a) in holders.iter().enumerate() {
            for b in &holders[n + 1..] {
                *shared.entry((*a, *b)).or_default() += 1;
            }
        }
    }
    let enough = |((a, b), n): &((usize, usize), usize)| {
        *n >= CANDIDATE.max(prints[*a].min(prints[*b]) / PART)
    };
    shared.into_iter().filter(enough).map(|(pair, _)| pair).collect()
}

/// The fingerprints of a sentence: a sample of its runs, and always the least of them, so that
/// short reports that share two sentences share two prints (winnowing: Schleimer, Wilkerson and
/// Aiken 2003).
fn fingerprints(line: &Line) -> Vec<u64> {
    let print = |run: &[u64]| run.iter().fold(0u64, |h, w| h.rotate_left(11) ^ w.wrapping_mul(31));
    let prints: Vec<u64> = line.words.windows(RUN).map(print).collect();
    let least = prints.iter().min().copied();
    prints.into_iter().filter(|p| p.is_multiple_of(SAMPLE) || Some(*p) == least).collect()
}

/// Two reports, sentence by sentence.
struct Compared<'l> {
    /// Whether the second has fewer words of its own.
    swapped: bool,
    /// The sentences of the shorter that stand in the other, near verbatim, each with that of the
    /// other.
    found: Vec<(&'l Line, &'l Line)>,
    /// Share of the own words of the shorter that stand in these.
    share: f64,
}

impl<'l> Compared<'l> {
    fn of(a: &'l [Line], b: &'l [Line]) -> Compared<'l> {
        let own = |lines: &[Line]| lines.iter().map(|l| l.own).sum::<usize>();
        let swapped = own(a) > own(b);
        let (shorter, longer) = if swapped { (b, a) } else { (a, b) };
        let other = |line: &Line| longer.iter().find(|other| same(line, other));
        let found: Vec<(&Line, &Line)> =
            shorter.iter().filter_map(|line| Some((line, other(line)?))).collect();
        let shared: usize = found.iter().map(|(line, _)| line.own).sum();
        let total = own(shorter);
        let share = if total == 0 { 0.0 } else { shared as f64 / total as f64 };
        Compared { swapped, found, share }
    }

    /// What stands in both, given their texts.
    fn runs(&self, a: &str, b: &str) -> Vec<Run> {
        match self.swapped {
            false => runs((&self.found, a), b),
            true => flipped(runs((&self.found, b), a)),
        }
    }
}

/// What stands in both reports, in the order of the shorter: the words that sentences which are the
/// same begin and end with in common, sentence after sentence joined where both reports go on.
fn runs((found, text): (&[(&Line, &Line)], &str), other: &str) -> Vec<Run> {
    let goes_on = |text: &str, before: Span, next: Span| {
        before.end <= next.start
            && !Span { start: before.end, end: next.start }.of(text).contains(char::is_alphanumeric)
    };
    let mut runs: Vec<Run> = Vec::new();
    for (line, there) in found {
        let Some(run) = common_words(line, there) else { continue };
        match runs.last_mut() {
            Some(last)
                if goes_on(text, last.own, run.own) && goes_on(other, last.other, run.other) =>
            {
                *last = Run { own: last.own.join(run.own), other: last.other.join(run.other) };
            }
            _ => runs.push(run),
        }
    }
    runs
}

/// The same seen from the other report.
fn flipped(runs: Vec<Run>) -> Vec<Run> {
    runs.into_iter().map(|r| Run { own: r.other, other: r.own }).collect()
}

/// From the first to the last word that two sentences have in common, in the same order.
fn common_words(a: &Line, b: &Line) -> Option<Run> {
    let pairs = aligned(&a.words, &b.words);
    let (first, last) = (*pairs.first()?, *pairs.last()?);
    Some(Run {
        own: a.spans[first.0].join(a.spans[last.0]),
        other: b.spans[first.1].join(b.spans[last.1]),
    })
}

/// Whether two sentences are the same but for a few words, or the first is a part of the second.
fn same(line: &Line, other: &Line) -> bool {
    let (n, m) = (line.words.len(), other.words.len());
    let enough = |common: usize| {
        let whole = 2.0 * common as f64 / (n + m) as f64;
        let part = common as f64 / n as f64;
        whole >= SAME || (part >= 0.9 && n > SHORT && m > n)
    };
    // A bit that the other lacks is a word that it lacks; and the words in common, in any order,
    // bound those in the same order.
    let missing = (line.bits & !other.bits).count_ones() as usize;
    enough(m.min(n - missing))
        && enough(common(&line.sorted, &other.sorted))
        && enough(subsequence(&line.words, &other.words))
}

/// Elements two sorted lists have in common, repetitions counted.
fn common(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, n) = (i + 1, j + 1, n + 1),
        }
    }
    n
}

/// Length of the longest common subsequence.
pub(crate) fn subsequence(a: &[u64], b: &[u64]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

/// The positions of a longest common subsequence in both lists.
fn aligned(a: &[u64], b: &[u64]) -> Vec<(usize, usize)> {
    if a == b {
        return (0..a.len()).map(|at| (at, at)).collect();
    }
    // At (i, j): how much a[i..] and b[j..] have in common.
    let at = |i: usize, j: usize| i * (b.len() + 1) + j;
    let mut rest = vec![0u32; at(a.len(), b.len()) + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            rest[at(i, j)] = match a[i] == b[j] {
                true => rest[at(i + 1, j + 1)] + 1,
                false => rest[at(i + 1, j)].max(rest[at(i, j + 1)]),
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if rest[at(i + 1, j)] >= rest[at(i, j + 1)] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of sentences, words in quotation marks not an outlet's own.
    fn lines_of(text: &str) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut start = 0;
        for sentence in text.split_inclusive(". ") {
            let span = Span::new(start, start + sentence.len());
            start += sentence.len();
            let spans: Vec<Span> = words(text, span).collect();
            lines.push(Line::of(text, spans, &quoted(text, span)));
        }
        lines
    }

    #[test]
    fn runs_are_the_words_in_common_of_both_sides() {
        let own = "Officials met. The ferry left Port Lisle at six with forty people on board. \
                   Rescuers searched the bay until dark and found nobody alive. Prayers were \
                   said in the chapel on the hill. ";
        let other = "It was learnt that the ferry left Port Lisle at six with forty people on \
                     board. Rescuers searched the bay until dark and found nobody alive. The \
                     mayor wept for a long time. Prayers were said in the chapel on the hill. ";
        let (a, b) = (lines_of(own), lines_of(other));
        let found = Compared::of(&a, &b).runs(own, other);
        let words: Vec<(&str, &str)> =
            found.iter().map(|r| (r.own.of(own), r.other.of(other))).collect();
        let ferry = "ferry left Port Lisle at six with forty people on board. \
                     Rescuers searched the bay until dark and found nobody alive";
        let chapel = "Prayers were said in the chapel on the hill";
        assert_eq!(
            words,
            [(format!("The {ferry}").as_str(), format!("the {ferry}").as_str()), (chapel, chapel)]
        );
        let back = Compared::of(&b, &a).runs(other, own);
        let flipped: Vec<Run> = found.iter().map(|r| Run { own: r.other, other: r.own }).collect();
        assert_eq!(back, flipped);
    }

    proptest::proptest! {
        #[test]
        fn alignments_are_as_long_as_the_common_subsequence(
            a in proptest::collection::vec(0u64..4, 0..12),
            b in proptest::collection::vec(0u64..4, 0..12),
        ) {
            let pairs = aligned(&a, &b);
            proptest::prop_assert_eq!(pairs.len(), subsequence(&a, &b));
            proptest::prop_assert!(pairs.iter().all(|(i, j)| a[*i] == b[*j]));
            proptest::prop_assert!(pairs.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
        }
    }

    #[test]
    fn sentences_count_and_shared_quotations_do_not() {
        let ferry = "The ferry left Port Lisle at six with forty people on board. \
                     Rescuers searched the bay until dark and found nobody alive. ";
        let rewrite = "The ferry left Port Lisle at about six with forty people on board. \
                       Families waited on the quay through the night for any news. ";
        let quote = "Relatives wept on the quay while the divers went down again. \"We will not rest until every one of them is found and \
                     brought home to this island,\" said the captain. ";
        let other = "\"We will not rest until every one of them is found and brought home to \
                     this island,\" the captain told listeners. The union called a strike. ";
        let check = |a: &str, b: &str, copy: bool| {
            let share = Compared::of(&lines_of(a), &lines_of(b)).share;
            assert_eq!(share >= COPY, copy, "{share}: {a} / {b}");
        };
        check(ferry, ferry, true);
        check(ferry, rewrite, true);
        check(quote, other, false);
        check(ferry, quote, false);
        check("", ferry, false);
    }

    /// A report of three sentences has so few runs that a sample of them may hold none.
    #[test]
    fn short_reports_that_share_sentences_are_candidates() {
        let barracks = "Soldiers of the duke painted the barracks of Tarn white. ";
        let envoy = "The envoy of the duke will land on the island on Friday. ";
        let words = ["Harbour", "Mill", "Chapel", "Quarry", "Orchard", "Lighthouse", "Bridge"];
        for place in words {
            let shared = format!("{} {}", barracks.replace("Tarn", place), envoy);
            let wire = lines_of(&format!(
                "Nine sailors were heard by the court in the old hall. {shared}"
            ));
            let rewrite = lines_of(&format!("{shared} A storm kept most of the fleet in the bay."));
            assert_eq!(candidates(&[wire, rewrite]), [(0, 1)], "{place}");
        }
    }

    #[test]
    fn galleries_count_their_pictures() {
        assert!(is_gallery("A boat 1 of 9 A quay 2 of 9 A crane 3 of 9 A crew 4 of 9"));
        assert!(!is_gallery("Only 3 of 9 crew and 2 of 5 passengers were found."));
    }
}
