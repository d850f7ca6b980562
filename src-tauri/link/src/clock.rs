//! Two clocks: the monotonic one that deadlines use, and the wall clock that people and servers
//! speak of.

use kitchen::UnixMs;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How far a sample may be from what is known and still agree with it, in ms: the timers' own
/// error.
const SLACK_MS: i64 = 20;

/// Tells the wall clock's time, in Unix milliseconds.
pub type WallClock = Arc<dyn Fn() -> UnixMs + Send + Sync>;

/// The system's wall clock.
pub fn system_clock() -> WallClock {
    Arc::new(|| match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => millis(since),
        Err(before) => -millis(before.duration()),
    })
}

/// One moment, by both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// By the monotonic clock.
    pub at: Instant,
    /// By the wall clock, in Unix milliseconds.
    pub wall_ms: UnixMs,
}

impl Now {
    /// What the wall clock, as it is set now, showed or will show at `instant`.
    pub fn wall_of(self, instant: Instant) -> UnixMs {
        match instant.checked_duration_since(self.at) {
            Some(ahead) => self.wall_ms.saturating_add(millis(ahead)),
            None => self
                .wall_ms
                .saturating_sub(millis(self.at.saturating_duration_since(instant))),
        }
    }
}

/// A duration in whole milliseconds.
pub(crate) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// How far the server's clock is ahead of this machine's wall clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Offset {
    known: Option<i64>,
}

impl Offset {
    /// In ms; 0 until the server has said a time.
    pub(crate) fn ms(self) -> i64 {
        self.known.unwrap_or(0)
    }

    /// Takes a sample in: the server said its time in an answer that took `round_trip`. What is
    /// known stays where the sample does not contradict it, so that ages on a screen do not
    /// twitch. Says whether it changed.
    pub(crate) fn sample(&mut self, server_ms: UnixMs, round_trip: Duration, now: Now) -> bool {
        let half = millis(round_trip) / 2;
        let sample = server_ms.saturating_add(half).saturating_sub(now.wall_ms);
        let agrees = |known: i64| sample.abs_diff(known) <= half.saturating_add(SLACK_MS) as u64;
        if self.known.is_some_and(agrees) {
            return false;
        }
        self.known = Some(sample);
        true
    }
}
