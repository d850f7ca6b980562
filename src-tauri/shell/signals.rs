//! SIGTERM and SIGINT: the first closes the app in order, the second at once.

use scope::{Scope, Task};
use std::io;
use tauri::AppHandle;

/// The exit code of a program that was forced to end.
const FORCED: i32 = 1;

/// Waits for signals as long as `scope` lives.
pub fn start(scope: &Scope, app: AppHandle) {
    scope.spawn_fallible(Task::abort("signals"), end_when_asked(app));
}

async fn end_when_asked(app: AppHandle) -> io::Result<()> {
    let mut signals = Signals::new()?;
    signals.next().await;
    tracing::info!("asked to end");
    app.exit(0);
    signals.next().await;
    tracing::warn!("asked to end at once");
    std::process::exit(FORCED);
}

/// What the system sends to a program that shall end.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// What the system sends to a program that shall end.
#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) {
        self.0.recv().await;
    }
}
