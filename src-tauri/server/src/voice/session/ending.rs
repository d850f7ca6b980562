//! Why sessions end.

use super::super::Visit;
use realtime::host::Ending;

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

    /// What the host ended by itself, by its close code.
    pub(super) fn of_close(code: u16) -> Self {
        match code {
            1000 => Self::Idle,
            1001 => Self::Expired,
            1011 => Self::Failed,
            _ => Self::Broken,
        }
    }
}

/// Returns when the session is to end, and why.
pub(super) async fn cut(visit: &Visit) -> (Ending, Ended) {
    tokio::select! {
        biased;
        () = visit.identity.revoked.cancelled() => (Ending::Revoked, Ended::Revoked),
        () = visit.seat.hung_up().cancelled() => (Ending::HungUp, Ended::HungUp),
        () = visit.scope.cancelled() => (Ending::Shutdown, Ended::Shutdown),
    }
}

/// The same, where it is to end now.
pub(super) fn cut_now(visit: &Visit) -> Option<(Ending, Ended)> {
    let all = [
        (&visit.identity.revoked, (Ending::Revoked, Ended::Revoked)),
        (visit.seat.hung_up(), (Ending::HungUp, Ended::HungUp)),
        (&visit.scope.token(), (Ending::Shutdown, Ended::Shutdown)),
    ];
    let fallen = all.into_iter().find(|(token, _)| token.is_cancelled());
    fallen.map(|(_, cut)| cut)
}
