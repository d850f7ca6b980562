//! One frame of a microphone made fit for a recogniser: noise out, 16,000 samples a second.

use crate::sound::{FULL_RATE, HEAR_RATE, RateError, Resampler, to_i16};
use nnnoiseless::{DenoiseState, RnnModel};
use std::sync::LazyLock;

/// What the network works on at once, in samples: 10 ms.
pub(super) const FRAME: usize = DenoiseState::FRAME_SIZE;

/// The same in milliseconds.
pub(super) const FRAME_MS: u32 = FRAME as u32 * 1_000 / FULL_RATE;

/// What becomes of a frame, in samples at [`HEAR_RATE`].
pub(super) const HEARD: usize = FRAME * HEAR_RATE as usize / FULL_RATE as usize;

/// The weights, 85 KB, shared by all sessions.
static MODEL: LazyLock<RnnModel> = LazyLock::new(RnnModel::default);

/// Noise suppression and what follows it.
pub(super) struct Cleaner {
    network: Box<DenoiseState<'static>>,
    down: Resampler,
    cleaned: [f32; FRAME],
    small: Vec<f32>,
}

/// A frame after cleaning.
pub(super) struct Cleaned {
    /// At [`HEAR_RATE`].
    pub samples: [i16; HEARD],
    /// How likely somebody speaks, 0 to 1.
    pub speech: f32,
    /// Its root mean square after suppression, at full rate.
    pub loudness: f32,
}

impl Cleaned {
    /// A frame of silence, without asking the network.
    pub const SILENCE: Self = Self {
        samples: [0; HEARD],
        speech: 0.0,
        loudness: 0.0,
    };
}

impl Cleaner {
    /// # Errors
    /// None: both rates are sound's.
    pub fn new() -> Result<Self, RateError> {
        Ok(Self {
            network: DenoiseState::with_model(&MODEL),
            down: Resampler::in_blocks(FULL_RATE, HEAR_RATE, FRAME_MS)?,
            cleaned: [0.0; FRAME],
            small: Vec::with_capacity(HEARD),
        })
    }

    pub fn clean(&mut self, frame: &[f32; FRAME]) -> Cleaned {
        let speech = self.network.process_frame(&mut self.cleaned, frame);
        self.small.clear();
        self.down
            .push(self.cleaned.iter().copied(), &mut self.small);
        let mut samples = [0; HEARD];
        for (heard, small) in samples.iter_mut().zip(&self.small) {
            *heard = to_i16(*small);
        }
        Cleaned {
            samples,
            speech,
            loudness: crate::sound::rms(self.cleaned.iter().copied()),
        }
    }
}
