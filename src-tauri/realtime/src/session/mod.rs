//! The settings of a session: as they are in effect, and as updates to them (REALTIME.md 4).

mod audio;
mod capabilities;
mod check;
mod merge;
mod patch;
mod read;
mod read_audio;
mod tool;

pub use audio::*;
pub use capabilities::Capabilities;
pub(crate) use check::{check_tool_choice, check_voice};
pub use merge::Standing;
pub use patch::{
    AudioPatch, InputPatch, OutputPatch, Patch, TranscriptionPatch, TurnDetectionPatch, VadKind,
};
pub(crate) use read::{max_tokens, metadata, modality, reasoning, tool_choice, tools};
pub(crate) use read_audio::{format, voice};
pub use tool::*;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// Talking.
    Realtime,
    /// Writing down what is said, without an answer.
    Transcription,
}

/// All settings of a session, as they are in effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// What it is for. It never changes.
    pub kind: SessionKind,
    /// Which model the client asked for. It never changes.
    pub model: String,
    /// What the engine answers in.
    pub modality: Modality,
    /// What the engine is told before anything else.
    pub instructions: String,
    /// What happens to the guest's sound.
    pub input: Input,
    /// How the engine sounds.
    pub output: Output,
    /// The client's tools.
    pub tools: Vec<Tool>,
    /// Whether they may or must be used.
    pub tool_choice: ToolChoice,
    /// Whether several may be called at once.
    pub parallel_tool_calls: Option<bool>,
    /// How hard a reasoning model thinks.
    pub reasoning: Option<Reasoning>,
    /// How long an answer may be.
    pub max_output_tokens: MaxTokens,
    /// What goes when the conversation is full.
    pub truncation: Truncation,
    /// Where the provider keeps a trace; nothing here.
    pub tracing: Option<Value>,
    /// What else is to be said.
    pub include: Option<Vec<String>>,
}

/// What happens to the guest's sound.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Input {
    /// How it is coded.
    pub format: Format,
    /// How it is written down; `None` = the client is not told.
    pub transcription: Option<Transcription>,
    /// What is taken out of it first.
    pub noise_reduction: Option<NoiseReduction>,
    /// Who decides when a turn has ended; `None` = the client (push-to-talk).
    pub turn_detection: Option<TurnDetection>,
}

/// How the engine sounds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// How the sound is coded.
    pub format: Format,
    /// Who speaks.
    pub voice: Voice,
    /// How fast, 0.25…1.5.
    pub speed: f64,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            format: Format::PCM,
            transcription: None,
            noise_reduction: None,
            turn_detection: Some(TurnDetection::ServerVad(ServerVad::default())),
        }
    }
}

impl Session {
    /// What a host that can do `capabilities` begins with: the documented values, where it can do
    /// them.
    pub fn new(kind: SessionKind, model: impl Into<String>, capabilities: &Capabilities) -> Self {
        let voice = capabilities.voices.first().cloned().unwrap_or_default();
        Self {
            kind,
            model: model.into(),
            modality: capabilities.modality(),
            instructions: String::new(),
            input: Input {
                transcription: capabilities.transcription.clone(),
                ..Input::default()
            },
            output: Output {
                format: Format::PCM,
                voice: Voice::Named(voice),
                speed: 1.0,
            },
            tools: Vec::new(),
            tool_choice: ToolChoice::Auto,
            parallel_tool_calls: None,
            reasoning: None,
            max_output_tokens: MaxTokens::INF,
            truncation: Truncation::Auto,
            tracing: None,
            include: None,
        }
    }

    /// The session as the client is told of it. `expires_at` is in Unix seconds; 0 before it is
    /// connected (REALTIME.md 2).
    pub fn object(&self, id: &str, expires_at: u64) -> SessionObject {
        let (object, config) = match self.kind {
            SessionKind::Realtime => (
                "realtime.session",
                json!({
                    "model": self.model,
                    "output_modalities": [self.modality],
                    "instructions": self.instructions,
                    "audio": {"input": self.input, "output": self.output},
                    "tools": self.tools,
                    "tool_choice": self.tool_choice,
                    "parallel_tool_calls": self.parallel_tool_calls,
                    "reasoning": self.reasoning,
                    "max_output_tokens": self.max_output_tokens,
                    "truncation": self.truncation,
                    "tracing": self.tracing,
                    "include": self.include,
                }),
            ),
            SessionKind::Transcription => (
                "realtime.transcription_session",
                json!({"audio": {"input": self.input}, "include": self.include}),
            ),
        };
        let config = match config {
            Value::Object(config) => config,
            _ => Map::new(),
        };
        SessionObject {
            kind: Some(self.kind),
            object: Some(object.to_owned()),
            id: id.to_owned(),
            expires_at: Some(expires_at),
            config,
        }
    }
}

/// A session as a host tells of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionObject {
    /// What it is for.
    #[serde(
        rename = "type",
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::lenient::or_unknown"
    )]
    pub kind: Option<SessionKind>,
    /// `realtime.session`, or another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// `sess_…`
    #[serde(deserialize_with = "crate::lenient::or_default")]
    pub id: String,
    /// When it ends, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<u64>,
    /// The settings in effect, as they came: what else there is appears without notice.
    #[serde(flatten)]
    pub config: Map<String, Value>,
}

impl SessionObject {
    /// A setting by its path, such as `["audio", "input", "turn_detection"]`.
    pub fn setting(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        rest.iter()
            .try_fold(self.config.get(*first)?, |value, key| value.get(key))
    }
}
