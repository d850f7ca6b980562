//! Waiting for what tells nobody when it comes true.

use std::fmt::Display;
use std::time::{Duration, Instant};

/// How long anything may take that a person would call immediate: a hundred times what it takes on
/// an idle machine, as tests run beside builds.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Between two looks.
const LOOK: Duration = Duration::from_millis(20);

/// Looks until `look` gives an answer.
///
/// # Panics
/// When none came within [`PATIENCE`]; `what` says what was awaited.
pub async fn until<T>(what: impl Display, look: impl AsyncFnMut() -> Option<T>) -> T {
    within(PATIENCE, what, look).await
}

/// The same with a patience of its own.
pub async fn within<T>(
    patience: Duration,
    what: impl Display,
    mut look: impl AsyncFnMut() -> Option<T>,
) -> T {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(answer) = look().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "not within {patience:?}: {what}");
        tokio::time::sleep(LOOK).await;
    }
}
