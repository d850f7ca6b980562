//! A copy of the database, good at any moment.

use super::connect::{close, connect, plain, set_journal};
use super::files;
use crate::{BackupError, StoreError};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::fs;
use std::path::{Path, absolute};
use std::time::Duration;

/// Copies the database at `path` to `to` by way of a file beside `to`, and returns how many bytes
/// it has.
pub(super) fn backup(path: &Path, busy: Duration, to: &Path) -> Result<u64, BackupError> {
    let failed = |source| BackupError::File {
        path: to.to_owned(),
        source,
    };
    let to = absolute(to).map_err(failed)?;
    if same_file(path, &to) {
        return Err(BackupError::OntoItself { path: to });
    }
    let copy = files::draft(&to).map_err(failed)?;
    let mut into = plain(&copy)?;
    copy_pages(&connect(path, busy)?, &mut into)?;
    // The copy says of itself that it has a write-ahead log; a backup is one file.
    set_journal(&into, "delete")?;
    close(into)?;
    let bytes = fs::metadata(&copy).map_err(failed)?.len();
    files::put(copy, &to).map_err(failed)?;
    Ok(bytes)
}

/// Copies all pages in one go, so from one state, however busy the writer is.
pub(super) fn copy_pages(from: &Connection, into: &mut Connection) -> Result<(), StoreError> {
    let copying = Backup::new(from, into)?;
    match copying.step(-1)? {
        StepResult::Done => Ok(()),
        _ => Err(StoreError::Busy),
    }
}

fn same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}
