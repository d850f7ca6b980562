//! The states of the connection. Each has a deadline, so none can wait for what never comes.

use crate::status::Phase;
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
