//! This screen's token for the server beside it, made once and kept.

use super::SidecarConfig;
use crate::files;
use scope::time;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::process::Command;

/// The longest token file: a token has 57 characters.
const TOKEN_BYTES: u64 = 512;
/// How long the server's program may take: it reads its database and writes one row.
const DONE_WITHIN: Duration = Duration::from_secs(15);
/// What the tokens begin with that this app made before there was the role `device`: they allow
/// everything, which no screen needs.
const TOO_MUCH: &str = "heard_operator_";

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The file cannot be read or written, or the program not be run.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The program said no.
    #[error("the server's program said no: {0}")]
    Refused(String),
    /// The program took too long.
    #[error("the server's program took longer than {DONE_WITHIN:?}")]
    Late,
}

/// The token that is kept, if one is.
///
/// # Errors
/// What the file system says.
pub fn kept(config: &SidecarConfig) -> io::Result<Option<Arc<str>>> {
    read(&config.token_path)
}

/// The token to use: the kept one, or one made now where there is none, or one that allows more
/// than a screen needs. Where that one cannot be replaced it does for now.
///
/// # Errors
/// [`TokenError`], where there is none at all.
pub async fn current(config: &SidecarConfig) -> Result<Arc<str>, TokenError> {
    match kept(config)? {
        None => make(config).await,
        Some(token) if !token.starts_with(TOO_MUCH) => Ok(token),
        Some(old) => match replace(config, &old).await {
            Ok(new) => Ok(new),
            Err(error) => {
                tracing::warn!(%error, "this screen's token allows too much, and still does");
                Ok(old)
            }
        },
    }
}

/// Makes a token, and keeps it.
///
/// # Errors
/// [`TokenError`]; what was kept before stays.
pub async fn make(config: &SidecarConfig) -> Result<Arc<str>, TokenError> {
    // Boards and counters stand side by side in one app, which has one token for them all.
    let words = ["create", "--role", "device", "--name", "this screen"];
    let token = run(config, &words, Stdio::null()).await?;
    if token.is_empty() {
        return Err(TokenError::Refused("nothing".to_owned()));
    }
    files::replace(&config.token_path, token.as_bytes())?;
    tracing::info!("a token was made for this screen");
    Ok(token.into())
}

/// Makes another token for the `old` one, which [`revoke_replaced`] ends.
async fn replace(config: &SidecarConfig, old: &str) -> Result<Arc<str>, TokenError> {
    // First of all: whatever fails from here on, it is known which one is still to be revoked.
    files::replace(&replaced(config), old.as_bytes())?;
    make(config).await
}

/// Revokes the token that was replaced, if one was and this did not succeed before: to be called
/// once nobody here uses it any more.
pub async fn revoke_replaced(config: &SidecarConfig) {
    match try_revoke(config).await {
        Ok(false) => {}
        Ok(true) => tracing::info!("this screen's former token is revoked"),
        Err(error) => {
            tracing::warn!(%error, "this screen's former token is not revoked; the next start tries");
        }
    }
}

/// Whether there was one.
async fn try_revoke(config: &SidecarConfig) -> Result<bool, TokenError> {
    let path = replaced(config);
    let Some(old) = read(&path)? else {
        return Ok(false);
    };
    // No other could be made: it is the one in use.
    if kept(config)?.is_none_or(|kept| kept == old) {
        return Ok(false);
    }
    // From its file: everybody on this machine can read a program's arguments.
    let said = Stdio::from(File::open(&path)?);
    run(config, &["revoke", "--stdin"], said).await?;
    fs::remove_file(&path)?;
    Ok(true)
}

/// Where a token is kept from the moment it is to be replaced until it is revoked.
fn replaced(config: &SidecarConfig) -> PathBuf {
    config.token_path.with_extension("replaced")
}

fn read(path: &Path) -> io::Result<Option<Arc<str>>> {
    let bytes = files::read(path, TOKEN_BYTES)?;
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(text
        .map(|text| text.trim().into())
        .filter(|token: &Arc<str>| !token.is_empty()))
}

/// What the server's program prints when told `token` and `words`.
async fn run(config: &SidecarConfig, words: &[&str], input: Stdio) -> Result<String, TokenError> {
    let output = Command::new(&config.program)
        .arg("token")
        .args(words)
        .arg("--data-dir")
        .arg(&config.data_dir)
        .stdin(input)
        .kill_on_drop(true)
        .output();
    let output = time::timeout(DONE_WITHIN, output)
        .await
        .map_err(|_| TokenError::Late)??;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(TokenError::Refused(said));
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    Ok(printed.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A device whose server's program always says no.
    fn refused(folder: &Path) -> SidecarConfig {
        SidecarConfig {
            program: "false".into(),
            data_dir: folder.to_owned(),
            listen: ([127, 0, 0, 1], 0).into(),
            menu: None,
            token_path: folder.join("screen.token"),
        }
    }

    #[tokio::test]
    async fn a_token_that_cannot_be_replaced_is_used_and_not_revoked() {
        let folder = tempfile::tempdir().unwrap();
        let config = refused(folder.path());
        let none = current(&config).await;
        assert!(matches!(none, Err(TokenError::Refused(_))), "{none:?}");
        fs::write(&config.token_path, "heard_operator_old\n").unwrap();
        for _start in 0..2 {
            assert_eq!(&*current(&config).await.unwrap(), "heard_operator_old");
            assert!(!try_revoke(&config).await.unwrap());
        }
        assert_eq!(
            kept(&config).unwrap().as_deref(),
            Some("heard_operator_old")
        );
    }

    #[tokio::test]
    async fn a_token_that_is_not_revoked_is_known_until_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let config = refused(folder.path());
        fs::write(&config.token_path, "heard_device_new").unwrap();
        fs::write(replaced(&config), "heard_operator_old").unwrap();
        for _start in 0..2 {
            assert_eq!(&*current(&config).await.unwrap(), "heard_device_new");
            let failed = try_revoke(&config).await;
            assert!(matches!(failed, Err(TokenError::Refused(_))), "{failed:?}");
        }
        let old = read(&replaced(&config)).unwrap();
        assert_eq!(old.as_deref(), Some("heard_operator_old"));
    }
}
