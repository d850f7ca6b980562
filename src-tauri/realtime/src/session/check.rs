//! What a host cannot do of what a session asks for.

use super::*;
use crate::error::{Code, Refusal};
use crate::limits::SESSION_BYTES;
use crate::read::unknown;

impl Session {
    /// What this host cannot do.
    pub(super) fn check(&self, capabilities: &Capabilities, path: &str) -> Result<(), Refusal> {
        let refuse = |field: &str, message: &str| {
            let path = format!("{path}.{field}");
            Err(Refusal::value(path, message))
        };
        if self.modality == Modality::Audio && !capabilities.speaks {
            return refuse(
                "output_modalities",
                "This host does not speak: use ['text'].",
            );
        }
        if !capabilities.formats.contains(&self.input.format) {
            return refuse("audio.input.format", "This host does not read this format.");
        }
        if !capabilities.formats.contains(&self.output.format) {
            let message = "This host does not write this format.";
            return refuse("audio.output.format", message);
        }
        if matches!(
            self.input.turn_detection,
            Some(TurnDetection::SemanticVad(_))
        ) && !capabilities.semantic_vad
        {
            let message = "This host has 'server_vad' only.";
            return refuse("audio.input.turn_detection.type", message);
        }
        check_voice(
            &self.output.voice,
            capabilities,
            &format!("{path}.audio.output.voice"),
        )?;
        self.check_transcription(path)?;
        check_tool_choice(
            &self.tool_choice,
            &self.tools,
            &format!("{path}.tool_choice"),
        )?;
        self.check_size(path)
    }

    fn check_transcription(&self, path: &str) -> Result<(), Refusal> {
        let Some(transcription) = &self.input.transcription else {
            return Ok(());
        };
        let path = format!("{path}.audio.input.transcription");
        let model = transcription.model.as_str();
        // Only these models know these fields (REALTIME.md 4); the models of this house know them
        // all.
        let foreign = model.starts_with("gpt-") || model.starts_with("whisper");
        let lists = matches!(model, "gpt-transcribe" | "gpt-live-transcribe");
        if foreign && !lists && !transcription.keywords.is_empty() {
            return Err(unknown(format!("{path}.keywords")));
        }
        if foreign && !lists && !transcription.languages.is_empty() {
            return Err(unknown(format!("{path}.languages")));
        }
        if foreign && model != "gpt-realtime-whisper" && transcription.delay.is_some() {
            return Err(unknown(format!("{path}.delay")));
        }
        let pushed = matches!(model, "gpt-realtime-whisper" | "gpt-live-transcribe");
        let detected = self.input.turn_detection.is_some();
        if self.kind == SessionKind::Transcription && pushed && detected {
            let message = "This model wants 'turn_detection' to be null.";
            return Err(Refusal::value(format!("{path}.model"), message));
        }
        Ok(())
    }

    fn check_size(&self, path: &str) -> Result<(), Refusal> {
        let object = self.object("", 0);
        let size = serde_json::to_vec(&object).map_or(usize::MAX, |json| json.len());
        if size > SESSION_BYTES {
            let message = format!(
                "Instructions, tools and the rest of a session are {size} bytes, \
                 at most {SESSION_BYTES}."
            );
            return Err(Refusal::of(Code::StringAboveMax, path, message));
        }
        Ok(())
    }
}

/// Whether the host has this voice.
pub(crate) fn check_voice(
    voice: &Voice,
    capabilities: &Capabilities,
    path: &str,
) -> Result<(), Refusal> {
    let known = match voice {
        Voice::Named(name) => {
            capabilities.voices.contains(name) || (!capabilities.speaks && name.is_empty())
        }
        Voice::Custom { .. } => false,
    };
    if known {
        return Ok(());
    }
    let all = capabilities.voices.join("', '");
    let message = format!("This host has no such voice. Supported values are: '{all}'.");
    Err(Refusal::value(path, message))
}

/// Whether the tool that must be used is there.
pub(crate) fn check_tool_choice(
    choice: &ToolChoice,
    tools: &[Tool],
    path: &str,
) -> Result<(), Refusal> {
    let ToolChoice::Named(named) = choice else {
        return Ok(());
    };
    let mut functions = tools.iter().filter_map(|tool| match tool {
        Tool::Function(function) => Some(&function.name),
        Tool::Other(_) => None,
    });
    if functions.any(|name| *name == named.name) {
        return Ok(());
    }
    let message = "There is no tool of this name.";
    Err(Refusal::value(format!("{path}.name"), message))
}
