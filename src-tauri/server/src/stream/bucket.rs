//! How many frames a client may send: a bucket that fills with time.

use scope::time::Instant;

/// Frames a second, for as long as it likes: twenty times what a busy display sends.
const FRAMES_PER_SECOND: f64 = 200.0;

/// Frames at once: more than a kitchen bumps in the two hours of a rush, since a display that
/// was offline sends all of it as it comes back.
const BURST: f64 = 2_000.0;

/// A token bucket.
#[derive(Debug)]
pub(super) struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    /// A full one.
    pub fn new(now: Instant) -> Self {
        Self {
            left: BURST,
            at: now,
        }
    }

    /// Takes one; `false` when it is empty.
    pub fn take(&mut self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.at = now;
        self.left = (self.left + passed * FRAMES_PER_SECOND).min(BURST);
        let enough = self.left >= 1.0;
        if enough {
            self.left -= 1.0;
        }
        enough
    }
}
