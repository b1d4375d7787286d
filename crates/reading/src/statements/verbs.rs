//! Verbs that report: a subject, a cue and a complement or quotation.

use text::Span;

use super::cues::{Cue, Frame, cue};
use super::{Context, Found};
use crate::{Force, SentenceIx, TokenIx, Upos};

/// Longest source expression in bytes; a longer subject is cut to the mention at its head.
const SOURCE_BYTES: usize = 160;

/// Finds the statements that verbs of one sentence report.
pub(super) fn in_sentence(context: &Context, sentence: SentenceIx, found: &mut Vec<Found>) {
    let bounds = &context.reading.sentences[sentence.at()];
    for at in (bounds.first.0..bounds.end.0).map(TokenIx) {
        let token = context.tree.token(at);
        if !matches!(token.upos, Upos::Verb | Upos::Aux) || token.deprel == "amod" {
            continue;
        }
        if let Some(cue) = cue(&token.lemma)
            && let Some(statement) = at_verb(context, at, cue)
        {
            found.push(statement);
        }
    }
}

fn at_verb(context: &Context, verb: TokenIx, cue: &Cue) -> Option<Found> {
    let (head, rule) = subject(context, verb)?;
    let source = source_span(context, head, verb);
    // "I think" inside somebody's quotation is part of what is said.
    if context.quoted(context.tree.token(verb).span) || is_nobody(context, head) {
        return None;
    }
    let (cue_span, negated) = cue_span(context, verb, cue);
    let content = content(context, verb, cue, source, cue_span)?;
    let relay = quoting(context, verb).and_then(|q| agent(context, q));
    Some(Found {
        content,
        cue: Some(cue_span),
        source: Some((source, head)),
        relay,
        anchor: verb,
        force: force(cue.force, negated),
        negated,
        rule,
    })
}

/// A denied confirmation is a doubt; other negated cues keep their force and the flag.
fn force(force: Force, negated: bool) -> Force {
    match force {
        Force::Confirms if negated => Force::Doubts,
        force => force,
    }
}

/// Subjects that are nobody: "it", "there", "that".
fn is_nobody(context: &Context, head: TokenIx) -> bool {
    let form = context.form(head).to_lowercase();
    matches!(
        form.as_str(),
        "it" | "there"
            | "this"
            | "that"
            | "which"
            | "what"
            | "these"
            | "those"
            | "you"
            | "one"
            | "i"
            | "we"
    ) && !context.reading.mentions.iter().any(|m| m.span == context.tree.token(head).span)
}

/// The token that heads the source of a reporting verb, and the rule that found it.
fn subject(context: &Context, verb: TokenIx) -> Option<(TokenIx, crate::Rule)> {
    let tree = &context.tree;
    if let Some(quoted) = quoting(context, verb) {
        return tree.child(quoted, "nsubj").map(|s| (s, "attribution.quoted-as"));
    }
    let passive = tree.children(verb).iter().any(|c| tree.token(*c).deprel == "aux:pass");
    if passive {
        return agent(context, verb).map(|a| (a, "attribution.passive"));
    }
    if let Some(found) = tree.child(verb, "nsubj") {
        if matches!(tree.token(found).xpos, "WP" | "WDT")
            && let Some(antecedent) = tree.head(verb).filter(|_| tree.is(verb, "acl"))
        {
            return Some((antecedent, "attribution.relative"));
        }
        return Some((found, "attribution.verb"));
    }
    match tree.token(verb).deprel {
        "conj" => tree.head(verb).filter(|h| tree.token(*h).upos == Upos::Verb).and_then(|h| {
            let (found, _) = subject(context, h)?;
            Some((found, "attribution.conjunct"))
        }),
        "advcl" | "xcomp" | "ccomp" | "parataxis" if participle(context, verb) => {
            let above = tree.head(verb).filter(|h| tree.token(*h).upos == Upos::Verb)?;
            let (found, _) = subject(context, above)?;
            Some((found, "attribution.participle"))
        }
        "acl" if participle(context, verb) => {
            tree.head(verb).map(|h| (h, "attribution.participle"))
        }
        _ => None,
    }
}

