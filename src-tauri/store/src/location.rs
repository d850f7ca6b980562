//! Where a store is: the database URL of the command line, parsed.

use crate::postgres::PostgresUrl;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a store is kept. Shown, it has no password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite database in this file; its companions (`-wal`, `-shm`, `.lock`) stand beside it.
    Sqlite(PathBuf),
    /// A PostgreSQL database, in its schema `heard`.
    Postgres(PostgresUrl),
}

/// Why a database URL was refused. It may hold a password, so nothing of it but the scheme is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// No engine of this build answers to the scheme.
    #[error(
        "`{scheme}:` is not a database this server can use; give `sqlite:PATH` or \
         `postgres://USER:PASSWORD@HOST/DATABASE`"
    )]
    UnsupportedScheme {
        /// What stood before the colon.
        scheme: String,
    },
    /// There is no scheme at all.
    #[error(
        "a database URL begins with its kind; give `sqlite:PATH` or \
         `postgres://USER:PASSWORD@HOST/DATABASE`"
    )]
    NoScheme,
    /// A SQLite URL that names no file on disk.
    #[error(
        "`sqlite:` needs the path of a file on disk; a database in memory would forget its orders"
    )]
    NoPath,
    /// A PostgreSQL URL that cannot be read, or names no host.
    #[error(
        "this is no PostgreSQL URL; give `postgres://USER:PASSWORD@HOST/DATABASE`, or for a socket \
         `postgres:///DATABASE?host=FOLDER&user=USER`, with special characters percent-encoded"
    )]
    NotPostgres,
    /// `sslmode` asks for encryption that may be left out, or that does not say who answers.
    #[error(
        "`sslmode` is `disable`, or `require`, which encrypts and checks the server's certificate"
    )]
    SslMode,
}

impl FromStr for Location {
    type Err = LocationError;

    /// Reads `sqlite:PATH`, as `sqlite://PATH` too, as other programs write it
    /// (`sqlite:///var/lib/x.db`); and the URLs that `libpq` reads, of `postgres:` and
    /// `postgresql:`.
    fn from_str(url: &str) -> Result<Self, LocationError> {
        let (scheme, rest) = url.split_once(':').ok_or(LocationError::NoScheme)?;
        match scheme.to_ascii_lowercase().as_str() {
            "sqlite" => {
                let path = rest.strip_prefix("//").unwrap_or(rest);
                if path.is_empty() || path.starts_with(":memory:") {
                    return Err(LocationError::NoPath);
                }
                Ok(Self::Sqlite(PathBuf::from(path)))
            }
            "postgres" | "postgresql" => Ok(Self::Postgres(PostgresUrl::parse(rest)?)),
            _ => Err(LocationError::UnsupportedScheme {
                scheme: scheme.to_owned(),
            }),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_path_with_and_without_slashes() {
        let sqlite = |path: &str| Ok(Location::Sqlite(PathBuf::from(path)));
        assert_eq!("sqlite:heard.db".parse(), sqlite("heard.db"));
        assert_eq!(
            "sqlite:/var/lib/heard.db".parse(),
            sqlite("/var/lib/heard.db")
        );
        assert_eq!(
            "SQLite:///var/lib/heard.db".parse(),
            sqlite("/var/lib/heard.db")
        );
    }

    #[test]
    fn refuses_what_is_not_a_file_and_keeps_no_password() {
        let parse = |url: &str| url.parse::<Location>().unwrap_err();
        assert_eq!(parse("heard.db"), LocationError::NoScheme);
        assert_eq!(parse("sqlite:"), LocationError::NoPath);
        assert_eq!(parse("sqlite::memory:"), LocationError::NoPath);
        let refused = parse("mysql://cook:secret@db/heard");
        assert_eq!(
            refused,
            LocationError::UnsupportedScheme {
                scheme: "mysql".to_owned()
            }
        );
        assert!(!refused.to_string().contains("secret"));
    }
}
