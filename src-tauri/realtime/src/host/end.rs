//! How a response ends, and what is told of it.

use crate::error::Code;
use crate::response::{ResponseStatus, StatusDetails, StatusError};

/// How a response ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    Completed,
    Cancelled(&'static str),
    Incomplete(&'static str),
    Failed { code: String, message: String },
}

impl End {
    /// What `response.done` says of it.
    pub(super) fn says(self) -> (ResponseStatus, Option<StatusDetails>) {
        let (status, reason, error) = match self {
            Self::Completed => return (ResponseStatus::Completed, None),
            Self::Cancelled(reason) => (ResponseStatus::Cancelled, Some(reason), None),
            Self::Incomplete(reason) => (ResponseStatus::Incomplete, Some(reason), None),
            Self::Failed { code, message } => {
                let error = StatusError {
                    kind: Code::ServerError.kind().to_owned(),
                    code: Some(code),
                    message: Some(message),
                };
                (ResponseStatus::Failed, None, Some(error))
            }
        };
        let details = StatusDetails {
            kind: Some(status),
            reason: reason.map(str::to_owned),
            error,
        };
        (status, Some(details))
    }
}
