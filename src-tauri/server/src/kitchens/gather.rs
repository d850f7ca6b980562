//! How long a batch waits for more commands before it goes to disk.
//!
//! Clients that wait for their answer before they send the next command fall into two halves on a
//! slow disk: while one half is synced the other gathers, so each sync carries half of what it
//! could. Those who were just answered are back soon; a batch that waits for them a little
//! carries everyone, and nobody waits for two syncs. A command that comes alone never waits.

use scope::time::Instant;
use std::time::Duration;

/// The longest wait: clients that have more to send are back within it, however slow the disk.
const LONGEST: Duration = Duration::from_millis(10);

/// Less than this is not waited for: the runtime's clock counts in milliseconds.
const SHORTEST: Duration = Duration::from_millis(1);

/// Whom the next batch may wait for.
#[derive(Debug, Default)]
pub(super) struct Gather {
    /// Those who were answered by the last batch, and those who could not be part of it.
    expected: usize,
    until: Option<Instant>,
}

impl Gather {
    /// A batch that took so long was answered at `now`, while so many waited for the next.
    pub fn answered(&mut self, answered: usize, waiting: usize, took: Duration, now: Instant) {
        // In vain it costs one more sync, which is what two halves cost each order anyway.
        let wait = took.min(LONGEST);
        self.expected = answered + waiting;
        self.until = (wait >= SHORTEST).then(|| now + wait);
    }

    /// How much longer a batch of `taken` commands waits for another one.
    pub fn wait(&self, taken: usize, now: Instant) -> Option<Duration> {
        let left = self.until?.saturating_duration_since(now);
        (taken < self.expected && !left.is_zero()).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYNC: Duration = Duration::from_millis(8);

    #[test]
    fn waits_for_those_who_were_answered_and_no_longer_than_a_sync() {
        let mut gather = Gather::default();
        let now = Instant::now();
        gather.answered(5, 3, SYNC, now);
        assert_eq!(gather.wait(3, now), Some(SYNC));
        assert_eq!(gather.wait(7, now + SYNC / 4), Some(SYNC * 3 / 4));
        assert_eq!(gather.wait(8, now), None);
        assert_eq!(gather.wait(3, now + SYNC), None);
        gather.answered(5, 3, LONGEST * 2, now);
        assert_eq!(gather.wait(3, now), Some(LONGEST));
    }

    #[test]
    fn one_alone_never_waits_and_a_fast_disk_is_not_waited_for() {
        let mut gather = Gather::default();
        let now = Instant::now();
        assert_eq!(gather.wait(1, now), None);
        gather.answered(1, 0, SYNC, now);
        assert_eq!(gather.wait(1, now), None);
        gather.answered(16, 0, Duration::from_micros(900), now);
        assert_eq!(gather.wait(1, now), None);
    }
}
