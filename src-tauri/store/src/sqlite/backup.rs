//! A copy of the database that is good at any moment, and its way back.

use super::connect::{connect, faults};
use super::lock::{WriterLock, beside};
use super::{rows, schema, writer};
use crate::{BackupError, OpenError, RestoreError, Restored, StoreError};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf, absolute};
use std::time::Duration;
use tempfile::TempPath;

/// How long a restore waits for a process that changes tokens; see [`OpenOptions`](crate::OpenOptions).
const RESTORE_BUSY: Duration = Duration::from_secs(5);

const READ: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);
const WRITE: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// Copies the database at `path` to `to` by way of a file beside `to`, and returns how many bytes it has.
pub(super) fn backup(path: &Path, busy: Duration, to: &Path) -> Result<u64, BackupError> {
    let failed = |source| BackupError::File {
        path: to.to_owned(),
        source,
    };
    let to = absolute(to).map_err(failed)?;
    if same_file(path, &to) {
        return Err(BackupError::OntoItself { path: to });
    }
    let copy = file_beside(&to).map_err(failed)?;
    let from = Connection::open_with_flags(path, READ)
        .and_then(|from| from.busy_timeout(busy).map(|()| from))
        .map_err(StoreError::from)?;
    let mut into = Connection::open_with_flags(&copy, WRITE).map_err(StoreError::from)?;
    copy_pages(&from, &mut into)?;
    // The copy says of itself that it has a write-ahead log; a backup is one file.
    into.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))
        .map_err(StoreError::from)?;
    close(into)?;
    let bytes = fs::metadata(&copy).map_err(failed)?.len();
    put(copy, &to).map_err(failed)?;
    Ok(bytes)
}

/// See [`restore`](crate::restore).
pub(crate) fn restore(path: &Path, from: &Path) -> Result<Restored, RestoreError> {
    let failed = |source| RestoreError::File {
        path: path.to_owned(),
        source,
    };
    let path = absolute(path).map_err(failed)?;
    let _lock = WriterLock::take(&path)?;
    let copy = file_beside(&path).map_err(failed)?;
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
            put(copy, &path).map_err(failed)?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(restored)
}

/// Copies the backup to `copy` and makes of it what is to be restored, or says why it cannot be.
fn prepare(from: &Path, copy: &Path) -> Result<Restored, OpenError> {
    if !from.exists() {
        return Err(OpenError::Missing {
            path: from.to_owned(),
        });
    }
    let mut db = Connection::open_with_flags(copy, WRITE)?;
    copy_pages(&Connection::open_with_flags(from, READ)?, &mut db)?;
    db.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))?;
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
        let epoch = writer::fresh_epoch()?;
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

/// Replaces the content of the database at `path` in one transaction: all or nothing, and other processes that have the
/// database open see it happen. A schema newer than ours is replaced too.
fn write_over(path: &Path, copy: &Path) -> Result<(), OpenError> {
    let mut db = connect(path, RESTORE_BUSY)?;
    schema::version(&db)?;
    copy_pages(&Connection::open_with_flags(copy, READ)?, &mut db)?;
    close(db)?;
    Ok(())
}

/// Copies all pages in one go, so from one state, however busy the writer is.
fn copy_pages(from: &Connection, into: &mut Connection) -> Result<(), StoreError> {
    let copying = Backup::new(from, into)?;
    match copying.step(-1)? {
        StepResult::Done => Ok(()),
        _ => Err(StoreError::Busy),
    }
}

fn close(db: Connection) -> Result<(), StoreError> {
    db.close().map_err(|(_, error)| error.into())
}

/// A file in the folder of `path` that is gone unless it is [`put`].
fn file_beside(path: &Path) -> io::Result<TempPath> {
    let folder = path.parent().unwrap_or(path);
    Ok(tempfile::Builder::new()
        .prefix(".heard-")
        .tempfile_in(folder)?
        .into_temp_path())
}

/// Puts the file, synced, in the place of what is at `path`.
fn put(file: TempPath, path: &Path) -> io::Result<()> {
    File::options().write(true).open(&file)?.sync_all()?;
    file.persist(path)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Keeps a database that is beyond use under another name. It stays in its place as well until another is put there, lest a
/// start in between finds none and begins an empty log. Its write-ahead log goes with it: it must not meet another database.
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

fn same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}
