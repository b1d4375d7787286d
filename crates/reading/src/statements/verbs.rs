//! Verbs that report: a subject, a cue and a complement or quotation.

use text::Span;

use super::adjuncts::leave_out;
use super::cues::{Cue, Frame, cue, past_form};
use super::{Context, Found};
use crate::{Force, SentenceIx, TokenIx, Upos};

/// Longest source expression in bytes; a longer subject is cut to the mention at its head.
const SOURCE_BYTES: usize = 160;

/// Finds the statements that verbs of one sentence report.
pub(super) fn in_sentence(context: &Context, sentence: SentenceIx, found: &mut Vec<Found>) {
    let bounds = &context.reading.sentences[sentence.at()];
    let first = found.len();
    for at in (bounds.first.0..bounds.end.0).map(TokenIx) {
        if let Some(cue) = cue_at(context, at)
            && let Some(statement) = at_verb(context, at, cue, &found[first..])
        {
            let told = |f: &&mut Found| {
                f.cue.is_some_and(|cue| statement.content.iter().any(|c| c.contains(cue)))
            };
            for inner in found[first..].iter_mut().filter(told) {
                leave_out(context, &statement, std::slice::from_mut(inner));
            }
            found.push(statement);
        }
    }
}

/// The cue at a token: a verb of the lexicon, or a past form of one that the tagger took for
/// something else though a noun stands before it and a complement after it.
fn cue_at(context: &Context, at: TokenIx) -> Option<&'static Cue> {
    let token = context.tree.token(at);
    if matches!(token.upos, Upos::Verb | Upos::Aux) && token.deprel != "amod" {
        return cue(&token.lemma);
    }
    if context.form(at) == "saying" {
        return cue("say");
    }
    let misread = matches!(token.upos, Upos::Noun | Upos::Adj | Upos::Propn | Upos::Verb);
    let past = past_form(&context.form(at).to_lowercase()).filter(|_| misread)?;
    let before = at.0.checked_sub(1).map(TokenIx).filter(|b| is_nominal(context, *b))?;
    let after = TokenIx(at.0 + 1);
    let opens = after.at() < context.reading.tokens.len()
        && (matches!(
            context.tree.token(after).upos,
            Upos::Det | Upos::Pron | Upos::Propn | Upos::Punct
        ) || matches!(context.form(after), "that" | "to" | "reporters" | "for"));
    (opens && before < at).then_some(past)
}

fn is_nominal(context: &Context, at: TokenIx) -> bool {
    matches!(context.tree.token(at).upos, Upos::Noun | Upos::Propn | Upos::Pron)
}

