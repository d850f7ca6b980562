//! How a bridged session ends, and what each side is told.

use crate::voice::{Visit, ended::Ended};
use realtime::limits::{SESSION_AGE, SESSION_IDLE};
use scope::time::Instant;

/// How a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    /// What the client is closed with.
    pub code: u16,
    /// Why, in words.
    pub reason: &'static str,
    /// What the provider is closed with, if it still listens.
    pub provider: Option<u16>,
    /// A word of the metrics.
    pub ended: Ended,
    /// An error that the client is told of first.
    pub error: Option<(&'static str, &'static str)>,
}

/// How long a session has: as long as where this server listens itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hours {
    expires: Instant,
    stirred: Instant,
}

impl Hours {
    /// A session that begins.
    pub fn from(now: Instant) -> Self {
        Self {
            expires: now + SESSION_AGE,
            stirred: now,
        }
    }

    /// Somebody spoke, or asked for something.
    pub fn stir(&mut self, now: Instant) {
        self.stirred = now;
    }

    /// When it ends, if nobody does.
    pub fn end(&self) -> Instant {
        self.expires.min(self.stirred + SESSION_IDLE)
    }

    /// How it ends, if it does now.
    pub fn judge(&self, now: Instant) -> Option<End> {
        if now >= self.expires {
            return Some(End {
                code: 1001,
                reason: "session_expired",
                provider: Some(1000),
                ended: Ended::Expired,
                error: Some(("session_expired", "The session's hour is over.")),
            });
        }
        (now >= self.end()).then_some(End {
            code: 1000,
            reason: "nobody spoke",
            provider: Some(1000),
            ended: Ended::Idle,
            error: None,
        })
    }
}

/// Returns when the session has to end, and how.
pub(super) async fn cut(visit: &Visit) -> End {
    let end = |code, reason, ended| End {
        code,
        reason,
        provider: Some(1000),
        ended,
        error: None,
    };
    tokio::select! {
        biased;
        () = visit.identity.revoked.cancelled() => End {
            error: Some(("invalid_api_key", "The key was revoked.")),
            ..end(3000, "the key was revoked", Ended::Revoked)
        },
        () = visit.seat.hung_up().cancelled() => end(1000, "hung up", Ended::HungUp),
        () = visit.scope.cancelled() => End {
            provider: Some(1001),
            ..end(1001, "the server goes down", Ended::Shutdown)
        },
    }
}

/// The client is gone, or as good as.
pub(super) fn gone(ended: Ended) -> End {
    End {
        code: 1001,
        reason: "the client is gone",
        provider: Some(1000),
        ended,
        error: None,
    }
}

/// The provider is gone without a word.
pub(super) fn lost() -> End {
    End {
        code: 1011,
        reason: "the provider is gone",
        provider: None,
        ended: Ended::Failed,
        error: Some((
            "provider_lost",
            "The connection to the provider broke; begin a new session.",
        )),
    }
}

/// The provider closed. A client's library makes a new session after 1001, 1011, 1012 and 1013, and
/// after no other (REALTIME, section 6.2); a provider's code about our key or our bytes is not
/// about the client's.
pub(super) fn closed(code: u16) -> End {
    let (code, reason, ended) = match code {
        1000 => (1000, "the provider ended the session", Ended::Gone),
        1001 => (1001, "session_expired", Ended::Expired),
        1009 => (1009, "the message is too large", Ended::Broken),
        1012 => (1012, "the provider restarts", Ended::Failed),
        1013 => (1013, "the provider is busy", Ended::Failed),
        _ => (1011, "the provider ended the session", Ended::Failed),
    };
    let message = "The provider ended the session; begin a new one.";
    End {
        code,
        reason,
        provider: None,
        ended,
        // What it ended in order it has told by itself.
        error: matches!(code, 1011..).then_some(("provider_lost", message)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clients_library_comes_back_only_where_that_helps() {
        for (from, to) in [
            (1000, 1000),
            (1001, 1001),
            (1005, 1011),
            (1006, 1011),
            (1009, 1009),
            (1011, 1011),
            (1012, 1012),
            (1013, 1013),
            (3000, 1011),
            (4000, 1011),
        ] {
            assert_eq!(closed(from).code, to, "{from}");
        }
    }

    #[test]
    fn a_session_ends_when_nobody_speaks_and_after_its_hour_whoever_does() {
        let begun = Instant::now();
        let mut hours = Hours::from(begun);
        let silent = begun + SESSION_IDLE;
        assert_eq!(hours.end(), silent);
        assert_eq!(hours.judge(silent).map(|end| end.code), Some(1000));
        let mut now = begun;
        while now < begun + SESSION_AGE {
            assert_eq!(hours.judge(now), None);
            hours.stir(now);
            now += SESSION_IDLE / 2;
        }
        assert_eq!(hours.end(), begun + SESSION_AGE);
        assert_eq!(hours.judge(hours.end()).map(|end| end.code), Some(1001));
    }
}
