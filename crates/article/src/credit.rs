//! Agency credits: whose copy a report is, and who contributed. Photo credits are not among them.

use std::sync::LazyLock;

use regex::Regex;
use text::{Credit, Span};
use world::World;

/// Words that stand for agencies without naming one.
fn is_agencies(name: &str) -> bool {
    let name = name.to_lowercase();
    ["agencies", "news agencies", "wire reports", "wire services", "wires", "agency reports"]
        .contains(&name.as_str())
}

/// The agencies in a list of names (`Xinhua`, `AP, Reuters`, `Agencies`), `None` for "Agencies";
/// empty where the words name anything else.
pub(crate) fn agencies(words: &str, world: &World) -> Vec<Option<String>> {
    let one = |name: &str| {
        let name = name.trim().trim_end_matches('.');
        let name = name.strip_suffix(" Staff").unwrap_or(name);
        let name = name.strip_prefix("The ").unwrap_or(name);
        let known = world.agency(name).map(|a| Some(a.name.clone()));
        let unknown = || is_called_agency(name).then(|| Some(name.to_owned()));
        known.or_else(|| is_agencies(name).then_some(None)).or_else(unknown)
    };
    if let Some(agency) = one(words) {
        return vec![agency];
    }
    let parts = words.split([',', '/', '|', ';', '&']).flat_map(|part| part.split(" and "));
    parts.map(one).collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// Whether a name that the tables do not know says of itself that it is an agency's. A sentence that
/// ends in such a name is none.
fn is_called_agency(name: &str) -> bool {
    let called_so = ["News Agency", "Press Agency", "news agency", "press agency"];
    let own = called_so.iter().find_map(|end| name.strip_suffix(end));
    own.is_some_and(|own| own.split_whitespace().all(|w| w.starts_with(char::is_uppercase)))
}

/// Initials in a dateline, `PORT LISLE, March 5 (SNA) --`, are an agency's even where the tables do
/// not know it, unless they are an outlet's.
pub(crate) fn in_dateline(words: &str, world: &World) -> Vec<Option<String>> {
    let found = agencies(words, world);
    let initials = (2..=6).contains(&words.len()) && words.chars().all(|c| c.is_ascii_uppercase());
    if found.is_empty() && initials && world.publisher(words).is_none() {
        return vec![Some(words.to_owned())];
    }
    found
}

/// Credits that a byline beside the text gives: `Associated Press`, `Jane Doe, Associated Press`;
/// a person and an agency joined by "and" make a contribution.
pub(crate) fn in_byline(byline: &str, span: Option<Span>, world: &World) -> Vec<Credit> {
    let byline = byline.trim();
    let byline = byline.strip_prefix("By ").or(byline.strip_prefix("BY ")).unwrap_or(byline);
    let mut credits = Vec::new();
    for part in byline.split([',', ';', '|', '(', ')', '/']).map(str::trim) {
        for (n, name) in part.split(" and ").map(str::trim).enumerate() {
            let name = name.strip_prefix("and ").unwrap_or(name);
            let alone = n == 0 && !part.contains(" and ");
            for agency in agencies(name, world) {
                credits.push(Credit {
                    agency,
                    span,
                    whole: alone || agencies(part, world).len() > 1,
                });
            }
        }
    }
    credits
}

/// Credits that the address gives: a folder of wire copy, `/wires/afp/`.
pub(crate) fn in_url(url: &str, world: &World) -> Vec<Credit> {
    const WIRES: [&str; 6] = ["wires", "wire", "wire-news", "agencies", "agency", "newswire"];
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let parts: Vec<&str> = path.split(['/', '?', '#']).skip(1).collect();
    let credits = parts.windows(2).filter(|pair| WIRES.contains(&pair[0].to_lowercase().as_str()));
    let known = credits.filter_map(|pair| world.agency(&pair[1].replace('-', " ")));
    known
        .map(|a| Credit { agency: Some(a.name.clone()), span: None, whole: true })
        .take(1)
        .collect()
}

/// Credits that a line of the text gives, outside its dateline.
pub(crate) fn in_line(text: &str, line: Span, last: bool, world: &World) -> Vec<Credit> {
    let words = line.of(text);
    let at =
        |m: regex::Match| Span::new(line.start as usize + m.start(), line.start as usize + m.end());
    if let Some(found) = CONTRIBUTED.captures(words)
        && let Some(who) = found.get(1)
    {
        return named_in(who.as_str(), at(found.get(0).unwrap_or(who)), false, world);
    }
    if let Some(who) = COPYRIGHT.captures(words).and_then(|f| f.get(1)) {
        let names = agencies(who.as_str(), world).into_iter();
        return names.map(|agency| Credit { agency, span: Some(at(who)), whole: true }).collect();
    }
    if DESK.is_match(words) {
        let reuters = world.agency("Reuters").map(|a| a.name.clone());
        return vec![Credit { agency: reuters, span: Some(line), whole: true }];
    }
    if !last {
        return Vec::new();
    }
    let alone = agencies(words, world);
    if !alone.is_empty() {
        let credit = |agency| Credit { agency, span: Some(line), whole: true };
        return alone.into_iter().map(credit).collect();
    }
    let end = TRAILING.captures(words).and_then(|f| (1..=3).find_map(|n| f.get(n)));
    let names = end.map(|who| (who, agencies(who.as_str(), world)));
    let named = names.into_iter().flat_map(|(who, names)| {
        names.into_iter().map(move |agency| Credit { agency, span: Some(at(who)), whole: true })
    });
    named.collect()
}

/// The agencies named anywhere in `words`.
fn named_in(words: &str, span: Span, whole: bool, world: &World) -> Vec<Credit> {
    let parts = words.split([',', ';']).flat_map(|p| p.split(" and "));
    let names = parts.map(|p| p.trim().trim_start_matches(['—', '–', '-', '(', '[']).trim());
    let found = names.flat_map(|n| agencies(n, world));
    found.map(|agency| Credit { agency, span: Some(span), whole }).collect()
}

/// `The Associated Press and Jane Doe contributed to this report.`, `With additional reporting by Reuters`
static CONTRIBUTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)(?:^|[.—–(\[]\s*)
          (?:(?:[Mm]aterial|[Ii]nformation|[Rr]eporting|[Rr]eports?)\ from\ )?
          ([A-ZÀ-ÞĀ-ɏ][^.]{1,120}?)
          \ (?:also\ )?(?:contributed\b(?:\ (?:to\ this|reporting))?
            |was\ used\ in\ this\ report|were\ used\ in\ this\ report)",
    )
    .expect("valid")
});

