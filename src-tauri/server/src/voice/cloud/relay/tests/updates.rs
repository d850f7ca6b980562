//! Whose tools and instructions a session has.

use super::{
    super::{super::session, updates::UPDATES},
    *,
};

#[test]
fn a_client_that_names_tools_has_its_own_once_that_is_acknowledged() {
    let mut rig = Rig::new();
    let update = json!({"type": "session.update", "session": {"type": "realtime",
        "tools": [{"type": "function", "name": "add_item"}]}});
    let sent = sent(&rig.client(update.clone()));
    assert_eq!(sent[0]["session"], update["session"]);
    let id = sent[0]["event_id"].clone();
    // Refused, the house's stay.
    let refused = json!({"type": "error", "error": {"code": "invalid_value", "event_id": id}});
    rig.provider(refused);
    let shown = told(&rig.provider(added("response.output_item.added")));
    assert_eq!(shown[0]["item"]["type"], "mcp_call");
    rig.client(update.clone());
    let updated = json!({"type": "session.updated", "session": update["session"]});
    assert_eq!(told(&rig.provider(updated.clone())), [updated]);
    let mut later = added("response.output_item.added");
    later["item"]["id"] = "item_9".into();
    later["item"]["call_id"] = "call_9".into();
    assert_eq!(told(&rig.provider(later.clone())), [later]);
}

#[test]
fn a_client_that_names_none_keeps_the_houses_and_adds_to_its_instructions() {
    let mut rig = Rig::new();
    for tools in [json!([]), Value::Null] {
        let update = json!({"type": "session.update", "event_id": "mine", "session":
            {"type": "realtime", "tools": tools, "instructions": "Be a pirate."}});
        let sent = sent(&rig.client(update));
        assert_eq!(sent[0]["event_id"], "mine");
        let session = &sent[0]["session"];
        assert_eq!(
            session,
            &json!({"type": "realtime",
            "instructions": "Take orders.\n\nBe a pirate."})
        );
    }
    let updated = json!({"type": "session.updated", "session": {"tools": house().tools}});
    assert_eq!(
        told(&rig.provider(updated))[0]["session"]["tools"],
        json!([])
    );
    let long = "x".repeat(session::WISHES_BYTES);
    let update = json!({"type": "session.update", "event_id": "mine", "session":
        {"type": "realtime", "instructions": long}});
    let outputs = rig.client(update);
    let error = &told(&outputs)[0]["error"];
    assert_eq!(outputs.len(), 1);
    assert_eq!(
        (&error["code"], &error["event_id"]),
        (&json!("string_above_max_length"), &json!("mine"))
    );
}

#[test]
fn updates_on_the_way_are_bounded() {
    let mut rig = Rig::new();
    let update = json!({"type": "session.update", "session": {"type": "realtime"}});
    for _ in 0..UPDATES {
        assert_eq!(sent(&rig.client(update.clone())).len(), 1);
    }
    let outputs = rig.client(update);
    assert_eq!(told(&outputs)[0]["error"]["code"], "rate_limit_exceeded");
}

#[test]
fn the_answer_to_our_own_question_is_not_the_clients() {
    let mut rig = Rig::new();
    rig.relay.was_asked("heard_question");
    let updated = json!({"type": "session.updated", "session": {"tools": []}});
    assert_eq!(rig.provider(updated.clone()), []);
    assert_eq!(rig.provider(updated).len(), 1);
}
