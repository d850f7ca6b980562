//! How a watch is kept.

use std::num::NonZeroU32;
use std::time::Duration;

use super::RECENT;

/// How much of the time goes into a dear question, if nobody says otherwise: far less than anything
/// that a watch is kept over for a season would notice.
const DEAR: u32 = 5_000;

/// How a watch is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Time between samples.
    pub period: Duration,
    /// How long after the start nothing is made of samples: caches fill, screens connect.
    pub warm_up: Duration,
    /// For how many samples in a row growth must be seen before it is said. Twice what is kept, so
    /// that screens which are switched on one after another are not called a leak.
    pub hold: usize,
    /// What is kept of as one sample for the day: an hour, less where a day is compressed.
    pub hour: Duration,
    /// How far below the watched scope scopes are told apart. Those below must have fixed names.
    pub depth: usize,
    /// How much of the time may go into one question that is dear to ask: one part in so many.
    pub dear: u32,
    /// How often memory that was freed is given back to the system.
    pub tidy: Duration,
}

impl Default for Settings {
    /// Ours for programs that run for a season; a test that compresses time has its own.
    fn default() -> Self {
        Self {
            period: Duration::from_secs(10),
            warm_up: Duration::from_secs(600),
            hold: 2 * RECENT,
            hour: Duration::from_secs(3_600),
            depth: 1,
            dear: DEAR,
            tidy: Duration::from_secs(600),
        }
    }
}

impl Settings {
    /// The same where a day passes so many times as fast: a test's. What counts as growth, and for how
    /// many samples it must hold, stays; looking costs so many times as much.
    #[must_use]
    pub fn faster(self, speed: NonZeroU32) -> Self {
        let speed = speed.get();
        Self {
            period: self.period / speed,
            warm_up: self.warm_up / speed,
            hour: self.hour / speed,
            dear: (self.dear / speed).max(1),
            tidy: self.tidy / speed,
            ..self
        }
    }
}
