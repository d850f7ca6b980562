//! The page's own set-up: npm packages, the built page, its types. Each is skipped when it is
//! up to date.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use anyhow::Context;

use crate::process::run;
use crate::signals::Signals;
use crate::system::require_node;
use crate::tree::Tree;

/// A copy of the lock file that the installed packages were made from.
const INSTALLED: &str = "ui/node_modules/.heard-installed";

/// What the built page was made from: names, sizes and times of its sources.
/// Beside the packages, since all that lies in `ui/dist` becomes part of the app.
const BUILT: &str = "ui/node_modules/.heard-built";

/// What the page is built from, besides the installed packages.
const SOURCES: &[&str] = &[
    "ui/src",
    "ui/public",
    "ui/index.html",
    "ui/package.json",
    "ui/svelte.config.js",
    "ui/tsconfig.json",
    "ui/vite.config.ts",
    INSTALLED,
];

/// Installs the page's npm packages, unless the lock file is the one they were installed from.
///
/// # Errors
/// When Node is missing or too old, or npm fails.
pub fn install(tree: &Tree, signals: &Signals) -> anyhow::Result<()> {
    require_node()?;
    let lock = fs::read(tree.path("ui/package-lock.json")).context("ui/package-lock.json")?;
    let stamp = tree.path(INSTALLED);
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let words = ["ci", "--no-audit", "--no-fund"];
    run(tree.npm().args(words), signals)?;
    Ok(fs::write(stamp, lock)?)
}

/// Builds the page, unless nothing it is made from has changed.
///
/// # Errors
/// When a source cannot be read or the build fails.
pub fn build(tree: &Tree, signals: &Signals) -> anyhow::Result<()> {
    let stamp = tree.path(BUILT);
    let sources = fingerprint(tree)?;
    let built = tree.path("ui/dist/index.html").is_file();
    if built && fs::read_to_string(&stamp).is_ok_and(|from| from == sources) {
        return Ok(());
    }
    run(tree.npm().args(["run", "build"]), signals)?;
    Ok(fs::write(stamp, sources)?)
}

/// Writes the page's types from the core's.
///
/// # Errors
/// When the core does not compile.
pub fn write_types(tree: &Tree, signals: &Signals) -> anyhow::Result<()> {
    let mut cargo = tree.cargo();
    cargo.args(["test", "--quiet", "--package", "wire", "types_of_the_page"]);
    run(cargo.env("HEARD_WRITE_TYPES", "1"), signals)
}

fn fingerprint(tree: &Tree) -> anyhow::Result<String> {
    let mut text = String::new();
    for source in SOURCES {
        let path = tree.path(source);
        list(&path, &mut text).with_context(|| path.display().to_string())?;
    }
    Ok(text)
}

/// One line for each file at or below `path`, in the order of their names.
fn list(path: &Path, into: &mut String) -> io::Result<()> {
    let facts = fs::metadata(path)?;
    if facts.is_dir() {
        let entries: io::Result<Vec<_>> = fs::read_dir(path)?.collect();
        let mut paths: Vec<_> = entries?.iter().map(fs::DirEntry::path).collect();
        paths.sort();
        return paths.iter().try_for_each(|path| list(path, into));
    }
    let changed = facts.modified()?.duration_since(UNIX_EPOCH);
    let changed = changed.map_err(io::Error::other)?.as_nanos();
    writeln!(into, "{} {} {changed}", path.display(), facts.len()).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(path: &Path) -> String {
        let mut text = String::new();
        list(path, &mut text).unwrap();
        text
    }

    #[test]
    fn a_change_an_addition_and_a_removal_all_show() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (dir.path().join("b/one"), dir.path().join("two"));
        fs::create_dir(dir.path().join("b")).unwrap();
        fs::write(&one, "1").unwrap();
        let first = listed(dir.path());
        assert_eq!(first, listed(dir.path()));
        fs::write(&two, "2").unwrap();
        let second = listed(dir.path());
        fs::write(&two, "22").unwrap();
        let third = listed(dir.path());
        fs::remove_file(&two).unwrap();
        assert_eq!(first, listed(dir.path()));
        assert!(first != second && second != third && first != third);
    }
}
