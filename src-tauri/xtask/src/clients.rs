//! Clients of the voice endpoint that nobody here wrote: the tests' own npm and Python packages.

use std::fs;
use std::process::Command;

use anyhow::Context;

use crate::process::run;
use crate::signals::Signals;
use crate::tree::Tree;

/// Where they are listed, and installed.
const FOLDER: &str = "tests/clients";

/// Installs both kinds, each unless its list is the one it was installed from.
///
/// # Errors
/// When a list cannot be read, or npm, Python or pip fails.
pub fn install(tree: &Tree, signals: &Signals) -> anyhow::Result<()> {
    fresh(tree, "package-lock.json", "node_modules", || {
        let words = ["ci", "--no-audit", "--no-fund"];
        run(tree.npm_in(FOLDER).args(words), signals)
    })?;
    fresh(tree, "requirements.txt", ".venv", || {
        let mut python = Command::new("python3");
        python.args(["-m", "venv", "--clear", ".venv"]);
        run(python.current_dir(tree.path(FOLDER)), signals)?;
        let mut pip = Command::new(tree.path(FOLDER).join(".venv/bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check"]);
        pip.args(["--requirement", "requirements.txt"]);
        run(pip.current_dir(tree.path(FOLDER)), signals)
    })
}

/// Runs `install` unless `folder` was made from this very `list`; a copy of it lies there.
fn fresh(
    tree: &Tree,
    list: &str,
    folder: &str,
    install: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let wanted = tree.path(FOLDER).join(list);
    let wanted = fs::read(&wanted).with_context(|| wanted.display().to_string())?;
    let stamp = tree.path(FOLDER).join(folder).join(".heard-installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    install()?;
    Ok(fs::write(stamp, wanted)?)
}
