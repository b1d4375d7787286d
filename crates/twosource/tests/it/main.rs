//! Drives the built program end to end.

mod browser;
mod ferry;
mod inputs;
mod since;
mod tables;
mod util;
