//! When an event took place: the expression of time in its own clause, never another clause's.

use text::DateSpan;

use super::scene::Scene;
use crate::{TimeKind, TimeModifier, TokenIx, Upos};

/// A date or time of the article at its place in the tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// The head of the expression.
    head: TokenIx,
    /// The days it covers.
    days: DateSpan,
}

/// Rules for times of the clock without a day: which day they are of is not told.
const CLOCK_ONLY: &[&str] = &["time.clock", "time.clock.local", "time.clock.in", "time.part"];

/// The dates of an article whose days are told. "By Friday" sets a bound and tells no day.
pub(super) fn moments(scene: &Scene) -> Vec<Moment> {
    let dated = scene.reading.times.iter().filter(|t| {
        let bound = matches!(t.modifier, Some(TimeModifier::Before | TimeModifier::OnOrBefore));
        matches!(t.kind, TimeKind::Date | TimeKind::Time) && !bound && !CLOCK_ONLY.contains(&t.rule)
    });
    dated
        .filter_map(|t| Some(Moment { head: scene.reading.head_of(t.span)?, days: t.days? }))
        .collect()
}

/// The date of an event told by `word`, in the clause of `verb` where one makes a clause of it.
///
/// `told` are the words that name events: a date belongs to the nearest of them above it.
pub(super) fn date(
    scene: &Scene,
    moments: &[Moment],
    told: &[TokenIx],
    word: TokenIx,
    verb: Option<TokenIx>,
) -> Option<DateSpan> {
    let of = |at: TokenIx| {
        narrowest(moments, |m| anchor(scene, told, m.head) == Some(at) && reaches(scene, m, word))
    };
    of(word)
        .or_else(|| verb.and_then(of))
        .or_else(|| issued(scene, word).and_then(of))
        .or_else(|| inherited(scene, &of, verb.unwrap_or(word)))
}

/// Whether a date can belong to `word`: one between dashes or brackets stays there.
fn reaches(scene: &Scene, moment: &Moment, word: TokenIx) -> bool {
    let Some(sentence) = scene.reading.sentence_at(scene.token(moment.head).span.start) else {
        return true;
    };
    let sentence = scene.reading.sentences[sentence.at()];
    let marks: Vec<TokenIx> = (sentence.first.at()..sentence.end.at())
        .map(TokenIx::from)
        .filter(|t| matches!(&*scene.token(*t).lemma, "--" | "–" | "—" | "(" | ")"))
        .collect();
    let within =
        |pair: &&[TokenIx]| pair.len() == 2 && pair[0] < moment.head && moment.head < pair[1];
    marks.chunks(2).find(within).is_none_or(|pair| pair[0] < word && word < pair[1])
}

/// "said in a statement issued on Monday": the participle of the channel is dated with it.
fn issued(scene: &Scene, verb: TokenIx) -> Option<TokenIx> {
    let channels = scene.tree.by_relation(verb, "obl");
    let mut channels = channels.filter(|c| scene.lexicon.has("channel nouns", &scene.lemma(*c)));
    channels.find_map(|c| scene.tree.child(c, "acl"))
}

/// The date of the clause that an event's clause or noun phrase is a part of.
fn inherited(
    scene: &Scene,
    of: &dyn Fn(TokenIx) -> Option<DateSpan>,
    at: TokenIx,
) -> Option<DateSpan> {
    let mut at = at;
    for _ in 0..4 {
        let head = scene.tree.head(at)?;
        let relation = scene.token(at).deprel;
        let shares = match relation.split(':').next().unwrap_or("") {
            "conj" | "xcomp" => true,
            "advcl" => !scene.tree.by_relation(at, "mark").any(|m| sequence(scene, m)),
            "obj" | "nsubj" => scene.token(at).upos != Upos::Verb && !speaks(scene, head),
            "obl" => matches!(
                scene.preposition(at).as_deref(),
                Some("during" | "at" | "in" | "with" | "by")
            ),
            _ => false,
        };
        if !shares {
            return None;
        }
        if let Some(days) = of(head) {
            return Some(days);
        }
        at = head;
    }
    None
}

/// The event's word, or the verb of the clause, that an expression of time belongs to.
fn anchor(scene: &Scene, told: &[TokenIx], time: TokenIx) -> Option<TokenIx> {
    scene.tree.ancestors(time).find(|at| {
        told.contains(at)
            || scene.token(*at).upos == Upos::Verb
            || scene.token(*at).deprel == "root"
    })
}

/// The word of the event that this one followed within hours: "fled shortly after the blast",
/// "died in the hours after the crash".
pub(super) fn soon_after(
    scene: &Scene,
    told: &[TokenIx],
    word: TokenIx,
    verb: Option<TokenIx>,
) -> Option<TokenIx> {
    let soon = |at: &TokenIx| scene.lexicon.has("soon", &scene.lemma(*at));
    let after = |at: &TokenIx| {
        let token = scene.token(*at);
        matches!(token.deprel, "case" | "mark")
            && matches!(&*token.lemma.to_lowercase(), "after" | "following")
    };
    let parts = [verb, Some(word)].into_iter().flatten().flat_map(|of| scene.tree.children(of));
    for part in parts.filter(|p| **p > word) {
        let inside = scene.tree.subtree(*part);
        let Some(link) = inside.iter().copied().find(after) else { continue };
        // "shortly after …", "hours after …", "in the hours after …"
        let near = inside.iter().any(|at| soon(at) && *at < link)
            || (link.0 > 0 && soon(&TokenIx(link.0 - 1)));
        let other = inside.iter().copied().filter(|at| *at > link && told.contains(at)).min();
        if let Some(other) = other.filter(|_| near) {
            return Some(other);
        }
    }
    None
}

fn narrowest(moments: &[Moment], belongs: impl Fn(&Moment) -> bool) -> Option<DateSpan> {
    let length =
        |days: &DateSpan| (days.to.since(days.from).map_or(0, |s| s.get_days()), days.from);
    moments.iter().filter(|m| belongs(m)).map(|m| m.days).min_by_key(length)
}

pub(super) fn sequence(scene: &Scene, at: TokenIx) -> bool {
    scene.lexicon.has("sequence prepositions", &scene.lemma(at))
}

/// Whether a verb reports words: its date is the day of speaking.
pub(super) fn speaks(scene: &Scene, verb: TokenIx) -> bool {
    scene.lexicon.has("speech verbs", &scene.lemma(verb))
}
