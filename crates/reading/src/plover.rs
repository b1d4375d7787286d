//! Acts by the root codes of PLOVER, the ontology by which political scientists count events
//! (`data/plover.tsv`).
//!
//! A word has the root of its own act; what governs it may change that: to refuse to meet is REJECT,
//! to threaten to strike is THREATEN, to end an embargo is CONCEDE.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::{EventKind, Plover, Reading, TokenIx, Tree, Upos, tables};

const TABLE: &str = include_str!("../data/plover.tsv");
/// Words at most between an act and the outermost word that changes its root.
const HEIGHT: usize = 4;
/// The second word of an entry that any object suits.
const ANY: &str = "_";
/// A preposition belongs to a verb that stands right before it: "called on the duke", not "called the
/// duke on Friday".
const NEXT: u32 = 1;
/// Words at most between a verb that is no act by itself and the noun or verb that is.
const DEPTH: usize = 3;

/// What a word of the table does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// It is an act.
    Root(Plover),
    /// It ends what it governs.
    Ends,
    /// It means to do what it governs.
    Intends,
    /// It does not do what it governs.
    Lacks,
}

impl Meaning {
    fn parse(word: &str) -> Option<Meaning> {
        match word {
            "ends" => Some(Meaning::Ends),
            "intends" => Some(Meaning::Intends),
            "lacks" => Some(Meaning::Lacks),
            root => Plover::parse(root).map(Meaning::Root),
        }
    }

    fn root(self) -> Option<Plover> {
        match self {
            Meaning::Root(root) => Some(root),
            _ => None,
        }
    }
}

/// A word of the table: with its second word, where it has one, and its meaning.
type Entries = BTreeMap<&'static str, Vec<(Option<&'static str>, Meaning)>>;

/// Verbs with adjectives, and nouns; entries of two words first, then in the order of the table.
static ENTRIES: LazyLock<[Entries; 2]> = LazyLock::new(|| {
    let mut entries: [Entries; 2] = Default::default();
    for row in tables::rows(TABLE) {
        let meaning = Meaning::parse(row[0]).expect("a test reads every row of the table");
        for (at, cell) in [row[1], row[2]].into_iter().enumerate() {
            for words in cell.split(';').filter(|words| *words != "-") {
                let (first, second) = words.split_once(' ').unzip();
                let key = if at == 0 { first } else { second };
                let second = if at == 0 { second } else { first };
                entries[at].entry(key.unwrap_or(words)).or_default().push((second, meaning));
            }
        }
    }
    for found in entries.iter_mut().flat_map(BTreeMap::values_mut) {
        found.sort_by_key(|(second, _)| second.is_none());
    }
    entries
});

/// The root of the act that the word at `at` tells, with what governs it; `None` where it tells
/// none.
pub fn act(reading: &Reading, tree: &Tree, at: TokenIx) -> Option<Plover> {
    let trigger = tree.token(at).span;
    let event = reading.events.iter().find(|e| e.trigger == trigger);
    if let Some(event) = event.filter(|e| e.plover.is_some()) {
        return event.plover;
    }
    let (word, root) = own(tree, at)?;
    Some(governed(tree, word, root))
}

/// The root of an event that `word` tells, in the clause of a light verb if it has one: the table's,
/// else that of its concept. No word makes an act of an accident, a disaster or a disclosure.
pub(crate) fn of_event(
    tree: &Tree,
    word: TokenIx,
    light: Option<TokenIx>,
    concept: Option<Plover>,
) -> Option<Plover> {
    let listed = |at: TokenIx| meanings(tree, at).find_map(Meaning::root);
    let fixed = concept.is_some_and(|root| root.is_added() && root != Plover::Legal);
    let root = if fixed { concept } else { listed(word).or(concept) }?;
    if root.is_added() {
        return Some(root);
    }
    // "sign a treaty" is more than "a treaty"; what merely carries a noun changes nothing.
    let whole = light.filter(|verb| is_pair(tree, *verb)).and_then(listed);
    Some(whole.unwrap_or_else(|| governed(tree, word, root)))
}

impl Plover {
    /// The type of an event that is no act of PLOVER's, by its kind.
    pub(crate) fn of(kind: EventKind) -> Option<Plover> {
        match kind {
            EventKind::Accident => Some(Plover::Accident),
            EventKind::Disaster => Some(Plover::Disaster),
            EventKind::Legal => Some(Plover::Legal),
            EventKind::Disclosure => Some(Plover::Disclosure),
            _ => None,
        }
    }

    /// Whether it is none of PLOVER's own.
    fn is_added(self) -> bool {
        use Plover::{Accident, Disaster, Disclosure, Legal};
        matches!(self, Accident | Disaster | Legal | Disclosure)
    }

