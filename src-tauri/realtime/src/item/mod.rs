//! The items of a conversation (REALTIME.md 5). Reading is tolerant: what is not known is kept as
//! it came.

mod read;

pub(crate) use read::{item, item_or_reference};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One item of a conversation, or of a response's output.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Item {
    /// Its id; a client may choose it, else the host does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `realtime.item` from a host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// How far it is. Without effect when a client sends it, and absent with some hosts.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::lenient::or_unknown"
    )]
    pub status: Option<ItemStatus>,
    /// What it is.
    #[serde(flatten)]
    pub body: Body,
}

/// How far an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemStatus {
    /// It is being made.
    InProgress,
    /// It is whole.
    Completed,
    /// It was cut short, and will not be completed.
    Incomplete,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Body {
    /// Something said.
    Message(Message),
    /// A call that the client is to carry out.
    FunctionCall(FunctionCall),
    /// What came of a call.
    FunctionCallOutput(FunctionCallOutput),
    /// A call that the host carried out itself.
    McpCall(McpCall),
    /// An item of a kind that is not known here, whole but for its id, object and status.
    #[serde(untagged)]
    Other(Map<String, Value>),
}

impl Default for Body {
    fn default() -> Self {
        Self::Other(Map::new())
    }
}

/// Something said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Message {
    /// Who said it.
    pub role: Role,
    /// What was said.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub content: Vec<Part>,
}

/// A call that the client is to carry out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionCall {
    /// What its output will be known by.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub call_id: String,
    /// The tool.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub name: String,
    /// JSON, as text.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub arguments: String,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionCallOutput {
    /// The call.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub call_id: String,
    /// Text; JSON is encoded once.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub output: String,
}

/// A call that the host carried out itself.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct McpCall {
    /// Whose tool it is.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub server_label: String,
    /// The tool.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub name: String,
    /// JSON, as text.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub arguments: String,
    /// What came of it, as text.
    pub output: Option<String>,
    /// Why nothing came of it: `{"type", "message", …}`.
    pub error: Option<Value>,
    /// Always `null` with us: nobody is asked first.
    pub approval_request_id: Option<String>,
}

/// Who said something.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The guest.
    #[default]
    User,
    /// The engine.
    Assistant,
    /// The operator.
    System,
    /// A role that is not known here.
    #[serde(untagged)]
    Other(String),
}

/// One part of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Part {
    /// Typed by the guest, or by the operator.
    InputText {
        /// The words.
        text: String,
    },
    /// Spoken by the guest.
    InputAudio {
        /// The sound, in base64. It is there only when a client creates the item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        audio: Option<String>,
        /// What was understood; `null` until something was.
        #[serde(default)]
        transcript: Option<String>,
    },
    /// A picture.
    InputImage {
        /// A `data:` or other URL.
        image_url: String,
        /// `auto`, `low` or `high`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        detail: Option<String>,
    },
    /// Written by the engine.
    OutputText {
        /// The words.
        text: String,
    },
    /// Spoken by the engine.
    OutputAudio {
        /// The words; `null` once they were truncated away.
        #[serde(default)]
        transcript: Option<String>,
    },
    /// A part of a kind that is not known here.
    #[serde(untagged)]
    Other(Value),
}

impl Item {
    /// A message.
    pub fn message(role: Role, content: Vec<Part>) -> Self {
        Self::from(Body::Message(Message { role, content }))
    }

    /// What a guest typed.
    pub fn user_text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::message(Role::User, vec![Part::InputText { text }])
    }

    /// All words in it, typed, spoken or written, joined by spaces.
    pub fn text(&self) -> String {
        let Body::Message(message) = &self.body else {
            return String::new();
        };
        let words = message.content.iter().filter_map(|part| match part {
            Part::InputText { text } | Part::OutputText { text } => Some(text.as_str()),
            Part::InputAudio { transcript, .. } | Part::OutputAudio { transcript } => {
                transcript.as_deref()
            }
            Part::InputImage { .. } | Part::Other(_) => None,
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

impl Item {
    /// Whether there is sound in it of which nobody says what it is.
    pub(crate) fn has_unread_sound(&self) -> bool {
        let Body::Message(message) = &self.body else {
            return false;
        };
        let unread = |part: &Part| {
            matches!(
                part,
                Part::InputAudio {
                    transcript: None,
                    ..
                }
            )
        };
        message.content.iter().any(unread)
    }
}

impl From<Body> for Item {
    fn from(body: Body) -> Self {
        Self {
            body,
            ..Self::default()
        }
    }
}
