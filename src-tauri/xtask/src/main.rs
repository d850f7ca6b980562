//! The developer's one command: set-up, demo, tests and checks. `cargo xtask help` lists them.

mod bench;
mod check;
mod clients;
mod demo;
mod fault;
mod fuzz;
mod http;
mod packages;
mod page;
mod process;
mod screen;
mod setup;
mod signals;
mod step;
mod system;
mod tests;
mod tree;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::signals::{Interrupted, Signals};
use crate::step::Steps;
use crate::tree::Tree;

/// What a shell says of a program that was ended by an interrupt (128 and SIGINT's number).
const EXIT_INTERRUPTED: u8 = 130;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Set-up, demo, tests, benchmark and checks",
    version
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what this machine lacks: system packages, npm packages, the built page
    Setup,
    /// Print the system packages that are needed, and why
    Packages,
    /// Set up, build, and open the desktop window on a working kitchen with a lunch rush
    Demo(demo::Options),
    /// Set up, then format, lint, build and run every test, the window's own included
    Test(tests::Options),
    /// Set up, build for release, and measure every figure beside its floor or its peer
    Bench(bench::Options),
    /// Let something go wrong at a counter, and show what its guest sees
    Fault(fault::Options),
    /// Let a fuzzer make up what strangers send: descriptions, sound, events
    Fuzz(fuzz::Options),
    /// Check the rules no compiler knows: who may depend on whom, heads of files, paths of
    /// machines
    Check,
    /// Write the page's types from the core's
    Types,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) if error.is::<Interrupted>() => ExitCode::from(EXIT_INTERRUPTED),
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    if matches!(command, Command::Packages) {
        packages::print();
        return Ok(ExitCode::SUCCESS);
    }
    let signals = Signals::install()?;
    let mut steps = Steps::new();
    let tree = match command {
        Command::Test(_) => Tree::for_tests()?,
        _ => Tree::read()?,
    };
    match command {
        Command::Packages => {}
        Command::Setup => setup::run(&tree, &signals, &mut steps)?,
        Command::Demo(options) => demo::run(&tree, &signals, &mut steps, &options)?,
        Command::Test(options) => return tests::run(&tree, &signals, &mut steps, &options),
        Command::Bench(options) => return bench::run(&tree, &signals, &mut steps, &options),
        Command::Fault(options) => return fault::run(&tree, &signals, &mut steps, &options),
        Command::Fuzz(options) => fuzz::run(&tree, &signals, &mut steps, &options)?,
        Command::Check => steps.run("check", || check::run(&tree))?,
        Command::Types => steps.run("types", || page::write_types(&tree, &signals))?,
    }
    Ok(ExitCode::SUCCESS)
}
