//! Whom each name names: one entity for all names of one person, place or organisation. A wrong
//! merge is worse than a missing one, so what fits two entities fits none.

use std::collections::BTreeMap;

use text::{Article, Span};
use world::{Gender, World};

use super::lexicon::LEXICON;
use super::spans::{Found, gender};
use super::words::Word;
use crate::{Entity, EntityIx, EntityKind, Titled};

/// Entities as they are put together.
#[derive(Debug, Default)]
pub(super) struct Entities {
    /// In order of first mention.
    pub(super) list: Vec<Entity>,
    /// What else is known of each, at the same positions.
    pub(super) traits: Vec<Traits>,
    by_key: BTreeMap<(EntityKind, String), Vec<usize>>,
}

/// What coreference asks of an entity.
#[derive(Clone, Debug, Default)]
pub(super) struct Traits {
    /// Words of the fullest name, in lower case, without hyphens.
    pub(super) words: Vec<String>,
    /// He or she, where known.
    pub(super) gender: Option<Gender>,
    /// One person that is described.
    pub(super) single: bool,
    /// Several people.
    pub(super) plural: bool,
    /// Words of its titles in lower case.
    pub(super) titles: Vec<Vec<String>>,
    /// Sentence of the last mention so far.
    pub(super) last: usize,
}

/// Lower-case words of a name; hyphens part them, so `Jong-un` and `Jong Un` agree.
pub(super) fn name_words(name: &str) -> Vec<String> {
    name.split([' ', '-', '‐', '‑', '\n', '\u{a0}'])
        .map(|w| w.trim_matches('.').to_lowercase())
        .filter(|w| !w.is_empty())
        .collect()
}

