//! What is to be said: samples and marks, bounded in time.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::{FRAME, RATE};

/// Marks that wait. A caller that sets more without a sound between them hears only of the newest.
const MARKS: usize = 64;

/// The end of something said; see [`Speaker::finish`]. Later marks are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(u64);

/// Why something was not said, or not all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SayError {
    /// [`Speaker::clear`] was called meanwhile: the rest is not wanted any more.
    #[error("what was to be said was cleared")]
    Cleared,
    /// The connection has ended.
    #[error("the connection has ended")]
    Closed,
}

/// Says things to the other side. Clones share the queue.
#[derive(Debug, Clone)]
pub struct Speaker(Arc<Shared>);

/// Where the pacer takes from. When it is dropped nothing is said any more.
#[derive(Debug)]
pub(crate) struct Outlet(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// There is something to say: for the pacer.
    more: Notify,
    /// There is room, or something was cleared or closed: for those who say.
    room: Notify,
    limit: usize,
}

#[derive(Debug, Default)]
struct State {
    sound: VecDeque<i16>,
    /// Positions in all that was ever said at which something ends, in order.
    marks: VecDeque<(u64, Mark)>,
    last_mark: u64,
    /// Samples taken by the pacer, ever.
    sent: u64,
    /// How often it was cleared.
    clears: u64,
    closed: bool,
}

/// A queue's two ends; `limit` is how much may wait.
pub(crate) fn speaker(limit: Duration) -> (Speaker, Outlet) {
    let limit = limit.as_millis() as usize * (RATE as usize / 1000);
    let shared = Arc::new(Shared {
        state: Mutex::default(),
        more: Notify::new(),
        room: Notify::new(),
        limit: limit.max(FRAME),
    });
    (Speaker(shared.clone()), Outlet(shared))
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Speaker {
    /// Says samples, 48 kHz mono, any number of them. Waits while the queue is full, that is, as
    /// long as speaking takes.
    ///
    /// # Errors
    /// When it was cleared meanwhile, or the connection has ended; part of it may have been said
    /// then.
    pub async fn say(&self, samples: &[i16]) -> Result<(), SayError> {
        let mut left = samples;
        let clears = self.0.state().clears;
        loop {
            // Before the look, so that no change is missed.
            let room = self.0.room.notified();
            {
                let mut state = self.0.state();
                if state.closed {
                    return Err(SayError::Closed);
                }
                if state.clears != clears {
                    return Err(SayError::Cleared);
                }
                let part = left.len().min(self.0.limit - state.sound.len());
                state.sound.extend(&left[..part]);
                left = &left[part..];
            }
            self.0.more.notify_one();
            if left.is_empty() {
                return Ok(());
            }
            room.await;
        }
    }

    /// Marks the end of what was said so far: when its last packet has been sent,
    /// [`crate::Event::Drained`] says so.
    ///
    /// Without it a last part of less than 20 ms waits for more.
    pub fn finish(&self) -> Mark {
        let mut state = self.0.state();
        let over = state.sound.len() % FRAME;
        if over > 0 {
            let padded = state.sound.len() + FRAME - over;
            state.sound.resize(padded, 0);
        }
        state.last_mark += 1;
        let mark = Mark(state.last_mark);
        let position = state.sent + state.sound.len() as u64;
        if state.marks.len() >= MARKS {
            state.marks.pop_back();
        }
        state.marks.push_back((position, mark));
        drop(state);
        self.0.more.notify_one();
        mark
    }

    /// Forgets what is not sent yet, at once, with its marks: they are never drained. Says how long
    /// it would have taken.
    pub fn clear(&self) -> Duration {
        let mut state = self.0.state();
        let cleared = state.sound.len() as u64;
        state.sound = VecDeque::new();
        state.marks.clear();
        state.clears += 1;
        drop(state);
        self.0.room.notify_waiters();
        self.0.more.notify_one();
        lasting(cleared)
    }

    /// How much has been sent since the connection began. It stands still while nothing is said.
    pub fn played(&self) -> Duration {
        lasting(self.0.state().sent)
    }

    /// How much waits to be sent.
    pub fn queued(&self) -> Duration {
        lasting(self.0.state().sound.len() as u64)
    }
}

impl Outlet {
    /// Takes the next frame; false if there is no whole one.
    pub(crate) fn take(&self, frame: &mut [i16; FRAME]) -> bool {
        let mut state = self.0.state();
        if state.sound.len() < FRAME {
            return false;
        }
        for (to, from) in frame.iter_mut().zip(state.sound.drain(..FRAME)) {
            *to = from;
        }
        state.sent += FRAME as u64;
        if state.sound.is_empty() {
            // A long reply's memory is given back.
            state.sound = VecDeque::new();
        }
        drop(state);
        self.0.room.notify_waiters();
        true
    }

    /// The newest mark that all before has been taken of; each is told once.
    pub(crate) fn drained(&self) -> Option<Mark> {
        let mut state = self.0.state();
        let mut newest = None;
        while let Some((position, mark)) = state.marks.front().copied()
            && position <= state.sent
        {
            state.marks.pop_front();
            newest = Some(mark);
        }
        newest
    }

    /// How often the queue was cleared.
    pub(crate) fn clears(&self) -> u64 {
        self.0.state().clears
    }

    /// Returns when there may be something to say or to tell.
    pub(crate) async fn more(&self) {
        self.0.more.notified().await;
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.closed = true;
        state.sound = VecDeque::new();
        state.marks.clear();
        drop(state);
        self.0.room.notify_waiters();
    }
}

fn lasting(samples: u64) -> Duration {
    Duration::from_micros(samples * 1_000_000 / u64::from(RATE))
}
