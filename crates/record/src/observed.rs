//! What an outlet tells that its own people saw.

use std::sync::LazyLock;

use reading::{Reading, TokenIx, Tree};
use text::Span;

use crate::lists::rows;
use crate::{Draft, ReportIx};

const TABLE: &str = include_str!("../data/observations.tsv");

/// Lemmas with their part, sorted.
static LEMMAS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let cells = |row: &'static str| {
        let mut cells = row.split('\t');
        Some((cells.next()?, cells.next()?))
    };
    let mut found: Vec<(&str, &str)> = rows(TABLE)
        .filter_map(cells)
        .flat_map(|(part, lemmas)| lemmas.split(';').map(move |lemma| (lemma, part)))
        .collect();
    found.sort_unstable();
    found
});

fn is(lemma: &str, part: &str) -> bool {
    LEMMAS.binary_search(&(lemma.to_lowercase().as_str(), part)).is_ok()
}

/// The passages of a report that tell what its own people saw, in text order.
pub(crate) fn observed(draft: &Draft, report: ReportIx) -> Vec<Span> {
    let reading = draft.reading(report);
    let verbs = (0..reading.tokens.len()).filter(|at| is(&reading.tokens[*at].lemma, "verb"));
    let mut verbs = verbs.map(TokenIx::from).peekable();
    if verbs.peek().is_none() {
        return Vec::new();
    }
    let tree = Tree::new(reading);
    let seen = |verb: &TokenIx| {
        let subject = tree.child(*verb, "nsubj");
        subject.is_some_and(|s| is_staff(reading, &tree, s))
    };
    verbs.filter(seen).map(|verb| tree.span(verb)).collect()
}

/// Whether a token stands for those who report: "reporter", or the name of an agency or outlet.
fn is_staff(reading: &Reading, tree: &Tree, at: TokenIx) -> bool {
    let token = tree.token(at);
    let media = |known: &str| known.starts_with("agency/") || known.starts_with("outlet/");
    let named = || {
        let mut names = reading.names.iter().filter(|n| n.span.overlaps(token.span));
        names.any(|n| reading.entities[n.entity.at()].known.as_deref().is_some_and(media))
    };
    is(&token.lemma, "subject") || named()
}

#[cfg(test)]
mod tests {
    use super::*;
    use text::Article;
    use world::World;

    #[test]
    fn the_examples_of_the_table_hold() {
        let tells = |text: &str| {
            let article = Article::of_text(text);
            let reading = reading::read(&article, World::bundled());
            let draft = Draft::new(vec![(article, reading)], World::bundled());
            !observed(&draft, ReportIx(0)).is_empty()
        };
        for row in rows(TABLE) {
            let cells: Vec<&str> = row.split('\t').collect();
            assert!(tells(cells[2]), "{row}");
            assert!(!tells(cells[3]), "{row}");
        }
        assert!(tells("Reuters saw three boats burn in the harbour on Friday."));
    }
}
