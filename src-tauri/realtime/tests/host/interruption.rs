//! Interruption, and what is heard of an answer (REALTIME.md 3.5, 7.1, 7.4).

use crate::bench::*;
use realtime::host::*;
use serde_json::{Value, json};

/// An answer of which so much is being heard.
fn speaking(carrier: Carrier, sound: u64) -> (Bench, String) {
    let mut bench = Bench::listening(carrier);
    bench.sound(secs(1));
    bench.say(json!({"type": "response.create"}));
    bench.reply(Reply::Text("Two tacos. Anything else?".to_owned()));
    match carrier {
        Carrier::WebSocket => bench.reply(Reply::Sound(vec![0; 48 * sound as usize])),
        Carrier::WebRtc => bench.reply(Reply::Playing(ms(sound))),
    }
    let item = bench.event("response.output_item.added")["item"]["id"].clone();
    (bench, item.as_str().unwrap().to_owned())
}

fn item(bench: &mut Bench, id: &str) -> Value {
    bench.types();
    bench.say(json!({"type": "conversation.item.retrieve", "item_id": id}));
    bench.event("conversation.item.retrieved")["item"].clone()
}

#[test]
fn an_answer_with_sound_goes_in_order() {
    let (mut bench, _) = speaking(Carrier::WebSocket, 1500);
    bench.reply(Reply::Done);
    assert_eq!(
        bench.types(),
        [
            "response.created",
            "response.output_item.added",
            "conversation.item.added",
            "response.content_part.added",
            "response.output_audio_transcript.delta",
            // A second to the event.
            "response.output_audio.delta",
            "response.output_audio.delta",
            "response.output_audio.done",
            "response.output_audio_transcript.done",
            "response.content_part.done",
            "conversation.item.done",
            "response.output_item.done",
            "response.done",
            "rate_limits.updated"
        ]
    );
    let (mut bench, _) = speaking(Carrier::WebRtc, 1500);
    bench.reply(Reply::Done);
    bench.drained();
    assert_eq!(
        bench.types(),
        [
            "response.created",
            "response.output_item.added",
            "conversation.item.added",
            "response.content_part.added",
            "response.output_audio_transcript.delta",
            "output_audio_buffer.started",
            "response.output_audio.done",
            "response.output_audio_transcript.done",
            "response.content_part.done",
            "conversation.item.done",
            "response.output_item.done",
            "response.done",
            "rate_limits.updated",
            "output_audio_buffer.stopped"
        ]
    );
}

#[test]
fn sound_that_ran_dry_before_the_end_is_not_yet_heard() {
    let (mut bench, _) = speaking(Carrier::WebRtc, 20);
    bench.drained();
    let stopped = "output_audio_buffer.stopped".to_owned();
    assert!(!bench.types().contains(&stopped));
    bench.reply(Reply::Playing(ms(20)));
    bench.reply(Reply::Done);
    assert!(!bench.types().contains(&stopped));
    bench.drained();
    assert_eq!(bench.types(), [stopped]);
}

#[test]
fn speech_cancels_clears_and_truncates_over_webrtc() {
    let (mut bench, id) = speaking(Carrier::WebRtc, 3000);
    bench.types();
    bench.speech_started();
    let done = bench.event("response.done")["response"].clone();
    assert_eq!(done["status"], "cancelled");
    assert_eq!(done["status_details"]["reason"], "turn_detected");
    assert_eq!(done["output"][0]["status"], "incomplete");
    let running = bench.invariants.created;
    let Some(Output::Silence { response_id }) = bench.wishes.last().cloned() else {
        panic!("{:?}", bench.wishes)
    };
    assert_eq!(done["id"], response_id);
    bench.silenced(ms(1234));
    assert_eq!(
        bench.event("output_audio_buffer.cleared")["response_id"],
        response_id
    );
    let truncated = bench.event("conversation.item.truncated");
    assert_eq!(truncated["item_id"], id);
    assert_eq!(truncated["audio_end_ms"], 1234);
    assert_eq!(
        bench.types(),
        [
            "input_audio_buffer.speech_started",
            "response.output_audio.done",
            "response.output_audio_transcript.done",
            "response.content_part.done",
            "conversation.item.done",
            "response.output_item.done",
            "response.done",
            "rate_limits.updated",
            "output_audio_buffer.cleared",
            "conversation.item.truncated"
        ]
    );
    assert!(item(&mut bench, &id)["content"][0]["transcript"].is_null());
    assert_eq!(running, 1);
}

#[test]
fn speech_stops_what_is_still_heard_of_a_response_that_is_done() {
    let (mut bench, _) = speaking(Carrier::WebRtc, 3000);
    bench.reply(Reply::Done);
    bench.types();
    bench.speech_started();
    bench.silenced(ms(2999));
    assert_eq!(
        bench.event("conversation.item.truncated")["audio_end_ms"],
        2999
    );
    assert_eq!(
        bench.types(),
        [
            "input_audio_buffer.speech_started",
            "output_audio_buffer.cleared",
            "conversation.item.truncated"
        ]
    );
    // What drains later is nobody's.
    bench.drained();
    assert!(bench.sent.is_empty());
}

