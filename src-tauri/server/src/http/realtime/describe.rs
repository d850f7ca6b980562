//! How the realtime endpoint is described: what of it HTTP can say.

use super::{
    PART_BYTES,
    calls::{FORM, FORM_BYTES, SDP},
};
use crate::http::openapi::Operation;
use serde_json::json;

/// The heading they stand under.
const TAG: &str = "Voice";

pub(super) fn secrets() -> Operation {
    let operation = Operation::new("create_client_secret", TAG, "A secret for a page")
        .says(
            "For a bearer token of role `counter`, `device` or `operator`; the secret goes to the \
             page or the device that speaks. It opens sessions until it expires, 10 to 7200 s from now. \
             With a provider, it is the provider's own, and `url` says where its offers go.",
        )
        .takes("ClientSecretRequest")
        .optional()
        .within(PART_BYTES)
        .example(
            "ten minutes",
            json!({
                "expires_after": {"anchor": "created_at", "seconds": 600},
                "session": {"type": "realtime", "model": "heard"},
            }),
        )
        .gives(200, "The secret.", "ClientSecret");
    refusing(
        operation,
        &[400, 401, 403, 404, 408, 413, 415, 429, 500, 503],
    )
}

pub(super) fn calls() -> Operation {
    let text = json!({"type": "string"});
    let form = json!({"type": "object", "required": ["sdp"], "properties": {
        "sdp": {"type": "string"},
        "session": {"type": "string", "description": "The session's settings, JSON."},
    }});
    let operation = Operation::new("create_call", TAG, "Speak over WebRTC")
        .says(
            "An SDP offer with one sound track and the data channel `oai-events`, for an \
             ephemeral secret or a bearer token. The answer has every candidate: there is no \
             trickle.",
        )
        .takes_as(vec![(SDP, text.clone()), (FORM, form)])
        .within(FORM_BYTES)
        .gives_as(201, "The answer.", SDP, text)
        .with("Location", "The call; its last segment is its id.");
    refusing(
        operation,
        &[400, 401, 403, 404, 408, 413, 415, 429, 500, 503],
    )
}

pub(super) fn hang_up() -> Operation {
    let operation = Operation::new("hang_up_call", TAG, "End a call")
        .path("id", json!({"type": "string"}), "As `Location` named it.")
        .gives_as(200, "It ends.", "", json!(null));
    refusing(operation, &[401, 403, 404, 429, 500, 503])
}

pub(super) fn socket() -> Operation {
    let text = json!({"type": "string"});
    let operation = Operation::new("open_realtime", TAG, "Speak over WebSocket")
        .says(
            "The key goes in `Authorization`, or as the subprotocol \
             `openai-insecure-api-key.KEY` beside `realtime`. A wrong key is told by an `error` \
             event and close code 3000; a model that is missing or is not here, and the retired \
             beta form, by 4000.",
        )
        .query(
            "model",
            text.clone(),
            "`heard`, or any name that begins with `gpt-`; not needed with a secret that names it.",
        )
        .query(
            "intent",
            text,
            "`transcription`, for words without replies.",
        )
        .gives_as(101, "The session is open.", "", json!(null));
    refusing(operation, &[400, 404, 426, 429, 500, 503])
}

/// What it refuses with. One body for all of them, in the protocol's form.
fn refusing(mut operation: Operation, statuses: &[u16]) -> Operation {
    let schema = json!({"$ref": "#/components/schemas/RealtimeError"});
    for status in statuses {
        let description = match status {
            400 => "The request is wrong; `param` says where.",
            401 => "`invalid_api_key`: no key, an unknown or expired one.",
            403 => "`not_allowed`: the token's role may not.",
            404 => "`call_not_found`, or `voice_off`.",
            408 => "`request_timeout`",
            413 => "`request_too_large`",
            415 => "`unsupported_media_type`",
            426 => "`invalid_handshake`: another version of the WebSocket protocol.",
            429 => "`rate_limit_exceeded`: as many sessions or secrets as can be had.",
            503 => "`unavailable`",
            _ => "`internal_error`",
        };
        operation = operation.gives_as(*status, description, "application/json", schema.clone());
        if matches!(status, 429 | 503) {
            operation = operation.with("Retry-After", "After how many seconds to try again.");
        }
    }
    operation
}
