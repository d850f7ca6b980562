//! Where a request goes: `http://kitchen.local:7420/v1/…`, `https://api.openai.com/v1/…`.

use std::fmt;
use std::net::IpAddr;

/// The port of `https` (RFC 9110, 4.2.2).
pub const HTTPS: u16 = 443;
/// The port of `http` (RFC 9110, 4.2.1).
const HTTP: u16 = 80;

/// An address, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    /// Whether the connection is encrypted.
    pub is_secure: bool,
    /// A name or an IP address, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The path, with its slash.
    pub path: String,
}

/// The text is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no address")]
pub struct NoUrl;

impl Url {
    /// Reads `http://…` and `https://…`.
    ///
    /// # Errors
    /// [`NoUrl`]
    pub fn parse(text: &str) -> Result<Self, NoUrl> {
        let (is_secure, rest) = match text.split_once("://") {
            Some(("https", rest)) => (true, rest),
            Some(("http", rest)) => (false, rest),
            _ => return Err(NoUrl),
        };
        if rest.contains(|c: char| !c.is_ascii_graphic() || "?#@".contains(c)) {
            return Err(NoUrl);
        }
        let at = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(at);
        let (host, port) = match authority.strip_prefix('[') {
            Some(v6) => v6.split_once(']').ok_or(NoUrl)?,
            None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
        };
        let port = match port.strip_prefix(':') {
            Some(port) => port.parse().map_err(|_| NoUrl)?,
            None if port.is_empty() => {
                if is_secure {
                    HTTPS
                } else {
                    HTTP
                }
            }
            None => return Err(NoUrl),
        };
        if host.is_empty() {
            return Err(NoUrl);
        }
        Ok(Self {
            is_secure,
            host: host.to_owned(),
            port,
            path: if path.is_empty() { "/" } else { path }.to_owned(),
        })
    }

    /// Another path at the same place.
    pub fn at(&self, path: &str) -> Self {
        let path = path.to_owned();
        Self {
            path,
            ..self.clone()
        }
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

    /// Whether it is this machine: only there may a provider's token go unencrypted.
    pub fn is_here(&self) -> bool {
        let ip: Option<IpAddr> = self.host.parse().ok();
        self.host == "localhost" || ip.is_some_and(|ip| ip.is_loopback())
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_secure { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority(), self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written() {
        for (text, host, port) in [
            (
                "https://api.openai.com/v1/realtime/calls",
                "api.openai.com",
                HTTPS,
            ),
            ("http://127.0.0.1:8080/v1", "127.0.0.1", 8080),
            ("http://[::1]:8080/x", "::1", 8080),
            ("http://[::1]/x", "::1", HTTP),
            ("http://kitchen.local/", "kitchen.local", HTTP),
        ] {
            let url = Url::parse(text).unwrap();
            assert_eq!((&*url.host, url.port), (host, port));
            assert_eq!(url.to_string(), text);
        }
        let url = Url::parse("http://kitchen.local:7420").unwrap();
        assert_eq!(
            url.at("/v1/x").to_string(),
            "http://kitchen.local:7420/v1/x"
        );
        assert!(!url.is_here() && Url::parse("http://[::1]").unwrap().is_here());
    }

    #[test]
    fn what_is_none_is_none() {
        for text in [
            "",
            "kitchen:1",
            "ftp://x",
            "http://",
            "http://a:b",
            "http://[::1",
            "http://a b",
            "http://me@a",
            "http://[::1]x",
        ] {
            assert_eq!(Url::parse(text), Err(NoUrl), "{text}");
        }
    }
}
