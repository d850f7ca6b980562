//! How long to wait before another attempt.

use crate::cause::Pace;
use crate::limits::{BACKOFF_FIRST, BACKOFF_LAST};
use rand::{RngExt, rngs::StdRng};
use std::time::Duration;

/// Doublings that a busy server starts from: the first pause is then up to 2 s.
const BUSY_FROM: u32 = 3;

/// Pauses that double from [`BACKOFF_FIRST`] to [`BACKOFF_LAST`], each a random part of the whole
/// ("full jitter"), so that fifty displays do not come back to a restarted server in one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Backoff {
    doublings: u32,
}

impl Backoff {
    /// The next pause. There is no last one.
    pub(crate) fn next(&mut self, pace: Pace, rng: &mut StdRng) -> Duration {
        let least = match pace {
            Pace::AtOnce => return Duration::ZERO,
            // Two devices that replace each other must not do so in a quick exchange: half of the
            // pause is certain.
            Pace::Slow => BACKOFF_LAST / 2,
            Pace::Busy => {
                self.doublings = self.doublings.max(BUSY_FROM);
                Duration::ZERO
            }
            Pace::Growing => Duration::ZERO,
        };
        let most = match pace {
            Pace::Slow => BACKOFF_LAST,
            _ => self.ceiling(),
        };
        self.doublings = self.doublings.saturating_add(1);
        rng.random_range(least..=most)
    }

    /// Begins anew.
    pub(crate) fn reset(&mut self) {
        self.doublings = 0;
    }

    fn ceiling(self) -> Duration {
        let factor = 2u32.checked_pow(self.doublings);
        let grown = factor.and_then(|factor| BACKOFF_FIRST.checked_mul(factor));
        grown.map_or(BACKOFF_LAST, |grown| grown.min(BACKOFF_LAST))
    }
}
