//! Streams that are made by hand: what a front end tells of them, and what they cost. Real speech in
//! noise is in the tests of the crate `sim`, which has voices.

use super::*;
use crate::sound::FULL_RATE;
use std::f32::consts::TAU;

/// What was told of a stream, its sound joined.
#[derive(Debug, Default)]
struct Told {
    started: Vec<u64>,
    stopped: Vec<(u64, Stop)>,
    levels: Vec<f32>,
    sound: Vec<i16>,
}

impl Told {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Level(level) => self.levels.push(level),
            Event::Started { at_ms } => self.started.push(at_ms),
            Event::Sound(sound) => self.sound.extend(sound),
            Event::Stopped { at_ms, why } => self.stopped.push((at_ms, why)),
        }
    }
}

/// A vowel as the network knows them: a pitch with its overtones, shaped by two formants, and
/// syllables of a fifth of a second.
fn vowel(rate: u32, seconds: f32) -> Vec<i16> {
    let samples = (rate as f32 * seconds) as u32;
    let tone = |at: u32| {
        let time = at as f32 / rate as f32;
        let pitch = 120.0 + 15.0 * (TAU * 2.0 * time).sin();
        let tones = (1..30).map(|tone| {
            let hz = pitch * tone as f32;
            let formant = |middle: f32, width: f32| 1.0 / (1.0 + ((hz - middle) / width).powi(2));
            (formant(700.0, 130.0) + 0.5 * formant(1_200.0, 150.0)) * (TAU * hz * time).sin()
        });
        let syllable = (TAU * 2.5 * time).sin().abs();
        (3_000.0 * syllable * tones.sum::<f32>()) as i16
    };
    (0..samples).map(tone).collect()
}

fn silence(rate: u32, seconds: f32) -> Vec<i16> {
    vec![0; (rate as f32 * seconds) as usize]
}

fn told(front: &mut Front, sound: &[i16], piece: usize) -> Told {
    let mut told = Told::default();
    for piece in sound.chunks(piece) {
        front.push(piece, |event| told.take(event));
    }
    told
}

fn open(rate: u32) -> Front {
    Front::new(rate, Listening::Open(Vad::default())).unwrap()
}

#[test]
fn an_utterance_begins_with_its_prefix_and_ends_after_its_pause_at_every_rate() {
    for rate in [48_000, 24_000, 8_000] {
        let stream = [silence(rate, 1.0), vowel(rate, 2.0), silence(rate, 1.5)].concat();
        let mut front = open(rate);
        let told = told(&mut front, &stream, 333);
        let ([start], [(end, Stop::Pause)]) = (&told.started[..], &told.stopped[..]) else {
            panic!("{rate}: {:?} {:?}", told.started, told.stopped);
        };
        assert!((600..=1_050).contains(start), "{rate}: {start}");
        assert!((3_300..=3_700).contains(end), "{rate}: {end}");
        assert_eq!(told.sound.len() as u64, (end - start) * 16, "{rate}");
        assert!(!front.is_speech());
        // The resampler may hold back a block.
        assert!((4_450..=4_500).contains(&front.position_ms()), "{rate}");
    }
}

#[test]
fn the_pieces_a_stream_comes_in_do_not_matter() {
    let stream = [
        silence(FULL_RATE, 0.5),
        vowel(FULL_RATE, 1.0),
        silence(FULL_RATE, 1.0),
    ]
    .concat();
    let whole = told(&mut open(FULL_RATE), &stream, stream.len());
    let pieces = told(&mut open(FULL_RATE), &stream, 1);
    assert_eq!(whole.sound, pieces.sound);
    assert_eq!(whole.stopped, pieces.stopped);
    assert_eq!(whole.levels, pieces.levels);
}

#[test]
fn silence_never_reaches_the_network() {
    let mut front = open(FULL_RATE);
    told(&mut front, &silence(FULL_RATE, 10.0), 960);
    let cost = front.cost();
    assert_eq!(cost.frames, 1_000);
    assert!(cost.cleaned <= 20, "{cost:?}");

    // A dither of one step, too, and after speech as before it.
    told(&mut front, &vowel(FULL_RATE, 1.0), 960);
    let before = front.cost().cleaned;
    let dither: Vec<i16> = [-1, 0, 1].repeat(160_000);
    told(&mut front, &dither, 960);
    assert!(front.cost().cleaned - before <= 20, "{:?}", front.cost());
}

#[test]
fn an_endless_utterance_is_cut_and_the_next_begins() {
    let mut front = open(FULL_RATE);
    let told = told(&mut front, &vowel(FULL_RATE, 35.0), 960);
    assert_eq!(
        told.started.len(),
        2,
        "{:?} {:?}",
        told.started,
        told.stopped
    );
    let [(end, Stop::TooLong)] = told.stopped[..] else {
        panic!("{:?}", told.stopped);
    };
    assert_eq!(end - told.started[0], u64::from(UTTERANCE_MS));
    assert!(front.is_speech());
}

#[test]
fn what_is_held_is_taken_once_and_cleared() {
    let mut front = Front::new(FULL_RATE, Listening::Held).unwrap();
    let stream = [silence(FULL_RATE, 2.0), vowel(FULL_RATE, 1.0)].concat();
    let heard = told(&mut front, &stream, 960);
    assert!(heard.started.is_empty() && heard.sound.is_empty());
    assert_eq!(front.held_ms(), 3_000);
    let taken = front.take();
    assert_eq!((taken.came_ms, taken.lost_ms), (3_000, 0));
    // The vowel and 300 ms before it; not the silence.
    assert!(
        (15_000..=21_500).contains(&taken.samples.len()),
        "{}",
        taken.samples.len()
    );
    assert_eq!(front.held_ms(), 0);
    told(&mut front, &stream, 960);
    front.clear(|_| {});
    assert_eq!(front.take(), Taken::default());
}

#[test]
fn another_way_of_listening_drops_what_was_being_said_and_other_settings_do_not() {
    let mut front = open(FULL_RATE);
    told(&mut front, &vowel(FULL_RATE, 1.0), 960);
    let mut heard = Told::default();
    let patient = Vad {
        silence_duration_ms: 2_000,
        ..Vad::default()
    };
    front.listen(Listening::Open(patient), |event| heard.take(event));
    assert!(front.is_speech() && heard.stopped.is_empty());
    let after = told(&mut front, &silence(FULL_RATE, 1.5), 960);
    assert!(after.stopped.is_empty(), "the new pause holds");
    front.listen(Listening::Held, |event| heard.take(event));
    assert_eq!(heard.stopped, [(2_500, Stop::Dropped)]);
    assert!(!front.is_speech());
}

#[test]
fn levels_come_ten_times_a_second() {
    let told = told(&mut open(FULL_RATE), &vec![3_277; 48_000], 480);
    assert_eq!(told.levels.len(), 10);
    assert!(told.levels.iter().all(|level| (level + 20.0).abs() < 0.1));
}

#[test]
fn a_machine_that_hums_is_found_out() {
    let hum = |at: u32| (2_000.0 * (TAU * 97.0 * at as f32 / FULL_RATE as f32).sin()) as i16;
    let hum: Vec<i16> = (0..20 * FULL_RATE).map(hum).collect();
    let told = told(&mut open(FULL_RATE), &hum, 960);
    assert!(told.started.len() <= 1, "{:?}", told.started);
    for (end, why) in told.stopped {
        assert!(end < 2_000 && why == Stop::Pause, "{end} {why:?}");
    }
}
