//! The transcript: whatever comes in whatever order, the same words stand there in the end.

use super::*;
use crate::limits::SAID_CHARS;
use proptest::prelude::*;
use realtime::event::ServerMessage;
use serde_json::{Value, json};

fn event(event: &Value) -> ServerEvent {
    ServerMessage::read(&event.to_string()).unwrap().event
}

fn heard(events: &[Value]) -> Transcript {
    let mut transcript = Transcript::default();
    for value in events {
        transcript.handle(&event(value));
    }
    transcript
}

fn words(transcript: &Transcript) -> Vec<(Who, String)> {
    let said = transcript.said().into_iter();
    said.map(|said| (said.who, said.text)).collect()
}

/// A whole turn: a guest's words, and the reply to them.
fn turn() -> Vec<Value> {
    let transcription = "conversation.item.input_audio_transcription";
    let reply = json!({"id": "r1", "type": "message", "role": "assistant", "content": []});
    let place = json!({"response_id": "resp", "item_id": "r1", "content_index": 0});
    let of = |kind: &str, more: Value| {
        let mut event = place.clone();
        event["type"] = kind.into();
        for (name, value) in more.as_object().unwrap() {
            event[name] = value.clone();
        }
        event
    };
    vec![
        json!({"type": "input_audio_buffer.committed", "item_id": "g1", "previous_item_id": null}),
        json!({"type": "conversation.item.added", "previous_item_id": null,
            "item": {"id": "g1", "type": "message", "role": "user",
                "content": [{"type": "input_audio", "transcript": null}]}}),
        json!({"type": format!("{transcription}.delta"), "item_id": "g1", "content_index": 0,
            "delta": "two bur"}),
        json!({"type": format!("{transcription}.completed"), "item_id": "g1", "content_index": 0,
            "transcript": "two burgers"}),
        json!({"type": "conversation.item.added", "previous_item_id": "g1", "item": reply}),
        of(
            "response.output_audio_transcript.delta",
            json!({"delta": "Two bur"}),
        ),
        of(
            "response.output_audio_transcript.done",
            json!({"transcript": "Two burgers."}),
        ),
        json!({"type": "response.output_item.done", "response_id": "resp", "item":
            {"id": "r1", "type": "message", "role": "assistant", "status": "completed",
                "content": [{"type": "output_audio", "transcript": "Two burgers."}]}}),
    ]
}

fn whole() -> Vec<(Who, String)> {
    vec![
        (Who::Guest, "two burgers".to_owned()),
        (Who::House, "Two burgers.".to_owned()),
    ]
}

#[test]
fn a_turn_stands_there_as_it_was_said() {
    let transcript = heard(&turn());
    assert_eq!(words(&transcript), whole());
    assert!(
        transcript
            .said()
            .iter()
            .all(|said| !said.live && !said.failed)
    );
    // And grows while it comes.
    let early = heard(&turn()[..3]);
    assert_eq!(words(&early), [(Who::Guest, "two bur".to_owned())]);
    assert!(early.said()[0].live);
}

#[test]
fn the_words_of_a_guest_may_come_last_and_stand_first() {
    let events = turn();
    let late = [&events[4..], &events[..4]].concat();
    assert_eq!(words(&heard(&late)), whole());
    // Even if nothing else named his item than the reply to it.
    let lost = [&events[4..], &events[3..4]].concat();
    assert_eq!(words(&heard(&lost)), whole());
}

#[test]
fn what_follows_a_whole_part_is_late_and_changes_nothing() {
    let mut events = turn();
    let delta = events.remove(2);
    events.push(delta);
    assert_eq!(words(&heard(&events)), whole());
}

#[test]
fn sound_without_words_leaves_no_line_once_that_is_known() {
    let mut events = turn();
    events.truncate(2);
    assert!(
        heard(&events).said()[0].live,
        "a line for words that may come"
    );
    events.push(
        json!({"type": "conversation.item.input_audio_transcription.completed",
        "item_id": "g1", "transcript": ""}),
    );
    assert_eq!(words(&heard(&events)), []);
    events.pop();
    events.push(
        json!({"type": "conversation.item.input_audio_transcription.failed",
        "item_id": "g1", "error": {"message": "no"}}),
    );
    let said = heard(&events).said();
    assert!(said[0].failed && !said[0].live);
}

