//! The states of a turn. What waits has a deadline, so that none can wait for what never comes.

use std::time::Instant;

use crate::fault::{Fault, Phase};

/// Where a turn stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// There is no session, and none is wanted: a press makes one.
    Off,
    /// A session is being made.
    Connecting {
        /// Until when.
        until: Instant,
        /// How far it is.
        phase: Phase,
        /// Whether somebody holds the button: then he is listened to once it is ready.
        held: bool,
    },
    /// The session is being told our settings.
    Configuring {
        /// Until when.
        until: Instant,
        /// See [`State::Connecting`].
        held: bool,
    },
    /// Press and speak.
    Ready,
    /// Somebody speaks.
    Recording {
        /// When it is enough.
        until: Instant,
    },
    /// The take has ended; the server does not have it yet.
    Committing {
        /// Until when.
        until: Instant,
    },
    /// The server has the take; its words are not there yet.
    Understanding {
        /// Until when.
        until: Instant,
    },
    /// The words are there; the reply is not.
    Replying {
        /// Until when.
        until: Instant,
    },
    /// The reply is heard.
    Speaking {
        /// Until when, if there is no more of it.
        until: Instant,
    },
    /// There is no session.
    Failed {
        /// Why, and the way out.
        fault: Fault,
        /// When it is tried again; `None` if only a press helps.
        again: Option<Instant>,
    },
}

impl State {
    /// When something must happen, if nothing does before. Only where nothing is waited for there
    /// is no such time.
    pub fn deadline(&self) -> Option<Instant> {
        match self {
            Self::Off | Self::Ready => None,
            Self::Failed { again, .. } => *again,
            Self::Connecting { until, .. }
            | Self::Configuring { until, .. }
            | Self::Recording { until }
            | Self::Committing { until }
            | Self::Understanding { until }
            | Self::Replying { until }
            | Self::Speaking { until } => Some(*until),
        }
    }

    /// As one lower-case word, for logs.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Connecting { .. } => "connecting",
            Self::Configuring { .. } => "configuring",
            Self::Ready => "ready",
            Self::Recording { .. } => "recording",
            Self::Committing { .. } => "committing",
            Self::Understanding { .. } => "understanding",
            Self::Replying { .. } => "replying",
            Self::Speaking { .. } => "speaking",
            Self::Failed { .. } => "failed",
        }
    }

    /// Whether nobody speaks, and nobody is waited for.
    pub fn is_at_rest(&self) -> bool {
        matches!(self, Self::Off | Self::Ready | Self::Failed { .. })
    }

    /// Whether something of a turn is under way that a lost session would lose.
    pub(super) fn is_a_turn(&self) -> bool {
        matches!(
            self,
            Self::Recording { .. }
                | Self::Committing { .. }
                | Self::Understanding { .. }
                | Self::Replying { .. }
                | Self::Speaking { .. }
        )
    }
}
