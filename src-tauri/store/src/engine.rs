//! What a database engine does for us. Everything is synchronous: the callers have threads for it.

use crate::{
    Append, BackupError, ClosedOrder, Command, Epoch, Event, Loaded, NewToken, OpenError,
    RestaurantId, StoreError, Token, TokenId,
};
use std::ops::{ControlFlow, RangeInclusive};
use std::path::Path;

/// An open database, from which connections for each purpose are made.
pub trait Store: Send + Sync {
    /// The one writer. It holds a lock until it is dropped, or its process ends.
    ///
    /// # Errors
    /// [`OpenError::InUse`] while there is another, in this process or in any.
    fn writer(&self) -> Result<Box<dyn Writer>, OpenError>;

    /// A connection that only reads; any number, also while the writer commits.
    ///
    /// # Errors
    /// [`OpenError`] as from [`open`](crate::open).
    fn reader(&self) -> Result<Box<dyn Reader>, OpenError>;

    /// A connection for tokens, in any process, also while another process has the writer.
    ///
    /// # Errors
    /// [`OpenError`] as from [`open`](crate::open).
    fn tokens(&self) -> Result<Box<dyn Tokens>, OpenError>;

    /// Copies a consistent state to the file `to`, whole or not at all, while the writer commits.
    /// Returns the size of the copy in bytes.
    ///
    /// # Errors
    /// [`BackupError`]; a file that was at `to` is then unchanged.
    fn backup(&self, to: &Path) -> Result<u64, BackupError>;

    /// Reads the whole database and says what is wrong with it: nothing, if it is sound. Takes
    /// seconds on a large one.
    ///
    /// # Errors
    /// [`OpenError`] when it is too broken to be looked at.
    fn check(&self) -> Result<Vec<String>, OpenError>;
}

/// The one who adds to the logs.
pub trait Writer: Send {
    /// The restaurant's log from its newest snapshot of one of `snapshot_versions`. A restaurant
    /// that is new gets an empty log with a random epoch.
    ///
    /// Memory: all events after that snapshot, so the caller takes snapshots regularly.
    ///
    /// # Errors
    /// [`StoreError`] of the disk; [`StoreError::Corrupt`] when numbers are missing.
    fn load(
        &mut self,
        restaurant: &RestaurantId,
        snapshot_versions: RangeInclusive<u16>,
    ) -> Result<Loaded, StoreError>;

    /// All restaurants that have a log, by name.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn restaurants(&mut self) -> Result<Vec<RestaurantId>, StoreError>;

    /// What was answered to each of the commands, if it was stored, in the order of asking. Sees
    /// what this writer committed. All at once, as an engine may be far away.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn commands(
        &mut self,
        asked: &[(&RestaurantId, &str)],
    ) -> Result<Vec<Option<Command>>, StoreError>;

    /// What was answered to one command, if it was stored.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn command(
        &mut self,
        restaurant: &RestaurantId,
        id: &str,
    ) -> Result<Option<Command>, StoreError> {
        Ok(self.commands(&[(restaurant, id)])?.pop().flatten())
    }

    /// Stores the whole batch, of any restaurants, with one sync of the disk; returns once it is
    /// on disk.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing of the batch is stored, and the writer can be used again, at
    /// once or when the disk can. Except [`StoreError::InDoubt`]: then all of it is stored or
    /// nothing, and the next [`load`](Writer::load) shows which.
    fn commit(&mut self, batch: &[Append]) -> Result<(), StoreError>;
}

/// Looks things up. Every call sees what was committed before it.
pub trait Reader: Send {
    /// All restaurants that have a log, by name.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn restaurants(&mut self) -> Result<Vec<RestaurantId>, StoreError>;

    /// Which log the restaurant has, if any.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn epoch(&mut self, restaurant: &RestaurantId) -> Result<Option<Epoch>, StoreError>;

    /// The number of the restaurant's last event, 0 without any.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn last_seq(&mut self, restaurant: &RestaurantId) -> Result<u64, StoreError>;

    /// The events that follow `seq`, oldest first, at most `limit` and
    /// [`EVENTS_MAX`](crate::EVENTS_MAX).
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn events_after(
        &mut self,
        restaurant: &RestaurantId,
        seq: u64,
        limit: usize,
    ) -> Result<Vec<Event>, StoreError>;

    /// One event.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn event(&mut self, restaurant: &RestaurantId, seq: u64) -> Result<Option<Event>, StoreError>;

    /// What was answered to a command.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn command(
        &mut self,
        restaurant: &RestaurantId,
        id: &str,
    ) -> Result<Option<Command>, StoreError>;

    /// One order of the archive.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn closed_order(
        &mut self,
        restaurant: &RestaurantId,
        order: &str,
    ) -> Result<Option<ClosedOrder>, StoreError>;

    /// Orders of the archive in `state` that were placed after the event `placed_after`, oldest
    /// first, at most `limit` and [`CLOSED_ORDERS_MAX`](crate::CLOSED_ORDERS_MAX). The
    /// `placed_seq` of the last is the cursor for the next call.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn closed_orders(
        &mut self,
        restaurant: &RestaurantId,
        state: &str,
        placed_after: u64,
        limit: usize,
    ) -> Result<Vec<ClosedOrder>, StoreError>;

    /// Shows `visit` every order closed from `from_ms` until before `to_ms` (Unix milliseconds),
    /// in the order of closing, until it breaks. One at a time, so a report over a year needs no
    /// memory for it.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn closed_between(
        &mut self,
        restaurant: &RestaurantId,
        from_ms: i64,
        to_ms: i64,
        visit: &mut dyn FnMut(ClosedOrder) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;
}

/// The tokens that are valid.
pub trait Tokens: Send {
    /// Stores a token.
    ///
    /// # Errors
    /// [`StoreError::TooManyTokens`], and [`StoreError`] of the disk.
    fn create(&mut self, token: &NewToken) -> Result<TokenId, StoreError>;

    /// All tokens, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn list(&mut self) -> Result<Vec<Token>, StoreError>;

    /// Removes a token for good; `false` when there is none of that id.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn revoke(&mut self, id: TokenId) -> Result<bool, StoreError>;

    /// The token that has this hash.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn by_hash(&mut self, hash: &[u8; 32]) -> Result<Option<Token>, StoreError>;

    /// Grows with every token made or revoked, by whichever process: cheap to ask, to know whether
    /// anything changed.
    ///
    /// # Errors
    /// [`StoreError`] of the disk.
    fn revision(&mut self) -> Result<u64, StoreError>;
}
