//! Every error a client can provoke: its code, the field it names, and the event it echoes.

use crate::bench::*;
use realtime::host::*;
use serde_json::{Value, json};

/// Says it in a session with one running response; nothing but the error may come of it.
fn provoke(event: &Value) -> Value {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    let before = bench.host.session().clone();
    let mut event = event.clone();
    event["event_id"] = json!("mine");
    bench.say(event.clone());
    let error = bench.error();
    assert_eq!(error["event_id"], "mine", "{event}");
    assert_eq!(error["type"], "invalid_request_error");
    assert!(!error["message"].as_str().unwrap().is_empty());
    assert!(bench.wishes.is_empty(), "{event}");
    assert_eq!(*bench.host.session(), before, "{event}");
    // And the session goes on.
    bench.text_turn("two tacos", "Two tacos.");
    assert!(bench.types().contains(&"response.done".to_owned()));
    error
}

fn update(settings: Value) -> Value {
    let mut session = settings;
    session["type"] = json!("realtime");
    json!({"type": "session.update", "session": session})
}

fn create(item: Value) -> Value {
    json!({"type": "conversation.item.create", "item": item})
}

fn respond(options: Value) -> Value {
    json!({"type": "response.create", "response": options})
}

fn message(content: Value) -> Value {
    create(json!({"type": "message", "role": "user", "content": content}))
}

/// What is said, the code, the field.
fn of_events() -> Vec<(Value, &'static str, &'static str)> {
    vec![
        (json!({}), "missing_required_parameter", "type"),
        (json!({"type": 7}), "invalid_type", "type"),
        (json!({"type": "response.dance"}), "invalid_value", "type"),
        (
            json!({"type": "transcription_session.update"}),
            "invalid_value",
            "type",
        ),
        (
            json!({"type": "response.cancel", "now": true}),
            "unknown_parameter",
            "now",
        ),
        (
            json!({"type": "session.update"}),
            "missing_required_parameter",
            "session",
        ),
        (
            json!({"type": "session.update", "session": {}}),
            "missing_required_parameter",
            "session.type",
        ),
        (
            json!({"type": "session.update", "session": []}),
            "invalid_type",
            "session",
        ),
        (
            json!({"type": "session.update", "session": {"type": "transcription"}}),
            "invalid_value",
            "session.type",
        ),
        (
            json!({"type": "input_audio_buffer.append"}),
            "missing_required_parameter",
            "audio",
        ),
        (
            json!({"type": "input_audio_buffer.append", "audio": "§"}),
            "invalid_value",
            "audio",
        ),
        (
            json!({"type": "input_audio_buffer.append", "audio": "AAEC"}),
            "invalid_value",
            "audio",
        ),
        (
            json!({"type": "input_audio_buffer.append", "audio": null}),
            "invalid_type",
            "audio",
        ),
        (
            json!({"type": "conversation.item.delete", "item_id": "x"}),
            "item_delete_invalid_item_id",
            "item_id",
        ),
        (
            json!({"type": "conversation.item.retrieve", "item_id": "x"}),
            "item_retrieve_invalid_item_id",
            "item_id",
        ),
        (
            json!({"type": "conversation.item.retrieve"}),
            "missing_required_parameter",
            "item_id",
        ),
        (
            json!({"type": "conversation.item.truncate", "item_id": "x", "content_index": 0, "audio_end_ms": 1}),
            "item_truncate_invalid_item_id",
            "item_id",
        ),
        (
            json!({"type": "conversation.item.truncate", "item_id": "x", "content_index": 0, "audio_end_ms": 1.5}),
            "invalid_type",
            "audio_end_ms",
        ),
        (
            json!({"type": "conversation.item.truncate", "item_id": "x", "content_index": 0, "audio_end_ms": -1}),
            "integer_below_min_value",
            "audio_end_ms",
        ),
        (
            json!({"type": "conversation.item.truncate", "item_id": "x", "content_index": 0}),
            "missing_required_parameter",
            "audio_end_ms",
        ),
    ]
}

