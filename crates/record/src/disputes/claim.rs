//! Claims: what each voice says is so, sentence by sentence, as words that can be compared.

use std::collections::BTreeSet;

use reading::{EventStatus, Force, Reading, TokenIx, Tree, Upos};
use text::{Date, DateSpan, Span};

use super::denial::{Rumour, within};
use super::terms;
use crate::{Draft, Passage, ReportIx, Speaker, StatementIx};

/// What somebody says in one sentence.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) report: ReportIx,
    /// The statement; `None` for a sentence in the outlet's own voice.
    pub(super) statement: Option<StatementIx>,
    pub(super) speaker: Speaker,
    /// Keys of the speaker and of those who relay him.
    pub(super) voice: BTreeSet<String>,
    /// The words that make the claim.
    pub(super) span: Span,
    /// Whether it says that something is so: no question, wish, demand or denial.
    pub(super) asserts: bool,
    /// Keys of the words that tell what is so.
    pub(super) keys: BTreeSet<String>,
    /// Whether it holds a verb: a claim, not only a thing named.
    pub(super) clausal: bool,
    /// Whether it is told as a report, a charge or a rumour.
    pub(super) accuses: bool,
    /// Days named in it.
    pub(super) days: Vec<DateSpan>,
    /// The speaker's own key.
    pub(super) who: Option<String>,
    /// The day of the report.
    pub(super) told_on: Option<Date>,
    /// The rumour that a denial names, where it is no more.
    pub(super) rumour: Option<Rumour>,
}

/// A report as its claims and denials are read from it.
#[derive(Debug)]
pub(super) struct Page<'d> {
    pub(super) report: ReportIx,
    /// Its day of publication.
    pub(super) told_on: Option<Date>,
    pub(super) reading: &'d Reading,
    pub(super) tree: Tree<'d>,
    /// The keys of every token.
    pub(super) keys: Vec<Vec<String>>,
    /// The innermost statement that every token is part of the content of.
    pub(super) owner: Vec<Option<reading::StatementIx>>,
    /// Tokens that tell of what is not so, not yet so, or not known to be so.
    open: Vec<bool>,
}

impl<'d> Page<'d> {
    pub(super) fn new(draft: &'d Draft<'_>, report: ReportIx) -> Page<'d> {
        let reading = draft.reading(report);
        let mut page = Page {
            report,
            told_on: draft.article(report).published.map(|p| p.date.date),
            reading,
            tree: Tree::new(reading),
            keys: terms::keys(draft, report),
            owner: owners(reading),
            open: vec![false; reading.tokens.len()],
        };
        page.open = page.open();
        page
    }

    fn open(&self) -> Vec<bool> {
        let mut open = self.open.clone();
        let mut mark = |head: TokenIx| {
            self.clause(head).into_iter().for_each(|at| open[at.at()] = true);
        };
        for at in (0..self.reading.tokens.len()).map(TokenIx::from) {
            if let Some(head) = self.negated(at).or_else(|| self.asked(at)) {
                mark(head);
            }
        }
        for event in &self.reading.events {
            if matches!(event.status, EventStatus::Planned | EventStatus::Denied) {
                self.reading.tokens_in(event.trigger).for_each(|at| open[at] = true);
            }
        }
        open
    }

    /// The clause that a negation denies.
    pub(super) fn negated(&self, negation: TokenIx) -> Option<TokenIx> {
        if !self.is_negation(negation) {
            return None;
        }
        let head = self.tree.head(negation)?;
        // "not only sank": the negation bears on something else.
        let next = self.reading.tokens.get(negation.at() + 1).map(|t| t.lemma.to_lowercase());
        if next.is_some_and(|n| matches!(n.as_str(), "only" | "just" | "merely" | "least")) {
            return None;
        }
        let argument = |at| ["nsubj", "obj"].iter().any(|r| self.tree.is(at, r));
        if self.tree.is(negation, "advmod") {
            return Some(head);
        }
        if argument(negation) {
            return Some(head);
        }
        let above = self.tree.head(head).filter(|_| argument(head));
        (self.tree.is(negation, "det")).then_some(above).flatten()
    }

    /// The clause that "whether", "if", "will" or "expected" leaves open.
    fn asked(&self, word: TokenIx) -> Option<TokenIx> {
        let lemma = &*self.tree.token(word).lemma;
        let asks = matches!(lemma, "whether" | "if") && self.tree.is(word, "mark");
        let ahead = matches!(lemma, "will" | "would" | "shall" | "should" | "must" | "wo")
            && self.tree.is(word, "aux");
        let planned = || {
            let clause = self.tree.child(word, "xcomp")?;
            let to = self.tree.children(clause).iter().any(|c| self.tree.token(*c).xpos == "TO");
            (to && AHEAD.contains(&lemma)).then_some(clause)
        };
        self.tree.head(word).filter(|_| asks || ahead).or_else(planned)
    }

    fn is_negation(&self, at: TokenIx) -> bool {
        let token = self.tree.token(at);
        match token.lemma.to_lowercase().as_str() {
            "not" | "n't" | "n’t" | "never" => true,
            "no" => matches!(token.upos, Upos::Det | Upos::Pron) && token.deprel != "discourse",
            "nobody" | "none" => true,
            _ => false,
        }
    }

    /// The tokens of a clause: what hangs from its head without further clauses.
    pub(super) fn clause(&self, head: TokenIx) -> Vec<TokenIx> {
        let mut found = vec![head];
        let mut next = 0;
        while next < found.len() {
            let inside = self.tree.children(found[next]).iter().copied();
            found.extend(inside.filter(|c| !self.is_apart(*c)));
            next += 1;
        }
        found.sort_unstable();
        found
    }

    /// Whether a token heads a clause of its own.
    fn is_apart(&self, at: TokenIx) -> bool {
        let relation = self.tree.token(at).deprel;
        let own_subject = self.tree.child(at, "nsubj").is_some();
        matches!(relation, "acl:relcl" | "parataxis" | "discourse")
            || (self.tree.is(at, "advcl") || self.tree.is(at, "conj")) && own_subject
            || self.tree.is(at, "advcl") && self.tree.child(at, "mark").is_none()
    }
}

