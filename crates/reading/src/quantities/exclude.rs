//! Numbers that name, date, rank or age something and are no quantities. The words before and
//! behind such numbers are in `data/not_figures.tsv`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::amount::Amount;
use super::bounds::Effect;
use super::nouns::Behind;
use crate::QuantityKind;
use crate::atoms::Line;
use crate::numbers::Form;

static WORDS: LazyLock<BTreeSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    let rows = include_str!("../../data/not_figures.tsv").lines().filter(|l| !l.starts_with('#'));
    rows.filter_map(|row| row.split_once('\t')).map(|(word, side)| (side, word)).collect()
});

/// Whether the number is no quantity.
pub(super) fn excluded(line: &Line, amount: &Amount, behind: &Behind) -> bool {
    let counted = matches!(behind, Behind::Counted(_));
    glued(line, amount)
        || age(line, amount)
        || named(line, amount, counted)
        || year(line, amount, counted)
        || determiner(line, amount, behind)
        || fraction(line, amount)
        || numbering(line, amount)
        || gallery(line, amount)
        || title(line, amount)
        || model(line, amount, counted)
}

/// Part of a longer string: "G20", "9:30", "2016/07", "3rd", "1990s", "four-man", "3-1".
fn glued(line: &Line, amount: &Amount) -> bool {
    let start = amount.number.0;
    let before = &line.atoms[start];
    if amount.first == start && before.glued && start > 0 {
        let last = &line.atoms[start - 1];
        let open =
            matches!(last.lower.as_str(), "(" | "[" | "\"" | "“" | "‘" | "'" | "—" | "~" | ",");
        let dash_alone = last.is_dash() && !last.glued;
        if !open && !dash_alone {
            return true;
        }
    }
    let Some(next) = line.atoms.get(amount.end).filter(|a| a.glued) else { return false };
    let after = line.atoms.get(amount.end + 1).filter(|a| a.glued);
    if next.is_word() || next.is_apostrophe() && after.is_some_and(|a| a.is("s")) {
        return amount.unit.is_none() || next.is_word();
    }
    let more = |a: &crate::atoms::Atom| a.is_digits() || a.is_word() && amount.unit.is_none();
    match next.lower.as_str() {
        ":" | "." | "/" | "_" | "@" => after.is_some_and(more),
        _ => next.is_dash() && after.is_some_and(more),
    }
}

/// "the 737 Max": the number of a model, before a name in the singular.
fn model(line: &Line, amount: &Amount, counted: bool) -> bool {
    let next = line.atoms.get(amount.end);
    let name = next.is_some_and(|a| a.is_word() && a.capital && !a.glued)
        && line.token(amount.end).is_some_and(|t| t.xpos == "NNP");
    let bare = amount.unit.is_none() && amount.effect.is_none() && amount.high.is_none();
    let article = matches!(line.before(amount.first), "the" | "a");
    let plain = amount.form == Form::Digits && amount.low >= 100.0 && amount.scale == 1.0;
    bare && plain && !counted && article && name
}

/// "the Six-Day War": a name.
fn title(line: &Line, amount: &Amount) -> bool {
    let last = &line.atoms[amount.end - 1];
    let first = &line.atoms[amount.number.0];
    amount.number.0 > 0 && first.capital && last.capital && last.glued && first.is_word()
}

/// "five-year-old", "31 years old", "aged 31", "Anna Berg, 56,".
fn age(line: &Line, amount: &Amount) -> bool {
    let end = amount.end;
    let hyphen = usize::from(line.atoms.get(end).is_some_and(|a| a.is_dash()));
    let old = matches!(line.word(end + hyphen), "old" | "olds")
        || line.word(end) == "of" && line.word(end + 1) == "age";
    if amount.unit.is_some() {
        let at = matches!(line.before(amount.first), "aged" | "age" | "ages" | "turned");
        return amount.unit.is_some_and(|u| u.kind == QuantityKind::Duration) && (old || at);
    }
    let closes = matches!(line.word(end), "," | "." | ")" | ";" | "") || line.word(end) == "and";
    let after_name = matches!(line.before(amount.first), "," | "(")
        && amount.first >= 2
        && line.atoms[amount.first - 2].is_word()
        && (line.atoms[amount.first - 2].capital || line.before(amount.first) == ",");
    amount.form == Form::Digits && amount.low < 120.0 && after_name && closes && amount.scale == 1.0
}