impl Entities {
    /// The entity that a found name names, made where it is new.
    pub(super) fn resolve(
        &mut self,
        article: &Article,
        words: &[Word<'_>],
        found: &Found<'_>,
        world: &World,
    ) -> EntityIx {
        let span = span_of(words, found);
        let kind = found.kind;
        let name = clean(span.of(&article.text));
        let known = found.known.map(|k| k.id.clone());
        let sentence = words[found.words.start].sentence;
        let gender = if kind == EntityKind::Person { gender(words, found, world) } else { None };
        let parts = name_words(&name);
        let same = match (&known, kind) {
            (Some(id), _) => self.by_known(id, kind),
            (None, EntityKind::Person) => self.person(&parts, gender, sentence),
            _ => self.same(kind, &parts),
        };
        let at = same.unwrap_or_else(|| self.add(kind, &name, span));
        self.note(at, &name, known, gender, sentence);
        EntityIx::from(at)
    }

    /// A new entity.
    pub(super) fn add(&mut self, kind: EntityKind, name: &str, first: Span) -> usize {
        let at = self.list.len();
        let words = name_words(name);
        self.by_key.entry((kind, words.join(" "))).or_default().push(at);
        self.list.push(Entity {
            name: name.to_owned(),
            kind,
            aliases: Vec::new(),
            titles: Vec::new(),
            known: None,
            of: None,
            first,
        });
        self.traits.push(Traits { words, ..Traits::default() });
        at
    }

    /// Adds what one more name tells of an entity.
    fn note(
        &mut self,
        at: usize,
        name: &str,
        known: Option<String>,
        gender: Option<Gender>,
        sentence: usize,
    ) {
        let (entity, traits) = (&mut self.list[at], &mut self.traits[at]);
        let words = name_words(name);
        let fuller = entity.kind == EntityKind::Person && words.len() > traits.words.len();
        if fuller {
            let old = std::mem::replace(&mut entity.name, name.to_owned());
            traits.words = words.clone();
            alias(entity, &old);
        } else {
            alias(entity, name);
        }
        self.by_key.entry((entity.kind, words.join(" "))).or_default().push(at);
        if entity.known.is_none() {
            entity.known = known;
        }
        traits.gender = traits.gender.or(gender);
        traits.last = sentence;
    }

    /// The entity of that kind under exactly that name.
    pub(super) fn same(&self, kind: EntityKind, words: &[String]) -> Option<usize> {
        self.by_key.get(&(kind, words.join(" ")))?.first().copied()
    }

    fn by_known(&self, id: &str, kind: EntityKind) -> Option<usize> {
        self.list.iter().position(|e| e.known.as_deref() == Some(id) && e.kind == kind)
    }

    /// The person so named: by the same name, by first and last name, or by a part of the name
    /// that fits nobody else near.
    fn person(&self, words: &[String], gender: Option<Gender>, sentence: usize) -> Option<usize> {
        let fits = |at: &usize| {
            let theirs = self.traits[*at].gender;
            let agrees = gender.is_none() || theirs.is_none() || gender == theirs;
            self.list[*at].kind == EntityKind::Person
                && agrees
                && agree(&self.traits[*at].words, words)
        };
        let fitting: Vec<usize> = (0..self.list.len()).filter(fits).collect();
        let full = |at: &&usize| self.traits[**at].words == words;
        if words.len() > 1
            && let Some(at) = fitting.iter().find(full)
        {
            return Some(*at);
        }
        match fitting[..] {
            [] => None,
            [at] => Some(at),
            _ => {
                let near = |at: &&usize| self.traits[**at].last + 2 >= sentence;
                let mut near = fitting.iter().filter(near);
                near.next().filter(|_| near.next().is_none()).copied()
            }
        }
    }

    /// Joins an acronym in brackets to the long name before it.
    pub(super) fn join(&mut self, long: EntityIx, short: EntityIx) {
        let (long, short) = (long.at(), short.at());
        let name = self.list[short].name.clone();
        alias(&mut self.list[long], &name);
        if self.list[long].known.is_none() {
            self.list[long].known = self.list[short].known.clone();
        }
        let key = (self.list[long].kind, name_words(&name).join(" "));
        self.by_key.insert(key, vec![long]);
    }

    /// Records a title.
    pub(super) fn title(&mut self, at: EntityIx, text: &str, span: Span) {
        let text = clean(text);
        let entity = &mut self.list[at.at()];
        let words = name_words(&text);
        if !entity.titles.iter().any(|t| t.text.eq_ignore_ascii_case(&text)) {
            entity.titles.push(Titled { text, span });
        }
        self.traits[at.at()].titles.push(words);
    }
}

/// The words of a name in one line.
pub(super) fn clean(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn alias(entity: &mut Entity, name: &str) {
    if entity.name != name && !entity.aliases.iter().any(|a| a == name) {
        entity.aliases.push(name.to_owned());
    }
}

/// Where a found name stands.
pub(super) fn span_of(words: &[Word<'_>], found: &Found<'_>) -> Span {
    words[found.words.start].span.join(words[found.words.end - 1].span)
}

/// Whether two names can be one person's: equal; the same first and last word with more between;
/// or one the other's last words, or its first word (a family name that comes first, or a given
/// name used alone).
fn agree(full: &[String], other: &[String]) -> bool {
    let (long, short) = if full.len() >= other.len() { (full, other) } else { (other, full) };
    if short.is_empty() {
        return false;
    }
    if long == short || long.concat() == short.concat() {
        return true;
    }
    let bare = |w: &[String]| -> Vec<String> {
        w.iter()
            .filter(|w| !LEXICON.is("suffix_person", w) && w.as_str() != "jr")
            .cloned()
            .collect()
    };
    let (long, short) = (bare(long), bare(short));
    if long.is_empty() || short.is_empty() {
        return false;
    }
    let ends = long.ends_with(&short);
    let begins = short.len() == 1 && long[0] == short[0];
    let both = short.len() > 1 && long[0] == short[0] && long.last() == short.last();
    long.len() > short.len() && (ends || begins || both)
}

/// Whether the letters of an acronym are the initials of a long name, small words optional.
pub(super) fn abbreviates(short: &str, long: &[String]) -> bool {
    let letters: Vec<char> =
        short.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let mut next = 0;
    for word in long {
        if letters.get(next).is_some_and(|l| word.starts_with(*l)) {
            next += 1;
        }
    }
    let first = long.first().zip(letters.first()).is_some_and(|(w, l)| w.starts_with(*l));
    letters.len() > 1 && first && next + usize::from(letters.len() > 3) >= letters.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree_or_not() {
        let cases = [
            ("Kim Jong-un", "Kim Jong Un", true),
            ("Ada Vance", "Vance", true),
            ("Ada Vance", "Ada", true),
            ("Ada M. Vance", "Ada Vance", true),
            ("Ada Vance", "Bert Vance", false),
            ("Vance", "Vanceburg", false),
            ("Omar bin Tarek", "bin Tarek", true),
        ];
        for (a, b, expected) in cases {
            assert_eq!(agree(&name_words(a), &name_words(b)), expected, "{a} / {b}");
        }
    }

    #[test]
    fn acronyms_follow_initials() {
        let cases = [
            ("HPA", "Harbour Pilots Association", true),
            ("MoF", "Ministry of Finance", true),
            ("AP", "Reykjavik", false),
            ("UK", "Harbour Pilots", false),
        ];
        for (short, long, expected) in cases {
            assert_eq!(abbreviates(short, &name_words(long)), expected, "{short} / {long}");
        }
    }
}
