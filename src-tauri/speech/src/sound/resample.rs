//! Changing the rate of a stream of sound, without clicks between its pieces.

use rubato::{Fft, FixedSync, Resampler as _, audioadapter_buffers::direct::SequentialSlice};

/// The rates that sound comes in, in samples a second: from telephones to the best sound cards.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;

/// Sound is changed in blocks of about so many milliseconds: half of it is the delay, and what
/// is lost at the upper end of the band grows as it shrinks.
const BLOCK_MS: u32 = 20;

/// A rate that sound does not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sound at {0} samples a second is not known here: give 8,000 to 192,000")]
pub struct RateError(pub u32);

/// Changes the rate of a mono stream that comes in pieces of any length.
pub struct Resampler {
    /// `None` where both rates are the same.
    fft: Option<Fft<f32>>,
    /// What waits for its block to be full.
    waiting: Vec<f32>,
    block: Vec<f32>,
}

impl Resampler {
    /// From one rate to another, in samples a second.
    ///
    /// # Errors
    /// When sound comes in neither of them.
    pub fn new(from: u32, to: u32) -> Result<Self, RateError> {
        Self::in_blocks(from, to, BLOCK_MS)
    }

    /// The same in blocks of so many milliseconds, where both rates have whole samples in them:
    /// every full block that is put in comes out at once.
    ///
    /// # Errors
    /// When sound comes in neither of the rates.
    pub fn in_blocks(from: u32, to: u32, block_ms: u32) -> Result<Self, RateError> {
        if let Some(wrong) = [from, to].into_iter().find(|rate| !RATES.contains(rate)) {
            return Err(RateError(wrong));
        }
        if from == to {
            return Ok(Self {
                fft: None,
                waiting: Vec::new(),
                block: Vec::new(),
            });
        }
        let size = (from * block_ms / 1_000) as usize;
        let fft = Fft::new(from as usize, to as usize, size, 1, FixedSync::Both);
        let fft = fft.map_err(|_| RateError(from))?;
        Ok(Self {
            waiting: Vec::with_capacity(fft.input_frames_max()),
            block: vec![0.0; fft.output_frames_max()],
            fft: Some(fft),
        })
    }

    /// How many samples of silence come out before the first one that was put in.
    pub fn delay(&self) -> usize {
        self.fft.as_ref().map_or(0, |fft| fft.output_delay())
    }

    /// Takes the stream's next samples, and appends to `out` what is ready.
    pub fn push(&mut self, samples: impl IntoIterator<Item = f32>, out: &mut Vec<f32>) {
        let Some(fft) = &mut self.fft else {
            out.extend(samples);
            return;
        };
        for sample in samples {
            self.waiting.push(sample);
            if self.waiting.len() == fft.input_frames_next() {
                let made = change(fft, &self.waiting, &mut self.block);
                out.extend_from_slice(&self.block[..made]);
                self.waiting.clear();
            }
        }
    }

    /// Forgets the stream so far: what comes next is the start of another.
    pub fn reset(&mut self) {
        self.waiting.clear();
        if let Some(fft) = &mut self.fft {
            fft.reset();
        }
    }
}

/// One block: how many samples came of it.
fn change(fft: &mut Fft<f32>, block: &[f32], made: &mut [f32]) -> usize {
    let room = made.len();
    let done = SequentialSlice::new(block, 1, block.len())
        .ok()
        .zip(SequentialSlice::new_mut(made, 1, room).ok())
        .and_then(|(from, mut to)| fft.process_into_buffer(&from, &mut to, None).ok());
    match done {
        Some((_, frames)) => frames,
        // It refuses only blocks of another size or number of channels than it asked for.
        None => unreachable!("a block of {} samples was refused", block.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tone of 440 Hz at `rate`.
    fn tone(rate: u32, seconds: u32) -> Vec<f32> {
        let step = std::f32::consts::TAU * 440.0 / rate as f32;
        (0..rate * seconds)
            .map(|at| 8_000.0 * (at as f32 * step).sin())
            .collect()
    }

    fn changed(from: u32, to: u32, piece: usize) -> Vec<f32> {
        let mut resampler = Resampler::new(from, to).unwrap();
        let mut out = Vec::new();
        for piece in tone(from, 1).chunks(piece) {
            resampler.push(piece.iter().copied(), &mut out);
        }
        out
    }

    #[test]
    fn a_tone_stays_a_tone_without_clicks_at_every_rate_of_the_protocol() {
        for (from, to) in [
            (8_000, 48_000),
            (24_000, 48_000),
            (48_000, 16_000),
            (22_050, 48_000),
        ] {
            let out = changed(from, to, 160);
            let step = std::f32::consts::TAU * 440.0 / to as f32;
            // Past the first block it is a sine: its second difference is its own, scaled. A click
            // between blocks would stand out of it.
            let start = to as usize / 10;
            let curve = 2.0 * (1.0 - step.cos());
            for at in start + 1..out.len() - 1 {
                let second = 2.0 * out[at] - out[at - 1] - out[at + 1];
                let error = (second - curve * out[at]).abs();
                assert!(error < 4.0, "{from} to {to}: a click of {error} at {at}");
            }
        }
    }

    #[test]
    fn the_pieces_do_not_matter() {
        let whole = changed(8_000, 48_000, 8_000);
        assert_eq!(whole, changed(8_000, 48_000, 1));
        assert_eq!(whole, changed(8_000, 48_000, 333));
        assert_eq!(tone(48_000, 1), changed(48_000, 48_000, 777));
    }

    #[test]
    fn a_rate_that_sound_does_not_come_in_is_refused() {
        assert_eq!(Resampler::new(0, 48_000).err(), Some(RateError(0)));
        assert_eq!(
            Resampler::new(48_000, 1_000_000).err(),
            Some(RateError(1_000_000))
        );
    }

    #[test]
    fn a_reset_stream_starts_anew() {
        let mut resampler = Resampler::new(8_000, 48_000).unwrap();
        let (mut first, mut second) = (Vec::new(), Vec::new());
        resampler.push(tone(8_000, 1), &mut first);
        resampler.push([1.0; 7], &mut first);
        resampler.reset();
        resampler.push(tone(8_000, 1), &mut second);
        assert_eq!(first[..second.len()], second);
    }
}
