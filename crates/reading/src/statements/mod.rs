//! Who is reported to say what: source, cue and content (attribution relations, Pareti 2012).
//!
//! The trained reader finds the attributions ([`heard`]); what one says inside another ([`nested`]) and
//! the labels of transcripts ([`label`]) are read by rule. Who relays whom, the mode and the speaker are settled together at the end.

mod circumstances;
mod cited;
mod cues;
mod force;
mod heard;
mod label;
mod nested;
mod quotes;
mod sources;

pub(crate) use quotes::quotations;

#[cfg(test)]
mod tests;

use text::{Article, Span};

use crate::Attribution;
use crate::{
    EntityIx, EntityKind, Force, Mode, Reading, Rule, Speaker, Statement, StatementIx, TokenIx,
    Tree, Upos,
};

/// A statement before its speaker, mode and place among the others are settled.
#[derive(Debug)]
struct Found {
    content: Vec<Span>,
    cue: Option<Span>,
    /// The words that name the source, with the token at their head.
    source: Option<(Span, TokenIx)>,
    /// Who relays it, where the same clause says so: "was quoted by … as saying".
    relay: Option<TokenIx>,
    /// The token that carries the report: the cue's verb, the preposition.
    anchor: TokenIx,
    /// The anchor of the statement that relays this one, where that is known beforehand.
    within: Option<TokenIx>,
    force: Force,
    negated: bool,
    rule: Rule,
}

/// What the passes share.
struct Context<'a> {
    article: &'a Article,
    reading: &'a Reading,
    tree: Tree<'a>,
    quotations: Vec<Span>,
    /// Who writes or presents the article: their words are the outlet's own.
    staff: Vec<EntityIx>,
}

pub(crate) fn statements(
    article: &Article,
    reading: &Reading,
    attributions: &[Attribution],
) -> Vec<Statement> {
    let quotations = quotations(article);
    let staff = sources::staff(article, reading);
    let context = Context { article, reading, tree: Tree::new(reading), quotations, staff };
    let mut found: Vec<Found> =
        attributions.iter().filter_map(|heard| heard::found(&context, heard)).collect();
    cited::cited(&context, &mut found);
    let inner: Vec<Found> =
        found.iter().flat_map(|outer| nested::nested(&context, outer, &found)).collect();
    found.extend(inner);
    found.retain(|f| !sources::is_credit(&context, f));
    for sentence in 0..reading.sentences.len() {
        // A transcript's label counts where the reader heard nobody.
        if let Some(label) = label::label(&context, sentence.into())
            && !sources::is_credit(&context, &label)
            && !found.iter().any(|f| whole(f).overlaps(label.source.map_or(whole(&label), |s| s.0)))
        {
            found.push(label);
        }
    }
    settle(&context, found)
}

/// The force that the cue of a statement has by itself, whatever is said.
pub(crate) fn cue_force(reading: &Reading, statement: &Statement) -> Option<Force> {
    let words = &reading.tokens[reading.tokens_in(statement.cue?)];
    words.iter().find_map(|t| cues::force(&t.lemma.to_lowercase()))
}

impl Context<'_> {
    fn text(&self, span: Span) -> &str {
        span.of(&self.article.text)
    }

    fn form(&self, at: TokenIx) -> &str {
        self.text(self.tree.token(at).span)
    }

    fn lemma(&self, at: TokenIx) -> &str {
        &self.tree.token(at).lemma
    }

    /// The preposition of a noun.
    fn case(&self, of: TokenIx) -> Option<&str> {
        Some(self.lemma(self.tree.child(of, "case")?))
    }

    /// Who is behind a source expression: the longest mention inside it that holds its head.
    fn speaker(&self, source: Option<(Span, TokenIx)>) -> Speaker {
        let Some((span, head)) = source else { return Speaker::Outlet };
        if sources::is_mute(self.lemma(head)) || sources::is_mute(self.text(span)) {
            return self.maker(head).map_or(Speaker::Outlet, Speaker::Entity);
        }
        let at = self.tree.token(head).span;
        let mentions = self.reading.mentions.iter().filter(|m| m.span.contains(at));
        match mentions.max_by_key(|m| (span.contains(m.span), m.span.len())) {
            Some(m) if self.staff.contains(&m.entity) => Speaker::Outlet,
            Some(m) => Speaker::Entity(m.entity),
            None => match self.antecedent(head) {
                Some(noun) => self.speaker(Some((self.name(noun), noun))),
                None => Speaker::Unresolved(span),
            },
        }
    }

    /// The noun before it that a relative pronoun stands for: "the mayor, who said".
    fn antecedent(&self, pronoun: TokenIx) -> Option<TokenIx> {
        let token = self.tree.token(pronoun);
        let relative = token.upos == Upos::Pron
            && matches!(&*token.lemma.to_lowercase(), "who" | "which" | "that");
        self.tree.antecedent(pronoun).filter(|noun| relative && *noun < pronoun)
    }

    /// Who has made or posted a picture: "a video posted by QQ.com".
    fn maker(&self, picture: TokenIx) -> Option<EntityIx> {
        let made =
            self.tree.by_relation(picture, "acl").flat_map(|acl| self.tree.by_relation(acl, "obl"));
        made.filter(|at| self.case(*at) == Some("by")).find_map(|at| self.entity_at(at))
    }

    /// A noun with what stands before it and "of …", without what the parser may have hung on it
    /// from behind: "reporters" of "reporters in Brussels that …".
    fn name(&self, head: TokenIx) -> Span {
        let tree = &self.tree;
        let belongs = |at: &TokenIx| {
            let relation = tree.token(*at).deprel;
            let before = *at < head && relation != "case" && relation != "punct";
            before
                || relation.starts_with("nmod") && self.case(*at) == Some("of")
                || relation.starts_with("flat")
                || relation.starts_with("conj")
        };
        let children = tree.children(head).iter().filter(|at| belongs(at));
        children.map(|at| tree.span(*at)).fold(tree.token(head).span, Span::join)
    }

    /// The entity at a token, where a mention covers it.
    fn entity_at(&self, at: TokenIx) -> Option<EntityIx> {
        let span = self.tree.token(at).span;
        let mentions = self.reading.mentions.iter().filter(|m| m.span.contains(span));
        mentions.max_by_key(|m| m.span.len()).map(|m| m.entity)
    }
}

