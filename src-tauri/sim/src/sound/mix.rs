//! Speech in its kitchen: as loud as a counter's microphone hears it, with noise at a given distance.

use super::{Kitchen, noise::Heard};
use speech::sound::{Clip, FULL_RATE, dbfs, rms, to_i16};

/// How loud speech is where it is active: what telephony calls the nominal level
/// (ITU-T P.830, section 8.1), in decibels below full scale.
const SPEECH_DBFS: f32 = -26.0;

/// A frame counts as speech if it is no further below the loudest, in decibels.
const ACTIVE_DB: f32 = 35.0;

/// Speech is looked at in frames of 20 ms.
const FRAME: usize = FULL_RATE as usize / 50;

/// Noise or silence around speech, in samples at [`FULL_RATE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Padding {
    /// Before it begins.
    pub before: usize,
    /// After it ends: as long as an end of speech takes to be seen, at least.
    pub after: usize,
}

impl Default for Padding {
    /// Half a second before, and one after.
    fn default() -> Self {
        Self {
            before: FULL_RATE as usize / 2,
            after: FULL_RATE as usize,
        }
    }
}

/// Speech in its surroundings.
pub struct Scene {
    /// All of it, at [`FULL_RATE`].
    pub clip: Clip,
    /// When speech begins and ends in it, in milliseconds.
    pub speech_ms: [u32; 2],
}

/// Puts `speech` (at any rate) into noise that is `snr_db` below its active parts; into nothing where
/// that is not said.
///
/// # Errors
/// When the speech has a rate that cannot be changed.
pub fn scene(
    speech: &Clip,
    kitchen: &Kitchen,
    snr_db: Option<f32>,
    padding: Padding,
    seed: u64,
) -> anyhow::Result<Scene> {
    let speech = speech.at(FULL_RATE)?.samples;
    let (from, to) = active_span(&speech);
    let active = active_rms(&speech);
    let gain = amplitude(SPEECH_DBFS - dbfs(active));
    let length = padding.before + (to - from) + padding.after;
    let mut sound = match snr_db {
        None => vec![0.0; length],
        Some(snr) => {
            let loud = gain * active * amplitude(-snr);
            let mut noise = kitchen.noise(Heard::All, length, seed);
            noise.iter_mut().for_each(|sample| *sample *= loud);
            noise
        }
    };
    for (sum, sample) in sound[padding.before..].iter_mut().zip(&speech[from..to]) {
        *sum += gain * f32::from(*sample);
    }
    let ms = |at: usize| u32::try_from(at * 1_000 / FULL_RATE as usize).unwrap_or(u32::MAX);
    Ok(Scene {
        clip: Clip {
            rate: FULL_RATE,
            samples: sound.into_iter().map(to_i16).collect(),
        },
        speech_ms: [ms(padding.before), ms(padding.before + to - from)],
    })
}

/// A factor from decibels.
pub(super) fn amplitude(db: f32) -> f32 {
    10.0_f32.powf(db / 20.0)
}

/// From the first to the last frame in which somebody speaks, in samples.
pub fn active_span(speech: &[i16]) -> (usize, usize) {
    let floor = floor(speech);
    let active = |frame: &[i16]| loudness(frame) > floor;
    let first = speech.chunks(FRAME).position(active);
    let last = speech.chunks(FRAME).collect::<Vec<_>>();
    let last = last.into_iter().rposition(active);
    match first.zip(last) {
        Some((first, last)) => (first * FRAME, ((last + 1) * FRAME).min(speech.len())),
        None => (0, speech.len()),
    }
}

/// The root mean square of the frames in which somebody speaks.
fn active_rms(speech: &[i16]) -> f32 {
    let floor = floor(speech);
    let active = speech.chunks(FRAME).filter(|frame| loudness(frame) > floor);
    let samples: Vec<f32> = active.flatten().map(|sample| f32::from(*sample)).collect();
    rms(samples.into_iter()).max(1.0)
}

fn floor(speech: &[i16]) -> f32 {
    speech.chunks(FRAME).map(loudness).fold(0.0, f32::max) * amplitude(-ACTIVE_DB)
}

fn loudness(frame: &[i16]) -> f32 {
    rms(frame.iter().map(|sample| f32::from(*sample)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tone of a second, between two halves of silence.
    fn tone() -> Clip {
        let tone = (0..48_000).map(|at| (9_000.0 * (at as f32 * 0.05).sin()) as i16);
        let silence = std::iter::repeat_n(0, 24_000);
        Clip {
            rate: FULL_RATE,
            samples: silence.clone().chain(tone).chain(silence).collect(),
        }
    }

    #[test]
    fn speech_stands_where_it_says_and_as_loud_as_it_should() {
        let kitchen = Kitchen::shared();
        let clean = scene(&tone(), kitchen, None, Padding::default(), 1).unwrap();
        assert_eq!(clean.speech_ms, [500, 1_500]);
        let speech = &clean.clip.samples[24_000..72_000];
        assert!((dbfs(loudness(speech)) - SPEECH_DBFS).abs() < 0.3);
        assert!(
            clean.clip.samples[..24_000]
                .iter()
                .all(|sample| *sample == 0)
        );

        let noisy = scene(&tone(), kitchen, Some(10.0), Padding::default(), 1).unwrap();
        let noise = noisy.clip.samples.iter().zip(&clean.clip.samples);
        let noise: Vec<i16> = noise.map(|(noisy, clean)| noisy - clean).collect();
        let snr = dbfs(loudness(speech)) - dbfs(loudness(&noise));
        assert!((snr - 10.0).abs() < 0.5, "{snr}");
    }
}
