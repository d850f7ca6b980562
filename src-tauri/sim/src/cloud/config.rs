//! A session's configuration: what it begins with, and how an update changes it (REALTIME,
//! sections 0 and 4).

use super::{
    forms::SESSION_RULE,
    rules::{Fault, check},
};
use serde_json::{Map, Value, json};

/// Models that the double knows (REALTIME, sections 0 and 4).
const MODELS: &[&str] = &[
    "gpt-realtime-2.1",
    "gpt-realtime-2.1-mini",
    "gpt-realtime-2",
    "gpt-realtime-1.5",
    "gpt-realtime",
    "gpt-realtime-mini",
];

/// Objects of which an update changes the fields that are present; all others it replaces.
const MERGED: &[&str] = &["audio", "input", "output"];

/// What of the configuration a later update may no longer change.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fixed {
    /// Sound was already given out: the voice stays (REALTIME, section 4).
    pub voice: bool,
}

/// Whether there is such a model.
pub(super) fn is_model(name: &str) -> bool {
    MODELS.contains(&name)
}

/// The whole configuration that a session of these wishes begins with.
///
/// # Errors
/// The first fault, at a path below `session`.
pub(super) fn begin(id: &str, wishes: &Value, most_bytes: usize) -> Result<Value, Fault> {
    check(&SESSION_RULE, wishes, "session")?;
    let kind = wishes["type"].as_str().unwrap_or_default();
    let mut session = defaults(kind, id);
    if kind == "realtime" {
        match wishes.get("model").and_then(Value::as_str) {
            None => {
                let message = "You must provide a model parameter.";
                return Err(Fault::at("missing_model", "session.model", message));
            }
            Some(model) if !is_model(model) => {
                let message = format!("The model '{model}' does not exist.");
                return Err(Fault::at("invalid_model", "session.model", message));
            }
            Some(_) => {}
        }
    }
    merge(&mut session, wishes);
    settle(&mut session);
    agrees(&session)?;
    bounded(&session, most_bytes)?;
    Ok(session)
}

/// The configuration after an update; the old one is what it was where this fails.
///
/// # Errors
/// The first fault, at a path below `session`.
pub(super) fn update(
    session: &Value,
    patch: &Value,
    fixed: Fixed,
    most_bytes: usize,
) -> Result<Value, Fault> {
    check(&SESSION_RULE, patch, "session")?;
    for (name, path) in [("/type", "session.type"), ("/model", "session.model")] {
        let said = patch.pointer(name);
        if said.is_some_and(|said| session.pointer(name) != Some(said)) {
            let message = format!("'{path}' of a running session cannot be changed.");
            return Err(Fault::at("invalid_value", path, message));
        }
    }
    let voice = "/audio/output/voice";
    let said = patch.pointer(voice);
    if fixed.voice && said.is_some_and(|said| session.pointer(voice) != Some(said)) {
        let message = "The voice cannot be changed once there was sound.";
        return Err(Fault::at(
            "cannot_update_voice",
            "session.audio.output.voice",
            message,
        ));
    }
    let mut updated = session.clone();
    merge(&mut updated, patch);
    settle(&mut updated);
    agrees(&updated)?;
    bounded(&updated, most_bytes)?;
    Ok(updated)
}

/// What may be said of some models of transcription only (REALTIME, section 4).
fn agrees(session: &Value) -> Result<(), Fault> {
    let transcription = &session["audio"]["input"]["transcription"];
    let model = transcription["model"].as_str().unwrap_or_default();
    let listens = ["gpt-transcribe", "gpt-live-transcribe"].contains(&model);
    for (name, allowed) in [
        ("languages", listens),
        ("keywords", listens),
        ("delay", model == "gpt-realtime-whisper"),
    ] {
        if transcription.get(name).is_some() && !allowed {
            let path = format!("session.audio.input.transcription.{name}");
            let message = format!("Unknown parameter: '{path}' with the model '{model}'.");
            return Err(Fault::at("unknown_parameter", &path, message));
        }
    }
    Ok(())
}

fn bounded(session: &Value, most_bytes: usize) -> Result<(), Fault> {
    let instructions = session["instructions"].as_str().map_or(0, str::len);
    let tools = session
        .get("tools")
        .map_or(0, |tools| tools.to_string().len());
    if instructions + tools <= most_bytes {
        return Ok(());
    }
    let message = format!("Instructions and tools have more than {most_bytes} bytes.");
    Err(Fault::at(
        "string_above_max_length",
        "session.instructions",
        message,
    ))
}

fn defaults(kind: &str, id: &str) -> Value {
    let format = json!({"type": "audio/pcm", "rate": 24_000});
    let input = json!({
        "format": format, "transcription": null, "noise_reduction": null,
        "turn_detection": turn_detection(&json!({"type": "server_vad"})),
    });
    if kind == "transcription" {
        return json!({
            "type": kind, "object": "realtime.transcription_session", "id": id,
            "expires_at": 0, "audio": {"input": input}, "include": null,
        });
    }
    json!({
        "type": kind, "object": "realtime.session", "id": id, "expires_at": 0,
        "model": null, "output_modalities": ["audio"],
        "instructions": "You are a helpful assistant.",
        "audio": {
            "input": input,
            "output": {"format": format, "voice": "marin", "speed": 1.0},
        },
        "tools": [], "tool_choice": "auto", "max_output_tokens": "inf",
        "truncation": "auto", "tracing": null, "include": null, "prompt": null,
    })
}

