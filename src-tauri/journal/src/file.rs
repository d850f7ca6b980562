//! The log's file: begun anew when it is full, with the last few kept.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where a full file is begun anew: some days of a kitchen, and small enough to send by mail.
const FILE_BYTES: u64 = 10 * 1024 * 1024;

/// Full files that are kept beside the one that is written: weeks, for a fault that is reported late, and 50 MiB in all.
const KEPT: usize = 4;

/// A log file of bounded size.
#[derive(Debug)]
pub(crate) struct LogFile {
    path: PathBuf,
    file: File,
    bytes: u64,
    most: u64,
}

impl LogFile {
    /// Goes on with `NAME.log` in a folder, which is made if it is not there.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn open(folder: &Path, name: &str) -> io::Result<Self> {
        Self::bounded(folder, name, FILE_BYTES)
    }

    fn bounded(folder: &Path, name: &str, most: u64) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let path = folder.join(name).with_extension("log");
        let (file, bytes) = opened(&path)?;
        Ok(Self {
            path,
            file,
            bytes,
            most,
        })
    }

    fn turn_over(&mut self) -> io::Result<()> {
        for number in (1..KEPT).rev() {
            // The oldest is written over; one that is not there yet is not missed.
            let _ = fs::rename(self.numbered(number), self.numbered(number + 1));
        }
        fs::rename(&self.path, self.numbered(1))?;
        (self.file, self.bytes) = opened(&self.path)?;
        Ok(())
    }

    fn numbered(&self, number: usize) -> PathBuf {
        self.path.with_extension(format!("{number}.log"))
    }
}

fn opened(path: &Path) -> io::Result<(File, u64)> {
    let file = OpenOptions::new().append(true).create(true).open(path)?;
    let bytes = file.metadata()?.len();
    Ok((file, bytes))
}

/// Whole lines come in, and none is torn by a new file.
impl Write for LogFile {
    fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
        self.write_all(lines)?;
        Ok(lines.len())
    }

    fn write_all(&mut self, lines: &[u8]) -> io::Result<()> {
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            if self.bytes >= self.most {
                self.turn_over()?;
            }
            self.file.write_all(line)?;
            self.bytes += line.len() as u64;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_is_begun_anew_and_the_oldest_goes() {
        let folder = tempfile::tempdir().unwrap();
        for line in 0..10 {
            // Opened anew each time: what is there counts.
            let mut log = LogFile::bounded(folder.path(), "heard", 20).unwrap();
            let lines = format!("line {:05}\nline {:05}\n", 2 * line, 2 * line + 1);
            log.write_all(lines.as_bytes()).unwrap();
        }
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("heard.log"), "line 00018\nline 00019\n");
        assert_eq!(read("heard.1.log"), "line 00016\nline 00017\n");
        assert_eq!(read("heard.4.log"), "line 00010\nline 00011\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1 + KEPT);
    }

    #[test]
    fn a_name_may_have_a_dot_in_its_folder_and_none_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("v1.2");
        LogFile::open(&inner, "heard-server").unwrap();
        assert!(inner.join("heard-server.log").exists());
    }
}
