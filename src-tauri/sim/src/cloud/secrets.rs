//! Ephemeral secrets: what they begin a session with, and until when (REALTIME, section 2).

use serde_json::Value;
use std::collections::HashMap;

/// What every secret begins with.
const PREFIX: &str = "ek_";

/// How long a secret is good for where nobody says (REALTIME, section 2).
pub(super) const SECONDS: i64 = 600;

/// Secrets that were given out. One can open several sessions until it expires.
#[derive(Default)]
pub(super) struct Secrets {
    known: HashMap<String, Secret>,
}

#[derive(Clone)]
struct Secret {
    wishes: Value,
    expires_at: i64,
}

/// What a secret is worth.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Worth {
    /// It opens a session of these wishes.
    Good(Value),
    /// It did.
    Expired,
    /// It never did.
    Unknown,
}

impl Secrets {
    /// Makes one for these wishes, good until then (Unix seconds).
    pub fn make(&mut self, wishes: Value, expires_at: i64) -> String {
        let value = format!("{PREFIX}{}", uuid::Uuid::new_v4().simple());
        let secret = Secret { wishes, expires_at };
        self.known.insert(value.clone(), secret);
        value
    }

    /// Looks at one.
    pub fn worth(&self, value: &str, now: i64) -> Worth {
        match self.known.get(value) {
            Some(secret) if now < secret.expires_at => Worth::Good(secret.wishes.clone()),
            Some(_) => Worth::Expired,
            None => Worth::Unknown,
        }
    }

    /// Every secret that was given out is expired from now on.
    pub fn expire(&mut self) {
        for secret in self.known.values_mut() {
            secret.expires_at = 0;
        }
    }
}