#[test]
fn a_reply_that_was_cut_short_keeps_the_words_that_we_have() {
    let mut events = turn();
    events.truncate(6);
    events.push(json!({"type": "conversation.item.truncated", "item_id": "r1"}));
    let transcript = heard(&events);
    assert_eq!(transcript.said()[1].text, "Two bur");
    assert!(!transcript.said()[1].live);
}

#[test]
fn what_ends_with_its_session_is_not_waited_for() {
    let mut transcript = heard(&turn()[..3]);
    transcript.end();
    assert!(!transcript.said()[0].live);
    transcript.clear();
    assert!(transcript.said().is_empty());
}

#[test]
fn guesses_are_marked_by_what_the_host_says_of_them() {
    let completed = |logprobs: Value| {
        let mut events = turn();
        events[3]["logprobs"] = logprobs;
        let said = heard(&events).said().remove(0);
        let spans = said.unsure.into_iter();
        spans.map(|span| (span.start, span.end)).collect::<Vec<_>>()
    };
    let token = |token: &str, logprob: f64| json!({"token": token, "logprob": logprob});
    let sure = completed(json!([token("two", -0.1), token(" burgers", -0.2)]));
    assert_eq!(sure, []);
    let guess = json!([token("two", -0.1), token(" bur", -2.0), token("gers", -1.0)]);
    assert_eq!(completed(guess), [(4, 11)]);
    assert_eq!(
        completed(json!([token("two", -3.0), token(" burgers", -3.0)])),
        [(0, 11)]
    );
    // Tokens of another text say nothing of this one.
    assert_eq!(completed(json!([token("too", -3.0)])), []);
    assert_eq!(completed(json!("?")), []);
}

#[test]
fn unknown_events_are_counted_and_everything_is_bounded() {
    let mut transcript = Transcript::default();
    for n in 0..UNKNOWN_KINDS + 5 {
        transcript.handle(&event(&json!({"type": format!("new.{n}")})));
        transcript.handle(&event(&json!({"type": format!("new.{n}")})));
    }
    let unknown: Vec<_> = transcript.unknown().collect();
    assert_eq!(unknown.len(), UNKNOWN_KINDS + 1);
    assert_eq!(unknown.iter().map(|(_, count)| count).sum::<u64>(), 42);

    let long = "é".repeat(2 * SAID_CHARS);
    for n in 0..SAID + 10 {
        transcript.handle(&event(&json!({
            "type": "conversation.item.input_audio_transcription.delta",
            "item_id": format!("item_{n}"), "delta": long})));
    }
    let said = transcript.said();
    assert_eq!(said.len(), SAID);
    assert_eq!(&*said[0].key, "item_10");
    assert_eq!(said[0].text.chars().count(), SAID_CHARS);
    assert_eq!(transcript.entries.len(), transcript.order.len());
}

#[test]
fn calls_and_the_houses_notes_are_not_shown() {
    let transcript = heard(&[
        json!({"type": "conversation.item.added", "item":
            {"id": "c1", "type": "function_call", "call_id": "c", "name": "add_item"}}),
        json!({"type": "conversation.item.added", "previous_item_id": "c1", "item":
            {"id": "s1", "type": "message", "role": "system",
                "content": [{"type": "input_text", "text": "The cart"}]}}),
        json!({"type": "conversation.item.added", "previous_item_id": "s1", "item":
            {"id": "t1", "type": "message", "role": "user",
                "content": [{"type": "input_text", "text": "hello"}]}}),
    ]);
    assert_eq!(words(&transcript), [(Who::Guest, "hello".to_owned())]);
}

proptest! {
    /// Deltas of one part come in order, on one channel; all else may come in any.
    #[test]
    fn any_order_ends_in_the_same_words(order in Just((0..8usize).collect::<Vec<_>>()).prop_shuffle()) {
        let events = turn();
        let mixed: Vec<Value> = order.iter().map(|at| events[*at].clone()).collect();
        let mut said = words(&heard(&mixed));
        prop_assert!(said.len() == 2);
        // Where nothing told in time which comes first, both still stand there.
        said.sort_by_key(|(who, _)| *who == Who::House);
        prop_assert_eq!(said, whole());
    }
}
