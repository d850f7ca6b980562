//! Between a client and a provider: what is passed on, what is changed on its way, and which calls
//! are the house's. A machine without IO.
//!
//! A session that names no tools has the house's: then the provider's function calls are carried
//! out here, and the client sees them as `mcp_call` items of the server `heard`, as it does where
//! this server listens itself. A session with tools of its own is passed on as it is.

mod calls;
#[cfg(test)]
mod tests;

use super::session::{self, House};
use calls::{Calls, Done};
use scope::time::Instant;
use serde_json::{Value, json};
use std::{collections::VecDeque, time::Duration};

/// What our own events' ids begin with, so that what answers them is not passed on.
const OURS: &str = "heard_";

/// Updates of the session that are on the way. More than that no client has a use for.
const UPDATES: usize = 64;

/// When a response of ours that failed is tried again (REALTIME, section 6.2).
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// How often.
const AGAIN: u32 = 1;

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

/// A `session.update` that is not acknowledged yet.
struct Update {
    event_id: String,
    names_tools: bool,
    /// It was asked for here, and the client need not know.
    is_ours: bool,
}

/// What we want of the model when it has had its answers.
#[derive(Default)]
struct Turn {
    /// A response is active.
    is_active: bool,
    /// We want another once it is not.
    is_wanted: bool,
    /// The event by which we asked for one, until it begins.
    asked: Option<String>,
    /// The active one is ours, and has been tried so often before.
    tries: Option<u32>,
    /// When it is tried again, and how often it was.
    again: Option<(Instant, u32)>,
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

    fn update(&mut self, mut event: Value) {
        let names_tools = session::names_tools(event["session"].get("tools"));
        if let Some(house) = self.house.as_ref().filter(|_| !names_tools)
            && let Some(session) = event["session"].as_object_mut()
        {
            // The tools stay the house's, and so does what it says of them.
            session.remove("tools");
            match session::instructions(session) {
                Ok(Some(own)) => {
                    let both = format!("{}{}{own}", house.instructions, super::menu::BEFORE_WISHES);
                    session.insert("instructions".to_owned(), both.into());
                }
                Ok(None) if session.contains_key("instructions") => {
                    session.insert("instructions".to_owned(), house.instructions.clone().into());
                }
                Ok(None) => {}
                Err(fault) => {
                    return self.refuse(
                        &event,
                        fault.code(),
                        fault.message(),
                        "session.instructions",
                    );
                }
            }
        }
        if self.updates.len() >= UPDATES {
            let message = "Too many updates are on the way.";
            return self.refuse(&event, "rate_limit_exceeded", message, "session");
        }
        let said = event["event_id"].as_str().map(str::to_owned);
        let event_id = said.unwrap_or_else(|| self.id());
        event["event_id"] = event_id.clone().into();
        self.updates.push_back(Update {
            event_id,
            names_tools,
            is_ours: false,
        });
        self.tell_provider(event.to_string());
    }

    /// Refuses a client's event in the provider's stead.
    fn refuse(&mut self, event: &Value, code: &str, message: &str, param: &str) {
        let event_id = self.id();
        let param = Some(param).filter(|param| !param.is_empty());
        self.tell_client(json!({"type": "error", "event_id": event_id, "error": {
            "type": "invalid_request_error", "code": code, "message": message, "param": param,
            "event_id": event.get("event_id")}}));
    }

    /// The house's tools are not the client's to call: it named none, and is shown none.
    fn show_session(&mut self, mut event: Value) {
        if self.house.is_some()
            && let Some(tools) = event["session"].get_mut("tools")
        {
            *tools = json!([]);
        }
        self.tell_client(event);
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

    fn begin_response(&mut self) {
        self.turn.is_active = true;
        // Whoever asked for it: what the model was told by then it has heard.
        self.turn.is_wanted = false;
        self.turn.again = None;
        if self.turn.asked.take().is_none() {
            self.turn.tries = None;
        }
    }

    fn end_response(&mut self, mut event: Value, now: Instant) {
        self.turn.is_active = false;
        let answers = self.calls.finish(&mut event["response"]);
        let status = event["response"]["status"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let tries = self.turn.tries.take();
        self.tell_client(event);
        if !answers.is_empty() {
            for item in answers {
                let create = json!({"type": "conversation.item.create", "event_id": self.id(),
                    "item": item});
                self.tell_provider(create.to_string());
            }
            // One that was interrupted is followed by the guest's next turn.
            if matches!(status.as_str(), "completed" | "incomplete") {
                return self.respond(0);
            }
        }
        match tries {
            Some(tries) if status == "failed" && tries < AGAIN => {
                self.turn.again = Some((now + AGAIN_AFTER, tries + 1));
            }
            Some(_) if status == "failed" => {
                self.tell(
                    "provider_error",
                    "The provider could not answer; please say it again.",
                );
            }
            _ if self.turn.is_wanted => self.respond(0),
            _ => {}
        }
    }

    /// Asks for a response.
    fn respond(&mut self, tries: u32) {
        if self.turn.is_active {
            self.turn.is_wanted = true;
            return;
        }
        let event_id = self.id();
        let create = json!({"type": "response.create", "event_id": event_id});
        self.turn.is_wanted = false;
        self.turn.asked = Some(event_id);
        self.turn.tries = Some(tries);
        self.tell_provider(create.to_string());
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
