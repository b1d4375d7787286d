//! Denials and doubts: what is told not to be so, or not to be known to be so.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use reading::{Force, TokenIx, Upos};
use text::{Date, DateSpan, Span};

use super::claim::Page;
use super::terms;
use crate::lists;
use crate::{Draft, ReportIx, Speaker, StatementIx};

const TABLE: &str = include_str!("../../data/denials.tsv");
/// Most words at a gap of a pattern.
const GAP: usize = 3;

/// What a pattern of the table tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// [`Force::Denies`] or [`Force::Doubts`].
    force: Force,
    /// Whether it speaks of what was told before, not of its own words.
    back: bool,
}

static PATTERNS: LazyLock<Vec<(Vec<&'static str>, Pattern)>> = LazyLock::new(|| {
    rows()
        .filter_map(|row| {
            let mut cells = row.split('\t');
            let words = cells.next()?.split(' ').collect();
            let force = Force::parse(cells.next()?)?;
            Some((words, Pattern { force, back: cells.next()? == "back" }))
        })
        .collect()
});

/// The rows of the table.
pub(super) fn rows() -> impl Iterator<Item = &'static str> {
    lists::rows(TABLE)
}

/// The first pattern that fits a sequence of lemmas, with where.
fn find(lemmas: &[String]) -> Option<(Pattern, Range<usize>)> {
    PATTERNS.iter().find_map(|(words, pattern)| Some((*pattern, place(words, lemmas)?)))
}

/// Where a pattern fits in a sequence of lemmas.
pub(super) fn place(pattern: &[&str], lemmas: &[String]) -> Option<Range<usize>> {
    (0..lemmas.len()).find_map(|at| Some(at..at + length(pattern, &lemmas[at..])?))
}

/// How many lemmas a pattern takes at the start of a sequence.
fn length(pattern: &[&str], lemmas: &[String]) -> Option<usize> {
    match pattern {
        [] => Some(0),
        ["...", rest @ ..] => (0..=GAP.min(lemmas.len()))
            .find_map(|skipped| Some(skipped + length(rest, &lemmas[skipped..])?)),
        [word, rest @ ..] => {
            let first = lemmas.first().map(|l| if l == "n't" || l == "n’t" { "not" } else { l });
            first.filter(|l| is_form(l, word))?;
            Some(1 + length(rest, &lemmas[1..])?)
        }
    }
}

/// Whether a lemma is a word of a pattern; one that the tagger mistook keeps its ending.
fn is_form(lemma: &str, word: &str) -> bool {
    // Most words differ in their first letter.
    if lemma.as_bytes().first() != word.as_bytes().first() {
        return false;
    }
    let stem = word.strip_suffix(['e', 'y']).unwrap_or(word);
    let ending = lemma.strip_prefix(stem);
    lemma == word || (word.len() >= 4 && ending.is_some_and(|e| matches!(e, "ed" | "ied" | "s")))
}

/// A word of a proposition, with how much it says of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    /// Any of these in an assertion is that word.
    pub(super) keys: Vec<String>,
    pub(super) weight: f64,
    /// Whether it tells who does it or to whom it is done.
    pub(super) argument: bool,
}

/// What a denial is about.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Denied {
    /// What its own words say.
    Proposition {
        /// What is said to be so of the others.
        predicate: Term,
        others: Vec<Term>,
    },
    /// What was told before, with the keys of all that its own words name.
    Before(BTreeSet<String>),
}

/// The report, charge or rumour that a denial names together with what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rumour {
    pub(super) report: ReportIx,
    /// All of it: "claims by rebels that the bridge fell".
    pub(super) span: Span,
    /// Who or what spreads it: "claims by rebels".
    pub(super) source: Span,
    /// What it says: "the bridge fell".
    pub(super) content: Span,
}

