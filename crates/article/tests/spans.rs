//! Whatever the text, every span lies in it, and the blocks follow each other.

use article::{About, plain};
use proptest::prelude::*;
use text::{BlockKind, Span};
use world::World;

/// Pieces of which front matter, captions and bylines are made, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("SEOUL, Oct. 28 (Yonhap) -- "),
        Just("(CNN) "),
        Just("PARIS — "),
        Just("Updated: 2019-05-06 06:50 (Xinhua)"),
        Just(" date 2019-05-06 "),
        Just("By JANE DOE [doe@example.org]"),
        Just("(Photo: Jane Doé)"),
        Just("Image copyright Reuters Image caption "),
        Just("Read more:"),
        Just("“Ça va,” he said."),
        Just("The ferry sank."),
        Just("The Associated Press contributed to this report."),
        Just("Copyright 2019 The Quay Times."),
        Just("\n"),
        Just("\r\n\n"),
        Just(" \u{2028}"),
        Just("é"),
        Just("("),
        Just(". (Yonhap)"),
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

fn check(text: String) -> Result<(), TestCaseError> {
    let a = plain(text.clone(), &About::default(), World::bundled());
    prop_assert_eq!(&a.text, &text);
    let mut end = 0;
    for block in &a.blocks {
        prop_assert!(block.span.fits(&text) && !block.span.is_empty());
        prop_assert_eq!(block.span.trim(&text), block.span);
        prop_assert!(block.span.start >= end, "blocks overlap or are out of order");
        prop_assert!(text[end as usize..block.span.start as usize].trim().is_empty());
        end = block.span.end;
    }
    prop_assert!(text[end as usize..].trim().is_empty());
    let clues = a.date_clues.iter().filter_map(|c| c.evidence);
    let credits = a.credits.iter().filter_map(|c| c.span);
    let lines = a.datelines.iter().flat_map(|d| [Some(d.span), d.place]).flatten();
    let spans: Vec<Span> = clues.chain(credits).chain(lines).collect();
    prop_assert!(spans.iter().all(|span| span.fits(&text)));
    for line in &a.datelines {
        let body = |b: &&text::Block| b.kind == BlockKind::Body && b.span.contains(line.span);
        prop_assert!(a.blocks.iter().any(|b| body(&b)));
    }
    Ok(())
}

proptest! {
    #[test]
    fn spans_lie_in_texts_of_usual_pieces(text in pieces()) {
        check(text)?;
    }

    #[test]
    fn spans_lie_in_any_text(text in "\\PC{0,200}(\n\\PC{0,80}){0,4}") {
        check(text)?;
    }
}
