//! Where a provider is: `https://api.openai.com`, or another that speaks its protocol.

use std::{fmt, net::IpAddr};

/// Ports of the two schemes. RFC 9110, sections 4.2.1 and 4.2.2.
const HTTPS: u16 = 443;
const HTTP: u16 = 80;

/// The base of a provider's addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Whether connections are encrypted.
    pub is_secure: bool,
    /// A name or an IP address, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// What stands before `/v1`, without a slash at its end.
    path: String,
}

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
        Self {
            is_secure: true,
            host: "api.openai.com".to_owned(),
            port: HTTPS,
            path: String::new(),
        }
    }

    /// Reads a base.
    ///
    /// # Errors
    /// [`AddressError`]
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let (scheme, rest) = text.split_once("://").ok_or(AddressError::Form)?;
        let is_secure = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(AddressError::Form),
        };
        let (authority, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let (host, port) = split(authority).ok_or(AddressError::Form)?;
        let default = if is_secure { HTTPS } else { HTTP };
        let port = match port {
            Some(port) => port.parse().map_err(|_| AddressError::Form)?,
            None => default,
        };
        let odd = |text: &str| text.contains(|c: char| !c.is_ascii_graphic() || "?#@".contains(c));
        if host.is_empty() || odd(rest) {
            return Err(AddressError::Form);
        }
        let address = Self {
            is_secure,
            host: host.to_owned(),
            port,
            path: path.trim_end_matches('/').to_owned(),
        };
        if !is_secure && !address.is_here() {
            return Err(AddressError::Clear);
        }
        Ok(address)
    }

    /// The path of a call, as in `/v1/realtime/calls`.
    pub fn path(&self, call: &str) -> String {
        format!("{}/v1/realtime{call}", self.path)
    }

    /// The whole address of a call, for a client.
    pub fn url(&self, call: &str) -> String {
        let scheme = if self.is_secure { "https" } else { "http" };
        format!("{scheme}://{}{}", self.authority(), self.path(call))
    }

    /// The host as it stands in a header: with its port where that is not the scheme's.
    pub fn authority(&self) -> String {
        let host = match self.host.contains(':') {
            true => format!("[{}]", self.host),
            false => self.host.clone(),
        };
        match (self.is_secure, self.port) {
            (true, HTTPS) | (false, HTTP) => host,
            (_, port) => format!("{host}:{port}"),
        }
    }

    fn is_here(&self) -> bool {
        let ip: Option<IpAddr> = self.host.parse().ok();
        self.host == "localhost" || ip.is_some_and(|ip| ip.is_loopback())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.authority())
    }
}

/// Host and port; an IPv6 address stands in brackets.
fn split(authority: &str) -> Option<(&str, Option<&str>)> {
    if let Some(rest) = authority.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        return match rest {
            "" => Some((host, None)),
            rest => rest.strip_prefix(':').map(|port| (host, Some(port))),
        };
    }
    match authority.split_once(':') {
        Some((_, port)) if port.contains(':') => None,
        Some((host, port)) => Some((host, Some(port))),
        None => Some((authority, None)),
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
            assert_eq!(address.authority(), authority);
            assert_eq!(address.url("/calls"), calls);
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