/// One denial.
#[derive(Clone, Debug)]
pub(super) struct Denial {
    pub(super) report: ReportIx,
    /// The statement; `None` for the outlet's own voice.
    pub(super) statement: Option<StatementIx>,
    pub(super) speaker: Speaker,
    /// Keys of the speaker and all that he belongs to.
    pub(super) voice: BTreeSet<String>,
    /// The words that make it.
    pub(super) span: Span,
    pub(super) force: Force,
    /// Whether a word of denying or doubting makes it, not only a "not".
    pub(super) explicit: bool,
    pub(super) denied: Denied,
    pub(super) rumour: Option<Rumour>,
    /// The speaker's own key.
    pub(super) who: Option<String>,
    /// The day of the report.
    pub(super) told_on: Option<Date>,
    /// Days named in it.
    pub(super) days: Vec<DateSpan>,
}

/// All denials of a report, by position.
pub(super) fn denials(draft: &Draft<'_>, page: &Page<'_>) -> Vec<Denial> {
    let mut found = Vec::new();
    for (at, statement) in page.reading.statements.iter().enumerate() {
        if matches!(statement.force, Force::Denies | Force::Doubts) && !statement.negated {
            found.extend(by_cue(draft, page, at.into()));
        }
    }
    for sentence in &page.reading.sentences {
        let tokens = sentence.first.at()..sentence.end.at();
        let taken = |found: &[Denial], at: usize| {
            let span = page.reading.tokens[at].span;
            found.iter().any(|d: &Denial| d.span.contains(span))
        };
        let lemma = |at: usize| page.reading.tokens[at].lemma.to_lowercase();
        let lemmas: Vec<String> = tokens.clone().map(lemma).collect();
        if let Some((pattern, range)) = find(&lemmas)
            && !taken(&found, tokens.start + range.start)
        {
            let words = tokens.start + range.start..tokens.start + range.end;
            found.extend(by_pattern(draft, page, pattern, words));
        }
        for at in tokens {
            if !taken(&found, at) {
                found.extend(by_negation(draft, page, at.into()));
            }
        }
    }
    found.sort_by_key(|d| (d.span.start, d.span.end));
    found
}

/// "denied that the hull was mined", "denied claims that it was", "denied the reports".
fn by_cue(draft: &Draft<'_>, page: &Page<'_>, at: reading::StatementIx) -> Option<Denial> {
    let statement = &page.reading.statements[at.at()];
    // "a dispute over the border", "one question is whether": nobody denies it.
    let cue = |c: Span| page.reading.tokens_in(c).any(|at| !is_quarrel(page, at.into()));
    if !statement.cue.is_some_and(cue) {
        return None;
    }
    let head = statement.content.iter().find_map(|c| page.reading.head_of(*c))?;
    // "refused to leave": no claim is denied.
    if page.tree.children(head).iter().any(|c| page.tree.token(*c).xpos == "TO") {
        return None;
    }
    let mut denial = denial(draft, page, Some(at), statement.span, statement.force);
    denial.explicit = true;
    denial.rumour = rumour(page, head);
    let told = page.reading.tokens_in(denial.rumour.map_or(statement.span, |r| r.content));
    let head = match denial.rumour {
        Some(rumour) => page.reading.head_of(rumour.content)?,
        None => head,
    };
    let names = told.flat_map(|at| page.keys[at].iter().cloned()).collect();
    denial.denied = match is_report(page, head) {
        true => Denied::Before(names),
        // "denied access": no claim is denied.
        false if !is_deed(page, head) => return None,
        false => proposition(page, head, &[]).unwrap_or(Denied::Before(names)),
    };
    // "denied making it": the denier is who would have.
    let subject = page.tree.child(head, "nsubj").is_some();
    if let Denied::Proposition { others, .. } = &mut denial.denied
        && !subject
        && denial.rumour.is_none()
        && (denial.voice.len() > 1 || denial.voice.iter().any(|k| k.starts_with("country/")))
    {
        let keys = denial.voice.iter().cloned().collect();
        others.push(Term { keys, weight: 1.0, argument: true });
    }
    Some(denial)
}

/// Whether a word names a quarrel or goes with such a noun.
fn is_quarrel(page: &Page<'_>, at: TokenIx) -> bool {
    let noun = |at: TokenIx| {
        let token = page.tree.token(at);
        token.upos == Upos::Noun && matches!(&*token.lemma, "dispute" | "disagreement" | "question")
    };
    let token = page.tree.token(at);
    let small = {
        use Upos::{Adj, Adp, Aux, Det, Num, Punct};
        matches!(token.upos, Det | Adp | Adj | Num | Aux | Punct)
    };
    let has = token.upos == Upos::Verb && page.tree.child(at, "obj").is_some_and(noun);
    noun(at) || small || has
}

