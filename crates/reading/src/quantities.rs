//! Numbers with what they count or measure.
//!
//! A sentence is cut into [`atoms`](crate::atoms); every number among them is read with its unit,
//! range and approximator ([`amount`]), is dropped where it names or dates something
//! ([`exclude`]), and is joined to what it counts ([`nouns`], [`ellipsis`]).

mod amount;
pub(crate) mod bounds;
mod ellipsis;
mod exclude;
mod nouns;
mod units;

use text::{Article, Span};

use crate::atoms::Line;
use crate::{Quantity, QuantityKind, Reading, Rule, TimeKind};
use amount::Amount;
use nouns::{Behind, Counted};

/// A quantity on its way: what it counts may still have to come from another.
struct Draft {
    quantity: Quantity,
    /// Whether what it counts is still unknown.
    open: bool,
    /// Whether it is money whose country the text does not name.
    bare_money: bool,
}

/// The quantities of an article, in order.
pub(crate) fn quantities(article: &Article, reading: &Reading) -> Vec<Quantity> {
    let mut drafts: Vec<(usize, Draft)> = Vec::new();
    for (at, sentence) in reading.sentences.iter().enumerate() {
        let line = Line::of(&article.text, reading, sentence);
        let dated: Vec<Span> = (reading.times.iter())
            .filter(|t| t.span.overlaps(sentence.span))
            .filter(|t| matches!(t.kind, TimeKind::Date | TimeKind::Time))
            .map(|t| t.span)
            .collect();
        drafts.extend(sentence_quantities(&line, &dated).into_iter().map(|d| (at, d)));
    }
    name_country(&mut drafts);
    let mut found = ellipsis::resolve(drafts);
    for quantity in found.iter_mut().filter(|q| q.stated.is_empty()) {
        quantity.stated.clone_from(&quantity.unit);
    }
    found
}

/// A bare "$" in an article of Australian dollars is one of those.
fn name_country(drafts: &mut [(usize, Draft)]) {
    let money = drafts.iter().filter(|(_, d)| d.quantity.kind == QuantityKind::Money);
    let named: Vec<String> =
        money.filter(|(_, d)| !d.bare_money).map(|(_, d)| d.quantity.unit.clone()).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    for (_, draft) in drafts.iter_mut().filter(|(_, d)| d.bare_money) {
        if let Some(symbol) = units::of_country(&draft.quantity.stated, &named) {
            draft.quantity.unit = symbol.to_owned();
        }
    }
}

/// The quantities of one sentence; `dated` are its dates and clock times.
fn sentence_quantities(line: &Line, dated: &[Span]) -> Vec<Draft> {
    let mut found: Vec<Draft> = Vec::new();
    let mut at = 0;
    while at < line.atoms.len() {
        let Some(amount) = amount::amount(line, at) else {
            at += 1;
            continue;
        };
        at = amount.end;
        let in_date = dated.iter().any(|d| d.overlaps(line.span(amount.number.0, amount.number.1)));
        if !in_date && let Some(draft) = draft(line, &amount, found.last()) {
            found.push(draft);
        }
    }
    found
}

