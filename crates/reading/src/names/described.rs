//! Descriptions: "the president", "the ministry" point at a named entity; "a senior official",
//! "witnesses", "his office" are entities of their own.

use std::ops::Range;

use text::Span;

use super::Passes;
use super::entities::{clean, name_words};
use super::lexicon::{LEXICON, Noun};
use crate::{EntityIx, EntityKind, Mention, MentionKind, TokenIx, Tree, Upos};

/// A noun phrase whose head can be a source.
struct Phrase {
    span: Span,
    tokens: Range<usize>,
    head: usize,
    noun: Noun,
    /// Begins with "the", "this", "that".
    definite: bool,
    /// Begins with "a", "an", "another", "one".
    indefinite: bool,
    /// Has nothing but an article before its head and nothing behind it.
    bare: bool,
}

/// How many sentences back a description may point where several entities fit.
const REACH: usize = 5;

/// Adds mentions for all descriptions, in text order.
pub(super) fn describe(passes: &mut Passes<'_, '_>) {
    let tree = Tree::new(passes.reading);
    for at in 0..passes.reading.tokens.len() {
        let Some(phrase) = phrase(passes, &tree, at) else { continue };
        let sentence = passes.reading.sentence_at(phrase.span.start).map_or(0, |s| s.at());
        let (entity, rule) = if is_office(passes, &phrase) {
            (office(passes, &phrase), "described.office")
        } else if let Some(entity) = named(passes, &phrase, sentence) {
            (Some(entity), "described.title")
        } else if let Some(entity) = name_after(passes, &phrase) {
            (Some(entity), "described.called")
        } else {
            (source(passes, &phrase), "described.source")
        };
        let Some(entity) = entity else { continue };
        let traits = &mut passes.entities.traits[entity.at()];
        traits.last = traits.last.max(sentence);
        let kind = MentionKind::Description;
        passes.mentions.push(Mention { span: phrase.span, entity, kind, rule });
    }
}

/// The noun phrase around the head at token `at`; `None` where the word heads no description.
fn phrase(passes: &Passes<'_, '_>, tree: &Tree<'_>, at: usize) -> Option<Phrase> {
    let token = &passes.reading.tokens[at];
    let form = token.span.of(&passes.article.text).to_lowercase();
    let noun = LEXICON.noun(&form)?;
    let relation = token.deprel.split(':').next().unwrap_or("");
    let nominal = matches!(token.upos, Upos::Noun | Upos::Propn)
        || token.upos == Upos::Adj && matches!(relation, "nsubj" | "obj" | "obl" | "nmod");
    if !nominal
        || matches!(relation, "compound" | "amod" | "flat" | "appos" | "vocative" | "goeswith")
    {
        return None;
    }
    let inside = passes.names.iter().any(|n| n.span.overlaps(token.span))
        || passes
            .mentions
            .iter()
            .any(|m| m.kind == MentionKind::Name && m.span.overlaps(token.span));
    let hyphened = at > 0
        && passes.reading.tokens[at - 1].span.end == token.span.start
        && passes.reading.tokens[at - 1].span.of(&passes.article.text) == "-";
    let head = TokenIx::from(at);
    let titled =
        passes.entities.list.iter().flat_map(|e| &e.titles).any(|t| t.span.contains(token.span));
    let capital = token.span.of(&passes.article.text).starts_with(char::is_uppercase);
    let opens = passes.reading.sentences.iter().any(|s| s.first.at() == at);
    if hyphened || titled || capital && !opens && tree.child(head, "det").is_none() {
        return None;
    }
    if inside || tree.child(head, "cop").is_some() {
        return None;
    }
    let tokens = extent(passes, tree, head);
    let span =
        passes.reading.tokens[tokens.start].span.join(passes.reading.tokens[tokens.end - 1].span);
    let first = passes.reading.tokens[tokens.start].span.of(&passes.article.text).to_lowercase();
    let definite = matches!(first.as_str(), "the" | "this" | "that" | "these" | "those");
    let indefinite = matches!(
        first.as_str(),
        "a" | "an"
            | "another"
            | "one"
            | "some"
            | "several"
            | "two"
            | "no"
            | "any"
            | "every"
            | "each"
    );
    if matches!(
        first.as_str(),
        "no" | "any"
            | "every"
            | "each"
            | "what"
            | "which"
            | "whose"
            | "all"
            | "many"
            | "most"
            | "more"
    ) {
        return None;
    }
    if form == "people" && tokens.end == at + 1 {
        return None;
    }
    let bare = tokens.end == at + 1 && at - tokens.start <= usize::from(definite);
    Some(Phrase { span, tokens, head: at, noun, definite, indefinite, bare })
}

