//! Why a connection ended, and who ended it: decided once.

use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

use scope::CancellationToken;

/// How far a connection had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// The offer was being read or made.
    Offer,
    /// The answer was being made or read.
    Answer,
    /// A way through the network was being looked for.
    Ice,
    /// Keys were being agreed.
    Dtls,
    /// The data channel was being opened.
    Channel,
    /// Everything was open.
    Open,
}

impl Phase {
    const ALL: [Phase; 6] = [
        Phase::Offer,
        Phase::Answer,
        Phase::Ice,
        Phase::Dtls,
        Phase::Channel,
        Phase::Open,
    ];

    /// The phase as one lower-case word, for logs and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Offer => "offer",
            Phase::Answer => "answer",
            Phase::Ice => "ice",
            Phase::Dtls => "dtls",
            Phase::Channel => "channel",
            Phase::Open => "open",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who ended a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    /// The other side said good-bye.
    Peer,
    /// This side: asked to, dropped, its scope ended, or it took offence at the other.
    Us,
    /// The network: nothing was heard of the other side any more.
    Lost,
    /// It was not open in time.
    Deadline,
}

impl By {
    /// Who, as one lower-case word, for logs and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            By::Peer => "peer",
            By::Us => "us",
            By::Lost => "lost",
            By::Deadline => "deadline",
        }
    }
}

/// How a connection ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// Who ended it.
    pub by: By,
    /// How far it had come.
    pub phase: Phase,
    /// Why, in a few words without anything the other side wrote.
    pub reason: Cow<'static, str>,
}

impl fmt::Display for Closing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Closing { by, phase, reason } = self;
        write!(f, "ended by {} in phase {phase}: {reason}", by.as_str())
    }
}

/// The end of one connection, shared by all who may bring it about. The first reason stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ending(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    phase: AtomicU8,
    first: OnceLock<Closing>,
    /// The connection is to end.
    asked: CancellationToken,
    /// Nothing of it is left.
    done: CancellationToken,
}

impl Ending {
    /// Ends the connection, if nobody has.
    pub(crate) fn end(&self, by: By, reason: impl Into<Cow<'static, str>>) {
        let closing = Closing {
            by,
            phase: self.phase(),
            reason: reason.into(),
        };
        // A second reason comes too late: what it says follows from the first.
        let _ = self.0.first.set(closing);
        self.0.asked.cancel();
    }

    /// Notes how far the connection has come; it never goes back.
    pub(crate) fn reach(&self, phase: Phase) {
        self.0.phase.fetch_max(phase as u8, Ordering::Relaxed);
    }

    pub(crate) fn phase(&self) -> Phase {
        Phase::ALL[usize::from(self.0.phase.load(Ordering::Relaxed)) % Phase::ALL.len()]
    }

    /// Why it ends, once it does.
    pub(crate) fn closing(&self) -> Option<Closing> {
        self.0.first.get().cloned()
    }

    /// Returns when the connection is to end.
    pub(crate) async fn asked(&self) -> Closing {
        self.0.asked.cancelled().await;
        self.closing().unwrap_or(Closing {
            by: By::Us,
            phase: self.phase(),
            reason: "ended".into(),
        })
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.0.asked.is_cancelled()
    }

    /// Says that nothing is left of the connection. For its session alone.
    pub(crate) fn finish(&self) {
        self.0.done.cancel();
    }

    /// Returns when nothing is left of the connection.
    pub(crate) async fn done(&self) -> Closing {
        self.0.done.cancelled().await;
        self.asked().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_reason_stands_with_the_phase_it_met() {
        let ending = Ending::default();
        ending.reach(Phase::Channel);
        ending.reach(Phase::Ice);
        assert_eq!(ending.closing(), None);

        ending.end(By::Deadline, "too late");
        ending.reach(Phase::Open);
        ending.end(By::Us, "dropped");

        let closing = ending.closing().unwrap();
        assert_eq!(
            closing.to_string(),
            "ended by deadline in phase channel: too late"
        );
    }
}
