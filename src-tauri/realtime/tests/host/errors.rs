//! Every error a client can provoke: its code, the field it names, and the event it echoes.

use crate::bench::*;
use realtime::host::*;
use serde_json::{Value, json};

/// Says it in a session; nothing but the error may come of it.
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

/// What is said, the code, the field.
type Fault = (Value, String, String);

/// The file is for whoever answers errors as a host does.
fn faults() -> Vec<Fault> {
    let text = include_str!("../shapes/faults.json");
    let mut faults: Vec<Fault> = serde_json::from_str(text).unwrap();
    let mut long = |event: Value, code: &str, param: &str| {
        faults.push((event, code.to_owned(), param.to_owned()));
    };
    let update = |field: &str, value: Value| json!({"type": "session.update", "session": {"type": "realtime", field: value}});
    let tool = json!({"type": "function", "name": "x"});
    long(
        update("instructions", json!("x".repeat(41_000))),
        "string_above_max_length",
        "session",
    );
    long(
        update("tools", json!(vec![tool; 129])),
        "array_above_max_length",
        "session.tools",
    );
    let part = |text: String| json!({"type": "input_text", "text": text});
    let message = |parts: Vec<Value>| {
        json!({"type": "conversation.item.create",
            "item": {"type": "message", "role": "user", "content": parts}})
    };
    long(
        message(vec![part("x".repeat(41_000))]),
        "string_above_max_length",
        "item",
    );
    long(
        message(vec![part("x".to_owned()); 33]),
        "array_above_max_length",
        "item.content",
    );
    faults
}

#[test]
fn every_fault_is_named_and_costs_nothing_else() {
    for (event, code, param) in faults() {
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
fn an_error_is_short_whatever_it_quotes() {
    let mut bench = Bench::pushed(Carrier::WebRtc);
    let long = "x".repeat(50_000);
    for event in [
        json!({"type": long}),
        json!({"type": "response.create", long.as_str(): 1}),
        json!({"type": "response.create", "response": {"metadata": {long.as_str(): 1}}}),
        json!({"type": "conversation.item.delete", "item_id": long}),
        json!({"type": "conversation.item.create", "previous_item_id": long,
            "item": {"type": "message", "role": "user", "content": []}}),
    ] {
        bench.say(event);
        assert!(bench.error().to_string().len() < 2000);
    }
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
