//! The ways in which a voice session ends, whoever listens.

/// How a session ended: a word of the metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By a posted hang-up.
    HungUp,
    /// The client closed, or is gone.
    Gone,
    /// The client gave no sign.
    Silent,
    /// The client reads too slowly.
    Slow,
    /// The client does not keep to the protocol.
    Broken,
    /// Nobody spoke for long.
    Idle,
    /// Its hour is over.
    Expired,
    /// Its token was revoked.
    Revoked,
    /// The server stops.
    Shutdown,
    /// It never opened.
    NeverOpened,
    /// Something failed here.
    Failed,
}

impl Ended {
    /// Every way.
    pub const ALL: [Self; 11] = [
        Self::HungUp,
        Self::Gone,
        Self::Silent,
        Self::Slow,
        Self::Broken,
        Self::Idle,
        Self::Expired,
        Self::Revoked,
        Self::Shutdown,
        Self::NeverOpened,
        Self::Failed,
    ];

    /// The same, as a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HungUp => "hung_up",
            Self::Gone => "gone",
            Self::Silent => "silent",
            Self::Slow => "slow",
            Self::Broken => "broken",
            Self::Idle => "idle",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Shutdown => "shutdown",
            Self::NeverOpened => "never_opened",
            Self::Failed => "failed",
        }
    }
}
