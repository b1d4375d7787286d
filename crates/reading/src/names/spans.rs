//! Where names are: longest matches of the world's tables, titles, words that end names
//! (`Ministry`, `River`), given names, and what capitalised words are left.

use std::ops::Range;

use world::{Form, Gender, Kind, Known, World};

use super::lexicon::LEXICON;
use super::words::Word;
use crate::{EntityKind, Rule};

/// A name that was found, before it is known whom it names.
#[derive(Clone, Debug)]
pub(super) struct Found<'w> {
    /// Its words.
    pub(super) words: Range<usize>,
    /// What it names; `None` where only the whole article can tell.
    pub(super) kind: Option<EntityKind>,
    /// The known thing of that name.
    pub(super) known: Option<&'w Known>,
    /// The title before it, in words.
    pub(super) title: Option<Range<usize>>,
    /// What made it.
    pub(super) rule: Rule,
}

/// All names of the article, in order.
pub(super) fn find<'w>(words: &[Word<'_>], world: &'w World) -> Vec<Found<'w>> {
    let mut finder = Finder { words, world, found: Vec::new(), title: None };
    let mut at = 0;
    while at < words.len() {
        at = finder.step(at);
    }
    finder.found
}

struct Finder<'a, 'w> {
    words: &'a [Word<'a>],
    world: &'w World,
    found: Vec<Found<'w>>,
    /// The title that ends right before the word at hand.
    title: Option<Range<usize>>,
}

