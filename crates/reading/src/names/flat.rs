//! Names as the corpora of flat names mark them: innermost first, so that a place or people inside
//! an organisation's name is a name by itself and the rest of the words stay the organisation's.

use std::ops::Range;

use world::{Kind, Known, World};

use super::spans::Found;
use super::words::Word;
use crate::EntityKind;

/// The words of a part, what it names, and the known thing of that name.
pub(super) type Part<'w> = (Range<usize>, EntityKind, Option<&'w Known>);

/// The parts of a name in order: `Russian` | `Foreign Ministry`, `Bank of` | `Ghana`.
pub(super) fn parts<'w>(words: &[Word<'_>], found: &Found<'w>, world: &'w World) -> Vec<Part<'w>> {
    let kind = found.kind.unwrap_or(EntityKind::Other);
    let whole = vec![(found.words.clone(), kind, found.known)];
    let splits = matches!(
        kind,
        EntityKind::Organisation
            | EntityKind::Facility
            | EntityKind::Event
            | EntityKind::Law
            | EntityKind::Product
            | EntityKind::Other
    );
    if !splits || found.words.len() < 2 {
        return whole;
    }
    let (mut parts, mut at, mut from) = (Vec::new(), found.words.start, found.words.start);
    while at < found.words.end {
        let texts: Vec<&str> = words[at..found.words.end].iter().map(|w| w.text).collect();
        let inner = world.longest(&texts, false).and_then(|(n, matches)| {
            let m = matches.iter().find(|m| {
                let place = m.known.kind == Kind::Place && found.known.is_none();
                (place || matches!(m.known.kind, Kind::Country | Kind::People))
                    && n < found.words.len()
            })?;
            Some((n, super::spans::kind_of(m.known.kind, m.form), m.known))
        });
        let Some((n, inner_kind, known)) = inner else {
            at += 1;
            continue;
        };
        if from < at {
            parts.push((from..at, kind, None));
        }
        parts.push((at..at + n, inner_kind, Some(known)));
        at += n;
        from = at;
    }
    if from < found.words.end {
        parts.push((from..found.words.end, kind, None));
    }
    parts
}
