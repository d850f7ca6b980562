//! Strict reading of an update of a session: kinds, bounds and names; what the host can do comes
//! later.

use super::read_audio::{EFFORTS, audio};
use super::*;
use crate::error::{Code, Refusal};
use crate::limits::{
    METADATA_KEY_CHARS, METADATA_PAIRS, METADATA_VALUE_CHARS, TOOL_NAME_CHARS, TOOLS, WORDS_CHARS,
};
use crate::read::{
    Object, boolean, decimal, integer, list, not_among, one_of, string, string_up_to,
};

impl Patch {
    /// Reads the update at `path`.
    ///
    /// # Errors
    /// The first field that is unknown, of the wrong kind or beyond its bounds; `type` must be
    /// there.
    pub fn read(value: Value, path: &str) -> Result<Self, Refusal> {
        let mut object = Object::of(value, path)?;
        let kind = object.required("type", one_of(KINDS))?;
        let mut patch = Self::new(kind);
        patch.audio = object
            .optional("audio", |value, path| audio(value, path, kind))?
            .unwrap_or_default();
        patch.include = object.field("include", list(1, one_of_included))?;
        if kind == SessionKind::Realtime {
            patch.model = object.field("model", string_up_to(WORDS_CHARS))?;
            patch.modality = object.field("output_modalities", modality)?;
            patch.instructions = object.field("instructions", string)?;
            patch.tools = object.field("tools", tools)?;
            patch.tool_choice = object.field("tool_choice", tool_choice)?;
            patch.parallel_tool_calls = object.field("parallel_tool_calls", boolean)?;
            patch.reasoning = object.field("reasoning", reasoning)?;
            patch.max_output_tokens = object.field("max_output_tokens", max_tokens)?;
            patch.truncation = object.field("truncation", truncation)?;
            patch.tracing = object.field("tracing", tracing)?;
        }
        object.finish()?;
        Ok(patch)
    }
}

const KINDS: &[(&str, SessionKind)] = &[
    ("realtime", SessionKind::Realtime),
    ("transcription", SessionKind::Transcription),
];
fn one_of_included(value: Value, path: &str) -> Result<String, Refusal> {
    let only = "item.input_audio_transcription.logprobs";
    one_of(&[(only, ())])(value, path).map(|()| only.to_owned())
}

/// A list of one modality: both at once are refused (REALTIME.md 4).
pub(crate) fn modality(value: Value, path: &str) -> Result<Modality, Refusal> {
    let words = one_of(&[("audio", Modality::Audio), ("text", Modality::Text)]);
    let all = list(2, words)(value, path)?;
    match all.as_slice() {
        [one] => Ok(*one),
        _ => Err(Refusal::value(
            path,
            "Invalid modalities: supported are ['audio'] and ['text'].",
        )),
    }
}

/// The client's tools, no two of one name.
pub(crate) fn tools(value: Value, path: &str) -> Result<Vec<Tool>, Refusal> {
    let tools = list(TOOLS, tool)(value, path)?;
    let mut names = std::collections::BTreeSet::new();
    for (n, tool) in tools.iter().enumerate() {
        if let Tool::Function(function) = tool
            && !names.insert(&function.name)
        {
            let path = format!("{path}[{n}].name");
            return Err(Refusal::value(path, "There is another tool of this name."));
        }
    }
    Ok(tools)
}

fn tool(value: Value, path: &str) -> Result<Tool, Refusal> {
    let mut object = Object::of(value, path)?;
    let kind = object.required("type", string)?;
    if kind != "function" {
        // `mcp` is known to the protocol, but no host here calls out for a client.
        let message = not_among(&kind, "'function'");
        return Err(Refusal::value(object.path("type"), message));
    }
    let name = object.required("name", tool_name)?;
    let description = object.optional("description", string)?;
    let parameters = object.optional("parameters", |value, path| {
        Object::of(value.clone(), path).map(|_| value)
    })?;
    object.finish()?;
    Ok(Tool::Function(Function {
        name,
        description,
        parameters,
    }))
}

