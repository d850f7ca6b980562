//! What a client says. Reading is strict, so that the right error can be answered.

use crate::error::{Code, Refusal};
use crate::item::{Item, item};
use crate::limits::{APPEND_CHARS, EVENT_ID_CHARS};
use crate::read::{Object, integer, not_among, string, string_up_to};
use crate::response::ResponseOptions;
use crate::session::Patch;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A client's event with the id that errors echo.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClientMessage {
    /// Chosen by the client; at most 512 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// What is said.
    #[serde(flatten)]
    pub event: ClientEvent,
}

/// What a client can say.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type")]
pub enum ClientEvent {
    /// Change these settings.
    #[serde(rename = "session.update")]
    SessionUpdate {
        /// Only what changes.
        session: Box<Patch>,
    },
    /// More sound. Nothing acknowledges it.
    #[serde(rename = "input_audio_buffer.append")]
    InputAudioAppend {
        /// As `audio.input.format` has it; base64 on the wire.
        #[serde(serialize_with = "as_base64")]
        audio: Vec<u8>,
    },
    /// The sound so far is a turn.
    #[serde(rename = "input_audio_buffer.commit")]
    InputAudioCommit {},
    /// Forget the sound so far.
    #[serde(rename = "input_audio_buffer.clear")]
    InputAudioClear {},
    /// Stop speaking (WebRTC).
    #[serde(rename = "output_audio_buffer.clear")]
    OutputAudioClear {},
    /// A new item of the conversation.
    #[serde(rename = "conversation.item.create")]
    ItemCreate {
        /// After which; `root` = at the front; absent = at the end.
        #[serde(skip_serializing_if = "Option::is_none")]
        previous_item_id: Option<String>,
        /// The item.
        item: Box<Item>,
    },
    /// Tell an item as it is now.
    #[serde(rename = "conversation.item.retrieve")]
    ItemRetrieve {
        /// Which.
        item_id: String,
    },
    /// Forget an item.
    #[serde(rename = "conversation.item.delete")]
    ItemDelete {
        /// Which.
        item_id: String,
    },
    /// The rest of what was spoken was not heard.
    #[serde(rename = "conversation.item.truncate")]
    ItemTruncate {
        /// Which.
        item_id: String,
        /// Which part of it; 0.
        content_index: u32,
        /// How much was heard, in ms.
        audio_end_ms: u64,
    },
    /// Answer.
    #[serde(rename = "response.create")]
    ResponseCreate {
        /// How; absent: as the session has it.
        #[serde(skip_serializing_if = "Option::is_none")]
        response: Option<Box<ResponseOptions>>,
    },
    /// Stop answering.
    #[serde(rename = "response.cancel")]
    ResponseCancel {
        /// Which; absent: the one that runs.
        #[serde(skip_serializing_if = "Option::is_none")]
        response_id: Option<String>,
    },
}

/// What was no event, or none that can be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{refusal}")]
pub struct Misread {
    /// The event's id, if that much could be read.
    pub event_id: Option<String>,
    /// What is wrong with it.
    pub refusal: Refusal,
}

const TYPES: &str = "'session.update', 'input_audio_buffer.append', 'input_audio_buffer.commit', \
    'input_audio_buffer.clear', 'output_audio_buffer.clear', 'conversation.item.create', \
    'conversation.item.retrieve', 'conversation.item.delete', 'conversation.item.truncate', \
    'response.create', and 'response.cancel'";

impl ClientMessage {
    /// Reads what a client sent.
    ///
    /// # Errors
    /// The first thing that is wrong with it, with its event's id.
    pub fn read(text: &str) -> Result<Self, Misread> {
        let anonymous = |refusal| Misread {
            event_id: None,
            refusal,
        };
        let value: Value = serde_json::from_str(text).map_err(|error| {
            let message = format!("The event is not valid JSON: {error}.");
            anonymous(Refusal::new(Code::InvalidJson, message))
        })?;
        if !value.is_object() {
            let message = "An event is a JSON object.";
            return Err(anonymous(Refusal::new(Code::InvalidEvent, message)));
        }
        let mut object = Object::of(value, "").map_err(anonymous)?;
        let event_id = object
            .optional("event_id", string_up_to(EVENT_ID_CHARS))
            .map_err(anonymous)?;
        match read(object) {
            Ok(event) => Ok(Self { event_id, event }),
            Err(refusal) => Err(Misread { event_id, refusal }),
        }
    }

    /// The event as it is sent.
    pub fn to_json(&self) -> String {
        // Maps with text keys, no foreign serialisers: it cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl From<ClientEvent> for ClientMessage {
    fn from(event: ClientEvent) -> Self {
        Self {
            event_id: None,
            event,
        }
    }
}

fn read(mut object: Object) -> Result<ClientEvent, Refusal> {
    let kind = object.required("type", string)?;
    let event = match kind.as_str() {
        "session.update" => ClientEvent::SessionUpdate {
            session: Box::new(object.required("session", Patch::read)?),
        },
        "input_audio_buffer.append" => ClientEvent::InputAudioAppend {
            audio: object.required("audio", sound)?,
        },
        "input_audio_buffer.commit" => ClientEvent::InputAudioCommit {},
        "input_audio_buffer.clear" => ClientEvent::InputAudioClear {},
        "output_audio_buffer.clear" => ClientEvent::OutputAudioClear {},
        "conversation.item.create" => ClientEvent::ItemCreate {
            previous_item_id: object.optional("previous_item_id", string)?,
            item: Box::new(object.required("item", item)?),
        },
        "conversation.item.retrieve" => ClientEvent::ItemRetrieve {
            item_id: object.required("item_id", string)?,
        },
        "conversation.item.delete" => ClientEvent::ItemDelete {
            item_id: object.required("item_id", string)?,
        },
        "conversation.item.truncate" => ClientEvent::ItemTruncate {
            item_id: object.required("item_id", string)?,
            // The bound is 2^32.
            content_index: object.required("content_index", integer(0, u64::from(u32::MAX)))?
                as u32,
            audio_end_ms: object.required("audio_end_ms", integer(0, u64::MAX))?,
        },
        "response.create" => ClientEvent::ResponseCreate {
            response: object
                .optional("response", ResponseOptions::read)?
                .map(Box::new),
        },
        "response.cancel" => ClientEvent::ResponseCancel {
            response_id: object.optional("response_id", string)?,
        },
        other => return Err(Refusal::value("type", not_among(other, TYPES))),
    };
    object.finish()?;
    Ok(event)
}

/// Sound in base64.
pub(crate) fn sound(value: Value, path: &str) -> Result<Vec<u8>, Refusal> {
    let text = string_up_to(APPEND_CHARS)(value, path)?;
    decode(&text, path)
}

/// Sound from base64.
pub(crate) fn decode(text: &str, path: &str) -> Result<Vec<u8>, Refusal> {
    STANDARD
        .decode(text)
        .map_err(|error| Refusal::value(path, format!("Invalid '{path}': no base64: {error}.")))
}

/// Sound as base64.
pub(crate) fn encode(sound: &[u8]) -> String {
    STANDARD.encode(sound)
}

fn as_base64<S: Serializer>(sound: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    encode(sound).serialize(serializer)
}
