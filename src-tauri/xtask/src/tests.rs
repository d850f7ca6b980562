//! Everything that must hold before a change lands, in one run with a summary at its end.

use std::process::ExitCode;

use crate::check;
use crate::process::run as run_to_end;
use crate::setup;
use crate::signals::Signals;
use crate::step::Steps;
use crate::tree::Tree;

/// What `cargo xtask test` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Only Rust tests whose name contains this, and none of the checks
    filter: Option<String>,
}

/// Sets up, checks and tests; success only if all of it passed.
///
/// # Errors
/// When the set-up fails, or an interrupt comes. A failed test is in the summary and the code.
pub fn run(
    tree: &Tree,
    signals: &Signals,
    steps: &mut Steps,
    options: &Options,
) -> anyhow::Result<ExitCode> {
    setup::run_for_tests(tree, signals, steps)?;
    if options.filter.is_none() {
        lint(tree, signals, steps)?;
    }
    steps.attempt("build", || {
        // The app and its server as the tests will find them, beside each other, and the tests'
        // own programs in the same go: with the same features nothing is compiled twice.
        let words = ["build", "--workspace", "--bins", "--tests"];
        run_to_end(tree.cargo().args(words), signals)
    })?;
    steps.attempt("tests", || {
        let mut cargo = tree.cargo();
        cargo.args(["test", "--workspace", "--no-fail-fast"]);
        cargo.args(&options.filter);
        // Stories need the server's program, and would build it themselves, with other features.
        cargo.env("HEARD_SERVER_BIN", tree.built("debug/heard-server"));
        run_to_end(&mut cargo, signals)
    })?;
    Ok(match steps.summary() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn lint(tree: &Tree, signals: &Signals, steps: &mut Steps) -> anyhow::Result<()> {
    let cargo = |words: &[&str]| run_to_end(tree.cargo().args(words), signals);
    steps.attempt("format", || cargo(&["fmt", "--all", "--check"]))?;
    steps.attempt("check", || check::run(tree))?;
    steps.attempt("the page's tests", || {
        run_to_end(tree.npm().args(["test"]), signals)
    })?;
    steps.attempt("clippy", || {
        let words = ["clippy", "--workspace", "--all-targets"];
        cargo(&[&words[..], &["--", "--deny", "warnings"]].concat())
    })
}