impl<'w> Finder<'_, 'w> {
    /// Reads what begins at word `at`; gives where to go on.
    fn step(&mut self, at: usize) -> usize {
        let word = &self.words[at];
        if !self.inside(at) {
            let title = self.title.take();
            return self.lower_case(at, title);
        }
        let end = self.chunk_end(at);
        let matched = self.known(at);
        if let Some((n, known, kind)) = matched
            && n > 1
            && !(word.initial && LEXICON.is("opener", &word.lower) && !word.upper && n < 2)
        {
            if let Some(head) = self.headed(at, end)
                && head.words.end > at + n
            {
                return self.push(head);
            }
            let rule = "names.known";
            return self.push(Found {
                words: at..at + n,
                kind: Some(kind),
                known: Some(known),
                title: None,
                rule,
            });
        }
        if self.no_name_here(at, end) {
            self.title = None;
            return at + 1;
        }
        if let Some(head) = self.headed(at, end) {
            return self.push(head);
        }
        if let Some(after) = self.title_end(at, end) {
            let from = self.title.take().map_or(at, |t| t.start);
            self.title = Some(from..after);
            return after;
        }
        if let Some((n, known, kind)) = matched
            && !self.person_despite(at, end)
        {
            let rule = "names.known";
            return self.push(Found {
                words: at..at + n,
                kind: Some(kind),
                known: Some(known),
                title: None,
                rule,
            });
        }
        self.unknown(at, end)
    }

    /// Lower-case words carry no name, but a title may stand before one: `foreign minister Wang`.
    fn lower_case(&mut self, at: usize, title: Option<Range<usize>>) -> usize {
        let word = &self.words[at];
        let titled = self.world.title(&word.lower).is_some_and(|t| t.head || t.rank || t.modifier);
        let noun = LEXICON.noun(&word.lower) == Some(super::lexicon::Noun::Person);
        if titled || noun {
            let from = title.filter(|t| t.end == at).map_or(at, |t| t.start);
            self.title = Some(from..at + 1);
        }
        at + 1
    }

    fn push(&mut self, mut found: Found<'w>) -> usize {
        let title = self.title.take().filter(|t| t.end == found.words.start);
        if found.kind == Some(EntityKind::Person) && found.title.is_none() {
            found.title = title.filter(|t| self.is_title(t.clone()));
        }
        let end = found.words.end;
        self.found.push(found);
        end
    }

    /// Whether a run of title words holds more than modifiers.
    fn is_title(&self, range: Range<usize>) -> bool {
        self.words[range].iter().any(|w| {
            self.world.title(&w.lower).is_some_and(|t| t.head || t.rank || t.honorific)
                || LEXICON.noun(&w.lower) == Some(super::lexicon::Noun::Person)
        })
    }

    /// One past the last word of the unbroken run of capitalised words that begins at `at`.
    fn chunk_end(&self, at: usize) -> usize {
        let sentence = self.words[at].sentence;
        let mut end = at + 1;
        while end < self.words.len() && self.words[end].sentence == sentence && self.inside(end) {
            end += 1;
        }
        end
    }

    fn inside(&self, at: usize) -> bool {
        let word = &self.words[at];
        word.cap && word.is_word() || word.prefixed()
    }

    /// The longest known name at `at`.
    fn known(&self, at: usize) -> Option<(usize, &'w Known, EntityKind)> {
        let word = &self.words[at];
        let texts: Vec<&str> = self.words[at..]
            .iter()
            .take(9)
            .take_while(|w| w.sentence == word.sentence)
            .map(|w| w.text)
            .collect();
        let any_case = word.upper && word.text.chars().count() > 3;
        let (n, matches) = self.world.longest(&texts, any_case)?;
        if !self.words[at..at + n].iter().any(|w| w.cap) {
            return None;
        }
        let m = matches.iter().find(|m| self.fits(m.known, m.form, at, n)).copied()?;
        Some((n, m.known, kind_of(m.known.kind, m.form)))
    }

    /// Whether a table's entry may be meant here: a one-word outlet (`Independent`) needs more.
    fn fits(&self, known: &Known, form: Form, at: usize, n: usize) -> bool {
        let word = &self.words[at];
        if n > 1 {
            return true;
        }
        let common = LEXICON.common(&word.lower) && !word.upper;
        match known.kind {
            Kind::Outlet | Kind::Agency if common => {
                at > 0
                    && matches!(self.words[at - 1].lower.as_str(), "the" | "told" | "newspaper")
                    && !word.initial
                    && !self.words.get(at + 1).is_some_and(|w| w.cap)
            }
            _ if form != Form::Name => true,
            _ => !common,
        }
    }

    /// Whether the capital at `at` is only due to the beginning of a sentence, a date or junk.
    fn no_name_here(&self, at: usize, end: usize) -> bool {
        let word = &self.words[at];
        let more = end > at + 1;
        if self.dated(word) {
            return !(more
                && self.world.given_name(word.text).is_some()
                && !word.initial
                && self.words[at + 1].text.chars().all(char::is_alphabetic)
                && self.title.is_some());
        }
        if word.text.starts_with("http") || word.text.contains('@') || word.text.starts_with('#') {
            return true;
        }
        let opener = LEXICON.is("opener", &word.lower);
        if opener && (!word.upper || word.shouted || word.text.len() == 1) {
            return word.initial
                || word.shouted
                || matches!(word.lower.as_str(), "the" | "a" | "an" | "i");
        }
        if LEXICON.is("junk", word.text) {
            return true;
        }
        if (word.initial || word.shouted) && LEXICON.common(&word.lower) {
            let titled = self.world.title(&word.lower).is_some();
            let given =
                self.world.given_name(word.text).is_some() && !LEXICON.is("month", word.text);
            let headed = self.headed(at, end).is_some_and(|f| f.words.len() > 1);
            return !((titled || headed || given) && more && !word.shouted);
        }
        false
    }

    /// A name that ends in a word which tells its kind: `Defence Ministry`, `University of Oslo`.
    fn headed(&self, at: usize, end: usize) -> Option<Found<'w>> {
        let (mut last, mut kind) = (None, EntityKind::Other);
        let end = self.linked_end(at, end);
        for here in at..end {
            let word = &self.words[here];
            let possessive = self.words.get(here + 1).is_some_and(|w| is_genitive(w.text));
            let title = self
                .world
                .title(&word.lower)
                .filter(|t| (t.head || t.rank || t.honorific) && !possessive);
            if let Some(found) = self.head_kind(at, here, end) {
                (last, kind) = (Some(here), found);
            } else if title.is_some_and(|t| !t.modifier)
                || last.is_some() && self.known(here).is_some()
            {
                break;
            }
        }
        let last = last?;
        let bare = last == at;
        let stop = self.complement(last, kind);
        let place = matches!(kind, EntityKind::Place | EntityKind::Facility);
        if bare && stop == last + 1 {
            let article = at > 0
                && matches!(
                    self.words[at - 1].lower.as_str(),
                    "the" | "'s" | "’s" | "in" | "of" | "to"
                );
            if kind != EntityKind::Organisation
                || !article && !LEXICON.is("speech", self.after(at + 1))
            {
                return None;
            }
            if self.words[at].initial || self.words[at].shouted {
                return None;
            }
        }
        if bare && stop > last + 1 && place && kind != EntityKind::Place {
            kind = EntityKind::Facility;
        }
        if self.words[at].initial && LEXICON.is("opener", &self.words[at].lower) {
            return None;
        }
        Some(Found {
            words: at..stop,
            kind: Some(kind),
            known: None,
            title: None,
            rule: "names.head",
        })
    }

    /// The end of a run of capitalised words that goes on over "and" between common words
    /// (`Food and Drug Administration`) and over the genitive of one (`Public Prosecutor's Office`).
    fn linked_end(&self, at: usize, end: usize) -> usize {
        let mut end = end;
        while let (Some(link), Some(next)) = (self.words.get(end), self.words.get(end + 1)) {
            let before = &self.words[end - 1];
            let genitive = is_genitive(link.text)
                && (LEXICON.common(&before.lower) || self.world.title(&before.lower).is_some())
                && !before.upper;
            let and = matches!(link.text, "and" | "&" | ",")
                && LEXICON.common(&before.lower)
                && LEXICON.head(before.text).is_none_or(|_| end > at + 1)
                && self.world.title(&before.lower).is_none_or(|t| t.modifier)
                && LEXICON.common(&next.lower)
                && self.known(end - 1).is_none()
                && self.known(end + 1).is_none();
            let same = link.sentence == before.sentence && next.sentence == before.sentence;
            if !(same && next.cap && next.is_word() && (genitive || and)) {
                break;
            }
            let further = self.chunk_end(end + 1);
            if !(end + 1..further).any(|w| LEXICON.head(self.words[w].text).is_some()) {
                break;
            }
            end = further;
        }
        end
    }

    fn after(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |w| w.lower.as_str())
    }

    /// What the word at `here` says of a name that begins at `at`.
    fn head_kind(&self, at: usize, here: usize, end: usize) -> Option<EntityKind> {
        let word = &self.words[here];
        let kind = LEXICON.head(word.text)?;
        let before = here.checked_sub(1).filter(|b| *b >= at).map(|b| &self.words[b]);
        let family = self.world.family_name(word.text);
        let person = before.is_some_and(|b| {
            self.world.given_name(b.text).is_some() && family
                || self.world.title(&b.lower).is_some_and(|t| t.honorific || t.rank)
        }) || before.is_none() && self.title.is_some() && family;
        let leading = before.is_none() && kind == EntityKind::Place && here + 1 < end;
        if person || leading && !matches!(word.text, "Lake" | "Mount" | "Cape") {
            return None;
        }
        Some(kind)
    }

    /// One past the complement of a head: `Ministry of Health and Welfare`, `Gulf of Aden`.
    fn complement(&self, head: usize, kind: EntityKind) -> usize {
        let sentence = self.words[head].sentence;
        let word = |at: usize| self.words.get(at).filter(|w| w.sentence == sentence);
        let mut stop = head + 1;
        if matches!(self.words[head].text, "Lake" | "Mount" | "Cape") && kind == EntityKind::Place {
            while word(stop).is_some_and(|w| w.cap && w.is_word()) && stop < head + 3 {
                stop += 1;
            }
            return stop;
        }
        let Some(link) = word(stop) else { return stop };
        let topic = |w: &Word<'_>| {
            w.text == "on" && word(stop + 1).is_some_and(|w| w.cap && LEXICON.common(&w.lower))
        };
        let of =
            link.text == "of" || kind != EntityKind::Place && (link.text == "for" || topic(link));
        if !of {
            return stop;
        }
        let mut next = stop + 1;
        if word(next).is_some_and(|w| w.text == "the") {
            next += 1;
        }
        if !word(next).is_some_and(|w| w.cap && w.is_word() && !self.dated(w)) {
            return stop;
        }
        loop {
            stop = self.complement_chunk(next);
            let joined = word(stop).is_some_and(|w| matches!(w.text, "and" | "&"))
                && word(stop + 1).is_some_and(|w| w.cap && LEXICON.common(&w.lower))
                && LEXICON.common(&self.words[stop - 1].lower)
                && self.title_end(stop + 1, self.chunk_end(stop + 1)).is_none();
            if !joined {
                return stop;
            }
            next = stop + 1;
        }
    }

    fn dated(&self, word: &Word<'_>) -> bool {
        let bare = word.text.trim_end_matches('.');
        LEXICON.is("month", bare) || LEXICON.is("weekday", bare)
    }

    /// The capitalised words of a complement, up to a title or a second known name.
    fn complement_chunk(&self, at: usize) -> usize {
        let end = self.chunk_end(at);
        if let Some((n, _, kind)) = self.known(at)
            && matches!(kind, EntityKind::Place | EntityKind::Organisation)
        {
            return at + n;
        }
        (at + 1..end)
            .find(|here| {
                let w = &self.words[*here];
                self.world.title(&w.lower).is_some_and(|t| (t.head || t.rank) && !t.modifier)
                    || self.world.given_name(w.text).is_some() && !LEXICON.common(&w.lower)
            })
            .unwrap_or(end)
    }

    /// One past a title that begins at `at` (`First Deputy Director`, `Secretary of State`); `None`
    /// where none does.
    fn title_end(&self, at: usize, end: usize) -> Option<usize> {
        let (mut here, mut last) = (at, None);
        while here < end {
            let word = &self.words[here];
            let Some(title) = self.world.title(&word.lower) else { break };
            let head = title.head || title.rank || title.honorific;
            if head {
                last = Some(here + 1);
            }
            here += 1;
        }
        let last = last?;
        let family = self.world.family_name(self.words[last - 1].text)
            || self.world.given_name(self.words[last - 1].text).is_some();
        if family && last == at + 1 && last == end && self.title.is_some() {
            return None;
        }
        let of = self.words.get(last).is_some_and(|w| w.text == "of");
        let mut stop = last + 1;
        if of {
            while self.words.get(stop).is_some_and(|w| {
                w.cap && self.world.title(&w.lower).is_some_and(|t| t.modifier)
                    || w.text == "and" && stop > last + 1
            }) {
                stop += 1;
            }
            if stop > last + 1 && self.words.get(stop).is_some_and(|w| w.cap) {
                return Some(stop);
            }
        }
        Some(last)
    }

    /// Whether a place's or company's name is a person's here: `Jordan Pickford`.
    fn person_despite(&self, at: usize, end: usize) -> bool {
        let word = &self.words[at];
        if self.title.as_ref().is_some_and(|t| t.end == at && self.is_title(t.clone())) && end > at
        {
            return self.world.family_name(word.text) && self.world.demonym(word.text).is_none();
        }
        end > at + 1
            && self.world.given_name(word.text).is_some()
            && self.known(at + 1).is_none()
            && (self.world.family_name(self.words[at + 1].text)
                || !LEXICON.common(&self.words[at + 1].lower)
                    && LEXICON.head(self.words[at + 1].text).is_none())
            && self.world.demonym(word.text).is_none()
    }

    /// A run of capitalised words that no table knows.
    fn unknown(&mut self, at: usize, end: usize) -> usize {
        let titled = self.title.as_ref().is_some_and(|t| t.end == at && self.is_title(t.clone()));
        let stop = self.unknown_end(at, end, titled);
        let person = titled || self.person_like(at, stop);
        if !person && stop == at + 1 && self.words[at].shouted {
            self.title = None;
            return stop;
        }
        let at = if person || stop == at + 1 { self.with_particles(at) } else { at };
        let kind = person.then_some(EntityKind::Person);
        let rule = if titled {
            "names.title"
        } else if person {
            "names.given"
        } else {
            "names.capital"
        };
        self.push(Found { words: at..stop, kind, known: None, title: None, rule })
    }

    /// One past an unknown name: particles stay inside, known names, titles and dates end it.
    fn unknown_end(&self, at: usize, end: usize, titled: bool) -> usize {
        let mut stop = at + 1;
        let mut end = end;
        loop {
            while stop < end {
                let word = &self.words[stop];
                let title = self.world.title(&word.lower).is_some_and(|t| t.head && !t.modifier);
                let plain = LEXICON.common(&word.lower) || LEXICON.is("opener", &word.lower);
                if word.shouted && plain && !self.world.family_name(word.text) {
                    return stop;
                }
                let known = self.known(stop).is_some_and(|(n, _, kind)| {
                    n > 1
                        || !titled
                            && kind != EntityKind::Person
                            && !self.world.family_name(word.text)
                });
                if title && !self.world.family_name(word.text)
                    || known && stop > at
                    || self.dated(word)
                {
                    return stop;
                }
                stop += 1;
            }
            let particles = self.words[stop..]
                .iter()
                .take(2)
                .take_while(|w| {
                    !w.cap
                        && LEXICON.is("particle", &w.lower)
                        && w.sentence == self.words[at].sentence
                })
                .count();
            let next = stop + particles;
            let goes_on = particles > 0
                && self
                    .words
                    .get(next)
                    .is_some_and(|w| w.cap && w.is_word() && w.sentence == self.words[at].sentence)
                && self.known(next).is_none()
                && !matches!(
                    self.words[stop].text,
                    "a" | "an" | "as" | "at" | "do" | "and" | "y" | "e"
                );
            if !goes_on {
                return stop;
            }
            stop = next + 1;
            end = self.chunk_end(next);
        }
    }

    /// The first of the particles before a family name that stands alone: `von der Leyen`.
    fn with_particles(&self, at: usize) -> usize {
        let mut first = at;
        while let Some(before) = first.checked_sub(1).map(|b| &self.words[b])
            && matches!(
                before.text,
                "von" | "van" | "der" | "den" | "bin" | "ibn" | "dos" | "della"
            )
        {
            first -= 1;
        }
        first
    }

    /// Whether the words look like a person's name: a given name and more, a family name after an
    /// initial, a hyphenated second word.
    fn person_like(&self, at: usize, stop: usize) -> bool {
        let words = &self.words[at..stop];
        if words.len() < 2 || words.len() > 6 {
            return false;
        }
        let first = &words[0];
        let last = &words[words.len() - 1];
        if last.text.chars().count() == 1 || words.iter().any(|w| LEXICON.is("opener", &w.lower)) {
            return false;
        }
        let given = self.world.given_name(first.text).is_some()
            || first.text.split('-').next().is_some_and(|g| self.world.given_name(g).is_some());
        let initial = first.text.chars().count() <= 4 && first.text.ends_with('.');
        let hyphen =
            last.text.split_once('-').is_some_and(|(_, b)| b.chars().all(char::is_lowercase));
        let family = self.world.family_name(last.text) || self.world.family_name(first.text);
        let plain = !words.iter().any(|w| {
            LEXICON.common(&w.lower)
                && !self.world.family_name(w.text)
                && self.world.given_name(w.text).is_none()
        });
        given && (plain || family) || (initial || hyphen) && plain || family && plain
    }
}

