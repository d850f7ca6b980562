//! Calls of the house's functions: carried out once, and shown as the house's.

use super::*;
use proptest::prelude::*;

#[test]
fn a_call_of_the_houses_is_carried_out_once_and_shown_as_the_houses() {
    let mut rig = Rig::new();
    rig.provider(json!({"type": "response.created", "response": {"id": "resp_1"}}));
    let shown = told(&rig.provider(added("response.output_item.added")));
    assert_eq!(shown[0]["item"]["type"], "mcp_call");
    assert_eq!(shown[0]["item"]["server_label"], "heard");
    assert_eq!(shown[0]["item"].get("call_id"), None);
    rig.provider(added("conversation.item.added"));
    let arguments = json!({"type": "response.function_call_arguments.done", "item_id": "item_1",
        "response_id": "resp_1", "output_index": 0, "call_id": "call_1", "name": "add_item",
        "arguments": r#"{"item":"taco"}"#});
    let shown = told(&rig.provider(arguments));
    assert_eq!(kinds(&shown), ["response.mcp_call_arguments.done"]);
    assert_eq!(
        (shown[0].get("call_id"), shown[0].get("name")),
        (None, None)
    );
    assert_eq!(
        rig.provider(done("conversation.item.done", "completed")),
        []
    );
    let outputs = rig.provider(done("response.output_item.done", "completed"));
    assert_eq!(kinds(&told(&outputs)), ["response.mcp_call.in_progress"]);
    let Some(Output::Run(run)) = outputs.last() else {
        panic!("{outputs:?}");
    };
    assert_eq!(
        (run.name.as_str(), run.arguments.as_str()),
        ("add_item", r#"{"item":"taco"}"#)
    );

    let shown = told(&rig.answer("call_1", None));
    let order = [
        "response.mcp_call.completed",
        "conversation.item.done",
        "response.output_item.done",
    ];
    assert_eq!(kinds(&shown), order);
    assert_eq!(shown[2]["item"]["output"], r#"{"cart":{}}"#);
    // Said again, by whatever fault, it is shown again and not carried out.
    let again = rig.provider(done("response.output_item.done", "completed"));
    assert_eq!(kinds(&told(&again)), ["response.output_item.done"]);
    assert_eq!(again.len(), 1);

    let outputs = rig.provider(json!({"type": "response.done", "response": {"id": "resp_1",
        "status": "completed", "output": [call("completed")]}}));
    assert_eq!(
        told(&outputs)[0]["response"]["output"][0]["type"],
        "mcp_call"
    );
    let sent = sent(&outputs);
    assert_eq!(
        kinds(&sent),
        ["conversation.item.create", "response.create"]
    );
    assert_eq!(sent[0]["item"]["call_id"], "call_1");
    assert_eq!(sent[0]["item"]["output"], r#"{"cart":{}}"#);
}

#[test]
fn the_answers_item_is_hidden_and_what_follows_it_follows_the_call() {
    let mut rig = Rig::new();
    let item = sent(&rig.call_and_end("completed"))[0]["item"].clone();
    for kind in ["conversation.item.added", "conversation.item.done"] {
        let event = json!({"type": kind, "previous_item_id": "item_1", "item": item});
        assert_eq!(rig.provider(event), []);
    }
    let next = json!({"type": "conversation.item.added", "previous_item_id": item["id"],
        "item": {"id": "item_2", "type": "message"}});
    assert_eq!(told(&rig.provider(next))[0]["previous_item_id"], "item_1");
}

#[test]
fn a_refusal_is_shown_as_one() {
    let mut rig = Rig::new();
    rig.provider(added("response.output_item.added"));
    rig.provider(done("response.output_item.done", "completed"));
    let shown = told(&rig.answer("call_1", Some("There is none.")));
    assert_eq!(shown[0]["type"], "response.mcp_call.failed");
    let item = &shown[1]["item"];
    assert_eq!(
        item["error"],
        json!({"type": "tool_execution_error", "code": "unknown_item", "message": "There is none."})
    );
}

#[test]
fn a_call_that_was_cut_off_is_not_carried_out() {
    let mut rig = Rig::new();
    rig.provider(added("response.output_item.added"));
    let outputs = rig.provider(done("response.output_item.done", "incomplete"));
    assert_eq!(kinds(&told(&outputs)), ["response.output_item.done"]);
    assert_eq!(outputs.len(), 1);
    let outputs = rig.provider(json!({"type": "response.done", "response": {"id": "resp_1",
        "status": "cancelled", "output": [call("incomplete")]}}));
    assert_eq!(sent(&outputs), [] as [Value; 0]);
}

#[test]
fn what_was_interrupted_is_answered_but_not_gone_on_with() {
    let mut rig = Rig::new();
    let sent = sent(&rig.call_and_end("cancelled"));
    assert_eq!(kinds(&sent), ["conversation.item.create"]);
}

#[test]
fn a_function_that_is_not_the_houses_is_the_clients() {
    let mut rig = Rig::new();
    let mut event = added("response.output_item.added");
    event["item"]["name"] = "mine".into();
    assert_eq!(told(&rig.provider(event.clone())), [event]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    /// Whatever comes in whatever order: a call is carried out at most once, and no more responses
    /// are asked for than ended.
    #[test]
    fn no_order_of_events_runs_a_call_twice(steps in prop::collection::vec((0..9_usize, 0..3_usize), 0..80)) {
        let mut rig = Rig::new();
        let mut run = Vec::new();
        let (mut asked, mut ended) = (0, 0);
        for (kind, which) in steps {
            let name = |event: Value| {
                let text = event.to_string();
                let text = text.replace("call_1", &format!("call_{which}"));
                serde_json::from_str(&text.replace("item_1", &format!("item_1{which}"))).unwrap()
            };
            let outputs = match kind {
                0 => rig.provider(name(added("response.output_item.added"))),
                1 => rig.provider(name(added("conversation.item.added"))),
                2 => rig.provider(name(done("conversation.item.done", "completed"))),
                3 => rig.provider(name(done("response.output_item.done", "completed"))),
                4 => rig.provider(name(done("response.output_item.done", "incomplete"))),
                5 => rig.provider(json!({"type": "response.created", "response": {}})),
                6 => {
                    ended += 1;
                    rig.provider(json!({"type": "response.done", "response": {"status": "completed"}}))
                }
                7 => rig.client(json!({"type": "response.create"})),
                _ => rig.provider(json!({"type": "error", "error": {"event_id": "heard_2",
                    "code": "conversation_already_has_active_response"}})),
            };
            let mut outputs = outputs;
            if let Some(Output::Run(call)) = outputs.iter().find(|output| matches!(output, Output::Run(_))) {
                prop_assert!(!run.contains(&call.id), "{} twice", call.id);
                run.push(call.id.clone());
                let id = call.id.clone();
                outputs.extend(rig.answer(&id, None));
            }
            let ours = sent(&outputs);
            let ours = ours.iter().filter(|event| event["type"] == "response.create");
            asked += ours.filter(|event| event["event_id"].is_string()).count();
            prop_assert!(asked <= ended);
        }
    }
}
