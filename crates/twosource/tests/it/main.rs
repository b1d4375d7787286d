//! Drives the built program end to end.

mod desk;
mod ferry;
mod inputs;
mod since;
mod tables;
mod util;
