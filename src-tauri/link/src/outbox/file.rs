//! The outbox's file: a line that names its version, then one command a line. It is replaced whole
//! or not at all.

use super::OutboxEntry;
use crate::limits::OUTBOX_BYTES;
use kitchen::{Command, CommandId, UnixMs};
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Names the form; another form is another name.
const SCHEMA: &str = "heard.outbox/1";

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    schema: String,
}

/// Every other line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) id: CommandId,
    pub(crate) made_at_ms: UnixMs,
    pub(crate) body: Arc<Command>,
}

/// An outbox that could not be read. Its file has another name now, and an empty outbox took its
/// place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Where the file is now.
    pub path: PathBuf,
    /// What is wrong with it.
    pub error: String,
}

/// The outbox's file can neither be read nor be put out of the way.
#[derive(Debug, thiserror::Error)]
#[error("the outbox {path} can neither be read ({unread}) nor be set aside ({error})")]
pub(crate) struct OpenError {
    path: PathBuf,
    unread: String,
    error: io::Error,
}

/// Why a file is no outbox.
#[derive(Debug, thiserror::Error)]
enum ReadError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("it is larger than {OUTBOX_BYTES} bytes")]
    TooLarge,
    #[error("it begins with no header of {SCHEMA}")]
    Header,
    #[error("line {0}: {1}")]
    Line(usize, serde_json::Error),
}

/// Reads the outbox. A file that is not there is an empty one; one that cannot be read is set
/// aside under a name with `now_ms`.
///
/// # Errors
/// When it can neither be read nor be set aside.
pub(crate) fn open(
    path: &Path,
    now_ms: UnixMs,
) -> Result<(Vec<OutboxEntry>, Option<SetAside>), OpenError> {
    let error = match read(path) {
        Ok(rows) => return Ok((rows.into_iter().map(Row::shown).collect(), None)),
        Err(error) => error,
    };
    let aside = beside(path, &format!(".unreadable-{now_ms}"));
    tracing::error!(?path, ?aside, %error, "the outbox cannot be read and is set aside");
    let error = error.to_string();
    match fs::rename(path, &aside) {
        Ok(()) => Ok((Vec::new(), Some(SetAside { path: aside, error }))),
        Err(rename) => Err(OpenError {
            path: path.to_owned(),
            unread: error,
            error: rename,
        }),
    }
}

/// Replaces the outbox's file by these rows. When it returns they are on disk; on an error the
/// file is as it was.
///
/// # Errors
/// What the file system says.
pub(crate) fn write(path: &Path, rows: &[Row]) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(&Header {
        schema: SCHEMA.to_owned(),
    })?;
    for row in rows {
        bytes.push(b'\n');
        serde_json::to_writer(&mut bytes, row)?;
    }
    bytes.push(b'\n');
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // One name, used again: a crash between here and the renaming leaves no litter behind.
    let draft = beside(path, ".draft");
    let mut file = File::create(&draft)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&draft, path)?;
    // The renaming itself is on disk once the folder is. Only Unix can say so of a folder.
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<Row>, ReadError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut bytes = Vec::new();
    let most = OUTBOX_BYTES as u64;
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() > OUTBOX_BYTES {
        return Err(ReadError::TooLarge);
    }
    let mut lines = bytes
        .strip_suffix(b"\n")
        .unwrap_or(&bytes)
        .split(|b| *b == b'\n');
    let header: Option<Header> = lines.next().and_then(|l| serde_json::from_slice(l).ok());
    if header.is_none_or(|header| header.schema != SCHEMA) {
        return Err(ReadError::Header);
    }
    lines
        .enumerate()
        .map(|(index, line)| {
            serde_json::from_slice(line).map_err(|error| ReadError::Line(index + 2, error))
        })
        .collect()
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

impl Row {
    pub(crate) fn of(shown: &OutboxEntry) -> Self {
        Self {
            id: shown.id,
            made_at_ms: shown.made_at_ms,
            body: shown.body.clone(),
        }
    }

    fn shown(self) -> OutboxEntry {
        OutboxEntry {
            id: self.id,
            body: self.body,
            made_at_ms: self.made_at_ms,
            // Whether it was sent before the app ended is not known.
            sent: true,
            acked_seq: None,
        }
    }
}
