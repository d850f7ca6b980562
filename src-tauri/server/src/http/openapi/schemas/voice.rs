//! Secrets of the realtime endpoint, and its errors.

use super::{count, id, of, whole, whole_object};
use serde_json::{Value, json};

pub(super) fn schemas() -> Vec<(&'static str, Value)> {
    let session = json!({
        "type": "object",
        "description": "Settings of a session, as the Realtime protocol has them.",
    });
    let anchor = json!({"const": "created_at"});
    let fault = json!({"type": "object", "required": ["message", "type", "param", "code"],
    "properties": {
        "message": {"type": "string", "description": "For a person."},
        "type": {"type": "string"},
        "param": {"type": ["string", "null"], "description": "The field that is at fault."},
        "code": {"type": ["string", "null"], "description": "Stable."},
    }});
    vec![
        (
            "ClientSecretRequest",
            json!({"type": "object", "properties": {
                "expires_after": {"type": "object", "properties": {
                    "anchor": anchor,
                    "seconds": whole(10, 7200, "From now; 600 if not said."),
                }},
                "session": session,
            }}),
        ),
        (
            "ClientSecret",
            json!({"type": "object", "required": ["value", "expires_at", "session"],
            "properties": {
                "value": id("The secret: `ek_…`."),
                "expires_at": count("Unix seconds."),
                "session": session,
                "url": id("Where its offers go, where that is not this server."),
            }}),
        ),
        ("RealtimeFault", fault),
        (
            "RealtimeError",
            whole_object(json!({"error": of("RealtimeFault")})),
        ),
    ]
}
