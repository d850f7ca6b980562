//! A response: what is asked for, and what came of it (REALTIME.md 5 and 6).

use crate::error::Refusal;
use crate::item::{Item, item_or_reference};
use crate::limits::INPUT_ITEMS;
use crate::read::{Object, boolean, list, one_of, string};
use crate::session::{
    self, Format, MaxTokens, Metadata, Modality, Reasoning, Tool, ToolChoice, Voice,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The `response` of a `response.create`. What is absent is as in the session.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ResponseOptions {
    /// Sound or words.
    #[serde(
        rename = "output_modalities",
        skip_serializing_if = "Option::is_none",
        serialize_with = "in_a_list"
    )]
    pub modality: Option<Modality>,
    /// Instead of the session's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// How the sound is coded and who speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<ResponseAudio>,
    /// Instead of the session's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<Tool>>,
    /// Instead of the session's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_choice: Option<ToolChoice>,
    /// Instead of the session's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallel_tool_calls: Option<bool>,
    /// Instead of the session's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Reasoning>,
    /// Instead of the session's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<MaxTokens>,
    /// Whether what comes of it is part of the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationChoice>,
    /// Comes back with the response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    /// Instead of the conversation; empty: nothing was said before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<Vec<InputItem>>,
}

/// Whether what comes of a response is part of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationChoice {
    /// It is.
    Auto,
    /// It is not: the response is out of band.
    None,
}

/// One thing that was said before, for a response that does not look at the conversation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum InputItem {
    /// An item of the conversation.
    Reference {
        /// Its id.
        #[serde(serialize_with = "as_reference", flatten)]
        id: String,
    },
    /// An item of its own.
    Item(Box<Item>),
}

impl ResponseOptions {
    /// Reads the options at `path`.
    ///
    /// # Errors
    /// The first field that is unknown, of the wrong kind or beyond its bounds.
    pub(crate) fn read(value: Value, path: &str) -> Result<Self, Refusal> {
        let mut object = Object::of(value, path)?;
        let choices = &[
            ("auto", ConversationChoice::Auto),
            ("none", ConversationChoice::None),
        ];
        let options = Self {
            modality: object.optional("output_modalities", session::modality)?,
            instructions: object.optional("instructions", string)?,
            audio: object.optional("audio", ResponseAudio::read)?,
            tools: object.optional("tools", session::tools)?,
            tool_choice: object.optional("tool_choice", session::tool_choice)?,
            parallel_tool_calls: object.optional("parallel_tool_calls", boolean)?,
            reasoning: object.optional("reasoning", session::reasoning)?,
            max_output_tokens: object.optional("max_output_tokens", session::max_tokens)?,
            conversation: object.optional("conversation", one_of(choices))?,
            metadata: object.optional("metadata", session::metadata)?,
            input: object.optional("input", list(INPUT_ITEMS, item_or_reference))?,
        };
        object.finish()?;
        Ok(options)
    }
}

/// The `audio` of a response.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ResponseAudio {
    /// How it sounds.
    #[serde(deserialize_with = "crate::lenient::or_unknown")]
    pub output: ResponseVoice,
}

/// How a response sounds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ResponseVoice {
    /// How it is coded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// Who speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<Voice>,
}

impl ResponseAudio {
    fn read(value: Value, path: &str) -> Result<Self, Refusal> {
        let mut object = Object::of(value, path)?;
        let output = object.optional("output", |value, path| {
            let mut object = Object::of(value, path)?;
            let voice = ResponseVoice {
                format: object.optional("format", session::format)?,
                voice: object.optional("voice", session::voice)?,
            };
            object.finish()?;
            Ok(voice)
        })?;
        object.finish()?;
        Ok(Self {
            output: output.unwrap_or_default(),
        })
    }
}

/// A response as a host tells of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Response {
    /// `resp_…`
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub id: String,
    /// `realtime.response`
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub object: String,
    /// How far it is.
    #[serde(deserialize_with = "crate::lenient::or_unknown")]
    pub status: Option<ResponseStatus>,
    /// Why it is not completed.
    #[serde(deserialize_with = "crate::lenient::or_unknown")]
    pub status_details: Option<StatusDetails>,
    /// What came of it.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub output: Vec<Item>,
    /// The conversation it is part of; null if it is out of band.
    pub conversation_id: Option<String>,
    /// Sound or words.
    #[serde(deserialize_with = "crate::lenient::or_unknown")]
    pub output_modalities: Vec<Modality>,
    /// How long it could be.
    #[serde(deserialize_with = "crate::lenient::or_unknown")]
    pub max_output_tokens: Option<MaxTokens>,
    /// How it sounds.
    #[serde(
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::lenient::or_unknown"
    )]
    pub audio: Option<ResponseAudio>,
    /// What it cost; null until it is done.
    pub usage: Option<Value>,
    /// What the client hung on it.
    #[serde(deserialize_with = "crate::lenient::or_unknown")]
    pub metadata: Option<Metadata>,
}

/// How far a response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseStatus {
    /// It is being made.
    InProgress,
    /// It is whole.
    Completed,
    /// The client or the guest cut it short.
    Cancelled,
    /// Something went wrong.
    Failed,
    /// It came to a bound.
    Incomplete,
}

/// Why a response is not completed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StatusDetails {
    /// The status again.
    #[serde(
        rename = "type",
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::lenient::or_unknown"
    )]
    pub kind: Option<ResponseStatus>,
    /// `turn_detected`, `client_cancelled`, `max_output_tokens`, `content_filter`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<StatusError>,
}

/// What went wrong with a response.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StatusError {
    /// The class of the error.
    #[serde(rename = "type", deserialize_with = "crate::lenient::or_default")]
    pub kind: String,
    /// What a program matches on.
    pub code: Option<String>,
    /// What a person reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

fn in_a_list<T: Serialize, S: serde::Serializer>(
    value: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.as_ref().map(|value| [value]).serialize(serializer)
}

fn as_reference<S: serde::Serializer>(id: &str, serializer: S) -> Result<S::Ok, S::Error> {
    use serde::ser::SerializeMap;
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry("type", "item_reference")?;
    map.serialize_entry("id", id)?;
    map.end()
}