/// "no evidence that", "could not confirm the report".
fn by_pattern(
    draft: &Draft<'_>,
    page: &Page<'_>,
    pattern: Pattern,
    words: Range<usize>,
) -> Option<Denial> {
    let tokens = || words.clone().map(TokenIx::from);
    let first = page.reading.tokens[words.start].span;
    // A cue that is the pattern belongs to its statement, whose content is what it speaks of.
    let cue = page.reading.statements.iter().position(|s| s.cue.is_some_and(|c| c.overlaps(first)));
    let statement = cue.map(reading::StatementIx::from).or(page.owner[words.start]);
    let sentence = page.reading.sentence_at(first.start)?;
    let all = page.reading.sentences[sentence.at()].span;
    if is_asked(page, words.start.into()) {
        return None;
    }
    let span = match statement {
        Some(at) => within(page.reading.statements[at.at()].span, all),
        None => all,
    };
    let mut denial = denial(draft, page, statement, span, pattern.force);
    denial.explicit = true;
    let content = cue.and_then(|at| page.reading.statements[at].content.first().copied());
    // "it remains unknown whether": the clause may hang from the verb.
    let verb = tokens()
        .filter_map(|at| page.tree.head(at))
        .filter(|at| matches!(&*page.tree.token(*at).lemma, "be" | "remain" | "become"));
    let governors: Vec<TokenIx> = tokens().chain(verb).collect();
    let below = governors.iter().filter_map(|at| complement(page, *at));
    let below = below.into_iter().find(|c| !words.contains(&c.at()));
    let head = below.or_else(|| content.and_then(|c| page.reading.head_of(c)));
    let nominal = || {
        let reports = page.reading.tokens_in(all).map(TokenIx::from);
        reports.filter(|at| is_report(page, *at)).find_map(|at| rumour(page, at))
    };
    let doubter = tokens().find_map(|at| {
        std::iter::once(at).chain(page.tree.ancestors(at)).find_map(|v| page.tree.child(v, "nsubj"))
    });
    if pattern.back || head.is_some_and(|h| is_report(page, h)) {
        denial.rumour = nominal();
        denial.denied = match denial.rumour.and_then(|r| page.reading.head_of(r.content)) {
            Some(head) => proposition(page, head, &[])?,
            None => {
                let doubter = doubter.filter(|at| !is_report(page, *at));
                let subject = doubter.map(|at| page.tree.subtree(at)).unwrap_or_default();
                let named = page.clause(TokenIx::from(words.end - 1)).into_iter();
                let named = named.filter(|at| !subject.contains(at));
                Denied::Before(named.flat_map(|at| page.keys[at.at()].clone()).collect())
            }
        };
        return Some(denial);
    }
    if pattern.force == Force::Denies {
        denial.rumour = nominal();
    }
    let subject = || {
        doubter
            .filter(|at| page.tree.token(*at).upos == Upos::Noun && !page.keys[at.at()].is_empty())
    };
    let rumoured = denial.rumour.and_then(|r| page.reading.head_of(r.content));
    let head = head.or(rumoured).or_else(subject)?;
    let skip: Vec<TokenIx> = tokens().collect();
    denial.denied = proposition(page, head, &skip)?;
    Some(denial)
}

/// The part of `span` in a sentence.
pub(super) fn within(span: Span, sentence: Span) -> Span {
    Span { start: span.start.max(sentence.start), end: span.end.min(sentence.end) }
}

/// The clause or noun phrase that a word of doubt is about.
fn complement(page: &Page<'_>, of: TokenIx) -> Option<TokenIx> {
    let relations = ["ccomp", "csubj", "acl", "advcl", "xcomp"];
    let behind = |r: &&str| page.tree.by_relation(of, r).find(|at| *at > of);
    let clause = relations.iter().find_map(behind);
    let noun = || {
        let is_of = |at: &TokenIx| {
            page.tree.child(*at, "case").is_some_and(|c| &*page.tree.token(c).lemma == "of")
        };
        page.tree.by_relation(of, "nmod").find(is_of)
    };
    clause.or_else(noun)
}

