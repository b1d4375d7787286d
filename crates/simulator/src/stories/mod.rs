//! The sorts of stories.

pub(crate) mod accident;
pub(crate) mod garrison;
pub(crate) mod march;
