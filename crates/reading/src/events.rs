//! Mentions of events with participants, place, date and status.
//!
//! A word of the lexicon (`data/events.tsv`) that has what it needs around it tells an event. A
//! noun that is the object of a light verb ("held a call") or the subject of a verb of occurrence
//! ("a storm struck") is told by that verb's clause; the verb alone then tells nothing more.

mod arguments;
mod clause;
mod lexicon;
mod needs;
mod scene;
mod status;
#[cfg(test)]
mod tests;
mod when;

use text::{Article, BlockKind, DateSpan, Span};

use crate::EventWord;
use crate::plover;
use crate::{EntityIx, EntityKind, Event, EventKind, Reading, Role, StatementIx, TokenIx, Upos};
use arguments::Arguments;
use lexicon::Concept;
use needs::Place;
use scene::Scene;

/// An event so much older than the report is told for context, in days.
const LONG_PAST: i32 = 60;
/// The concept of what ends talks and ties.
const END: &str = "break off";

/// The events that an article tells, in order of their trigger.
pub(crate) fn events(article: &Article, reading: &Reading, heard: &[EventWord]) -> Vec<Event> {
    let scene = Scene::new(article, reading, heard);
    let found = triggers(&scene);
    let told: Vec<TokenIx> = found.iter().map(|t| t.word).collect();
    let moments = when::moments(&scene);
    let mut events = Vec::new();
    for trigger in &found {
        let date = when::date(&scene, &moments, &told, trigger.word, trigger.light);
        let after = when::soon_after(&scene, &told, trigger.word, trigger.light);
        let after = after.map(|other| scene.token(other).span);
        events.extend(event(&scene, trigger, date).map(|event| Event { after, ..event }));
    }
    events
}

/// A word that tells an event.
struct Trigger {
    word: TokenIx,
    /// Lemma as the event's: with the particle or object of its entry, or with its light verb.
    lemma: String,
    concept: &'static Concept,
    arguments: Arguments,
    /// The verb that makes a clause of a noun.
    light: Option<TokenIx>,
    noun: bool,
}

fn triggers(scene: &Scene) -> Vec<Trigger> {
    let mut found: Vec<Trigger> = Vec::new();
    for at in (0..scene.reading.tokens.len()).map(TokenIx::from) {
        match scene.token(at).upos {
            Upos::Verb => found.extend(verb_trigger(scene, at)),
            Upos::Noun | Upos::Propn => found.extend(noun_trigger(scene, at, &found)),
            _ => {}
        }
    }
    // "The talks broke down" tells the end of the talks, not the talks.
    let ends: Vec<TokenIx> =
        found.iter().filter(|t| t.concept.name == END).map(|t| t.word).collect();
    found.retain(|t| t.light.is_none_or(|verb| !ends.contains(&verb)));
    let clauses: Vec<TokenIx> = found.iter().filter_map(|t| t.light).collect();
    found.retain(|t| t.noun || !clauses.contains(&t.word));
    found
}

fn verb_trigger(scene: &Scene, verb: TokenIx) -> Option<Trigger> {
    let entries = scene.lexicon.verbs(&scene.lemma(verb));
    if entries.is_empty() {
        return None;
    }
    let second = |word: &str| {
        scene.tree.children(verb).iter().any(|c| {
            scene.lemma(*c) == word.to_lowercase()
                || (scene.tree.is(*c, "obl") && scene.preposition(*c).as_deref() == Some(word))
        })
    };
    let entry = |arguments: &Arguments| {
        let place = Place { scene, word: verb, arguments, light: None };
        entries.iter().find(|e| e.second(false).is_none_or(second) && place.suits(e))
    };
    let mut arguments = arguments::of_verb(scene, verb);
    let mut found = entry(&arguments);
    if let (None, Some(active)) = (found, arguments::as_active(scene, verb, &arguments)) {
        found = entry(&active);
        arguments = active;
    }
    let entry = found?;
    Some(Trigger {
        word: verb,
        lemma: entry.words.to_owned(),
        concept: entry.concept,
        arguments,
        light: None,
        noun: false,
    })
}

