//! Why a connection could not be begun.

use crate::closing::{Closing, Phase};
use crate::sdp::SdpError;

/// Why there is no connection. What happens to one that was begun is a [`Closing`].
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// The other side's offer will not do: its fault (a 4xx).
    #[error("the offer will not do: {0}")]
    Offer(SdpError),
    /// The other side's answer will not do: its fault.
    #[error("the answer will not do: {0}")]
    Answer(SdpError),
    /// No socket could be bound at the configured addresses, or the library made no connection:
    /// ours.
    #[error("no connection could be made: {0}")]
    Setup(String),
    /// Our own candidates were not gathered in time: ours.
    #[error("local addresses were not gathered in time")]
    Gathering,
    /// The connection ended while it was begun.
    #[error("{0}")]
    Closed(Closing),
    /// The scope it was to live in has ended.
    #[error(transparent)]
    Scope(#[from] scope::ScopeClosed),
}

impl PeerError {
    /// How far it came.
    pub fn phase(&self) -> Phase {
        match self {
            PeerError::Offer(_) | PeerError::Setup(_) | PeerError::Scope(_) => Phase::Offer,
            PeerError::Answer(_) | PeerError::Gathering => Phase::Answer,
            PeerError::Closed(closing) => closing.phase,
        }
    }

    /// Whether the other side is to blame, and may mend it: a client error in HTTP's terms.
    pub fn is_their_fault(&self) -> bool {
        matches!(self, PeerError::Offer(_) | PeerError::Answer(_))
    }
}
