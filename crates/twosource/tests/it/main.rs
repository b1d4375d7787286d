//! Drives the built program end to end.

mod browser;
mod desk;
mod ferry;
mod inputs;
mod since;
mod tables;
mod util;
