//! When, where, on what occasion and to whom something was said, and the words that hedge it.

use std::sync::LazyLock;

use text::{PartialDate, Precision, Span};

use super::{Context, Found};
use crate::tables::rows;
use crate::{EntityIx, EntityKind, TokenIx, Upos};

const OCCASIONS: &str = include_str!("../../data/occasions.tsv");
const HEDGES: &str = include_str!("../../data/hedges.tsv");

/// The first cells of the rows of a table, sorted.
fn words(table: &'static str, keep: impl Fn(&[&str]) -> bool) -> Vec<&'static str> {
    let mut found: Vec<&str> = rows(table).filter(|r| keep(r)).map(|r| r[0]).collect();
    found.sort_unstable();
    found
}

static OCCASION_NOUNS: LazyLock<Vec<&str>> = LazyLock::new(|| words(OCCASIONS, |_| true));
static HEDGE_ADVERBS: LazyLock<Vec<&str>> = LazyLock::new(|| words(HEDGES, |r| r[1] == "adverb"));
static HEDGE_PASSIVES: LazyLock<Vec<&str>> = LazyLock::new(|| words(HEDGES, |r| r[1] == "passive"));

/// Verbs whose object is who hears it; with others the hearer stands after "to".
const TOLD: &[&str] =
    &["tell", "inform", "assure", "warn", "remind", "brief", "advise", "notify", "reassure", "ask"];

/// Words of the clause of saying that belong neither to what is said nor to who says it.
struct Clause<'a> {
    context: &'a Context<'a>,
    found: &'a Found,
}

impl Clause<'_> {
    fn is_free(&self, span: Span) -> bool {
        !self.found.content.iter().any(|c| c.overlaps(span))
            && !self.found.source.is_some_and(|(source, _)| source.overlaps(span))
    }

    /// Phrases that hang from the cue in `relation`, with their heads.
    fn phrases(&self, relation: &'static str) -> impl Iterator<Item = TokenIx> + '_ {
        let of = self.context.tree.by_relation(self.found.anchor, relation);
        of.filter(|at| self.is_free(self.context.tree.token(*at).span))
    }

    /// A noun phrase cut where it runs into the content or the source.
    fn phrase(&self, head: TokenIx) -> Span {
        let whole = self.context.tree.span(head);
        if self.is_free(whole) {
            return super::heard::tidy(self.context, whole);
        }
        let at = |token: &TokenIx| self.context.tree.token(*token).span;
        let free = |token: &&TokenIx| self.is_free(at(token));
        let tokens = self.context.tree.subtree(head);
        let before = tokens.iter().rev().filter(|t| **t < head).take_while(free);
        let behind = tokens.iter().filter(|t| **t > head).take_while(free);
        let span = before.chain(behind).map(at).fold(at(&head), Span::join);
        super::heard::tidy(self.context, span)
    }
}

/// What the clause of saying tells beside source and content.
#[derive(Debug, Default)]
pub(super) struct Circumstances {
    pub(super) said_on: Option<PartialDate>,
    pub(super) place: Option<EntityIx>,
    pub(super) occasion: Option<Span>,
    pub(super) audience: Option<Span>,
    pub(super) hedges: Vec<Span>,
}

/// Reads the circumstances of what was found.
pub(super) fn circumstances(context: &Context, found: &Found) -> Circumstances {
    let clause = Clause { context, found };
    let occasion = occasion(&clause);
    Circumstances {
        said_on: said_on(&clause),
        place: place(&clause, occasion),
        occasion: occasion.map(|head| clause.phrase(head)),
        audience: audience(&clause, occasion),
        hedges: hedges(context, found),
    }
}

/// The head of the phrase that names the occasion: "in a phone call on Monday".
fn occasion(clause: &Clause) -> Option<TokenIx> {
    const IN: &[&str] = &["in", "at", "during", "on", "via", "through", "by", "after"];
    clause.phrases("obl").find(|at| {
        let lemma = clause.context.lemma(*at).to_lowercase();
        clause.context.case(*at).is_some_and(|c| IN.contains(&c))
            && OCCASION_NOUNS.binary_search(&lemma.as_str()).is_ok()
    })
}

/// Who hears it: "told CNN", "said to reporters", "in an interview with CNN".
fn audience(clause: &Clause, occasion: Option<TokenIx>) -> Option<Span> {
    let context = clause.context;
    let hears = |at: &TokenIx| {
        matches!(context.tree.token(*at).upos, Upos::Noun | Upos::Propn | Upos::Pron)
    };
    let told = TOLD.contains(&context.lemma(clause.found.anchor));
    let object = || clause.phrases("obj").chain(clause.phrases("iobj")).find(hears);
    let to = || {
        let mut phrases = clause.phrases("obl");
        phrases.find(|at| hears(at) && clause.context.case(*at) == Some("to"))
    };
    let with = || {
        let mut inside = context.tree.by_relation(occasion?, "nmod");
        inside.find(|at| {
            let free = clause.is_free(context.tree.token(*at).span);
            free && hears(at) && matches!(clause.context.case(*at), Some("with" | "to"))
        })
    };
    let head = if told { object() } else { None }.or_else(to).or_else(with)?;
    Some(context.name(head)).filter(|name| clause.is_free(*name))
}

