//! Files that appear in their place whole and synced, or not at all.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use tempfile::{Builder, TempPath};

/// The path with something added to the file's name, as SQLite does for its companions.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// An empty file in the folder of `path`, for this user alone, that is gone unless it is [`put`].
pub(super) fn draft(path: &Path) -> io::Result<TempPath> {
    let folder = path.parent().unwrap_or(path);
    Ok(Builder::new()
        .prefix(".heard-")
        .tempfile_in(folder)?
        .into_temp_path())
}

/// Puts the file in the place of what is at `path`.
pub(super) fn put(file: TempPath, path: &Path) -> io::Result<()> {
    sync(&file)?;
    file.persist(path)?;
    sync_folder(path)
}

/// Puts the file at `path`, unless there is one by now.
pub(super) fn put_new(file: TempPath, path: &Path) -> io::Result<()> {
    sync(&file)?;
    match file.persist_noclobber(path) {
        Ok(()) => sync_folder(path),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.error),
    }
}

fn sync(file: &Path) -> io::Result<()> {
    File::options().write(true).open(file)?.sync_all()
}

/// Makes the name of a file durable; only Unix has a way to ask for it.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