    /// Whether it is an act of cooperation, in words or deeds.
    fn is_cooperative(self) -> bool {
        use Plover::{Agree, Aid, Concede, Consult, Cooperate, Retreat, Support};
        matches!(self, Agree | Aid | Concede | Consult | Cooperate | Retreat | Support)
    }

    /// Whether it is a hostile deed.
    fn is_hostile_deed(self) -> bool {
        use Plover::{Assault, Coerce, Mobilize, Protest, Sanction};
        matches!(self, Assault | Coerce | Mobilize | Protest | Sanction)
    }

    /// The root of what is only meant: PLOVER counts it as the word given.
    fn meant(self) -> Plover {
        match self {
            root if root.is_cooperative() => Plover::Agree,
            root if root.is_hostile_deed() => Plover::Threaten,
            root => root,
        }
    }

    /// The root of its end.
    fn ended(self) -> Plover {
        match self {
            Plover::Assault | Plover::Mobilize => Plover::Retreat,
            root if root.is_hostile_deed() => Plover::Concede,
            Plover::Aid | Plover::Consult | Plover::Cooperate | Plover::Support => Plover::Sanction,
            root => root,
        }
    }

    /// The root of its not being done.
    fn undone(self) -> Plover {
        if self.is_cooperative() { Plover::Reject } else { self }
    }

    /// The root where a word of that meaning governs it.
    fn under(self, governor: Meaning) -> Plover {
        use Plover::{Agree, Reject, Request, Threaten};
        match governor {
            Meaning::Root(Agree) => self.meant(),
            Meaning::Root(root @ (Reject | Request | Threaten)) => root,
            Meaning::Root(_) => self,
            Meaning::Ends => self.ended(),
            Meaning::Intends => self.meant(),
            Meaning::Lacks => self.undone(),
        }
    }
}

/// The act of a word: its own, else of a verb that is none by itself that of what it governs
/// ("ended its aid", "carried out an attack").
fn own(tree: &Tree, at: TokenIx) -> Option<(TokenIx, Plover)> {
    const CARRIED: &[&str] =
        &["obj", "xcomp", "ccomp", "nsubj:pass", "nmod", "compound", "acl", "obl", "amod", "conj"];
    let root = |at: TokenIx| meanings(tree, at).find_map(Meaning::root).map(|root| (at, root));
    if let found @ Some(_) = root(at) {
        return found;
    }
    let carries = |at: TokenIx| meanings(tree, at).next().is_some();
    if tree.token(at).upos != Upos::Verb && !carries(at) {
        return None;
    }
    let mut level = vec![at];
    for _ in 0..DEPTH {
        let below = level.iter().flat_map(|at| tree.children(*at)).copied();
        level = below.filter(|c| CARRIED.iter().any(|r| tree.token(*c).deprel == *r)).collect();
        if let found @ Some(_) = level.iter().find_map(|at| root(*at)) {
            return found;
        }
    }
    None
}

/// The root of an act in its mood, and as the words that govern it change it, from within.
fn governed(tree: &Tree, act: TokenIx, root: Plover) -> Plover {
    let mut root = moody(tree, act, root);
    let mut at = act;
    for _ in 0..HEIGHT {
        let Some(head) = tree.head(at).filter(|_| is_content(tree, at)) else { break };
        let meaning = meanings(tree, head).next();
        root = moody(tree, head, meaning.map_or(root, |meaning| root.under(meaning)));
        at = head;
    }
    root
}

/// Whether a word is part of what its head means, wants or does.
fn is_content(tree: &Tree, at: TokenIx) -> bool {
    const BY: &[&str] = &["for", "to", "of", "with", "from", "on", "against"];
    let preposition = || tree.child(at, "case").map(|case| lemma(tree, case));
    match tree.token(at).deprel {
        "xcomp" | "ccomp" | "obj" | "nsubj:pass" | "acl" | "compound" => true,
        "obl" | "nmod" | "advcl" => preposition().is_none_or(|p| BY.contains(&&*p)),
        _ => false,
    }
}

/// The root as the auxiliaries and the negation of its clause change it.
fn moody(tree: &Tree, at: TokenIx, root: Plover) -> Plover {
    const TO_COME: &[&str] = &["will", "would", "shall", "'ll", "’ll", "wo"];
    const OUGHT: &[&str] = &["must", "should", "ought"];
    const NOT: &[&str] = &["not", "n't", "n’t", "never", "no"];
    let child = |words: &[&str]| {
        tree.children(at).iter().any(|c| {
            let side = matches!(tree.token(*c).deprel, "aux" | "advmod" | "det");
            side && words.contains(&&*lemma(tree, *c))
        })
    };
    let going = lemma(tree, at) == "go" && tree.token(at).xpos == "VBG";
    match root {
        root if child(NOT) => root.undone(),
        root if child(OUGHT) && root.is_cooperative() => Plover::Request,
        root if going || child(TO_COME) => root.meant(),
        root => root,
    }
}

