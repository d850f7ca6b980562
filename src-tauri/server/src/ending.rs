//! The one way out of a running server: it is told, it stops in order, and where it does not, it is ended.

use crate::serve::Server;
use anyhow::ensure;
use scope::{CancellationToken, Census, Scope, ScopeHandle};
use std::{
    io,
    sync::mpsc::{self, RecvTimeoutError},
    time::Duration,
};

/// When a server is ended that does not end: PROTOCOL, section 1, gives it 10 s, and its last words
/// take some of them. An ordered stop that cuts off whoever is late is over sooner.
const FORCED_AFTER: Duration = Duration::from_millis(9_500);

/// Runs a server until a signal comes or `stop` is cancelled, and then to its end. A second signal
/// ends the process at once.
///
/// # Errors
/// When something did not end in time, or panicked in the server's life; it is named.
pub async fn run(
    server: Server,
    mut signals: Signals,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    tokio::select! {
        () = signals.next() => tracing::info!("told to stop"),
        () = stop.cancelled() => tracing::info!("the app that started this is gone"),
    }
    let _forced = Forced::after(FORCED_AFTER, server.app().scope.clone());
    let closed = tokio::select! {
        closed = server.stop() => closed,
        () = signals.next() => {
            tracing::warn!("told to stop at once");
            journal::flush();
            std::process::exit(1);
        }
    };
    ensure!(
        closed.is_clean(),
        "the server did not end as it should: {closed}"
    );
    tracing::info!("stopped");
    Ok(())
}

/// Ends the process unless it is dropped in time. On a thread of its own: whoever holds every thread
/// of the runtime holds up the ordered end, but not this one.
struct Forced {
    /// Its end is what the thread waits for.
    _in_time: mpsc::Sender<()>,
    _scope: Scope,
}

impl Forced {
    fn after(time: Duration, server: ScopeHandle) -> Self {
        let (sender, in_time) = mpsc::channel();
        let scope = Scope::root("end");
        scope.spawn_thread("last-resort", move |_| {
            if in_time.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
                let left = server.census().map(|census| names(&census));
                let left = left.unwrap_or_default().join(", ");
                tracing::error!(left, "the server does not end, and is ended");
                journal::flush();
                std::process::exit(1);
            }
        });
        Self {
            _in_time: sender,
            _scope: scope,
        }
    }
}

/// The full names of all that still runs.
fn names(census: &Census) -> Vec<String> {
    let live = census.tasks.iter().filter(|task| task.kind.is_live());
    let full = live.map(|task| format!("{}/{}", census.name, task.name));
    full.chain(census.children.iter().flat_map(names)).collect()
}

/// What tells the process to stop.
#[derive(Debug)]
pub struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(windows)]
    keys: tokio::signal::windows::CtrlC,
    #[cfg(windows)]
    console: tokio::signal::windows::CtrlClose,
    #[cfg(windows)]
    shutdown: tokio::signal::windows::CtrlShutdown,
}

#[cfg(unix)]
impl Signals {
    /// SIGTERM, which is also what an operating system that goes down sends, and SIGINT: from here on
    /// they end nobody by themselves.
    ///
    /// # Errors
    /// When the system lets nobody listen for them.
    pub fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Returns when the next comes.
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(windows)]
impl Signals {
    /// Ctrl-C, a console that is closed, and a system that goes down.
    ///
    /// # Errors
    /// When the system lets nobody listen for them.
    pub fn listen() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_c, ctrl_close, ctrl_shutdown};
        Ok(Self {
            keys: ctrl_c()?,
            console: ctrl_close()?,
            shutdown: ctrl_shutdown()?,
        })
    }

    /// Returns when the next comes.
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.keys.recv() => {}
            _ = self.console.recv() => {}
            _ = self.shutdown.recv() => {}
        }
    }
}
