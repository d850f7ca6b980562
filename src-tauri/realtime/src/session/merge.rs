//! An update laid upon a session: whole or not at all.

use super::patch::{InputPatch, OutputPatch, TranscriptionPatch, TurnDetectionPatch};
use super::*;
use crate::error::{Code, Refusal};
use crate::field::Field;
use crate::read::{missing, unknown};

/// What follows from where the session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// The engine has been heard: its voice is fixed.
    pub spoke: bool,
    /// A response is running: its speed is fixed.
    pub responding: bool,
}

impl Session {
    /// The session with an update laid upon it. `path` is where the update was, for the names of
    /// what is refused; `standing` is `None` before the session began, when its model can still
    /// be chosen.
    ///
    /// # Errors
    /// The first thing that this host cannot do or that cannot be changed any more; the session
    /// stays as it was.
    pub fn merged(
        &self,
        patch: &Patch,
        capabilities: &Capabilities,
        standing: Option<Standing>,
        path: &str,
    ) -> Result<Self, Refusal> {
        if patch.kind != self.kind {
            let message = "The type of a session cannot be changed.";
            return Err(Refusal::value(format!("{path}.type"), message));
        }
        let initial = Self::new(self.kind, self.model.clone(), capabilities);
        let merged = Self {
            kind: self.kind,
            model: self.merged_model(&patch.model, standing.is_some(), path)?,
            modality: patch.modality.over(&self.modality, &initial.modality),
            instructions: patch
                .instructions
                .over(&self.instructions, &initial.instructions),
            input: self
                .input
                .merged(&patch.audio.input, &format!("{path}.audio.input"))?,
            output: self.output.merged(&patch.audio.output, &initial.output),
            tools: patch.tools.over(&self.tools, &initial.tools),
            tool_choice: patch.tool_choice.over(&self.tool_choice, &ToolChoice::Auto),
            parallel_tool_calls: patch
                .parallel_tool_calls
                .over_option(&self.parallel_tool_calls),
            reasoning: patch.reasoning.over_option(&self.reasoning),
            max_output_tokens: patch
                .max_output_tokens
                .over(&self.max_output_tokens, &MaxTokens::INF),
            truncation: patch.truncation.over(&self.truncation, &Truncation::Auto),
            tracing: patch.tracing.over_option(&self.tracing),
            include: patch.include.over_option(&self.include),
        };
        merged.check(capabilities, path)?;
        if let Some(standing) = standing {
            merged.check_change(self, standing, path)?;
        }
        Ok(merged)
    }

    fn merged_model(
        &self,
        model: &Field<String>,
        begun: bool,
        path: &str,
    ) -> Result<String, Refusal> {
        match model {
            Field::Value(model) if *model != self.model => {
                if begun {
                    let message = "The model of a session cannot be changed.";
                    return Err(Refusal::value(format!("{path}.model"), message));
                }
                Ok(model.clone())
            }
            _ => Ok(self.model.clone()),
        }
    }

    /// What cannot be changed any more.
    fn check_change(&self, before: &Self, standing: Standing, path: &str) -> Result<(), Refusal> {
        if standing.spoke && self.output.voice != before.output.voice {
            let message = "The voice cannot be changed once it was heard.";
            let path = format!("{path}.audio.output.voice");
            return Err(Refusal::of(Code::CannotUpdateVoice, path, message));
        }
        if standing.responding && self.output.speed != before.output.speed {
            let message = "The speed can be changed only between turns.";
            let path = format!("{path}.audio.output.speed");
            return Err(Refusal::value(path, message));
        }
        Ok(())
    }
}

impl Input {
    fn merged(&self, patch: &InputPatch, path: &str) -> Result<Self, Refusal> {
        let transcription = match &patch.transcription {
            Field::Absent => self.transcription.clone(),
            Field::Null => None,
            Field::Value(patch) => {
                let now = self.transcription.clone().unwrap_or_default();
                let merged = patch.over(&now);
                if merged.model.is_empty() {
                    return Err(missing(format!("{path}.transcription.model")));
                }
                Some(merged)
            }
        };
        let turn_detection = match &patch.turn_detection {
            Field::Absent => self.turn_detection,
            Field::Null => None,
            Field::Value(patch) => Some(patch.over(
                self.turn_detection.as_ref(),
                &format!("{path}.turn_detection"),
            )?),
        };
        Ok(Self {
            format: patch.format.over(&self.format, &Format::PCM),
            transcription,
            noise_reduction: patch.noise_reduction.over_option(&self.noise_reduction),
            turn_detection,
        })
    }
}

