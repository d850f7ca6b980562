//! Takes our own loudspeaker out of what the microphone hears (WebRTC's AEC3, by `sonora`).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use rtrb::Consumer;
use sonora::config::EchoCanceller;
use sonora::{AudioProcessing, Config, StreamConfig};
use speech::sound::Resampler;

use crate::sound::RATE;

/// What it works on at once: 10 ms.
pub(crate) const BLOCK: usize = RATE as usize / 100;

/// Full scale of 16 bits.
const FULL_SCALE: f32 = 32_768.0;

/// How long sound takes from the callback of the loudspeaker through the air to that of the
/// microphone, in milliseconds: both buffers of 20 ms and a little. Only where the search begins.
const DELAY_MS: i32 = 50;

/// How often a canceller that panicked is made anew: its first release did, on a path that changed.
const ANEW: u32 = 3;

/// What the loudspeaker plays, handed from one device to the other; empty while it is closed.
#[derive(Clone, Default)]
pub(crate) struct Reference(Arc<Mutex<Option<Playing>>>);

/// A loudspeaker that is open.
pub(crate) struct Playing {
    /// What it played, full scale 1.
    pub(crate) sound: Consumer<f32>,
    /// Samples a second.
    pub(crate) rate: u32,
}

impl Reference {
    /// A loudspeaker has been opened: the one before is forgotten.
    pub(crate) fn put(&self, playing: Playing) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(playing);
    }

    fn take(&self) -> Option<Playing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whoever took it needs it no more; a newer one stays.
    fn give_back(&self, playing: Playing) {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slot.get_or_insert(playing);
    }
}

/// One listening's canceller.
pub(crate) struct Echo {
    reference: Reference,
    far: Option<Far>,
    processor: Option<AudioProcessing>,
    anew: u32,
}

/// The loudspeaker's sound, made fit.
struct Far {
    playing: Playing,
    up: Resampler,
    waiting: Vec<f32>,
}

impl Echo {
    /// Nothing is played yet, and nothing costs anything until it is.
    pub(crate) fn new(reference: Reference) -> Self {
        Self {
            reference,
            far: None,
            processor: None,
            anew: 0,
        }
    }

    /// Takes the echo out of the microphone's next 10 ms, in the scale of 16 bits.
    pub(crate) fn cancel(&mut self, near: &mut [f32; BLOCK]) {
        self.attend();
        let Some(far) = &mut self.far else {
            return;
        };
        let processor = self.processor.get_or_insert_with(processor);
        let worked = catch_unwind(AssertUnwindSafe(|| {
            far.play(processor);
            cancel(processor, near);
        }));
        if worked.is_ok() {
            return;
        }
        self.processor = None;
        self.anew += 1;
        tracing::error!(anew = self.anew, "the echo canceller panicked");
        if self.anew > ANEW {
            self.far = None;
        }
    }

    /// Sees whether a loudspeaker was opened or closed.
    fn attend(&mut self) {
        if self.far.as_ref().is_some_and(Far::is_over) {
            self.far = None;
        }
        if let Some(playing) = self.reference.take().filter(|_| self.anew <= ANEW) {
            self.far = Far::new(playing);
        }
    }
}

impl Drop for Echo {
    /// The loudspeaker plays on: who listens next needs it.
    fn drop(&mut self) {
        if let Some(far) = self.far.take().filter(|far| !far.is_over()) {
            self.reference.give_back(far.playing);
        }
    }
}

impl Far {
    /// What was played while nobody listened is no echo any more.
    fn new(mut playing: Playing) -> Option<Self> {
        let old = playing.sound.slots();
        playing.sound.read_chunk(old).ok()?.commit_all();
        Some(Self {
            up: Resampler::in_blocks(playing.rate, RATE, 10).ok()?,
            playing,
            waiting: Vec::with_capacity(4 * BLOCK),
        })
    }

    fn is_over(&self) -> bool {
        self.playing.sound.is_abandoned() && self.playing.sound.is_empty()
    }

    /// Tells the canceller what was played since the last time.
    fn play(&mut self, processor: &mut AudioProcessing) {
        let played = self.playing.sound.slots();
        if let Ok(chunk) = self.playing.sound.read_chunk(played) {
            self.up.push(chunk, &mut self.waiting);
        }
        let mut out = [0.0; BLOCK];
        let mut blocks = self.waiting.chunks_exact(BLOCK);
        for block in &mut blocks {
            // Refuses only lengths other than those it was made for.
            let _ = processor.process_render_f32(&[block], &mut [&mut out]);
        }
        let done = self.waiting.len() - blocks.remainder().len();
        self.waiting.drain(..done);
    }
}

fn cancel(processor: &mut AudioProcessing, near: &mut [f32; BLOCK]) {
    let heard = near.map(|sample| sample / FULL_SCALE);
    let mut left = [0.0; BLOCK];
    let done = processor.process_capture_f32(&[&heard], &mut [&mut left]);
    if done.is_ok() {
        *near = left.map(|sample| sample * FULL_SCALE);
    }
}

fn processor() -> AudioProcessing {
    let form = StreamConfig::new(RATE, 1);
    let mut processor = AudioProcessing::builder()
        .config(Config {
            echo_canceller: Some(EchoCanceller::default()),
            ..Config::default()
        })
        .capture_config(form)
        .render_config(form)
        .build();
    // It is within the bounds.
    let _ = processor.set_stream_delay_ms(DELAY_MS);
    processor
}

#[cfg(test)]
mod tests;
