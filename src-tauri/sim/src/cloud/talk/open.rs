//! The item of a response that is being made.

use serde_json::Value;
use std::collections::VecDeque;

/// The item that is being made.
pub(super) struct Open {
    pub kind: Kind,
    /// As it is told.
    pub item: Value,
    /// What is still to be said of it.
    pub pieces: VecDeque<String>,
    /// What of it was said.
    pub text: String,
}

/// What it consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Sound,
    Call,
}