/// The quantity of an amount, where it is one.
fn draft(line: &Line, amount: &Amount, last: Option<&Draft>) -> Option<Draft> {
    let behind = match amount.unit {
        None => {
            let bounded = amount.effect.is_some_and(|e| e != bounds::Effect::Exact);
            nouns::behind(line, amount.end, amount.is_one(), bounded)
        }
        Some(_) => Behind::Nothing,
    };
    if exclude::excluded(line, amount, &behind) {
        return None;
    }
    let mut bounds = amount.bounds();
    // "about 40 metres (131 feet)": the conversion is as good as what it converts.
    if let Some(last) = last.map(|d| &d.quantity)
        && line.before(amount.first) == "("
        && last.span.end == line.atoms[amount.first - 1].span.start.saturating_sub(1)
        && last.kind == QuantityKind::Measure
        && let (Some(value), true) = (bounds.value, last.value.is_some())
    {
        bounds.approx = last.approx;
        bounds.lo = last.lo.map(|_| value);
        bounds.hi = last.hi.map(|_| value);
    }
    let mut span = line.span(amount.first, amount.end);
    let mut stated = String::new();
    let (mut unit, mut counts, mut rule): (String, _, Rule) =
        (String::new(), None, "quantity.bare");
    match &behind {
        Behind::Counted(Counted { lemma, phrase, .. }) => {
            (unit, counts, rule) = (lemma.clone(), Some(*phrase), "quantity.count");
            span = span.join(*phrase);
        }
        Behind::Of(end) => span = line.span(amount.first, *end),
        Behind::Nothing => {}
    }
    if let Some(measure) = amount.unit {
        unit = measure.symbol.to_owned();
        stated = measure.stated();
        counts = nouns::measured(line, amount.end);
        rule = "quantity.measure";
    }
    let mut open = amount.unit.is_none() && counts.is_none();
    if open && ellipsis::people(line, amount) {
        (unit, rule, open) = ("people".to_owned(), "quantity.people", false);
    } else if open && !ellipsis::refers(line, amount, &behind) && !amount.speaks_for_itself(line) {
        return None;
    }
    let quantity = Quantity {
        span,
        number: line.span(amount.number.0, amount.number.1),
        value: bounds.value,
        lo: bounds.lo,
        hi: bounds.hi,
        approx: bounds.approx,
        unit,
        stated,
        counts,
        kind: amount.kind(),
        rule,
    };
    let open = open && ellipsis::refers(line, amount, &behind);
    Some(Draft { open, bare_money: amount.unit.is_some_and(|u| u.bare), quantity })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(q: &Quantity, text: &str) -> String {
        let n = |x: Option<f64>| x.map_or("-".to_owned(), |x| format!("{x}"));
        let hedge = if q.approx { "~" } else { "" };
        let (value, lo, hi) = (n(q.value), n(q.lo), n(q.hi));
        format!("{}|{hedge}{value} {lo} {hi}|{}", q.span.of(text), q.unit)
    }

    fn check(text: &str, expected: &[&str]) {
        let line = Line::bare(text);
        let mut drafts: Vec<(usize, Draft)> =
            sentence_quantities(&line, &[]).into_iter().map(|d| (0, d)).collect();
        name_country(&mut drafts);
        let found: Vec<String> = ellipsis::resolve(drafts).iter().map(|q| show(q, text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn counts_carry_their_bounds() {
        check("At least 17 grey seals swam off.", &["At least 17 grey seals|17 17 -|seal"]);
        check("It saw more than 200 seals.", &["more than 200 seals|200 200 -|seal"]);
        check("Nearly 60 boats sailed.", &["Nearly 60 boats|~60 - 60|boat"]);
        check("Up to 60 boats sailed.", &["Up to 60 boats|60 - 60|boat"]);
        check("Some 2,400 boats sailed.", &["Some 2,400 boats|~2400 2400 2400|boat"]);
        check("Dozens of boats sailed.", &["Dozens of boats|~- 24 -|boat"]);
        check("Between 20 and 30 boats sailed.", &["Between 20 and 30 boats|- 20 30|boat"]);
        check("About 7-8,000 seals came.", &["About 7-8,000 seals|~- 7000 8000|seal"]);
        check("Four or five boats sailed.", &["Four or five boats|- 4 5|boat"]);
    }

    #[test]
    fn measures_and_money_carry_their_unit() {
        check("a 14-tonne ferry", &["14-tonne|14 14 14|tonne"]);
        check("a 25m pool", &["25m|25 25 25|m"]);
        check("It cost $1.5 million.", &["$1.5 million|1500000 1500000 1500000|USD"]);
        check("It cost A$3, then $4.", &["A$3|3 3 3|AUD", "$4|4 4 4|AUD"]);
        check(
            "It cost US$3, then A$2 and $4.",
            &["US$3|3 3 3|USD", "A$2|2 2 2|AUD", "$4|4 4 4|USD"],
        );
        check("It cost £3m.", &["£3m|3000000 3000000 3000000|GBP"]);
        check(
            "It cost 40 billion won.",
            &["40 billion won|40000000000 40000000000 40000000000|KRW"],
        );
        check("It cost millions of euros.", &["millions of euros|~- 2000000 -|EUR"]);
        check("It ate 90 pounds (41 kg).", &["90 pounds|90 90 90|lb", "41 kg|41 41 41|kg"]);
        check("One in four boats sank.", &["One in four boats|0.25 0.25 0.25|boat"]);
        check("between 1.5% and 2%", &["between 1.5% and 2%|- 1.5 2|%"]);
        check("a range of 2.25% to 2.5%", &["2.25% to 2.5%|- 2.25 2.5|%"]);
        check("It rose 2 percent to 41 percent.", &["2 percent|2 2 2|%", "41 percent|41 41 41|%"]);
        check("4 in 10 boats sank", &["4 in 10 boats|0.4 0.4 0.4|boat"]);
        check("4 in 10 days", &["10 days|10 10 10|day"]);
        check(
            "It sold 41.3 million boats, up from 40.4 million.",
            &[
                "41.3 million boats|41300000 41300000 41300000|boat",
                "40.4 million|40400000 40400000 40400000|boat",
            ],
        );
        check("some 300 US boats", &["some 300 US boats|~300 300 300|boat"]);
        check("Only 7 per cent came.", &["Only 7 per cent|7 7 7|%"]);
        check("It lies over a mile off.", &["over a mile|1 1 -|mile"]);
        check("It lies half a mile off.", &["half a mile|0.5 0.5 0.5|mile"]);
        check(
            "about 40 metres (131 feet) down",
            &["about 40 metres|~40 40 40|m", "131 feet|~131 131 131|foot"],
        );
    }

    #[test]
    fn elliptical_counts_are_completed() {
        check("Officials said 42 were wounded.", &["42|42 42 42|people"]);
        check("The toll rose to 84.", &["84|84 84 84|people"]);
        check("The toll in both ports has risen to 85.", &["85|85 85 85|people"]);
        check("One passenger was hurt.", &["One passenger|1 1 1|passenger"]);
        check("At least one ferry sank.", &["At least one ferry|1 1 -|ferry"]);
        check("a port of 30,000", &["30,000|30000 30000 30000|"]);
        check(
            "Of 90 sailors, the 12 who fell ill left.",
            &["90 sailors|90 90 90|sailor", "12|12 12 12|sailor"],
        );
    }

    #[test]
    fn names_ages_and_scores_are_no_quantities() {
        for text in [
            "a five-year-old ferry",
            "Anna Berg, 56, sailed",
            "aged 31",
            "Flight 412",
            "Resolution 2397",
            "Boeing 747",
            "No. 2",
            "the G20",
            "the 1990s",
            "won 3-1",
            "on the 3rd day",
            "at 9:30",
            "see example.org/2016/07",
            "@seal84",
            "one boat",
            "3 of 25 Photos",
            "the Six-Day War",
            "He drove over a 3-1 lead.",
        ] {
            check(text, &[]);
        }
    }
}
