//! The states of the connection. Each has a deadline, so none can wait for what never comes.

use super::cause::Cause;
use crate::limits::HISTORY;
use kitchen::UnixMs;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Where the connection stands. There is a socket in all but [`State::Waiting`], and never a
/// second one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// No socket; another attempt follows.
    Waiting { until: Instant },
    /// The socket is being opened.
    Connecting { deadline: Instant },
    /// The socket is open and hello is said.
    Greeting {
        deadline: Instant,
        /// While the welcome is arriving the deadline moves, but not beyond this.
        last: Instant,
    },
    /// Welcome was said.
    Live(Live),
    /// We said goodbye and wait for the server's.
    Closing { deadline: Instant, then: Instant },
}

/// What a live connection waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Live {
    pub(crate) heartbeat: Duration,
    /// When to ping.
    pub(crate) ping_at: Instant,
    /// When it is dead, if nothing is heard before.
    pub(crate) dead_at: Instant,
    /// When it will have proved good; `None` once it has.
    pub(crate) stable_at: Option<Instant>,
}

impl State {
    /// When something must happen, if nothing does before.
    pub(crate) fn deadline(&self) -> Instant {
        match self {
            Self::Waiting { until } => *until,
            Self::Connecting { deadline }
            | Self::Greeting { deadline, .. }
            | Self::Closing { deadline, .. } => *deadline,
            Self::Live(live) => {
                let soonest = live.ping_at.min(live.dead_at);
                live.stable_at.map_or(soonest, |stable| stable.min(soonest))
            }
        }
    }

    pub(crate) fn phase(&self) -> Phase {
        match self {
            Self::Waiting { .. } => Phase::Waiting,
            Self::Connecting { .. } => Phase::Connecting,
            Self::Greeting { .. } => Phase::Greeting,
            Self::Live(_) => Phase::Live,
            Self::Closing { .. } => Phase::Closing,
        }
    }
}

/// The state without its data.
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
