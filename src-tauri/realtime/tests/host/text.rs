//! A turn in text.

use crate::bench::*;
use realtime::host::*;
use realtime::item::Item;
use serde_json::json;

/// REALTIME.md 6.1, as it was captured.
const CAPTURED: [&str; 13] = [
    "conversation.item.added",
    "conversation.item.done",
    "response.created",
    "response.output_item.added",
    "conversation.item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.done",
    "response.content_part.done",
    "conversation.item.done",
    "response.output_item.done",
    "response.done",
    "rate_limits.updated",
];

#[test]
fn a_text_turn_goes_in_the_captured_order() {
    for carrier in [Carrier::WebSocket, Carrier::WebRtc] {
        let mut bench = Bench::pushed(carrier);
        bench.text_turn("two tacos", "Two tacos. Anything else?");
        assert_eq!(bench.types(), CAPTURED);
        bench.invariants.all_is_over();
    }
}

#[test]
fn session_created_comes_first_and_says_what_is_in_effect() {
    let bench = Bench::new(Carrier::WebSocket);
    assert_eq!(bench.wishes, [Output::Settings]);
    let session = &bench.sent[0]["session"];
    assert_eq!(session["type"], "realtime");
    assert_eq!(session["object"], "realtime.session");
    assert_eq!(session["id"], bench.host.id());
    assert_eq!(session["expires_at"], 1_800_003_600u64);
    assert_eq!(session["model"], "gpt-realtime-2.1");
    assert_eq!(session["audio"]["output"]["voice"], "marin");
    let detection = &session["audio"]["input"]["turn_detection"];
    assert_eq!(detection["type"], "server_vad");
    assert_eq!(detection["silence_duration_ms"], 500);
    assert!(detection["idle_timeout_ms"].is_null());
}

#[test]
fn the_engine_is_asked_about_what_was_said_since_the_last_question() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.text_turn("two tacos", "Two tacos.");
    let first = bench.ask();
    assert_eq!(texts(&first.items), ["two tacos"]);
    assert!(first.in_conversation && !first.own_input && first.tools.is_empty());
    bench.say(user_text("no make that three"));
    bench.say(user_text("and a coke"));
    bench.say(json!({"type": "response.create"}));
    assert_eq!(
        texts(&bench.ask().items),
        ["no make that three", "and a coke"]
    );
}

#[test]
fn words_come_as_they_are_made_and_whole_at_the_end() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(json!({"type": "response.create"}));
    for words in ["Two ", "tacos", "."] {
        bench.reply(Reply::Text(words.to_owned()));
    }
    bench.reply(Reply::Done);
    assert_eq!(
        bench.event("response.output_text.done")["text"],
        "Two tacos."
    );
    let part = &bench.event("response.content_part.done")["part"];
    assert_eq!(*part, json!({"type": "text", "text": "Two tacos."}));
    let response = &bench.event("response.done")["response"];
    assert_eq!(response["status"], "completed");
    assert_eq!(response["output"][0]["status"], "completed");
    let content = &response["output"][0]["content"];
    assert_eq!(
        *content,
        json!([{"type": "output_text", "text": "Two tacos."}])
    );
    let deltas = bench.types();
    let deltas = deltas
        .iter()
        .filter(|it| *it == "response.output_text.delta");
    assert_eq!(deltas.count(), 3);
}

#[test]
fn an_answer_without_words_is_done_with_nothing_in_it() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(json!({"type": "response.create"}));
    bench.reply(Reply::Text(String::new()));
    bench.reply(Reply::Done);
    assert_eq!(
        bench.event("response.done")["response"]["output"],
        json!([])
    );
}

#[test]
fn a_failed_answer_is_done_without_an_error_event() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(json!({"type": "response.create"}));
    bench.reply(Reply::Text("Two".to_owned()));
    let (code, message) = ("engine_gone".to_owned(), "The engine is gone.".to_owned());
    bench.reply(Reply::Failed { code, message });
    let response = bench.event("response.done")["response"].clone();
    assert_eq!(response["status"], "failed");
    assert_eq!(response["status_details"]["error"]["code"], "engine_gone");
    assert_eq!(response["output"][0]["status"], "incomplete");
    assert!(!bench.types().contains(&"error".to_owned()));
}

#[test]
fn out_of_band_answers_leave_the_conversation_alone() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(user_text("two tacos"));
    bench.types();
    bench.say(
        json!({"type": "response.create", "response": {"conversation": "none",
        "metadata": {"topic": "mood"}, "instructions": "Is the guest in a hurry?",
        "input": [{"type": "message", "role": "user",
            "content": [{"type": "input_text", "text": "quick"}]}]}}),
    );
    let ask = bench.ask();
    assert!(ask.own_input && !ask.in_conversation);
    assert_eq!(ask.instructions, "Is the guest in a hurry?");
    assert_eq!(texts(&ask.items), ["quick"]);
    bench.reply(Reply::Text("Yes.".to_owned()));
    bench.reply(Reply::Done);
    let response = bench.event("response.done")["response"].clone();
    assert_eq!(response["metadata"], json!({"topic": "mood"}));
    assert!(response["conversation_id"].is_null());
    let types = bench.types();
    assert!(
        types.iter().all(|it| !it.starts_with("conversation.")),
        "{types:?}"
    );
    // What the guest said is still to be answered.
    bench.say(json!({"type": "response.create"}));
    assert_eq!(texts(&bench.ask().items), ["two tacos"]);
}

#[test]
fn input_may_refer_to_items_and_may_be_empty() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(user_text("two tacos"));
    let id = bench.event("conversation.item.added")["item"]["id"].clone();
    bench.say(json!({"type": "response.create",
        "response": {"input": [{"type": "item_reference", "id": id}]}}));
    assert_eq!(texts(&bench.ask().items), ["two tacos"]);
    bench.reply(Reply::Done);
    bench.say(json!({"type": "response.create", "response": {"input": []}}));
    let ask = bench.ask();
    assert!(ask.items.is_empty() && ask.own_input);
}

#[test]
fn an_answer_that_is_too_long_is_incomplete() {
    let mut bench = Bench::pushed(Carrier::WebRtc);
    bench.say(json!({"type": "response.create"}));
    for _ in 0..100 {
        bench.reply(Reply::Text("\"\n\u{1}".repeat(500)));
    }
    let response = bench.event("response.done")["response"].clone();
    assert_eq!(response["status"], "incomplete");
    assert_eq!(response["status_details"]["reason"], "max_output_tokens");
    let dropped = |wish: &Output| matches!(wish, Output::Drop { .. });
    assert!(bench.wishes.iter().any(dropped));
}

fn texts(items: &[Item]) -> Vec<String> {
    items.iter().map(Item::text).collect()
}
