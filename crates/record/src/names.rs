//! When two names are forms of one.

use crate::lists::LISTS;

/// A name for comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    /// Its words in lower case, without article, honorific, genitive and "Jr".
    pub(crate) tokens: Vec<String>,
}

impl Form {
    /// The form of a name.
    pub(crate) fn new(name: &str) -> Form {
        let mut tokens = tokens(name);
        if tokens.len() > 1 && tokens[0] == "the" {
            tokens.remove(0);
        }
        while tokens.len() > 2 && LISTS.fits("honorific", &tokens[0]) {
            tokens.remove(0);
        }
        while tokens.len() > 1 && matches!(tokens.last().map(String::as_str), Some("jr" | "sr")) {
            tokens.pop();
        }
        Form { tokens }
    }

    /// Its words with a space between.
    pub(crate) fn joined(&self) -> String {
        self.tokens.join(" ")
    }
}

/// The words of a name in lower case; a hyphen ends a word, an apostrophe does not.
pub(crate) fn tokens(name: &str) -> Vec<String> {
    let name = name.trim();
    let name = name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(name);
    name.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .map(|w| w.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect())
        .filter(|w: &String| !w.is_empty())
        .collect()
}

/// Whether two full names of people are one, but for spelling, order and middle names.
pub(crate) fn same_person(a: &Form, b: &Form) -> bool {
    let (x, y) = (&a.tokens, &b.tokens);
    if x.len() < 2 || y.len() < 2 {
        return false;
    }
    if x.concat() == y.concat() || sorted(x) == sorted(y) {
        return true;
    }
    let (first, last) = ((&x[0], &y[0]), (&x[x.len() - 1], &y[y.len() - 1]));
    let middle = (&x[1..x.len() - 1], &y[1..y.len() - 1]);
    if !middles_agree(middle.0, middle.1) {
        return false;
    }
    let same = |(p, q): (&String, &String)| p == q;
    let variant = |(p, q): (&String, &String)| spelling_variant(p, q);
    (same(first) && (same(last) || variant(last)))
        || (same(last) && (variant(first) || initial(first)))
}

fn sorted(tokens: &[String]) -> Vec<&String> {
    let mut sorted: Vec<&String> = tokens.iter().collect();
    sorted.sort();
    sorted
}

/// One has no middle names, or they are the same or each other's initials.
fn middles_agree(a: &[String], b: &[String]) -> bool {
    a.is_empty() || b.is_empty() || a.iter().zip(b).all(|(p, q)| p == q || initial((p, q)))
}

/// Whether one is the first letter of the other.
fn initial((a, b): (&String, &String)) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.chars().count() == 1 && long.starts_with(short.as_str())
}

/// Whether two words differ as transliterations do: one letter in five or six, two in more.
pub(crate) fn spelling_variant(a: &str, b: &str) -> bool {
    let shorter = a.chars().count().min(b.chars().count());
    let allowed = match shorter {
        0..=4 => 0,
        5..=6 => 1,
        _ => 2,
    };
    // Names that differ in their first letter are two.
    a.chars().next() == b.chars().next() && distance(a, b) <= allowed
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// Whether a name is written as an acronym: `NIS`, `U.N.`, `NATO`.
pub(crate) fn is_acronym(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic());
    let n = letters.clone().count();
    (2..=6).contains(&n)
        && letters.clone().all(char::is_uppercase)
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '&'))
}

/// Whether an acronym is made of the initials of a name, small words counted or not.
pub(crate) fn is_acronym_of(acronym: &str, name: &str) -> bool {
    let letters: String =
        acronym.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let words = tokens(name);
    let small =
        |w: &String| matches!(w.as_str(), "of" | "the" | "and" | "for" | "on" | "in" | "to");
    let initials = |words: &mut dyn Iterator<Item = &String>| -> String {
        words.filter_map(|w| w.chars().next()).collect()
    };
    words.len() > 1
        && (initials(&mut words.iter()) == letters
            || initials(&mut words.iter().filter(|w| !small(w))) == letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_name() {
        let check = |a: &str, b: &str, expected: bool| {
            assert_eq!(same_person(&Form::new(a), &Form::new(b)), expected, "{a} / {b}");
            assert_eq!(same_person(&Form::new(b), &Form::new(a)), expected, "{b} / {a}");
        };
        check("Volodymyr Zelensky", "Volodymyr Zelenskyy", true);
        check("Yoon Suk Yeol", "Yoon Suk-yeol", true);
        check("Tae-yong Cho", "Cho Tae-yong", true);
        check("Anna B. Marsh", "Anna Marsh", true);
        check("A. Marsh", "Anna Marsh", true);
        check("Anna Marsh", "Peter Marsh", false);
        check("Kim Jong Un", "Kim Jong Il", false);
        check("Anna Marsh", "Anna Mars", false);
        check("Marsh", "Marsh", false);
        check("Anna Beth Marsh", "Anna Carol Marsh", false);
    }

    #[test]
    fn acronyms() {
        let check = |short: &str, long: &str, expected: bool| {
            assert_eq!(is_acronym(short) && is_acronym_of(short, long), expected, "{short} {long}");
        };
        check("NIS", "National Intelligence Service", true);
        check("U.N.", "United Nations", true);
        check("BoE", "Bank of Estonia", false);
        check("BE", "Bank of Estonia", true);
        check("NIS", "National Statistics Service", false);
    }
}
