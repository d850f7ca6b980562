//! What runs on the sound system's own thread, and all that it may touch: rings made before, and
//! atomics. It takes no lock, no memory, and waits for nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use cpal::{ErrorKind, FromSample, Sample};
use rtrb::{Consumer, Producer};

use super::trouble::{Trouble, code, coded};

/// What a callback tells its owner.
#[derive(Debug, Default)]
pub(crate) struct Flags {
    /// Of the first error that ended it; 0 for none.
    fault: AtomicU8,
    /// Gaps that the system itself reported.
    gaps: AtomicU64,
    /// Samples that found no room (microphone), or were not there in time (loudspeaker).
    missed: AtomicU64,
    /// Samples that went through, ever.
    passed: AtomicU64,
    /// Loudspeaker: samples before this one, counted as `passed` is, are not wanted any more.
    unwanted: AtomicU64,
    /// Loudspeaker: how long a sample takes to be heard, in microseconds.
    latency: AtomicU64,
}

impl Flags {
    /// Notes an error.
    pub(crate) fn fail(&self, kind: ErrorKind) {
        match code(kind) {
            Some(code) => {
                // Only the first is of interest.
                let _ = self
                    .fault
                    .compare_exchange(0, code, Ordering::Relaxed, Ordering::Relaxed);
            }
            None => {
                self.gaps.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// What ended it, if anything did.
    pub(crate) fn fault(&self) -> Option<Trouble> {
        coded(self.fault.load(Ordering::Relaxed))
    }

    pub(crate) fn gaps(&self) -> u64 {
        self.gaps.load(Ordering::Relaxed)
    }

    pub(crate) fn missed(&self) -> u64 {
        self.missed.load(Ordering::Relaxed)
    }

    pub(crate) fn passed(&self) -> u64 {
        self.passed.load(Ordering::Acquire)
    }

    /// In microseconds.
    pub(crate) fn latency(&self) -> u64 {
        self.latency.load(Ordering::Relaxed)
    }

    pub(crate) fn set_latency(&self, micros: u64) {
        self.latency.store(micros, Ordering::Relaxed);
    }

    /// What was put in before sample `position` is not wanted any more.
    pub(crate) fn discard_before(&self, position: u64) {
        self.unwanted.fetch_max(position, Ordering::Release);
    }
}

/// The microphone's side: mixes what comes to one channel, in the scale of 16 bits.
pub(crate) struct Tap {
    pub(crate) ring: Producer<f32>,
    pub(crate) channels: usize,
    pub(crate) flags: Arc<Flags>,
}

impl Tap {
    /// `scale` makes one sample full scale 1.
    pub(crate) fn take<T: Copy>(&mut self, data: &[T], scale: fn(T) -> f32) {
        let channels = self.channels.max(1);
        let came = data.len() / channels;
        let fits = came.min(self.ring.slots());
        if let Ok(room) = self.ring.write_chunk_uninit(fits) {
            let share = FULL_SCALE / channels as f32;
            let frames = data.chunks_exact(channels);
            let mixed = frames.map(|frame| share * frame.iter().copied().map(scale).sum::<f32>());
            room.fill_from_iter(mixed);
        }
        self.flags.passed.fetch_add(fits as u64, Ordering::Release);
        if fits < came {
            self.flags
                .missed
                .fetch_add((came - fits) as u64, Ordering::Relaxed);
        }
    }
}

/// Full scale of 16 bits.
const FULL_SCALE: f32 = 32_768.0;

/// Any sample but one of 24 bits, full scale 1.
pub(crate) fn scaled<T: Sample>(sample: T) -> f32
where
    f32: FromSample<T>,
{
    f32::from_sample(sample)
}

/// A sample of 24 bits in 32, full scale 1. PulseAudio leaves the upper eight unset, so that what is
/// below zero looks far above it.
pub(crate) fn scaled_24(sample: cpal::I24) -> f32 {
    const FULL: f32 = 2_147_483_648.0;
    (sample.inner() << 8) as f32 / FULL
}

/// The loudspeaker's side: gives the same to every channel, silence where there is nothing, and a copy
/// of what was played to whoever takes the echo out.
pub(crate) struct Spout {
    pub(crate) ring: Consumer<f32>,
    pub(crate) copy: Producer<f32>,
    pub(crate) channels: usize,
    pub(crate) flags: Arc<Flags>,
    /// Samples taken from the ring so far.
    pub(crate) taken: u64,
}

impl Spout {
    pub(crate) fn give<T: Sample + FromSample<f32>>(&mut self, data: &mut [T]) {
        self.discard();
        let mut missed = 0;
        for frame in data.chunks_exact_mut(self.channels.max(1)) {
            let sample = match self.ring.pop() {
                Ok(sample) => {
                    self.taken += 1;
                    sample / FULL_SCALE
                }
                Err(_) => {
                    missed += 1;
                    0.0
                }
            };
            frame.fill(T::from_sample(sample));
            // Nobody takes it while the microphone is closed.
            let _ = self.copy.push(sample);
        }
        self.flags.passed.store(self.taken, Ordering::Release);
        self.flags.missed.fetch_add(missed, Ordering::Relaxed);
    }

    /// Skips what is not wanted any more.
    fn discard(&mut self) {
        let until = self.flags.unwanted.load(Ordering::Acquire);
        let over = usize::try_from(until.saturating_sub(self.taken)).unwrap_or(usize::MAX);
        let over = over.min(self.ring.slots());
        if let Ok(chunk) = self.ring.read_chunk(over) {
            chunk.commit_all();
            self.taken += over as u64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rtrb::RingBuffer;

    fn tap(channels: usize, room: usize) -> (Tap, Consumer<f32>) {
        let (ring, consumer) = RingBuffer::new(room);
        let flags = Arc::default();
        (
            Tap {
                ring,
                channels,
                flags,
            },
            consumer,
        )
    }

    fn all(consumer: &mut Consumer<f32>) -> Vec<f32> {
        std::iter::from_fn(|| consumer.pop().ok()).collect()
    }

    #[test]
    fn every_format_and_number_of_channels_becomes_the_same_scale() {
        let (mut mono, mut heard) = tap(1, 8);
        mono.take(&[16_384_i16, -32_768], scaled);
        mono.take(&[49_152_u16, 32_768], scaled);
        mono.take(&[0.5_f32], scaled);
        mono.take(&[1 << 30_i32], scaled);
        assert_eq!(
            all(&mut heard),
            [16_384.0, -32_768.0, 16_384.0, 0.0, 16_384.0, 16_384.0]
        );
        // As PulseAudio gives a quarter below zero: the sign is not in the upper eight bits.
        assert_eq!(scaled_24(cpal::I24::new_unchecked(0x00E0_0000)), -0.25);
        assert_eq!(scaled_24(cpal::I24::new_unchecked(-0x0020_0000)), -0.25);
        let (mut stereo, mut heard) = tap(2, 8);
        stereo.take(&[0.5_f32, 0.25, -0.5, 0.5], scaled);
        assert_eq!(all(&mut heard), [12_288.0, 0.0]);
    }

    #[test]
    fn what_finds_no_room_is_counted() {
        let (mut tap, mut heard) = tap(1, 4);
        tap.take(&[0.0_f32; 3], scaled);
        tap.take(&[0.0_f32; 3], scaled);
        assert_eq!((tap.flags.passed(), tap.flags.missed()), (4, 2));
        assert_eq!(all(&mut heard).len(), 4);
    }

    fn spout(channels: usize) -> (Spout, Producer<f32>, Consumer<f32>) {
        let (producer, ring) = RingBuffer::new(16);
        let (copy, played) = RingBuffer::new(16);
        let flags = Arc::default();
        let spout = Spout {
            ring,
            copy,
            channels,
            flags,
            taken: 0,
        };
        (spout, producer, played)
    }

    #[test]
    fn every_channel_gets_the_sound_and_silence_follows_it() {
        let (mut spout, mut say, mut played) = spout(2);
        say.push_entire_slice(&[16_384.0, -8_192.0]).unwrap();
        let mut out = [1_i16; 6];
        spout.give(&mut out);
        assert_eq!(out, [16_384, 16_384, -8_192, -8_192, 0, 0]);
        assert_eq!((spout.flags.passed(), spout.flags.missed()), (2, 1));
        assert_eq!(all(&mut played), [0.5, -0.25, 0.0]);
    }

    #[test]
    fn what_is_not_wanted_is_never_heard_and_what_came_after_is() {
        let (mut spout, mut say, _played) = spout(1);
        say.push_entire_slice(&[1_024.0; 6]).unwrap();
        let mut out = [0.0_f32; 2];
        spout.give(&mut out);
        spout.flags.discard_before(6);
        say.push_entire_slice(&[-1_024.0; 2]).unwrap();
        spout.give(&mut out);
        assert_eq!(out, [-0.031_25; 2]);
        assert_eq!(spout.flags.passed(), 8);
    }
}