/// The unbroken run of tokens around `head` that belong to its phrase, relative clauses,
/// appositions and coordinated phrases left out.
fn extent(passes: &Passes<'_, '_>, tree: &Tree<'_>, head: TokenIx) -> Range<usize> {
    let mut within = vec![head.at()];
    gather(passes, tree, head, &mut within);
    within.sort_unstable();
    let has = |at: usize| within.binary_search(&at).is_ok();
    let (mut start, mut end) = (head.at(), head.at() + 1);
    while start > 0 && has(start - 1) && !comma(passes, start - 1) {
        start -= 1;
    }
    while has(end) && end - head.at() < 16 && !comma(passes, end) && !dated(passes, end) {
        end += 1;
    }
    let link = |at: usize| {
        use Upos::{Adp, Aux, Cconj, Part, Punct, Sconj, Verb};
        let upos = passes.reading.tokens[at].upos;
        matches!(upos, Adp | Cconj | Sconj | Punct | Part)
            || at > head.at() && matches!(upos, Aux | Verb)
    };
    while start < head.at() && link(start) {
        start += 1;
    }
    let least = |at: usize| {
        let form = passes.reading.tokens[at].span.of(&passes.article.text);
        matches!(form, "least" | "most" | "more" | "than" | "fewer")
    };
    while start < head.at() && least(start) {
        start += 1;
    }
    while end > head.at() + 1 && link(end - 1) {
        end -= 1;
    }
    start..end
}

/// Adds what belongs to the phrase of `head` below it.
fn gather(passes: &Passes<'_, '_>, tree: &Tree<'_>, head: TokenIx, within: &mut Vec<usize>) {
    let top = within.len() == 1;
    for child in tree.children(head) {
        let token = tree.token(*child);
        let relation = token.deprel.split(':').next().unwrap_or("");
        let behind = child.at() > head.at();
        let keep = match relation {
            "det" | "amod" | "compound" | "nummod" | "flat" | "goeswith" => true,
            "case" | "punct" | "cc" | "conj" | "obl" | "mark" => !top,
            "nmod" => !behind || !starts_late(passes, tree, *child),
            "acl" => {
                behind
                    && !token.deprel.ends_with("relcl")
                    && (token.upos == Upos::Adj
                        || token.xpos == "VBN" && !by_agent(passes, tree, *child))
            }
            "advmod" => !behind || !top,
            _ => false,
        };
        if keep {
            within.push(child.at());
            gather(passes, tree, *child, within);
        }
    }
}

/// Whether a participle says by whom something was done: "an official quoted by the paper".
fn by_agent(passes: &Passes<'_, '_>, tree: &Tree<'_>, participle: TokenIx) -> bool {
    tree.children(participle).iter().any(|child| {
        let case = tree.child(*child, "case");
        case.is_some_and(|c| tree.token(c).span.of(&passes.article.text) == "by")
    })
}

fn dated(passes: &Passes<'_, '_>, at: usize) -> bool {
    let form = passes.reading.tokens[at].span.of(&passes.article.text).trim_end_matches('.');
    LEXICON.is("weekday", form) || LEXICON.is("month", form)
}

fn comma(passes: &Passes<'_, '_>, at: usize) -> bool {
    matches!(
        passes.reading.tokens[at].span.of(&passes.article.text),
        "," | "\"" | "“" | "”" | ":" | "(" | ")"
    )
}

