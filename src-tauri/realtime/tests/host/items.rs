//! Items of the conversation: made, told, forgotten, and how many there can be.

use crate::bench::*;
use realtime::host::*;
use realtime::limits::{CONVERSATION_ITEMS, TRANSCRIPTS};
use serde_json::{Value, json};

fn create(id: &str, previous: Value) -> Value {
    let mut event = json!({"type": "conversation.item.create", "item": {"id": id,
        "type": "message", "role": "user", "content": [{"type": "input_text", "text": id}]}});
    if !previous.is_null() {
        event["previous_item_id"] = previous;
    }
    event
}

#[test]
fn items_stand_where_they_are_put() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    let mut before = Vec::new();
    for (id, previous) in [
        ("b", Value::Null),
        ("a", json!("root")),
        ("d", Value::Null),
        ("c", json!("b")),
    ] {
        bench.say(create(id, previous));
        let added = bench.event("conversation.item.added");
        assert_eq!(added["item"]["id"], id, "a client may choose");
        assert_eq!(added["item"]["status"], "completed");
        assert_eq!(added["item"]["object"], "realtime.item");
        before.push(added["previous_item_id"].clone());
        assert_eq!(
            bench.types(),
            ["conversation.item.added", "conversation.item.done"]
        );
    }
    assert_eq!(before, [json!(null), json!(null), json!("b"), json!("b")]);
    bench.say(json!({"type": "response.create"}));
    let said: Vec<_> = bench.ask().items.iter().map(|item| item.text()).collect();
    assert_eq!(said, ["a", "b", "c", "d"]);
}

#[test]
fn an_id_is_given_once() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(create("a", Value::Null));
    bench.types();
    bench.say(create("a", Value::Null));
    let error = bench.error();
    assert_eq!(error["code"], "invalid_value");
    assert_eq!(error["param"], "item.id");
    bench.say(json!({"type": "conversation.item.delete", "item_id": "a"}));
    assert_eq!(bench.event("conversation.item.deleted")["item_id"], "a");
    bench.types();
    bench.say(json!({"type": "conversation.item.retrieve", "item_id": "a"}));
    assert_eq!(bench.error()["code"], "item_retrieve_invalid_item_id");
    bench.say(create("a", Value::Null));
    assert_eq!(bench.types()[0], "conversation.item.added");
}

#[test]
fn a_full_conversation_loses_its_oldest() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    for n in 0..CONVERSATION_ITEMS + 10 {
        bench.pass(ms(20));
        bench.say(create(&format!("i{n}"), Value::Null));
    }
    bench.types();
    bench.say(json!({"type": "conversation.item.retrieve", "item_id": "i9"}));
    assert_eq!(bench.error()["code"], "item_retrieve_invalid_item_id");
    bench.say(json!({"type": "conversation.item.retrieve", "item_id": "i10"}));
    assert_eq!(bench.types(), ["conversation.item.retrieved"]);
    bench.say(json!({"type": "response.create"}));
    assert_eq!(bench.ask().items.len(), CONVERSATION_ITEMS);
}

#[test]
fn a_full_conversation_refuses_where_nothing_may_be_lost() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(json!({"type": "session.update",
        "session": {"type": "realtime", "truncation": "disabled"}}));
    for n in 0..CONVERSATION_ITEMS {
        bench.pass(ms(20));
        bench.say(create(&format!("i{n}"), Value::Null));
    }
    bench.types();
    bench.say(create("one more", Value::Null));
    assert_eq!(bench.error()["code"], "conversation_full");
    bench.sound(secs(1));
    bench.say(json!({"type": "input_audio_buffer.commit"}));
    assert_eq!(bench.error()["code"], "conversation_full");
    bench.say(json!({"type": "conversation.item.delete", "item_id": "i0"}));
    bench.types();
    bench.say(create("one more", Value::Null));
    assert_eq!(bench.types()[0], "conversation.item.added");
}