/// Turns what was found into statements in text order, with speakers, modes and relays.
fn settle(context: &Context, mut found: Vec<Found>) -> Vec<Statement> {
    found.retain(|f| !f.content.is_empty());
    found.sort_by_key(|f| (whole(f).start, std::cmp::Reverse(whole(f).end), f.anchor));
    let mut statements: Vec<Statement> = found.iter().map(|f| statement(context, f)).collect();
    for at in 0..statements.len() {
        let (before, rest) = statements.split_at_mut(at);
        let speaker = &mut rest[0].speaker;
        *speaker = previous_speaker(context, before, &found[at], *speaker).unwrap_or(*speaker);
        statements[at].inside = enclosing(&statements, &found, at);
        if let Some(speaker) = first_person(context, &statements, at) {
            statements[at].speaker = speaker;
        }
    }
    for at in 0..statements.len() {
        statements[at].via = relays(context, &statements, &found[at], at);
    }
    statements
}

/// "I believe", "we know" in somebody's quoted words: whoever is quoted, where nobody else was found.
fn first_person(context: &Context, statements: &[Statement], at: usize) -> Option<Speaker> {
    let Speaker::Unresolved(words) = statements[at].speaker else { return None };
    let quoted = context.quotations.iter().any(|q| q.contains(words));
    let first = matches!(&*context.text(words).to_lowercase(), "i" | "we");
    let outer = statements[at].inside.filter(|_| quoted && first)?;
    let speaker = statements[outer.at()].speaker;
    matches!(speaker, Speaker::Entity(_)).then_some(speaker)
}

/// "it said", "they added" go on with the institution or group that spoke last, where that was no
/// more than two sentences ago; so does "he said" where the pronoun found nobody, and "the man said".
fn previous_speaker(
    context: &Context,
    before: &[Statement],
    found: &Found,
    own: Speaker,
) -> Option<Speaker> {
    const SENTENCES: usize = 2;
    let (source, head) = found.source?;
    let form = context.form(head).to_lowercase();
    let impersonal = matches!(form.as_str(), "it" | "they");
    let unresolved = matches!(own, Speaker::Unresolved(_));
    let pronoun = matches!(form.as_str(), "he" | "she");
    let person = sources::is_any_person(context, source, head);
    if !(impersonal || pronoun || person) {
        return None;
    }
    let here = context.reading.sentence_at(source.start)?.at();
    if pronoun && !unresolved {
        return carried_on(context, before, found, &form, here);
    }
    // who is told of inside another's words is not who goes on speaking
    let outermost = before.iter().rev().filter(|s| s.inside.is_none());
    outermost.into_iter().find_map(|s| {
        let Speaker::Entity(entity) = s.speaker else { return None };
        let there = context.reading.sentence_at(s.source?.start)?.at();
        let one = || {
            let head = s.source.and_then(|span| context.reading.head_of(span));
            head.is_some_and(|at| context.tree.token(at).xpos == "NN")
        };
        let fits = match context.reading.entities[entity.at()].kind {
            EntityKind::Person => !impersonal,
            EntityKind::Described => impersonal || one(),
            EntityKind::Organisation | EntityKind::Place => impersonal,
            _ => false,
        };
        (there < here && here - there <= SENTENCES && fits).then_some(s.speaker)
    })
}

