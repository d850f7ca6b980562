//! A fault at a counter, played for whoever wants to see what its guest sees.

use std::process::{Command, ExitCode};

use crate::process::{Group, run as run_to_end};
use crate::setup;
use crate::signals::Signals;
use crate::step::Steps;
use crate::tree::Tree;

/// What `cargo xtask fault` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// What goes wrong; nothing lists what can
    name: Option<String>,
}

/// Sets up, builds the server and the guest, and plays the fault.
///
/// # Errors
/// When something cannot be built or started, or an interrupt comes.
pub fn run(
    tree: &Tree,
    signals: &Signals,
    steps: &mut Steps,
    options: &Options,
) -> anyhow::Result<ExitCode> {
    setup::run(tree, signals, steps)?;
    steps.run("build", || {
        let mut cargo = tree.cargo();
        cargo.args(["build", "--package", "heard-server", "--package", "sim"]);
        cargo.args(["--bin", "heard-server", "--bin", "fault"]);
        run_to_end(&mut cargo, signals)
    })?;
    let mut fault = Command::new(tree.built("debug/fault"));
    fault
        .args(&options.name)
        .env("HEARD_SERVER_BIN", tree.built("debug/heard-server"));
    let status = Group::start(&mut fault, signals)?.finish()?;
    Ok(match status.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
