//! Machines that sound like a voice to the network give themselves away: they stay as loud as they are.

use crate::sound::dbfs;

/// How fast the loudness is followed: four fifths of a step of 10 ms remain, so that it takes 50 ms.
const FOLLOW: f32 = 0.2;

/// How far a machine's loudness strays, in decibels.
const STRAYS_DB: f32 = 1.5;

/// Frames that are as loud as each other and no speech: a second. The longest of made-up orders is
/// 0.6 s.
const ENOUGH: u32 = 100;

/// For how long a stream has been as loud as it is.
pub(super) struct Steady {
    /// The mean power of late.
    power: f32,
    /// The loudness it began to stay at, in decibels.
    since: f32,
    frames: u32,
}

impl Default for Steady {
    fn default() -> Self {
        Self {
            power: 0.0,
            since: f32::NEG_INFINITY,
            frames: 0,
        }
    }
}

impl Steady {
    /// Whether the stream is a machine's, with a next frame of that root mean square.
    pub fn is_machine(&mut self, loudness: f32) -> bool {
        self.power += FOLLOW * (loudness * loudness - self.power);
        let loud = dbfs(self.power.sqrt());
        if (loud - self.since).abs() > STRAYS_DB {
            (self.since, self.frames) = (loud, 0);
        }
        self.frames = (self.frames + 1).min(ENOUGH);
        self.frames == ENOUGH
    }
}