fn participle(context: &Context, verb: TokenIx) -> bool {
    context.tree.token(verb).xpos == "VBG"
}

/// The verb "quote" of "was quoted (by …) as saying", for its "saying".
fn quoting(context: &Context, verb: TokenIx) -> Option<TokenIx> {
    if !participle(context, verb) {
        return None;
    }
    let head = context.tree.head(verb)?;
    (matches!(context.lemma(head), "quote" | "cite") && head < verb).then_some(head)
}

/// The agent of a passive: "by the mayor".
fn agent(context: &Context, verb: TokenIx) -> Option<TokenIx> {
    let tree = &context.tree;
    tree.by_relation(verb, "obl").find(|obl| {
        tree.by_relation(*obl, "case").any(|case| context.form(case).eq_ignore_ascii_case("by"))
    })
}

/// The source's noun phrase: what hangs from its head, without relative clauses, participles and
/// anything that holds the verb itself.
fn source_span(context: &Context, head: TokenIx, verb: TokenIx) -> Span {
    let tree = &context.tree;
    let own = tree.token(head).span;
    let kept = tree.subtree(head).into_iter().filter(|at| in_source(context, head, verb, *at));
    let span = kept.map(|at| tree.token(at).span).reduce(Span::join).unwrap_or(own);
    if span.len() <= SOURCE_BYTES && !span.contains(tree.token(verb).span) {
        return span;
    }
    let mention = context.reading.mentions.iter().find(|m| m.span.contains(own));
    mention.map_or(own, |m| m.span)
}

/// Whether no clause and no comma lies between a token of the subject's tree and its head.
fn in_source(context: &Context, head: TokenIx, verb: TokenIx, at: TokenIx) -> bool {
    let path = std::iter::once(at).chain(context.tree.ancestors(at)).take_while(|up| *up != head);
    let apart = ["acl", "acl:relcl", "advcl", "parataxis", "cc:preconj"];
    let loose = at != head && matches!(context.tree.token(at).deprel, "punct");
    let of_head = context.tree.head(at) == Some(head) && context.tree.is(at, "case");
    let genitive = of_head && at > head;
    !loose
        && (!of_head || genitive)
        && path.into_iter().all(|up| up != verb && !apart.contains(&context.tree.token(up).deprel))
}

/// The cue with its auxiliaries, negation and adverbs before it and a particle after it.
fn cue_span(context: &Context, verb: TokenIx, cue: &Cue) -> (Span, bool) {
    let tree = &context.tree;
    let mut span = tree.token(verb).span;
    let mut negated = false;
    let mut at = verb;
    while at.0 > 0 {
        let before = TokenIx(at.0 - 1);
        let token = tree.token(before);
        let belongs = token.head == Some(verb)
            && (tree.is(before, "aux") || tree.is(before, "advmod") || tree.is(before, "cop"))
            || context.form(before).eq_ignore_ascii_case("not")
            || context.form(before) == "n't"
            || context.form(before) == "n’t";
        if !belongs || token.span.end + 2 < span.start {
            break;
        }
        negated |= matches!(&*token.lemma, "not" | "never" | "n't" | "n’t");
        span = token.span.join(span);
        at = before;
    }
    let next = TokenIx(verb.0 + 1);
    if next.at() < context.reading.tokens.len()
        && cue.prepositions().any(|p| context.form(next).eq_ignore_ascii_case(p))
    {
        span = span.join(tree.token(next).span);
    }
    (span, negated)
}

