//! From what a device gives to what a connection takes: one rate, no echo, little noise, whole frames.

use nnnoiseless::DenoiseState;
use speech::sound::{RateError, Resampler, to_i16};

use crate::device::SoundSettings;
use crate::echo::{BLOCK, Echo, Reference};
use crate::sound::{FRAME, Frame, RATE};

/// Blocks that the rate is changed in, in milliseconds: what the echo canceller and the noise
/// suppression work on.
const BLOCK_MS: u32 = 10;

// Both work on the same 10 ms.
const _: () = assert!(BLOCK == DenoiseState::FRAME_SIZE);

/// One listening's chain.
pub(super) struct Chain {
    rate: u32,
    up: Resampler,
    /// Until a block is full.
    waiting: Vec<f32>,
    reference: Reference,
    echo: Option<Box<Echo>>,
    noise: Option<Box<DenoiseState<'static>>>,
    /// Until a frame is full.
    ready: Vec<f32>,
}

impl Chain {
    /// For a device that gives `rate` samples a second.
    ///
    /// # Errors
    /// When sound does not come at that rate.
    pub(super) fn new(
        rate: u32,
        settings: &SoundSettings,
        reference: Reference,
    ) -> Result<Self, RateError> {
        let mut chain = Self {
            rate,
            up: Resampler::in_blocks(rate, RATE, BLOCK_MS)?,
            waiting: Vec::with_capacity(2 * BLOCK),
            reference,
            echo: None,
            noise: None,
            ready: Vec::with_capacity(FRAME + BLOCK),
        };
        chain.choose(settings);
        Ok(chain)
    }

    /// Whether it is one for that rate.
    pub(super) fn fits(&self, rate: u32) -> bool {
        self.rate == rate
    }

    /// Other settings, from the next block on.
    pub(super) fn choose(&mut self, settings: &SoundSettings) {
        match (settings.cancel_echo, &self.echo) {
            (true, None) => self.echo = Some(Box::new(Echo::new(self.reference.clone()))),
            (false, Some(_)) => self.echo = None,
            _ => {}
        }
        match (settings.suppress_noise, &self.noise) {
            (true, None) => self.noise = Some(DenoiseState::new()),
            (false, Some(_)) => self.noise = None,
            _ => {}
        }
    }

    /// Takes the device's next samples, in the scale of 16 bits, and hands on whole frames, also as the
    /// samples they were made of.
    pub(super) fn push(
        &mut self,
        samples: impl IntoIterator<Item = f32>,
        mut hand_on: impl FnMut(Frame, &[f32]),
    ) {
        self.up.push(samples, &mut self.waiting);
        let mut done = 0;
        while let Some(block) = self.waiting.get_mut(done..done + BLOCK) {
            if let Ok(block) = <&mut [f32; BLOCK]>::try_from(block) {
                clean(block, self.echo.as_deref_mut(), self.noise.as_deref_mut());
                self.ready.extend_from_slice(block);
            }
            done += BLOCK;
            if self.ready.len() >= FRAME {
                let mut frame: Frame = Box::new([0; FRAME]);
                for (to, from) in frame.iter_mut().zip(&self.ready) {
                    *to = to_i16(*from);
                }
                hand_on(frame, &self.ready[..FRAME]);
                self.ready.drain(..FRAME);
            }
        }
        self.waiting.drain(..done);
    }
}

fn clean(
    block: &mut [f32; BLOCK],
    echo: Option<&mut Echo>,
    noise: Option<&mut DenoiseState<'static>>,
) {
    if let Some(echo) = echo {
        echo.cancel(block);
    }
    if let Some(noise) = noise {
        let noisy = *block;
        noise.process_frame(block, &noisy);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> SoundSettings {
        SoundSettings {
            cancel_echo: false,
            ..SoundSettings::default()
        }
    }

    /// A second of a tone of 440 Hz at `rate`, in pieces of `piece`.
    fn frames(rate: u32, piece: usize) -> Vec<Frame> {
        let step = std::f32::consts::TAU * 440.0 / rate as f32;
        let tone: Vec<f32> = (0..rate)
            .map(|at| 8_000.0 * (at as f32 * step).sin())
            .collect();
        let mut chain = Chain::new(rate, &settings(), Reference::default()).unwrap();
        let mut frames = Vec::new();
        for piece in tone.chunks(piece) {
            chain.push(piece.iter().copied(), |frame, _| frames.push(frame));
        }
        frames
    }

    #[test]
    fn every_rate_becomes_whole_frames_of_the_same_tone() {
        for rate in [
            8_000, 16_000, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000,
        ] {
            let frames = frames(rate, 441);
            assert!(
                (48..=50).contains(&frames.len()),
                "{rate}: {}",
                frames.len()
            );
            let sound: Vec<f32> = frames.iter().flat_map(|f| f.map(f32::from)).collect();
            let step = std::f32::consts::TAU * 440.0 / 48_000.0;
            for at in 4_800..sound.len() - 1 {
                let second = 2.0 * sound[at] - sound[at - 1] - sound[at + 1];
                let error = (second - 2.0 * (1.0 - step.cos()) * sound[at]).abs();
                assert!(error < 6.0, "{rate}: a click of {error} at {at}");
            }
        }
    }

    #[test]
    fn the_pieces_do_not_matter_and_48_kilohertz_is_untouched() {
        assert_eq!(frames(44_100, 1), frames(44_100, 44_100));
        let step = std::f32::consts::TAU * 440.0 / 48_000.0;
        let first = &frames(48_000, 333)[0];
        for (at, sample) in first.iter().enumerate() {
            assert_eq!(*sample, to_i16(8_000.0 * (at as f32 * step).sin()));
        }
    }
}
