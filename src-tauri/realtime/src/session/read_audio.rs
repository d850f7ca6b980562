//! Strict reading of what an update says of sound.

use super::patch::{AudioPatch, InputPatch, OutputPatch, TranscriptionPatch, TurnDetectionPatch};
use super::*;
use crate::error::Refusal;
use crate::field::Field;
use crate::limits::{KEYWORDS, VAD_MS, WORDS_CHARS};
use crate::read::{
    Object, boolean, decimal, integer, list, not_among, one_of, string, string_up_to,
};

pub(super) const EFFORTS: &[(&str, Effort)] = &[
    ("minimal", Effort::Minimal),
    ("low", Effort::Low),
    ("medium", Effort::Medium),
    ("high", Effort::High),
    ("xhigh", Effort::Xhigh),
];
const EAGERNESSES: &[(&str, Eagerness)] = &[
    ("low", Eagerness::Low),
    ("medium", Eagerness::Medium),
    ("high", Eagerness::High),
    ("auto", Eagerness::Auto),
];

/// The guest's sound and the engine's.
pub(super) fn audio(value: Value, path: &str, kind: SessionKind) -> Result<AudioPatch, Refusal> {
    let mut object = Object::of(value, path)?;
    let input = object.optional("input", input)?.unwrap_or_default();
    let output = match kind {
        SessionKind::Realtime => object.optional("output", output)?.unwrap_or_default(),
        SessionKind::Transcription => OutputPatch::default(),
    };
    object.finish()?;
    Ok(AudioPatch { input, output })
}

fn input(value: Value, path: &str) -> Result<InputPatch, Refusal> {
    let mut object = Object::of(value, path)?;
    let patch = InputPatch {
        format: object.field("format", format)?,
        transcription: object.field("transcription", transcription)?,
        noise_reduction: object.field("noise_reduction", noise_reduction)?,
        turn_detection: object.field("turn_detection", turn_detection)?,
    };
    object.finish()?;
    Ok(patch)
}

fn output(value: Value, path: &str) -> Result<OutputPatch, Refusal> {
    let mut object = Object::of(value, path)?;
    let patch = OutputPatch {
        format: object.field("format", format)?,
        voice: object.field("voice", voice)?,
        speed: object.field("speed", decimal(0.25, 1.5))?,
    };
    object.finish()?;
    Ok(patch)
}

/// How sound is coded. PCM below 24 kHz is `integer_below_min_value` with the provider.
pub(crate) fn format(value: Value, path: &str) -> Result<Format, Refusal> {
    let mut object = Object::of(value, path)?;
    let kind = object.required("type", string)?;
    let only = u64::from(PCM_RATE);
    let format = match kind.as_str() {
        "audio/pcm" => {
            object.optional("rate", integer(only, only))?;
            Format::PCM
        }
        "audio/pcmu" => Format::Pcmu,
        "audio/pcma" => Format::Pcma,
        other => {
            let message = not_among(other, "'audio/pcm', 'audio/pcmu', 'audio/pcma'");
            return Err(Refusal::value(object.path("type"), message));
        }
    };
    object.finish()?;
    Ok(format)
}

fn transcription(value: Value, path: &str) -> Result<TranscriptionPatch, Refusal> {
    let mut object = Object::of(value, path)?;
    let words = string_up_to(WORDS_CHARS);
    let patch = TranscriptionPatch {
        model: object.field("model", |value, path| {
            let model = words(value, path)?;
            if model.is_empty() {
                return Err(Refusal::value(path, "A model must have a name."));
            }
            Ok(model)
        })?,
        language: object.field("language", words)?,
        prompt: object.field("prompt", words)?,
        languages: object.field("languages", list(KEYWORDS, words))?,
        keywords: object.field("keywords", list(KEYWORDS, words))?,
        delay: object.field("delay", one_of(EFFORTS))?,
    };
    object.finish()?;
    Ok(patch)
}

fn noise_reduction(value: Value, path: &str) -> Result<NoiseReduction, Refusal> {
    let mut object = Object::of(value, path)?;
    let fields = &[
        ("near_field", MicField::NearField),
        ("far_field", MicField::FarField),
    ];
    let field = object.required("type", one_of(fields))?;
    let strength = object.optional("strength", decimal(0.0, 1.0))?;
    object.finish()?;
    Ok(NoiseReduction { field, strength })
}

fn turn_detection(value: Value, path: &str) -> Result<TurnDetectionPatch, Refusal> {
    let mut object = Object::of(value, path)?;
    let kinds = &[
        ("server_vad", VadKind::ServerVad),
        ("semantic_vad", VadKind::SemanticVad),
    ];
    let kind = match object.field("type", one_of(kinds))? {
        Field::Value(kind) => Some(kind),
        Field::Absent => None,
        Field::Null => return Err(Refusal::value(object.path("type"), "A type must be named.")),
    };
    let ms = |min, max| {
        let read = integer(min, max);
        // The bounds are far below 2^32.
        move |value, path: &str| read(value, path).map(|ms| ms as u32)
    };
    let patch = TurnDetectionPatch {
        kind,
        threshold: object.field("threshold", decimal(0.0, 1.0))?,
        prefix_padding_ms: object.field("prefix_padding_ms", ms(0, VAD_MS))?,
        silence_duration_ms: object.field("silence_duration_ms", ms(0, VAD_MS))?,
        idle_timeout_ms: object.field("idle_timeout_ms", ms(5_000, 30_000))?,
        eagerness: object.field("eagerness", one_of(EAGERNESSES))?,
        create_response: object.field("create_response", boolean)?,
        interrupt_response: object.field("interrupt_response", boolean)?,
    };
    object.finish()?;
    Ok(patch)
}

/// A voice by its name, or one that was made.
pub(crate) fn voice(value: Value, path: &str) -> Result<Voice, Refusal> {
    if value.is_object() {
        let mut object = Object::of(value, path)?;
        let id = object.required("id", string_up_to(WORDS_CHARS))?;
        object.finish()?;
        return Ok(Voice::Custom { id });
    }
    string_up_to(WORDS_CHARS)(value, path).map(Voice::Named)
}