fn at_verb(context: &Context, verb: TokenIx, cue: &Cue, earlier: &[Found]) -> Option<Found> {
    let (head, rule) = subject(context, verb, earlier)?;
    let source = source_span(context, head, verb);
    // "I think" inside somebody's quotation is part of what is said.
    if context.quoted(context.tree.token(verb).span) || is_nobody(context, head) {
        return None;
    }
    let (cue_span, negated) = cue_span(context, verb, cue);
    let content = content(context, verb, cue, source, cue_span)?;
    let relay =
        quoting(context, verb).and_then(|q| agent(context, q).or_else(|| agent(context, verb)));
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
fn subject(context: &Context, verb: TokenIx, earlier: &[Found]) -> Option<(TokenIx, crate::Rule)> {
    let tree = &context.tree;
    if let Some(quoted) = quoting(context, verb) {
        let quoted = tree.child(quoted, "nsubj").or_else(|| beside(context, quoted));
        return quoted.map(|s| (s, "attribution.quoted-as"));
    }
    let passive = tree.children(verb).iter().any(|c| tree.token(*c).deprel == "aux:pass");
    if passive {
        return agent(context, verb).map(|a| (a, "attribution.passive"));
    }
    if let Some(pronoun) = pronoun_before(context, verb) {
        return Some((pronoun, "attribution.verb"));
    }
    let misplaced = |s: &TokenIx| context.lemma(verb) == "tell" && *s > verb;
    let nearest = tree.by_relation(verb, "nsubj").min_by_key(|s| s.0.abs_diff(verb.0));
    if let Some(found) = nearest.filter(|s| !misplaced(s)) {
        if matches!(tree.token(found).xpos, "WP" | "WDT")
            && let Some(antecedent) = tree.head(verb).filter(|_| tree.is(verb, "acl"))
        {
            return Some((antecedent, "attribution.relative"));
        }
        return Some((found, "attribution.verb"));
    }
    if participle(context, verb) {
        // ", adding that …" goes on with whoever the sentence quotes.
        let goes_on = earlier.last().filter(|_| comma_before(context, verb));
        return goes_on
            .and_then(|f| f.source.map(|(_, head)| head))
            .or_else(|| controller(context, verb))
            .map(|c| (c, "attribution.participle"));
    }
    if tree.is(verb, "conj")
        && let Some(above) = tree.head(verb).filter(|h| tree.token(*h).upos == Upos::Verb)
        && let Some((found, _)) = subject(context, above, earlier)
    {
        return Some((found, "attribution.conjunct"));
    }
    beside(context, verb).map(|found| (found, "attribution.beside"))
}

/// "he", "she", "it", "they" right before the verb and its auxiliaries: no parse makes anything
/// else the subject.
fn pronoun_before(context: &Context, verb: TokenIx) -> Option<TokenIx> {
    let tree = &context.tree;
    let mut at = verb;
    while at.0 > 0 && matches!(tree.token(TokenIx(at.0 - 1)).upos, Upos::Aux | Upos::Adv) {
        at = TokenIx(at.0 - 1);
    }
    let before = TokenIx(at.0.checked_sub(1)?);
    let form = context.form(before).to_lowercase();
    matches!(form.as_str(), "he" | "she" | "it" | "they").then_some(before)
}

fn comma_before(context: &Context, verb: TokenIx) -> bool {
    let mut at = verb;
    while at.0 > 0 && context.tree.token(TokenIx(at.0 - 1)).upos == Upos::Adv {
        at = TokenIx(at.0 - 1);
    }
    at.0 > 0 && context.form(TokenIx(at.0 - 1)) == ","
}

/// Who acts in a participle: the subject of the verb it hangs from, or the noun it describes.
fn controller(context: &Context, verb: TokenIx) -> Option<TokenIx> {
    let tree = &context.tree;
    let above = tree.head(verb)?;
    match tree.token(above).upos {
        Upos::Verb if above < verb => subject(context, above, &[]).map(|(found, _)| found),
        Upos::Noun | Upos::Propn if tree.is(verb, "acl") => Some(above),
        _ => None,
    }
}

/// The noun phrase right before or, after a comma or a quotation, right behind a verb to which the
/// parser gave no subject. It must fill the gap to the clause's edge: the wrong speaker is worse
/// than none.
fn beside(context: &Context, verb: TokenIx) -> Option<TokenIx> {
    let sentence = context.reading.sentence_at(context.tree.token(verb).span.start)?;
    let bounds = context.reading.sentences[sentence.at()];
    let mut first = verb;
    while first > bounds.first
        && matches!(context.tree.token(TokenIx(first.0 - 1)).upos, Upos::Aux | Upos::Adv)
    {
        first = TokenIx(first.0 - 1);
    }
    if let Some(named) = before_aside(context, first, bounds.first) {
        return Some(named);
    }
    let group = first;
    while first > bounds.first && in_noun_phrase(context, TokenIx(first.0 - 1)) {
        first = TokenIx(first.0 - 1);
    }
    let opens = first == bounds.first || is_edge(context, TokenIx(first.0 - 1));
    let head = (first.0..group.0).rev().map(TokenIx).find(|t| is_nominal(context, *t));
    if head.is_some() && opens {
        return head;
    }
    // "…,” said the mayor"; one does not write "told the mayor" so.
    let inverted = group > bounds.first
        && is_edge(context, TokenIx(group.0 - 1))
        && context.lemma(verb) != "tell";
    if !inverted {
        return None;
    }
    let next = TokenIx(verb.0 + 1);
    let mut last = next;
    while last < bounds.end && in_noun_phrase(context, last) {
        last = TokenIx(last.0 + 1);
    }
    (next.0..last.0).map(TokenIx).find(|t| {
        is_nominal(context, *t) && context.tree.head(*t).is_none_or(|h| h < next || h >= last)
    })
}

fn is_edge(context: &Context, at: TokenIx) -> bool {
    const EDGES: &[&str] =
        &[",", "”", "\"", "“", ":", "and", "but", "that", "as", "’", ";", "—", "–", "''"];
    EDGES.contains(&context.form(at).to_lowercase().as_str())
}

/// The name before an aside that a comma closes right before the verb: "Anna Reed, the harbour
/// master, told …", "Anna Reed, 34, told …".
fn before_aside(context: &Context, verb: TokenIx, first: TokenIx) -> Option<TokenIx> {
    const ASIDE_TOKENS: u32 = 18;
    let comma = TokenIx(verb.0.checked_sub(1)?);
    if comma <= first || context.form(comma) != "," {
        return None;
    }
    let reach = first.0.max(comma.0.saturating_sub(ASIDE_TOKENS));
    let opening = (reach + 1..comma.0).rev().map(TokenIx).find(|at| {
        let next = context.tree.token(TokenIx(at.0 + 1));
        context.form(*at) == ","
            && (matches!(
                next.upos,
                Upos::Det | Upos::Num | Upos::Adj | Upos::Noun | Upos::Pron | Upos::Propn
            ))
            && context.tree.token(TokenIx(at.0 - 1)).upos == Upos::Propn
    })?;
    Some(TokenIx(opening.0 - 1))
}

fn in_noun_phrase(context: &Context, at: TokenIx) -> bool {
    let token = context.tree.token(at);
    matches!(token.upos, Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num)
        || matches!(context.form(at), "of" | "'s" | "’s" | "-")
}

fn participle(context: &Context, verb: TokenIx) -> bool {
    context.tree.token(verb).xpos == "VBG" || context.form(verb) == "saying"
}

/// The verb "quote" of "was quoted (by …) as saying", for its "saying".
fn quoting(context: &Context, verb: TokenIx) -> Option<TokenIx> {
    const REACH: u32 = 10;
    if verb.0 == 0 || !participle(context, verb) || context.form(TokenIx(verb.0 - 1)) != "as" {
        return None;
    }
    let sentence = context.reading.sentence_at(context.tree.token(verb).span.start)?;
    let first = context.reading.sentences[sentence.at()].first.0.max(verb.0.saturating_sub(REACH));
    (first..verb.0 - 1)
        .rev()
        .map(TokenIx)
        .find(|at| matches!(context.form(*at), "quoted" | "cited"))
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

/// What is said: all before a cue that closes the sentence, else the verb's complement and the
/// quotations around the cue.
fn content(
    context: &Context,
    verb: TokenIx,
    cue: &Cue,
    source: Span,
    cue_span: Span,
) -> Option<Vec<Span>> {
    let closing = cue.has(Frame::Clause) && closes_sentence(context, source.join(cue_span));
    let mut content = Vec::new();
    if closing {
        content = surrounding(context, verb, source, cue_span);
    }
    if content.is_empty() {
        content.extend(complement(context, verb, cue));
    }
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

/// The verb's clause, infinitive, noun phrase or prepositional phrase, as its frames allow. Words
/// that open a complement ("that", "to", the cue's preposition) are trusted before the tree.
fn complement(context: &Context, verb: TokenIx, cue: &Cue) -> Option<Span> {
    let tree = &context.tree;
    let audience =
        tree.by_relation(verb, "obj").chain(tree.by_relation(verb, "iobj")).find(|o| *o > verb);
    let end = right_end(context, verb);
    let opener = |words: &[&str]| opener(context, verb, words, end);
    if let Some(first) = cue.prepositions().find_map(|p| opener(&[p])) {
        let object = audience.filter(|a| *a < first).map(|a| tree.span(a).start);
        let start = object.unwrap_or(tree.token(first).span.end);
        return Some(Span { start, end: end.max(start) }.trim(&context.article.text));
    }
    if cue.has(Frame::Clause)
        && let Some(first) = opener(&["that", "whether", "if", "how", "why"])
    {
        return Some(Span { start: tree.token(first).span.start, end });
    }
    if cue.has(Frame::Infinitive)
        && let Some(first) = opener(&["to"]).filter(|t| tree.token(*t).xpos == "TO")
    {
        let object = audience.filter(|a| *a < first).map(|a| tree.span(a).start);
        let start = object.unwrap_or(tree.token(first).span.start);
        return Some(Span { start: start.min(tree.token(first).span.start), end });
    }
    let clause = tree.by_relation(verb, "ccomp").filter(|c| *c > verb || fronted(context, *c));
    if cue.has(Frame::Clause)
        && let Some(clause) = clause.last()
    {
        let span = tree.span(clause);
        // Behind the verb its right side is surer than the clause's own tree.
        let end = if span.start < tree.token(verb).span.start { span.end } else { end };
        return Some(Span { start: span.start, end: end.max(span.start) });
    }
    if cue.has(Frame::Naming)
        && let Some(named) = audience
        && names_it(context, verb, named, end)
    {
        return Some(Span { start: tree.span(named).start, end });
    }
    let counted = |o: TokenIx| tree.child(o, "nummod").is_some();
    if cue.has(Frame::Clause)
        && let Some(clause) = unmarked_clause(context, verb, end)
    {
        return Some(clause);
    }
    let object = audience.filter(|o| {
        tree.token(*o).upos != Upos::Pron
            && (cue.has(Frame::CountedNoun) || cue.has(Frame::Noun) && !counted(*o))
    })?;
    let span = tree.span(object);
    Some(Span { start: span.start, end: span.end.max(object_end(context, object, end)) })
}

/// "said the bridge was safe", where the parser did not see a clause: a noun phrase right behind
/// the verb and a finite verb behind that.
fn unmarked_clause(context: &Context, verb: TokenIx, end: u32) -> Option<Span> {
    let next = TokenIx(verb.0 + 1);
    let token = context.reading.tokens.get(next.at())?;
    let opens = matches!(token.upos, Upos::Det | Upos::Pron | Upos::Propn | Upos::Noun);
    let rest = Span { start: token.span.start, end: end.max(token.span.start) };
    let finite = context
        .reading
        .tokens_in(rest)
        .map(TokenIx::from)
        .any(|at| matches!(context.tree.token(at).xpos, "VBD" | "VBZ" | "VBP" | "MD"));
    (opens && finite && context.text(rest).split_whitespace().count() >= 3).then_some(rest)
}

/// Whether a clause before its verb is one: a few words of a misread name are not.
fn fronted(context: &Context, clause: TokenIx) -> bool {
    const WORDS: usize = 4;
    context.tree.subtree(clause).len() >= WORDS
}

/// Whether something after the object says what it is called: a predicate or a quotation.
fn names_it(context: &Context, verb: TokenIx, named: TokenIx, end: u32) -> bool {
    let rest = Span { start: context.tree.token(named).span.end.min(end), end };
    context.tree.by_relation(verb, "xcomp").any(|x| x > named)
        || context.quotations.iter().any(|q| rest.contains(*q))
}

/// The end of an object that a prepositional phrase or an "as" phrase of its verb continues.
fn object_end(context: &Context, object: TokenIx, end: u32) -> u32 {
    let after = context.tree.span(object).end;
    let rest = context.text(Span { start: after.min(end), end });
    let continues = ["as ", "of ", "over ", "about ", "for ", "by "]
        .iter()
        .any(|p| rest.trim_start().starts_with(p));
    if continues { end } else { after }
}

/// One of `words` close behind the verb: nothing but an audience ("reporters in the capital"), an
/// adverb or a date may stand between.
fn opener(context: &Context, verb: TokenIx, words: &[&str], end: u32) -> Option<TokenIx> {
    const REACH: u32 = 9;
    for at in (verb.0 + 1..=verb.0 + REACH).map(TokenIx) {
        let token = context.reading.tokens.get(at.at()).filter(|t| t.span.end <= end)?;
        if words.iter().any(|w| context.form(at).eq_ignore_ascii_case(w)) {
            return Some(at);
        }
        let passable = matches!(
            token.upos,
            Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adv | Upos::Num
        ) || matches!(
            context.form(at),
            "in" | "on" | "at" | "during" | "late" | "'s" | "’s" | "of"
        );
        if !passable || words.contains(&"to") && token.upos == Upos::Adp {
            return None;
        }
    }
    None
}

/// Where the verb's own right side ends: before a conjoined clause, an aside set off by a comma
/// or the end of the sentence.
fn right_end(context: &Context, verb: TokenIx) -> u32 {
    let tree = &context.tree;
    let Some(sentence) = context.reading.sentence_at(tree.token(verb).span.start) else {
        return tree.token(verb).span.end;
    };
    let bounds = context.reading.sentences[sentence.at()].span;
    let apart = tree.children(verb).iter().copied().filter(|c| *c > verb).filter(|c| {
        let coordinated = tree.is(*c, "conj") && tree.child(*c, "nsubj").is_some();
        let aside = tree.is(*c, "parataxis")
            || tree.is(*c, "advcl") && preceded_by_comma(context, *c) && participle(context, *c);
        coordinated || aside
    });
    let last = context.reading.sentences[sentence.at()].end;
    let next_cue = (verb.0 + 1..last.0).map(TokenIx).filter(|at| {
        participle(context, *at) && comma_before(context, *at) && cue(context.lemma(*at)).is_some()
    });
    let next_cue = next_cue.map(|at| tree.token(at).span.start);
    let cut = apart.map(|c| tree.span(c).start).chain(next_cue).min().unwrap_or(bounds.end);
    let rest = Span { start: tree.token(verb).span.end, end: cut.max(tree.token(verb).span.end) };
    let words = context.text(rest);
    let according = words.find(", according to").map_or(rest.end, |at| rest.start + at as u32);
    let kept = Span { start: rest.start, end: according };
    let words =
        context.text(kept).trim_end_matches(|c: char| c.is_whitespace() || ",;".contains(c));
    let words = words.strip_suffix(" and").or_else(|| words.strip_suffix(" but")).unwrap_or(words);
    kept.start + words.len() as u32
}

fn preceded_by_comma(context: &Context, at: TokenIx) -> bool {
    let first = context.tree.span(at).start;
    context.article.text[..first as usize].trim_end().ends_with(',')
}

/// Whether source and cue, behind a comma or a closing mark, are the last words of their sentence
/// but for a date, a place or an audience.
fn closes_sentence(context: &Context, core: Span) -> bool {
    const TAIL_WORDS: usize = 8;
    let Some(sentence) = context.reading.sentence_at(core.start) else { return false };
    let bounds = context.reading.sentences[sentence.at()].span;
    let before = context.text(Span { start: bounds.start.min(core.start), end: core.start });
    let after = context.text(Span { start: core.end, end: bounds.end.max(core.end) });
    let tail = after.trim().trim_end_matches(['.', '”', '"']);
    let opens = tail.split_whitespace().next().unwrap_or_default();
    let adjunct = context.text(core).ends_with("told")
        || matches!(
            opens,
            "" | "on" | "in" | "at" | "late" | "early" | "to" | "during" | "by" | "after"
        )
        || opens.ends_with("day");
    let plain = !tail.contains([',', ':', '“', '"', ';']);
    before.trim_end().ends_with([',', '”', '"'])
        && adjunct
        && plain
        && tail.split_whitespace().count() <= TAIL_WORDS
}

/// The rest of the sentence, where source and cue are put in or after it: "The bridge is safe, the
/// mayor said", "The bridge, the mayor said, is safe".
fn surrounding(context: &Context, verb: TokenIx, source: Span, cue_span: Span) -> Vec<Span> {
    let tree = &context.tree;
    let inserted = tree.is(verb, "parataxis")
        || closes_sentence(context, source.join(cue_span))
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