#[test]
fn each_item_is_cut_where_it_was_when_the_guest_spoke() {
    let (mut bench, first) = speaking(Carrier::WebRtc, 2000);
    let (name, arguments) = ("add_item".to_owned(), "{}".to_owned());
    bench.reply(Reply::ToolStarted { name, arguments });
    bench.reply(Reply::ToolEnded(Ok("{}".to_owned())));
    bench.types();
    bench.reply(Reply::Playing(secs(3)));
    let second = bench.event("response.content_part.added")["item_id"].clone();
    bench.reply(Reply::Done);
    bench.types();
    bench.speech_started();
    bench.silenced(ms(2500));
    let cut = bench.event("conversation.item.truncated");
    assert_eq!(
        (&cut["item_id"], &cut["audio_end_ms"]),
        (&second, &json!(500))
    );
    assert_eq!(bench.types().len(), 3, "the first was heard whole");
    assert!(item(&mut bench, &first)["content"][0]["transcript"].is_string());
}

#[test]
fn over_websocket_the_client_stops_and_truncates_itself() {
    let (mut bench, id) = speaking(Carrier::WebSocket, 3000);
    bench.types();
    bench.speech_started();
    assert_eq!(bench.types()[0], "input_audio_buffer.speech_started");
    let truncate = |end: u64| {
        json!({"type": "conversation.item.truncate", "item_id": id, "content_index": 0,
            "audio_end_ms": end})
    };
    bench.say(truncate(3001));
    let error = bench.error();
    assert_eq!(
        (error["code"].as_str(), error["param"].as_str()),
        (Some("invalid_value"), Some("audio_end_ms"))
    );
    bench.say(truncate(1500));
    assert_eq!(
        bench.event("conversation.item.truncated")["audio_end_ms"],
        1500
    );
    bench.types();
    bench.say(truncate(1501));
    assert_eq!(bench.error()["code"], "invalid_value");
    assert!(item(&mut bench, &id)["content"][0]["transcript"].is_null());
}

#[test]
fn a_button_cancels_and_then_clears() {
    let (mut bench, id) = speaking(Carrier::WebRtc, 3000);
    bench.types();
    bench.say(json!({"type": "response.cancel"}));
    let done = bench.event("response.done")["response"].clone();
    assert_eq!(done["status_details"]["reason"], "client_cancelled");
    assert!(
        bench
            .wishes
            .iter()
            .any(|it| matches!(it, Output::Drop { .. }))
    );
    // The sound goes on until it is cleared.
    assert!(
        !bench
            .wishes
            .iter()
            .any(|it| matches!(it, Output::Silence { .. }))
    );
    bench.types();
    bench.say(json!({"type": "output_audio_buffer.clear"}));
    assert!(bench.sent.is_empty());
    bench.silenced(ms(700));
    assert_eq!(bench.sent[1]["item_id"], id);
    assert_eq!(
        bench.types(),
        ["output_audio_buffer.cleared", "conversation.item.truncated"]
    );
    // Once more: nothing is left to clear, and that is said too.
    bench.say(json!({"type": "output_audio_buffer.clear"}));
    assert_eq!(bench.types(), ["output_audio_buffer.cleared"]);
}

#[test]
fn the_client_of_a_websocket_has_no_output_buffer_here() {
    let mut bench = Bench::listening(Carrier::WebSocket);
    bench.say(json!({"type": "output_audio_buffer.clear"}));
    assert_eq!(bench.error()["code"], "invalid_value");
}

#[test]
fn what_comes_after_a_cancel_is_not_heard() {
    let (mut bench, _) = speaking(Carrier::WebRtc, 3000);
    let id = bench.host.running().unwrap().to_owned();
    bench.say(json!({"type": "response.cancel"}));
    bench.types();
    bench.reply_to(&id, Reply::Text("late".to_owned()));
    bench.reply_to(&id, Reply::Playing(secs(1)));
    bench.reply_to(&id, Reply::Done);
    assert!(bench.sent.is_empty());
}

#[test]
fn a_second_answer_is_heard_after_the_first() {
    let (mut bench, _) = speaking(Carrier::WebRtc, 3000);
    let first = bench.host.running().unwrap().to_owned();
    bench.reply(Reply::Done);
    bench.say(json!({"type": "response.create"}));
    let second = bench.host.running().unwrap().to_owned();
    bench.reply(Reply::Playing(secs(1)));
    bench.reply(Reply::Done);
    bench.types();
    bench.drained();
    let ids: Vec<_> = bench
        .sent
        .iter()
        .map(|it| it["response_id"].clone())
        .collect();
    assert_eq!(ids, [json!(first), json!(second), json!(second)]);
    assert_eq!(
        bench.types(),
        [
            "output_audio_buffer.stopped",
            "output_audio_buffer.started",
            "output_audio_buffer.stopped"
        ]
    );
}

#[test]
fn an_interrupted_question_is_asked_again_with_what_followed() {
    let mut bench = Bench::listening(Carrier::WebRtc);
    bench.sound(secs(1));
    bench.speech_started();
    bench.sound(secs(1));
    bench.speech_stopped();
    let first = bench.recognise().item_id;
    // The guest goes on before the first half was understood.
    bench.sound(ms(200));
    bench.speech_started();
    let done = bench.event("response.done")["response"].clone();
    assert_eq!(done["status_details"]["reason"], "turn_detected");
    bench.sound(secs(1));
    bench.speech_stopped();
    let second = bench.recognise().item_id;
    bench.understood(&second, "and a coke");
    bench.understood(&first, "two tacos");
    let ask = bench.ask();
    let said: Vec<_> = ask.items.iter().map(|item| item.text()).collect();
    assert_eq!(said, ["two tacos", "and a coke"]);
}
