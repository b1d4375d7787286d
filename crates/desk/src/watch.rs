//! The watch: rules held against records as they are renewed, and against the clock.
//!
//! ```text
//! file of rules ─rules─▶ Rules
//! Record ─conditions─▶ facts ─step─▶ alerts fired and withdrawn ─phases─▶ phases entered and left
//! ```
//! [`after`] and [`tick`] load the state of the watch, take one step and keep what came of it, in
//! one transaction. What is to be told goes out with [`crate::deliver`].

mod conditions;
mod kept;
mod passages;
mod phases;
mod rows;
pub mod rules;
mod step;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use record::Record;

use crate::alerts::Alert;
use crate::{Error, Kind, Store};
pub use conditions::Word;
pub(crate) use kept::RULES;
pub use kept::{Kept, News, follow, keep, kept, rebuild};
pub use passages::Passage;
pub use phases::{Clock, LadderState, PhaseChange};
pub use rows::{ladders, phase_log};
pub use rules::Rules;
use step::{Seen, step};

/// Holds the rules against the renewed record of the situation `key`: the alerts that fired and
/// those that were withdrawn, kept and due on their channels.
///
/// A situation that was dissolved is looked at with an empty record, so that what rested on its
/// reports is withdrawn, if they went to no other.
///
/// # Errors
/// Those of the store.
pub fn after(
    store: &Store,
    rules: &Rules,
    record: &Record,
    key: &str,
    now: Timestamp,
) -> Result<Vec<Alert>, Error> {
    let now = whole_seconds(now)?;
    store.write(|db| {
        let (state, elsewhere) = rows::load(db, rules, record, key)?;
        let seen = Seen { record, key, elsewhere };
        let step = step(rules, Some(&seen), state.clone(), now);
        rows::save(db, rules, &state, &step, now)?;
        Ok(step.alerts)
    })
}

/// What the clock alone brings: planned dates that have passed, conditions of phases that have held
/// for long enough. Then [`crate::deliver::due`] sends what is due, which may take as long as the
/// time limits of the channels. The alerts are those that fired.
///
/// # Errors
/// Those of the store. A channel that fails is no error: its failure is kept with the delivery.
pub fn tick(store: &Store, rules: &Rules, now: Timestamp) -> Result<Vec<Alert>, Error> {
    let now = whole_seconds(now)?;
    let alerts = store.write(|db| {
        let state = rows::due(db, rules, now)?;
        let step = step(rules, None, state.clone(), now);
        rows::save(db, rules, &state, &step, now)?;
        Ok(step.alerts)
    })?;
    crate::deliver::due(store, &rules.channels, now)?;
    Ok(alerts)
}

/// Times are kept to the second: as words they sort as they follow each other.
fn whole_seconds(now: Timestamp) -> Result<Timestamp, Error> {
    Timestamp::from_second(now.as_second())
        .map_err(|e| Error::new(Kind::Invalid, "looking at the clock", e))
}
