//! What can go wrong, one enum per kind of operation, in words that can be shown to an operator.

use crate::{Location, RestaurantId, TOKENS_MAX};
use std::io;
use std::path::PathBuf;

/// Why an operation failed. After a failed [`commit`](crate::Writer::commit) nothing of the batch
/// is stored, unless it is [`StoreError::InDoubt`].
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room on the disk. Works again when there is room.
    #[error("the disk is full: nothing was written")]
    Full,
    /// The file or its file system does not allow writing.
    #[error("the database is read-only: nothing was written")]
    ReadOnly,
    /// The content of the database is damaged.
    #[error("the database is damaged: {detail}; restore a backup")]
    Corrupt {
        /// What the engine found.
        detail: String,
    },
    /// The file is something else, or its first page is destroyed.
    #[error("the file is not a database; restore a backup, or name another file")]
    NotADatabase,
    /// The disk, or what stands for it, failed.
    #[error("the disk failed: {detail}")]
    Io {
        /// What the engine was told.
        detail: String,
    },
    /// The database server is away. Works again when it is back.
    #[error("the database cannot be reached: {detail}")]
    Lost {
        /// What the connection met.
        detail: String,
    },
    /// The database server went away while it committed, and cannot be asked what became of it.
    #[error("the connection was lost in the middle of a commit: whether it is stored is not known")]
    InDoubt,
    /// The log ends before what was acknowledged, or is another: the database was replaced or set
    /// back under a running server.
    #[error(
        "restaurant {restaurant}: the database does not go on from what this server wrote \
         ({detail}); restart the server"
    )]
    Diverged {
        /// Whose log.
        restaurant: RestaurantId,
        /// What is there instead.
        detail: String,
    },
    /// Another process kept the database locked for longer than
    /// [`OpenOptions::busy`](crate::OpenOptions::busy).
    #[error("another process keeps the database locked")]
    Busy,
    /// An event does not have the next number: someone else wrote, or the caller lost count.
    #[error("restaurant {restaurant}: event {found} was offered where {expected} is next")]
    OutOfSequence {
        /// Whose log.
        restaurant: RestaurantId,
        /// The number that is next.
        expected: u64,
        /// The number that the event had.
        found: u64,
    },
    /// A command with this id is stored already.
    #[error("restaurant {restaurant}: command {id} was answered before")]
    CommandExists {
        /// Whose command.
        restaurant: RestaurantId,
        /// Its id.
        id: String,
    },
    /// A snapshot of events that are not stored.
    #[error("restaurant {restaurant}: a snapshot at event {found}, but the log ends at {last}")]
    SnapshotAhead {
        /// Whose snapshot.
        restaurant: RestaurantId,
        /// The last event of the log.
        last: u64,
        /// The event that the snapshot names.
        found: u64,
    },
    /// The restaurant was not [loaded](crate::Writer::load), so it has no log.
    #[error("there is no restaurant {restaurant}")]
    UnknownRestaurant {
        /// The name that was given.
        restaurant: RestaurantId,
    },
    /// [`RESTAURANTS_MAX`](crate::RESTAURANTS_MAX) is reached.
    #[error("the database holds as many restaurants as it may")]
    TooManyRestaurants,
    /// [`TOKENS_MAX`] is reached.
    #[error("{TOKENS_MAX} tokens are valid already; revoke some")]
    TooManyTokens,
    /// The system gave no random bytes for an epoch.
    #[error("the system has no randomness: {0}")]
    Randomness(getrandom::Error),
    /// Something that this crate did not foresee, such as a value too large for the engine.
    #[error("the database refused: {detail}")]
    Engine {
        /// What the engine said.
        detail: String,
    },
}

impl StoreError {
    /// Whether the log may hold more than the caller knows of, so that it shall
    /// [load](crate::Writer::load) it before it writes on.
    pub fn leaves_doubt(&self) -> bool {
        matches!(
            self,
            Self::InDoubt | Self::OutOfSequence { .. } | Self::CommandExists { .. }
        )
    }
}

/// Why a store could not be opened, or written to by this process.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process writes here.
    #[error("{location} is in use by another heard-server")]
    InUse {
        /// The database.
        location: Location,
    },
    /// There is none, and none was to be made.
    #[error("there is no database at {location}")]
    Missing {
        /// Where it was looked for.
        location: Location,
    },
    /// The database server does not answer, or does not let us in.
    #[error("cannot connect to {location}: {detail}")]
    Unreachable {
        /// The database.
        location: Location,
        /// What stood in the way.
        detail: String,
    },
    /// The file or its lock could not be made or opened.
    #[error("cannot open {}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A newer version of this program wrote it.
    #[error(
        "the database has schema {found}, this program knows up to {known}: use the newer program"
    )]
    NewerSchema {
        /// The schema of the database.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// A database of another program.
    #[error("the database belongs to another program")]
    Foreign,
    /// The database would lose acknowledged orders in a power cut.
    #[error("the database does not write durably: {setting} is {found}, must be {wanted}")]
    NotDurable {
        /// The setting that did not hold.
        setting: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// The database cannot hold all that people write.
    #[error("the database stores text as {found}; make it with ENCODING 'UTF8'")]
    Encoding {
        /// Its encoding.
        found: String,
    },
    /// The engine has a bug that can damage the log.
    #[error("SQLite {found} can damage its log; at least 3.51.3 is needed")]
    EngineTooOld {
        /// The version at run time.
        found: String,
    },
    /// The database itself does not work.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a backup was not made. The file it was to replace is untouched.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The target is the database itself.
    #[error("{} is the database itself", path.display())]
    OntoItself {
        /// The target.
        path: PathBuf,
    },
    /// The database has tools of its own for it.
    #[error("{0}")]
    Unsupported(&'static str),
    /// The target could not be written.
    #[error("cannot write {}: {source}", path.display())]
    File {
        /// The target.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database could not be read, or the copy not be written.
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        Self::Open(error.into())
    }
}

/// Why a backup was not restored. What it was to replace is untouched.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The backup is not there, not ours, not sound, or newer than this program.
    #[error("the backup {} cannot be used: {source}", path.display())]
    Unusable {
        /// The backup.
        path: PathBuf,
        /// Why not.
        source: OpenError,
    },
    /// The database has tools of its own for it.
    #[error("{0}")]
    Unsupported(&'static str),
    /// The copy beside the database, or its move into place, failed.
    #[error("cannot write {}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database that is there is in use, or cannot be written.
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl From<StoreError> for RestoreError {
    fn from(error: StoreError) -> Self {
        Self::Open(error.into())
    }
}
