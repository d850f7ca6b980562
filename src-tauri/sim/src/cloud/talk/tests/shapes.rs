//! Every event, by the tables of REALTIME.md and by the protocol's own crate.

use super::{super::*, Rig, append, guest, idle, text_mode};
use crate::cloud::model::Step;
use std::collections::BTreeSet;

/// Each event of section 6 with the fields of its table. Those with a question mark need not be
/// there. Not in the list: what is for MCP, telephones and speakers told apart only, what a
/// captured session has not shown (`conversation.created`), and the beta's name
/// (`conversation.item.created`).
const EVENTS: &[(&str, &str)] = &[
    ("session.created", "session"),
    ("session.updated", "session"),
    ("conversation.item.added", "previous_item_id item"),
    ("conversation.item.done", "previous_item_id item"),
    ("conversation.item.retrieved", "item"),
    ("conversation.item.deleted", "item_id"),
    (
        "conversation.item.truncated",
        "item_id content_index audio_end_ms",
    ),
    (
        "conversation.item.input_audio_transcription.delta",
        "item_id content_index delta logprobs? obfuscation?",
    ),
    (
        "conversation.item.input_audio_transcription.completed",
        "item_id content_index transcript usage languages? logprobs?",
    ),
    (
        "conversation.item.input_audio_transcription.failed",
        "item_id content_index error",
    ),
    ("input_audio_buffer.committed", "previous_item_id item_id"),
    ("input_audio_buffer.cleared", ""),
    (
        "input_audio_buffer.speech_started",
        "audio_start_ms item_id",
    ),
    ("input_audio_buffer.speech_stopped", "audio_end_ms item_id"),
    (
        "input_audio_buffer.timeout_triggered",
        "audio_start_ms audio_end_ms item_id",
    ),
    ("output_audio_buffer.started", "response_id"),
    ("output_audio_buffer.stopped", "response_id"),
    ("output_audio_buffer.cleared", "response_id"),
    ("response.created", "response"),
    ("response.done", "response"),
    (
        "response.output_item.added",
        "response_id output_index item",
    ),
    ("response.output_item.done", "response_id output_index item"),
    (
        "response.content_part.added",
        "response_id item_id output_index content_index part",
    ),
    (
        "response.content_part.done",
        "response_id item_id output_index content_index part",
    ),
    (
        "response.output_text.delta",
        "response_id item_id output_index content_index delta",
    ),
    (
        "response.output_text.done",
        "response_id item_id output_index content_index text",
    ),
    (
        "response.output_audio.delta",
        "response_id item_id output_index content_index delta",
    ),
    (
        "response.output_audio.done",
        "response_id item_id output_index content_index",
    ),
    (
        "response.output_audio_transcript.delta",
        "response_id item_id output_index content_index delta",
    ),
    (
        "response.output_audio_transcript.done",
        "response_id item_id output_index content_index transcript",
    ),
    (
        "response.function_call_arguments.delta",
        "response_id item_id output_index call_id delta",
    ),
    (
        "response.function_call_arguments.done",
        "response_id item_id output_index call_id name arguments",
    ),
    ("rate_limits.updated", "rate_limits"),
    ("error", "error"),
];

/// What is inside, by section 6: where, and its fields.
const INSIDE: &[(&str, &str, &str)] = &[
    ("error", "/error", "type code message param event_id"),
    (
        "rate_limits.updated",
        "/rate_limits/0",
        "name limit remaining reset_seconds",
    ),
    (
        "conversation.item.input_audio_transcription.failed",
        "/error",
        "type code message param",
    ),
    (
        "response.done",
        "/response",
        "id object status status_details output conversation_id output_modalities \
         max_output_tokens audio usage metadata",
    ),
    (
        "session.updated",
        "/session",
        "type object id expires_at model output_modalities instructions audio tools tool_choice \
         max_output_tokens truncation tracing include prompt",
    ),
];

/// Everything that can happen, once.
fn everything() -> Vec<Value> {
    let replies = vec![
        vec![
            Step::say("Two tacos."),
            Step::call("add_item", json!({"item": "taco"})),
        ],
        vec![Step::say("Spoken words.")],
    ];
    let transcripts = vec![Transcript::Before("two tacos".into()), Transcript::Failed];
    let mut rig = Rig::new(Carrier::Socket, replies, transcripts);
    rig.say(text_mode());
    rig.say(guest("hello"));
    rig.say(json!({"type": "response.create"}));
    let item = rig.last("conversation.item.done")["item"]["id"].clone();
    rig.say(json!({"type": "conversation.item.retrieve", "item_id": item}));
    rig.say(json!({"type": "conversation.item.delete", "item_id": item}));
    rig.say(append(200, 0));
    rig.say(json!({"type": "input_audio_buffer.clear"}));
    for _ in 0..2 {
        rig.say(append(200, 0));
        rig.say(json!({"type": "input_audio_buffer.commit"}));
    }
    rig.say(json!({"type": "session.update", "session": {"type": "realtime",
        "output_modalities": ["audio"], "audio": {"input": {"turn_detection": {"type": "server_vad"}}}}}));
    rig.say(append(200, 9_000));
    rig.say(append(400, 0));
    let item = rig.last("conversation.item.done")["item"]["id"].clone();
    rig.say(
        json!({"type": "conversation.item.truncate", "item_id": item, "content_index": 0,
        "audio_end_ms": 100}),
    );
    rig.say(json!({"type": "response.cancel"}));
    rig.say(idle(5_000));
    rig.say(json!({"type": "response.create"}));
    rig.wait();
    let mut events = rig.events;

    let mut call = Rig::new(Carrier::Call, Vec::new(), Vec::new());
    call.say(json!({"type": "response.create"}));
    call.talk.handle_played(call.now);
    call.drain();
    call.say(json!({"type": "response.create"}));
    call.say(json!({"type": "output_audio_buffer.clear"}));
    events.extend(call.events);
    events
}

fn names(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn every_event_has_the_fields_of_the_page_and_no_other() {
    let events = everything();
    for event in &events {
        let kind = event["type"].as_str().unwrap();
        let (_, fields) = EVENTS.iter().find(|(known, _)| *known == kind).unwrap();
        let mut found = names(event);
        for field in fields.split_whitespace().chain(["type", "event_id"]) {
            let name = field.trim_end_matches('?');
            assert!(
                found.remove(name) || field.ends_with('?'),
                "{kind} has no {name}"
            );
        }
        assert!(found.is_empty(), "{kind} has {found:?}");
        for (_, place, fields) in INSIDE.iter().filter(|(known, ..)| *known == kind) {
            let fields: BTreeSet<_> = fields.split_whitespace().collect();
            assert_eq!(
                names(event.pointer(place).unwrap()),
                fields,
                "{kind}{place}"
            );
        }
    }
    let said: BTreeSet<_> = events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect();
    let known: BTreeSet<_> = EVENTS.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(said, known);
    let ids: BTreeSet<_> = events
        .iter()
        .map(|event| event["event_id"].to_string())
        .collect();
    // Both sessions number their own.
    assert!(ids.len() > events.len() / 2);
}

#[test]
fn every_event_is_one_that_the_protocols_own_crate_was_written_by() {
    for event in everything() {
        crate::cloud::shapes::assert_known(&event);
    }
}
