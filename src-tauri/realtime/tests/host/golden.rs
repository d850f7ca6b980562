//! The flows of REALTIME.md 7.1 to 7.5, whole, as files: what the client says (`>`), what the host
//! says (`<`), what its owner tells it (`*`) and what it wants of its owner (`!`).
//!
//! After a change that is meant, `UPDATE_GOLDEN=1 cargo test -p realtime golden` writes them anew.

use crate::bench::*;
use realtime::host::*;
use serde_json::{Value, json};

fn check(name: &str, mut bench: Bench) {
    bench.drain();
    bench.invariants.all_is_over();
    let path = format!("{}/tests/golden/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let log = bench.log.join("\n") + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, log).unwrap();
        return;
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    for (line, (was, is)) in golden.lines().zip(log.lines()).enumerate() {
        assert_eq!(is, was, "{path}, line {}", line + 1);
    }
    assert_eq!(log.len(), golden.len(), "{path}");
}

fn update(settings: Value) -> Value {
    let mut session = settings;
    session["type"] = json!("realtime");
    json!({"type": "session.update", "event_id": "update", "session": session})
}

fn push_to_talk() -> Value {
    update(json!({"audio": {"input": {"turn_detection": null}}}))
}

/// An answer in sound, by the way that the carrier has.
fn speak(bench: &mut Bench, words: &str) {
    bench.reply(Reply::Text(words.to_owned()));
    match bench.carrier {
        Carrier::WebRtc => bench.reply(Reply::Playing(ms(800))),
        Carrier::WebSocket => bench.reply(Reply::Sound(vec![0; 48])),
    }
}

#[test]
fn a_text_turn() {
    let mut bench = Bench::new(Carrier::WebSocket);
    bench.say(update(json!({"output_modalities": ["text"]})));
    bench.text_turn("two tacos", "Two tacos. Anything else?");
    check("6.1-text", bench);
}

#[test]
fn push_to_talk_over_webrtc() {
    let mut bench = Bench::new(Carrier::WebRtc);
    bench.say(push_to_talk());
    bench.say(json!({"type": "input_audio_buffer.clear", "event_id": "press"}));
    bench.sound(ms(900));
    bench.say(json!({"type": "input_audio_buffer.commit", "event_id": "release"}));
    bench.say(json!({"type": "response.create", "event_id": "answer"}));
    let item_id = bench.recognise().item_id;
    bench.understood(&item_id, "two tacos");
    speak(&mut bench, "Two tacos. Anything else?");
    // The guest presses while the answer is heard.
    bench.say(json!({"type": "response.cancel", "event_id": "press again"}));
    bench.say(json!({"type": "output_audio_buffer.clear"}));
    bench.silenced(ms(400));
    bench.say(json!({"type": "input_audio_buffer.clear"}));
    bench.sound(ms(60));
    bench.say(json!({"type": "input_audio_buffer.commit", "event_id": "too soon"}));
    check("7.1-push-to-talk-webrtc", bench);
}

#[test]
fn push_to_talk_over_websocket() {
    let mut bench = Bench::new(Carrier::WebSocket);
    bench.say(push_to_talk());
    bench.sound(ms(100));
    bench.say(json!({"type": "input_audio_buffer.commit", "event_id": "release"}));
    bench.say(json!({"type": "response.create"}));
    let item_id = bench.recognise().item_id;
    bench.understood(&item_id, "two tacos");
    speak(&mut bench, "Two tacos.");
    let spoken = bench.event("response.output_item.added")["item"]["id"].clone();
    bench.say(json!({"type": "response.cancel"}));
    bench.say(
        json!({"type": "conversation.item.truncate", "item_id": spoken,
        "content_index": 0, "audio_end_ms": 1}),
    );
    check("7.2-push-to-talk-websocket", bench);
}

#[test]
fn hands_free() {
    let mut bench = Bench::new(Carrier::WebRtc);
    bench.sound(ms(1000));
    bench.speech_started();
    bench.host.handle_partial("two");
    bench.drain();
    bench.sound(ms(900));
    bench.speech_stopped();
    let item_id = bench.recognise().item_id;
    bench.understood(&item_id, "two tacos");
    let (name, arguments) = ("add_item".to_owned(), "{\"item\":\"taco\"}".to_owned());
    bench.reply(Reply::ToolStarted { name, arguments });
    bench.reply(Reply::ToolEnded(Ok("{\"lines\":[]}".to_owned())));
    speak(&mut bench, "Two tacos. Anything else?");
    bench.reply(Reply::Done);
    bench.drained();
    check("7.3-hands-free", bench);
}

#[test]
fn interruption() {
    let mut bench = Bench::new(Carrier::WebRtc);
    bench.say(json!({"type": "response.create"}));
    speak(&mut bench, "Welcome. What would you like?");
    bench.sound(ms(500));
    bench.speech_started();
    bench.silenced(ms(480));
    bench.sound(ms(700));
    bench.speech_stopped();
    let item_id = bench.recognise().item_id;
    bench.understood(&item_id, "two tacos");
    speak(&mut bench, "Two tacos.");
    bench.reply(Reply::Done);
    bench.drained();
    check("7.4-interruption", bench);
}

#[test]
fn function_calls() {
    let mut bench = Bench::new(Carrier::WebSocket);
    bench.say(update(json!({"output_modalities": ["text"],
        "tools": [{"type": "function", "name": "add_item", "description": "Adds a line.",
            "parameters": {"type": "object", "properties": {"item": {"enum": ["taco"]}}}}]})));
    bench.say(user_text("a taco"));
    bench.say(json!({"type": "response.create", "response": {"metadata": {"turn": "1"}}}));
    bench.reply(Reply::Text("One moment.".to_owned()));
    let (name, arguments) = ("add_item".to_owned(), "{\"item\":\"taco\"}".to_owned());
    bench.reply(Reply::Call { name, arguments });
    bench.reply(Reply::Done);
    let call_id = bench.event("response.function_call_arguments.done")["call_id"].clone();
    bench.say(
        json!({"type": "conversation.item.create", "item": {"type": "function_call_output",
        "call_id": call_id, "output": "{\"ok\":true}"}}),
    );
    bench.say(json!({"type": "response.create", "response": {"metadata": {"turn": "2"}}}));
    bench.reply(Reply::Text("One taco.".to_owned()));
    bench.reply(Reply::Done);
    check("7.5-function-calls", bench);
}
