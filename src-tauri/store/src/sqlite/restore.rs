//! The way back of a backup.

use super::backup::copy_pages;
use super::connect::{close, connect, faults, plain, read_only, set_journal};
use super::files::{self, beside};
use super::lock::WriterLock;
use super::{rows, schema};
use crate::{Epoch, Location, OpenError, RestoreError, Restored, StoreError};
use std::fs;
use std::io;
use std::path::{Path, PathBuf, absolute};
use std::time::Duration;

/// How long a restore waits for a process that changes tokens; see
/// [`OpenOptions`](crate::OpenOptions).
const RESTORE_BUSY: Duration = Duration::from_secs(5);

/// See [`restore`](crate::restore).
pub(crate) fn restore(path: &Path, from: &Path) -> Result<Restored, RestoreError> {
    let failed = |source| RestoreError::File {
        path: path.to_owned(),
        source,
    };
    let path = absolute(path).map_err(failed)?;
    let _lock = WriterLock::take(&path)?;
    let copy = files::draft(&path).map_err(failed)?;
    let mut restored = prepare(from, &copy).map_err(|source| RestoreError::Unusable {
        path: from.to_owned(),
        source,
    })?;
    match write_over(&path, &copy) {
        Ok(()) => {}
        Err(
            OpenError::Missing { .. }
            | OpenError::Store(StoreError::Corrupt { .. } | StoreError::NotADatabase),
        ) => {
            restored.set_aside = set_aside(&path).map_err(failed)?;
            files::put(copy, &path).map_err(failed)?;
            // Gives it its write-ahead log while nobody else knows it.
            close(connect(&path, RESTORE_BUSY)?)?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(restored)
}

/// Copies the backup to `copy` and makes of it what is to be restored, or says why it cannot be.
fn prepare(from: &Path, copy: &Path) -> Result<Restored, OpenError> {
    if !from.exists() {
        return Err(OpenError::Missing {
            location: Location::Sqlite(from.to_owned()),
        });
    }
    let mut db = plain(copy)?;
    copy_pages(&read_only(from, RESTORE_BUSY)?, &mut db)?;
    // One file, without a write-ahead log beside it.
    set_journal(&db, "delete")?;
    if schema::version(&db)? == 0 {
        return Err(StoreError::NotADatabase.into());
    }
    if let Some(detail) = faults(&db, "integrity_check")?.into_iter().next() {
        return Err(StoreError::Corrupt { detail }.into());
    }
    schema::upgrade(&mut db)?;

    let transaction = db.transaction()?;
    let numbers: Vec<i64> = transaction
        .prepare("SELECT num FROM restaurants")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for number in &numbers {
        let epoch = Epoch::fresh()?;
        transaction.execute(
            "UPDATE restaurants SET epoch = ?2 WHERE num = ?1",
            (number, epoch.as_str()),
        )?;
    }
    let events = transaction.query_row("SELECT count(*) FROM events", [], |row| {
        rows::unsigned(row, 0)
    })?;
    transaction.commit()?;
    close(db)?;
    Ok(Restored {
        restaurants: numbers.len() as u64,
        events,
        set_aside: None,
    })
}

/// Replaces the content of the database at `path` in one transaction: all or nothing, and other
/// processes that have the database open see it happen. A schema newer than ours is replaced too.
fn write_over(path: &Path, copy: &Path) -> Result<(), OpenError> {
    let mut db = connect(path, RESTORE_BUSY)?;
    copy_pages(&read_only(copy, RESTORE_BUSY)?, &mut db)?;
    close(db)?;
    Ok(())
}

/// Keeps a database that is beyond use under another name. It stays in its place as well until
/// another is put there, lest a start in between finds none and begins an empty log. Its
/// write-ahead log goes with it: it must not meet another database.
fn set_aside(path: &Path) -> io::Result<Option<PathBuf>> {
    let exists = path.exists();
    let aside = (1..)
        .map(|n| beside(path, &format!(".broken-{n}")))
        .find(|aside| !aside.exists() && !beside(aside, "-wal").exists())
        .ok_or(io::ErrorKind::AlreadyExists)?;
    if exists {
        fs::hard_link(path, &aside)?;
    }
    let wal = beside(path, "-wal");
    if wal.exists() {
        fs::rename(wal, beside(&aside, "-wal"))?;
    }
    let index = beside(path, "-shm");
    if index.exists() {
        fs::remove_file(index)?;
    }
    Ok(exists.then_some(aside))
}
