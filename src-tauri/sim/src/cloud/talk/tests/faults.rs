//! What is told of a client's mistakes, and of what fails or is cut short.

use super::{super::*, Rig};
use crate::cloud::model::Step;

#[test]
fn each_mistake_has_its_code_and_echoes_the_event() {
    let mut rig = Rig::new(Carrier::Socket, vec![vec![Step::Hang]], Vec::new());
    let long = "x".repeat(513);
    for (event, code) in [
        (
            json!({"type": "response.cancel"}),
            "response_cancel_not_active",
        ),
        (
            json!({"type": "input_audio_buffer.commit"}),
            "input_audio_buffer_commit_empty",
        ),
        (
            json!({"type": "session.update", "session": {"type": "realtime", "x": 1}}),
            "unknown_parameter",
        ),
        (
            json!({"type": "response.create", "temperature": 1}),
            "unknown_parameter",
        ),
        (json!({"type": "no.such.event"}), "invalid_value"),
        (json!({"no": "type"}), "missing_required_parameter"),
        (json!([1]), "invalid_event"),
        (
            json!({"type": "response.create", "event_id": long}),
            "string_above_max_length",
        ),
        (
            json!({"type": "output_audio_buffer.clear"}),
            "invalid_value",
        ),
        (
            json!({"type": "conversation.item.truncate", "item_id": "x", "content_index": 0,
            "audio_end_ms": 1.5}),
            "invalid_type",
        ),
        (
            json!({"type": "session.update", "session": {"type": "realtime", "audio": {"output":
            {"format": {"type": "audio/pcm", "rate": 8_000}}}}}),
            "integer_below_min_value",
        ),
    ] {
        assert_eq!(rig.error(event.clone()), code, "{event}");
    }
    let session = rig.talk.session.clone();
    let wrong = json!({"type": "session.update", "event_id": "mine", "session":
        {"type": "realtime", "instructions": "new", "tool_choice": "sometimes"}});
    assert_eq!(rig.error(wrong), "invalid_value");
    assert_eq!(rig.last("error")["error"]["event_id"], "mine");
    assert_eq!(rig.last("error")["error"]["param"], "session.tool_choice");
    assert_eq!(
        rig.talk.session, session,
        "a rejected update is discarded whole"
    );
    assert_eq!(
        rig.say(json!({"type": "response.create"})),
        ["response.created"]
    );
    let second = rig.error(json!({"type": "response.create"}));
    assert_eq!(second, "conversation_already_has_active_response");
    let kinds = rig.say(json!({"type": "response.cancel"}));
    assert_eq!(kinds, ["response.done", "rate_limits.updated"]);
    let response = &rig.last("response.done")["response"];
    assert_eq!(response["status"], "cancelled");
    assert_eq!(response["status_details"]["reason"], "client_cancelled");
    rig.talk.handle_text("{", rig.now);
    rig.drain();
    assert_eq!(rig.last("error")["error"]["code"], "invalid_json");
    rig.talk.handle_binary();
    rig.drain();
    assert_eq!(rig.last("error")["error"]["code"], "invalid_event");
}

#[test]
fn a_failure_is_told_in_the_response_and_nowhere_else() {
    let replies = vec![
        vec![
            Step::say("I"),
            Step::Fail("inference_rate_limit_exceeded".into()),
        ],
        vec![Step::Stop("content_filter".into())],
    ];
    let mut rig = Rig::new(Carrier::Socket, replies, Vec::new());
    let kinds = rig.say(json!({"type": "response.create"}));
    assert!(!kinds.contains(&"error".to_owned()), "{kinds:?}");
    let response = &rig.last("response.done")["response"];
    assert_eq!(response["status"], "failed");
    assert_eq!(
        response["status_details"]["error"]["code"],
        "inference_rate_limit_exceeded"
    );
    rig.say(json!({"type": "response.create"}));
    let details = &rig.last("response.done")["response"]["status_details"];
    assert_eq!(
        details,
        &json!({"type": "incomplete", "reason": "content_filter"})
    );
}

#[test]
fn a_cut_short_item_is_closed_before_its_response() {
    let mut rig = Rig::new(
        Carrier::Call,
        vec![vec![Step::say("a b c d e")]],
        Vec::new(),
    );
    rig.talk.manners.pace = Duration::from_secs(1);
    rig.say(json!({"type": "response.create"}));
    assert_eq!(rig.other, [Said::Play(Duration::from_millis(500))]);
    rig.now = rig.talk.poll_timeout();
    rig.talk.handle_timeout(rig.now);
    rig.drain();
    let kinds = rig.say(json!({"type": "response.cancel"}));
    let order = "response.output_audio.done response.output_audio_transcript.done \
        response.content_part.done conversation.item.done response.output_item.done \
        response.done rate_limits.updated";
    assert_eq!(kinds, order.split_whitespace().collect::<Vec<_>>());
    assert_eq!(
        rig.last("response.output_item.done")["item"]["status"],
        "incomplete"
    );
    assert_eq!(
        rig.say(json!({"type": "output_audio_buffer.clear"})),
        ["output_audio_buffer.cleared"]
    );
    assert_eq!(rig.other.last(), Some(&Said::Hush));
    assert!(
        rig.say(json!({"type": "output_audio_buffer.clear"}))
            .is_empty()
    );
}