/// Whether a modifier behind the head is introduced by a preposition of time or place that does
/// not say who somebody is.
fn starts_late(passes: &Passes<'_, '_>, tree: &Tree<'_>, modifier: TokenIx) -> bool {
    let Some(case) = tree.child(modifier, "case") else { return false };
    let case = tree.token(case).span.of(&passes.article.text).to_lowercase();
    let token = tree.token(modifier);
    let named = || {
        let span = tree.span(modifier);
        passes.mentions.iter().any(|m| span.contains(m.span))
            || LEXICON.noun(&token.lemma.to_lowercase()).is_some()
            || &*token.lemma == "knowledge"
    };
    match case.as_str() {
        "of" | "at" | "in" | "from" | "'s" | "’s" | "within" | "inside" => false,
        "for" | "with" | "to" => !named(),
        _ => true,
    }
}

/// The words of a phrase before its head in lower case, articles and possessors left out.
fn modifiers(passes: &Passes<'_, '_>, phrase: &Phrase) -> Vec<String> {
    let tokens = &passes.reading.tokens[phrase.tokens.start..phrase.head];
    let words = tokens.iter().map(|t| t.span.of(&passes.article.text).to_lowercase());
    words.filter(|w| !matches!(w.as_str(), "the" | "a" | "an")).collect()
}

fn head_word(passes: &Passes<'_, '_>, phrase: &Phrase) -> String {
    passes.reading.tokens[phrase.head].span.of(&passes.article.text).to_lowercase()
}

/// The institution, country or person named in the phrase, else the one its possessive
/// pronoun's sentence speaks of.
fn belongs_to(passes: &Passes<'_, '_>, phrase: &Phrase) -> Option<EntityIx> {
    let rank = |kind: EntityKind| match kind {
        EntityKind::Organisation => 0,
        EntityKind::Person => 1,
        EntityKind::Place => 2,
        EntityKind::Nationality => 3,
        _ => 9,
    };
    passes
        .mentions
        .iter()
        .filter(|m| m.kind == MentionKind::Name && phrase.span.contains(m.span))
        .map(|m| m.entity)
        .filter(|e| rank(passes.entities.list[e.at()].kind) < 9)
        .min_by_key(|e| rank(passes.entities.list[e.at()].kind))
}

fn is_office(passes: &Passes<'_, '_>, phrase: &Phrase) -> bool {
    head_word(passes, phrase) == "office"
        && (modifiers(passes, phrase).iter().any(|w| office_of(w).is_some())
            || belongs_to(passes, phrase)
                .is_some_and(|e| passes.entities.list[e.at()].kind == EntityKind::Person))
}

/// The office that a word tells of: `presidential` → president.
fn office_of(word: &str) -> Option<&'static str> {
    match word {
        "presidential" | "president" => Some("president"),
        "ministerial" | "premier" | "minister" => Some("minister"),
        "mayor" | "mayoral" => Some("mayor"),
        "governor" | "gubernatorial" => Some("governor"),
        "prosecutor" | "prosecutors" => Some("prosecutor"),
        _ => None,
    }
}

/// The office meant by "the presidential office", "Yoon's office": one entity for each office of
/// one country or person.
fn office(passes: &mut Passes<'_, '_>, phrase: &Phrase) -> Option<EntityIx> {
    let owner = belongs_to(passes, phrase);
    let person = owner.filter(|o| passes.entities.list[o.at()].kind == EntityKind::Person);
    let by_word = modifiers(passes, phrase).iter().find_map(|w| office_of(w));
    let by_title = person.and_then(|p| {
        passes.entities.traits[p.at()].titles.iter().flatten().find_map(|w| office_of(w))
    });
    let vice = modifiers(passes, phrase).iter().any(|w| matches!(w.as_str(), "vice" | "deputy"));
    let key = match by_word.or(by_title) {
        Some(word) if vice => format!("vice {word}'s office"),
        Some("president") => "presidential office".to_owned(),
        Some(word) => format!("{word}'s office"),
        None if only_office(passes, person) => "presidential office".to_owned(),
        None => format!("{}'s office", passes.entities.list[person?.at()].name),
    };
    let country = country_of(passes, owner);
    let same = |at: &usize| {
        let entity = &passes.entities.list[*at];
        let theirs = country_of(passes, entity.of);
        entity.kind == EntityKind::Organisation
            && entity.name == key
            && (country.is_none() || theirs.is_none() || country == theirs)
    };
    if let Some(at) = (0..passes.entities.list.len()).find(same) {
        let of = &mut passes.entities.list[at].of;
        *of = (*of).or(owner);
        return Some(EntityIx::from(at));
    }
    let at = passes.entities.add(EntityKind::Organisation, &key, phrase.span);
    passes.entities.list[at].of = owner;
    Some(EntityIx::from(at))
}

