//! Replies that the house asks for once a call is answered.

use super::{super::turn::AGAIN_AFTER, *};

#[test]
fn one_that_collides_waits_and_one_that_is_overtaken_is_dropped() {
    let mut rig = Rig::new();
    let id = sent(&rig.call_and_end("completed"))[1]["event_id"].clone();
    let collided = json!({"type": "error", "error": {"event_id": id,
        "code": "conversation_already_has_active_response"}});
    assert_eq!(rig.provider(collided), []);
    let outputs =
        rig.provider(json!({"type": "response.done", "response": {"status": "completed"}}));
    assert_eq!(kinds(&sent(&outputs)), ["response.create"]);

    let mut rig = Rig::new();
    let id = sent(&rig.call_and_end("completed"))[1]["event_id"].clone();
    let collided = json!({"type": "error", "error": {"event_id": id,
        "code": "conversation_already_has_active_response"}});
    rig.provider(collided);
    rig.provider(json!({"type": "response.created", "response": {"id": "resp_2"}}));
    let outputs =
        rig.provider(json!({"type": "response.done", "response": {"status": "completed"}}));
    assert_eq!(sent(&outputs), [] as [Value; 0]);
}

#[test]
fn a_failed_reply_of_ours_is_tried_once_more_and_then_told() {
    let mut rig = Rig::new();
    rig.call_and_end("completed");
    let created = json!({"type": "response.created", "response": {"id": "resp_2"}});
    let failed = json!({"type": "response.done", "response": {"id": "resp_2", "status": "failed"}});
    rig.provider(created.clone());
    assert_eq!(sent(&rig.provider(failed.clone())), [] as [Value; 0]);
    assert_eq!(rig.relay.poll_timeout(), Some(rig.now + AGAIN_AFTER));
    rig.relay.handle_timeout(rig.now + AGAIN_AFTER);
    assert_eq!(kinds(&sent(&rig.drain())), ["response.create"]);
    rig.provider(created.clone());
    let told = told(&rig.provider(failed.clone()));
    assert_eq!(kinds(&told), ["response.done", "error"]);
    assert_eq!(rig.relay.poll_timeout(), None);
    // A client's own is the client's to try again.
    rig.provider(created);
    let outputs = rig.provider(failed);
    assert_eq!(outputs.len(), 1);
}
