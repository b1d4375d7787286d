//! The way in, against real servers on this machine.

mod authority;
mod fetching;
mod moving;
mod polling;
mod resting;
mod site;
mod tls;