/// "no one was hurt", "have not yet engaged", "this is not a swap".
fn by_negation(draft: &Draft<'_>, page: &Page<'_>, negation: TokenIx) -> Option<Denial> {
    let head = page.negated(negation)?;
    let owner = page.owner[negation.at()];
    if !is_told(page, head, owner) || is_modal(page, head) || is_silence(page, negation) {
        return None;
    }
    let sentence = page.reading.sentence_at(page.tree.token(negation).span.start)?;
    let all = page.reading.sentences[sentence.at()].span;
    let span = owner.map_or(all, |at| within(page.reading.statements[at.at()].span, all));
    if let Some(at) = owner {
        let force = page.reading.statements[at.at()].force;
        let says = matches!(force, Force::Asserts | Force::Confirms | Force::Demands);
        if !says || page.reading.statements[at.at()].negated {
            return None;
        }
    }
    let mut denial = denial(draft, page, owner, span, Force::Denies);
    denial.denied = proposition(page, head, &[negation])?;
    // "there was no breach": he answers what he is charged with.
    if WRONGS.contains(&&*page.tree.token(predicate(page, head)).lemma) && !denial.voice.is_empty()
    {
        let names = page.clause(head).into_iter().flat_map(|at| page.keys[at.at()].clone());
        denial.denied = Denied::Before(names.collect());
        denial.explicit = true;
    }
    Some(denial)
}

/// "did not name the ship": that nobody said a thing denies nothing.
fn is_silence(page: &Page<'_>, negation: TokenIx) -> bool {
    let word = page.tree.token(negation).span;
    let silent = |s: &reading::Statement| s.negated && s.cue.is_some_and(|c| c.contains(word));
    page.reading.statements.iter().any(silent)
}

/// Nouns of wrongdoing that do not say what was done.
const WRONGS: &[&str] =
    &["violation", "wrongdoing", "breach", "misconduct", "involvement", "role", "guilt", "crime"];

/// Whether a word stands in a question or under a condition.
fn is_asked(page: &Page<'_>, at: TokenIx) -> bool {
    let tree = &page.tree;
    let sentence = page.reading.sentence_at(tree.token(at).span.start);
    let question = sentence
        .is_some_and(|s| page.reading.tokens_of(s).last().is_some_and(|t| &*t.lemma == "?"));
    let condition = |at: TokenIx| {
        let mut marks = tree.by_relation(at, "mark");
        tree.is(at, "advcl") && marks.any(|m| matches!(&*tree.token(m).lemma, "if" | "unless"))
    };
    question || std::iter::once(at).chain(tree.ancestors(at)).any(condition)
}

/// Whether a clause is what its sentence or its speaker tells, not an aside.
fn is_told(page: &Page<'_>, head: TokenIx, owner: Option<reading::StatementIx>) -> bool {
    let tree = &page.tree;
    let subject = tree.child(head, "nsubj").or_else(|| tree.child(head, "expl"));
    let open = tree.by_relation(head, "mark").any(|m| {
        matches!(&*tree.token(m).lemma, "if" | "whether" | "unless" | "until" | "because")
    });
    if is_asked(page, head) || open || subject.is_none() {
        return false;
    }
    // Up to the top of what the speaker says, through clauses that are told as well.
    let mut at = head;
    loop {
        let above = tree.head(at).filter(|above| page.owner[above.at()] == owner);
        let Some(above) = above else { return true };
        let told = ["conj", "parataxis"].iter().any(|r| tree.is(at, r));
        if !told {
            return false;
        }
        at = above;
    }
}

/// Whether a clause speaks of what is to come, may be or ought to be.
fn is_modal(page: &Page<'_>, head: TokenIx) -> bool {
    const MODALS: &[&str] =
        &["will", "would", "shall", "should", "may", "might", "must", "wo", "can", "could"];
    let children = page.tree.children(head).iter();
    children.into_iter().any(|c| MODALS.contains(&&*page.tree.token(*c).lemma.to_lowercase()))
}

