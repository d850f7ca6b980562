//! The sound as the decoder wants it: as loud as it was trained on, and never quite silent.

use crate::model::Chance;

/// Frames that loudness is judged by: 20 ms.
const FRAME: usize = 320;

/// Root mean square of the loud third, where recordings like the model's are: about -15 dB of full
/// scale.
const LOUD: f32 = 6_000.0;

/// The most that is made louder: more would make a murmur in the background an order.
const GAIN: f32 = 20.0;

/// Noise that is added, in units of the last bit, normally distributed: suppression leaves digital
/// silence, which no model was trained on. 60 was best of 20, 60, 120 and 150 over seven voices,
/// clean to 10 dB.
const DITHER: f32 = 60.0;

/// Brings an utterance to its level and adds the noise. The same seed adds the same noise.
pub fn prepared(sound: &[i16], seed: u64) -> Vec<i16> {
    let gain = (LOUD / loudness(sound).max(1.0)).min(GAIN);
    let mut chance = Chance::new(seed);
    sound
        .iter()
        .map(|sample| {
            let sample = f32::from(*sample) * gain + DITHER * chance.normal();
            // `as` saturates, as a converter does.
            sample as i16
        })
        .collect()
}

/// Root mean square of the loudest third of the frames.
fn loudness(sound: &[i16]) -> f32 {
    let mut powers: Vec<f32> = sound.chunks(FRAME).map(power).collect();
    powers.sort_by(|one, other| other.total_cmp(one));
    powers.truncate((powers.len() / 3).max(1));
    let mean = powers.iter().sum::<f32>() / powers.len().max(1) as f32;
    mean.sqrt()
}

/// Mean square.
pub fn power(frame: &[i16]) -> f32 {
    let sum: f32 = frame
        .iter()
        .map(|sample| f32::from(*sample) * f32::from(*sample))
        .sum();
    sum / frame.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_and_loud_speech_come_out_alike() {
        let wave = |height: f32| -> Vec<i16> {
            (0..16_000)
                .map(|at| ((at as f32 * 0.1).sin() * height) as i16)
                .collect()
        };
        let of = |height| loudness(&prepared(&wave(height), 1));
        assert!((of(900.0) / of(20_000.0) - 1.0).abs() < 0.02);
    }

    #[test]
    fn nothing_is_silent_and_nothing_wraps() {
        assert!(prepared(&[0; 1_600], 1).iter().any(|sample| *sample != 0));
        let square: Vec<i16> = (0..1_600)
            .map(|at| if at / 40 % 2 == 0 { i16::MAX } else { i16::MIN })
            .collect();
        let same = prepared(&square, 1);
        assert!(
            same.iter()
                .zip(&square)
                .all(|(a, b)| a.signum() == b.signum())
        );
        assert!(prepared(&[], 1).is_empty());
    }
}
