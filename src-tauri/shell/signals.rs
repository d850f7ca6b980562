//! SIGTERM and SIGINT: the first closes the app in order, the second at once.

use scope::{Scope, Task};
use tauri::AppHandle;

/// The exit code of a program that was forced to end.
const FORCED: i32 = 1;

/// Waits for signals as long as `scope` lives.
pub fn start(scope: &Scope, app: AppHandle) {
    scope.spawn_fallible(Task::abort("signals"), async move {
        wait().await?;
        tracing::info!("asked to end");
        app.exit(0);
        wait().await?;
        tracing::warn!("asked to end at once");
        std::process::exit(FORCED);
        #[allow(unreachable_code, reason = "names the error's type")]
        Ok::<(), std::io::Error>(())
    });
}

#[cfg(unix)]
async fn wait() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut term = signal(SignalKind::terminate())?;
    let mut int = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn wait() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
