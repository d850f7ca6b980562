//! Between a client and a provider: what is passed on, what is changed on its way, and which calls
//! are the house's. A machine without IO.
//!
//! A session that names no tools has the house's: then the provider's function calls are carried
//! out here, and the client sees them as `mcp_call` items of the server `heard`, as it does where
//! this server listens itself. A session with tools of its own is passed on as it is.

mod calls;
#[cfg(test)]
mod tests;
mod turn;
mod updates;

use super::session::House;
use calls::{Calls, Done};
use scope::time::Instant;
use serde_json::{Value, json};
use std::collections::VecDeque;
use turn::Turn;
use updates::Update;

/// What our own events' ids begin with, so that what answers them is not passed on.
const OURS: &str = "heard_";

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Output {
    /// Send this to the client.
    ToClient(String),
    /// Send this to the provider.
    ToProvider(String),
    /// Carry out a call, and tell [`Relay::handle_answer`]. Until then nothing more of the provider
    /// is to be handled.
    Run(Call),
}

/// A call of the house's tools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    /// The provider's name for it.
    pub id: String,
    /// The tool.
    pub name: String,
    /// JSON, as text.
    pub arguments: String,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CallAnswer {
    /// JSON, as text.
    pub output: String,
    /// Why nothing came of it.
    pub refusal: Option<Refused>,
}

/// Why nothing came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// The code that everyone meets.
    pub code: String,
    /// The same, for a person.
    pub message: String,
}

/// One session's relay.
pub(super) struct Relay {
    /// `None` where the client has tools of its own.
    house: Option<House>,
    updates: VecDeque<Update>,
    calls: Calls,
    turn: Turn,
    ids: u64,
    out: VecDeque<Output>,
}

impl Relay {
    /// A relay of a session that was handed over with `house`.
    pub fn new(house: Option<House>) -> Self {
        Self {
            calls: Calls::of(house.as_ref().map(|house| &house.tools)),
            house,
            updates: VecDeque::new(),
            turn: Turn::default(),
            ids: 0,
            out: VecDeque::new(),
        }
    }

    /// The provider was asked by an update of that id that changes nothing; its answer is not the
    /// client's.
    pub fn was_asked(&mut self, event_id: &str) {
        self.updates.push_back(Update {
            event_id: event_id.to_owned(),
            names_tools: false,
            is_ours: true,
        });
    }

    /// What to do next.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.out.pop_front()
    }

    /// When [`Self::handle_timeout`] is to be called.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.turn.again.map(|(at, _)| at)
    }

    /// The time has come.
    pub fn handle_timeout(&mut self, now: Instant) {
        if let Some((_, tries)) = self.turn.again.take_if(|(at, _)| *at <= now) {
            self.respond(tries);
        }
    }

    /// Something that the client said. What is wrong with it the provider will say.
    pub fn handle_client(&mut self, text: &str) {
        let event: Option<Value> = serde_json::from_str(text).ok();
        match event {
            Some(event) if event["type"] == "session.update" => self.update(event),
            _ => self.tell_provider(text.to_owned()),
        }
    }

    /// Something that the provider said. What is no event is not passed on.
    pub fn handle_provider(&mut self, text: &str, now: Instant) {
        let Ok(mut event) = serde_json::from_str::<Value>(text) else {
            tracing::warn!(bytes = text.len(), "the provider said what is no JSON");
            return;
        };
        match event["type"].as_str().unwrap_or_default() {
            "session.created" => self.show_session(event),
            "session.updated" => {
                let update = self.updates.pop_front();
                let names_tools = match &update {
                    Some(update) => update.names_tools,
                    // The client's own, past this server.
                    None => !self.calls.are(&event["session"]["tools"]),
                };
                if names_tools {
                    self.house = None;
                    self.calls.stop();
                }
                if !update.is_some_and(|update| update.is_ours) {
                    self.show_session(event);
                }
            }
            "error" => self.handle_error(event),
            "response.created" => {
                self.begin_response();
                self.tell_client(event);
            }
            "response.done" => self.end_response(event, now),
            _ => match self.calls.handle(&mut event) {
                Done::Untouched => self.out.push_back(Output::ToClient(text.to_owned())),
                Done::Changed => self.tell_client(event),
                Done::Hidden => {}
                Done::Run(call, progress) => {
                    self.tell_client(progress);
                    self.out.push_back(Output::Run(call));
                }
            },
        }
    }

    /// What came of a call that was to be carried out.
    pub fn handle_answer(&mut self, call: &str, answer: &CallAnswer) {
        for event in self.calls.answer(call, answer) {
            self.tell_client(event);
        }
    }

    /// Tells the client of a fault that is not its own.
    pub fn tell(&mut self, code: &str, message: &str) {
        let event_id = self.id();
        self.tell_client(json!({"type": "error", "event_id": event_id, "error": {
            "type": "server_error", "code": code, "message": message, "param": null,
            "event_id": null}}));
    }

    /// Refuses what is no event at all.
    pub fn refuse_frame(&mut self, code: &str, message: &str) {
        self.refuse(&Value::Null, code, message, "");
    }

    /// Refuses a client's event in the provider's stead.
    fn refuse(&mut self, event: &Value, code: &str, message: &str, param: &str) {
        let event_id = self.id();
        let param = Some(param).filter(|param| !param.is_empty());
        self.tell_client(json!({"type": "error", "event_id": event_id, "error": {
            "type": "invalid_request_error", "code": code, "message": message, "param": param,
            "event_id": event.get("event_id")}}));
    }

    fn handle_error(&mut self, event: Value) {
        let error = &event["error"];
        let of = error["event_id"].as_str().unwrap_or_default();
        self.updates.retain(|update| update.event_id != of);
        if of.starts_with(OURS) {
            let code = error["code"].as_str().unwrap_or_default();
            if self.turn.asked.take_if(|asked| asked == of).is_some() {
                self.turn.tries = None;
                match code {
                    // One began while ours was on the way; ours is for when it is done.
                    "conversation_already_has_active_response" => self.turn.is_wanted = true,
                    _ => self.tell(
                        "provider_error",
                        "The provider does not answer the last step.",
                    ),
                }
            }
            tracing::warn!(code, "the provider refuses what this server sent");
            return;
        }
        self.tell_client(event);
    }

    fn id(&mut self) -> String {
        self.ids += 1;
        format!("{OURS}{}", self.ids)
    }

    fn tell_client(&mut self, event: Value) {
        self.out.push_back(Output::ToClient(event.to_string()));
    }

    fn tell_provider(&mut self, text: String) {
        self.out.push_back(Output::ToProvider(text));
    }
}