/// The place it was said in: of the clause itself or of the occasion.
fn place(clause: &Clause, occasion: Option<TokenIx>) -> Option<EntityIx> {
    let context = clause.context;
    let heard_by = clause.phrases("obj").chain(clause.phrases("iobj"));
    let inside = occasion.into_iter().chain(heard_by);
    let inside = inside.flat_map(|noun| context.tree.by_relation(noun, "nmod"));
    let mut phrases = clause.phrases("obl").chain(inside);
    phrases.find_map(|at| {
        let case = clause.context.case(at).is_some_and(|c| matches!(c, "in" | "at" | "from"));
        let word = context.tree.token(at).span;
        let named = context.reading.names.iter().find(|n| case && n.span.contains(word))?;
        matches!(named.kind, EntityKind::Place | EntityKind::Facility).then_some(named.entity)
    })
}

/// The day it was said, from a date that hangs from the cue or stands right beside it, outside the
/// content and the source.
fn said_on(clause: &Clause) -> Option<PartialDate> {
    let (context, found) = (clause.context, clause.found);
    let sentence = context.reading.sentence_at(context.tree.token(found.anchor).span.start)?;
    let bounds = context.reading.sentences[sentence.at()].span;
    let hangs = |span: Span| {
        let head = context.reading.head_of(span)?;
        let above = std::iter::once(head).chain(context.tree.ancestors(head)).take(3);
        above.into_iter().find(|t| *t == found.anchor)
    };
    let anchor = context.tree.token(found.anchor).span;
    let times = context.reading.times.iter();
    times
        .filter(|time| bounds.contains(time.span) && clause.is_free(time.span))
        .filter(|time| hangs(time.span).is_some() || time.span.start.abs_diff(anchor.end) <= 2)
        .filter_map(|time| time.days)
        .map(|days| days.partial())
        .find(|date| date.precision <= Precision::Month)
}

/// The words in a statement, its cue included, that keep a distance from what is told; in order.
/// Those inside quotation marks are the speaker's own and count as well.
fn hedges(context: &Context, found: &Found) -> Vec<Span> {
    let parts = found.content.iter().copied().chain(found.cue);
    let mut hedges: Vec<Span> = parts
        .flat_map(|part| context.reading.tokens_in(part))
        .map(TokenIx::from)
        .filter_map(|at| hedge(context, at))
        .collect();
    hedges.sort_unstable_by_key(|h| h.start);
    hedges.dedup();
    hedges
}

fn hedge(context: &Context, at: TokenIx) -> Option<Span> {
    let token = context.tree.token(at);
    let lemma = token.lemma.to_lowercase();
    if token.upos == Upos::Adv && HEDGE_ADVERBS.binary_search(&lemma.as_str()).is_ok() {
        return Some(token.span);
    }
    if token.xpos != "VBN" || HEDGE_PASSIVES.binary_search(&lemma.as_str()).is_err() {
        return None;
    }
    let be = context.tree.child(at, "aux:pass")?;
    let clause = context.tree.child(at, "xcomp").or_else(|| context.tree.child(at, "ccomp"))?;
    let to = context.tree.child(clause, "mark").filter(|m| m.0 == at.0 + 1);
    let span = context.tree.token(be).span.join(token.span);
    Some(to.map_or(span, |to| span.join(context.tree.token(to).span)))
}

#[cfg(test)]
mod tests {
    use text::Article;
    use world::World;

    use super::*;
    use crate::{Reading, read};

    fn reading(text: &str) -> (Article, Reading) {
        let article = Article::of_text(text);
        let reading = read(&article, World::bundled());
        (article, reading)
    }

    /// The words between bars in an example, without its preposition.
    fn marked(example: &str) -> (String, String) {
        let words = example.split('|').nth(1).unwrap_or_default().to_owned();
        (example.replace('|', ""), words)
    }

    #[test]
    fn the_examples_of_the_tables_hold() {
        let mut wrong = Vec::new();
        for row in rows(OCCASIONS) {
            let [_, example, counter] = row[..] else { panic!("{row:?}") };
            let (text, words) = marked(example);
            let occasion = |text: &str| {
                let (article, reading) = reading(text);
                let said = reading.statements.iter().find_map(|s| s.occasion);
                said.map(|o| o.of(&article.text).to_owned())
            };
            let found = occasion(&text);
            if found.as_deref() != Some(words.as_str()) {
                wrong.push(format!("{example}: {found:?}"));
            }
            wrong.extend(occasion(counter).map(|o| format!("{counter}: {o}")));
        }
        for row in rows(HEDGES) {
            let [_, _, example, counter] = row[..] else { panic!("{row:?}") };
            let hedges = |text: &str| -> Vec<String> {
                let (article, reading) = reading(text);
                let all = reading.statements.iter().flat_map(|s| s.hedges.iter());
                all.map(|h| h.of(&article.text).to_owned()).collect()
            };
            let (text, words) = marked(example);
            let found = hedges(&text);
            if found != [words] {
                wrong.push(format!("{example}: {found:?}"));
            }
            let found = hedges(counter);
            if !found.is_empty() {
                wrong.push(format!("{counter}: {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn the_clause_of_saying_tells_who_heard_it_where_and_when() {
        let (article, reading) = reading(
            "The mayor told reporters in Brussels on 3 March 2025 that the bridge was safe.\n\n\
             Anna Reed said in an interview with the Harbour Gazette that nine people had left.",
        );
        let shown: Vec<String> = reading
            .statements
            .iter()
            .map(|s| {
                let words = |span: Option<Span>| span.map_or("-", |w| w.of(&article.text));
                let place = s.place.map_or("-", |p| reading.entities[p.at()].name.as_str());
                let day = s.said_on.map_or("-".to_owned(), |d| d.to_string());
                format!("{}|{}|{place}|{day}", words(s.audience), words(s.occasion))
            })
            .collect();
        let interview = "the Harbour Gazette|in an interview with the Harbour Gazette|-|-";
        assert_eq!(shown, ["reporters|-|Brussels|2025-03-03", interview]);
    }
}
