//! Calls: the client's and the host's own (REALTIME.md 7.5).

use crate::bench::*;
use realtime::host::*;
use serde_json::{Value, json};

fn with_tools() -> Bench {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(
        json!({"type": "session.update", "session": {"type": "realtime",
        "tools": [{"type": "function", "name": "add_item"}]}}),
    );
    bench.types();
    bench.wishes.clear();
    bench
}

fn call(bench: &mut Bench) -> Value {
    let (name, arguments) = ("add_item".to_owned(), "{\"item\":\"taco\"}".to_owned());
    bench.reply(Reply::Call { name, arguments });
    bench.event("response.function_call_arguments.done")["call_id"].clone()
}

fn output(call_id: &Value) -> Value {
    json!({"type": "conversation.item.create", "item": {"type": "function_call_output",
        "call_id": call_id, "output": "{\"ok\":true}"}})
}

#[test]
fn a_call_goes_in_order_and_the_next_response_carries_on() {
    let mut bench = with_tools();
    bench.say(user_text("a taco"));
    bench.types();
    bench.say(json!({"type": "response.create"}));
    assert_eq!(bench.ask().tools.len(), 1);
    let call_id = call(&mut bench);
    bench.reply(Reply::Done);
    let item = bench.event("response.output_item.done")["item"].clone();
    assert_eq!(item["type"], "function_call");
    assert_eq!(item["status"], "completed");
    assert_eq!(item["call_id"], call_id);
    assert_eq!(item["arguments"], "{\"item\":\"taco\"}");
    assert_eq!(
        bench.event("response.output_item.added")["item"]["arguments"],
        ""
    );
    assert_eq!(
        bench.types(),
        [
            "response.created",
            "response.output_item.added",
            "conversation.item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "conversation.item.done",
            "response.output_item.done",
            "response.done",
            "rate_limits.updated"
        ]
    );
    bench.say(output(&call_id));
    assert_eq!(
        bench.types(),
        ["conversation.item.added", "conversation.item.done"]
    );
    bench.say(json!({"type": "response.create"}));
    let items = serde_json::to_value(bench.ask().items).unwrap();
    assert_eq!(items[0]["call_id"], call_id);
    assert_eq!(items[0]["output"], "{\"ok\":true}");
}

#[test]
fn speech_and_calls_make_items_of_their_own() {
    let mut bench = with_tools();
    bench.say(json!({"type": "response.create"}));
    bench.reply(Reply::Text("One moment.".to_owned()));
    let first = call(&mut bench);
    bench
        .sent
        .retain(|it| it["type"] != "response.function_call_arguments.done");
    let second = call(&mut bench);
    assert_ne!(first, second);
    bench.reply(Reply::Text("Done.".to_owned()));
    bench.reply(Reply::Done);
    let done = bench.event("response.done")["response"]["output"].clone();
    let kinds: Vec<_> = done
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["type"].clone())
        .collect();
    assert_eq!(
        kinds,
        ["message", "function_call", "function_call", "message"]
    );
}

#[test]
fn a_call_is_answered_once_and_only_if_it_was_made() {
    let mut bench = with_tools();
    bench.say(output(&json!("call_of_nobody")));
    assert_eq!(bench.error()["code"], "invalid_tool_call_id");
    bench.say(json!({"type": "response.create"}));
    let call_id = call(&mut bench);
    bench.reply(Reply::Done);
    bench.say(output(&call_id));
    bench.types();
    bench.say(output(&call_id));
    let error = bench.error();
    assert_eq!(error["code"], "invalid_value");
    assert_eq!(error["param"], "item.call_id");
}

#[test]
fn the_conversation_may_go_on_while_a_call_waits() {
    let mut bench = with_tools();
    bench.say(json!({"type": "response.create"}));
    call(&mut bench);
    bench.reply(Reply::Done);
    bench.ask();
    bench.text_turn("hurry up", "One moment.");
    assert_eq!(bench.ask().items.len(), 1);
    bench.invariants.all_is_over();
}

#[test]
fn history_can_be_told_with_its_calls() {
    let mut bench = with_tools();
    for item in [
        json!({"id": "h1", "type": "function_call", "call_id": "c1", "name": "add_item",
            "arguments": "{}"}),
        json!({"id": "h2", "type": "function_call_output", "call_id": "c1", "output": "{}"}),
        json!({"id": "h3", "type": "message", "role": "assistant",
            "content": [{"type": "output_text", "text": "One taco."}]}),
    ] {
        bench.say(json!({"type": "conversation.item.create", "item": item}));
    }
    assert!(!bench.types().contains(&"error".to_owned()));
    bench.say(
        json!({"type": "conversation.item.create", "item": {"type": "function_call",
        "call_id": "c1", "name": "add_item", "arguments": "{}"}}),
    );
    assert_eq!(bench.error()["param"], "item.call_id");
}

