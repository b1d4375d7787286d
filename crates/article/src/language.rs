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
/// How much of a text is looked at, in bytes.
const SAMPLE_BYTES: usize = 20_000;
/// Fewest words by which another language is told.
const FEWEST_WORDS: usize = 8;

/// The English name of the language of `text` where it is certainly not English.
pub(crate) fn other_language(text: &str) -> Option<String> {
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
    certain.then(|| found.lang().eng_name().to_owned())
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
            assert_eq!(other_language(text).as_deref(), expected, "{text}");
        }
    }
}
