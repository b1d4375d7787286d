//! Numbers in digits and in words, as times and quantities read them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use text::limits;

use crate::atoms::Atom;

/// A number and where it ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    /// The number; for a vague word the least it is used for.
    pub(crate) value: f64,
    /// One past its last atom.
    pub(crate) end: usize,
    /// How it is written.
    pub(crate) form: Form,
    /// The magnitude word or letter it ends in (1 where none): 1e6 in "1.5 million".
    pub(crate) scale: f64,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// In digits, perhaps with a magnitude.
    Digits,
    /// In words.
    Words,
    /// "a hundred", "a dozen", "half a million".
    Article,
    /// "dozens", "tens of thousands", "several hundred".
    Vague,
    /// "two-thirds", "a quarter", "half".
    Fraction,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Unit,
    Tens,
    Hundred,
    Scale,
    Dozen,
    Vague,
    Ordinal,
    Glued,
}

static WORDS: LazyLock<BTreeMap<&'static str, (Class, f64)>> = LazyLock::new(|| {
    let rows = include_str!("../data/numbers.tsv").lines().filter(|l| !l.starts_with('#'));
    rows.filter_map(|row| {
        let mut cells = row.split('\t');
        let (word, class, value) = (cells.next()?, cells.next()?, cells.next()?);
        let class = match class {
            "unit" => Class::Unit,
            "tens" => Class::Tens,
            "hundred" => Class::Hundred,
            "scale" => Class::Scale,
            "dozen" => Class::Dozen,
            "vague" => Class::Vague,
            "ordinal" => Class::Ordinal,
            _ => Class::Glued,
        };
        Some((word, (class, value.parse().ok()?)))
    })
    .collect()
});

fn class(atoms: &[Atom], at: usize) -> Option<(Class, f64)> {
    let atom = atoms.get(at).filter(|a| a.is_word())?;
    WORDS.get(atom.lower.as_str()).copied()
}

fn is(atoms: &[Atom], at: usize, words: &[&str]) -> bool {
    atoms.get(at).is_some_and(|a| words.contains(&a.lower.as_str()))
}

/// The number that begins at atom `at`, the longest reading of it.
pub(crate) fn number(atoms: &[Atom], at: usize) -> Option<Number> {
    let first = atoms.get(at)?;
    let found = if first.is_digits() {
        in_digits(atoms, at)
    } else {
        half(atoms, at)
            .or_else(|| vague(atoms, at))
            .or_else(|| in_words(atoms, at))
            .or_else(|| with_article(atoms, at))
            .or_else(|| fraction_sign(atoms, at))
    }?;
    (found.value <= limits::QUANTITY).then_some(found)
}

/// The value of a run of digits with separators: "1,500", "1.5", "2.500.000", "3,5".
///
/// A comma before exactly three digits separates thousands, as in English; a single comma before
/// one or two digits is a decimal comma; a dot is decimal unless several groups of three follow.
pub(crate) fn digits(written: &str) -> Option<f64> {
    let grouped = |sign: char| {
        let mut parts = written.split(sign);
        let head = parts.next().unwrap_or("");
        let rest: Vec<&str> = parts.collect();
        !rest.is_empty()
            && (1..=3).contains(&head.len())
            && rest.iter().all(|p| p.len() == 3 && p.bytes().all(|b| b.is_ascii_digit()))
    };
    let plain = match (written.matches(',').count(), written.matches('.').count()) {
        (0, 0 | 1) => written.to_owned(),
        (0, _) if grouped('.') => written.replace('.', ""),
        (_, 0) if grouped(',') => written.replace(',', ""),
        (1, 0) => {
            let decimals = written.split(',').nth(1)?;
            if decimals.len() > 2 {
                return None;
            }
            written.replace(',', ".")
        }
        (_, 1) if written.find('.') > written.rfind(',') => {
            let whole = written.split('.').next()?;
            if !whole.split(',').skip(1).all(|group| group.len() == 3) {
                return None;
            }
            written.replace(',', "")
        }
        (1, _) if written.rfind('.') < written.find(',') => {
            written.replace('.', "").replace(',', ".")
        }
        _ => return None,
    };
    plain.parse().ok()
}

fn in_digits(atoms: &[Atom], at: usize) -> Option<Number> {
    let mut value = digits(&atoms[at].lower)?;
    let mut end = at + 1;
    // "2 1/2", "2½", "2 and a half"
    if let Some((part, next)) = mixed_fraction(atoms, end) {
        value += part;
        end = next;
    } else if let Some((part, next)) = and_a_half(atoms, end) {
        value += part;
        end = next;
    }
    let mut scale = 1.0;
    while let Some((magnitude, next)) = magnitude(atoms, end) {
        scale *= magnitude;
        end = next;
    }
    Some(Number { value: value * scale, end, form: Form::Digits, scale })
}

