//! Whether a figure holds, is to come, or is not vouched for.

use std::sync::LazyLock;

use crate::statements;
use crate::{FigureStatus, Force, Reading, Statement, Token, TokenIx, Tree, Upos, predicate};

const TABLE: &str = include_str!("../../data/figure-status.tsv");

static CUES: LazyLock<Vec<(&'static str, FigureStatus)>> = LazyLock::new(|| {
    let rows = TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    let mut cues: Vec<(&str, FigureStatus)> = rows
        .flat_map(|line| {
            let mut cells = line.split('\t');
            let status = cells.next().and_then(FigureStatus::parse);
            let lemmas = cells.next().unwrap_or_default();
            lemmas.split(' ').filter_map(move |l| Some((l, status?)))
        })
        .collect();
    cues.sort_unstable_by_key(|(lemma, _)| *lemma);
    cues
});

fn cue(lemma: &str) -> Option<FigureStatus> {
    let at = CUES.binary_search_by_key(&lemma, |(l, _)| l).ok()?;
    Some(CUES[at].1)
}

/// The status of a figure whose predicate stands at `governor`, told in `statement`.
pub(super) fn status(
    reading: &Reading,
    tree: &Tree<'_>,
    governor: Option<TokenIx>,
    statement: Option<&Statement>,
) -> FigureStatus {
    let Some(governor) = governor else { return FigureStatus::Actual };
    if negated(tree, governor) {
        return FigureStatus::Denied;
    }
    let found = own_words(tree, governor).or_else(|| words_above(tree, governor));
    match found {
        // Who says what others will do foretells it.
        Some(FigureStatus::Planned) if foretold(reading, statement) => FigureStatus::Predicted,
        Some(status) => status,
        None if foretold(reading, statement) && is_nonfinite(tree, governor) => {
            FigureStatus::Predicted
        }
        None => FigureStatus::Actual,
    }
}

/// Auxiliaries and adverbs of the verb itself: "will send", "allegedly sold".
fn own_words(tree: &Tree<'_>, governor: TokenIx) -> Option<FigureStatus> {
    tree.children(governor).iter().find_map(|child| {
        let token = tree.token(*child);
        match (&*token.lemma.to_lowercase(), token.deprel) {
            ("will" | "shall" | "wo" | "'ll" | "’ll", "aux") => Some(FigureStatus::Planned),
            ("would" | "should", "aux") => Some(FigureStatus::Planned),
            (lemma, "aux" | "advmod") => cue(lemma),
            ("reportedly", _) if is_act(tree, governor) => Some(FigureStatus::Alleged),
            _ => None,
        }
    })
}

/// Verbs and adjectives above an infinitive or a participle: "decided to send", "suspected of
/// selling", "expected to be sent".
fn words_above(tree: &Tree<'_>, governor: TokenIx) -> Option<FigureStatus> {
    if is_to_be_done(tree, governor) {
        let above = tree.ancestors(governor).skip(1).take(1);
        let found = above.filter_map(|at| cue(&tree.token(at).lemma.to_lowercase())).next();
        return found.or(Some(FigureStatus::Planned));
    }
    let mut below = governor;
    for up in tree.ancestors(governor).take(3) {
        let relation = tree.token(below).deprel;
        let complement = relation.starts_with("xcomp")
            || relation.starts_with("advcl")
            || relation.starts_with("acl")
            || relation.starts_with("ccomp")
            || relation.starts_with("nsubj");
        let lemma = tree.token(up).lemma.to_lowercase();
        let found = cue(&lemma);
        if complement && is_nonfinite(tree, below) && found.is_some() {
            return found;
        }
        if relation.starts_with("conj") && found.is_none() {
            below = up;
            continue;
        }
        if !relation.starts_with("xcomp") {
            return None;
        }
        if let Some(status) = own_words(tree, up) {
            return Some(status);
        }
        below = up;
    }
    None
}

/// "marines to be sent": an infinitive that hangs from what it is done to.
fn is_to_be_done(tree: &Tree<'_>, verb: TokenIx) -> bool {
    let has =
        |test: &dyn Fn(&Token) -> bool| tree.children(verb).iter().any(|c| test(tree.token(*c)));
    tree.is(verb, "acl") && has(&|t| &*t.lemma == "to") && has(&|t| t.deprel == "aux:pass")
}

/// Whether a verb is an infinitive or an -ing form, so that the word above governs its truth.
fn is_nonfinite(tree: &Tree<'_>, verb: TokenIx) -> bool {
    let token = tree.token(verb);
    let has_to = tree.children(verb).iter().any(|c| &*tree.token(*c).lemma == "to");
    token.xpos == "VBG" || has_to || token.xpos == "VB"
}

/// An act that somebody might dispute, not a toll.
fn is_act(tree: &Tree<'_>, governor: TokenIx) -> bool {
    let token = tree.token(governor);
    let toll = predicate(&token.lemma).is_some_and(|p| p.aspect == crate::Aspect::Toll);
    let has_object = tree.child(governor, "obj").is_some();
    token.upos == Upos::Verb && has_object && !toll
}

fn negated(tree: &Tree<'_>, governor: TokenIx) -> bool {
    // "cannot export more than 500": a limit, not a denial.
    let modal = tree.children(governor).iter().any(|c| tree.token(*c).xpos == "MD");
    !modal
        && tree.children(governor).iter().any(|c| {
            let token = tree.token(*c);
            matches!(&*token.lemma, "not" | "n't" | "n’t" | "never") && token.deprel == "advmod"
        })
}

/// Whether the cue of the statement is one of foretelling.
fn foretold(reading: &Reading, statement: Option<&Statement>) -> bool {
    let Some(statement) = statement else { return false };
    let cue_foretells = statement.cue.is_some_and(|span| {
        let tokens = &reading.tokens[reading.tokens_in(span)];
        tokens.iter().any(|t| cue(&t.lemma.to_lowercase()) == Some(FigureStatus::Predicted))
    });
    let of_cue = statements::cue_force(reading, statement);
    matches!(of_cue, Some(Force::Predicts | Force::Hopes)) || cue_foretells
}
