//! Drives the built program end to end.

mod ferry;
mod inputs;
mod since;
mod tables;
mod util;