fn of_settings() -> Vec<(Value, &'static str, &'static str)> {
    let input = |field: Value| update(json!({"audio": {"input": field}}));
    let output = |field: Value| update(json!({"audio": {"output": field}}));
    vec![
        (
            update(json!({"modalities": ["text"]})),
            "unknown_parameter",
            "session.modalities",
        ),
        (
            update(json!({"voice": "marin"})),
            "unknown_parameter",
            "session.voice",
        ),
        (
            update(json!({"temperature": 0.8})),
            "unknown_parameter",
            "session.temperature",
        ),
        (
            update(json!({"turn_detection": null})),
            "unknown_parameter",
            "session.turn_detection",
        ),
        (
            update(json!({"prompt": {"id": "pmpt_1"}})),
            "unknown_parameter",
            "session.prompt",
        ),
        (
            update(json!({"output_modalities": ["text", "audio"]})),
            "invalid_value",
            "session.output_modalities",
        ),
        (
            update(json!({"output_modalities": ["smell"]})),
            "invalid_value",
            "session.output_modalities[0]",
        ),
        (
            update(json!({"model": "another"})),
            "invalid_value",
            "session.model",
        ),
        (
            update(json!({"instructions": 7})),
            "invalid_type",
            "session.instructions",
        ),
        (
            update(json!({"instructions": "x".repeat(41_000)})),
            "string_above_max_length",
            "session",
        ),
        (
            update(json!({"max_output_tokens": 0})),
            "integer_below_min_value",
            "session.max_output_tokens",
        ),
        (
            update(json!({"max_output_tokens": 4097})),
            "integer_above_max_value",
            "session.max_output_tokens",
        ),
        (
            update(json!({"max_output_tokens": "all"})),
            "invalid_value",
            "session.max_output_tokens",
        ),
        (
            update(json!({"tool_choice": "sometimes"})),
            "invalid_value",
            "session.tool_choice",
        ),
        (
            update(json!({"tool_choice": {"type": "function", "name": "x"}})),
            "invalid_value",
            "session.tool_choice.name",
        ),
        (
            update(json!({"tools": [{"type": "mcp", "server_label": "x"}]})),
            "invalid_value",
            "session.tools[0].type",
        ),
        (
            update(json!({"tools": [{"type": "function"}]})),
            "missing_required_parameter",
            "session.tools[0].name",
        ),
        (
            update(json!({"tools": [{"type": "function", "name": "x", "strict": true}]})),
            "unknown_parameter",
            "session.tools[0].strict",
        ),
        (
            update(json!({"tools": [{"type": "function", "name": "a b"}]})),
            "invalid_value",
            "session.tools[0].name",
        ),
        (
            update(json!({"tools": [{"type": "function", "name": "x", "parameters": "x"}]})),
            "invalid_type",
            "session.tools[0].parameters",
        ),
        (
            update(
                json!({"tools": [{"type": "function", "name": "x"}, {"type": "function", "name": "x"}]}),
            ),
            "invalid_value",
            "session.tools[1].name",
        ),
        (
            update(json!({"tools": vec![json!({"type": "function", "name": "x"}); 129]})),
            "array_above_max_length",
            "session.tools",
        ),
        (
            update(json!({"truncation": {"type": "retention_ratio", "retention_ratio": 2}})),
            "decimal_above_max_value",
            "session.truncation.retention_ratio",
        ),
        (
            update(json!({"reasoning": {"effort": "heroic"}})),
            "invalid_value",
            "session.reasoning.effort",
        ),
        (
            update(json!({"include": ["everything"]})),
            "invalid_value",
            "session.include[0]",
        ),
        (
            input(json!({"format": {"type": "audio/pcm", "rate": 16000}})),
            "integer_below_min_value",
            "session.audio.input.format.rate",
        ),
        (
            input(json!({"format": {"type": "audio/pcm", "rate": 48000}})),
            "integer_above_max_value",
            "session.audio.input.format.rate",
        ),
        (
            input(json!({"format": {"type": "audio/opus"}})),
            "invalid_value",
            "session.audio.input.format.type",
        ),
        (
            input(json!({"format": "pcm16"})),
            "invalid_type",
            "session.audio.input.format",
        ),
        (
            input(json!({"transcription": {"language": 7}})),
            "invalid_type",
            "session.audio.input.transcription.language",
        ),
        (
            input(json!({"transcription": {"model": ""}})),
            "invalid_value",
            "session.audio.input.transcription.model",
        ),
        (
            input(json!({"transcription": {"model": "whisper-1", "keywords": ["taco"]}})),
            "unknown_parameter",
            "session.audio.input.transcription.keywords",
        ),
        (
            input(json!({"transcription": {"model": "gpt-4o-transcribe", "delay": "low"}})),
            "unknown_parameter",
            "session.audio.input.transcription.delay",
        ),
        (
            input(json!({"transcription": {"model": null}})),
            "missing_required_parameter",
            "session.audio.input.transcription.model",
        ),
        (
            input(json!({"noise_reduction": {"type": "outer_space"}})),
            "invalid_value",
            "session.audio.input.noise_reduction.type",
        ),
        (
            input(json!({"noise_reduction": {}})),
            "missing_required_parameter",
            "session.audio.input.noise_reduction.type",
        ),
        (
            input(json!({"turn_detection": {"type": "semantic_vad"}})),
            "invalid_value",
            "session.audio.input.turn_detection.type",
        ),
        (
            input(json!({"turn_detection": {"threshold": 0.5}})),
            "missing_required_parameter",
            "session.audio.input.turn_detection.type",
        ),
        (
            input(json!({"turn_detection": {"type": "server_vad", "threshold": 1.1}})),
            "decimal_above_max_value",
            "session.audio.input.turn_detection.threshold",
        ),
        (
            input(json!({"turn_detection": {"type": "server_vad", "threshold": -0.1}})),
            "decimal_below_min_value",
            "session.audio.input.turn_detection.threshold",
        ),
        (
            input(json!({"turn_detection": {"type": "server_vad", "idle_timeout_ms": 4999}})),
            "integer_below_min_value",
            "session.audio.input.turn_detection.idle_timeout_ms",
        ),
        (
            input(json!({"turn_detection": {"type": "server_vad", "idle_timeout_ms": 30001}})),
            "integer_above_max_value",
            "session.audio.input.turn_detection.idle_timeout_ms",
        ),
        (
            input(json!({"turn_detection": {"type": "server_vad", "eagerness": "low"}})),
            "unknown_parameter",
            "session.audio.input.turn_detection.eagerness",
        ),
        (
            input(json!({"turn_detection": {"type": "semantic_vad", "threshold": 0.5}})),
            "unknown_parameter",
            "session.audio.input.turn_detection.threshold",
        ),
        (
            output(json!({"voice": "nobody"})),
            "invalid_value",
            "session.audio.output.voice",
        ),
        (
            output(json!({"voice": {"id": "voice_1"}})),
            "invalid_value",
            "session.audio.output.voice",
        ),
        (
            output(json!({"speed": 0.2})),
            "decimal_below_min_value",
            "session.audio.output.speed",
        ),
        (
            output(json!({"speed": 1.6})),
            "decimal_above_max_value",
            "session.audio.output.speed",
        ),
    ]
}

