//! What a client is told when the provider refuses, or is not there.

use crate::voice::fault::Fault;
use axum::http::{StatusCode, header::RETRY_AFTER};
use http_client::{Answer, PostError};
use serde_json::Value;
use std::time::Duration;

/// Codes with which no provider answers a second time either (REALTIME, section 6.2); what they
/// mean is the operator's to mend.
const NEVER: &[&str] = &[
    "insufficient_quota",
    "account_deactivated",
    "billing_hard_limit_reached",
    "invalid_api_key",
];

/// Codes of a wrong request (REALTIME, section 6.2, and what its schemas can be wrong in).
const WRONG: &[&str] = &[
    "invalid_value",
    "invalid_type",
    "invalid_model",
    "missing_model",
    "model_not_found",
    "unknown_parameter",
    "missing_required_parameter",
    "integer_below_min_value",
    "integer_above_max_value",
    "string_above_max_length",
    "array_above_max_length",
    "object_above_max_properties",
];

/// The longest message of a provider that is passed on: a few lines.
const MESSAGE_CHARS: usize = 500;

/// The longest wait that a provider may name for our clients.
const RETRY_AFTER_MOST: Duration = Duration::from_secs(600);

/// What a client is told about an answer that is no success.
pub(super) fn fault(reply: &Answer) -> Fault {
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let error = &body["error"];
    let text = |name: &str| error[name].as_str().unwrap_or_default();
    let (code, param) = (text("code"), text("param"));
    let status = reply.status;
    tracing::warn!(%status, code, param, "the provider refuses");
    if status == StatusCode::TOO_MANY_REQUESTS && !NEVER.contains(&code) {
        let said = reply
            .headers
            .get(RETRY_AFTER)
            .and_then(|said| said.to_str().ok());
        let after = said.and_then(|said| said.trim().parse().ok());
        return busy(after.map(Duration::from_secs));
    }
    by_code(status, code, param, text("message"))
}

/// The same, by what the error says of itself.
pub(super) fn by_code(status: StatusCode, code: &str, param: &str, message: &str) -> Fault {
    if NEVER.contains(&code) || matches!(status.as_u16(), 401 | 403) {
        return account();
    }
    let message: String = message.chars().take(MESSAGE_CHARS).collect();
    if let Some(code) = WRONG.iter().find(|known| **known == code) {
        let fault = Fault::wrong(code, format!("The provider says: {message}"));
        return if param.is_empty() {
            fault
        } else {
            fault.at(param)
        };
    }
    if status.is_server_error() && message.is_empty() {
        return failing();
    }
    let message = format!("The provider refused the session: {message}");
    Fault::new(StatusCode::BAD_GATEWAY, "provider_refused", message)
}

/// The provider has no use for this server.
pub(super) fn account() -> Fault {
    let message = "The provider does not accept this server's key, or its account; the operator \
        must look at it.";
    Fault::new(StatusCode::BAD_GATEWAY, "provider_account", message)
}

/// The provider has too much to do.
pub(super) fn busy(after: Option<Duration>) -> Fault {
    let fault = Fault::full("The provider has too many requests of this server; try again later.");
    match after {
        Some(after) => fault.after(after.min(RETRY_AFTER_MOST)),
        None => fault,
    }
}

/// The provider is not there.
pub(super) fn away() -> Fault {
    Fault::unavailable("The provider cannot be reached now; try again soon.")
}

/// What a client is told when there is no answer.
pub(super) fn unreachable(error: &PostError) -> Fault {
    tracing::warn!(%error, "the provider does not answer");
    match error {
        PostError::Request(_) => Fault::internal(),
        _ => away(),
    }
}

/// What a client is told when the provider has a fault of its own, or says what nobody understands.
pub(super) fn failing() -> Fault {
    let message = "The provider has a fault of its own; try again soon.";
    Fault::new(StatusCode::BAD_GATEWAY, "provider_error", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn refused(status: u16, code: &str) -> Fault {
        let body = serde_json::json!({"error": {"code": code, "message": "m"}});
        fault(&Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: axum::http::HeaderMap::new(),
            body: Bytes::from(body.to_string()),
        })
    }

    #[test]
    fn what_no_second_try_mends_is_the_operators() {
        for code in NEVER {
            for status in [400, 401, 403, 429] {
                assert_eq!(
                    refused(status, code).code(),
                    "provider_account",
                    "{code} {status}"
                );
            }
        }
        assert_eq!(
            refused(429, "rate_limit_exceeded").code(),
            busy(None).code()
        );
    }

    #[test]
    fn what_was_wrong_with_a_request_is_named() {
        for code in WRONG {
            assert_eq!(refused(400, code).code(), *code);
        }
        assert_eq!(refused(400, "something_new").code(), "provider_refused");
    }
}
