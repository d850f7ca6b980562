//! Bearer tokens, as stored: hashed, with what they allow.

use crate::RestaurantId;
use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// Names a token, for listing and revoking; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenId(pub(crate) i64);

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TokenId {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
    }
}

/// A token to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// What it allows; the caller's word.
    pub role: String,
    /// Whose it is, for people.
    pub name: String,
    /// Where it is valid. The restaurant need not have a log yet.
    pub restaurant: RestaurantId,
    /// SHA-256 of the token. The token itself is nowhere.
    pub hash: [u8; 32],
    /// When it was made, in Unix milliseconds.
    pub created_at_ms: i64,
}

/// A token that is valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its name for revoking.
    pub id: TokenId,
    /// What it allows.
    pub role: String,
    /// Whose it is, for people.
    pub name: String,
    /// Where it is valid.
    pub restaurant: RestaurantId,
    /// When it was made, in Unix milliseconds.
    pub created_at_ms: i64,
}