fn of_items() -> Vec<(Value, &'static str, &'static str)> {
    let text = json!([{"type": "input_text", "text": "x"}]);
    vec![
        (
            create(json!({"type": "hologram"})),
            "invalid_value",
            "item.type",
        ),
        (
            create(json!({"type": "item_reference", "id": "x"})),
            "invalid_value",
            "item.type",
        ),
        (
            create(json!({"type": "message", "role": "cook", "content": text})),
            "invalid_value",
            "item.role",
        ),
        (
            create(json!({"type": "message", "role": "user"})),
            "missing_required_parameter",
            "item.content",
        ),
        (
            create(json!({"type": "message", "role": "user", "content": text, "id": ""})),
            "invalid_value",
            "item.id",
        ),
        (
            create(
                json!({"type": "message", "role": "user", "content": text, "id": "x".repeat(65)}),
            ),
            "string_above_max_length",
            "item.id",
        ),
        (
            create(json!({"type": "message", "role": "user", "content": text, "status": "eaten"})),
            "invalid_value",
            "item.status",
        ),
        (
            create(
                json!({"type": "message", "role": "assistant", "content": [{"type": "output_audio", "transcript": "x"}]}),
            ),
            "invalid_value",
            "item.content[0].type",
        ),
        (
            create(
                json!({"type": "message", "role": "system", "content": [{"type": "output_text", "text": "x"}]}),
            ),
            "invalid_value",
            "item.content[0].type",
        ),
        (
            message(json!([{"type": "text", "text": "x"}])),
            "invalid_value",
            "item.content[0].type",
        ),
        (
            message(json!([{"type": "input_text"}])),
            "missing_required_parameter",
            "item.content[0].text",
        ),
        (
            message(json!([{"type": "input_text", "text": "x".repeat(41_000)}])),
            "string_above_max_length",
            "item",
        ),
        (
            message(json!([{"type": "input_audio", "audio": "§"}])),
            "invalid_value",
            "item.content[0].audio",
        ),
        (
            message(json!([{"type": "input_image", "image_url": "x"}])),
            "invalid_value",
            "item.content[0].type",
        ),
        (
            message(json!(vec![json!({"type": "input_text", "text": "x"}); 33])),
            "array_above_max_length",
            "item.content",
        ),
        (
            create(json!({"type": "function_call_output", "call_id": "x", "output": "{}"})),
            "invalid_tool_call_id",
            "item.call_id",
        ),
        (
            create(json!({"type": "function_call_output", "call_id": "x", "output": {}})),
            "invalid_type",
            "item.output",
        ),
        (
            json!({"type": "conversation.item.create", "previous_item_id": "x", "item": {"type": "message", "role": "user", "content": []}}),
            "invalid_value",
            "previous_item_id",
        ),
    ]
}

