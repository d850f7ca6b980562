//! The client's updates of its session: what of them is the house's stays the house's.

use super::{super::session, Relay};
use serde_json::{Value, json};

/// Updates of the session that are on the way. More than that no client has a use for.
pub(super) const UPDATES: usize = 64;

/// A `session.update` that is not acknowledged yet.
pub(super) struct Update {
    pub(super) event_id: String,
    pub(super) names_tools: bool,
    /// It was asked for here, and the client need not know.
    pub(super) is_ours: bool,
}

impl Relay {
    pub(super) fn update(&mut self, mut event: Value) {
        let names_tools = session::names_tools(event["session"].get("tools"));
        if let Some(house) = self.house.as_ref().filter(|_| !names_tools)
            && let Some(session) = event["session"].as_object_mut()
        {
            // The tools stay the house's, and so does what it says of them.
            session.remove("tools");
            match session::instructions(session) {
                Ok(Some(own)) => {
                    let both = format!(
                        "{}{}{own}",
                        house.instructions,
                        super::super::menu::BEFORE_WISHES
                    );
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

    /// The house's tools are not the client's to call: it named none, and is shown none.
    pub(super) fn show_session(&mut self, mut event: Value) {
        if self.house.is_some()
            && let Some(tools) = event["session"].get_mut("tools")
        {
            *tools = json!([]);
        }
        self.tell_client(event);
    }
}
