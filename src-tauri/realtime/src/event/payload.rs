//! What server events carry, where several carry the same. Absent fields read as empty: nothing
//! but `type` is required of a host.

use crate::item::Item;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An item and where it stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PlacedItem {
    /// The item before it; null at the front.
    pub previous_item_id: Option<String>,
    /// The item.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub item: Item,
}

/// An item's id and where it will stand.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Committed {
    /// The item before it; null at the front.
    pub previous_item_id: Option<String>,
    /// The item that the sound becomes.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub item_id: String,
}

/// A piece of what a guest said.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TranscriptDelta {
    /// The item it belongs to.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub item_id: String,
    /// The part of it.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub content_index: u32,
    /// What comes after the pieces before.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub delta: String,
    /// How sure the words are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprobs: Option<Value>,
}

/// All that a guest said.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TranscriptCompleted {
    /// The item it belongs to.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub item_id: String,
    /// The part of it.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub content_index: u32,
    /// The words.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub transcript: String,
    /// What it cost.
    pub usage: Option<Usage>,
    /// The languages that were heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub languages: Option<Value>,
    /// How sure the words are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprobs: Option<Value>,
}

/// What a transcript cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Usage {
    /// By the length of the sound.
    Duration {
        /// So long.
        seconds: f64,
    },
    /// In another way, such as by tokens.
    #[serde(untagged)]
    Other(Value),
}

/// Why nothing was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TranscriptFailed {
    /// The item it belongs to.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub item_id: String,
    /// The part of it.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub content_index: u32,
    /// Why.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub error: TranscriptError,
}

/// Why nothing was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TranscriptError {
    /// The class of the error.
    #[serde(rename = "type", deserialize_with = "crate::lenient::or_default")]
    pub kind: String,
    /// What a program matches on.
    pub code: Option<String>,
    /// What a person reads.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub message: String,
    /// The field at fault.
    pub param: Option<String>,
}

/// An item of a response's output.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OutputItem {
    /// The response.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub response_id: String,
    /// Which of its items.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub output_index: u32,
    /// The item.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub item: Item,
}

/// Where in a response something is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// The response.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub response_id: String,
    /// The item.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub item_id: String,
    /// Which of the response's items it is.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub output_index: u32,
    /// The part of the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_index: Option<u32>,
    /// The call, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
}

/// A part of a message in a response. Its types are not those of an item's content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ContentPart {
    /// Words.
    Text {
        /// They.
        #[serde(default)]
        text: String,
    },
    /// Sound.
    Audio {
        /// Its words.
        #[serde(default)]
        transcript: String,
    },
    /// A part of a kind that is not known here.
    #[serde(untagged)]
    Other(Value),
}

impl Default for ContentPart {
    fn default() -> Self {
        Self::Other(Value::Null)
    }
}

/// A bound of the host's and how far it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RateLimit {
    /// Of what: `requests`, `tokens`.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub name: String,
    /// The bound.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub limit: u64,
    /// What is left.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub remaining: u64,
    /// When all is left again, in seconds from now.
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub reset_seconds: f64,
}
