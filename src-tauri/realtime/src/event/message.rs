//! A host's event as it goes over the wire. Reading is tolerant: an unknown event, or a known one in
//! an unknown shape, is [`ServerEvent::Other`].

use super::ServerEvent;
use serde::Serialize;
use serde_json::Value;

/// A host's event with its id.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ServerMessage {
    /// The host's own; only telephone keys come without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// What is said.
    #[serde(flatten)]
    pub event: ServerEvent,
}

/// What cannot be an event: no JSON object with a `type`.
#[derive(Debug, thiserror::Error)]
pub enum NoEvent {
    /// Not JSON.
    #[error("not JSON: {0}")]
    NotJson(#[from] serde_json::Error),
    /// JSON, but no object with a `type`.
    #[error("an event is an object with a type")]
    NoType,
}

impl ServerMessage {
    /// Reads what a host sent. Whatever has a `type` is an event.
    ///
    /// # Errors
    /// [`NoEvent`]; what was sent is not part of it, for it may be what a guest said.
    pub fn read(text: &str) -> Result<Self, NoEvent> {
        let Value::Object(mut map) = serde_json::from_str(text)? else {
            return Err(NoEvent::NoType);
        };
        let event_id = match map.remove("event_id") {
            Some(Value::String(id)) => Some(id),
            _ => None,
        };
        // A number would be taken for the place of a variant.
        if !map.get("type").is_some_and(Value::is_string) {
            return Err(NoEvent::NoType);
        }
        // In an unknown shape it falls to `Other`, which takes whatever has a type.
        let event = serde_json::from_value(Value::Object(map)).map_err(|_| NoEvent::NoType)?;
        Ok(Self { event_id, event })
    }

    /// The event as it is sent.
    pub fn to_json(&self) -> String {
        // Maps with text keys, no foreign serialisers: it cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}
