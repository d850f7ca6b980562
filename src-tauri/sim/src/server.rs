//! The real `heard-server`, as a child process that can be killed and started again.

mod binary;
mod metrics;
mod process;

pub use binary::binary;
pub use metrics::Metrics;
pub use process::Usage;

use crate::{PATIENCE, http::Client};
use anyhow::{Context, bail};
use std::{
    ffi::OsStr,
    fs::File,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{ExitStatus, Output, Stdio},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// Where it listens, on a port of the system's choice. On Linux not 127.0.0.1: a client that knocks
/// there on a port of the ephemeral range while the server is down may be given that very port, and
/// then it is connected to itself (RFC 9293, section 3.5: simultaneous open).
pub const LISTEN: &str = if cfg!(target_os = "linux") {
    "127.0.0.2:0"
} else {
    "127.0.0.1:0"
};

/// How much of the log is shown when something goes wrong: the last words, and what led to them.
const LOG_TAIL: usize = 4 * 1024;

/// How a server is started.
#[derive(Debug, Default)]
pub struct Setup {
    /// Its data folder; a temporary one if not said.
    pub data_dir: Option<PathBuf>,
    /// More words for `heard-server serve`.
    pub args: Vec<String>,
    /// A restaurant without the demo menu.
    pub without_menu: bool,
    /// Variables of its environment, beside those of this process: a library that makes its disk
    /// slow.
    pub variables: Vec<(String, String)>,
}

/// A running server, or one that was killed and waits to be started again. Dropping it kills it.
pub struct Server {
    binary: PathBuf,
    address: SocketAddr,
    child: Option<Child>,
    data_dir: PathBuf,
    args: Vec<String>,
    variables: Vec<(String, String)>,
    /// Holds the menu and the log, and the data folder where none was given.
    folder: TempDir,
}

impl Server {
    /// Starts one with the demo menu on a fresh temporary folder.
    ///
    /// # Errors
    /// When it cannot be built or does not begin to listen; with the end of its log.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(Setup::default()).await
    }

    /// Starts one as `setup` says.
    ///
    /// # Errors
    /// When it cannot be built or does not begin to listen; with the end of its log.
    pub async fn start_with(setup: Setup) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("heard-")
            .tempdir()
            .context("a temporary folder")?;
        let data_dir = setup.data_dir.unwrap_or_else(|| folder.path().join("data"));
        let mut args = setup.args;
        if !setup.without_menu {
            let menu = folder.path().join("menu.json");
            std::fs::write(&menu, kitchen::menu::COPPER_PAN)?;
            args.extend(["--menu".to_owned(), menu.display().to_string()]);
        }
        let mut server = Self {
            binary: binary()?,
            address: LISTEN.parse()?,
            child: None,
            data_dir,
            args,
            variables: setup.variables,
            folder,
        };
        server.restart().await?;
        Ok(server)
    }

    /// Where it listens; the same after every start.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its data folder.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Its process id; `None` while it is down.
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().and_then(Child::id)
    }

    /// A client with a fresh token of that role.
    ///
    /// # Errors
    /// When no token can be made.
    pub async fn client(&self, role: &str) -> anyhow::Result<Client> {
        Ok(Client::new(self.address, self.token(role).await?))
    }

    /// A fresh token of that role, made by the server's own command line.
    ///
    /// # Errors
    /// When no token can be made.
    pub async fn token(&self, role: &str) -> anyhow::Result<String> {
        let output = self.command(["token", "create", "--role", role]).await?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            bail!("no token: {}: {words}", output.status);
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Runs another of the server's subcommands on the same data.
    ///
    /// # Errors
    /// When it cannot be run, or does not end. What it says is the caller's to judge.
    pub async fn command<I, S>(&self, words: I) -> anyhow::Result<Output>
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        let mut command = self.plain();
        let output = command.args(words).stdin(Stdio::null()).output();
        let ended = tokio::time::timeout(PATIENCE, output).await;
        Ok(ended.context("a subcommand does not end")??)
    }

    /// Starts it again on the same data and the same port, after it was killed or has ended.
    ///
    /// # Errors
    /// When it does not begin to listen; with the end of its log.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log_path())?;
        let mut command = self.plain();
        command
            .envs(self.variables.iter().cloned())
            .args(["serve", "--listen", &self.address.to_string()])
            .args(&self.args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true);
        let mut child = command.spawn().context("cannot start heard-server")?;
        let output = child.stdout.take().context("no standard output")?;
        let mut output = BufReader::new(output);
        let listening = tokio::time::timeout(PATIENCE, listening(&mut output)).await;
        let address = match listening {
            Ok(Ok(address)) => address,
            Ok(Err(error)) => bail!("{error}; its log ends:\n{}", self.log_tail()),
            Err(_) => bail!("not listening yet; its log ends:\n{}", self.log_tail()),
        };
        self.address = address;
        // Kept open: who writes to a pipe that nobody reads is killed.
        child.stdout = Some(output.into_inner());
        self.child = Some(child);
        Ok(())
    }

    /// Kills it as the kernel does, with no time for a last word; returns once it is gone.
    ///
    /// # Errors
    /// When it is not running.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("it is not running")?;
        child.kill().await?;
        Ok(())
    }

    /// Asks it to end (SIGTERM) and waits until it has.
    ///
    /// # Errors
    /// When it is not running, or does not end.
    pub async fn terminate(&mut self) -> anyhow::Result<ExitStatus> {
        let mut child = self.child.take().context("it is not running")?;
        let pid = child.id().context("it has ended")?;
        // The standard library knows no signal but SIGKILL, and this needs no unsafe code.
        let sent = Command::new("kill").arg(pid.to_string()).status().await?;
        anyhow::ensure!(sent.success(), "kill: {sent}");
        let ended = tokio::time::timeout(PATIENCE, child.wait()).await;
        Ok(ended.context("it does not end")??)
    }

    /// What its process holds now.
    ///
    /// # Errors
    /// When it is not running, or the system does not say.
    pub fn usage(&self) -> anyhow::Result<Usage> {
        Usage::of(self.pid().context("it is not running")?)
    }

    /// Its whole log.
    pub fn log(&self) -> String {
        let log = std::fs::read(self.log_path()).unwrap_or_default();
        String::from_utf8_lossy(&log).into_owned()
    }

    /// The end of its log.
    pub fn log_tail(&self) -> String {
        let log = std::fs::read(self.log_path()).unwrap_or_default();
        let tail = &log[log.len().saturating_sub(LOG_TAIL)..];
        String::from_utf8_lossy(tail).into_owned()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("server.err")
    }

    /// The program with its data folder, and nothing of this process's own settings.
    fn plain(&self) -> Command {
        let mut command = Command::new(&self.binary);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("HEARD_") {
                command.env_remove(name);
            }
        }
        command.env("HEARD_DATA_DIR", &self.data_dir);
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the server's log ends:\n{}", self.log_tail());
        }
    }
}

/// The address of the line `listening on ADDR` (PROTOCOL, section 1).
async fn listening(output: &mut (impl AsyncBufReadExt + Unpin)) -> anyhow::Result<SocketAddr> {
    let mut line = String::new();
    loop {
        line.clear();
        if output.read_line(&mut line).await? == 0 {
            bail!("heard-server ended before it listened");
        }
        if let Some(address) = line.trim().strip_prefix("listening on ") {
            return address.parse().with_context(|| format!("in {line:?}"));
        }
    }
}
