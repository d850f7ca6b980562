//! Sound as samples: mono, 16 bits, at one of a few rates.
//!
//! Where samples are `f32`, they keep the scale of 16 bits (full scale is 32,768), as the noise
//! suppression wants them.

mod resample;
mod wav;

pub use resample::{RateError, Resampler};
pub use wav::WavError;

/// What a connection carries, and what noise suppression works at, in samples a second: the rate
/// of Opus in WebRTC (RFC 7587, section 4.1).
pub const FULL_RATE: u32 = 48_000;

/// What a recogniser hears, in samples a second: that of its acoustic models.
pub const HEAR_RATE: u32 = 16_000;

/// Full scale of 16 bits.
const FULL_SCALE: f32 = 32_768.0;

/// A piece of sound, mono.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clip {
    /// Samples a second.
    pub rate: u32,
    /// The sound itself.
    pub samples: Vec<i16>,
}

impl Clip {
    /// How long it is.
    pub fn duration(&self) -> std::time::Duration {
        let rate = f64::from(self.rate.max(1));
        std::time::Duration::from_secs_f64(self.samples.len() as f64 / rate)
    }

    /// The same sound at another rate, neither shifted nor shortened.
    ///
    /// # Errors
    /// When either rate is none that sound comes in.
    pub fn at(&self, rate: u32) -> Result<Self, RateError> {
        if rate == self.rate {
            return Ok(self.clone());
        }
        let mut resampler = Resampler::new(self.rate, rate)?;
        let ratio = f64::from(rate) / f64::from(self.rate);
        let wanted = (self.samples.len() as f64 * ratio).round() as usize;
        let delay = resampler.delay();
        let mut sound = Vec::with_capacity(wanted + 2 * delay + rate as usize / 10);
        resampler.push(
            self.samples.iter().map(|sample| f32::from(*sample)),
            &mut sound,
        );
        while sound.len() < delay + wanted {
            resampler.push([0.0], &mut sound);
        }
        let samples = sound[delay..delay + wanted].iter().map(|s| to_i16(*s));
        Ok(Self {
            rate,
            samples: samples.collect(),
        })
    }
}

/// The nearest sample of 16 bits; what is too loud is clipped.
pub fn to_i16(sample: f32) -> i16 {
    // A cast from a float saturates.
    sample.round() as i16
}

/// The root mean square of `samples`, in their own scale; 0 for none.
pub fn rms(samples: impl ExactSizeIterator<Item = f32>) -> f32 {
    let count = samples.len().max(1) as f32;
    (samples.map(|sample| sample * sample).sum::<f32>() / count).sqrt()
}

/// An amplitude in decibels below full scale; silence is -120, below what 16 bits can say.
pub fn dbfs(amplitude: f32) -> f32 {
    (20.0 * (amplitude / FULL_SCALE).log10()).max(-120.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_below_full_scale() {
        assert_eq!(dbfs(0.0), -120.0);
        assert_eq!(dbfs(32_768.0), 0.0);
        assert!((dbfs(3_276.8) + 20.0).abs() < 0.001);
        assert_eq!(rms([3.0, -3.0, 3.0, -3.0].into_iter()), 3.0);
        assert_eq!(
            rms(std::iter::empty::<f32>().collect::<Vec<_>>().into_iter()),
            0.0
        );
        assert_eq!((to_i16(40_000.0), to_i16(-40_000.0)), (i16::MAX, i16::MIN));
    }

    #[test]
    fn a_clip_keeps_its_length_and_place_at_another_rate() {
        // A click in the middle of silence: the resampled one has it in the middle, too.
        let mut samples = vec![0; 22_050];
        samples[11_025] = 30_000;
        let clip = Clip {
            rate: 22_050,
            samples,
        };
        let at_48 = clip.at(48_000).unwrap();
        assert_eq!(at_48.samples.len(), 48_000);
        let loudest = (0..48_000).max_by_key(|at| at_48.samples[*at].unsigned_abs());
        assert!(loudest.unwrap().abs_diff(24_000) <= 1, "{loudest:?}");
    }
}
