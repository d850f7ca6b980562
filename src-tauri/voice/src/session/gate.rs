//! Who may ask for a response: one at a time (REALTIME.md 12). No IO.

use std::time::Instant;

/// Where the one response stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Gate {
    /// There is none.
    #[default]
    Free,
    /// One is asked for, by the event of that id.
    Asked(String),
    /// One runs; its id, where it is known.
    Active(Option<String>),
    /// One was cancelled, and is to end.
    Cancelled {
        /// When it is taken to have ended, if it never says so.
        until: Instant,
    },
}

impl Gate {
    /// Whether an event of that response belongs to what is waited for.
    pub(super) fn is_of(&self, response: &str) -> bool {
        match self {
            Self::Active(Some(id)) => id == response,
            // Its beginning was lost; there is no other.
            Self::Active(None) | Self::Asked(_) => true,
            Self::Free | Self::Cancelled { .. } => false,
        }
    }
}
