//! Whether a word of the lexicon tells an event where it stands.

use super::arguments::Arguments;
use super::lexicon::{Entry, Need};
use super::scene::Scene;
use crate::TokenIx;

/// Every condition that a need can name.
#[cfg(test)]
pub(super) const KNOWN: &[&str] = &[
    "obj", "subj", "ccomp", "xcomp", "passive", "prep", "lemma", "channel", "light", "case",
    "nmod", "without", "compound", "poss", "det", "arg",
];

/// A word with its surroundings.
pub(super) struct Place<'s, 'a> {
    pub(super) scene: &'s Scene<'a>,
    /// The verb or noun.
    pub(super) word: TokenIx,
    /// Its own arguments.
    pub(super) arguments: &'s Arguments,
    /// The verb that makes a clause of a noun.
    pub(super) light: Option<TokenIx>,
}

impl Place<'_, '_> {
    /// Whether one of the alternatives of an entry's needs holds.
    pub(super) fn suits(&self, entry: &Entry) -> bool {
        entry.needs.is_empty()
            || entry.needs.iter().any(|all| all.iter().all(|need| self.meets(entry, need)))
    }

    fn meets(&self, entry: &Entry, need: &Need) -> bool {
        let Place { scene, arguments, .. } = self;
        let tree = &scene.tree;
        let any = need.values.is_empty();
        let of_class = |heads: &[TokenIx]| {
            !heads.is_empty()
                && (any
                    || heads.iter().any(|h| need.values.iter().any(|class| scene.is_of(*h, class))))
        };
        let listed = |word: &str| any || need.values.contains(&word);
        match need.what {
            "obj" => of_class(&arguments.objects),
            "subj" => of_class(&arguments.subjects),
            "ccomp" | "xcomp" => tree.child(self.word, need.what).is_some(),
            "passive" => arguments.passive,
            "prep" => {
                arguments.obliques.iter().any(|(p, _)| listed(p))
                    || tree.children(self.word).iter().any(|c| {
                        matches!(scene.token(*c).deprel, "advmod" | "compound:prt")
                            && listed(&scene.lemma(*c))
                    })
            }
            "lemma" => need.values.iter().any(|v| v.replace('_', " ") == entry.words),
            "channel" => self.has_channel(),
            "light" => self.light.is_some(),
            "case" => scene.preposition(self.word).is_some_and(|p| listed(&p)),
            "nmod" => arguments.obliques.iter().any(|(p, _)| listed(p)),
            "without" => {
                let next = scene.reading.tokens.get(self.word.at() + 1);
                next.is_none_or(|t| !need.values.contains(&&*t.lemma))
            }
            "compound" => tree.children(self.word).iter().any(|c| {
                let modifies = tree.is(*c, "compound") || tree.is(*c, "amod");
                modifies && listed(&scene.lemma(*c))
            }),
            "poss" => tree.children(self.word).iter().any(|c| {
                scene.token(*c).deprel == "nmod:poss"
                    || (scene.entity(*c).is_some()
                        && (tree.is(*c, "compound") || tree.is(*c, "amod")))
            }),
            "det" => tree.child(self.word, "det").is_some(),
            "arg" => !arguments.obliques.is_empty() || !arguments.subjects.is_empty(),
            _ => false,
        }
    }

    /// "said in a statement", "told reporters", "wrote on Twitter".
    fn has_channel(&self) -> bool {
        let scene = self.scene;
        let named = |list: &str, at: TokenIx| {
            scene.conjuncts(at).into_iter().any(|c| scene.lexicon.has(list, &scene.lemma(c)))
        };
        let through = self.arguments.obliques.iter().any(|(preposition, at)| {
            matches!(preposition.as_str(), "in" | "on" | "at" | "during" | "to" | "via" | "before")
                && named("channel nouns", *at)
        });
        let listeners = self.arguments.objects.iter();
        through
            || (!self.arguments.passive
                && listeners.clone().any(|at| named("channel listeners", *at)))
    }
}