/// "million" or "-million" after digits, or a glued "k" or "bn".
fn magnitude(atoms: &[Atom], at: usize) -> Option<(f64, usize)> {
    let hyphen = atoms.get(at).is_some_and(Atom::is_dash) && atoms[at].glued;
    let word = if hyphen { at + 1 } else { at };
    match class(atoms, word)? {
        (Class::Hundred | Class::Scale | Class::Dozen, value) => Some((value, word + 1)),
        (Class::Glued, value) if !hyphen && (atoms[word].glued || !atoms[word].is("k")) => {
            Some((value, word + 1))
        }
        _ => None,
    }
}

fn and_a_half(atoms: &[Atom], at: usize) -> Option<(f64, usize)> {
    if !is(atoms, at, &["and"]) {
        return None;
    }
    let article = is(atoms, at + 1, &["a", "one"]);
    let word = at + 1 + usize::from(article);
    match atoms.get(word)?.lower.as_str() {
        "half" => Some((0.5, word + 1)),
        "quarter" if article => Some((0.25, word + 1)),
        _ => None,
    }
}

/// "1/2" or "½" behind a whole number.
fn mixed_fraction(atoms: &[Atom], at: usize) -> Option<(f64, usize)> {
    if let Some(sign) = fraction_sign(atoms, at) {
        return Some((sign.value, sign.end));
    }
    let (upper, lower) = (atoms.get(at)?, atoms.get(at + 2)?);
    if !is(atoms, at + 1, &["/", "⁄"]) || !upper.is_digits() || !lower.is_digits() {
        return None;
    }
    let (upper, lower): (f64, f64) = (upper.lower.parse().ok()?, lower.lower.parse().ok()?);
    (upper < lower && lower <= 16.0).then(|| (upper / lower, at + 3))
}

fn fraction_sign(atoms: &[Atom], at: usize) -> Option<Number> {
    let value = match atoms.get(at)?.lower.as_str() {
        "½" => 0.5,
        "¼" => 0.25,
        "¾" => 0.75,
        "⅓" => 1.0 / 3.0,
        "⅔" => 2.0 / 3.0,
        _ => return None,
    };
    Some(Number { value, end: at + 1, form: Form::Fraction, scale: 1.0 })
}

/// "twenty-one", "two hundred and fifty thousand", "one and a half million", "two-thirds".
fn in_words(atoms: &[Atom], at: usize) -> Option<Number> {
    let (mut value, mut end) = below_thousand(atoms, at)?;
    if let Some(fraction) = fraction(atoms, value, end) {
        return Some(fraction);
    }
    if let Some((part, next)) = and_a_half(atoms, end) {
        value += part;
        end = next;
    }
    let (mut total, mut scale) = (0.0, 1.0);
    while let Some((magnitude, next)) = magnitude(atoms, end) {
        value *= magnitude;
        scale = magnitude;
        end = next;
        let joined = end + usize::from(is(atoms, end, &["and", ","]));
        // "two thousand and fifty", "one million, two hundred thousand"
        match below_thousand(atoms, joined) {
            Some((below, next)) if magnitude >= 100.0 && below < magnitude => {
                let more = self::magnitude(atoms, next).is_some_and(|(m, _)| m < magnitude);
                if joined != end && !more && scale > 100.0 && below >= 100.0 {
                    break;
                }
                total += value;
                value = below;
                end = next;
                scale = 1.0;
            }
            _ => {}
        }
    }
    Some(Number { value: total + value, end, form: Form::Words, scale })
}

/// A numeral below a thousand: "seven", "twenty-one", "three hundred and five".
fn below_thousand(atoms: &[Atom], at: usize) -> Option<(f64, usize)> {
    let (mut value, mut end) = below_hundred(atoms, at)?;
    if let Some((Class::Hundred, hundred)) = class(atoms, end) {
        value *= hundred;
        end += 1;
        let joined = end + usize::from(is(atoms, end, &["and"]));
        if let Some((below, next)) = below_hundred(atoms, joined) {
            // "two hundred and three thousand" is one number, "two hundred and three others" too.
            value += below;
            end = next;
        }
    }
    Some((value, end))
}

fn below_hundred(atoms: &[Atom], at: usize) -> Option<(f64, usize)> {
    match class(atoms, at)? {
        (Class::Unit, value) => Some((value, at + 1)),
        (Class::Tens, tens) => {
            let hyphen = atoms.get(at + 1).is_some_and(Atom::is_dash);
            let next = at + 1 + usize::from(hyphen);
            match class(atoms, next) {
                Some((Class::Unit, unit)) if (1.0..10.0).contains(&unit) => {
                    Some((tens + unit, next + 1))
                }
                _ => Some((tens, at + 1)),
            }
        }
        _ => None,
    }
}

/// "thirds" behind "two", with or without hyphen.
fn fraction(atoms: &[Atom], upper: f64, at: usize) -> Option<Number> {
    let hyphen = atoms.get(at).is_some_and(Atom::is_dash);
    let word = at + usize::from(hyphen);
    let (Class::Ordinal, lower) = class(atoms, word)? else { return None };
    let plural = atoms[word].lower.ends_with('s') || atoms[word].is("halves");
    let fits =
        upper < lower && (plural == (upper > 1.0)) && (upper > 1.0 || !hyphen || lower > 1.0);
    // "three quarters" as a length of time is settled by the caller, who sees what follows.
    fits.then(|| Number { value: upper / lower, end: word + 1, form: Form::Fraction, scale: 1.0 })
}

