//! The front end: a microphone's stream in, utterances for a recogniser out. No IO, no clock: time is
//! counted in the sound that came.
//!
//! Sound is cleaned in frames of 10 ms by a small network (RNNoise), which also says how likely somebody
//! speaks. Silence, digital or below what a microphone in a room gives, does not reach the network. Where
//! the guest says by a button when he speaks, the sound is kept until it is asked for.

mod activity;
mod clean;
mod held;
mod preroll;
mod rest;
mod steady;
#[cfg(test)]
mod tests;

pub use held::Taken;

use crate::sound::{FULL_RATE, RateError, Resampler, dbfs, rms};
use activity::{Activity, Change};
use clean::{Cleaned, Cleaner, FRAME, FRAME_MS, HEARD};
use held::Buffer;
use preroll::Preroll;
use rest::Rest;
use steady::Steady;

/// The longest utterance: nobody at a counter speaks longer without a pause, and it bounds what one
/// session costs. What follows is another utterance.
pub const UTTERANCE_MS: u32 = 30_000;

/// The level is told once in so many frames: ten times a second, as a meter moves.
const LEVEL_FRAMES: u32 = 10;

/// How a stream is cut into utterances by the voice alone: `server_vad` of the Realtime protocol.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vad {
    /// From 0, everything is speech, to 1, nothing is.
    pub threshold: f32,
    /// How much sound from before an utterance belongs to it, in milliseconds; at most [`PREFIX_MS`].
    pub prefix_padding_ms: u32,
    /// How long a pause ends an utterance, in milliseconds.
    pub silence_duration_ms: u32,
}

/// The longest prefix that is kept: 64 KB of a session's memory, and more than anybody asks for.
pub const PREFIX_MS: u32 = 2_000;

impl Default for Vad {
    /// The protocol's defaults.
    fn default() -> Self {
        Self {
            threshold: 0.5,
            prefix_padding_ms: 300,
            silence_duration_ms: 500,
        }
    }
}

/// Who says when an utterance begins and ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Listening {
    /// The voice does.
    Open(Vad),
    /// A button does: the sound waits for [`Front::take`].
    Held,
}

/// What is told of a stream while it comes.
#[derive(Debug, PartialEq)]
pub enum Event<'a> {
    /// How loud it is, in decibels below full scale; ten times a second.
    Level(f32),
    /// Somebody began to speak: the utterance begins at so many milliseconds of the stream, with its
    /// prefix.
    Started {
        /// Counted from the stream's start.
        at_ms: u64,
    },
    /// The utterance's next sound, cleaned, at [`HEAR_RATE`](crate::sound::HEAR_RATE).
    Sound(&'a [i16]),
    /// The utterance is over: its sound ends at so many milliseconds of the stream, with the pause.
    Stopped {
        /// Counted from the stream's start.
        at_ms: u64,
        /// What ended it.
        why: Stop,
    },
}

/// What ends an utterance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// A pause.
    Pause,
    /// It was longer than [`UTTERANCE_MS`].
    TooLong,
    /// [`Front::listen`] or [`Front::clear`]: what was said of it so far is not wanted.
    Dropped,
}

/// What a stream has cost so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Frames of 10 ms that came.
    pub frames: u64,
    /// Those that the network worked on.
    pub cleaned: u64,
}

/// One session's front end.
pub struct Front {
    up: Resampler,
    /// What waits for its frame to be full, at [`FULL_RATE`].
    waiting: Vec<f32>,
    worker: Worker,
}

/// Everything behind the frames.
struct Worker {
    cleaner: Cleaner,
    rest: Rest,
    steady: Steady,
    listening: Listening,
    activity: Activity,
    preroll: Preroll,
    buffer: Buffer,
    /// Frames of the running utterance, with its prefix.
    utterance: Option<u32>,
    loudest: f32,
    cost: Cost,
}

impl Front {
    /// For a stream at `rate` samples a second: 48,000 of a connection, 24,000 or 8,000 of a socket.
    ///
    /// # Errors
    /// When sound does not come at that rate.
    pub fn new(rate: u32, listening: Listening) -> Result<Self, RateError> {
        Ok(Self {
            up: Resampler::new(rate, FULL_RATE)?,
            waiting: Vec::with_capacity(FRAME),
            worker: Worker {
                cleaner: Cleaner::new()?,
                rest: Rest::default(),
                steady: Steady::default(),
                listening,
                activity: Activity::default(),
                preroll: Preroll::default(),
                buffer: Buffer::default(),
                utterance: None,
                loudest: 0.0,
                cost: Cost::default(),
            },
        })
    }

