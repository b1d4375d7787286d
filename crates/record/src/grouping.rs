//! Situations formed one report at a time, for whoever keeps reports and adds to them: what is
//! compared of a report, how alike two are, and the groups that such links make. [`crate::build`]
//! does the very same with all reports at hand.
//!
//! ```text
//! (Article, Reading, Rarity) ─▶ Profile ─terms─▶ near neighbours ─alike─▶ links ─groups─▶ situations
//! ```

pub use crate::bags::{HOLDERS, NEIGHBOURS, Rarity};
pub use crate::dating::{Clues, settled_among, tell_of_the_same};
pub use crate::situations::alike::Profile;
pub use crate::situations::{LINK, ONE_STORY, groups, has_prose};
