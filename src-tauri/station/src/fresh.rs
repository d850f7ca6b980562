//! Whether the picture is fresh. It is called fresh only while the server is heard.

use link::{LinkStatus, Now, Phase};
use std::time::{Duration, Instant};
use wire::view::LinkState;

/// A server that was not heard for so long is said not to be live. [`LinkState::Stale`].
pub const STALE_AFTER: Duration = Duration::from_secs(3);

/// How long to look for a server before saying that there is none. [`LinkState::Absent`].
pub const ABSENT_AFTER: Duration = Duration::from_secs(20);

/// Judges how fresh the picture is, and remembers since when.
#[derive(Debug)]
pub struct Freshness {
    began: Instant,
    heard: Option<Heard>,
    state: LinkState,
    since_ms: i64,
}

/// A sign of life, by both clocks: a machine that slept has only the wall clock to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Heard {
    at: Instant,
    wall_ms: i64,
}

impl Freshness {
    /// Begins to look for a server.
    pub fn new(now: Now) -> Self {
        Self {
            began: now.at,
            heard: None,
            state: LinkState::Loading,
            since_ms: now.wall_ms,
        }
    }

    /// Takes in what the link knows.
    pub fn hear(&mut self, status: &LinkStatus, now: Now) {
        // A server that only sends us away was heard, but tells nothing of its kitchen.
        if status.phase != Phase::Live {
            return;
        }
        let Some(at) = status.last_heard else { return };
        if self.heard.is_none_or(|heard| heard.at != at) {
            let wall_ms = now.wall_of(at);
            self.heard = Some(Heard { at, wall_ms });
        }
    }

    /// How fresh the picture is now; `has_picture` says whether there is anything to show.
    pub fn judge(&mut self, has_picture: bool, now: Now) -> LinkState {
        let state = if self.is_live(now) {
            LinkState::Live
        } else if has_picture {
            LinkState::Stale
        } else if now.at.saturating_duration_since(self.began) < ABSENT_AFTER {
            LinkState::Loading
        } else {
            LinkState::Absent
        };
        if state != self.state {
            tracing::info!(from = ?self.state, to = ?state, "the picture's freshness");
            self.state = state;
            self.since_ms = now.wall_ms;
        }
        state
    }

    /// Since when the state is what [`Freshness::judge`] last said: this machine's wall clock.
    /// While nothing was ever found, since the search began.
    pub fn since_ms(&self, now: Now) -> i64 {
        match self.state {
            LinkState::Loading | LinkState::Absent => now.wall_of(self.began),
            LinkState::Live | LinkState::Stale => self.since_ms,
        }
    }

    /// When the server was last heard, by this machine's wall clock.
    pub fn heard_at_ms(&self) -> Option<i64> {
        self.heard.map(|heard| heard.wall_ms)
    }

    /// When time alone changes the judgement, if nothing is heard before.
    pub fn next_change(&self) -> Option<Instant> {
        match self.state {
            LinkState::Live => self.heard.map(|heard| heard.at + STALE_AFTER),
            LinkState::Loading => Some(self.began + ABSENT_AFTER),
            LinkState::Stale | LinkState::Absent => None,
        }
    }

    fn is_live(&self, now: Now) -> bool {
        self.heard.is_some_and(|heard| {
            let by_wall = now.wall_ms.saturating_sub(heard.wall_ms).max(0);
            let by_wall = Duration::from_millis(by_wall.unsigned_abs());
            now.at.saturating_duration_since(heard.at).max(by_wall) < STALE_AFTER
        })
    }
}
