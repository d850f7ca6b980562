//! Sound that is kept until a button is let go.

use super::{
    UTTERANCE_MS,
    clean::{FRAME_MS, HEARD},
};
use std::collections::VecDeque;

/// Frames that are kept: one utterance.
const FRAMES: u64 = (UTTERANCE_MS / FRAME_MS) as u64;

/// Frames around what might be speech that belong to it: 300 ms, the protocol's own prefix.
const AROUND: u64 = 30;

/// What was held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taken {
    /// Cleaned, at [`HEAR_RATE`](crate::sound::HEAR_RATE), without the silence around the speech; all of
    /// it where no speech is seen in it.
    pub samples: Vec<i16>,
    /// How much came since the last time, in milliseconds.
    pub came_ms: u64,
    /// Speech that is lost, in milliseconds: no more than [`UTTERANCE_MS`] is kept, the latest.
    pub lost_ms: u64,
}

impl Taken {
    /// Whether no speech is lost; what was heard of the rest is [`in_part`](crate::Heard::in_part).
    pub fn is_whole(&self) -> bool {
        self.lost_ms == 0
    }
}

/// The latest frames of a stream.
#[derive(Default)]
pub(super) struct Buffer {
    sound: VecDeque<i16>,
    /// Which of the kept frames might be speech.
    voiced: VecDeque<bool>,
    came: u64,
    lost: u64,
}

impl Buffer {
    /// Adds a frame.
    pub fn push(&mut self, samples: &[i16; HEARD], voiced: bool) {
        if self.voiced.len() as u64 == FRAMES {
            self.lost += u64::from(self.voiced.pop_front() == Some(true));
            self.sound.drain(..HEARD);
        }
        self.sound.extend(samples);
        self.voiced.push_back(voiced);
        self.came += 1;
    }

    /// How much came since it was last taken, in milliseconds.
    pub fn came_ms(&self) -> u64 {
        self.came * u64::from(FRAME_MS)
    }

    /// Takes it, and its memory.
    pub fn take(&mut self) -> Taken {
        let mut held = std::mem::take(self);
        let first = held.voiced.iter().position(|voiced| *voiced);
        let last = held.voiced.iter().rposition(|voiced| *voiced);
        if let Some((first, last)) = first.zip(last) {
            let around = AROUND as usize;
            held.sound
                .truncate((last + 1 + around).saturating_mul(HEARD));
            held.sound.drain(..first.saturating_sub(around) * HEARD);
        }
        Taken {
            came_ms: held.came_ms(),
            lost_ms: held.lost * u64::from(FRAME_MS),
            samples: held.sound.into(),
        }
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_around_speech_is_not_handed_on() {
        let mut buffer = Buffer::default();
        for at in 0..500_i16 {
            buffer.push(&[at; HEARD], (100..=200).contains(&at));
        }
        assert_eq!(buffer.came_ms(), 5_000);
        let taken = buffer.take();
        assert_eq!((taken.came_ms, taken.lost_ms), (5_000, 0));
        assert_eq!(
            (taken.samples[0], *taken.samples.last().unwrap()),
            (70, 230)
        );
        assert_eq!(taken.samples.len(), 161 * HEARD);
        assert!(taken.is_whole());
        assert_eq!(buffer.take(), Taken::default());
    }

    #[test]
    fn what_no_speech_is_seen_in_is_handed_on_whole() {
        let mut buffer = Buffer::default();
        (0..50).for_each(|_| buffer.push(&[1; HEARD], false));
        assert_eq!(buffer.take().samples.len(), 50 * HEARD);
    }

    #[test]
    fn the_latest_is_kept_and_what_is_lost_is_said() {
        let mut buffer = Buffer::default();
        for at in 0..FRAMES + 100 {
            buffer.push(&[0; HEARD], at < 150);
        }
        let taken = buffer.take();
        assert_eq!((taken.lost_ms, taken.is_whole()), (1_000, false));
        assert_eq!(taken.samples.len(), (50 + AROUND as usize) * HEARD);
    }
}