/// "Flight 412", "Resolution 2397", "Boeing 747", "No. 2", "10 Downing Street".
fn named(line: &Line, amount: &Amount, counted: bool) -> bool {
    let first = amount.first;
    let dotted = line.before(first) == "." && first >= 2;
    let before = if dotted { line.before(first - 1) } else { line.before(first) };
    if amount.unit.is_some() || amount.effect.is_some() {
        return false;
    }
    let listed = WORDS.contains(&("before", before));
    let always = matches!(before, "no" | "nos" | "flight" | "resolution" | "age" | "aged" | "top");
    if listed && (always || !counted) && !(before == "no" && !dotted && amount.form != Form::Digits)
    {
        return true;
    }
    if WORDS.contains(&("after", line.word(amount.end)))
        || WORDS.contains(&("after", line.word(amount.end + 1))) && line.atoms[amount.end].capital
    {
        return true;
    }
    let capital = first > 0 && line.atoms[first - 1].capital && line.atoms[first - 1].is_word();
    capital && !counted && first > 1 && amount.form == Form::Digits && amount.scale == 1.0
}

/// A bare four-digit number that can be a year.
fn year(line: &Line, amount: &Amount, counted: bool) -> bool {
    let written = line.word(amount.number.0);
    let bare = amount.form == Form::Digits
        && amount.scale == 1.0
        && amount.unit.is_none()
        && written.len() == 4
        && !written.contains([',', '.'])
        && (1000.0..2100.0).contains(&amount.low);
    let preposition =
        matches!(line.before(amount.number.0), "in" | "since" | "by" | "until" | "during" | "of");
    bare && (amount.effect.is_none_or(|e| e == Effect::Exact) && (!counted || preposition)
        || !counted && (1800.0..2100.0).contains(&amount.low))
}

/// "one" is a determiner or a pronoun unless it is bounded, measures, or counts a person.
fn determiner(line: &Line, amount: &Amount, behind: &Behind) -> bool {
    if !amount.is_one() {
        return false;
    }
    if matches!(
        line.before(amount.first),
        "no" | "every" | "each" | "any" | "this" | "that" | "which"
    ) {
        return true;
    }
    match amount.unit.map(|u| u.kind) {
        Some(QuantityKind::Duration) => {
            amount.effect.is_none() && line.word(amount.number.1) == "day"
        }
        Some(_) => false,
        None => {
            let counted = matches!(behind, Behind::Counted(_)) && line.word(amount.end) != "of";
            !counted && !super::ellipsis::people(line, amount)
        }
    }
}

/// "3 of 25 Photos" under a picture.
fn gallery(line: &Line, amount: &Amount) -> bool {
    let listed = |at| WORDS.contains(&("gallery", line.word(at)));
    let end = amount.end;
    let digits = |at: usize| line.atoms.get(at).is_some_and(|a| a.is_digits());
    let first = line.word(end) == "of" && digits(end + 1) && listed(end + 2);
    let second = line.before(amount.first) == "of" && amount.first >= 2 && digits(amount.first - 2);
    first || second && listed(end)
}

/// "half" and "a third" are shares only of something; "the second half of" is none.
fn fraction(line: &Line, amount: &Amount) -> bool {
    let ratio = line.word(amount.number.0 + 1) == "in";
    if amount.form != Form::Fraction || amount.unit.is_some() || ratio {
        return false;
    }
    let part = matches!(
        line.before(amount.first),
        "first" | "second" | "other" | "latter" | "third" | "fourth" | "last" | "better" | "final"
    );
    let of = line.word(amount.end) == "of" || line.word(amount.end) == "the";
    part || !of
}

/// "3. Wash the deck": an item's number at the start of a line; a bare number in brackets.
fn numbering(line: &Line, amount: &Amount) -> bool {
    let bare = amount.unit.is_none() && amount.form == Form::Digits;
    let next = line.word(amount.end);
    let first = amount.first == 0 && matches!(next, "." | ")" | ":" | "");
    let bracketed = line.before(amount.first) == "(" && next == ")";
    bare && (first || bracketed && amount.scale == 1.0)
}
