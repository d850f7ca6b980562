//! Responses: which is running, and which is asked for here once the model has its calls' answers.

use super::Relay;
use scope::time::Instant;
use serde_json::{Value, json};
use std::time::Duration;

/// When a response of ours that failed is tried again (REALTIME, section 6.2).
pub(super) const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// How often.
const AGAIN: u32 = 1;

/// What we want of the model when it has had its answers.
#[derive(Default)]
pub(super) struct Turn {
    /// A response is active.
    pub(super) is_active: bool,
    /// We want another once it is not.
    pub(super) is_wanted: bool,
    /// The event by which we asked for one, until it begins.
    pub(super) asked: Option<String>,
    /// The active one is ours, and has been tried so often before.
    pub(super) tries: Option<u32>,
    /// When it is tried again, and how often it was.
    pub(super) again: Option<(Instant, u32)>,
}

impl Relay {
    pub(super) fn begin_response(&mut self) {
        self.turn.is_active = true;
        // Whoever asked for it: what the model was told by then it has heard.
        self.turn.is_wanted = false;
        self.turn.again = None;
        if self.turn.asked.take().is_none() {
            self.turn.tries = None;
        }
    }

    pub(super) fn end_response(&mut self, mut event: Value, now: Instant) {
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
    pub(super) fn respond(&mut self, tries: u32) {
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
}
