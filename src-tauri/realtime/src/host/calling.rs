//! Calls: those that the client carries out, and those that the host does itself.

use super::Host;
use super::making::Making;
use super::replying::json_size;
use crate::event::{Place, ServerEvent};
use crate::item::{FunctionCall, McpCall};
use crate::limits::ITEM_BYTES;
use serde_json::json;
use std::time::Instant;

/// The name that the host's own tools go by.
pub const SERVER_LABEL: &str = "heard";

impl Host {
    /// A call for the client: whole at once, for the engine does not make it word by word.
    pub(super) fn call(&mut self, name: String, arguments: String, now: Instant) {
        if json_size(&name) + json_size(&arguments) > ITEM_BYTES {
            self.stop_full(now);
            return;
        }
        let call_id = self.ids.next("call");
        let announced = FunctionCall {
            call_id: call_id.clone(),
            name: name.clone(),
            arguments: String::new(),
        };
        let Some(place) = self.open_item(Making::Call(announced), now) else {
            return;
        };
        let place = Place {
            call_id: Some(call_id),
            ..place
        };
        self.send(ServerEvent::FunctionArgumentsDelta {
            place: place.clone(),
            delta: arguments.clone(),
        });
        self.send(ServerEvent::FunctionArgumentsDone {
            place,
            name,
            arguments: arguments.clone(),
        });
        if let Some(Making::Call(call)) = self.making() {
            call.arguments = arguments;
        }
        self.close_open(true);
    }

    /// The host begins a call of its own.
    pub(super) fn start_tool(&mut self, name: String, arguments: String, now: Instant) {
        if json_size(&name) + json_size(&arguments) > ITEM_BYTES {
            self.stop_full(now);
            return;
        }
        let announced = McpCall {
            server_label: SERVER_LABEL.to_owned(),
            name,
            ..McpCall::default()
        };
        let Some(place) = self.open_item(Making::Tool(announced), now) else {
            return;
        };
        self.send(ServerEvent::McpArgumentsDelta {
            place: place.clone(),
            delta: arguments.clone(),
        });
        self.send(ServerEvent::McpArgumentsDone {
            place: place.clone(),
            arguments: arguments.clone(),
        });
        self.send(ServerEvent::McpInProgress {
            output_index: place.output_index,
            item_id: place.item_id,
        });
        if let Some(Making::Tool(call)) = self.making() {
            call.arguments = arguments;
        }
    }

    /// The host's own call came to something, or not.
    pub(super) fn end_tool(&mut self, outcome: Result<String, String>) {
        let Some(Making::Tool(call)) = self.making() else {
            return;
        };
        match outcome {
            Ok(output) if json_size(&output) + json_size(&call.arguments) <= ITEM_BYTES => {
                call.output = Some(output);
            }
            Ok(_) => call.error = Some(tool_error("What came of it is too large to tell.")),
            Err(why) => {
                // Words for a person, not a place to put data.
                let why: String = why.chars().take(1000).collect();
                call.error = Some(tool_error(&why));
            }
        }
        self.close_open(true);
    }

    /// Tells how a call of the host's own ended.
    pub(super) fn close_tool(&mut self, place: &Place, mut call: McpCall) -> McpCall {
        if call.output.is_none() && call.error.is_none() {
            call.error = Some(tool_error("The response ended before the call did."));
        }
        let (output_index, item_id) = (place.output_index, place.item_id.clone());
        self.send(match call.error {
            None => ServerEvent::McpCompleted {
                output_index,
                item_id,
            },
            Some(_) => ServerEvent::McpFailed {
                output_index,
                item_id,
            },
        });
        call
    }
}

/// The protocol's form of a failed call.
fn tool_error(message: &str) -> serde_json::Value {
    json!({"type": "tool_execution_error", "message": message})
}
