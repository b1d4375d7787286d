//! Quotations that go on: sentences of one quotation without a cue of their own.

use text::Span;

use super::{Context, Found};

/// Fewest words of a quotation that can stand on its own as what somebody said.
const QUOTATION_WORDS: usize = 4;

/// Gives each quotation without a cue to the statement it continues: the one that quoted last in
/// the same paragraph, or at the end of the paragraph before, where this paragraph is nothing but
/// quotation.
pub(super) fn extend(context: &Context, found: &mut [Found]) {
    let quotations: Vec<Span> = context.quotations.clone();
    for quotation in quotations {
        let words = context.text(quotation).split_whitespace().count();
        let taken = found.iter().any(|f| f.content.iter().any(|c| c.overlaps(quotation)));
        if taken || words < QUOTATION_WORDS {
            continue;
        }
        let Some(block) = block_of(context, quotation.start) else { continue };
        let opens_block =
            first_of_block(context, block).is_some_and(|s| s.start >= quotation.start);
        if !stands_alone(context, quotation) {
            continue;
        }
        let last = found.iter().enumerate().filter_map(|(at, f)| {
            let end = f.content.iter().filter(|c| c.end <= quotation.start).map(|c| c.end).max()?;
            let core = f.cue?.end;
            let quotes =
                f.content.iter().any(|c| context.quotations.iter().any(|q| q.overlaps(*c)));
            let same = block_of(context, core) == Some(block);
            let before = opens_block && block_of(context, end).is_some_and(|b| b + 1 == block);
            (quotes && (same || before)).then_some((end.max(core), at))
        });
        if let Some((_, at)) = last.max() {
            found[at].content.push(quotation);
        }
    }
}

/// Whether the sentences of a quotation hold nothing but quotation: else somebody else's words
/// would be given to whoever spoke last.
fn stands_alone(context: &Context, quotation: Span) -> bool {
    let sentences = context.reading.sentences.iter().filter(|s| s.span.overlaps(quotation));
    sentences.into_iter().all(|s| {
        let words = context.text(s.span).char_indices().filter(|(_, c)| c.is_alphanumeric());
        words
            .into_iter()
            .all(|(at, _)| context.quotations.iter().any(|q| q.covers(s.span.start + at as u32)))
    })
}

fn block_of(context: &Context, offset: u32) -> Option<u32> {
    let at = context.reading.sentences.partition_point(|s| s.span.end <= offset);
    context.reading.sentences.get(at).map(|s| s.block).or_else(|| {
        context.reading.sentences.last().filter(|s| s.span.end == offset).map(|s| s.block)
    })
}

fn first_of_block(context: &Context, block: u32) -> Option<Span> {
    let at = context.reading.sentences.partition_point(|s| s.block < block);
    context.reading.sentences.get(at).filter(|s| s.block == block).map(|s| s.span)
}
