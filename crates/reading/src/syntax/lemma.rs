//! Dictionary forms: what the treebanks have and the rules miss, the irregular forms, then spelling rules.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// `form TAB xpos TAB lemma`, sorted by form and tag: what the rules miss.
static KNOWN: LazyLock<Vec<(&str, &str, &str)>> = LazyLock::new(|| {
    let rows = include_str!("../../models/lemmas.tsv").lines();
    rows.filter_map(|row| {
        let (form, rest) = row.split_once('\t')?;
        rest.split_once('\t').map(|(xpos, lemma)| (form, xpos, lemma))
    })
    .collect()
});

/// Lemma by tag and irregular form.
static IRREGULAR: LazyLock<BTreeMap<(&str, &str), &str>> = LazyLock::new(|| {
    let mut table = BTreeMap::new();
    for row in include_str!("../../data/irregular.tsv").lines().filter(|l| !l.starts_with('#')) {
        let fields: Vec<&str> = row.split('\t').collect();
        let tags: &[&str] = match fields[0] {
            "verb" => &["VBD", "VBN"],
            "noun" => &["NNS"],
            _ => &["JJR", "JJS"],
        };
        for (tag, form) in tags.iter().zip(&fields[2..]) {
            table.entry((*tag, *form)).or_insert(fields[1]);
        }
    }
    table
});

/// The lemma of a form with its Penn tag.
pub(crate) fn lemma(form: &str, xpos: &str) -> Box<str> {
    let lower = form.to_lowercase().replace('’', "'");
    let known = KNOWN.binary_search_by(|(f, t, _)| (*f, *t).cmp(&(lower.as_str(), xpos)));
    match known {
        Ok(at) => KNOWN[at].2.into(),
        Err(_) => by_rule(form, xpos).into(),
    }
}

/// The lemma by table and spelling alone.
pub fn by_rule(form: &str, xpos: &str) -> String {
    if matches!(xpos, "NNP" | "ADD" | "FW" | "SYM" | "NFP" | "GW") {
        return form.to_owned();
    }
    let lower = form.to_lowercase().replace('’', "'");
    let tag = match xpos {
        "RBR" => "JJR",
        "RBS" => "JJS",
        other => other,
    };
    if let Some(lemma) = IRREGULAR.get(&(tag, lower.as_str())) {
        return (*lemma).to_owned();
    }
    let stem = |ending: &str| lower.strip_suffix(ending).filter(|s| s.chars().count() > 1);
    match tag {
        "NNPS" => {
            let kept = singular(&lower).unwrap_or_else(|| lower.clone());
            match form.get(..kept.len()) {
                Some(head) if lower.starts_with(&kept) => head.to_owned(),
                _ if form.ends_with("ies") => format!("{}y", &form[..form.len() - 3]),
                _ => form.to_owned(),
            }
        }
        "NNS" | "VBZ" => singular(&lower).unwrap_or(lower),
        "VBD" | "VBN" => match (stem("ied"), stem("ed")) {
            (Some(stem), _) => format!("{stem}y"),
            (None, Some(stem)) => base(stem),
            _ => lower,
        },
        "VBG" => match stem("ing") {
            Some(stem) if has_vowel(stem) => base(stem),
            _ => lower,
        },
        "JJR" | "JJS" => {
            let ending = if tag == "JJR" { "er" } else { "est" };
            match stem(ending) {
                Some(stem) if stem.ends_with('i') => format!("{}y", &stem[..stem.len() - 1]),
                Some(stem) => undoubled(stem).unwrap_or(stem).to_owned(),
                None => lower,
            }
        }
        _ => lower,
    }
}

/// Takes the -s off a plural or a verb.
fn singular(form: &str) -> Option<String> {
    if let Some(man) = form.strip_suffix("men") {
        return Some(format!("{man}man"));
    }
    if let Some(stem) = form.strip_suffix("ies").filter(|s| s.len() > 1) {
        return Some(format!("{stem}y"));
    }
    let es = ["sses", "shes", "ches", "xes", "zzes", "oes"].iter().any(|e| form.ends_with(e));
    let stem = form.strip_suffix(if es { "es" } else { "s" })?;
    let whole = ["ss", "'s", "us", "is"].iter().any(|e| form.ends_with(e));
    (!whole && stem.chars().count() > 1).then(|| stem.to_owned())
}

