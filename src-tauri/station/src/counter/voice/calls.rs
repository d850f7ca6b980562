//! Calls of the voice, each carried out once.

use kitchen::cart::tools::CallError;
use kitchen::{LineId, Refusal};
use serde_json::{Value, json};
use std::collections::VecDeque;

/// Calls whose answers are remembered: those of some turns, in case one is asked again.
const ANSWERS: usize = 64;

/// What came of the last calls.
#[derive(Debug, Default)]
pub struct Answers(VecDeque<(String, Value)>);

impl Answers {
    /// What came of the call of that id, if it was carried out.
    pub fn of(&self, id: &str) -> Option<&Value> {
        let mut answers = self.0.iter();
        answers
            .find(|(known, _)| known == id)
            .map(|(_, answer)| answer)
    }

    /// Remembers what came of a call.
    pub fn keep(&mut self, id: String, answer: Value) {
        if self.0.len() == ANSWERS {
            self.0.pop_front();
        }
        self.0.push_back((id, answer));
    }
}

/// Why a call changed nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRun {
    /// It is no call of ours.
    Unread(String),
    /// The kitchen's own reason.
    Refused(Refusal),
    /// The order is checked, and one tap sends it.
    TapSends,
    /// A finger has just sent the order.
    Sent,
}

impl From<CallError> for NotRun {
    fn from(error: CallError) -> Self {
        Self::Unread(error.to_string())
    }
}

impl From<Refusal> for NotRun {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What came of a call, as the session is told: always with the whole cart.
pub fn ran(outcome: Result<Vec<LineId>, NotRun>, cart: &Value) -> Value {
    let (code, message, field) = match outcome {
        Ok(lines) => return json!({"ok": true, "lines": lines, "cart": cart}),
        Err(NotRun::Unread(message)) => ("invalid_arguments", message, None),
        Err(NotRun::Refused(no)) => (no.code.as_str(), no.message, no.field),
        Err(NotRun::Sent) => return json!({"ok": true, "lines": [], "cart": cart}),
        Err(NotRun::TapSends) => {
            let words = "The order is ready. Tap Send to kitchen.";
            ("tap_to_send", words.to_owned(), None)
        }
    };
    let error = json!({"code": code, "message": message, "field": field});
    json!({"ok": false, "error": error, "cart": cart})
}
