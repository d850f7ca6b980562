//! From a token to a session that has begun at the provider.

use super::{
    refused,
    upstream::{OpenError, Said, Upstream},
};
use crate::voice::fault::Fault;
use axum::http::StatusCode;
use scope::time::{self, Instant};
use serde_json::{Value, json};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// How long the first event may take: it took 6 ms after the upgrade (REALTIME, section 7.6).
const WITHIN: Duration = Duration::from_secs(10);

/// How long nothing may come before the provider is asked something. A token that has expired opens
/// a socket like any other, and the first request is what learns of it (REALTIME, section 2).
const ASK_AFTER: Duration = Duration::from_millis(500);

/// The event that asks it.
pub(super) const QUESTION: &str = "heard_question";

/// A session that has begun.
pub(super) struct Begun {
    /// Its first event, `session.created`.
    pub created: Utf8Bytes,
    /// It was asked something by [`QUESTION`], and has not answered yet.
    pub was_asked: bool,
}

/// Why no session has begun.
pub(super) enum NotBegun {
    /// The token has expired: another may do.
    Expired,
    /// For good, or for now.
    Fault(Fault),
}

/// Waits until the session has begun.
///
/// # Errors
/// [`NotBegun`]
pub(super) async fn greet(upstream: &mut Upstream) -> Result<Begun, NotBegun> {
    let now = Instant::now();
    let (end, mut ask) = (now + WITHIN, Some(now + ASK_AFTER));
    let mut answered = false;
    loop {
        let said = tokio::select! {
            said = upstream.receive() => said,
            () = time::sleep_until(ask.unwrap_or(end)) => {
                if ask.take().is_none() {
                    return Err(silent());
                }
                let question = json!({"type": "session.update", "event_id": QUESTION,
                    "session": {"type": "realtime"}});
                upstream.send(question.to_string()).await.map_err(|_| silent())?;
                continue;
            }
        };
        let Said::Text(text) = said else {
            return Err(silent());
        };
        let event: Value = serde_json::from_str(&text).unwrap_or_default();
        match event["type"].as_str().unwrap_or_default() {
            "session.created" => {
                return Ok(Begun {
                    created: text,
                    was_asked: ask.is_none() && !answered,
                });
            }
            "session.updated" => answered = true,
            "error" => return Err(failed(&event["error"])),
            _ => {}
        }
    }
}

/// What a client is told where no socket came about.
pub(super) fn not_open(error: &OpenError) -> Fault {
    tracing::warn!(%error, "the provider opens no session");
    match error {
        OpenError::Refused(status) if matches!(status.as_u16(), 401 | 403) => refused::account(),
        OpenError::Refused(StatusCode::TOO_MANY_REQUESTS) => refused::busy(None),
        OpenError::Refused(status) if !status.is_server_error() => {
            let message = format!("The provider refused the session ({status}).");
            Fault::new(StatusCode::BAD_GATEWAY, "provider_refused", message)
        }
        OpenError::Refused(_) | OpenError::Socket(_) => refused::failing(),
        OpenError::Request(_) => Fault::internal(),
        OpenError::Dial(_) | OpenError::Late => refused::away(),
    }
}

fn silent() -> NotBegun {
    tracing::warn!("the provider begins no session");
    NotBegun::Fault(refused::away())
}

fn failed(error: &Value) -> NotBegun {
    let text = |name: &str| error[name].as_str().unwrap_or_default();
    let (code, message) = (text("code"), text("message"));
    let said = format!("{code} {message}").to_ascii_lowercase();
    if said.contains("token expired") || said.contains("token_expired") {
        return NotBegun::Expired;
    }
    NotBegun::Fault(refused::by_code(
        StatusCode::BAD_GATEWAY,
        code,
        text("param"),
        message,
    ))
}
