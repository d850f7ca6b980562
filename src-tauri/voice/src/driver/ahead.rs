//! The token of the next connection, minted while the one that runs does not need it.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use super::mint::{Mint, Token};
use crate::fault::Fault;
use crate::session::Wishes;

/// After which another token is asked for, where none was to be had ahead of time: nobody waits for
/// it.
const RENEW_AGAIN: Duration = Duration::from_secs(30);

type Minting = Pin<Box<dyn Future<Output = Result<Token, Fault>> + Send>>;

/// The token of the next connection.
#[derive(Default)]
pub(super) struct Ahead {
    token: Option<Token>,
    /// When another is to be minted.
    at: Option<Instant>,
    minting: Option<Minting>,
}

impl Ahead {
    /// What a connection may set out with.
    pub(super) fn token(&self) -> Option<Token> {
        self.token.clone()
    }

    /// The next connection asks anew.
    pub(super) fn forget(&mut self) {
        self.token = None;
    }

    /// A connection was made with it.
    pub(super) fn connected(&mut self, token: Token, now: Instant) {
        self.at = Some(now + token.renew_after());
        self.token = Some(token);
    }

    /// There is no connection any more: nothing is minted until there is one.
    pub(super) fn rest(&mut self) {
        (self.at, self.minting) = (None, None);
    }

    /// When [`Ahead::handle_timeout`] has something to do.
    pub(super) fn due(&self) -> Option<Instant> {
        self.at.filter(|_| self.minting.is_none())
    }

    /// Begins to mint, if it is time.
    pub(super) fn handle_timeout(&mut self, mint: &Mint, wishes: &Wishes, now: Instant) {
        if self.due().is_some_and(|at| at <= now) {
            let (mint, wishes) = (mint.clone(), wishes.clone());
            self.minting = Some(Box::pin(async move { mint.token(&wishes).await }));
        }
    }

    /// What came of minting. Dropping the future loses nothing.
    pub(super) async fn minted(&mut self) -> Result<Token, Fault> {
        match &mut self.minting {
            Some(minting) => minting.await,
            None => std::future::pending().await,
        }
    }

    /// Takes in what came of it.
    ///
    /// # Errors
    /// The fault, where there is no token; another is asked for in a while.
    pub(super) fn take(&mut self, token: Result<Token, Fault>, now: Instant) -> Result<(), Fault> {
        self.minting = None;
        self.at = Some(now + RENEW_AGAIN);
        let token = token?;
        self.at = Some(now + token.renew_after().max(RENEW_AGAIN));
        self.token = Some(token);
        Ok(())
    }
}