/// "he said" goes on with the person who spoke in the sentence before, whoever else was named in
/// between; not where that one was "she", and not inside what another says.
fn carried_on(
    context: &Context,
    before: &[Statement],
    found: &Found,
    form: &str,
    here: usize,
) -> Option<Speaker> {
    let source = found.source?.0;
    if before.iter().any(|s| s.content.iter().any(|c| c.contains(source))) {
        return None;
    }
    let sentence = |s: &Statement| Some(context.reading.sentence_at(s.source?.start)?.at());
    let last = before.iter().rev().find(|s| sentence(s).is_some_and(|there| there < here))?;
    let Speaker::Entity(entity) = last.speaker else { return None };
    let words = context.text(last.source?).to_lowercase();
    let other = if form == "he" { "she" } else { "he" };
    let person = context.reading.entities[entity.at()].kind == EntityKind::Person;
    (person && words != other && sentence(last)? + 1 == here).then_some(last.speaker)
}

fn statement(context: &Context, found: &Found) -> Statement {
    let told = circumstances::circumstances(context, found);
    Statement {
        span: whole(found),
        content: found.content.clone(),
        cue: found.cue,
        source: found.source.map(|(span, _)| span),
        speaker: context.speaker(found.source),
        via: Vec::new(),
        mode: mode(context, &found.content),
        force: found.force,
        negated: found.negated,
        said_on: told.said_on,
        place: told.place,
        occasion: told.occasion,
        audience: told.audience,
        hedges: told.hedges,
        inside: None,
        rule: found.rule,
    }
}

fn whole(found: &Found) -> Span {
    let parts = found.cue.into_iter().chain(found.source.map(|(span, _)| span));
    parts.chain(found.content.iter().copied()).reduce(Span::join).expect("content is not empty")
}

fn mode(context: &Context, content: &[Span]) -> Mode {
    let words = |span: Span| context.text(span).chars().filter(|c| c.is_alphanumeric()).count();
    let all: usize = content.iter().map(|c| words(*c)).sum();
    let quoted: usize = content
        .iter()
        .flat_map(|c| context.quotations.iter().map(move |q| (c, q)))
        .filter(|(c, q)| c.overlaps(**q))
        .map(|(c, q)| words(Span { start: c.start.max(q.start), end: c.end.min(q.end) }))
        .sum();
    match quoted {
        0 => Mode::Indirect,
        _ if quoted * 10 >= all * 9 => Mode::Direct,
        _ => Mode::Mixed,
    }
}

/// The smallest other statement whose content holds this one's cue and source.
fn enclosing(statements: &[Statement], found: &[Found], at: usize) -> Option<StatementIx> {
    if let Some(outer) = found[at].within {
        return found.iter().position(|f| f.anchor == outer).map(StatementIx::from);
    }
    let own = &statements[at];
    let core = own.cue.into_iter().chain(own.source).reduce(Span::join)?;
    let size = |s: &Statement| s.content.iter().map(|c| c.len()).sum::<usize>();
    (0..statements.len())
        .filter(|other| *other != at && found[*other].anchor != found[at].anchor)
        .filter(|other| statements[*other].content.iter().any(|c| c.contains(core)))
        .min_by_key(|other| size(&statements[*other]))
        .map(StatementIx::from)
}

/// Who relays a statement: the speakers of the statements around it, outermost first, then whoever
/// the clause itself names. The speaker's own words about himself are no relay.
fn relays(context: &Context, statements: &[Statement], found: &Found, at: usize) -> Vec<EntityIx> {
    let speaker = statements[at].speaker;
    let mut via = Vec::new();
    let add = |via: &mut Vec<EntityIx>, entity: EntityIx| {
        if Speaker::Entity(entity) != speaker && !via.contains(&entity) {
            via.push(entity);
        }
    };
    let mut next = statements[at].inside;
    // Enclosing contents grow strictly, so the walk ends; the bound guards equal contents.
    for _ in 0..statements.len() {
        let Some(outer) = next else { break };
        let outer = &statements[outer.at()];
        if let Speaker::Entity(entity) = outer.speaker {
            add(&mut via, entity);
        }
        next = outer.inside;
    }
    via.reverse();
    let relay = found.relay.and_then(|token| context.entity_at(token));
    let told = statements[at].audience.and_then(|heard| medium(context, heard));
    for entity in relay.into_iter().chain(told) {
        add(&mut via, entity);
    }
    via
}

/// The outlet or agency that was told, where it is another than the article's own: it relays what it
/// heard.
fn medium(context: &Context, heard: Span) -> Option<EntityIx> {
    let own = context.article.outlet.as_ref().map(|o| o.name.as_str());
    context.reading.mentions_in(heard).map(|m| m.entity).find(|entity| {
        let entity = &context.reading.entities[entity.at()];
        let known = entity.known.as_deref().unwrap_or_default();
        (known.starts_with("outlet/") || known.starts_with("agency/"))
            && own != Some(entity.name.as_str())
    })
}
