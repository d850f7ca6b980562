//! Reading and writing the protocol's events as JSON.

use serde_json::{Value, json};

/// A guest's words as an event.
pub fn typed(words: &str) -> Value {
    json!({"type": "conversation.item.create", "item": {
        "type": "message", "role": "user",
        "content": [{"type": "input_text", "text": words}],
    }})
}

/// The types of events, in order.
pub fn kinds(events: &[Value]) -> Vec<&str> {
    let kinds = events.iter().map(|event| event["type"].as_str());
    kinds.map(Option::unwrap_or_default).collect()
}

/// What was said in the answers among events: text, or the words of sound.
pub fn said(events: &[Value]) -> String {
    let deltas = events.iter().filter(|event| {
        let kind = event["type"].as_str().unwrap_or_default();
        kind == "response.output_text.delta" || kind == "response.output_audio_transcript.delta"
    });
    let words = deltas.filter_map(|event| event["delta"].as_str());
    words.collect::<Vec<_>>().concat()
}

/// The cart as the last of the server's own calls among events left it.
pub fn cart(events: &[Value]) -> Option<Value> {
    let calls = events.iter().rev().filter(|event| {
        event["type"] == "response.output_item.done" && event["item"]["type"] == "mcp_call"
    });
    let mut outputs = calls.filter_map(|event| event["item"]["output"].as_str());
    let output = outputs.find_map(|output| serde_json::from_str::<Value>(output).ok())?;
    Some(output["cart"].clone())
}
