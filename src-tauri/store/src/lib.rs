//! The event log on disk: one set of traits, an engine behind each kind of [`Location`].
//!
//! What is stored is opaque here: events, snapshots and answers are the caller's bytes and text.
//! The crate promises four things about them: what [`Writer::commit`] returned `Ok` for is on
//! disk; a batch is stored whole or not at all; the events of a restaurant are numbered from 1
//! without gaps; a command is stored once.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let location = "sqlite:/var/lib/heard/heard.db".parse()?;
//! let store = store::open(&location, store::OpenOptions::default())?;
//! let mut writer = store.writer()?;
//! let restaurant = store::RestaurantId::new("main")?;
//! let loaded = writer.load(&restaurant, 1..=1)?;
//! let event = store::Event {
//!     seq: loaded.last_seq() + 1,
//!     at_ms: 1_700_000_000_000,
//!     version: 1,
//!     by: "pos".to_owned(),
//!     command_id: None,
//!     body: r#"{"type":"order_placed"}"#.to_owned(),
//! };
//! writer.commit(&[store::Append { events: vec![event], ..store::Append::new(restaurant) }])?;
//! # Ok(())
//! # }
//! ```

mod engine;
mod error;
mod location;
mod postgres;
mod record;
mod sqlite;
mod token;

pub use self::postgres::PostgresUrl;
pub use engine::{Reader, Store, Tokens, Writer};
pub use error::{BackupError, OpenError, RestoreError, StoreError};
pub use location::{Location, LocationError};
pub use record::{
    Answer, Append, ClosedOrder, Command, Epoch, Event, Loaded, RestaurantId, RestaurantIdError,
    Snapshot,
};
pub use token::{NewToken, Token, TokenId};

use std::path::{Path, PathBuf};
use std::time::Duration;

/// Most events one [`Reader::events_after`] returns: about 10 MiB of them. A caller that gets so
/// many asks again.
pub const EVENTS_MAX: usize = 10_000;

/// Most orders one [`Reader::closed_orders`] returns (PROTOCOL.md, section 2: `limit` up to 500).
pub const CLOSED_ORDERS_MAX: usize = 500;

/// Most restaurants one database holds; a chain's largest region has fewer, and a loop that makes
/// them up ends here.
pub const RESTAURANTS_MAX: usize = 10_000;

/// Most tokens that are valid at one time; every device of every restaurant has one.
pub const TOKENS_MAX: usize = 100_000;

/// How [`open`] behaves.
#[derive(Debug, Clone, Copy)]
pub struct OpenOptions {
    /// Whether a database that is not there is made, or refused as [`OpenError::Missing`].
    pub create: bool,
    /// How long an operation waits for another process that has the database locked, then
    /// [`StoreError::Busy`].
    pub busy: Duration,
}

impl Default for OpenOptions {
    /// Creates, and waits 5 s: a group commit takes milliseconds, so whoever holds the lock longer
    /// is stuck.
    fn default() -> Self {
        Self {
            create: true,
            busy: Duration::from_secs(5),
        }
    }
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// How many restaurants the backup held; each has a new epoch now.
    pub restaurants: u64,
    /// How many events it held.
    pub events: u64,
    /// Where the database that stood there was put, when it was too broken to be written into.
    pub set_aside: Option<PathBuf>,
}

/// Opens the store at `location`, making or upgrading its schema where that is allowed.
///
/// # Errors
/// [`OpenError`] says in words what stands in the way; nothing is left open.
pub fn open(location: &Location, options: OpenOptions) -> Result<Box<dyn Store>, OpenError> {
    match location {
        Location::Sqlite(path) => Ok(Box::new(sqlite::SqliteStore::open(path, options)?)),
        Location::Postgres(url) => Ok(Box::new(postgres::PostgresStore::open(url, options)?)),
    }
}

/// Puts the backup `from` in the place of what is at `location`, all of it or nothing, and gives
/// every restaurant a new epoch, so that displays notice that their log is not continued.
///
/// Tokens are restored with the rest: one that was revoked since the backup is valid again.
///
/// # Errors
/// [`RestoreError::Open`] with [`OpenError::InUse`] while a writer holds the store; the other
/// variants when the backup is not one of ours or not sound. In every case what was there is
/// untouched.
pub fn restore(location: &Location, from: &Path) -> Result<Restored, RestoreError> {
    match location {
        Location::Sqlite(path) => sqlite::restore(path, from),
        Location::Postgres(_) => Err(RestoreError::Unsupported(postgres::NO_RESTORE)),
    }
}
