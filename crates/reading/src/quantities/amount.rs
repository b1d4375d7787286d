//! A number with its approximator, range, currency and unit.

use super::bounds::{self, Bounds, Effect};
use super::units::{self, Unit};
use crate::QuantityKind;
use crate::atoms::Line;
use crate::numbers::{Form, Number, number};

/// A number with what belongs to it, as atom positions of its line.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    /// First atom: the approximator, the currency sign or the number.
    pub(super) first: usize,
    /// First atom of the number and one past its last.
    pub(super) number: (usize, usize),
    /// One past the last atom of all.
    pub(super) end: usize,
    /// The number, or the lower end of a range.
    pub(super) low: f64,
    /// The upper end of a range.
    pub(super) high: Option<f64>,
    pub(super) form: Form,
    /// The magnitude written with the number.
    pub(super) scale: f64,
    pub(super) effect: Option<Effect>,
    pub(super) unit: Option<Unit>,
}

impl Amount {
    pub(super) fn bounds(&self) -> Bounds {
        if let Some(high) = self.high {
            let approx = matches!(self.effect, Some(Effect::About | Effect::Nearly));
            return Bounds { value: None, lo: Some(self.low), hi: Some(high), approx };
        }
        if self.form == Form::Vague {
            return Bounds { value: None, lo: Some(self.low), hi: None, approx: true };
        }
        self.effect.unwrap_or(Effect::Exact).bounds(self.low)
    }

    /// Whether it is a plain "one".
    pub(super) fn is_one(&self) -> bool {
        self.form == Form::Words && self.low == 1.0 && self.high.is_none()
    }

    pub(super) fn kind(&self) -> QuantityKind {
        match self.unit {
            Some(unit) => unit.kind,
            None if self.form == Form::Fraction => QuantityKind::Share,
            None => QuantityKind::Count,
        }
    }

    /// Whether the number is a quantity even where nothing tells what of: it is hedged, or
    /// written as only quantities are.
    pub(super) fn speaks_for_itself(&self, line: &Line) -> bool {
        let written = line.word(self.number.0);
        self.unit.is_some()
            || self.scale > 1.0
            || self.high.is_some()
            || self.low.fract() != 0.0
            || self.form == Form::Digits && written.contains(['.', ','])
            || self.effect.is_some_and(|e| e != Effect::Exact)
    }
}

/// The amount whose number begins at atom `at`.
pub(super) fn amount(line: &Line, at: usize) -> Option<Amount> {
    if let Some(found) = article_measure(line, at) {
        return Some(found);
    }
    let one = number(&line.atoms, at)?;
    let currency = units::currency_before(&line.atoms, at);
    let mut first = currency.map_or(at, |c| c.1);
    let mut found = Amount {
        first,
        number: (at, one.end),
        end: one.end,
        low: one.value,
        high: None,
        form: one.form,
        scale: one.scale,
        effect: None,
        unit: currency.map(|c| c.0),
    };
    range(line, &mut found, &one);
    ratio(line, &mut found);
    if found.unit.is_some() {
        money_magnitude(line, &mut found);
    } else {
        measure(line, &mut found);
        range_with_unit(line, &mut found);
    }
    if let Some((effect, start)) = bounds::before(&line.atoms, first) {
        (found.effect, first) = (Some(effect), start);
    } else if found.high.is_some() && line.before(first) == "between" {
        first -= 1;
    } else if let Some((effect, end)) = bounds::after(&line.atoms, found.end) {
        (found.effect, found.end) = (Some(effect), end);
        measure(line, &mut found);
    }
    found.first = first;
    Some(found)
}

/// "a mile", "half an hour", "an hour": an article as the number of a measure. A length needs
/// "more than" before it or "away" behind it, so that "a foot" and "a second" stay what they are.
fn article_measure(line: &Line, at: usize) -> Option<Amount> {
    let led = usize::from(matches!(line.word(at), "a" | "one") && line.word(at + 1) == "half");
    let half = line.word(at + led) == "half";
    let article = at + led + usize::from(half);
    if !matches!(line.word(article), "a" | "an") {
        return None;
    }
    let (unit, end) = units::unit(&line.atoms, article + 1, false)?;
    let measured = matches!(unit.kind, QuantityKind::Measure | QuantityKind::Duration);
    let before = bounds::before(&line.atoms, at).filter(|(e, _)| *e != Effect::Exact);
    let behind = matches!(line.word(end), "away" | "long" | "wide" | "deep" | "tall" | "off");
    if !measured || !(half || before.is_some() || behind) {
        return None;
    }
    Some(Amount {
        first: before.map_or(at, |b| b.1),
        number: (at, article + 1),
        end,
        low: if half { 0.5 } else { 1.0 },
        high: None,
        form: Form::Article,
        scale: 1.0,
        effect: before.map(|b| b.0),
        unit: Some(unit),
    })
}

/// The second number of a range: "10 to 12", "5-6,000", "between 20 and 30", "four or five".
fn range(line: &Line, found: &mut Amount, one: &Number) {
    let joint = found.end;
    let dash = line.atoms.get(joint).is_some_and(|a| a.is_dash());
    let tight =
        dash && line.atoms.get(joint + 1).is_some_and(|a| a.glued || !line.atoms[joint].glued);
    let sign = usize::from(found.unit.is_some() && matches!(line.word(joint + 1), "$" | "€" | "£"));
    let Some(two) = number(&line.atoms, joint + 1 + sign) else { return };
    if !matches!(two.form, Form::Digits | Form::Words)
        || !matches!(one.form, Form::Digits | Form::Words)
    {
        return;
    }
    let mut low = one.value;
    if one.scale == 1.0 && two.scale > 1.0 && low < two.value / two.scale {
        low *= two.scale;
    }
    // "5-6,000"
    if dash && low < 1000.0 && two.value >= 1000.0 && low * 1000.0 < two.value && two.scale == 1.0 {
        low *= 1000.0;
    }
    let joined = match line.word(joint) {
        "to" => line.before(found.first) != "from" && two.value <= low * 20.0,
        "or" => two.value <= low * 2.0,
        "and" => line.before(found.first) == "between",
        "," => bounds::before(&line.atoms, found.first).is_some() && two.value <= low * 1.5,
        _ => tight,
    };
    if joined && low < two.value {
        (found.low, found.high, found.scale) = (low, Some(two.value), two.scale);
        (found.end, found.number.1) = (two.end, two.end);
    }
}

