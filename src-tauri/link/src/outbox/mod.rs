//! Commands that the server has not taken yet: on disk before they are shown, sent in order, kept
//! until what they caused is seen.

mod file;
mod keeper;
mod queue;

use kitchen::{Command, CommandId, UnixMs};
use std::sync::Arc;
use wire::ErrorCode;

pub use file::SetAside;
pub(crate) use file::{OpenError, open};
#[cfg(test)]
pub(crate) use file::{Row, write};
pub(crate) use keeper::{Keeper, Submission};
pub(crate) use queue::{No, Queue};

/// How many bytes a command's body takes in a frame or in a file.
pub(crate) fn weight(body: &Command) -> usize {
    // What cannot be written cannot be sent either, and is too large for both.
    serde_json::to_vec(body).map_or(usize::MAX, |bytes| bytes.len())
}

/// A command in the outbox, as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxEntry {
    /// Makes it idempotent for good.
    pub id: CommandId,
    /// What is to happen.
    pub body: Arc<Command>,
    /// When a person wanted it, by this machine's wall clock.
    pub made_at_ms: UnixMs,
    /// Whether it may have reached the server: then it can no longer be forgotten.
    pub sent: bool,
    /// The event that must be folded in before what it caused is seen; `None` until the server has
    /// taken it.
    pub acked_seq: Option<u64>,
}

/// A command that the server would not carry out. It has left the outbox.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedCommand {
    /// Which.
    pub id: CommandId,
    /// What was to happen.
    pub body: Arc<Command>,
    /// When a person wanted it, by this machine's wall clock.
    pub made_at_ms: UnixMs,
    /// Why not, to match on.
    pub code: ErrorCode,
    /// Why not, to read.
    pub message: String,
    /// JSON pointer into the body, where one field is at fault.
    pub field: Option<String>,
}