/// `Copyright 2018 The Associated Press. All rights reserved.`
static COPYRIGHT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:©|\(c\)|copyright)(?:\s*(?:©|\(c\)))?(?:\s*(?:19|20)\d\d)?,?\s+([^.,]{2,40}?)(?:[.,]|$)")
        .expect("valid")
});

/// Reuters' own closing line: `(Reporting by Jane Doe; Editing by John Roe)`.
static DESK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\((?:Additional )?(?:[Rr]eporting|[Ww]riting)(?: and [Ww]riting)? by [^()]+; ?(?:[^()]*; ?)?[A-Z]?[a-z]*[Ee]dt?it?i?ng by [^()]+\)?\.?\)?$")
        .expect("valid")
});

/// An agency at the end of the last paragraph: `(Yonhap)`, `— AFP`.
static TRAILING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:[.!?”"’'] ?[(\[]([^()\[\]]{2,40})[)\]]\.?|[.!?”"’'] ([A-ZÀ-ÞĀ-ɏ][A-Za-z0-9_À-ɏ/ ]{1,30})|\s[—–-]+\s?([A-ZÀ-ÞĀ-ɏ][A-Za-z0-9_À-ɏ ]{1,30}))(?:\s*\(END\))?$"#)
        .expect("valid")
});

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, last: bool) -> Vec<String> {
        let found = in_line(text, Span::new(0, text.len()), last, World::bundled());
        let tell = |c: Credit| {
            format!(
                "{}{}",
                c.agency.unwrap_or("agencies".into()),
                if c.whole { "" } else { " in part" }
            )
        };
        found.into_iter().map(tell).collect()
    }

    #[test]
    fn lines_credit_agencies() {
        for (text, last, expected) in [
            ("The Associated Press contributed to this report.", false, vec!["AP in part"]),
            ("— Associated Press contributed to this report.", false, vec!["AP in part"]),
            ("Jane Doe and Reuters contributed to this story.", false, vec!["Reuters in part"]),
            ("Jane Doe contributed to this report.", false, vec![]),
            ("Copyright 2018 The Associated Press. All rights reserved.", false, vec!["AP"]),
            ("Copyright 2018 The Quay Times. All rights reserved.", false, vec![]),
            ("It sank. (Reporting by Jane Doe; Editing by John Roe)", true, vec!["Reuters"]),
            ("The ferry was old. (Yonhap)", true, vec!["Yonhap"]),
            ("The ferry was old. (Yonhap)", false, vec![]),
            ("Reuters", true, vec!["Reuters"]),
            ("The ferry was old. AFP", true, vec!["AFP"]),
            ("He spoke to the news agency (Yonhap)", true, vec![]),
            ("Straits News Agency", true, vec!["Straits News Agency"]),
            ("Nine men were missing, according to the Straits News Agency.", true, vec![]),
            ("AFP, AP", true, vec!["AFP", "AP"]),
            ("The ferry was old. (AFP/Reuters)", true, vec!["AFP", "Reuters"]),
            ("The ferry was old. (Agencies)", true, vec!["agencies"]),
            ("The ferry was old, he told Reuters", true, vec![]),
        ] {
            assert_eq!(line(text, last), expected, "{text}");
        }
    }

    #[test]
    fn bylines_and_addresses_credit_agencies() {
        let world = World::bundled();
        let tell = |credits: Vec<Credit>| -> Vec<(Option<String>, bool)> {
            credits.into_iter().map(|c| (c.agency, c.whole)).collect()
        };
        let ap = || Some("AP".to_owned());
        assert_eq!(tell(in_byline("Associated Press", None, world)), [(ap(), true)]);
        assert_eq!(
            tell(in_byline("By JANE DOE, The Associated Press", None, world)),
            [(ap(), true)]
        );
        assert_eq!(tell(in_byline("Jane Doe and Associated Press", None, world)), [(ap(), false)]);
        assert_eq!(tell(in_byline("By Agencies", None, world)), [(None, true)]);
        assert_eq!(tell(in_byline("Jane Doe", None, world)), []);
        let afp = [(Some("AFP".to_owned()), true)];
        assert_eq!(tell(in_url("https://example.org/wires/afp/article-1/x.html", world)), afp);
        assert_eq!(tell(in_url("https://example.org/news/afp-strike", world)), []);
    }
}