/// Whether the article speaks of a presidential office, of this person without a title, and of
/// nobody else who may hold that office.
fn only_office(passes: &Passes<'_, '_>, person: Option<EntityIx>) -> bool {
    let office = passes.entities.list.iter().any(|e| e.name == "presidential office");
    let president = |at: usize| {
        let titles = &passes.entities.traits[at].titles;
        passes.entities.list[at].of.is_none() && titles.iter().flatten().any(|w| w == "president")
    };
    let rival = (0..passes.entities.list.len()).any(president);
    office && !rival && person.is_some_and(|p| passes.entities.traits[p.at()].titles.is_empty())
}

/// The country's id behind an entity: its own, or that of what it belongs to.
fn country_of(passes: &Passes<'_, '_>, entity: Option<EntityIx>) -> Option<String> {
    let mut at = entity?;
    for _ in 0..4 {
        let entity = &passes.entities.list[at.at()];
        if let Some(known) = entity.known.as_ref().filter(|k| k.starts_with("country/")) {
            return Some(known.clone());
        }
        at = entity.of?;
    }
    None
}

/// The named entity a definite singular description points at: who holds that title, or the
/// organisation whose name ends so. Two that fit are told apart only by nearness.
fn named(passes: &Passes<'_, '_>, phrase: &Phrase, sentence: usize) -> Option<EntityIx> {
    if phrase.indefinite || phrase.noun == Noun::Group {
        return None;
    }
    let owner = belongs_to(passes, phrase);
    if let Some(medium) = owner.filter(|o| medium(passes, phrase, *o)) {
        return Some(medium);
    }
    let plain = phrase.definite || owner.is_some();
    if !plain || phrase.tokens.end > phrase.head + 1 && owner.is_none() {
        return None;
    }
    let head = head_word(passes, phrase);
    let wanted: Vec<String> = modifiers(passes, phrase)
        .into_iter()
        .filter(|w| passes.world.title(w).is_some() || LEXICON.common(w))
        .filter(|w| !matches!(w.as_str(), "'s" | "’s" | "new" | "current" | "former"))
        .collect();
    let country = country_of(passes, owner);
    let fits = |at: &usize| {
        let entity = &passes.entities.list[*at];
        if owner == Some(EntityIx::from(*at)) || entity.first.start > phrase.span.start {
            return false;
        }
        let theirs = country_of(passes, Some(EntityIx::from(*at)));
        let agrees = country.is_none() || theirs.is_none() || country == theirs;
        agrees
            && match phrase.noun {
                Noun::Person => {
                    entity.kind == EntityKind::Person
                        && holds(passes, *at, &head, &wanted)
                        && of_institution(passes, *at, owner)
                }
                _ => {
                    entity.kind == EntityKind::Organisation
                        && called(&entity.name, &entity.aliases, &head, &wanted)
                }
            }
    };
    let mut fitting: Vec<usize> = (0..passes.entities.list.len()).filter(fits).collect();
    if owner.is_none() && fitting.len() > 1 {
        let state = |at: &usize| institution(passes, *at).is_none();
        let of_state: Vec<usize> = fitting.iter().copied().filter(state).collect();
        fitting = if of_state.is_empty() { fitting } else { of_state };
    }
    match fitting[..] {
        [] if owner.is_none() && wanted.is_empty() && phrase.bare => {
            generic(passes, &head, phrase.span, sentence)
        }
        [] => None,
        [at] => Some(EntityIx::from(at)),
        _ => nearest(passes, &fitting, phrase.span, sentence),
    }
}

