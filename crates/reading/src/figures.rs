//! Quantities with who says so, as of when, and whether they hold.

use text::Article;

use crate::{Figure, Reading};

pub(crate) fn figures(_article: &Article, _reading: &Reading) -> Vec<Figure> {
    Vec::new()
}