/// "a hundred", "a dozen", "a million", "a quarter"; "a couple".
fn with_article(atoms: &[Atom], at: usize) -> Option<Number> {
    let article = is(atoms, at, &["a", "an"]);
    let first = at + usize::from(article);
    match class(atoms, first)? {
        (Class::Hundred | Class::Scale | Class::Dozen, _) => {
            let (mut value, mut end, mut scale) = (1.0, first, 1.0);
            while let Some((magnitude, next)) = magnitude(atoms, end) {
                value *= magnitude;
                scale = magnitude;
                end = next;
            }
            let named = matches!(class(atoms, first), Some((Class::Dozen, 20.0)));
            (article || !named).then_some(Number { value, end, form: Form::Article, scale })
        }
        (Class::Ordinal, lower) if article && !atoms[first].lower.ends_with('s') => {
            let (value, end) = (1.0 / lower, first + 1);
            Some(Number { value, end, form: Form::Fraction, scale: 1.0 })
        }
        _ => None,
    }
}

/// "half", "half a million", "half a dozen", "a half million".
fn half(atoms: &[Atom], at: usize) -> Option<Number> {
    let lead = usize::from(is(atoms, at, &["a", "one"]) && is(atoms, at + 1, &["half"]));
    if !is(atoms, at + lead, &["half"]) {
        return None;
    }
    let mut end = at + lead + 1;
    let article = is(atoms, end, &["a", "-"]) && magnitude(atoms, end + 1).is_some();
    end += usize::from(article);
    let Some((scale, next)) = magnitude(atoms, end) else {
        let end = at + lead + 1;
        return Some(Number { value: 0.5, end, form: Form::Fraction, scale: 1.0 });
    };
    Some(Number { value: 0.5 * scale, end: next, form: Form::Article, scale })
}

/// "dozens", "tens of thousands", "several hundred", "a few dozen".
fn vague(atoms: &[Atom], at: usize) -> Option<Number> {
    let vague = |value, end| Number { value, end, form: Form::Vague, scale: 1.0 };
    if let Some((Class::Vague, value)) = class(atoms, at) {
        if is(atoms, at + 1, &["of"])
            && let Some((Class::Vague, scale)) = class(atoms, at + 2)
            && scale > value
        {
            return Some(vague(value / 2.0 * scale, at + 3));
        }
        return Some(vague(value, at + 1));
    }
    if is(atoms, at, &["tens"])
        && is(atoms, at + 1, &["of"])
        && let Some((Class::Vague, scale)) = class(atoms, at + 2)
    {
        return Some(vague(10.0 * scale, at + 3));
    }
    let few = is(atoms, at, &["a"]) && is(atoms, at + 1, &["few", "couple"]);
    let scale = match (is(atoms, at, &["several", "few"]), few) {
        (true, _) => at + 1,
        (_, true) => at + 2 + usize::from(is(atoms, at + 2, &["of"])),
        _ => return None,
    };
    match class(atoms, scale)? {
        (Class::Hundred | Class::Scale | Class::Dozen, value) => {
            Some(vague(2.0 * value, scale + 1))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::atoms::atoms;
    use text::Span;

    fn check(text: &str, value: f64, words: usize) {
        let atoms = atoms(text, Span::new(0, text.len()));
        let found = number(&atoms, 0).unwrap_or_else(|| panic!("no number in {text:?}"));
        assert!((found.value - value).abs() < 1e-9, "{text}: {}", found.value);
        assert_eq!(found.end, words, "{text}");
    }

    #[test]
    fn numbers_are_read_whole() {
        check("1,500 seals", 1500.0, 1);
        check("1.5 million seals", 1.5e6, 2);
        check("2.500.000 seals", 2.5e6, 1);
        check("3,5 tonnes", 3.5, 1);
        check("12k seals", 12_000.0, 2);
        check("twenty-one seals", 21.0, 3);
        check("two hundred and fifty seals", 250.0, 4);
        check("three thousand two hundred seals", 3200.0, 4);
        check("a hundred seals", 100.0, 2);
        check("a dozen seals", 12.0, 2);
        check("two dozen seals", 24.0, 2);
        check("half a million seals", 5e5, 3);
        check("a half million seals", 5e5, 3);
        check("4 and a half minutes", 4.5, 4);
        check("2 1/2 years", 2.5, 4);
        check("two-thirds of seals", 2.0 / 3.0, 3);
        check("dozens of seals", 24.0, 1);
        check("tens of thousands of seals", 20_000.0, 3);
        check("hundreds of thousands of seals", 200_000.0, 3);
        check("several hundred seals", 200.0, 2);
    }

    #[test]
    fn what_is_no_number_is_left() {
        for text in ["seals", "score", "third", "several seals", "1,23,4567"] {
            let atoms = atoms(text, Span::new(0, text.len()));
            assert_eq!(number(&atoms, 0), None, "{text}");
        }
    }
}
