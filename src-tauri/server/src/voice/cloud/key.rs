//! The operator's key at the provider: read from its file for every use, so that another can be put
//! there while the server runs; never logged, never sent to a client.

use super::refused;
use crate::voice::fault::Fault;
use hyper::header::HeaderValue;
use sha2::{Digest, Sha256};
use std::{
    fmt,
    fs::File,
    io::{self, Read},
    path::Path,
};
use store::TokenId;

/// The longest key: several times those that are given out.
const KEY_BYTES: u64 = 1_024;

/// A key.
pub(super) struct Key(String);

/// Why there is no key. None of it is for a client.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeyError {
    /// The file cannot be read.
    #[error("the key's file cannot be read: {0}")]
    File(#[from] io::Error),
    /// It holds something else.
    #[error("the key's file does not hold a key, which is one line of printable characters")]
    Form,
}

impl Key {
    /// Reads it. Blocks for as long as the disk does.
    ///
    /// # Errors
    /// [`KeyError`]
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let mut text = String::new();
        File::open(path)?
            .take(KEY_BYTES)
            .read_to_string(&mut text)?;
        let key = text.trim();
        match key.bytes().all(|byte| byte.is_ascii_graphic()) && !key.is_empty() {
            true => Ok(Self(key.to_owned())),
            false => Err(KeyError::Form),
        }
    }

    /// The header that says it.
    ///
    /// # Errors
    /// None that can happen: a key is printable.
    pub fn bearer(&self) -> Result<HeaderValue, Fault> {
        bearer(&self.0)
    }

    /// Who speaks, as the provider may know it: the same for the same token, and nothing that can
    /// be turned back (REALTIME, section 1).
    pub fn safety_identifier(&self, token: TokenId) -> String {
        // With the key, or a token's number, which is small, could be found by trying all.
        let mut hash = Sha256::new();
        hash.update(self.0.as_bytes());
        hash.update(token.to_string().as_bytes());
        let hash = hash.finalize();
        hash.iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// A header that says a key or a secret, and is shown to nobody.
///
/// # Errors
/// [`Fault`] where it is not printable.
pub(super) fn bearer(secret: &str) -> Result<HeaderValue, Fault> {
    let value = HeaderValue::try_from(format!("Bearer {secret}"));
    let mut value = value.map_err(|_| refused::failing())?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_key_is_one_line_and_shows_itself_to_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert!(matches!(Key::read(&path), Err(KeyError::File(_))));
        for wrong in ["", "\n", "two lines\nof text", "schlüssel"] {
            fs::write(&path, wrong).unwrap();
            assert!(matches!(Key::read(&path), Err(KeyError::Form)), "{wrong:?}");
        }
        fs::write(&path, "sk-secret\n").unwrap();
        let key = Key::read(&path).unwrap();
        assert_eq!(key.bearer().unwrap(), "Bearer sk-secret");
        let shown = format!("{key:?} {:?}", key.bearer().unwrap());
        assert!(!shown.contains("secret"), "{shown}");
        let token = |id: &str| key.safety_identifier(id.parse().unwrap());
        assert_eq!(token("1"), token("1"));
        assert_ne!(token("1"), token("2"));
        assert_eq!(token("1").len(), 32);
    }
}
