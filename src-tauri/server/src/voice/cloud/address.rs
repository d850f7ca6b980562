//! Where a provider is: `https://api.openai.com`, or another that speaks its protocol.

use http_client::{HTTPS, Url};
use std::fmt;

/// The base of a provider's addresses: what stands before `/v1`, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Url);

/// Why a text is no base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It has another form.
    #[error("it is no address as https://api.openai.com is")]
    Form,
    /// The key would be sent for everyone to read.
    #[error("without TLS only this machine may be asked: the key would be sent in the clear")]
    Clear,
}

impl Address {
    /// The provider's own. REALTIME, section 1.
    pub fn openai() -> Self {
        Self(Url {
            is_secure: true,
            host: "api.openai.com".to_owned(),
            port: HTTPS,
            path: String::new(),
        })
    }

    /// Reads a base.
    ///
    /// # Errors
    /// [`AddressError`]
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let url = Url::parse(text).map_err(|_| AddressError::Form)?;
        if !url.is_secure && !url.is_here() {
            return Err(AddressError::Clear);
        }
        let path = url.path.trim_end_matches('/').to_owned();
        Ok(Self(Url { path, ..url }))
    }

    /// The address of a call, as of `/calls`.
    pub fn url(&self, call: &str) -> Url {
        self.0.at(&format!("{}/v1/realtime{call}", self.0.path))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.authority())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_read_and_written() {
        assert_eq!(
            Address::parse("https://api.openai.com"),
            Ok(Address::openai())
        );
        for (text, authority, calls) in [
            (
                "https://api.openai.com",
                "api.openai.com",
                "https://api.openai.com/v1/realtime/calls",
            ),
            (
                "https://voice.example/openai/",
                "voice.example",
                "https://voice.example/openai/v1/realtime/calls",
            ),
            (
                "http://127.0.0.1:8080",
                "127.0.0.1:8080",
                "http://127.0.0.1:8080/v1/realtime/calls",
            ),
            (
                "http://[::1]:8080",
                "[::1]:8080",
                "http://[::1]:8080/v1/realtime/calls",
            ),
            (
                "http://localhost",
                "localhost",
                "http://localhost/v1/realtime/calls",
            ),
        ] {
            let address = Address::parse(text).unwrap();
            assert_eq!(address.to_string(), authority);
            assert_eq!(address.url("/calls").to_string(), calls);
        }
    }

    #[test]
    fn a_key_is_never_sent_in_the_clear() {
        for text in [
            "http://api.openai.com",
            "http://10.0.0.1",
            "http://localhost.example",
        ] {
            assert_eq!(Address::parse(text), Err(AddressError::Clear), "{text}");
        }
        for text in [
            "",
            "api.openai.com",
            "ftp://x",
            "https://",
            "https://x:y",
            "https://a:b@x",
            "https://x y",
            "https://::1",
        ] {
            assert_eq!(Address::parse(text), Err(AddressError::Form), "{text}");
        }
    }
}
