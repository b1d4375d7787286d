//! What the rules for events ask of a sentence: grammatical functions with the entities that fill
//! them, and the classes of nouns.

use text::Article;

use super::lexicon::Lexicon;
use crate::EventWord;
use crate::{EntityIx, EntityKind, Mention, Reading, Token, TokenIx, Tree, Upos};

/// Longest mention of a person with a title, in bytes: a longer one has swallowed a clause.
const TITLED_NAME: usize = 120;

/// One article with the indexes that the rules need.
pub(super) struct Scene<'a> {
    pub(super) article: &'a Article,
    pub(super) reading: &'a Reading,
    pub(super) tree: Tree<'a>,
    pub(super) lexicon: &'static Lexicon,
    /// The words that the trained reader hears as events, in order.
    heard: &'a [EventWord],
    /// Head token of every mention with the entity, in order; the longest mention of a head first.
    mentions: Vec<(TokenIx, EntityIx)>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        article: &'a Article,
        reading: &'a Reading,
        heard: &'a [EventWord],
    ) -> Scene<'a> {
        let mut mentions: Vec<_> = reading
            .mentions
            .iter()
            .filter_map(|m| {
                Some((reading.head_of(m.span)?, std::cmp::Reverse(m.span.len()), m.entity))
            })
            .collect();
        mentions.sort_unstable();
        let mentions = mentions.into_iter().map(|(head, _, entity)| (head, entity)).collect();
        let tree = Tree::new(reading);
        Scene { article, reading, tree, lexicon: Lexicon::bundled(), heard, mentions }
    }

    /// The event that the trained reader hears in a word.
    pub(super) fn heard(&self, at: TokenIx) -> Option<&'a EventWord> {
        let found = self.heard.binary_search_by_key(&at.at(), |e| e.word).ok()?;
        Some(&self.heard[found])
    }

    pub(super) fn token(&self, at: TokenIx) -> &'a Token {
        self.tree.token(at)
    }

    pub(super) fn lemma(&self, at: TokenIx) -> String {
        self.token(at).lemma.to_lowercase()
    }

    /// The entity of the noun phrase with this head: a person whose mention holds it (a parser may
    /// take a word of the title for the head), else whose mention has this head.
    pub(super) fn entity(&self, head: TokenIx) -> Option<EntityIx> {
        let at = self.mentions.partition_point(|(h, _)| *h < head);
        let exact = self.mentions.get(at).filter(|(h, _)| *h == head).map(|(_, entity)| *entity);
        let span = self.token(head).span;
        let holds = |m: &&Mention| m.span.contains(span) && m.span.len() <= TITLED_NAME;
        let person = |m: &&Mention| self.kind(m.entity) == EntityKind::Person;
        let around = self.reading.mentions_in(span).filter(holds).filter(person);
        around.max_by_key(|m| m.span.len()).map(|m| m.entity).or(exact)
    }

    pub(super) fn kind(&self, entity: EntityIx) -> EntityKind {
        self.reading.entities[entity.at()].kind
    }

    /// The head and what is coordinated with it: "the king and the queen".
    pub(super) fn conjuncts(&self, head: TokenIx) -> Vec<TokenIx> {
        let nominal = |at: &TokenIx| !matches!(self.token(*at).upos, Upos::Verb | Upos::Aux);
        let others = self.tree.by_relation(head, "conj").filter(nominal);
        std::iter::once(head).chain(others).collect()
    }

    /// The entities that a noun phrase names: of its heads, else of their appositions, else of
    /// their modifiers ("a Danish delegation").
    pub(super) fn entities(&self, head: TokenIx) -> Vec<EntityIx> {
        let mut found = Vec::new();
        for part in self.conjuncts(head) {
            if let Some(entity) = self.entity(part) {
                found.push(entity);
                continue;
            }
            let below = |relation: &'static str| {
                self.tree.by_relation(part, relation).filter_map(|c| self.entity(c))
            };
            match below("appos").next() {
                Some(entity) => found.push(entity),
                None => found
                    .extend(below("amod").chain(below("compound")).chain(below("nmod")).take(2)),
            }
        }
        found
    }

    /// The preposition of an oblique or nominal modifier.
    pub(super) fn preposition(&self, of: TokenIx) -> Option<String> {
        self.tree.child(of, "case").map(|case| self.lemma(case))
    }

    /// Whether a noun phrase is of a class of `event_words.tsv`, or of a kind of entity.
    pub(super) fn is_of(&self, head: TokenIx, class: &str) -> bool {
        self.conjuncts(head).into_iter().any(|at| self.one_is_of(at, class))
    }

    fn one_is_of(&self, at: TokenIx, class: &str) -> bool {
        let token = self.token(at);
        let lemma = self.lemma(at);
        if self.lexicon.has(class, &lemma) {
            return true;
        }
        let kind = self.entity(at).map(|entity| self.kind(entity));
        let unknown_name = kind.is_none() && token.upos == Upos::Propn;
        match class {
            "human" => {
                matches!(
                    kind,
                    Some(
                        EntityKind::Person
                            | EntityKind::Organisation
                            | EntityKind::Described
                            | EntityKind::Nationality
                            | EntityKind::Place
                    )
                ) || matches!(token.upos, Upos::Num)
                    || unknown_name
            }
            "armed" => matches!(kind, Some(EntityKind::Organisation | EntityKind::Place)),
            "place" | "structure" => {
                matches!(kind, Some(EntityKind::Place | EntityKind::Facility))
            }
            "organisation" => matches!(kind, Some(EntityKind::Organisation)) || unknown_name,
            "vehicle" | "weapon" => matches!(kind, Some(EntityKind::Product)),
            "law" => matches!(kind, Some(EntityKind::Law)),
            _ => false,
        }
    }
}
