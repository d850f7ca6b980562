//! What whoever speaks and the loudspeaker's task share: what waits, and what has been heard.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use scope::time::Instant;
use tokio::sync::Notify;

use super::queue::{Queue, is_silent};
use crate::device::Flags;
use crate::sound::{FRAME, Frame, Played, RATE};

/// A handle; clones share it.
#[derive(Clone, Default)]
pub(crate) struct Voice(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Held for a few lines only, and never by a callback.
    state: Mutex<State>,
    more: Notify,
}

#[derive(Default)]
struct State {
    queue: Queue,
    device: Option<Device>,
    /// What devices that are closed by now have played.
    played: Duration,
    was_cleared: bool,
    /// There is no loudspeaker: what is said is heard by nobody, and waits for nobody.
    is_mute: bool,
}

/// The open device.
struct Device {
    flags: Arc<Flags>,
    rate: u32,
    /// Samples put into its ring, ever.
    put: u64,
    /// When it had passed all of them, if it has.
    drained: Option<Instant>,
}

impl Voice {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a frame to what waits.
    pub(crate) fn say(&self, frame: &Frame) {
        let mut state = self.state();
        if state.is_mute && state.device.is_none() {
            drop(state);
            if !is_silent(frame) {
                // Somebody may have plugged one in: the task is told that there was something to say.
                self.0.more.notify_one();
            }
            return;
        }
        state.queue.push(frame.clone(), Instant::now());
        // An open device looks for itself: a word to it would be kept, and open it once more.
        let wakes = state.queue.waiting() > 0 && state.device.is_none();
        drop(state);
        if wakes {
            self.0.more.notify_one();
        }
    }

    /// Forgets what waits, in the device's ring, too: how much of it was not heard.
    pub(crate) fn clear(&self) -> Duration {
        let mut state = self.state();
        let waiting = frames(state.queue.clear());
        state.was_cleared = true;
        let in_ring = state.device.as_mut().map_or(Duration::ZERO, |device| {
            let left = device.left();
            device.flags.discard_before(device.put);
            left
        });
        waiting + in_ring
    }

    /// How much has been heard, and how much waits.
    pub(crate) fn heard(&self) -> Played {
        let mut state = self.state();
        let waiting = frames(state.queue.waiting());
        let (played, left) = state
            .device
            .as_mut()
            .map_or_else(Default::default, Device::heard);
        Played {
            played: state.played + played,
            queued: waiting + left,
        }
    }

    /// Returns when there may be something to say, and no device is open to say it.
    pub(crate) async fn more(&self) {
        self.0.more.notified().await;
    }

    /// The device is open.
    pub(super) fn open(&self, flags: Arc<Flags>, rate: u32) {
        let mut state = self.state();
        state.is_mute = false;
        state.device = Some(Device {
            flags,
            rate: rate.max(1),
            put: 0,
            drained: None,
        });
    }

    /// The device is closed. Unless another `is_coming`, what waits is forgotten: a reply that nobody
    /// can hear has been heard, as far as whoever speaks is concerned.
    pub(super) fn close(&self, is_coming: bool) {
        let mut state = self.state();
        state.is_mute = !is_coming;
        if !is_coming {
            state.queue.clear();
        }
        if let Some(device) = state.device.take() {
            state.played += device.passed();
            let (left_out, ran_dry) = (state.queue.left_out(), state.queue.ran_dry());
            let (gaps, missed) = (device.flags.gaps(), device.flags.missed());
            tracing::debug!(left_out, ran_dry, gaps, missed, "the loudspeaker is closed");
        }
    }

    /// Nothing is said any more.
    pub(super) fn mute(&self) {
        self.close(false);
    }

    /// Whether it was cleared since the last time this was asked.
    pub(super) fn was_cleared(&self) -> bool {
        std::mem::take(&mut self.state().was_cleared)
    }

    /// The next frame, if it is time for one.
    pub(super) fn next(&self, now: Instant) -> Option<Frame> {
        let mut state = self.state();
        let is_dry = state
            .device
            .as_ref()
            .is_some_and(|device| device.left().is_zero());
        state.queue.next(now, is_dry)
    }

    /// So many samples were put into the device's ring.
    pub(super) fn put(&self, samples: usize) {
        let mut state = self.state();
        // Between the resampling and here it may have been cleared: what was put since is unwanted.
        let cleared = state.was_cleared;
        if let Some(device) = &mut state.device {
            device.put += samples as u64;
            if cleared {
                device.flags.discard_before(device.put);
            }
        }
    }

    /// Whether anything waits or is on its way.
    pub(super) fn is_speaking(&self) -> bool {
        !self.heard().queued.is_zero()
    }
}

impl Device {
    fn passed(&self) -> Duration {
        lasting(self.flags.passed(), self.rate)
    }

    /// What is in the ring.
    fn left(&self) -> Duration {
        lasting(self.put.saturating_sub(self.flags.passed()), self.rate)
    }

    /// What has come out of it, and what has not: the last sample is heard as long after it was passed
    /// as the device says.
    fn heard(&mut self) -> (Duration, Duration) {
        let latency = Duration::from_micros(self.flags.latency());
        let passed = self.passed();
        let left = self.left();
        if self.put == 0 {
            return (passed, left);
        }
        if !left.is_zero() {
            self.drained = None;
            return (passed.saturating_sub(latency), left + latency);
        }
        let since = self.drained.get_or_insert_with(Instant::now).elapsed();
        let tail = latency.saturating_sub(since);
        (passed.saturating_sub(tail), tail)
    }
}

fn frames(count: usize) -> Duration {
    lasting((count * FRAME) as u64, RATE)
}

fn lasting(samples: u64, rate: u32) -> Duration {
    Duration::from_micros(samples * 1_000_000 / u64::from(rate))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Waker};

    fn frame() -> Frame {
        Box::new([1_000; FRAME])
    }

    #[test]
    fn what_is_said_without_a_loudspeaker_waits_for_nobody() {
        let voice = Voice::default();
        voice.say(&frame());
        assert_eq!(voice.heard().queued, Duration::from_millis(20));
        voice.close(false);
        assert_eq!(voice.heard(), Played::default());
        voice.say(&frame());
        assert_eq!(voice.heard(), Played::default());
    }

    #[test]
    fn what_an_open_loudspeaker_has_said_does_not_open_it_again() {
        let voice = Voice::default();
        let wakes = || {
            let mut context = Context::from_waker(Waker::noop());
            pin!(voice.more()).poll(&mut context).is_ready()
        };
        voice.say(&frame());
        assert!(wakes() && !wakes());
        voice.open(Arc::default(), 48_000);
        voice.say(&frame());
        voice.close(false);
        assert!(!wakes());
        voice.say(&frame());
        assert!(wakes(), "there is something to say again");
    }

    #[test]
    fn clearing_says_what_was_not_heard() {
        let voice = Voice::default();
        voice.open(Arc::default(), 48_000);
        (0..5).for_each(|_| voice.say(&frame()));
        assert!(voice.next(Instant::now()).is_some());
        voice.put(FRAME);
        assert_eq!(voice.heard().queued, Duration::from_millis(100));
        assert_eq!(voice.clear(), Duration::from_millis(100));
        assert!(voice.was_cleared() && !voice.was_cleared());
    }
}
