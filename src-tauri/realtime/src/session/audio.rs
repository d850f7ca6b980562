//! Sound in a session: how it is coded, what is done with it, who speaks (REALTIME.md 4).

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How sound is coded in `append` and `delta`. Always one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Format {
    /// 16-bit little-endian at 24 kHz; the protocol has no other rate.
    #[serde(rename = "audio/pcm")]
    Pcm {
        /// Always [`PCM_RATE`].
        rate: u32,
    },
    /// G.711 µ-law at 8 kHz.
    #[serde(rename = "audio/pcmu")]
    Pcmu,
    /// G.711 A-law at 8 kHz.
    #[serde(rename = "audio/pcma")]
    Pcma,
}

/// The only rate of PCM, in Hz (REALTIME.md 4).
pub const PCM_RATE: u32 = 24_000;

impl Format {
    /// The PCM there is.
    pub const PCM: Self = Self::Pcm { rate: PCM_RATE };

    /// Samples per second.
    pub fn rate(self) -> u32 {
        match self {
            Self::Pcm { rate } => rate,
            Self::Pcmu | Self::Pcma => 8_000,
        }
    }

    /// Bytes of one sample.
    pub fn sample_bytes(self) -> usize {
        match self {
            Self::Pcm { .. } => 2,
            Self::Pcmu | Self::Pcma => 1,
        }
    }

    /// How long so many bytes sound.
    pub fn duration(self, bytes: usize) -> Duration {
        let samples = (bytes / self.sample_bytes()) as u64;
        Duration::from_nanos(samples * 1_000_000_000 / u64::from(self.rate()))
    }
}

/// How what the guest says is written down.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Transcription {
    /// Which model does it.
    pub model: String,
    /// ISO 639-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Words that guide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// Languages to expect; only some models.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Words to expect; only some models.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// How long it may wait for certainty; only `gpt-realtime-whisper`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<Effort>,
}

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// Hardly.
    Minimal,
    /// A little.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
    /// Most.
    Xhigh,
}

/// Where the microphone is, for the noise suppression before everything else.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NoiseReduction {
    /// Near the mouth or not.
    #[serde(rename = "type")]
    pub field: MicField,
    /// 0…1; absent = 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strength: Option<f64>,
}

/// Where the microphone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MicField {
    /// A headset.
    NearField,
    /// A counter.
    FarField,
}

/// Who decides when a turn has ended, if not the client.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TurnDetection {
    /// Silence ends it.
    ServerVad(ServerVad),
    /// The sense of what was said ends it.
    SemanticVad(SemanticVad),
}

/// Silence ends a turn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerVad {
    /// How sure the detector must be that it hears speech, 0…1.
    pub threshold: f64,
    /// Sound before the speech that belongs to it, in ms.
    pub prefix_padding_ms: u32,
    /// Silence that ends the turn, in ms.
    pub silence_duration_ms: u32,
    /// Whether a response follows each turn.
    pub create_response: bool,
    /// Whether speech cuts a running response short.
    pub interrupt_response: bool,
    /// Silence after a response that ends the turn too, in ms; 5,000…30,000.
    pub idle_timeout_ms: Option<u32>,
}

impl Default for ServerVad {
    /// The documented values (REALTIME.md 4); of the two for the silence, the text's.
    fn default() -> Self {
        Self {
            threshold: 0.5,
            prefix_padding_ms: 300,
            silence_duration_ms: 500,
            create_response: true,
            interrupt_response: true,
            idle_timeout_ms: None,
        }
    }
}

/// The sense of what was said ends a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SemanticVad {
    /// How soon.
    pub eagerness: Eagerness,
    /// Whether a response follows each turn.
    pub create_response: bool,
    /// Whether speech cuts a running response short.
    pub interrupt_response: bool,
}

impl Default for SemanticVad {
    /// The documented values (REALTIME.md 4).
    fn default() -> Self {
        Self {
            eagerness: Eagerness::Auto,
            create_response: true,
            interrupt_response: true,
        }
    }
}

/// How soon a turn is taken to have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Eagerness {
    /// Within 8 s.
    Low,
    /// Within 4 s.
    Medium,
    /// Within 2 s.
    High,
    /// As [`Eagerness::Medium`].
    Auto,
}

impl Eagerness {
    /// How long silence lasts at the most before the turn has ended (REALTIME.md 4).
    pub fn longest_wait(self) -> Duration {
        Duration::from_secs(match self {
            Self::Low => 8,
            Self::Medium | Self::Auto => 4,
            Self::High => 2,
        })
    }
}

impl TurnDetection {
    /// Whether a response follows each turn.
    pub fn creates_response(&self) -> bool {
        match self {
            Self::ServerVad(vad) => vad.create_response,
            Self::SemanticVad(vad) => vad.create_response,
        }
    }

    /// Whether speech cuts a running response short.
    pub fn interrupts(&self) -> bool {
        match self {
            Self::ServerVad(vad) => vad.interrupt_response,
            Self::SemanticVad(vad) => vad.interrupt_response,
        }
    }

    /// Sound before the speech that belongs to it.
    pub fn prefix_padding(&self) -> Duration {
        let ms = match self {
            Self::ServerVad(vad) => vad.prefix_padding_ms,
            Self::SemanticVad(_) => ServerVad::default().prefix_padding_ms,
        };
        Duration::from_millis(u64::from(ms))
    }

    /// Silence after a response that ends the guest's turn.
    pub fn idle_timeout(&self) -> Option<Duration> {
        match self {
            Self::ServerVad(vad) => vad.idle_timeout_ms,
            Self::SemanticVad(_) => None,
        }
        .map(|ms| Duration::from_millis(u64::from(ms)))
    }
}

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Voice {
    /// One of the host's own.
    Named(String),
    /// One that somebody had made.
    Custom {
        /// `voice_…`
        id: String,
    },
}
