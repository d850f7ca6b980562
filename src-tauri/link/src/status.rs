//! How the connection stands and stood, as a person might want to know it.

use crate::cause::Cause;
use crate::limits::HISTORY;
use kitchen::UnixMs;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

/// A state of the connection without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// No connection; another attempt follows.
    Waiting,
    /// A connection is being opened.
    Connecting,
    /// It is open; the server's welcome is awaited.
    Greeting,
    /// What is shown is what is.
    Live,
    /// It is being closed.
    Closing,
}

/// What a person might want to know of the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkStatus {
    /// Where it stands.
    pub phase: Phase,
    /// Since when it stands there.
    pub since: Instant,
    /// When the server was last heard; `None` = not since the link began.
    pub last_heard: Option<Instant>,
    /// When the next attempt begins, while none is under way.
    pub next_try: Option<Instant>,
    /// Why there is no connection; `None` while live, and before the first attempt failed.
    pub reason: Option<Arc<Cause>>,
    /// Attempts since the last good connection.
    pub attempts: u32,
}

/// A step from one phase to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// When, by this machine's wall clock.
    pub at_ms: UnixMs,
    /// From where.
    pub from: Phase,
    /// To where.
    pub to: Phase,
    /// Why; [`Cause::side`] says whose doing it was.
    pub cause: Arc<Cause>,
}

/// The last [`HISTORY`] transitions, the oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct History(Arc<VecDeque<Transition>>);

impl History {
    pub(crate) fn push(&mut self, transition: Transition) {
        let kept = Arc::make_mut(&mut self.0);
        if kept.len() == HISTORY {
            kept.pop_front();
        }
        kept.push_back(transition);
    }

    pub(crate) fn shared(&self) -> Arc<VecDeque<Transition>> {
        self.0.clone()
    }
}
