//! This screen's token for the server beside it, made once and kept.

use super::SidecarConfig;
use crate::files;
use scope::time;
use std::io;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::process::Command;

/// The longest token file: a token has 43 characters.
const TOKEN_BYTES: u64 = 512;
/// How long making a token may take: the program reads its database and writes one row.
const MADE_WITHIN: Duration = Duration::from_secs(15);

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The file cannot be read or written, or the program not be run.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The program said no.
    #[error("the server's program makes no token: {0}")]
    Refused(String),
    /// The program took too long.
    #[error("making a token took longer than {MADE_WITHIN:?}")]
    Late,
}

/// The token that is kept, if one is.
///
/// # Errors
/// What the file system says.
pub fn kept(config: &SidecarConfig) -> io::Result<Option<Arc<str>>> {
    let bytes = files::read(&config.token_path, TOKEN_BYTES)?;
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(text
        .map(|text| text.trim().into())
        .filter(|token: &Arc<str>| !token.is_empty()))
}

/// Makes a token, and keeps it.
///
/// # Errors
/// [`TokenError`]; what was kept before stays.
pub async fn make(config: &SidecarConfig) -> Result<Arc<str>, TokenError> {
    let made = Command::new(&config.program)
        // Boards and counters stand side by side on one machine, whose user may make any token with
        // the same program.
        .args(["token", "create", "--role", "operator"])
        .args(["--name", "this screen", "--data-dir"])
        .arg(&config.data_dir)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let made = time::timeout(MADE_WITHIN, made)
        .await
        .map_err(|_| TokenError::Late)??;
    let token = String::from_utf8_lossy(&made.stdout);
    let token = token.trim();
    if !made.status.success() || token.is_empty() {
        let said = String::from_utf8_lossy(&made.stderr).trim().to_owned();
        return Err(TokenError::Refused(said));
    }
    files::replace(&config.token_path, token.as_bytes())?;
    tracing::info!("a token was made for this screen");
    Ok(token.into())
}
