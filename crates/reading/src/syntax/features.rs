//! What the linear models see of words: hashed forms, affixes and shapes. Training and reading run
//! this same code; after any change the model must be trained anew.

/// Hash of a feature from its template's number and its values.
pub(crate) fn key(template: usize, values: &[u32]) -> u32 {
    let mix = |h: u64, v: u64| (h.rotate_left(23) ^ v).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let hash = values.iter().fold(template as u64 + 1, |h, v| mix(h, u64::from(*v) + 1));
    (hash >> 32) as u32
}

/// The features that hold at one place; each call of [`Features::add`] is a template of its own.
#[derive(Debug, Default)]
pub(crate) struct Features(pub(crate) Vec<u32>);

impl Features {
    /// Adds the feature of the next template.
    pub(crate) fn add(&mut self, values: &[u32]) {
        let template = self.0.len();
        self.0.push(key(template, values));
    }
}

/// One word as the models see it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word {
    /// The form in lower case, digits levelled.
    pub(crate) lower: u32,
    /// First characters in lower case: 1, 2, 3.
    pub(crate) prefixes: [u32; 3],
    /// Last characters in lower case: 1 to 5.
    pub(crate) suffixes: [u32; 5],
    /// Runs of character classes: `Xx`, `d-x`.
    pub(crate) shape: u32,
    /// Opens or closes a quotation.
    pub(crate) quote: bool,
}

fn hash(text: &str) -> u32 {
    let fnv = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01B3);
    let hash = text.bytes().fold(0xCBF2_9CE4_8422_2325, fnv);
    (hash ^ (hash >> 32)) as u32
}

/// The words of a sentence. Where most words are capitalised (a headline) shapes say so.
pub fn words<'a>(forms: impl Iterator<Item = &'a str> + Clone) -> Vec<Word> {
    let long = forms.clone().filter(|f| f.len() > 3 && f.starts_with(char::is_alphabetic));
    let (capital, all) = long.fold((0, 0), |(capital, all), f| {
        (capital + usize::from(f.starts_with(char::is_uppercase)), all + 1)
    });
    let headline = all > 3 && capital * 5 > all * 4;
    forms.map(|form| word(form, headline)).collect()
}

fn word(form: &str, headline: bool) -> Word {
    let level = |c: char| match c {
        '’' | '‘' | '`' => '\'',
        '“' | '”' => '"',
        '–' => '-',
        c if c.is_ascii_digit() => '0',
        c => c,
    };
    let mut lower: String = form.chars().flat_map(char::to_lowercase).map(level).collect();
    let digits = lower.starts_with('0');
    if digits && lower.chars().all(|c| matches!(c, '0' | ',' | '.')) {
        lower = lower.replace("00", "0").replace("00", "0");
    }
    let starts: Vec<usize> = lower.char_indices().map(|(at, _)| at).chain([lower.len()]).collect();
    let length = starts.len() - 1;
    let prefix = |n: usize| hash(&lower[..starts[n.min(length)]]);
    let suffix = |n: usize| hash(&lower[starts[length.saturating_sub(n)]..]);
    Word {
        lower: hash(&lower),
        prefixes: [prefix(1), prefix(2), prefix(3)],
        suffixes: [suffix(1), suffix(2), suffix(3), suffix(4), suffix(5)],
        shape: shape(form) * 2 + u32::from(headline),
        quote: matches!(form, "\"" | "“" | "”" | "``" | "''"),
    }
}

/// Runs of character classes, at most six, and whether the word is one character long.
fn shape(form: &str) -> u32 {
    let class = |c: char| match c {
        c if c.is_uppercase() => 1,
        c if c.is_alphabetic() => 2,
        c if c.is_numeric() => 3,
        '-' | '–' => 4,
        '.' => 5,
        '\'' | '’' => 6,
        _ => 7,
    };
    let mut shape = 0u32;
    let mut last = 0;
    for c in form.chars() {
        let this = class(c);
        if this != last && shape < 1 << 15 {
            shape = shape * 8 + this;
        }
        last = this;
    }
    shape * 2 + u32::from(form.chars().nth(1).is_none())
}
