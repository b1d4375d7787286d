//! Claims: what statements and narrated sentences say, as words that can be compared.

use std::collections::BTreeSet;

use reading::{Force, Reading, TokenIx, Tree, Upos, predicate};
use text::Span;

use super::denial;
use crate::{Draft, ReportIx, Speaker, StatementIx};

/// Whether a claim says that something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stance {
    /// It is so.
    Asserts,
    /// It is not so, or not known to be.
    Denies,
    /// Neither: wishes, questions, demands.
    Neither,
}

/// What somebody says in one place.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) report: ReportIx,
    /// The statement; `None` for a sentence in the outlet's own voice.
    pub(super) statement: Option<StatementIx>,
    pub(super) speaker: Speaker,
    /// The words that make the claim.
    pub(super) span: Span,
    pub(super) stance: Stance,
    pub(super) force: Force,
    /// Whether it speaks of what was told before.
    pub(super) back: bool,
    /// Stems of its content words, cues of denial left out.
    pub(super) words: BTreeSet<String>,
    /// Stems of what is said to be or not to be: the negated word and what it governs.
    pub(super) core: BTreeSet<String>,
    /// Everything it denies anywhere in its words, so that it is no assertion of it.
    pub(super) negates: BTreeSet<String>,
    /// Whether it holds a verb: a claim, not only a thing named.
    pub(super) clausal: bool,
    /// Whether it is told as a report, a charge or a rumour.
    pub(super) accuses: bool,
    /// Days named in it.
    pub(super) days: Vec<text::DateSpan>,
}

/// All claims of a report: its statements, and its sentences outside statements.
pub(super) fn claims(draft: &Draft<'_>, report: ReportIx) -> Vec<Claim> {
    let reading = draft.reading(report);
    let tree = Tree::new(reading);
    let mut claims = Vec::new();
    for (at, read) in reading.statements.iter().enumerate() {
        let statement = draft.statement(report, reading::StatementIx::from(at));
        let speaker = draft.record.statements[statement.at()].speaker.clone();
        let mut claim = claim(reading, &tree, (report, speaker), &read.content);
        claim.statement = Some(statement);
        claim.force = read.force;
        if let Some(cue) = lemmas_in(reading, read.span).as_deref().and_then(denial::find) {
            claim.stance = Stance::Denies;
            claim.force = cue.force;
            claim.back = cue.back;
        }
        claim.stance = stance(&claim, read.force, read.negated);
        // Whoever reports a denial does not assert what is denied.
        let inside = |s: &&reading::Statement| s.inside == Some(at.into());
        let denied = |s: &reading::Statement| s.force == Force::Denies;
        if claim.stance == Stance::Asserts && reading.statements.iter().filter(inside).any(denied) {
            claim.stance = Stance::Neither;
        }
        claims.push(claim);
    }
    for sentence in &reading.sentences {
        let told = |s: &reading::Statement| s.span.overlaps(sentence.span);
        if reading.statements.iter().any(told) {
            continue;
        }
        claims.push(narrated(reading, &tree, report, sentence.span));
    }
    claims
}

/// The claim of a sentence in the outlet's own voice.
fn narrated(reading: &Reading, tree: &Tree<'_>, report: ReportIx, sentence: Span) -> Claim {
    let mut claim = claim(reading, tree, (report, Speaker::Outlet), &[sentence]);
    if let Some(found) = lemmas_in(reading, sentence).as_deref().and_then(denial::find) {
        claim.stance = Stance::Denies;
        claim.force = found.force;
        claim.back = found.back;
    }
    claim
}

fn claim(
    reading: &Reading,
    tree: &Tree<'_>,
    (report, speaker): (ReportIx, Speaker),
    content: &[Span],
) -> Claim {
    let tokens = || content.iter().flat_map(|c| reading.tokens_in(*c));
    let words: BTreeSet<String> = tokens().filter_map(|at| content_word(reading, at)).collect();
    let main = content.iter().find_map(|c| reading.head_of(*c));
    let negated = tokens()
        .map(TokenIx::from)
        .find(|at| is_negation(reading, *at) && denies_clause(tree, *at, main));
    let core = negated.map(|at| denied_words(reading, tree, at)).unwrap_or_default();
    let negations = tokens().map(TokenIx::from).filter(|at| is_negation(reading, *at));
    let negates = negations.flat_map(|at| denied_words(reading, tree, at)).collect();
    let asks = tokens().last().is_some_and(|at| &*reading.tokens[at].lemma == "?");
    let verb = |at: usize| reading.tokens[at].upos == Upos::Verb;
    // The tagger misses some verbs; a long content is hardly a thing named.
    let copula = |at: usize| &*reading.tokens[at].lemma == "be";
    let clausal = tokens().any(|at| verb(at) || copula(at)) || words.len() > 3;
    let sentences = content.iter().filter_map(|c| reading.sentence_at(c.start));
    let accuses = sentences
        .flat_map(|s| reading.tokens_of(s))
        .any(|t| ACCUSING.contains(&t.lemma.to_lowercase().as_str()));
    let in_content = |span: Span| content.iter().any(|c| c.contains(span));
    let times = reading.times.iter().filter(|t| in_content(t.span));
    Claim {
        report,
        statement: None,
        speaker,
        span: content.iter().copied().reduce(Span::join).unwrap_or_default(),
        stance: match negated {
            _ if asks => Stance::Neither,
            // "there will never be": what is denied cannot be told.
            Some(_) if core.is_empty() => Stance::Neither,
            // "will never be", "should not have": told of what may come or ought to be.
            Some(at) if is_modal(tree, at) => Stance::Neither,
            Some(_) => Stance::Denies,
            None => Stance::Asserts,
        },
        force: if negated.is_some() { Force::Denies } else { Force::Asserts },
        back: false,
        words,
        core,
        negates,
        clausal,
        accuses,
        days: times.filter_map(|t| t.days).collect(),
    }
}