impl Output {
    fn merged(&self, patch: &OutputPatch, initial: &Self) -> Self {
        Self {
            format: patch.format.over(&self.format, &initial.format),
            voice: patch.voice.over(&self.voice, &initial.voice),
            speed: patch.speed.over(&self.speed, &initial.speed),
        }
    }
}

impl TranscriptionPatch {
    fn over(&self, now: &Transcription) -> Transcription {
        Transcription {
            model: self.model.over(&now.model, &String::new()),
            language: self.language.over_option(&now.language),
            prompt: self.prompt.over_option(&now.prompt),
            languages: self.languages.over(&now.languages, &Vec::new()),
            keywords: self.keywords.over(&now.keywords, &Vec::new()),
            delay: self.delay.over_option(&now.delay),
        }
    }
}

impl TurnDetectionPatch {
    /// Laid upon what there is, if that is of the same type; else upon the type's own values.
    fn over(&self, now: Option<&TurnDetection>, path: &str) -> Result<TurnDetection, Refusal> {
        let kind = match (self.kind, now) {
            (Some(kind), _) => kind,
            (None, Some(TurnDetection::ServerVad(_))) => VadKind::ServerVad,
            (None, Some(TurnDetection::SemanticVad(_))) => VadKind::SemanticVad,
            (None, None) => return Err(missing(format!("{path}.type"))),
        };
        match kind {
            VadKind::ServerVad => {
                if !self.eagerness.is_absent() {
                    return Err(unknown(format!("{path}.eagerness")));
                }
                let now = match now {
                    Some(TurnDetection::ServerVad(vad)) => *vad,
                    _ => ServerVad::default(),
                };
                Ok(TurnDetection::ServerVad(self.over_server(&now)))
            }
            VadKind::SemanticVad => {
                for (field, absent) in [
                    ("threshold", self.threshold.is_absent()),
                    ("prefix_padding_ms", self.prefix_padding_ms.is_absent()),
                    ("silence_duration_ms", self.silence_duration_ms.is_absent()),
                    ("idle_timeout_ms", self.idle_timeout_ms.is_absent()),
                ] {
                    if !absent {
                        return Err(unknown(format!("{path}.{field}")));
                    }
                }
                let now = match now {
                    Some(TurnDetection::SemanticVad(vad)) => *vad,
                    _ => SemanticVad::default(),
                };
                Ok(TurnDetection::SemanticVad(self.over_semantic(&now)))
            }
        }
    }

    fn over_server(&self, now: &ServerVad) -> ServerVad {
        let initial = ServerVad::default();
        let (padding, silence) = (initial.prefix_padding_ms, initial.silence_duration_ms);
        ServerVad {
            threshold: self.threshold.over(&now.threshold, &initial.threshold),
            prefix_padding_ms: self
                .prefix_padding_ms
                .over(&now.prefix_padding_ms, &padding),
            silence_duration_ms: self
                .silence_duration_ms
                .over(&now.silence_duration_ms, &silence),
            create_response: self.create_response.over(&now.create_response, &true),
            interrupt_response: self.interrupt_response.over(&now.interrupt_response, &true),
            idle_timeout_ms: self.idle_timeout_ms.over_option(&now.idle_timeout_ms),
        }
    }

    fn over_semantic(&self, now: &SemanticVad) -> SemanticVad {
        SemanticVad {
            eagerness: self.eagerness.over(&now.eagerness, &Eagerness::Auto),
            create_response: self.create_response.over(&now.create_response, &true),
            interrupt_response: self.interrupt_response.over(&now.interrupt_response, &true),
        }
    }
}
