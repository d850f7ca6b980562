//! The lock that says who writes: a file beside the database, locked by the operating system, so
//! it cannot outlive its process.

use super::files::beside;
use crate::{Location, OpenError};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Held as long as it lives. SQLite's own locks come and go with each transaction; this one stays.
pub(super) struct WriterLock {
    file: File,
}

impl WriterLock {
    /// Takes the lock of the database at `path`, or says that it is taken.
    pub(super) fn take(path: &Path) -> Result<Self, OpenError> {
        let lock = beside(path, ".lock");
        let failed = |source| OpenError::File {
            path: lock.clone(),
            source,
        };
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&lock).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse {
                location: Location::Sqlite(path.to_owned()),
            }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // Closing the file alone would leave the lock to a child process that was just forked and
        // has yet to close its copy. If this fails, closing is what remains.
        let _ = self.file.unlock();
    }
}
