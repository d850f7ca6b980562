//! Whether somebody speaks: what the network thinks of each frame, with a memory.
//!
//! Measured on made-up orders in kitchen noise 10 dB below them: an utterance is never missed, begins
//! 70 ms after the voice (95 %: 200 ms), and is never cut at a pause of 500 ms.

use super::{
    Vad,
    clean::{Cleaned, FRAME_MS},
};
use crate::sound::dbfs;

/// Speech begins when so many frames of the last [`WINDOW`] are speech: a clatter is shorter.
const ENOUGH: u32 = 5;
/// As above.
const WINDOW: u32 = 8;

/// How long it takes to see that speech began; this much belongs to it before any prefix.
pub(super) const START_MS: u32 = WINDOW * FRAME_MS;

/// Frames at the start of a stream, in which the network takes any noise for speech: it learns what
/// the noise is.
const LEARNING: u32 = 10;

/// How much less likely speech may be while it goes on than when it began, as a factor: endings are
/// soft. Between 0.4 and 0.7 nothing changes on the made-up set.
const GOES_ON: f32 = 0.7;

/// Below this nobody speaks, in decibels below full scale after noise suppression: far above what it
/// leaves of a hood's fan (-71), far below the softest speaker at a tablet.
const FAINT_DBFS: f32 = -60.0;

/// How far below the loudest part of its utterance a frame is still part of it, in decibels: guests
/// at the counter are nearer than those who talk behind them.
const BEHIND_DB: f32 = 18.0;

/// By how much the loudest part is forgotten with each frame, in decibels: 2 a second, so that one
/// clatter does not make all speech seem far away.
const FORGET_DB: f32 = 0.02;

/// Any frame that might be speech, when a button says that somebody speaks.
const PERHAPS: f32 = 0.3;

/// A change from speech to none or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Started,
    Stopped,
}

/// The memory.
#[derive(Debug)]
pub(super) struct Activity {
    state: State,
    /// Frames that were looked at, up to [`LEARNING`].
    seen: u32,
}

#[derive(Debug)]
enum State {
    /// One bit for each of the last frames, the latest lowest.
    Quiet { speech: u32 },
    /// The loudest so far in decibels, and how many frames have passed without speech.
    Speech { loudest: f32, pause: u32 },
}

impl Default for Activity {
    fn default() -> Self {
        Self {
            state: State::Quiet { speech: 0 },
            seen: 0,
        }
    }
}

impl Activity {
    /// Speech is over, whatever was heard.
    pub fn forget_speech(&mut self) {
        self.state = State::Quiet { speech: 0 };
    }

    /// Looks at the next frame.
    pub fn frame(&mut self, vad: Vad, cleaned: &Cleaned) -> Option<Change> {
        let loud = dbfs(cleaned.loudness);
        let audible = loud > FAINT_DBFS;
        match &mut self.state {
            State::Quiet { speech } => {
                self.seen = (self.seen + 1).min(LEARNING + 1);
                let is_speech = self.seen > LEARNING && audible && cleaned.speech >= vad.threshold;
                *speech = (*speech << 1 | u32::from(is_speech)) & ((1 << WINDOW) - 1);
                if speech.count_ones() < ENOUGH {
                    return None;
                }
                let (loudest, pause) = (loud, 0);
                self.state = State::Speech { loudest, pause };
                Some(Change::Started)
            }
            State::Speech { loudest, pause } => {
                *loudest = (*loudest - FORGET_DB).max(loud);
                let near = loud > *loudest - BEHIND_DB;
                if audible && near && cleaned.speech >= GOES_ON * vad.threshold {
                    *pause = 0;
                    return None;
                }
                *pause += 1;
                if *pause * FRAME_MS < vad.silence_duration_ms {
                    return None;
                }
                self.forget_speech();
                Some(Change::Stopped)
            }
        }
    }
}

/// Whether a frame could be speech, when somebody said that there is some.
pub(super) fn is_voiced_at_all(cleaned: &Cleaned) -> bool {
    cleaned.speech >= PERHAPS && dbfs(cleaned.loudness) > FAINT_DBFS
}
