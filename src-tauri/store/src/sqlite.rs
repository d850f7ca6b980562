//! The store in one SQLite file, which is enough for a restaurant and needs nobody to look after
//! it.

mod append;
mod backup;
mod connect;
mod fault;
mod files;
mod lock;
mod reader;
mod restore;
mod rows;
mod schema;
mod tokens;
mod writer;

pub(crate) use restore::restore;

use crate::{BackupError, OpenError, OpenOptions, Reader, Store, Tokens, Writer};
use lock::WriterLock;
use std::path::{Path, PathBuf, absolute};
use std::time::Duration;

/// A SQLite database. Connections are made when they are asked for, each of its own.
pub(crate) struct SqliteStore {
    path: PathBuf,
    busy: Duration,
}

impl SqliteStore {
    /// Checks the engine and the file, and brings the schema up to date.
    pub(crate) fn open(path: &Path, options: OpenOptions) -> Result<Self, OpenError> {
        connect::check_engine(rusqlite::version_number(), rusqlite::version())?;
        // Absolute, so that SQLite does not take a name like `file:x` for a URI.
        let path = absolute(path).map_err(|source| OpenError::File {
            path: path.to_owned(),
            source,
        })?;
        if options.create {
            connect::create(&path)?;
        }
        let mut db = connect::connect(&path, options.busy)?;
        schema::settle(&mut db, &path)?;
        Ok(Self {
            path,
            busy: options.busy,
        })
    }

    fn connect(&self) -> Result<rusqlite::Connection, OpenError> {
        connect::connect(&self.path, self.busy)
    }
}

impl Store for SqliteStore {
    fn writer(&self) -> Result<Box<dyn Writer>, OpenError> {
        let lock = WriterLock::take(&self.path)?;
        Ok(Box::new(writer::SqliteWriter::new(self.connect()?, lock)))
    }

    fn reader(&self) -> Result<Box<dyn Reader>, OpenError> {
        Ok(Box::new(reader::SqliteReader::new(self.connect()?)?))
    }

    fn tokens(&self) -> Result<Box<dyn Tokens>, OpenError> {
        Ok(Box::new(tokens::SqliteTokens::new(self.connect()?)))
    }

    fn backup(&self, to: &Path) -> Result<u64, BackupError> {
        backup::backup(&self.path, self.busy, to)
    }

    fn check(&self) -> Result<Vec<String>, OpenError> {
        Ok(connect::faults(&self.connect()?, "quick_check")?)
    }
}