/// What is said: the quotations around the cue, else the verb's complement.
fn content(
    context: &Context,
    verb: TokenIx,
    cue: &Cue,
    source: Span,
    cue_span: Span,
) -> Option<Vec<Span>> {
    let mut content = complement(context, verb, cue).map(|c| vec![c]).unwrap_or_default();
    if content.is_empty() && cue.has(Frame::Clause) {
        content = surrounding(context, verb, source, cue_span);
    }
    if cue.has(Frame::Quotation) || !content.is_empty() {
        add_quotations(context, verb, &mut content, cue_span.join(source), cue);
    }
    let core = [source, cue_span];
    let mut cut: Vec<Span> = content.into_iter().flat_map(|c| without(c, &core)).collect();
    cut = cut.into_iter().map(|c| tidy(context, c)).filter(|c| has_words(context, *c)).collect();
    cut.sort();
    cut.dedup();
    (!cut.is_empty()).then_some(cut)
}

/// The verb's clause, infinitive, noun phrase or prepositional phrase, as its frames allow.
fn complement(context: &Context, verb: TokenIx, cue: &Cue) -> Option<Span> {
    let tree = &context.tree;
    let after = |at: &TokenIx| *at > verb;
    if cue.has(Frame::Clause)
        && let Some(clause) = tree.child(verb, "ccomp")
    {
        return Some(tree.span(clause));
    }
    if cue.has(Frame::Infinitive)
        && let Some(infinitive) = tree.by_relation(verb, "xcomp").find(after)
    {
        let object = tree.by_relation(verb, "obj").find(|o| *o > verb && *o < infinitive);
        let span = tree.span(infinitive);
        return Some(object.map_or(span, |o| tree.span(o).join(span)));
    }
    if let Some(phrase) = cue.prepositions().find_map(|p| prepositional(context, verb, p)) {
        return Some(phrase);
    }
    let object = tree.by_relation(verb, "obj").find(after)?;
    (cue.has(Frame::Noun) && tree.token(object).upos != Upos::Pron).then(|| tree.span(object))
}

/// The content that a preposition of the cue opens: "called for |calm|", "pointed out |that …|".
fn prepositional(context: &Context, verb: TokenIx, preposition: &str) -> Option<Span> {
    let tree = &context.tree;
    let next = TokenIx(verb.0 + 1);
    let follows = (next.at() < context.reading.tokens.len())
        && context.form(next).eq_ignore_ascii_case(preposition);
    let phrase = tree.children(verb).iter().copied().filter(|c| *c > verb).find(|c| {
        let opened = tree
            .children(*c)
            .first()
            .is_some_and(|first| context.form(*first).eq_ignore_ascii_case(preposition));
        let clause = ["obl", "ccomp", "advcl", "obj", "xcomp"].iter().any(|r| tree.is(*c, r));
        clause && (opened || follows)
    })?;
    let span = tree.span(phrase);
    let start = tree
        .children(phrase)
        .first()
        .filter(|first| context.form(**first).eq_ignore_ascii_case(preposition))
        .map_or(span.start, |first| tree.token(*first).span.end.min(span.end));
    Some(Span { start, end: span.end }.trim(&context.article.text))
}

