//! The store in a PostgreSQL database, which others look after: for many restaurants, and for a
//! server that can be replaced.
//!
//! Needs PostgreSQL 12. Everything is in the schema `heard` of the database that the URL names. The
//! writer needs a session of its own: a pooler must not share sessions by transaction.

mod append;
mod check;
mod connect;
mod fault;
mod live;
mod lock;
mod reader;
mod rows;
mod schema;
mod session;
mod tenure;
mod tls;
mod tokens;
mod url;
mod writer;

pub use url::PostgresUrl;

use crate::{BackupError, OpenError, OpenOptions, Reader, Store, Tokens, Writer};
use connect::{Database, Use};
use live::blocking;
use std::path::Path;

/// How a backup is made instead.
pub(crate) const NO_BACKUP: &str = "a PostgreSQL database is backed up with its own tools, \
     also while the server runs: pg_dump --format=custom --schema=heard --file=FILE postgres://…";

/// How one is restored instead. The next start then gives every restaurant a new epoch.
pub(crate) const NO_RESTORE: &str = "a PostgreSQL database is restored with its own tools, \
     while no server runs: \
     pg_restore --clean --if-exists --single-transaction --dbname=postgres://… FILE";

/// A PostgreSQL database. Connections are made when they are asked for, each of its own.
pub(crate) struct PostgresStore {
    database: Database,
}

impl PostgresStore {
    /// Checks how the server is set up, and brings the schema up to date.
    pub(crate) fn open(url: &PostgresUrl, options: OpenOptions) -> Result<Self, OpenError> {
        let database = Database::new(url.clone(), options.busy);
        blocking(|| {
            let mut live = database.connect_bare(Use::Change)?;
            schema::settle(&mut live, &database.location(), options.create)
        })?;
        Ok(Self { database })
    }
}

impl Store for PostgresStore {
    fn writer(&self) -> Result<Box<dyn Writer>, OpenError> {
        let writer = writer::PostgresWriter::open(self.database.clone())?;
        Ok(Box::new(writer))
    }

    fn reader(&self) -> Result<Box<dyn Reader>, OpenError> {
        let reader = reader::PostgresReader::open(self.database.clone())?;
        Ok(Box::new(reader))
    }

    fn tokens(&self) -> Result<Box<dyn Tokens>, OpenError> {
        let tokens = tokens::PostgresTokens::open(self.database.clone())?;
        Ok(Box::new(tokens))
    }

    fn backup(&self, _to: &Path) -> Result<u64, BackupError> {
        Err(BackupError::Unsupported(NO_BACKUP))
    }

    fn check(&self) -> Result<Vec<String>, OpenError> {
        blocking(|| {
            let mut live = self.database.connect(Use::Change)?;
            Ok(check::faults(&mut live)?)
        })
    }
}