fn is_vowel(c: u8) -> bool {
    matches!(c, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn has_vowel(stem: &str) -> bool {
    stem.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}

/// The stem without its doubled last consonant: `stopp` → `stop`.
fn undoubled(stem: &str) -> Option<&str> {
    let [.., a, b] = stem.as_bytes() else { return None };
    (a == b && a.is_ascii_alphabetic() && !is_vowel(*a) && !matches!(a, b'l' | b's' | b'f' | b'z'))
        .then(|| &stem[..stem.len() - 1])
}

/// The base form of a verb's stem: its doubled consonant undone or its silent e put back.
fn base(stem: &str) -> String {
    if let Some(single) = undoubled(stem) {
        return single.to_owned();
    }
    let bytes = stem.as_bytes();
    let [.., b, c] = bytes else { return stem.to_owned() };
    let before = bytes.len().checked_sub(3).map(|at| bytes[at]);
    let vowels = bytes.windows(2).filter(|pair| is_vowel(pair[0]) && !is_vowel(pair[1])).count();
    let single_vowel = is_vowel(*b)
        && !is_vowel(*c)
        && before.is_none_or(|a| !is_vowel(a) || a == b'u' && *b != b'u');
    let silent = match (b, c) {
        (_, b'v' | b'c' | b'u') => true,
        (b'd' | b'r' | b'l', b'g') => true,
        (b'n', b'g') => stem.ends_with("chang") || stem.ends_with("leng"),
        (b'b' | b't' | b'd' | b'p' | b'g' | b'k' | b'f' | b'c' | b'z', b'l') => true,
        (b'r' | b'n' | b'l' | b'p', b's') | (_, b'z') => true,
        (b'a' | b'e' | b'i' | b'o' | b'u', b's') => true,
        (_, b'w' | b'x' | b'y') => false,
        _ if single_vowel && vowels < 2 => true,
        // "repudiate", "evaluate", "explore", "implore"
        _ if ["iat", "uat", "plor"].iter().any(|end| stem.ends_with(end)) => true,
        _ if single_vowel => SILENT.contains(&[*b, *c]),
        _ => false,
    };
    if silent { format!("{stem}e") } else { stem.to_owned() }
}

/// Last vowel and consonant of stems of several syllables that have lost an e: `invad`, `manag`.
const SILENT: [[u8; 2]; 20] = [
    *b"at", *b"id", *b"od", *b"ud", *b"ad", *b"ut", *b"um", *b"ok", *b"ak", *b"ir", *b"ur", *b"in",
    *b"ag", *b"ar", *b"ap", *b"ib", *b"ik", *b"il", *b"ul", *b"im",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lemmas_by_rule() {
        for row in [
            "soldiers NNS soldier|allies NNS ally|men NNS man|boxes NNS box|houses NNS house",
            "wives NNS wife|crises NNS crisis|Republicans NNPS Republican|Rutte NNP Rutte",
            "says VBZ say|goes VBZ go|carries VBZ carry|passes VBZ pass|makes VBZ make",
            "said VBD say|stopped VBD stop|carried VBD carry|raised VBN raise|invaded VBD invade",
            "deployed VBN deploy|called VBD call|visited VBD visit|located VBN locate",
            "making VBG make|sending VBG send|running VBG run|bring VBG bring|using VBG use",
            "repeated VBD repeat|warned VBD warn|killed VBN kill|exchanged VBN exchange",
            "repudiated VBD repudiate|evaluated VBN evaluate|implored VBD implore",
            "larger JJR large|biggest JJS big|happier JJR happy|better RBR good|cheaper JJR cheap",
        ]
        .iter()
        .flat_map(|line| line.split('|'))
        {
            let [form, tag, lemma] = row.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{row}")
            };
            assert_eq!(by_rule(form, tag), lemma, "{row}");
        }
    }
}
