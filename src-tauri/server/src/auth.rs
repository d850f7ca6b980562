//! Who may do what: bearer tokens and their roles (PROTOCOL, section 1).
//!
//! Tokens are made and revoked by any process, while this one runs. A token is looked up on disk
//! when it is first seen, and known from then on; whoever revokes one is noticed by the revision
//! that the store keeps.

mod role;

pub use role::Role;

use crate::rate::{Buckets, Neighbourhood, Quota, TooOften};
use scope::{CancellationToken, Scope, ScopeHandle, Task, time};
use sha2::{Digest, Sha256};
use std::{
    collections::{HashMap, HashSet},
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};
use store::{OpenError, RestaurantId, Store, StoreError, TokenId, Tokens};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How often the store is asked whether tokens were revoked: a revoked device's sockets are
/// closed within a second (PROTOCOL, section 5).
const POLL: Duration = Duration::from_millis(500);

/// Wrong tokens that one address may try. A token has 256 bits: this is not what makes guessing
/// hopeless, it keeps the guesser from keeping the disk busy. A device that was set up wrongly
/// tries less often.
const WRONG: Quota = Quota {
    per_second: 20,
    burst: 40,
};

/// Addresses that are remembered for wrong tokens; some hundred KiB.
const WRONG_ADDRESSES: usize = 10_000;

/// Whose request it is. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The token.
    pub token: TokenId,
    /// What it allows.
    pub role: Role,
    /// Where it is valid.
    pub restaurant: RestaurantId,
    /// As it stands in events: `token-3`.
    pub by: Arc<str>,
    /// Cancelled once the token is revoked: whoever holds a connection open for it ends it.
    pub revoked: CancellationToken,
}

/// Why nobody is authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// There is no such token, or it was revoked.
    #[error("the token is unknown or was revoked")]
    Unknown,
    /// Too many wrong tokens came from that address.
    #[error("too many wrong tokens from that address")]
    TooMany(TooOften),
    /// The token is not known yet, and the store cannot be asked now.
    #[error("tokens cannot be looked up now")]
    Unavailable,
}

/// SHA-256 of a token, as it is stored: comparing hashes tells nothing of the token by its time.
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// Knows every token that was seen since the start and is still valid. Cheap to clone.
#[derive(Clone)]
pub struct Auth {
    inner: Arc<Inner>,
}

struct Inner {
    /// Only valid tokens get in, so it is no larger than [`store::TOKENS_MAX`].
    known: RwLock<HashMap<[u8; 32], Identity>>,
    wrong: Buckets<Neighbourhood>,
    /// One look at the disk at a time, so that guessing never takes more than one thread.
    turn: Arc<Semaphore>,
    disk: Arc<Mutex<Disk>>,
    scope: ScopeHandle,
}

struct Disk {
    tokens: Box<dyn Tokens>,
    revision: u64,
    failing: bool,
}

impl Auth {
    /// Begins to watch the store's tokens in `scope`.
    ///
    /// # Errors
    /// [`OpenError`] when the store gives no connection for them.
    pub fn start(scope: &Scope, store: &dyn Store) -> Result<Self, OpenError> {
        let tokens = store.tokens()?;
        // A revision that no store has: the first poll looks.
        let disk = Disk {
            tokens,
            revision: u64::MAX,
            failing: false,
        };
        let inner = Arc::new(Inner {
            known: RwLock::default(),
            wrong: Buckets::new(WRONG, WRONG_ADDRESSES),
            turn: Arc::new(Semaphore::new(1)),
            disk: Arc::new(Mutex::new(disk)),
            scope: scope.handle(),
        });
        let watcher = inner.clone();
        scope.spawn(Task::abort("tokens"), async move { watcher.watch().await });
        Ok(Self { inner })
    }

    /// Whose token it is, said by someone at the address `from`.
    ///
    /// # Errors
    /// [`AuthError`]
    pub async fn authenticate(&self, token: &str, from: IpAddr) -> Result<Identity, AuthError> {
        let hash = hash(token);
        if let Some(identity) = self.inner.known(&hash) {
            return Ok(identity);
        }
        let from = Neighbourhood::from(from);
        let now = time::Instant::now();
        self.inner
            .wrong
            .look(&from, now)
            .map_err(AuthError::TooMany)?;
        let found = self.inner.look_up(hash).await?;
        found.ok_or_else(|| match self.inner.wrong.take(from, now) {
            Ok(()) => AuthError::Unknown,
            Err(too_often) => AuthError::TooMany(too_often),
        })
    }

