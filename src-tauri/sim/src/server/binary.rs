//! Finds the real `heard-server`, and builds it where nobody else did.

use anyhow::{Context, ensure};
use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// The variable that names a binary to be used as it is.
pub const VARIABLE: &str = "HEARD_SERVER_BIN";

/// The server's binary: that of [`VARIABLE`], or the one beside this program, brought up to date
/// once.
///
/// # Errors
/// When it cannot be built.
pub fn binary() -> anyhow::Result<PathBuf> {
    static BINARY: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let found = BINARY.get_or_init(|| match std::env::var_os(VARIABLE) {
        Some(path) => Ok(path.into()),
        None => build().map_err(|error| format!("{error:#}")),
    });
    found.clone().map_err(anyhow::Error::msg)
}

fn build() -> anyhow::Result<PathBuf> {
    let this = std::env::current_exe()?;
    let mut folder = this.parent().context("this program is in no folder")?;
    if folder.ends_with("deps") || folder.ends_with("examples") {
        folder = folder.parent().context("no folder above")?;
    }
    let profile = folder.file_name().context("no profile")?.to_string_lossy();
    let target = folder.parent().context("no target folder")?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root)
        // Alone, as it is shipped: beside others it would be built with their features, too.
        .args(["build", "--quiet", "--package", "heard-server"])
        .args(["--bin", "heard-server", "--profile"])
        .arg(if profile == "debug" { "dev" } else { &*profile })
        .arg("--target-dir")
        .arg(target)
        .status()
        .context("cargo")?;
    ensure!(status.success(), "heard-server does not build: {status}");
    let name = format!("heard-server{}", std::env::consts::EXE_SUFFIX);
    Ok(folder.join(name))
}
