//! Small files of the app: replaced whole or not at all, read up to a bound.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

/// Replaces a file. When it returns the new one is on disk; on an error the old one is as it
/// was. Only the owner may read it, since a token may be in it.
///
/// # Errors
/// What the file system says.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // Mode 0600 is what a temporary file has.
    let mut draft = tempfile::NamedTempFile::new_in(folder)?;
    draft.write_all(bytes)?;
    draft.as_file().sync_all()?;
    draft.persist(path).map_err(|error| error.error)?;
    // The renaming itself is on disk once the folder is. Only Unix can say so of a folder.
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A file of at most `most` bytes; `None` if it is not there.
///
/// # Errors
/// What the file system says, and [`io::ErrorKind::FileTooLarge`].
pub fn read(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(Some(bytes))
}

/// Puts a file that cannot be read out of the way, so that a new one can take its place and a
/// person can still look at the old one.
pub fn set_aside(path: &Path) {
    let aside = path.with_extension("unreadable");
    match fs::rename(path, &aside) {
        Ok(()) => tracing::warn!(?path, ?aside, "a file that cannot be read is set aside"),
        Err(error) => tracing::error!(?path, %error, "a file can neither be read nor be set aside"),
    }
}
