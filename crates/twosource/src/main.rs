//! The command line: parse arguments, wire the rooms, print, exit code.

fn main() {}
