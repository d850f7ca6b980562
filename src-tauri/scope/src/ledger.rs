//! What came and went in a whole tree of scopes: how many there ever were, and which scopes ended last.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Ended scopes that are remembered: as many as a person looks through for the one just closed.
const ENDED_KEPT: usize = 8;

/// What came and went in a tree since its root was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turnover {
    /// Tasks, threads, blocking calls and guards that ever were.
    pub opened: u64,
    /// How many of them are gone.
    pub closed: u64,
    /// The scopes that ended last, oldest first; nothing was left of any. At most eight.
    pub ended: Vec<EndedScope>,
}

/// A scope that has ended, and everything in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedScope {
    /// Its full path.
    pub name: Arc<str>,
    /// How long ago the last of it went.
    pub ago: Duration,
}

/// A tree's book of comings and goings. One for all its nodes.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    opened: AtomicU64,
    closed: AtomicU64,
    ended: Mutex<VecDeque<(Arc<str>, Instant)>>,
}

impl Ledger {
    pub(crate) fn came(&self) {
        self.opened.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn went(&self) {
        self.closed.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn ended(&self, name: Arc<str>) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.len() == ENDED_KEPT {
            ended.pop_front();
        }
        ended.push_back((name, Instant::now()));
    }

    pub(crate) fn turnover(&self) -> Turnover {
        let now = Instant::now();
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        // First what went: whoever comes and goes meanwhile is then not gone before it came.
        let closed = self.closed.load(Ordering::Relaxed);
        Turnover {
            opened: self.opened.load(Ordering::Relaxed).max(closed),
            closed,
            ended: ended
                .iter()
                .map(|(name, at)| EndedScope {
                    name: name.clone(),
                    ago: now.saturating_duration_since(*at),
                })
                .collect(),
        }
    }
}
