//! What is stored: the log of a restaurant, and what belongs to it.

use crate::StoreError;
use std::fmt::{self, Write as _};
use std::sync::Arc;

/// Longest restaurant id, in bytes; it is a slug, and stands in every log line.
const RESTAURANT_ID_MAX: usize = 64;

/// The name of a restaurant, which owns a log of its own. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RestaurantId(Arc<str>);

/// A restaurant id that is empty, longer than 64 bytes, or has a character other than ASCII
/// letters, digits, `-`, `_`, `.`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a restaurant id is 1 to {RESTAURANT_ID_MAX} letters, digits, `-`, `_` or `.`")]
pub struct RestaurantIdError;

impl RestaurantId {
    /// Checks and takes `id`.
    ///
    /// # Errors
    /// [`RestaurantIdError`] when it does not have the form of an id.
    pub fn new(id: &str) -> Result<Self, RestaurantIdError> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        if id.is_empty() || id.len() > RESTAURANT_ID_MAX || !id.bytes().all(allowed) {
            return Err(RestaurantIdError);
        }
        Ok(Self(Arc::from(id)))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RestaurantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names one continuous log: 32 hex digits, made at random when a restaurant is created and again
/// when its log is restored from a backup. A cursor is only good within its epoch (PROTOCOL.md,
/// section 4).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Epoch(pub(crate) Arc<str>);

impl Epoch {
    /// An epoch that no log has had: 128 random bits.
    pub(crate) fn fresh() -> Result<Self, StoreError> {
        let mut bits = [0; 16];
        getrandom::fill(&mut bits).map_err(StoreError::Randomness)?;
        let mut text = String::with_capacity(2 * bits.len());
        for byte in bits {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Ok(Self(Arc::from(text)))
    }

    /// The epoch as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something that happened, at its place in the log of a restaurant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number: counts the restaurant's events from 1 without gaps.
    pub seq: u64,
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// The version of the form of `body`.
    pub version: u16,
    /// Who caused it.
    pub by: String,
    /// The command that caused it, if its client gave one.
    pub command_id: Option<String>,
    /// What happened, as JSON.
    pub body: String,
}

/// A command that was answered. It is kept for good, so that the same id has one effect and one
/// answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Its id. The caller keeps ids of several origins apart (`c:` and a UUID, `k:` and an
    /// idempotency key).
    pub id: String,
    /// Digest of the command's body, to notice an id used again for something else.
    pub body_hash: [u8; 32],
    /// What the client was told.
    pub answer: Answer,
}

/// The answer that a command got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It was done.
    Done {
        /// The last event it caused, or the state's number when it caused none.
        seq: u64,
    },
    /// It was refused.
    Refused {
        /// The refusal, as JSON.
        json: String,
    },
}

/// An order that left the kitchen, in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedOrder {
    /// The order's id.
    pub order: String,
    /// The number of the event that placed it.
    pub placed_seq: u64,
    /// When it was placed, in Unix milliseconds.
    pub placed_at_ms: i64,
    /// When it was closed, in Unix milliseconds.
    pub closed_at_ms: i64,
    /// How it ended: `completed` or `cancelled`.
    pub state: String,
    /// The order as it was then, as JSON.
    pub body: String,
}

/// The state after an event, from which a start goes on instead of folding the whole log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The last event that is folded in.
    pub seq: u64,
    /// The version of the form of `body`.
    pub version: u16,
    /// The state.
    pub body: Vec<u8>,
}

/// What one command, or one moment, adds to a restaurant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// Whose log.
    pub restaurant: RestaurantId,
    /// The next events, in order; none when the command was refused.
    pub events: Vec<Event>,
    /// The commands that are answered by this.
    pub commands: Vec<Command>,
    /// Orders that leave the archive, because they were recalled. Removed before `closed` is put
    /// in.
    pub reopened: Vec<String>,
    /// Orders that go into the archive, or change there.
    pub closed: Vec<ClosedOrder>,
    /// The state up to an event that is stored by now.
    pub snapshot: Option<Snapshot>,
}

impl Append {
    /// Adds nothing yet.
    pub fn new(restaurant: RestaurantId) -> Self {
        Self {
            restaurant,
            events: Vec::new(),
            commands: Vec::new(),
            reopened: Vec::new(),
            closed: Vec::new(),
            snapshot: None,
        }
    }
}

/// What a start needs of a restaurant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// Which log this is.
    pub epoch: Epoch,
    /// The newest snapshot whose version the caller can read.
    pub snapshot: Option<Snapshot>,
    /// All events after the snapshot, or all there are.
    pub events: Vec<Event>,
}

impl Loaded {
    /// The number of the last event, 0 when nothing has happened yet.
    pub fn last_seq(&self) -> u64 {
        let snapshot = self.snapshot.as_ref().map_or(0, |s| s.seq);
        self.events.last().map_or(snapshot, |e| e.seq)
    }
}