fn noun_trigger(scene: &Scene, noun: TokenIx, before: &[Trigger]) -> Option<Trigger> {
    // A noun that modifies another names no event of its own: "attack helicopter".
    if matches!(scene.token(noun).deprel, "compound" | "amod" | "flat") {
        return None;
    }
    let light = light_verb(scene, noun);
    if let Some(trigger) = another(scene, noun, before) {
        return Some(Trigger { light, ..trigger });
    }
    let arguments = arguments::of_noun(scene, noun);
    let place = Place { scene, word: noun, arguments: &arguments, light };
    let modified = |word: &str| {
        scene.tree.children(noun).iter().any(|c| {
            (scene.tree.is(*c, "compound") || scene.tree.is(*c, "amod"))
                && scene.lemma(*c) == word.to_lowercase()
        })
    };
    let entries = scene.lexicon.nouns(&scene.lemma(noun));
    let entry = entries.iter().find(|e| e.second(true).is_none_or(modified) && place.suits(e))?;
    let lemma = match light {
        Some(verb) => format!("{} {}", scene.lemma(verb), entry.words),
        None => entry.words.to_owned(),
    };
    Some(Trigger { word: noun, lemma, concept: entry.concept, arguments, light, noun: true })
}

/// "a previous one": another event like the last noun that told one.
fn another(scene: &Scene, noun: TokenIx, before: &[Trigger]) -> Option<Trigger> {
    const OTHERS: &[&str] =
        &["previous", "earlier", "first", "second", "third", "another", "similar", "last"];
    if scene.lemma(noun) != "one" {
        return None;
    }
    scene.tree.children(noun).iter().find(|c| OTHERS.contains(&scene.lemma(**c).as_str()))?;
    let last = before.iter().rev().find(|t| t.noun)?;
    (noun.0 - last.word.0 < 12).then(|| Trigger {
        word: noun,
        lemma: last.concept.name.to_owned(),
        concept: last.concept,
        arguments: arguments::of_noun(scene, noun),
        light: None,
        noun: true,
    })
}

/// The verb whose clause tells the event of a noun.
fn light_verb(scene: &Scene, noun: TokenIx) -> Option<TokenIx> {
    let Some(verb) = scene.tree.head(noun) else { return past_of_heading(scene, noun) };
    if scene.token(verb).upos != Upos::Verb {
        return None;
    }
    let lemma = scene.lemma(verb);
    let passive = arguments::is_passive(scene, verb);
    let listed = match scene.token(noun).deprel.split(':').next().unwrap_or("") {
        "obj" => scene.lexicon.has("light verbs", &lemma),
        "nsubj" if passive => scene.lexicon.has("light verbs", &lemma),
        "nsubj" => scene.lexicon.has("occurrence verbs", &lemma),
        _ => false,
    };
    listed.then_some(verb)
}

/// "An inquiry into the blaze opened in the town": a past tense that a tagger took for a
/// participle of the noun.
fn past_of_heading(scene: &Scene, noun: TokenIx) -> Option<TokenIx> {
    let past = |verb: &TokenIx| {
        let token = scene.token(*verb);
        let object = scene.tree.child(*verb, "obj").is_some();
        let agent = scene
            .tree
            .by_relation(*verb, "obl")
            .any(|o| scene.preposition(o).as_deref() == Some("by"));
        *verb > noun
            && matches!(token.xpos, "VBN" | "VBD")
            && !object
            && !agent
            && scene.lexicon.has("occurrence verbs", &scene.lemma(*verb))
    };
    scene.tree.by_relation(noun, "acl").find(past)
}

/// "We condemn the raid": the words of a speech, not the report of one.
fn is_own_speech(scene: &Scene, trigger: &Trigger, arguments: &Arguments) -> bool {
    let first = |at: &TokenIx| matches!(scene.lemma(*at).as_str(), "i" | "we");
    trigger.concept.kind == EventKind::Statement && arguments.subjects.iter().any(first)
}

/// "the king warned on Monday": a verb of saying that does not show what was said.
fn is_bare_speech(scene: &Scene, trigger: &Trigger) -> bool {
    const SAYING: &[&str] = &["say publicly", "announce", "confirm", "warn", "tweet"];
    let shows = |child: &TokenIx| {
        let relation = scene.token(*child).deprel.split(':').next().unwrap_or("");
        matches!(relation, "ccomp" | "xcomp" | "csubj" | "parataxis" | "acl" | "advcl" | "dep")
            || scene.tree.subtree(*child).iter().any(|t| scene.token(*t).upos == Upos::Verb)
            || (matches!(relation, "obj" | "nsubj")
                && !scene.is_of(*child, "human")
                && scene.token(*child).upos != Upos::Pron)
            || (relation == "obl"
                && matches!(scene.preposition(*child).as_deref(), Some("of" | "about" | "against")))
    };
    !trigger.noun
        && SAYING.contains(&trigger.concept.name)
        && !trigger.arguments.passive
        && !scene.tree.children(trigger.word).iter().any(shows)
}

