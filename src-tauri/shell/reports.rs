//! What went wrong in a page, in the log: cut, and not more often than someone can read.

use scope::time::Instant;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The longest report of a page that is logged, in characters: a stack of a few dozen calls.
const REPORT_CHARS: usize = 4_000;
/// Reports that are logged at once: what one fault does to every window and drawer.
const BURST: u32 = 50;
/// Time for one more. A page that fails at every frame then takes half a day to fill a log file.
const EACH: Duration = Duration::from_secs(10);

/// The pages' way into the log.
#[derive(Debug)]
pub struct Reports(Mutex<Room>);

/// How much may be said.
#[derive(Debug)]
struct Room {
    /// When there is room for a whole burst again.
    whole_at: Instant,
    unsaid: u64,
}

impl Reports {
    /// With room for a burst.
    pub fn new(now: Instant) -> Self {
        Self(Mutex::new(Room {
            whole_at: now,
            unsaid: 0,
        }))
    }

    /// Logs what a page says, unless all pages together have said too much.
    pub fn log(&self, page: &str, level: &str, message: &str) {
        let taken = {
            let mut room = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            room.take(Instant::now())
        };
        let Some(unsaid) = taken else { return };
        let unsaid = (unsaid > 0).then_some(unsaid);
        let message: String = message.chars().take(REPORT_CHARS).collect();
        match level {
            "error" => tracing::error!(target: "ui", page, unsaid, "{message}"),
            _ => tracing::warn!(target: "ui", page, unsaid, "{message}"),
        }
    }
}

impl Room {
    /// Takes room for one; returns how many had none before it. It is the same leaking bucket as the
    /// server's for many, for one.
    fn take(&mut self, now: Instant) -> Option<u64> {
        let whole_at = self.whole_at.max(now) + EACH;
        if whole_at - now > EACH * BURST {
            self.unsaid += 1;
            return None;
        }
        self.whole_at = whole_at;
        Some(std::mem::take(&mut self.unsaid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_the_rate_and_what_was_not_said_is_counted() {
        let begun = Instant::now();
        let Reports(room) = Reports::new(begun);
        let mut room = room.into_inner().unwrap();
        for _ in 0..BURST {
            assert_eq!(room.take(begun), Some(0));
        }
        for _ in 0..7 {
            assert_eq!(room.take(begun), None);
        }
        assert_eq!(room.take(begun + EACH), Some(7));
        assert_eq!(room.take(begun + EACH), None);
        // However long it was quiet, there is room for one burst and no more.
        let later = begun + EACH * 10_000;
        let said = (0..1_000).filter(|_| room.take(later).is_some());
        assert_eq!(said.count(), BURST as usize);
    }
}
