//! Why the app ends though nobody closed its window: it is asked to, or has nothing left to show.

use scope::{CancellationToken, Scope, Task};
use std::io;
use tauri::AppHandle;

/// The exit code of a program that was forced to end, or whose heart stopped.
const FAILED: i32 = 1;

/// Watches, as long as `scope` lives, for SIGTERM and SIGINT (the first ends the app in order,
/// the second at once) and for the end of the device, which is `device`'s. From `ending` on the
/// window is gone, and only a signal can hurry what is left.
pub fn start(scope: &Scope, app: AppHandle, device: CancellationToken, ending: CancellationToken) {
    scope.spawn_fallible(Task::abort("signals"), watch(app, device, ending));
}

async fn watch(
    app: AppHandle,
    device: CancellationToken,
    ending: CancellationToken,
) -> io::Result<()> {
    let mut signals = Signals::new()?;
    tokio::select! {
        biased;
        () = ending.cancelled() => {}
        () = signals.next() => {
            tracing::info!("asked to end");
            app.exit(0);
        }
        () = device.cancelled() => {
            tracing::error!("the device has ended, and the window with it");
            app.exit(FAILED);
        }
    }
    signals.next().await;
    tracing::warn!("asked to end at once");
    journal::flush();
    std::process::exit(FAILED);
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