fn tool_name(value: Value, path: &str) -> Result<String, Refusal> {
    let name = string_up_to(TOOL_NAME_CHARS)(value, path)?;
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if name.is_empty() || !name.chars().all(fits) {
        let message = "A tool's name has letters, digits, '_' and '-'.";
        return Err(Refusal::value(path, message));
    }
    Ok(name)
}

/// Whether tools may, must or cannot be used.
pub(crate) fn tool_choice(value: Value, path: &str) -> Result<ToolChoice, Refusal> {
    if value.is_object() {
        let mut object = Object::of(value, path)?;
        let kind = object.required("type", one_of(&[("function", FunctionWord::Function)]))?;
        let name = object.required("name", tool_name)?;
        object.finish()?;
        return Ok(ToolChoice::Named(NamedTool { kind, name }));
    }
    let words = ["auto", "none", "required"];
    let choice = one_of(&[(words[0], 0), (words[1], 1), (words[2], 2)])(value, path)?;
    Ok(match choice {
        0 => ToolChoice::Auto,
        1 => ToolChoice::None,
        _ => ToolChoice::Required,
    })
}

/// How hard a reasoning model thinks.
pub(crate) fn reasoning(value: Value, path: &str) -> Result<Reasoning, Refusal> {
    let mut object = Object::of(value, path)?;
    let effort = object.required("effort", one_of(EFFORTS))?;
    object.finish()?;
    Ok(Reasoning { effort })
}

/// 1…4096, or `"inf"`.
pub(crate) fn max_tokens(value: Value, path: &str) -> Result<MaxTokens, Refusal> {
    if value.is_string() {
        return one_of(&[("inf", MaxTokens::INF)])(value, path);
    }
    // The bound is far below 2^32.
    integer(1, 4096)(value, path).map(|tokens| MaxTokens::Number(tokens as u32))
}

fn truncation(value: Value, path: &str) -> Result<Truncation, Refusal> {
    if !value.is_object() {
        let words = &[
            ("auto", Truncation::Auto),
            ("disabled", Truncation::Disabled),
        ];
        return one_of(words)(value, path);
    }
    let mut object = Object::of(value, path)?;
    let words = &[("retention_ratio", RetentionWord::RetentionRatio)];
    let kind = object.required("type", one_of(words))?;
    let retention_ratio = object.required("retention_ratio", decimal(0.0, 1.0))?;
    let token_limits = object.optional("token_limits", |value, path| {
        let mut object = Object::of(value, path)?;
        let most = integer(0, u64::from(u32::MAX));
        let post_instructions = object.optional("post_instructions", most)?;
        object.finish()?;
        Ok(TokenLimits {
            post_instructions: post_instructions.map(|tokens| tokens as u32),
        })
    })?;
    object.finish()?;
    Ok(Truncation::Retention(Retention {
        kind,
        retention_ratio,
        token_limits,
    }))
}

/// `"auto"`, or names for the provider's trace.
fn tracing(value: Value, path: &str) -> Result<Value, Refusal> {
    if value.is_string() {
        return one_of(&[("auto", ())])(value, path).map(|()| Value::from("auto"));
    }
    let whole = value.clone();
    let mut object = Object::of(value, path)?;
    object.optional("workflow_name", string_up_to(WORDS_CHARS))?;
    object.optional("group_id", string_up_to(WORDS_CHARS))?;
    object.optional("metadata", metadata)?;
    object.finish()?;
    Ok(whole)
}

/// At most 16 pairs of short texts (REALTIME.md 5).
pub(crate) fn metadata(value: Value, path: &str) -> Result<Metadata, Refusal> {
    let map = Object::of(value, path)?.into_entries();
    if map.len() > METADATA_PAIRS {
        let message = format!("Invalid '{path}': too many properties, at most {METADATA_PAIRS}.");
        return Err(Refusal::of(Code::ArrayAboveMax, path, message));
    }
    map.into_iter()
        .map(|(key, value)| {
            let path = format!("{path}.{key}");
            let key = string_up_to(METADATA_KEY_CHARS)(Value::String(key), &path)?;
            let value = string_up_to(METADATA_VALUE_CHARS)(value, &path)?;
            Ok((key, value))
        })
        .collect()
}
