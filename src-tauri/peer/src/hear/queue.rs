//! Frames on their way to whoever listens: bounded, and when it is full the oldest are dropped and
//! counted.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::packet::Counts;
use crate::Frame;

/// Frames that wait: 2 s. A listener that is further behind hears what is said now rather than what
/// was said then.
const FRAMES: usize = 100;

/// The other side's sound, to be taken frame by frame.
#[derive(Debug)]
pub struct Sound(Arc<Shared>);

/// Where the frames come from.
#[derive(Debug)]
pub(crate) struct Source(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    frames: VecDeque<Frame>,
    dropped: u64,
    counts: Counts,
    over: bool,
}

/// A queue's two ends.
pub(crate) fn queue() -> (Source, Sound) {
    let shared = Arc::<Shared>::default();
    (Source(shared.clone()), Sound(shared))
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sound {
    /// The next frame; `None` when no more will come. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            {
                let mut state = self.0.state();
                if let Some(frame) = state.frames.pop_front() {
                    return Some(frame);
                }
                if state.over {
                    return None;
                }
            }
            // A change since then has left a permit: this is the only one who waits.
            self.0.changed.notified().await;
        }
    }

    /// How many frames were dropped because nobody took them.
    pub fn dropped(&self) -> u64 {
        self.0.state().dropped
    }

    /// What became of the packets so far.
    pub fn counts(&self) -> Counts {
        self.0.state().counts
    }
}

impl Source {
    /// Adds a frame. Returns at once.
    pub(crate) fn push(&self, frame: Frame) {
        let mut state = self.0.state();
        if state.frames.len() >= FRAMES {
            state.frames.pop_front();
            state.dropped += 1;
        }
        state.frames.push_back(frame);
        drop(state);
        self.0.changed.notify_one();
    }

    pub(crate) fn count(&self, counts: Counts) {
        self.0.state().counts = counts;
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.0.state().over = true;
        self.0.changed.notify_one();
    }
}
