//! What a client is told when something was not done: `application/problem+json` (RFC 9457).

use crate::{
    archive::ArchiveError,
    kitchens::{Once, Trouble},
    rate::TooOften,
};
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kitchen::{Refusal, RefusalCode};
use serde::Serialize;
use std::{borrow::Cow, time::Duration};
use wire::ErrorCode;

/// The media type. RFC 9457, section 6.1.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// The header that says that an answer was given before.
pub(super) const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// When to try again where nobody knows: the disk is asked anew with every command.
const SOON: Duration = Duration::from_secs(1);

/// Why a request was not carried out.
#[derive(Debug)]
pub(crate) struct Problem {
    code: ErrorCode,
    status: u16,
    detail: Cow<'static, str>,
    field: Option<String>,
    errors: Vec<FieldError>,
    replayed: bool,
    retry_after: Option<Duration>,
    challenge: Option<&'static str>,
    closes: bool,
}

/// One fault of several.
#[derive(Debug, Serialize)]
pub(crate) struct FieldError {
    /// Where: a JSON pointer into the body.
    pub pointer: String,
    /// What.
    pub message: String,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    detail: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
}

impl Problem {
    /// A problem with the status that goes with `code`.
    pub fn new(code: ErrorCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            status: code.http_status(),
            detail: detail.into(),
            field: None,
            errors: Vec::new(),
            replayed: false,
            retry_after: code.is_temporary().then_some(SOON),
            challenge: None,
            closes: false,
        }
    }

    /// A fault of the server. What it was is in the log, by whoever met it.
    pub fn internal() -> Self {
        Self::new(
            ErrorCode::Internal,
            "A fault of the server; its log says more.",
        )
    }

    /// A wrong parameter of the address's query.
    pub fn parameter(name: &str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::InvalidParameter, detail).at(format!("/{name}"))
    }

    /// What the kitchen refused. `replayed`: it had refused it before.
    pub fn refused(refusal: Refusal, replayed: bool) -> Self {
        let mut problem = Self::new(refusal.code.into(), refusal.message);
        problem.field = refusal.field;
        problem.replayed = replayed;
        problem
    }

    /// What was not decided, of a command of that name.
    pub fn trouble(trouble: Trouble, name: &Once) -> Self {
        let code = match (trouble, name) {
            (Trouble::Internal, _) => return Self::internal(),
            (Trouble::Storage | Trouble::InDoubt, _) => ErrorCode::StorageUnavailable,
            (Trouble::Overloaded, _) => ErrorCode::Overloaded,
            (Trouble::ShuttingDown, _) => ErrorCode::ShuttingDown,
            (Trouble::Reused, Once::Command(_)) => ErrorCode::CommandIdReused,
            (Trouble::Reused, _) => ErrorCode::IdempotencyKeyReused,
        };
        let detail = match trouble {
            Trouble::Storage => "Nothing can be written to disk now; nothing was accepted.",
            Trouble::InDoubt => {
                "Whether it was written to disk is not known; send it again with the same key."
            }
            Trouble::Overloaded => "Too much waits for the disk; nothing was accepted.",
            Trouble::ShuttingDown => "The server is shutting down; nothing was accepted.",
            Trouble::Reused | Trouble::Internal => "It was used before, for another body.",
        };
        Self::new(code, detail)
    }

    /// No order of that id, in the address.
    pub fn unknown_order(id: &str) -> Self {
        let detail = format!("There is no order {id}.");
        Self::new(RefusalCode::UnknownOrder.into(), detail)
    }

    /// Points at the field that is at fault.
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Lists every fault; the first is the one pointed at.
    pub fn listing(mut self, errors: Vec<FieldError>) -> Self {
        self.field = errors.first().map(|first| first.pointer.clone());
        self.errors = errors;
        self
    }

    /// Another status than the code's own: what is in the address is not there.
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status.as_u16();
        self
    }

    /// Says how to authenticate (RFC 6750, section 3).
    pub fn challenging(mut self, challenge: &'static str) -> Self {
        self.challenge = Some(challenge);
        self
    }

    /// Ends the connection: the rest of the body was not read.
    pub fn closing(mut self) -> Self {
        self.closes = true;
        self
    }

    /// The code.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// Points at no field: what is at fault stands in the address.
    pub fn without_field(mut self) -> Self {
        self.field = None;
        self
    }
}

impl From<TooOften> for Problem {
    fn from(too_often: TooOften) -> Self {
        let mut problem = Self::new(ErrorCode::TooManyRequests, "Too many requests.");
        problem.retry_after = Some(too_often.after);
        problem
    }
}

impl From<ArchiveError> for Problem {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::ShuttingDown => Self::trouble(Trouble::ShuttingDown, &Once::No),
            ArchiveError::Open(_) | ArchiveError::Store(_) => {
                tracing::error!(%error, "cannot read from disk");
                Self::new(
                    ErrorCode::StorageUnavailable,
                    "Nothing can be read from disk now.",
                )
            }
            ArchiveError::Content(_) => {
                tracing::error!(%error, "cannot understand what is on disk");
                Self::internal()
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let code = self.code.as_str();
        let body = Body {
            kind: format!("urn:heard:problem:{code}"),
            title: title(code),
            status: self.status,
            detail: &self.detail,
            code,
            field: self.field.as_deref(),
            errors: &self.errors,
        };
        // Strings and numbers: they can be written.
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let status = StatusCode::from_u16(self.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if let Some(after) = self.retry_after {
            let whole = after.as_secs() + u64::from(after.subsec_nanos() > 0);
            headers.insert(header::RETRY_AFTER, whole.into());
        }
        if let Some(challenge) = self.challenge {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static(challenge),
            );
        }
        if self.replayed {
            headers.insert(REPLAYED, HeaderValue::from_static("true"));
        }
        if self.closes {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// `unknown_item` → "Unknown item".
fn title(code: &str) -> String {
    let words = code.replace('_', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + letters.as_str(),
        None => words,
    }
}
