//! Pauses in an utterance: good moments to recognise what was said so far, for often it was all.

use super::level::power;

/// Frames of 10 ms.
const FRAME: usize = 160;

/// So far below the loudest frame is a pause: -20 dB. Suppressed noise between words is lower, the
/// weakest consonant higher for most of its length.
const QUIET: f32 = 0.01;

/// A pause this long, in frames, is worth working on: longer than a stop consonant's, half as long
/// as what ends an utterance.
const LULL: usize = 20;

/// A pause this long, in frames, is more likely the end than not: most of the half second that
/// ends an utterance.
const END: usize = 30;

/// Follows an utterance and finds its pauses.
#[derive(Debug, Default)]
pub struct Lull {
    /// Samples that do not fill a frame yet.
    rest: Vec<i16>,
    loudest: f32,
    quiet: usize,
    /// Loud frames since the last pause that was told.
    loud: usize,
}

impl Lull {
    /// Takes more sound; whether a pause worth working on has just come about.
    pub fn push(&mut self, sound: &[i16]) -> bool {
        let mut come = false;
        self.rest.extend_from_slice(sound);
        let whole = self.rest.len() / FRAME * FRAME;
        for frame in self.rest[..whole].chunks(FRAME) {
            let power = power(frame);
            self.loudest = self.loudest.max(power);
            if power < self.loudest * QUIET {
                self.quiet += 1;
                if self.quiet == LULL && self.loud > LULL {
                    self.loud = 0;
                    come = true;
                }
            } else {
                self.quiet = 0;
                self.loud += 1;
            }
        }
        self.rest.drain(..whole);
        come
    }

    /// Whether the pause that was told last still lasts, and may well be the utterance's end.
    pub fn looks_like_the_end(&self) -> bool {
        self.holds() && self.quiet >= END
    }

    /// Whether nothing was said since the last pause that was told.
    pub fn holds(&self) -> bool {
        self.loud == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_told_once_and_holds_until_speech_goes_on() {
        let speech: Vec<i16> = (0..8_000)
            .map(|at| if at % 7 < 3 { 4_000 } else { -3_000 })
            .collect();
        let pause = [3; 4_000];
        let mut lull = Lull::default();
        let told = |lull: &mut Lull, sound: &[i16]| {
            sound.chunks(333).filter(|piece| lull.push(piece)).count()
        };
        assert_eq!(
            told(&mut lull, &pause),
            0,
            "silence before speech is no pause"
        );
        assert_eq!(told(&mut lull, &speech), 0);
        assert_eq!(told(&mut lull, &pause[..LULL * FRAME]), 1);
        assert!(lull.holds() && !lull.looks_like_the_end());
        assert_eq!(told(&mut lull, &pause[..LULL * FRAME]), 0);
        assert!(lull.looks_like_the_end());
        assert_eq!(told(&mut lull, &pause), 0);
        assert!(lull.holds());
        assert_eq!(told(&mut lull, &speech[..1_000]), 0);
        assert_eq!(told(&mut lull, &pause), 0, "a click is not worth it");
        assert!(!lull.holds() && !lull.looks_like_the_end());
    }
}