/// A public statement is told by the whole of source, cue and the first part of its content.
fn told_at(scene: &Scene, trigger: &Trigger) -> Option<Span> {
    const BYTES: usize = 320;
    let word = scene.token(trigger.word).span;
    let said = |s: &&crate::Statement| s.cue.is_some_and(|cue| cue.contains(word));
    let follows = |s: &&crate::Statement| s.content.first().is_some_and(|c| c.start > word.start);
    let found = scene.reading.statements.iter().find(said).filter(follows)?;
    let speech = trigger.concept.kind == EventKind::Statement && !trigger.noun;
    let parts = found.source.into_iter().chain(found.cue).chain(found.content.first().copied());
    parts.reduce(Span::join).filter(|span| speech && span.len() <= BYTES)
}

/// A span that opens a bracket and does not close it ends with the bracket that follows at once,
/// else before the open one.
fn closed(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let Some(open) = words.rfind('(').filter(|at| !words[*at..].contains(')')) else { return span };
    if text[span.end as usize..].starts_with(')') {
        return Span { start: span.start, end: span.end + 1 };
    }
    let cut = Span { start: span.start, end: span.start + open as u32 }.trim(text);
    if cut.is_empty() { span } else { cut }
}

/// The event of a trigger; `None` where it is only imagined.
fn event(scene: &Scene, trigger: &Trigger, date: Option<DateSpan>) -> Option<Event> {
    let (word, anchor) = (trigger.word, trigger.light.unwrap_or(trigger.word));
    let status = match status::status(scene, word) {
        Some(crate::EventStatus::Happened) if anchor != word => status::status(scene, anchor)?,
        found => found?,
    };
    let mut arguments = trigger.arguments.clone();
    match trigger.light {
        Some(verb) => add_clause(scene, verb, word, &mut arguments),
        None if trigger.noun => add_host(scene, trigger, &mut arguments),
        None => {}
    }
    add_partner(scene, trigger, &mut arguments);
    if is_own_speech(scene, trigger, &arguments) {
        return None;
    }
    let (participants, place) = roles(scene, trigger.concept.kind, &arguments);
    let clausal = !trigger.noun || trigger.light.is_some();
    let span = if clausal {
        clause::of_verb(scene, anchor).join(scene.token(word).span)
    } else {
        clause::of_noun(scene, word)
    };
    let span = clause::without_sequel(scene, span, anchor.max(word));
    let told = told_at(scene, trigger);
    if told.is_none() && is_bare_speech(scene, trigger) {
        return None;
    }
    let span = closed(&scene.article.text, told.unwrap_or(span));
    let aside = !clausal && date.is_none() && participants.len() + usize::from(place.is_some()) < 2;
    let background = aside || long_past(scene.article, date) || habitual(scene, trigger, anchor);
    Some(Event {
        span,
        trigger: scene.token(word).span,
        lemma: trigger.lemma.clone(),
        concept: trigger.concept.name,
        kind: trigger.concept.kind,
        plover: plover::of_event(&scene.tree, word, trigger.light, trigger.concept.plover),
        date,
        after: None,
        place,
        participants,
        status,
        statement: statement(scene.reading, scene.token(word).span),
        background,
        rule: rule(trigger),
    })
}

fn rule(trigger: &Trigger) -> crate::Rule {
    match (trigger.noun, trigger.light) {
        (true, Some(_)) => "events.light",
        (true, None) => "events.noun",
        _ => "events.verb",
    }
}

/// Adds the light verb's arguments to those of the noun.
fn add_clause(scene: &Scene, verb: TokenIx, noun: TokenIx, arguments: &mut Arguments) {
    let clause = arguments::of_verb(scene, verb);
    let other = |at: &TokenIx| *at != noun;
    arguments.subjects.extend(clause.subjects.into_iter().filter(other));
    arguments.objects.extend(clause.objects.into_iter().filter(other));
    arguments.obliques.extend(clause.obliques.into_iter().filter(|(_, at)| *at != noun));
}

