//! The sound server itself, as a child process.

use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, bail, ensure};
use tokio::process::{Child, Command};

use super::variables;
use crate::PATIENCE;

/// A user whom no file belongs to, and his group: the last of the range that Debian keeps free (Debian
/// Policy, section 9.2.2). Not `nobody`, 65534: of a message that was sent before the server asked who
/// sends, Linux says that it came from him, and a server that is his lets it in.
const SOMEBODY: u32 = 65_533;

/// A running PulseAudio without any device. Dropping it kills it.
pub struct SoundServer {
    folder: PathBuf,
    child: Child,
}

impl SoundServer {
    /// Starts one in a folder ([`super::Folder`]) that lets everybody in.
    ///
    /// # Errors
    /// When it cannot be started, or does not come up; with its log.
    pub async fn start(folder: &Path) -> anyhow::Result<Self> {
        let own = std::fs::metadata("/proc/self")?.uid();
        if std::fs::metadata(folder)?.uid() != own {
            give(folder, own)?;
        }
        let child = begin(folder, command("pulseaudio", folder), "auth-anonymous=1")?;
        let mut server = Self {
            folder: folder.to_owned(),
            child,
        };
        server.answers(|answer| answer.is_ok()).await?;
        Ok(server)
    }

    /// Starts one that belongs to somebody else, and lets nobody in. Only root can.
    ///
    /// # Errors
    /// When it cannot be started, or does not come up; with its log.
    pub async fn start_closed(folder: &Path) -> anyhow::Result<Self> {
        give(folder, SOMEBODY)?;
        let mut somebody = command("setpriv", folder);
        somebody.args([
            format!("--reuid={SOMEBODY}"),
            format!("--regid={SOMEBODY}"),
            "--clear-groups".to_owned(),
            "pulseaudio".to_owned(),
        ]);
        let child = begin(folder, somebody, "auth-cookie-enabled=0")?;
        let mut server = Self {
            folder: folder.to_owned(),
            child,
        };
        let is_refused = |answer: &anyhow::Result<String>| {
            let denied = |error: &anyhow::Error| error.to_string().contains("Access denied");
            answer.as_ref().is_err_and(denied)
        };
        server.answers(is_refused).await?;
        Ok(server)
    }

    /// Kills it, as a crash would.
    ///
    /// # Errors
    /// When it cannot be killed.
    pub async fn crash(mut self) -> anyhow::Result<()> {
        let killed = self.child.kill().await;
        killed.context("pulseaudio cannot be killed")
    }

    /// Waits until it answers so.
    async fn answers(
        &mut self,
        wanted: impl Fn(&anyhow::Result<String>) -> bool,
    ) -> anyhow::Result<()> {
        let up = async {
            while !wanted(&pactl(&self.folder, &["info"]).await) {
                if let Some(status) = self.child.try_wait()? {
                    bail!("pulseaudio ended: {status}");
                }
            }
            Ok(())
        };
        let up = tokio::time::timeout(PATIENCE, up).await;
        let up = up.unwrap_or_else(|_| bail!("pulseaudio does not answer"));
        up.with_context(|| std::fs::read_to_string(log(&self.folder)).unwrap_or_default())
    }
}

/// Gives the folder to a user: the server uses no other's.
fn give(folder: &Path, user: u32) -> anyhow::Result<()> {
    for folder in [folder, &folder.join("run"), &folder.join("home")] {
        std::os::unix::fs::chown(folder, Some(user), Some(user))?;
    }
    Ok(())
}

/// Starts it by `program`; `door` says who may come in.
fn begin(folder: &Path, mut program: Command, door: &str) -> anyhow::Result<Child> {
    let (script, socket) = (folder.join("default.pa"), folder.join("run/native"));
    let shown = socket.display();
    let text = format!("load-module module-native-protocol-unix {door} socket={shown}\n");
    std::fs::write(&script, text)?;
    // Of one that was killed.
    if let Err(error) = std::fs::remove_file(&socket) {
        ensure!(error.kind() == ErrorKind::NotFound, "{error}");
    }
    let log = File::create(log(folder))?;
    program
        .args(["-n", "--daemonize=no", "--exit-idle-time=-1"])
        .args(["--disallow-exit=yes", "--use-pid-file=no", "-F"])
        .arg(&script)
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .context("pulseaudio")
}

fn log(folder: &Path) -> PathBuf {
    folder.join("pulseaudio.log")
}

/// Runs `pactl` with these words, and answers what it says.
pub(super) async fn pactl(folder: &Path, words: &[&str]) -> anyhow::Result<String> {
    let done = command("pactl", folder).args(words).output().await;
    let done = done.context("pactl")?;
    let complained = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "pactl {words:?}: {complained}");
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// A program that finds the server in this folder, and ends with its owner.
pub(super) fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .envs(variables(folder))
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}