fn is_genitive(word: &str) -> bool {
    matches!(word, "'s" | "’s" | "'" | "’")
}

pub(super) fn kind_of(kind: Kind, form: Form) -> EntityKind {
    match (kind, form) {
        (Kind::People, _) | (Kind::Country, Form::Adjective | Form::Plural) => {
            EntityKind::Nationality
        }
        (Kind::Country | Kind::Place, _) => EntityKind::Place,
        (Kind::Organisation | Kind::Agency | Kind::Outlet, _) => EntityKind::Organisation,
        (Kind::Facility, _) => EntityKind::Facility,
        (Kind::Product, _) => EntityKind::Product,
        (Kind::Event, _) => EntityKind::Event,
        (Kind::Law, _) => EntityKind::Law,
    }
}

/// The gender that the words of a person's name or title tell.
pub(super) fn gender(words: &[Word<'_>], found: &Found<'_>, world: &World) -> Option<Gender> {
    let title = found.title.clone().unwrap_or(0..0);
    let by_title = words[title].iter().find_map(|w| world.title(&w.lower)?.gender);
    let given = || {
        let first = &words[found.words.start];
        (found.words.len() > 1).then(|| world.given_name(first.text)).flatten()
    };
    by_title.or_else(given).filter(|g| *g != Gender::Either)
}
