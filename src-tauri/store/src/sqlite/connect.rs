//! A connection that writes durably, or none.

use crate::{OpenError, StoreError};
use rusqlite::{Connection, OpenFlags};
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

/// The oldest SQLite whose write-ahead log cannot be damaged by a checkpoint that meets a commit
/// (<https://sqlite.org/wal.html>, "The WAL-Reset Bug"), as `sqlite3_libversion_number`.
const SQLITE_MIN: i32 = 3_051_003;

/// How many faults [`faults`] lists at most.
const FAULTS_MAX: u32 = 100;

/// Prepared statements kept per connection; more than any of our connections has.
const STATEMENTS_MAX: usize = 32;

/// For every connection. In this order: a full sync of the log on every commit, on macOS down to the medium; a checkpoint
/// each 1,000 pages (4 MiB, SQLite's default), after which the log's file is at most 16 MiB; 8 MiB of page cache, so that
/// the index of command ids stays in memory; no trust in what a prepared file may hold.
const SETTINGS: &str = "
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA wal_autocheckpoint = 1000;
    PRAGMA journal_size_limit = 16777216;
    PRAGMA cache_size = -8192;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
";

/// Refuses a SQLite that can lose what it promised to keep.
pub(super) fn check_engine(number: i32, name: &str) -> Result<(), OpenError> {
    if number < SQLITE_MIN {
        return Err(OpenError::EngineTooOld {
            found: name.to_owned(),
        });
    }
    Ok(())
}

/// Makes an empty file for the database if there is none, readable by this user alone; SQLite gives its companions the same mode.
pub(super) fn create_file(path: &Path) -> Result<(), OpenError> {
    // Only ever a file that was not there: closing a database that this process has open would drop SQLite's locks on it.
    match private_file().create_new(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(source) => Err(OpenError::File {
            path: path.to_owned(),
            source,
        }),
    }
}

/// How files of ours are made: for this user alone.
pub(super) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Opens the database that is at `path`, in WAL mode, and makes sure that its commits are durable.
pub(super) fn connect(path: &Path, busy: Duration) -> Result<Connection, OpenError> {
    if !path.exists() {
        return Err(OpenError::Missing {
            path: path.to_owned(),
        });
    }
    let db = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    db.busy_timeout(busy)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    if db.is_readonly("main")? {
        return Err(StoreError::ReadOnly.into());
    }
    db.execute_batch(SETTINGS)?;
    let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if mode != "wal" {
        db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    }
    check_durable(&db)?;
    Ok(db)
}

/// Reads the settings back, for SQLite ignores what it cannot do.
pub(super) fn check_durable(db: &Connection) -> Result<(), OpenError> {
    let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if mode != "wal" {
        return Err(OpenError::NotDurable {
            setting: "journal_mode",
            found: mode,
            wanted: "wal",
        });
    }
    let synchronous: i64 = db.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    if synchronous != 2 {
        let found = synchronous.to_string();
        return Err(OpenError::NotDurable {
            setting: "synchronous",
            found,
            wanted: "2 (full)",
        });
    }
    Ok(())
}

/// What is wrong with the database, by reading all of it. `check` is `quick_check`, or `integrity_check` which takes longer and
/// compares the indexes as well.
pub(super) fn faults(db: &Connection, check: &str) -> Result<Vec<String>, StoreError> {
    let mut faults = Vec::new();
    db.pragma(None, check, FAULTS_MAX, |row| {
        faults.push(row.get::<_, String>(0)?);
        Ok(())
    })?;
    faults.retain(|fault| fault != "ok");
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_an_engine_with_the_log_bug() {
        assert!(matches!(
            check_engine(3_051_002, "3.51.2"),
            Err(OpenError::EngineTooOld { found }) if found == "3.51.2"
        ));
        assert!(check_engine(3_051_003, "3.51.3").is_ok());
    }

    #[test]
    fn refuses_a_database_that_cannot_have_a_write_ahead_log() {
        // In memory, SQLite answers the wish for WAL with "memory", without an error: as on file systems that cannot share memory.
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(SETTINGS).unwrap();
        db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))
            .unwrap();
        let refused = check_durable(&db).unwrap_err();
        assert!(matches!(
            &refused,
            OpenError::NotDurable { setting: "journal_mode", found, .. } if found == "memory"
        ));
    }

    #[test]
    fn refuses_commits_that_are_not_synced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heard.db");
        create_file(&path).unwrap();
        let db = connect(&path, Duration::ZERO).unwrap();
        db.pragma_update(None, "synchronous", "NORMAL").unwrap();
        assert!(matches!(
            check_durable(&db),
            Err(OpenError::NotDurable { setting: "synchronous", found, .. }) if found == "1"
        ));
    }
}
