//! In which order a turn goes, whoever speaks, calls or is silent.

use super::{super::*, Rig, append, guest, idle, text_mode};
use crate::cloud::model::Step;
use std::sync::Arc;

#[test]
fn a_text_turn_is_in_the_captured_order() {
    let mut rig = Rig::new(
        Carrier::Socket,
        vec![vec![Step::say("One two")]],
        Vec::new(),
    );
    rig.say(text_mode());
    let mut kinds = rig.say(guest("hello"));
    kinds.extend(rig.say(json!({"type": "response.create"})));
    let order = "conversation.item.added conversation.item.done response.created \
        response.output_item.added conversation.item.added response.content_part.added \
        response.output_text.delta response.output_text.delta response.output_text.done \
        response.content_part.done conversation.item.done response.output_item.done \
        response.done rate_limits.updated";
    assert_eq!(kinds, order.split_whitespace().collect::<Vec<_>>());
    assert_eq!(
        rig.last("response.content_part.done")["part"],
        json!({"type": "text", "text": "One two"})
    );
    let item = &rig.last("response.output_item.done")["item"];
    assert_eq!(
        item["content"],
        json!([{"type": "output_text", "text": "One two"}])
    );
}

#[test]
fn a_function_call_is_in_the_order_of_the_page_and_waits_for_its_answer() {
    let replies = vec![
        vec![Step::call("add_item", json!({"item": "taco"}))],
        vec![Step::say("Added.")],
    ];
    let mut rig = Rig::new(Carrier::Socket, replies, Vec::new());
    let kinds = rig.say(json!({"type": "response.create"}));
    let order = "response.created response.output_item.added conversation.item.added \
        response.function_call_arguments.delta response.function_call_arguments.delta \
        response.function_call_arguments.done conversation.item.done response.output_item.done \
        response.done rate_limits.updated";
    assert_eq!(kinds, order.split_whitespace().collect::<Vec<_>>());
    let call = rig.last("response.output_item.done")["item"].clone();
    assert_eq!(
        (&call["name"], &call["status"]),
        (&json!("add_item"), &json!("completed"))
    );
    assert_eq!(call["arguments"], r#"{"item":"taco"}"#);
    let output = json!({"type": "conversation.item.create", "item": {
        "type": "function_call_output", "call_id": call["call_id"], "output": "{}"}});
    assert_eq!(
        rig.say(output),
        ["conversation.item.added", "conversation.item.done"]
    );
    rig.say(json!({"type": "response.create"}));
    assert_eq!(
        rig.last("response.output_item.done")["item"]["content"][0]["transcript"],
        "Added."
    );
}

#[test]
fn a_transcript_may_come_after_the_reply() {
    let transcripts = vec![Transcript::After("two tacos".into())];
    let heard: super::Model = Arc::new(|moment| vec![Step::say(moment.said())]);
    let mut rig = Rig::new(Carrier::Socket, Vec::new(), transcripts);
    rig.talk.manners.model = heard;
    rig.say(append(200, 0));
    assert_eq!(
        rig.say(json!({"type": "input_audio_buffer.commit"})),
        [
            "input_audio_buffer.committed",
            "conversation.item.added",
            "conversation.item.done"
        ]
    );
    let kinds = rig.say(json!({"type": "response.create"}));
    let done = kinds
        .iter()
        .position(|kind| kind == "response.done")
        .unwrap();
    let completed = "conversation.item.input_audio_transcription.completed";
    let heard = kinds.iter().position(|kind| kind == completed).unwrap();
    assert!(done < heard);
    assert_eq!(
        rig.last("response.output_item.done")["item"]["content"][0]["transcript"],
        "two tacos"
    );
}

#[test]
fn the_guest_interrupts_and_the_hour_ends() {
    let mut rig = Rig::new(
        Carrier::Call,
        vec![vec![Step::say("a"), Step::Hang]],
        Vec::new(),
    );
    rig.say(
        json!({"type": "session.update", "session": {"type": "realtime",
        "audio": {"input": {"turn_detection": {"type": "server_vad"}}}}}),
    );
    rig.say(json!({"type": "response.create"}));
    let kinds = rig.say(append(40, 9_000));
    let order = "input_audio_buffer.speech_started response.done rate_limits.updated \
        output_audio_buffer.cleared";
    assert_eq!(kinds, order.split_whitespace().collect::<Vec<_>>());
    assert_eq!(
        rig.last("response.done")["response"]["status_details"]["reason"],
        "turn_detected"
    );
    let end = rig.talk.poll_timeout();
    assert_eq!(end - rig.now, Duration::from_secs(3_600));
    rig.talk.handle_timeout(end);
    rig.drain();
    assert_eq!(rig.last("error")["error"]["code"], "session_expired");
    assert!(matches!(
        rig.other.last(),
        Some(Said::Close { code: 1001, .. })
    ));
}

#[test]
fn a_guest_who_says_nothing_after_an_answer_is_asked_again() {
    let mut rig = Rig::new(Carrier::Socket, Vec::new(), Vec::new());
    rig.say(idle(5_000));
    // Nobody has spoken yet: there is nothing to wait for.
    assert!(rig.talk.poll_timeout() > rig.now + Duration::from_secs(5));
    rig.say(append(300, 0));
    rig.say(json!({"type": "response.create"}));
    let answered = rig.now;
    let mut kinds = rig.wait();
    // Transcripts run beside everything else (REALTIME, section 6.1).
    kinds.retain(|kind| !kind.contains("transcription"));
    assert_eq!(rig.now - answered, Duration::from_secs(5));
    let order = "input_audio_buffer.timeout_triggered input_audio_buffer.committed \
        conversation.item.added conversation.item.done response.created";
    let order: Vec<&str> = order.split_whitespace().collect();
    assert_eq!(kinds[..order.len()], order);
    let silence = rig.last("input_audio_buffer.timeout_triggered");
    assert_eq!(
        (&silence["audio_start_ms"], &silence["audio_end_ms"]),
        (&json!(0), &json!(300))
    );
    assert_eq!(
        silence["item_id"],
        rig.last("input_audio_buffer.committed")["item_id"]
    );
    // Who speaks is waited for no more.
    rig.say(append(200, 9_000));
    assert!(rig.talk.poll_timeout() > rig.now + Duration::from_secs(5));
}