/// Words whose infinitive is still to come.
const AHEAD: &[&str] = &[
    "expect", "plan", "intend", "prepare", "threaten", "want", "hope", "seek", "aim", "vow",
    "promise", "pledge", "refuse", "fail", "decline", "decide", "agree", "due", "set", "ready",
    "likely", "ought", "need", "ask", "urge", "order", "call", "try", "attempt",
];

/// The innermost statement of every token.
fn owners(reading: &Reading) -> Vec<Option<reading::StatementIx>> {
    let mut owner = vec![None; reading.tokens.len()];
    let length =
        |at: usize| -> usize { reading.statements[at].content.iter().map(|c| c.len()).sum() };
    let mut order: Vec<usize> = (0..reading.statements.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse((length(*at), *at)));
    for at in order {
        for token in reading.statements[at].content.iter().flat_map(|c| reading.tokens_in(*c)) {
            owner[token] = Some(at.into());
        }
    }
    owner
}

/// All claims of a report: of its statements, and of its sentences outside statements.
pub(super) fn claims(draft: &Draft<'_>, page: &Page<'_>) -> Vec<Claim> {
    let reading = page.reading;
    let mut claims = Vec::new();
    for (at, read) in reading.statements.iter().enumerate() {
        let statement = draft.statement(page.report, at.into());
        for part in sentences(reading, &read.content) {
            let mut claim = claim(page, &part);
            let told = &draft.record.statements[statement.at()];
            claim.statement = Some(statement);
            claim.speaker = told.speaker.clone();
            claim.voice = terms::voice(draft, &told.speaker);
            claim.who = terms::name(draft, &told.speaker);
            let relays = told.via.iter().map(|via| Speaker::Entity(*via));
            claim.voice.extend(relays.flat_map(|via| terms::voice(draft, &via)));
            claim.asserts &= tells(read.force) && !read.negated;
            claims.push(claim);
        }
    }
    for sentence in &reading.sentences {
        if !reading.statements.iter().any(|s| s.span.overlaps(sentence.span)) {
            claims.push(claim(page, &[sentence.span]));
        }
    }
    claims
}

/// Whether a source that does this with its words says that they are so.
fn tells(force: Force) -> bool {
    matches!(force, Force::Asserts | Force::Confirms)
}

/// The parts of a content, sentence by sentence.
fn sentences(reading: &Reading, content: &[Span]) -> Vec<Vec<Span>> {
    let mut parts: Vec<Vec<Span>> = Vec::new();
    for sentence in &reading.sentences {
        let inside = content.iter().filter(|c| c.overlaps(sentence.span));
        let inside: Vec<Span> = inside.map(|c| within(*c, sentence.span)).collect();
        if !inside.is_empty() {
            parts.push(inside);
        }
    }
    parts
}

/// What a sentence, or the parts of it that somebody says, claims; in the outlet's voice.
fn claim(page: &Page<'_>, parts: &[Span]) -> Claim {
    let reading = page.reading;
    let tokens = || parts.iter().flat_map(|p| reading.tokens_in(*p));
    let told = tokens().filter(|at| !page.open[*at]);
    let keys: BTreeSet<String> = told.flat_map(|at| page.keys[at].iter().cloned()).collect();
    let verb =
        |at: usize| reading.tokens[at].upos == Upos::Verb || &*reading.tokens[at].lemma == "be";
    let span = parts.iter().copied().reduce(Span::join).unwrap_or_default();
    let sentence = reading.sentence_at(span.start);
    let words = || sentence.into_iter().flat_map(|s| reading.tokens_of(s));
    let in_parts = |span: Span| parts.iter().any(|p| p.contains(span));
    Claim {
        report: page.report,
        statement: None,
        speaker: Speaker::Outlet,
        voice: BTreeSet::new(),
        span,
        asserts: words().last().is_none_or(|t| &*t.lemma != "?"),
        clausal: tokens().any(verb) || keys.len() > 3,
        keys,
        accuses: words().any(|t| ACCUSING.contains(&t.lemma.to_lowercase().as_str())),
        days: reading.times.iter().filter(|t| in_parts(t.span)).filter_map(|t| t.days).collect(),
        who: None,
        told_on: page.told_on,
        rumour: None,
    }
}

/// The claim of a rumour that a denial names.
pub(super) fn rumoured(draft: &Draft<'_>, page: &Page<'_>, rumour: Rumour) -> Claim {
    let source = Passage { report: page.report, span: rumour.source };
    let tokens = page.reading.tokens_in(rumour.content);
    Claim {
        speaker: Speaker::Words(draft.words(source).to_owned()),
        span: rumour.span,
        asserts: true,
        clausal: true,
        accuses: true,
        keys: tokens.flat_map(|at| page.keys[at].iter().cloned()).collect(),
        rumour: Some(rumour),
        ..claim(page, &[rumour.content])
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
