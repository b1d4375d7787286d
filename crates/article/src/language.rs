//! Which language a text is in, with care for short ones.

/// English function words: a text in which they are common is English, whatever names it is full of.
const FUNCTION_WORDS: [&str; 40] = [
    "the", "of", "and", "to", "a", "in", "that", "is", "was", "for", "on", "with", "as", "by",
    "at", "from", "his", "were", "are", "which", "this", "have", "had", "has", "been", "their",
    "they", "who", "will", "would", "after", "when", "said", "its", "it", "he", "she", "not", "an",
    "be",
];
/// Share of function words from which a text is taken for English.
const ENGLISH_SHARE: f64 = 0.15;
/// ISO 639-3 and 639-1 codes of the languages that are told apart.
const CODES: [(&str, &str); 69] = [
    ("epo", "eo"),
    ("eng", "en"),
    ("rus", "ru"),
    ("cmn", "zh"),
    ("spa", "es"),
    ("por", "pt"),
    ("ita", "it"),
    ("ben", "bn"),
    ("fra", "fr"),
    ("deu", "de"),
    ("ukr", "uk"),
    ("kat", "ka"),
    ("ara", "ar"),
    ("hin", "hi"),
    ("jpn", "ja"),
    ("heb", "he"),
    ("yid", "yi"),
    ("pol", "pl"),
    ("amh", "am"),
    ("jav", "jv"),
    ("kor", "ko"),
    ("nob", "nb"),
    ("dan", "da"),
    ("swe", "sv"),
    ("fin", "fi"),
    ("tur", "tr"),
    ("nld", "nl"),
    ("hun", "hu"),
    ("ces", "cs"),
    ("ell", "el"),
    ("bul", "bg"),
    ("bel", "be"),
    ("mar", "mr"),
    ("kan", "kn"),
    ("ron", "ro"),
    ("slv", "sl"),
    ("hrv", "hr"),
    ("srp", "sr"),
    ("mkd", "mk"),
    ("lit", "lt"),
    ("lav", "lv"),
    ("est", "et"),
    ("tam", "ta"),
    ("vie", "vi"),
    ("urd", "ur"),
    ("tha", "th"),
    ("guj", "gu"),
    ("uzb", "uz"),
    ("pan", "pa"),
    ("aze", "az"),
    ("ind", "id"),
    ("tel", "te"),
    ("pes", "fa"),
    ("mal", "ml"),
    ("ori", "or"),
    ("mya", "my"),
    ("nep", "ne"),
    ("sin", "si"),
    ("khm", "km"),
    ("tuk", "tk"),
    ("aka", "ak"),
    ("zul", "zu"),
    ("sna", "sn"),
    ("afr", "af"),
    ("lat", "la"),
    ("slk", "sk"),
    ("cat", "ca"),
    ("tgl", "tl"),
    ("hye", "hy"),
];
/// How much of a text is looked at, in bytes.
const SAMPLE_BYTES: usize = 20_000;
/// Fewest words by which another language is told.
const FEWEST_WORDS: usize = 8;

/// A language by its English name and its ISO 639-1 code (639-3 where it has none).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Language {
    pub(crate) name: &'static str,
    pub(crate) code: &'static str,
}

/// The language of `text` where it is certainly not English.
pub(crate) fn other_language(text: &str) -> Option<Language> {
    let sample = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    let words: Vec<String> = sample
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    let known = words.iter().filter(|w| FUNCTION_WORDS.contains(&w.as_str())).count();
    if known as f64 >= ENGLISH_SHARE * words.len() as f64 {
        return None;
    }
    let found = whatlang::detect(sample)?;
    let certain = match found.script() {
        whatlang::Script::Latin => {
            words.len() >= FEWEST_WORDS
                && found.is_reliable()
                && found.lang() != whatlang::Lang::Eng
        }
        _ => true,
    };
    let code = found.lang().code();
    let short = CODES.iter().find(|(long, _)| *long == code).map_or(code, |(_, short)| short);
    certain.then(|| Language { name: found.lang().eng_name(), code: short })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_certainly_another_language_is_told() {
        for (text, expected) in [
            ("The ferry sank off the coast on Monday and 12 people were rescued.", None),
            ("Ferry sinks", None),
            ("", None),
            ("12 345", None),
            (
                "Le bac a coulé lundi au large de la côte et douze personnes ont été secourues, \
                 selon les autorités du port, qui ont ouvert une enquête.",
                Some("French"),
            ),
            ("Паром затонул в понедельник у берега, спасены двенадцать человек.", Some("Russian")),
        ] {
            assert_eq!(other_language(text).map(|l| l.name), expected, "{text}");
        }
    }
}
