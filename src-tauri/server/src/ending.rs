//! The one way out of a running server: it is told, it stops in order, and where it does not, it is ended.

use crate::serve::Server;
use anyhow::{Context, ensure};
use scope::{CancellationToken, Census, Scope, ScopeHandle, time};
use std::{
    io,
    sync::{Arc, OnceLock, mpsc},
    time::Duration,
};

/// When a server is ended that does not end: PROTOCOL, section 1, gives it 10 s, and its last words
/// take some of them. An ordered stop that cuts off whoever is late is over sooner.
const FORCED_AFTER: Duration = Duration::from_millis(9_500);

/// Hears that the server shall stop, and sees to it. It does so on a thread with a runtime of its own:
/// who holds every thread of the server's runtime holds up the ordered end, but not this.
pub struct Ending {
    told: CancellationToken,
    server: Arc<OnceLock<ScopeHandle>>,
    /// The process is about to end by itself.
    over: CancellationToken,
    _scope: Scope,
}

impl Ending {
    /// Begins to listen for signals.
    ///
    /// # Errors
    /// When the system lets nobody listen for them.
    pub fn listen() -> anyhow::Result<Self> {
        let (told, over) = (CancellationToken::new(), CancellationToken::new());
        let server = Arc::new(OnceLock::new());
        let watch = Watch {
            told: told.clone(),
            over: over.clone(),
            server: server.clone(),
        };
        let (report, listens) = mpsc::sync_channel(1);
        let scope = Scope::root("end");
        scope.spawn_thread("signals", move |_| watch.run(&report));
        // Its panic would be in the log, and the channel closed.
        listens.recv().context("nobody listens for signals")??;
        Ok(Self {
            told,
            server,
            over,
            _scope: scope,
        })
    }

    /// Cancelled by a signal; whoever else knows a reason to stop cancels it.
    pub fn told(&self) -> CancellationToken {
        self.told.clone()
    }

    /// Lets a server run until it is told to stop, and then to its end. A second signal ends the process
    /// at once, and so does an end that takes too long.
    ///
    /// # Errors
    /// When something did not end in time, or panicked in the server's life; it is named.
    pub async fn of(self, server: Server) -> anyhow::Result<()> {
        // There is only one.
        let _ = self.server.set(server.app().scope.clone());
        self.told.cancelled().await;
        let closed = server.stop().await;
        ensure!(
            closed.is_clean(),
            "the server did not end as it should: {closed}"
        );
        tracing::info!("stopped");
        Ok(())
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.over.cancel();
    }
}

/// What the thread knows.
struct Watch {
    told: CancellationToken,
    over: CancellationToken,
    server: Arc<OnceLock<ScopeHandle>>,
}

impl Watch {
    fn run(self, report: &mpsc::SyncSender<io::Result<()>>) {
        let watched = scope::run_here(async {
            let signals = Signals::listen()?;
            // Whoever began this waits for it.
            let _ = report.send(Ok(()));
            self.wait(signals).await;
            Ok(())
        });
        if let Err(error) = watched.and_then(|watched| watched) {
            let _ = report.send(Err(error));
        }
    }

    async fn wait(self, mut signals: Signals) {
        tokio::select! {
            () = self.over.cancelled() => return,
            () = self.told.cancelled() => {}
            () = signals.next() => {
                tracing::info!("told to stop");
                self.told.cancel();
            }
        }
        tokio::select! {
            () = self.over.cancelled() => return,
            () = signals.next() => tracing::warn!("told to stop at once"),
            () = time::sleep(FORCED_AFTER) => {
                let census = self.server.get().map(ScopeHandle::census);
                let left = census.and_then(Result::ok).map(|census| names(&census));
                let left = left.unwrap_or_default().join(", ");
                tracing::error!(left, "the server does not end, and is ended");
            }
        }
        journal::flush();
        std::process::exit(1);
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
