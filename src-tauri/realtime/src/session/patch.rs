//! An update of a session: only what it names changes (REALTIME.md 4, and decision 6 there).

use super::{
    Eagerness, Effort, Format, MaxTokens, Modality, NoiseReduction, Reasoning, SessionKind, Tool,
    ToolChoice, Truncation, Voice,
};
use crate::field::Field;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The `session` of a `session.update`, of a token request, and of a call's `session` part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Patch {
    /// What the session is for; always said.
    #[serde(rename = "type")]
    pub kind: SessionKind,
    /// See [`super::Session`], here and below.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub model: Field<String>,
    /// One of the two.
    #[serde(rename = "output_modalities", serialize_with = "in_a_list")]
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub modality: Field<Modality>,
    /// See [`super::Session`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub instructions: Field<String>,
    /// The guest's sound and the engine's.
    #[serde(skip_serializing_if = "is_default")]
    pub audio: AudioPatch,
    /// All of them: tools are replaced, never added to.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub tools: Field<Vec<Tool>>,
    /// See [`super::Session`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub tool_choice: Field<ToolChoice>,
    /// See [`super::Session`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub parallel_tool_calls: Field<bool>,
    /// See [`super::Session`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub reasoning: Field<Reasoning>,
    /// See [`super::Session`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub max_output_tokens: Field<MaxTokens>,
    /// See [`super::Session`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub truncation: Field<Truncation>,
    /// See [`super::Session`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub tracing: Field<Value>,
    /// See [`super::Session`].
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub include: Field<Vec<String>>,
}

impl Patch {
    /// An update that changes nothing.
    pub fn new(kind: SessionKind) -> Self {
        Self {
            kind,
            model: Field::Absent,
            modality: Field::Absent,
            instructions: Field::Absent,
            audio: AudioPatch::default(),
            tools: Field::Absent,
            tool_choice: Field::Absent,
            parallel_tool_calls: Field::Absent,
            reasoning: Field::Absent,
            max_output_tokens: Field::Absent,
            truncation: Field::Absent,
            tracing: Field::Absent,
            include: Field::Absent,
        }
    }
}

/// The `audio` of an update.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct AudioPatch {
    /// The guest's sound.
    #[serde(skip_serializing_if = "is_default")]
    pub input: InputPatch,
    /// The engine's.
    #[serde(skip_serializing_if = "is_default")]
    pub output: OutputPatch,
}

/// The `audio.input` of an update.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct InputPatch {
    /// See [`super::Input`], here and below.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub format: Field<Format>,
    /// Null: the client is not told what was understood.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub transcription: Field<TranscriptionPatch>,
    /// Null: nothing is taken out.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub noise_reduction: Field<NoiseReduction>,
    /// Null: push-to-talk.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub turn_detection: Field<TurnDetectionPatch>,
}

/// The `audio.output` of an update.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct OutputPatch {
    /// See [`super::Output`], here and below.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub format: Field<Format>,
    /// Fixed once it was heard.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub voice: Field<Voice>,
    /// 0.25…1.5, between turns.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub speed: Field<f64>,
}

/// The `transcription` of an update: laid upon what there is.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct TranscriptionPatch {
    /// See [`super::Transcription`], here and below.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub model: Field<String>,
    /// ISO 639-1.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub language: Field<String>,
    /// Words that guide it.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub prompt: Field<String>,
    /// Only some models.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub languages: Field<Vec<String>>,
    /// Only some models.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub keywords: Field<Vec<String>>,
    /// Only `gpt-realtime-whisper`.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub delay: Field<Effort>,
}

/// The `turn_detection` of an update: laid upon what there is, if that is of the same type.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct TurnDetectionPatch {
    /// Absent: the type stays.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<VadKind>,
    /// See [`super::ServerVad`], here and below.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub threshold: Field<f64>,
    /// In ms.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub prefix_padding_ms: Field<u32>,
    /// In ms.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub silence_duration_ms: Field<u32>,
    /// In ms; null: never.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub idle_timeout_ms: Field<u32>,
    /// Only the semantic one.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub eagerness: Field<Eagerness>,
    /// Both.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub create_response: Field<bool>,
    /// Both.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub interrupt_response: Field<bool>,
}

/// The types of turn detection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VadKind {
    /// [`super::ServerVad`].
    ServerVad,
    /// [`super::SemanticVad`].
    SemanticVad,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The protocol has a list, of which just one is allowed.
fn in_a_list<T: Serialize, S: serde::Serializer>(
    field: &Field<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    field.value().map(|value| [value]).serialize(serializer)
}
