//! Ephemeral secrets: what a browser is given instead of a bearer token. Kept hashed, good for
//! several sessions until they expire (REALTIME, section 2).

use crate::auth::{self, Identity};
use scope::{
    ScopeHandle, Task,
    time::{Instant, Ticker},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

/// How every secret begins, so that it is not taken for a bearer token. REALTIME, section 2.
pub const PREFIX: &str = "ek_";

/// Secrets that are valid at once. Each holds a session's settings, of at most 64 KiB.
const SECRETS: usize = 1_024;

/// Those of one token: one that is in a loop leaves room for the others.
const PER_TOKEN: usize = 256;

/// How often expired ones are forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(30);

/// Random bytes of a secret: nobody guesses 256 bits.
const BYTES: usize = 32;

/// What a secret is good for, with settings of the form `S`. Cheap to clone.
#[derive(Debug)]
pub struct Grant<S> {
    /// Whose secret it is.
    pub identity: Identity,
    /// The settings that sessions begin with.
    pub session: Arc<S>,
}

impl<S> Clone for Grant<S> {
    fn clone(&self) -> Self {
        Self {
            identity: self.identity.clone(),
            session: self.session.clone(),
        }
    }
}

/// Why a secret is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretError {
    /// It was made up, or has expired.
    Unknown,
    /// The token it was made with was revoked.
    Revoked,
}

impl SecretError {
    /// The same, for a person.
    pub fn message(self) -> &'static str {
        match self {
            Self::Unknown => "The ephemeral secret is unknown or has expired; ask for another.",
            Self::Revoked => "The token that this ephemeral secret was made with was revoked.",
        }
    }
}

/// Why there is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MintError {
    /// Too many are valid.
    #[error("Too many ephemeral secrets are valid; use one that you have, or wait.")]
    Full,
    /// The system has no randomness.
    #[error("there is no randomness")]
    NoRandomness,
}

/// All that are valid, each with settings of the form `S`.
pub struct Secrets<S> {
    known: Arc<Mutex<HashMap<[u8; 32], Known<S>>>>,
}

impl<S> Secrets<S> {
    /// None is valid. Not for others: what nobody sweeps holds its secrets for good.
    fn none() -> Self {
        Self {
            known: Arc::default(),
        }
    }
}

struct Known<S> {
    grant: Grant<S>,
    expires: Instant,
    /// The same by the wall clock, by which its client was told: a machine that slept has only
    /// that.
    expires_by_wall: SystemTime,
}

impl<S> Known<S> {
    fn has_expired(&self, now: Instant) -> bool {
        self.expires <= now || self.expires_by_wall <= SystemTime::now()
    }

    fn is_good(&self, now: Instant) -> bool {
        !self.has_expired(now) && !self.grant.identity.revoked.is_cancelled()
    }
}

impl<S: Send + Sync + 'static> Secrets<S> {
    /// None is valid; those to come are forgotten in `scope` when they have expired.
    pub fn start(scope: &ScopeHandle) -> Self {
        let secrets = Self::none();
        let swept = Self {
            known: secrets.known.clone(),
        };
        let sweeping = async move {
            let mut ticker = Ticker::new(SWEEP_EVERY);
            loop {
                let now = ticker.tick().await;
                swept.known().retain(|_, known| known.is_good(now));
            }
        };
        // In a scope that has ended nothing is minted any more.
        let _ = scope.spawn(Task::abort("secrets"), sweeping);
        secrets
    }

    /// A new secret, good until `expires`.
    ///
    /// # Errors
    /// [`MintError`]
    pub fn mint(
        &self,
        grant: Grant<S>,
        now: Instant,
        expires: Instant,
    ) -> Result<String, MintError> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(|error| {
            tracing::error!(%error, "the system has no randomness");
            MintError::NoRandomness
        })?;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let secret = format!("{PREFIX}{hex}");
        self.keep(&secret, grant, now, expires)?;
        Ok(secret)
    }

    /// Remembers a secret that was made elsewhere, good until `expires`.
    ///
    /// # Errors
    /// [`MintError::Full`]
    pub fn keep(
        &self,
        secret: &str,
        grant: Grant<S>,
        now: Instant,
        expires: Instant,
    ) -> Result<(), MintError> {
        let mut known = self.known();
        let token = grant.identity.token;
        let of_token = |known: &HashMap<_, Known<S>>| {
            let all = known.values();
            all.filter(|one| one.grant.identity.token == token).count()
        };
        if known.len() >= SECRETS || of_token(&known) >= PER_TOKEN {
            known.retain(|_, known| known.is_good(now));
        }
        if known.len() >= SECRETS || of_token(&known) >= PER_TOKEN {
            return Err(MintError::Full);
        }
        let lasts = expires.saturating_duration_since(now);
        let one = Known {
            grant,
            expires,
            expires_by_wall: SystemTime::now() + lasts,
        };
        known.insert(auth::hash(secret), one);
        Ok(())
    }

    /// What a secret is good for.
    ///
    /// # Errors
    /// [`SecretError`]
    pub fn redeem(&self, secret: &str, now: Instant) -> Result<Grant<S>, SecretError> {
        let known = self.known();
        let found = known.get(&auth::hash(secret));
        let found = found.filter(|known| !known.has_expired(now));
        let grant = &found.ok_or(SecretError::Unknown)?.grant;
        if grant.identity.revoked.is_cancelled() {
            return Err(SecretError::Revoked);
        }
        Ok(grant.clone())
    }

    fn known(&self) -> MutexGuard<'_, HashMap<[u8; 32], Known<S>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[path = "secrets_tests.rs"]
mod tests;