/// "a call with the queen to agree the terms": whoever follows "with" takes part, however the
/// words after are parsed.
fn add_partner(scene: &Scene, trigger: &Trigger, arguments: &mut Arguments) {
    use EventKind::{Call, Meeting};
    if !matches!(trigger.concept.kind, Call | Meeting) || !trigger.noun {
        return;
    }
    let next = trigger.word.at() + 1;
    let word = scene.reading.tokens.get(next).map(|t| t.lemma.to_lowercase());
    let Some(preposition) = word.filter(|w| matches!(w.as_str(), "with" | "between")) else {
        return;
    };
    let Some(first) = scene.reading.tokens.get(next + 1) else { return };
    let starts = |m: &&crate::Mention| m.span.covers(first.span.start);
    let partner = scene.reading.mentions.iter().filter(starts).max_by_key(|m| m.span.len());
    if let Some(head) = partner.and_then(|m| scene.reading.head_of(m.span)) {
        arguments.obliques.push((preposition, head));
    }
}

/// "The king said so during a call with the queen": he who acts in the clause takes part.
fn add_host(scene: &Scene, trigger: &Trigger, arguments: &mut Arguments) {
    use EventKind::{Briefing, Call, Meeting, Visit};
    let within = matches!(scene.preposition(trigger.word).as_deref(), Some("during" | "in" | "at"));
    let joins = matches!(trigger.concept.kind, Briefing | Call | Meeting | Visit);
    let Some(verb) = scene.tree.head(trigger.word).filter(|_| within && joins) else { return };
    if scene.token(verb).upos == Upos::Verb && scene.tree.is(trigger.word, "obl") {
        arguments.subjects.extend(arguments::of_verb(scene, verb).subjects);
    }
}

/// Entities in their roles, and the place.
fn roles(
    scene: &Scene,
    kind: EventKind,
    arguments: &Arguments,
) -> (Vec<(EntityIx, Role)>, Option<EntityIx>) {
    const AT: &[&str] = &["in", "at", "near", "on", "off", "outside", "inside", "around", "into"];
    const WITH: &[&str] =
        &["with", "between", "among", "to", "against", "from", "of", "on", "for", "at", "into"];
    let located = |e: EntityIx| matches!(scene.kind(e), EntityKind::Place | EntityKind::Facility);
    let mut participants: Vec<(EntityIx, Role)> = Vec::new();
    let mut add = |entity: EntityIx, role: Role| {
        if participants.iter().all(|(e, _)| *e != entity) {
            participants.push((entity, role));
        }
    };
    let mut place = None;
    let entities = |heads: &[TokenIx]| -> Vec<EntityIx> {
        heads.iter().flat_map(|h| scene.entities(*h)).collect()
    };
    entities(&arguments.subjects).into_iter().for_each(|e| add(e, Role::Agent));
    entities(&arguments.objects).into_iter().for_each(|e| add(e, Role::Patient));
    for (preposition, head) in &arguments.obliques {
        let to = kind == EventKind::Visit && matches!(preposition.as_str(), "to" | "for");
        for entity in scene.entities(*head) {
            if located(entity) && (to || AT.contains(&preposition.as_str())) {
                place = place.or(Some(entity));
            } else if WITH.contains(&preposition.as_str()) {
                let of = preposition == "of" || preposition == "against";
                add(entity, if of { Role::Patient } else { Role::Other });
            }
        }
    }
    if place.is_none() && kind == EventKind::Visit {
        place = entities(&arguments.objects).into_iter().find(|e| located(*e));
    }
    (participants, place)
}

/// The innermost statement whose content holds `span`.
fn statement(reading: &Reading, span: Span) -> Option<StatementIx> {
    let holds = |content: &[Span]| content.iter().any(|c| c.contains(span));
    let length = |content: &[Span]| content.iter().map(|c| c.len()).sum::<usize>();
    let all = reading.statements.iter().enumerate().filter(|(_, s)| holds(&s.content));
    all.min_by_key(|(_, s)| length(&s.content)).map(|(at, _)| StatementIx::from(at))
}

fn long_past(article: &Article, date: Option<DateSpan>) -> bool {
    let (Some(date), Some(published)) = (date, article.published) else { return false };
    let limit = published.date.date.saturating_sub(jiff::Span::new().days(LONG_PAST));
    date.to < limit
}

/// A simple present outside a headline tells what is done as a rule.
fn habitual(scene: &Scene, trigger: &Trigger, anchor: TokenIx) -> bool {
    let token = scene.token(anchor);
    let present = matches!(token.xpos, "VBZ" | "VBP") && token.upos == Upos::Verb;
    if !present || trigger.concept.kind == EventKind::Statement {
        return false;
    }
    let sentence = scene.reading.sentence_at(token.span.start);
    let block = sentence.map(|s| scene.reading.sentences[s.at()].block as usize);
    let kind = block.and_then(|b| scene.article.blocks.get(b)).map(|b| b.kind);
    matches!(kind, Some(BlockKind::Body))
}
