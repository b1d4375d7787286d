//! Counts whose noun is left out: "42 were wounded", "the toll rose to 84", "the 57 who fled".

use super::Draft;
use super::amount::Amount;
use super::nouns::{Behind, in_class};
use crate::atoms::Line;
use crate::numbers::Form;
use crate::{Quantity, QuantityKind};

/// How many sentences back the noun of an elliptical count may stand.
const REACH: usize = 3;

/// Whether the words around the number say that it counts people: "77 died", "killing dozens",
/// "the toll rose to 84", "a town of 9,000".
pub(super) fn people(line: &Line, amount: &Amount) -> bool {
    const BETWEEN: &[&str] = &[
        "were",
        "are",
        "was",
        "is",
        "have",
        "has",
        "had",
        "been",
        "be",
        "being",
        "now",
        "more",
        "others",
        "critically",
        "seriously",
        "badly",
        "lay",
        "reported",
        "confirmed",
        "left",
        "still",
        "may",
        "might",
        "could",
        "also",
        "believed",
        "feared",
        "to",
        "other",
    ];
    let mut at = amount.end;
    while at < amount.end + 5 && BETWEEN.contains(&line.word(at)) {
        at += 1;
    }
    if in_class("casualty", line.word(at)).is_some() || at == amount.end && line.word(at) == "died"
    {
        return true;
    }
    if line.word(at) == "died" {
        return true;
    }
    const LEADING: &[&str] = &[
        "to", "of", "at", "by", "the", "rose", "risen", "rises", "stands", "stood", "reached",
        "had", "has", "is", "was", "climbed", "and",
    ];
    let mut before = amount.first;
    while before > 0 && amount.first - before < 4 && LEADING.contains(&line.word(before - 1)) {
        before -= 1;
    }
    let closes = matches!(
        line.word(amount.end),
        "." | "," | ";" | ")" | "" | "in" | "and" | "on" | "at" | "as" | "after" | "when"
    );
    let led = in_class("tally", line.before(before)).is_some();
    closes && (led || toll_moves(line, amount.first))
}

/// "The toll in both ports has risen to 85", "the number of dead rose to 15", "the number of people
/// killed is 18".
fn toll_moves(line: &Line, first: usize) -> bool {
    let near = first.saturating_sub(2)..first;
    let moves = near.into_iter().any(|at| in_class("rise", line.word(at)).is_some());
    let stands = first > 0 && matches!(line.word(first - 1), "is" | "was" | "at");
    let toll = |at: usize| matches!(line.word(at), "toll" | "deaths" | "casualties" | "fatalities");
    let number = |at: usize| {
        matches!((line.word(at), line.word(at + 1)), ("number", "of"))
            && (at + 2..(at + 7).min(first)).any(|n| in_class("casualty", line.word(n)).is_some())
    };
    (moves || stands) && (0..first).any(|at| toll(at) && moves || number(at))
}

/// Whether the number stands for a noun said before: "the 57 who fled", "approximately 3,000
/// having arrived", "two were hurt", "21 of them".
pub(super) fn refers(line: &Line, amount: &Amount, behind: &Behind) -> bool {
    if amount.unit.is_some() || amount.form == Form::Fraction {
        return false;
    }
    if matches!(behind, Behind::Of(_)) {
        return true;
    }
    let verb = matches!(
        line.word(amount.end),
        "who"
            | "were"
            | "are"
            | "have"
            | "had"
            | "having"
            | "was"
            | "been"
            | "being"
            | "will"
            | "others"
    );
    let led = matches!(
        line.before(amount.number.0),
        "the" | "only" | "those" | "these" | "but" | "other"
    ) && amount.low > 1.0;
    verb || led || compared(line, amount)
}

/// "up from 40.4 million", "compared with 61": what is compared counts the same.
fn compared(line: &Line, amount: &Amount) -> bool {
    let at = amount.first;
    let (one, two) = (line.before(at), line.before(at.saturating_sub(1)));
    let from = one == "from" && matches!(two, "up" | "down" | "rise" | "drop" | "change");
    from || matches!((two, one), ("compared", "with" | "to")) || matches!(one, "versus" | "vs")
}

/// Fills the open drafts from the counts before them, nearest first, one of the same number
/// before others, and gives up the sentence numbers.
pub(super) fn resolve(drafts: Vec<(usize, Draft)>) -> Vec<Quantity> {
    let mut done: Vec<(usize, Quantity)> = Vec::with_capacity(drafts.len());
    for (sentence, Draft { mut quantity, open, .. }) in drafts {
        if open {
            let known = |q: &Quantity| q.kind == QuantityKind::Count && !q.unit.is_empty();
            let same = done.iter().rev().find(|(_, q)| known(q) && q.value == quantity.value);
            let near = (done.iter().rev())
                .take_while(|(s, _)| sentence - s <= REACH)
                .find(|(_, q)| known(q));
            if let Some((_, from)) = same.or(near) {
                quantity.unit.clone_from(&from.unit);
                quantity.counts = from.counts;
                quantity.rule = "quantity.elliptical";
            }
        }
        done.push((sentence, quantity));
    }
    done.into_iter().map(|(_, quantity)| quantity).collect()
}
