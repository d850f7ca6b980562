//! Asking for responses, one at a time, and what comes of them.

use std::time::Instant;

use realtime::event::ClientEvent;
use realtime::item::Item;
use realtime::response::{Response, ResponseStatus};

use super::gate::Gate;
use super::{News, Session};
use crate::limits::{CANCEL_WITHIN, RETRY_REPLY_AFTER, ROUNDS};

/// The reply broke off at the host.
const FAILED: &str = "The assistant could not answer. Say it again.";
/// The account of the provider is at its end.
const ACCOUNT: &str = "The voice provider's account needs attention. Tap to add.";
/// The model calls on and on.
const ENDLESS_CALLS: &str = "The assistant got lost. The order is as you see it.";
/// The model called nothing that there is.
const UNKNOWN_CALLS: &str = "The assistant asked for something that this counter cannot do.";

/// Codes after which asking again is in vain (REALTIME.md 6.2).
const NEVER_AGAIN: [&str; 4] = [
    "insufficient_quota",
    "account_deactivated",
    "billing_hard_limit_reached",
    "invalid_api_key",
];

impl Session {
    /// Asks for a response, now or once the one that runs has ended.
    pub(super) fn ask(&mut self) {
        if self.gate == Gate::Free {
            let id = self.send("create", ClientEvent::ResponseCreate { response: None });
            self.gate = Gate::Asked(id);
        } else {
            self.wanted = true;
        }
    }

    /// Cancels the response that runs or was asked for.
    pub(super) fn cancel(&mut self, now: Instant) {
        let response_id = None;
        self.send("cancel", ClientEvent::ResponseCancel { response_id });
        if let Gate::Active(Some(id)) = &self.gate {
            self.given_up = Some(id.clone());
        }
        let until = now + CANCEL_WITHIN;
        self.gate = Gate::Cancelled { until };
    }

    /// There is no response any more.
    pub(super) fn free(&mut self) {
        self.gate = Gate::Free;
        if std::mem::take(&mut self.wanted) {
            self.ask();
        }
    }

    /// A response began.
    pub(super) fn created(&mut self, response: &Response) {
        match self.gate {
            // Its cancelling is on its way.
            Gate::Cancelled { .. } => self.given_up = Some(response.id.clone()),
            Gate::Free | Gate::Asked(_) | Gate::Active(_) => {
                let id = Some(response.id.clone()).filter(|id| !id.is_empty());
                self.gate = Gate::Active(id);
                self.calls.ask = true;
                self.muted = false;
            }
        }
    }

    /// An item of a response is whole: if it is a call, it is carried out.
    pub(super) fn item_done(&mut self, item: &Item, now: Instant) {
        let Some(call) = self.calls.see(item) else {
            return;
        };
        if !self.wishes.names(&call.name) {
            self.note("a tool was called that is none of ours");
            self.calls.refuse(&call.call_id, &call.name);
            return;
        }
        self.calls.open(&call.call_id, now);
        self.tell(News::Call {
            call_id: call.call_id,
            name: call.name,
            arguments: call.arguments,
        });
    }

    /// A response ended, however.
    pub(super) fn done(&mut self, response: &Response, now: Instant) {
        let was_cancelled = matches!(self.gate, Gate::Cancelled { .. });
        let is_late = !was_cancelled && self.given_up.as_ref() == Some(&response.id);
        if is_late || !(was_cancelled || self.gate.is_of(&response.id)) {
            return;
        }
        // The event of a single item may have been lost.
        for item in &response.output {
            self.item_done(item, now);
        }
        self.calls.closed = !self.calls.is_empty();
        self.gate = Gate::Free;
        let has_calls = self.calls.closed;
        self.finish_calls();
        if self.gate != Gate::Free {
            // Asked for already, with what came of the calls.
            self.wanted = false;
            return;
        }
        if was_cancelled || self.wanted {
            return self.free();
        }
        if has_calls {
            return;
        }
        match response.status {
            Some(ResponseStatus::Failed) => self.failed(response, now),
            _ => self.over(),
        }
    }

    /// The reply is over, unless it is still heard or something follows.
    pub(super) fn over(&mut self) {
        if self.sounding.is_none() && self.gate == Gate::Free && self.calls.is_empty() {
            self.tell(News::Over);
        }
    }

    /// All calls may be answered now.
    pub(super) fn finish_calls(&mut self) {
        let Some(answered) = self.calls.finish() else {
            return;
        };
        for (call_id, output) in answered.outputs {
            self.send_output(call_id, output);
        }
        if !answered.ask {
            return;
        }
        self.rounds += 1;
        if !answered.any_known {
            self.tell(News::NotAnswered(UNKNOWN_CALLS.into()));
        } else if self.rounds > ROUNDS {
            self.note("the model calls without end");
            self.tell(News::NotAnswered(ENDLESS_CALLS.into()));
        } else {
            self.ask();
        }
    }

    fn failed(&mut self, response: &Response, now: Instant) {
        let details = response.status_details.as_ref();
        let error = details.and_then(|details| details.error.as_ref());
        let code = error.and_then(|error| error.code.clone());
        let code = code.unwrap_or_default();
        self.note(format!("a response failed: {}", short(&code)));
        if NEVER_AGAIN.contains(&&*code) {
            self.tell(News::NotAnswered(ACCOUNT.into()));
        } else if self.retried {
            self.tell(News::NotAnswered(FAILED.into()));
        } else {
            self.retried = true;
            self.retry_at = Some(now + RETRY_REPLY_AFTER);
        }
    }

    /// The request for a response was refused.
    pub(super) fn not_created(&mut self) {
        if let Gate::Asked(_) = self.gate {
            self.gate = Gate::Free;
            self.tell(News::NotAnswered(FAILED.into()));
        }
    }
}

/// A host's word, as much of it as a log needs.
pub(super) fn short(word: &str) -> String {
    let known = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    word.chars().filter(known).take(64).collect()
}
