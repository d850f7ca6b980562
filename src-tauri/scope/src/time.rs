//! Sleeping, on the runtime's clock (which tests may pause), counted as a deadline in the census of the scope whose task sleeps.
#![allow(
    clippy::disallowed_methods,
    reason = "the ticker is what the ban on intervals points to"
)]

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior};

use crate::here;

pub use tokio::time::Instant;
pub use tokio::time::error::Elapsed;

/// The shortest period of a [`Ticker`]: the resolution of tokio's timers.
const SHORTEST_PERIOD: Duration = Duration::from_millis(1);

/// Returns at `deadline`; at once if that has passed.
pub async fn sleep_until(deadline: impl Into<Instant>) {
    let _counted = Counted::new();
    tokio::time::sleep_until(deadline.into()).await;
}

/// Returns after `duration`.
pub async fn sleep(duration: Duration) {
    let _counted = Counted::new();
    tokio::time::sleep(duration).await;
}

/// The future's output, if it comes within `duration`; otherwise the future is dropped.
///
/// # Errors
/// [`Elapsed`] when it did not come in time.
pub async fn timeout<F: Future>(duration: Duration, future: F) -> Result<F::Output, Elapsed> {
    let _counted = Counted::new();
    tokio::time::timeout(duration, future).await
}

/// Ticks once a period, first one period from now. Ticks that were missed are skipped, not made up for.
#[derive(Debug)]
pub struct Ticker {
    interval: Interval,
    _counted: Counted,
}

impl Ticker {
    /// A ticker that starts now. A period of less than 1 ms is taken as 1 ms.
    pub fn new(period: Duration) -> Ticker {
        let period = period.max(SHORTEST_PERIOD);
        let mut interval = tokio::time::interval_at(Instant::now() + period, period);
        interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
        Ticker {
            interval,
            _counted: Counted::new(),
        }
    }

    /// Returns at the next tick. Dropping the future loses no tick.
    pub async fn tick(&mut self) -> Instant {
        self.interval.tick().await
    }
}

/// Counts as one deadline of the running task's scope while it lives; of none outside a scope's task.
#[derive(Debug)]
struct Counted(Option<Arc<AtomicUsize>>);

impl Counted {
    fn new() -> Counted {
        let count = here::deadlines();
        if let Some(count) = &count {
            count.fetch_add(1, Ordering::Relaxed);
        }
        Counted(count)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if let Some(count) = &self.0 {
            count.fetch_sub(1, Ordering::Relaxed);
        }
    }
}
