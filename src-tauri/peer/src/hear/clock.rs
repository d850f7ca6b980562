//! How much sound a peer may make us decode: little more than what time itself brings.

use std::time::{Duration, Instant};

use crate::RATE;

/// Samples that may come at once: 2 s, more than a stalled network lets go of.
const BURST: u64 = 2 * RATE as u64;

/// A bucket of samples, filled a quarter faster than time: clocks differ, but by no more than a
/// thousandth.
pub(super) struct Budget {
    left: u64,
    at: Option<Instant>,
}

impl Budget {
    pub(super) fn new() -> Budget {
        Budget {
            left: BURST,
            at: None,
        }
    }

    /// Takes `samples` out, if they are there.
    pub(super) fn take(&mut self, now: Instant, samples: usize) -> bool {
        let since = self
            .at
            .map_or(Duration::ZERO, |at| now.saturating_duration_since(at));
        let earned = samples_in(since).saturating_mul(5) / 4;
        self.left = self.left.saturating_add(earned).min(BURST);
        self.at = Some(now);
        let left = self.left.checked_sub(samples as u64);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }

    /// Takes out as many of `samples` as are there, and says how many.
    pub(super) fn some(&mut self, samples: usize) -> usize {
        let some = self.left.min(samples as u64);
        self.left -= some;
        // At most `samples`.
        some as usize
    }
}

/// How many samples a time holds.
pub(super) fn samples_in(time: Duration) -> u64 {
    u64::try_from(time.as_micros() * u128::from(RATE) / 1_000_000).unwrap_or(u64::MAX)
}