/// "the company", "the newspaper" after the one organisation they can mean: a name of the two
/// sentences before that does not say itself what else it is.
fn generic(passes: &Passes<'_, '_>, head: &str, before: Span, sentence: usize) -> Option<EntityIx> {
    const COMPANY: &[&str] =
        &["company", "firm", "airline", "operator", "manufacturer", "retailer"];
    const MEDIUM: &[&str] = &["newspaper", "paper", "magazine", "broadcaster", "website", "daily"];
    let medium = MEDIUM.contains(&head);
    if !medium && !COMPANY.contains(&head) {
        return None;
    }
    let fits = |at: &usize| {
        let entity = &passes.entities.list[*at];
        let says = name_words(&entity.name).iter().any(|w| LEXICON.noun(w) == Some(Noun::Body));
        let publisher = passes.world.publisher(&entity.name).is_some();
        entity.kind == EntityKind::Organisation
            && !says
            && (medium || !publisher)
            && entity.known.as_deref().is_none_or(|k| !k.starts_with("country/"))
    };
    let fitting: Vec<usize> = (0..passes.entities.list.len()).filter(fits).collect();
    nearest(passes, &fitting, before, sentence)
}

/// Whether the phrase only says what its owner is: "the Harbour Post newspaper".
fn medium(passes: &Passes<'_, '_>, phrase: &Phrase, owner: EntityIx) -> bool {
    let before = phrase.head.checked_sub(1).map(|b| passes.reading.tokens[b].span);
    let ends = |m: &Mention| {
        m.entity == owner
            && m.kind == MentionKind::Name
            && before.is_some_and(|b| m.span.end == b.end)
    };
    LEXICON.is("medium", &head_word(passes, phrase))
        && passes.entities.list[owner.at()].kind == EntityKind::Organisation
        && passes.mentions.iter().any(ends)
}

/// The organisation a person belongs to.
fn institution(passes: &Passes<'_, '_>, person: usize) -> Option<EntityIx> {
    let of = passes.entities.list[person].of?;
    (passes.entities.list[of.at()].kind == EntityKind::Organisation).then_some(of)
}

/// Whether a person may be the head of `owner`: it is the organisation the person belongs to, or
/// no organisation at all.
fn of_institution(passes: &Passes<'_, '_>, person: usize, owner: Option<EntityIx>) -> bool {
    let owner = owner.filter(|o| passes.entities.list[o.at()].kind == EntityKind::Organisation);
    owner.is_none() || owner == institution(passes, person)
}

/// Whether a person holds a title with that head and those modifiers.
fn holds(passes: &Passes<'_, '_>, at: usize, head: &str, wanted: &[String]) -> bool {
    let head = if head == "leader" || head == "chief" { None } else { Some(head) };
    passes.entities.traits[at].titles.iter().any(|title| {
        let former = title.iter().any(|w| matches!(w.as_str(), "former" | "ex" | "late"));
        let deputy =
            |t: &[String]| t.iter().any(|w| matches!(w.as_str(), "deputy" | "vice" | "assistant"));
        let ends = |h: &str| title.iter().any(|w| w == h);
        let top = |t: &Vec<String>| {
            ["president", "premier", "chancellor", "leader", "chief", "minister", "secretary"]
                .iter()
                .any(|h| t.iter().any(|w| w == h))
        };
        !former
            && deputy(title) == deputy(wanted)
            && head.map_or_else(|| top(title), ends)
            && wanted.iter().all(|w| title.contains(w) || head.is_none())
    })
}

/// Whether an organisation's name ends in the head and has the wanted words.
fn called(name: &str, aliases: &[String], head: &str, wanted: &[String]) -> bool {
    std::iter::once(name).chain(aliases.iter().map(String::as_str)).any(|name| {
        let words = name_words(name);
        words.iter().any(|w| w == head)
            && words.len() > 1
            && wanted.iter().all(|w| words.contains(w))
    })
}

