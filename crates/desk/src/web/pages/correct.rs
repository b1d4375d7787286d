//! Corrections made in place: the form of each thing, and the log of all.

use text::Span;

use super::encoded;

/// The address of the form that puts right what a passage was taken for.
pub(super) fn address(kind: &str, situation: &str, article: &str, span: Span) -> String {
    format!(
        "/correct?kind={kind}&situation={situation}&article={}&from={}&to={}",
        encoded(article),
        span.start,
        span.end
    )
}
