//! A connection that writes durably, or none.

use super::{files, schema};
use crate::{Location, OpenError, StoreError};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// The oldest SQLite whose write-ahead log cannot be damaged by a checkpoint that meets a commit
/// (<https://sqlite.org/wal.html#walresetbug>), as `sqlite3_libversion_number`.
const SQLITE_MIN: i32 = 3_051_003;

/// How many faults [`faults`] lists at most.
const FAULTS_MAX: u32 = 100;

/// Prepared statements kept per connection; more than any of our connections has.
const STATEMENTS_MAX: usize = 32;

/// For every connection. A full sync of the log on every commit, on macOS down to the medium. A
/// checkpoint each 4,000 pages (16 MiB): the commit that meets it waits for it, so it shall be
/// fewer than one commit in 100, and re-reading the log after a crash shall take well under a
/// second. The log's file is cut to 32 MiB after a reader has held it open for longer. 8 MiB of
/// page cache, so that the index of command ids stays in memory. No trust in what a prepared file
/// may hold.
const SETTINGS: &str = "
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA journal_size_limit = 33554432;
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

/// Puts an empty database at `path` if there is none. It appears there complete, so nobody ever
/// meets half of one, and of several processes that make it at once all use the first.
pub(super) fn create(path: &Path) -> Result<(), OpenError> {
    if path.exists() {
        return Ok(());
    }
    let failed = |source| OpenError::File {
        path: path.to_owned(),
        source,
    };
    // SQLite gives its companions the mode of the file, so they are for this user alone as well.
    let draft = files::draft(path).map_err(failed)?;
    let mut db = plain(&draft)?;
    schema::upgrade(&mut db)?;
    set_journal(&db, "wal")?;
    close(db)?;
    files::put_new(draft, path).map_err(failed)
}

/// Opens a file that nobody else knows yet: a copy or a draft.
pub(super) fn plain(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(path, flags)?)
}

/// Opens a database to copy it.
pub(super) fn read_only(path: &Path, busy: Duration) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(busy)?;
    Ok(db)
}

/// Changes the journal mode, if SQLite can.
pub(super) fn set_journal(db: &Connection, mode: &str) -> Result<(), StoreError> {
    Ok(db.pragma_update_and_check(None, "journal_mode", mode, |_| Ok(()))?)
}

/// Closes the connection and says whether it went well.
pub(super) fn close(db: Connection) -> Result<(), StoreError> {
    db.close().map_err(|(_, error)| error.into())
}

/// Opens the database that is at `path`, in WAL mode, and makes sure that its commits are durable.
pub(super) fn connect(path: &Path, busy: Duration) -> Result<Connection, OpenError> {
    if !path.exists() {
        return Err(OpenError::Missing {
            location: Location::Sqlite(path.to_owned()),
        });
    }
    let db = plain(path)?;
    db.busy_timeout(busy)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    if db.is_readonly("main")? {
        return Err(StoreError::ReadOnly.into());
    }
    // Before anything is written: the database of another program stays as it is.
    schema::version(&db)?;
    db.execute_batch(SETTINGS)?;
    // Without it SQLite plans a query anew for each value it is given.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if mode != "wal" {
        set_journal(&db, "wal")?;
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

/// What is wrong with the database, by reading all of it. `check` is `quick_check`, or
/// `integrity_check` which takes longer and compares the indexes as well.
pub(super) fn faults(db: &Connection, check: &str) -> Result<Vec<String>, StoreError> {
    let mut faults = Vec::new();
    let read = db.pragma(None, check, FAULTS_MAX, |row| {
        faults.push(row.get::<_, String>(0)?);
        Ok(())
    });
    match read.map_err(StoreError::from) {
        Ok(()) => {}
        // So damaged that the check itself stumbled.
        Err(StoreError::Corrupt { detail }) => faults.push(detail),
        Err(error) => return Err(error),
    }
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
        // In memory, SQLite answers the wish for WAL with "memory", without an error: as on file
        // systems that cannot share memory.
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(SETTINGS).unwrap();
        set_journal(&db, "wal").unwrap();
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
        create(&path).unwrap();
        let db = connect(&path, Duration::ZERO).unwrap();
        db.pragma_update(None, "synchronous", "NORMAL").unwrap();
        assert!(matches!(
            check_durable(&db),
            Err(OpenError::NotDurable { setting: "synchronous", found, .. }) if found == "1"
        ));
    }
}
