//! How many events a client may send: a burst, then so many per second.

use crate::limits::{EVENTS_BURST, EVENTS_PER_SECOND, EVENTS_REFUSED};
use std::time::Instant;

/// What is left of a client's allowance.
#[derive(Debug)]
pub(super) struct Pace {
    left: f64,
    at: Instant,
    refused: u32,
}

/// What becomes of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is carried out.
    Pass,
    /// It is refused.
    Refuse,
    /// It was one too many.
    End,
}

impl Pace {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            left: f64::from(EVENTS_BURST),
            at: now,
            refused: 0,
        }
    }

    /// Counts an event.
    pub(super) fn count(&mut self, now: Instant) -> Verdict {
        self.refill(now);
        if self.left >= 1.0 {
            self.left -= 1.0;
            // Not all at once: in a flood, too, one passes now and then.
            self.refused = self.refused.saturating_sub(1);
            return Verdict::Pass;
        }
        self.refused += 1;
        if self.refused > EVENTS_REFUSED {
            Verdict::End
        } else {
            Verdict::Refuse
        }
    }

    /// How many events may come at once now, and in how many seconds the whole burst may.
    pub(super) fn left(&mut self, now: Instant) -> (u32, f64) {
        self.refill(now);
        let missing = f64::from(EVENTS_BURST) - self.left;
        // Between 0 and the burst.
        (self.left as u32, missing / f64::from(EVENTS_PER_SECOND))
    }

    fn refill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.at = self.at.max(now);
        let refilled = self.left + passed * f64::from(EVENTS_PER_SECOND);
        self.left = refilled.min(f64::from(EVENTS_BURST));
    }
}
