//! The noise of a kitchen: a fan, people who talk to each other, and things that fall.

use super::{talk::CHATTER, voice};
use crate::seed::chance;
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use speech::sound::{FULL_RATE, rms};
use std::f32::consts::TAU;

/// Samples a second.
const RATE: f32 = FULL_RATE as f32;

/// Where a fan's motor hums: the blades of an extractor hood, a few hundred turns a minute each.
const HUM_HZ: f32 = 97.0;

/// The corner above which a hood's rush falls off.
const RUSH_HZ: f32 = 1_800.0;

/// Things that fall, each second on average.
const FALLS: f64 = 0.8;

/// People who talk at once.
const TALKERS: usize = 6;

/// How loud each part is, relative to the fan: so that all three are heard.
const BABBLE: f32 = 0.8;
/// As above; its short bursts stand out far more than their mean says.
const CLATTER: f32 = 0.6;

/// A kitchen, with the talk of those who work there.
pub struct Kitchen {
    /// One long stretch of talk of each, at [`FULL_RATE`], each as loud as the others.
    talkers: Vec<Vec<f32>>,
}

/// Which parts of a kitchen are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Fan, talk and clatter.
    All,
    /// People who talk to each other.
    Babble,
    /// Things that fall.
    Clatter,
    /// The hood's fan.
    Fan,
}

impl Kitchen {
    /// A kitchen where [`CHATTER`] is talked.
    ///
    /// # Errors
    /// When a synthesiser of this machine cannot speak.
    pub fn open() -> anyhow::Result<Self> {
        let talker = |(at, voice): (usize, voice::Voice)| {
            let mut talk = Vec::new();
            for line in CHATTER.iter().skip(at).step_by(2) {
                let clip = voice.say(line)?.at(FULL_RATE)?;
                talk.extend(clip.samples.into_iter().map(f32::from));
            }
            level(&mut talk);
            Ok(talk)
        };
        let talkers = voice::crowd().into_iter().enumerate().map(talker);
        Ok(Self {
            talkers: talkers.collect::<anyhow::Result<_>>()?,
        })
    }

    /// The same for all tests of a process: its talk takes seconds to be spoken.
    #[cfg(test)]
    pub fn shared() -> &'static Self {
        static KITCHEN: std::sync::OnceLock<Kitchen> = std::sync::OnceLock::new();
        KITCHEN.get_or_init(|| Self::open().unwrap())
    }

    /// So many samples of its noise at [`FULL_RATE`], with a root mean square of 1.
    pub fn noise(&self, heard: Heard, samples: usize, seed: u64) -> Vec<f32> {
        let mut noise = match heard {
            Heard::Fan => fan(samples, &mut chance(seed, 1)),
            Heard::Babble => self.babble(samples, &mut chance(seed, 2)),
            Heard::Clatter => clatter(samples, &mut chance(seed, 3)),
            Heard::All => {
                let mut all = fan(samples, &mut chance(seed, 1));
                level(&mut all);
                let babble = self.noise(Heard::Babble, samples, seed);
                let clatter = self.noise(Heard::Clatter, samples, seed);
                for ((all, babble), clatter) in all.iter_mut().zip(babble).zip(clatter) {
                    *all += BABBLE * babble + CLATTER * clatter;
                }
                all
            }
        };
        level(&mut noise);
        noise
    }

    /// Some of its people, each begun somewhere, near or far.
    fn babble(&self, samples: usize, chance: &mut StdRng) -> Vec<f32> {
        let mut babble = vec![0.0; samples];
        for talk in self.talkers.sample(chance, TALKERS) {
            let start = chance.random_range(0..talk.len().max(1));
            // From half to twice as near as the others.
            let gain = 2.0_f32.powf(chance.random_range(-1.0..1.0));
            for (sum, sample) in babble.iter_mut().zip(talk.iter().cycle().skip(start)) {
                *sum += gain * sample;
            }
        }
        babble
    }
}

