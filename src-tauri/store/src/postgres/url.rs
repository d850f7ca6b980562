//! The URL of a PostgreSQL database: what may be shown of it, and whether it asks for encryption.

use crate::LocationError;
use postgres::Config;
use postgres::config::{Host, SslMode};
use std::fmt;
use std::path::PathBuf;

/// The port when the URL has none, as IANA has it.
const PORT: u16 = 5432;

/// Where a PostgreSQL database is and how it lets us in. Neither `Display` nor `Debug` shows the
/// password.
#[derive(Clone)]
pub struct PostgresUrl {
    url: String,
    config: Box<Config>,
    trust: Option<Trust>,
}

/// Whose word it takes that the server is the one it says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trust {
    /// The authorities that the operating system trusts.
    System,
    /// Those in this PEM file.
    File(PathBuf),
}

impl PostgresUrl {
    /// Reads what follows the scheme and its colon.
    ///
    /// `sslmode` is `disable`, which is what holds without it, or `require`: then the connection
    /// is encrypted and the server's certificate is checked, by the file `sslrootcert` if there is
    /// one. `libpq` calls this `verify-full`, which is taken too.
    pub(crate) fn parse(rest: &str) -> Result<Self, LocationError> {
        if !rest.starts_with("//") {
            return Err(LocationError::NotPostgres);
        }
        // A question mark before the first `@` belongs to the password.
        let credentials = rest.find('@').unwrap_or(0);
        let options = rest[credentials..].find('?').map(|at| credentials + at);
        let (base, query) = rest.split_at(options.unwrap_or(rest.len()));
        let query = query.strip_prefix('?').unwrap_or_default();
        let mut encrypted = false;
        let mut roots = Trust::System;
        let mut others = Vec::new();
        for option in query.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("sslmode", "disable")) => encrypted = false,
                Some(("sslmode", "require" | "verify-full")) => encrypted = true,
                Some(("sslmode", _)) => return Err(LocationError::SslMode),
                Some(("sslrootcert", "system")) => roots = Trust::System,
                Some(("sslrootcert", path)) => roots = Trust::File(PathBuf::from(path)),
                _ => others.push(option),
            }
        }
        let understood = format!("postgres:{base}?{}", others.join("&"));
        let config = understood.parse::<Config>();
        // What the parser says could quote the password.
        let mut config = config.map_err(|_| LocationError::NotPostgres)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(LocationError::NotPostgres);
        }
        config.ssl_mode(if encrypted {
            SslMode::Require
        } else {
            SslMode::Disable
        });
        Ok(Self {
            url: rest.to_owned(),
            config: Box::new(config),
            trust: encrypted.then_some(roots),
        })
    }

    /// How to connect.
    pub(super) fn config(&self) -> Config {
        Config::clone(&self.config)
    }

    /// Whom to trust when the connection is encrypted; it is not without.
    pub(super) fn trust(&self) -> Option<&Trust> {
        self.trust.as_ref()
    }
}

impl PartialEq for PostgresUrl {
    fn eq(&self, other: &Self) -> bool {
        self.url == other.url
    }
}

impl Eq for PostgresUrl {}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        if let Some(user) = self.config.get_user() {
            write!(f, "{user}@")?;
        }
        let ports = self.config.get_ports();
        for (n, host) in self.config.get_hosts().iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            // One port is that of all hosts.
            let port = ports.get(n).or(ports.first()).unwrap_or(&PORT);
            match host {
                Host::Tcp(name) => write!(f, "{comma}{name}:{port}")?,
                Host::Unix(folder) => write!(f, "{comma}{}:{port}", folder.display())?,
            }
        }
        match self.config.get_dbname() {
            Some(name) => write!(f, "/{name}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Location;

    fn read(url: &str) -> Result<PostgresUrl, LocationError> {
        match url.parse::<Location>()? {
            Location::Postgres(url) => Ok(url),
            Location::Sqlite(path) => panic!("{}", path.display()),
        }
    }

    #[test]
    fn shows_where_it_is_and_never_the_password() {
        for (url, shown) in [
            ("postgres://db/heard", "postgres://db:5432/heard"),
            (
                "PostgreSQL://cook:s%40cret@db.example:5433/heard?connect_timeout=3",
                "postgres://cook@db.example:5433/heard",
            ),
            (
                "postgres://cook:s?sslmode=cret@db/heard?sslmode=require",
                "postgres://cook@db:5432/heard",
            ),
            (
                "postgres://cook:s%40cret@one,two:7/heard",
                "postgres://cook@one:5432,two:7/heard",
            ),
            (
                "postgres:///heard?host=/run/postgresql&user=cook&password=s%40cret",
                "postgres://cook@/run/postgresql:5432/heard",
            ),
        ] {
            let location: Location = url.parse().unwrap();
            assert_eq!(location.to_string(), shown);
            assert!(!format!("{location:?}").contains("cret"));
        }
    }

    #[test]
    fn a_password_that_makes_a_url_unreadable_is_not_quoted() {
        for url in [
            "postgres:",
            "postgres:///heard",
            "postgres://cook:secret@db:port/heard",
            "postgres:cook:secret@db/heard",
            "postgres://cook:%secret@db/heard?what=secret",
        ] {
            let refused = read(url).unwrap_err();
            assert_eq!(refused, LocationError::NotPostgres, "{url}");
            assert!(!refused.to_string().contains("secret"));
        }
    }

    #[test]
    fn is_encrypted_when_asked_and_never_perhaps() {
        let trust = |options: &str| {
            read(&format!("postgres://db/heard?{options}")).map(|url| url.trust().cloned())
        };
        assert_eq!(trust(""), Ok(None));
        assert_eq!(trust("sslmode=disable"), Ok(None));
        assert_eq!(trust("sslmode=require"), Ok(Some(Trust::System)));
        assert_eq!(
            trust("sslmode=verify-full&sslrootcert=/etc/ca.pem"),
            Ok(Some(Trust::File("/etc/ca.pem".into())))
        );
        for mode in ["prefer", "allow", "verify-ca", "on"] {
            assert_eq!(
                trust(&format!("sslmode={mode}")),
                Err(LocationError::SslMode)
            );
        }
    }

    #[test]
    fn is_the_same_when_it_is_written_the_same() {
        let heard = read("postgres://cook:one@db/heard").unwrap();
        assert_eq!(heard, heard.clone());
        assert_ne!(heard, read("postgres://cook:two@db/heard").unwrap());
    }
}
