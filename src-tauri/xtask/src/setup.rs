//! Everything a fresh machine lacks, in order.

use crate::clients;
use crate::page;
use crate::signals::Signals;
use crate::step::Steps;
use crate::system;
use crate::tree::Tree;

/// Installs system packages and npm packages and builds the page; quick when all is there.
///
/// # Errors
/// What cannot be installed or built, and what to do about it.
pub fn run(tree: &Tree, signals: &Signals, steps: &mut Steps) -> anyhow::Result<()> {
    steps.run("system packages", || system::install(signals))?;
    steps.run("npm packages", || page::install(tree, signals))?;
    steps.run("the page", || page::build(tree, signals))
}

/// The same, and what only the tests need.
///
/// # Errors
/// What cannot be installed or built, and what to do about it.
pub fn run_for_tests(tree: &Tree, signals: &Signals, steps: &mut Steps) -> anyhow::Result<()> {
    run(tree, signals, steps)?;
    steps.run("foreign clients", || clients::install(tree, signals))
}