#[test]
fn the_hosts_own_calls_are_shown() {
    let mut bench = Bench::pushed(Carrier::WebRtc);
    bench.say(json!({"type": "response.create"}));
    let (name, arguments) = ("add_item".to_owned(), "{\"item\":\"taco\"}".to_owned());
    bench.reply(Reply::ToolStarted { name, arguments });
    bench.reply(Reply::ToolEnded(Ok("{\"lines\":[1]}".to_owned())));
    let done = bench.event("response.output_item.done")["item"].clone();
    assert_eq!(done["type"], "mcp_call");
    assert_eq!(done["server_label"], SERVER_LABEL);
    assert_eq!(done["output"], "{\"lines\":[1]}");
    assert_eq!(done["arguments"], "{\"item\":\"taco\"}");
    assert_eq!(done["status"], "completed");
    assert_eq!(
        bench.types(),
        [
            "response.created",
            "response.output_item.added",
            "conversation.item.added",
            "response.mcp_call_arguments.delta",
            "response.mcp_call_arguments.done",
            "response.mcp_call.in_progress",
            "response.mcp_call.completed",
            "conversation.item.done",
            "response.output_item.done"
        ]
    );
    let (name, arguments) = ("add_item".to_owned(), "{\"item\":\"lobster\"}".to_owned());
    bench.reply(Reply::ToolStarted { name, arguments });
    bench.reply(Reply::ToolEnded(Err(ToolError {
        code: "item_unavailable",
        message: "sold out".to_owned(),
    })));
    bench.reply(Reply::Done);
    let done = bench.event("response.output_item.done")["item"].clone();
    assert_eq!(
        done["error"],
        json!({"type": "tool_execution_error", "code": "item_unavailable", "message": "sold out"})
    );
    assert!(
        bench
            .types()
            .contains(&"response.mcp_call.failed".to_owned())
    );
}

#[test]
fn a_call_of_the_hosts_own_that_is_cut_short_has_failed() {
    let mut bench = Bench::pushed(Carrier::WebRtc);
    bench.say(json!({"type": "response.create"}));
    let (name, arguments) = ("submit_order".to_owned(), "{}".to_owned());
    bench.reply(Reply::ToolStarted { name, arguments });
    bench.say(json!({"type": "response.cancel"}));
    let item = bench.event("response.output_item.done")["item"].clone();
    assert_eq!(item["status"], "incomplete");
    assert!(item["error"].is_object());
    bench.event("response.mcp_call.failed");
}

#[test]
fn an_outcome_without_a_call_is_not_heard() {
    let mut bench = Bench::pushed(Carrier::WebRtc);
    bench.say(json!({"type": "response.create"}));
    bench.types();
    bench.reply(Reply::ToolEnded(Ok("{}".to_owned())));
    assert!(bench.sent.is_empty());
}

#[test]
fn a_response_with_more_in_it_than_a_message_holds_is_told_without_it() {
    let mut bench = Bench::pushed(Carrier::WebRtc);
    bench.say(json!({"type": "response.create"}));
    for _ in 0..10 {
        let (name, arguments) = ("add_item".to_owned(), "{}".to_owned());
        bench.reply(Reply::ToolStarted { name, arguments });
        bench.reply(Reply::ToolEnded(Ok("x".repeat(30_000))));
    }
    bench.reply(Reply::Done);
    let output = bench.event("response.done")["response"]["output"].clone();
    assert_eq!(output.as_array().unwrap().len(), 10);
    assert!(output[0]["output"].is_null());
    // Words as well: then all of it goes.
    bench.types();
    bench.say(json!({"type": "response.create"}));
    for _ in 0..3 {
        bench.reply(Reply::Text("x".repeat(30_000)));
        let (name, arguments) = ("add_item".to_owned(), "{}".to_owned());
        bench.reply(Reply::ToolStarted { name, arguments });
        bench.reply(Reply::ToolEnded(Ok("{}".to_owned())));
    }
    bench.reply(Reply::Done);
    assert_eq!(
        bench.event("response.done")["response"]["output"],
        json!([])
    );
}

#[test]
fn a_response_has_an_end_to_its_items() {
    let mut bench = with_tools();
    bench.say(json!({"type": "response.create"}));
    for _ in 0..100 {
        let (name, arguments) = ("add_item".to_owned(), "{}".to_owned());
        bench.reply(Reply::Call { name, arguments });
    }
    let response = bench.event("response.done")["response"].clone();
    assert_eq!(response["status"], "incomplete");
    assert_eq!(response["output"].as_array().unwrap().len(), 64);
}
