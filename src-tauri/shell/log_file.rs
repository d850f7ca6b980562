//! The log's file: begun anew when it is full, with the last few kept.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Where a full file is begun anew: some days of a kitchen, and small enough to send by mail.
const FILE_BYTES: u64 = 4 * 1024 * 1024;
/// Full files that are kept beside the one that is written: a week's worth, for a fault that
/// is reported late.
const KEPT: usize = 4;

/// A log file of bounded size.
#[derive(Debug)]
pub struct LogFile {
    path: PathBuf,
    open: Mutex<Open>,
    most: u64,
}

#[derive(Debug)]
struct Open {
    file: File,
    bytes: u64,
}

impl LogFile {
    /// Goes on with `heard.log` in a folder, which is made if it is not there.
    ///
    /// # Errors
    /// What the file system says.
    pub fn open(folder: &Path) -> io::Result<Self> {
        Self::bounded(folder, FILE_BYTES)
    }

    fn bounded(folder: &Path, most: u64) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let path = folder.join("heard.log");
        let open = Mutex::new(Open::at(&path)?);
        Ok(Self { path, open, most })
    }

    fn turn_over(&self, open: &mut Open) -> io::Result<()> {
        for number in (1..KEPT).rev() {
            // The oldest is written over; one that is not there yet is not missed.
            let _ = fs::rename(self.numbered(number), self.numbered(number + 1));
        }
        fs::rename(&self.path, self.numbered(1))?;
        *open = Open::at(&self.path)?;
        Ok(())
    }

    fn numbered(&self, number: usize) -> PathBuf {
        self.path.with_extension(format!("{number}.log"))
    }
}

impl Open {
    fn at(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create(true).open(path)?;
        let bytes = file.metadata()?.len();
        Ok(Self { file, bytes })
    }
}

/// One event of the log is one write.
impl Write for &LogFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.bytes >= self.most {
            self.turn_over(&mut open)?;
        }
        let written = open.file.write(bytes)?;
        open.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_is_begun_anew_and_the_oldest_goes() {
        let folder = tempfile::tempdir().unwrap();
        for line in 0..20 {
            // Opened anew each time: what is there counts.
            let log = LogFile::bounded(folder.path(), 20).unwrap();
            (&log)
                .write_all(format!("line {line:05}\n").as_bytes())
                .unwrap();
        }
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("heard.log"), "line 00018\nline 00019\n");
        assert_eq!(read("heard.1.log"), "line 00016\nline 00017\n");
        assert_eq!(read("heard.4.log"), "line 00010\nline 00011\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1 + KEPT);
    }
}
