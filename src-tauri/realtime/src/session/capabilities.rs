//! What a host can do of what a session may ask for. The rest is refused by name.

use super::{Format, Modality, Transcription};

/// What a host can do.
#[derive(Debug, Clone, PartialEq)]
pub struct Capabilities {
    /// Whether it speaks. Without, sessions answer in text, and `audio` is refused.
    pub speaks: bool,
    /// Whose voices it has; the first is the default.
    pub voices: Vec<String>,
    /// How sound may be coded where it goes through events (WebSocket).
    pub formats: Vec<Format>,
    /// Whether it takes `semantic_vad`.
    pub semantic_vad: bool,
    /// Whether it looks at pictures.
    pub images: bool,
    /// How sessions begin: with the transcript told to the client, or not.
    pub transcription: Option<Transcription>,
}

impl Capabilities {
    /// What the engine inside this server can do, with these voices (none: it does not speak).
    pub fn local(voices: Vec<String>) -> Self {
        Self {
            speaks: !voices.is_empty(),
            voices,
            formats: vec![Format::PCM, Format::Pcmu, Format::Pcma],
            semantic_vad: true,
            images: false,
            transcription: Some(Transcription {
                model: "local".to_owned(),
                ..Transcription::default()
            }),
        }
    }

    /// What sessions answer in if they do not say.
    pub(super) fn modality(&self) -> Modality {
        if self.speaks {
            Modality::Audio
        } else {
            Modality::Text
        }
    }
}