fn denial(
    draft: &Draft<'_>,
    page: &Page<'_>,
    statement: Option<reading::StatementIx>,
    span: Span,
    force: Force,
) -> Denial {
    let statement = statement.map(|at| draft.statement(page.report, at));
    let speaker =
        statement.map_or(Speaker::Outlet, |at| draft.record.statements[at.at()].speaker.clone());
    let days = page.reading.times.iter().filter(|t| span.contains(t.span));
    Denial {
        report: page.report,
        statement,
        voice: terms::voice(draft, &speaker),
        who: terms::name(draft, &speaker),
        told_on: page.told_on,
        speaker,
        span,
        force,
        explicit: false,
        denied: Denied::Before(BTreeSet::new()),
        rumour: None,
        days: days.filter_map(|t| t.days).collect(),
    }
}

/// Nouns of what somebody tells.
const REPORTS: &[&str] = &[
    "report",
    "reports",
    "rumour",
    "rumor",
    "claim",
    "claims",
    "allegation",
    "allegations",
    "accusation",
    "charge",
    "suggestion",
    "speculation",
    "assertion",
    "story",
    "account",
];

fn is_report(page: &Page<'_>, at: TokenIx) -> bool {
    let token = page.tree.token(at);
    token.upos == Upos::Noun && REPORTS.contains(&token.lemma.to_lowercase().as_str())
}

/// The report at or right below a word that says what it reports.
fn rumour(page: &Page<'_>, head: TokenIx) -> Option<Rumour> {
    if !is_report(page, head) {
        return None;
    }
    let tree = &page.tree;
    let noun = tree.token(head).span;
    let clause = ["ccomp", "acl"]
        .iter()
        .find_map(|r| tree.by_relation(head, r).find(|c| tree.token(*c).deprel != "acl:relcl"));
    let about = |of: TokenIx| {
        tree.by_relation(of, "nmod").find(|at| {
            let case = tree.child(*at, "case").map(|c| &*tree.token(c).lemma);
            matches!(case, Some("of" | "about"))
        })
    };
    // "rumours on the radio of a leak": the phrase may hang from the radio.
    // "dismissed the charges as a string of lies": what they are called is not what they say.
    let called =
        |at: &TokenIx| tree.child(*at, "case").is_some_and(|c| &*tree.token(c).lemma == "as");
    let nominal = || {
        let by = tree.by_relation(head, "nmod").filter(|at| !called(at));
        about(head).or_else(|| by.into_iter().find_map(about))
    };
    // "charges of ships selling oil": the phrase and the clause say it together.
    let content = nominal().into_iter().chain(clause).map(|at| tree.span(at)).reduce(Span::join)?;
    if content.start < noun.end {
        return None;
    }
    let start = tree.children(head).iter().map(|c| tree.token(*c).span.start).min();
    let source = Span { start: start.unwrap_or(noun.start).min(noun.start), end: noun.end };
    let between = page.reading.tokens_in(Span { start: noun.end, end: content.start });
    let last = between
        .filter(|at| page.reading.tokens[*at].span.end <= content.start)
        .take_while(|at| page.reading.tokens[*at].upos != Upos::Punct)
        .last();
    let end = last.map_or(noun.end, |at| page.reading.tokens[at].span.end);
    Some(Rumour {
        report: page.report,
        span: source.join(content),
        source: Span { start: source.start, end: noun.end.max(end.min(content.start)) },
        content,
    })
}

/// Whether a word tells something done or so: a verb, an adjective, a noun of doing.
fn is_deed(page: &Page<'_>, at: TokenIx) -> bool {
    let token = page.tree.token(at);
    let lemma = token.lemma.to_lowercase();
    let clausal = page.tree.child(at, "cop").is_some() || page.tree.child(at, "nsubj").is_some();
    let classed = page.keys[at.at()].iter().any(|k| k.starts_with(['=', '~']));
    matches!(token.upos, Upos::Verb | Upos::Adj)
        || clausal
        || classed
        || ["tion", "sion", "ment", "ing", "ance"].iter().any(|e| lemma.ends_with(e))
            && !matches!(lemma.as_str(), "permission" | "application" | "admission")
        || lemma == "role"
}

/// Verbs that leave it to another word to say what is done.
const LIGHT: &[&str] = &[
    "be", "have", "make", "take", "do", "begin", "start", "continue", "involve", "involved",
    "carry", "conduct", "commit", "play", "use",
];

