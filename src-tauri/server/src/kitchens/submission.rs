//! What is asked of a kitchen, and what becomes of it.

use kitchen::{Command, CommandId, Refusal};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// A command, whose it is, and under which name it is done once.
#[derive(Debug, Clone)]
pub struct Submission {
    /// What.
    pub command: Command,
    /// The name under which it has one effect.
    pub name: Once,
    /// Who: a token's or device's id. Stands in every event for good, so never a person's name.
    pub by: Arc<str>,
    /// SHA-256 of the command: another one under the same name is refused.
    pub(super) body_hash: [u8; 32],
}

/// The name under which a command has one effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Once {
    /// The client's command id: its answer is kept, a refusal too.
    Command(CommandId),
    /// An idempotency key: an answer is kept, a refusal is not (who mends the body may use the
    /// key again).
    Key(String),
    /// None: twice is twice.
    No,
}

impl Submission {
    /// A command to be decided.
    ///
    /// # Errors
    /// None that can happen: every command of ours can be written as JSON.
    pub fn new(command: Command, name: Once, by: Arc<str>) -> Result<Self, serde_json::Error> {
        let body_hash = Sha256::digest(serde_json::to_vec(&command)?).into();
        Ok(Self {
            command,
            name,
            by,
            body_hash,
        })
    }
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is on disk.
    Done {
        /// The last event it caused, or of the log where it caused none. For an order that was
        /// placed, the event that placed it.
        seq: u64,
        /// It was done before, under the same name.
        replayed: bool,
    },
    /// It was refused, and nothing has happened.
    Refused {
        /// Why.
        refusal: Refusal,
        /// It was refused before, under the same name.
        replayed: bool,
    },
}

/// Why a command was not decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It cannot be written to disk.
    #[error("the order cannot be written to disk")]
    Storage,
    /// The database went away while it was written. Asked again under its name, it has one effect.
    #[error("whether the order was written to disk is not known; send it again")]
    InDoubt,
    /// Too many wait already.
    #[error("too many commands wait for the disk")]
    Overloaded,
    /// The server ends.
    #[error("the server is shutting down")]
    ShuttingDown,
    /// The name was used for another body.
    #[error("the id was used for another body")]
    Reused,
    /// A fault of the server; the log says which.
    #[error("a fault of the server")]
    Internal,
}