    /// Takes the stream's next samples, as many as there are, and tells what is to be known of them.
    pub fn push(&mut self, samples: &[i16], mut tell: impl FnMut(Event<'_>)) {
        let samples = samples.iter().map(|sample| f32::from(*sample));
        self.up.push(samples, &mut self.waiting);
        let mut frames = self.waiting.chunks_exact(FRAME);
        for frame in &mut frames {
            if let Ok(frame) = frame.try_into() {
                self.worker.frame(frame, &mut tell);
            }
        }
        let done = self.waiting.len() - frames.remainder().len();
        self.waiting.drain(..done);
    }

    /// Listens another way from now on. A change of the settings alone goes on with the utterance; a
    /// change of who says when drops it, and what was held.
    pub fn listen(&mut self, listening: Listening, tell: impl FnMut(Event<'_>)) {
        let was = std::mem::replace(&mut self.worker.listening, listening);
        if std::mem::discriminant(&was) != std::mem::discriminant(&listening) {
            self.clear(tell);
        }
    }

    /// Forgets what is held, the prefix, and the running utterance.
    pub fn clear(&mut self, mut tell: impl FnMut(Event<'_>)) {
        self.worker.preroll.clear();
        self.worker.buffer.clear();
        self.worker.stop(Stop::Dropped, &mut tell);
    }

    /// Takes what was held since the last time, without the silence around it.
    pub fn take(&mut self) -> Taken {
        self.worker.buffer.take()
    }

    /// How much is held, in milliseconds.
    pub fn held_ms(&self) -> u64 {
        self.worker.buffer.came_ms()
    }

    /// How much sound came, in milliseconds.
    pub fn position_ms(&self) -> u64 {
        self.worker.position_ms()
    }

    /// Whether an utterance is running.
    pub fn is_speech(&self) -> bool {
        self.worker.utterance.is_some()
    }

    /// What the stream has cost so far.
    pub fn cost(&self) -> Cost {
        self.worker.cost
    }
}

impl Worker {
    fn frame(&mut self, frame: &[f32; FRAME], tell: &mut impl FnMut(Event<'_>)) {
        self.cost.frames += 1;
        let loudness = rms(frame.iter().copied());
        self.loudest = self.loudest.max(loudness);
        if self.cost.frames.is_multiple_of(u64::from(LEVEL_FRAMES)) {
            tell(Event::Level(dbfs(std::mem::take(&mut self.loudest))));
        }
        if self.rest.is_resting(loudness) {
            self.heard(&Cleaned::SILENCE, tell);
            return;
        }
        self.cost.cleaned += 1;
        let mut cleaned = self.cleaner.clean(frame);
        if self.steady.is_machine(loudness) {
            cleaned.speech = 0.0;
        }
        self.heard(&cleaned, tell);
    }

    fn heard(&mut self, cleaned: &Cleaned, tell: &mut impl FnMut(Event<'_>)) {
        match self.listening {
            Listening::Held => {
                let voiced = activity::is_voiced_at_all(cleaned);
                self.buffer.push(&cleaned.samples, voiced);
            }
            Listening::Open(vad) => self.utter(vad, cleaned, tell),
        }
    }

    fn utter(&mut self, vad: Vad, cleaned: &Cleaned, tell: &mut impl FnMut(Event<'_>)) {
        let change = self.activity.frame(vad, cleaned);
        if let Some(frames) = &mut self.utterance {
            *frames += 1;
            let too_long = *frames * FRAME_MS >= UTTERANCE_MS;
            tell(Event::Sound(&cleaned.samples));
            if change == Some(Change::Stopped) {
                self.stop(Stop::Pause, tell);
            } else if too_long {
                self.stop(Stop::TooLong, tell);
            }
            return;
        }
        self.preroll.push(&cleaned.samples, vad.prefix_padding_ms);
        if change == Some(Change::Started) {
            let sound = self.preroll.sound();
            let frames = (sound.len() / HEARD) as u32;
            let at_ms = self.cost.frames * u64::from(FRAME_MS) - u64::from(frames * FRAME_MS);
            tell(Event::Started { at_ms });
            tell(Event::Sound(sound));
            self.preroll.clear();
            self.utterance = Some(frames);
        }
    }

    fn stop(&mut self, why: Stop, tell: &mut impl FnMut(Event<'_>)) {
        self.activity.forget_speech();
        if self.utterance.take().is_some() {
            let at_ms = self.position_ms();
            tell(Event::Stopped { at_ms, why });
        }
    }

    fn position_ms(&self) -> u64 {
        self.cost.frames * u64::from(FRAME_MS)
    }
}