fn of_responses() -> Vec<(Value, &'static str, &'static str)> {
    let long = "x".repeat(513);
    let many: serde_json::Map<_, _> = (0..17).map(|n| (n.to_string(), json!("x"))).collect();
    vec![
        (
            respond(json!({"voice": "marin"})),
            "unknown_parameter",
            "response.voice",
        ),
        (
            respond(json!({"output_modalities": []})),
            "invalid_value",
            "response.output_modalities",
        ),
        (
            respond(json!({"conversation": "other"})),
            "invalid_value",
            "response.conversation",
        ),
        (
            respond(json!({"metadata": {"a": long}})),
            "string_above_max_length",
            "response.metadata.a",
        ),
        (
            respond(json!({"metadata": {"a": 7}})),
            "invalid_type",
            "response.metadata.a",
        ),
        (
            respond(json!({"metadata": many})),
            "array_above_max_length",
            "response.metadata",
        ),
        (
            respond(json!({"metadata": "x"})),
            "invalid_type",
            "response.metadata",
        ),
        (
            respond(json!({"input": [{"type": "item_reference", "id": "x"}]})),
            "invalid_value",
            "response.input[0].id",
        ),
        (
            respond(json!({"input": [{"type": "item_reference"}]})),
            "missing_required_parameter",
            "response.input[0].id",
        ),
        (
            respond(json!({"input": {}})),
            "invalid_type",
            "response.input",
        ),
        (
            respond(json!({"audio": {"output": {"voice": "nobody"}}})),
            "invalid_value",
            "response.audio.output.voice",
        ),
        (
            respond(json!({"audio": {"output": {"format": {"type": "audio/mp3"}}}})),
            "invalid_value",
            "response.audio.output.format.type",
        ),
        (
            respond(json!({"tool_choice": {"type": "function", "name": "x"}})),
            "invalid_value",
            "response.tool_choice.name",
        ),
    ]
}

#[test]
fn every_fault_is_named_and_costs_nothing_else() {
    let all = [of_events(), of_settings(), of_items(), of_responses()];
    for (event, code, param) in all.into_iter().flatten() {
        let error = provoke(&event);
        assert_eq!(error["code"], code, "{event}: {error}");
        assert_eq!(error["param"], param, "{event}: {error}");
    }
}

#[test]
fn faults_without_a_field() {
    let error = provoke(&json!({"type": "response.cancel"}));
    assert_eq!(error["code"], "response_cancel_not_active");
    let error = provoke(&json!({"type": "response.cancel", "response_id": "resp_x"}));
    assert_eq!(error["code"], "response_cancel_not_active");
    let error = provoke(&json!({"type": "input_audio_buffer.commit"}));
    assert_eq!(error["code"], "input_audio_buffer_commit_empty");
    assert!(error["param"].is_null());
}

