//! One response, from `response.created` to `response.done` (REALTIME, sections 6.1 and 7.5).

use super::{Talk, open::Open};
use crate::cloud::{
    model::{Moment, Step},
    rules::Fault,
};
use serde_json::{Value, json};
use std::collections::VecDeque;
use tokio::time::Instant;

/// Why a response is ended before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// The client asked for it.
    Client,
    /// The guest spoke.
    Turn,
}

/// The response that is active.
pub(super) struct Reply {
    pub response: Value,
    steps: VecDeque<Step>,
    /// `None` while it hangs.
    due: Option<Instant>,
    open: Option<Open>,
    /// Not part of the conversation.
    pub apart: bool,
}

impl Reply {
    /// When it goes on, unless it hangs.
    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    /// The response's id.
    pub fn id(&self) -> &str {
        self.response["id"].as_str().unwrap_or_default()
    }

    /// The next item's index; also the open one's, which is not in the output yet.
    pub fn index(&self) -> usize {
        self.response["output"].as_array().map_or(0, Vec::len)
    }

    /// The fields that every event of the open item has.
    pub fn place(&self, open: &Open) -> Value {
        json!({"response_id": self.id(), "item_id": open.item["id"], "output_index": self.index()})
    }
}

impl Talk {
    /// Begins a response, if none is active.
    pub(super) fn create_response(
        &mut self,
        wishes: Option<&Value>,
        now: Instant,
    ) -> Result<(), Fault> {
        if let Some(active) = &self.reply {
            let message = format!(
                "Conversation already has an active response in progress: {}. Wait until the \
                 response is finished before creating a new one.",
                active.id()
            );
            return Err(Fault::of(
                "conversation_already_has_active_response",
                message,
            ));
        }
        if self.session["type"] == "transcription" {
            let message = "A transcription session has no responses.";
            return Err(Fault::at("invalid_value", "type", message));
        }
        let wish = |name: &str| wishes.and_then(|wishes| wishes.get(name)).cloned();
        let or_session = |name: &str| wish(name).unwrap_or_else(|| self.session[name].clone());
        let response = json!({
            "id": null, "object": "realtime.response", "status": "in_progress",
            "status_details": null, "output": [], "conversation_id": "conv_1",
            "output_modalities": or_session("output_modalities"),
            "max_output_tokens": or_session("max_output_tokens"),
            "audio": {"output": self.session["audio"]["output"]},
            "usage": null, "metadata": wish("metadata"),
        });
        let moment = Moment {
            responses: self.responses,
            items: &self.items,
            session: &self.session,
        };
        let steps = (self.manners.model)(moment).into();
        let mut reply = Reply {
            response,
            steps,
            due: Some(now),
            open: None,
            apart: wish("conversation").is_some_and(|kind| kind == "none"),
        };
        self.responses += 1;
        reply.response["id"] = self.id("resp").into();
        if reply.apart {
            reply.response["conversation_id"] = Value::Null;
        }
        self.quiet = None;
        self.say("response.created", json!({"response": reply.response}));
        self.reply = Some(reply);
        Ok(())
    }

    /// Goes on with the response until it has to wait or is done.
    pub(super) fn go_on(&mut self, now: Instant) {
        while let Some(mut reply) = self.reply.take() {
            if reply.due.is_none_or(|due| due > now) {
                self.reply = Some(reply);
                return;
            }
            if self.beat(&mut reply, now) {
                self.reply = Some(reply);
            } else {
                self.await_guest(now);
            }
        }
    }

    /// Ends the response, if there is one.
    pub(super) fn interrupt(&mut self, cause: Cause) {
        let reason = match cause {
            Cause::Client => "client_cancelled",
            Cause::Turn => "turn_detected",
        };
        if let Some(mut reply) = self.reply.take() {
            let details = json!({"type": "cancelled", "reason": reason});
            self.finish(&mut reply, "cancelled", details);
        }
        // The server stops what it plays by itself when the guest speaks (REALTIME, section 7.4).
        if cause == Cause::Turn {
            self.hush();
        }
    }

    /// One step of the response; false once it is over.
    fn beat(&mut self, reply: &mut Reply, now: Instant) -> bool {
        if let Some(mut open) = reply.open.take() {
            match open.pieces.pop_front() {
                Some(piece) => {
                    self.piece(reply, &mut open, &piece);
                    reply.due = Some(now + self.manners.pace);
                    reply.open = Some(open);
                }
                None => self.close_item(reply, open, "completed"),
            }
            return true;
        }
        match reply.steps.pop_front() {
            Some(Step::Say(words)) => reply.open = Some(self.open_message(reply, &words)),
            Some(Step::Call { name, arguments }) => {
                reply.open = Some(self.open_call(reply, &name, &arguments));
            }
            Some(Step::Wait(time)) => reply.due = Some(now + time),
            Some(Step::Hang) => reply.due = None,
            Some(Step::Raw(event)) => self.raw(event),
            Some(Step::Fail(code)) => {
                let error = json!({"type": "server_error", "code": code,
                    "message": "The model could not answer."});
                self.finish(reply, "failed", json!({"type": "failed", "error": error}));
                return false;
            }
            Some(Step::Stop(reason)) => {
                let details = json!({"type": "incomplete", "reason": reason});
                self.finish(reply, "incomplete", details);
                return false;
            }
            None => {
                self.finish(reply, "completed", Value::Null);
                return false;
            }
        }
        true
    }

    fn finish(&mut self, reply: &mut Reply, status: &str, details: Value) {
        if let Some(open) = reply.open.take() {
            self.close_item(reply, open, "incomplete");
        }
        let id = reply.id().to_owned();
        let mut response = std::mem::take(&mut reply.response);
        response["status"] = status.into();
        response["status_details"] = details;
        response["usage"] = json!({"total_tokens": 24, "input_tokens": 16, "output_tokens": 8,
            "input_token_details": {"text_tokens": 16, "audio_tokens": 0, "cached_tokens": 0},
            "output_token_details": {"text_tokens": 8, "audio_tokens": 0}});
        self.say("response.done", json!({"response": response}));
        let limit = json!({"name": "tokens", "limit": 40_000, "remaining": 39_976,
            "reset_seconds": 0.036});
        self.say("rate_limits.updated", json!({"rate_limits": [limit]}));
        if let Some(playing) = self
            .playing
            .as_mut()
            .filter(|playing| playing.response == id)
        {
            playing.is_said = true;
        }
        self.settle_playing();
        self.transcribe_late();
    }
}
