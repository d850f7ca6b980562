//! Where a store is: the database URL of the command line, parsed.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a store is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite database in this file; its companions (`-wal`, `-shm`, `.lock`) stand beside it.
    Sqlite(PathBuf),
}

/// Why a database URL was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// No engine of this build answers to the scheme.
    #[error("`{scheme}:` is not a database this server can use; give `sqlite:PATH`")]
    UnsupportedScheme {
        /// What stood before the colon; the rest may hold a password and is not kept.
        scheme: String,
    },
    /// There is no scheme at all.
    #[error("a database URL begins with its kind; give `sqlite:PATH`")]
    NoScheme,
    /// A SQLite URL that names no file on disk.
    #[error(
        "`sqlite:` needs the path of a file on disk; a database in memory would forget its orders"
    )]
    NoPath,
}

impl FromStr for Location {
    type Err = LocationError;

    /// Reads `sqlite:PATH`. `sqlite://PATH` is taken too, as other programs write it (`sqlite:///var/lib/x.db`).
    fn from_str(url: &str) -> Result<Self, LocationError> {
        let (scheme, rest) = url.split_once(':').ok_or(LocationError::NoScheme)?;
        if !scheme.eq_ignore_ascii_case("sqlite") {
            return Err(LocationError::UnsupportedScheme {
                scheme: scheme.to_owned(),
            });
        }
        let path = rest.strip_prefix("//").unwrap_or(rest);
        if path.is_empty() || path.starts_with(":memory:") {
            return Err(LocationError::NoPath);
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
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
        let refused = parse("postgres://cook:secret@db/heard");
        assert_eq!(
            refused,
            LocationError::UnsupportedScheme {
                scheme: "postgres".to_owned()
            }
        );
        assert!(!refused.to_string().contains("secret"));
    }
}
