//! One run of the server's program.

use super::{SidecarConfig, lines};
use scope::{Scope, ScopeClosed, ScopeHandle, Spawned, Task, time};
use std::io;
use std::net::SocketAddr;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncRead, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::oneshot;

/// What the server writes to its standard output once it takes connections. PROTOCOL, section 1.
const LISTENING: &str = "listening on ";
/// What stands before the server's last words, which are for a person; its log has other lines.
const LAST_WORDS: &str = "heard-server: ";
/// How long a start may take: a log of years on a slow disk. The goal is 1 s for 100,000 orders.
const START_WITHIN: Duration = Duration::from_secs(60);
/// How long an ordered stop may take before it is forced: PROTOCOL gives the server 10 s, and
/// the app, which has as long, needs some of it for itself.
const STOP_WITHIN: Duration = Duration::from_secs(8);

/// The server's program, running.
pub struct Server {
    child: Child,
    /// Closing it asks the server to end; so does the end of this process.
    stdin: Option<ChildStdin>,
    /// Reads its standard error to its end, and then says the server's last words.
    stderr: Option<Spawned<Option<String>>>,
    /// Reads its output; ends with it.
    _output: Scope,
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The program is not there, or cannot be run.
    #[error("the server's program cannot be run: {0}")]
    Spawn(#[from] io::Error),
    /// It ended before it took connections.
    #[error("the server ended at its start with {status}: {last_words:?}")]
    Ended {
        /// How.
        status: ExitStatus,
        /// Why, in its own words.
        last_words: Option<String>,
    },
    /// It took too long.
    #[error("the server took longer than {START_WITHIN:?} to start")]
    Late,
    /// The app is being closed.
    #[error(transparent)]
    Closed(#[from] ScopeClosed),
}

impl Server {
    /// Starts the program and waits until it takes connections.
    ///
    /// # Errors
    /// [`StartError`]; the program does not run then.
    pub async fn start(
        config: &SidecarConfig,
        scope: &ScopeHandle,
    ) -> Result<(Self, SocketAddr), StartError> {
        let output = scope.child("output")?;
        let mut command = Command::new(&config.program);
        command
            .arg("serve")
            .arg("--data-dir")
            .arg(&config.data_dir)
            .arg("--listen")
            .arg(config.listen.to_string())
            .arg("--stop-with-parent")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        if let Some(menu) = &config.menu {
            command.arg("--menu").arg(menu);
        }
        let mut child = command.spawn()?;
        let (said, listening) = oneshot::channel();
        if let Some(stdout) = child.stdout.take() {
            output.spawn(Task::drain("stdout"), read_stdout(stdout, said));
        }
        let stderr = child.stderr.take();
        let stderr = stderr.map(|pipe| output.spawn(Task::drain("stderr"), read_stderr(pipe)));
        let mut server = Self {
            stdin: child.stdin.take(),
            child,
            stderr,
            _output: output,
        };
        let address = tokio::select! {
            said = listening => said.ok(),
            () = time::sleep(START_WITHIN) => return Err(StartError::Late),
        };
        match address {
            Some(address) => Ok((server, address)),
            // Its output is at an end, so it is, too.
            None => Err(StartError::Ended {
                status: server.ended().await?,
                last_words: server.last_words().await,
            }),
        }
    }

    /// Waits until the program ends by itself. Dropping the future loses nothing.
    ///
    /// # Errors
    /// What the system says.
    pub async fn ended(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Why it ended, in its own words, if it said so. Waits until it has ended.
    pub async fn last_words(&mut self) -> Option<String> {
        self.stderr.take()?.await.ok().flatten()
    }

    /// Asks the program to end, and forces it when it takes too long.
    pub async fn stop(mut self) {
        self.stdin = None;
        match time::timeout(STOP_WITHIN, self.child.wait()).await {
            Ok(Ok(status)) => tracing::info!(%status, "the server beside the app has ended"),
            Ok(Err(error)) => tracing::warn!(%error, "how the server ended is not known"),
            Err(_) => {
                tracing::warn!("the server did not end in {STOP_WITHIN:?}, and is killed");
                if let Err(error) = self.child.kill().await {
                    tracing::error!(%error, "the server cannot be killed");
                }
            }
        }
    }
}

async fn read_stdout(stdout: impl AsyncRead + Unpin, said: oneshot::Sender<SocketAddr>) {
    let mut reader = BufReader::new(stdout);
    let mut said = Some(said);
    // To the end, so that the server never waits for a reader.
    while let Some(line) = lines::next(&mut reader).await {
        let address = line.strip_prefix(LISTENING).map(str::parse);
        if let Some(Ok(address)) = address
            && let Some(said) = said.take()
        {
            // Whoever asked may have given up.
            let _ = said.send(address);
        }
    }
}

async fn read_stderr(stderr: impl AsyncRead + Unpin) -> Option<String> {
    let mut reader = BufReader::new(stderr);
    let mut last_words = None;
    while let Some(line) = lines::next(&mut reader).await {
        tracing::info!(target: "heard_server", "{line}");
        if let Some(words) = line.strip_prefix(LAST_WORDS) {
            last_words = Some(words.to_owned());
        }
    }
    last_words
}
