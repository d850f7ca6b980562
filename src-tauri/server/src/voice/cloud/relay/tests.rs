//! What is passed on and what is not, event by event.

mod calls;
mod turn;
mod updates;

use super::*;

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
