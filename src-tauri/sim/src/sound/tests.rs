//! The front end on made-up speech: it has no voices of its own to be tested with.

use super::*;
use crate::load::demo_menu;
use speech::{
    front::{Event, Front, Listening, Stop, Vad},
    sound::{FULL_RATE, HEAR_RATE},
};

/// What a front end told of a clip and two seconds of silence after it.
struct Told {
    started: Vec<u64>,
    stopped: Vec<(u64, Stop)>,
    heard: usize,
}

fn told(samples: &[i16]) -> Told {
    let mut told = Told {
        started: Vec::new(),
        stopped: Vec::new(),
        heard: 0,
    };
    let mut front = Front::new(FULL_RATE, Listening::Open(Vad::default())).unwrap();
    let silence = vec![0; 2 * FULL_RATE as usize];
    for piece in [samples, &silence].concat().chunks(960) {
        front.push(piece, |event| match event {
            Event::Started { at_ms } => told.started.push(at_ms),
            Event::Stopped { at_ms, why } => told.stopped.push((at_ms, why)),
            Event::Sound(sound) => told.heard += sound.len(),
            Event::Level(_) => {}
        });
    }
    told
}

#[test]
fn an_order_in_noise_is_one_whole_utterance() {
    let kitchen = Kitchen::shared();
    let sentences = sentences::orders(&demo_menu(), 7, 11);
    let noises = [Some(10.0), Some(20.0), None];
    let each = shown()
        .into_iter()
        .zip(sentences)
        .zip(noises.into_iter().cycle());
    for ((voice, sentence), snr_db) in each {
        let speech = voice.say(&sentence.aloud).unwrap();
        let scene = scene(&speech, kitchen, snr_db, Padding::default(), 1).unwrap();
        let told = told(&scene.clip.samples);
        let what = format!("{voice}, {snr_db:?}: {:?} {:?}", told.started, told.stopped);
        assert_eq!((told.started.len(), told.stopped.len()), (1, 1), "{what}");
        let [from, to] = scene.speech_ms.map(u64::from);
        let (end, why) = told.stopped[0];
        assert!(
            told.started[0] <= from,
            "{what}: cut off at its start {from}"
        );
        assert!(to <= end && end <= to + 1_100, "{what}: it ended at {to}");
        assert_eq!(why, Stop::Pause, "{what}");
        let ms = (end - told.started[0]) as usize;
        assert_eq!(told.heard, ms * HEAR_RATE as usize / 1_000, "{what}");
    }
}

#[test]
fn a_fan_alone_is_nobody() {
    let kitchen = Kitchen::shared();
    let fan = kitchen.noise(noise::Heard::Fan, 10 * FULL_RATE as usize, 3);
    // As loud as speech is.
    let fan: Vec<i16> = fan
        .into_iter()
        .map(|s| speech::sound::to_i16(1_600.0 * s))
        .collect();
    let told = told(&fan);
    let speech: u64 = told.heard as u64 * 1_000 / u64::from(HEAR_RATE);
    assert!(speech < 2_000, "{speech} ms of a fan were taken for speech");
}