/// The rest of the sentence, where source and cue are put in or after it: "The bridge is safe, the
/// mayor said", "The bridge, the mayor said, is safe".
fn surrounding(context: &Context, verb: TokenIx, source: Span, cue_span: Span) -> Vec<Span> {
    let tree = &context.tree;
    let inserted = tree.is(verb, "parataxis")
        || tree.head(verb).is_some_and(|h| h < verb && tree.is(verb, "ccomp"));
    let Some(sentence) = context.reading.sentence_at(cue_span.start) else { return Vec::new() };
    let bounds = context.reading.sentences[sentence.at()].span;
    let core = source.join(cue_span);
    let before =
        Span { start: bounds.start, end: core.start.max(bounds.start) }.trim(&context.article.text);
    let comma = context.text(before).ends_with([',', '”', '"', '’', '\'', '—', '–']);
    if !comma || !(inserted || tree.token(verb).head.is_none()) {
        return Vec::new();
    }
    if before.is_empty() {
        return Vec::new();
    }
    let mut content = vec![before];
    // After the cue's own adjuncts (a date, an audience) a comma opens the second part.
    let own = tree
        .children(verb)
        .iter()
        .filter(|c| tree.is(**c, "obl") || tree.is(**c, "iobj") || tree.is(**c, "obj"))
        .map(|c| tree.span(*c))
        .filter(|s| s.start >= core.end)
        .reduce(Span::join);
    let rest = Span { start: own.map_or(core.end, |o| o.end.max(core.end)), end: bounds.end };
    let words = context.text(rest);
    if let Some(tail) = words.trim_start().strip_prefix(',')
        && tail.split_whitespace().count() >= 3
        && !tail.trim_start().starts_with("who ")
    {
        content.push(Span { start: rest.end - tail.len() as u32, end: rest.end });
    }
    content
}

/// Adds the quotations of the cue's sentence that belong to it: those it is wrapped in, and those
/// that touch what was already found.
fn add_quotations(
    context: &Context,
    verb: TokenIx,
    content: &mut Vec<Span>,
    core: Span,
    cue: &Cue,
) {
    let Some(sentence) = context.reading.sentence_at(context.tree.token(verb).span.start) else {
        return;
    };
    let bounds = context.reading.sentences[sentence.at()].span;
    for quotation in context.quotations.iter().filter(|q| q.overlaps(bounds)) {
        if quotation.overlaps(core) {
            continue;
        }
        let touching = content.iter_mut().find(|c| c.overlaps(*quotation));
        if let Some(part) = touching {
            *part = part.join(*quotation);
        } else if cue.has(Frame::Quotation) && is_adjacent(context, *quotation, core, bounds) {
            content.push(*quotation);
        }
    }
}

/// Whether nothing but the cue's adjuncts stands between a quotation and the cue.
fn is_adjacent(context: &Context, quotation: Span, core: Span, bounds: Span) -> bool {
    const GAP_WORDS: usize = 12;
    let gap = if quotation.end <= core.start {
        Span { start: quotation.end, end: core.start }
    } else {
        Span { start: core.end, end: quotation.start }
    };
    let words = context.text(gap);
    let near = words.split_whitespace().count() <= GAP_WORDS;
    // A short quoted phrase inside running prose is not the cue's own quotation.
    let set_off = quotation.start <= bounds.start
        || words.trim_end().ends_with([',', ':', '.'])
        || words.trim().is_empty()
        || context.text(quotation).ends_with([',', '.', '?', '!'])
        || context
            .text(quotation)
            .trim_end_matches(['”', '"', '’', '\''])
            .ends_with([',', '.', '?', '!']);
    near && set_off
}

/// A span less the core it runs over.
fn without(span: Span, core: &[Span; 2]) -> Vec<Span> {
    let mut parts = vec![span];
    for cut in core {
        parts = parts
            .into_iter()
            .flat_map(|p| {
                if !p.overlaps(*cut) {
                    return vec![p];
                }
                let before = Span { start: p.start, end: cut.start.max(p.start) };
                let after = Span { start: cut.end.min(p.end), end: p.end };
                [before, after].into_iter().filter(|s| !s.is_empty()).collect()
            })
            .collect();
    }
    parts
}

/// A content without the commas and stops that set it off; marks of quotation stay.
fn tidy(context: &Context, span: Span) -> Span {
    let words = context.text(span);
    let loose = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '—' | '–' | '.');
    let start = words.len() - words.trim_start_matches(|c| loose(c) && c != '.').len();
    let end = words.trim_end_matches(loose).len().max(start);
    Span { start: span.start + start as u32, end: span.start + end as u32 }
}

fn has_words(context: &Context, span: Span) -> bool {
    context.text(span).chars().any(char::is_alphanumeric)
}
