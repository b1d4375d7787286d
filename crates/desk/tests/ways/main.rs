//! The way in, against real servers on this machine.

mod fetching;
mod polling;
mod site;
