//! The canceller against a made-up room.

use super::*;
use rtrb::{Producer, RingBuffer};

/// A made-up room: what is played is heard late, weaker, and once more from the wall.
struct Room {
    echo: Echo,
    speaker: Producer<f32>,
    played: Vec<f32>,
    seed: u32,
}

/// From the loudspeaker to the microphone, in samples: 45 ms of buffers and air.
const LATE: usize = 2_160;
/// From the wall: 11 ms later.
const WALL: usize = 528;

impl Room {
    fn new() -> Self {
        let (speaker, sound) = RingBuffer::new(RATE as usize);
        let reference = Reference::default();
        reference.put(Playing { sound, rate: RATE });
        Self {
            echo: Echo::new(reference),
            speaker,
            played: vec![0.0; LATE + WALL],
            seed: 1,
        }
    }

    /// Noise that swells and falls as syllables do.
    fn noise(&mut self, at: usize) -> f32 {
        self.seed = self
            .seed
            .wrapping_mul(1_664_525)
            .wrapping_add(1_013_904_223);
        let noise = (self.seed >> 8) as f32 / 8_388_608.0 - 1.0;
        let swell = (at as f32 / 9_000.0).sin().abs();
        0.3 * noise * swell
    }

    /// Plays so many times 10 ms, into an empty room.
    fn plays(&mut self, times: usize) {
        for _ in 0..times {
            self.step(|_| 0.0);
        }
    }

    /// Plays 10 ms, and hears their echo with `near` added: what is left.
    fn step(&mut self, near: impl Fn(usize) -> f32) -> (f32, [f32; BLOCK]) {
        let mut heard = [0.0; BLOCK];
        for heard in &mut heard {
            let place = self.played.len();
            let sample = self.noise(place);
            self.played.push(sample);
            self.speaker.push(sample).unwrap();
            let echo = 0.5 * self.played[place - LATE] + 0.2 * self.played[place - LATE - WALL];
            *heard = FULL_SCALE * echo + near(place);
        }
        let before = power(&heard);
        self.echo.cancel(&mut heard);
        (before, heard)
    }
}

fn power(block: &[f32]) -> f32 {
    block.iter().map(|sample| sample * sample).sum()
}

/// How much weaker `after` is than `before`, in decibels.
fn less(before: f32, after: f32) -> f32 {
    10.0 * (before / after.max(1e-9)).log10()
}

#[test]
fn what_our_loudspeaker_says_is_not_heard() {
    let mut room = Room::new();
    room.plays(300);
    let (mut before, mut after) = (0.0, 0.0);
    for _ in 0..200 {
        let (heard, left) = room.step(|_| 0.0);
        before += heard;
        after += power(&left);
    }
    let less = less(before, after);
    println!("echo: {less:.1} dB less after 3 s");
    assert!(less > 25.0, "{less:.1} dB less");
}

#[test]
fn who_speaks_into_it_is_still_heard() {
    let mut room = Room::new();
    room.plays(300);
    let tone = |at: usize| 6_000.0 * (at as f32 * std::f32::consts::TAU * 500.0 / 48_000.0).sin();
    let (mut spoken, mut left_of_it) = (0.0, 0.0);
    for _ in 0..100 {
        let (_, left) = room.step(tone);
        // How much of the tone is in what is left, whatever its phase.
        let place = room.played.len() - BLOCK;
        let (mut sine, mut cosine) = (0.0, 0.0);
        for (at, sample) in left.iter().enumerate() {
            let angle = (place + at) as f32 * std::f32::consts::TAU * 500.0 / 48_000.0;
            sine += sample * angle.sin();
            cosine += sample * angle.cos();
        }
        let half = BLOCK as f32 / 2.0;
        spoken += 6_000.0_f32.powi(2);
        left_of_it += (sine / half).powi(2) + (cosine / half).powi(2);
    }
    let lost = less(spoken, left_of_it);
    println!("double talk: {lost:.1} dB of the near voice lost");
    assert!(lost < 10.0, "{lost:.1} dB lost");
}

#[test]
fn without_a_loudspeaker_nothing_is_touched() {
    let mut echo = Echo::new(Reference::default());
    let mut near = [1_234.0; BLOCK];
    echo.cancel(&mut near);
    assert_eq!(near, [1_234.0; BLOCK]);

    // It was open, and has been closed.
    let mut room = Room::new();
    room.plays(10);
    let Room {
        mut echo, speaker, ..
    } = room;
    drop(speaker);
    (0..3).for_each(|_| echo.cancel(&mut near));
    let mut near = [1_234.0; BLOCK];
    echo.cancel(&mut near);
    assert_eq!(near, [1_234.0; BLOCK]);
}

#[test]
fn who_listens_next_has_the_loudspeaker_too() {
    let (_speaker, sound) = RingBuffer::new(RATE as usize);
    let reference = Reference::default();
    reference.put(Playing { sound, rate: RATE });
    let mut first = Echo::new(reference.clone());
    first.cancel(&mut [0.0; BLOCK]);
    assert!(reference.take().is_none());
    drop(first);
    assert!(reference.take().is_some());
}