/// The stance of a statement, from its force, its cue's negation and its own words.
fn stance(claim: &Claim, force: Force, negated: bool) -> Stance {
    match force {
        Force::Denies | Force::Doubts if negated => Stance::Neither,
        // "denied access", "questioned the crew": no claim is denied.
        Force::Denies | Force::Doubts if !claim.clausal && !claim.back => Stance::Neither,
        Force::Denies | Force::Doubts => Stance::Denies,
        Force::Demands | Force::Asks | Force::Hopes | Force::Promises => Stance::Neither,
        Force::Confirms | Force::Asserts | Force::Predicts if negated => Stance::Denies,
        Force::Predicts if claim.stance == Stance::Asserts => Stance::Neither,
        _ => claim.stance,
    }
}

fn lemmas_in(reading: &Reading, span: Span) -> Option<Vec<String>> {
    let range = reading.tokens_in(span);
    (!range.is_empty())
        .then(|| reading.tokens[range].iter().map(|t| t.lemma.to_lowercase()).collect())
}

fn is_negation(reading: &Reading, at: TokenIx) -> bool {
    let token = &reading.tokens[at.at()];
    let word = token.lemma.to_lowercase();
    match word.as_str() {
        "not" | "n't" | "n’t" | "never" => true,
        "no" => matches!(token.upos, Upos::Det | Upos::Pron) && token.deprel != "discourse",
        "nobody" | "none" => true,
        _ => false,
    }
}

/// Whether a negation denies the clause as a whole, not a part of it: it stands by the main word
/// or by a subject or object of it.
fn denies_clause(tree: &Tree<'_>, negation: TokenIx, main: Option<TokenIx>) -> bool {
    let Some(head) = tree.head(negation) else { return false };
    let above = tree.head(head);
    let argument = ["nsubj", "obj", "xcomp", "ccomp"].iter().any(|r| tree.is(head, r));
    Some(head) == main || (argument && above == main)
}

/// Whether a negated clause speaks of what is to come, may be or ought to be.
fn is_modal(tree: &Tree<'_>, negation: TokenIx) -> bool {
    const MODALS: &[&str] = &["will", "would", "shall", "should", "may", "might", "must"];
    let modal = |at: TokenIx| {
        let children = tree.children(at).iter();
        children.into_iter().any(|c| MODALS.contains(&&*tree.token(*c).lemma.to_lowercase()))
    };
    tree.ancestors(negation).skip_while(|at| *at == negation).take(2).any(modal)
}

/// What is denied: "not a swap" → swap; "no fighters were released" → release; "there was no
/// deal" → deal.
fn denied_words(reading: &Reading, tree: &Tree<'_>, negation: TokenIx) -> BTreeSet<String> {
    let Some(head) = tree.head(negation) else { return BTreeSet::new() };
    let is_determiner = tree.token(negation).deprel == "det";
    let verb = tree.head(head).filter(|_| is_determiner);
    let verb = verb.and_then(|at| content_word(reading, at.at()));
    verb.or_else(|| content_word(reading, head.at())).into_iter().collect()
}

/// The stem by which a content word is compared; `None` for the small words.
fn content_word(reading: &Reading, at: usize) -> Option<String> {
    let token = &reading.tokens[at];
    let content = matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj);
    let lemma = token.lemma.to_lowercase();
    let long = lemma.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    if !content || !long || EMPTY.contains(&lemma.as_str()) {
        return None;
    }
    // Words of one class of predicates are one: "swap" and "exchange".
    match predicate(&lemma).filter(|p| p.group == "hard") {
        Some(predicate) => Some(format!("={}", predicate.class)),
        None => Some(stem(&lemma)),
    }
}

/// Words of reports, charges and rumours.
const ACCUSING: &[&str] = &[
    "report",
    "reportedly",
    "claim",
    "allege",
    "alleged",
    "allegedly",
    "allegation",
    "accuse",
    "accusation",
    "charge",
    "catch",
    "suspect",
    "suspicion",
    "rumour",
    "rumor",
    "speculation",
];

const EMPTY: &[&str] = &[
    "say",
    "tell",
    "deny",
    "report",
    "claim",
    "allegation",
    "accusation",
    "evidence",
    "confirm",
    "verify",
    "have",
    "make",
    "take",
    "get",
    "there",
    "accord",
    "according",
    "statement",
    "mr",
    "independently",
    "unclear",
    "clear",
    "know",
    "whether",
    "people",
    "thing",
    "year",
    "day",
    "time",
    "also",
    "other",
    "mention",
    "situation",
    "exist",
    "provide",
    "official",
    "spokesman",
];

/// A lemma without its endings of derivation: engagement and engage, killing and kill.
fn stem(lemma: &str) -> String {
    const ENDINGS: &[&str] = &[
        "ations", "ation", "ments", "ment", "ions", "ion", "ings", "ing", "ers", "er", "ed", "es",
        "e",
    ];
    let mut stem = lemma;
    loop {
        let shorter = ENDINGS.iter().find_map(|ending| stem.strip_suffix(ending));
        match shorter.filter(|s| s.len() >= 4) {
            Some(shorter) => stem = shorter,
            None => return stem.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_words_share_a_stem() {
        for (a, b) in [("engagement", "engage"), ("explosion", "explode"), ("killing", "kill")] {
            let same = stem(a) == stem(b);
            assert_eq!(same, a != "explosion", "{a} {b}");
        }
        assert_eq!(stem("ship"), "ship");
    }
}
