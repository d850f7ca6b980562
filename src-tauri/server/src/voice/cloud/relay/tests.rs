//! What is passed on and what is not, event by event.

use super::{super::session, turn::AGAIN_AFTER, updates::UPDATES, *};
use proptest::prelude::*;

fn house() -> House {
    House {
        instructions: "Take orders.".to_owned(),
        tools: json!([{"type": "function", "name": "add_item"}, {"type": "function", "name": "read_back"}]),
        listed: 1,
        left_out: Vec::new(),
    }
}

struct Rig {
    relay: Relay,
    now: Instant,
}

impl Rig {
    fn new() -> Self {
        Self {
            relay: Relay::new(Some(house())),
            now: Instant::now(),
        }
    }

    /// What the client says, and what comes of it.
    fn client(&mut self, event: Value) -> Vec<Output> {
        self.relay.handle_client(&event.to_string());
        self.drain()
    }

    /// What the provider says, and what comes of it.
    fn provider(&mut self, event: Value) -> Vec<Output> {
        self.relay.handle_provider(&event.to_string(), self.now);
        self.drain()
    }

    fn answer(&mut self, call: &str, refusal: Option<&str>) -> Vec<Output> {
        let answer = CallAnswer {
            output: r#"{"cart":{}}"#.to_owned(),
            refusal: refusal.map(|message| Refused {
                code: "unknown_item".to_owned(),
                message: message.to_owned(),
            }),
        };
        self.relay.handle_answer(call, &answer);
        self.drain()
    }

    fn drain(&mut self) -> Vec<Output> {
        std::iter::from_fn(|| self.relay.poll_output()).collect()
    }

    /// A response that calls `add_item`, up to its end; and what its end brings.
    fn call_and_end(&mut self, status: &str) -> Vec<Output> {
        self.provider(json!({"type": "response.created", "response": {"id": "resp_1"}}));
        self.provider(added("response.output_item.added"));
        self.provider(added("conversation.item.added"));
        self.provider(done("conversation.item.done", "completed"));
        self.provider(done("response.output_item.done", "completed"));
        self.answer("call_1", None);
        self.provider(
            json!({"type": "response.done", "response": {"id": "resp_1", "status": status,
            "output": [call("completed")]}}),
        )
    }
}

fn call(status: &str) -> Value {
    json!({"id": "item_1", "object": "realtime.item", "type": "function_call", "status": status,
        "call_id": "call_1", "name": "add_item", "arguments": r#"{"item":"taco"}"#})
}

fn added(kind: &str) -> Value {
    json!({"type": kind, "event_id": "e", "response_id": "resp_1", "output_index": 0,
        "previous_item_id": "item_0", "item": call("in_progress")})
}

fn done(kind: &str, status: &str) -> Value {
    json!({"type": kind, "event_id": "e", "response_id": "resp_1", "output_index": 0,
        "previous_item_id": "item_0", "item": call(status)})
}

/// The events that go to the client.
fn told(outputs: &[Output]) -> Vec<Value> {
    let texts = outputs.iter().filter_map(|output| match output {
        Output::ToClient(text) => Some(text),
        _ => None,
    });
    texts
        .map(|text| serde_json::from_str(text).unwrap())
        .collect()
}

/// The events that go to the provider.
fn sent(outputs: &[Output]) -> Vec<Value> {
    let texts = outputs.iter().filter_map(|output| match output {
        Output::ToProvider(text) => Some(text),
        _ => None,
    });
    texts
        .map(|text| serde_json::from_str(text).unwrap())
        .collect()
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect()
}

#[test]
fn what_is_no_ones_business_goes_by_as_it_is() {
    let mut rig = Rig::new();
    let odd = r#"{ "type":"nobody.knows",  "x":1 }"#;
    rig.relay.handle_provider(odd, rig.now);
    assert_eq!(rig.drain(), [Output::ToClient(odd.to_owned())]);
    for odd in [r#"{ "type":"nobody.knows" }"#, "not json", "[1]", "7"] {
        rig.relay.handle_client(odd);
        assert_eq!(rig.drain(), [Output::ToProvider(odd.to_owned())]);
    }
    rig.relay.handle_provider("not json", rig.now);
    assert_eq!(rig.drain(), []);
}

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

#[test]
fn the_answer_to_our_own_question_is_not_the_clients() {
    let mut rig = Rig::new();
    rig.relay.was_asked("heard_question");
    let updated = json!({"type": "session.updated", "session": {"tools": []}});
    assert_eq!(rig.provider(updated.clone()), []);
    assert_eq!(rig.provider(updated).len(), 1);
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
