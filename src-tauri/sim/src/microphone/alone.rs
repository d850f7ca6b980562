//! A test in a process of its own, with the environment that a sound server is found by.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, ensure};

use super::Folder;

/// Tells the inner process where the folder is.
const INNER: &str = "HEARD_SOUND_FOLDER";

/// Runs `body` in a process of its own, which is this test once more, and fails as it fails. The
/// process looks for sound in a fresh folder, and `body` is told which.
///
/// `test` is the name of the calling test with its modules, as the harness knows it.
///
/// # Errors
/// When the process cannot be started, or the test failed in it; what it printed is shown.
pub fn alone<F>(test: &str, body: impl FnOnce(PathBuf) -> F) -> anyhow::Result<()>
where
    F: Future<Output = anyhow::Result<()>>,
{
    if let Some(folder) = std::env::var_os(INNER) {
        return scope::run(None, body(folder.into()));
    }
    let folder = Folder::new()?;
    let program = std::env::current_exe().context("this test's own program")?;
    let done = Command::new(program)
        .args([test, "--exact", "--nocapture", "--include-ignored"])
        .envs(folder.variables())
        .env(INNER, folder.path())
        .output()
        .context("this test's program cannot be started again")?;
    let said = String::from_utf8_lossy(&done.stdout);
    let complained = String::from_utf8_lossy(&done.stderr);
    print!("{said}");
    ensure!(
        done.status.success(),
        "{test} failed in its own process:\n{said}\n{complained}"
    );
    // A name that fits no test runs none, and succeeds.
    ensure!(said.contains("1 passed"), "there is no test {test}");
    Ok(())
}
