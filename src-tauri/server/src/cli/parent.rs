//! Ends the server with the app that started it, however that ended.

use scope::{CancellationToken, Scope};
use std::io::Read;

/// Cancels `stop` when standard input ends, for as long as the scope that is returned is held.
/// The app holds the other end open, so it ends with the app even where that was killed.
pub(super) fn watch(stop: CancellationToken) -> Scope {
    let scope = Scope::root("parent");
    scope.spawn_thread("stdin", move |_| {
        let mut thrown_away = [0; 64];
        let mut stdin = std::io::stdin().lock();
        while matches!(stdin.read(&mut thrown_away), Ok(count) if count > 0) {}
        tracing::info!("the app that started this is gone");
        stop.cancel();
    });
    scope
}