/// The one of some entities mentioned in the two sentences before the phrase; where there is not
/// just one, the likeliest.
fn nearest(
    passes: &Passes<'_, '_>,
    fitting: &[usize],
    before: Span,
    sentence: usize,
) -> Option<EntityIx> {
    let within = |reach: usize| {
        passes.mentions.iter().filter(move |m| {
            let at = passes.reading.sentence_at(m.span.start);
            m.span.end <= before.start
                && fitting.contains(&m.entity.at())
                && at.is_some_and(|s| s.at() + reach >= sentence)
        })
    };
    let mut near = within(2).map(|m| m.entity);
    match near.next() {
        Some(first) if near.all(|other| other == first) => Some(first),
        _ => passes.likeliest(before, within(REACH)),
    }
}

/// The organisation whose name follows at once: "the Varnian newspaper Lisle Herald".
fn name_after(passes: &Passes<'_, '_>, phrase: &Phrase) -> Option<EntityIx> {
    let last = passes.reading.tokens[phrase.tokens.end - 1].span;
    let next = passes.reading.tokens.get(phrase.tokens.end)?.span;
    let one = phrase.noun == Noun::Body
        && phrase.definite
        && phrase.tokens.end == phrase.head + 1
        && passes.reading.tokens[phrase.head].xpos == "NN";
    let name = passes.mentions.iter().find(|m| {
        m.kind == MentionKind::Name && m.span.start == next.start && next.start == last.end + 1
    })?;
    let organisation = passes.entities.list[name.entity.at()].kind == EntityKind::Organisation;
    (one && organisation).then_some(name.entity)
}

/// A source that is described: a new entity, or the one described so before.
fn source(passes: &mut Passes<'_, '_>, phrase: &Phrase) -> Option<EntityIx> {
    let text = clean(phrase.span.of(&passes.article.text));
    let name = without_article(&text);
    let owner = belongs_to(passes, phrase);
    let body = phrase.noun == Noun::Body;
    if body
        && (owner.is_none() && !phrase.definite
            || phrase.indefinite
            || passes.reading.tokens[phrase.head].xpos == "NNS")
    {
        return None;
    }
    if phrase.bare && phrase.definite {
        let head = head_word(passes, phrase);
        if let Some(at) = described_before(passes, phrase, &head) {
            return Some(EntityIx::from(at));
        }
    }
    let kind =
        if body && owner.is_some() { EntityKind::Organisation } else { EntityKind::Described };
    let words = name_words(name);
    if let Some(at) =
        passes.entities.same(kind, &words).filter(|at| passes.entities.list[*at].kind == kind)
    {
        return Some(EntityIx::from(at));
    }
    let at = passes.entities.add(kind, name, phrase.span);
    passes.entities.list[at].of = owner;
    passes.entities.traits[at].single =
        phrase.noun == Noun::Person && passes.reading.tokens[phrase.head].xpos != "NNS";
    passes.entities.traits[at].plural =
        phrase.noun == Noun::Group || passes.reading.tokens[phrase.head].xpos == "NNS";
    Some(EntityIx::from(at))
}

/// The described source last mentioned with that head: "the official" after "a rescue official".
fn described_before(passes: &Passes<'_, '_>, phrase: &Phrase, head: &str) -> Option<usize> {
    let last = passes.mentions.iter().filter(|m| m.span.end <= phrase.span.start).filter(|m| {
        let at = m.entity.at();
        passes.entities.list[at].kind == EntityKind::Described
            && passes.entities.traits[at].words.iter().any(|w| w == head)
    });
    last.max_by_key(|m| m.span.start).map(|m| m.entity.at())
}

fn without_article(text: &str) -> &str {
    ["the ", "The ", "a ", "A ", "an ", "An "]
        .iter()
        .find_map(|article| text.strip_prefix(article))
        .unwrap_or(text)
}
