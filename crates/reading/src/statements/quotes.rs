//! Quotations: what stands between quotation marks.

use text::{Article, BlockKind, Span};

/// Fewest letters of a single-quoted passage that is taken for speech: below that, single marks
/// are mostly nicknames and scare quotes.
const SINGLE_QUOTE_LETTERS: usize = 12;

/// The quotations of an article in order, marks included. One may run over several sentences; a
/// paragraph that opens a quotation without closing it is quoted to its end.
pub(crate) fn quotations(article: &Article) -> Vec<Span> {
    let mut found = Vec::new();
    let whole = [text::Block { span: Span::new(0, article.text.len()), kind: BlockKind::Body }];
    let blocks = if article.blocks.is_empty() { &whole[..] } else { &article.blocks[..] };
    for block in blocks.iter().filter(|b| b.kind != BlockKind::Furniture) {
        in_block(&article.text, block.span, &mut found);
    }
    found
}

fn in_block(text: &str, block: Span, found: &mut Vec<Span>) {
    let words = block.of(text);
    let base = block.start as usize;
    let mut open: Option<(usize, char)> = None;
    let mut done = 0;
    for (at, first) in words.char_indices() {
        if at < done {
            continue;
        }
        // Two single marks stand for a double one.
        let double = words[at..].starts_with("''");
        let (mark, end) = if double { ('"', at + 2) } else { (first, at + first.len_utf8()) };
        done = end;
        let before = words[..at].chars().next_back();
        let after = words[end..].chars().next();
        match open {
            Some((start, opener)) if closes(opener, mark, before, after) => {
                let span = Span::new(base + start, base + end);
                let letters = span.of(text).chars().filter(|c| c.is_alphabetic()).count();
                if letters > 0 && (!is_single(opener) || letters >= SINGLE_QUOTE_LETTERS) {
                    found.push(span);
                }
                open = None;
            }
            None if opens(mark, before, after) => open = Some((at, mark)),
            _ => {}
        }
    }
    if let Some((start, opener)) = open
        && !is_single(opener)
    {
        found.push(Span::new(base + start, block.end as usize).trim(text));
    }
}

fn is_single(mark: char) -> bool {
    matches!(mark, '‘' | '\'')
}

fn opens(mark: char, before: Option<char>, after: Option<char>) -> bool {
    let at_word_start = before.is_none_or(|c| c.is_whitespace() || "([—–-:".contains(c));
    let before_word = after.is_some_and(|c| !c.is_whitespace());
    match mark {
        '“' | '„' | '«' => true,
        '"' => before_word,
        '‘' | '\'' => at_word_start && before_word,
        _ => false,
    }
}

fn closes(opener: char, mark: char, before: Option<char>, after: Option<char>) -> bool {
    match opener {
        '“' | '„' => mark == '”' || mark == '"',
        '«' => mark == '»',
        '"' => mark == '"' || mark == '”',
        // An apostrophe inside a word or after a plural is no closing mark: ask for the end of a
        // clause before it, or punctuation after it.
        '‘' | '\'' => {
            mark == if opener == '‘' { '’' } else { '\'' }
                && after.is_none_or(|c| !c.is_alphanumeric())
                && (before.is_some_and(|c| ".,!?".contains(c))
                    || after.is_none_or(|c| ".,;:!?)—–".contains(c)))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        in_block(text, Span::new(0, text.len()), &mut found);
        let found: Vec<&str> = found.iter().map(|s| s.of(text)).collect();
        assert_eq!(found, expected, "in {text:?}");
    }

    #[test]
    fn quotations_are_found_between_their_marks() {
        check("“We sail at dawn,” she said. “All of us.”", &["“We sail at dawn,”", "“All of us.”"]);
        check("He called it \"a poor show\" twice.", &["\"a poor show\""]);
        check("“It began", &["“It began"]);
        check("''We sail,'' she said.", &["''We sail,''"]);
        check("The sailors' boat wasn't new.", &[]);
        check("'We have lost the rudder,' he said.", &["'We have lost the rudder,'"]);
        check("A 'ghost' ship.", &[]);
        check("5\" pipes", &[]);
    }
}
