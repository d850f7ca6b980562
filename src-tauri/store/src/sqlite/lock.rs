//! The lock that says who writes: a file beside the database, locked by the operating system, so it cannot outlive its process.

use super::connect::private_file;
use crate::OpenError;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// Held as long as it lives. SQLite's own locks come and go with each transaction; this one stays.
pub(super) struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// Takes the lock of the database at `path`, or says that it is taken.
    pub(super) fn take(path: &Path) -> Result<Self, OpenError> {
        let lock = beside(path, ".lock");
        let failed = |source| OpenError::File {
            path: lock.clone(),
            source,
        };
        let file = private_file()
            .create(true)
            .truncate(false)
            .open(&lock)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse {
                path: path.to_owned(),
            }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

/// The path with something added to the file's name, as SQLite does for its companions.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