/// "one in five", "4 in 10 adults": a share; but "4 in 10 days" is none.
fn ratio(line: &Line, found: &mut Amount) {
    let part = matches!(found.form, Form::Digits | Form::Words) && found.low.fract() == 0.0;
    if !part || found.high.is_some() || line.word(found.end) != "in" {
        return;
    }
    let written = line.word(found.end + 1);
    let Some(whole) = number(&line.atoms, found.end + 1) else { return };
    let year = written.len() == 4 && whole.value >= 1900.0 && whole.form == Form::Digits;
    let round = whole.value == 5.0 || whole.value.log10().fract() == 0.0;
    let timed = units::unit(&line.atoms, whole.end, false)
        .is_some_and(|(unit, _)| unit.kind == QuantityKind::Duration);
    let fits = found.low == 1.0 || round && found.low < whole.value && !timed;
    if matches!(whole.form, Form::Digits | Form::Words) && whole.value > 1.0 && !year && fits {
        (found.low, found.form) = (found.low / whole.value, Form::Fraction);
        (found.end, found.number.1) = (whole.end, whole.end);
    }
}

/// "between 1.5% and 2%", "a range of 2.25% to 2.5%", "2%-3%": a range whose unit stands twice.
/// "rose 2 percent to 41 percent" is none.
fn range_with_unit(line: &Line, found: &mut Amount) {
    let (Some(unit), None) = (found.unit, found.high) else { return };
    let joint = found.end;
    let before = line.before(found.first);
    let ranged = before == "of" && line.word(found.first.saturating_sub(2)) == "range";
    let joined = match line.word(joint) {
        "and" => before == "between",
        "to" => ranged || before == "between",
        _ => line.atoms.get(joint).is_some_and(|a| a.is_dash() && a.glued),
    };
    if !joined || line.before(found.end) != "%" && line.word(joint) == "-" {
        return;
    }
    let Some(two) = number(&line.atoms, joint + 1) else { return };
    let mut second = Amount { end: two.end, unit: None, ..found.clone() };
    measure(line, &mut second);
    if second.unit.is_some_and(|u| u.symbol == unit.symbol) && found.low < two.value {
        (found.high, found.end) = (Some(two.value), second.end);
        found.number.1 = two.end;
    }
}

/// "$3m", "£2k", "$5b": a letter behind an amount of money.
fn money_magnitude(line: &Line, found: &mut Amount) {
    let Some(letter) = line.atoms.get(found.end).filter(|a| a.glued) else { return };
    let scale = match letter.lower.as_str() {
        "m" => 1e6,
        "b" => 1e9,
        _ => return,
    };
    found.low *= scale;
    found.high = found.high.map(|h| h * scale);
    found.scale = scale;
    found.end += 1;
    found.number.1 += 1;
}

/// The unit behind the number: "40m", "40 metres", "40-metre", "3m people" (millions).
fn measure(line: &Line, found: &mut Amount) {
    let end = found.end;
    let Some(next) = line.atoms.get(end) else { return };
    let hyphen = next.is_dash() && next.glued;
    let mut at = end + usize::from(hyphen);
    // "half a mile" is read with its article, "a quarter of a mile" here
    if found.form == Form::Fraction
        && line.word(at) == "of"
        && matches!(line.word(at + 1), "a" | "an")
    {
        at += 2;
    }
    // "millions of dollars", "hundreds of miles"
    if found.form == Form::Vague && line.word(at) == "of" {
        at += 1;
    }
    let joined = hyphen || next.glued;
    let Some((mut unit, mut past)) = units::unit(&line.atoms, at, joined) else { return };
    if unit.symbol == "GBP" && weighs(line, past) {
        unit = units::POUND_WEIGHT;
    }
    // "3m people"
    if unit.symbol == "m"
        && line.word(at) == "m"
        && !hyphen
        && super::nouns::phrase(line, past).is_some_and(|c| c.end == past + 1)
    {
        (found.low, found.scale) = (found.low * 1e6, 1e6);
        (found.end, found.number.1) = (past, past);
        return;
    }
    // "40-metre-deep", "30cm-diameter"
    let tail = line.atoms.get(past).is_some_and(|a| a.is_dash() && a.glued);
    if tail && matches!(line.word(past + 1), "deep" | "wide" | "long" | "high" | "tall" | "thick") {
        past += 2;
    }
    if unit.symbol == "KRW" && line.word(at) == "won" && found.scale == 1.0 && found.low < 100.0 {
        return;
    }
    (found.unit, found.end) = (Some(unit), past);
}

/// Whether what follows "pounds" shows that they are no money: "(63 kg)", "of flour".
fn weighs(line: &Line, past: usize) -> bool {
    let near = past..line.atoms.len().min(past + 5);
    line.word(past) == "of"
        || near.into_iter().any(|at| {
            matches!(line.word(at), "kg" | "kgs" | "kilograms" | "kilogrammes" | "tons" | "tonnes")
        })
}