/// What the table says of a word where it stands, the closest entry first.
fn meanings<'t>(tree: &'t Tree, at: TokenIx) -> impl Iterator<Item = Meaning> + 't {
    entries(tree, at).map(|(_, meaning)| meaning)
}

/// Whether the table has it with a second word.
fn is_pair(tree: &Tree, at: TokenIx) -> bool {
    entries(tree, at).next().is_some_and(|(second, _)| second.is_some())
}

fn entries<'t>(
    tree: &'t Tree,
    at: TokenIx,
) -> impl Iterator<Item = (Option<&'static str>, Meaning)> + 't {
    let lemma = lemma(tree, at);
    let found: &[(Option<&'static str>, Meaning)] = match tree.token(at).upos {
        // Of a past form taken for a lemma, the entries of its base ("freed", "expell").
        Upos::Verb | Upos::Adj => [Some(&*lemma)]
            .into_iter()
            .chain(["ed", "d", "l"].map(|end| lemma.strip_suffix(end)))
            .flatten()
            .find_map(|l| ENTRIES[0].get(l))
            .map_or(&[], Vec::as_slice),
        Upos::Noun | Upos::Propn => ENTRIES[1].get(&*lemma).map_or(&[], Vec::as_slice),
        _ => &[],
    };
    found.iter().copied().filter(move |(second, _)| second.is_none_or(|word| has(tree, at, word)))
}

/// Whether a word has another beside it: a particle, a modifier, a preposition just behind it, or an
/// object, also as a noun that its object is made of ("impose a round of sanctions", "reach a trade
/// deal").
fn has(tree: &Tree, at: TokenIx, word: &str) -> bool {
    let is = |c: TokenIx| lemma(tree, c) == word;
    let below = |c: TokenIx, relation: &str| tree.by_relation(c, relation).any(is);
    let behind = |c: TokenIx| {
        let mut cases = tree.by_relation(c, "case").filter(|case| is(*case));
        cases.any(|case| case.0 > at.0 && case.0 - at.0 <= NEXT)
    };
    let object =
        |c: TokenIx| matches!(tree.token(c).deprel, "obj" | "nsubj:pass" | "obl" | "xcomp");
    if word == ANY {
        return tree.child(at, "obj").is_some() || tree.child(at, "nsubj:pass").is_some();
    }
    let parts = |c: TokenIx| ["nmod", "conj", "compound"].iter().any(|r| below(c, r));
    tree.children(at).iter().any(|c| {
        let beside = tree.token(*c).deprel != "nsubj" && is(*c);
        beside || (object(*c) && (behind(*c) || parts(*c)))
    })
}

fn lemma(tree: &Tree, at: TokenIx) -> String {
    tree.token(at).lemma.to_lowercase()
}

#[cfg(test)]
mod tests {
    use text::Article;
    use world::World;

    use super::*;

    /// The roots of the acts that the words of a text tell.
    fn roots(text: &str) -> Vec<Plover> {
        let reading = crate::read(&Article::of_text(text), World::bundled());
        let tree = Tree::new(&reading);
        let words = (0..reading.tokens.len()).map(TokenIx::from);
        words.filter_map(|at| act(&reading, &tree, at)).collect()
    }

    #[test]
    fn true_examples_tell_their_act_and_false_ones_do_not() {
        let mut wrong = Vec::new();
        for row in tables::rows(TABLE) {
            let [meaning, _, _, yes, no] = row[..] else { panic!("five cells: {row:?}") };
            assert!(Meaning::parse(meaning).is_some(), "{meaning}");
            for (cell, wanted) in [(yes, true), (no, false)] {
                let (text, root) = cell.split_once(" => ").unwrap_or((cell, meaning));
                let root = Plover::parse(root).expect("an example names a root");
                let found = roots(text);
                if found.contains(&root) != wanted {
                    wrong.push(format!("{text}: {found:?}, {root:?}: {wanted}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn what_governs_an_act_decides() {
        for (text, root) in [
            ("Varnia refused to sign the treaty with the duchy.", Plover::Reject),
            ("Varnia did not sign the treaty with the duchy.", Plover::Reject),
            ("Varnia will sign the treaty with the duchy.", Plover::Agree),
            ("Varnia agreed to free two poets.", Plover::Agree),
            ("Varnia called for the release of two poets.", Plover::Request),
            ("Varnia threatened to bomb Port Lisle.", Plover::Threaten),
            ("Varnia will bomb Port Lisle.", Plover::Threaten),
            ("Varnia lifted its embargo on the duchy.", Plover::Concede),
            ("Varnia halted its attacks on Port Lisle.", Plover::Retreat),
            ("Varnia suspended talks with the duchy.", Plover::Sanction),
        ] {
            let found = roots(text);
            assert!(found.contains(&root), "{text}: {found:?}");
        }
    }
}
