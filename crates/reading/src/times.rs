//! TIMEX3 expressions, resolved against the date of publication.

use text::Article;

use crate::{Reading, Time};

pub(crate) fn times(_article: &Article, _reading: &Reading) -> Vec<Time> {
    Vec::new()
}
