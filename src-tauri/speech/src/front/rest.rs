//! Rest while nothing is to be heard: the network is not asked about silence.

/// Below this a frame is silence, in the scale of 16 bits: -66 decibels below full scale. A muted
/// microphone gives 0 or a dither of 1; one in a quiet room gives 30 and more.
const FLOOR: f32 = 16.0;

/// Frames of silence that are still worked on: what the network and the resampler remember of the
/// sound before has gone through them then.
const AFTER: u32 = 20;

/// How long it has been quiet: frames in a row, up to [`AFTER`].
#[derive(Default)]
pub(super) struct Rest(u32);

impl Rest {
    /// Whether a frame of that loudness can be passed over.
    pub fn is_resting(&mut self, loudness: f32) -> bool {
        if loudness >= FLOOR {
            self.0 = 0;
        } else if self.0 < AFTER {
            self.0 += 1;
        } else {
            return true;
        }
        false
    }
}
