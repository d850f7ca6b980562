//! Tools, and the other settings of what the engine says (REALTIME.md 4).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A tool of a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Tool {
    /// One that the client carries out.
    Function(Function),
    /// One that is carried out elsewhere, or a kind that is not known here.
    #[serde(untagged)]
    Other(Map<String, Value>),
}

/// A tool that the client carries out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Function {
    /// What it is called by.
    pub name: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// JSON Schema of its arguments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Value>,
}

/// Whether tools may, must or cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolChoice {
    /// As the engine sees fit.
    #[default]
    Auto,
    /// Not at all.
    None,
    /// At least one.
    Required,
    /// This one.
    #[serde(untagged)]
    Named(NamedTool),
}

/// A tool that must be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedTool {
    /// `function`.
    #[serde(rename = "type")]
    pub kind: FunctionWord,
    /// Which.
    pub name: String,
}

/// The word `function`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FunctionWord {
    /// The only one.
    Function,
}

/// What the engine answers in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// Sound, with its words.
    Audio,
    /// Words alone.
    Text,
}

/// How long an answer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MaxTokens {
    /// So many tokens.
    Number(u32),
    /// As long as it wants.
    Word(InfWord),
}

impl MaxTokens {
    /// As long as it wants.
    pub const INF: Self = Self::Word(InfWord::Inf);
}

/// The word `inf`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InfWord {
    /// The only one.
    Inf,
}

/// What goes when the conversation is full.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truncation {
    /// The oldest.
    Auto,
    /// Nothing: what does not fit is refused.
    Disabled,
    /// The oldest, more than is needed at once.
    #[serde(untagged)]
    Retention(Retention),
}

/// See [`Truncation::Retention`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Retention {
    /// `retention_ratio`.
    #[serde(rename = "type")]
    pub kind: RetentionWord,
    /// The share that stays, 0…1.
    pub retention_ratio: f64,
    /// What may be held at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_limits: Option<TokenLimits>,
}

/// The word `retention_ratio`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetentionWord {
    /// The only one.
    RetentionRatio,
}

/// What a conversation may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenLimits {
    /// Tokens after the instructions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_instructions: Option<u32>,
}

/// How hard a reasoning model thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasoning {
    /// How hard.
    pub effort: super::Effort,
}

/// Words that a client hangs on a response and finds again.
pub type Metadata = BTreeMap<String, String>;
