//! Numbers with what they count or measure.

use text::Article;

use crate::{Quantity, Reading};

pub(crate) fn quantities(_article: &Article, _reading: &Reading) -> Vec<Quantity> {
    Vec::new()
}
