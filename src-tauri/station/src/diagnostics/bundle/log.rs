//! The end of the app's log, as far as it is ours.

use super::said::Line;
use serde::Serialize;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// How much of the log's end is looked through: some days of a screen that is well, and the last
/// hours of one that is not.
const TAIL_BYTES: u64 = 512 * 1024;

/// The log's end.
#[derive(Debug, Serialize)]
pub(super) struct LogPart {
    /// Lines that are not here, since they are not the app's own form.
    left_out: usize,
    lines: Vec<Line>,
}

impl LogPart {
    /// Reads the end of the log's file. Where there is none, there are no lines.
    pub(super) fn read(path: &Path) -> Self {
        let tail = tail(path).unwrap_or_default();
        let tail = String::from_utf8_lossy(&tail);
        let all = tail.lines().count();
        let lines: Vec<Line> = tail.lines().filter_map(Line::read).collect();
        Self {
            left_out: all - lines.len(),
            lines,
        }
    }
}

fn tail(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let begin = file.metadata()?.len().saturating_sub(TAIL_BYTES);
    file.seek(SeekFrom::Start(begin))?;
    let mut bytes = Vec::new();
    file.take(TAIL_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn only_the_end_is_read_and_what_is_left_out_is_counted() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let line = "2026-11-21T19:42:04.000000Z  INFO link: the link from=Live to=Waiting\n";
        let most = TAIL_BYTES as usize / line.len();
        for _ in 0..2 * most {
            file.write_all(line.as_bytes()).unwrap();
        }
        file.write_all(b"   3: somewhere in a stack\n").unwrap();
        let log = LogPart::read(file.path());
        assert!(log.lines.len() <= most && log.lines.len() >= most - 2);
        // The stack's line, and the one that was cut.
        assert!((1..=2).contains(&log.left_out), "{}", log.left_out);
    }

    #[test]
    fn without_a_file_there_are_no_lines() {
        let log = LogPart::read(Path::new("/nowhere/heard.log"));
        assert_eq!((log.left_out, log.lines.len()), (0, 0));
    }
}
