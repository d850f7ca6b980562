//! Installs the system packages that are missing.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::packages;
use crate::process::{is_on_path, text_of};
use crate::signals::Signals;

/// How long apt waits for another apt, in seconds: a fresh machine's own upgrades take about
/// that.
const LOCK_PATIENCE: &str = "DPkg::Lock::Timeout=300";

/// The oldest Node that Vite 8 runs on, by the `engines` of its package.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// Installs what is missing; quick and silent when nothing is.
///
/// # Errors
/// When packages are missing and cannot be installed here; it says what to do.
pub fn install(signals: &Signals) -> anyhow::Result<()> {
    if !is_on_path("dpkg-query") || !is_on_path("apt-get") {
        // No Debian: the builds themselves will tell what is missing.
        eprintln!("    not a Debian: make sure this machine has what these packages hold:");
        packages::print();
        return Ok(());
    }
    let missing = missing()?;
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("    to be installed: {}", missing.join(" "));
    let apt = Apt::of_this_user(&missing)?;
    if !known(&missing)? {
        apt.update(signals)?;
        return apt.install(&missing, signals);
    }
    // Known may still be outdated: the mirror keeps only the newest.
    apt.install(&missing, signals).or_else(|error| {
        signals.check()?;
        eprintln!("    {error:#}; trying again with fresh lists");
        apt.update(signals)?;
        apt.install(&missing, signals)
    })
}

/// Those of ours that are not installed.
fn missing() -> anyhow::Result<Vec<&'static str>> {
    let output = Command::new("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Status}\n"])
        .args(packages::names())
        .stdin(Stdio::null())
        // It complains of unknown names there, which are an answer here.
        .stderr(Stdio::null())
        .output()
        .context("cannot start `dpkg-query`")?;
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(absent(packages::names(), &listed))
}

/// Those of `wanted` that `listed` (a name and a state to a line) does not have as installed.
fn absent(wanted: impl Iterator<Item = &'static str>, listed: &str) -> Vec<&'static str> {
    let installed: BTreeSet<_> = listed
        .lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .collect();
    wanted.filter(|name| !installed.contains(name)).collect()
}

/// Whether the package lists on this machine know them all; a fresh image has no lists.
fn known(names: &[&str]) -> anyhow::Result<bool> {
    let status = Command::new("apt-cache")
        .arg("show")
        .args(names)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .context("cannot start `apt-cache`")?;
    Ok(status.success())
}

/// How this user may run apt.
enum Apt {
    Root,
    Sudo,
}

impl Apt {
    fn of_this_user(missing: &[&str]) -> anyhow::Result<Self> {
        if rustix::process::geteuid().is_root() {
            return Ok(Self::Root);
        }
        if is_on_path("sudo") {
            return Ok(Self::Sudo);
        }
        bail!(
            "packages are missing and this user may not install them. As root, run:\n    \
             apt-get install --no-install-recommends {}",
            missing.join(" ")
        )
    }

    fn update(&self, signals: &Signals) -> anyhow::Result<()> {
        self.run(&["update"], signals)
    }

    fn install(&self, names: &[&str], signals: &Signals) -> anyhow::Result<()> {
        let words = ["install", "--yes", "--no-install-recommends"];
        self.run(&[&words[..], names].concat(), signals)
    }

    fn run(&self, words: &[&str], signals: &Signals) -> anyhow::Result<()> {
        let mut command = match self {
            Self::Root => Command::new("env"),
            Self::Sudo => {
                let mut sudo = Command::new("sudo");
                sudo.arg("env");
                sudo
            }
        };
        command
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"])
            .args(["--option", LOCK_PATIENCE])
            .args(words);
        // In our own process group and to its end: sudo may ask for a password at the terminal,
        // and packages should not be left half-installed. Ctrl-C reaches it from the terminal.
        let status = command.status().context("apt-get cannot be started")?;
        signals.check()?;
        if !status.success() {
            bail!("`apt-get {}` failed: {status}", words.join(" "));
        }
        Ok(())
    }
}

/// Makes sure of a Node that the page's tools run on, with its npm.
///
/// # Errors
/// When it is missing or too old, with where to get it.
pub fn require_node() -> anyhow::Result<()> {
    let (major, minor) = OLDEST_NODE;
    let advice = format!("Node {major}.{minor} or later is needed: https://nodejs.org");
    let said = text_of(Command::new("node").arg("--version")).context(advice.clone())?;
    if node_version(&said).is_none_or(|version| version < OLDEST_NODE) {
        bail!("{advice} (this is {})", said.trim());
    }
    text_of(Command::new("npm").arg("--version")).context(advice)?;
    Ok(())
}

/// Major and minor of what `node --version` says: `v20.19.0`.
fn node_version(said: &str) -> Option<(u32, u32)> {
    let mut parts = said.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_installed_counts() {
        let listed = "git installed\nxvfb config-files\nlibgtk-3-dev not-installed\n";
        let wanted = ["git", "xvfb", "libgtk-3-dev", "dbus"];
        assert_eq!(
            absent(wanted.into_iter(), listed),
            ["xvfb", "libgtk-3-dev", "dbus"]
        );
    }

    #[test]
    fn node_tells_its_version() {
        assert_eq!(node_version("v20.19.0\n"), Some((20, 19)));
        assert!(node_version("v18.20.4").is_some_and(|version| version < OLDEST_NODE));
        assert_eq!(node_version("node"), None);
    }
}