/// What holds again where `null` cleared it.
fn settle(session: &mut Value) {
    let kind = session["type"].as_str().unwrap_or_default().to_owned();
    let defaults = defaults(&kind, "");
    for name in ["instructions", "tools", "max_output_tokens"] {
        if session.get(name).is_some_and(Value::is_null) {
            session[name] = defaults[name].clone();
        }
    }
}

fn merge(session: &mut Value, patch: &Value) {
    let (Some(session), Some(patch)) = (session.as_object_mut(), patch.as_object()) else {
        return;
    };
    for (name, value) in patch {
        let old = session.entry(name).or_insert(Value::Null);
        if MERGED.contains(&name.as_str()) && old.is_object() && value.is_object() {
            merge(old, value);
        } else if name == "turn_detection" {
            *old = turn_detection(value);
        } else {
            *old = value.clone();
        }
    }
}

/// Turn detection as it is shown: whole, with what nobody said. The silence of 200 ms is what the
/// live service shows, though its text says 500 (REALTIME, section 4).
fn turn_detection(said: &Value) -> Value {
    let defaults = match said["type"].as_str() {
        Some("server_vad") => json!({
            "type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300,
            "silence_duration_ms": 200, "idle_timeout_ms": null,
            "create_response": true, "interrupt_response": true,
        }),
        Some("semantic_vad") => json!({
            "type": "semantic_vad", "eagerness": "auto",
            "create_response": true, "interrupt_response": true,
        }),
        _ => return Value::Null,
    };
    let mut whole: Map<String, Value> = defaults.as_object().cloned().unwrap_or_default();
    whole.extend(said.as_object().cloned().unwrap_or_default());
    Value::Object(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: usize = 1_000;

    fn session() -> Value {
        begin(
            "sess_1",
            &json!({"type": "realtime", "model": "gpt-realtime-2.1"}),
            MOST,
        )
        .unwrap()
    }

    #[test]
    fn an_update_changes_what_is_present_and_null_clears() {
        let patch = json!({"type": "realtime", "audio": {"input": {
            "turn_detection": null, "transcription": {"model": "gpt-transcribe"}}}});
        let updated = update(&session(), &patch, Fixed::default(), MOST).unwrap();
        assert!(updated["audio"]["input"]["turn_detection"].is_null());
        assert_eq!(
            updated["audio"]["input"]["transcription"]["model"],
            "gpt-transcribe"
        );
        assert_eq!(
            updated["audio"]["input"]["format"],
            session()["audio"]["input"]["format"]
        );
        assert_eq!(updated["audio"]["output"], session()["audio"]["output"]);
        let patch = json!({"type": "realtime", "audio": {"input": {"transcription": null}}});
        let cleared = update(&updated, &patch, Fixed::default(), MOST).unwrap();
        assert!(cleared["audio"]["input"]["transcription"].is_null());
        assert!(cleared["audio"]["input"]["turn_detection"].is_null());
    }

    #[test]
    fn what_cannot_be_changed_is_named() {
        let fixed = Fixed { voice: true };
        for (patch, code, param) in [
            (json!({}), "missing_required_parameter", "session.type"),
            (
                json!({"type": "realtime", "model": "gpt-realtime-2"}),
                "invalid_value",
                "session.model",
            ),
            (
                json!({"type": "realtime", "audio": {"output": {"voice": "ash"}}}),
                "cannot_update_voice",
                "session.audio.output.voice",
            ),
            (
                json!({"type": "realtime", "temperature": 1}),
                "unknown_parameter",
                "session.temperature",
            ),
            (
                json!({"type": "realtime", "id": "x"}),
                "unknown_parameter",
                "session.id",
            ),
            (
                json!({"type": "realtime", "instructions": "x".repeat(MOST)}),
                "string_above_max_length",
                "session.instructions",
            ),
            (
                json!({"type": "realtime", "audio": {"input": {"format": {"type": "audio/pcm", "rate": 16_000}}}}),
                "integer_below_min_value",
                "session.audio.input.format.rate",
            ),
        ] {
            let fault = update(&session(), &patch, fixed, MOST).unwrap_err();
            assert_eq!(
                (fault.code, fault.param.as_deref()),
                (code, Some(param)),
                "{patch}"
            );
        }
    }

    #[test]
    fn a_session_begins_with_a_model_that_there_is() {
        let fault = |wishes| begin("sess_1", &wishes, MOST).unwrap_err().code;
        assert_eq!(fault(json!({"type": "realtime"})), "missing_model");
        assert_eq!(
            fault(json!({"type": "realtime", "model": "x"})),
            "invalid_model"
        );
        assert_eq!(
            session()["audio"]["input"]["turn_detection"]["silence_duration_ms"],
            200
        );
    }
}
