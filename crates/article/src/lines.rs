//! What a line of a report is, by its form: the rules of `data/lines.tsv`.

use std::sync::LazyLock;

use regex::Regex;

/// What a rule says of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// No part of the report.
    Furniture,
    /// The same, and the lines without a full stop after it are links.
    Links,
    /// A picture's words.
    Caption,
    /// Who wrote it, when it was updated.
    Byline,
    /// The same, where no paragraph of the report is before it.
    HeadByline,
}

struct Rule {
    form: Form,
    pattern: Regex,
    #[cfg(test)]
    holds: &'static str,
    #[cfg(test)]
    does_not: &'static str,
}

const TABLE: &str = include_str!("../data/lines.tsv");

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).map(rule).collect()
});

fn rule(line: &'static str) -> Rule {
    let cells: Vec<&'static str> = line.split('\t').collect();
    let form = match cells[0] {
        "furniture" => Form::Furniture,
        "links" => Form::Links,
        "caption" | "start-caption" => Form::Caption,
        "head-byline" => Form::HeadByline,
        _ => Form::Byline,
    };
    Rule {
        form,
        pattern: Regex::new(cells[1]).expect("the rules' test compiles every pattern"),
        #[cfg(test)]
        holds: cells[2],
        #[cfg(test)]
        does_not: cells[3],
    }
}

/// The longest line that is looked at; longer ones are prose.
const LONGEST: usize = 4_000;

/// What the line is, where its form says so.
pub(crate) fn form(line: &str) -> Option<Form> {
    if line.len() > LONGEST {
        return None;
    }
    RULES.iter().find(|r| r.pattern.is_match(line)).map(|r| r.form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_holds_for_its_examples() {
        let kinds = ["furniture", "links", "caption", "start-caption", "byline", "head-byline"];
        for line in TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
            let cells: Vec<_> = line.split('\t').collect();
            assert_eq!(cells.len(), 4, "{line}");
            assert!(kinds.contains(&cells[0]), "{line}");
        }
        for rule in RULES.iter() {
            assert!(
                rule.pattern.is_match(rule.holds),
                "{} should hold for {}",
                rule.pattern,
                rule.holds
            );
            assert!(
                form(rule.does_not) != Some(rule.form),
                "{:?} wrongly told of {}",
                rule.form,
                rule.does_not
            );
        }
    }
}