#[test]
fn a_second_response_is_refused_while_one_runs() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(json!({"type": "response.create"}));
    bench.types();
    bench.say(json!({"type": "response.create", "event_id": "r2"}));
    let error = bench.error();
    assert_eq!(error["code"], "conversation_already_has_active_response");
    assert_eq!(error["event_id"], "r2");
    bench.say(json!({"type": "response.cancel", "response_id": "resp_other"}));
    assert_eq!(bench.error()["code"], "response_cancel_not_active");
    bench.reply(Reply::Done);
    bench.say(json!({"type": "response.create"}));
    bench.reply(Reply::Done);
    assert_eq!(bench.invariants.done, 2);
}

#[test]
fn what_is_no_event_is_answered_too() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    for text in [
        "",
        "{",
        "{\"type\":\"response.create\"",
        "\u{0}",
        "nonsense",
    ] {
        bench.say_text(text);
        let error = bench.error();
        assert_eq!(error["code"], "invalid_json", "{text}");
        assert!(error["event_id"].is_null());
    }
    for text in ["7", "[]", "null", "\"response.create\""] {
        bench.say_text(text);
        assert_eq!(bench.error()["code"], "invalid_event", "{text}");
    }
    bench.say_text(&"[".repeat(100_000));
    assert_eq!(bench.error()["code"], "invalid_json");
    bench.host.handle_binary(bench.now);
    bench.drain();
    assert_eq!(bench.error()["code"], "invalid_event");
    bench.say(json!({"type": "response.create", "event_id": "x".repeat(513)}));
    let error = bench.error();
    assert_eq!(
        (&error["code"], &error["param"]),
        (&json!("string_above_max_length"), &json!("event_id"))
    );
}

#[test]
fn sound_does_not_come_in_events_where_there_is_a_track() {
    let mut bench = Bench::pushed(Carrier::WebRtc);
    bench.say(json!({"type": "input_audio_buffer.append", "audio": "AAA="}));
    assert_eq!(bench.error()["code"], "invalid_value");
}

#[test]
fn an_append_has_an_end() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    let audio = "A".repeat(15 * 1024 * 1024 + 4);
    bench.say(json!({"type": "input_audio_buffer.append", "audio": audio}));
    let error = bench.error();
    assert_eq!(
        (&error["code"], &error["param"]),
        (&json!("string_above_max_length"), &json!("audio"))
    );
}

#[test]
fn too_many_events_are_refused_and_then_end_it() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    let event = json!({"type": "input_audio_buffer.clear"});
    for _ in 0..300 {
        bench.say(event.clone());
    }
    assert!(!bench.types().contains(&"error".to_owned()));
    bench.say(event.clone());
    assert_eq!(bench.error()["code"], "rate_limit_exceeded");
    // Sound is not counted, and time makes room.
    bench.sound(ms(20));
    bench.pass(ms(20));
    bench.say(event.clone());
    assert_eq!(bench.types(), ["input_audio_buffer.cleared"]);
    for _ in 0..400 {
        bench.say(event.clone());
    }
    assert_eq!(bench.closed(), Some((1008, "too many events")));
    assert!(bench.host.is_closed());
    bench.invariants.all_is_over();
}

#[test]
fn who_may_not_come_in_is_told_why() {
    use realtime::{Code, Refusal};
    for (code, name, close) in [
        (Code::InvalidApiKey, "invalid_api_key", 3000),
        (Code::InvalidModel, "invalid_model", 4000),
        (Code::MissingModel, "missing_model", 4000),
        (Code::BetaApiShapeDisabled, "beta_api_shape_disabled", 4000),
    ] {
        let (event, closes) = turned_away(&Refusal::new(code, "No."), "event_1".to_owned());
        let event: Value = serde_json::from_str(&event).unwrap();
        assert_eq!(event["type"], "error");
        assert_eq!(event["error"]["code"], name);
        assert_eq!(closes, close);
    }
}
