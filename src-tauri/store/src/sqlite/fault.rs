//! What SQLite's result codes mean for us (<https://sqlite.org/rescode.html>).

use crate::{OpenError, StoreError};
use rusqlite::{Error, ErrorCode};

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let detail = error.to_string();
        let code = match &error {
            Error::SqliteFailure(code, _) => code.code,
            // A value that the schema rules out: the file was changed by something else than this
            // program.
            Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..) => return Self::Corrupt { detail },
            _ => return Self::Engine { detail },
        };
        match code {
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::ReadOnly => Self::ReadOnly,
            ErrorCode::DatabaseCorrupt => Self::Corrupt { detail },
            ErrorCode::NotADatabase => Self::NotADatabase,
            ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::FileLockingProtocolFailed => Self::Io { detail },
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            _ => Self::Engine { detail },
        }
    }
}

impl From<Error> for OpenError {
    fn from(error: Error) -> Self {
        Self::Store(error.into())
    }
}
