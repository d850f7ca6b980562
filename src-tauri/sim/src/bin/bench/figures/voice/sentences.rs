//! What guests say: made-up orders by several voices in more and less noise, the same for the same seed.

use anyhow::Context;
use sim::{
    load::demo_menu,
    sound::{Kitchen, Padding, scene, sentences, shown},
};
use speech::sound::{Clip, FULL_RATE};
use std::time::Duration;

/// An order, as it is said.
#[derive(Debug, Clone)]
pub struct Spoken {
    /// Its words.
    pub words: String,
    /// Its sound, with the quiet before and behind it.
    pub clip: Clip,
    /// Where in the sound the last word ends.
    pub ends: Duration,
}

/// Of every chance in what guests say: the same sentences in every run, and none that an engine was tuned with.
pub const SEED: u64 = 7;

/// Decibels between speech and kitchen noise, in turn: the three that the issue measures a recogniser with.
const SNR_DB: [Option<f32>; 3] = [None, Some(20.0), Some(10.0)];

/// Quiet before: a breath.
const BEFORE: usize = FULL_RATE as usize / 5;

/// `count` orders by the voices that figures are tuned with in turn, with `after` of quiet behind each.
///
/// # Errors
/// When a synthesiser is not there.
pub fn orders(count: usize, seed: u64, after: Duration) -> anyhow::Result<Vec<Spoken>> {
    let kitchen = Kitchen::open()?;
    let voices = shown();
    let padding = Padding {
        before: BEFORE,
        after: (after.as_secs_f64() * f64::from(FULL_RATE)) as usize,
    };
    let made = sentences::orders(&demo_menu(), count, seed);
    let how = voices.iter().cycle().zip(SNR_DB.into_iter().cycle());
    let each = made.into_iter().zip(how);
    each.map(|(sentence, (voice, snr_db))| {
        let speech = voice.say(&sentence.aloud)?;
        let scene = scene(&speech, &kitchen, snr_db, padding, seed)?;
        Ok(Spoken {
            words: sentence
                .case
                .turns
                .last()
                .cloned()
                .context("nothing is said")?,
            clip: scene.clip,
            ends: Duration::from_millis(u64::from(scene.speech_ms[1])),
        })
    })
    .collect()
}
