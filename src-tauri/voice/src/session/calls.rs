//! The calls of one response: each dispatched once, all answered, then one reply asked for
//! (REALTIME.md 7.5). No IO.

use std::collections::VecDeque;
use std::time::Instant;

use realtime::item::{Body, FunctionCall, Item, ItemStatus};
use serde_json::json;

use crate::limits::{CALL_IDS, CALLS, TOOL_WITHIN};

/// The calls of a response, and which were seen ever.
#[derive(Debug, Default)]
pub(super) struct Calls {
    seen: VecDeque<String>,
    open: Vec<Call>,
    /// When those unanswered count as failed.
    until: Option<Instant>,
    /// The response that made them has ended.
    pub(super) closed: bool,
    /// A reply is to follow their answers.
    pub(super) ask: bool,
}

#[derive(Debug)]
struct Call {
    id: String,
    output: Option<String>,
    known: bool,
}

/// What a round of calls came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answered {
    /// Call ids with their outputs, in the order of the calls.
    pub(super) outputs: Vec<(String, String)>,
    /// A reply is to follow.
    pub(super) ask: bool,
    /// At least one of them was a tool of ours.
    pub(super) any_known: bool,
}

impl Calls {
    /// The call in an item, if it is whole and was not seen before.
    pub(super) fn see(&mut self, item: &Item) -> Option<FunctionCall> {
        let Body::FunctionCall(call) = &item.body else {
            return None;
        };
        // `.done` events come for what was cut short, too. Not every host says how whole it is.
        let is_whole = item
            .status
            .is_none_or(|status| status == ItemStatus::Completed);
        if !is_whole || call.call_id.is_empty() || self.seen.contains(&call.call_id) {
            return None;
        }
        if self.open.len() >= CALLS {
            return None;
        }
        if self.seen.len() >= CALL_IDS {
            self.seen.pop_front();
        }
        self.seen.push_back(call.call_id.clone());
        Some(call.clone())
    }

    /// A call that is to be carried out by `now` and a while.
    pub(super) fn open(&mut self, id: &str, now: Instant) {
        self.until = Some(now + TOOL_WITHIN);
        self.push(id, None, true);
    }

    /// A call of a tool that is none of ours.
    pub(super) fn refuse(&mut self, id: &str, name: &str) {
        let short: String = name.chars().take(64).collect();
        let message = format!("There is no tool `{short}` here.");
        self.push(id, Some(failure("unknown_tool", &message)), false);
    }

    /// What came of a call; false if it is not waited for.
    pub(super) fn answer(&mut self, id: &str, output: String) -> bool {
        let call = self.open.iter_mut().find(|call| call.id == id);
        match call.filter(|call| call.output.is_none()) {
            Some(call) => {
                call.output = Some(output);
                true
            }
            None => false,
        }
    }

    /// Calls that nobody answered in time are answered for them; how many those are.
    pub(super) fn give_up(&mut self, now: Instant) -> usize {
        if self.until.is_none_or(|until| until > now) {
            return 0;
        }
        self.until = None;
        let unanswered = self.open.iter_mut().filter(|call| call.output.is_none());
        let late = unanswered.map(|call| {
            call.output = Some(failure("not_now", "The counter did not answer in time."));
        });
        late.count()
    }

    /// All answers, once the response has ended and every call is answered. `None` before, and
    /// where there are none.
    pub(super) fn finish(&mut self) -> Option<Answered> {
        if !self.closed || self.open.is_empty() {
            return None;
        }
        if self.open.iter().any(|call| call.output.is_none()) {
            return None;
        }
        self.until = None;
        self.closed = false;
        let open = std::mem::take(&mut self.open);
        Some(Answered {
            any_known: open.iter().any(|call| call.known),
            ask: self.ask,
            outputs: open
                .into_iter()
                .filter_map(|call| Some((call.id, call.output?)))
                .collect(),
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// When [`Calls::give_up`] has something to do.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.until
            .filter(|_| self.open.iter().any(|call| call.output.is_none()))
    }

    fn push(&mut self, id: &str, output: Option<String>, known: bool) {
        let id = id.to_owned();
        self.open.push(Call { id, output, known });
    }
}

fn failure(code: &str, message: &str) -> String {
    json!({"ok": false, "error": {"code": code, "message": message}}).to_string()
}