    /// Tokens that are known.
    pub fn known(&self) -> usize {
        let known = self.inner.known.read();
        known.unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Addresses that are remembered for wrong tokens.
    pub fn suspects(&self) -> usize {
        self.inner.wrong.remembered()
    }
}

impl Inner {
    fn known(&self, hash: &[u8; 32]) -> Option<Identity> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(hash).cloned()
    }

    /// Looks a token up on disk. Learning it and forgetting it are never interleaved, so no token
    /// is learned that was revoked in between.
    async fn look_up(&self, hash: [u8; 32]) -> Result<Option<Identity>, AuthError> {
        let turn = self.turn().await.ok_or(AuthError::Unavailable)?;
        if let Some(identity) = self.known(&hash) {
            return Ok(Some(identity));
        }
        let found = self.ask(turn, move |disk| disk.tokens.by_hash(&hash)).await;
        let (found, _turn) = found.ok_or(AuthError::Unavailable)?;
        let Some(token) = found else {
            return Ok(None);
        };
        let Some(role) = Role::parse(&token.role) else {
            tracing::warn!(token = %token.id, "a token of a later version's role");
            return Ok(None);
        };
        let identity = Identity {
            by: format!("token-{}", token.id).into(),
            token: token.id,
            role,
            restaurant: token.restaurant,
            revoked: CancellationToken::new(),
        };
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(hash, identity.clone());
        Ok(Some(identity))
    }

    async fn watch(&self) {
        let mut ticker = time::Ticker::new(POLL);
        loop {
            ticker.tick().await;
            self.forget_revoked().await;
        }
    }

    async fn forget_revoked(&self) {
        let Some(turn) = self.turn().await else {
            return;
        };
        let Some((Some(valid), _turn)) = self.ask(turn, Disk::valid_if_changed).await else {
            return;
        };
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, identity| {
            let keep = valid.contains(&identity.token);
            if !keep {
                tracing::info!(token = %identity.token, "a token was revoked");
                identity.revoked.cancel();
            }
            keep
        });
    }

    async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        // It is never closed.
        self.turn.clone().acquire_owned().await.ok()
    }

    /// `None` where the disk gave no answer. The turn goes with the call, which goes on when
    /// nobody waits for it any more, and comes back with the answer.
    async fn ask<T: Send + 'static>(
        &self,
        turn: OwnedSemaphorePermit,
        question: impl FnOnce(&mut Disk) -> Result<T, StoreError> + Send + 'static,
    ) -> Option<(T, OwnedSemaphorePermit)> {
        let disk = self.disk.clone();
        let answer = self.scope.spawn_blocking("tokens", move || {
            let mut disk = disk.lock().unwrap_or_else(PoisonError::into_inner);
            (disk.ask(question), turn)
        });
        // A scope that has ended asks nobody any more; a panic was logged by it.
        let (answer, turn) = answer.ok()?.await.ok()?;
        Some((answer?, turn))
    }
}

impl Disk {
    /// The answer, or `None` and a line in the log where the disk was well before.
    fn ask<T>(&mut self, question: impl FnOnce(&mut Self) -> Result<T, StoreError>) -> Option<T> {
        match question(self) {
            Ok(answer) => {
                self.failing = false;
                Some(answer)
            }
            Err(error) => {
                // Asked twice a second, it would fill the log.
                if !std::mem::replace(&mut self.failing, true) {
                    tracing::error!(%error, "tokens cannot be read; known ones stay valid");
                }
                None
            }
        }
    }

    /// All valid tokens, if any was made or revoked since this was asked last.
    fn valid_if_changed(&mut self) -> Result<Option<HashSet<TokenId>>, StoreError> {
        // The revision first: what changes after it is noticed the next time.
        let revision = self.tokens.revision()?;
        if revision == self.revision {
            return Ok(None);
        }
        let valid = self.tokens.list()?.into_iter().map(|token| token.id);
        let valid = valid.collect();
        self.revision = revision;
        Ok(Some(valid))
    }
}

#[cfg(test)]
mod tests;
