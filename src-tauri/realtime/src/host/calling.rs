//! Calls: those that the client carries out, and those that the host does itself.

use super::making::Making;
use super::replying::json_size;
use super::{Host, ToolError};
use crate::event::{Place, ServerEvent};
use crate::item::{FunctionCall, McpCall};
use crate::limits::{ITEM_BYTES, MESSAGE_CHARS};
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
    pub(super) fn end_tool(&mut self, outcome: Result<String, ToolError>) {
        let Some(Making::Tool(call)) = self.making() else {
            return;
        };
        match outcome {
            Ok(output) if json_size(&output) + json_size(&call.arguments) <= ITEM_BYTES => {
                call.output = Some(output);
            }
            Ok(_) => {
                let message = "What came of it is too large to tell.";
                call.error = Some(tool_error("output_too_large", message));
            }
            Err(ToolError { code, message }) => {
                // Words for a person, not a place to put data.
                let message: String = message.chars().take(MESSAGE_CHARS).collect();
                call.error = Some(tool_error(code, &message));
            }
        }
        self.close_open(true);
    }

    /// Tells how a call of the host's own ended.
    pub(super) fn close_tool(&mut self, place: &Place, mut call: McpCall) -> McpCall {
        if call.output.is_none() && call.error.is_none() {
            let message = "The response ended before the call did.";
            call.error = Some(tool_error("response_ended", message));
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

/// The protocol's form of a failed call; the code is ours.
fn tool_error(code: &str, message: &str) -> serde_json::Value {
    json!({"type": "tool_execution_error", "code": code, "message": message})
}