/// A hood's fan: rushing air, and the hum of its motor with its overtones, a little unsteady.
fn fan(samples: usize, chance: &mut StdRng) -> Vec<f32> {
    let keep = (-TAU * RUSH_HZ / RATE).exp();
    let (mut rush, mut smooth, mut phase) = (Pink::default(), 0.0, 0.0);
    let sway = chance.random_range(0.0..TAU);
    (0..samples)
        .map(|at| {
            smooth = keep * smooth + (1.0 - keep) * rush.next(chance);
            // The motor sways by a half percent, once in two seconds.
            let turn = HUM_HZ * (1.0 + 0.005 * (sway + TAU * 0.5 * at as f32 / RATE).sin());
            phase = (phase + TAU * turn / RATE) % (TAU * 64.0);
            let tones = (1..=5).map(|tone| (phase * tone as f32).sin() / tone as f32);
            smooth + 0.15 * tones.sum::<f32>()
        })
        .collect()
}

/// Noise that falls by 3 dB an octave, by Paul Kellet's economy filter
/// (musicdsp.org, "Pink noise filter").
#[derive(Default)]
struct Pink([f32; 3]);

impl Pink {
    fn next(&mut self, chance: &mut StdRng) -> f32 {
        let white: f32 = chance.random_range(-1.0..1.0);
        let [a, b, c] = &mut self.0;
        *a = 0.99765 * *a + white * 0.099_046;
        *b = 0.96300 * *b + white * 0.296_516_4;
        *c = 0.57000 * *c + white * 1.052_691_3;
        *a + *b + *c + white * 0.1848
    }
}

/// Things that fall: bursts of ringing metal, soft and hard, at random.
fn clatter(samples: usize, chance: &mut StdRng) -> Vec<f32> {
    let mut sound = vec![0.0; samples];
    // One at least: a level of nothing cannot be set.
    let mut at = chance.random_range(0..samples.clamp(1, FULL_RATE as usize));
    while at < samples {
        ring(&mut sound[at..], chance);
        // The time between events of a Poisson process.
        let wait = -chance.random_range(f64::EPSILON..1.0).ln() / FALLS;
        at += 1 + (wait * f64::from(FULL_RATE)) as usize;
    }
    sound
}

/// One thing that rings from the start of `sound` on.
fn ring(sound: &mut [f32], chance: &mut StdRng) {
    // 24 dB between the softest and the hardest.
    let strength = 10.0_f32.powf(chance.random_range(-1.2..0.0));
    for _ in 0..6 {
        let pitch = TAU * chance.random_range(1_200.0..9_000.0) / RATE;
        let decay = 1.0 / (RATE * chance.random_range(0.015..0.12));
        let tone = chance.random_range(0.3..1.0) * strength;
        // Six time constants: what rings on is 52 dB down.
        let end = ((6.0 / decay) as usize).min(sound.len());
        for (at, sample) in sound[..end].iter_mut().enumerate() {
            let at = at as f32;
            *sample += tone * (-at * decay).exp() * (at * pitch).sin();
        }
    }
}

/// Brings the root mean square to 1; silence stays.
fn level(sound: &mut [f32]) {
    let loud = rms(sound.iter().copied());
    if loud > 0.0 {
        sound.iter_mut().for_each(|sample| *sample /= loud);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kitchen_sounds_the_same_for_the_same_seed_and_is_as_loud_as_it_says() {
        let kitchen = Kitchen::shared();
        for heard in [Heard::All, Heard::Babble, Heard::Clatter, Heard::Fan] {
            let noise = kitchen.noise(heard, 48_000, 7);
            assert_eq!(noise, kitchen.noise(heard, 48_000, 7), "{heard:?}");
            assert_ne!(noise, kitchen.noise(heard, 48_000, 8), "{heard:?}");
            let loud = rms(noise.iter().copied());
            assert!((loud - 1.0).abs() < 0.01, "{heard:?}: {loud}");
        }
    }

    #[test]
    fn a_fan_is_steady_and_clatter_is_not() {
        // The loudest tenth of a second against the whole.
        let crest = |sound: &[f32]| {
            let loudest = sound.chunks(4_800).map(|part| rms(part.iter().copied()));
            loudest.fold(0.0, f32::max) / rms(sound.iter().copied())
        };
        let fan = fan(96_000, &mut chance(1, 1));
        let clatter = clatter(96_000, &mut chance(1, 1));
        assert!(crest(&fan) < 1.5, "{}", crest(&fan));
        assert!(crest(&clatter) > 2.0, "{}", crest(&clatter));
    }
}