#[test]
fn its_size_has_an_end_too() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    for n in 0..60 {
        bench.say(
            json!({"type": "conversation.item.create", "item": {"id": format!("i{n}"),
            "type": "message", "role": "user",
            "content": [{"type": "input_text", "text": "x".repeat(30_000)}]}}),
        );
    }
    bench.types();
    bench.say(json!({"type": "conversation.item.retrieve", "item_id": "i0"}));
    assert_eq!(bench.error()["code"], "item_retrieve_invalid_item_id");
    bench.say(json!({"type": "response.create"}));
    let asked = bench.ask().items.len();
    assert!((30..36).contains(&asked), "{asked}");
}

#[test]
fn sound_in_an_item_is_recognised() {
    let mut bench = Bench::pushed(Carrier::WebRtc);
    let item = |part: Value| {
        json!({"type": "conversation.item.create",
            "item": {"type": "message", "role": "user", "content": [part]}})
    };
    bench.say(item(json!({"type": "input_audio", "audio": "AAECAw=="})));
    let added = bench.event("conversation.item.added")["item"].clone();
    assert_eq!(
        added["content"],
        json!([{"type": "input_audio", "transcript": null}])
    );
    let given = bench.recognise();
    assert_eq!(added["id"], given.item_id);
    let Utterance::Given { bytes, .. } = given.sound else {
        panic!("{:?}", given.sound)
    };
    assert_eq!(bytes, [0, 1, 2, 3]);
    bench.understood(&given.item_id, "two tacos");
    // Where the client says what it is, nobody listens again.
    bench.say(item(
        json!({"type": "input_audio", "audio": "AAA=", "transcript": "a coke"}),
    ));
    assert!(bench.wishes.is_empty());
    bench.say(json!({"type": "response.create"}));
    let said: Vec<_> = bench.ask().items.iter().map(|item| item.text()).collect();
    assert_eq!(said, ["two tacos", "a coke"]);
}

#[test]
fn only_so_much_is_understood_at_once() {
    let mut bench = Bench::pushed(Carrier::WebRtc);
    for _ in 0..TRANSCRIPTS {
        bench.sound(secs(1));
        bench.say(json!({"type": "input_audio_buffer.commit"}));
        bench.recognise();
    }
    bench.types();
    bench.sound(secs(1));
    bench.say(json!({"type": "input_audio_buffer.commit"}));
    let failed = "conversation.item.input_audio_transcription.failed";
    assert_eq!(bench.types().last().unwrap(), failed);
    assert!(bench.wishes.is_empty());
}

#[test]
fn only_sound_of_ours_can_be_truncated() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(create("a", Value::Null));
    bench.text_turn("hi", "Hi.");
    let written = bench.event("response.output_item.done")["item"]["id"].clone();
    bench.types();
    for id in [json!("a"), written] {
        bench.say(json!({"type": "conversation.item.truncate", "item_id": id,
            "content_index": 0, "audio_end_ms": 0}));
        let error = bench.error();
        assert_eq!(error["code"], "invalid_value");
        assert_eq!(error["param"], "item_id");
    }
}

#[test]
fn an_item_that_is_being_made_may_be_deleted_but_not_cut() {
    let mut bench = Bench::listening(Carrier::WebSocket);
    bench.say(json!({"type": "response.create"}));
    bench.reply(Reply::Sound(vec![0; 48_000]));
    let id = bench.event("response.output_item.added")["item"]["id"].clone();
    bench.types();
    bench.say(json!({"type": "conversation.item.truncate", "item_id": id,
        "content_index": 0, "audio_end_ms": 0}));
    assert_eq!(bench.error()["param"], "item_id");
    bench.say(json!({"type": "conversation.item.delete", "item_id": id}));
    bench.types();
    bench.reply(Reply::Done);
    let types = bench.types();
    assert!(
        !types.contains(&"conversation.item.done".to_owned()),
        "it is gone"
    );
    assert!(types.contains(&"response.done".to_owned()));
}
