//! Who may do what: bearer tokens and their roles (PROTOCOL, section 1).

use std::sync::Arc;
use store::{RestaurantId, TokenId};

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A till: place, amend, cancel, read.
    Pos,
    /// A kitchen screen: stream, kitchen commands.
    Display,
    /// A counter: place orders, voice.
    Counter,
    /// Everything.
    Operator,
}

/// Whose request it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The token.
    pub token: TokenId,
    /// What it allows.
    pub role: Role,
    /// Where it is valid.
    pub restaurant: RestaurantId,
    /// As it stands in events: `token-3`.
    pub by: Arc<str>,
}

/// Knows every valid token.
#[derive(Clone)]
pub struct Auth {}
