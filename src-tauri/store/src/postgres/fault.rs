//! What PostgreSQL's error codes mean for us
//! (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).

use crate::{OpenError, StoreError};
use postgres::Error;
use postgres::error::{DbError, Severity, SqlState};
use std::error::Error as _;
use std::io;

/// The error in words: what the server said, or what became of the connection.
pub(super) fn words(error: &Error) -> String {
    if let Some(said) = error.as_db_error() {
        return format!("{} ({})", said.message(), said.code().code());
    }
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// Whether the session is over: what it was doing may be done, or not.
fn is_lost(error: &Error) -> bool {
    if let Some(said) = error.as_db_error() {
        return is_fatal(said);
    }
    match error.source() {
        Some(source) => source.is::<io::Error>(),
        // Closed, timed out, or an answer that makes no sense: nothing more can be asked of it.
        None => true,
    }
}

fn is_fatal(said: &DbError) -> bool {
    let severity = said.parsed_severity();
    matches!(severity, Some(Severity::Fatal | Severity::Panic))
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let detail = words(&error);
        if is_lost(&error) {
            return Self::Lost { detail };
        }
        let Some(code) = error.code() else {
            return Self::Engine { detail };
        };
        match *code {
            SqlState::DISK_FULL => Self::Full,
            SqlState::READ_ONLY_SQL_TRANSACTION => Self::ReadOnly,
            SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => Self::Corrupt { detail },
            SqlState::IO_ERROR | SqlState::UNDEFINED_FILE => Self::Io { detail },
            SqlState::LOCK_NOT_AVAILABLE => Self::Busy,
            _ => Self::Engine { detail },
        }
    }
}

impl From<Error> for OpenError {
    fn from(error: Error) -> Self {
        Self::Store(error.into())
    }
}

/// What keeps a server that runs from its database.
pub(super) fn of_reopening(error: OpenError) -> StoreError {
    match error {
        OpenError::Store(error) => error,
        OpenError::Unreachable { detail, .. } => StoreError::Lost { detail },
        OpenError::InUse { .. } => StoreError::Busy,
        other => StoreError::Engine {
            detail: other.to_string(),
        },
    }
}