/// Predicates that say too little to be denied by anybody else.
const VAGUE: &[&str] = &[
    "see",
    "hear",
    "feel",
    "think",
    "want",
    "know",
    "believe",
    "look",
    "seem",
    "appear",
    "understand",
    "speak",
    "talk",
    "need",
    "like",
    "care",
    "matter",
    "mean",
    "come",
    "go",
    "put",
    "let",
    "give",
    "show",
    "respond",
    "comment",
    "answer",
    "explain",
    "wait",
    "able",
    "remain",
    "become",
    "stay",
    "keep",
];

/// The word that says what is so.
fn predicate(page: &Page<'_>, head: TokenIx) -> TokenIx {
    let mut at = head;
    for _ in 0..3 {
        if !LIGHT.contains(&&*page.tree.token(at).lemma.to_lowercase()) {
            break;
        }
        let exists = page.tree.child(at, "expl").and_then(|_| page.tree.child(at, "nsubj"));
        let below = ["xcomp", "obj", "obl"].iter().find_map(|r| page.tree.child(at, r));
        let Some(below) = exists.or(below) else { break };
        at = below;
    }
    at
}

/// How much a word says of a proposition, by its place in the clause.
fn weight(page: &Page<'_>, at: TokenIx, head: TokenIx, predicate: TokenIx) -> f64 {
    let above = page.tree.head(at);
    let near = above == Some(head) || above == Some(predicate) || at == head;
    let is = |relation: &str| page.tree.is(at, relation);
    match near {
        true if ["nsubj", "obj", "iobj", "ccomp", "xcomp"].iter().any(|r| is(r)) => 1.0,
        true if is("obl") || is("nmod") => 0.7,
        true => 0.5,
        false => 0.4,
    }
}

/// Adverbs after a predicate that tell when and where, not how.
const WHEN_OR_WHERE: &[&str] = &[
    "there",
    "here",
    "today",
    "now",
    "then",
    "yesterday",
    "anymore",
    "again",
    "ago",
    "yet",
    "still",
    "also",
    "before",
    "tonight",
    "recently",
    "earlier",
    "later",
    "at",
    "all",
];

/// What the clause or noun phrase of `head` says, the words of the denial left out.
fn proposition(page: &Page<'_>, head: TokenIx, skip: &[TokenIx]) -> Option<Denied> {
    let first = predicate(page, head);
    let said = |at: TokenIx| !page.keys[at.at()].is_empty() && !skip.contains(&at);
    let lemma = |at: TokenIx| page.tree.token(at).lemma.to_lowercase();
    if !said(first) || VAGUE.contains(&lemma(first).as_str()) {
        return None;
    }
    let clause = page.clause(head);
    // "inside or outside", "alone or with others": which of two, not whether.
    if clause.iter().any(|at| page.tree.is(*at, "cc") && lemma(*at) == "or") {
        return None;
    }
    // "held together": how it is done may be what is denied.
    let manner = |at: TokenIx| {
        let adverb = page.tree.token(at).upos == Upos::Adv;
        at > first && adverb && !WHEN_OR_WHERE.contains(&lemma(at).as_str())
    };
    if page.tree.by_relation(first, "advmod").any(manner) {
        return None;
    }
    let term = |at: TokenIx, weight: f64| {
        let near = page.tree.head(at).is_some_and(|above| above == head || above == first);
        let argument = near && ["nsubj", "obj"].iter().any(|r| page.tree.is(at, r));
        Term { keys: page.keys[at.at()].clone(), weight, argument }
    };
    let others = clause.iter().copied().filter(|at| *at != first && said(*at));
    let others = others.map(|at| term(at, weight(page, at, head, first))).collect();
    Some(Denied::Proposition { predicate: term(first, 1.2), others })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_allow_a_few_words_between() {
        let lemmas = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let doubts = Pattern { force: Force::Doubts, back: false };
        let found = find(&lemmas("it have not be independently verify ."));
        assert_eq!(found, Some((doubts, 2..6)));
        assert_eq!(find(&lemmas("it be independently verify .")), None);
        assert_eq!(find(&lemmas("they do n't have a plan to independently verify it")), None);
    }
}
