//! The command line: parse arguments, wire the rooms, print, exit code.

mod args;
mod desk;
mod output;
mod run;
mod serve;
mod tables;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Err(error) = cli.check() {
        error.exit();
    }
    let done = match cli.command {
        Command::Brief(brief) => run::brief(&brief),
        Command::Read(read) => run::read(&read),
        Command::Serve(args) => serve::serve(args),
        Command::Desk(desk) => desk::run(&desk.command),
    };
    match done {
        Ok(code) => code,
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
